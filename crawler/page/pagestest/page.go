package pagestest

import (
	"bytes"
	"fmt"
	"math/rand"
	"sort"

	"golang.org/x/text/encoding/simplifiedchinese"

	"duwang/crawler/portal"
)

// A Page is one made page and how the crawl would have met it.
type Page struct {
	Name        string // look, family and number
	Look        string
	Body        []byte
	URL         string
	ContentType string
	Status      int
	Home        bool
	Column      bool
	AsOf        portal.Date
	Want        Truth
}

// Truth is what a page states. An empty field is one that it does not state.
type Truth struct {
	Kind           portal.Kind
	Block          string // of a blocked page
	Charset        string
	Title          string
	Published      portal.Stamp
	Apart          bool // its stated publication dates contradict each other
	Source         string
	FormedOn       portal.Date
	FormedFrom     string
	IndexNumber    string
	DocumentNumber string
	Issuer         string
	Disclosure     string
	Rows           []portal.Row
	Script         bool // a column whose rows only a script could fetch
}

// Newest returns the newest date of the rows.
func (t *Truth) Newest() portal.Date {
	newest := portal.Date(0)
	for _, r := range t.Rows {
		newest = max(newest, r.Date)
	}
	return newest
}

// AsOf is the day on which all pages were met.
var AsOf = portal.MustDate("2026-11-21")

// families of pages with their share of a set, in hundredths.
var families = []struct {
	name  string
	share int
	make  func(*maker) *Page
}{
	{"news", 28, (*maker).news},
	{"document", 30, (*maker).document},
	{"list", 30, (*maker).list},
	{"gate", 12, (*maker).gate},
}

// Generate returns n pages drawn from a seed: news, documents, lists and pages
// that are neither, every look in turn.
func Generate(seed int64, n int) []*Page {
	var pages []*Page
	for _, f := range families {
		for i := range (n*f.share + 99) / 100 {
			m := newMaker(seed*1_000_003+int64(i)*7919+int64(len(f.name)), i)
			p := f.make(m)
			p.AsOf = AsOf
			m.encode(p)
			p.Look = m.look.name
			p.Name = fmt.Sprintf("%s/%s-%d-%03d", m.look.name, f.name, seed, i)
			pages = append(pages, p)
		}
	}
	sort.SliceStable(pages, func(i, j int) bool { return pages[i].Name < pages[j].Name })
	return pages
}

// A maker draws one page.
type maker struct {
	*rand.Rand
	look   *look
	serial int
	place  string // 青岚县
	host   string
	column column
	today  portal.Date
}

func newMaker(seed int64, i int) *maker {
	m := &maker{Rand: rand.New(rand.NewSource(seed)), serial: i, look: &looks[i%len(looks)], today: AsOf}
	p := pick(m, places)
	m.place, m.host = p.name, p.host
	m.column = pick(m, columns)
	return m
}

func pick[T any](m *maker, list []T) T { return list[m.Intn(len(list))] }

func (m *maker) one(list ...string) string { return pick(m, list) }

// in tells whether something that happens in so many of a hundred pages does.
func (m *maker) in(hundred int) bool { return m.Intn(100) < hundred }

// between draws a number, both ends included.
func (m *maker) between(from, to int) int { return from + m.Intn(to-from+1) }

// encode sends some pages in GBK, declared in one way or another.
func (m *maker) encode(p *Page) {
	if !m.in(15) || !bytes.ContainsRune(p.Body, '。') {
		return
	}
	name := m.one("gb2312", "GBK", "gb18030", "utf-8") // the last is a lie
	body := p.Body
	for _, was := range []string{`charset="utf-8"`, `charset="UTF-8"`, `charset=utf-8`} {
		body = bytes.ReplaceAll(body, []byte(was), []byte("charset="+name))
	}
	out, err := simplifiedchinese.GBK.NewEncoder().Bytes(body)
	if err != nil {
		return // a sign that GBK lacks
	}
	p.Body, p.Want.Charset = out, "gb18030"
	if p.ContentType != "text/html" {
		p.ContentType = "text/html; charset=" + m.one("GBK", "gb2312", "ISO-8859-1")
	}
}
