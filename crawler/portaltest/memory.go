package portaltest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"duwang/crawler"
	"duwang/crawler/portal"
)

// States of a target.
const (
	waiting = iota
	taken
	done
)

// A target is one address: its place in the frontier and what came of it.
type target struct {
	task  crawler.Task // Round and Attempts as they stand now
	state int
	visit crawler.Visit // the last outcome
	page  *portal.Facts // nil when it was not read as a page
	edges map[string]edge
}

// An edge is one page showing the target.
type edge struct{ unit, column, text string }

// A row is one row of a column's list or of a home page, with its place,
// which decides between rows that name the same address.
type row struct {
	portal.Row
	sheet, place int
}

type rowKey struct{ column, site, url string }

type known struct {
	hash  string
	facts *portal.Facts
}

// Memory is a crawler.Frontier and a portal.Snapshot of one scan, in memory.
// Its methods may be called by many goroutines.
type Memory struct {
	mu         sync.Mutex
	scan       portal.Scan
	ledger     portal.Ledger
	targets    map[string]*target
	order      []*target // as they were entered
	rows       map[rowKey]row
	validators map[string]crawler.Validator
	known      map[string]known // by address: facts of the body last read there
	costs      map[string]*portal.SiteCount
}

var (
	_ crawler.Frontier = (*Memory)(nil)
	_ portal.Snapshot  = (*Memory)(nil)
)

// NewMemory starts an empty frontier for a scan of a ledger.
func NewMemory(scan portal.Scan, ledger portal.Ledger) *Memory {
	return &Memory{
		scan: scan, ledger: ledger, targets: map[string]*target{}, rows: map[rowKey]row{},
		validators: map[string]crawler.Validator{}, known: map[string]known{},
		costs: map[string]*portal.SiteCount{},
	}
}

// Next starts the frontier of a further scan of the same ledger, which knows
// what servers and pages said in this one.
func (m *Memory) Next(scan portal.Scan) *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := NewMemory(scan, m.ledger)
	for url, v := range m.validators {
		n.validators[url] = v
	}
	for url, k := range m.known {
		n.known[url] = k
	}
	return n
}

// Finish replaces the scan's own row when the crawl is over.
func (m *Memory) Finish(scan portal.Scan) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.scan = scan
}

func (m *Memory) enter(t crawler.Task) *target {
	t.Kind, t.Role = cmp.Or(t.Kind, portal.LinkPage), cmp.Or(t.Role, portal.RolePage)
	n := &target{task: t, edges: map[string]edge{}}
	m.targets[t.URL] = n
	m.order = append(m.order, n)
	return n
}

// Seed enters tasks that are not yet known; known ones stay as they are.
func (m *Memory) Seed(_ context.Context, tasks []crawler.Task) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range tasks {
		if m.targets[t.URL] == nil {
			m.enter(t)
		}
	}
	return nil
}

// phase orders tasks: home and list pages, then the rest, then one phase a
// retry round.
func (t *target) phase() int {
	switch {
	case t.task.Round > 0:
		return t.task.Round + 1
	case t.task.Role == portal.RoleHome, t.task.Role == portal.RoleList:
		return 0
	}
	return 1
}

// Claim hands out up to n waiting tasks of the lowest phase that has a task
// open, taken ones included, in the order in which they were entered.
func (m *Memory) Claim(_ context.Context, n int) ([]crawler.Task, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	phase := -1
	for _, t := range m.order {
		if p := t.phase(); t.state != done && (phase < 0 || p < phase) {
			phase = p
		}
	}
	var tasks []crawler.Task
	for _, t := range m.order {
		if len(tasks) >= n {
			break
		}
		if t.state != waiting || t.phase() != phase {
			continue
		}
		t.state = taken
		task := t.task
		task.Named, task.ListTitle, task.ListDate = nil, "", 0
		for _, column := range m.columnsNaming(task.URL) {
			r := m.rows[rowKey{column, "", task.URL}]
			if len(task.Named) == 0 {
				task.ListTitle, task.ListDate = r.Title, r.Date
				if task.Role == portal.RoleItem && task.Column == "" {
					task.Column = column
				}
			}
			task.Named = append(task.Named, column)
		}
		tasks = append(tasks, task)
	}
	return tasks, nil
}

// columnsNaming lists by id the columns whose lists name an address.
func (m *Memory) columnsNaming(url string) []string {
	var list []string
	for i := range m.ledger.Columns {
		id := m.ledger.Columns[i].ID
		if _, ok := m.rows[rowKey{id, "", url}]; ok {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

// Release gives back every taken task whose visit was not saved.
func (m *Memory) Release(context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.order {
		switch {
		case t.state == taken:
			t.state = waiting
		case t.state == done && t.visit.Gap == portal.GapLimit:
			t.state, t.visit = waiting, crawler.Visit{}
		}
	}
	return nil
}

// Save stores a batch of visits. A visit of an address that is no task is an
// error, and then nothing of the batch is kept.
func (m *Memory) Save(_ context.Context, visits []crawler.Visit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range visits {
		if m.targets[visits[i].Task.URL] == nil {
			return fmt.Errorf("save: visit of %s, which is no task", visits[i].Task.URL)
		}
	}
	for i := range visits {
		m.save(&visits[i])
	}
	return nil
}

func (m *Memory) save(v *crawler.Visit) {
	t := m.targets[v.Task.URL]
	readBefore := t.page != nil
	m.cost(v)
	t.visit, t.task.Attempts = *v, v.Task.Attempts
	if v.Page != nil && !v.Retry {
		t.page = copyFacts(v.Page)
	}
	switch {
	case v.Retry:
		t.state, t.task.Round = waiting, v.Task.Round+1
		return
	case t.wants(v.Task.Kind, v.Task.Role):
		t.state, t.task.Round = waiting, 0
	default:
		t.state, t.task.Round = done, v.Task.Round
	}
	from := edge{unit: cmp.Or(v.Unit, v.Task.Site), column: v.Column}
	for i := range v.Shows {
		m.show(v, &v.Shows[i], from, !readBefore)
	}
	m.list(v)
	if v.Validator != (crawler.Validator{}) && v.Error == "" && v.Gap == "" {
		said := v.Validator
		if old := m.validators[v.Task.URL]; v.Unchanged {
			said = crawler.Validator{ETag: cmp.Or(said.ETag, old.ETag), LastModified: cmp.Or(said.LastModified, old.LastModified), Hash: cmp.Or(said.Hash, old.Hash), Content: cmp.Or(said.Content, old.Content)}
		}
		m.validators[v.Task.URL] = said
		if t.page != nil && said.Hash != "" {
			m.known[v.Task.URL] = known{said.Hash, t.page}
		}
	}
}

func (m *Memory) cost(v *crawler.Visit) {
	c := m.costs[v.Task.Site]
	if c == nil {
		c = &portal.SiteCount{ID: v.Task.Site}
		m.costs[v.Task.Site] = c
	}
	c.Requests += v.Requests
	c.Bytes += v.Bytes
	if v.Unchanged && !v.Retry {
		c.NotModified++
	}
}

// Counts returns what the scan cost each site of the ledger so far: requests,
// bytes and unchanged answers of all visits, pages read, link targets, and
// addresses that kept us out.
func (m *Memory) Counts() []portal.SiteCount {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []portal.SiteCount
	for i := range m.ledger.Sites {
		c := portal.SiteCount{ID: m.ledger.Sites[i].ID}
		if cost := m.costs[c.ID]; cost != nil {
			c = *cost
		}
		for _, t := range m.order {
			if t.task.Site != c.ID {
				continue
			}
			if t.page != nil {
				c.Pages++
			}
			if t.state == done && len(t.edges) > 0 {
				c.Links++
			}
			if t.state == done && t.visit.Gap == portal.GapBlocked {
				c.Blocked++
			}
		}
		list = append(list, c)
	}
	return list
}

// show enters one address that a visited page shows, or adds to it.
func (m *Memory) show(v *crawler.Visit, s *crawler.Shown, from edge, counted bool) {
	if s.URL == "" {
		return
	}
	kind, role := cmp.Or(s.Kind, portal.LinkPage), cmp.Or(s.Role, portal.RolePage)
	t := m.targets[s.URL]
	if t == nil {
		t = m.enter(crawler.Task{Site: v.Task.Site, URL: s.URL, Kind: kind, Role: role, Column: s.Column, Sheet: s.Sheet, Depth: s.Depth})
	} else {
		oldKind, oldRole := t.task.Kind, t.task.Role
		t.enlarge(v.Task.Site, kind, role, s)
		if t.state == done && t.wants(oldKind, oldRole) {
			t.state, t.task.Round = waiting, 0
		}
	}
	if _, have := t.edges[v.Task.URL]; counted && !have {
		from.text = s.Text
		t.edges[v.Task.URL] = from
	}
}

// list keeps the rows of a list or home page. Of rows that name one address
// the first by sheet and place stands; a row with a date goes before those
// without, since lists often show a picture first and the dated row below.
func (m *Memory) list(v *crawler.Visit) {
	key := rowKey{}
	switch v.Task.Role {
	case portal.RoleList:
		key.column = v.Task.Column
	case portal.RoleHome:
		key.site = v.Task.Site
	default:
		return
	}
	rows := v.Rows
	if len(rows) == 0 && v.Title != "" && v.Task.Role == portal.RoleList {
		rows = []portal.Row{{Title: v.Title, URL: v.Task.URL}}
	}
	for place, r := range rows {
		key.url = r.URL
		n := row{r, v.Task.Sheet, place}
		if old, ok := m.rows[key]; r.URL != "" && (!ok || n.before(old)) {
			m.rows[key] = n
		}
	}
}

func (r row) before(o row) bool {
	if (r.Date == 0) != (o.Date == 0) {
		return r.Date != 0
	}
	return cmp.Or(cmp.Compare(r.sheet, o.sheet), cmp.Compare(r.place, o.place), cmp.Compare(r.Title, o.Title), cmp.Compare(r.Date, o.Date)) < 0
}

// Ranks of what an address is shown as and wanted for: the greater wins.
var (
	kindRank = map[string]int{portal.LinkPage: 3, portal.LinkAttachment: 2, portal.LinkImage: 1}
	roleRank = map[portal.Role]int{portal.RoleHome: 3, portal.RoleList: 2, portal.RoleItem: 1}
)

// enlarge takes in another way of showing the target. What comes out does not
// depend on who came first.
func (t *target) enlarge(site, kind string, role portal.Role, s *crawler.Shown) {
	switch d := kindRank[kind] - kindRank[t.task.Kind]; {
	case d > 0:
		t.task.Kind, t.task.Site = kind, site
	case d == 0:
		t.task.Site = min(t.task.Site, site)
	}
	if cmp.Or(roleRank[role]-roleRank[t.task.Role], t.task.Sheet-s.Sheet, cmp.Compare(t.task.Column, s.Column)) > 0 {
		t.task.Role, t.task.Sheet, t.task.Column = role, s.Sheet, s.Column
	}
	t.task.Depth = min(t.task.Depth, s.Depth)
}

// wants tells whether a target that was looked at as kind and role is wanted
// for more by now: an external address turned out to be a page of the site, a
// link a list page whose rows are to be kept, or a page that was only checked
// is named by a list.
func (t *target) wants(kind string, role portal.Role) bool {
	kind, role = cmp.Or(kind, portal.LinkPage), cmp.Or(role, portal.RolePage)
	switch {
	case kindRank[t.task.Kind] > kindRank[kind]:
		return true
	case roleRank[t.task.Role] <= roleRank[role]:
		return false
	case t.task.Role == portal.RoleItem:
		return t.page == nil && t.visit.Error == "" && t.visit.Status < 400 && (t.visit.Gap == "" || t.visit.Gap == portal.GapLimit)
	}
	return true
}

// Progress counts the scan's tasks.
func (m *Memory) Progress(context.Context) (crawler.Progress, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := crawler.Progress{Known: len(m.order)}
	for _, t := range m.order {
		switch t.state {
		case waiting:
			p.Pending++
		case taken:
			p.InFlight++
		default:
			p.Done++
			if t.visit.Error != "" || t.visit.Status >= 400 {
				p.Failed++
			}
		}
		if t.page != nil {
			p.Pages++
		}
	}
	return p, nil
}

// Validators returns what servers said last time of the given addresses.
func (m *Memory) Validators(_ context.Context, urls []string) (map[string]crawler.Validator, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string]crawler.Validator{}
	for _, u := range urls {
		if v, ok := m.validators[u]; ok {
			out[u] = v
		}
	}
	return out, nil
}

// Known returns the facts that were read of the body with that hash, links
// included; nil when there are none.
func (m *Memory) Known(_ context.Context, url, hash string) (*portal.Facts, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, ok := m.known[url]; ok && hash != "" && k.hash == hash {
		return copyFacts(k.facts), nil
	}
	return nil, nil
}

// copyFacts keeps the memory's facts apart from the caller's.
func copyFacts(f *portal.Facts) *portal.Facts {
	c := *f
	c.Published, c.Tags, c.Marks, c.Sections = slices.Clone(f.Published), slices.Clone(f.Tags), slices.Clone(f.Marks), slices.Clone(f.Sections)
	c.Items, c.More, c.Attachments, c.Links = slices.Clone(f.Items), slices.Clone(f.More), slices.Clone(f.Attachments), slices.Clone(f.Links)
	return &c
}

// Spelt yields the addresses with several parameters, as they were entered.
func (m *Memory) Spelt(_ context.Context, yield func(string) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.order {
		if _, query, ok := strings.Cut(t.task.URL, "?"); ok && strings.Contains(query, "&") {
			if err := yield(t.task.URL); err != nil {
				return err
			}
		}
	}
	return nil
}
