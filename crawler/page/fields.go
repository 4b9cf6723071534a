package page

import (
	"strings"
	"unicode/utf8"

	"duwang/crawler/portal"
)

// settle marks which labelled values belong to a metadata table, to the text,
// to the page's chrome. A metadata table shows itself by several labels that
// only documents have, close together.
func (r *reader) settle(fields []labelled, b *body) {
	documentary := func(f field) bool {
		switch f {
		case formed, index, docNumber, issuer, disclosure, docTitle, archive:
			return true
		}
		return false
	}
	const window = 16
	for i := range fields {
		f := &fields[i]
		f.side = r.lines[f.line].flags&(inNav|inFoot|inSide|inPager|inCrumb) != 0
		f.body = b.elem >= 0 && b.lines.has(f.line)
		if f.field == other || !f.whole && !documentary(f.field) {
			continue
		}
		kinds := map[string]bool{}
		strong := false
		for j := i; j >= 0 && fields[i].line-fields[j].line <= window; j-- {
			if documentary(fields[j].field) {
				kinds[fields[j].word] = true
				strong = strong || fields[j].field == index || fields[j].field == docNumber || fields[j].field == formed
			}
		}
		for j := i + 1; j < len(fields) && fields[j].line-fields[i].line <= window; j++ {
			if documentary(fields[j].field) {
				kinds[fields[j].word] = true
				strong = strong || fields[j].field == index || fields[j].field == docNumber || fields[j].field == formed
			}
		}
		n := len(kinds)
		if f.body && r.proseBefore(f.line, b) {
			f.meta = n >= 4 && strong
		} else {
			f.meta = n >= 2 && (strong || n >= 3)
		}
	}
}

// proseBefore tells whether running text precedes a line in the body.
func (r *reader) proseBefore(line int32, b *body) bool {
	for i := b.lines.from; i < line; i++ {
		if r.lines[i].prose() > 30 {
			return true
		}
	}
	return false
}

// findFields reads the fields of a document other than its dates.
func (r *reader) findFields(b *body, title titleCandidate, fields []labelled) {
	f := r.facts
	for i := range fields {
		l := &fields[i]
		if l.side || l.body && !l.meta {
			continue
		}
		where := "label " + l.word
		if l.meta {
			where = "metadata " + l.word
		}
		switch l.field {
		case index:
			if v := cleanValue(l.value, l.cell); v != "" && hasDigitOrLetter(v) && runes(v) <= 60 {
				r.take("index_number", &f.IndexNumber, &f.From.IndexNumber, squeeze(v), where)
			}
		case docNumber:
			if v := cellNumber(l.value); v != "" {
				r.take("document_number", &f.DocumentNumber, &f.From.DocumentNumber, v, where)
			}
		case issuer:
			v := l.value
			if !l.cell {
				v = l.first
			}
			if v = cleanValue(v, l.cell); v != "" && runes(v) <= 80 && hasHan(v) {
				r.take("issuer", &f.Issuer, &f.From.Issuer, v, where)
			}
		case archive:
			if v := cleanValue(l.value, l.cell); f.Validity == "" && l.meta && validityLabels[l.word] && runes(v) <= 20 {
				f.Validity = v
			}
		case disclosure:
			if v := disclosureOf(l.value); v != "" {
				r.take("disclosure", &f.Disclosure, &f.From.Disclosure, v, where)
			}
		}
	}
	if f.DocumentNumber == "" {
		r.headNumber(b, title)
	}
	r.findNote(b)
}

// validityLabels are the labels under which a document's table says whether
// the document is in force.
var validityLabels = map[string]bool{"有效性": true, "效力状态": true, "是否有效": true, "时效性": true, "时效": true,
	"文件状态": true, "效力": true, "效力状况": true, "有效状态": true, "信息状态": true}

// take sets a field unless an earlier candidate has.
func (r *reader) take(name string, to, from *string, value, where string) {
	if *to == "" {
		*to, *from = value, where
		r.trace(name, value, where, true, "")
		return
	}
	r.trace(name, value, where, false, "已取页面上更靠前的值")
}

// cleanValue strips what surrounds a value; a value that says nothing is "".
func cleanValue(s string, cell bool) string {
	s = strings.Trim(s, " |｜,，;；:：")
	if !cell {
		for _, w := range []string{"打印", "分享", "字体", "字号", "浏览", "点击", "阅读", "【", "[", "关闭", "收藏", "我要纠错", "下载", " 记者", " 作者", " 编辑", " 通讯员", " 发布", " 时间", " 责编", " 撰稿"} {
			if i := strings.Index(s, w); i > 0 {
				s = strings.TrimRight(s[:i], " |｜【[(（")
			}
		}
	}
	if empty(s) || hasPrefixAny(s, "收藏", "打印", "关闭窗口", "我要纠错", "分享到", "字体", "字号") || hasPrefixAny(s, "我要纠错", "打印", "分享", "关闭", "收藏", "字体", "字号", "浏览", "点击", "阅读", "视力保护", "【", "作者:", "作者：", "编辑：", "责任编辑") && !cell {
		return ""
	}
	return s
}

func hasDigitOrLetter(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }) >= 0
}

// headNumber reads a document number that stands alone at the head of the
// text, or between headline and text; never one that prose mentions.
func (r *reader) headNumber(b *body, title titleCandidate) {
	if b.elem < 0 {
		return
	}
	from, to := b.lines.from, b.lines.from+8
	if !title.lines.empty() && title.lines.to <= from {
		from = max(title.lines.to, from-8)
	}
	if c := r.elems[b.elem].line; c < from {
		from = c
	}
	for i := from; i < to && i < b.lines.to; i++ {
		l := &r.lines[i]
		if l.flags&(unread|chrome) != 0 {
			continue
		}
		text := l.text
		if i+1 < b.lines.to && l.length <= 30 && hasSuffixAny(text, "令", "公告", "通告") && orderNumber.MatchString(squeeze(r.lines[i+1].text)) {
			text += r.lines[i+1].text // 令 on one line, its number on the next
		}
		if isDocNumber(text) {
			f := r.facts
			r.take("document_number", &f.DocumentNumber, &f.From.DocumentNumber, normaliseNumber(text), "head of text")
			return
		}
		if l.prose() > 60 && i >= b.lines.from {
			return
		}
	}
}

// findSource reads 来源: beside the headline, failing that the page tag.
func (r *reader) findSource(b *body, title titleCandidate, fields []labelled) {
	f := r.facts
	for pass := range 2 {
		for i := range fields {
			l := &fields[i]
			if l.field != source || l.side || l.body && !l.meta {
				continue
			}
			// First what belongs to the headline, then what stands behind the text.
			if near := l.meta || r.besideTitle(l.line, title, b) || b.elem >= 0 && l.line < b.lines.from; near != (pass == 0) {
				continue
			}
			v := l.value
			if !l.cell {
				v = l.first
			}
			if v = sourceValue(v, l.cell); v != "" {
				r.take("source", &f.Source, &f.From.Source, v, "label "+l.word)
			}
		}
	}
	if v := r.tag("ContentSource"); !empty(v) {
		if v = sourceValue(stripLabel(tidy(stripTags(v))), true); v != "" {
			r.take("source", &f.Source, &f.From.Source, v, "meta ContentSource")
		}
	}
}

// stripLabel drops a label that an editor typed into a value: 来源：新华社.
func stripLabel(s string) string {
	if i := strings.IndexAny(s, ":："); i > 0 {
		if _, f := wholeLabel(s[:i]); f != noField {
			_, n := utf8.DecodeRuneInString(s[i:])
			return tidy(s[i+n:])
		}
	}
	return s
}

// sourceValue cleans a source; "" when it is none.
func sourceValue(s string, cell bool) string {
	s = cleanValue(s, cell)
	if hits := findDates(fold(s)); len(hits) > 0 {
		// A date glued behind the name belongs to another field.
		folded := fold(s)
		if n := utf8.RuneCountInString(folded[:hits[0].start]); n >= 2 {
			s = strings.TrimRight(clip(s, n), " |｜(（[【")
		} else {
			return ""
		}
		if word, fd, _, start := labelBefore(strings.TrimRight(s, " :：")); fd != noField && word != "" {
			s = strings.TrimRight(s[:start], " |｜")
		}
	}
	if n := runes(s); n < 2 || n > 60 || empty(s) {
		return ""
	}
	return s
}

// disclosureOf reads one of the three ways out of a value.
func disclosureOf(v string) string {
	v = squeeze(v)
	switch {
	case strings.Contains(v, "依申请"):
		return portal.DisclosureOnRequest
	case containsAny(v, "不予公开", "不公开", "免予公开"):
		return portal.DisclosureClosed
	case containsAny(v, "主动公开", "公开发布"), v == "主动", v == "公开", v == "全文公开", v == "向社会公开", v == "全社会":
		return portal.DisclosureOpen
	}
	return ""
}

// noteWords are the notes that an organ puts under a document.
var noteWords = []struct{ words, means string }{
	{"此件主动公开", portal.DisclosureOpen}, {"此件公开发布", portal.DisclosureOpen}, {"此件可公开发布", portal.DisclosureOpen},
	{"此件依申请公开", portal.DisclosureOnRequest}, {"此件不予公开", portal.DisclosureClosed}, {"此件不公开", portal.DisclosureClosed},
	{"此件公开", portal.DisclosureOpen}, {"本文主动公开", portal.DisclosureOpen}, {"本文公开发布", portal.DisclosureOpen}, {"本件主动公开", portal.DisclosureOpen},
	{"主动公开", portal.DisclosureOpen}, {"公开发布", portal.DisclosureOpen}, {"依申请公开", portal.DisclosureOnRequest}, {"不予公开", portal.DisclosureClosed},
	{"信息公开选项:主动公开", portal.DisclosureOpen}, {"信息公开选项:依申请公开", portal.DisclosureOnRequest}, {"信息公开选项:不予公开", portal.DisclosureClosed},
	{"此件可主动公开", portal.DisclosureOpen}, {"此件删减后公开", portal.DisclosureOpen}, {"此文件公开发布", portal.DisclosureOpen}, {"此件社会公开", portal.DisclosureOpen},
	{"公开方式:主动公开", portal.DisclosureOpen}, {"公开方式:依申请公开", portal.DisclosureOnRequest}, {"公开方式:不予公开", portal.DisclosureClosed}, {"公开属性:主动公开", portal.DisclosureOpen}, {"公开属性:依申请公开", portal.DisclosureOnRequest}, {"公开属性:不予公开", portal.DisclosureClosed},
}

// findNote reads the note of disclosure: a line of its own, or the end of the
// line that signs. Prose that speaks of notes is none.
func (r *reader) findNote(b *body) {
	if b.elem < 0 {
		return
	}
	f := r.facts
	// A note may stand right below the container; tail lines end the text.
	end := min(b.lines.to+3, int32(len(r.lines)))
	for i := b.lines.from; i < end; i++ {
		l := &r.lines[i]
		if l.flags&(unread|chrome|inPager) != 0 {
			continue
		}
		text, means := noteIn(l.text)
		if means == "" {
			continue
		}
		if f.Note == "" {
			f.Note = text
		}
		r.take("disclosure", &f.Disclosure, &f.From.Disclosure, means, "note")
		return
	}
}

// noteIn returns the note that a line is or ends with, and what it means.
func noteIn(line string) (note, means string) {
	// A note is short, or the end of its line.
	if !strings.Contains(line[max(0, len(line)-60):], "公开") {
		return "", ""
	}
	s := squeeze(line)
	open := strings.LastIndexAny(s, "（(【[〔")
	bracketed := open >= 0 && hasSuffixAny(s, "）", ")", "】", "]", "〕")
	inner := strings.TrimRight(s, "。.")
	if bracketed {
		before := s[:open]
		_, n := utf8.DecodeRuneInString(s[open:])
		inner = strings.TrimRight(s[open+n:], "）)】]〕。.")
		// Behind a signature's date, not behind a sentence that quotes it.
		if before != "" {
			if _, _, ok := signedDate(before); !ok && !hasSuffixAny(before, "。", "；", "日") {
				return "", ""
			}
		}
	}
	inner = fold(inner)
	for _, w := range noteWords {
		if inner == w.words && (bracketed || strings.HasPrefix(inner, "此") || strings.HasPrefix(inner, "本") || strings.Contains(inner, ":")) {
			if bracketed {
				return s[open:], w.means
			}
			return s, w.means
		}
	}
	return "", ""
}
