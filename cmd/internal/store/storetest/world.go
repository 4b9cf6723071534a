package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"duwang/crawler"
	"duwang/crawler/portal"
)

// A world is what a crawl of the test ledger's two sites would meet: for each
// address, what comes back. It holds the cases in which the order of work
// could show: lists of which one fails at first, rows that two lists name,
// pages known as links before a list names them, addresses that are external
// to one site and pages of the other.
type world struct {
	seeds []crawler.Task
	at    map[string]*place
}

// A place is one address of a world.
type place struct {
	site, unit, column string
	status             int
	err, gap, detail   string
	fails              int // tries that go wrong first
	kind               portal.Kind
	checked            bool // as a mere link it is only checked, not read
	published          portal.Stamp
	shows              []crawler.Shown
	rows               []portal.Row
}

const (
	siteA = "http://a.test"
	siteB = "http://b.test"
)

// newWorld makes a world of about n articles.
func newWorld(seed uint64, n int) *world {
	r := rand.New(rand.NewPCG(seed, 20261121))
	w := &world{at: map[string]*place{}}
	day := portal.MustDate("2026-11-01")
	put := func(url string, p *place) *place {
		if p.status == 0 && p.err == "" {
			p.status = 200
		}
		w.at[url] = p
		return p
	}
	link := func(p *place, url, kind string) {
		if !slices.ContainsFunc(p.shows, func(s crawler.Shown) bool { return s.URL == url }) {
			p.shows = append(p.shows, crawler.Shown{URL: url, Text: fmt.Sprint("链接", r.IntN(1000)), Kind: kind, Role: portal.RolePage, Depth: 1 + r.IntN(4)})
		}
	}
	kindFor := func(site string, i int) string {
		if (i%4 == 3) == (site == "second") {
			return portal.LinkPage
		}
		return portal.LinkExternal
	}
	row := func(p *place, i int, url string, dated bool) {
		d := portal.Date(0)
		if dated {
			d = day.AddDays(-r.IntN(300))
		}
		p.rows = append(p.rows, portal.Row{Title: fmt.Sprint("标题", r.IntN(1000)), URL: url, Date: d})
		link(p, url, kindFor(p.site, i))
		p.shows[slices.IndexFunc(p.shows, func(s crawler.Shown) bool { return s.URL == url })].Role = portal.RoleItem
	}

	homes := []*place{put(siteA+"/", &place{site: "portal", unit: "portal", kind: portal.KindHome}), put(siteB+"/", &place{site: "second", unit: "second", kind: portal.KindHome})}
	w.seeds = append(w.seeds, crawler.Task{Site: "portal", URL: siteA + "/", Kind: portal.LinkPage, Role: portal.RoleHome},
		crawler.Task{Site: "second", URL: siteB + "/", Kind: portal.LinkPage, Role: portal.RoleHome})
	lists := map[string][]*place{} // sheets, a column
	book := ledger()
	for _, c := range book.Columns {
		w.seeds = append(w.seeds, crawler.Task{Site: c.Site, URL: c.URL, Kind: portal.LinkPage, Role: portal.RoleList, Column: c.ID})
		url := c.URL
		for sheet := range 3 {
			p := put(url, &place{site: c.Site, unit: c.Unit, column: c.ID, kind: portal.KindColumn})
			if sheet == 1 && r.IntN(2) == 0 {
				p.fails = 1 + r.IntN(2) // so the third sheet is met as a link first
			}
			if sheet == 2 && r.IntN(3) == 0 {
				p.status, p.gap, p.detail, p.kind = 412, portal.GapBlocked, "412 script challenge", portal.KindBlocked
			}
			lists[c.ID] = append(lists[c.ID], p)
			next := fmt.Sprintf("%sindex_%d.html", c.URL, sheet+1)
			if sheet < 2 {
				p.shows = append(p.shows, crawler.Shown{URL: next, Text: "下一页", Kind: portal.LinkPage, Role: portal.RoleList, Column: c.ID, Sheet: sheet + 1})
			}
			url = next
		}
	}
	external := []string{"http://out.test/1", "http://out.test/2", "http://gone.test/"}
	put(external[0], &place{})
	put(external[1], &place{status: 404})
	put(external[2], &place{err: portal.ErrNoHost, fails: 2})
	article := func(i int) string {
		if i%4 == 3 {
			return fmt.Sprintf("%s/news/%d.html", siteB, i)
		}
		return fmt.Sprintf("%s/edu/%s/%d.html", siteA, []string{"news", "policy"}[i%2], i)
	}
	for i := range n {
		c := book.Columns[i%len(book.Columns)]
		p := put(article(i), &place{site: c.Site, unit: c.Unit, column: c.ID, kind: portal.KindArticle, checked: r.IntN(3) == 0,
			published: portal.Stamp{Date: day.AddDays(-i % 200), Clock: []string{"", "10:02"}[i%2]}})
		switch r.IntN(12) {
		case 0:
			p.status, p.kind = 404, ""
		case 1:
			p.status, p.kind, p.err = 200, "", portal.ErrSoft404
		case 2:
			p.status, p.kind, p.gap, p.err, p.fails = 0, "", portal.GapTimeout, portal.ErrTimeout, 2
		case 3:
			p.fails = 1
		}
		for _, l := range lists[c.ID] {
			if r.IntN(4) == 0 {
				row(l, i, article(i), r.IntN(4) > 0)
			}
		}
		if r.IntN(6) == 0 { // a second column names it too
			row(lists["health-news"][r.IntN(3)], i, article(i), true)
		}
		if r.IntN(5) == 0 {
			row(homes[i%2], i, article(i), true)
		}
		link(p, siteA+"/", kindFor(c.Site, 0))
		link(p, fmt.Sprintf("%s/edu/news/index_%d.html", siteA, 1+r.IntN(2)), kindFor(c.Site, 0))
		for range 6 {
			j := r.IntN(n)
			link(p, article(j), kindFor(c.Site, j))
		}
		link(p, external[r.IntN(len(external))], portal.LinkExternal)
		img := fmt.Sprintf("%s/img/%d.png", siteA, r.IntN(5))
		put(img, &place{status: []int{200, 404}[r.IntN(2)]})
		link(p, img, []string{portal.LinkImage, portal.LinkAttachment}[r.IntN(2)])
	}
	return w
}

// visit is what comes of a task in the world.
func (w *world) visit(t testing.TB, k crawler.Task) crawler.Visit {
	p := w.at[k.URL]
	if p == nil {
		t.Fatalf("no such place: %s", k.URL)
	}
	v := crawler.Visit{Task: k, Status: p.status, Error: p.err, Gap: p.gap, Detail: p.detail, Requests: 1, Bytes: 1000,
		Taken: began.Add(time.Duration(len(k.URL)) * time.Second), Unit: p.unit, Column: p.column}
	if k.Round < p.fails {
		v.Retry, v.Status, v.Error, v.Gap = true, 503, "", ""
		v.Task.Attempts++
		return v
	}
	v.Task.Attempts = p.fails + 1
	if k.Kind != portal.LinkPage {
		v.Gap, v.Detail = "", ""
		return v
	}
	if p.kind == "" || p.kind == portal.KindBlocked || p.checked && k.Role == portal.RolePage {
		return v
	}
	v.Page = &portal.Facts{Kind: p.kind, Charset: "utf-8", Title: "页面 " + k.URL, PublishedAt: p.published, LinkCount: len(p.shows)}
	v.Shows = slices.Clone(p.shows)
	if k.Role == portal.RoleList || k.Role == portal.RoleHome {
		v.Rows = p.rows
		return v
	}
	for i := range v.Shows { // a page that is no list names nothing
		v.Shows[i].Role, v.Shows[i].Column, v.Shows[i].Sheet = portal.RolePage, "", 0
	}
	return v
}

// crawl works through the frontier in an order that r draws: how many are
// claimed, which come back together, and when all is dropped and released as
// after a crash. It returns the visits saved.
func (w *world) crawl(t testing.TB, f crawler.Frontier, r *rand.Rand, batch int) (saved []crawler.Visit) {
	t.Helper()
	must(t, f.Seed(t.Context(), w.seeds))
	var flying []crawler.Task
	for {
		flying = append(flying, claim(t, f, 1+r.IntN(2*batch))...)
		if len(flying) == 0 {
			return saved
		}
		if r.IntN(20) == 0 {
			must(t, f.Release(t.Context()))
			flying = nil
			continue
		}
		r.Shuffle(len(flying), func(i, j int) { flying[i], flying[j] = flying[j], flying[i] })
		n := 1 + r.IntN(min(batch, len(flying)))
		var visits []crawler.Visit
		for _, k := range flying[:n] {
			visits = append(visits, w.visit(t, k))
		}
		must(t, f.Save(t.Context(), visits))
		saved = append(saved, visits...)
		flying = slices.Clone(flying[n:])
	}
}
