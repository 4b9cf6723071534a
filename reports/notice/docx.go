package notice

import (
	"io"

	"duwang/reports"
	"duwang/reports/docx"
)

// imprintGap is the blank, in twips, between the receipt and the 版记 below it:
// the 版心 is 12,756 high, the receipt takes about 6,200, the 版记 up to 1,400.
const imprintGap = 4700

// WriteDOCX writes the notice as a Word file. The same notice gives the same
// bytes; the error is that of w.
func (n *Notice) WriteDOCX(w io.Writer) error {
	opt := docx.Options{Title: title + "（" + n.Unit + "）", Author: n.Office.Name}
	if n.Draft() {
		opt.Head = DraftMark
	}
	d := docx.NewWriter(w, opt)
	for _, b := range n.blocks() {
		text := clean(b.Text)
		switch b.Kind {
		case kindLetterhead:
			d.Letterhead(text)
		case kindNumber:
			d.Number(text)
		case kindTitle:
			d.Title(text)
		case kindAddressee:
			d.Addressee(text)
		case kindHeading:
			d.Heading(1, text)
		case kindSub:
			d.Heading(2, text)
		case kindPara:
			d.Para(docx.Run{Text: text})
		case kindClosing:
			d.Closing(docx.Run{Text: text})
		case kindList:
			d.Attachments(b.Names)
		case kindSign:
			d.Sign(text, b.More)
		case kindNote:
			d.Note(text)
		case kindPage:
			d.NewSection(b.Wide)
		case kindAttachment:
			d.AttachmentHead(b.N, text)
		case kindForm:
			d.FormTitle(text)
		case kindLine:
			d.FormLine(text)
		case kindTable:
			d.Table(docx.Table{Widths: b.Table.Widths, Head: b.Table.Head, Rows: b.Table.Rows, Centre: b.Table.Centre, Heads: b.Table.Heads, Height: b.Table.Height})
		case kindImprint:
			d.Imprint(imprintGap, text, n.Office.Name, b.More)
		}
	}
	return d.Close()
}

// clean drops what no document can hold; full-width blanks, which align the
// lines of a letter, stay.
func clean(s string) string {
	if s == "　" {
		return s
	}
	return reports.Clean(s)
}
