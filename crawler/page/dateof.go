package page

import (
	"strings"
	"unicode/utf8"

	"duwang/crawler/portal"
)

// dateRows gives the rows their dates: from the row's own box, from its line,
// from the cells or lines beside it. Which side a date stands on is settled
// for the whole group, so no row takes its neighbour's.
func (r *reader) dateRows(rows []row) {
	for i := range rows {
		if w := &rows[i]; w.flags&(inNav|inFoot|inCrumb) == 0 || r.opt.Home {
			w.date = r.boxDate(w)
		}
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
	switch el.n.Data {
	case "tr":
		return r.cellDate(w, w.box)
	case "table":
		for e := w.box + 1; e < el.end; e++ {
			if r.elems[e].n.Data == "tr" {
				return r.cellDate(w, e)
			}
		}
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
	if d := r.joinedDate(el.run, el.runEnd, w.url); d != 0 {
		return d
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
				if d, ok := rowDate(l.value, w.url, r.opt.AsOf); ok && d != 0 {
					return d
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

// joinedDate reads a date split over elements, 26 / 2021-03, among runs.
func (r *reader) joinedDate(from, to int32, u string) portal.Date {
	for k := from; k+1 < to; k++ {
		a, b := r.runs[k].text, r.runs[k+1].text
		if len(a) <= 12 && len(b) <= 12 {
			if d, ok := rowDate(a+" "+b, u, r.opt.AsOf); ok && d != 0 {
				return d
			}
			if d, ok := rowDate(a+b, u, r.opt.AsOf); ok && d != 0 {
				return d
			}
		}
		if k+2 < to && len(a)+len(b)+len(r.runs[k+2].text) <= 20 {
			if d, ok := rowDate(a+b+r.runs[k+2].text, u, r.opt.AsOf); ok && d != 0 {
				return d
			}
		}
	}
	return 0
}

// splitDate reads the date among a few runs, whole or in pieces.
func (r *reader) splitDate(from, to int32, u string) portal.Date {
	for k := from; k < to; k++ {
		if d, ok := rowDate(r.runs[k].text, u, r.opt.AsOf); ok && d != 0 {
			return d
		}
	}
	return r.joinedDate(from, to, u)
}

// labelOfOther tells whether a text is the label of a date that is no
// publication: 成文日期：
func labelOfOther(s string) bool {
	_, f, _, _ := labelBefore(strings.TrimRight(s, " :："))
	return f == formed || f == foreign
}

// edgeDate returns a date in brackets or behind a blank at either end of a text.
func edgeDate(text string) portal.Date {
	if !mayHit(text) {
		return 0
	}
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
func (r *reader) cellDate(w *row, tr int32) portal.Date {
	cells := r.cells(tr)
	head := r.headCells(tr)
	last := portal.Date(0)
	for i, c := range cells {
		text := tidy(r.visible(c))
		d, ok := rowDate(text, w.url, r.opt.AsOf)
		if el := &r.elems[c]; !ok && el.runEnd-el.run > 1 && el.runEnd-el.run <= 4 && el.anchEnd == el.anchor {
			d = r.joinedDate(el.run, el.runEnd, w.url)
			ok = d != 0
		}
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
	return r.joinedDate(el.run, el.runEnd, w.url)
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
		known := 0
		for _, c := range r.cells(e) {
			text := tidy(r.visible(c))
			_, f := wholeLabel(text)
			if f != noField && !rowDateOnly(text) { // 今天 is a row's date
				known++
			}
			head = append(head, f)
		}
		if known == 0 || known == 1 && r.elems[e].anchEnd > r.elems[e].anchor {
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
		before[i] = r.splitDate(from, to, u)
	}
	// The side that dates the most rows is the list's; a neighbour's single
	// date is nobody's.
	side, most := 0, 0
	for s := range 2 {
		dated := 0
		for i := range rows {
			if rows[i].date == 0 && before[i+s] != 0 {
				dated++
			}
		}
		if dated > most || dated == most && s == 1 && before[0] == 0 {
			side, most = s, dated
		}
	}
	if most*2 <= missing || n == 1 && (runes(rows[0].title) < 8 || rows[0].shape != shapeArticle) {
		return
	}
	for i := range rows {
		if rows[i].date == 0 {
			rows[i].date = before[i+side]
		}
	}
}
