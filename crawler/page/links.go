package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"duwang/crawler/portal"
)

// addRefs notes the addresses that an element's own attributes carry.
func (d *document) addRefs(n *html.Node, i int32) {
	switch n.DataAtom {
	case atom.A:
		if href := attr(n, "href"); href != "" {
			d.refs = append(d.refs, ref{elem: i, raw: href, from: refAnchor})
		}
	case atom.Area:
		if href := attr(n, "href"); href != "" {
			d.refs = append(d.refs, ref{elem: i, raw: href, from: refArea, text: attr(n, "alt")})
		}
	case atom.Iframe, atom.Frame:
		if src := attr(n, "src"); src != "" {
			d.refs = append(d.refs, ref{elem: i, raw: src, from: refFrame, text: attr(n, "title")})
		}
	}
	d.addClick(n, i)
}

func (d *document) addClick(n *html.Node, i int32) {
	if click := attr(n, "onclick"); click != "" {
		if u := scriptAddress(click); u != "" {
			d.refs = append(d.refs, ref{elem: i, raw: u, from: refScript, text: attr(n, "value")})
		}
	}
}

func (d *document) addImage(n *html.Node, parent int32) {
	if src := attr(n, "src"); src != "" {
		text := attr(n, "alt")
		if text == "" {
			text = attr(n, "title")
		}
		d.refs = append(d.refs, ref{elem: parent, raw: src, from: refImage, text: text})
	}
	d.addSrcset(attr(n, "srcset"), parent)
	d.addClick(n, parent)
}

// addOptions notes the addresses of a drop-down of links.
func (d *document) addOptions(n *html.Node, parent int32) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Option:
			if v := strings.TrimSpace(attr(c, "value")); strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://") || strings.HasPrefix(v, "//") {
				d.refs = append(d.refs, ref{elem: parent, raw: v, from: refOption, text: tidy(textOf(c))})
			}
		case atom.Optgroup:
			d.addOptions(c, parent)
		}
	}
}

func (d *document) addRefresh(content string) {
	if _, u, found := cutFold(content, "url="); found {
		if u = strings.Trim(strings.TrimSpace(u), `"'`); u != "" {
			d.refs = append(d.refs, ref{elem: -1, raw: u, from: refRefresh})
		}
	}
}

// scriptAddress returns the address that a click on a piece of script opens:
// location='…', location.href="…", window.open('…'), location.replace('…').
// It returns "" for scripts whose address is not written out.
func scriptAddress(s string) string {
	for _, opener := range []string{"window.open(", "location.replace(", "location.assign(", "location.href", "location"} {
		_, after, found := strings.Cut(s, opener)
		if !found {
			continue
		}
		after = strings.TrimLeft(after, " =\t")
		if after == "" || after[0] != '\'' && after[0] != '"' {
			continue
		}
		value, rest, closed := strings.Cut(after[1:], after[:1])
		if !closed || strings.HasPrefix(strings.TrimSpace(rest), "+") {
			return ""
		}
		if value = strings.TrimSpace(value); value != "" && value != "#" {
			return value
		}
	}
	return ""
}

// links resolves every reference of the page, each address once, the first
// occurrence's text. Bare fragments and references to the page itself by an
// empty href are no links.
func (d *document) links(r *reader) []portal.Link {
	list := make([]portal.Link, 0, len(d.refs))
	seen := make(map[string]int, len(d.refs))
	for i := range d.refs {
		f := &d.refs[i]
		raw := strings.TrimSpace(f.raw)
		from := f.from
		if len(raw) >= 11 && strings.EqualFold(raw[:11], "javascript:") {
			if raw = scriptAddress(raw); raw == "" {
				continue
			}
			from = refScript
		}
		if raw == "" || raw[0] == '#' || strings.Contains(raw, "{{") || d.flagsOf(f.elem)&isTemplate != 0 || placeholder(raw) {
			continue
		}
		u, ok := r.base.Resolve(raw)
		if !ok {
			continue
		}
		f.url = u
		text := f.text
		if f.from == refAnchor || f.from == refScript && text == "" && f.elem >= 0 {
			text = d.linkText(f.elem)
		}
		if at, ok := seen[u]; ok {
			if list[at].Text == "" {
				list[at].Text = text
			}
			continue
		}
		seen[u] = len(list)
		list = append(list, portal.Link{URL: u, Text: text, Kind: linkKind(u, from)})
	}
	return list
}

// placeholder recognises what a script puts where an address will come.
func placeholder(raw string) bool {
	switch strings.ToLower(raw) {
	case "undefined", "null", "about:blank", "void(0)", "void(0);", "javascript":
		return true
	}
	return strings.Contains(raw, "${") || strings.HasPrefix(raw, "<%") || strings.Contains(raw, "'+") || strings.Contains(raw, "\"+")
}

// linkTextLimit bounds a link's text in runes: some links wrap whole blocks.
const linkTextLimit = 120

// linkText returns what a link shows, its title or its picture's words when it
// shows no text.
func (d *document) linkText(e int32) string {
	el := &d.elems[e]
	text := d.runText(el.run, el.runEnd)
	if text == "" {
		text = tidy(attr(el.n, "title"))
	}
	if text == "" {
		text = imageText(el.n)
	}
	return clip(text, linkTextLimit)
}

func imageText(n *html.Node) string {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		if c.DataAtom == atom.Img {
			if s := tidy(attr(c, "alt")); s != "" {
				return s
			}
			return tidy(attr(c, "title"))
		}
		if s := imageText(c); s != "" {
			return s
		}
	}
	return ""
}

// clip cuts a text after n runes.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func linkKind(u string, from refKind) string {
	switch {
	case from == refImage, from == refPicture, isImage(u):
		return portal.LinkImage
	case isFile(u):
		return portal.LinkAttachment
	}
	return portal.LinkPage
}

var fileExts = map[string]bool{
	"pdf": true, "doc": true, "docx": true, "docm": true, "wps": true, "wpt": true, "rtf": true, "xls": true, "xlsx": true, "xlsm": true, "et": true,
	"csv": true, "ppt": true, "pptx": true, "dps": true, "ofd": true, "ceb": true, "cebx": true, "txt": true, "zip": true, "rar": true, "7z": true,
	"gz": true, "tar": true, "mp3": true, "mp4": true, "wmv": true, "flv": true, "avi": true, "apk": true, "exe": true, "swf": true, "tif": true, "tiff": true, "dwg": true, "xml": false,
}

var imageExts = map[string]bool{"jpg": true, "jpeg": true, "png": true, "gif": true, "bmp": true, "webp": true, "svg": true, "ico": true}

// extension returns the lower-case extension of an address's path.
func extension(u string) string {
	if i := strings.IndexByte(u, '?'); i >= 0 {
		u = u[:i]
	}
	name := u[strings.LastIndexByte(u, '/')+1:]
	i := strings.LastIndexByte(name, '.')
	if i < 0 || len(name)-i > 6 || !strings.Contains(u, "://") || strings.Count(u, "/") < 3 {
		return ""
	}
	return strings.ToLower(name[i+1:])
}

func isImage(u string) bool { return imageExts[extension(u)] }

// isFile tells whether an address leads to a file: by its extension, by a file
// name in its query, or by the download paths of common content systems.
func isFile(u string) bool {
	ext := extension(u)
	switch ext {
	case "html", "htm", "shtml", "":
		if ext != "" && !strings.ContainsRune(u, '?') {
			return false
		}
	default:
		if fileExts[ext] {
			return true
		}
	}
	if !containsAny(u, "down", "attach", "file", "File", "Down") {
		return false
	}
	if containsAny(u, "/module/download/", "/attachment/", "/attach/download", "/download.jsp?", "downfile.jsp?", "/downloadFile?", "/file/download?") {
		return !imageExts[ext] && ext != "html" && ext != "htm" && ext != "shtml"
	}
	if i := strings.IndexByte(u, '?'); i >= 0 {
		for param := range strings.SplitSeq(u[i+1:], "&") {
			name, value, _ := strings.Cut(param, "=")
			if name = strings.ToLower(name); strings.Contains(name, "file") {
				if j := strings.LastIndexByte(value, '.'); j >= 0 && fileExts[strings.ToLower(value[j+1:])] {
					return true
				}
			}
		}
	}
	return false
}
