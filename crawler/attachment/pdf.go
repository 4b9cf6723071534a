package attachment

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"unicode/utf16"
)

// Bounds of one PDF.
const (
	mostObjects = 300_000
	mostPages   = 5000
)

// A pdfFile is a PDF's objects, found by looking for "n g obj" instead of
// following its cross-reference table: files cut short or mended by hand are
// read as far as they go.
type pdfFile struct {
	*reader
	b       []byte
	at      map[int]place  // where each object's value begins; the last one written stands
	packed  map[int][]byte // values of objects in object streams
	values  map[int]any    // read already
	streams map[int][]byte // raw bytes of stream objects
	fonts   map[int]*pdfFont
	crypt   *pdfCrypt // nil when nothing is encrypted

	shown, blind int // characters with and without a meaning
	images       int
}

// A place is where an object stands, with its generation, which only keys use.
type place struct{ at, generation int }

// pdf reads the text layer of a PDF, form fields and comments. A page that
// only shows a picture has none, and a file of such pages is said to be a scan.
func (r *reader) pdf(body []byte) error {
	f := &pdfFile{reader: r, b: body, at: map[int]place{}, packed: map[int][]byte{}, values: map[int]any{}, streams: map[int][]byte{}, fonts: map[int]*pdfFont{}}
	f.index()
	if len(f.at) == 0 {
		return damaged
	}
	if trailer := f.locked(); trailer != nil {
		if err := f.unlock(trailer); err != nil {
			return err
		}
		clear(f.values)
		clear(f.streams)
	}
	f.unfold()
	r.part("", false)
	pages := f.pages()
	for _, p := range pages {
		t := &pdfText{file: f}
		t.page(p)
		if r.left <= 0 {
			return tooBig
		}
	}
	f.notes()
	switch {
	case f.shown == 0 && f.blind == 0 && f.images > 0:
		return noText
	case f.blind > f.shown:
		return trouble("字体没有编码，文字无法读取")
	case len(pages) == 0:
		return damaged
	}
	return nil
}

// index finds every object.
func (f *pdfFile) index() {
	word := []byte("obj")
	for i := 0; ; {
		k := bytes.Index(f.b[i:], word)
		if k < 0 || len(f.at) >= mostObjects {
			return
		}
		end := i + k
		i = end + len(word)
		// Backwards: blanks, generation, blanks, number.
		j := end
		back := func(ok func(byte) bool) (from, to int) {
			to = j
			for j > 0 && to-j < 12 && ok(f.b[j-1]) {
				j--
			}
			return j, to
		}
		digit := func(c byte) bool { return c >= '0' && c <= '9' }
		back(pdfSpace)
		g1, g2 := back(digit)
		if g1 == g2 {
			continue
		}
		if a, b := back(pdfSpace); a == b {
			continue
		}
		a, b := back(digit)
		n, err1 := strconv.Atoi(string(f.b[a:b]))
		g, err2 := strconv.Atoi(string(f.b[g1:g2]))
		if err1 == nil && err2 == nil {
			f.at[n] = place{i, g}
		}
	}
}

// locked returns the trailer of an encrypted file, classic or that of its
// cross-reference stream; nil when the file is not encrypted.
func (f *pdfFile) locked() pdfDict {
	if !bytes.Contains(f.b, []byte("/Encrypt")) {
		return nil
	}
	is := func(v any) pdfDict {
		if d, ok := v.(pdfDict); ok && d["Encrypt"] != nil && (d["Root"] != nil || d["Size"] != nil) {
			return d
		}
		return nil
	}
	for i := 0; ; {
		k := bytes.Index(f.b[i:], []byte("trailer"))
		if k < 0 {
			break
		}
		i += k + len("trailer")
		l := pdfLexer{b: f.b, i: i, refs: true}
		if v, _ := l.next(); is(v) != nil {
			return is(v)
		}
	}
	for _, n := range f.numbers() {
		if d := is(f.object(n)); d != nil {
			return d
		}
	}
	return nil
}

// get returns an object's value, references followed.
func (f *pdfFile) get(v any) any {
	for range 16 {
		ref, ok := v.(pdfRef)
		if !ok {
			return v
		}
		v = f.object(int(ref))
	}
	return nil
}

func (f *pdfFile) object(n int) any {
	if v, ok := f.values[n]; ok {
		return v
	}
	f.values[n] = nil
	if p, ok := f.at[n]; ok {
		l := pdfLexer{b: f.b, i: p.at, refs: true}
		v, _ := l.next()
		if f.crypt != nil {
			v = f.crypt.undoAll(n, p.generation, v)
		}
		f.values[n] = v
		if d, ok := v.(pdfDict); ok {
			if op, _ := l.next(); op == pdfOp("stream") {
				f.streams[n] = f.raw(d, l.i)
				if f.crypt != nil && f.get(d["Type"]) != pdfName("XRef") {
					f.streams[n] = f.crypt.undo(n, p.generation, f.streams[n])
				}
			}
		}
	} else if b, ok := f.packed[n]; ok {
		l := pdfLexer{b: b, refs: true}
		f.values[n], _ = l.next()
	}
	return f.values[n]
}

// raw returns a stream's bytes: by its length when that is right, else up to
// the word that ends it.
func (f *pdfFile) raw(d pdfDict, i int) []byte {
	if i < len(f.b) && f.b[i] == '\r' {
		i++
	}
	if i < len(f.b) && f.b[i] == '\n' {
		i++
	}
	end := []byte("endstream")
	if n, ok := f.get(d["Length"]).(float64); ok && n >= 0 && n <= float64(len(f.b)-i) {
		to := i + int(n)
		if bytes.Contains(f.b[to:min(len(f.b), to+len(end)+4)], end) {
			return f.b[i:to]
		}
	}
	if k := bytes.Index(f.b[i:], end); k >= 0 {
		return f.b[i : i+k]
	}
	return f.b[i:]
}

// unfold takes the objects out of object streams (7.5.7).
func (f *pdfFile) unfold() {
	for _, n := range slices.Sorted(maps.Keys(f.at)) {
		d, ok := f.object(n).(pdfDict)
		if !ok || f.get(d["Type"]) != pdfName("ObjStm") {
			continue
		}
		b := f.decode(d, f.streams[n])
		first, _ := f.get(d["First"]).(float64)
		l := pdfLexer{b: b}
		for len(f.packed) < mostObjects && l.i < int(first) {
			num, ok1 := l.next()
			off, ok2 := l.next()
			o, isNum := off.(float64)
			k, isKey := num.(float64)
			if !ok1 || !ok2 || !isNum || !isKey {
				break
			}
			if at := int(first) + int(o); at >= 0 && at < len(b) {
				if _, direct := f.at[int(k)]; !direct {
					f.packed[int(k)] = b[at:]
				}
			}
		}
	}
	clear(f.values) // what pointed into nothing may be there now
}

// numbers lists every object.
func (f *pdfFile) numbers() []int {
	list := slices.Collect(maps.Keys(f.at))
	list = append(list, slices.Collect(maps.Keys(f.packed))...)
	slices.Sort(list)
	return slices.Compact(list)
}

// pages lists the pages in the order of the page tree, or as they stand in the
// file when there is no tree. Inherited resources are filled in.
func (f *pdfFile) pages() []pdfDict {
	var list []pdfDict
	seen := map[int]bool{}
	var walk func(v any, inherited any, depth int)
	walk = func(v, inherited any, depth int) {
		if ref, ok := v.(pdfRef); ok {
			if seen[int(ref)] {
				return
			}
			seen[int(ref)] = true
		}
		d, ok := f.get(v).(pdfDict)
		if !ok || depth > deepest || len(list) >= mostPages {
			return
		}
		if own := d["Resources"]; own != nil {
			inherited = own
		}
		if kids, ok := f.get(d["Kids"]).([]any); ok {
			for _, k := range kids {
				walk(k, inherited, depth+1)
			}
			return
		}
		page := maps.Clone(d)
		page["Resources"] = inherited
		list = append(list, page)
	}
	numbers := f.numbers()
	for i := len(numbers) - 1; i >= 0; i-- {
		if d, ok := f.object(numbers[i]).(pdfDict); ok && d["Type"] == pdfName("Catalog") {
			walk(d["Pages"], nil, 0)
			break
		}
	}
	if len(list) > 0 {
		return list
	}
	for _, n := range numbers {
		if d, ok := f.object(n).(pdfDict); ok && d["Type"] == pdfName("Page") {
			walk(pdfRef(n), nil, 0)
		}
	}
	return list
}

// notes reads form fields and comments, whose texts are plain strings.
func (f *pdfFile) notes() {
	for _, n := range f.numbers() {
		d, ok := f.object(n).(pdfDict)
		if !ok {
			continue
		}
		if s, ok := f.get(d["V"]).(pdfStr); ok && (d["FT"] != nil || d["Subtype"] == pdfName("Widget")) {
			f.where("表单", false)
			f.lines(pdfWords(s))
		}
		if s, ok := f.get(d["Contents"]).(pdfStr); ok && d["Subtype"] != nil {
			f.where("批注", true)
			f.lines(pdfWords(s))
		}
	}
}

// pdfWords decodes a text string (7.9.2.2).
func pdfWords(s pdfStr) string {
	if bytes.HasPrefix(s, []byte("\xfe\xff")) {
		return string(utf16.Decode(bigUnits(s[2:])))
	}
	return string(latin(s))
}

func bigUnits(b []byte) []uint16 {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return u
}
