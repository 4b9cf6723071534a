package page

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// headlineLines finds the headline among the lines themselves: one to five
// successive lines that together say what the head says, or, in pages whose
// head says nothing, centred lines above the text.
func (r *reader) headlineLines(wanted []string, firstProse int32) []titleCandidate {
	var list []titleCandidate
	for n, w := range wanted {
		if utf8.RuneCountInString(w) < 4 || slices.Contains(wanted[:n], w) {
			continue
		}
		first, _ := utf8.DecodeRuneInString(w)
		for i := int32(0); i < firstProse+1 && i < int32(len(r.lines)); i++ {
			l := &r.lines[i]
			if l.flags&(unread|inSide|inFoot|inNav|inCrumb|inPager) != 0 || l.linked == l.length {
				continue
			}
			if !begins(l.text, first) {
				continue
			}
			k := key(l.text)
			if k == "" || !strings.HasPrefix(w, k) {
				continue
			}
			text, j := l.text, i+1
			for ; j < int32(len(r.lines)) && j < i+6 && len(k) < len(w); j++ {
				if r.lines[j].flags&unread != 0 {
					continue
				}
				next := key(r.lines[j].text)
				if next == "" || !strings.HasPrefix(w[len(k):], next) {
					break
				}
				k += next
				text = join(text, r.lines[j].text)
			}
			if k == w {
				score := 92
				if l.flags&inHead != 0 {
					score = 75
				}
				list = append(list, titleCandidate{text, "headline", score, span{i, j}})
				break
			}
		}
	}
	if len(list) > 0 {
		return list
	}
	if c, ok := r.aboveDate(firstProse); ok {
		list = append(list, c)
	}
	for i := int32(0); i < firstProse && i < int32(len(r.lines)); i++ {
		l := &r.lines[i]
		if !r.centred(l) || l.length < 6 || l.length > 60 || l.linked > 0 || dateOnly(l.text) || isDocNumber(l.text) {
			continue
		}
		if len(r.labelsOn(i)) > 0 || r.isSiteName(l.text) || strings.HasPrefix(l.text, "（") || strings.HasPrefix(l.text, "(") {
			continue
		}
		text, j := l.text, i+1
		for ; j < firstProse && j < i+5 && !completeTitle(text); j++ {
			m := &r.lines[j]
			if !r.centred(m) || m.linked > 0 || dateOnly(m.text) || isDocNumber(m.text) || len(r.labelsOn(j)) > 0 || strings.HasPrefix(m.text, "（") {
				break
			}
			text = join(text, m.text)
		}
		list = append(list, titleCandidate{text, "centred", 18, span{i, j}})
		break
	}
	return list
}

// aboveDate finds the line above the line of date and source: where nothing
// else names a headline, that is where headlines stand.
func (r *reader) aboveDate(firstProse int32) (titleCandidate, bool) {
	for i := int32(1); i < firstProse && i < int32(len(r.lines)); i++ {
		if r.lines[i].flags&(unread|inSide|inFoot|inNav|inHead|inPager) != 0 || !r.dateLine(i) {
			continue
		}
		for j, n := i-1, 0; j >= 0 && n < 3; j, n = j-1, n+1 {
			l := &r.lines[j]
			if r.tableLine(j) || r.labelledDay(j) {
				n-- // fields between headline and date
				continue
			}
			if l.flags&(unread|chrome|inPager) != 0 || l.linked > 0 || l.length < 6 || l.length > 100 || !hasHan(l.text) || dateOnly(l.text) || isDocNumber(l.text) || r.taken[j] || len(r.labelsOn(j)) > 0 || r.isSiteName(l.text) {
				continue
			}
			c := titleCandidate{l.text, "above date", 55, span{j, j + 1}}
			for k := j - 1; k >= 0 && k > j-5 && r.lines[k].elem == l.elem && r.lines[k].linked == 0; k-- {
				c.text, c.lines.from = join(r.lines[k].text, c.text), k
			}
			return c, runes(c.text) <= longestTitle
		}
		return titleCandidate{}, false
	}
	return titleCandidate{}, false
}

// begins tells whether a text's key may begin with a letter.
func begins(text string, first rune) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r == first || !han(r)
}

// completeTitle tells whether an official headline can end here.
func completeTitle(s string) bool {
	return hasSuffixAny(s, "通知", "意见", "办法", "决定", "公告", "通报", "批复", "复函", "的函", "报告", "规定", "细则", "方案", "通告", "请示", "纪要", "命令", "公示", "条例", "决议")
}

// join puts two lines of one headline together; between Chinese letters no
// blank is added.
func join(a, b string) string {
	if a == "" {
		return b
	}
	x, _ := utf8.DecodeLastRuneInString(a)
	y, _ := utf8.DecodeRuneInString(b)
	if x < 0x80 && y < 0x80 {
		return a + " " + b
	}
	return a + b
}

// centred tells whether a line stands in the middle of the page.
func (r *reader) centred(l *line) bool {
	for e, up := l.elem, 0; e >= 0 && up < 3; e, up = r.elems[e].parent, up+1 {
		if r.elems[e].flags&isCenter != 0 {
			return l.flags&(unread|chrome|inPager) == 0
		}
	}
	return false
}
