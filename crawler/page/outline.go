package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"duwang/crawler/address"
	"duwang/crawler/portal"
)

// An Outline is how a page stands among the other pages of its site: its place
// in the tree of columns and the menus that it shows. It serves the discovery
// of columns and is not kept.
type Outline struct {
	Title  string   // of the <title> element
	Crumbs []Crumb  // 当前位置, outermost first, without the home page
	Places []Place  // links to pages, in document order, an address as often as it stands there
	Cycle  string   // 更新周期 as the page states it: 每月, 30天; "" when it does not
	Trees  []string // scripts of the site that by their name hold a tree of columns, absolute
}

// A Crumb is one step of a breadcrumb path; its URL is "" when it is no link.
type Crumb struct{ Text, URL string }

// Where a Place stands.
const (
	PlaceMenu   = "menu"   // navigation, side menus
	PlaceHead   = "head"   // the page's head
	PlaceFoot   = "foot"   // the page's foot
	PlaceMain   = "main"   // anywhere else
	PlaceOption = "option" // an entry of a drop-down list
	PlaceTree   = "tree"   // a node of a tree that a script draws
)

// A Place is one link where it stands on a page.
type Place struct {
	URL, Text string
	Where     string
	// Under are the headings and menu entries that the link hangs under,
	// outermost first.
	Under []Crumb
	More  bool // the link says 更多; Text is the heading that it belongs to
}

// ReadOutline is Read together with the page's outline, from one parse.
func ReadOutline(body []byte, opt Options) (*portal.Facts, *Outline, error) {
	text, charset := Decode(body, opt.ContentType)
	root := parse(text)
	r := &reader{document: newDocument(root, opt), facts: &portal.Facts{Charset: charset}}
	r.raw = bareStore(text)
	err := r.locate(charset)
	r.read(text)
	maskFacts(r.facts)
	o := &outliner{reader: r, out: &Outline{Title: r.document.title}}
	o.read(root)
	r.release()
	return r.facts, o.out, err
}

// An outliner walks the tree once more, with the headings above each link.
type outliner struct {
	*reader
	out *Outline
}

func (o *outliner) read(root *html.Node) {
	o.crumbs(root)
	o.children(root, 0, nil)
	for i := range o.refs {
		// A page that sends its visitors on.
		if f := &o.refs[i]; f.from == refRefresh && f.url != "" {
			o.out.Places = append(o.out.Places, Place{URL: f.url, Where: PlaceMenu})
		}
	}
	for i := range o.scripts {
		s := &o.scripts[i]
		if s.src == "" {
			o.tree(s.text)
		} else if u, ok := o.base.Resolve(s.src); ok && o.siteHost(u) && treeName(u) {
			o.out.Trees = append(o.out.Trees, u)
		}
	}
}

// children walks what stands below n. under is what n hangs under; a heading
// among the children holds for those that follow it.
func (o *outliner) children(n *html.Node, f flag, under []Crumb) {
	label := under
	entry := n.DataAtom == atom.Li || n.DataAtom == atom.Dt || n.DataAtom == atom.Dd
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			o.cycle(c)
			if entry && len(label) == len(under) {
				if t := tidy(c.Data); t != "" && runes(t) <= headingLimit && c.NextSibling != nil {
					label = below(under, Crumb{Text: t})
				}
			}
			continue
		}
		if c.Type != html.ElementNode {
			continue
		}
		o.element(c, f, label)
		switch {
		case o.isLabel(c):
			if t, u := o.labelOf(c); t != "" {
				label = below(under, Crumb{t, u})
			}
		case entry && len(label) == len(under):
			// A menu entry: its own link or words stand above its sub-menu.
			if t, u := o.labelOf(c); t != "" {
				label = below(under, Crumb{t, u})
			}
		}
	}
}

func below(under []Crumb, c Crumb) []Crumb {
	return append(under[:len(under):len(under)], c)
}

// headingLimit is how many runes the words of a heading or menu entry have.
const headingLimit = 24

func (o *outliner) element(n *html.Node, f flag, under []Crumb) {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Textarea, atom.Template:
		return
	case atom.Select:
		o.options(n, under)
		return
	}
	own := o.classify(n)
	f = f&inherited | own
	if f&isTemplate != 0 || f&inCrumb != 0 && own&inCrumb != 0 && len(o.out.Crumbs) > 0 {
		return
	}
	switch {
	case n.DataAtom == atom.A:
		o.place(n, attr(n, "href"), f, under)
	case n.DataAtom == atom.Area, n.DataAtom == atom.Iframe, n.DataAtom == atom.Frame:
		o.place(n, attr(n, "href")+attr(n, "src"), f, under)
	case attr(n, "onclick") != "":
		o.place(n, "", f, under)
	}
	o.children(n, f, under)
}

// place notes a link to a page.
func (o *outliner) place(n *html.Node, raw string, f flag, under []Crumb) {
	raw = strings.TrimSpace(raw)
	if raw == "" || raw[0] == '#' || strings.HasPrefix(strings.ToLower(raw), "javascript:") {
		raw = scriptAddress(raw + attr(n, "onclick"))
	}
	if raw == "" || strings.Contains(raw, "{{") || placeholder(raw) {
		return
	}
	u, ok := o.base.Resolve(raw)
	if !ok || isFile(u) || isImage(u) {
		return
	}
	p := Place{URL: u, Where: PlaceMain, Under: under}
	switch {
	case f&inFoot != 0:
		p.Where = PlaceFoot
	case f&inNav != 0:
		p.Where = PlaceMenu
	case f&inHead != 0:
		p.Where = PlaceHead
	}
	p.Text = o.words(n)
	if isMore(p.Text) {
		p.More, p.Text = true, ""
		if len(under) > 0 {
			p.Text = under[len(under)-1].Text
			p.Under = under[:len(under)-1]
		}
	}
	p.Text = clip(p.Text, linkTextLimit)
	o.out.Places = append(o.out.Places, p)
}

// words returns what a link shows, failing that its title or its picture's.
func (o *outliner) words(n *html.Node) string {
	if t := tidy(allText(n)); t != "" {
		if full := tidy(attr(n, "title")); hasSuffixAny(t, "...", "…", "..") && full != "" {
			return full
		}
		return t
	}
	if t := tidy(attr(n, "title")); t != "" {
		return t
	}
	return imageText(n)
}

// allText joins the text below a node, scripts left out.
func allText(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				b.WriteString(c.Data)
			case c.Type == html.ElementNode && c.DataAtom != atom.Script && c.DataAtom != atom.Style:
				walk(c)
			}
		}
	}
	walk(n)
	return b.String()
}

// isLabel tells a heading: an element of that name, a term of a list of
// definitions, or one whose class says title, with few words.
func (o *outliner) isLabel(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dt, atom.Legend, atom.Caption, atom.Th:
		return true
	case atom.A, atom.Li, atom.Ul, atom.Tr, atom.Td, atom.Table:
		return false
	case atom.Strong, atom.B:
		return n.NextSibling != nil
	}
	if o.classify(n)&isTitle != 0 {
		return true
	}
	// A bare short line above a list: <p>部门</p><ul>…
	if next := nextElement(n); next != nil && (next.DataAtom == atom.Ul || next.DataAtom == atom.Ol || next.DataAtom == atom.Dl) {
		t, _ := o.labelOf(n)
		return t != "" && runes(t) <= 12
	}
	return false
}

func nextElement(n *html.Node) *html.Node {
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		if s.Type == html.ElementNode {
			return s
		}
	}
	return nil
}

// labelOf returns a heading's words and its own link, 更多 left out; "" when
// there are too many words for a heading.
func (o *outliner) labelOf(n *html.Node) (text, url string) {
	var b strings.Builder
	links := 0
	var walk func(*html.Node) bool
	walk = func(n *html.Node) bool {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			return true
		}
		if n.Type != html.ElementNode {
			return true
		}
		switch n.DataAtom {
		case atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Script, atom.Style, atom.Select:
			return true
		case atom.A:
			t := o.words(n)
			if isMore(t) {
				return true
			}
			if links++; links == 1 {
				if raw := strings.TrimSpace(attr(n, "href")); raw != "" && raw[0] != '#' {
					if u, ok := o.base.Resolve(raw); ok {
						url = u
					}
				}
			}
			if tidy(allText(n)) == "" {
				b.WriteString(t)
				return true
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		return b.Len() < 400
	}
	walk(n)
	text = strings.Trim(tidy(b.String()), ">»›:：·-|+ ")
	if links > 1 || runes(text) > headingLimit {
		return "", ""
	}
	return text, url
}

// options notes the addresses of a drop-down list, whole or relative; words
// and numbers that a script makes addresses of are none.
func (o *outliner) options(n *html.Node, under []Crumb) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		if c.DataAtom == atom.Optgroup {
			group := under
			if t := tidy(attr(c, "label")); t != "" {
				group = below(under, Crumb{Text: t})
			}
			o.options(c, group)
			continue
		}
		v := strings.TrimSpace(attr(c, "value"))
		for _, key := range []string{"data-url", "data-href", "url", "href"} {
			if d := strings.TrimSpace(attr(c, key)); d != "" {
				v = d
			}
		}
		if c.DataAtom != atom.Option || !strings.ContainsAny(v, "/?.") || strings.HasPrefix(strings.ToLower(v), "javascript:") {
			continue
		}
		if u, ok := o.base.Resolve(v); ok && !isFile(u) {
			o.out.Places = append(o.out.Places, Place{URL: u, Text: tidy(allText(c)), Where: PlaceOption, Under: under})
		}
	}
}

// ArticleAddress tells whether an absolute address looks like an article's
// rather than a column's, by the habits of content systems.
func ArticleAddress(u string) bool { return shapeOf(u) == shapeArticle }

// SiteHome tells whether an address is the home page of its host.
func SiteHome(u string) bool { return address.SamePage(u, "http://"+address.Host(u)+"/") }

var cycleText = regexp.MustCompile(`更新(?:周期|频率|频次|时限|期限)\s*[:：为]\s*([^\s，。；;,、（(<]{1,12})`)

// cycle reads how often a column promises to be updated.
func (o *outliner) cycle(n *html.Node) {
	if o.out.Cycle != "" || !strings.Contains(n.Data, "更新") {
		return
	}
	text := n.Data
	if n.Parent != nil && n.Parent.DataAtom != atom.Body && len(text) < 60 {
		if whole := allText(n.Parent); len(whole) < 300 {
			text = whole
		}
	}
	if m := cycleText.FindStringSubmatch(text); m != nil {
		o.out.Cycle = m[1]
	}
}
