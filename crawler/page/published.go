package page

import (
	"strings"
	"unicode/utf8"

	"duwang/crawler/portal"
)

// Ranks of a publication date's sources, the most trusted first.
const (
	rankTable = iota
	rankLabel
	rankWeak // 时间, 日期 beside the headline
	rankBare
	rankUpdated
	rankPubDate
	rankMeta
)

// A dated candidate is one date the page offers as its publication.
type dated struct {
	stamp portal.Stamp
	where string
	rank  int
	line  int32
}

// publishMetas are page tags, besides PubDate, that content systems fill with
// the moment of publication.
var publishMetas = []string{"firstpublishedtime", "publishdate", "publishtime", "publish_time", "publish_date", "publishedtime", "pub_date", "pubtime", "releasedate", "release_date", "articlepubdate", "docpubtime", "article:published_time", "og:published_time", "apub:time"}

// generatorMetas say when the page was made, which is no publication. A
// createDate is not among them: it may be the article's.
var generatorMetas = []string{"others", "maketime", "cacheclearDate", "generatetime", "generatedtime", "pagegeneratetime"}

// findPublished chooses the publication date and lists every one stated.
func (r *reader) findPublished(title titleCandidate, b *body, fields []labelled) {
	var list []dated
	add := func(s portal.Stamp, where string, rank int, line int32) {
		if s.Date.Year() <= 1970 && s.Date != 0 && s.Date <= portal.NewDate(1970, 1, 2) {
			r.trace("published_at", s.String(), where, false, "时钟未设置的默认日期")
			return
		}
		list = append(list, dated{s, where, rank, line})
	}
	for i := range fields {
		f := &fields[i]
		if f.side || f.body && !f.meta {
			continue
		}
		s, ok := labelledDate(f.value)
		if !ok {
			continue
		}
		switch {
		case f.field == published && f.meta && f.whole:
			add(s, "metadata "+f.word, rankTable, f.line)
		case f.field == published && !r.ownDate(f.line, title, b):
			r.trace("published_at", s.String(), "label "+f.word, false, "属于其他信息的列表")
		case f.field == published:
			add(s, "label "+f.word, rankLabel, f.line)
		case f.field == publishedDay && f.whole && r.besideTitle(f.line, title, b):
			add(s, "label "+f.word, rankWeak, f.line)
		case f.field == updated && (f.meta || r.besideTitle(f.line, title, b)):
			add(s, "label "+f.word, rankUpdated, f.line)
		case f.field == updated, f.field == formed, f.field == foreign:
			r.trace("published_at", s.String(), "label "+f.word, false, "“"+f.word+"”不是发布日期")
		}
	}
	if c, ok := r.bareDate(title, b); ok && !claimed(list, c) {
		add(c.stamp, c.where, c.rank, c.line)
	}
	made := r.madeAt()
	if v := r.meta("pubdate"); v != "" {
		if s, ok := metaDate(v); ok {
			if made[minuteOf(s)] && s.Clock != "" {
				r.trace("published_at", s.String(), "meta PubDate", false, "与页面生成时间相同，不作为发布日期")
			} else {
				add(s, "meta PubDate", rankPubDate, -1)
			}
		}
	}
	for _, name := range publishMetas {
		if v := r.meta(name); v != "" {
			if s, ok := metaDate(v); ok && !(made[minuteOf(s)] && s.Clock != "") {
				add(s, "meta "+name, rankMeta, -1)
			}
		}
	}
	r.choosePublished(list)
}

func (r *reader) choosePublished(list []dated) {
	best := -1
	var tag portal.Date
	for i, c := range list {
		if c.rank == rankPubDate && tag == 0 {
			tag = c.stamp.Date
		}
		if best < 0 || c.rank < list[best].rank {
			best = i
		}
	}
	if best < 0 {
		return
	}
	// 更新时间 later than the page's own PubDate tells of a later change.
	if list[best].rank == rankUpdated && tag != 0 && tag < list[best].stamp.Date {
		for i, c := range list {
			if c.rank == rankPubDate {
				r.trace("published_at", list[best].stamp.String(), list[best].where, false, "晚于 PubDate，属于更新")
				list[best].rank = rankMeta + 1
				best = i
				break
			}
		}
	}
	f := r.facts
	f.PublishedAt, f.From.PublishedAt = list[best].stamp, list[best].where
	if f.PublishedAt.Clock == "" {
		for rank := rankTable; rank <= rankMeta && f.PublishedAt.Clock == ""; rank++ {
			for _, c := range list {
				if c.rank == rank && rank != rankUpdated && c.stamp.Date == f.PublishedAt.Date && c.stamp.Clock != "" {
					f.PublishedAt.Clock = c.stamp.Clock
					break
				}
			}
		}
	}
	days := map[portal.Date]bool{}
	for i, c := range list {
		if i == best {
			r.trace("published_at", c.stamp.String(), c.where, true, "页面写明的发布日期中最可信的")
		} else {
			r.trace("published_at", c.stamp.String(), c.where, false, "可信程度不及选用的：要素表、“发布日期”等字样之后、标题下方、网页标签依次递减")
		}
		if c.rank > rankMeta || c.rank == rankUpdated && i != best || c.rank == rankWeak && list[best].rank < rankWeak {
			continue
		}
		days[c.stamp.Date] = true
	}
	if len(days) < 2 {
		return
	}
	f.Published = []portal.Stamp{f.PublishedAt}
	delete(days, f.PublishedAt.Date)
	for _, c := range list {
		if days[c.stamp.Date] {
			delete(days, c.stamp.Date)
			f.Published = append(f.Published, c.stamp)
		}
	}
}

// labelledDate reads a labelled value that is a date, with little before it.
func labelledDate(v string) (portal.Stamp, bool) {
	s := strings.TrimSpace(fold(v))
	hits := findDates(s)
	if len(hits) == 0 {
		if digits(s, 0) == 8 && len(s) == 8 {
			return metaDate(s)
		}
		if joined := strings.ReplaceAll(s, " ", ""); joined != s {
			if hits = findDates(joined); len(hits) > 0 && hits[0].start <= 2 {
				return hits[0].stamp, true
			}
		}
		return portal.Stamp{}, false
	}
	if utf8.RuneCountInString(s[:hits[0].start]) > 6 {
		return portal.Stamp{}, false
	}
	return hits[0].stamp, true
}

// ownDate tells whether a labelled date can be the article's own, not that of
// another article in a list beside or below it.
func (r *reader) ownDate(line int32, title titleCandidate, b *body) bool {
	if title.lines.empty() && b.elem < 0 {
		return true
	}
	if r.besideTitle(line, title, b) {
		return true
	}
	if r.lines[line].linked > 8 {
		return false
	}
	if b.elem < 0 {
		return line >= title.lines.from-12 && line <= title.lines.to+12
	}
	from := b.lines.from
	if !title.lines.empty() {
		from = min(from, title.lines.from)
	}
	return line >= from-12 && line < b.lines.to+8
}

// besideTitle tells whether a line stands in the block of date and source that
// belongs to the headline.
func (r *reader) besideTitle(line int32, title titleCandidate, b *body) bool {
	if title.lines.empty() {
		return b.elem >= 0 && line < b.lines.from && line >= b.lines.from-8
	}
	const longestTable = 200
	if line < title.lines.from-4 || line > title.lines.to+longestTable {
		return false
	}
	for i, n := title.lines.to, 0; i < line; i++ {
		if r.tableLine(i) {
			continue
		}
		if n++; n > 8 {
			return false
		}
	}
	if b.elem < 0 || b.lines.empty() {
		return true
	}
	return line < b.lines.from || line < title.lines.to+3 && line < b.lines.to
}

// claimed tells whether a labelled candidate of the same line holds the date.
func claimed(list []dated, c dated) bool {
	for _, d := range list {
		if d.line == c.line && d.stamp == c.stamp {
			return true
		}
	}
	return false
}

// bareDate finds a date in the few lines between headline and text that no
// label with a colon claims.
func (r *reader) bareDate(title titleCandidate, b *body) (dated, bool) {
	from, to := title.lines.to, title.lines.to+10
	if title.lines.empty() {
		if b.elem < 0 || !b.named {
			return dated{}, false
		}
		from, to = b.lines.from-6, b.lines.from
	}
	end := int32(len(r.lines))
	if b.elem >= 0 && b.lines.from >= from {
		end = b.lines.from
	}
	for i := max(from, 0); i < min(to, end); i++ {
		l := &r.lines[i]
		if r.tableLine(i) {
			to++ // a table of fields between headline and date takes no room
			continue
		}
		if l.flags&(unread|inSide|inFoot|inPager) != 0 || l.length > 160 || l.linked*2 > l.length {
			continue
		}
		if l.prose() > 0 && l.length > 60 && len(r.labelsOn(i)) == 0 {
			break
		}
		if r.labelledDay(i) {
			continue
		}
		c, ok := r.dateAlone(l)
		if !ok {
			c, ok = bareIn(l.text)
		}
		if ok {
			c.line = i
			return c, true
		}
	}
	return dated{}, false
}

// dateAlone finds a date that has an element of a line to itself, whatever
// touches it there; not the value of a label before it.
func (r *reader) dateAlone(l *line) (dated, bool) {
	if l.runEnd-l.run < 2 {
		return dated{}, false
	}
	for k := l.run; k < l.runEnd; k++ {
		if !dateOnly(r.runs[k].text) {
			continue
		}
		before := ""
		for j := k - 1; j >= l.run && before == ""; j-- {
			before = strings.Trim(r.runs[j].text, " |｜[(（【")
		}
		if word, _, _, _ := labelBefore(strings.TrimRight(before, " :：∶]】")); word != "" || hasSuffixAny(before, "今天是", "今天", "截至", "有效期") {
			return dated{}, false // bareIn weighs labels
		}
		if s, ok := firstDate(r.runs[k].text); ok {
			return dated{stamp: s, where: "below title", rank: rankBare}, true
		}
	}
	return dated{}, false
}

// labelledDay tells whether a line states a date under a label of publication:
// findPublished has it already.
func (r *reader) labelledDay(i int32) bool {
	labels := r.labelsOn(i)
	for k := range labels {
		if f := &labels[k]; f.field == published || (f.field == publishedDay || f.field == updated) && f.whole {
			if _, ok := labelledDate(f.value); ok {
				return true
			}
		}
	}
	return false
}

// tableLine tells whether a line belongs to a table of a document's fields: it
// holds a value whose label stands before it, or labels that only such tables
// have.
func (r *reader) tableLine(i int32) bool {
	if r.taken[i] {
		return true
	}
	labels := r.labelsOn(i)
	for k := range labels {
		switch labels[k].field {
		case formed, index, docNumber, issuer, disclosure, docTitle, archive, foreign:
		default:
			return false
		}
	}
	return len(labels) > 0
}

// valueLines returns the lines that hold what a label on an earlier line
// announces, and the lines of such labels: no date there is a bare one.
func (r *reader) valueLines(fields []labelled) map[int32]bool {
	taken := map[int32]bool{}
	for i := range fields {
		f := &fields[i]
		if f.value == "" || !f.cell {
			continue
		}
		for k := f.line + 1; k < f.line+24 && k < int32(len(r.lines)); k++ {
			if r.lines[k].text == f.value {
				taken[k], taken[f.line] = true, true
				break
			}
		}
	}
	return taken
}

// bareIn returns the first date of a line that no foreign label claims and
// that is not part of a sentence.
func bareIn(text string) (dated, bool) {
	s := fold(text)
	for _, h := range findDates(s) {
		if h.chinese {
			continue
		}
		before := strings.TrimRight(s[:h.start], " :[(【]】-|")
		word, f, whole, _ := labelBefore(before)
		switch {
		case word != "" && f == source, word != "" && f == other, f == noField, f == published, f == publishedDay && whole, f == updated:
		default:
			continue
		}
		if f == noField {
			last, _ := utf8.DecodeLastRuneInString(before)
			gap := len(before) < h.start
			if han(last) && !gap && utf8.RuneCountInString(before) > 12 {
				continue
			}
			if hasSuffixAny(before, "今天是", "今天", "截至", "截止", "至", "自", "于", "从", "到", "有效期") {
				continue
			}
			if strings.HasPrefix(s[h.end:], "星期") && containsAny(before, "今天", "您好", "欢迎") {
				continue
			}
		}
		after := strings.TrimLeft(s[h.end:], " ")
		if r, _ := firstRune(after); han(r) && h.end == len(s)-len(after) && sentence(after) {
			continue
		}
		c := dated{stamp: h.stamp, where: "below title", rank: rankBare}
		switch f {
		case published:
			c.where, c.rank = "label "+word, rankLabel
		case publishedDay:
			c.where, c.rank = "label "+word, rankWeak
		case updated:
			c.where, c.rank = "label "+word, rankUpdated
		}
		return c, true
	}
	return dated{}, false
}

// sentence tells whether the words that touch a date make it part of one.
func sentence(after string) bool {
	for _, w := range []string{"至", "起", "前", "以前", "之前", "以后", "第", "在", "经", "由", "召开", "国务院", "公布", "通过", "修订", "施行", "实施", "印发", "发布)", "上午", "下午", "晚"} {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return false
}

// madeAt returns the minutes at which the page says it was generated.
func (r *reader) madeAt() map[string]bool {
	made := map[string]bool{}
	for _, note := range r.generated {
		if s, ok := firstDate(note); ok && s.Clock != "" {
			made[minuteOf(s)] = true
		}
	}
	for _, name := range generatorMetas {
		if v := r.meta(name); v != "" {
			if s, ok := metaDate(v); ok && s.Clock != "" {
				made[minuteOf(s)] = true
			}
		}
	}
	return made
}

func minuteOf(s portal.Stamp) string {
	v := s.String()
	return v[:min(len(v), len("2006-01-02 15:04"))]
}
