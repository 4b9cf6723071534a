package page

import (
	"regexp"
	"strconv"
	"strings"
)

// maxMore bounds the further pages that one page may name.
const maxMore = 2000

var (
	// createPageHTML(count, current, name, ext) and its kin, an element's id
	// before the numbers in newer ones.
	pageCall = regexp.MustCompile(`(?i)\b(?:create_?page(?:html|nav|s)?|page_?(?:nav|html|div)|set_?page(?:html)?|show_?pages?|pager|mk_?page)\s*\(\s*(?:['"][^'"]*['"]\s*,\s*)?['"]?(\d{1,6})['"]?\s*,\s*['"]?(\d{1,6})['"]?\s*,\s*['"]([\w\-./]*)['"]\s*,\s*['"]\.?(s?html?|jhtml|jsp|php|aspx?)['"]`)
	// the same call with variables for its numbers, as TRS templates write it
	pageVarCall = regexp.MustCompile(`(?i)\bcreate_?page(?:html|nav|s)?\s*\(\s*([a-z_]\w*)\s*,\s*([a-z_]\w*|\d{1,6})\s*,\s*['"]([\w\-./]*)['"]\s*,\s*['"]\.?(s?html?|jhtml|jsp|php|aspx?)['"]`)
	countVar    = regexp.MustCompile(`(?i)\b(?:var\s+)?(?:countpage|pagecount|m_npagecount|totalpages?|nrecordpage)\s*[=:]\s*['"]?(\d{1,6})`)
	currentVar  = regexp.MustCompile(`(?i)\b(?:var\s+)?(?:currentpage|curpage|pageindex|currpage|nowpage)\s*[=:]\s*['"]?(\d{1,6})`)
	nameJoin    = regexp.MustCompile(`['"]([\w\-]*index|[\w\-]*list|[\w\-]*home|[\w\-]+)['"]?\s*\+?\s*['"]?_['"]?\s*\+[^;]{1,60}?\+\s*['"]?\.?['"]?\s*\+?\s*['"]\.?(s?html?)`)
)

// pager returns the further pages of the list, absolute, each once, never the
// page itself.
func (r *reader) pager() []string {
	own := r.base.String()
	if u, ok := r.base.Resolve(r.opt.URL); ok {
		own = u
	}
	var list []string
	seen := map[string]bool{own: true}
	add := func(u string) {
		if !seen[u] && len(list) < maxMore {
			seen[u] = true
			list = append(list, u)
		}
	}
	for _, ref := range r.calledPages(own) {
		if u, ok := r.base.Resolve(ref); ok {
			add(u)
		}
	}
	for _, u := range r.storePages(len(r.facts.Items)) {
		add(u)
	}
	for _, u := range r.anchorPages(own) {
		add(u)
	}
	return list
}

// calledPages reads pagers that a script draws from plain numbers.
func (r *reader) calledPages(own string) []string {
	for i := range r.scripts {
		t := r.scripts[i].text
		if !strings.Contains(t, "age") {
			continue
		}
		if m := pageCall.FindStringSubmatch(t); m != nil {
			count, _ := strconv.Atoi(m[1])
			current, _ := strconv.Atoi(m[2])
			if refs := pageNames(own, m[3], strings.ToLower(m[4]), count, current); len(refs) > 0 {
				return refs
			}
			continue
		}
		if m := pageVarCall.FindStringSubmatch(t); m != nil {
			count, ok := variable(t, m[1])
			current, known := variable(t, m[2])
			if ok && known {
				if refs := pageNames(own, m[3], strings.ToLower(m[4]), count, current); len(refs) > 0 {
					return refs
				}
			}
			continue
		}
		c := countVar.FindStringSubmatch(t)
		if c == nil || strings.Contains(t, "jpage") {
			continue
		}
		count, _ := strconv.Atoi(c[1])
		n := nameJoin.FindStringSubmatch(t)
		if n == nil {
			continue
		}
		current := 0
		if m := currentVar.FindStringSubmatch(t); m != nil {
			current, _ = strconv.Atoi(m[1])
		}
		if refs := pageNames(own, n[1], strings.ToLower(n[2]), count, current); len(refs) > 0 {
			return refs
		}
	}
	return nil
}

// variable returns the number that a script gives to a name, or that the name
// itself is.
func variable(script, name string) (int, bool) {
	if digitCount(name) == len(name) {
		return number(name), true
	}
	for rest := script; ; {
		i := strings.Index(rest, name)
		if i < 0 {
			return 0, false
		}
		whole := i == 0 || !wordByte(rest[i-1])
		rest = rest[i+len(name):]
		value, ok := strings.CutPrefix(strings.TrimLeft(rest, " \t"), "=")
		if !whole || !ok {
			continue
		}
		value = strings.TrimLeft(value, " \t'\"")
		if n := digits(value, 0); n > 0 && n < 7 {
			return number(value[:n]), true
		}
	}
}

func wordByte(c byte) bool {
	return c == '_' || c == '$' || c == '.' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// pageNames spells the files of a list of count pages. Two families differ in
// where they count from: TRS calls the first page 0 and the second index_1,
// others call the first 1 and the second index_2. The page's own number and
// file name tell which; where both would fit, only names that exist in both
// are given.
func pageNames(own, name, ext string, count, current int) []string {
	if count < 2 || name == "" || count > maxMore*5 {
		return nil
	}
	dir := ""
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		dir, name = name[:i+1], name[i+1:]
	}
	suffix := ownNumber(own, name)
	from, to := 1, count-1 // names name_1 … name_(count-1)
	switch {
	case suffix == 0 && current >= 1:
		from, to = 2, count
	case suffix > 0 && current == suffix+1:
		// index_1 is the second page of a family that counts pages from 1 but files from 1 too
		from, to = 1, count-1
	case suffix > 0 && current == suffix && current == count:
		from, to = 2, count
	}
	refs := make([]string, 0, count)
	first := dir + name + "." + ext
	if suffix > 0 {
		refs = append(refs, first)
	}
	for k := from; k <= to && len(refs) < maxMore; k++ {
		refs = append(refs, dir+name+"_"+strconv.Itoa(k)+"."+ext)
	}
	return refs
}

// ownNumber returns n of a page called name_n.ext, 0 for the first page.
func ownNumber(own, name string) int {
	file := own[strings.LastIndexByte(own, '/')+1:]
	if i := strings.IndexAny(file, "?#"); i >= 0 {
		file = file[:i]
	}
	if i := strings.LastIndexByte(file, '.'); i >= 0 {
		file = file[:i]
	}
	rest, ok := strings.CutPrefix(file, name+"_")
	if !ok || rest == "" || digitCount(rest) != len(rest) || len(rest) > 6 {
		return 0
	}
	return number(rest)
}

// pagerWords are the texts of links in a pager that is plain HTML.
var pagerWords = map[string]bool{
	"下一页": true, "下页": true, "后一页": true, "后页": true, "下一頁": true, "next": true, "末页": true, "尾页": true, "最后一页": true, "最后页": true,
	"上一页": true, "上页": true, "前一页": true, "首页": true, "第一页": true, "next>": true, "last": true, "末頁": true, "尾頁": true, "下10页": true, "后10页": true, "下十页": true,
}

// anchorPages reads pagers made of links: numbers and 下一页 that lead to
// pages which differ from this one only in their number.
func (r *reader) anchorPages(own string) []string {
	var list []string
	ownKey := pageKey(own)
	for i := range r.anchors {
		a := &r.anchors[i]
		text := strings.ToLower(strings.Trim(squeeze(a.text), "[]()<>《》»«›‹＞＜【】"))
		numeric := text != "" && len(text) <= 4 && digitCount(text) == len(text)
		in := r.elems[a.elem].flags&inPager != 0
		arrow := text == "" && in
		if !numeric && !pagerWords[text] && !arrow {
			continue
		}
		href := strings.TrimSpace(a.href)
		if len(href) >= 11 && strings.EqualFold(href[:11], "javascript:") || href == "#" || href == "" {
			href = pageAddress(href + " " + attr(r.elems[a.elem].n, "onclick"))
		}
		if href == "" || template(href) || href[0] == '#' {
			continue
		}
		u, ok := r.base.Resolve(href)
		if !ok || u == own {
			continue
		}
		if pageKey(u) == ownKey {
			list = append(list, u)
		}
	}
	return list
}

var quotedPage = regexp.MustCompile(`['"]([^'"\s]+\.(?:s?html?|jsp|php|aspx?)(?:\?[^'"]*)?|\?[^'"]+)['"]`)

// pageAddress returns the address written out in a pager's script call:
// toPage('index_2.html').
func pageAddress(s string) string {
	if m := quotedPage.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

var (
	pageSuffix = regexp.MustCompile(`(?i)([/_\-]|^)(index|list|default|home|more|[a-z0-9]+?)?(?:[_\-](\d{1,5}))?\.(s?html?|jsp|php|aspx?|do|action|jhtml)$`)
	pageQuery  = regexp.MustCompile(`(?i)^(?:page|pageno|pagenum|pageindex|currentpage|curpage|p|pn|pageid|page_no|page_num|paged|cp|nowpage|currpage|start|offset|pageno\d*|uid|cur_page|pg|pagenumber)$`)
	pageFolder = regexp.MustCompile(`(?i)/(?:p|page|list)?[_\-]?\d{1,4}/?$`)
)

// pageKey reduces an address to what all pages of one list share.
func pageKey(u string) string {
	address, query, _ := strings.Cut(u, "?")
	i := strings.LastIndexByte(address, '/')
	file := address[i+1:]
	dir := address[:i+1]
	if m := pageSuffix.FindStringSubmatch(file); m != nil {
		stem := file[:len(file)-len(m[4])-1]
		if m[3] != "" {
			stem = strings.TrimRight(stem[:len(stem)-len(m[3])], "_-")
		}
		if s := strings.ToLower(stem); s == "index" || s == "default" {
			stem = ""
		}
		file = stem
		if m[3] == "" && query == "" && stem != "" && len(stem) <= 4 && digitCount(stem) == len(stem) {
			dir, file = strings.TrimSuffix(dir, "/"), "" // tz.htm, tz/5.htm, tz/4.htm
		}
	} else if query == "" && pageFolder.MatchString(address) && digitCount(strings.Trim(file, "/")) == len(file) && len(file) <= 3 {
		file = ""
	}
	var keep []string
	for param := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(param, "=")
		if param != "" && !pageQuery.MatchString(name) {
			keep = append(keep, param)
		}
	}
	key := dir + file
	if len(keep) > 0 {
		key += "?" + strings.Join(keep, "&")
	}
	return key
}

// pagerElem returns the element in which the list's pager stands, -1 when none
// was seen.
func (r *reader) pagerElem() int32 {
	for i := range r.scripts {
		if pageCall.MatchString(r.scripts[i].text) {
			return r.scripts[i].elem
		}
	}
	for i := range r.anchors {
		switch squeeze(strings.Trim(r.anchors[i].text, "[]<>» ")) {
		case "下一页", "下页", "末页", "尾页", "后一页":
			return r.anchors[i].elem
		}
	}
	return -1
}

var (
	requestCall = regexp.MustCompile(`(?i)(?:url\s*:\s*|\$\.(?:post|get|getjson|ajax)\s*\(\s*|axios(?:\.\w+)?\s*\(\s*|fetch\s*\(\s*|\.open\s*\(\s*['"](?:get|post)['"]\s*,\s*|\.load\s*\(\s*)['"]([^'"\s]{4,300})['"]`)
	listWords   = regexp.MustCompile(`(?i)list|query|search|page|dataproxy|jsonp|api|content|info|article|datacall|docs|getdata`)
)

// listScript returns what draws the list when the page holds no rows itself:
// the address of its request when a script writes it out, else the script's
// name; "" when nothing on the page draws a list.
func (r *reader) listScript() string {
	for i := range r.scripts {
		t := r.scripts[i].text
		if len(t) > 200000 {
			t = t[:200000]
		}
		if !containsAny(t, "ajax", "post", "get", "GET", "fetch", "axios", "open(", "load", "url") {
			continue
		}
		for _, m := range requestCall.FindAllStringSubmatch(t, 20) {
			u := m[1]
			if !listWords.MatchString(u) || containsAny(strings.ToLower(u), "login", "visit", "count", "hits", "statistic", "weather", "tianqi", "suggest", "hotword", "share", "jiucuo", "webdig") || extension("http://h/"+u) == "js" || extension("http://h/"+u) == "css" {
				continue
			}
			if abs, ok := r.base.Resolve(u); ok {
				return abs
			}
			return u
		}
	}
	for i := range r.elems {
		if r.elems[i].flags&isTemplate != 0 && r.elems[i].anchEnd > r.elems[i].anchor {
			return "页面模板"
		}
	}
	for i := range r.anchors {
		if template(r.anchors[i].text) || template(r.anchors[i].href) {
			return "页面模板"
		}
	}
	for i := range r.scripts {
		t := r.scripts[i].text
		if strings.Contains(t, "dataproxy") || strings.Contains(t, "jpage(") {
			return "jpage"
		}
	}
	if r.scriptedRows() {
		return "点击脚本"
	}
	for i := range r.refs {
		// A list in a frame of the same site is a further request too.
		if f := &r.refs[i]; f.from == refFrame && f.url != "" && r.flagsOf(f.elem)&(unread|inFoot|inHead) == 0 && r.siteHost(f.url) {
			return f.url
		}
	}
	for i := range r.scripts {
		src := r.scripts[i].src
		name := strings.ToLower(src[strings.LastIndexByte(src, '/')+1:])
		if containsAny(name, "gkmlpt", "list", "datacall", "chunk", "app.", "vue", "angular", "avalon", "react", "jpage", "liebiao") && !containsAny(name, "blacklist") {
			return src
		}
	}
	return ""
}

// scriptedRows tells whether the page shows dated rows whose links only a
// script can open.
func (r *reader) scriptedRows() bool {
	n := 0
	for i := range r.anchors {
		a := &r.anchors[i]
		if a.ref >= 0 && r.refs[a.ref].url != "" || runes(a.text) < 8 || r.elems[a.elem].flags&(chrome|inPager) != 0 {
			continue
		}
		w := row{anchor: int32(i), box: a.elem}
		for up := 0; up < 3 && r.elems[w.box].parent >= 0 && r.elems[w.box].n.Data != "li" && r.elems[w.box].n.Data != "tr"; up++ {
			w.box = r.elems[w.box].parent
		}
		if r.boxDate(&w) != 0 {
			if n++; n >= 2 {
				return true
			}
		}
	}
	return false
}
