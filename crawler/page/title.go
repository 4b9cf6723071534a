package page

import (
	"sort"
	"strings"
	"unicode/utf8"

	"duwang/crawler/address"
	"duwang/crawler/portal"
)

// titleCandidate is one wording of the headline.
type titleCandidate struct {
	text  string
	where string
	score int
	lines span // where it stands, empty for metas
}

// longestTitle in runes; official headlines reach 120.
const longestTitle = 200

// findTitle returns the headline of an article with the lines it stands on.
// What the page shows wins over what its head says; the head (ArticleTitle,
// <title>) says which of the shown lines is the headline.
func (r *reader) findTitle(b *body, fields []labelled) (titleCandidate, bool) {
	tag := tidy(stripTags(r.tag("ArticleTitle")))
	if empty(tag) || r.isSiteName(tag) || key(tag) == key(r.tag("ColumnName")) {
		tag = ""
	}
	head := r.headTitle()
	var list []titleCandidate
	if tag != "" {
		list = append(list, titleCandidate{tag, "meta ArticleTitle", 60, span{}})
	}
	if head != "" {
		list = append(list, titleCandidate{head, "title", 50, span{}})
	}
	for i := range fields {
		f := &fields[i]
		if f.field == docTitle && f.meta && runes(f.value) >= 4 && f.whole {
			list = append(list, titleCandidate{f.value, "metadata " + f.word, 80, span{f.line, f.line + 2}})
		}
	}
	wanted := []string{key(tag), key(head)}
	full := tidy(stripTags(r.document.title))
	if !r.isSiteName(full) {
		wanted = append(wanted, key(full))
	}
	wanted = append(wanted, titleParts(full)...)
	for i := range list {
		if list[i].where != "title" && list[i].where != "meta ArticleTitle" {
			wanted = append(wanted, key(list[i].text))
		}
	}
	firstProse := r.firstProse(b)
	column := key(r.tag("ColumnName"))
	for i := range r.elems {
		el := &r.elems[i]
		if el.flags&(isTitle|isHeading) == 0 || el.flags&(unread|inSide|inFoot|inNav|inCrumb|inPager) != 0 {
			continue
		}
		if el.lineEnd-el.line > 6 || el.line > firstProse || el.runEnd-el.run > 30 {
			continue
		}
		text, lines := r.headingText(el)
		n := utf8.RuneCountInString(text)
		if n < 4 || n > longestTitle || dateOnly(text) {
			continue
		}
		if _, f := wholeLabel(text); f != noField {
			continue
		}
		c := titleCandidate{text, "class", 25, lines}
		if el.flags&isHeading != 0 {
			c.where = el.n.Data
			c.score += 40 - 8*int(el.n.Data[1]-'0')
		}
		below := r.dateBelow(lines.to)
		if el.flags&inHead != 0 && !below {
			c.score -= 30
		}
		if el.anchEnd > el.anchor {
			c.score -= 20
			if r.leadsAway(el) {
				c.score -= 40 // a row of a list
			}
		}
		k := key(text)
		if r.isSiteName(text) || column != "" && k == column || r.isColumnWord(k) {
			c.score -= 60
		}
		c.score += agree(k, wanted)
		if below {
			c.score += 15
		}
		list = append(list, c)
	}
	list = append(list, r.headlineLines(wanted, firstProse)...)
	if len(list) == 0 {
		return titleCandidate{}, false
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].score > list[j].score })
	best := list[0]
	if best.lines.empty() {
		// What the head says, but not where it stands: look at lines alone.
		for _, c := range list[1:] {
			if !c.lines.empty() && c.score > 10 && strings.HasPrefix(key(best.text), key(c.text)) && runes(c.text)*2 > runes(best.text) {
				best.lines = c.lines
				break
			}
		}
	}
	for i, c := range list {
		why := "与浏览器标题、正文位置不如选用的相符"
		switch k := key(c.text); {
		case i == 0:
			why = "与浏览器标题、正文位置最相符"
		case r.isSiteName(c.text):
			why = "是网站名称"
		case column != "" && k == column || r.isColumnWord(k):
			why = "是栏目名称"
		}
		r.trace("title", c.text, c.where, i == 0, why)
	}
	return best, best.score > 0
}

// leadsAway tells whether a heading is nothing but a link to another page.
func (r *reader) leadsAway(el *elem) bool {
	if el.anchEnd-el.anchor != 1 {
		return false
	}
	a := &r.anchors[el.anchor]
	link := &r.elems[a.elem]
	return a.ref >= 0 && link.run <= el.run+1 && link.runEnd >= el.runEnd-1 && r.refs[a.ref].url != "" && !address.SamePage(r.refs[a.ref].url, r.opt.URL)
}

// dateBelow tells whether the line of date and source stands right below a
// heading that ends before line i.
func (r *reader) dateBelow(i int32) bool {
	for n := 0; i < int32(len(r.lines)) && n < 2; i++ {
		if r.lines[i].flags&unread != 0 {
			continue
		}
		n++
		if r.dateLine(i) {
			return true
		}
	}
	return false
}

// dateLine tells whether a line is one of date and source.
func (r *reader) dateLine(i int32) bool {
	l := &r.lines[i]
	if l.length > 120 || l.linked*2 > l.length {
		return false
	}
	for _, f := range r.labelsOn(i) {
		switch f.field {
		case published, publishedDay, source, updated:
			return true
		}
	}
	return dateOnly(l.text) || len(r.labelsOn(i)) > 0 && mayHit(l.text) && len(findDates(fold(l.text))) > 0
}

// headingText returns what a heading says and the lines it says it on; a line
// of date or source that the heading's element also holds is not part of it.
func (r *reader) headingText(el *elem) (string, span) {
	text, lines := "", span{el.line, el.line}
	for i := el.line; i < el.lineEnd; i++ {
		l := &r.lines[i]
		if l.flags&unread != 0 {
			continue
		}
		t := l.text
		if l.run < el.run || l.runEnd > el.runEnd {
			t = tidy(r.runText(max(l.run, el.run), min(l.runEnd, el.runEnd)))
		}
		if text != "" && (dateOnly(t) || len(r.labelsOn(i)) > 0) {
			break
		}
		text, lines.to = join(text, t), i+1
	}
	return strings.TrimSpace(stripRowDate(text)), lines
}

// agree scores how far a shown text agrees with what the head says.
func agree(k string, wanted []string) int {
	best := 0
	for _, w := range wanted {
		switch n := utf8.RuneCountInString(k); {
		case w == "" || k == "":
		case w == k:
			best = max(best, 70)
		case n >= 6 && strings.HasPrefix(w, k) || n >= 6 && utf8.RuneCountInString(w) >= 6 && strings.HasPrefix(k, w):
			best = max(best, 45)
		case n >= 8 && (strings.Contains(w, k) || strings.Contains(k, w) && utf8.RuneCountInString(w) >= 8):
			best = max(best, 35)
		}
	}
	return best
}

// firstProse returns the first line of running text in the body, or behind it
// when the body has none.
func (r *reader) firstProse(b *body) int32 {
	if b.elem < 0 {
		return int32(len(r.lines))
	}
	for i := b.lines.from; i < b.lines.to; i++ {
		if r.lines[i].prose() > 0 {
			return i
		}
	}
	return b.lines.to
}

// headTitle returns <title> without the names of site and column; "" when it
// says nothing else.
func (r *reader) headTitle() string {
	full := tidy(stripTags(r.document.title))
	parts := splitTitle(full)
	var keep []string
	column := key(r.tag("ColumnName"))
	for _, p := range parts {
		k := key(p)
		if k == "" || r.isSiteName(p) || column != "" && k == column || r.isColumnWord(k) {
			continue
		}
		keep = append(keep, p)
	}
	if len(keep) == 0 {
		return ""
	}
	if len(keep) > 1 && runes(keep[0]) < 8 && runes(keep[1]) > 2*runes(keep[0]) {
		return keep[1]
	}
	return keep[0]
}

// splitTitle cuts <title> at what separates headline, column and site: an
// underscore, a bar, an angle; a hyphen only between blanks or before the name
// of a site, for headlines hold hyphens too.
func splitTitle(s string) []string {
	var parts []string
	start := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		cut := false
		switch r {
		case '_', '|', '｜', '>', '»', '﹣', '＿', '¦':
			cut = true
		case '-', '–', '－', '—':
			before, _ := utf8.DecodeLastRuneInString(s[:i])
			after, _ := utf8.DecodeRuneInString(s[i+n:])
			if r == '—' {
				break // 破折号 belongs to headlines
			}
			cut = before == ' ' || after == ' ' || siteLike(s[i+n:]) && !strings.ContainsAny(s[i+n:], "-_|") || start == 0 && siteLike(s[:i]) || after == '-' || before == '-'
		}
		if cut {
			parts = append(parts, tidy(s[start:i]))
			start = i + n
		}
		i += n
	}
	return append(parts, tidy(s[start:]))
}

// titleParts returns the keys of what may stand in <title> beside the names of
// column and site: the parts between any signs that can separate them, joined
// or not, the longest first. They are wordings to look for, never a headline.
func titleParts(s string) []string {
	cuts := []int{0}
	for i, r := range s {
		if strings.ContainsRune("-_|｜–—－ ", r) {
			cuts = append(cuts, i, i+utf8.RuneLen(r))
		}
	}
	cuts = append(cuts, len(s))
	if len(cuts) > 14 {
		return nil
	}
	var parts []string
	for i := 0; i < len(cuts); i += 2 {
		for j := i + 1; j < len(cuts); j += 2 {
			if k := key(s[cuts[i]:cuts[j]]); utf8.RuneCountInString(k) >= 8 && len(k) < len(s) && !siteLike(s[cuts[i]:cuts[j]]) {
				parts = append(parts, k)
			}
		}
	}
	sort.SliceStable(parts, func(i, j int) bool { return len(parts[i]) > len(parts[j]) })
	return parts
}

// siteLike tells whether a text is the name of a site rather than a headline.
func siteLike(s string) bool {
	s = tidy(s)
	n := utf8.RuneCountInString(s)
	if strings.ContainsAny(s, "：:，,、。！？“”《》…；;") || strings.HasPrefix(s, "关于") || n > 16 && strings.HasSuffix(s, "平台") {
		return false // a headline may end like a name
	}
	return n >= 2 && n <= 30 && (hasSuffixAny(s, "网", "网站", "门户", "门户网站", "政务网", "信息网", "首页", "公开平台", "公众信息网", "服务网", "政府网", "公开网", "官网", "官方网站", "平台", ".gov.cn") ||
		n <= 20 && hasSuffixAny(s, "人民政府", "委员会", "办公室", "管理局", "厅", "管委会", "街道办事处", "监督局", "税务局", "统计局", "教育局", "财政局", "公安局", "民政局", "水利局", "审计局", "司法局", "农业农村局"))
}

func (r *reader) isSiteName(s string) bool {
	k := key(s)
	if k == "" {
		return true
	}
	if name := key(r.tag("SiteName")); name != "" && (k == name || k == name+"网" || k == name+"网站" || k == name+"门户网站") {
		return true
	}
	return siteLike(s) || r.facts.Kind != portal.KindArticle && hasSuffixAny(s, "人民政府")
}

// columnWords are names under which every portal has columns; a headline is
// none of them.
var columnWords = map[string]bool{}

func init() {
	for w := range strings.FieldsSeq("首页 政务公开 信息公开 政府信息公开 政务动态 工作动态 通知公告 公示公告 公告公示 政策文件 政策解读 新闻中心 新闻动态 要闻 要闻动态 部门动态 " +
		"详情 详情页 内容页 正文 文章详情 信息详情 内容详情 细览 文章 新闻 新闻详情 信息公开目录 政府信息公开目录 法定主动公开内容 文章内容 详细内容 信息内容 概览 细览页 文章页 信息浏览 当前位置 公开目录 公开指南 政务要闻 图片新闻 动态要闻 最新文件 规范性文件 互动交流 办事服务 走进 机构职能 领导之窗 规划计划 统计信息 人事信息 财政信息") {
		columnWords[w] = true
	}
}

func (r *reader) isColumnWord(k string) bool { return columnWords[k] }

func (r *reader) tag(name string) string {
	v, _ := r.facts.Tag(name)
	return v
}

// dateOnly tells whether a text is a date and little else.
func dateOnly(s string) bool {
	if !mayHit(s) {
		return false
	}
	f := strings.Trim(fold(s), " ()[]【】|")
	hits := findDates(f)
	if len(hits) != 1 {
		return false
	}
	rest := f[:hits[0].start] + f[hits[0].end:]
	return utf8.RuneCountInString(rest) <= 2 || hits[0].start == 0 && utf8.RuneCountInString(rest) <= 6 && weekdayOnly(rest)
}

// listTitle returns the name of a column: its page tag, else the page's title,
// else what the page shows as its headline.
func (r *reader) listTitle() (string, string) {
	if v := r.tag("ColumnName"); !empty(v) {
		r.trace("title", v, "meta ColumnName", true, "栏目名称标签")
		return v, "meta ColumnName"
	}
	for _, p := range splitTitle(tidy(stripTags(r.document.title))) {
		if key(p) != "" && !r.isSiteName(p) {
			r.trace("title", p, "title", true, "去掉网站名称后的页面标题")
			return p, "title"
		}
	}
	for i := range r.elems {
		el := &r.elems[i]
		if el.flags&(isTitle|isHeading) == 0 || el.flags&(unread|inSide|inFoot|inNav|inHead|inPager) != 0 || el.lineEnd-el.line > 2 {
			continue
		}
		if text := tidy(r.visible(int32(i))); runes(text) >= 2 && runes(text) <= 20 && !r.isSiteName(text) {
			r.trace("title", text, "headline", true, "页面上的栏目名称")
			return text, "headline"
		}
	}
	return "", ""
}

// homeTitle returns the name of a site.
func (r *reader) homeTitle() (string, string) {
	if v := r.tag("SiteName"); !empty(v) {
		return v, "meta SiteName"
	}
	if t := tidy(stripTags(r.document.title)); t != "" {
		for _, p := range splitTitle(t) {
			if p != "" && p != "首页" {
				return p, "title"
			}
		}
	}
	return "", ""
}
