package portaltest

import (
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"text/template"

	"duwang/crawler/portal"
)

// Pages that begin with one of these directives are wrapped in the head and
// foot of a well-made portal, so that a fixture shows only what it is about:
//
//	[[home]]                      a home page
//	[[list]]                      a column's list
//	[[article "key" "value" …]]   an article: title, published, source
//	                              and, for documents, number, index, issuer,
//	                              formed, disclosure
//	[[plain "title"]]             a page that is none of these
//
// The further key "without" names, comma separated, page tags, footer marks
// and a home page's search and accessibility to leave out ("PubDate,icp"), and "empty" tags to leave empty.
// [[row "标题" "a.html" "2025-10-01"]] makes a list row, with no date when that
// is "", and [[rows "2025-10-01" 3 "t"]] three of them, of days that end with
// the given one, linked to ./t1.html, ./t2.html …. Where the archive has no
// such page, one is made that lacks nothing but what the row lacks.

// world are the directives of one page.
type world struct {
	p      *Portal
	site   *portal.Site
	at     string
	footed bool
	option map[string]string
}

// fill makes a page of its template; files without [[ are left as they are.
func (p *Portal) fill(at, text string) (string, error) {
	if !strings.Contains(text, "[[") {
		return text, nil
	}
	w := &world{p: p, site: p.SiteOf(at), at: at, option: map[string]string{}}
	if w.site == nil {
		w.site = &p.Ledger.Sites[0]
	}
	t, err := template.New(at).Delims("[[", "]]").Funcs(template.FuncMap{
		"home": w.home, "list": w.list, "article": w.article, "plain": w.plain, "rows": w.rows, "row": w.row, "report": w.report,
	}).Parse(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := t.Execute(&b, nil); err != nil {
		return "", err
	}
	if w.footed {
		b.WriteString(w.foot())
	}
	return b.String(), nil
}

func (w *world) options(pairs []string) error {
	if len(pairs)%2 != 0 {
		return fmt.Errorf("directive with %d words, not pairs", len(pairs))
	}
	for i := 0; i < len(pairs); i += 2 {
		if !slices.Contains([]string{"title", "published", "source", "number", "index", "issuer", "formed", "disclosure", "without", "empty"}, pairs[i]) {
			return fmt.Errorf("directive with unknown key %q", pairs[i])
		}
		w.option[pairs[i]] = pairs[i+1]
	}
	w.footed = true
	return nil
}

// on returns a path's address on the site's own host; pages of that host name
// it by the path alone.
func (w *world) on(path string) string {
	home, err := url.Parse(w.site.URL)
	if err != nil {
		return path
	}
	if here, err := url.Parse(w.at); err == nil && here.Host == home.Host {
		return path
	}
	home.Path = path
	return home.String()
}

func (w *world) drops(name string) bool {
	return slices.Contains(strings.Split(w.option["without"], ","), name)
}

func (w *world) head(title string, tags [][2]string) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n")
	u, err := url.Parse(w.site.URL)
	if err != nil {
		return ""
	}
	for _, t := range append([][2]string{{"SiteName", w.site.Name}, {"SiteDomain", u.Hostname()}, {"SiteIDCode", w.site.Code}}, tags...) {
		if w.drops(t[0]) {
			continue
		}
		if slices.Contains(strings.Split(w.option["empty"], ","), t[0]) {
			t[1] = ""
		}
		fmt.Fprintf(&b, "<meta name=\"%s\" content=\"%s\">\n", t[0], html.EscapeString(t[1]))
	}
	if title != "" {
		title += "_"
	}
	fmt.Fprintf(&b, "<title>%s%s</title>\n</head>\n<body>\n<div class=\"nav\"><a href=\"%s\">首页</a></div>\n",
		html.EscapeString(title), html.EscapeString(w.site.Name), w.on("/"))
	return b.String()
}

// columnTags are the tags of the column that answers for the page.
func (w *world) columnTags() [][2]string {
	_, id := portal.NewOwners(&w.p.Ledger).Page(w.site.ID, w.at, nil)
	name, kind := "政务公开", "其他"
	for i := range w.p.Ledger.Columns {
		if c := &w.p.Ledger.Columns[i]; c.ID == id || c.URL == w.at {
			name, kind = c.Name, portal.TypeChinese(c.Type)
			if c.URL == w.at {
				break
			}
		}
	}
	return [][2]string{{"ColumnName", name}, {"ColumnDescription", w.site.Name + name + "栏目"}, {"ColumnKeywords", name}, {"ColumnType", kind}}
}

func (w *world) home(pairs ...string) (string, error) {
	if err := w.options(pairs); err != nil {
		return "", err
	}
	text := w.head("", nil) + "<div class=\"header\">" + html.EscapeString(w.site.Name)
	if !w.drops("search") {
		text += "<form action=\"/search/\"><input type=\"text\" name=\"keyword\"></form>"
	}
	if !w.drops("accessibility") {
		text += "<span>无障碍</span>"
	}
	return text + "</div>\n", nil
}

func (w *world) list(pairs ...string) (string, error) {
	if err := w.options(pairs); err != nil {
		return "", err
	}
	tags := w.columnTags()
	return w.head(tags[0][1], tags) + "<h2>" + html.EscapeString(tags[0][1]) + "</h2>\n", nil
}

func (w *world) plain(title string, pairs ...string) (string, error) {
	if err := w.options(pairs); err != nil {
		return "", err
	}
	return w.head(title, w.columnTags()) + "<h2>" + html.EscapeString(title) + "</h2>\n", nil
}

func (w *world) article(pairs ...string) (string, error) {
	if err := w.options(pairs); err != nil {
		return "", err
	}
	o := w.option
	tags := w.columnTags()
	for _, t := range [][2]string{{"ArticleTitle", o["title"]}, {"PubDate", o["published"]}, {"ContentSource", o["source"]}} {
		if t[1] != "" {
			tags = append(tags, t)
		}
	}
	var b strings.Builder
	b.WriteString(w.head(o["title"], tags))
	if o["number"]+o["index"]+o["issuer"]+o["formed"]+o["disclosure"] != "" {
		b.WriteString("<table class=\"gk-info\">\n")
		for _, f := range [][2]string{{"索 引 号", o["index"]}, {"发布机构", o["issuer"]}, {"成文日期", o["formed"]}, {"发文字号", o["number"]}, {"公开方式", o["disclosure"]}} {
			if f[1] != "" {
				fmt.Fprintf(&b, "<tr><td>%s：</td><td>%s</td></tr>\n", f[0], html.EscapeString(f[1]))
			}
		}
		b.WriteString("</table>\n")
	}
	if o["title"] != "" {
		fmt.Fprintf(&b, "<h1>%s</h1>\n", html.EscapeString(o["title"]))
	}
	b.WriteString("<div class=\"info\">")
	if o["published"] != "" {
		fmt.Fprintf(&b, "<span>发布日期：%s</span> ", html.EscapeString(o["published"]))
	}
	if o["source"] != "" {
		fmt.Fprintf(&b, "<span>来源：%s</span>", html.EscapeString(o["source"]))
	}
	b.WriteString("</div>\n<div class=\"content\">\n")
	return b.String(), nil
}

// foot closes a page with the marks that a home page has to show and the
// entries of the disclosure sections.
func (w *world) foot() string {
	marks := [][2]string{
		{portal.MarkSponsor, "<p>主办单位：" + w.site.Name + "办公室</p>"},
		{portal.MarkCode, "<p>网站标识码：" + w.site.Code + "</p>"},
		{portal.MarkICP, "<p><a href=\"https://beian.miit.gov.cn/\">蒙ICP备00000000号-1</a></p>"},
		{portal.MarkPolice, "<p><a href=\"https://beian.mps.gov.cn/\">蒙公网安备15229902000001号</a></p>"},
		{portal.MarkReportError, "<p><a href=\"https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=" + w.site.Code + "\">我为政府网站找错</a></p>"},
		{portal.MarkParty, "<p><a href=\"https://bszs.conac.cn/sitename?method=show&amp;id=0000000000000000\"><img src=\"" + w.on("/images/red.png") + "\" alt=\"党政机关\"></a></p>"},
		{portal.MarkContact, "<p>联系电话：0000-0000000</p>"},
		{portal.MarkSitemap, "<p><a href=\"" + w.on(sitemap) + "\">网站地图</a></p>"},
	}
	var b strings.Builder
	b.WriteString("\n</div>\n<div class=\"footer\">\n")
	for _, m := range marks {
		// The code must not come back through the link of the error report.
		if w.drops(m[0]) || m[0] == portal.MarkReportError && w.drops(portal.MarkCode) {
			continue
		}
		b.WriteString(m[1] + "\n")
	}
	for _, s := range sections {
		if !w.drops(s.section) {
			fmt.Fprintf(&b, "<p><a href=\"%s\">%s</a></p>\n", w.on(s.path), s.title)
		}
	}
	b.WriteString("</div>\n</body>\n</html>\n")
	return b.String()
}

const sitemap = "/wzdt/"

var sections = []struct{ section, path, title string }{
	{portal.TypeGuide, "/zfxxgk/zn.html", "政府信息公开指南"},
	{portal.TypeInstitution, "/zfxxgk/zd.html", "政府信息公开制度"},
	{portal.TypeCatalogue, "/zfxxgk/fdzdgknr.html", "法定主动公开内容"},
	{portal.TypeAnnualReport, "/zfxxgk/nb.html", "政府信息公开年报"},
	{portal.TypeApplication, "/zfxxgk/ysqgk.html", "依申请公开"},
}

// furnish adds, on every site, what the foot points to and the archive does
// not hold, and a home page that leads to the columns and was updated on the
// day, so that a world needs only what it is about.
func (p *Portal) furnish() error {
	for n := 0; n < len(p.wanted); n++ {
		if err := p.write(n, p.wanted[n]); err != nil {
			return err
		}
	}
	for i := range p.Ledger.Sites {
		s := &p.Ledger.Sites[i]
		base, err := url.Parse(s.URL)
		if err != nil {
			return err
		}
		add := func(name, text string) error {
			at := *base
			at.Path = name
			if _, own := p.bodies[at.String()]; own || len(p.answers[at.String()]) > 0 {
				return nil
			}
			filled, err := p.fill(at.String(), text)
			p.bodies[at.String()] = []byte(filled)
			return err
		}
		var home strings.Builder
		home.WriteString("[[home]]<ul>\n")
		for _, c := range p.Ledger.Columns {
			if c.Site == s.ID {
				fmt.Fprintf(&home, "<li><a href=\"%s\">%s</a></li>\n", c.URL, html.EscapeString(c.Name))
			}
		}
		fmt.Fprintf(&home, "</ul>\n<h3>要闻</h3>\n<ul>\n<li><a href=\"https://www.gov.cn/yaowen/content_7000001.htm\">国务院召开常务会议研究部署近期重点工作</a><span>%s</span></li>\n</ul>\n", p.AsOf)
		if err := add(base.Path, home.String()); err != nil {
			return err
		}
		if err := add(sitemap, "[[plain \"网站地图\"]]"); err != nil {
			return err
		}
		if err := add("/images/red.png", "\x89PNG\r\n\x1a\n"); err != nil {
			return err
		}
		for _, sec := range sections {
			text := fmt.Sprintf("[[article \"title\" \"%s\" \"published\" \"2019-06-03 09:00\" \"source\" \"本站\"]]<p>为了方便公民、法人和其他组织获取政府信息，根据有关规定，编制本页内容。</p>", s.Name+sec.title)
			if err := add(sec.path, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// A wanted is an article that a row leads to.
type wanted struct{ at, title, date string }

// rows makes n list rows whose days end with the given one.
func (w *world) rows(last string, n int, stem string) (string, error) {
	d, err := portal.ParseDate(last)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for i := range n {
		r, err := w.row(fmt.Sprintf("关于第%d项工作进展情况的通报", i+1), fmt.Sprintf("./%s%d.html", stem, i+1), d.AddDays(-i).String())
		if err != nil {
			return "", err
		}
		b.WriteString(r)
	}
	return b.String(), nil
}

func (w *world) row(title, ref, date string) (string, error) {
	at, err := w.p.Resolve(w.at, ref)
	if err != nil {
		return "", err
	}
	if w.p.SiteOf(at) != nil && strings.HasSuffix(at, ".html") {
		w.p.wanted = append(w.p.wanted, wanted{at, title, date})
	}
	if date != "" {
		date = "<span>" + date + "</span>"
	}
	return fmt.Sprintf("<li><a href=\"%s\">%s</a>%s</li>\n", ref, html.EscapeString(title), date), nil
}

// write makes the n-th article that a row leads to.
func (p *Portal) write(n int, a wanted) error {
	if _, own := p.bodies[a.at]; own || len(p.answers[a.at]) > 0 {
		return nil
	}
	site := p.SiteOf(a.at)
	pairs := []string{"title", a.title, "source", "本站"}
	if a.date != "" {
		pairs = append(pairs, "published", a.date+" 09:00")
	}
	_, id := portal.NewOwners(&p.Ledger).Page(site.ID, a.at, nil)
	for i := range p.Ledger.Columns {
		if c := &p.Ledger.Columns[i]; c.ID == id && c.Type == portal.TypePolicy {
			year := max(p.AsOf.Year(), 1)
			pairs = append(pairs, "number", fmt.Sprintf("示教发〔%d〕%d号", year, n+1), "index", fmt.Sprintf("11152299000001/%d-%05d", year, n+1),
				"issuer", "示例县教育局", "disclosure", portal.DisclosureOpen)
			if d, err := portal.ParseDate(a.date); err == nil {
				pairs = append(pairs, "formed", d.AddDays(-3).String())
			}
		}
	}
	directive := "[[article"
	for _, v := range pairs {
		directive += fmt.Sprintf(" %q", v)
	}
	text, err := p.fill(a.at, directive+"]]<p>现将有关情况通报如下：各单位按照年度工作安排，认真落实各项任务，工作总体进展顺利，主要指标完成情况好于预期。</p>")
	p.bodies[a.at] = []byte(text)
	return err
}
