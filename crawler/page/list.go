package page

import (
	"strings"

	"duwang/crawler/portal"
)

// A rowSet is what a page offers as rows.
type rowSet struct {
	all   []row        // every candidate, dated
	items []portal.Row // the rows of the page's own list
	dated int          // of items
	prose int          // running text inside the rows' boxes
	store bool         // from records inside the page
	where string
	r     *reader
}

// findRows reads the page's list: its dated rows, or when no row shows a date
// the one group of links that looks like a list of articles.
func (r *reader) findRows(b *body, title titleCandidate) *rowSet {
	set := &rowSet{r: r, where: "list"}
	if items := r.storeRows(); len(items) > 0 {
		set.items, set.store, set.where = items, true, "datastore"
		for _, it := range items {
			if it.Date != 0 {
				set.dated++
			}
		}
	}
	set.all = r.collectRows()
	r.dateRows(set.all)
	if set.store {
		return set
	}
	r.boxed = make([]bool, len(r.lines))
	for _, w := range set.all {
		for l := r.elems[w.box].line; l < r.elems[w.box].lineEnd; l++ {
			r.boxed[l] = true
		}
	}
	groups := r.groups(set.all, b)
	var chosen []*rowGroup
	for _, g := range groups {
		if g.dated > 0 && g.dated*2 >= len(g.rows) && !g.side {
			chosen = append(chosen, g)
		}
	}
	chosen = r.ownGroups(chosen)
	if len(chosen) > 0 && r.allForeign(chosen) {
		// What is dated are neighbours; the page's own list shows no dates, or
		// waits for a script.
		if g := r.undatedGroup(groups); g != nil && (g.near*2 >= len(g.rows) || r.ownName(r.heading(g)) || r.heading(g) == "" && len(g.rows) > count(chosen)) {
			chosen = []*rowGroup{g}
		} else if r.awaited() {
			chosen, groups = nil, nil
		}
	}
	if len(chosen) == 0 {
		// A list whose element carries the name of a side list, but whose rows
		// stand below the column's own address.
		for _, g := range groups {
			if g.side && g.dated*2 >= len(g.rows) && g.near*2 >= len(g.rows) {
				chosen = append(chosen, g)
			}
		}
	}
	if len(chosen) == 0 {
		if g := r.undatedGroup(groups); g != nil {
			chosen = append(chosen, g)
		}
	}
	r.listed = make([]bool, len(r.lines))
	seen, pictured := map[string]int{}, map[string]bool{}
	for _, g := range chosen {
		if len(g.rows) >= 3 {
			for _, w := range g.rows {
				for l := r.elems[w.box].line; l < r.elems[w.box].lineEnd; l++ {
					r.listed[l] = true
				}
			}
		}
		for _, w := range g.rows {
			if at, ok := seen[w.url]; ok {
				merge(&set.items[at], &w, pictured)
				continue
			}
			seen[w.url] = len(set.items)
			pictured[w.url] = w.pictured
			set.items = append(set.items, portal.Row{Title: clip(w.title, longestTitle), URL: w.url, Date: w.date})
			box := &r.elems[w.box]
			for l := box.line; l < box.lineEnd; l++ {
				set.prose += r.lines[l].prose()
			}
		}
	}
	for _, it := range set.items {
		if it.Date != 0 {
			set.dated++
		}
	}
	return set
}

func count(groups []*rowGroup) int {
	n := 0
	for _, g := range groups {
		n += len(g.rows)
	}
	return n
}

// merge adds to an item what another row of the same address says: the date it
// lacked, the words where it had only a picture's.
func merge(it *portal.Row, w *row, pictured map[string]bool) {
	if it.Date == 0 {
		it.Date = w.date
	}
	stem := strings.TrimRight(w.title, ".…．。")
	switch {
	case pictured[w.url] && !w.pictured && cutShort(w.title) && strings.HasPrefix(it.Title, stem):
		pictured[w.url] = false // the picture's words are the whole title
	case pictured[w.url] && !w.pictured:
		it.Title, pictured[w.url] = clip(w.title, longestTitle), false
	case cutShort(it.Title) && !cutShort(w.title) && strings.HasPrefix(w.title, strings.TrimRight(it.Title, ".…．。")):
		it.Title = clip(w.title, longestTitle)
	}
}

// A rowGroup is the rows that one element holds.
type rowGroup struct {
	elem  int32
	rows  []row
	dated int
	side  bool
	near  int // rows that belong to the page's own column by their address
}

// groups gathers rows by what holds them and weeds out what is no list.
func (r *reader) groups(rows []row, b *body) []*rowGroup {
	var list []*rowGroup
	at := map[int32]*rowGroup{}
	var ids []string
	for i := range rows {
		w := rows[i]
		if w.flags&(inNav|inHead|inFoot|inCrumb|inPager) != 0 {
			continue
		}
		if b.named && r.within(r.anchors[w.anchor].elem, b.elem) && b.prose > 150 && w.date == 0 {
			continue // a link within a text
		}
		g := at[w.group]
		if g == nil {
			g = &rowGroup{elem: w.group}
			at[w.group] = g
			list = append(list, g)
		}
		g.rows = append(g.rows, w)
		if len(g.rows) == 1 {
			g.side = r.elems[w.group].flags&inSide != 0 || w.flags&inSide != 0 || r.sideHead(g)
		}
		if w.date != 0 {
			g.dated++
		}
		if ids == nil {
			ids = columnMarks(r.opt.URL)
		}
		if near(w.url, ids) {
			g.near++
		}
	}
	return list
}

// columnMarks are what the addresses of a column's articles share with the
// column's own: its folder, and the number of its column.
func columnMarks(u string) []string {
	marks := []string{}
	i := strings.Index(u, "://")
	if i < 0 {
		return marks
	}
	path, _, _ := strings.Cut(u[i+3:], "?")
	j := strings.IndexByte(path, '/')
	if j < 0 {
		return marks
	}
	folder := path[:strings.LastIndexByte(path, '/')+1]
	if len(folder) > j+1 {
		marks = append(marks, folder)
	}
	for k := j; k < len(path); {
		if path[k] < '0' || path[k] > '9' {
			k++
			continue
		}
		e := digits(path, k)
		if e-k >= 4 {
			marks = append(marks, path[k:e])
		}
		k = e
	}
	return marks
}

func near(u string, marks []string) bool {
	for _, m := range marks {
		if strings.Contains(u, m) {
			return true
		}
	}
	return false
}

// undatedGroup returns the group of links that is most like a list of articles
// when no row shows a date, nil when none is.
func (r *reader) undatedGroup(groups []*rowGroup) *rowGroup {
	var best *rowGroup
	bestScore := 0
	for _, g := range groups {
		if g.side || g.dated > 0 {
			continue
		}
		article, long := 0, 0
		for _, w := range g.rows {
			if (w.shape == shapeArticle || isFile(w.url)) && r.siteHost(w.url) {
				article++
			}
			if runes(w.title) >= 9 {
				long++
			}
		}
		n := len(g.rows)
		if article*3 < n*2 || long*2 < n && g.near*2 < n || r.flagsOf(g.elem)&chrome != 0 {
			continue
		}
		score := article + long + 2*g.near
		if r.flagsOf(g.elem)&isList != 0 {
			score += 3
		}
		if n == 1 && (g.near == 0 || long == 0) {
			continue
		}
		if score > bestScore {
			best, bestScore = g, score
		}
	}
	return best
}

// home returns what a home page shows: every link that looks like an article's
// headline, with its date when the page gives one, each address once.
func (s *rowSet) home() []portal.Row {
	var items []portal.Row
	seen, pictured := map[string]int{}, map[string]bool{}
	for _, w := range s.all {
		if w.flags&inFoot != 0 && w.date == 0 {
			continue
		}
		if w.date == 0 && (runes(w.title) < 8 || w.shape != shapeArticle) {
			continue
		}
		if at, ok := seen[w.url]; ok {
			merge(&items[at], &w, pictured)
			continue
		}
		seen[w.url] = len(items)
		pictured[w.url] = w.pictured
		items = append(items, portal.Row{Title: clip(w.title, longestTitle), URL: w.url, Date: w.date})
	}
	if len(items) == 0 {
		return s.items
	}
	for _, it := range s.items {
		if _, ok := seen[it.URL]; !ok && s.store {
			items = append(items, it)
		}
	}
	return items
}
