package page

import (
	"errors"

	"golang.org/x/text/encoding"

	"duwang/crawler/address"
	"duwang/crawler/portal"
	"duwang/crawler/wordlist"
)

// Options are what the crawl knows of a page besides its bytes.
type Options struct {
	URL         string         // the page's own address, absolute; "" when unknown: then <base> or the Url tag serves
	ContentType string         // the header's value
	Status      int            // of the answer; 0 for a file
	Home        bool           // a site's home page
	Column      bool           // a registered column's list, first or further sheet
	Worded      bool           // of a column whose wording rules look at: see portal.Worded
	Words       *wordlist.List // to look for in articles, nil for none
	// AsOf completes dates that a list shows without their year, and 今天 and
	// 昨天; the zero Date leaves them unread.
	AsOf portal.Date
	// SiteHost tells whether a host belongs to the page's site; nil means only
	// the page's own host does.
	SiteHost func(host string) bool
	// Trace, when not nil, receives every candidate for every field.
	Trace *[]Candidate
}

// A Candidate is one value that a page offers for a field, kept so that a
// person can see why another one was taken.
type Candidate struct {
	Field  string `json:"field"` // as in portal.Provenance: title, published_at…
	Value  string `json:"value"`
	Where  string `json:"where"` // "label 发布日期", "meta PubDate"…
	Chosen bool   `json:"chosen"`
	Why    string `json:"why,omitempty"` // in Chinese, why it was taken or left
}

// ErrAddress says that a page has no usable address of its own.
var ErrAddress = errors.New("page has no absolute http or https address")

// reader is one reading of one page.
type reader struct {
	*document
	base  *address.Base
	facts *portal.Facts
	home  string // host of the page
	raw   string // of a bare datastore, without a page around it
	// fields are the page's labelled values once they are known, taken the lines
	// that hold a label or the value of one.
	fields   []labelled
	taken    map[int32]bool
	ownNames []string // see ownName
	boxed    []bool   // lines inside the boxes of rows
	listed   []bool   // lines inside the boxes of the page's own list
}

// Read returns what the page says of itself. body holds the bytes as they came
// off the wire, after content coding. Broken markup, NULs, any nesting and any
// charset are read as far as they go; the only error is a page without an
// address, neither in opt.URL nor in its own <base> or Url tag, and even then
// the facts that need no address are returned with it.
func Read(body []byte, opt Options) (*portal.Facts, error) {
	text, charset := Decode(body, opt.ContentType)
	r := &reader{document: newDocument(parse(text), opt), facts: &portal.Facts{Charset: charset}}
	r.raw = bareStore(text)
	err := r.locate(charset)
	r.read(text)
	maskFacts(r.facts)
	r.release()
	return r.facts, err
}

// Inspect is Read with the trace of its candidates.
func Inspect(body []byte, opt Options) (*portal.Facts, []Candidate, error) {
	var trace []Candidate
	opt.Trace = &trace
	f, err := Read(body, opt)
	return f, trace, err
}

// unknown is the address of a page that has none: nothing resolves against it
// that is not absolute itself.
const unknown = "http://unknown.invalid/"

// locate settles the address that references resolve against.
func (r *reader) locate(charset string) (err error) {
	own := r.opt.URL
	if own == "" {
		own = r.meta("url")
	}
	if r.base, err = address.NewBase(own, r.document.base); err != nil {
		if r.base, err = address.NewBase(r.document.base, ""); err != nil {
			r.base, _ = address.NewBase(unknown, "")
			err = ErrAddress
		}
	}
	if r.opt.URL == "" && err == nil {
		r.opt.URL = r.base.String()
	}
	r.home = address.Host(r.opt.URL)
	if charset != charsetUTF8 && charset != charsetUTF16LE && charset != charsetUTF16BE {
		r.base.EncodeQuery(func(s string) string { return encodeAs(s, charset) })
	}
	return err
}

// siteHost tells whether an absolute address stands on the page's site.
func (r *reader) siteHost(u string) bool {
	h := address.Host(u)
	return h == r.home || r.opt.SiteHost != nil && r.opt.SiteHost(h)
}

func (r *reader) trace(field, value, where string, chosen bool, why string) {
	if r.opt.Trace != nil {
		*r.opt.Trace = append(*r.opt.Trace, Candidate{field, value, where, chosen, why})
	}
}

// encodeAs writes text in a page's charset; what the charset lacks becomes a
// character reference, as browsers send it.
func encodeAs(s, charset string) string {
	e := encodingOf(charset)
	out, err := encoding.HTMLEscapeUnsupported(e.NewEncoder()).String(s)
	if err != nil {
		return s
	}
	return out
}
