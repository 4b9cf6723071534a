package work

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"duwang/checks"
	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
)

// A plan says which pages a recheck reads, and which of them each case needs.
//
//	home page   always
//	column      its list pages, and those rows that show no date
//	link        the pages that showed it; the link itself if they still do
//	article     the article, and its column's list where only that tells whose it is
//	page tags   lists, articles of the first list page, and the samples cited
type plan struct {
	cases   []rectify.Case
	ledger  *portal.Ledger
	seeds   map[string]crawler.Task
	follow  map[string]bool      // links to look at where they are still shown
	lists   map[string]*listPlan // by column
	home    bool                 // rows of the home page without a date are read too
	needed  map[string][]string  // by fingerprint: pages that must have been read
	showing map[string][]string  // by fingerprint of a link: pages that showed it
	columns map[string]portal.Column
}

// A listPlan says what is wanted of a column's list beyond its first page.
type listPlan struct {
	sheets  bool            // further list pages
	undated bool            // articles of rows without a date
	first   bool            // articles of the first list page
	all     bool            // all its articles
	until   map[string]bool // further list pages until these articles were named
}

func newPlan(ledger *portal.Ledger, cases []rectify.Case) *plan {
	p := &plan{cases: cases, ledger: ledger, seeds: map[string]crawler.Task{}, follow: map[string]bool{}, lists: map[string]*listPlan{},
		needed: map[string][]string{}, showing: map[string][]string{}, columns: map[string]portal.Column{}}
	for _, c := range ledger.Columns {
		p.columns[c.ID] = c
	}
	for _, s := range ledger.Sites {
		p.seeds[s.URL] = crawler.Task{Site: s.ID, URL: s.URL, Kind: portal.LinkPage, Role: portal.RoleHome}
	}
	owners := portal.NewOwners(ledger)
	for i := range cases {
		p.add(&cases[i], owners)
	}
	return p
}

// seed wants a page.
func (p *plan) seed(c *rectify.Case, url string, role portal.Role) {
	if _, known := p.seeds[url]; !known {
		p.seeds[url] = crawler.Task{Site: c.Site, URL: url, Kind: portal.LinkPage, Role: role, Depth: 1}
	}
}

// list wants the first list page of a column, nil when the ledger has none.
func (p *plan) list(id string) *listPlan {
	col, known := p.columns[id]
	if !known {
		return nil
	}
	if p.lists[id] == nil {
		p.lists[id] = &listPlan{until: map[string]bool{}}
		p.seeds[col.URL] = crawler.Task{Site: col.Site, URL: col.URL, Kind: portal.LinkPage, Role: portal.RoleList, Column: id}
	}
	return p.lists[id]
}

// need says that a case can be judged only when a page was read.
func (p *plan) need(c *rectify.Case, urls ...string) {
	p.needed[c.Fingerprint] = append(p.needed[c.Fingerprint], urls...)
}

func (p *plan) add(c *rectify.Case, owners *portal.Owners) {
	switch c.Check {
	case "home-stale":
		p.home = true
	case "mark-missing", "section-missing":
	case "column-stale", "column-blank", "column-undated", "annual-report":
		if l := p.list(c.Column); l != nil {
			l.sheets, l.undated = true, true
			l.all = l.all || c.Check == "annual-report"
		}
		p.need(c, c.URL)
	case "link-broken":
		proof, _ := linkProofOf(c)
		p.follow[c.URL] = true
		p.showing[c.Fingerprint] = proof.Referrers
		for _, r := range proof.Referrers {
			p.seed(c, r, portal.RolePage)
		}
	case "tag-missing":
		p.tags(c, owners)
	default:
		p.article(c, owners)
	}
}

// file plans for what stands in an attachment: the articles that offer it,
// and the file itself if they still do.
func (p *plan) file(c *rectify.Case, referrers []string, owners *portal.Owners) {
	p.follow[c.URL] = true
	p.showing[c.Fingerprint] = referrers
	for _, r := range referrers {
		p.seed(c, r, portal.RoleItem)
		if _, column := owners.Page(c.Site, r, nil); column != c.Column {
			if l := p.list(c.Column); l != nil {
				l.until[r] = true
			}
		}
	}
}

func (p *plan) article(c *rectify.Case, owners *portal.Owners) {
	if r := offersOf(c); len(r) > 0 {
		p.file(c, r, owners)
		return
	}
	p.seed(c, c.URL, portal.RoleItem)
	p.need(c, c.URL)
	if _, column := owners.Page(c.Site, c.URL, nil); column != c.Column {
		if l := p.list(c.Column); l != nil {
			l.until[c.URL] = true
		}
	}
	if c.Check != "interpretation" {
		return
	}
	// An interpretation stands in a column of its own kind.
	for _, col := range p.ledger.Columns {
		if col.Site == c.Site && col.Type == portal.TypeInterpretation {
			l := p.list(col.ID)
			l.sheets, l.all = true, true
		}
	}
}

// tags plans for a tag that a column's pages, or all columns', lack.
func (p *plan) tags(c *rectify.Case, owners *portal.Owners) {
	proof, ok := tagProofOf(c.Check, c.Finding.Evidence)
	if !ok || proof.PageKind == string(portal.KindHome) {
		return
	}
	for _, s := range proof.Samples {
		p.seed(c, s, portal.RolePage)
	}
	var columns []string
	if c.Column != "" {
		columns = []string{c.Column}
	} else {
		// A fault of the template is told from a column's by two columns.
		for _, s := range proof.Samples {
			if _, column := owners.Page(c.Site, s, nil); column != "" && !slices.Contains(columns, column) {
				columns = append(columns, column)
			}
		}
		for _, col := range p.ledger.Columns {
			if len(columns) < 2 && col.Site == c.Site && !slices.Contains(columns, col.ID) {
				columns = append(columns, col.ID)
			}
		}
	}
	for _, id := range columns {
		if l := p.list(id); l != nil {
			l.first = l.first || proof.PageKind == string(portal.KindArticle)
			p.need(c, p.columns[id].URL)
		}
	}
}

// partial tells whether a finding rests on more than a recheck reads: it may
// acquit, but what it does not find may stand elsewhere.
func partial(f *checks.Finding) bool {
	if f.Check == "section-missing" {
		return true
	}
	var proof struct {
		Kind string `json:"kind"`
	}
	return f.Check == "interpretation" && (json.Unmarshal(f.Evidence, &proof) != nil || proof.Kind == "missing")
}

// withdrawn are checks whose problem is gone with its page.
var withdrawn = map[string]bool{"non-public-note": true, "identity-exposed": true, "secret-mark": true,
	"personal-list": true, "bad-mask": true, "hidden-number": true, "internal-mark": true}

// outcome says what a recheck saw of one case.
func (p *plan) outcome(c *rectify.Case, f *narrowed, found *checks.Finding, acquitted bool, unread []checks.Unverified) RecheckRow {
	row := RecheckRow{Case: *c, Outcome: RecheckUnknown}
	if found != nil {
		if partial(found) {
			row.Note = "所读页面上仍未找到，是否设在其他页面须待下次巡检核实"
			return row
		}
		row.Outcome, row.Note = RecheckStill, found.Message
		return row
	}
	for _, u := range p.needed[c.Fingerprint] {
		switch {
		case f.gone[u] && withdrawn[c.Check]:
			row.Outcome, row.Note = RecheckMended, "页面已撤下"
			return row
		case f.gone[u]:
			row.Note = "页面已不存在，请人工核定是否属于整改"
			return row
		case !f.read[u]:
			row.Note = p.reason(f, u, unread)
			return row
		}
	}
	if acquitted {
		row.Outcome, row.Note = RecheckMended, "复查时未再发现该问题"
		return row
	}
	if len(offersOf(c)) > 0 {
		row.Note = p.offered(c, f, unread)
		if f.gone[c.URL] {
			row.Outcome, row.Note = RecheckMended, "附件已撤下"
		}
		return row
	}
	if c.Check != "link-broken" {
		row.Note = "复查所读页面不足以认定，请在下次巡检后核定"
		return row
	}
	return p.link(c, f, row, unread)
}

// link says what became of a broken link that was neither seen nor acquitted.
func (p *plan) link(c *rectify.Case, f *narrowed, row RecheckRow, unread []checks.Unverified) RecheckRow {
	if f.shown[c.URL] {
		row.Note = p.reason(f, c.URL, unread)
		return row
	}
	proof, ok := linkProofOf(c)
	if !ok {
		row.Note = "没有记下哪些页面有此链接，请人工核定"
		return row
	}
	for _, r := range p.showing[c.Fingerprint] {
		if !f.read[r] && !f.gone[r] {
			row.Note = "有此链接的页面未能读取：" + r
			return row
		}
	}
	if proof.ReferrerCount > len(proof.Referrers) {
		row.Note = "所列页面均已删除该链接，其余页面须待全站巡检核实"
		return row
	}
	row.Outcome, row.Note = RecheckMended, "原有此链接的页面均已删除该链接"
	return row
}

// offered says why nothing can be said of an attachment that was neither found
// bad nor acquitted.
func (p *plan) offered(c *rectify.Case, f *narrowed, unread []checks.Unverified) string {
	if f.shown[c.URL] {
		return p.reason(f, c.URL, unread)
	}
	for _, r := range p.showing[c.Fingerprint] {
		if !f.read[r] && !f.gone[r] {
			return "挂出该附件的页面未能读取：" + r
		}
	}
	return "页面已不再挂出该附件，请人工核对文件是否已从网站删除"
}

// reason says why a page could not be read.
func (p *plan) reason(f *narrowed, url string, unread []checks.Unverified) string {
	for i := range unread {
		if unread[i].URL == url {
			return reports.ReasonWord(unread[i].Reason)
		}
	}
	if _, asked := p.seeds[url]; !asked && !f.shown[url] {
		return "该栏目已不在配置中，请人工核定"
	}
	return "页面未能读取"
}

// frontier narrows a frontier to the plan.
func (p *plan) frontier(f crawler.Frontier) *narrowed {
	return &narrowed{Frontier: f, plan: p, read: map[string]bool{}, gone: map[string]bool{}, shown: map[string]bool{}}
}

// A narrowed frontier enters the pages of a plan and nothing else, and
// remembers what came of them.
type narrowed struct {
	crawler.Frontier
	plan *plan

	mu    sync.Mutex
	read  map[string]bool // read as a page that says what it holds
	gone  map[string]bool // 404, 410, or says that it is not there
	shown map[string]bool // wanted links that some page still shows
}

// Seed enters the plan's pages in place of every column.
func (n *narrowed) Seed(ctx context.Context, _ []crawler.Task) error {
	tasks := make([]crawler.Task, 0, len(n.plan.seeds))
	for _, t := range n.plan.seeds {
		tasks = append(tasks, t)
	}
	slices.SortFunc(tasks, func(a, b crawler.Task) int {
		switch {
		case a.URL < b.URL:
			return -1
		case a.URL > b.URL:
			return 1
		}
		return 0
	})
	return n.Frontier.Seed(ctx, tasks)
}

// Save keeps of what pages show only what the plan wants.
func (n *narrowed) Save(ctx context.Context, visits []crawler.Visit) error {
	n.mu.Lock()
	for i := range visits {
		n.take(&visits[i])
	}
	n.mu.Unlock()
	return n.Frontier.Save(ctx, visits)
}

func (n *narrowed) take(v *crawler.Visit) {
	url := v.Task.URL
	switch {
	case v.Retry:
	case v.Status == 404 || v.Status == 410 || v.Error == portal.ErrSoft404 || v.Page != nil && v.Page.Kind == portal.KindError:
		n.gone[url] = true
	case v.Gap == "" && v.Page != nil && v.Page.Kind != portal.KindBlocked:
		n.read[url] = true
	}
	var l *listPlan
	if v.Task.Role == portal.RoleList {
		l = n.plan.lists[v.Task.Column]
	}
	undated := map[string]bool{}
	for i := range v.Rows {
		r := &v.Rows[i]
		undated[r.URL] = r.Date == 0
		if l != nil {
			delete(l.until, r.URL)
		}
	}
	kept := v.Shows[:0]
	for _, s := range v.Shows {
		if n.plan.follow[s.URL] {
			n.shown[s.URL] = true
		}
		if n.wants(v, &s, l, undated[s.URL]) {
			kept = append(kept, s)
		}
	}
	v.Shows = kept
}

func (n *narrowed) wants(v *crawler.Visit, s *crawler.Shown, l *listPlan, undated bool) bool {
	if _, seeded := n.plan.seeds[s.URL]; seeded || n.plan.follow[s.URL] {
		return true
	}
	if v.Task.Role == portal.RoleHome {
		return n.plan.home && undated
	}
	if l == nil {
		return false
	}
	switch s.Role {
	case portal.RoleList:
		return l.sheets || len(l.until) > 0
	case portal.RoleItem:
		return l.all || l.undated && undated || l.first && v.Task.Sheet == 0
	}
	return false
}
