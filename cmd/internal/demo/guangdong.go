package demo

import (
	"fmt"
	"strings"
)

// guangdong writes as 广东集约化 does: articles by number alone, lists
// index_2.html onward, the date before the link.
type guangdong struct{}

func (guangdong) charset() string { return "utf-8" }
func (guangdong) rows() int       { return 20 }

func (guangdong) landing(u *unit) string { return u.folder + "/" }

func (guangdong) list(c *column, n int) string {
	base := c.unit.folder + "/" + c.folder + "/"
	if n > 0 {
		base += fmt.Sprintf("index_%d.html", n+1)
	}
	return base
}

func (g guangdong) article(a *article) string {
	return fmt.Sprintf("%scontent/post_%d.html", g.list(a.column, 0), a.id)
}

func (guangdong) file(a *article, name string) string {
	stem, ext, _ := strings.Cut(name, ".")
	return fmt.Sprintf("/attachment/0/%d/%d/%s.%s", a.id%1000, a.id, stem, ext)
}

func (g guangdong) writeList(b *out, c *column, n int) {
	b.f("<div class=\"list\"><h2>%s</h2>\n", e(c.name))
	b.cycle(c)
	b.f("<ul class=\"pageList\">\n")
	for _, a := range c.page(n) {
		if c.undated {
			b.f("<li><a href=\"%s\" title=\"%s\">%s</a></li>\n", a.path, e(a.title), e(a.title))
		} else {
			b.f("<li><span class=\"time\">%s</span><a href=\"%s\" title=\"%s\">%s</a></li>\n", a.date().String(), a.path, e(a.title), e(a.title))
		}
	}
	b.f("</ul>\n")
	b.pager(c, n, g.list)
	b.f("</div>\n")
}

func (guangdong) writeArticle(b *out, a *article) {
	b.f("<div class=\"article zw-box\">\n")
	if cells := a.cells(); cells != nil {
		b.f("<div class=\"classify\"><table><tbody>\n")
		for i := 0; i < len(cells); i += 2 {
			b.f("<tr>")
			for _, c := range cells[i:min(i+2, len(cells))] {
				b.f("<td class=\"first\">%s:</td><td class=\"second\">%s</td>", c.label, e(c.value))
			}
			b.f("</tr>\n")
		}
		b.f("</tbody></table></div>\n")
	}
	b.f("<h1 class=\"content_title\">%s</h1>\n", e(a.title))
	b.info(a, "zw-info", "时间 : ", "来源 : ", true)
	b.f("<div class=\"zw\" id=\"zoomcon\">\n")
	b.text(a)
	b.f("</div>\n")
	b.below(a)
	b.f("</div>\n")
}
