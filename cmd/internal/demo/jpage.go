package demo

import "fmt"

// jpage writes as 大汉 jcms does: GBK, columns by number, the rows of a list
// as records of a data store inside the page that a script lays out.
type jpage struct{}

func (jpage) charset() string { return "" }
func (jpage) rows() int       { return 60 }

func (jpage) landing(u *unit) string { return u.folder + "/index.html" }

func (jpage) list(c *column, _ int) string { return fmt.Sprintf("/col/col%d/index.html", c.number) }

func (jpage) article(a *article) string {
	y, m, d := a.date().Date()
	return fmt.Sprintf("/art/%d/%d/%d/art_%d_%d.html", y, int(m), d, a.column.number, a.id)
}

func (jpage) file(a *article, name string) string {
	return fmt.Sprintf("/module/download/%d/%s", a.column.number, name)
}

func (jpage) writeList(b *out, c *column, n int) {
	if len(c.articles) == 0 {
		b.f("<div class=\"list\"><h2>%s</h2>\n<p>暂无信息</p>\n</div>\n", e(c.name))
		return
	}
	b.f("<div class=\"list\"><h2>%s</h2>\n<div id=\"%d\" class=\"default_pgContainer\"></div>\n<script type=\"text/xml\">\n<datastore>\n<recordset>\n", e(c.name), c.number+100)
	b.rows(c, n, `<record><![CDATA[<li><a href='%s' target='_blank'>%s</a><span>%s</span></li>]]></record>`,
		`<record><![CDATA[<li><a href='%s' target='_blank'>%s</a></li>]]></record>`)
	b.f("</recordset>\n</datastore>\n</script>\n<script>\n$('#%d').jpage({\n  openCookies: false, dataStore: $('#%d').next('script'), totalRecord: %d, perPage: 20, "+
		"proxyUrl: '/module/web/jpage/dataproxy.jsp'\n});\n</script>\n</div>\n", c.number+100, c.number+100, len(c.articles))
}

func (jpage) writeArticle(b *out, a *article) {
	b.f("<div class=\"article\">\n")
	if cells := a.cells(); cells != nil {
		b.f("<table class=\"gk\" border=\"0\">\n")
		for _, c := range cells {
			b.f("<tr><th>%s</th><td>%s</td></tr>\n", c.label, e(c.value))
		}
		b.f("</table>\n")
	}
	b.f("<div class=\"title\"><!--<$[信息名称]>begin-->%s<!--<$[信息名称]>end--></div>\n", e(a.title))
	b.info(a, "xxly", "发布日期：", "信息来源：", true)
	b.f("<div id=\"zoom\"><!--<$[信息内容]>begin--><meta name=\"ContentStart\">\n")
	b.text(a)
	b.f("<meta name=\"ContentEnd\"><!--<$[信息内容]>end--></div>\n")
	b.below(a)
	b.f("</div>\n")
}
