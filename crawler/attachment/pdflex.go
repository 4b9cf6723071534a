package attachment

import (
	"bytes"
	"strconv"
)

// Values of PDF syntax (ISO 32000-1, 7.3): nil, bool, float64, and these.
type (
	pdfName string
	pdfRef  int // of an object, by its number; generations do not matter to us
	pdfStr  []byte
	pdfDict map[pdfName]any
	pdfOp   string // any bare word: an operator, obj, stream
)

const deepest = 64 // nested arrays and dictionaries

// A pdfLexer reads values off bytes. It never fails: what is no syntax is
// stepped over.
type pdfLexer struct {
	b     []byte
	i     int
	refs  bool // "12 0 R" is a reference, as outside of content streams
	depth int
}

func pdfSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func pdfDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func (l *pdfLexer) space() {
	for l.i < len(l.b) {
		switch c := l.b[l.i]; {
		case pdfSpace(c):
			l.i++
		case c == '%':
			for l.i < len(l.b) && l.b[l.i] != '\n' && l.b[l.i] != '\r' {
				l.i++
			}
		default:
			return
		}
	}
}

// closing is what ends an array or a dictionary.
type closing string

// next returns the next value, false at the end.
func (l *pdfLexer) next() (any, bool) {
	l.space()
	if l.i >= len(l.b) {
		return nil, false
	}
	c := l.b[l.i]
	switch {
	case c == '/':
		l.i++
		return l.name(), true
	case c == '(':
		l.i++
		return l.literal(), true
	case c == '<' && l.i+1 < len(l.b) && l.b[l.i+1] == '<':
		l.i += 2
		return l.dict(), true
	case c == '<':
		l.i++
		return l.hex(), true
	case c == '[':
		l.i++
		return l.array(), true
	case c == '>' && l.i+1 < len(l.b) && l.b[l.i+1] == '>':
		l.i += 2
		return closing(">>"), true
	case c == ']':
		l.i++
		return closing("]"), true
	case pdfDelimiter(c):
		l.i++
		return pdfOp(c), true
	}
	from := l.i
	for l.i < len(l.b) && !pdfSpace(l.b[l.i]) && !pdfDelimiter(l.b[l.i]) {
		l.i++
	}
	word := string(l.b[from:l.i])
	switch word {
	case "true", "false":
		return word == "true", true
	case "null":
		return nil, true
	}
	if c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
		f, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return 0.0, true
		}
		if l.refs && f >= 0 && f == float64(int(f)) {
			if r, ok := l.reference(int(f)); ok {
				return r, true
			}
		}
		return f, true
	}
	return pdfOp(word), true
}

// reference looks whether "G R" follows a number.
func (l *pdfLexer) reference(n int) (pdfRef, bool) {
	i := l.i
	step := func(ok func(byte) bool) int {
		from := i
		for i < len(l.b) && ok(l.b[i]) {
			i++
		}
		return i - from
	}
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	if step(pdfSpace) == 0 || step(digit) == 0 || step(pdfSpace) == 0 || i >= len(l.b) || l.b[i] != 'R' {
		return 0, false
	}
	if i+1 < len(l.b) && !pdfSpace(l.b[i+1]) && !pdfDelimiter(l.b[i+1]) {
		return 0, false
	}
	l.i = i + 1
	return pdfRef(n), true
}

func (l *pdfLexer) name() pdfName {
	var out []byte
	for l.i < len(l.b) && !pdfSpace(l.b[l.i]) && !pdfDelimiter(l.b[l.i]) {
		c := l.b[l.i]
		if c == '#' && l.i+2 < len(l.b) {
			if v, err := strconv.ParseUint(string(l.b[l.i+1:l.i+3]), 16, 8); err == nil {
				c = byte(v)
				l.i += 2
			}
		}
		out = append(out, c)
		l.i++
	}
	return pdfName(out)
}

func (l *pdfLexer) literal() pdfStr {
	var out pdfStr
	depth := 1
	for ; l.i < len(l.b); l.i++ {
		c := l.b[l.i]
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.i++
				return out
			}
		case '\\':
			l.i++
			if l.i >= len(l.b) {
				return out
			}
			c = l.b[l.i]
			switch {
			case c == 'n':
				c = '\n'
			case c == 'r':
				c = '\r'
			case c == 't':
				c = '\t'
			case c == 'b':
				c = '\b'
			case c == 'f':
				c = '\f'
			case c == '\r':
				if l.i+1 < len(l.b) && l.b[l.i+1] == '\n' {
					l.i++
				}
				continue
			case c == '\n':
				continue
			case c >= '0' && c <= '7':
				v := 0
				for k := 0; k < 3 && l.i < len(l.b) && l.b[l.i] >= '0' && l.b[l.i] <= '7'; k++ {
					v = v*8 + int(l.b[l.i]-'0')
					l.i++
				}
				l.i--
				c = byte(v)
			}
		}
		out = append(out, c)
	}
	return out
}

func (l *pdfLexer) hex() pdfStr {
	var out pdfStr
	half, n := byte(0), 0
	for ; l.i < len(l.b) && l.b[l.i] != '>'; l.i++ {
		v, ok := nibble(l.b[l.i])
		if !ok {
			continue
		}
		half = half<<4 | v
		if n++; n%2 == 0 {
			out = append(out, half)
		}
	}
	l.i++
	if n%2 == 1 {
		out = append(out, half<<4)
	}
	return out
}

func nibble(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func (l *pdfLexer) array() []any {
	list := []any{}
	if l.depth++; l.depth > deepest {
		l.i = len(l.b)
	}
	defer func() { l.depth-- }()
	for {
		v, ok := l.next()
		if !ok {
			return list
		}
		if end, is := v.(closing); is {
			if end == "]" {
				return list
			}
			continue
		}
		list = append(list, v)
	}
}

func (l *pdfLexer) dict() pdfDict {
	d := pdfDict{}
	if l.depth++; l.depth > deepest {
		l.i = len(l.b)
	}
	defer func() { l.depth-- }()
	for {
		k, ok := l.next()
		if !ok || k == closing(">>") {
			return d
		}
		key, is := k.(pdfName)
		if !is {
			continue
		}
		v, ok := l.next()
		if !ok || v == closing(">>") {
			return d
		}
		d[key] = v
	}
}
