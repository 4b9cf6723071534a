package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"duwang/crawler/portal"
)

var (
	searchNames = []string{"search", "keyword", "sousuo", "souso", "jiansuo", "fulltext", "queryword"}
	searchWords = []string{"搜索", "检索", "搜一搜", "请输入关键", "请输入您要", "智能问答", "全文检索"}
	easyNames   = []string{"wza", "canyou", "barrier", "accessib", "zhanglang", "shilao", "elder", "oldman"}
	easyWords   = []string{"无障碍", "长者", "适老", "老年", "关怀版", "大字版", "读屏", "盲人"}
	shareNames  = []string{"share", "fenxiang", "jiathis"}
)

// controls tells which controls the page offers: a home page its search, its
// accessible version and its logo; an article its share button. What stands
// only in style sheets or comes with a further script is not seen; anything
// that points to a control counts, so that nothing is called missing that is
// there.
func (r *reader) controls(b *body) []string {
	var list []string
	switch {
	case r.opt.Home:
		if r.searches() {
			list = append(list, portal.ShowsSearch)
		}
		if r.hinted(easyNames) || r.said(easyWords) {
			list = append(list, portal.ShowsAccessibility)
		}
		if r.logo() {
			list = append(list, portal.ShowsLogo)
		}
	case r.facts.Kind == portal.KindArticle:
		if r.shares(b) {
			list = append(list, portal.ShowsShare)
		}
	}
	return list
}

// hinted tells whether a class, an id or a script carries one of the words.
func (r *reader) hinted(words []string) bool {
	for h := range r.hints {
		if containsAny(strings.ToLower(h), words...) {
			return true
		}
	}
	for i := range r.scripts {
		if containsAny(strings.ToLower(r.scripts[i].src), words...) {
			return true
		}
	}
	for i := range r.refs {
		if containsAny(strings.ToLower(r.refs[i].raw), words...) {
			return true
		}
	}
	return false
}

// said tells whether a short line, a picture or a script of the page carries
// one of the words.
func (r *reader) said(words []string) bool {
	for i := range r.lines {
		if l := &r.lines[i]; l.length <= 30 && containsAny(l.text, words...) {
			return true
		}
	}
	for i := range r.refs {
		if t := r.refs[i].text; t != "" && len(t) < 100 && containsAny(t, words...) {
			return true
		}
	}
	for i := range r.scripts {
		if containsAny(r.scripts[i].text, words...) {
			return true
		}
	}
	return false
}

// searches tells whether a home page has a search box or leads to one.
func (r *reader) searches() bool {
	for _, n := range r.inputs {
		switch strings.ToLower(attr(n, "type")) {
		case "", "text", "search", "submit", "button", "image":
			for i := range n.Attr {
				v := n.Attr[i].Val
				if containsAny(strings.ToLower(v), searchNames...) || containsAny(v, searchWords...) {
					return true
				}
			}
		}
	}
	for i := range r.elems {
		if n := r.elems[i].n; n.DataAtom == atom.Form && containsAny(strings.ToLower(attr(n, "action")), searchNames...) {
			return true
		}
	}
	return r.hinted(searchNames) || r.said(searchWords)
}

// logo tells whether a picture, or a place named for one, stands in the head.
func (r *reader) logo() bool {
	if r.hinted([]string{"logo", "banner"}) {
		return true
	}
	for i := range r.refs {
		if f := &r.refs[i]; f.from == refImage && f.elem >= 0 && (r.flagsOf(f.elem)&inHead != 0 || f.elem*3 < int32(len(r.elems))) {
			return true
		}
	}
	return false
}

// shares tells whether an article has a share button.
func (r *reader) shares(b *body) bool {
	for h := range r.hints {
		if containsAny(h, shareNames...) || strings.Contains(h, "Share") {
			return true
		}
	}
	for i := range r.lines {
		if l := &r.lines[i]; l.length <= 20 && !b.lines.has(int32(i)) && (strings.HasPrefix(l.text, "分享") || hasSuffixAny(l.text, "分享", "分享：", "分享:") && l.length <= 6) {
			return true
		}
	}
	for i := range r.scripts {
		s := &r.scripts[i]
		if containsAny(s.src, shareNames...) || s.src == "" && containsAny(s.text, "share", "Share") {
			return true
		}
	}
	for i := range r.refs {
		if f := &r.refs[i]; f.from != refAnchor && containsAny(f.raw, shareNames...) {
			return true
		}
	}
	return false
}

// addInput keeps a home page's inputs for searches.
func (d *document) addInput(n *html.Node) {
	if d.opt.Home {
		d.inputs = append(d.inputs, n)
	}
}
