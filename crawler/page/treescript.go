package page

import (
	"path"
	"strings"

	"duwang/crawler/address"
)

// treeName tells whether a script's address says that it holds a tree of
// columns.
func treeName(u string) bool {
	name := strings.ToLower(path.Base(address.Key(u)))
	if strings.Contains(name, "jquery") || strings.Contains(name, ".min.") || strings.Contains(name, "ztree.core") || strings.Contains(name, "ztree.all") {
		return false
	}
	return containsAny(name, "tree", "menu", "node", "column", "channel", "catalog", "lanmu", "mulu", "nav", "units", "dept", "bumen")
}

// ReadTree reads the tree of columns that a script of its own or a JSON file
// holds; base is the address that its entries resolve against.
func ReadTree(body []byte, contentType, base string) ([]Place, error) {
	text, _ := Decode(body, contentType)
	b, err := address.NewBase(base, "")
	if err != nil {
		return nil, ErrAddress
	}
	o := &outliner{reader: &reader{base: b}, out: &Outline{}}
	o.tree(string(text))
	return o.out.Places, nil
}

// A node is one object of a script with what a tree needs to know of it.
type node struct {
	id, parent, name, url string
	under                 int // the object that holds it, -1 when none does
}

// maxNodes bounds the tree of a hostile script.
const maxNodes = 50_000

// tree reads object literals such as
//
//	{id: 3, pId: 1, name: "教育局", url: "/jyj/"}
//	{"name": "部门", "children": [{"name": "教育局", "href": "/jyj/"}]}
//
// as a menu: what has a name and an address is an entry, what a node's parent
// or the object around it is called stands above it.
func (o *outliner) tree(s string) {
	if !strings.Contains(s, "{") || !containsAny(s, "name", "title", "text", "label", "Name") {
		return
	}
	nodes := scanNodes(s)
	byID := map[string]int{}
	named := 0
	for i := range nodes {
		if nodes[i].id != "" && nodes[i].name != "" {
			byID[nodes[i].id] = i
		}
		if nodes[i].name != "" && nodes[i].url != "" {
			named++
		}
	}
	if named < 2 {
		return
	}
	for i := range nodes {
		n := &nodes[i]
		if n.name == "" || !strings.ContainsAny(n.url, "./?") || n.url[0] == '#' || placeholder(n.url) {
			continue
		}
		u, ok := o.base.Resolve(n.url)
		if !ok || isFile(u) {
			continue
		}
		var under []Crumb
		for at, steps := parentOf(nodes, byID, i), 0; at >= 0 && steps < 12; at, steps = parentOf(nodes, byID, at), steps+1 {
			if nodes[at].name == "" {
				continue
			}
			c := Crumb{Text: tidy(stripTags(nodes[at].name))}
			if nodes[at].url != "" {
				c.URL, _ = o.base.Resolve(nodes[at].url)
			}
			under = append([]Crumb{c}, under...)
		}
		o.out.Places = append(o.out.Places, Place{URL: u, Text: clip(tidy(stripTags(n.name)), linkTextLimit), Where: PlaceTree, Under: under})
	}
}

func parentOf(nodes []node, byID map[string]int, i int) int {
	if p, ok := byID[nodes[i].parent]; ok && nodes[i].parent != "" && p != i {
		return p
	}
	return nodes[i].under
}

// scanNodes collects the objects of a script with their own scalar values.
func scanNodes(s string) []node {
	var nodes []node
	var open []int
	key, value, colon := "", "", false
	settle := func() {
		if colon && len(open) > 0 {
			nodes[open[len(open)-1]].set(key, strings.TrimSpace(value))
		}
		key, value, colon = "", "", false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"', '\'':
			text, end := quoted(s, i)
			i = end
			if colon {
				value += text
			} else {
				key = text
			}
		case ':':
			if !colon {
				colon = true
			} else {
				value += ":"
			}
		case '{':
			if len(nodes) >= maxNodes {
				return nodes
			}
			key, value, colon = "", "", false
			under := -1
			if len(open) > 0 {
				under = open[len(open)-1]
			}
			nodes = append(nodes, node{under: under})
			open = append(open, len(nodes)-1)
		case '}':
			settle()
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case ',', ';':
			settle()
		case '[', ']', '(', ')', '\n', '\r', '\t', ' ':
			if c == '\n' && !colon {
				key = ""
			}
		default:
			if colon {
				value += s[i : i+1]
			} else {
				key += s[i : i+1]
			}
		}
	}
	return nodes
}

// quoted returns the string that begins at s[i] and where its last quote is.
func quoted(s string, i int) (string, int) {
	var b strings.Builder
	for j := i + 1; j < len(s); j++ {
		switch {
		case s[j] == '\\' && j+1 < len(s):
			j++
			if s[j] == 'u' && j+4 < len(s) {
				if r, ok := hex4(s[j+1 : j+5]); ok {
					b.WriteRune(r)
					j += 4
					continue
				}
			}
			b.WriteByte(s[j])
		case s[j] == s[i] || s[j] == '\n':
			return b.String(), j
		default:
			b.WriteByte(s[j])
		}
	}
	return b.String(), len(s)
}

func hex4(s string) (rune, bool) {
	r := rune(0)
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

func (n *node) set(key, value string) {
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "id", "columnid", "nodeid", "channelid", "key", "cid":
		if n.id == "" {
			n.id = value
		}
	case "pid", "parentid", "parent", "parent_id", "fid", "p_id", "upid":
		n.parent = value
	case "name", "title", "text", "label", "columnname", "chnlname", "channelname":
		if n.name == "" {
			n.name = value
		}
	case "url", "href", "link", "path", "chnlurl", "linkurl", "columnurl", "file":
		if n.url == "" {
			n.url = value
		}
	}
}
