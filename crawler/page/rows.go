package page

import (
	"strings"

	"duwang/crawler/portal"
)

// A row is one link that may be a list's row, with its surroundings.
type row struct {
	url    string
	title  string
	date   portal.Date
	anchor int32
	box    int32 // the largest element that holds this row and no other
	group  int32 // the element that holds the rows
	run    int32 // first run of the row's link
	shape  int
	flags  flag
	// pictured: the title is a picture's words; a link of text says it better.
	pictured bool
	tag      bool // the short link before another row's title that names its column
}

// moreWords are links that belong to a list or row without being one.
var moreWords = map[string]bool{}

func init() {
	for w := range strings.FieldsSeq("更多 更多>> 更多> 更多» more MORE More 详情 详细 查看 查看详情 查看更多 查看全文 全文 阅读全文 阅读 [详细] [详情] [全文] [更多] 【详细】 【详情】 【更多】 【全文】 + >> > » … ... 点击查看 展开 收起 返回 返回列表 首页 上一页 下一页 尾页 末页 上页 下页 前一页 后一页 第一页 最后一页 跳转 GO Go go 确定 下载 预览 图解 文字解读 打印 关闭 进入 在线办理 办事指南 图片 视频 置顶 订阅 RSS rss 了解更多 查看原文") {
		moreWords[w] = true
		if r, _ := firstRune(w); han(r) {
			moreStarts[r] = true
		}
	}
}

// moreStarts are the Chinese letters that those words begin with.
var moreStarts = map[rune]bool{}

// isMore tells whether a link's text is a list's furniture rather than a row's title.
func isMore(s string) bool {
	if r, _ := firstRune(s); han(r) && !moreStarts[r] {
		return false
	}
	s = squeeze(s)
	if moreWords[s] {
		return true
	}
	s = strings.Trim(s, "[]【】（）()<>《》»+.·…")
	return s == "" || moreWords[s] || digitCount(s) == len(s)
}

// template tells whether a text waits for a script to fill it.
func template(s string) bool {
	return strings.Contains(s, "{{") || strings.Contains(s, "}}") || strings.Contains(s, "${") || strings.Contains(s, "<%") || strings.Contains(s, "#{")
}

// collectRows finds every link that may be a row and the box it stands in.
func (r *reader) collectRows() []row {
	rows := make([]row, 0, len(r.anchors)/2)
	for i := range r.anchors {
		a := &r.anchors[i]
		el := &r.elems[a.elem]
		if el.flags&(isTemplate|inNav|inCrumb|inPager) != 0 || a.ref < 0 || el.flags&inFoot != 0 && !r.opt.Home {
			continue
		}
		u := ""
		if a.ref >= 0 {
			u = r.refs[a.ref].url
		}
		if u == "" {
			// href="#" with the address in onclick
			if click := scriptAddress(attr(el.n, "onclick")); click != "" && !template(click) {
				u, _ = r.base.Resolve(click)
			}
		}
		if u == "" {
			continue
		}
		title, pictured := r.rowTitle(int32(i)), false
		if title == "" {
			if title = imageText(el.n); !hasHan(title) {
				continue
			}
			pictured = true
		}
		if runes(title) < 2 || isMore(title) || template(title) {
			continue
		}
		if isImage(u) {
			continue
		}
		rows = append(rows, row{url: u, title: title, anchor: int32(i), run: el.run, shape: shapeOf(u), flags: el.flags, pictured: pictured})
	}
	// Rows with one address next to each other (picture and text) are one.
	next := make([]int32, len(r.anchors)+1) // rows before anchor i
	k := int32(0)
	for i := range r.anchors {
		next[i] = k
		if int(k) < len(rows) && rows[k].anchor == int32(i) {
			k++
		}
	}
	next[len(r.anchors)] = k
	for i := range rows {
		r.boxRow(rows, next, i)
	}
	kept := rows[:0]
	for _, w := range rows {
		if !w.tag {
			kept = append(kept, w)
		}
	}
	return kept
}

// maxBoxLines bounds the lines of one row: title, summary, date, labels.
const maxBoxLines = 14

// boxRow climbs from a row's link to the largest element that holds no other row.
func (r *reader) boxRow(rows []row, next []int32, i int) {
	w := &rows[i]
	e := r.anchors[w.anchor].elem
	for {
		p := r.elems[e].parent
		if p < 0 {
			break
		}
		el := &r.elems[p]
		from, to := next[el.anchor], next[el.anchEnd]
		single := true
		for k := from; k < to; k++ {
			if rows[k].url != w.url && !categoryLink(&rows[k], w) {
				single = false
				break
			}
			if k-from > 6 {
				single = false
				break
			}
		}
		if !single || el.lineEnd-el.line > maxBoxLines {
			break
		}
		switch r.elems[e].n.Data {
		case "li", "tr":
			w.box, w.group = e, p
			if t := r.loneTable(e); t >= 0 {
				w.box, w.group = t, r.elems[t].parent
			}
			return
		}
		switch el.n.Data {
		case "body", "ul", "ol", "table", "tbody", "html", "form":
			w.box, w.group = e, p
			return
		}
		e = p
		for k := from; k < to; k++ {
			if rows[k].url != w.url {
				rows[k].tag = true
			}
		}
	}
	w.box, w.group = e, max(r.elems[e].parent, 0)
}

// loneTable returns the table that a row has to itself among other tables, -1
// when it has none: some lists set every row in a table of its own.
func (r *reader) loneTable(row int32) int32 {
	t := r.elems[row].parent
	if r.elems[row].n.Data != "tr" || t < 0 {
		return -1
	}
	if r.elems[t].n.Data == "tbody" {
		if r.elems[t].parent < 0 || r.elems[r.elems[t].parent].end != r.elems[t].end {
			return -1
		}
		t = r.elems[t].parent
	}
	holder := r.elems[t].parent
	if r.elems[t].n.Data != "table" || holder < 0 || r.elems[t].end != r.elems[row].end || r.elems[row].parent+1 != row {
		return -1
	}
	tables := 0
	for c := holder + 1; c < r.elems[holder].end && tables < 3; c = r.elems[c].end {
		if r.elems[c].n.Data == "table" {
			tables++
		}
	}
	if tables < 3 {
		return -1
	}
	return t
}

// categoryLink tells whether other is the short link before a title that names
// its column: [部门动态] 标题.
func categoryLink(other, w *row) bool {
	if w == other || runes(other.title) > 8 {
		return false
	}
	if bracketed := strings.HasPrefix(other.title, "[") && strings.HasSuffix(other.title, "]") || strings.HasPrefix(other.title, "【") && strings.HasSuffix(other.title, "】"); !bracketed && runes(w.title) < runes(other.title)+4 {
		return false
	}
	return other.shape != shapeArticle
}

// rowTitle returns what a row's link says, without a date that stands in it;
// the full wording from the title attribute when the shown one is cut.
func (r *reader) rowTitle(i int32) string {
	a := &r.anchors[i]
	el := &r.elems[a.elem]
	text := a.text
	if el.lineEnd-el.line > 1 || el.runEnd-el.run > 1 {
		text = r.longTitle(a.elem)
	}
	text = stripRowDate(text)
	if t := tidy(attr(el.n, "title")); t != "" && !template(t) {
		switch {
		case text == "" && el.runEnd > el.run:
			text = stripRowDate(t)
		case cutShort(text) && runes(t)+3 >= runes(text):
			text = t
		}
	}
	return unpinned(strings.TrimLeft(text, "·•▪■◆●○◇□>»※★☆- 　"))
}

// unpinned drops the mark of a pinned row.
func unpinned(s string) string {
	for _, mark := range []string{"[置顶]", "【置顶】", "（置顶）", "(置顶)", "置顶"} {
		if rest, ok := strings.CutPrefix(s, mark); ok && rest != "" {
			return strings.TrimLeft(rest, " :：|｜")
		}
	}
	return s
}

// cutShort tells whether a title was cut where it stands.
func cutShort(s string) bool { return hasSuffixAny(s, "...", "…", "．．．", "..", "。。。") }

// longTitle picks the title out of a link that wraps a whole row: a heading,
// else the first line that is no date.
func (r *reader) longTitle(link int32) string {
	el := &r.elems[link]
	for i := link + 1; i < el.end; i++ {
		if c := &r.elems[i]; c.runEnd > c.run && c.flags&(isHeading|isTitle) != 0 && c.flags&unread == 0 {
			if t := r.undated(c); t != "" {
				return t
			}
		}
	}
	return r.undated(el)
}

// undated returns the first line of what an element says, its dates left out.
func (r *reader) undated(el *elem) string {
	var parts []string
	line := int32(-1)
	for k := el.run; k < el.runEnd; k++ {
		t := r.runs[k].text
		if r.flagsOf(r.runs[k].elem)&unread&^(el.flags&unread) != 0 || rowDateOnly(t) {
			continue
		}
		if k+1 < el.runEnd && len(t) <= 12 && rowDateOnly(t+" "+r.runs[k+1].text) {
			k++ // a date in two pieces
			continue
		}
		if line >= 0 && r.runs[k].line != line && len(parts) > 0 && runes(strings.Join(parts, "")) >= 4 {
			break
		}
		if len(parts) > 0 && r.runs[k].before {
			parts = append(parts, " ")
		}
		parts = append(parts, t)
		line = r.runs[k].line
	}
	return strings.Join(parts, "")
}

// stripRowDate drops a date at either end of a row's text.
func stripRowDate(s string) string {
	if !strings.Contains(s, "20") && !strings.Contains(s, "19") && !strings.Contains(s, "２０") {
		return s
	}
	if !mayHit(s) {
		return s
	}
	f := fold(s)
	hits := findDates(f)
	if len(hits) == 0 {
		return s
	}
	h := hits[len(hits)-1]
	if tail := strings.Trim(f[h.end:], " )]】"); tail == "" {
		before := []rune(f[:h.start])
		if n := len(before); n >= 4 {
			switch before[n-1] {
			case ' ', '(', '[', '【':
				return strings.TrimRight(string([]rune(s)[:n]), " （([【　")
			}
		}
	}
	h = hits[0]
	if head := strings.Trim(f[:h.start], " ([【"); head == "" && h.end < len(f) {
		skip := len([]rune(f[:h.end]))
		switch rest := string([]rune(s)[skip:]); {
		case strings.HasPrefix(rest, " "), strings.HasPrefix(rest, "]"), strings.HasPrefix(rest, ")"), strings.HasPrefix(rest, "）"), strings.HasPrefix(rest, "】"), strings.HasPrefix(rest, "　"):
			return strings.TrimLeft(rest, " ])）】　")
		}
	}
	return s
}
