package page

import (
	"strings"
	"unicode/utf8"
)

// A span is a stretch of lines, to excluded.
type span struct{ from, to int32 }

func (s span) has(l int32) bool { return l >= s.from && l < s.to }
func (s span) empty() bool      { return s.from >= s.to }

// A body is the article's text as far as it could be found.
type body struct {
	elem  int32 // its container, -1 when there is none
	named bool  // the container carries a name that content systems give to text
	lines span  // from the first line of text to the last
	prose int   // runes of its prose
}

// prose returns how much of a line is running text: its runes outside links,
// 0 for lines that are not.
func (l *line) prose() int {
	if l.flags&(unread|chrome|inPager) != 0 || l.linked*2 > l.length {
		return 0
	}
	n := l.length - l.linked
	if n < 14 {
		return 0
	}
	if l.kind == notAsked {
		l.kind = notRunning
		switch {
		case n >= 100, n >= 40 && punctuated(l.text, true), n >= 14 && punctuated(l.text, false):
			// No greeting, no line of counters.
			if n >= 60 || !greetings.in(l.text) {
				l.kind = running
			}
		}
	}
	if l.kind == running {
		return n
	}
	return 0
}

var greetings = newWords("今天是", "欢迎您", "欢迎访问", "现在时间", "浏览次数", "点击数", "阅读次数", "字号", "视力保护")

// A lineKind says, once a line was asked for it, whether its text reads on.
type lineKind uint8

const (
	notAsked lineKind = iota
	running
	notRunning
)

// punctuated tells whether a text holds one of ，。；！？ or, where enumerations
// count, of 、：.
func punctuated(s string, enumerations bool) bool {
	for i := 0; i+2 < len(s); i++ {
		switch s[i] {
		case 0xef:
			if s[i+1] == 0xbc {
				switch s[i+2] {
				case 0x8c, 0x9b, 0x81, 0x9f: // ，；！？
					return true
				case 0x9a: // ：
					if enumerations {
						return true
					}
				}
			}
		case 0xe3:
			if s[i+1] == 0x80 && (s[i+2] == 0x82 || enumerations && s[i+2] == 0x81) { // 。、
				return true
			}
		}
	}
	return false
}

// findBody finds the container of the article's text: one with a known name,
// else the innermost element that holds nearly all prose of the page. A text
// that stands twice, for desktop and mobile, counts once.
func (d *document) findBody() body {
	sum := make([]int, len(d.lines)+1)
	seen := map[string]bool{}
	for i := range d.lines {
		n := d.lines[i].prose()
		if n > 0 {
			if t := d.lines[i].text; seen[t] {
				n = 0
			} else {
				seen[t] = true
			}
		}
		sum[i+1] = sum[i] + n
	}
	weight := func(e int32) int { return sum[d.elems[e].lineEnd] - sum[d.elems[e].line] }
	total := sum[len(d.lines)]

	b := body{elem: -1}
	best := 0
	for i := int32(0); i < int32(len(d.elems)); i++ {
		el := &d.elems[i]
		if el.flags&inBody == 0 || el.flags&(unread|inSide|inFoot|inNav) != 0 || el.parent >= 0 && d.elems[el.parent].flags&inBody != 0 {
			continue
		}
		w := weight(i)
		if b.elem < 0 && el.anchEnd-el.anchor < 30 || w > best {
			b.elem, best = i, w
		}
	}
	if b.elem >= 0 && (best*5 >= total*2 || total-best < 60) {
		b.named = true
	} else if total > 0 {
		e := d.root()
		for {
			next := int32(-1)
			for c := e + 1; c < d.elems[e].end; c = d.elems[c].end {
				if weight(c)*4 >= weight(e)*3 {
					next = c
					break
				}
			}
			if next < 0 || inline(d.elems[next].n.DataAtom) || d.elems[next].n.Data == "p" {
				break
			}
			e = next
		}
		b.elem = e
	} else {
		b.elem = -1
	}
	if b.elem < 0 {
		return b
	}
	b.prose = weight(b.elem)
	b.lines = span{d.elems[b.elem].line, d.elems[b.elem].lineEnd}
	return b
}

// root returns the element that holds the page: body, or the first there is.
func (d *document) root() int32 {
	for i := range d.elems {
		if d.elems[i].n.Data == "body" {
			return int32(i)
		}
	}
	return 0
}

// trim narrows the body to its text: behind headline, fields and date, before
// what follows a text.
func (b *body) trim(d *document, title span, fields []labelled) {
	if b.elem < 0 {
		return
	}
	from := b.lines.from
	if b.lines.has(title.to-1) && title.to > from {
		from = title.to
	}
	to := b.lines.to
	prose, read := 0, from
	for _, f := range fields {
		if f.meta && b.lines.has(f.line) && f.line >= from {
			for ; read < f.line; read++ {
				if len(d.labelsOn(read)) == 0 {
					prose += d.lines[read].prose()
				}
			}
			if prose > 60 {
				to = f.line // a table of fields behind the text
				break
			}
			from = f.line + 1
			if f.cell && from < b.lines.to && d.lines[from].text == f.value {
				from++
			}
		}
	}
	// Lines of date, source and buttons right below the headline.
	last := title.to + 8
	if title.from == title.to {
		last = from + 8
	}
	for from < b.lines.to && from < last && d.infoLine(from) {
		from++
	}
	left := 0 // prose still to come
	for i := from; i < to; i++ {
		left += d.lines[i].prose()
	}
	for i, all := from, left; i < to; i++ {
		left -= d.lines[i].prose()
		if d.lines[i].flags&unread != 0 || all > 0 && left == all {
			continue // buttons between headline and text end nothing
		}
		if i > from && tailLine(&d.lines[i]) {
			to = i
			break
		}
	}
	b.lines = span{from, max(from, to)}
}

// infoLine tells whether a line is one of date, source, counters and buttons
// rather than of text.
func (d *document) infoLine(i int32) bool {
	l := &d.lines[i]
	if l.flags&unread != 0 || l.linked == l.length && l.length < 12 {
		return true
	}
	if l.length > 90 || l.length >= 15 && hasSuffixAny(l.text, "。", "！") {
		return false // a sentence, whatever times and places it names
	}
	if len(d.labelsOn(i)) > 0 {
		return true
	}
	s := fold(l.text)
	if hits := findDates(s); len(hits) > 0 && utf8.RuneCountInString(s)-utf8.RuneCountInString(s[hits[0].start:hits[0].end]) < 24 && !strings.ContainsAny(s, "，。;") {
		return true
	}
	return l.length <= 12 && containsAny(l.text, "打印", "分享", "字号", "字体", "默认", "关闭", "收藏", "浏览", "|", "小 中 大", "大 中 小", "A+", "A-", "扫一扫", "朗读", "下载") || l.length <= 3
}

// tailLine tells whether a line begins what follows a text.
func tailLine(l *line) bool {
	if l.length > 40 {
		return false
	}
	s := strings.TrimLeft(l.text, "【[（( 　>·")
	for _, w := range []string{"上一篇", "下一篇", "上一条", "下一条", "上一页", "相关链接", "相关信息", "相关文章", "相关新闻", "相关阅读", "相关稿件", "相关解读", "相关附件", "打印本页", "打印", "关闭窗口", "关闭本页", "扫一扫", "分享到", "分享：", "责任编辑", "责编", "编辑：", "网站编辑", "我要纠错", "纠错", "收藏本页", "返回顶部", "上篇", "下篇", "主办单位", "版权所有"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// chars counts the runes of the body's text.
func (b *body) chars(d *document) int {
	n := 0
	seen := map[string]bool{}
	for i := b.lines.from; i < b.lines.to; i++ {
		l := &d.lines[i]
		if l.flags&(unread|inPager) != 0 {
			continue
		}
		if l.length > 30 {
			if seen[l.text] {
				continue
			}
			seen[l.text] = true
		}
		n += l.length
	}
	return n
}
