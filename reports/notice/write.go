package notice

import (
	"io"

	"duwang/reports/letter"
)

// imprintGap is the blank, in twips, between the receipt and the 版记 below it:
// the 版心 is 12,756 high, the receipt takes about 6,200, the 版记 up to 1,400.
const imprintGap = 4700

// Letter returns the notice as a document.
func (n *Notice) Letter() *letter.Letter {
	l := &letter.Letter{Office: n.Office.Name, Title: title + "（" + n.Unit + "）", Gap: imprintGap, Blocks: n.blocks()}
	if n.Draft() {
		l.Mark = DraftMark
	}
	return l
}

// WriteDOCX writes the notice as a Word file. The same notice gives the same
// bytes; the error is that of w.
func (n *Notice) WriteDOCX(w io.Writer) error { return n.Letter().WriteDOCX(w) }

// WriteHTML writes the notice as one self-contained page that prints like the
// Word file. The error is that of w.
func (n *Notice) WriteHTML(w io.Writer) error { return n.Letter().WriteHTML(w) }
