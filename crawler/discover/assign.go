package discover

import (
	"fmt"
	"slices"
	"strings"

	"duwang/crawler/address"
	"duwang/crawler/page"
	"duwang/crawler/portal"
)

// assign gives every column to the unit that most speaks for.
func (p *picture) assign(roots map[*spot]*unit) {
	for _, c := range p.columns {
		p.vote(c, roots)
	}
	// Twice, since the pages that show a column are columns themselves.
	for range 2 {
		of := map[*spot]*unit{}
		for r, u := range roots {
			of[r] = u
		}
		for _, c := range p.columns {
			if u, n := c.leader(); u != nil && n >= 4 {
				of[c.spot] = u
			}
		}
		for _, c := range p.columns {
			p.voteByMenus(c, of)
		}
	}
	for _, c := range p.columns {
		if u, _ := c.leader(); u != nil {
			c.unit = u
			continue
		}
		p.voteBySources(c)
		c.unit, _ = c.leader()
		if c.unit == nil {
			c.unit = p.gov
		}
	}
	// What an alias knows holds for the column.
	for _, c := range p.columns {
		if c.aliasOf == nil {
			continue
		}
		if d := c.aliasOf; len(d.votes) == 0 && len(c.votes) > 0 && c.unit != p.gov {
			d.unit, d.votes = c.unit, c.votes
		}
	}
}

// leader returns the unit with the most votes and how many it is ahead.
func (c *column) leader() (*unit, int) {
	sums := map[*unit]int{}
	for _, v := range c.votes {
		sums[v.unit] += v.weight
	}
	var best *unit
	for u, n := range sums {
		if best == nil || n > sums[best] || n == sums[best] && u.n < best.n {
			best = u
		}
	}
	if best == nil {
		return nil, 0
	}
	ahead := sums[best]
	second := 0
	for u, n := range sums {
		if u != best {
			second = max(second, n)
		}
	}
	return best, ahead - second
}

func (c *column) say(u *unit, weight int, why string) {
	for i := range c.votes {
		if c.votes[i].unit == u && c.votes[i].why == why {
			return
		}
	}
	c.votes = append(c.votes, vote{u, weight, why})
}

// unitIn returns the innermost unit named in a path.
func (p *picture) unitIn(path []page.Crumb) *unit {
	for i := len(path) - 1; i >= 0; i-- {
		if unitClaim(path[i].Text) == noUnit {
			continue
		}
		if u := p.units[p.keyOf(path[i].Text)]; u != nil {
			return u
		}
	}
	return nil
}

func (p *picture) vote(c *column, roots map[*spot]*unit) {
	o := c.sight.Outline
	if o != nil && len(o.Crumbs) > 0 {
		if u := p.unitIn(o.Crumbs); u != nil {
			c.say(u, 8, "当前位置写有“"+u.name()+"”")
		} else {
			for i := len(o.Crumbs) - 1; i >= 0; i-- {
				if q := p.spots[address.Key(o.Crumbs[i].URL)]; o.Crumbs[i].URL != "" && q != nil && roots[q] != nil {
					c.say(roots[q], 7, "当前位置经过"+roots[q].name()+"的页面")
					break
				}
			}
		}
	}
	if u, host := p.byAddress(c.url); u != nil {
		switch {
		case host:
			c.say(u, 7, "在"+u.name()+"的域名下")
		case u == p.gov:
			c.say(u, 2, "在"+u.name()+"的目录下")
		default:
			c.say(u, 6, "在"+u.name()+"的目录下")
		}
	}
	if u := roots[c.spot]; u != nil {
		c.say(u, 6, "名称就是"+u.name())
	} else if unitClaim(c.name) == strongUnit {
		if u := p.units[p.keyOf(c.name)]; u != nil {
			c.say(u, 6, "名称就是"+u.name())
		}
	}
	all, named := 0, map[*unit]int{}
	for _, m := range c.mentions {
		if m.where == page.PlaceFoot || m.where == whereCrumb {
			continue
		}
		n := m.n
		if m.where == page.PlaceTree {
			n *= 3
		}
		all += n
		if u := p.unitIn(m.under); u != nil {
			named[u] += n
		}
	}
	for _, u := range p.list {
		if named[u]*10 >= all*6 && all > 0 {
			c.say(u, 5, "菜单中列在“"+u.name()+"”之下")
		}
	}
	// 教育局工作动态
	if u := p.unitBefore(c.name); u != nil {
		c.say(u, 4, "栏目名称写有“"+u.name()+"”")
	}
	if o != nil {
		ps := pieces(o.Title)
		for i, t := range ps {
			if i == 0 && samePlain(t, c.name) || unitClaim(t) == noUnit {
				continue
			}
			if u := p.units[p.keyOf(t)]; u != nil && (u != p.gov || len(c.votes) == 0 && i+1 < len(ps)) {
				c.say(u, 4, "页面标题写有“"+u.name()+"”")
				break
			}
		}
	}
	if f := c.sight.Facts; f != nil {
		if t, _ := f.Tag("ColumnName"); t != "" {
			if u := p.unitBefore(t); u != nil {
				c.say(u, 3, "ColumnName 标签写有“"+u.name()+"”")
			}
		}
		if t, _ := f.Tag("ColumnDescription"); t != "" && len(c.votes) == 0 {
			if u := p.unitBefore(t); u != nil && u != p.gov {
				c.say(u, 2, "ColumnDescription 标签写有“"+u.name()+"”")
			}
		}
	}
}

// unitBefore returns the unit whose name a text begins with.
func (p *picture) unitBefore(text string) *unit {
	s := plainName(text)
	if p.place != "" {
		s = strings.TrimPrefix(s, p.place)
	}
	var best *unit
	for _, u := range p.list {
		if u == p.gov || len(u.key) >= len(s) {
			continue
		}
		for name := range u.names {
			if n := unitKey(name, p.place); strings.HasPrefix(s, n) && (best == nil || len(u.key) > len(best.key)) {
				best = u
			}
		}
		if strings.HasPrefix(s, u.key) && (best == nil || len(u.key) > len(best.key)) {
			best = u
		}
	}
	return best
}

// voteByMenus counts the pages that show a column: a column that only one
// unit's pages show is that unit's.
func (p *picture) voteByMenus(c *column, of map[*spot]*unit) {
	n, by := 0, map[*unit]int{}
	root := map[*unit]bool{}
	for _, f := range c.from {
		if f == c.spot || f.sample != nil {
			continue
		}
		n++
		if u := of[f]; u != nil {
			by[u]++
			root[u] = root[u] || slices.Contains(u.roots, f)
		}
	}
	for _, u := range p.list {
		if u == p.gov || by[u] == 0 || by[u]*10 < n*8 {
			continue
		}
		why := fmt.Sprintf("只在%s的页面上有入口", u.name())
		if root[u] {
			c.say(u, 5, why)
		} else {
			c.say(u, 3, why)
		}
	}
}

// wantSamples wants a few articles of columns for which nothing but their
// articles' sources can speak.
func (s *Survey) wantSamples() {
	p := s.picture()
	if len(p.list) < 2 {
		return
	}
	left := (s.opt.Max - s.asked) / 2
	for _, c := range p.columns {
		if c.aliasOf != nil || c.landing != "" || c.topic || len(c.votes) > 0 || len(c.items) == 0 {
			continue
		}
		taken := 0
		for _, i := range []int{0, len(c.items) / 2, len(c.items) - 1} {
			it := c.items[i]
			if s.ours(address.Host(it.URL)) != hostOurs || taken >= 3 || left <= 0 {
				continue
			}
			q := s.at(it.URL)
			if q.state == waiting && q.sample == nil {
				q.rank, q.sample, q.why = 5, c.spot, "抽看信息来源"
				taken++
				left--
			}
		}
	}
}

// voteBySources asks the articles that were sampled whose they are.
func (p *picture) voteBySources(c *column) {
	n, by := 0, map[*unit]int{}
	for i := range c.items {
		q := p.spots[address.Key(c.items[i].URL)]
		if q == nil || q.sight == nil || q.sight.Facts == nil {
			continue
		}
		f := q.sight.Facts
		n++
		for _, t := range []string{f.Source, f.Issuer} {
			if t == "" {
				continue
			}
			if u := p.units[p.keyOf(t)]; u != nil && !strings.HasSuffix(u.key, "政府办公室") && !strings.HasSuffix(u.key, "府办") {
				by[u]++
				break
			}
		}
	}
	for _, u := range p.list {
		if by[u] >= 2 && by[u]*3 >= n*2 || n == 1 && by[u] == 1 {
			c.say(u, 3, fmt.Sprintf("抽看的%d篇信息中%d篇来源为“%s”", n, by[u], u.name()))
		}
	}
}

// typeOf settles a column's type: by its name, its tag, its folder, what it
// hangs under, its rows.
func (p *picture) typeOf(c *column) {
	var says []string
	try := func(typ string, points int, why string) {
		if typ == "" || c.typ != "" && c.typ != typ {
			return
		}
		if c.typ == typ {
			c.typeSays += points / 2
		} else {
			c.typ, c.typeSays = typ, points
		}
		says = append(says, why)
	}
	name := c.name
	if u := p.unitBefore(name); u != nil {
		for _, n := range []string{p.place, u.key} {
			name = strings.TrimPrefix(plainName(name), n)
		}
	}
	byName, how := typeOfName(name)
	if unitClaim(c.name) == strongUnit && how < sayExactly {
		byName, how = "", sayNothing
		if t, above := p.typedAbove(c.spot, &mention{under: c.path}); t != "" {
			try(t, 35, "列在“"+above+"”之下")
		}
	}
	tag, _ := c.sight.Facts.Tag("ColumnType")
	byTag, tagHow := typeOfName(tag)
	path, folder := typeOfPath(c.url)
	context := c.context()
	if byName == portal.TypeGuide && how == sayWeakly && !strings.Contains(context, "公开") {
		byName = portal.TypeServiceGuide
	}
	switch how {
	case sayExactly:
		try(byName, 45, "栏目名称")
	case sayAtEnd:
		try(byName, 38, "栏目名称")
	case sayInside:
		try(byName, 28, "栏目名称含有相关的词")
	}
	if tagHow >= sayAtEnd {
		try(byTag, 35, "ColumnType 标签“"+tag+"”")
	}
	try(path, 25, "网址中的“"+folder+"”")
	for i := len(c.path) - 1; i >= 0 && i >= len(c.path)-2; i-- {
		if t, h := typeOfName(c.path[i].Text); h >= sayAtEnd && unitClaim(c.path[i].Text) == noUnit && t != portal.TypeCatalogue {
			try(t, 20, "列在“"+c.path[i].Text+"”之下")
			break
		}
	}
	try(typeOfRows(c.items), 20, "列表中的标题")
	if how == sayWeakly {
		try(byName, 20, "栏目名称含有相关的词")
	}
	if c.typ == "" {
		c.typ, c.typeWhy = portal.TypeOther, "看不出类型，暂列其他"
		return
	}
	c.typeWhy = strings.Join(says, "、")
}

func (c *column) context() string {
	var b strings.Builder
	b.WriteString(c.name)
	for i := range c.path {
		b.WriteString(c.path[i].Text)
	}
	return b.String()
}
