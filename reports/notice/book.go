package notice

import (
	"fmt"
	"io"
	"strconv"

	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/letter"
)

// A Book (证据册) shows, for each problem of a notice, what the program saw: the
// capture's address, time, status, headers and digest, and an excerpt with the
// fault set apart. It rests on the kept answers, not on the site of today.
type Book struct {
	Office  reports.Office
	UnitID  string
	Unit    string
	Serial  string // of the notice
	Number  int    // of the notice
	Year    int
	Made    portal.Date
	Head    string // hash of the chain's last link when the book was made
	Entries []BookEntry
}

// A BookEntry is one problem with its captures.
type BookEntry struct {
	Number   string // 问题编号
	Sentence string
	URL      string
	Seen     []string // when it was seen, a line each
	Basis    string
	Proof    string // the finding's evidence in words
	Captures []Capture
}

// A Capture is one kept answer.
type Capture struct {
	For     string // 发现（2026年11月21日）
	URL     string
	Taken   string // to the second, Beijing time
	Status  string
	Digest  string
	Record  string // file and offset of the WARC record
	Headers []string
	Excerpt []string // lines of the page around the fault, numbers masked
	Apart   []string // what to set apart in Excerpt
	Image   bool     // a file, no page: there is no excerpt
}

// Name returns the base name of the book's files: 证据册-edu-2026-1.
func (b *Book) Name() string { return fmt.Sprintf("证据册-%s-%d-%d", b.UnitID, b.Year, b.Number) }

var captureWidths = []int{1500, 7344}

// headersShown are the headers that a book prints; the kept answer has all.
const headersShown = 8

// Letter returns the book as a document.
func (b *Book) Letter() *letter.Letter {
	var d letter.Builder
	title := "政务公开问题证据册"
	d.Add(letter.Block{Kind: letter.KindForm, Text: title})
	d.Add(letter.Block{Kind: letter.KindSerial, Text: "通知书编号：" + b.Serial})
	d.Para(fmt.Sprintf("本册汇集%s下发给%s的%d个问题的证据，由读网程序在检查时留存，按问题编号排列。摘录中有关文字加下划线标出；其中的长串号码已作遮盖，网页原文保存在证据文件中。", b.Serial, b.Unit, len(b.Entries)))
	if b.Head != "" {
		d.Line("证据链校验值（以后可据此核对证据有没有被改动）：\n" + b.Head)
	}
	for i := range b.Entries {
		e := &b.Entries[i]
		d.Heading(fmt.Sprintf("问题%s", e.Number))
		d.Para(e.Sentence)
		t := &letter.Table{Widths: captureWidths, Heads: []bool{true, false}, Links: 2}
		row := func(head, text string) {
			if text != "" {
				t.Rows = append(t.Rows, []string{head, text})
			}
		}
		row("网址", reports.Cut(e.URL, 300))
		row("发现时间", lines(e.Seen))
		row("依据", e.Basis)
		row("认定要点", e.Proof)
		d.Table(t)
		if len(e.Captures) == 0 {
			d.Para("证据文件中没有找到这个网址的网页。")
		}
		for k := range e.Captures {
			b.capture(&d, &e.Captures[k], k+1)
		}
	}
	d.Add(letter.Block{Kind: letter.KindSign, Text: b.Office.Name, More: b.Made.Chinese()})
	return &letter.Letter{Office: b.Office.Name, Title: title + "（" + b.Unit + "）", Blocks: d.Blocks}
}

func (b *Book) capture(d *letter.Builder, c *Capture, n int) {
	d.Subheading("截取" + strconv.Itoa(n) + "：" + c.For)
	t := &letter.Table{Widths: captureWidths, Heads: []bool{true, false}, Links: 2, Rows: [][]string{
		{"网址", reports.Cut(c.URL, 300)}, {"取得时间", c.Taken}, {"状态码", c.Status}, {"校验值", c.Digest}, {"证据记录", c.Record}}}
	if len(c.Headers) > 0 {
		t.Rows = append(t.Rows, []string{"响应头", lines(c.Headers[:min(len(c.Headers), headersShown)])})
	}
	d.Table(t)
	switch {
	case c.Image:
		d.Para("该网址是文件，内容见证据文件。")
	case len(c.Excerpt) == 0:
		d.Para("网页没有文字内容。")
	default:
		d.Para("网页摘录：")
		for _, l := range c.Excerpt {
			d.Add(letter.Block{Kind: letter.KindQuote, Text: l, Apart: c.Apart})
		}
	}
}

func lines(list []string) string {
	s := ""
	for i, l := range list {
		if i > 0 {
			s += "\n"
		}
		s += reports.Cut(l, 160)
	}
	return s
}

// WriteDOCX writes the book as a Word file; the error is that of w.
func (b *Book) WriteDOCX(w io.Writer) error { return b.Letter().WriteDOCX(w) }
