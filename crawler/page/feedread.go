package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"duwang/crawler/address"
	"duwang/crawler/portal"
)

// Why the answer to a feed is not read. The words are for people.
var (
	errFeedEmpty  = errors.New("返回的数据是空的")
	errFeedFormat = errors.New("返回的不是能识别的列表数据")
)

// FeedEmpty tells an answer that was understood and holds no row: the end of a
// list that had rows before, and no proof of anything where it is the first.
func FeedEmpty(err error) bool { return errors.Is(err, errFeedEmpty) }

// ReadFeed reads the rows off the answer to a page's feed; opt is that of the
// page, against whose address the rows' links resolve. total is how many rows
// the whole list has by the answer's own word, 0 when it does not say. A row
// without a title or an address, rows without a date that no known system
// serves, and data that might be several lists are errors: nothing is guessed.
func ReadFeed(body []byte, contentType string, feed *portal.Feed, opt Options) (rows []portal.Row, total int, err error) {
	shape := systemByID(genericID).Feed
	if s := systemByID(feed.System); s != nil && s.Feed != nil {
		shape = s.Feed
	}
	if shape.Answer == "datastore" {
		return readStore(body, contentType, opt)
	}
	text, _ := Decode(body, contentType)
	base, err := address.NewBase(opt.URL, "")
	if err != nil {
		return nil, 0, ErrAddress
	}
	value, err := decodeJSON(text)
	if err != nil {
		return nil, 0, errFeedFormat
	}
	w := &feedWalk{shape: shape, base: base, strict: feed.System == ""}
	w.title, w.link, w.date = shape.keys()
	w.walk(value, "")
	switch {
	case w.err != nil:
		return nil, 0, w.err
	case len(w.lists) > 1:
		return nil, 0, fmt.Errorf("%w：数据里有 %d 个列表，分不清哪一个是本栏目的", errFeedFormat, len(w.lists))
	case len(w.lists) == 0 && w.empty > 0:
		return nil, w.total, errFeedEmpty
	case len(w.lists) == 0:
		return nil, 0, errFeedFormat
	}
	return w.lists[0], w.total, nil
}

// ReadData reads a list whose own address answers with data instead of a page:
// a registered column at its system's data address. ok is false when the
// answer is no data at all. What cannot be understood is said in Script.
func ReadData(body []byte, contentType string, opt Options) (facts *portal.Facts, ok bool) {
	text, charset := Decode(body, contentType)
	if _, err := decodeJSON(text); err != nil {
		return nil, false
	}
	feed := &portal.Feed{Method: "GET", URL: opt.URL}
	if s := answering(opt.URL); s != nil {
		feed.System = s.ID
	}
	feed.Page = turning(feed, true)
	facts = &portal.Facts{Kind: portal.KindData, Charset: charset, System: feed.System} // no page: it has no tags to lack
	rows, total, err := ReadFeed(body, contentType, feed, opt)
	if err != nil {
		if at := feed.Value(feed.Page); !FeedEmpty(err) || feed.Page == "" || at == "0" || at == "1" {
			facts.Script = feed.String() + "：" + err.Error()
		}
		return facts, true
	}
	facts.Items, facts.From.Items = rows, "request "+feed.String()
	if next, ok := feed.Next(len(rows)); ok && (total == 0 || len(rows) < total) {
		facts.More = []string{next.URL}
	}
	return facts, true
}

// readStore reads a datastore that came as an answer of its own.
func readStore(body []byte, contentType string, opt Options) (rows []portal.Row, total int, err error) {
	text, _ := Decode(body, contentType)
	if !bytes.Contains(text, []byte("<datastore>")) && !bytes.Contains(text, []byte("<record>")) {
		if len(bytes.TrimSpace(text)) < 64 {
			return nil, 0, errFeedEmpty // to parameters that the site keeps secret
		}
		return nil, 0, errFeedFormat
	}
	opt.Column, opt.Home, opt.ContentType = true, false, "text/html; charset=utf-8"
	f, err := Read(text, opt)
	if err != nil {
		return nil, 0, err
	}
	if m := totalRecord.FindSubmatch(text); m != nil {
		total = number(string(m[1]))
	}
	if f.Kind != portal.KindColumn || f.From.Items != "datastore" || len(f.Items) == 0 {
		return nil, total, errFeedEmpty
	}
	return f.Items, total, nil
}

// decodeJSON reads one JSON value, a call around it (JSONP) taken off.
func decodeJSON(text []byte) (any, error) {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	if len(text) > 0 && text[0] != '{' && text[0] != '[' {
		i, j := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
		if i <= 0 || j < i || i > 80 {
			return nil, errFeedFormat
		}
		text = text[i+1 : j]
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return v, nil
}

// A feedWalk looks through a JSON answer for its list of rows.
type feedWalk struct {
	shape             *feedShape
	title, link, date []string
	base              *address.Base
	strict            bool // every row has to have its date
	lists             [][]portal.Row
	empty             int // lists without rows where rows might stand
	total             int
	err               error
}

// feedDepth bounds how deep a list of rows may stand in its answer.
const feedDepth = 6

func (w *feedWalk) walk(v any, key string) {
	if strings.Count(key, ".") > feedDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		if w.shape.Rows != "" && key != "."+w.shape.Rows {
			return
		}
		w.list(v)
	case map[string]any:
		names := make([]string, 0, len(v))
		for k := range v {
			names = append(names, k)
		}
		slices.Sort(names)
		for _, k := range names {
			switch strings.ToLower(k) {
			case "total", "totalcount", "totalrecord", "totalrecords", "totalelements", "recordcount", "totalnum":
				if n, ok := v[k].(json.Number); ok {
					if t, err := n.Int64(); err == nil && t > 0 && t < 10_000_000 {
						w.total = int(t)
					}
				}
			}
			w.walk(v[k], key+"."+k)
		}
	case string:
		// A list that is written as a text within the answer.
		if s := strings.TrimSpace(v); len(s) > 2 && (s[0] == '[' && s[1] == '{' || s[0] == '{' && s[1] == '"') && key != "" {
			if inner, err := decodeJSON([]byte(s)); err == nil {
				w.walk(inner, key)
			}
		}
	}
}

// list takes an array that is one of rows: whose every element is an object
// with a title and an address.
func (w *feedWalk) list(v []any) {
	if len(v) == 0 {
		w.empty++
		return
	}
	rows := make([]portal.Row, 0, min(len(v), maxRecords))
	seen := map[string]bool{}
	lacking, dated := 0, 0
	for _, e := range v {
		o, ok := e.(map[string]any)
		if !ok {
			return
		}
		folded := make(map[string]any, len(o))
		for _, k := range sortedKeys(o) {
			folded[foldKey(k)] = o[k]
		}
		title, link := tidy(stripTags(html.UnescapeString(firstText(folded, w.title)))), strings.TrimSpace(firstText(folded, w.link))
		u, ok := w.base.Resolve(html.UnescapeString(link))
		if title == "" || link == "" || strings.HasPrefix(link, "#") || placeholder(link) || !ok {
			lacking++
			continue
		}
		if seen[u] {
			continue
		}
		seen[u] = true
		d := day(folded, w.date)
		if d != 0 {
			dated++
		}
		rows = append(rows, portal.Row{Title: clip(title, longestTitle), URL: u, Date: d})
		if len(rows) >= maxRecords {
			break
		}
	}
	switch {
	case w.shape.Rows != "" && lacking > 0:
		w.err = fmt.Errorf("%w：有的条目没有标题或者地址", errFeedFormat)
	case len(rows) == 0 || lacking > 0 || w.strict && dated < len(rows):
		// of something else
	default:
		w.lists = append(w.lists, rows)
	}
}

func sortedKeys(o map[string]any) []string {
	names := make([]string, 0, len(o))
	for k := range o {
		names = append(names, k)
	}
	slices.Sort(names)
	return names
}

var foldKeys = strings.NewReplacer("_", "", "-", "")

func foldKey(k string) string { return foldKeys.Replace(strings.ToLower(k)) }

func firstText(o map[string]any, keys []string) string {
	for _, k := range keys {
		if s, ok := o[k].(string); ok && strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// shanghai is the zone in which portals mean a point in time.
var shanghai = time.FixedZone("CST", 8*60*60)

// day returns the date of the first key that has one: written out, or as
// seconds or milliseconds since 1970.
func day(o map[string]any, keys []string) portal.Date {
	for _, k := range keys {
		s := ""
		switch v := o[k].(type) {
		case string:
			s = strings.TrimSpace(v)
		case json.Number:
			s = v.String()
		}
		if d := dayOf(s); d != 0 {
			return d
		}
	}
	return 0
}

func dayOf(s string) portal.Date {
	if s == "" {
		return 0
	}
	if digitCount(s) == len(s) && (len(s) == 10 || len(s) == 13) {
		n := int64(0)
		for _, c := range s[:10] {
			n = n*10 + int64(c-'0')
		}
		return portal.DateOf(time.Unix(n, 0).In(shanghai))
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999-0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return portal.DateOf(t.In(shanghai))
		}
	}
	if st, ok := metaDate(s); ok {
		return st.Date
	}
	return 0
}
