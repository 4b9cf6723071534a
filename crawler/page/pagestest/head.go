package pagestest

import (
	"fmt"
	"html"
	"strings"

	"duwang/crawler/portal"
)

// An article is one article as it is being drawn: the truth, and what the
// page's head says of it.
type article struct {
	Truth
	column  column
	pubDate string // the PubDate tag; "" when the page has none
	tagSrc  string // the ContentSource tag
	made    string // when the page was generated
	tags    bool
	inHead  bool // <title> names the article
	updated bool // the visible date is labelled as one of an update
	tagTime string
}

// head writes <head> with the standard tags as far as the article has them.
func (m *maker) head(a *article) string {
	var b strings.Builder
	b.WriteString(m.one("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n", "<html>\n<head>\n", `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">`+"\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><head>\n", "<HTML><HEAD>\n"))
	b.WriteString(m.one(`<meta charset="utf-8">`, `<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />`, `<meta charset="UTF-8"/>`) + "\n")
	title := html.EscapeString(a.Title)
	site := m.place + m.one("人民政府", "人民政府门户网站", "政务网")
	if !a.inHead {
		title = m.one(site, a.column.name, a.column.name+"_"+site, "内容页")
	} else {
		title = m.one(title, title+"_"+site, title+" - "+site, title+"-"+a.column.name+"-"+site, site+"-"+title, title+"_"+a.column.name+"_"+site, site+" "+a.column.name+" "+title, title+"|"+site)
	}
	fmt.Fprintf(&b, "<title>%s</title>\n", title)
	if a.tags {
		tag := m.one(`<meta name="%s" content="%s">`, `<meta name="%s" content="%s"/>`, `<META content="%[2]s" name=%[1]s>`, `<meta content="%[2]s" name="%[1]s" />`) + "\n"
		lower := m.in(10)
		put := func(name, value string) {
			if lower {
				name = strings.ToLower(name)
			}
			fmt.Fprintf(&b, tag, name, html.EscapeString(value))
		}
		put("SiteName", m.place+"人民政府")
		put("SiteDomain", m.host)
		put("SiteIDCode", "1522000001")
		put("ColumnName", a.column.name)
		put("ColumnDescription", m.one("", a.column.name+"栏目"))
		put("ColumnType", m.one(a.column.name, "null", ""))
		if a.Kind == portal.KindArticle {
			put("ArticleTitle", m.one(a.Title, a.Title, a.Title, "<p>"+a.Title+"</p>"))
			if a.pubDate != "" {
				put("PubDate", a.pubDate)
			} else if m.in(50) {
				put("PubDate", m.one("", "null"))
			}
			put("ContentSource", a.tagSrc)
			put("Url", m.one("", "./"))
		}
	}
	if f := pick(m, m.look.meta); f != "" {
		f = strings.NewReplacer("{made}", a.made, "{id}", "123456", "{hex}", m.hex(32)).Replace(f)
		b.WriteString(f + "\n")
	}
	b.WriteString(m.one("", `<link rel="stylesheet" href="/css/style.css">`, `<style>.rq{color:#999}</style><script>var updated="2019-01-01 08:00:00";</script>`) + "\n</head>\n")
	return b.String()
}

// page puts a whole page together.
func (m *maker) page(a *article, main string, side bool) []byte {
	var b strings.Builder
	b.WriteString(m.head(a))
	b.WriteString(m.one("<body>", `<body class="inner">`, `<BODY bgcolor="#ffffff" topmargin=0>`))
	b.WriteString("\n" + m.top() + "\n")
	sides := ""
	if side {
		sides = m.side()
		if m.in(40) {
			sides = m.sideNav() + sides
		}
	}
	b.WriteString(strings.NewReplacer("{main}", main, "{side}", sides).Replace(pick(m, m.look.frames)))
	if m.in(12) {
		// What a script would fill.
		b.WriteString(m.one(`<div v-for="item in list"><a href="/x/1.html">{{item.title}}</a><span>2019-01-01</span></div>`, `<script type="text/html"><li><a href="${url}">${title}</a></li></script>`, `<div style="display:none">发布时间：1970-01-01 08:00 来源：测试</div>`))
	}
	b.WriteString("\n" + m.foot() + "\n</body>\n</html>\n")
	return []byte(b.String())
}
