package attachment

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// A pdfFont turns the codes of a string into characters and widths.
type pdfFont struct {
	wide    bool              // codes of two bytes
	uni     map[uint32]string // by ToUnicode, or by the encoding's differences
	charset string            // of a predefined CMap: gbk, utf-16
	gb1     bool              // glyphs are numbered by Adobe-GB1
	plain   bool              // one byte is one Latin character
	widths  map[uint32]float64
	width   float64 // of codes without one, in thousandths of the size
}

// glyph names that matter: digits, letters (their own names) and what stands
// between digits.
var glyphs = map[string]string{
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"space": " ", "hyphen": "-", "period": ".", "comma": ",", "colon": ":", "slash": "/", "asterisk": "*", "parenleft": "(", "parenright": ")",
	"underscore": "_", "equal": "=",
}

// mostCodes bounds the map of one font.
const mostCodes = 1 << 17

func (f *pdfFile) font(v any) *pdfFont {
	ref, isRef := v.(pdfRef)
	if isRef {
		if known, ok := f.fonts[int(ref)]; ok {
			return known
		}
	}
	p := f.newFont(v)
	if isRef {
		f.fonts[int(ref)] = p
	}
	return p
}

func (f *pdfFile) newFont(v any) *pdfFont {
	p := &pdfFont{uni: map[uint32]string{}, widths: map[uint32]float64{}, width: 500}
	d, ok := f.get(v).(pdfDict)
	if !ok {
		p.plain = true
		return p
	}
	if f.get(d["Subtype"]) == pdfName("Type0") {
		f.composite(p, d)
	} else {
		f.simple(p, d)
	}
	if ref, ok := d["ToUnicode"].(pdfRef); ok {
		if s, ok := f.get(ref).(pdfDict); ok {
			p.cmap(f.decode(s, f.streams[int(ref)]))
		}
	}
	return p
}

// composite reads a Type0 font: its codes have two bytes, and what they mean
// is in a predefined CMap, in the collection, or in ToUnicode alone.
func (f *pdfFile) composite(p *pdfFont, d pdfDict) {
	p.wide, p.width = true, 1000
	name, _ := f.get(d["Encoding"]).(pdfName)
	switch {
	case strings.HasPrefix(string(name), "GB"):
		p.charset = "gbk"
	case strings.HasPrefix(string(name), "UniGB-"), strings.HasPrefix(string(name), "UniCNS-"):
		p.charset = "utf-16"
	}
	list, _ := f.get(d["DescendantFonts"]).([]any)
	if len(list) == 0 {
		return
	}
	cid, _ := f.get(list[0]).(pdfDict)
	info, _ := f.get(cid["CIDSystemInfo"]).(pdfDict)
	ordering, _ := f.get(info["Ordering"]).(pdfStr)
	p.gb1 = string(ordering) == "GB1" && p.charset == ""
	if w, ok := f.get(cid["DW"]).(float64); ok {
		p.width = w
	}
	w, _ := f.get(cid["W"]).([]any)
	for i := 0; i+1 < len(w) && len(p.widths) < mostCodes; {
		first, _ := f.get(w[i]).(float64)
		if each, ok := f.get(w[i+1]).([]any); ok {
			for k, v := range each {
				if n, ok := f.get(v).(float64); ok {
					p.widths[uint32(first)+uint32(k)] = n
				}
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			return
		}
		last, _ := f.get(w[i+1]).(float64)
		n, _ := f.get(w[i+2]).(float64)
		for c := uint32(max(first, 0)); float64(c) <= last && len(p.widths) < mostCodes; c++ {
			p.widths[c] = n
		}
		i += 3
	}
}

// simple reads a font of one byte a code.
func (f *pdfFile) simple(p *pdfFont, d pdfDict) {
	p.plain = true
	first, _ := f.get(d["FirstChar"]).(float64)
	w, _ := f.get(d["Widths"]).([]any)
	for i, v := range w {
		if n, ok := f.get(v).(float64); ok && i < 256 {
			p.widths[uint32(first)+uint32(i)] = n
		}
	}
	if f.get(d["Subtype"]) == pdfName("Type3") {
		// Widths are in glyph space, of any scale: take the usual one.
		clear(p.widths)
		p.plain = false
	}
	encoding, _ := f.get(d["Encoding"]).(pdfDict)
	differences, _ := f.get(encoding["Differences"]).([]any)
	code := uint32(0)
	for _, v := range differences {
		switch v := f.get(v).(type) {
		case float64:
			code = uint32(v)
		case pdfName:
			p.uni[code] = glyph(string(v))
			code++
		}
	}
}

// glyph returns what a glyph's name stands for, "" when nobody can tell.
func glyph(name string) string {
	if s, ok := glyphs[name]; ok {
		return s
	}
	if len(name) == 1 {
		return name
	}
	for _, prefix := range []string{"uni", "u"} {
		if code, ok := strings.CutPrefix(name, prefix); ok && len(code) >= 4 {
			if v, err := strconv.ParseUint(code, 16, 21); err == nil {
				return string(rune(v))
			}
		}
	}
	return ""
}

// cmap reads a ToUnicode map (9.10.3): bfchar and bfrange.
func (p *pdfFont) cmap(b []byte) {
	l := pdfLexer{b: b}
	var stack []any
	for len(p.uni) < mostCodes {
		v, ok := l.next()
		if !ok {
			return
		}
		op, is := v.(pdfOp)
		if !is {
			if len(stack) < 4096 {
				stack = append(stack, v)
			}
			continue
		}
		switch op {
		case "endcodespacerange":
			if len(stack) >= 2 {
				if s, ok := stack[len(stack)-1].(pdfStr); ok {
					p.wide = len(s) >= 2
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(stack); i += 2 {
				code, ok1 := stack[i].(pdfStr)
				to, ok2 := stack[i+1].(pdfStr)
				if ok1 && ok2 {
					p.uni[codeOf(code)] = string(utf16.Decode(bigUnits(to)))
				}
			}
		case "endbfrange":
			p.ranges(stack)
		}
		stack = stack[:0]
	}
}

func (p *pdfFont) ranges(stack []any) {
	for i := 0; i+2 < len(stack); i += 3 {
		from, ok1 := stack[i].(pdfStr)
		to, ok2 := stack[i+1].(pdfStr)
		if !ok1 || !ok2 {
			continue
		}
		first, last := codeOf(from), codeOf(to)
		switch base := stack[i+2].(type) {
		case pdfStr:
			u := bigUnits(base)
			if len(u) == 0 {
				continue
			}
			for c := first; c <= last && c-first < 1<<16 && len(p.uni) < mostCodes; c++ {
				text := append([]uint16{}, u...)
				text[len(text)-1] += uint16(c - first)
				p.uni[c] = string(utf16.Decode(text))
			}
		case []any:
			for k, v := range base {
				if s, ok := v.(pdfStr); ok && first+uint32(k) <= last {
					p.uni[first+uint32(k)] = string(utf16.Decode(bigUnits(s)))
				}
			}
		}
	}
}

func codeOf(s pdfStr) uint32 {
	v := uint32(0)
	for _, c := range s[:min(len(s), 4)] {
		v = v<<8 | uint32(c)
	}
	return v
}

// read calls yield for each code of a string with what it means, "" when
// nobody can tell, and how wide it is.
func (p *pdfFont) read(s pdfStr, yield func(text string, width float64)) {
	for i := 0; i < len(s); {
		size := 1
		switch {
		case p.charset == "gbk":
			if s[i] >= 0x81 && i+1 < len(s) {
				size = 2
			}
		case p.wide && i+1 < len(s):
			size = 2
		}
		code := codeOf(s[i : i+size])
		text, known := p.uni[code]
		if !known || text == "" {
			text = p.fallback(s[i:i+size], code)
		}
		w, ok := p.widths[code]
		if !ok {
			if w = p.width; p.charset != "" && text != "" && text[0] < 0x80 {
				w = 500
			}
		}
		yield(text, w)
		i += size
	}
}

// fallback gives a code a meaning without ToUnicode.
func (p *pdfFont) fallback(b pdfStr, code uint32) string {
	switch {
	case p.charset == "gbk":
		if s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b); err == nil {
			return string(s)
		}
	case p.charset == "utf-16":
		return string(utf16.Decode(bigUnits(b)))
	case p.gb1 && code >= 1 && code <= 95:
		return string(rune(0x1f + code)) // proportional Latin
	case p.gb1 && code >= 814 && code <= 908:
		return string(rune(code - 814 + 0x20)) // half-width Latin
	case p.plain && len(p.uni) == 0 || p.plain && code < 0x80 && p.uni[code] == "":
		if code >= 0x20 {
			return string(rune(code))
		}
	}
	return ""
}
