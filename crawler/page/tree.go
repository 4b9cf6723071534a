package page

import (
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A document is a page laid out for reading: elements in document order, each
// with the ranges of what stands below it.
type document struct {
	opt     Options
	elems   []elem
	runs    []run
	lines   []line
	anchors []anchor
	refs    []ref
	metas   []meta
	scripts []script
	title   string // of the first <title> in the head
	base    string // href of <base>
	// generated are comments that say when the page was made.
	generated []string
	passwords int          // inputs that ask for one
	inputs    []*html.Node // of a home page

	hints    map[string]flag // of the page's classes and ids
	names    map[string]flag // hints of pages before, too
	styles   map[string]flag
	labelled [][]labelled      // by line, see labelsOn
	heads    map[int32][]field // by table, see headCells
	open     lineState
}

type elem struct {
	n               *html.Node
	parent, end     int32 // end: one past the last element below
	run, runEnd     int32
	line, lineEnd   int32
	anchor, anchEnd int32
	cell            int32 // the table's cell that it is or stands in, -1 when none
	own, flags      flag  // by its own name, and with what it inherits
}

// A run is one text node's visible text.
type run struct {
	text   string
	length int32 // visible runes
	elem   int32
	line   int32
	before bool // a blank before it
}

// A line is what a browser shows on one line or in one cell: the runs between
// two block boundaries.
type line struct {
	run, runEnd int32
	elem        int32 // the block that holds it
	flags       flag
	text        string
	linked      int // runes of it inside links
	length      int // runes of it
	kind        lineKind
}

type anchor struct {
	elem int32
	ref  int32 // its address among refs, -1 when it has none
	href string
	text string
}

// A ref is an address in an attribute, in document order.
type ref struct {
	elem int32
	raw  string
	from refKind
	text string
	url  string // resolved, "" when it leads nowhere
}

type refKind uint8

const (
	refAnchor refKind = iota
	refArea
	refFrame
	refImage
	refPicture // of a srcset, a style or a background: fetched, and nothing more is read from it
	refScript  // a location in an onclick or javascript:
	refOption
	refRefresh
)

type meta struct{ name, content string }

type script struct {
	elem           int32
	src, typ, text string
}

type lineState struct {
	start int32 // first run of the line being collected
	elem  int32
	space bool
}

// maxElems bounds the tables of a hostile page.
const maxElems = 2_000_000

// pool keeps the tables of documents that have been read: a crawl reads a
// million pages of one size.
var pool = sync.Pool{New: func() any {
	return &document{hints: map[string]flag{}, names: map[string]flag{}, styles: map[string]flag{}}
}}

// newDocument lays out a parsed page. The caller releases it.
func newDocument(root *html.Node, opt Options) *document {
	d := pool.Get().(*document)
	d.opt = opt
	d.walk(root, -1)
	d.flush()
	d.finishLines()
	return d
}

// release gives the tables back without what they point to, so that no tree
// outlives its page.
func (d *document) release() {
	const large = 1 << 16 // a hostile page's tables are not kept
	if cap(d.elems) > large || cap(d.runs) > large {
		return
	}
	clear(d.elems)
	clear(d.runs)
	clear(d.lines)
	clear(d.anchors)
	clear(d.refs)
	clear(d.metas)
	clear(d.scripts)
	clear(d.inputs)
	clear(d.labelled)
	clear(d.hints)
	clear(d.heads)
	if len(d.names) > 1024 || len(d.styles) > 1024 {
		clear(d.names)
		clear(d.styles)
	}
	*d = document{
		elems: d.elems[:0], runs: d.runs[:0], lines: d.lines[:0], anchors: d.anchors[:0], refs: d.refs[:0],
		metas: d.metas[:0], scripts: d.scripts[:0], inputs: d.inputs[:0], labelled: d.labelled[:0], hints: d.hints, names: d.names, styles: d.styles, heads: d.heads,
	}
	pool.Put(d)
}

// walk lays out the children of n, which stands as element number parent.
func (d *document) walk(n *html.Node, parent int32) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			d.addText(c.Data, parent)
		case html.ElementNode:
			d.element(c, parent)
		case html.CommentNode:
			if len(c.Data) < 300 && strings.Contains(c.Data, "生成") {
				d.generated = append(d.generated, c.Data)
			}
		}
	}
}

func (d *document) element(n *html.Node, parent int32) {
	switch n.DataAtom {
	case atom.Script:
		d.addScript(n, parent)
		return
	case atom.Style, atom.Noscript, atom.Svg, atom.Canvas, atom.Textarea, atom.Link, atom.Object, atom.Embed:
		return
	case atom.Meta:
		d.addMeta(n)
		return
	case atom.Title:
		if d.title == "" && n.FirstChild != nil {
			d.title = tidy(textOf(n))
		}
		return
	case atom.Base:
		if d.base == "" {
			d.base = attr(n, "href")
		}
		return
	case atom.Br, atom.Hr:
		d.flush()
		return
	case atom.Img:
		d.addImage(n, parent)
		return
	case atom.Select:
		d.addOptions(n, parent)
		return
	case atom.Input:
		if strings.EqualFold(attr(n, "type"), "password") {
			d.passwords++
		}
		if strings.EqualFold(attr(n, "type"), "image") {
			d.addPicture(attr(n, "src"), parent)
		}
		d.addInput(n)
		d.addClick(n, parent)
		return
	}
	if len(d.elems) >= maxElems {
		return
	}
	i := int32(len(d.elems))
	e := elem{n: n, parent: parent, run: int32(len(d.runs)), anchor: int32(len(d.anchors))}
	e.own = d.classify(n)
	e.flags, e.cell = e.own, -1
	if parent >= 0 {
		e.flags |= d.elems[parent].flags & inherited
		e.cell = d.elems[parent].cell
	}
	if cellAtom(n.DataAtom) {
		e.cell = i
	}
	block := !inline(n.DataAtom)
	if block {
		d.flush()
		d.open.elem = i
	}
	e.line = int32(len(d.lines))
	d.elems = append(d.elems, e)
	if n.DataAtom == atom.A {
		a := anchor{elem: i, ref: int32(len(d.refs)), href: attr(n, "href")}
		if a.href == "" {
			a.ref = -1
		}
		d.anchors = append(d.anchors, a)
	}
	click := int32(len(d.refs))
	d.addRefs(n, i)
	d.addPictures(n, i)
	clicked := n.DataAtom != atom.A && int32(len(d.refs)) > click && d.refs[click].from == refScript
	d.walk(n, i)
	if clicked && d.elems[i].anchor == int32(len(d.anchors)) {
		// A row, a cell or a block that opens its article by a click.
		d.anchors = append(d.anchors, anchor{elem: i, ref: click})
	}
	if block {
		d.flush()
		d.open.elem = parent
	}
	p := &d.elems[i]
	p.end = int32(len(d.elems))
	p.runEnd = int32(len(d.runs))
	p.anchEnd = int32(len(d.anchors))
	p.lineEnd = int32(len(d.lines))
	if int(d.open.start) < len(d.runs) {
		p.lineEnd++ // the line still being collected
	}
}

// inline tells whether an element stands within a line.
func inline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Em, atom.Font, atom.I,
		atom.Ins, atom.Del, atom.Kbd, atom.Label, atom.Map, atom.Mark, atom.Nobr, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span,
		atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Ruby, atom.Area, atom.Button:
		return true
	case 0:
		return true // <o:p>, <ucaptitle> and other unknown elements
	}
	return false
}

func (d *document) addText(s string, elem int32) {
	text, count, before, after := collapse(s)
	if text == "" {
		d.open.space = d.open.space || s != ""
		return
	}
	if len(d.runs) >= maxElems {
		return
	}
	d.runs = append(d.runs, run{text: text, length: int32(count), elem: elem, line: int32(len(d.lines)), before: before || d.open.space})
	d.open.space = after
}

// flush ends the line being collected.
func (d *document) flush() {
	start, end := d.open.start, int32(len(d.runs))
	d.open.space = false
	if start == end {
		return
	}
	d.lines = append(d.lines, line{run: start, runEnd: end, elem: d.open.elem})
	d.open.start = end
}

// finishLines joins the runs of each line and sums up where they stand.
func (d *document) finishLines() {
	var b strings.Builder
	for i := range d.lines {
		l := &d.lines[i]
		l.elem = d.holder(l)
		for r := l.run; r < l.runEnd; r++ {
			n := int(d.runs[r].length)
			l.length += n
			if d.flagsOf(d.runs[r].elem)&inAnchor != 0 {
				l.linked += n
			}
		}
		if l.runEnd-l.run == 1 {
			l.text = d.runs[l.run].text
			continue
		}
		b.Reset()
		for r := l.run; r < l.runEnd; r++ {
			if r > l.run && d.runs[r].before {
				b.WriteByte(' ')
			}
			b.WriteString(d.runs[r].text)
		}
		l.text = b.String()
	}
	d.unwrap()
	for i := range d.lines {
		l := &d.lines[i]
		l.flags = ^flag(0)
		for r := l.run; r < l.runEnd; r++ {
			l.flags &= d.flagsOf(d.runs[r].elem)
		}
	}
	d.markFoot()
	d.markCrumb()
	for i := range d.anchors {
		a := &d.anchors[i]
		e := &d.elems[a.elem]
		a.text = d.runText(e.run, e.runEnd)
	}
}

// holder returns the innermost block that holds a line.
func (d *document) holder(l *line) int32 {
	e := d.runs[l.run].elem
	for e >= 0 && inline(d.elems[e].n.DataAtom) {
		e = d.elems[e].parent
	}
	return e
}

func (d *document) flagsOf(e int32) flag {
	if e < 0 {
		return 0
	}
	return d.elems[e].flags
}

// runText joins runs as one text, line ends closed up between Chinese.
func (d *document) runText(from, to int32) string {
	switch to - from {
	case 0:
		return ""
	case 1:
		return d.runs[from].text
	}
	var b strings.Builder
	for r := from; r < to; r++ {
		if r > from && d.runs[r].before && d.runs[r].line == d.runs[r-1].line {
			b.WriteByte(' ')
		}
		b.WriteString(d.runs[r].text)
	}
	return b.String()
}

// visible returns what an element shows, hidden parts and templates left out.
func (d *document) visible(e int32) string {
	el := &d.elems[e]
	var b strings.Builder
	for r := el.run; r < el.runEnd; r++ {
		if d.flagsOf(d.runs[r].elem)&unread != 0 {
			continue
		}
		if b.Len() > 0 && d.runs[r].before && r > el.run && d.runs[r].line == d.runs[r-1].line {
			b.WriteByte(' ')
		}
		b.WriteString(d.runs[r].text)
	}
	return b.String()
}

// within tells whether element e is a or stands below it.
func (d *document) within(e, a int32) bool {
	return e >= a && e < d.elems[a].end
}

func textOf(n *html.Node) string {
	if n.FirstChild != nil && n.FirstChild == n.LastChild && n.FirstChild.Type == html.TextNode {
		return n.FirstChild.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func (d *document) addMeta(n *html.Node) {
	var m meta
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "name":
			m.name = strings.TrimSpace(a.Val)
		case "property":
			if m.name == "" && strings.Contains(a.Val, "published_time") {
				m.name = strings.TrimSpace(a.Val)
			}
		case "http-equiv":
			if strings.EqualFold(strings.TrimSpace(a.Val), "refresh") {
				m.name = "refresh"
			}
		case "content":
			m.content = a.Val
		}
	}
	switch {
	case m.name == "refresh":
		d.addRefresh(m.content)
	case m.name != "":
		d.metas = append(d.metas, m)
	}
}

func (d *document) addScript(n *html.Node, parent int32) {
	s := script{elem: parent}
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "src":
			s.src = a.Val
		case "type":
			s.typ = strings.ToLower(a.Val)
		}
	}
	s.text = textOf(n)
	if s.src != "" || s.text != "" {
		d.scripts = append(d.scripts, s)
	}
}
