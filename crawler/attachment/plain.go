package attachment

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/simplifiedchinese"

	"duwang/crawler/page"
)

// plain reads what has no container: text in any charset, CSV, HTML under the
// name of a document or a table.
func (r *reader) plain(name string, body []byte) error {
	if notText(body) {
		return foreign
	}
	text, _ := page.Decode(body, "")
	r.part("", false)
	head := strings.ToLower(string(text[:min(len(text), 2048)]))
	switch {
	case strings.Contains(head, "<html"), strings.Contains(head, "<table"), strings.Contains(head, "<!doctype html"):
		r.html(text)
	case ext(name) == "csv" || commas(head):
		r.csv(string(text))
	default:
		r.find.Text(string(text))
	}
	return nil
}

// notText tells bytes that are no text: NULs that are not those of UTF-16.
func notText(body []byte) bool {
	head := body[:min(len(body), 4096)]
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return false
	}
	zeros := [2]int{}
	odd := 0
	for i, c := range head {
		switch {
		case c == 0:
			zeros[i&1]++
		case c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1a && c != 0x1b:
			odd++
		}
	}
	if odd*20 > len(head) {
		return true
	}
	wide := max(zeros[0], zeros[1])*4 > len(head) && min(zeros[0], zeros[1])*8 < max(zeros[0], zeros[1])
	return zeros[0]+zeros[1] > 0 && !wide
}

// commas tells a table by its first two lines: the same number of commas,
// three at least.
func commas(head string) bool {
	first, rest, ok := strings.Cut(head, "\n")
	if !ok {
		return false
	}
	second, _, _ := strings.Cut(rest, "\n")
	n := strings.Count(first, ",")
	return n >= 3 && n == strings.Count(second, ",")
}

// csv makes tabs of the commas that stand outside quotes. Spreadsheets keep a
// long number as text by writing ="…", '… or a tab behind it.
func (r *reader) csv(text string) {
	var line strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			line.WriteByte('\t')
		case c == '\n' && !quoted:
			r.find.Line(line.String())
			line.Reset()
		case c == '\t' || c == '\r' || c == '\n':
			line.WriteByte(' ')
		case c == '=' || c == '\'':
		default:
			line.WriteByte(c)
		}
		if line.Len() > 1<<16 {
			quoted = false // an odd quotation mark swallows lines
		}
	}
	r.find.Line(line.String())
}

// html reads the text of a document's HTML, a table's row a line.
func (r *reader) html(text []byte) {
	z := html.NewTokenizer(bytes.NewReader(text))
	z.SetMaxBuf(8 << 20)
	var line strings.Builder
	cells, skip := 0, atom.Atom(0)
	flush := func() {
		r.find.Line(line.String())
		line.Reset()
	}
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			flush()
			return
		case html.TextToken:
			if skip == 0 {
				line.WriteString(strings.Map(func(c rune) rune {
					if c == '\t' || c == '\n' || c == '\r' {
						return ' '
					}
					return c
				}, string(z.Text())))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			switch {
			case a == atom.Script || a == atom.Style:
				if skip = 0; kind == html.StartTagToken {
					skip = a
				}
			case a == atom.Td || a == atom.Th:
				if kind == html.EndTagToken {
					line.WriteByte('\t')
					cells = max(cells-1, 0)
				} else {
					cells++
				}
			case a == atom.Tr:
				flush()
				cells = 0
			case a == atom.P || a == atom.Br || a == atom.Div || a == atom.Li || a == atom.Table || a == atom.H1 || a == atom.H2 || a == atom.H3:
				if cells > 0 {
					line.WriteByte(' ')
				} else {
					flush()
				}
			}
		}
	}
}

// rtf reads the text of an RTF: control words go, bytes written as \'xx are
// GBK, \uN is a character. Groups that hold no text are skipped.
func (r *reader) rtf(body []byte) error {
	r.part("", false)
	var line, gbk []byte
	flushGBK := func() {
		if len(gbk) > 0 {
			if s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(gbk); err == nil {
				line = append(line, s...)
			}
			gbk = gbk[:0]
		}
	}
	flush := func() {
		flushGBK()
		r.find.Line(string(line))
		line = line[:0]
	}
	depth, skip, cells, fallback := 0, 0, false, 0
	for i := 0; i < len(body); i++ {
		c := body[i]
		switch c {
		case '{':
			depth++
			if skip == 0 && bytes.HasPrefix(body[i+1:], []byte("\\*")) {
				skip = depth
			}
			continue
		case '}':
			if depth == skip {
				skip = 0
			}
			depth--
			continue
		case '\r', '\n':
			continue
		case '\\':
			word, param, size := control(body[i+1:])
			i += size
			if word == "bin" {
				if n, err := strconv.Atoi(param); err == nil && n > 0 {
					i += n
				}
				continue
			}
			if skip > 0 {
				continue
			}
			switch word {
			case "fonttbl", "colortbl", "stylesheet", "info", "pict", "themedata", "object":
				skip = depth
			case "par", "line", "sect", "page":
				if cells {
					line = append(line, ' ')
				} else {
					flush()
				}
			case "intbl":
				cells = true
			case "pard":
				cells = false
			case "cell":
				flushGBK()
				line = append(line, '\t')
			case "row":
				flush()
			case "tab":
				flushGBK()
				line = append(line, ' ')
			case "'":
				if fallback > 0 {
					fallback--
				} else if v, err := strconv.ParseUint(param, 16, 8); err == nil {
					gbk = append(gbk, byte(v))
				}
			case "u":
				flushGBK()
				if n, err := strconv.Atoi(param); err == nil {
					line = utf8.AppendRune(line, rune(uint16(n)))
					fallback = 1
				}
			case "\\", "{", "}":
				flushGBK()
				line = append(line, word[0])
			}
			continue
		}
		if skip > 0 {
			continue
		}
		if fallback > 0 {
			fallback--
			continue
		}
		if c >= 0x80 {
			gbk = append(gbk, c)
			continue
		}
		flushGBK()
		line = append(line, c)
	}
	flush()
	return nil
}

// control reads a control word behind its backslash: its name, its parameter
// and its size in bytes, a blank behind it included.
func control(b []byte) (word, param string, size int) {
	if len(b) == 0 {
		return "", "", 0
	}
	if b[0] == '\'' {
		if len(b) < 3 {
			return "", "", len(b)
		}
		return "'", string(b[1:3]), 3
	}
	n := 0
	for n < len(b) && n < 32 && (b[n] >= 'a' && b[n] <= 'z' || b[n] >= 'A' && b[n] <= 'Z') {
		n++
	}
	if n == 0 {
		return string(b[:1]), "", 1
	}
	word = string(b[:n])
	from := n
	if n < len(b) && b[n] == '-' {
		n++
	}
	for n < len(b) && n-from < 11 && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	param = string(b[from:n])
	if n < len(b) && b[n] == ' ' {
		n++
	}
	return word, param, n
}
