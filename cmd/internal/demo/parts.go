package demo

import (
	"strings"

	"duwang/crawler/portal"
)

// rows writes the rows of a list through one format with href, title and date.
func (b *out) rows(c *column, n int, dated, undated string) {
	for _, a := range c.page(n) {
		title := e(a.title)
		if a.pinned {
			title = "【置顶】" + title
		}
		if c.undated {
			b.f(undated+"\n", a.href(), title)
		} else {
			b.f(dated+"\n", a.href(), title, a.date().String())
		}
	}
}

// cycle states how often a column is to be updated, where it has a limit of its own.
func (b *out) cycle(c *column) {
	if c.maxAge > 0 {
		b.f("<p class=\"cycle\">更新周期：%d天</p>\n", c.maxAge)
	}
}

// href is how a list writes the address of its item.
func (a *article) href() string {
	if t, ok := a.column.unit.look.(trs); ok && a.target == "" {
		return t.relative(a)
	}
	return a.path
}

// text writes what an article says: number, paragraphs, signature, note.
func (b *out) text(a *article) {
	if a.head != "" {
		b.f("<p style=\"text-align: center\">%s</p>\n", a.head)
	}
	for _, name := range a.images {
		b.f("<p style=\"text-align: center\"><img src=\"%s\" alt=\"\"></p>\n", a.link(name))
	}
	for _, s := range a.paras {
		b.f("<p>　　%s</p>\n", e(s))
	}
	for _, s := range a.sign {
		b.f("<p style=\"text-align: right\">%s</p>\n", e(s))
	}
	if a.note != "" {
		b.f("<p>　　%s</p>\n", a.note)
	}
}

// link is how an article writes the address of one of its files.
func (a *article) link(name string) string {
	at := a.file(name)
	if _, ok := a.column.unit.look.(trs); ok && a.column.text != a {
		return "./" + at[strings.LastIndexByte(at, '/')+1:]
	}
	return at
}

// below writes files and further links, then the articles before and after.
func (b *out) below(a *article) {
	if len(a.files)+len(a.links) > 0 {
		b.f("<div class=\"related\">\n")
		for _, f := range a.files {
			b.f("<p><a href=\"%s\">%s</a></p>\n", a.link(f.name), e(f.text))
		}
		for _, l := range a.links {
			href := l.href
			if l.to != nil {
				href = l.to.path + l.href
			}
			b.f("<p><a href=\"%s\">%s</a></p>\n", href, e(l.text))
		}
		b.f("</div>\n")
	}
	for i, other := range a.column.articles {
		if other != a {
			continue
		}
		b.f("<div class=\"next\">\n")
		b.neighbour("上一篇", a.column.articles, i-1)
		b.neighbour("下一篇", a.column.articles, i+1)
		b.f("</div>\n")
	}
}

func (b *out) neighbour(word string, list []*article, i int) {
	if i >= 0 && i < len(list) && list[i].target == "" {
		b.f("<p>%s：<a href=\"%s\">%s</a></p>\n", word, list[i].path, e(list[i].title))
	}
}

// A cell is one label and value of a metadata table.
type cell struct{ label, value string }

// cells are a document's metadata in the usual order, empty ones left out.
func (a *article) cells() []cell {
	d := a.doc
	if d == nil {
		return nil
	}
	formed := ""
	if d.formed != 0 {
		formed = d.formed.Chinese()
	}
	all := []cell{
		{"索引号", d.index}, {"主题分类", d.topic}, {"发布机构", d.issuer}, {"成文日期", formed}, {"名称", a.title},
		{"发文字号", d.number}, {"发布日期", a.published.Date.String()}, {"公开方式", d.disclosure}, {"有效性", "有效"},
	}
	var list []cell
	for _, c := range all {
		if c.value != "" {
			list = append(list, c)
		}
	}
	return list
}

// info is the line of date and source below a title, by the words of a look.
func (b *out) info(a *article, class, dateWord, sourceWord string, clock bool) {
	b.f("<div class=\"%s\">", class)
	if !a.noDate {
		date := a.published.Date.String()
		if clock && a.published.Clock != "" {
			date = a.published.String()
		}
		b.f("<span>%s%s</span> ", dateWord, date)
	}
	if !a.noSource {
		b.f("<span>%s%s</span> ", sourceWord, e(a.source))
	}
	b.f("<span>字体：<a href=\"javascript:doZoom(16)\">大</a> <a href=\"javascript:doZoom(14)\">中</a></span></div>\n")
}

// Addresses of the site's own pages and pictures.
const (
	directoryPath = "/bmxz/"
	contactPath   = "/lxwm/"
	logoPath      = "/images/logo.png"
	partyPath     = "/images/red.png"
	errorPath     = "/images/jiucuo.png"
)

// home writes the home page.
func (w *world) home(b *out) {
	b.head(systemTRS, siteName+"门户网站", siteTags(), false)
	b.top()
	b.f("<div class=\"search\"><form action=\"/search/\"><input name=\"q\" placeholder=\"请输入关键字\"><button>搜索</button></form></div>\n<div class=\"blocks\">\n")
	for _, id := range []string{"gov-news", "gov-notice", "gov-policy", "gov-interpretation"} {
		c := w.columns[id]
		b.f("<div class=\"block\"><h2><a href=\"%s\">%s</a></h2><ul>\n", c.at(), e(c.name))
		for _, a := range c.articles[:8] {
			b.f("<li><a href=\"%s\" title=\"%s\">%s</a><span>%s</span></li>\n", a.path, e(a.title), e(a.title), a.date().String())
		}
		b.f("</ul></div>\n")
	}
	b.f("</div>\n<div class=\"links\"><h2>互动交流</h2><ul>\n")
	for _, id := range []string{"gov-consultation", "gov-survey"} {
		b.f("<li><a href=\"%s\">%s</a></li>\n", w.columns[id].at(), e(w.columns[id].name))
	}
	b.f("<li><a href=\"/zxft/20260918/index.html\">在线访谈</a></li>\n</ul></div>\n")
	b.f("<div class=\"links\"><h2>部门乡镇</h2><ul>\n")
	for _, u := range w.units {
		b.f("<li><a href=\"%s\">%s</a></li>\n", u.look.landing(u), e(u.name))
	}
	b.f("</ul></div>\n<div class=\"links\"><h2>友情链接</h2><ul><li><a href=\"%s/\">示例省人民政府</a></li></ul></div>\n", w.outside)
	b.bottom(systemTRS)
}

// siteText writes a page that answers to no column: all tags, so that
// whatever it is taken for, nothing is missing.
func (w *world) siteText(b *out, title string, body func()) {
	date := portal.Stamp{Date: portal.MustDate("2026-01-06"), Clock: "09:00"}
	tags := append(siteTags(),
		portal.Tag{Name: "ColumnName", Value: title}, portal.Tag{Name: "ColumnDescription", Value: siteName + title},
		portal.Tag{Name: "ColumnKeywords", Value: title + "," + county}, portal.Tag{Name: "ColumnType", Value: "其他"},
		portal.Tag{Name: "ArticleTitle", Value: title}, portal.Tag{Name: "PubDate", Value: date.String()}, portal.Tag{Name: "ContentSource", Value: office})
	b.head(systemTRS, title+"_"+siteName, tags, false)
	b.top()
	b.f("<div class=\"main\"><h1>%s</h1>\n<div class=\"info\"><span>发布时间：%s</span> <span>来源：%s</span></div>\n", e(title), date.String(), office)
	body()
	b.f("</div>\n")
	b.bottom(systemTRS)
}

func (w *world) directory(b *out) {
	w.siteText(b, "部门乡镇", func() {
		b.f("<p>本页列出%s政府信息公开平台上的全部责任单位，共%d家。点击单位名称，可以查看该单位的工作动态、通知公告、政策文件和机构职能等栏目。</p>\n<div class=\"units\">\n",
			county, len(w.units))
		for _, u := range w.units {
			b.f("<a href=\"%s\">%s</a>\n", u.look.landing(u), e(u.name))
		}
		b.f("</div>\n")
	})
}

func (w *world) contact(b *out) {
	w.siteText(b, "联系我们", func() {
		b.f("<div class=\"text\"><p>主办单位：%s</p><p>地址：云溪县人民路1号</p><p>联系电话：%s</p><p>电子邮箱：gongkai@yunxi.example</p>"+
			"<p>欢迎对本网站的内容和服务提出意见和建议，我们将在收到后及时答复。</p></div>\n", office, phone)
	})
}

// unitPage writes a unit's own page: its name and the way to its columns.
func (w *world) unitPage(b *out, u *unit) {
	tags := append(siteTags(),
		portal.Tag{Name: "ColumnName", Value: u.name}, portal.Tag{Name: "ColumnDescription", Value: u.name + "信息公开平台"},
		portal.Tag{Name: "ColumnKeywords", Value: u.name + "," + county}, portal.Tag{Name: "ColumnType", Value: "部门平台"})
	b.head(u.system, u.name+"_"+siteName, tags, false)
	b.top()
	b.f("<div class=\"main\">\n")
	b.menu(u, nil)
	b.f("<div class=\"welcome\"><h1>%s</h1><p>请从左侧选择栏目。</p></div>\n</div>\n", e(u.name))
	b.bottom(u.system)
}
