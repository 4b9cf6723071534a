// Package letter is an official document (公文) as a list of blocks, which two
// renderers lay out alike: Word by GB/T 9704—2012 and a page that prints the
// same. What a paper says is chosen elsewhere (package notice); here it only
// gets its form.
package letter

import (
	"strconv"
	"strings"
)

// A Letter is one document.
type Letter struct {
	Office string // who prints it, in the 版记
	Title  string // in the file's properties and the page's title
	Mark   string // running head of every page, such as 草稿; "" for none
	// Gap is the blank, in twips, above the 版记, which its page's other content
	// leaves; see docx.Imprint.
	Gap    int
	Wide   bool // its first page is landscape
	Blocks []Block
}

// Kinds of Block.
const (
	KindLetterhead = "letterhead" // 发文机关标志
	KindNumber     = "number"     // 发文字号 above the red rule
	KindSerial     = "serial"     // number of a form, without letterhead
	KindTitle      = "title"
	KindAddressee  = "addressee" // 主送机关
	KindHeading    = "heading"   // 一、
	KindSub        = "sub"       // （一）
	KindPara       = "para"
	KindQuote      = "quote"   // words of a page, with what matters in them set apart
	KindClosing    = "closing" // the last paragraph of the body
	KindList       = "list"    // 附件说明
	KindSign       = "sign"    // 署名 and 成文日期
	KindNote       = "note"    // 附注
	KindPage       = "page"    // a new page
	KindAttachment = "attachment"
	KindForm       = "form" // title of a form that is no attachment
	KindLine       = "line" // small line at a table
	KindTable      = "table"
	KindImprint    = "imprint" // 版记
)

// A Block is one element of a letter; which fields it has depends on its kind.
type Block struct {
	Kind  string
	Text  string
	More  string   // second line of sign and imprint
	Names []string // of list
	Apart []string // of quote: what to set apart, wherever it stands in Text
	Wide  bool     // of page: landscape
	N     int      // of attachment
	Table *Table
}

// A Table as both renderers lay it out; widths are in twips and should sum to
// docx.Width, or docx.WideWidth on a landscape page. A row may have fewer cells
// than there are widths: its last one then reaches to the right edge.
type Table struct {
	Widths []int
	Head   []string
	Rows   [][]string
	Centre []bool
	Heads  []bool
	Height int
	Links  int // 1 + the column whose lines may be addresses; 0 for none
}

// A Builder gathers blocks and numbers the headings.
type Builder struct {
	Blocks []Block
	level  int // headings so far
	sub    int
}

// Add appends one block.
func (b *Builder) Add(x Block) { b.Blocks = append(b.Blocks, x) }

// Para appends a paragraph of the body.
func (b *Builder) Para(s string) { b.Add(Block{Kind: KindPara, Text: s}) }

// Line appends a small line above or below a table.
func (b *Builder) Line(s string) { b.Add(Block{Kind: KindLine, Text: s}) }

// Table appends a table.
func (b *Builder) Table(t *Table) { b.Add(Block{Kind: KindTable, Table: t}) }

// Page begins a new page.
func (b *Builder) Page(wide bool) { b.Add(Block{Kind: KindPage, Wide: wide}) }

// Heading appends the next heading of the first level: 一、s.
func (b *Builder) Heading(s string) {
	b.level++
	b.sub = 0
	b.Add(Block{Kind: KindHeading, Text: Numeral(b.level) + "、" + s})
}

// Subheading appends the next heading of the second level: （一）s.
func (b *Builder) Subheading(s string) {
	b.sub++
	b.Add(Block{Kind: KindSub, Text: "（" + Numeral(b.sub) + "）" + s})
}

var numerals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// Numeral writes 1…99 in Chinese.
func Numeral(n int) string {
	switch {
	case n <= 10:
		return numerals[n-1]
	case n < 20:
		return "十" + numerals[n-11]
	case n%10 == 0 && n < 100:
		return numerals[n/10-1] + "十"
	case n < 100:
		return numerals[n/10-1] + "十" + numerals[n%10-1]
	}
	return strconv.Itoa(n)
}

// A piece is a stretch of a quotation.
type piece struct {
	Text  string
	Apart bool
}

// pieces cuts a quotation where something is to be set apart.
func (b *Block) pieces() []piece {
	var out []piece
	rest := b.Text
	for rest != "" {
		at, length := -1, 0
		for _, a := range b.Apart {
			if i := strings.Index(rest, a); a != "" && i >= 0 && (at < 0 || i < at || i == at && len(a) > length) {
				at, length = i, len(a)
			}
		}
		if at < 0 {
			break
		}
		if at > 0 {
			out = append(out, piece{rest[:at], false})
		}
		out = append(out, piece{rest[at : at+length], true})
		rest = rest[at+length:]
	}
	if rest != "" {
		out = append(out, piece{rest, false})
	}
	return out
}
