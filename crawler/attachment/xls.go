package attachment

import (
	"math"
	"strconv"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Records of BIFF8 (MS-XLS 2.3) that hold text, numbers, or what is hidden.
const (
	recFormula  = 0x0006
	recEOF      = 0x000a
	recFilePass = 0x002f
	recContinue = 0x003c
	recColInfo  = 0x007d
	recSheet    = 0x0085
	recMulRK    = 0x00bd
	recSST      = 0x00fc
	recLabelSST = 0x00fd
	recTXO      = 0x01b6
	recNumber   = 0x0203
	recLabel    = 0x0204
	recString   = 0x0207
	recRow      = 0x0208
	recRK       = 0x027e
	recRString  = 0x00d6
	recBOF      = 0x0809
)

// A book is one Workbook stream being read.
type book struct {
	*reader
	biff8  bool
	sheets map[uint32]sheetName // by the offset at which they begin
	shared []string
	grid   *grid
	hidden map[int]bool // rows of the sheet
	text   *cellAt      // the formula whose text comes in the next record
}

type sheetName struct {
	name   string
	hidden bool
}

type cellAt struct{ row, column int }

// A record is one BIFF record with the CONTINUE records behind it.
type record struct {
	kind   uint16
	at     uint32
	chunks [][]byte
}

func (r *reader) xls(b []byte) error {
	k := &book{reader: r, sheets: map[uint32]sheetName{}}
	defer k.close()
	for at := 0; at+4 <= len(b); {
		rec := record{kind: le.Uint16(b[at:]), at: uint32(at)}
		for {
			size := int(le.Uint16(b[at+2:]))
			if at+4+size > len(b) {
				return damaged
			}
			rec.chunks = append(rec.chunks, b[at+4:at+4+size])
			at += 4 + size
			if at+4 > len(b) || le.Uint16(b[at:]) != recContinue {
				break
			}
		}
		if rec.kind == recFilePass {
			return encrypted
		}
		k.record(&rec)
	}
	return nil
}

func (k *book) close() {
	if k.grid != nil {
		k.grid.flush()
	}
}

func (k *book) record(rec *record) {
	b := rec.chunks[0]
	switch rec.kind {
	case recBOF:
		k.begin(rec.at, b)
		return
	case recSheet:
		if len(b) >= 8 {
			name := ""
			if k.biff8 {
				name = short(b[6:])
			} else if n := int(b[6]); 7+n <= len(b) {
				name = gbk(b[7 : 7+n])
			}
			k.sheets[le.Uint32(b)] = sheetName{name, b[4]&3 != 0}
		}
		return
	case recSST:
		k.shared = stringsOf(rec.chunks)
		return
	}
	if k.grid == nil {
		return
	}
	switch rec.kind {
	case recRow:
		if len(b) >= 14 && b[12]&0x20 != 0 {
			k.hidden[int(le.Uint16(b))] = true
		}
	case recColInfo:
		if len(b) >= 10 && b[8]&1 != 0 && len(k.grid.columns) < widest {
			k.grid.columns = append(k.grid.columns, [2]int{int(le.Uint16(b)), int(le.Uint16(b[2:]))})
		}
	case recTXO:
		if len(rec.chunks) > 1 && len(b) >= 12 {
			k.comment(rec.chunks[1], int(le.Uint16(b[10:])))
		}
	case recString:
		if k.text != nil {
			k.put(k.text.row, k.text.column, k.long(rec.chunks))
			k.text = nil
		}
	default:
		k.cellOf(rec)
	}
}

// begin starts a substream: the globals, or a sheet.
func (k *book) begin(at uint32, b []byte) {
	k.close()
	k.grid = nil
	if len(b) < 4 {
		return
	}
	k.biff8 = le.Uint16(b) >= 0x0600
	if le.Uint16(b[2:]) == 0x0005 {
		return
	}
	s := k.sheets[at]
	k.grid = newGrid(k.reader, s.name, s.hidden)
	k.hidden = map[int]bool{}
}

// cellOf reads the records of cells, which begin with row and column.
func (k *book) cellOf(rec *record) {
	b := rec.chunks[0]
	if len(b) < 6 {
		return
	}
	row, column := int(le.Uint16(b)), int(le.Uint16(b[2:]))
	switch rec.kind {
	case recLabelSST:
		if len(b) >= 10 {
			if i := le.Uint32(b[6:]); uint64(i) < uint64(len(k.shared)) {
				k.put(row, column, k.shared[i])
			}
		}
	case recLabel, recRString:
		k.put(row, column, k.long(append([][]byte{b[6:]}, rec.chunks[1:]...)))
	case recNumber:
		if len(b) >= 14 {
			k.put(row, column, figure(math.Float64frombits(le.Uint64(b[6:]))))
		}
	case recRK:
		if len(b) >= 10 {
			k.put(row, column, figure(rk(le.Uint32(b[6:]))))
		}
	case recMulRK:
		for i := 4; i+6 <= len(b)-2; i += 6 {
			k.put(row, column+(i-4)/6, figure(rk(le.Uint32(b[i+2:]))))
		}
	case recFormula:
		if len(b) < 14 {
			return
		}
		if b[12] == 0xff && b[13] == 0xff {
			if b[6] == 0 {
				k.text = &cellAt{row, column}
			}
			return
		}
		k.put(row, column, figure(math.Float64frombits(le.Uint64(b[6:]))))
	}
}

func (k *book) put(row, column int, text string) {
	g := k.grid
	if row != g.row {
		g.flush()
		g.row, g.rowHidden = row, k.hidden[row]
	}
	g.cell(column, text)
}

// comment reads the text of a cell's comment or of a text box.
func (k *book) comment(b []byte, chars int) {
	if len(b) < 1 {
		return
	}
	k.close()
	k.grid.row = -1
	k.where(k.grid.place+"的批注或文本框", true)
	k.lines(characters(b[1:], chars, b[0]&1 != 0))
}

// long reads a string with a length of two bytes.
func (k *book) long(chunks [][]byte) string {
	if !k.biff8 {
		b := chunks[0]
		if len(b) < 2 {
			return ""
		}
		return gbk(b[2:min(len(b), 2+int(le.Uint16(b)))])
	}
	c := chunked{chunks: chunks}
	return c.str(int(c.u16()))
}

// short reads a string with a length of one byte.
func short(b []byte) string {
	if len(b) < 2 {
		return ""
	}
	return characters(b[2:], int(b[0]), b[1]&1 != 0)
}

func characters(b []byte, n int, wide bool) string {
	if wide {
		return string(utf16.Decode(units(b[:min(len(b), 2*n)])))
	}
	return string(latin(b[:min(len(b), n)]))
}

func gbk(b []byte) string {
	s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil {
		return ""
	}
	return string(s)
}

// rk reads a number as cells pack it (MS-XLS 2.5.217).
func rk(v uint32) float64 {
	var f float64
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	} else {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

// figure writes a number as a cell shows it when it is wide enough.
func figure(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) || math.Abs(f) > 1e19 {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// chunked reads across CONTINUE records.
type chunked struct {
	chunks [][]byte
	over   bool // read past the end
}

func (c *chunked) take(n int) []byte {
	for len(c.chunks) > 0 && len(c.chunks[0]) == 0 {
		c.chunks = c.chunks[1:]
	}
	if len(c.chunks) == 0 {
		c.over = true
		return nil
	}
	if b := c.chunks[0]; n <= len(b) {
		c.chunks[0] = b[n:]
		return b[:n]
	}
	b := append([]byte{}, c.chunks[0]...)
	c.chunks = c.chunks[1:]
	for len(b) < n && len(c.chunks) > 0 {
		more := c.chunks[0][:min(n-len(b), len(c.chunks[0]))]
		b = append(b, more...)
		c.chunks[0] = c.chunks[0][len(more):]
		if len(c.chunks[0]) == 0 {
			c.chunks = c.chunks[1:]
		}
	}
	c.over = c.over || len(b) < n
	return b
}

func (c *chunked) u8() byte {
	if b := c.take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (c *chunked) u16() uint16 {
	if b := c.take(2); len(b) == 2 {
		return le.Uint16(b)
	}
	return 0
}

func (c *chunked) u32() uint32 {
	if b := c.take(4); len(b) == 4 {
		return le.Uint32(b)
	}
	return 0
}

// str reads the rest of an XLUnicodeRichExtendedString of n characters. Where
// it crosses into the next record, that begins with a byte of its own that
// says how wide the characters are from there on.
func (c *chunked) str(n int) string {
	flags := c.u8()
	runs, extra := 0, 0
	if flags&8 != 0 {
		runs = int(c.u16())
	}
	if flags&4 != 0 {
		extra = int(c.u32())
	}
	wide := flags&1 != 0
	text := make([]uint16, 0, min(n, 1<<15))
	for n > 0 && len(c.chunks) > 0 {
		if len(c.chunks[0]) == 0 {
			c.chunks = c.chunks[1:]
			if len(c.chunks) > 0 {
				wide = c.u8()&1 != 0
			}
			continue
		}
		b := c.chunks[0]
		size := 1
		if wide {
			size = 2
		}
		k := min(n, len(b)/size)
		if k == 0 {
			c.chunks[0] = nil
			continue
		}
		for i := range k {
			if wide {
				text = append(text, le.Uint16(b[2*i:]))
			} else {
				text = append(text, uint16(b[i]))
			}
		}
		c.chunks[0] = b[k*size:]
		n -= k
	}
	c.over = c.over || n > 0
	c.skip(4*runs + extra)
	return string(utf16.Decode(text))
}

func (c *chunked) skip(n int) {
	for n > 0 && len(c.chunks) > 0 {
		k := min(n, len(c.chunks[0]))
		c.chunks[0] = c.chunks[0][k:]
		n -= k
		if len(c.chunks[0]) == 0 && n > 0 {
			c.chunks = c.chunks[1:]
		}
	}
}

// stringsOf reads the table of shared strings.
func stringsOf(chunks [][]byte) []string {
	c := chunked{chunks: append([][]byte{}, chunks...)}
	c.u32() // references, not needed
	n := c.u32()
	list := make([]string, 0, min(n, 1<<16))
	for i := uint32(0); i < n && len(c.chunks) > 0 && !c.over; i++ {
		list = append(list, c.str(int(c.u16())))
	}
	return list
}
