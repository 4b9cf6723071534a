package attachment

import (
	"bytes"
	"math"
	"strings"
)

// A matrix is a PDF transformation [a b c d e f].
type matrix [6]float64

var unit = matrix{1, 0, 0, 1, 0, 0}

// times returns the matrix that does m, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3], m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// A graphics state, as far as text needs it.
type pdfState struct {
	ctm                  matrix
	font                 *pdfFont
	size, leading        float64
	charSpace, wordSpace float64
}

// A pdfText puts the strings of one page together as lines: what stands on one
// height is a line, a wide gap in it a cell.
type pdfText struct {
	file  *pdfFile
	now   pdfState
	stack []pdfState
	tm    matrix // text matrix
	lm    matrix // text line matrix
	line  strings.Builder
	begun bool
	x, y  float64 // where the last character ended
	steps int
}

// mostSteps bounds the operators of a page, forms included.
const mostSteps = 4_000_000

// Gaps, in sizes of the font.
const (
	lineGap = 0.5
	cellGap = 0.9
	wordGap = 0.25
)

func (t *pdfText) page(p pdfDict) {
	t.now.ctm = unit
	var all []byte
	contents := t.file.get(p["Contents"])
	list, ok := contents.([]any)
	if !ok {
		list = []any{p["Contents"]}
	}
	for _, v := range list {
		all = append(append(all, t.stream(v)...), '\n')
	}
	resources, _ := t.file.get(p["Resources"]).(pdfDict)
	t.run(all, resources, 0)
	t.flush()
}

func (t *pdfText) stream(v any) []byte {
	ref, ok := v.(pdfRef)
	if !ok {
		return nil
	}
	d, ok := t.file.get(ref).(pdfDict)
	if !ok {
		return nil
	}
	return t.file.decode(d, t.file.streams[int(ref)])
}

func (t *pdfText) flush() {
	t.file.find.Line(t.line.String())
	t.line.Reset()
	t.begun = false
}

// run carries out a content stream.
func (t *pdfText) run(b []byte, resources pdfDict, depth int) {
	l := pdfLexer{b: b}
	var args []any
	for {
		v, ok := l.next()
		if !ok {
			return
		}
		op, is := v.(pdfOp)
		if !is {
			if len(args) < 64 {
				args = append(args, v)
			}
			continue
		}
		if t.steps++; t.steps > mostSteps {
			return
		}
		if op == "BI" {
			// An inline picture: its bytes may look like anything.
			t.file.images++
			if k := bytes.Index(b[l.i:], []byte("EI")); k >= 0 {
				for {
					end := l.i + k + 2
					if end >= len(b) || pdfSpace(b[end]) && pdfSpace(b[end-3]) {
						l.i = min(end, len(b))
						break
					}
					more := bytes.Index(b[end:], []byte("EI"))
					if more < 0 {
						return
					}
					k += 2 + more
				}
			} else {
				return
			}
		}
		t.op(op, args, resources, depth)
		args = args[:0]
	}
}

func (t *pdfText) op(op pdfOp, args []any, resources pdfDict, depth int) {
	num := func(i int) float64 {
		if i < len(args) {
			if f, ok := args[i].(float64); ok {
				return f
			}
		}
		return 0
	}
	six := func() matrix { return matrix{num(0), num(1), num(2), num(3), num(4), num(5)} }
	switch op {
	case "q":
		if len(t.stack) < 256 {
			t.stack = append(t.stack, t.now)
		}
	case "Q":
		if n := len(t.stack); n > 0 {
			t.now, t.stack = t.stack[n-1], t.stack[:n-1]
		}
	case "cm":
		t.now.ctm = six().times(t.now.ctm)
	case "BT":
		t.tm, t.lm = unit, unit
	case "Tf":
		if len(args) == 2 {
			name, _ := args[0].(pdfName)
			fonts, _ := t.file.get(resources["Font"]).(pdfDict)
			t.now.font, t.now.size = t.file.font(fonts[name]), num(1)
		}
	case "TL":
		t.now.leading = num(0)
	case "Tc":
		t.now.charSpace = num(0)
	case "Tw":
		t.now.wordSpace = num(0)
	case "Td":
		t.move(num(0), num(1))
	case "TD":
		t.now.leading = -num(1)
		t.move(num(0), num(1))
	case "Tm":
		t.lm = six()
		t.tm = t.lm
	case "T*":
		t.move(0, -t.now.leading)
	case "Tj":
		t.show(args)
	case "'":
		t.move(0, -t.now.leading)
		t.show(args)
	case "\"":
		t.now.wordSpace, t.now.charSpace = num(0), num(1)
		t.move(0, -t.now.leading)
		if len(args) == 3 {
			t.show(args[2:])
		}
	case "TJ":
		if len(args) == 1 {
			if list, ok := args[0].([]any); ok {
				t.show(list)
			}
		}
	case "Do":
		if len(args) == 1 && depth < 8 {
			name, _ := args[0].(pdfName)
			objects, _ := t.file.get(resources["XObject"]).(pdfDict)
			t.object(objects[name], resources, depth)
		}
	}
}

// object draws a form or notes a picture.
func (t *pdfText) object(v any, outer pdfDict, depth int) {
	d, ok := t.file.get(v).(pdfDict)
	if !ok {
		return
	}
	switch t.file.get(d["Subtype"]) {
	case pdfName("Image"):
		t.file.images++
	case pdfName("Form"):
		before, kept := t.now, t.stack
		t.stack = nil
		if m, ok := t.file.get(d["Matrix"]).([]any); ok && len(m) == 6 {
			var own matrix
			for i := range own {
				own[i], _ = t.file.get(m[i]).(float64)
			}
			t.now.ctm = own.times(t.now.ctm)
		}
		resources, ok := t.file.get(d["Resources"]).(pdfDict)
		if !ok {
			resources = outer
		}
		t.run(t.stream(v), resources, depth+1)
		t.now, t.stack = before, kept
	}
}

func (t *pdfText) move(x, y float64) {
	t.lm = matrix{1, 0, 0, 1, x, y}.times(t.lm)
	t.tm = t.lm
}

// show writes strings at the present place; numbers between them move it.
func (t *pdfText) show(list []any) {
	font := t.now.font
	if font == nil {
		font = &pdfFont{plain: true, width: 500}
	}
	for _, v := range list {
		switch v := v.(type) {
		case float64:
			t.tm = matrix{1, 0, 0, 1, -v / 1000 * t.now.size, 0}.times(t.tm)
		case pdfStr:
			font.read(v, func(text string, width float64) {
				t.place(text)
				step := width/1000*t.now.size + t.now.charSpace
				if text == " " {
					step += t.now.wordSpace
				}
				t.tm = matrix{1, 0, 0, 1, step, 0}.times(t.tm)
				m := t.tm.times(t.now.ctm)
				t.x, t.y = m[4], m[5]
			})
		}
	}
}

// place appends one character, behind what the way from the last one means.
func (t *pdfText) place(text string) {
	if text == "" {
		t.file.blind++
		text = "\ufffd"
	} else {
		t.file.shown++
	}
	m := t.tm.times(t.now.ctm)
	size := math.Abs(t.now.size) * math.Hypot(m[2], m[3])
	if size == 0 {
		size = 1
	}
	if t.begun {
		// Along and across the direction of writing, whatever that is.
		dx, dy := m[4]-t.x, m[5]-t.y
		if k := math.Hypot(m[0], m[1]); k > 0 {
			dx, dy = (dx*m[0]+dy*m[1])/k, (dy*m[0]-dx*m[1])/k
		}
		switch {
		case math.Abs(dy) > lineGap*size:
			t.flush()
		case dx > cellGap*size || dx < -cellGap*size:
			t.line.WriteByte('\t')
		case dx > wordGap*size:
			t.line.WriteByte(' ')
		}
	}
	t.begun = true
	for _, c := range text {
		if c >= ' ' {
			t.line.WriteRune(c)
		}
	}
	if t.line.Len() > 1<<16 {
		t.flush()
	}
}
