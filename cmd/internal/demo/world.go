package demo

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"duwang/crawler/portal"
)

// A world is the county before it is written as pages.
type world struct {
	outside string // base of the second listener, without a slash at its end
	units   []*unit
	columns map[string]*column
	truth   []planted
	near    []planted
	odd     map[string]answer      // addresses that do something else than serve a page
	once    map[string]func() bool // addresses that fail while this says so
	after   []func()               // what has to wait for the addresses
	files   map[string][]byte
	serial  int
}

// A unit is a 责任单位 with the look of the system it publishes with.
type unit struct {
	unitSpec
	look    look
	columns []*column
	old     string // address of a dead page in the menu of all its pages
}

// A column is a registered 栏目.
type column struct {
	columnSpec
	unit     *unit
	id       string
	number   int // of the system: col60085
	articles []*article
	text     *article // the column's address is itself this article
	undated  bool     // the list shows no dates
	script   string   // the list is drawn by this request
	tags     map[string]string
	drop     map[string]bool // tags that its list pages lack
	lower    bool            // tag names in lower case, content before name
}

// An article is one 信息.
type article struct {
	column    *column
	id        int
	title     string
	published portal.Stamp
	listDate  portal.Date // zero: the date of publication
	meta      string      // PubDate, "" for the date of publication
	source    string
	paras     []string
	sign      []string // 落款, line by line
	head      string   // 发文字号 alone above the text
	note      string   // 附注
	doc       *document
	images    []string // file names
	files     []file
	links     []link
	drop      map[string]bool // tags that it lacks
	noDate    bool
	noSource  bool
	path      string // "" until placed
	target    string // a list item that leads to a file or elsewhere
	pinned    bool
}

// A document is the metadata table of a 公文; empty cells are left out.
type document struct {
	index, number, issuer, topic, disclosure string
	formed                                   portal.Date
}

type file struct{ name, text string }

// A link stands below an article's text: to another article, or to an address.
type link struct {
	text, href string
	to         *article
}

// Names and addresses that every page uses.
const (
	county   = "云溪县"
	siteID   = "portal"
	siteName = "云溪县人民政府"
	siteHost = "www.yunxi.example"
	siteCode = "9901000001"
	office   = "云溪县人民政府办公室"
	phone    = "0000-1234567"
)

// AsOf is the day for which the county is written: every limit of every rule
// is counted back from it.
var AsOf = portal.MustDate("2026-11-18")

// build writes the county.
func build(outside string) *world {
	w := &world{outside: strings.TrimSuffix(outside, "/"), columns: map[string]*column{}, odd: map[string]answer{}, once: map[string]func() bool{}, files: map[string][]byte{}, serial: 185000}
	for i := range unitSpecs {
		u := &unit{unitSpec: unitSpecs[i]}
		u.look = looks[u.system]
		w.units = append(w.units, u)
		for _, s := range columnsOf(u) {
			if n, ok := newestDays[u.id+"-"+s.key]; ok {
				s.newest = n
			}
			c := &column{columnSpec: s, unit: u, id: u.id + "-" + s.key, number: 60010 + len(w.columns), tags: map[string]string{}, drop: map[string]bool{}}
			u.columns = append(u.columns, c)
			w.columns[c.id] = c
			w.fill(c)
		}
	}
	w.explain()
	w.plant()
	w.nearly()
	for _, c := range w.all() {
		for _, a := range c.articles {
			w.place(a)
		}
		if c.text != nil {
			c.text.path = c.unit.look.list(c, 0)
		}
	}
	for i, name := range []string{logoPath, partyPath, errorPath} {
		w.files[name] = picture(i)
	}
	for _, f := range w.after {
		f()
	}
	return w
}

// all returns every column in the order of the config.
func (w *world) all() []*column {
	var list []*column
	for _, u := range w.units {
		list = append(list, u.columns...)
	}
	return list
}

// place settles an article's address and registers the files it offers.
func (w *world) place(a *article) {
	if a.target != "" {
		a.path = a.target
	}
	if a.path == "" {
		a.path = a.column.unit.look.article(a)
	}
	for _, name := range a.images {
		w.files[a.file(name)] = picture(a.id)
	}
	for _, f := range a.files {
		w.files[a.file(f.name)] = attachment(f.name, f.text)
	}
}

// file returns the address of a file that the article offers.
func (a *article) file(name string) string { return a.column.unit.look.file(a, name) }

// roll returns a number from 0 to n-1 that depends on the parts and nothing else.
func roll(n int, parts ...any) int {
	h := fnv.New64a()
	fmt.Fprint(h, parts...)
	return int(h.Sum64() % uint64(n))
}

// weekday moves a date back to the working week.
func weekday(d portal.Date) portal.Date {
	switch d.Weekday() {
	case time.Saturday:
		return d.AddDays(-1)
	case time.Sunday:
		return d.AddDays(-2)
	}
	return d
}

// stamp returns a date with a clock of the office's hours.
func stamp(d portal.Date, parts ...any) portal.Stamp {
	minutes := 8*60 + 30 + roll(8*60, append(parts, d)...)
	return portal.Stamp{Date: d, Clock: fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)}
}

// date returns what the list shows for the article.
func (a *article) date() portal.Date {
	if a.listDate != 0 {
		return a.listDate
	}
	return a.published.Date
}

// add appends a new article to a column.
func (w *world) add(c *column, title string, d portal.Date) *article {
	w.serial += 7
	a := &article{column: c, id: w.serial, title: title, source: c.unit.name, drop: map[string]bool{}}
	a.published = stamp(d, c.id, title)
	c.articles = append(c.articles, a)
	return a
}

// before dates a document some working days before its publication: well in time.
func before(a *article, n int) portal.Date { return weekday(a.published.Date.AddDays(-n)) }
