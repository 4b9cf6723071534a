package crawler

import (
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"duwang/crawler/portal"
)

const (
	maxDepth   = 40   // link steps from the home page
	maxAddress = 2048 // bytes of an address
	maxRepeats = 4    // times one path segment may stand in an address
)

// follow says which addresses a page shows and what they are wanted for.
// Every link of a page that is expanded is checked; which pages are expanded
// depends on the kind of scan (contract §2): a full scan expands every page of
// the site; a recent one the home page, the columns' lists back to
// articles_since and one page beyond, and the articles since.
func (c *crawl) follow(v *Visit, t *Task) {
	facts := v.Page
	v.Unit, v.Column = c.owner(t)
	if t.Role == portal.RoleHome {
		v.Rows = facts.Items
	}
	if t.Role == portal.RoleList {
		v.Rows = facts.Items
		if t.Sheet == 0 && len(v.Rows) == 0 && facts.Kind == portal.KindArticle {
			// A column whose address is itself an article has that article as its one item.
			v.Rows = []portal.Row{{Title: facts.Title, URL: t.URL, Date: facts.PublishedAt.Date}}
		}
	}
	if !c.expands(t, facts) {
		return
	}
	seen := make(map[string]int, len(facts.Links)+len(facts.Items))
	add := func(s Shown) {
		if len(s.URL) > maxAddress || s.URL == t.URL || t.Depth >= maxDepth || repeats(s.URL) {
			return
		}
		if i, ok := seen[s.URL]; ok {
			have := &v.Shows[i]
			if have.Role == portal.RolePage && s.Role != portal.RolePage {
				have.Role, have.Column, have.Sheet = s.Role, s.Column, s.Sheet
			}
			return
		}
		seen[s.URL] = len(v.Shows)
		s.Depth = t.Depth + 1
		v.Shows = append(v.Shows, s)
	}
	for i := range facts.Links {
		l := &facts.Links[i]
		kind := l.Kind
		if c.siteOf[hostOf(l.URL)] == "" {
			if !c.opt.ExternalLinks {
				continue
			}
			kind = portal.LinkExternal
		}
		add(Shown{URL: l.URL, Text: l.Text, Kind: kind, Role: portal.RolePage})
	}
	if t.Role != portal.RoleList {
		return
	}
	for i := range v.Rows {
		r := &v.Rows[i]
		if _, linked := seen[r.URL]; !linked && c.siteOf[hostOf(r.URL)] == "" {
			if c.opt.ExternalLinks {
				add(Shown{URL: r.URL, Text: r.Title, Kind: portal.LinkExternal, Role: portal.RoleItem})
			}
			continue
		}
		add(Shown{URL: r.URL, Text: r.Title, Kind: portal.LinkPage, Role: portal.RoleItem})
	}
	for _, s := range c.sheets(t, facts) {
		add(s)
	}
}

// sheets are the further pages of a list that the scan wants after this one.
func (c *crawl) sheets(t *Task, facts *portal.Facts) []Shown {
	shown := make(map[string]bool, len(facts.Links))
	for i := range facts.Links {
		shown[facts.Links[i].URL] = true
	}
	want := func(address string, sheet int) Shown {
		kind := portal.LinkPage
		if !shown[address] {
			kind = portal.LinkSheet
		}
		return Shown{URL: address, Kind: kind, Role: portal.RoleList, Column: t.Column, Sheet: sheet}
	}
	if c.opt.Kind == portal.ScanFull {
		var all []Shown
		for i, m := range facts.More {
			all = append(all, want(m, max(sheetNumber(m), t.Sheet+1, i+1)))
		}
		return all
	}
	if !c.reaches(facts.Items) {
		return nil
	}
	here, best, bestN := sheetNumber(t.URL), "", 0
	for _, m := range facts.More {
		if n := sheetNumber(m); n > here && (best == "" || n < bestN) {
			best, bestN = m, n
		}
	}
	if best == "" && t.Sheet == 0 && len(facts.More) > 0 && sheetNumber(facts.More[0]) == 0 {
		best = facts.More[0]
	}
	if best == "" {
		return nil
	}
	return []Shown{want(best, t.Sheet+1)}
}

// reaches tells whether a list page still shows something published since
// articles_since, so that the page after it is wanted too.
func (c *crawl) reaches(rows []portal.Row) bool {
	for i := range rows {
		if rows[i].Date == 0 || rows[i].Date >= c.opt.Since {
			return true
		}
	}
	return false
}

func (c *crawl) expands(t *Task, facts *portal.Facts) bool {
	if c.opt.Kind == portal.ScanFull || t.Role == portal.RoleHome || t.Role == portal.RoleList {
		return true
	}
	if facts.Kind != portal.KindArticle && t.Role != portal.RoleItem {
		return false
	}
	d := facts.PublishedAt.Date
	if d == 0 {
		d = t.ListDate
	}
	return d == 0 || d >= c.opt.Since
}

// owner says who answers for a page while it is crawled.
func (c *crawl) owner(t *Task) (unit, column string) {
	if t.Role == portal.RoleHome {
		return t.Site, ""
	}
	named := t.Named
	if t.Role == portal.RoleList && t.Column != "" {
		named = []string{t.Column}
	}
	return c.owners.Page(t.Site, t.URL, named)
}

// admit counts a page against its site's max_pages.
func (c *crawl) admit(t Task) bool {
	if t.Attempts > 0 {
		return true
	}
	return c.admitted.take(t.Site, c.opt.MaxPages)
}

// isHome tells whether an address is the site's home page in one of the
// spellings that servers use for it.
func (c *crawl) isHome(s *siteState, address string) bool {
	if address == s.home {
		return true
	}
	a, err1 := url.Parse(address)
	h, err2 := url.Parse(s.home)
	if err1 != nil || err2 != nil || a.Host != h.Host || a.RawQuery != "" {
		return false
	}
	return strings.TrimSuffix(homePath(a.Path), "/") == strings.TrimSuffix(homePath(h.Path), "/")
}

func homePath(p string) string {
	switch path.Base(p) {
	case "index.html", "index.htm", "index.shtml", "index.jsp", "index.php", "index.asp", "index.aspx", "default.html", "default.htm":
		return path.Dir(p)
	}
	return p
}

var articleName = regexp.MustCompile(`\d{4,}|[0-9a-f]{16,}`)

// looksArticle tells an article's address from a column's by its last part:
// articles carry an id or a date there.
func looksArticle(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	base := path.Base(u.Path)
	if strings.HasPrefix(base, "index") {
		base = path.Base(path.Dir(u.Path))
	}
	return articleName.MatchString(base)
}

var (
	pagePath  = regexp.MustCompile(`_(\d{1,5})\.[a-z]+$|[_-](\d{1,5})/?$`)
	pageQuery = regexp.MustCompile(`(?i)[?&](?:page|pageno|pagenum|pageindex|p|currentpage|pn)=(\d{1,5})\b`)
)

// sheetNumber reads the number of a list page off its address, 0 when it
// carries none.
func sheetNumber(address string) int {
	for _, re := range []*regexp.Regexp{pageQuery, pagePath} {
		if m := re.FindStringSubmatch(address); m != nil {
			for _, g := range m[1:] {
				if n, err := strconv.Atoi(g); err == nil {
					return n
				}
			}
		}
	}
	return 0
}

// repeats tells an address that a site builds endlessly by repeating a part
// of its path.
func repeats(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return true
	}
	seen := map[string]int{}
	for part := range strings.SplitSeq(u.Path, "/") {
		if part == "" {
			continue
		}
		if seen[part]++; seen[part] >= maxRepeats {
			return true
		}
	}
	return false
}

// retryAfter reads a Retry-After header, in seconds or as a date, bounded.
func retryAfter(value string, now time.Time) time.Duration {
	const longest = 5 * time.Minute
	if value == "" {
		return 0
	}
	if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && n > 0 {
		return min(time.Duration(n)*time.Second, longest)
	}
	if t, err := http.ParseTime(value); err == nil && t.After(now) {
		return min(t.Sub(now), longest)
	}
	return 0
}

// A quota counts pages by site across workers.
type quota struct {
	mu   sync.Mutex
	used map[string]int
}

func (q *quota) take(site string, limit int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.used == nil {
		q.used = map[string]int{}
	}
	if q.used[site] >= limit {
		return false
	}
	q.used[site]++
	return true
}

// A validatorCache holds what servers said last time of the tasks that were
// claimed, until a worker takes it.
type validatorCache struct {
	mu sync.Mutex
	m  map[string]Validator
}

func (c *validatorCache) put(m map[string]Validator) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = map[string]Validator{}
	}
	for k, v := range m {
		c.m[k] = v
	}
}

func (c *validatorCache) take(address string) (Validator, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.m[address]
	delete(c.m, address)
	return v, ok
}
