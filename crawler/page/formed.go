package page

import (
	"strings"
	"unicode/utf8"

	"duwang/crawler/portal"
)

// findFormed reads the formation date: metadata first, then the signature at
// the end of the text, then the note of adoption below the headline.
func (r *reader) findFormed(b *body, title titleCandidate, fields []labelled) {
	f := r.facts
	take := func(d portal.Date, from, where string) {
		if f.FormedOn == 0 {
			f.FormedOn, f.FormedFrom, f.From.FormedOn = d, from, where
			why := "公文要素表写明的成文日期最可信"
			if from == portal.FormedFromSignature {
				why = "公文要素表没有成文日期，以落款为准"
			}
			r.trace("formed_on", d.String(), where, true, why)
			return
		}
		r.trace("formed_on", d.String(), where, false, "公文要素表先于落款，成文日期先于印发日期")
	}
	// What was formed goes before what was sent out: 成文 before 印发, 发文.
	for _, sent := range [2]bool{false, true} {
		for i := range fields {
			l := &fields[i]
			if l.field != formed || l.side || l.body && !l.meta || hasPrefixAny(l.word, "印发", "发文", "制发", "行文") != sent {
				continue
			}
			if s, ok := labelledDate(l.value); ok {
				take(s.Date, portal.FormedFromMetadata, "metadata "+l.word)
			}
		}
	}
	if f.FormedOn == 0 {
		if v := r.meta("writtendate", "createdate_doc", "docwritetime", "生成日期", "成文日期"); v != "" {
			if s, ok := metaDate(v); ok {
				take(s.Date, portal.FormedFromMetadata, "meta")
			}
		}
	}
	if b.elem < 0 {
		return
	}
	if d, ok := r.signature(b); ok {
		take(d, portal.FormedFromSignature, "signature")
	} else if d, ok := r.adoption(b, title); ok {
		take(d, portal.FormedFromSignature, "text 通过")
	}
}

// signature finds the date under which the text is signed: a line that is a
// date and nothing else, or organ and date, behind running text. In a notice
// with annexes it stands before them, so the first one signed by an organ
// wins; a date alone counts only where nothing but notes and attachments
// follows.
func (r *reader) signature(b *body) (portal.Date, bool) {
	prose := false
	for i := b.lines.from; i < b.lines.to; i++ {
		l := &r.lines[i]
		if l.flags&(unread|chrome|inPager) != 0 || l.linked*2 >= l.length {
			continue // a row of some list is no signature
		}
		if l.prose() > 0 {
			prose = true
			if d, ok := tailSignature(l.text); ok {
				return d, true
			}
			if l.length > 60 {
				continue
			}
		}
		if l.length > 60 || !prose && i > b.lines.from+2 && l.length < 6 {
			continue
		}
		if !prose || !containsAny(l.text, "年", "20", "19") {
			continue
		}
		d, organ, ok := signedDate(l.text)
		if !ok {
			continue
		}
		if r.inTable(l.elem, b) && !r.right(l) {
			continue
		}
		if organ || r.organAbove(i, b) || r.right(l) || r.lastLines(i, b) {
			return d, true
		}
	}
	return 0, false
}

// tailSignature reads a signature that stands on the last line of the text
// itself, blanks before it: 特此通知。　　示例县财政局　　2026年3月5日.
func tailSignature(text string) (portal.Date, bool) {
	if last := text[max(0, len(text)-8):]; !strings.ContainsAny(last, "日0123456789") {
		return 0, false
	}
	s := strings.TrimSpace(fold(text))
	hits := findDates(s)
	if len(hits) == 0 {
		return 0, false
	}
	h := hits[len(hits)-1]
	if h.end != len(s) || h.stamp.Clock != "" {
		return 0, false
	}
	words := strings.Fields(s[:h.start])
	if len(words) < 2 {
		return 0, false
	}
	organ, before := words[len(words)-1], words[len(words)-2]
	if isOrgan(organ) && utf8.RuneCountInString(organ) >= 4 && (hasSuffixAny(before, "。", "!", ")", "：") || isOrgan(before)) {
		return h.stamp.Date, true
	}
	return 0, false
}

// signedDate reads a line that signs: a date alone, or behind an organ.
func signedDate(text string) (d portal.Date, organ, ok bool) {
	s := strings.TrimSpace(fold(text))
	joined := strings.ReplaceAll(s, " ", "")
	hits := findDates(joined)
	if len(hits) != 1 || hits[0].stamp.Clock != "" {
		return 0, false, false
	}
	h := hits[0]
	if after := strings.Trim(joined[h.end:], ".。、 "); after != "" && !strings.HasPrefix(after, "(此件") && !strings.HasPrefix(after, "(公开") {
		return 0, false, false
	}
	before := joined[:h.start]
	if before == "" {
		return h.stamp.Date, false, true
	}
	if strings.ContainsAny(before, ":;,。，；(《") && !isOrgan(before) {
		return 0, false, false
	}
	return h.stamp.Date, true, isOrgan(before)
}

// organEnds are how the names of those who sign documents end.
var organEnds = []string{"政府", "办公厅", "办公室", "委员会", "委员会办公室", "局", "厅", "部", "院", "署", "总局", "办", "会", "中心", "党组", "党委", "省委", "市委", "县委", "区委", "旗委", "军委", "法院", "检察院", "公安局", "管委会", "指挥部", "领导小组", "大队", "支队", "公司", "银行", "学校", "大学", "学院", "医院", "街道", "乡", "镇", "街道办", "办事处", "行政公署", "公署", "处", "站", "所", "队", "社", "集团", "馆", "协会", "联合会", "工会", "团委", "妇联", "分局", "支行", "海关", "组", "科", "主任", "省长", "市长", "县长", "区长", "州长", "旗长", "总理", "部长", "局长", "主席", "厅长", "盖章)", "(代章)", "(印章)", "(章)"}

// isOrgan tells whether a folded text may be the name of an organ, or several.
func isOrgan(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 60 || strings.ContainsAny(s, "。，,;；:《》?？!！") || strings.ContainsAny(s, "0123456789") {
		return false
	}
	return hasSuffixAny(s, organEnds...)
}

// organAbove tells whether one of the lines above signs for an organ.
func (r *reader) organAbove(i int32, b *body) bool {
	for j, n := i-1, 0; j >= b.lines.from && n < 4; j-- {
		l := &r.lines[j]
		if l.flags&unread != 0 || l.length == 0 {
			continue
		}
		if l.linked*2 >= l.length {
			return false
		}
		n++
		s := fold(l.text)
		if isOrgan(s) {
			return true
		}
		if l.length > 40 || l.prose() > 0 {
			return false
		}
	}
	return false
}

// right tells whether a line stands at the right, as signatures do.
func (r *reader) right(l *line) bool {
	for e, up := l.elem, 0; e >= 0 && up < 2; e, up = r.elems[e].parent, up+1 {
		if r.elems[e].flags&isRight != 0 {
			return true
		}
	}
	return false
}

// inTable tells whether an element stands in a table of the text, whose dates
// are data.
func (r *reader) inTable(e int32, b *body) bool {
	cells := 0
	for ; e > b.elem; e = r.elems[e].parent {
		if r.elems[e].n.Data == "tr" {
			for c := e + 1; c < r.elems[e].end; c = r.elems[c].end {
				cells++
			}
			return cells > 1
		}
	}
	return false
}

// lastLines tells whether nothing but notes, attachments and signs of the
// editor follow line i in the text.
func (r *reader) lastLines(i int32, b *body) bool {
	for j := i + 1; j < b.lines.to; j++ {
		l := &r.lines[j]
		if l.flags&unread != 0 || l.linked*2 >= l.length {
			continue
		}
		s := strings.TrimLeft(fold(l.text), "(【[ ")
		if l.length > 60 || !hasPrefixAny(s, "此件", "附件", "附:", "抄送", "公开", "主动公开", "联系", "来源", "编辑", "责任编辑", "印发", "(", "咨询") {
			return false
		}
	}
	return true
}

func hasPrefixAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// adoption reads the note of adoption below a headline:
// （2007年6月29日第十届全国人民代表大会常务委员会第二十八次会议通过）. With more than
// one date (adopted, then revised) it says nothing.
func (r *reader) adoption(b *body, title titleCandidate) (portal.Date, bool) {
	from := b.lines.from
	if !title.lines.empty() {
		from = min(from, title.lines.to)
	}
	for i := from; i < b.lines.to && i < from+8; i++ {
		l := &r.lines[i]
		s := strings.TrimSpace(fold(l.text))
		if l.flags&unread != 0 || l.length > 120 || !strings.HasPrefix(s, "(") {
			continue
		}
		if s = strings.TrimRight(s, " 。"); !strings.HasSuffix(s, "通过)") && !strings.HasSuffix(s, "批准)") && !strings.HasSuffix(s, "通过 )") {
			continue
		}
		if hits := findDates(s); len(hits) == 1 {
			return hits[0].stamp.Date, true
		}
	}
	return 0, false
}
