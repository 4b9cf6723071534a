package discover

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"duwang/crawler/address"
	"duwang/crawler/portal"
)

// How sure a proposal is.
const (
	Sure   = "确定"
	Likely = "较确定"
	Unsure = "待确认"
)

// Why something that was seen is not proposed as a column.
const (
	LeftAlias   = "alias"   // another address of a column
	LeftLanding = "landing" // only leads to columns
	LeftTopic   = "topic"   // 专题
	LeftUnread  = "unread"  // could not be looked at
	LeftGone    = "gone"    // a menu leads there, and it is not there
	LeftOutside = "outside" // on a host that is not the portal's
)

// LeftWord returns the office's words for one of the Left words.
func LeftWord(kind string) string {
	return map[string]string{LeftAlias: "重复网址", LeftLanding: "目录页", LeftTopic: "专题栏目", LeftUnread: "未能读取", LeftGone: "打不开", LeftOutside: "站外网站"}[kind]
}

// A Proposal is a portal's column table as far as its pages tell it.
type Proposal struct {
	Site  portal.Site
	Units []Unit
	Left  []Left
	// Requests were made for it, robots.txt included; filled in by who made them.
	Requests int
	// Complete is false when Max was reached before everything of interest was seen.
	Complete bool
}

// A Unit is a proposed 责任单位.
type Unit struct {
	portal.Unit
	Why     string
	Columns []Column
}

// A Column is a proposed column.
type Column struct {
	portal.Column
	Path    []string // 当前位置, outermost first, without the column itself
	Sure    string   // Sure, Likely or Unsure
	Points  int      // the more, the surer
	Why     []string // in Chinese, what speaks for it
	Doubt   string   // in Chinese, what a person should look at; "" when nothing
	Items   int      // rows on its first page
	Newest  portal.Date
	DatesAt string   // where dates stand: 列表, 信息页, ""
	Pager   string   // a further sheet, "" when there is none
	Aliases []string // further addresses of it
	Read    bool
}

// A Left is an address that is not proposed.
type Left struct {
	Kind, Name, URL, Why string
	Unit                 string // id, "" when it is no unit's
}

// Propose returns the table. It may be asked at any time; more looks make it better.
func (s *Survey) Propose() *Proposal {
	p := s.picture()
	out := &Proposal{Site: s.site, Left: p.left, Complete: s.Waiting() == 0}
	if out.Site.Name == "" {
		out.Site.Name = address.Host(s.opt.Home)
	}
	for host, st := range s.hosts {
		if st == hostOurs && host != s.host {
			out.Site.Hosts = append(out.Site.Hosts, host)
		}
	}
	used := map[string]bool{}
	for _, c := range p.columns {
		used[address.Host(c.url)] = true
	}
	out.Site.Hosts = slices.DeleteFunc(out.Site.Hosts, func(h string) bool { return !used[h] })
	for h := range used {
		if h != s.host && !slices.Contains(out.Site.Hosts, h) {
			out.Site.Hosts = append(out.Site.Hosts, h)
		}
	}
	slices.Sort(out.Site.Hosts)
	ids := newNames(out.Site.ID)
	for _, u := range p.list {
		if len(u.cols) == 0 {
			continue
		}
		unit := Unit{Unit: portal.Unit{ID: ids.unit(u, p), Name: u.name(), Kind: u.kind, Site: out.Site.ID}, Why: p.unitWhy(u)}
		for _, c := range u.cols {
			unit.Columns = append(unit.Columns, p.proposeColumn(c, u))
		}
		slices.SortStableFunc(unit.Columns, func(a, b Column) int { return cmp.Compare(sureRank(a.Sure), sureRank(b.Sure)) })
		for i := range unit.Columns {
			col := &unit.Columns[i]
			col.Unit, col.Site = unit.ID, out.Site.ID
			col.ID = ids.column(unit.ID, col)
		}
		out.Units = append(out.Units, unit)
	}
	return out
}

func sureRank(s string) int { return slices.Index([]string{Unsure, Likely, Sure}, s) }

func (p *picture) unitWhy(u *unit) string {
	switch {
	case u == p.gov:
		return "网站的主办政府；未列入其他单位的栏目归入本单位"
	case u.group && len(u.roots) > 0:
		return "列在部门、乡镇名单中，首页 " + u.roots[0].url
	case len(u.roots) > 0:
		return "有以其命名的页面 " + u.roots[0].url
	}
	return "栏目路径或者菜单中写有其名称"
}

// settle shares the columns out and books what is left.
func (p *picture) settle() {
	for _, c := range p.columns {
		switch {
		case c.aliasOf != nil:
			p.leave(LeftAlias, c, "与“"+c.aliasOf.name+"”（"+c.aliasOf.url+"）显示同一份列表")
		case c.landing != "":
			p.leave(LeftLanding, c, c.landing)
		case c.topic && !p.alive(c):
			p.leave(LeftTopic, c, "专题栏目，近一年没有更新或者没有信息，不列入日常检查")
		default:
			c.unit.cols = append(c.unit.cols, c)
		}
	}
	for _, q := range p.order {
		if q.sight == nil || q.sample != nil || q.script || p.of[q] != nil || q.n == 0 {
			continue
		}
		g := q.sight
		c := &column{spot: q}
		p.name(c)
		switch {
		case g.Gap == "other-site":
			p.leave(LeftOutside, c, "标识码或者名称与本站不同，是另一个网站")
		case g.Facts == nil && (g.Status == 404 || g.Status == 410), g.Facts != nil && g.Facts.Kind == portal.KindError:
			if q.inMenu() && c.name != "" {
				p.leave(LeftGone, c, "菜单中有此入口，页面不存在")
			}
		case g.Facts == nil && g.Gap != "" && q.inMenu() && c.name != "":
			p.leave(LeftUnread, c, "未能读取："+g.Gap)
		}
	}
}

func (p *picture) leave(kind string, c *column, why string) {
	l := Left{Kind: kind, Name: c.name, URL: c.url, Why: why}
	p.left = append(p.left, l)
}

// topicYear is for how long a topic without news may still be in use, in days.
const topicYear = 365

// alive tells whether a topic's list was added to within a year.
func (p *picture) alive(c *column) bool {
	for i := range c.items {
		if d := c.items[i].Date; d != 0 && d <= p.opt.AsOf && p.opt.AsOf.DaysSince(d) <= topicYear {
			return true
		}
	}
	return false
}

func (p *picture) proposeColumn(c *column, u *unit) Column {
	f := c.sight.Facts
	out := Column{Column: portal.Column{Name: c.name, URL: c.url, Type: c.typ, Template: f.Template}, Items: len(c.items), Read: !c.unread}
	for i := range c.path {
		out.Path = append(out.Path, c.path[i].Text)
	}
	dated := 0
	for i := range c.items {
		if d := c.items[i].Date; d != 0 {
			dated++
			if d <= p.opt.AsOf {
				out.Newest = max(out.Newest, d)
			}
		}
	}
	switch {
	case dated > 0:
		out.DatesAt = "列表"
	case len(c.items) > 0:
		out.DatesAt = "信息页"
	case f.Kind == portal.KindArticle && f.PublishedAt.Date != 0:
		out.DatesAt, out.Newest = "本页", f.PublishedAt.Date
	}
	if len(f.More) > 0 {
		out.Pager = f.More[0]
	}
	for _, a := range c.aliases {
		out.Aliases = append(out.Aliases, a.url)
	}
	slices.Sort(out.Aliases)
	if o := c.sight.Outline; o != nil && o.Cycle != "" {
		if out.MaxAge = cycleDays(o.Cycle); out.MaxAge > 0 {
			out.Why = append(out.Why, "更新期限：页面写明更新周期为"+o.Cycle)
		}
	}
	points, doubts := 0, []string{}
	// Unit.
	_, ahead := c.leader()
	switch {
	case len(c.votes) == 0:
		points += 20
		out.Why = append(out.Why, "单位：没有写明属于哪个单位，归入"+u.name())
		if len(p.list) > 1 && len(c.path) == 0 {
			points -= 8
			doubts = append(doubts, "请确认责任单位")
		}
	default:
		var why []string
		for _, v := range c.votes {
			if v.unit == u {
				why = append(why, v.why)
			}
		}
		points += min(10+ahead*2, 32)
		out.Why = append(out.Why, "单位："+strings.Join(why, "、"))
		if ahead < 3 {
			doubts = append(doubts, "各处所写的单位不一致，请确认责任单位")
		}
	}
	// Type.
	points += min(c.typeSays, 45)
	out.Why = append(out.Why, "类型："+c.typeWhy)
	if c.typeSays < 30 {
		doubts = append(doubts, "请确认栏目类型")
	}
	// What was read.
	switch {
	case c.unread:
		doubts = append(doubts, "页面未能读取（"+gapWord(c.sight)+"），请打开核对")
	case f.Script != "":
		points += 10
		doubts = append(doubts, "列表由脚本生成，程序读不到，请确认")
	case dated > 0:
		points += 25
		out.Why = append(out.Why, fmt.Sprintf("读到列表%d条，最新%s", len(c.items), out.Newest.Chinese()))
	case len(c.items) > 0:
		points += 15
		out.Why = append(out.Why, fmt.Sprintf("读到列表%d条，列表上没有日期", len(c.items)))
	case f.Kind == portal.KindArticle || f.BodyChars >= 30:
		points += 20
		out.Why = append(out.Why, "是一个单独的页面，没有列表")
	default:
		points += 5
		doubts = append(doubts, "没有读到任何信息，请确认是空白栏目还是目录页")
	}
	if c.topic {
		points -= 25
		doubts = append(doubts, "像是专题栏目，请确认是否列入检查")
	}
	if slices.Contains(c.namedBy, "当前位置") || slices.Contains(c.namedBy, "ColumnName 标签") || len(c.namedBy) > 1 {
		points += 5
	}
	if len(c.votes) == 0 && len(p.list) > 1 {
		points = min(points, 79) // nothing says whose it is
	}
	out.Points = points
	switch {
	case len(doubts) > 0 || points < 60:
		out.Sure = Unsure
		if len(doubts) == 0 {
			doubts = append(doubts, "依据较少，请核对")
		}
	case points < 80:
		out.Sure = Likely
	default:
		out.Sure = Sure
	}
	out.Doubt = strings.Join(doubts, "；")
	return out
}

func gapWord(g *Sight) string {
	switch {
	case g.Gap == portal.GapRobots:
		return "robots.txt 不允许"
	case g.Gap == portal.GapBlocked || g.Status == 403:
		return "网站拒绝访问"
	case g.Status >= 400:
		return fmt.Sprintf("状态码 %d", g.Status)
	}
	return "没有应答"
}

// names makes ids: short, stable, of letters and digits.
type names struct{ taken map[string]bool }

func newNames(taken ...string) *names {
	n := &names{map[string]bool{}}
	for _, t := range taken {
		n.taken[t] = true
	}
	return n
}

func (n *names) free(id string) string {
	for i, try := 2, id; ; i++ {
		if !n.taken[try] {
			n.taken[try] = true
			return try
		}
		try = fmt.Sprintf("%s-%d", id, i)
	}
}

var (
	word    = regexp.MustCompile(`^[a-z][a-z0-9]{1,19}$`)
	general = []string{"index", "list", "default", "home", "www", "zwgk", "zfxxgk", "xxgk", "bm", "bmxxgk", "col", "columns", "public", "column", "xz", "gk", "html", "main", "content", "site"}
)

// unit makes a unit's id: its folder or host when that is a word (jyj).
func (n *names) unit(u *unit, p *picture) string {
	if u == p.gov {
		return n.free("gov")
	}
	for _, r := range u.roots {
		host := address.Host(r.url)
		if label, _, _ := strings.Cut(host, "."); host != p.host && word.MatchString(label) && !slices.Contains(general, label) {
			return n.free(label)
		}
		if w := lastWord(r.url); w != "" {
			return n.free(w)
		}
	}
	for i, c := 1, 0; c < 1; i++ {
		if id := fmt.Sprintf("unit-%02d", i); !n.taken[id] {
			return n.free(id)
		}
	}
	return ""
}

func lastWord(u string) string {
	key := address.Key(u)
	_, path, _ := strings.Cut(key, "/")
	path, _, _ = strings.Cut(path, "?")
	segments := strings.Split(path, "/")
	for i := len(segments) - 1; i >= 0; i-- {
		s, _, _ := strings.Cut(strings.ToLower(segments[i]), ".")
		if word.MatchString(s) && !slices.Contains(general, s) {
			return s
		}
		if s != "" && !slices.Contains(general, s) {
			return ""
		}
	}
	return ""
}

// column makes a column's id: the unit's and the folder, or the type.
func (n *names) column(unit string, c *Column) string {
	if w := lastWord(c.URL); w != "" && w != unit && !strings.HasPrefix(w, "col0") {
		return n.free(unit + "-" + w)
	}
	return n.free(unit + "-" + c.Type)
}

var cycleNumber = regexp.MustCompile(`^(\d{1,3})\s*(个?工作日|天|日|周|个月|月|年)`)

// cycleDays turns a stated update cycle into days, 0 when it is no number of
// days: 实时, 及时, 长期.
func cycleDays(s string) int {
	if m := cycleNumber.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1])
		switch m[2] {
		case "周":
			return n * 7
		case "个月", "月":
			return n * 31
		case "年":
			return n * 366
		case "天", "日":
			return n
		}
		return 0 // working days are no calendar days
	}
	for _, w := range []struct {
		word string
		days int
	}{{"半年", 184}, {"半月", 16}, {"每日", 1}, {"每天", 1}, {"每周", 7}, {"每月", 31}, {"按月", 31}, {"月度", 31}, {"每季", 92}, {"按季", 92}, {"季度", 92}, {"每年", 366}, {"年度", 366}, {"按年", 366}} {
		if strings.HasPrefix(s, w.word) || strings.HasPrefix(s, "每"+w.word) {
			return w.days
		}
	}
	return 0
}
