package attachment

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var le = binary.LittleEndian

// compound reads the office files of before 2007, compound files (MS-CFB) with
// a stream by whose name they are known. WPS writes the same.
func (r *reader) compound(body []byte) error {
	doc, err := mscfb.New(bytes.NewReader(body))
	if err != nil {
		return damaged
	}
	streams := map[string]*mscfb.File{}
	for _, f := range doc.File {
		// The document's own streams stand at the root; embedded objects have
		// theirs deeper.
		if len(f.Path) == 0 && streams[f.Name] == nil {
			streams[f.Name] = f
		}
	}
	read := func(name string) ([]byte, error) {
		f := streams[name]
		if f == nil {
			return nil, damaged
		}
		b, err := io.ReadAll(io.LimitReader(f, max(r.left, 0)))
		r.left -= int64(len(b))
		return b, asTrouble(err)
	}
	switch {
	case streams["EncryptedPackage"] != nil:
		return encrypted
	case streams["WordDocument"] != nil:
		return r.doc(read)
	case streams["Workbook"] != nil, streams["Book"] != nil:
		name := "Workbook"
		if streams[name] == nil {
			name = "Book"
		}
		b, err := read(name)
		if err != nil {
			return err
		}
		return r.xls(b)
	case streams["PowerPoint Document"] != nil:
		b, err := read("PowerPoint Document")
		if err != nil {
			return err
		}
		r.part("", false)
		r.ppt(b, 0)
		return nil
	}
	return foreign
}

// Offsets into the FIB of a .doc (MS-DOC 2.5.1).
const (
	fibVersion = 0x02   // nFib
	fibFlags   = 0x0a   // fEncrypted, fWhichTblStm
	fibText    = 0x18   // fcMin and fcMac, of Word 6 and 95
	fibClx     = 0x01a2 // fcClx and lcbClx
	word97     = 0xc1
)

// doc reads the text of a .doc by its piece table: main text, notes, headers,
// comments and text boxes one after another.
func (r *reader) doc(read func(string) ([]byte, error)) error {
	w, err := read("WordDocument")
	if err != nil {
		return err
	}
	if len(w) < fibText+8 {
		return damaged
	}
	flags := le.Uint16(w[fibFlags:])
	if flags&0x0100 != 0 {
		return encrypted
	}
	r.part("", false)
	t := &docText{reader: r}
	defer t.flush()
	if le.Uint16(w[fibVersion:]) < word97 {
		from, to := le.Uint32(w[fibText:]), le.Uint32(w[fibText+4:])
		if from > to || uint64(to) > uint64(len(w)) {
			return damaged
		}
		s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(w[from:to])
		if err != nil {
			return damaged
		}
		for _, c := range string(s) {
			t.rune(c)
		}
		return nil
	}
	if len(w) < fibClx+8 {
		return damaged
	}
	name := "0Table"
	if flags&0x0200 != 0 {
		name = "1Table"
	}
	table, err := read(name)
	if err != nil {
		return err
	}
	from, size := uint64(le.Uint32(w[fibClx:])), uint64(le.Uint32(w[fibClx+4:]))
	if from+size > uint64(len(table)) {
		return damaged
	}
	return t.pieces(w, table[from:from+size])
}

// A docText takes the characters of a .doc and makes lines of them.
type docText struct {
	*reader
	line  strings.Builder
	code  int // depth inside field codes, which are not shown
	marks int // cell marks in a row
}

// pieces walks the piece table (MS-DOC 2.8.35): each piece is UTF-16, or one
// byte a character.
func (t *docText) pieces(w, clx []byte) error {
	for len(clx) > 3 && clx[0] == 1 { // Prc: properties, no text
		n := 3 + int(le.Uint16(clx[1:]))
		if n > len(clx) {
			return damaged
		}
		clx = clx[n:]
	}
	if len(clx) < 5 || clx[0] != 2 {
		return damaged
	}
	plc := clx[5:]
	if size := le.Uint32(clx[1:]); uint64(size) <= uint64(len(plc)) {
		plc = plc[:size]
	}
	n := (len(plc) - 4) / 12
	for i := range n {
		from, to := int64(le.Uint32(plc[4*i:])), int64(le.Uint32(plc[4*i+4:]))
		fc := le.Uint32(plc[4*(n+1)+8*i+2:])
		chars := to - from
		if chars <= 0 {
			continue
		}
		at, size := int64(fc&^(3<<30)), 2*chars
		if fc&(1<<30) != 0 {
			at, size = at/2, chars
		}
		if at < 0 || at+size > int64(len(w)) {
			return damaged
		}
		piece := w[at : at+size]
		if size == chars {
			for _, c := range piece {
				t.rune(rune(c))
			}
			continue
		}
		for _, c := range utf16.Decode(units(piece)) {
			t.rune(c)
		}
	}
	return nil
}

func units(b []byte) []uint16 {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = le.Uint16(b[2*i:])
	}
	return u
}

// rune takes one character; below 0x20 stand Word's own marks.
func (t *docText) rune(c rune) {
	if c == 7 {
		// Two cell marks one after another end a row.
		if t.marks++; t.marks == 2 {
			t.flush()
			return
		}
		t.line.WriteByte('\t')
		return
	}
	if c != 13 {
		t.marks = 0
	}
	switch c {
	case 0x13:
		t.code++
	case 0x14, 0x15:
		t.code = 0
	case 11, 12, 13:
		t.flush()
	case 9:
		t.line.WriteByte(' ')
	default:
		if c >= ' ' && t.code == 0 {
			t.line.WriteRune(c)
		}
	}
	if t.line.Len() > 1<<16 {
		t.flush()
	}
}

func (t *docText) flush() {
	t.marks = 0
	t.find.Line(t.line.String())
	t.line.Reset()
}

// ppt walks the records of a .ppt (MS-PPT 2.3.1) for atoms that hold text.
func (r *reader) ppt(b []byte, depth int) {
	const (
		container = 0x0f
		textChars = 0x0fa0
		textBytes = 0x0fa8
		cString   = 0x0fba
		notes     = 0x03f0
	)
	for len(b) >= 8 {
		ver, kind, size := b[0]&0x0f, le.Uint16(b[2:]), int64(le.Uint32(b[4:]))
		b = b[8:]
		if size > int64(len(b)) {
			size = int64(len(b))
		}
		data := b[:size]
		b = b[size:]
		switch {
		case ver == container && depth < 32:
			if kind == notes {
				r.where("备注", true)
			} else {
				r.where("", false)
			}
			r.ppt(data, depth+1)
		case kind == textChars, kind == cString:
			r.lines(string(utf16.Decode(units(data))))
		case kind == textBytes:
			r.lines(string(latin(data)))
		}
	}
}

func latin(b []byte) []rune {
	s := make([]rune, len(b))
	for i, c := range b {
		s[i] = rune(c)
	}
	return s
}

// lines hands on a text whose lines end in carriage returns or vertical tabs.
func (r *reader) lines(s string) {
	for line := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == '\r' || c == '\n' || c == '\v' }) {
		r.find.Line(strings.ReplaceAll(line, "\t", " "))
	}
}
