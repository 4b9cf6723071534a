package page

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// parse returns the document's tree. The parser gives up above 512 open
// elements, which unclosed <font> tags of real pages reach; such a document is
// built from its tokens instead, flatter but complete.
func parse(text []byte) *html.Node {
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return parseTokens(text)
	}
	return root
}

// maxDepth is where parseTokens stops nesting; deeper elements become siblings.
const maxDepth = 200

// parseTokens builds a tree of at most maxDepth levels from the tokens alone.
// Formatting elements, whose missing end tags are what usually exhausts the
// parser, are left out.
func parseTokens(text []byte) *html.Node {
	root := &html.Node{Type: html.DocumentNode}
	open := []*html.Node{root}
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return root
		}
		top := open[len(open)-1]
		switch kind {
		case html.TextToken:
			top.AppendChild(&html.Node{Type: html.TextNode, Data: string(z.Text())})
		case html.CommentToken:
			top.AppendChild(&html.Node{Type: html.CommentNode, Data: string(z.Text())})
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if formatting(t.DataAtom) {
				continue
			}
			open = closeImplied(open, t.DataAtom)
			n := &html.Node{Type: html.ElementNode, DataAtom: t.DataAtom, Data: t.Data, Attr: t.Attr}
			open[len(open)-1].AppendChild(n)
			if kind == html.StartTagToken && !void(t.DataAtom) && len(open) < maxDepth {
				open = append(open, n)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			for i := len(open) - 1; i > 0; i-- {
				if open[i].Data == string(name) {
					open = open[:i]
					break
				}
			}
		}
	}
}

// closeImplied closes what the start of another element ends: a row the row
// before it, a list item the item before it.
func closeImplied(open []*html.Node, next atom.Atom) []*html.Node {
	closes := func(names ...atom.Atom) {
		for i := len(open) - 1; i > 0; i-- {
			switch open[i].DataAtom {
			case atom.Table, atom.Ul, atom.Ol, atom.Dl:
				return
			}
			for _, name := range names {
				if open[i].DataAtom == name {
					open = open[:i]
					return
				}
			}
		}
	}
	switch next {
	case atom.Li:
		closes(atom.Li)
	case atom.Tr:
		closes(atom.Tr)
	case atom.Td, atom.Th:
		closes(atom.Td, atom.Th)
	case atom.Dt, atom.Dd:
		closes(atom.Dt, atom.Dd)
	case atom.P, atom.Div, atom.Table, atom.Ul:
		if top := open[len(open)-1]; top.DataAtom == atom.P {
			open = open[:len(open)-1]
		}
	case atom.A:
		if top := open[len(open)-1]; top.DataAtom == atom.A {
			open = open[:len(open)-1]
		}
	}
	return open
}

func formatting(a atom.Atom) bool {
	switch a {
	case atom.Font, atom.B, atom.I, atom.U, atom.S, atom.Strong, atom.Em, atom.Big, atom.Small, atom.Strike, atom.Tt:
		return true
	}
	return false
}

func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link,
		atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// attr returns the value of an element's attribute, "" when it has none.
func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

// stripTags returns the text of a value into which an editor put markup.
func stripTags(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}
