package letter

import (
	"bufio"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode/utf8"

	"duwang/reports"
)

//go:embed letter.gohtml
var text string

//go:embed letter.css
var style string

var page = template.Must(template.New("letter").Funcs(template.FuncMap{
	"lines":  func(s string) []string { return strings.Split(s, "\n") },
	"web":    reports.WebAddress,
	"pieces": func(b Block) []piece { return b.pieces() },
	"next":   func(i int) int { return i + 1 },
	"share": func(t *Table, i int) template.CSS {
		sum := 0
		for _, w := range t.Widths {
			sum += w
		}
		return template.CSS(fmt.Sprintf("%.2f%%", float64(t.Widths[i])*100/float64(sum)))
	},
	"letters": func(s string) template.CSS {
		return template.CSS(fmt.Sprintf("%dpt", min(430/max(utf8.RuneCountInString(s), 1), 50)))
	},
	"span": func(t *Table, row []string, i int) int {
		if rest := len(t.Widths) - len(row); rest > 0 && i == len(row)-1 {
			return rest + 1
		}
		return 0
	},
	"link":   func(t *Table, i int) bool { return t.Links == i+1 },
	"centre": func(t *Table, i int) bool { return i < len(t.Centre) && t.Centre[i] },
	"head":   func(t *Table, i int) bool { return i < len(t.Heads) && t.Heads[i] },
	"mm":     func(twips int) template.CSS { return template.CSS(fmt.Sprintf("%.1fmm", float64(twips)*25.4/1440)) },
}).Parse(text))

// A leaf is a run of blocks on pages of one orientation.
type leaf struct {
	Wide   bool
	Blocks []Block
}

// WriteHTML writes the letter as one self-contained page that prints like the
// Word file. The error is that of w.
func (l *Letter) WriteHTML(w io.Writer) error {
	leaves := []leaf{{Wide: l.Wide}}
	for _, b := range l.Blocks {
		if b.Kind == KindPage {
			leaves = append(leaves, leaf{Wide: b.Wide})
			continue
		}
		last := &leaves[len(leaves)-1]
		last.Blocks = append(last.Blocks, b)
	}
	css := style
	if l.Mark != "" {
		css += `@page { @top-center { content: "` + strings.ReplaceAll(l.Mark, `"`, "") + `"; font: 12pt "SimHei", "黑体", "Noto Sans CJK SC", sans-serif; color: #c00000; } }`
	}
	out := bufio.NewWriter(w)
	if err := page.Execute(out, struct {
		*Letter
		Style  template.CSS
		Leaves []leaf
	}{l, template.CSS(css), leaves}); err != nil {
		return err
	}
	return out.Flush()
}
