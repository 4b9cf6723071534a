package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// addPictures notes the pictures that a browser fetches for an element besides
// those of <img src>: of its style, and of the background attribute that old
// tables carry. What is hidden is not fetched.
func (d *document) addPictures(n *html.Node, i int32) {
	if d.elems[i].flags&isHidden != 0 {
		return
	}
	switch n.DataAtom {
	case atom.Body, atom.Table, atom.Tr, atom.Td, atom.Th, atom.Source:
		d.addPicture(attr(n, "background"), i)
		d.addSrcset(attr(n, "srcset"), i)
	}
	for style := attr(n, "style"); strings.Contains(style, "url("); {
		var u string
		_, style, _ = strings.Cut(style, "url(")
		u, style, _ = strings.Cut(style, ")")
		d.addPicture(strings.Trim(strings.TrimSpace(u), `"'`), i)
	}
}

// addSrcset notes the candidates of a srcset (HTML, 4.8.4.2.1): addresses with
// descriptors between commas. A comma may stand inside an address that a blank
// ends; data: addresses are nobody's to fetch.
func (d *document) addSrcset(set string, i int32) {
	for set = strings.TrimLeft(set, " \t\r\n\f,"); set != ""; set = strings.TrimLeft(set, " \t\r\n\f,") {
		end := strings.IndexAny(set, " \t\r\n\f")
		if end < 0 {
			end = len(set)
		}
		u := set[:end]
		set = set[end:]
		if bare := strings.TrimRight(u, ","); bare != u {
			d.addPicture(bare, i) // the address ends its candidate
			continue
		}
		// Without blanks behind the commas, 800w,next.png is one word.
		descriptor := strings.TrimLeft(set, " \t\r\n\f")
		if at := strings.IndexByte(descriptor, ','); at >= 0 {
			set = descriptor[at+1:]
		} else {
			set = ""
		}
		d.addPicture(u, i)
	}
}

func (d *document) addPicture(raw string, i int32) {
	if raw != "" && len(d.refs) < maxElems && !strings.HasPrefix(raw, "data:") {
		d.refs = append(d.refs, ref{elem: i, raw: raw, from: refPicture})
	}
}
