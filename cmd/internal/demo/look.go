package demo

import (
	"fmt"
	"html"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"duwang/crawler/portal"
)

// A look writes pages as one publishing system does: its addresses, its
// markup, its pager. Looks only lay out; what is said is settled before.
type look interface {
	list(c *column, sheet int) string       // address of a list page, 0 is the column's own
	article(a *article) string              // address of an article
	file(a *article, name string) string    // address of a file that an article offers
	rows() int                              // on one list page
	writeList(b *out, c *column, sheet int) // the body of a list page
	writeArticle(b *out, a *article)        // the body of an article
	landing(u *unit) string                 // address of the unit's own page
	charset() string                        // in the Content-Type header, "" when the server does not say
}

var looks = map[string]look{systemTRS: trs{}, systemJpage: jpage{}, systemUCAP: ucap{}, systemGuangdong: guangdong{}}

// out is a page being written.
type out struct {
	strings.Builder
	world *world
}

func (b *out) f(format string, args ...any) { fmt.Fprintf(b, format, args...) }

func e(s string) string { return html.EscapeString(s) }

// A sheet is one finished HTML page.
type sheet struct {
	path, contentType string
	body              []byte
	modified          portal.Date
}

// sheets writes every page of the portal.
func (w *world) sheets() []sheet {
	list := []sheet{w.sheet(looks[systemTRS], "/", AsOf, w.home)}
	list = append(list, w.sheet(looks[systemTRS], directoryPath, AsOf, w.directory), w.sheet(looks[systemTRS], contactPath, AsOf, w.contact))
	for _, u := range w.units {
		list = append(list, w.sheet(u.look, u.look.landing(u), AsOf, func(b *out) { w.unitPage(b, u) }))
		for _, c := range u.columns {
			list = append(list, w.columnSheets(c)...)
		}
	}
	return list
}

func (w *world) columnSheets(c *column) []sheet {
	l := c.unit.look
	if a := c.text; a != nil {
		return []sheet{w.sheet(l, a.path, a.published.Date, func(b *out) { w.frame(b, c, a, func() { l.writeArticle(b, a) }) })}
	}
	var list []sheet
	for n := 0; n == 0 || n*l.rows() < len(c.articles); n++ {
		list = append(list, w.sheet(l, l.list(c, n), AsOf, func(b *out) { w.frame(b, c, nil, func() { l.writeList(b, c, n) }) }))
	}
	for _, a := range c.articles {
		if a.target == "" {
			list = append(list, w.sheet(l, a.path, min(a.published.Date, AsOf), func(b *out) { w.frame(b, c, a, func() { l.writeArticle(b, a) }) }))
		}
	}
	return list
}

func (w *world) sheet(l look, at string, modified portal.Date, write func(*out)) sheet {
	b := &out{world: w}
	write(b)
	s := sheet{path: at, contentType: "text/html", body: []byte(b.String()), modified: modified}
	if l.charset() != "" {
		s.contentType += "; charset=" + l.charset()
		return s
	}
	body, err := simplifiedchinese.GBK.NewEncoder().Bytes(s.body)
	if err != nil {
		panic("demo: " + at + " has a character outside GBK")
	}
	s.body = body
	return s
}

// page of a list that the sheet shows.
func (c *column) page(n int) []*article {
	rows := c.unit.look.rows()
	return c.articles[min(n*rows, len(c.articles)):min((n+1)*rows, len(c.articles))]
}

func (c *column) pages() int {
	return max(1, (len(c.articles)+c.unit.look.rows()-1)/c.unit.look.rows())
}

// frame writes head, navigation and footer around a page of a column.
func (w *world) frame(b *out, c *column, a *article, body func()) {
	title := c.name + "_" + c.unit.name
	if a != nil {
		title = a.title + "_" + siteName
	}
	var extra []portal.Tag
	if a != nil {
		extra = systemTags(a)
	}
	b.head(c.unit.system, title, append(w.tags(c, a), extra...), c.lower)
	b.top()
	b.f("<div class=\"position\">当前位置：<a href=\"/\">首页</a> &gt; <a href=\"%s\">%s</a> &gt; <a href=\"%s\">%s</a></div>\n",
		c.unit.look.landing(c.unit), e(c.unit.name), c.at(), e(c.name))
	b.f("<div class=\"main\">\n")
	b.menu(c.unit, c)
	body()
	b.f("</div>\n")
	b.bottom(c.unit.system)
}

// tags are the page tags (网页标签) of a list page, or of an article.
func (w *world) tags(c *column, a *article) []portal.Tag {
	list := siteTags()
	add := func(name, value string, drop map[string]bool) {
		if !drop[name] {
			list = append(list, portal.Tag{Name: name, Value: value})
		}
	}
	values := map[string]string{
		"ColumnName": c.name, "ColumnDescription": c.unit.name + c.name + "栏目，发布" + c.unit.name + "的" + c.name + "。",
		"ColumnKeywords": c.name + "," + c.unit.name, "ColumnType": portal.TypeChinese(c.typ),
	}
	for _, name := range portal.ColumnTags {
		if own, ok := c.tags[name]; ok && a == nil {
			values[name] = own
		}
		if a == nil {
			add(name, values[name], c.drop)
		} else {
			add(name, values[name], a.drop)
		}
	}
	if a == nil {
		return list
	}
	add("ArticleTitle", a.title, a.drop)
	if !a.noDate {
		date := a.meta
		if date == "" {
			date = a.published.String()
		}
		add("PubDate", date, a.drop)
	}
	if !a.noSource {
		add("ContentSource", a.source, a.drop)
	}
	return list
}

func siteTags() []portal.Tag {
	return []portal.Tag{{Name: "SiteName", Value: siteName}, {Name: "SiteDomain", Value: siteHost}, {Name: "SiteIDCode", Value: siteCode}}
}

// systemTags are what a system adds of its own: when the page was generated,
// which is nobody's date of publication.
func systemTags(a *article) []portal.Tag {
	switch a.column.unit.system {
	case systemJpage:
		return []portal.Tag{{Name: "Maketime", Value: AsOf.AddDays(-1).String() + " 03:10:00"}, {Name: "WebId", Value: "3"}}
	case systemUCAP:
		return []portal.Tag{{Name: "manuscriptId", Value: fmt.Sprintf("%032x", uint64(a.id)*0x9e3779b97f4a7c15)},
			{Name: "template,templategroup,version", Value: "1,default,1.0"}, {Name: "others", Value: "页面生成时间 " + AsOf.AddDays(-1).String() + " 03:10:00"}}
	case systemGuangdong:
		return []portal.Tag{{Name: "Keywords", Value: a.column.unit.work[0]}, {Name: "Description", Value: a.title}}
	}
	return nil
}

// head writes everything up to the body.
func (b *out) head(system, title string, tags []portal.Tag, lower bool) {
	b.f("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n")
	charset := looks[system].charset()
	if charset == "" {
		charset = "gb2312"
	}
	b.f("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=%s\">\n<title>%s</title>\n", charset, e(title))
	for _, t := range tags {
		if lower {
			b.f("<meta content=\"%s\" name=\"%s\" />\n", e(t.Value), strings.ToLower(t.Name))
		} else {
			b.f("<meta name=\"%s\" content=\"%s\">\n", t.Name, e(t.Value))
		}
	}
	b.f("<link rel=\"stylesheet\" href=\"/assets/portal.css\">\n</head>\n<body class=\"%s\">\n", system)
}

// top is the navigation that every page shows.
func (b *out) top() {
	w := b.world
	b.f("<div class=\"header\"><a href=\"/\"><img src=\"%s\" alt=\"\">%s</a><span class=\"today\">今天是%s</span></div>\n<ul class=\"nav\">\n",
		logoPath, siteName, AsOf.ChineseLong())
	entry := func(text, href string) { b.f("<li><a href=\"%s\">%s</a></li>\n", href, text) }
	entry("首页", "/")
	for _, id := range []string{"gov-news", "gov-notice", "gov-policy", "gov-interpretation", "gov-guide", "gov-annual", "gov-application"} {
		entry(w.columns[id].name, w.columns[id].at())
	}
	entry("部门乡镇", directoryPath)
	entry("专题专栏", "/ztzl/2019/index.html")
	entry("联系我们", contactPath)
	b.f("</ul>\n")
}

// menu lists a unit's columns beside its pages.
func (b *out) menu(u *unit, here *column) {
	b.f("<div class=\"menu\"><h3><a href=\"%s\">%s</a></h3><ul>\n", u.look.landing(u), e(u.name))
	for _, c := range u.columns {
		class := ""
		if c == here {
			class = " class=\"on\""
		}
		b.f("<li%s><a href=\"%s\">%s</a></li>\n", class, c.at(), e(c.name))
	}
	if u.old != "" && here != nil {
		b.f("<li><a href=\"%s\">旧版网站</a></li>\n", u.old)
	}
	b.f("</ul></div>\n")
}

// bottom is the footer that every page shows, with the marks that a
// government site carries (国办发〔2017〕47号, annex) but for those planted.
func (b *out) bottom(system string) {
	out := b.world.outside
	b.f("<div class=\"footer\">\n<p><a href=\"%s\">联系我们</a></p>\n", contactPath)
	b.f("<p>主办单位：%s　联系电话：%s　地址：云溪县人民路1号</p>\n", office, phone)
	b.f("<p>政府网站标识码：%s　<a href=\"%s/beian/index.html\">示ICP备00000001号-1</a></p>\n", siteCode, out)
	b.f("<p><a href=\"%s/bszs.conac.cn/sitename?method=show&amp;id=0000000000000001\"><img src=\"%s\" alt=\"党政机关\"></a> ", out, partyPath)
	b.f("<a href=\"%s/exposure/jiucuo.html?site_code=%s\"><img src=\"%s\" alt=\"我为政府网站找错\"></a></p>\n", out, siteCode, errorPath)
	if system == systemJpage {
		b.f("<p>技术支持电话：0000-7654321　更新日期：%s　备案文号：云网备〔2019〕7号</p>\n", AsOf.AddDays(-2).Chinese())
	}
	b.f("</div>\n</body>\n</html>\n")
}
