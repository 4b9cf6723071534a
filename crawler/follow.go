package crawler

import (
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"duwang/crawler/portal"
)

// follow says which addresses a page shows and what they are wanted for.
// Every link of a page that is expanded is checked; which pages are expanded
// depends on the kind of scan (contract §2): a full scan expands every page of
// the site; a recent one the home page, the columns' lists back to
// articles_since and one page beyond, and the articles since.
func (c *crawl) follow(v *Visit, t *Task) {
	facts := v.Page
	v.Unit, v.Column = c.owner(t)
	c.traps.read(t, facts)
	if t.Role == portal.RoleHome {
		v.Rows = c.rows(facts.Items)
	}
	if t.Role == portal.RoleList {
		v.Rows = c.rows(facts.Items)
		if t.Sheet == 0 && len(v.Rows) == 0 && facts.Kind == portal.KindArticle {
			// A column whose address is itself an article has that article as its one item.
			v.Rows = []portal.Row{{Title: facts.Title, URL: t.URL, Date: facts.PublishedAt.Date}}
		}
	}
	if !c.expands(t, facts) {
		return
	}
	seen := make(map[string]int, len(facts.Links))
	v.Shows = make([]Shown, 0, len(facts.Links))
	add := func(s Shown) {
		if s.URL == t.URL {
			return
		}
		s.Depth = t.Depth + 1
		if why := c.traps.endless(&s); why != "" {
			c.cut(t, s.URL, why)
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
		v.Shows = append(v.Shows, s)
	}
	// A list that only shows again what its other pages showed has come to its
	// end, however many pages it says are left.
	ended := t.Role == portal.RoleList && len(facts.More) > 0 && c.traps.again(t, v.Rows)
	if ended && len(v.Rows) > 0 {
		c.cut(t, facts.More[len(facts.More)-1], "翻页重复")
	}
	for i := range facts.Links {
		l := &facts.Links[i]
		if ended && slices.Contains(facts.More, l.URL) {
			continue
		}
		s := Shown{URL: l.URL, Text: l.Text, Kind: l.Kind, Role: portal.RolePage}
		if c.siteOf[hostOf(l.URL)] != "" {
			s.URL = c.spellings.one(l.URL)
		} else if c.opt.ExternalLinks {
			s.Kind = portal.LinkExternal
		} else {
			continue
		}
		add(s)
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
	if ended {
		return
	}
	for _, s := range c.sheets(t, facts) {
		add(s)
	}
}

// rows are a list's rows under the addresses that they are asked for.
func (c *crawl) rows(items []portal.Row) []portal.Row {
	rows := items
	for i := range items {
		if c.siteOf[hostOf(items[i].URL)] == "" {
			continue
		}
		if u := c.spellings.one(items[i].URL); u != items[i].URL {
			if &rows[0] == &items[0] {
				rows = slices.Clone(items)
			}
			rows[i].URL = u
		}
	}
	return rows
}

// sheets are the further pages of a list that the scan wants after this one.
func (c *crawl) sheets(t *Task, facts *portal.Facts) []Shown {
	if len(facts.More) == 0 {
		return nil
	}
	shown := make(map[string]bool, len(facts.Links))
	for i := range facts.Links {
		shown[facts.Links[i].URL] = true
	}
	want := func(address string, sheet int) Shown {
		kind := portal.LinkPage
		if !shown[address] {
			kind = portal.LinkSheet
		}
		return Shown{URL: c.spellings.one(address), Kind: kind, Role: portal.RoleList, Column: t.Column, Sheet: sheet}
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
