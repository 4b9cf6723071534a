package page

import (
	"strings"

	"golang.org/x/net/html/atom"

	"duwang/crawler/portal"
	"duwang/crawler/sensitive"
)

// leaks are what an article ought not to show. Secrecy marks count in the head
// of its text and right above its headline; numbers wherever they stand, parts
// that no browser shows included, since whoever reads the source reads them.
func (r *reader) leaks(b *body, title titleCandidate) []portal.Leak {
	f := sensitive.Finder{AsOf: r.opt.AsOf}
	f.Part("", false)
	above := span{max(title.lines.from-aboveTitle, 0), title.lines.from}
	text := r.fromRow(b.lines)
	for i := above.from; i < above.to; i++ {
		if l := &r.lines[i]; !text.has(i) && l.flags&(unread|chrome|inPager|inAnchor) == 0 {
			f.Line(l.text)
		}
	}
	r.rowsTo(&f, text, r.real)
	f.Rest()
	r.rowsTo(&f, span{0, text.from}, r.real)
	r.rowsTo(&f, span{text.to, int32(len(r.lines))}, r.real)
	return f.Leaks()
}

// real tells whether a line is more than a template that a script would fill.
func (r *reader) real(line int32) bool { return r.lines[line].flags&isTemplate == 0 }

// fromRow moves the beginning of a text that was cut inside the head of a
// table, whose first cells are as short as buttons, back to the row's first cell.
func (r *reader) fromRow(text span) span {
	if text.empty() {
		return text
	}
	tr, _ := r.cellOf(r.lines[text.from].elem)
	for tr >= 0 && text.from > 0 {
		if before, _ := r.cellOf(r.lines[text.from-1].elem); before != tr {
			break
		}
		text.from--
	}
	return text
}

// aboveTitle is how many lines above the headline a marking may stand.
const aboveTitle = 3

// A lineSink takes lines, and is told where the next ones stand.
type lineSink interface {
	Line(text string)
	Where(place string, hidden bool)
}

// rowsTo hands the wanted lines to a sink, the cells of a table's row as one line with
// tabs between, so that the head of the table labels what stands below it.
func (r *reader) rowsTo(f lineSink, s span, wanted func(line int32) bool) {
	var row strings.Builder
	last, lastCell, before := int32(-1), int32(-1), false
	_, keepsRows := f.(*textOfLines)
	f.Where("", false)
	flush := func() {
		if last >= 0 {
			if keepsRows {
				r.tailTabs(&row, lastCell)
			}
			f.Line(row.String())
			row.Reset()
			last = -1
		}
	}
	for i := s.from; i < s.to; i++ {
		l := &r.lines[i]
		if !wanted(i) {
			continue
		}
		tr, cell := r.cellOf(l.elem)
		if hidden := l.flags&isHidden != 0; hidden != before {
			flush()
			before = hidden
			f.Where(map[bool]string{true: "网页中隐藏的内容"}[hidden], hidden)
		}
		if tr < 0 {
			flush()
			f.Line(l.text)
			continue
		}
		switch {
		case tr != last:
			flush()
			last = tr
			r.tabs(&row, tr, cell)
		case cell != lastCell:
			r.tabs(&row, lastCell, cell)
		default:
			row.WriteByte(' ')
		}
		lastCell = cell
		row.WriteString(l.text)
	}
	flush()
}

// tabs writes a tab for every cell of a row that begins behind one element and
// up to another; empty cells have no line but keep their place.
func (r *reader) tabs(row *strings.Builder, from, to int32) {
	parent := r.elems[to].parent
	first := from == parent
	for e := from + 1; e <= to; e++ {
		if r.elems[e].parent != parent || !cellAtom(r.elems[e].n.DataAtom) {
			continue
		}
		if first {
			first = false
			continue
		}
		row.WriteByte('\t')
	}
}

// tailTabs writes a tab for every cell of a row behind a given one: the empty
// cells at its end.
func (r *reader) tailTabs(row *strings.Builder, cell int32) {
	parent := r.elems[cell].parent
	for e := r.elems[cell].end; e < r.elems[parent].end; e = r.elems[e].end {
		if cellAtom(r.elems[e].n.DataAtom) {
			row.WriteByte('\t')
		}
	}
}

func cellAtom(a atom.Atom) bool { return a == atom.Td || a == atom.Th }

// cellOf returns the row and the cell of a table in which an element stands,
// -1 when it stands in none.
func (r *reader) cellOf(e int32) (tr, cell int32) {
	if e < 0 {
		return -1, -1
	}
	if cell = r.elems[e].cell; cell < 0 || r.elems[cell].parent < 0 {
		return -1, -1
	}
	return r.elems[cell].parent, cell
}

// maskFacts hides numbers in what the facts repeat of the page's words: the
// store, reports and logs show titles and links.
func maskFacts(f *portal.Facts) {
	mask := func(s *string) { *s = sensitive.Mask(*s) }
	mask(&f.Title)
	mask(&f.Source)
	for i := range f.Tags {
		mask(&f.Tags[i].Value)
	}
	for i := range f.Items {
		mask(&f.Items[i].Title)
	}
	for i := range f.Attachments {
		mask(&f.Attachments[i].Text)
	}
	for i := range f.Annexes {
		mask(&f.Annexes[i])
	}
	for i := range f.Unseen {
		mask(&f.Unseen[i].Text)
	}
	for i := range f.Links {
		mask(&f.Links[i].Text)
	}
}
