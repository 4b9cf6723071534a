package work

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"duwang/checks"
	"duwang/crawler/page"
	"duwang/crawler/portal"
	"duwang/reports"
)

// Bounds of an excerpt: it shows a fault, it does not copy a page.
const (
	excerptLines  = 6
	excerptLine   = 160 // characters
	excerptBefore = 1   // lines before the one with the fault
)

// excerpt returns the lines of a page around what a finding is about, and
// which words in them to set apart. Long numbers come out masked: what a page
// ought not to show does not go on paper once more. A body that is no page has
// none.
func excerpt(body []byte, contentType string, f *checks.Finding) (lines, apart []string) {
	text, _ := page.Decode(body, contentType)
	all := textLines(text)
	wanted := marksOf(f)
	at := -1
	for _, m := range wanted {
		if i := slices.IndexFunc(all, func(l string) bool { return strings.Contains(l, m) }); i >= 0 {
			at = i
			break
		}
	}
	from := max(at-excerptBefore, 0)
	for _, l := range all[from:min(from+excerptLines, len(all))] {
		cut := l
		for _, m := range wanted {
			// A long line is shown from a little before what matters.
			if i := strings.Index(l, m); i > 0 && len([]rune(l)) > excerptLine {
				before := []rune(l[:i])
				cut = "…" + string(before[max(len(before)-20, 0):]) + l[i:]
				break
			}
		}
		lines = append(lines, maskNumbers(reports.Cut(reports.Clean(cut), excerptLine)))
	}
	for _, m := range wanted {
		if m = maskNumbers(reports.Clean(m)); m != "" {
			apart = append(apart, m)
		}
	}
	return lines, apart
}

// textLines returns what a page shows, a line a block, blanks drawn together.
func textLines(text []byte) []string {
	var lines []string
	var line strings.Builder
	end := func() {
		if s := strings.Join(strings.Fields(line.String()), " "); s != "" {
			lines = append(lines, s)
		}
		line.Reset()
	}
	z := html.NewTokenizer(bytes.NewReader(text))
	hidden := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			end()
			return lines
		case html.TextToken:
			if hidden == 0 {
				line.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch atom.Lookup(name) {
			case atom.Script, atom.Style, atom.Noscript, atom.Head:
				hidden++
			case atom.Body:
				hidden = 0
			case atom.A, atom.Span, atom.B, atom.I, atom.Em, atom.Strong, atom.Font, atom.U, atom.Label:
				line.WriteByte(' ')
			default:
				end()
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch atom.Lookup(name) {
			case atom.Script, atom.Style, atom.Noscript, atom.Head:
				hidden = max(hidden-1, 0)
			case atom.A, atom.Span, atom.B, atom.I, atom.Em, atom.Strong, atom.Font, atom.U, atom.Label:
				line.WriteByte(' ')
			default:
				end()
			}
		}
	}
}

// marksOf lists the words of a page that a finding is about, the telling ones
// first: quotations and dates of its evidence, then its title.
func marksOf(f *checks.Finding) []string {
	var list []string
	var proof map[string]any
	if json.Unmarshal(f.Evidence, &proof) == nil {
		for _, k := range []string{"text", "note", "mark", "newest", "published_on", "formed_on"} {
			s, _ := proof[k].(string)
			if s = strings.TrimSpace(s); s == "" {
				continue
			}
			if d, err := portal.ParseDate(s); err == nil {
				list = append(list, s, d.Chinese(), strings.ReplaceAll(s, "-", "/"), strings.ReplaceAll(s, "-", "."),
					d.Time().Format("2006-1-2"), d.Time().Format("2006年01月02日"))
				continue
			}
			list = append(list, s)
		}
	}
	if t := strings.TrimSpace(f.Title); t != "" {
		list = append(list, t)
	}
	return list
}

// longNumber matches identity, bank card and mobile phone numbers, whole or in
// groups, and whatever is as long.
var longNumber = regexp.MustCompile(`\d{10,}[\dXx]|\d{4}(?:[ -]\d{4}){2,}(?:[ -]\d{1,4})?|\d{6}[ -]\d{8}[ -]\d{3}[\dXx]`)

// maskNumbers hides the middle of every number of eleven digits or more.
func maskNumbers(s string) string {
	return longNumber.ReplaceAllStringFunc(s, func(n string) string { return n[:3] + strings.Repeat("*", len(n)-5) + n[len(n)-2:] })
}
