package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hereWords begin a breadcrumb path.
var hereWords = []string{"当前位置", "您的位置", "你的位置", "您所在的位置", "您现在的位置", "你现在的位置", "所在位置", "现在位置", "当前的位置", "当前栏目", "当前所在", "位置：", "位置:"}

// crumbBreaks part the steps of a breadcrumb path.
const crumbBreaks = ">＞»›→/｜|\\▶►❯"

// crumbs reads the page's breadcrumb path: the block that says so by its
// class or by its first words, and holds the most steps.
func (o *outliner) crumbs(root *html.Node) {
	var best []Crumb
	take := func(n *html.Node) {
		if c := o.steps(n); len(c) > len(best) && len(c) <= 10 {
			best = c
		}
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.ElementNode && (c.DataAtom == atom.Script || c.DataAtom == atom.Style):
			case c.Type == html.ElementNode && o.classify(c)&inCrumb != 0:
				take(c)
				walk(c)
			case c.Type == html.TextNode && len(c.Data) < 300 && containsAny(squeeze(c.Data), hereWords...):
				for b, up := c.Parent, 0; b != nil && up < 4; b, up = b.Parent, up+1 {
					if runes(allText(b)) > 160 {
						break
					}
					if firstLink(b) != nil || strings.ContainsAny(allText(b), crumbBreaks) {
						take(b)
						break
					}
				}
			default:
				walk(c)
			}
		}
	}
	walk(root)
	o.out.Crumbs = best
}

func firstLink(n *html.Node) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.DataAtom == atom.A {
			return c
		}
		if l := firstLink(c); l != nil {
			return l
		}
	}
	return nil
}

// steps reads the steps below a node: links, and the words between breaks.
func (o *outliner) steps(n *html.Node) []Crumb {
	var list []Crumb
	add := func(text, u string) {
		text = strings.Trim(tidy(text), "：: "+crumbBreaks)
		for _, w := range hereWords {
			if _, rest, ok := strings.Cut(text, strings.TrimRight(w, "：:")); ok && runes(text)-runes(rest) <= 9 {
				text = strings.Trim(rest, "：: "+crumbBreaks)
			}
		}
		switch s := squeeze(text); s {
		case "", "首页", "网站首页", "主页", "本站首页", "正文", "内容", "详情", "信息详情", "文章详情", "返回首页", "-", "—", "--":
			if s == "首页" || s == "网站首页" || s == "主页" || s == "本站首页" {
				list = nil // a path begins here, whatever stood before
			}
			return
		}
		if runes(text) > 40 {
			return
		}
		list = append(list, Crumb{text, u})
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				for _, part := range strings.FieldsFunc(c.Data, func(r rune) bool { return strings.ContainsRune(crumbBreaks, r) }) {
					if parts := strings.Split(part, " - "); len(parts) > 1 {
						for _, p := range parts {
							add(p, "")
						}
						continue
					}
					add(part, "")
				}
			case c.Type != html.ElementNode || c.DataAtom == atom.Script || c.DataAtom == atom.Style:
			case c.DataAtom == atom.A:
				u := ""
				if raw := strings.TrimSpace(attr(c, "href")); raw != "" && raw[0] != '#' {
					u, _ = o.base.Resolve(raw)
				}
				if home(squeeze(allText(c))) {
					list = nil
					continue
				}
				add(o.words(c), u)
			default:
				walk(c)
			}
		}
	}
	walk(n)
	return list
}

func home(s string) bool {
	return s == "首页" || s == "网站首页" || s == "主页" || s == "本站首页" || s == "门户首页"
}
