package demo

import "fmt"

// ucap writes as 开普 UCAP does: addresses by year-month/day, lists
// index_1.htm onward with a plain pager, dates in brackets of their own cell.
type ucap struct{}

func (ucap) charset() string { return "utf-8" }
func (ucap) rows() int       { return 20 }

func (ucap) landing(u *unit) string { return u.folder + "/index.htm" }

func (ucap) list(c *column, n int) string {
	name := "index.htm"
	if n > 0 {
		name = fmt.Sprintf("index_%d.htm", n)
	}
	return c.unit.folder + "/" + c.folder + "/" + name
}

func (ucap) article(a *article) string {
	y, m, d := a.date().Date()
	return fmt.Sprintf("%s/%s/%d-%02d/%02d/content_%d.htm", a.column.unit.folder, a.column.folder, y, int(m), d, a.id)
}

func (ucap) file(a *article, name string) string {
	return fmt.Sprintf("%s/files/%d/%s", a.column.unit.folder, a.id, name)
}

func (u ucap) writeList(b *out, c *column, n int) {
	b.f("<div class=\"list\"><h2>%s</h2>\n<ul class=\"list_ul\">\n", e(c.name))
	b.rows(c, n, `<li><h4><a href="%s" target="_blank">%s</a></h4><span class="date">%s</span></li>`, `<li><h4><a href="%s" target="_blank">%s</a></h4></li>`)
	b.f("</ul>\n")
	b.pager(c, n, u.list)
	b.f("</div>\n")
}

func (ucap) writeArticle(b *out, a *article) {
	b.f("<div class=\"article oneColumn pub_border\">\n<h1 class=\"ucap-title\">%s</h1>\n", e(a.title))
	b.info(a, "pages-date", "", "来源： ", true)
	if cells := a.cells(); cells != nil {
		b.f("<div class=\"xxgk-head\">\n")
		for _, c := range cells {
			b.f("<p><b>%s：</b><span>%s</span></p>\n", c.label, e(c.value))
		}
		b.f("</div>\n")
	}
	b.f("<div class=\"pages_content\" id=\"UCAP-CONTENT\">\n")
	b.text(a)
	b.f("</div>\n")
	b.below(a)
	b.f("</div>\n")
}

// pager writes plain links to the pages of a list.
func (b *out) pager(c *column, n int, at func(*column, int) string) {
	if c.pages() == 1 {
		return
	}
	b.f("<div class=\"page\">")
	for i := range c.pages() {
		if i == n {
			b.f("<span class=\"current\">%d</span> ", i+1)
		} else {
			b.f("<a href=\"%s\">%d</a> ", at(c, i), i+1)
		}
	}
	if n+1 < c.pages() {
		b.f("<a href=\"%s\">下一页</a>", at(c, n+1))
	}
	b.f("</div>\n")
}
