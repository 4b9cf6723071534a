package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"duwang/crawler/address"
	"duwang/crawler/portal"
	"duwang/crawler/sensitive"
)

// Bounds of what is kept of one page.
const (
	mostOutside = 10
	mostAnnexes = 5
)

// signals reads off an article what its text is made of besides words:
// pictures and films, links that lead off the site, annexes that it names and
// does not offer; and off every page the links that nobody sees.
func (r *reader) signals(b *body, title titleCandidate) {
	f := r.facts
	f.Unseen = r.unseen()
	if f.Kind != portal.KindArticle {
		return
	}
	f.Words = r.words(b)
	// A page without prose has no container that could be told from others:
	// what stands below its headline and outside its frame is its content.
	within := func(e int32) bool {
		if b.elem >= 0 {
			return r.within(e, b.elem)
		}
		return r.elems[e].line >= title.lines.to && r.flagsOf(e)&(chrome|inPager|unread) == 0
	}
	seen := map[string]bool{}
	for i := range r.refs {
		ref := &r.refs[i]
		if ref.elem < 0 || !within(ref.elem) {
			continue
		}
		switch {
		case ref.from == refImage:
			if u := ref.url; u != "" && !seen[u] && !ornament(u) {
				seen[u] = true
				f.Pictures++
			}
		case ref.from == refFrame, isFilm(ref.url):
			f.Film = true
		case ref.from == refAnchor && ref.url != "" && len(f.Outside) < mostOutside && !seen[ref.url] && !r.siteHost(ref.url):
			seen[ref.url] = true
			f.Outside = append(f.Outside, ref.url)
		}
	}
	for i := range r.elems {
		if a := r.elems[i].n.DataAtom; (a == atom.Video || a == atom.Audio) && within(int32(i)) {
			f.Film = true
		}
	}
	if b.elem >= 0 && len(f.Attachments) == 0 && f.Pictures == 0 && !f.Film {
		f.Annexes = r.annexes(b)
	}
}

// ornament tells pictures that belong to a page's frame by their names: icons,
// buttons, codes to scan.
func ornament(u string) bool {
	u = strings.ToLower(u)
	return containsAny(u[strings.LastIndexByte(u, '/')+1:], "icon", "ico_", "share", "print", "dayin", "qr", "ewm", "erwei", "weixin", "wechat", "weibo", "logo", "btn", "button", "close", "arrow", "line", "bg.", "_bg", "dot.", "blank", "spacer") ||
		containsAny(u, "/icon", "filetypeimages", "/filetype")
}

func isFilm(u string) bool {
	switch extension(u) {
	case "mp4", "wmv", "flv", "avi", "mp3", "mov":
		return true
	}
	return false
}

// annexLine is a line that names an annex at the end of a document (GB/T
// 9704—2012 7.3.4: 附件：1.…).
var annexLine = regexp.MustCompile(`^附件\s*\d{0,2}\s*[:：]\s*(?:\d{1,2}\s*[.．、]\s*)?(.{4,60})$`)

// annexes returns the annexes that a text without any file names and does not
// hold itself: one that is printed below its name stands there a second time.
func (r *reader) annexes(b *body) []string {
	var list []string
	for i := b.lines.from; i < b.lines.to; i++ {
		l := &r.lines[i]
		if l.flags&(unread|chrome) != 0 || l.linked > 0 || !strings.HasPrefix(l.text, "附件") {
			continue
		}
		m := annexLine.FindStringSubmatch(l.text)
		if m == nil {
			return nil // 附件1 alone: the annex itself follows
		}
		if r.again(squeeze(m[1]), i+1, b.lines.to) {
			return nil
		}
		if list = append(list, clip(m[1], 60)); len(list) == mostAnnexes {
			break
		}
	}
	return list
}

// again tells whether the beginning of a name stands on one of the lines, or
// a table does, which may be the annex.
func (r *reader) again(name string, from, to int32) bool {
	start := clip(strings.TrimLeft(name, "《“"), 8)
	for i := from; i < to; i++ {
		if tr, _ := r.cellOf(r.lines[i].elem); tr >= 0 || strings.Contains(squeeze(r.lines[i].text), start) {
			return true
		}
	}
	return false
}

// Styles by which a link is put where nobody sees it. A display of none is
// not among them: menus and tabs are made so.
var (
	offScreen = regexp.MustCompile(`(?i)(?:text-indent|left|top|right|margin-left|margin-top|margin)\s*:\s*-(?:[2-9]\d{3}|\d{5,})`)
	noSize    = regexp.MustCompile(`(?i)font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)|(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*[01](?:px|pt)?\s*(?:;|$)`)
	noColour  = regexp.MustCompile(`(?i)opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)`)
)

// levels is how far above a link its hiding style may stand.
const levels = 5

// unseen returns the links to other hosts that the page's markup holds and
// that no visitor can see: moved off the screen, without size or wholly
// transparent by their own or a near ancestor's style attribute (暗链).
func (r *reader) unseen() []portal.Attachment {
	var list []portal.Attachment
	for i := range r.refs {
		f := &r.refs[i]
		if f.from != refAnchor || f.elem < 0 || f.url == "" || r.flagsOf(f.elem)&isTemplate != 0 || r.siteHost(f.url) || public(f.url) {
			continue
		}
		for e, n := f.elem, 0; e >= 0 && n < levels; e, n = r.elems[e].parent, n+1 {
			if concealed(r.elems[e].n) {
				list = append(list, portal.Attachment{Text: r.linkText(f.elem), URL: f.url})
				break
			}
		}
		if len(list) == mostOutside {
			break
		}
	}
	return list
}

// concealed tells whether an element's own markup puts it out of sight.
func concealed(n *html.Node) bool {
	if n.DataAtom == atom.Body || n.DataAtom == atom.Html {
		return false
	}
	if n.DataAtom == atom.Marquee {
		return tiny(attr(n, "height")) || tiny(attr(n, "width")) || len(attr(n, "scrollamount")) >= 4
	}
	s := attr(n, "style")
	if s == "" || !strings.Contains(s, ":") {
		return false
	}
	if noSize.MatchString(s) {
		// A block without height shows its content all the same unless it is cut.
		return strings.Contains(s, "font-size") || strings.Contains(strings.ToLower(s), "overflow")
	}
	return offScreen.MatchString(s) || noColour.MatchString(s)
}

func tiny(v string) bool {
	switch strings.TrimSuffix(v, "px") {
	case "0", "1", "2":
		return true
	}
	return false
}

// public tells hosts that a government page may lead to in any manner.
func public(u string) bool {
	h := address.Host(u)
	if i := strings.LastIndexByte(h, ':'); i >= 0 {
		h = h[:i]
	}
	return hasSuffixAny(h, ".gov.cn", ".政务", "conac.cn", ".edu.cn", ".org.cn", "people.com.cn", "xinhuanet.com", "news.cn")
}

// words returns what of the crawl's word lists the headline and the text hold.
func (r *reader) words(b *body) []portal.Word {
	if r.opt.Words == nil {
		return nil
	}
	var text strings.Builder
	text.WriteString(r.facts.Title)
	for i := b.lines.from; i < b.lines.to; i++ {
		if l := &r.lines[i]; l.flags&(unread|inPager) == 0 {
			text.WriteByte('\n')
			text.WriteString(l.text)
		}
	}
	found := r.opt.Words.Find(text.String())
	for i := range found {
		found[i].Quote = sensitive.Mask(found[i].Quote)
	}
	return found
}
