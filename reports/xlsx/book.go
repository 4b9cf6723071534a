package xlsx

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// maxCell is how many UTF-16 units a cell holds.
const maxCell = 32767

// A book is a workbook being written sheet by sheet, row by row.
type book struct {
	file   *excelize.File
	styles [styleCount]int
	sheets int
}

// Styles of cells.
const (
	plain  = iota // text, wrapped
	centre        // short text
	count         // whole numbers
	points        // points, as precise as they are
	share         // percentages with one decimal
	date          // 2026-11-20
	strong        // sums and group rows: text
	strongPoints
	head      // head rows
	caption   // title of a sheet
	note      // line below the title
	input     // to be filled in
	inputDate // to be filled in with a date
	styleCount
)

func newBook() (*book, error) {
	b := &book{file: excelize.NewFile()}
	b.file.SetZipWriter(newOrdered)
	border := func() []excelize.Border {
		var list []excelize.Border
		for _, side := range []string{"left", "top", "right", "bottom"} {
			list = append(list, excelize.Border{Type: side, Color: "808080", Style: 1})
		}
		return list
	}
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: "宋体", Size: size, Bold: bold}
	}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	align := func(horizontal string) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true}
	}
	day, percent := "yyyy-mm-dd", "0.0%"
	list := [styleCount]*excelize.Style{
		plain:        {Border: border(), Font: font(10, false), Alignment: align("left")},
		centre:       {Border: border(), Font: font(10, false), Alignment: align("center")},
		count:        {Border: border(), Font: font(10, false), Alignment: align("center"), NumFmt: 1},
		points:       {Border: border(), Font: font(10, false), Alignment: align("center")},
		share:        {Border: border(), Font: font(10, false), Alignment: align("center"), CustomNumFmt: &percent},
		date:         {Border: border(), Font: font(10, false), Alignment: align("center"), CustomNumFmt: &day},
		strong:       {Border: border(), Font: font(10, true), Alignment: align("left"), Fill: fill("F5F4F1")},
		strongPoints: {Border: border(), Font: font(10, true), Alignment: align("center"), Fill: fill("F5F4F1")},
		head:         {Border: border(), Font: font(10, true), Alignment: align("center"), Fill: fill("E4E2DC")},
		caption:      {Font: font(16, true), Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}},
		note:         {Font: font(10, false), Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}},
		input:        {Border: border(), Font: font(10, false), Alignment: align("left"), Fill: fill("FFFDF0")},
		inputDate:    {Border: border(), Font: font(10, false), Alignment: align("center"), CustomNumFmt: &day, Fill: fill("FFFDF0")},
	}
	for i, s := range list {
		id, err := b.file.NewStyle(s)
		if err != nil {
			return nil, err
		}
		b.styles[i] = id
	}
	return b, nil
}

// A column of a sheet: its head, its width in characters, and the style of
// its cells.
type column struct {
	head  string
	width float64
	style int
}

// A sheet is one table: a title, a line below it, a head row that stays in
// sight and repeats on every printed page, and rows.
type sheet struct {
	book    *book
	name    string
	stream  *excelize.StreamWriter
	columns []column
	row     int  // last row written
	spread  bool // the next row is one merged cell, a single line
	err     error
}

// titleColumns is how many columns the title of a sheet reaches over when the
// sheet is several pages wide, so that it stands whole on the first.
const titleColumns = 11

// headRow is the row of the table's head on every sheet.
const headRow = 3

// sheet begins a sheet. Titles and heads are ours, the line may hold names of
// units and sites.
// across says how many pages wide it prints; from two on, the first two
// columns repeat at the left of each.
func (b *book) sheet(name, title, line string, across int, columns []column) (*sheet, error) {
	if b.sheets == 0 {
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return nil, err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return nil, err
	}
	b.sheets++
	last := letter(len(columns))
	if across > 1 {
		last = letter(min(len(columns), titleColumns))
	}
	if err := b.print(name, across); err != nil {
		return nil, err
	}
	stream, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	s := &sheet{book: b, name: name, stream: stream, columns: columns, row: headRow}
	reach := 0.0 // of the merged cells, in characters
	for i, c := range columns {
		s.do(stream.SetColWidth(i+1, i+1, c.width))
		if across == 1 || i < titleColumns {
			reach += c.width
		}
	}
	s.do(stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: headRow, TopLeftCell: fmt.Sprintf("A%d", headRow+1), ActivePane: "bottomLeft"}))
	s.do(stream.MergeCell("A1", last+"1"))
	s.do(stream.MergeCell("A2", last+"2"))
	s.do(stream.SetRow("A1", []any{excelize.Cell{StyleID: b.styles[caption], Value: title}}, excelize.RowOpts{Height: 30}))
	s.do(stream.SetRow("A2", []any{excelize.Cell{StyleID: b.styles[note], Value: safe(line)}}, excelize.RowOpts{Height: max(32, height(linesOf(line, reach)))}))
	heads := make([]any, len(columns))
	for i, c := range columns {
		heads[i] = excelize.Cell{StyleID: b.styles[head], Value: c.head}
	}
	s.do(stream.SetRow(fmt.Sprintf("A%d", headRow), heads, excelize.RowOpts{Height: 30}))
	return s, s.err
}

// print sets a sheet up for A4 landscape, across pages wide, with its head
// row on every page and the page's number below.
func (b *book) print(name string, across int) error {
	yes, landscape, a4, long := true, "landscape", 9, 0
	margin, edge := 0.5, 0.3
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &across, FitToHeight: &long}); err != nil {
		return err
	}
	if err := b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &margin, Bottom: &margin,
		Header: &edge, Footer: &edge, Horizontally: &yes}); err != nil {
		return err
	}
	if err := b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}); err != nil {
		return err
	}
	repeat := fmt.Sprintf("'%s'!$%d:$%d", name, headRow, headRow)
	if across > 1 {
		repeat = fmt.Sprintf("'%s'!$A:$B,", name) + repeat
	}
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: repeat})
}

func (s *sheet) do(err error) {
	if s.err == nil {
		s.err = err
	}
}

// A formula is a sum that people check, with its value for readers that do
// not calculate.
type formula struct {
	text  string
	value float64
}

// A styled cell overrides its column's style.
type styled struct {
	style int
	value any
}

// add writes a row in the columns' styles. Values are strings, ints,
// rules.Centi, float64, portal.Date, formula, styled or nil.
func (s *sheet) add(values ...any) {
	s.row++
	cells := make([]any, len(values))
	lines := 1
	for i, v := range values {
		style := s.columns[i].style
		if st, ok := v.(styled); ok {
			style, v = st.style, st.value
		}
		cell := excelize.Cell{StyleID: s.book.styles[style]}
		switch v := v.(type) {
		case string:
			if v = safe(v); v != "" {
				cell.Value = v
				if !s.spread {
					lines = max(lines, linesOf(v, s.columns[i].width))
				}
			}
		case rules.Centi:
			cell.Value = number(v)
		case portal.Date:
			if v != 0 {
				cell.Value = v.Time()
			}
		case formula:
			cell.Formula, cell.Value = v.text, v.value
		default:
			cell.Value = v
		}
		cells[i] = cell
	}
	s.do(s.stream.SetRow(fmt.Sprintf("A%d", s.row), cells, excelize.RowOpts{Height: height(lines)}))
}

// Row heights in points. They are stated, since not every program fits rows
// to wrapped text by itself.
const (
	lineHeight    = 13.5
	longestHeight = 409 // Excel's limit
)

func height(lines int) float64 { return min(float64(max(lines, 1))*lineHeight+6, longestHeight) }

// linesOf estimates how many lines a text takes in a column of the given
// width: a full-width character is as wide as two digits.
func linesOf(s string, width float64) int {
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		w := 0.0
		for _, r := range line {
			if r < 0x1100 {
				w++
			} else {
				w += 2
			}
		}
		n += max(1, int(math.Ceil(w/max(width-1, 1))))
	}
	return n
}

// end closes the sheet, with a filter over its columns when there are rows.
func (s *sheet) end(filter bool) error {
	if filter && s.row > headRow && s.err == nil {
		s.do(s.book.file.AutoFilter(s.name, fmt.Sprintf("A%d:%s%d", headRow, letter(len(s.columns)), s.row), nil))
	}
	if s.err != nil {
		return fmt.Errorf("sheet %s: %w", s.name, s.err)
	}
	return s.stream.Flush()
}

func number(c rules.Centi) float64 { return float64(c) / 100 }

// safe makes a string fit for a cell: line breaks stay, other control
// characters and what XML cannot hold go, and no more is kept than a cell
// holds. A string stays a string, whatever it begins with: formulas are
// written as formulas only by this package.
func safe(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' || r >= 0x7F && r < 0xA0 || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if len(s) <= maxCell {
		return s
	}
	units := 0
	for i, r := range s {
		units += utf16.RuneLen(r)
		if units > maxCell-1 {
			return s[:i] + "…"
		}
	}
	return s
}
