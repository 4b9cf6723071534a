package page

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A field is what a label announces.
type field uint8

const (
	noField      field = iota
	other              // known, of no use here, but it ends the value before it
	published          // 发布日期 and its kind
	publishedDay       // 时间, 日期: publication only beside the headline
	updated            // 更新时间: publication only for want of any other
	formed             // 成文日期 and its kind
	index
	docNumber
	issuer
	source
	disclosure
	docTitle
	archive // further words of a metadata table: 主题分类, 有效性…
	foreign // a date of something else: 截止日期, 实施日期
)

// labelWords are the labels of portals, their inner blanks removed.
var labelWords = map[string]field{}

func init() {
	for f, words := range map[field]string{
		published: "发布日期 发布时间 发表日期 发表时间 公开日期 公开时间 发稿日期 发稿时间 上网日期 上网时间 时间发布 日期发布 " +
			"发布于 发表于 登载日期 登载时间 刊登日期 刊登时间 刊发日期 刊发时间 挂网时间 挂网日期 上传时间 上传日期 添加时间 添加日期 加入时间 " +
			"信息发布日期 信息发布时间 文章发布时间 新闻发布时间 网站发布时间 网上发布时间 网上发布日期 公布时间",
		publishedDay: "时间 日期",
		updated:      "更新时间 更新日期 最后更新 最后更新时间 最近更新时间 最新更新时间 修改时间 修改日期",
		formed: "成文日期 成文时间 生成日期 生成时间 制发日期 制发时间 印发日期 印发时间 发文日期 发文时间 通过日期 通过时间 签发日期 签发时间 签署日期 签署时间 " +
			"形成日期 形成时间 产生日期 产生时间 制定日期 制定时间 信息生成日期 信息生成时间 信息形成日期 文件生成日期 公文生成日期 文件成文日期 拟文日期 成文日 公文日期 文件日期 行文日期",
		index:      "索引号 索取号 索引码 索引编号 信息索引号 信息索取号 信息索引 公开索引号 政府信息索引号 目录索引号 索引 信息索引码",
		docNumber:  "发文字号 文号 文件编号 发文文号 公文文号 文件文号 发文号 文件字号 文件号 公文字号 发布文号 字号 文书号 公文号 发文编号",
		issuer:     "发文机关 发布机构 发布机关 发文单位 发布单位 制发机关 制发单位 发文机构 公开机构 公开单位 信息公开机构 发布部门 发文部门 公开部门 公开主体 制定机关 制定单位 信息发布机构 信息公开机关 颁布机构 颁布单位 颁发机构 公布机关 公开责任部门 公开机关 制文机关 制文单位 成文单位 成文机关 信息公开单位",
		source:     "来源 信息来源 文章来源 稿件来源 新闻来源 稿源 消息来源 内容来源 来源单位 文章出处 出处 来源于 信息来源单位 稿件来源单位 转载来源 原文来源",
		disclosure: "公开方式 公开属性 公开类别 公开类型 公开形式 信息公开方式 公开范围 公开类目 信息公开属性 公开性质",
		docTitle:   "标题 名称 信息名称 文件名称 公文名称 信息标题 文件标题 题名 公文标题 文件题名",
		archive: "主题分类 主题词 体裁分类 组配分类 服务对象 有效性 效力状态 是否有效 时效性 时效 内容概述 内容概要 信息分类 公文种类 公开时限 公开期限 信息类别 " +
			"体裁 主题 主题类别 所属主题 所属分类 信息类型 文件类型 文种 载体类型 公开程序 规范性文件编号 统一编号 登记号 规范性文件登记号 统一登记号 规范性文件统一编号 文件状态 效力 效力状况 有效状态 信息时效期 登记日期 分类 分类号 信息状态 发布渠道 记录形式 公开依据 机构分类 主题导航",
		foreign: "截止日期 截止时间 报名时间 开标时间 会议时间 施行日期 实施日期 生效日期 失效日期 废止日期 有效期 有效期至 有效日期 起始日期 结束日期 开始时间 结束时间 起止时间 活动时间 征集时间 " +
			"公示时间 公示期 公示日期 受理时间 办理时间 办公时间 答复时间 回复时间 来信时间 写信时间 咨询时间 提交时间 页面生成时间 生成页面时间 出生年月 施行时间 实施时间 生效时间 失效时间 废止时间 访谈时间 直播时间 开庭时间 处罚日期 决定日期 决定书日期 落款日期 今天 今天是 现在时间 当前时间 当前日期 系统时间 公告日期 公告时间 招标时间 评审时间 批准日期 批准时间 颁布日期 颁布时间 公布日期 发证日期 有效期限 签订日期 采集时间 收录时间 入库时间 归档日期",
		other: "作者 编辑 责任编辑 责编 审核 初审 复审 终审 一审 二审 三审 校对 签发 签发人 监制 记者 通讯员 撰稿 摄影 供稿 供稿单位 录入 录入人 发布者 发布人 信息员 信息提供 " +
			"浏览次数 浏览量 浏览 阅读次数 阅读量 阅读 点击次数 点击数 点击量 点击率 点击 访问量 访问次数 人气 次数 阅读数 浏览数 访问 热度 字体 字体大小 大小 打印 分享 分享到 分享至 关闭 收藏 字体显示 字号大小 " +
			"关键词 关键字 摘要 导读 简介 下载 附件 语音播报 朗读 视力保护色 背景色 保护视力色 文章类型 所属栏目 栏目 类别 数据来源 资料来源 图片来源 视频来源 照片来源 经费来源 资金来源 收入来源 专业 电话 联系电话 地址 邮编 传真 联系人 联系方式 " +
			"作者单位 责任部门 主办单位 承办单位 主办 承办 版权所有 技术支持 网站标识码 当前位置 您的位置 您现在的位置 位置 抄送 抄报 主送 编号 信息编号 文章编号 稿件编号 监督电话 单位 部门 处室 责任单位 牵头单位 上一篇 下一篇 上一条 下一条 扫一扫 原文链接 解读链接 相关链接 审签 编审 统筹",
	} {
		for word := range strings.FieldsSeq(words) {
			labelWords[word] = f
			end, _ := lastRune(word)
			labelEnds[end] = true
		}
	}
}

// longestLabel in runes.
const longestLabel = 9

// labelBefore returns the label that ends a text: its longest ending that is a
// known label. whole says that the label is the whole last word, so that
// 会议时间 is not taken for 时间.
func labelBefore(s string) (word string, f field, whole bool, start int) {
	if !mayEndLabel(s) {
		return "", noField, false, 0
	}
	// Walk back over the word: Chinese letters and the blanks between them.
	type place struct{ at int }
	var back []place // byte offsets of the last runes, nearest first
	var text []rune
	for i := len(s); i > 0 && len(text) < longestLabel+1; {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		i -= n
		if blank(r) {
			continue
		}
		if !han(r) {
			break
		}
		text = append(text, r)
		back = append(back, place{i})
	}
	for n := min(len(text), longestLabel); n >= 2; n-- {
		buf := make([]rune, n)
		for k := range n {
			buf[k] = text[n-1-k]
		}
		if f, ok := labelWords[string(buf)]; ok {
			at := back[n-1].at
			whole := n == len(text) || endsWord(s[:at])
			if n == 6 && !whole && string(buf[:2]) == "网站" {
				// 省政府网站发布时间: 网站 ends the name before it.
				return string(buf[2:]), f, false, back[3].at
			}
			return string(buf), f, whole, at
		}
	}
	return "", noField, false, 0
}

// labelEnds are the letters that labels end with.
var labelEnds = map[rune]bool{}

// mayEndLabel tells whether the last letter of a text, blanks aside, is one
// that labels end with.
func mayEndLabel(s string) bool {
	for s != "" {
		r, n := lastRune(s)
		if !blank(r) {
			return labelEnds[r]
		}
		s = s[:len(s)-n]
	}
	return false
}

// spokenOf tells whether a label behind s is spoken of, not set: 凡本网注明“来源：…”.
func spokenOf(s string) bool {
	s = strings.TrimRight(s, " ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("“‘「『\"'", r) || hasSuffixAny(s, "注明", "标注", "标明", "注有")
}

// endsWord tells whether a word may begin after s.
func endsWord(s string) bool {
	if s == "" {
		return true
	}
	r, n := utf8.DecodeLastRuneInString(s)
	if !han(r) {
		return true
	}
	// A count or a date may be glued before it: 326次时间：
	before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:len(s)-n], " "))
	return strings.ContainsRune("次人日分秒", r) && before >= '0' && before <= '9'
}

// wholeLabel tells what a text announces when it is nothing but a label, its
// colon and brackets aside.
func wholeLabel(s string) (string, field) {
	if len(s) > 60 {
		return "", noField
	}
	s = squeeze(s)
	s = strings.TrimRight(s, ":：∶ ")
	s = strings.Trim(s, "【】[]〖〗*＊·•▪◆■")
	if f, ok := labelWords[s]; ok {
		return s, f
	}
	return "", noField
}

// A labelled value is one label with what the page states for it.
type labelled struct {
	field field
	word  string
	value string // tidy, up to the next label
	first string // the part of value that stands in the element it begins in
	whole bool   // see labelBefore
	cell  bool   // the value has a place of its own: a cell, an item
	line  int32
	elem  int32 // of the label
	meta  bool  // part of a metadata table
	body  bool  // inside the article's text
	side  bool  // in the page's chrome
}

// labels finds every labelled value of the page, in document order.
func (d *document) labels() []labelled {
	var list []labelled
	for i := range d.lines {
		if d.lines[i].flags&unread != 0 {
			continue
		}
		list = append(list, d.labelsOn(int32(i))...)
	}
	return list
}

// longestLabelled is how many runes a line with labels may have; longer ones
// are text.
const longestLabelled = 500

// labelsOn returns the labelled values that begin on a line, read once.
func (d *document) labelsOn(at int32) []labelled {
	if len(d.labelled) != len(d.lines) {
		d.labelled = slices.Grow(d.labelled, len(d.lines))[:len(d.lines)]
	}
	if d.labelled[at] == nil {
		d.labelled[at] = []labelled{} // not nil: the line has been read
		if d.lines[at].length <= longestLabelled {
			d.labelled[at] = d.lineLabels(at)
		}
	}
	return d.labelled[at]
}

// lineLabels finds the labels of one line. A value ends where the next label
// begins; a label at the end of its line has its value in the next cell.
func (d *document) lineLabels(at int32) []labelled {
	list := []labelled{}
	l := &d.lines[at]
	s := l.text
	type mark struct {
		labelled
		start, end int
	}
	var marks []mark
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case plainLead(c):
			i += 3
			continue
		case c < 0x80 && c != ':' && c != ']', !signAt(s, i):
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch r {
		case ':', '：', '∶', '﹕', '】', ']':
			word, f, whole, start := labelBefore(s[:i])
			if f == noField || spokenOf(s[:start]) {
				break
			}
			if r == '】' || r == ']' {
				open, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:start], " "))
				if open != '【' && open != '[' {
					break
				}
			}
			marks = append(marks, mark{labelled{field: f, word: word, whole: whole || d.runStarts(l, start), line: at, elem: l.elem}, start, i + n})
		}
		i += n
	}
	if l.runEnd-l.run >= 3 {
		// Labels in elements of their own, without a colon: <b>索引号</b><i>…</i>.
		at, colons := 0, len(marks)
		for r := l.run; r < l.runEnd; r++ {
			if r > l.run && d.runs[r].before {
				at++
			}
			if word, f := d.ownLabel(l, r); f != noField {
				marks = append(marks, mark{labelled{field: f, word: word, whole: true, line: d.runs[r].line, elem: l.elem}, at, at + len(d.runs[r].text)})
			}
			at += len(d.runs[r].text)
		}
		if colons > 0 && len(marks) > colons {
			slices.SortStableFunc(marks, func(a, b mark) int { return a.start - b.start })
		}
	}
	if len(marks) == 0 {
		if l.length > 14 || l.flags&inAnchor != 0 {
			return list
		}
		word, f := wholeLabel(s)
		if f == noField {
			return list
		}
		m := labelled{field: f, word: word, whole: true, line: at, elem: l.elem}
		if v, cell, ok := d.nextValue(at, true); ok {
			m.value, m.first, m.cell = v, v, cell
			list = append(list, m)
		}
		return list
	}
	for k := range marks {
		m := &marks[k]
		if m.field == publishedDay && !m.whole && k > 0 && beside(marks[k-1].field) {
			m.whole = true // 来源：本网时间：2026-03-05
		}
		end := len(s)
		if k+1 < len(marks) {
			end = marks[k+1].start
		}
		m.value = strings.Trim(tidy(strings.Trim(s[m.end:max(end, m.end)], "【】[")), "|｜ :：")
		m.first = d.firstPart(l, m.end, m.value)
		if m.word == "字号" && !strings.ContainsRune(m.value, '号') {
			m.field = other // the size of letters: 字号：大 中 小
		}
		m.cell = m.start == 0 && k+1 == len(marks) && d.flagsOf(l.elem)&isCell != 0
		if m.value == "" && len(marks) == 1 {
			if v, cell, ok := d.nextValue(at, false); ok && (m.field != other && m.field != source || !dateOnly(v)) {
				m.value, m.first, m.cell = v, v, cell
			}
		}
		list = append(list, m.labelled)
	}
	return list
}

// runStarts tells whether a run of a line begins at byte at of the line's text.
func (d *document) runStarts(l *line, at int) bool {
	from := 0
	for r := l.run; r < l.runEnd && from <= at; r++ {
		if r > l.run && d.runs[r].before {
			from++
		}
		if from == at {
			return true
		}
		from += len(d.runs[r].text)
	}
	return false
}

// beside tells whether a field is one that stands in the line of date and source.
func beside(f field) bool { return f == source || f == other || f == published || f == updated }

// ownLabel tells what a run announces that is a label without a colon, in an
// element of its own.
func (d *document) ownLabel(l *line, r int32) (string, field) {
	t := d.runs[r].text
	if len(t) > 40 || strings.ContainsAny(t, ":：∶】]") || d.flagsOf(d.runs[r].elem)&inAnchor != 0 {
		return "", noField
	}
	if r+1 < l.runEnd {
		if next, _ := firstRune(d.runs[r+1].text); next == ':' || next == '：' || d.runs[r+1].elem == d.runs[r].elem {
			return "", noField
		}
	}
	return wholeLabel(t)
}

// signAt tells whether one of the signs : ] ： ∶ ﹕ 】 may begin at byte i.
func signAt(s string, i int) bool {
	switch s[i] {
	case ':', ']':
		return true
	case 0xef: // ： and ﹕
		return i+2 < len(s) && (s[i+1] == 0xbc && s[i+2] == 0x9a || s[i+1] == 0xb9 && s[i+2] == 0x95)
	case 0xe2: // ∶
		return i+2 < len(s) && s[i+1] == 0x88 && s[i+2] == 0xb6
	case 0xe3: // 】
		return i+2 < len(s) && s[i+1] == 0x80 && s[i+2] == 0x91
	}
	return false
}

// firstPart returns the beginning of a value, which stands at byte from of the
// line's text, as far as it stands in one element: what follows in others may
// be a button.
func (d *document) firstPart(l *line, from int, value string) string {
	at := 0
	for r := l.run; r < l.runEnd; r++ {
		if r > l.run && d.runs[r].before {
			at++
		}
		end := at + len(d.runs[r].text)
		if end > from {
			part := tidy(strings.Trim(d.runs[r].text[max(from-at, 0):], "|｜ :："))
			if part != "" {
				if len(part) < len(value) && strings.HasPrefix(value, part) {
					return part
				}
				return value
			}
		}
		at = end
	}
	return value
}

// nextValue returns what stands in the place after a label that ends its line:
// the next cell or item beside the element that holds nothing but the label,
// or below it when the next one is a label too (a table whose first row is its
// head). It says no when nothing stands there.
func (d *document) nextValue(at int32, bare bool) (value string, cell, ok bool) {
	l := &d.lines[at]
	e := l.elem
	// Climb while the element shows nothing but this line.
	for e >= 0 {
		el := &d.elems[e]
		if el.run < l.run || el.runEnd > l.runEnd {
			return "", false, false
		}
		next := el.end
		if el.parent >= 0 && next < d.elems[el.parent].end {
			// The next sibling element.
			sib := &d.elems[next]
			if sib.parent != el.parent {
				return "", false, false
			}
			v := tidy(d.visible(next))
			if v == "" {
				return "", true, true
			}
			if _, f := wholeLabel(v); f != noField {
				if below, ok := d.cellBelow(e); ok {
					return below, true, true
				}
				return "", true, false
			}
			if saysMore(v) || !d.pairs(e, next) || sib.lineEnd-sib.line > 4 || runes(v) > 200 || strings.ContainsRune(v, '：') && bare {
				return "", false, false
			}
			return v, true, true
		}
		if el.parent < 0 {
			break
		}
		if bare && el.flags&isCell != 0 && d.labelBesides(e) {
			if below, ok := d.cellBelow(e); ok {
				return below, true, true // the last cell of a table's head
			}
			return "", true, false
		}
		if p := &d.elems[el.parent]; p.run < l.run || p.runEnd > l.runEnd {
			// No sibling element: a text node right after it is the value.
			if l.runEnd < int32(len(d.runs)) && l.runEnd < p.runEnd && d.runs[l.runEnd].elem == el.parent {
				return d.lines[d.runs[l.runEnd].line].text, true, true
			}
			break
		}
		e = el.parent
	}
	return "", false, false
}

// saysMore tells whether a text is a label with its own value.
func saysMore(v string) bool {
	i := strings.IndexAny(v, ":：")
	if i <= 0 {
		return false
	}
	_, f := wholeLabel(v[:i])
	return f != noField
}

// pairs tells whether the element behind a label's is its value rather than
// what happens to follow: cells are; other blocks when nothing or the next
// label stands behind them, and never a heading.
func (d *document) pairs(label, value int32) bool {
	v := &d.elems[value]
	if v.flags&(isHeading|isTitle) != 0 && v.flags&isCell == 0 {
		return false
	}
	if d.elems[label].flags&isCell != 0 || inline(d.elems[label].n.DataAtom) {
		return true
	}
	if v.end >= d.elems[v.parent].end {
		return true
	}
	t := tidy(d.visible(v.end))
	if _, f := wholeLabel(t); f != noField {
		return true
	}
	before, _, found := strings.Cut(strings.ReplaceAll(t, ":", "："), "：")
	_, f := wholeLabel(before)
	return found && f != noField
}

// labelBesides tells whether the cell before a cell is a label too.
func (d *document) labelBesides(e int32) bool {
	row, before := d.elems[e].parent, int32(-1)
	if row < 0 {
		return false
	}
	for i := row + 1; i < e; i = d.elems[i].end {
		before = i
	}
	if before < 0 {
		return false
	}
	_, f := wholeLabel(tidy(d.visible(before)))
	return f != noField
}

// cellBelow returns the text of the cell under a head cell.
func (d *document) cellBelow(e int32) (string, bool) {
	row := d.elems[e].parent
	if row < 0 || d.elems[row].n.Data != "tr" {
		return "", false
	}
	column := 0
	for i := row + 1; i < e; i = d.elems[i].end {
		column++
	}
	next := d.elems[row].end
	if next >= int32(len(d.elems)) || d.elems[next].n.Data != "tr" || d.elems[next].parent != d.elems[row].parent || d.manyRows(row, next) {
		return "", false
	}
	for i := next + 1; i < d.elems[next].end; i = d.elems[i].end {
		if column == 0 {
			v := tidy(d.visible(i))
			_, f := wholeLabel(v)
			return v, f == noField
		}
		column--
	}
	return "", false
}

// manyRows tells whether the table that a head row opens lists other things,
// row by row: it numbers them, or its third row is no further head. Such a
// table in a text says nothing of the page itself.
func (d *document) manyRows(head, first int32) bool {
	for i := head + 1; i < d.elems[head].end; i = d.elems[i].end {
		switch squeeze(d.visible(i)) {
		case "序号", "序", "编号":
			return true
		}
	}
	third := d.elems[first].end
	if third >= int32(len(d.elems)) || d.elems[third].parent != d.elems[head].parent || d.elems[third].n.Data != "tr" {
		return false
	}
	cells, labels := 0, 0
	for i := third + 1; i < d.elems[third].end; i = d.elems[i].end {
		cells++
		if _, f := wholeLabel(tidy(d.visible(i))); f != noField {
			labels++
		}
	}
	return cells > 1 && labels*2 < cells
}
