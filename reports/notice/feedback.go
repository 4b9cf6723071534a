package notice

import (
	"fmt"
	"io"
	"slices"

	"duwang/reports/letter"
)

// FeedbackName returns the name of the feedback form's file: 整改反馈表-edu-1.docx.
func (n *Notice) FeedbackName() string {
	return fmt.Sprintf("整改反馈表-%s-%d.docx", n.UnitID, n.Number)
}

// WriteFeedback writes the feedback form (整改情况反馈表) and the receipt (送达回执)
// by themselves, to be filled in and sent back. They are those of the notice.
// The error is that of w.
func (n *Notice) WriteFeedback(w io.Writer) error {
	b := &builder{n: n}
	b.form()
	b.receipt()
	// Without the page break that parts the form from the letter, and the 版记.
	blocks := slices.DeleteFunc(b.Blocks[1:], func(x letter.Block) bool { return x.Kind == letter.KindImprint })
	for i := range blocks {
		if blocks[i].Kind == letter.KindAttachment {
			blocks[i].Kind = letter.KindForm
		}
	}
	l := n.Letter()
	l.Title, l.Blocks, l.Wide = "整改情况反馈表（"+n.Unit+"）", blocks, true
	return l.WriteDOCX(w)
}
