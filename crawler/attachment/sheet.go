package attachment

import (
	"path"
	"strconv"
	"strings"

	"duwang/crawler/sensitive"
)

// A grid takes the cells of a sheet and hands them on row by row, what is
// hidden apart from what is shown.
type grid struct {
	*reader
	place  string // 工作表“名单”
	hidden bool   // the whole sheet

	columns   [][2]int // hidden ones, first and last, counted from 0
	row       int
	rowHidden bool
	line      strings.Builder
	gone      strings.Builder
	at        [2]int // columns written so far: shown, hidden
}

func newGrid(r *reader, name string, hidden bool) *grid {
	g := &grid{reader: r, place: "工作表“" + sensitive.Mask(name) + "”", hidden: hidden, row: -1}
	if hidden {
		g.place += "（隐藏）"
	}
	r.part(g.place, hidden)
	return g
}

// widest column that keeps its place in a row; what stands further right comes
// after it.
const widest = 256

func (g *grid) cell(column int, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	to, k := &g.line, 0
	if g.rowHidden || g.covered(column) {
		to, k = &g.gone, 1
	}
	column = min(max(column, g.at[k]), widest)
	to.WriteString(strings.Repeat("\t", column-g.at[k]))
	g.at[k] = column
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == '\t' || c == '\n' || c == '\r' }) {
		to.WriteString(part)
		to.WriteByte(' ')
	}
}

func (g *grid) covered(column int) bool {
	for _, c := range g.columns {
		if column >= c[0] && column <= c[1] {
			return true
		}
	}
	return false
}

// flush ends the row. A table's row has tabs even when its last cells alone
// are filled, so a head keeps its columns.
func (g *grid) flush() {
	if g.line.Len() > 0 {
		g.where(g.place, g.hidden)
		g.find.Line(g.line.String())
	}
	if g.gone.Len() > 0 {
		what := "（隐藏的列）"
		if g.rowHidden {
			what = "（隐藏的行）"
		}
		if g.hidden {
			what = ""
		}
		g.where(g.place+what, true)
		g.find.Line(g.gone.String())
	}
	g.line.Reset()
	g.gone.Reset()
	g.at = [2]int{}
	g.rowHidden = false
}

// workbook reads an xlsx: every sheet, hidden ones too, then comments, text
// boxes and what pivot tables keep of their source.
func (p pack) workbook() error {
	book := &workbookXML{}
	if err := p.each("xl/workbook.xml", book); err != nil {
		return err
	}
	rels := &relsXML{to: map[string]string{}}
	if err := p.each("xl/_rels/workbook.xml.rels", rels); err != nil {
		return err
	}
	shared := &sharedXML{}
	for _, name := range p.parts("xl/sharedStrings*.xml") {
		if err := p.each(name, shared); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, s := range book.sheets {
		name := path.Join("xl", rels.to[s.id])
		if t := rels.to[s.id]; strings.HasPrefix(t, "/") {
			name = t[1:]
		}
		seen[name] = true
		if err := p.sheet(name, newGrid(p.reader, s.name, s.hidden), shared.list); err != nil {
			return err
		}
	}
	for _, name := range p.parts("xl/worksheets/*.xml") {
		if !seen[name] {
			if err := p.sheet(name, newGrid(p.reader, path.Base(name), true), shared.list); err != nil {
				return err
			}
		}
	}
	for _, part := range []struct {
		pattern, place string
		hidden         bool
	}{
		{"xl/comments*.xml", "批注", true}, {"xl/threadedComments/*.xml", "批注", true}, {"xl/drawings/*.xml", "文本框", false},
		{"xl/pivotCache/*.xml", "数据透视表的源数据", true},
	} {
		for _, name := range p.parts(part.pattern) {
			p.part(part.place, part.hidden)
			h := &looseXML{reader: p.reader, values: strings.Contains(part.pattern, "pivot"), ends: "comment threadedComment p", texts: "t text"}
			err := p.each(name, h)
			h.flush()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (p pack) sheet(name string, g *grid, shared []string) error {
	err := p.each(name, &sheetXML{grid: g, shared: shared})
	g.flush()
	return err
}

type workbookXML struct {
	sheets []struct {
		name, id string
		hidden   bool
	}
}

func (w *workbookXML) start(name string, attr func(string) string) {
	if name == "sheet" && len(w.sheets) < mostEntries {
		state := attr("state")
		w.sheets = append(w.sheets, struct {
			name, id string
			hidden   bool
		}{attr("name"), attr("id"), state == "hidden" || state == "veryHidden"})
	}
}
func (*workbookXML) text(string) {}
func (*workbookXML) end(string)  {}

type relsXML struct{ to map[string]string }

func (r *relsXML) start(name string, attr func(string) string) {
	if name == "Relationship" {
		r.to[attr("Id")] = attr("Target")
	}
}
func (*relsXML) text(string) {}
func (*relsXML) end(string)  {}

// sharedXML collects the strings that cells share; phonetic runs are left out.
type sharedXML struct {
	list []string
	now  strings.Builder
	in   bool
	rph  bool
}

func (s *sharedXML) start(name string, _ func(string) string) {
	switch name {
	case "si":
		s.now.Reset()
	case "t":
		s.in = true
	case "rPh":
		s.rph = true
	}
}

func (s *sharedXML) text(t string) {
	if s.in && !s.rph {
		s.now.WriteString(t)
	}
}

func (s *sharedXML) end(name string) {
	switch name {
	case "si":
		s.list = append(s.list, s.now.String())
	case "t":
		s.in = false
	case "rPh":
		s.rph = false
	}
}

// sheetXML reads the cells of a sheet.
type sheetXML struct {
	*grid
	shared []string

	column int
	typ    string
	value  strings.Builder
	in     bool
}

func (s *sheetXML) start(name string, attr func(string) string) {
	switch name {
	case "col":
		if h := attr("hidden"); h == "1" || h == "true" || attr("width") == "0" {
			first, err1 := strconv.Atoi(attr("min"))
			last, err2 := strconv.Atoi(attr("max"))
			if err1 == nil && err2 == nil && len(s.columns) < widest {
				s.columns = append(s.columns, [2]int{first - 1, last - 1})
			}
		}
	case "row":
		s.flush()
		s.column = -1
		h := attr("hidden")
		s.rowHidden = h == "1" || h == "true"
	case "c":
		s.column++
		if c, ok := columnOf(attr("r")); ok {
			s.column = c
		}
		s.typ = attr("t")
		s.value.Reset()
	case "v", "t":
		s.in = true
	}
}

func (s *sheetXML) text(t string) {
	if s.in {
		s.value.WriteString(t)
	}
}

func (s *sheetXML) end(name string) {
	switch name {
	case "v", "t":
		s.in = false
	case "c":
		v := s.value.String()
		if s.typ == "s" {
			i, err := strconv.Atoi(strings.TrimSpace(v))
			if err != nil || i < 0 || i >= len(s.shared) {
				return
			}
			v = s.shared[i]
		}
		s.cell(s.column, v)
	}
}

// columnOf reads the column off a cell's reference: B7 → 1.
func columnOf(ref string) (int, bool) {
	n := 0
	for i := 0; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			return n - 1, i > 0
		}
		n = n*26 + int(c-'A') + 1
	}
	return 0, false
}

// looseXML reads parts that hold texts without much order: a line ends with
// each of the named elements.
type looseXML struct {
	*reader
	values bool   // texts stand in attributes v, as in pivot caches
	ends   string // elements that end a line
	texts  string // elements that hold text
	line   strings.Builder
	in     bool
}

func (l *looseXML) start(name string, attr func(string) string) {
	if hasWord(l.texts, name) {
		l.in = true
	}
	if l.values {
		if v := attr("v"); v != "" {
			l.find.Line(v)
		}
	}
}

func (l *looseXML) text(s string) {
	if l.in {
		l.line.WriteString(s)
	}
}

func (l *looseXML) end(name string) {
	if hasWord(l.texts, name) {
		l.in = false
	}
	if hasWord(l.ends, name) {
		l.flush()
	}
	if name == "tc" {
		l.line.WriteByte('\t')
	}
}

func (l *looseXML) flush() {
	l.find.Line(l.line.String())
	l.line.Reset()
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}
