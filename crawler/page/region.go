package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A flag says where an element stands or what it is for. Those of the mask
// inherited hold for everything below the element.
type flag uint32

const (
	inNav      flag = 1 << iota // navigation, menus, tool bars
	inCrumb                     // 当前位置
	inHead                      // the page's head
	inFoot                      // the page's foot
	inSide                      // rankings, related, recommended
	inPager                     // a list's pager
	isHidden                    // shown by nobody
	isTemplate                  // a script's template, no content yet
	inBody                      // a known container of article text
	inAnchor
	isTitle // named as a title
	isInfo  // named as a line of date and source
	isHeading
	isCenter
	isRight
	isCell
	isList // named as a list

	chrome    = inNav | inCrumb | inHead | inFoot | inSide
	inherited = chrome | inPager | isHidden | isTemplate | inBody | inAnchor
	unread    = isHidden | isTemplate
)

// classify returns the flags that an element's own name and attributes give.
func (d *document) classify(n *html.Node) flag {
	var f flag
	switch n.DataAtom {
	case atom.Nav:
		f |= inNav
	case atom.Header:
		f |= inHead
	case atom.Footer:
		f |= inFoot
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		f |= isHeading
	case atom.Center:
		f |= isCenter
	case atom.Td, atom.Th, atom.Dt, atom.Dd:
		f |= isCell
	case atom.A:
		f |= inAnchor
	case atom.Template:
		f |= isTemplate
	}
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "id":
			f |= d.hint(a.Val)
		case "align":
			switch strings.ToLower(a.Val) {
			case "center":
				f |= isCenter
			case "right":
				f |= isRight
			}
		case "style":
			f |= d.style(a.Val)
		case "hidden":
			f |= isHidden
		case "ng-repeat", "v-for", "v-if", "v-text", "wx:for", "data-ng-repeat":
			f |= isTemplate
		default:
			if strings.HasPrefix(a.Key, "ms-") && a.Key != "ms-controller" && a.Key != "ms-important" {
				f |= isTemplate
			}
		}
	}
	if f&(inHead|inFoot|inSide) != 0 {
		switch n.DataAtom {
		case atom.Li, atom.Tr, atom.P, atom.Span, atom.A, atom.I, atom.Em, atom.B, atom.Strong, atom.Font, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dt, atom.Dd:
			f &^= inHead | inFoot | inSide // "top" on a row means pinned, "hot" on a link new
		}
	}
	return f
}

// style returns what a style attribute says, remembered as hints are.
func (d *document) style(s string) flag {
	if f, ok := d.styles[s]; ok {
		return f
	}
	f := flag(0)
	if containsAny(s, "none", "hidden", "align", "ALIGN") {
		f = styleFlags(s)
	}
	if len(s) <= longestKept {
		d.styles[s] = f
	}
	return f
}

func styleFlags(s string) (f flag) {
	for declaration := range strings.SplitSeq(s, ";") {
		name, value, _ := strings.Cut(declaration, ":")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "display":
			if strings.HasPrefix(strings.ToLower(strings.TrimSpace(value)), "none") {
				f |= isHidden
			}
		case "visibility":
			if strings.HasPrefix(strings.ToLower(strings.TrimSpace(value)), "hidden") {
				f |= isHidden
			}
		case "text-align":
			switch v := strings.ToLower(strings.TrimSpace(value)); {
			case strings.HasPrefix(v, "center"):
				f |= isCenter
			case strings.HasPrefix(v, "right"), strings.HasPrefix(v, "end"):
				f |= isRight
			}
		}
	}
	return f
}

// longestKept is how long a class or style may be to be remembered.
const longestKept = 256

// hint returns what a class or id says, remembered for the pages that follow:
// a template gives the same class to every row and every page.
func (d *document) hint(s string) flag {
	if s == "" {
		return 0
	}
	if f, ok := d.hints[s]; ok {
		return f
	}
	f, ok := d.names[s]
	if !ok {
		f = hintOf(s)
		if len(s) <= longestKept {
			d.names[s] = f
		}
	}
	d.hints[s] = f
	return f
}

// hintWords are words of class names and ids and what they tell.
var hintWords = map[string]flag{
	"nav": inNav, "navi": inNav, "navbar": inNav, "navigation": inNav, "menu": inNav, "menus": inNav, "submenu": inNav,
	"subnav": inNav, "topnav": inNav, "mainnav": inNav, "leftnav": inNav, "sidenav": inNav, "leftmenu": inNav, "daohang": inNav,
	"toolbar": inNav, "topbar": inNav, "search": inNav, "searchbox": inNav, "share": inNav, "bdsharebuttonbox": inNav, "login": inNav,
	"bshare": inNav, "bsharecustom": inNav, "tools": inNav, "accessibility": inNav, "weather": inNav,
	"breadcrumb": inCrumb, "breadcrumbs": inCrumb, "crumb": inCrumb, "crumbs": inCrumb, "bread": inCrumb, "position": inCrumb,
	"location": inCrumb, "dqwz": inCrumb, "weizhi": inCrumb, "mianbaoxie": inCrumb, "path": inCrumb, "curpos": inCrumb, "currentposition": inCrumb,
	"header": inHead, "head": inHead, "top": inHead, "banner": inHead, "logo": inHead, "toubu": inHead, "pagehead": inHead, "pageheader": inHead,
	"footer": inFoot, "foot": inFoot, "copyright": inFoot, "bottom": inFoot, "dibu": inFoot, "friendlink": inFoot, "friendlinks": inFoot,
	"yqlj": inFoot, "links": inFoot, "pagefooter": inFoot, "footlink": inFoot, "youlian": inFoot,
	"hot": inSide, "rank": inSide, "ranking": inSide, "paihang": inSide, "phb": inSide, "related": inSide, "relate": inSide,
	"recommend": inSide, "sidebar": inSide, "aside": inSide, "tuijian": inSide, "xgxx": inSide, "xgwz": inSide, "xgyd": inSide, "hotnews": inSide, "rdph": inSide,
	"xgnews": inSide, "relnews": inSide, "relatenews": inSide, "relatednews": inSide, "prevnext": inSide, "shangxiapian": inSide,
	"page": inPager, "pager": inPager, "pages": inPager, "pagination": inPager, "paging": inPager, "fenye": inPager, "turnpage": inPager, "pagebar": inPager,
	"hide": isHidden, "hidden": isHidden, "dn": isHidden, "none": isHidden,
	"title": isTitle, "tit": isTitle, "titles": isTitle, "biaoti": isTitle, "bt": isTitle, "headline": isTitle, "arttitle": isTitle,
	"articletitle": isTitle, "newstitle": isTitle, "contenttitle": isTitle, "conttitle": isTitle, "contitle": isTitle, "maintitle": isTitle, "ti": isTitle, "pagetitle": isTitle, "detailtitle": isTitle, "xltitle": isTitle,
	"info": isInfo, "infos": isInfo, "date": isInfo, "dates": isInfo, "time": isInfo, "source": isInfo, "ly": isInfo, "laiyuan": isInfo,
	"pubtime": isInfo, "pubdate": isInfo, "publishtime": isInfo, "shijian": isInfo, "sj": isInfo, "rq": isInfo, "property": isInfo, "xinxi": isInfo, "subtitle": isInfo, "meta": isInfo, "otitle": isInfo,
	"list": isList, "lists": isList, "newslist": isList, "liebiao": isList, "infolist": isList, "listcontent": isList, "gllist": isList, "lb": isList, "listbox": isList, "newlist": isList,
}

// bodyNames are containers of article text that content systems use everywhere.
var bodyNames = map[string]bool{
	"ucap-content": true, "trs_editor": true, "trs_ueditor": true, "zoom": true, "zoomcon": true, "ivs_content": true,
	"custom_unionstyle": true, "article-content": true, "article_content": true, "articlecontent": true, "content_body": true,
	"news_content": true, "newscontent": true, "news-content": true, "article-body": true, "article_body": true, "artibody": true, "articlebody": true, "con_text": true,
	"detail-content": true, "detail_content": true, "text-content": true, "view-content": true, "xl_con": true, "xxnr": true, "wenzhang": true, "zhengwen": true,
	"pages_content": true, "dochtmlcon": true, "textbox": true, "bt_content": true, "info_content": true, "infocontent": true, "conttext": true, "trs_editor_view": true,
	"vsb_content": true, "content-text": true, "contenttext": true, "articlecon": true, "article-con": true, "article_con": true, "main-text": true, "nr_con": true, "newsbody": true, "news_body": true, "art_con": true, "bt_article": true, "doccontent": true, "gk_content": true, "xxgk_content": true,
}

// bodyWords, beside a word for head or foot, say that it is the article's own
// head, not the page's.
var bodyWords = map[string]bool{
	"article": true, "content": true, "detail": true, "main": true, "text": true, "con": true, "news": true, "title": true, "body": true, "art": true, "tit": true, "list": true, "table": true,
}

func hintOf(s string) flag {
	var f flag
	for name := range strings.FieldsSeq(s) {
		lower := strings.ToLower(name)
		if bodyNames[lower] {
			f |= inBody
			continue
		}
		var g flag
		own, words := false, 0
		eachWord(name, func(w string) {
			words++
			g |= hintWords[w]
			own = own || bodyWords[w]
			if g&chrome == 0 && words == 1 {
				switch {
				case strings.HasSuffix(w, "header") || strings.HasPrefix(w, "header"):
					g |= inHead
				case strings.HasPrefix(w, "footer") || strings.HasSuffix(w, "footer"):
					g |= inFoot
				case strings.Contains(w, "crumb"):
					g |= inCrumb
				}
			}
		})
		if own {
			g &^= chrome
		}
		if words > 1 {
			g &^= isHidden // "news-hide-sm" and the like
			if g&inPager != 0 && !containsAny(lower, "pager", "paging", "pagination", "pagebar", "fenye", "page-list", "page_list", "page-nav", "page_nav", "turn") {
				g &^= inPager
			}
		}
		if strings.Contains(lower, "mshow") {
			g &^= isHidden
		}
		f |= g
	}
	if f&isTitle != 0 && f&isInfo != 0 && strings.Contains(strings.ToLower(s), "subtit") {
		f &^= isTitle
	}
	return f
}

// eachWord calls yield with the lower-case words of a name such as
// "newsList_02": split at punctuation, digits and inner capitals, and also the
// name without its punctuation when that differs.
func eachWord(name string, yield func(string)) {
	start := 0
	emit := func(end int) {
		if end > start {
			yield(strings.ToLower(name[start:end]))
		}
	}
	lowerBefore := false
	for i, r := range name {
		switch {
		case r >= 0x80 || !unicode.IsLetter(r):
			emit(i)
			start, lowerBefore = i+utf8.RuneLen(r), false
		case r >= 'A' && r <= 'Z':
			if lowerBefore {
				emit(i)
				start = i
			}
			lowerBefore = false
		default:
			lowerBefore = true
		}
	}
	emit(len(name))
}
