package demo

import (
	"fmt"
	"strings"
)

// trs writes as 拓尔思 TRS WCM does: articles in folders by month, files
// beside them, a pager that a script call draws, counted from 0.
type trs struct{}

func (trs) charset() string { return "utf-8" }
func (trs) rows() int       { return 20 }

func (trs) landing(u *unit) string { return u.folder + "/" }

func (trs) list(c *column, n int) string {
	base := c.unit.folder + "/" + c.folder + "/"
	if n > 0 {
		base += fmt.Sprintf("index_%d.html", n)
	}
	return base
}

func (t trs) article(a *article) string { return t.list(a.column, 0) + t.relative(a)[len("./"):] }

// relative is the address of an article as its list writes it.
func (trs) relative(a *article) string {
	d := digits(a.date())
	return fmt.Sprintf("./%s/t%s_%d.html", d[:6], d, a.id)
}

func (t trs) file(a *article, name string) string {
	return a.path[:strings.LastIndexByte(a.path, '/')+1] + name
}

func (t trs) writeList(b *out, c *column, n int) {
	b.f("<div class=\"list\"><h2>%s</h2>\n", e(c.name))
	b.cycle(c)
	if c.script != "" {
		b.f("<ul id=\"zxlist\"></ul>\n<script>\n$.getJSON(\"%s\", function (d) {\n  $.each(d.rows, function (i, r) { $(\"#zxlist\").append("+
			"'<li><a href=\"' + r.url + '\">' + r.title + '</a><span>' + r.date + '</span></li>'); });\n});\n</script>\n</div>\n", c.script)
		return
	}
	b.f("<ul class=\"gl-list\">\n")
	b.rows(c, n, `<li><a href="%s" target="_blank">%s</a><span class="date">%s</span></li>`, `<li><a href="%s" target="_blank">%s</a></li>`)
	b.f("</ul>\n<div class=\"page\"><script>createPageHTML(%d, %d, \"index\", \"html\");</script></div>\n</div>\n", c.pages(), n)
}

func (t trs) writeArticle(b *out, a *article) {
	b.f("<div class=\"article\">\n")
	if cells := a.cells(); cells != nil {
		b.f("<table class=\"xxgk\">\n")
		for i := 0; i < len(cells); i += 2 {
			b.f("<tr>")
			for _, c := range cells[i:min(i+2, len(cells))] {
				b.f("<td class=\"label\">%s：</td><td>%s</td>", spaced(c.label), e(c.value))
			}
			b.f("</tr>\n")
		}
		b.f("</table>\n")
	}
	b.f("<h1 class=\"title\">%s</h1>\n", e(a.title))
	b.info(a, "info", "发布时间：", "来源：", true)
	b.f("<div class=\"view TRS_UEDITOR trs_paper_default trs_web\" id=\"content\">\n")
	b.text(a)
	b.f("</div>\n")
	b.below(a)
	b.f("</div>\n")
}

// spaced sets the letters of a short label apart, as tables of this look do.
func spaced(label string) string {
	if runes := []rune(label); len(runes) == 3 {
		return string(runes[0]) + " " + string(runes[1]) + " " + string(runes[2])
	}
	return label
}
