package storetest

import (
	"cmp"
	"maps"
	"slices"

	"duwang/crawler"
	"duwang/crawler/portal"
)

// A model says what a snapshot must hold after a whole crawl, by keeping
// every edge in memory and counting: slow, plain, and of the store's own
// tricks it has none.
type model struct {
	ledger *portal.Ledger
	last   map[string]crawler.Visit // final visit of each address
	edges  map[string]map[string]edge
	named  map[string]map[string]namer // address → column → its row
	home   map[string]map[string]namer // address → site → its row
	read   map[string]crawler.Visit
	counts map[string]int // pages read, a site
	seeds  map[string]crawler.Task
}

type edge struct {
	crawler.Shown
	site, unit, column string
}

type namer struct {
	portal.Row
	sheet, place int
}

func expect(l *portal.Ledger, seeds []crawler.Task, saved []crawler.Visit) *model {
	m := &model{ledger: l, last: map[string]crawler.Visit{}, edges: map[string]map[string]edge{}, named: map[string]map[string]namer{},
		home: map[string]map[string]namer{}, read: map[string]crawler.Visit{}, counts: map[string]int{},
		seeds: map[string]crawler.Task{}}
	for _, k := range seeds {
		m.seeds[k.URL] = k
	}
	for _, v := range saved {
		if v.Retry {
			continue
		}
		m.last[v.Task.URL] = v
		if v.Page != nil {
			m.read[v.Task.URL] = v
		}
		for _, s := range v.Shows {
			if m.edges[s.URL] == nil {
				m.edges[s.URL] = map[string]edge{}
			}
			m.edges[s.URL][v.Task.URL] = edge{s, v.Task.Site, v.Unit, v.Column}
		}
		for place, r := range v.Rows {
			into, key := m.named, v.Task.Column
			if v.Task.Role == portal.RoleHome {
				into, key = m.home, v.Task.Site
			}
			if into[r.URL] == nil {
				into[r.URL] = map[string]namer{}
			}
			old, known := into[r.URL][key]
			row := namer{r, v.Task.Sheet, place}
			if !known || before(row, old) {
				into[r.URL][key] = row
			}
		}
	}
	for _, v := range m.read {
		m.counts[v.Task.Site]++
	}
	return m
}

// before tells which of two rows counts: a dated one, then the first.
func before(a, b namer) bool {
	if (a.Date == 0) != (b.Date == 0) {
		return a.Date != 0
	}
	return cmp.Or(cmp.Compare(a.sheet, b.sheet), cmp.Compare(a.place, b.place)) < 0
}

// role says why an address is wanted most of all, and for a list which one:
// it may have become more after it was visited.
func (m *model) role(url string) (role portal.Role, column string, sheet int) {
	if k, known := m.seeds[url]; known {
		return k.Role, k.Column, k.Sheet
	}
	role = portal.RolePage
	for _, e := range m.edges[url] {
		switch {
		case e.Role == portal.RoleList:
			return e.Role, e.Column, e.Sheet
		case e.Role == portal.RoleItem:
			role = e.Role
		}
	}
	return role, "", 0
}

func (m *model) owner(v crawler.Visit) (string, string) {
	switch role, column, _ := m.role(v.Task.URL); role {
	case portal.RoleHome:
		return v.Task.Site, ""
	case portal.RoleList:
		for _, c := range m.ledger.Columns {
			if c.ID == column {
				return c.Unit, c.ID
			}
		}
	}
	return portal.NewOwners(m.ledger).Page(v.Task.Site, v.Task.URL, slices.Sorted(maps.Keys(m.named[v.Task.URL])))
}

func (m *model) pages() (list []portal.Page) {
	for _, v := range m.read {
		p := portal.Page{Site: v.Task.Site, URL: v.Task.URL, Status: v.Status, Taken: v.Taken, Facts: *v.Page}
		p.Role, _, p.Sheet = m.role(p.URL)
		p.Unit, p.Column = m.owner(v)
		row := m.named[p.URL][p.Column]
		p.Title, p.ListDate = row.Title, row.Date
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b portal.Page) int { return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.URL, b.URL)) })
	return list
}

func (m *model) items() (list []portal.Item) {
	add := func(column, site, url string, r namer) {
		it := portal.Item{Site: site, Column: column, URL: url, Title: r.Title, ListDate: r.Date}
		it.Wanted = m.last[url].Task.Kind == portal.LinkPage
		if v, read := m.read[url]; read {
			it.Read, it.Kind, it.PublishedAt = true, v.Page.Kind, v.Page.PublishedAt
		}
		list = append(list, it)
	}
	for _, c := range m.ledger.Columns {
		for url, by := range m.named {
			if r, known := by[c.ID]; known {
				add(c.ID, c.Site, url, r)
			}
		}
	}
	for url, by := range m.home {
		for site, r := range by {
			add("", site, url, r)
		}
	}
	slices.SortFunc(list, func(a, b portal.Item) int {
		return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(a.URL, b.URL), cmp.Compare(a.Site, b.Site))
	})
	return list
}

func (m *model) targets() (list []portal.Target) {
	for url, edges := range m.edges {
		v := m.last[url]
		t := portal.Target{URL: url, Kind: v.Task.Kind, Status: v.Status, Error: v.Error, Gap: v.Gap, Detail: v.Detail, Attempts: v.Task.Attempts,
			ReferrerCount: len(edges), Item: len(m.named[url]) > 0}
		from := slices.Sorted(maps.Keys(edges))
		t.Referrers, t.Text = from[:min(10, len(from))], edges[from[0]].Text
		units, columns := map[string]bool{}, map[string]bool{}
		for _, f := range from {
			e := edges[f]
			t.OnHome = t.OnHome || m.seeds[f].Role == portal.RoleHome
			// A page's site is the one that shows it as a page.
			if e.Kind == t.Kind && (t.Site == "" || e.site < t.Site) {
				t.Site = e.site
			}
			// The site's own pages leave it to the units that show the address too.
			if e.unit != e.site {
				units[e.unit], columns[e.column] = true, true
				t.Unit, t.Column = e.unit, e.column
			}
		}
		if len(columns) > 1 {
			t.Column = ""
		}
		if len(units) != 1 || 2*len(from) > m.counts[t.Site] {
			t.Unit, t.Column = t.Site, ""
		}
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b portal.Target) int { return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.URL, b.URL)) })
	return list
}

func (m *model) gaps() (list []portal.Gap) {
	for url, v := range m.last {
		if v.Gap == "" || v.Task.Kind != portal.LinkPage {
			continue
		}
		g := portal.Gap{URL: url, Site: v.Task.Site, Reason: v.Gap, Detail: v.Detail}
		g.Role, _, g.Sheet = m.role(url)
		g.Unit, g.Column = m.owner(v)
		list = append(list, g)
	}
	slices.SortFunc(list, func(a, b portal.Gap) int { return cmp.Compare(a.URL, b.URL) })
	return list
}
