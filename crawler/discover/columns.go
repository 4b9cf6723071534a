package discover

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duwang/crawler/address"
	"duwang/crawler/page"
	"duwang/crawler/portal"
)

// A column is a spot that may be a column.
type column struct {
	*spot
	name     string
	namedBy  []string // where the name stands, in Chinese
	path     []page.Crumb
	unit     *unit
	votes    []vote
	typ      string
	typeSays int // points
	typeWhy  string
	children []*column
	aliasOf  *column
	aliases  []*column
	topic    bool
	landing  string // why it is no column of its own
	items    []portal.Row
	unread   bool
}

// A vote is one reason to give a column to a unit.
type vote struct {
	unit   *unit
	weight int
	why    string
}

// findColumns goes through what was seen and takes what may be a column.
func (p *picture) findColumns() {
	roots := map[*spot]*unit{}
	for _, u := range p.list {
		for _, r := range u.roots {
			if roots[r] == nil {
				roots[r] = u
			}
		}
	}
	for _, q := range p.order {
		if q.n == 0 || q.state != seen || q.sample != nil || q.script || q.sight == nil {
			continue
		}
		g := q.sight
		if g.Final != "" || g.Gap == "other-site" {
			continue
		}
		c := &column{spot: q}
		p.name(c)
		if g.Facts == nil {
			p.unread(c)
			continue
		}
		switch g.Facts.Kind {
		case portal.KindError, portal.KindHome:
			continue
		case portal.KindBlocked:
			p.unread(c)
			continue
		}
		c.items = g.Facts.Items
		if !p.mayBeColumn(c, roots[q]) {
			continue
		}
		p.columns = append(p.columns, c)
		p.of[q] = c
	}
	for _, c := range p.columns {
		p.pathOf(c)
	}
	for _, c := range p.columns {
		if parent := p.parentOf(c); parent != nil && parent != c {
			parent.children = append(parent.children, c)
		}
	}
	p.aliases()
	p.landings(roots)
	p.assign(roots)
	for _, c := range p.columns {
		p.typeOf(c)
	}
}

// unread keeps a column that its name gives away although it could not be
// read; whether it is there is for a person to say.
func (p *picture) unread(c *column) {
	g := c.sight
	if g.Status == 404 || g.Status == 410 || g.Error == portal.ErrNoHost || g.Facts != nil && g.Facts.Kind == portal.KindError {
		return
	}
	_, says := typeOfName(c.name)
	if says < sayAtEnd || !c.inMenu() || page.ArticleAddress(c.url) {
		return
	}
	c.unread = true
	c.sight = &Sight{URL: g.URL, Status: g.Status, Gap: g.Gap, Error: g.Error, Facts: &portal.Facts{}, Outline: &page.Outline{}}
	p.columns = append(p.columns, c)
	p.of[c.spot] = c
}

// mayBeColumn weighs whether a page is a column: a list, or a page of its own
// that stands among columns.
func (p *picture) mayBeColumn(c *column, root *unit) bool {
	f, o := c.sight.Facts, c.sight.Outline
	plain := strings.ToLower(plainName(c.name))
	if plain == "" || slices.Contains(stopWords, plain) || slices.Contains(mapWords, plain) || stopLike.MatchString(c.name) {
		return false
	}
	_, says := typeOfName(c.name)
	dated := 0
	for i := range f.Items {
		if f.Items[i].Date != 0 {
			dated++
		}
	}
	tag, _ := f.Tag("ColumnName")
	article, _ := f.Tag("ArticleTitle")
	tagged := tag != "" && tag != "null" && (article == "" || article == "null")
	crumbed := len(o.Crumbs) > 0 && samePlain(o.Crumbs[len(o.Crumbs)-1].Text, c.name)
	if p.dated[c.key] && !c.inMenu() {
		return false
	}
	switch {
	case f.Kind == portal.KindArticle:
		// A column whose address is itself an article: it stands in a menu, and
		// its name says what it is.
		if page.ArticleAddress(c.url) {
			return c.inMenu() && says >= sayAtEnd && utf8.RuneCountInString(c.name) <= 16
		}
		return c.inMenu() && (says > sayNothing || tagged || crumbed) || says >= sayAtEnd || tagged && crumbed
	case dated > 0:
		return true
	case len(f.Items) > 0:
		return says > sayNothing || tagged || crumbed || c.inMenu()
	case f.Script != "":
		return says > sayNothing || tagged || crumbed
	}
	// Nothing that is a list.
	return says >= sayAtEnd || tagged || crumbed || c.inMenu() && (says > sayNothing || root != nil)
}

func samePlain(a, b string) bool { return plainName(a) == plainName(b) }

// name chooses the words that most of the portal uses for a column.
func (p *picture) name(c *column) {
	votes := map[string]int{}
	by := map[string][]string{}
	say := func(name, where string, weight int) {
		name = cleanText(name)
		if name == "" || utf8.RuneCountInString(name) > 24 || slices.Contains(stopWords, strings.ToLower(plainName(name))) || name == p.site.Name {
			return
		}
		votes[name] += weight
		if !slices.Contains(by[name], where) {
			by[name] = append(by[name], where)
		}
	}
	for _, m := range c.mentions {
		switch m.where {
		case page.PlaceTree:
			say(m.text, "栏目树", 6)
		case page.PlaceMenu, page.PlaceHead:
			say(m.text, "菜单", 3+min(m.n, 3))
		case whereCrumb:
			say(m.text, "当前位置", 5)
		case page.PlaceOption:
			say(m.text, "下拉列表", 3)
		case page.PlaceMain:
			say(m.text, "页面链接", 1+min(m.n, 3))
		}
	}
	if g := c.sight; g.Facts != nil && g.Outline != nil {
		if k := len(g.Outline.Crumbs); k > 0 && (g.Facts.Kind != portal.KindArticle || g.Outline.Crumbs[k-1].Text != g.Facts.Title) {
			say(g.Outline.Crumbs[k-1].Text, "当前位置", 7)
		}
		if t, _ := g.Facts.Tag("ColumnName"); t != "null" {
			w := 6
			if unitClaim(t) != noUnit {
				w = 2
			}
			say(t, "ColumnName 标签", w)
		}
		if ps := pieces(g.Outline.Title); len(ps) > 0 && g.Facts.Kind != portal.KindArticle {
			say(ps[0], "页面标题", 2)
		}
	}
	most := 0
	for name, n := range votes {
		if n > most || n == most && (len(name) < len(c.name) || len(name) == len(c.name) && name < c.name) {
			c.name, most = name, n
		}
	}
	c.namedBy = by[c.name]
}

// pathOf settles where a column stands: its own breadcrumb path, failing that
// the menu in which most pages show it.
func (p *picture) pathOf(c *column) {
	if o := c.sight.Outline; o != nil && len(o.Crumbs) > 0 {
		path := o.Crumbs
		if last := path[len(path)-1]; samePlain(last.Text, c.name) || last.URL != "" && address.Key(last.URL) == c.key {
			path = path[:len(path)-1]
		}
		c.path = path
		return
	}
	best := 0
	for _, m := range c.mentions {
		w := m.n * 2
		switch m.where {
		case page.PlaceTree:
			w += 1000
		case page.PlaceFoot:
			continue
		}
		if len(m.under) > 0 && w > best {
			best, c.path = w, m.under
		}
	}
}

// parentOf returns the column that a column hangs under.
func (p *picture) parentOf(c *column) *column {
	for i := len(c.path) - 1; i >= 0; i-- {
		if u := c.path[i].URL; u != "" {
			if q := p.spots[address.Key(u)]; q != nil && q != c.spot {
				return p.of[q]
			}
			return nil
		}
	}
	for _, m := range c.mentions {
		if k := len(m.under); k > 0 && m.under[k-1].URL != "" && m.where != page.PlaceFoot {
			if q := p.spots[address.Key(m.under[k-1].URL)]; q != nil && q != c.spot {
				return p.of[q]
			}
		}
	}
	// The nearest folder above.
	key := c.key
	for {
		i := strings.LastIndexByte(key, '/')
		if i < 0 {
			return nil
		}
		key = key[:i]
		if q := p.spots[key]; q != nil && p.of[q] != nil {
			return p.of[q]
		}
	}
}

// face names what a column's first page shows, whatever its address: "" when
// it shows too little to be told from another.
func face(c *column) string {
	if len(c.items) == 0 {
		return ""
	}
	if len(c.items) == 1 && c.items[0].URL == c.url {
		return ""
	}
	h := sha256.New()
	if len(c.items) < 3 {
		fmt.Fprintf(h, "%s\n", plainName(c.name))
	}
	for i := range c.items {
		fmt.Fprintf(h, "%s %s\n", c.items[i].Title, c.items[i].Date)
		if len(c.items) < 3 {
			fmt.Fprintf(h, "%s\n", address.Key(c.items[i].URL))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// aliases finds addresses that show one list.
func (p *picture) aliases() {
	byFace := map[string][]*column{}
	var faces []string
	for _, c := range p.columns {
		f := face(c)
		if f == "" && c.sight.Sum != "" && c.sight.Facts.BodyChars+len(c.items) > 0 {
			f = "sum " + c.sight.Sum
		}
		if f == "" {
			continue
		}
		if byFace[f] == nil {
			faces = append(faces, f)
		}
		byFace[f] = append(byFace[f], c)
	}
	for _, f := range faces {
		list := byFace[f]
		if len(list) < 2 {
			continue
		}
		best := list[0]
		for _, c := range list[1:] {
			if p.prefer(c, best) {
				best = c
			}
		}
		for _, c := range list {
			if c != best {
				c.aliasOf = best
				best.aliases = append(best.aliases, c)
			}
		}
	}
}

// prefer tells whether of two addresses of one list a is the one to register:
// that of the narrower name, in more menus, the shorter.
func (p *picture) prefer(a, b *column) bool {
	score := func(c *column) int {
		n := 0
		if _, says := typeOfName(c.name); says >= sayAtEnd {
			n += 40
		}
		if len(c.children) > 0 {
			n -= 30
		}
		// The rows stand below the column's own folder.
		folder := strings.TrimSuffix(c.url[:strings.LastIndexByte(c.url, '/')+1], "/")
		for i := range c.items {
			if strings.HasPrefix(c.items[i].URL, folder+"/") {
				n += 20
				break
			}
		}
		if c.inMenu() {
			n += 10
		}
		if len(c.path) > 0 && c.sight.Outline != nil && len(c.sight.Outline.Crumbs) > 0 {
			if last := c.sight.Outline.Crumbs[len(c.sight.Outline.Crumbs)-1]; last.URL != "" && address.Key(last.URL) == c.key {
				n += 50
			} else if last.URL != "" && address.Key(last.URL) != c.key {
				n -= 50
			}
		}
		return n + min(len(c.from), 9)
	}
	x, y := score(a), score(b)
	if x != y {
		return x > y
	}
	if len(a.url) != len(b.url) {
		return len(a.url) < len(b.url)
	}
	return a.url < b.url
}

// plain types are whole pages more often than lists.
var plainTypes = []string{portal.TypeGuide, portal.TypeLeaders, portal.TypeOrganisation, portal.TypeApplication, portal.TypeConsultation, portal.TypeSurvey, portal.TypeServiceGuide}

// landings tells pages that only lead to columns from columns.
func (p *picture) landings(roots map[*spot]*unit) {
	shown := map[string][]*column{} // by row: the columns that show it
	for _, c := range p.columns {
		if c.aliasOf != nil {
			continue
		}
		for i := range c.items {
			k := address.Key(c.items[i].URL)
			shown[k] = append(shown[k], c)
		}
	}
	for _, c := range p.columns {
		if c.aliasOf != nil || c.unread {
			continue
		}
		c.topic = topicPath.MatchString(c.url) || isTopic(c.name) && roots[c.spot] == nil || underTopic(c.path)
		if typ, says := typeOfName(c.name); says == sayExactly && typ != portal.TypeOther && !topicPath.MatchString(c.url) && !underTopic(c.path) {
			c.topic = false
		}
		own, columns := 0, 0
		for i := range c.items {
			k := address.Key(c.items[i].URL)
			elsewhere := false
			for _, d := range shown[k] {
				if d != c && (slices.Contains(c.children, d) || c.spot.shows(d.spot)) {
					elsewhere = true
				}
			}
			if q := p.spots[k]; q != nil && p.of[q] != nil && p.of[q] != c && !page.ArticleAddress(q.url) {
				columns++
			}
			if !elsewhere {
				own++
			}
		}
		typ, says := typeOfName(c.name)
		plainType := says >= sayAtEnd && slices.Contains(plainTypes, typ)
		structural := slices.Contains(treeWords, strings.ToLower(plainName(c.name)))
		isRoot := roots[c.spot] != nil && samePlain(trimUnit(c.name), trimUnit(roots[c.spot].name())) || roots[c.spot] != nil && unitClaim(c.name) == strongUnit
		if isRoot {
			if t, _ := p.typedAbove(c.spot, &mention{under: c.path}); t != "" {
				isRoot = false
			}
		}
		leads := p.leads(c)
		if parent := p.parentOf(c); parent != nil && says < sayAtEnd && utf8.RuneCountInString(c.name) <= 5 {
			if t, h := typeOfName(parent.name); t == portal.TypeLeaders && h >= sayAtEnd {
				c.landing = "是领导个人的页面，归入“" + parent.name + "”"
				continue
			}
		}
		switch n := len(c.items); {
		case n > 0 && columns*2 > n:
			c.landing = "页面上是下级栏目的入口"
		case n > 0 && own == 0 && (len(c.children) > 0 || leads >= 2):
			c.landing = "只汇总下级栏目的信息"
		case n > 0 && own*4 <= n && (leads >= 2 || len(c.children) >= 2):
			c.landing = "主要汇总其他栏目的信息"
		case isRoot && (n == 0 || leads >= 1):
			c.landing = "单位首页"
		case n == 0 && structural && (leads >= 1 || len(c.children) > 0):
			c.landing = "目录页"
		case n == 0 && len(c.children) > 0 && !(plainType && c.sight.Facts.BodyChars >= 30) && !(plainType && !p.typedChildren(c)):
			c.landing = "本身没有信息，只有下级栏目"
		case n == 0 && leads >= 3 && !plainType && c.sight.Facts.BodyChars < 100 && says < sayAtEnd:
			c.landing = "本身没有信息，只有其他栏目的入口"
		}
	}
}

func (p *picture) typedChildren(c *column) bool {
	own, _ := typeOfName(c.name)
	for _, d := range c.children {
		if t, says := typeOfName(d.name); says >= sayAtEnd && t != own && t != portal.TypeOther {
			return true
		}
	}
	return false
}

// leads counts the columns that a page shows and few others do.
func (p *picture) leads(c *column) int {
	n := 0
	for _, d := range p.columns {
		if d != c && d.aliasOf == nil && d.shown[c.spot] && len(d.from) <= 12 {
			n++
		}
	}
	return n
}

// shows tells whether a page links to a spot.
func (q *spot) shows(d *spot) bool { return d.shown[q] }
