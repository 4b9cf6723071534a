package portaltest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"duwang/crawler/portal"
)

// referrersKept is how many of the pages that show a target are named.
const referrersKept = 10

// Ledger returns the sites, units and columns of the scan.
func (m *Memory) Ledger() *portal.Ledger { return &m.ledger }

// Scan returns the scan's own row.
func (m *Memory) Scan() *portal.Scan { return &m.scan }

// sorted returns the targets by the given key, then address.
func (m *Memory) sorted(key func(*target) string) []*target {
	list := slices.Clone(m.order)
	slices.SortFunc(list, func(a, b *target) int {
		return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.task.URL, b.task.URL))
	})
	return list
}

func bySite(t *target) string { return t.task.Site }

// owner says who answers for a page of the site: the site for its home page,
// a column for its list pages, else as the ledger says.
func (m *Memory) owner(o *portal.Owners, t *target) (unit, column string) {
	switch t.task.Role {
	case portal.RoleHome:
		return t.task.Site, ""
	case portal.RoleList:
		for i := range m.ledger.Columns {
			if c := &m.ledger.Columns[i]; c.ID == t.task.Column {
				return c.Unit, c.ID
			}
		}
	}
	return o.Page(t.task.Site, t.task.URL, m.columnsNaming(t.task.URL))
}

// Pages yields every page read, by site and address.
func (m *Memory) Pages(yield func(*portal.Page) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	owners := portal.NewOwners(&m.ledger)
	for _, t := range m.sorted(bySite) {
		if t.page == nil {
			continue
		}
		p := portal.Page{
			Site: t.task.Site, Role: t.task.Role, URL: t.task.URL, Final: t.visit.Final,
			Status: t.visit.Status, Taken: t.visit.Taken, Facts: *copyFacts(t.page),
		}
		p.Links = nil
		if p.Role == portal.RoleList {
			p.Sheet = t.task.Sheet
		}
		p.Unit, p.Column = m.owner(owners, t)
		if r, ok := m.rows[rowKey{p.Column, "", p.URL}]; ok {
			p.Title, p.ListDate = r.Title, r.Date
		}
		if err := yield(&p); err != nil {
			return err
		}
	}
	return nil
}

// Items yields every row of the columns' lists and of the home pages, by
// column and address, each address once a column.
func (m *Memory) Items(yield func(*portal.Item) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	site := map[string]string{}
	for i := range m.ledger.Columns {
		site[m.ledger.Columns[i].ID] = m.ledger.Columns[i].Site
	}
	keys := make([]rowKey, 0, len(m.rows))
	for k := range m.rows {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b rowKey) int {
		return cmp.Or(cmp.Compare(a.column, b.column), cmp.Compare(a.url, b.url), cmp.Compare(a.site, b.site))
	})
	for _, k := range keys {
		r := m.rows[k]
		it := portal.Item{Site: cmp.Or(k.site, site[k.column]), Column: k.column, URL: k.url, Title: r.Title, ListDate: r.Date}
		if t := m.targets[k.url]; t != nil {
			it.Wanted = t.task.Kind == portal.LinkPage
			if t.page != nil {
				it.Read, it.Kind, it.PublishedAt, it.Apart = true, t.page.Kind, t.page.PublishedAt, t.page.DatesApart()
			}
		}
		if err := yield(&it); err != nil {
			return err
		}
	}
	return nil
}

// Targets yields every address that pages show and that was looked at, by
// site and address.
func (m *Memory) Targets(yield func(*portal.Target) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	pages := map[string]int{}
	for _, t := range m.order {
		if t.page != nil {
			pages[t.task.Site]++
		}
	}
	for _, t := range m.sorted(bySite) {
		if t.state != done || len(t.edges) == 0 {
			continue
		}
		from := make([]string, 0, len(t.edges))
		onHome := false
		for u := range t.edges {
			from = append(from, u)
			onHome = onHome || m.targets[u].task.Role == portal.RoleHome
		}
		slices.Sort(from)
		v := portal.Target{
			URL: t.task.URL, Kind: t.task.Kind, Site: t.task.Site, Status: t.visit.Status, Error: t.visit.Error, Gap: t.visit.Gap,
			Detail: t.visit.Detail, Attempts: t.task.Attempts, Referrers: from[:min(len(from), referrersKept)], ReferrerCount: len(from),
			Text: t.edges[from[0]].text, Item: len(m.columnsNaming(t.task.URL)) > 0, OnHome: onHome,
			Content: t.visit.Content,
		}
		v.Unit, v.Column = t.answers()
		// Shown by several units, or by more than half of the site's pages:
		// the site's (contract §2).
		if v.Unit == "" || v.ReferrerCount*2 > pages[v.Site] {
			v.Unit, v.Column = v.Site, ""
		}
		if err := yield(&v); err != nil {
			return err
		}
	}
	return nil
}

// answers tells the one unit, and the one column, of the pages that show the
// target; "" where there are several. The site's own pages leave it to the
// units that show the target too.
func (t *target) answers() (unit, column string) {
	first := true
	for _, e := range t.edges {
		switch {
		case e.unit == t.task.Site:
		case first:
			unit, column, first = e.unit, e.column, false
		case e.unit != unit:
			return "", ""
		case e.column != column:
			column = ""
		}
	}
	return unit, column
}

// Gaps yields every page that was wanted and not got, by address: those with
// a reason of their own, those whose last answer says nothing of the page
// (5xx, time-out, refused …), home and list pages that failed in any way, and
// home pages, lists and items that nobody came to before the scan ended.
func (m *Memory) Gaps(yield func(*portal.Gap) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	owners := portal.NewOwners(&m.ledger)
	for _, t := range m.sorted(func(*target) string { return "" }) {
		reason, detail := t.gap()
		if reason == "" {
			continue
		}
		g := portal.Gap{URL: t.task.URL, Site: t.task.Site, Role: t.task.Role, Reason: reason, Detail: detail}
		g.Unit, g.Column = m.owner(owners, t)
		if g.Role == portal.RoleList {
			g.Sheet = t.task.Sheet
		}
		if err := yield(&g); err != nil {
			return err
		}
	}
	return nil
}

// gap returns why the target is a gap, "" when it is none.
func (t *target) gap() (reason, detail string) {
	front := t.task.Role == portal.RoleHome || t.task.Role == portal.RoleList
	v := &t.visit
	switch {
	case t.task.Kind != portal.LinkPage && t.task.Kind != portal.LinkSheet:
		return "", ""
	case t.state != done && !front && t.task.Role != portal.RoleItem:
		return "", ""
	case t.state != done:
		return portal.GapLimit, t.words()
	case v.Gap != "":
		return v.Gap, v.Detail
	case v.Error == portal.ErrTimeout:
		return portal.GapTimeout, t.words()
	case v.Status >= 500, v.Error == portal.ErrRefused, v.Error == portal.ErrReset, v.Error == portal.ErrTLS, v.Error == portal.ErrFetch:
		return portal.GapError, t.words()
	case !front, t.page != nil:
		return "", ""
	case v.Error != "", v.Status >= 400:
		return portal.GapError, t.words()
	case t.task.Kind == portal.LinkSheet && v.Status == 0:
		return "", "" // a guessed further sheet that is not there: the list ends
	}
	return portal.GapError, strings.TrimSpace(t.words() + " 不是网页")
}

// words says what the last answer was: "404", "no-such-host", "200 soft-404".
func (t *target) words() string {
	var parts []string
	if t.visit.Status != 0 {
		parts = append(parts, strconv.Itoa(t.visit.Status))
	}
	for _, w := range []string{t.visit.Error, t.visit.Detail} {
		if w != "" {
			parts = append(parts, w)
		}
	}
	return strings.Join(parts, " ")
}
