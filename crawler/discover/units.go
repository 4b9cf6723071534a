package discover

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"duwang/crawler/address"
	"duwang/crawler/page"
	"duwang/crawler/portal"
)

// A unit is a 责任单位 as far as the portal's pages speak of it.
type unit struct {
	n     int
	key   string
	names map[string]int // as written → how often
	kind  string
	group bool    // stands in a list of units
	roots []*spot // its own pages
	under int     // links that hang under its name
	claim int
	cols  []*column
}

func (u *unit) name() string {
	best, most := u.key, 0
	for name, n := range u.names {
		if n > most || n == most && (len(name) > len(best) || len(name) == len(best) && name < best) {
			best, most = name, n
		}
	}
	return best
}

// A survey's picture is what is worked out of everything that was seen.
type picture struct {
	*Survey
	units    map[string]*unit
	list     []*unit
	gov      *unit
	prefixes []prefix
	columns  []*column
	of       map[*spot]*column
	left     []Left
}

// A prefix is where a unit's pages stand: a host, or a host and folder, or a
// parameter.
type prefix struct {
	text string
	unit *unit
	host bool
}

func (s *Survey) picture() *picture {
	p := &picture{Survey: s, units: map[string]*unit{}, of: map[*spot]*column{}}
	p.findUnits()
	p.findPrefixes()
	p.findColumns()
	p.settle()
	return p
}

func (p *picture) unit(key string) *unit {
	u := p.units[key]
	if u == nil {
		u = &unit{n: len(p.list), key: key, names: map[string]int{}}
		p.units[key] = u
		p.list = append(p.list, u)
	}
	return u
}

// findUnits gathers what looks like a unit's name and keeps what also stands
// where units stand.
func (p *picture) findUnits() {
	p.gov = p.unit(unitKey(p.site.Name, ""))
	p.gov.names[p.site.Name] = 1 << 20
	p.gov.kind = kindOfUnit(p.site.Name, p.place)
	p.gov.claim = strongUnit
	if p.gov.kind == portal.UnitDepartment && strings.Contains(p.site.Name, "政府") {
		p.gov.kind = portal.UnitGovernment
	}
	// Names beside one another under one heading of one page make a list.
	type place struct {
		from  *spot
		where string
		under string
	}
	beside := map[place]map[string]bool{}
	claims := func(yield func(m *mention, q *spot, key string, claim int)) {
		for _, q := range p.order {
			for _, m := range q.mentions {
				if c := unitClaim(m.text); c != noUnit {
					yield(m, q, p.keyOf(m.text), c)
				}
			}
		}
	}
	claims(func(m *mention, q *spot, key string, _ int) {
		at := place{m.from, m.where, pathText(m.under)}
		if beside[at] == nil {
			beside[at] = map[string]bool{}
		}
		beside[at][key] = true
	})
	claims(func(m *mention, q *spot, key string, claim int) {
		if q.sight != nil && (q.sight.Gap == "other-site" || q.sight.Facts != nil && q.sight.Facts.Kind == portal.KindArticle && m.where == page.PlaceMain && len(q.sight.Outline.Crumbs) > 0 && page.ArticleAddress(q.url)) {
			return
		}
		u := p.unit(key)
		u.names[trimUnit(plainName(m.text))] += m.n
		u.claim = max(u.claim, claim)
		group := len(beside[place{m.from, m.where, pathText(m.under)}]) >= 3 || grouped(m.under) || m.where == page.PlaceOption
		u.group = u.group || group
		// The name alone below a typed heading (部门预算 > 教育局) is a column of
		// the unit, not its page.
		if typ, _ := p.typedAbove(q, m); typ == "" && !slices.Contains(u.roots, q) && q.key != address.Key(p.opt.Home) && (group || claim == strongUnit) {
			u.roots = append(u.roots, q)
		}
	})
	for _, q := range p.order {
		for _, m := range q.mentions {
			p.hangs(m.under, m.where == whereCrumb)
		}
		if q.sight != nil && q.sight.Outline != nil {
			if c := q.sight.Outline.Crumbs; len(c) > 1 {
				p.hangs(c[:len(c)-1], true)
			}
		}
	}
	p.list = slices.DeleteFunc(p.list, func(u *unit) bool {
		ok := u == p.gov || u.claim == strongUnit && (u.group || u.under > 0) || u.claim == weakUnit && (u.group && u.under+len(u.roots) > 0 || u.under >= 3)
		if !ok {
			delete(p.units, u.key)
		}
		return !ok
	})
	for _, u := range p.list {
		if u != p.gov {
			u.kind = kindOfUnit(u.name(), p.place)
		}
	}
}

// hangs takes in the unit names above a link or in a breadcrumb path.
func (p *picture) hangs(list []page.Crumb, crumb bool) {
	for i := range list {
		c := unitClaim(list[i].Text)
		if c == noUnit {
			continue
		}
		u := p.unit(p.keyOf(list[i].Text))
		u.names[trimUnit(plainName(list[i].Text))]++
		u.claim = max(u.claim, c)
		u.under++
		if crumb && list[i].URL != "" {
			if q := p.spots[address.Key(list[i].URL)]; q != nil && !slices.Contains(u.roots, q) && q.key != address.Key(p.opt.Home) && u != p.gov {
				u.roots = append(u.roots, q)
			}
		}
		if i > 0 && isGroup(list[i-1].Text) {
			u.group = true
		}
	}
}

func (p *picture) keyOf(name string) string {
	key := unitKey(name, p.place)
	if p.place != "" && (key == p.place+"人民政府" || key == "人民政府" || key == strings.TrimRight(p.place, "县市区旗")+"人民政府") || key == unitKey(p.site.Name, "") ||
		key == "县人民政府" || key == "市人民政府" || key == "区人民政府" || key == "县政府" || key == "市政府" || key == "区政府" {
		return unitKey(p.site.Name, "")
	}
	return key
}

// typedAbove returns the column type of the nearest name above a unit's name.
func (p *picture) typedAbove(q *spot, m *mention) (typ, name string) {
	lists := [][]page.Crumb{m.under}
	if q.sight != nil && q.sight.Outline != nil {
		if c := q.sight.Outline.Crumbs; len(c) > 1 {
			lists = append(lists, c[:len(c)-1])
		}
	}
	for _, l := range lists {
		if len(l) == 0 {
			continue
		}
		above := l[len(l)-1].Text
		if isGroup(above) || unitClaim(above) != noUnit {
			continue
		}
		if t, says := typeOfName(above); says >= sayAtEnd && t != portal.TypeOther && t != portal.TypeCatalogue && t != portal.TypeOrganisation {
			return t, above
		}
	}
	return "", ""
}

func pathText(list []page.Crumb) string {
	var b strings.Builder
	for i := range list {
		b.WriteString(list[i].Text)
		b.WriteByte('>')
	}
	return b.String()
}

// findPrefixes works out where each unit's pages stand. What two units share
// is neither's.
func (p *picture) findPrefixes() {
	owners := map[string][]*unit{}
	hosts := map[string]bool{}
	note := func(text string, u *unit) {
		if text != "" && !slices.Contains(owners[text], u) {
			owners[text] = append(owners[text], u)
		}
	}
	for _, u := range p.list {
		for _, r := range u.roots {
			if r.sight != nil && (r.sight.Gap == "other-site" || r.sight.Facts != nil && r.sight.Facts.Kind == portal.KindArticle && page.ArticleAddress(r.url)) {
				continue
			}
			host := address.Host(r.url)
			if host != p.host && page.SiteHome(r.url) {
				note(host+"/", u)
				hosts[host+"/"] = true
			}
			for _, f := range foldersOf(r.url) {
				note(f, u)
			}
		}
	}
	for text, list := range owners {
		if len(list) == 1 {
			p.prefixes = append(p.prefixes, prefix{text, list[0], hosts[text]})
		}
	}
	// A folder that holds other units' pages is no unit's.
	p.prefixes = slices.DeleteFunc(p.prefixes, func(f prefix) bool {
		if f.unit == p.gov || strings.Contains(f.text, "=") {
			return false
		}
		others := map[*unit]bool{}
		for text, list := range owners {
			if text != f.text && strings.HasPrefix(text, f.text) {
				for _, u := range list {
					if u != f.unit {
						others[u] = true
					}
				}
			}
		}
		return len(others) >= 2
	})
	slices.SortFunc(p.prefixes, func(a, b prefix) int {
		return cmp.Or(len(b.text)-len(a.text), cmp.Compare(a.text, b.text))
	})
}

// foldersOf returns what the addresses of pages below a page begin with: its
// folder, the folder of its own name, its parameters.
func foldersOf(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	var list []string
	host, path := strings.ToLower(u.Host), u.EscapedPath()
	dir := path[:strings.LastIndexByte(path, '/')+1]
	base := path[len(dir):]
	stem, _, _ := strings.Cut(base, ".")
	if u.RawQuery == "" {
		switch strings.ToLower(stem) {
		case "", "index", "default", "list", "home", "main":
			if dir != "/" {
				list = append(list, host+dir)
			}
		default:
			list = append(list, host+dir+stem+"/")
		}
		return list
	}
	for _, pair := range strings.Split(u.RawQuery, "&") {
		if name, value, _ := strings.Cut(pair, "="); value != "" && name != "" {
			list = append(list, "?"+pair)
		}
	}
	return list
}

// byAddress returns the unit below whose folder, host or parameter an address
// stands.
func (p *picture) byAddress(u string) (*unit, bool) {
	_, rest, _ := strings.Cut(u, "://")
	bare, query, _ := strings.Cut(rest, "?")
	for _, f := range p.prefixes {
		if pair, ok := strings.CutPrefix(f.text, "?"); ok {
			if slices.Contains(strings.Split(query, "&"), pair) {
				return f.unit, false
			}
			continue
		}
		if strings.HasPrefix(bare, f.text) {
			return f.unit, f.host
		}
	}
	return nil, false
}
