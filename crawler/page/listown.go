package page

import (
	"slices"
	"strings"
)

// sideHeads are headings of lists that are not the page's own.
var sideHeads = []string{"热点", "排行", "相关", "推荐", "点击榜", "阅读榜", "热门", "友情链接", "猜你", "关注", "最新更新", "热词", "随机", "延伸阅读", "最新发布", "最新信息", "最新动态", "大家都在看", "热文", "热议"}

// heading returns the short words that stand right above a group as its name,
// "" when there are none.
func (r *reader) heading(g *rowGroup) string {
	first := r.elems[g.rows[0].box].line
	for i, n := first-1, 0; i >= 0 && n < 2; i-- {
		l := &r.lines[i]
		if l.flags&unread != 0 {
			continue
		}
		if r.boxed[i] {
			return ""
		}
		n++
		if l.length > 14 || l.flags&(inNav|inCrumb) != 0 || strings.ContainsAny(l.text, "0123456789") || rowDateOnly(l.text) {
			return "" // a row's date or the end of one
		}
		if _, f := wholeLabel(l.text); f != noField && f != other || r.flagsOf(l.elem)&isCell != 0 && r.elems[l.elem].n.Data == "th" {
			return "" // a table's head
		}
		if isMore(l.text) {
			continue
		}
		return unMore(l.text)
	}
	return ""
}

// unMore drops the link to more rows that shares a heading's line.
func unMore(s string) string {
	for _, w := range []string{"更多>>", "更多»", "更多>", "更多", "MORE", "More", "more", "+"} {
		s = strings.TrimSuffix(strings.TrimRight(s, " "), w)
	}
	return strings.TrimRight(s, " >+|")
}

// sideHead tells whether the words above a group name it as a side list. A
// heading that is the page's own name does not.
func (r *reader) sideHead(g *rowGroup) bool {
	h := r.heading(g)
	return h != "" && runes(h) <= 10 && containsAny(h, sideHeads...) && !r.ownName(h)
}

// ownName tells whether a heading is the name of the page's own column.
func (r *reader) ownName(heading string) bool {
	k := key(heading)
	if k == "" {
		return false
	}
	if r.ownNames == nil {
		r.ownNames = []string{r.crumb(), key(r.tag("ColumnName"))}
		for _, part := range splitTitle(tidy(stripTags(r.document.title))) {
			r.ownNames = append(r.ownNames, key(part))
		}
	}
	return slices.Contains(r.ownNames[1:], k) || strings.HasSuffix(r.ownNames[0], k)
}

// ownGroups keeps the dated groups that are the page's own list. When some
// rows stand below the page's own address, groups without any such row belong
// to other columns; when a pager stands beside one group, lists in other
// branches of the page do too.
func (r *reader) ownGroups(groups []*rowGroup) []*rowGroup {
	if len(groups) < 2 {
		return groups
	}
	best, rows := 0, 0
	for _, g := range groups {
		rows += len(g.rows)
		if g.near*2 >= len(g.rows) {
			best += g.near
		}
	}
	if best >= 3 && best*3 >= rows {
		var own []*rowGroup
		for _, g := range groups {
			if g.near > 0 {
				own = append(own, g)
			}
		}
		if groups = own; len(groups) < 2 {
			return groups
		}
	}
	if p := r.pagerElem(); p >= 0 {
		main := -1
		for i, g := range groups {
			if (g.elem < p || r.within(g.elem, p)) && (main < 0 || len(g.rows) >= len(groups[main].rows)) {
				main = i
			}
		}
		if main >= 0 && len(groups[main].rows) >= 3 {
			common := p
			for common >= 0 && !r.within(groups[main].elem, common) {
				common = r.elems[common].parent
			}
			var own []*rowGroup
			for _, g := range groups {
				if common >= 0 && r.within(g.elem, common) && (g.elem < p || r.within(g.elem, p)) {
					own = append(own, g)
				}
			}
			if groups = own; len(groups) < 2 {
				return groups
			}
		}
	}
	return r.likeMain(groups)
}

// crumb returns the key of the line that says where the visitor stands.
func (r *reader) crumb() string {
	for i := range r.lines {
		if l := &r.lines[i]; l.flags&inCrumb != 0 && l.flags&unread == 0 && l.length > 4 {
			return key(l.text)
		}
	}
	return ""
}

// named tells whether the page says which column it is.
func (r *reader) named() bool {
	if r.tag("ColumnName") != "" || r.crumb() != "" {
		return true
	}
	for _, part := range splitTitle(tidy(stripTags(r.document.title))) {
		if key(part) != "" && !r.isSiteName(part) {
			return true
		}
	}
	return false
}

// likeMain keeps, of groups that neither addresses nor a pager tell apart, the
// one that is most of the page, and those without a heading: a list is often cut
// into several. Where the main group has a heading that is not the page's own
// name, blocks built like it stay too; so do the pictures and films of the same
// column. Other groups under headings are neighbours.
func (r *reader) likeMain(groups []*rowGroup) []*rowGroup {
	main := groups[0]
	named := false
	for _, g := range groups {
		own := r.ownName(r.heading(g))
		if own && !named || own == named && len(g.rows) > len(main.rows) {
			main, named = g, own
		}
	}
	build, over := r.build(main), r.heading(main)
	several := over != "" && !named // blocks under a heading each
	var kept []*rowGroup
	for _, g := range groups {
		if h := r.heading(g); g == main || h == "" || h == "图片" || h == "视频" || strings.Contains(h, "排序") || several && r.build(g) == build {
			kept = append(kept, g)
		}
	}
	return kept
}

// build names how a group is made: its element, its class, its rows' element.
func (r *reader) build(g *rowGroup) string {
	n, row := r.elems[g.elem].n, r.elems[g.rows[0].box].n
	return n.Data + "." + attr(n, "class") + ">" + row.Data + "." + attr(row, "class")
}

// allForeign tells whether all groups stand under headings that are not the
// page's own and lead away from its column.
func (r *reader) allForeign(groups []*rowGroup) bool {
	if !r.named() {
		return false
	}
	for _, g := range groups {
		if h := r.heading(g); h == "" || g.near > 0 || h == "图片" || h == "视频" || strings.Contains(h, "排序") || r.ownName(h) {
			return false
		}
	}
	return true
}

// awaited tells whether the page holds a row that a script would fill.
func (r *reader) awaited() bool {
	for i := range r.elems {
		if r.elems[i].own&isTemplate != 0 && r.elems[i].flags&(inNav|inFoot|inHead) == 0 {
			return r.listScript() != ""
		}
	}
	return false
}
