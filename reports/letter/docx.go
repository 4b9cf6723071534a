package letter

import (
	"io"

	"duwang/reports"
	"duwang/reports/docx"
)

// WriteDOCX writes the letter as a Word file. The same letter gives the same
// bytes; the error is that of w.
func (l *Letter) WriteDOCX(w io.Writer) error {
	d := docx.NewWriter(w, docx.Options{Title: l.Title, Author: l.Office, Head: l.Mark, Wide: l.Wide})
	for _, b := range l.Blocks {
		text := clean(b.Text)
		switch b.Kind {
		case KindLetterhead:
			d.Letterhead(text)
		case KindNumber:
			d.Number(text)
		case KindSerial:
			d.Serial(text)
		case KindTitle:
			d.Title(text)
		case KindAddressee:
			d.Addressee(text)
		case KindHeading:
			d.Heading(1, text)
		case KindSub:
			d.Heading(2, text)
		case KindPara:
			d.Para(docx.Run{Text: text})
		case KindQuote:
			b.Text = text
			var runs []docx.Run
			for _, p := range b.pieces() {
				runs = append(runs, docx.Run{Text: p.Text, Kai: true, Bold: p.Apart, Underline: p.Apart})
			}
			d.Para(runs...)
		case KindClosing:
			d.Closing(docx.Run{Text: text})
		case KindList:
			d.Attachments(b.Names)
		case KindSign:
			d.Sign(text, b.More)
		case KindNote:
			d.Note(text)
		case KindPage:
			d.NewSection(b.Wide)
		case KindAttachment:
			d.AttachmentHead(b.N, text)
		case KindForm:
			d.FormTitle(text)
		case KindLine:
			d.FormLine(text)
		case KindTable:
			d.Table(docx.Table{Widths: b.Table.Widths, Head: b.Table.Head, Rows: b.Table.Rows, Centre: b.Table.Centre, Heads: b.Table.Heads, Height: b.Table.Height})
		case KindImprint:
			d.Imprint(l.Gap, text, l.Office, b.More)
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
