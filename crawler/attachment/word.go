package attachment

import (
	"strconv"
	"strings"
)

// word reads a docx: the text first, then what stands around it.
func (p pack) word() error {
	for _, part := range []struct {
		pattern, place string
		hidden         bool
	}{
		{"word/document.xml", "", false}, {"word/header*.xml", "页眉", false}, {"word/footer*.xml", "页脚", false},
		{"word/footnotes.xml", "脚注", false}, {"word/endnotes.xml", "尾注", false}, {"word/comments.xml", "批注", true},
	} {
		for _, name := range p.parts(part.pattern) {
			p.part(part.place, part.hidden)
			w := &wordText{reader: p.reader, place: part.place, hidden: part.hidden}
			err := p.each(name, w)
			w.flush()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// A wordText puts the runs of a docx together, a paragraph or a table's row a
// line.
type wordText struct {
	*reader
	place  string
	hidden bool

	line, gone strings.Builder // what is shown, what is not
	cells      int             // open cells of tables
	span       int             // columns that the present cell covers beyond its first
	inText     bool
	vanished   bool // the run is hidden text
	deleted    bool // the run was deleted with changes tracked
	skip       int  // depth inside a fallback, which repeats what stands before it
}

func (w *wordText) start(name string, attr func(string) string) {
	if w.skip > 0 || name == "Fallback" {
		w.skip++
		return
	}
	switch name {
	case "tc":
		w.cells++
		w.span = 0
	case "gridSpan":
		if n, err := strconv.Atoi(attr("val")); err == nil && n > 1 && n < 64 {
			w.span = n - 1
		}
	case "r":
		w.vanished = false
	case "vanish":
		v := attr("val")
		w.vanished = v != "0" && v != "false" && v != "off"
	case "t":
		w.inText, w.deleted = true, false
	case "delText":
		w.inText, w.deleted = true, true
	case "tab":
		w.write(" ")
	case "br", "cr":
		w.breakLine()
	}
}

func (w *wordText) text(s string) {
	if w.inText && w.skip == 0 {
		w.write(s)
	}
}

func (w *wordText) write(s string) {
	if w.vanished || w.deleted && w.inText {
		w.gone.WriteString(s)
		return
	}
	w.line.WriteString(s)
}

func (w *wordText) end(name string) {
	if w.skip > 0 {
		w.skip--
		return
	}
	switch name {
	case "t", "delText":
		w.inText, w.deleted = false, false
	case "p":
		w.breakLine()
	case "tc":
		w.cells = max(w.cells-1, 0)
		w.line.WriteString(strings.Repeat("\t", w.span+1))
		w.gone.WriteString("\t")
		w.span = 0
	case "tr":
		w.flush()
	}
}

// breakLine ends a line, inside a cell only a word.
func (w *wordText) breakLine() {
	if w.cells > 0 {
		w.line.WriteByte(' ')
		return
	}
	w.flush()
}

func (w *wordText) flush() {
	w.where(w.place, w.hidden)
	w.find.Line(w.line.String())
	w.line.Reset()
	if strings.TrimSpace(w.gone.String()) != "" {
		w.where(w.place+"隐藏或已删除的文字", true)
		w.find.Line(w.gone.String())
	}
	w.gone.Reset()
}
