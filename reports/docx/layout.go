package docx

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Page measures in twips: A4 with the margins of GB/T 9704—2012 5.2, 37 mm at
// the top, 28 mm at the binding edge, a 版心 of 156 × 225 mm.
const (
	pageShort, pageLong = 11906, 16838
	// Width and WideWidth are what a table may fill, upright and landscape.
	Width     = 8844
	WideWidth = pageLong - 2098 - 1984
)

// section returns the properties of the open section.
func (d *Writer) section() string {
	refs := ""
	if d.opt.Head != "" {
		refs = `<w:headerReference w:type="default" r:id="rId6"/><w:headerReference w:type="even" r:id="rId6"/>`
	}
	refs += `<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>`
	if d.wide {
		// Turned by a quarter: what was the top margin is at the binding edge.
		return `<w:sectPr>` + refs + fmt.Sprintf(`<w:type w:val="nextPage"/><w:pgSz w:w="%d" w:h="%d" w:orient="landscape"/>`, pageLong, pageShort) +
			`<w:pgMar w:top="1587" w:right="1984" w:bottom="1474" w:left="2098" w:header="851" w:footer="794" w:gutter="0"/></w:sectPr>`
	}
	return `<w:sectPr>` + refs + fmt.Sprintf(`<w:type w:val="nextPage"/><w:pgSz w:w="%d" w:h="%d"/>`, pageShort, pageLong) +
		`<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1304" w:gutter="0"/>` +
		fmt.Sprintf(`<w:docGrid w:type="lines" w:linePitch="%d"/></w:sectPr>`, pitch)
}

// NewSection ends the pages so far and begins a new page, landscape or not.
func (d *Writer) NewSection(landscape bool) {
	d.put(`<w:p><w:pPr><w:pStyle w:val="Break"/>` + d.section() + `</w:pPr></w:p>`)
	d.wide = landscape
}

// Letterhead writes the issuer's name (发文机关标志) in red, 35 mm below the
// upper edge of the 版心, as large as one line of it allows.
func (d *Writer) Letterhead(office string) {
	n := max(utf8.RuneCountInString(office), 1)
	half := min(2*430/n, 100)
	d.put(`<w:p><w:pPr><w:pStyle w:val="Letterhead"/></w:pPr><w:r><w:rPr>` + size(half) + `</w:rPr>` + text(office) + `</w:r></w:p>`)
}

// Number writes the document number (发文字号), such as 示政公开整〔2026〕1号, two
// lines below the letterhead, with the red rule 4 mm below it.
func (d *Writer) Number(number string) { d.para("DocNumber", "", Run{Text: number}) }

// Serial writes the number of a form that has no letterhead, centred below its
// title.
func (d *Writer) Serial(s string) { d.para("Serial", "", Run{Text: s}) }

// Title writes the document's title, 2号小标宋, centred.
func (d *Writer) Title(s string) { d.para("DocTitle", "", Run{Text: s}) }

// Addressee writes the main recipient (主送机关) flush left; the colon is added.
func (d *Writer) Addressee(s string) { d.para("Flush", "", Run{Text: s + "："}) }

// Heading writes a heading of level 1 (黑体, 一、) or 2 (楷体, （一）); the caller
// numbers it.
func (d *Writer) Heading(level int, s string) {
	style := "Level1"
	if level > 1 {
		style = "Level2"
	}
	d.para(style, "", Run{Text: s})
}

// Para writes a paragraph of the body, indented by two characters.
func (d *Writer) Para(runs ...Run) { d.para("Body", "", runs...) }

// Closing writes the last paragraph of the body and keeps it on the page of
// what follows: a page with nothing but the signature is not allowed (GB/T
// 9704—2012 7.3.5.5).
func (d *Writer) Closing(runs ...Run) { d.para("Body", "<w:keepNext/>", runs...) }

// Blank writes n empty lines.
func (d *Writer) Blank(n int) {
	for range n {
		d.para("Flush", "<w:keepNext/>")
	}
}

// Attachments writes the list of attachments (附件说明) one line below the
// body: names without final punctuation, further ones below the first.
func (d *Writer) Attachments(names []string) {
	d.Blank(1)
	for i, name := range names {
		if len(names) == 1 {
			d.hang(5, "附件："+name)
			return
		}
		lead := "附件："
		if i > 0 {
			lead = "　　　"
		}
		d.hang(7, fmt.Sprintf("%s%d．%s", lead, i+1, name))
	}
}

// hang indents by two characters, and further lines by chars.
func (d *Writer) hang(chars int, s string) {
	d.para("Flush", fmt.Sprintf(`<w:keepNext/><w:ind w:leftChars="%d" w:left="%d" w:hangingChars="%d" w:hanging="%d"/>`,
		chars*100, chars*320, (chars-2)*100, (chars-2)*320), Run{Text: s})
}

// Sign writes the issuer (署名) and the date (成文日期) below it for a document
// that will be sealed (GB/T 9704—2012 7.3.5.1): the date ends four characters
// from the right edge, the issuer is centred on it, and the room for the seal
// stays empty.
func (d *Writer) Sign(office, date string) {
	d.Blank(2)
	centre := 4 + width(date)/2 // of the date, in characters from the right edge
	right := max(centre-width(office)/2, 0)
	d.para("Sign", rightIndent(right), Run{Text: office})
	d.para("Sign", rightIndent(4), Run{Text: date})
}

func rightIndent(chars float64) string {
	return fmt.Sprintf(`<w:ind w:rightChars="%d" w:right="%d"/>`, int(chars*100), int(chars*320))
}

// width counts characters, half ones for letters and digits.
func width(s string) float64 {
	n := 0.0
	for _, r := range s {
		if r < 0x2000 {
			n += 0.5
		} else {
			n++
		}
	}
	return n
}

// Note writes a note (附注) in brackets below the date, indented by two characters.
func (d *Writer) Note(s string) { d.Para(Run{Text: "（" + s + "）"}) }

// AttachmentHead begins an attachment: its mark 附件1 flush left and its title.
// The caller has begun a new section before.
func (d *Writer) AttachmentHead(n int, title string) {
	d.para("AttachmentMark", "", Run{Text: fmt.Sprintf("附件%d", n)})
	d.para("AttachmentTitle", "", Run{Text: title})
}

// FormTitle writes the title of a form that is no attachment.
func (d *Writer) FormTitle(title string) { d.para("AttachmentTitle", "", Run{Text: title}) }

// FormLine writes a small line above or below a table.
func (d *Writer) FormLine(s string) { d.para("FormLine", "", Run{Text: s}) }

// A Table has explicit column widths, a head row that repeats on every page
// unless it is empty, and rows that do not break across pages.
type Table struct {
	Widths []int // twips; they should sum to Width or WideWidth
	Head   []string
	Rows   [][]string
	Centre []bool // columns to centre
	Heads  []bool // columns set like the head row
	Height int    // least height of a row in twips
	// A row may have fewer cells than there are widths: its last one then
	// reaches to the right edge.
}

const borders = `<w:tblBorders><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/><w:left w:val="single" w:sz="6" w:space="0" w:color="000000"/>` +
	`<w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/><w:right w:val="single" w:sz="6" w:space="0" w:color="000000"/>` +
	`<w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tblBorders>`

// Table writes a table.
func (d *Writer) Table(t Table) {
	total := 0
	grid := ""
	for _, w := range t.Widths {
		total += w
		grid += fmt.Sprintf(`<w:gridCol w:w="%d"/>`, w)
	}
	d.put(fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/>%s<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>%s</w:tblGrid>`, total, borders, grid))
	if len(t.Head) > 0 {
		d.row(t, t.Head, true)
	}
	for _, r := range t.Rows {
		d.row(t, r, false)
	}
	d.put(`</w:tbl>`)
	d.para("Break", "")
}

func (d *Writer) row(t Table, cells []string, head bool) {
	var b strings.Builder
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	if t.Height > 0 {
		fmt.Fprintf(&b, `<w:trHeight w:val="%d" w:hRule="atLeast"/>`, t.Height)
	}
	if head {
		b.WriteString(`<w:tblHeader/>`)
	}
	b.WriteString(`</w:trPr>`)
	for i, s := range cells {
		w, span := t.Widths[i], ""
		if rest := len(t.Widths) - len(cells); rest > 0 && i == len(cells)-1 {
			for _, more := range t.Widths[i+1:] {
				w += more
			}
			span = fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, rest+1)
		}
		style, jc := "Cell", ""
		switch {
		case head || i < len(t.Heads) && t.Heads[i]:
			style = "CellHead"
		case i < len(t.Centre) && t.Centre[i]:
			jc = `<w:jc w:val="center"/>`
		}
		fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>`, w, span, style, jc)
		if s != "" {
			b.WriteString(`<w:r>` + text(s) + `</w:r>`)
		}
		b.WriteString(`</w:p></w:tc>`)
	}
	b.WriteString(`</w:tr>`)
	d.put(b.String())
}

// Imprint writes the 版记 after a gap of the given twips, which the caller
// chooses so that it stands at the foot of its page: frames that hang at the
// bottom are read differently by every word processor. It holds the copies
// (抄送) when there are any, then the printing office on the left and the date
// on the right, between thick rules at top and bottom and a thin one between
// (GB/T 9704—2012 7.4).
func (d *Writer) Imprint(gap int, copies, office, date string) {
	d.para("Break", fmt.Sprintf(`<w:spacing w:before="%d" w:after="0" w:line="20" w:lineRule="exact"/>`, gap))
	const thick, thin = `w:val="single" w:sz="8" w:space="0" w:color="000000"`, `w:val="single" w:sz="4" w:space="0" w:color="000000"`
	d.put(fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders><w:top %s/><w:bottom %s/><w:insideH %s/></w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>`, Width, thick, thick, thin, Width-3600, 3600))
	cell := func(w, span int, props, s string) string {
		grid := ""
		if span > 1 {
			grid = fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, span)
		}
		return fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Imprint"/>%s</w:pPr><w:r>%s</w:r></w:p></w:tc>`,
			w, grid, props, text(s))
	}
	if copies != "" {
		d.put(`<w:tr><w:trPr><w:cantSplit/></w:trPr>` + cell(Width, 2, `<w:ind w:leftChars="100" w:left="1120" w:rightChars="100" w:right="280" w:hangingChars="300" w:hanging="840"/>`, "抄送："+copies) + `</w:tr>`)
	}
	d.put(`<w:tr><w:trPr><w:cantSplit/></w:trPr>` + cell(Width-3600, 1, `<w:ind w:leftChars="100" w:left="280"/>`, office) +
		cell(3600, 1, `<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>`, date+"印发") + `</w:tr></w:tbl>`)
	d.para("Break", "")
}
