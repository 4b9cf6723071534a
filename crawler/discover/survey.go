package discover

import (
	"net"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"duwang/crawler/address"
	"duwang/crawler/page"
	"duwang/crawler/portal"
)

// Options of a survey.
type Options struct {
	Home string      // address of the home page, absolute and normalised
	AsOf portal.Date // the day it is made for: what is newer is no column's newest
	Max  int         // addresses to look at, home page and samples included
}

// A Want is an address that a survey wants looked at.
type Want struct {
	URL string
	Why string // in Chinese: 部门乡镇名单、栏目…
	// Column says that the page is to be read as a column's list.
	Column bool
}

// A Sight is what came of looking at an address: facts and outline when it
// was read as a page, else why not.
type Sight struct {
	URL     string
	Final   string // address that answered, "" when it is URL
	Status  int
	Gap     string // portal.Gap word
	Error   string // portal.Err word
	Facts   *portal.Facts
	Outline *page.Outline
	Places  []page.Place // of a script that holds a tree
	Sum     string       // of the body
}

// A Survey is one discovery of a portal. It is not safe for concurrent use.
type Survey struct {
	opt     Options
	site    portal.Site
	place   string // 云溪县: what the names of its units begin with
	host    string
	domain  string // under which other hosts belong to the portal, "" when it has none
	hosts   map[string]hostState
	spots   map[string]*spot
	order   []*spot
	dated   map[string]bool // by key: named by a dated row of some list
	helped  map[string]*tally
	asked   int
	sampled bool
	retried bool
}

type hostState int

const (
	hostUnknown hostState = iota
	hostOurs
	hostAsked // its first page is wanted: it stands in a list of units
	hostStrange
)

// A tally counts the pages of one shape of address that were read, and those
// of them that looked like columns.
type tally struct{ read, columns int }

// Ways of a spot.
const (
	waiting = iota
	flying
	seen
	dropped
)

// A spot is one address of the portal with what was heard and seen of it.
type spot struct {
	n        int
	key, url string
	rank     int
	state    int
	why      string
	sample   *spot // the column whose article it is
	script   bool
	mentions []*mention
	from     []*spot // pages that show it, each once, in order
	shown    map[*spot]bool
	sight    *Sight
	sub      string // host's first page
}

// A mention is one way in which pages speak of a spot.
type mention struct {
	text, where string
	under       []page.Crumb
	n           int
	from        *spot
}

const whereCrumb = "crumb"

// never is the rank of what is not looked at.
const never = 9

// New begins a survey.
func New(opt Options) *Survey {
	s := &Survey{opt: opt, hosts: map[string]hostState{}, spots: map[string]*spot{}, dated: map[string]bool{}, helped: map[string]*tally{}}
	s.site = portal.Site{ID: "portal", URL: opt.Home}
	s.host = address.Host(opt.Home)
	s.hosts[s.host] = hostOurs
	s.domain = domainOf(s.host)
	home := s.at(opt.Home)
	home.rank, home.why = 0, "首页"
	return s
}

// domainOf returns the name under which a portal's other hosts stand: that of
// its host without www. Addresses and bare names have none.
func domainOf(host string) string {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if net.ParseIP(strings.Trim(name, "[]")) != nil {
		return ""
	}
	name = strings.TrimPrefix(name, "www.")
	if strings.Count(name, ".") == 0 {
		return ""
	}
	return name
}

func (s *Survey) ours(host string) hostState {
	if st := s.hosts[host]; st != hostUnknown {
		return st
	}
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if s.domain != "" && (name == s.domain || strings.HasSuffix(name, "."+s.domain)) {
		if first, _, _ := strings.Cut(name, "."); slices.Contains(mobileNames, first) && name != s.domain {
			return hostStrange
		}
		return hostOurs
	}
	return hostUnknown
}

func (s *Survey) at(u string) *spot {
	key := address.Key(u)
	p := s.spots[key]
	if p == nil {
		p = &spot{n: len(s.order), key: key, url: u, rank: never, shown: map[*spot]bool{}}
		s.spots[key] = p
		s.order = append(s.order, p)
	}
	return p
}

// Asked returns how many addresses were given out by Next.
func (s *Survey) Asked() int { return s.asked }

// Waiting returns how many addresses are known that Next would give out now.
func (s *Survey) Waiting() int {
	n := 0
	for _, p := range s.order {
		if p.state == waiting && p.rank < never {
			n++
		}
	}
	return n
}

// Next gives out up to n addresses to look at, what helps most first. It
// returns none when there is nothing more worth a look, or Max is reached.
func (s *Survey) Next(n int) []Want {
	n = min(n, s.opt.Max-s.asked)
	if n <= 0 {
		return nil
	}
	list := s.pick(n)
	if len(list) == 0 && !s.sampled {
		s.sampled = true
		s.wantSamples()
		list = s.pick(n)
	}
	if len(list) == 0 && !s.retried {
		// Nothing is gone after one failure.
		s.retried = true
		for _, p := range s.order {
			if p.state == seen && p.sight.failed() {
				p.state = waiting
			}
		}
		list = s.pick(n)
	}
	wants := make([]Want, len(list))
	for i, p := range list {
		p.state = flying
		wants[i] = Want{URL: p.url, Why: p.why, Column: p.sample == nil && !page.ArticleAddress(p.url) && p.key != address.Key(s.opt.Home)}
	}
	s.asked += len(list)
	return wants
}

func (s *Survey) pick(n int) []*spot {
	var list []*spot
	for _, p := range s.order {
		if p.state == waiting && p.rank < never && !s.useless(p) {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(a, b *spot) int { return a.rank - b.rank })
	if len(list) > n {
		list = list[:n]
	}
	// Pages of one rank at a time: what they show may change what comes next.
	for i := range list {
		if list[i].rank != list[0].rank && i >= n/2 {
			return list[:i]
		}
	}
	return list
}

// shape folds an address to what its like have in common.
var (
	digitRuns = regexp.MustCompile(`\d+`)
	hexRuns   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{20,}|[0-9a-f]{24,}`)
)

func shapeOf(u string) string {
	return digitRuns.ReplaceAllString(hexRuns.ReplaceAllString(u, "#"), "0")
}

// useless tells whether pages of this shape have been read often enough
// without any of them being a column.
func (s *Survey) useless(p *spot) bool {
	if p.rank <= 3 {
		return false
	}
	t := s.helped[shapeOf(p.key)]
	return t != nil && t.read >= 12 && t.columns*8 < t.read
}

// failed tells whether an address ought to be asked once more.
func (g *Sight) failed() bool {
	return g != nil && g.Facts == nil && g.Places == nil && (g.Status == 0 && g.Gap != portal.GapRobots && g.Gap != portal.GapPrivate || g.Status >= 500)
}

// Add tells the survey what came of an address that Next gave out.
func (s *Survey) Add(g Sight) {
	p := s.at(g.URL)
	p.state = seen
	if g.Final != "" && address.Key(g.Final) != p.key {
		s.moved(p, &g)
		return
	}
	p.sight = &g
	if p.script {
		for i := range g.Places {
			s.consider(p, &g.Places[i], nil)
		}
		g.Places = []page.Place{}
		return
	}
	if g.Facts == nil || g.Outline == nil {
		return
	}
	if p.sample != nil {
		g.Facts = &portal.Facts{Kind: g.Facts.Kind, Title: g.Facts.Title, Source: g.Facts.Source, Issuer: g.Facts.Issuer, PublishedAt: g.Facts.PublishedAt}
		g.Outline = nil
		return
	}
	if p.n == 0 {
		s.readHome(g.Facts, g.Outline)
	}
	if !s.sameSite(p, &g) {
		return
	}
	t := s.helped[shapeOf(p.key)]
	if t == nil {
		t = &tally{}
		s.helped[shapeOf(p.key)] = t
	}
	t.read++
	if g.Facts.Kind == portal.KindColumn && len(g.Facts.Items) > 0 || len(g.Outline.Crumbs) > 0 && g.Facts.Kind != portal.KindArticle {
		t.columns++
	}
	more := map[string]bool{}
	for _, m := range g.Facts.More {
		more[address.Key(m)] = true
	}
	for i := range g.Facts.Items {
		it := &g.Facts.Items[i]
		key := address.Key(it.URL)
		if it.Date != 0 || page.ArticleAddress(it.URL) {
			s.dated[key] = true
			if q := s.spots[key]; q != nil && q.state == waiting && !q.inMenu() {
				q.rank = never
			}
		}
	}
	for i := range g.Outline.Crumbs {
		c := &g.Outline.Crumbs[i]
		if c.URL != "" {
			s.consider(p, &page.Place{URL: c.URL, Text: c.Text, Where: whereCrumb, Under: g.Outline.Crumbs[:i]}, more)
		}
	}
	for i := range g.Outline.Places {
		s.consider(p, &g.Outline.Places[i], more)
	}
	for _, u := range g.Outline.Trees {
		if s.ours(address.Host(u)) == hostOurs {
			if q := s.at(u); q.rank == never {
				q.rank, q.script, q.why = 0, true, "栏目树"
			}
		}
	}
	g.Outline.Places = nil
	g.Facts.Links = nil
}

// moved books a redirect: what was said of the address holds for the one that
// answered.
func (s *Survey) moved(p *spot, g *Sight) {
	p.sight = &Sight{URL: g.URL, Final: g.Final, Status: g.Status}
	if s.ours(address.Host(g.Final)) != hostOurs && s.ours(address.Host(g.Final)) != hostAsked || address.Key(g.Final) == address.Key(s.opt.Home) {
		return
	}
	q := s.at(g.Final)
	for _, m := range p.mentions {
		q.hear(m.text, m.where, m.under, m.from, m.n)
	}
	for _, f := range p.from {
		q.showedBy(f)
	}
	if q.state == waiting || q.state == dropped {
		q.why, q.sub = p.why, p.sub
		g.URL, g.Final = q.url, ""
		s.Add(*g)
	}
}

func (p *spot) showedBy(f *spot) {
	if f != nil && f != p && !p.shown[f] {
		p.shown[f] = true
		p.from = append(p.from, f)
	}
}

func (p *spot) inMenu() bool {
	for _, m := range p.mentions {
		if m.where != page.PlaceMain && m.where != page.PlaceFoot {
			return true
		}
	}
	return false
}

func (p *spot) hear(text, where string, under []page.Crumb, from *spot, n int) {
	for _, m := range p.mentions {
		if m.text == text && m.where == where && slices.EqualFunc(m.under, under, func(a, b page.Crumb) bool { return a.Text == b.Text }) {
			m.n += n
			return
		}
	}
	p.mentions = append(p.mentions, &mention{text, where, slices.Clone(under), n, from})
}

var (
	mobileNames = []string{"m", "wap", "mobile", "3g", "h5", "en", "english", "big5", "wza", "mail", "oa", "search", "api", "static", "img", "so"}
	mobilePath  = regexp.MustCompile(`(?i)^[^/]+/(?:m|wap|mobile|3g|h5|en|english|big5|wza|search|so|login|user|sso|rss)(?:/|$)`)
	pagerText   = regexp.MustCompile(`^(?:\d+|上一?页|下一?页|首\s*页|末\s*页|尾\s*页|第\d+页|\d+[-–]\d+|[<>«»›‹.…]+)$`)
	pagerURL    = regexp.MustCompile(`(?i)/(?:index|list|home|default)_\d+\.[a-z]+$|[?&](?:page|pageno|pagenum|pageindex|p|currentpage|pn|startrecord)=\d+`)
)

// consider takes in one link that page p shows.
func (s *Survey) consider(p *spot, l *page.Place, more map[string]bool) {
	text := cleanText(l.Text)
	key := address.Key(l.URL)
	if key == address.Key(s.opt.Home) || more[key] || pagerText.MatchString(text) || pagerURL.MatchString(l.URL) || mobilePath.MatchString(key) {
		return
	}
	host := address.Host(l.URL)
	st := s.ours(host)
	if st == hostStrange {
		return
	}
	if st != hostOurs {
		s.strange(p, l, text, host)
		return
	}
	rank, why := s.rank(l, text, key)
	q := s.at(l.URL)
	q.hear(text, l.Where, l.Under, p, 1)
	if l.Where != page.PlaceFoot {
		q.showedBy(p)
	}
	if rank < q.rank && q.state == waiting {
		q.rank, q.why = rank, why
	}
}

// strange takes in a link to a host that is not known to be the portal's: a
// unit's own site on another host is asked whether it is part of this one.
func (s *Survey) strange(p *spot, l *page.Place, text, host string) {
	if claim := unitClaim(text); claim == noUnit || l.Where == page.PlaceFoot && claim != strongUnit || page.ArticleAddress(l.URL) || !page.SiteHome(l.URL) && claim != strongUnit ||
		containsAny(text, "国务院", "中国政府网", "国家", "省") {
		return
	}
	if s.hosts[host] == hostAsked && s.spots[address.Key(l.URL)] == nil {
		return
	}
	s.hosts[host] = hostAsked
	q := s.at(l.URL)
	q.hear(text, l.Where, l.Under, p, 1)
	q.showedBy(p)
	if q.rank > 2 && q.state == waiting {
		q.rank, q.why, q.sub = 2, "单位网站", host
	}
}

// sameSite decides by a host's first page whether the host belongs to the
// portal: it carries the portal's code or name. One that carries another code
// is another portal, whatever its domain.
func (s *Survey) sameSite(p *spot, g *Sight) bool {
	host := address.Host(p.url)
	if host == s.host {
		return true
	}
	code, ok := g.Facts.Tag("SiteIDCode")
	if code = strings.TrimSpace(code); !ok || code == "" || code == "null" {
		code = g.Facts.Mark(portal.MarkCode)
	}
	if code != "" && s.site.Code != "" {
		if !strings.EqualFold(code, s.site.Code) {
			s.hosts[host] = hostStrange
			p.sight = &Sight{URL: g.URL, Status: g.Status, Gap: "other-site"}
			return false
		}
		s.hosts[host] = hostOurs
		return true
	}
	if s.ours(host) == hostOurs {
		s.hosts[host] = hostOurs
		return true
	}
	name, _ := g.Facts.Tag("SiteName")
	sponsor := g.Facts.Mark(portal.MarkSponsor)
	linked := false
	for i := range g.Outline.Places {
		if l := &g.Outline.Places[i]; address.Key(l.URL) == address.Key(s.opt.Home) {
			linked = true
		}
	}
	named := s.site.Name != "" && strings.Contains(name, s.site.Name) || s.place != "" && (strings.Contains(name, s.place) || strings.Contains(sponsor, s.place) || strings.Contains(g.Outline.Title, s.place))
	if linked && named || linked && s.site.Code == "" {
		s.hosts[host] = hostOurs
		return true
	}
	s.hosts[host] = hostStrange
	p.sight = &Sight{URL: g.URL, Status: g.Status, Gap: "other-site"}
	return false
}

// cleanText folds a link's words.
func cleanText(t string) string {
	t = strings.Trim(strings.Join(strings.Fields(t), " "), "·•▪■◆●○◇□>»›＞※★☆-—|｜[]【】:： ")
	if i := strings.IndexByte(t, '('); i > 0 && strings.HasSuffix(t, ")") && digitsOnly(t[i+1:len(t)-1]) {
		t = strings.TrimSpace(t[:i]) // 工作动态 (125)
	}
	if i := strings.Index(t, "（"); i > 0 && strings.HasSuffix(t, "）") && digitsOnly(strings.TrimSuffix(t[i+len("（"):], "）")) {
		t = strings.TrimSpace(t[:i])
	}
	// Chinese words set apart: 索 引
	if strings.Contains(t, " ") && utf8.RuneCountInString(strings.ReplaceAll(t, " ", ""))*2-1 == utf8.RuneCountInString(t) {
		t = strings.ReplaceAll(t, " ", "")
	}
	return t
}

func digitsOnly(t string) bool {
	return t != "" && strings.Trim(t, "0123456789条篇") == ""
}
