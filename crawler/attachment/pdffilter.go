package attachment

import (
	"bytes"
	"compress/flate"
	"encoding/ascii85"
	"io"
)

// decode undoes a stream's filters (ISO 32000-1, 7.4); nil when one of them is
// for pictures or unknown. What a broken stream gives before it breaks counts.
func (f *pdfFile) decode(d pdfDict, b []byte) []byte {
	filters, params := f.list(d, "Filter", "F"), f.list(d, "DecodeParms", "DP")
	for i, v := range filters {
		name, _ := f.get(v).(pdfName)
		var parm pdfDict
		if i < len(params) {
			parm, _ = f.get(params[i]).(pdfDict)
		}
		switch name {
		case "FlateDecode", "Fl":
			b = f.predict(f.inflate(b), parm)
		case "LZWDecode", "LZW":
			early := true
			if v, ok := f.get(parm["EarlyChange"]).(float64); ok && v == 0 {
				early = false
			}
			b = f.predict(f.spend(unlzw(b, early, int(max(f.left, 0)))), parm)
		case "ASCIIHexDecode", "AHx":
			l := pdfLexer{b: b}
			b = l.hex()
		case "ASCII85Decode", "A85":
			b = un85(b)
		case "Crypt":
		default:
			return nil
		}
	}
	return b
}

// list returns a value of a stream's dictionary that is one thing or several.
func (f *pdfFile) list(d pdfDict, key, short pdfName) []any {
	v := f.get(d[key])
	if v == nil {
		v = f.get(d[short])
	}
	switch v := v.(type) {
	case []any:
		return v
	case pdfName, pdfDict:
		return []any{v}
	}
	return nil
}

func (f *pdfFile) spend(b []byte) []byte {
	f.left -= int64(len(b))
	return b
}

func (f *pdfFile) inflate(b []byte) []byte {
	if len(b) < 2 {
		return nil
	}
	// The two bytes of zlib's head; its checksum at the end is often wrong.
	z := flate.NewReader(bytes.NewReader(b[2:]))
	limit := min(max(f.left, 0), int64(len(b))*mostRatio+ratioFrom)
	out, _ := io.ReadAll(io.LimitReader(z, limit)) // what came before an error is text all the same
	return f.spend(out)
}

// predict undoes PNG predictors, which object streams may use.
func (f *pdfFile) predict(b []byte, parm pdfDict) []byte {
	number := func(key pdfName, or int) int {
		if v, ok := f.get(parm[key]).(float64); ok && v >= 1 && v < 1<<20 {
			return int(v)
		}
		return or
	}
	if number("Predictor", 1) < 10 {
		return b
	}
	bpp := max(1, number("Colors", 1)*number("BitsPerComponent", 8)/8)
	row := (number("Columns", 1)*number("Colors", 1)*number("BitsPerComponent", 8) + 7) / 8
	out := make([]byte, 0, len(b))
	before := make([]byte, row)
	for len(b) > row {
		kind, line := b[0], append([]byte{}, b[1:row+1]...)
		b = b[row+1:]
		for i := range line {
			left, corner := byte(0), byte(0)
			if i >= bpp {
				left, corner = line[i-bpp], before[i-bpp]
			}
			switch up := before[i]; kind {
			case 1:
				line[i] += left
			case 2:
				line[i] += up
			case 3:
				line[i] += byte((int(left) + int(up)) / 2)
			case 4:
				line[i] += paeth(left, up, corner)
			}
		}
		out = append(out, line...)
		before = line
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func abs(n int) int { return max(n, -n) }

func un85(b []byte) []byte {
	if i := bytes.Index(b, []byte("~>")); i >= 0 {
		b = b[:i]
	}
	b = bytes.TrimPrefix(bytes.TrimSpace(b), []byte("<~"))
	out := make([]byte, 4*len(b)+4) // z alone makes four
	n, _, err := ascii85.Decode(out, b, true)
	if err != nil {
		return nil
	}
	return out[:n]
}

// unlzw undoes LZW with codes of 9 to 12 bits, the most significant first.
func unlzw(b []byte, early bool, limit int) []byte {
	type entry struct {
		before int
		last   byte
		size   int
	}
	table := make([]entry, 258, 4096)
	for i := range 256 {
		table[i] = entry{-1, byte(i), 1}
	}
	var out []byte
	width, bits, have, prev := 9, 0, 0, -1
	write := func(code int) (first byte) {
		n := table[code].size
		from := len(out)
		out = append(out, make([]byte, n)...)
		for k := from + n - 1; k >= from && code >= 0; k-- {
			out[k] = table[code].last
			code = table[code].before
		}
		return out[from]
	}
	for _, c := range b {
		bits, have = bits<<8|int(c), have+8
		if have < width {
			continue
		}
		code := bits >> (have - width) & (1<<width - 1)
		have -= width
		bits &= 1<<have - 1
		switch {
		case code == 256:
			table, width, prev = table[:258], 9, -1
			continue
		case code == 257 || len(out) > limit:
			return out
		case prev < 0:
			if code > 255 {
				return out
			}
			write(code)
		case code < len(table):
			first := write(code)
			if len(table) < 4096 {
				table = append(table, entry{prev, first, table[prev].size + 1})
			}
		case code == len(table) && code < 4096:
			first := prev
			for table[first].before >= 0 {
				first = table[first].before
			}
			table = append(table, entry{prev, table[first].last, table[prev].size + 1})
			write(code)
		default:
			return out
		}
		prev = code
		n := len(table)
		if early {
			n++
		}
		for width < 12 && n >= 1<<width {
			width++
		}
	}
	return out
}
