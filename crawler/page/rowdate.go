package page

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"duwang/crawler/portal"
)

// Forms in which lists split or shorten a date; brackets and blanks around
// them are gone, text is folded.
var (
	dayFirst   = regexp.MustCompile(`^(\d{1,2})日?\s*((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})月?$`)
	dayLast    = regexp.MustCompile(`^((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})月?\s+(\d{1,2})日?$`)
	yearLast   = regexp.MustCompile(`^(\d{1,2})\s*[-./月]\s*(\d{1,2})日?\s+((?:19|20)\d{2})年?$`)
	yearFirst  = regexp.MustCompile(`^((?:19|20)\d{2})年?\s+(\d{1,2})\s*[-./月]\s*(\d{1,2})日?$`)
	shortYear  = regexp.MustCompile(`^(\d{2})[-./](\d{1,2})[-./](\d{1,2})$`)
	monthDay   = regexp.MustCompile(`^(\d{1,2})\s*[-./月]\s*(\d{1,2})日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$`)
	agoForm    = regexp.MustCompile(`^(\d{1,3})\s*(天|小时|分钟|秒)前$`)
	compactDay = regexp.MustCompile(`^(?:19|20)\d{6}$`)
)

// rowDate reads a list's date out of a piece of text that is nothing else. u
// is the row's address, whose own date settles a missing year; asOf the day of
// the scan. ok is false when the text is no date; the date may still be zero
// when its year cannot be known.
func rowDate(text, u string, asOf portal.Date) (d portal.Date, ok bool) {
	if len(text) > 80 || text == "" {
		return 0, false
	}
	s := strings.TrimSpace(fold(text))
	s = strings.Trim(s, "[]()【】{}<>「」〔〕|·•:;,-. ")
	if word, f, _, start := labelBefore(strings.TrimRight(labelHead(s), " :")); word != "" {
		switch f {
		case published, publishedDay, updated:
			if start == 0 {
				s = strings.TrimLeft(s[len(labelHead(s)):], " :")
			}
		default:
			return 0, false
		}
	}
	if hits := findDates(s); len(hits) > 0 {
		h := hits[0]
		rest := s[:h.start] + s[h.end:]
		if utf8.RuneCountInString(strings.Trim(rest, " []()【】{}|:-.")) <= 2 || weekdayOnly(rest) {
			return h.stamp.Date, true
		}
		return 0, false
	}
	if len(s) < 2 || len(s) > 40 {
		return 0, false
	}
	switch s {
	case "今天", "今日", "刚刚":
		return asOf, true
	case "昨天", "昨日":
		return back(asOf, 1), true
	case "前天":
		return back(asOf, 2), true
	}
	if c := s[0]; c < '0' || c > '9' {
		return 0, false
	}
	switch {
	case compactDay.MatchString(s):
		return portal.NewDate(number(s[:4]), time.Month(number(s[4:6])), number(s[6:])), true
	}
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		return portal.NewDate(number(m[2]), time.Month(number(m[3])), number(m[1])), true
	}
	if m := dayLast.FindStringSubmatch(s); m != nil {
		return portal.NewDate(number(m[1]), time.Month(number(m[2])), number(m[3])), true
	}
	if m := yearLast.FindStringSubmatch(s); m != nil {
		return portal.NewDate(number(m[3]), time.Month(number(m[1])), number(m[2])), true
	}
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		return portal.NewDate(number(m[1]), time.Month(number(m[2])), number(m[3])), true
	}
	if m := shortYear.FindStringSubmatch(s); m != nil {
		if y := number(m[1]); y <= 69 {
			return portal.NewDate(2000+y, time.Month(number(m[2])), number(m[3])), true
		}
		return 0, false
	}
	if m := monthDay.FindStringSubmatch(s); m != nil {
		month, day := number(m[1]), number(m[2])
		if month < 1 || month > 12 || day < 1 || day > 31 {
			return 0, false
		}
		return withYear(month, day, u, asOf), true
	}
	if m := agoForm.FindStringSubmatch(s); m != nil {
		if m[2] == "天" {
			return back(asOf, number(m[1])), true
		}
		return asOf, true
	}
	return 0, false
}

// labelHead returns the part of a text before its first digit.
func labelHead(s string) string {
	if i := strings.IndexAny(s, "0123456789"); i >= 0 {
		return s[:i]
	}
	return s
}

func weekdayOnly(s string) bool {
	s = strings.Trim(s, " []()【】{}|:-.")
	return strings.HasPrefix(s, "星期") || strings.HasPrefix(s, "周")
}

func back(asOf portal.Date, days int) portal.Date {
	if asOf == 0 {
		return 0
	}
	return asOf.AddDays(-days)
}

// rowDateOnly tells whether a text is a list's date and nothing else.
func rowDateOnly(s string) bool {
	_, ok := rowDate(s, "", 0)
	return ok
}

// withYear completes a day without its year: the year that the row's address
// names for this very day or month, else the latest that does not lie after
// asOf. Without either the date stays unknown.
func withYear(month, day int, u string, asOf portal.Date) portal.Date {
	if y, m, d := addressDate(u); y != 0 && m == month && (d == 0 || d == day) {
		return portal.NewDate(y, time.Month(month), day)
	}
	if asOf == 0 {
		return 0
	}
	for y := asOf.Year(); y > asOf.Year()-9; y-- { // nine years back finds 29 February
		if d := portal.NewDate(y, time.Month(month), day); d != 0 && d <= asOf {
			return d
		}
	}
	return 0
}

// addressDigits finds 20210622, 202106, 2021/06/22, 2021-06-22 and 2021/6 in
// an address.
var addressDigits = regexp.MustCompile(`(?:^|[^0-9])(20[0-4]\d)(?:([01]\d)([0-3]\d)?|[-/](\d{1,2})(?:[-/](\d{1,2}))?)(?:[^0-9]|$)`)

// addressDate returns the day an address names, d 0 when it names a month
// only, all 0 when it names none. It is a hint to a year, never a date.
func addressDate(u string) (y, m, d int) {
	for _, g := range addressDigits.FindAllStringSubmatch(u, -1) {
		y = number(g[1])
		if g[2] != "" {
			m = number(g[2])
			if g[3] != "" {
				d = number(g[3])
			}
		} else {
			m = number(g[4])
			if g[5] != "" {
				d = number(g[5])
			}
		}
		if m >= 1 && m <= 12 && d <= 31 {
			if d != 0 {
				return y, m, d
			}
			// A month alone; a fuller date may follow: 202106/t20210622.
			for _, h := range addressDigits.FindAllStringSubmatch(u, -1) {
				if h[3] != "" && number(h[1]) == y && number(h[2]) == m {
					return y, m, number(h[3])
				}
			}
			return y, m, 0
		}
	}
	return 0, 0, 0
}

// dateRows gives the rows their dates: from the row's own box, from its line,
// from the cells or lines beside it. Which side a date stands on is settled
// for the whole group, so no row takes its neighbour's.
func (r *reader) dateRows(rows []row) {
	for i := range rows {
		w := &rows[i]
		w.date = r.boxDate(w)
	}
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && rows[to].group == rows[from].group {
			to++
		}
		r.dateBeside(rows[from:to])
		from = to
	}
}

// boxDate reads the date inside a row's box.
func (r *reader) boxDate(w *row) portal.Date {
	el := &r.elems[w.box]
	if el.n.Data == "tr" {
		return r.cellDate(w)
	}
	link := &r.elems[r.anchors[w.anchor].elem]
	// Pieces that are a date and nothing else, nearest to a label first.
	for k := el.run; k < el.runEnd; k++ {
		if r.flagsOf(r.runs[k].elem)&isTemplate != 0 {
			continue
		}
		if d, ok := rowDate(r.runs[k].text, w.url, r.opt.AsOf); ok && (d != 0 || len(r.runs[k].text) > 4) {
			if k > el.run && labelOfOther(r.runs[k-1].text) {
				continue
			}
			if d != 0 {
				return d
			}
		}
	}
	// Dates split over elements: 26 / 2021-03.
	for k := el.run; k+1 < el.runEnd; k++ {
		a, b := r.runs[k].text, r.runs[k+1].text
		if len(a) <= 12 && len(b) <= 12 {
			if d, ok := rowDate(a+" "+b, w.url, r.opt.AsOf); ok && d != 0 {
				return d
			}
			if d, ok := rowDate(a+b, w.url, r.opt.AsOf); ok && d != 0 {
				return d
			}
		}
		if k+2 < el.runEnd && len(a)+len(b)+len(r.runs[k+2].text) <= 20 {
			if d, ok := rowDate(a+b+r.runs[k+2].text, w.url, r.opt.AsOf); ok && d != 0 {
				return d
			}
		}
	}
	// A label within the box, or a date at the edge of the line outside the link.
	for i := el.line; i < el.lineEnd; i++ {
		if r.lines[i].run < el.run || r.lines[i].runEnd > el.runEnd {
			continue // other rows share the line
		}
		for _, l := range r.labelsOn(i) {
			if l.field == published || l.field == publishedDay && l.whole || l.field == updated {
				if s, ok := labelledDate(l.value); ok {
					return s.Date
				}
			}
		}
	}
	for k := el.run; k < el.runEnd; k++ {
		if k >= link.run && k < link.runEnd && link.runEnd-link.run < 2 {
			if d := edgeDate(r.runs[k].text); d != 0 {
				return d
			}
			continue
		}
		if d := edgeDate(r.runs[k].text); d != 0 && runes(r.runs[k].text) < 40 {
			return d
		}
	}
	return 0
}

// labelOfOther tells whether a text is the label of a date that is no
// publication: 成文日期：
func labelOfOther(s string) bool {
	_, f, _, _ := labelBefore(strings.TrimRight(s, " :："))
	return f == formed || f == foreign
}

// edgeDate returns a date in brackets or behind a blank at either end of a text.
func edgeDate(text string) portal.Date {
	s := strings.TrimSpace(fold(text))
	hits := findDates(s)
	if len(hits) == 0 {
		return 0
	}
	h := hits[len(hits)-1]
	if tail := strings.Trim(s[h.end:], " )]】|"); tail == "" && h.start > 0 && strings.ContainsRune(" ([【|", runeBefore(s, h.start)) {
		if !labelOfOther(strings.TrimRight(s[:h.start], " ([【")) {
			return h.stamp.Date
		}
	}
	h = hits[0]
	if head := strings.Trim(s[:h.start], " ([【"); head == "" && h.end < len(s) && strings.ContainsAny(s[h.end:h.end+1], " )]|") {
		return h.stamp.Date
	}
	return 0
}

func runeBefore(s string, i int) rune {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return r
}

// cellDate reads the date of a table's row: of the column whose head says
// 发布日期, else the last cell that is a date.
func (r *reader) cellDate(w *row) portal.Date {
	cells := r.cells(w.box)
	head := r.headCells(w.box)
	last := portal.Date(0)
	for i, c := range cells {
		text := tidy(r.visible(c))
		d, ok := rowDate(text, w.url, r.opt.AsOf)
		if !ok || d == 0 {
			if r.within(r.anchors[w.anchor].elem, c) {
				if e := r.cellEdge(c, w); e != 0 {
					last = e
				}
			}
			continue
		}
		if i < len(head) && len(head) == len(cells) {
			switch head[i] {
			case published, publishedDay:
				return d
			case formed, foreign:
				continue
			}
		}
		last = d
	}
	return last
}

// cellEdge looks for a date inside the cell that holds the link.
func (r *reader) cellEdge(c int32, w *row) portal.Date {
	el := &r.elems[c]
	for k := el.run; k < el.runEnd; k++ {
		if d, ok := rowDate(r.runs[k].text, w.url, r.opt.AsOf); ok && d != 0 {
			return d
		}
	}
	for k := el.run; k < el.runEnd; k++ {
		if d := edgeDate(r.runs[k].text); d != 0 {
			return d
		}
	}
	return 0
}

func (r *reader) cells(tr int32) []int32 {
	var list []int32
	for c := tr + 1; c < r.elems[tr].end; c = r.elems[c].end {
		list = append(list, c)
	}
	return list
}

// headCells returns what the cells of a table's first row announce, nil when
// that row announces nothing.
func (r *reader) headCells(tr int32) []field {
	table := r.elems[tr].parent
	for table >= 0 && r.elems[table].n.Data != "table" {
		table = r.elems[table].parent
	}
	if table < 0 {
		return nil
	}
	if h, ok := r.heads[table]; ok {
		return h
	}
	var head []field
	for e := table + 1; e < r.elems[table].end; e++ {
		if r.elems[e].n.Data != "tr" {
			continue
		}
		known := false
		for _, c := range r.cells(e) {
			_, f := wholeLabel(tidy(r.visible(c)))
			known = known || f != noField
			head = append(head, f)
		}
		if !known {
			head = nil
		}
		break
	}
	if r.heads == nil {
		r.heads = map[int32][]field{}
	}
	r.heads[table] = head
	return head
}

// dateBeside dates the rows of one group whose boxes hold no date from the
// text between the boxes.
func (r *reader) dateBeside(rows []row) {
	missing := 0
	for i := range rows {
		if rows[i].date == 0 {
			missing++
		}
	}
	if missing == 0 || missing*2 < len(rows) {
		return
	}
	group := &r.elems[rows[0].group]
	n := len(rows)
	before := make([]portal.Date, n+1) // between row i-1 and row i
	for i := 0; i <= n; i++ {
		from, to := group.run, group.runEnd
		if i > 0 {
			from = r.elems[rows[i-1].box].runEnd
		}
		if i < n {
			to = r.elems[rows[i].box].run
		}
		u := ""
		if i < n {
			u = rows[i].url
		}
		if to-from > 6 {
			continue
		}
		for k := from; k < to; k++ {
			if d, ok := rowDate(r.runs[k].text, u, r.opt.AsOf); ok && d != 0 {
				before[i] = d
				break
			}
		}
	}
	first, last := before[0] != 0, before[n] != 0
	switch {
	case first && !last:
		for i := range rows {
			if rows[i].date == 0 {
				rows[i].date = before[i]
			}
		}
	case last && !first:
		for i := range rows {
			if rows[i].date == 0 {
				rows[i].date = before[i+1]
			}
		}
	}
}
