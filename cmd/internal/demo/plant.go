package demo

import (
	"net/http"

	"duwang/crawler/portal"
)

// newestDays says of columns how many days before AsOf their newest article
// is, where that is not the usual: planted faults and their near misses.
var newestDays = map[string]int{
	"housing-news":     15,
	"liuhe-news":       49,
	"transport-notice": 181,
	"ecology-policy":   259,
	"gov-statistics":   33,
	"ecology-monitor":  15,
	"civil-news":       14,
	"health-notice":    180,
	"fin-budget":       365,
}

// plant bends the county: every fault is said here once, beside its making.
func (w *world) plant() {
	w.plantColumns()
	w.plantSite()
	w.plantFields()
	w.plantTags()
	w.plantDates()
	w.plantReports()
	w.plantDocuments()
	w.plantLinks()
	w.plantLeaks()
}

func (w *world) plantColumns() {
	for _, s := range []struct{ id, text string }{
		{"housing-news", "住房和城乡建设局“工作动态”最新信息距检查日15天，超过14天。"},
		{"liuhe-news", "柳河镇“工作动态”最新信息距检查日49天，超过14天。"},
		{"transport-notice", "交通运输局“通知公告”最新信息距检查日181天，超过180天。"},
		{"ecology-policy", "生态环境局“政策文件”最新信息距检查日259天，超过180天。"},
		{"gov-statistics", "“统计数据”栏目约定每30天更新，最新信息距检查日33天。"},
	} {
		c := w.columns[s.id]
		w.fault("column-stale", c.at, c.where(), "", s.text)
	}
	for _, s := range []struct{ id, text string }{
		{"hr-personnel", "人力资源和社会保障局“事业单位招聘”栏目没有任何信息。"},
		{"natural-plan", "自然资源局“规划公示”栏目没有任何信息。"},
	} {
		c := w.columns[s.id]
		w.fault("column-blank", c.at, c.where(), "", s.text)
	}
	funds := w.columns["fin-funds"]
	funds.undated = true
	for i, a := range funds.articles {
		name := []string{"2026年第一批衔接推进乡村振兴补助资金安排表.pdf", "2026年城乡义务教育补助经费分配表.pdf", "2026年农业保险保费补贴资金安排表.pdf"}[i]
		a.title = name[:len(name)-len(".pdf")]
		a.target = "/bm/czj/zxzj/files/" + []string{"a", "b", "c"}[i] + ".pdf"
		w.files[a.target] = attachment(name, a.title)
	}
	w.fault("column-undated", funds.at, funds.where(), "", "财政局“专项资金”栏目只列出文件，列表上没有日期。")
	plan := w.columns["agriculture-plan"]
	plan.undated = true
	for _, a := range plan.articles {
		a.noDate = true
		a.drop["PubDate"] = true
		w.fault("field-missing", a.at, plan.where(), "published_at", "农业农村局“规划计划”的《"+a.title+"》没有发布日期。")
	}
	// One finding names the tag: all article pages of the column lack it.
	w.fault("tag-missing", plan.at, plan.where(), "PubDate", "农业农村局“规划计划”的信息页都没有PubDate标签。")
	w.fault("column-undated", plan.at, plan.where(), "", "农业农村局“规划计划”栏目的列表和信息页都没有日期。")
}

func (w *world) plantSite() {
	home := where{siteID, ""}
	w.fault("section-missing", at("/#institution"), home, "institution", "网站没有“政府信息公开制度”栏目。")
	w.fault("section-missing", at("/#catalogue"), home, "catalogue", "网站没有“法定主动公开内容”栏目。")
	w.fault("mark-missing", at("/"), home, "police", "首页没有公安备案号。")
	w.fault("mark-missing", at("/"), home, "sitemap", "首页没有网站地图。")
}

func (w *world) plantFields() {
	lack := func(id string, i int, field, text string, bend func(*article)) {
		c := w.columns[id]
		a := c.articles[i]
		bend(a)
		w.fault("field-missing", a.at, c.where(), field, text)
	}
	lack("edu-news", 3, "source", "教育局“工作动态”的一篇信息没有来源。", func(a *article) { a.noSource = true })
	lack("health-news", 4, "source", "卫生健康局“工作动态”的一篇信息没有来源。", func(a *article) { a.noSource = true })
	lack("songling-news", 2, "body", "松岭乡“工作动态”的一篇信息只有标题，没有正文。", func(a *article) { a.paras, a.images, a.files = nil, nil, nil })
	lack("edu-policy", 1, "index_number", "教育局“政策文件”的一份公文没有索引号。", func(a *article) { a.doc.index = "" })
	lack("fin-policy", 1, "disclosure", "财政局“政策文件”的一份公文没有标注公开方式。", func(a *article) { a.doc.disclosure = "" })
	lack("market-policy", 1, "document_number", "市场监督管理局“政策文件”的一份公文没有发文字号。", func(a *article) { a.doc.number = "" })
	lack("natural-policy", 1, "issuer", "自然资源局“政策文件”的一份公文没有发布机构。", func(a *article) { a.doc.issuer = "" })
	lack("housing-policy", 1, "formed_on", "住房和城乡建设局“政策文件”的一份公文没有成文日期，也没有落款日期。", func(a *article) { a.doc.formed = 0 })
}

func (w *world) plantTags() {
	c := w.columns["civil-notice"]
	c.drop["ColumnType"] = true
	w.fault("tag-missing", c.at, c.where(), "ColumnType", "民政局“通知公告”的列表页没有ColumnType标签。")
	c = w.columns["market-notice"]
	c.tags["ColumnKeywords"] = "null"
	w.fault("tag-missing", c.at, c.where(), "ColumnKeywords", "市场监督管理局“通知公告”列表页的ColumnKeywords标签写的是null，等于没有。")
	c = w.columns["shiqiao-news"]
	for _, a := range c.articles {
		a.drop["ContentSource"] = true
	}
	w.fault("tag-missing", c.at, c.where(), "ContentSource", "石桥乡“工作动态”的信息页都没有ContentSource标签。")
}

// refer dates an article: published on one day, made on another.
func refer(a *article, published, formed string) {
	a.published = stamp(portal.MustDate(published), a.id)
	d := portal.MustDate(formed)
	switch {
	case a.doc != nil && a.doc.formed != 0:
		a.doc.formed = d
	default:
		a.sign = []string{a.column.unit.name, chineseNumerals(d)}
	}
}

func (w *world) plantDates() {
	late := func(id string, i int, published, formed, text string) {
		c := w.columns[id]
		refer(c.articles[i], published, formed)
		w.fault("deadline", c.articles[i].at, c.where(), "", text)
	}
	late("edu-policy", 0, "2026-10-23", "2026-09-18", "教育局文件9月18日成文、10月23日公开，跨中秋、国庆为第21个工作日。")
	late("transport-policy", 3, "2026-03-20", "2026-02-13", "交通运输局文件2月13日落款、3月20日公开，跨春节为第21个工作日。")
	late("qingshi-notice", 1, "2026-10-13", "2026-08-20", "青石镇公告8月20日落款，10月13日才公开。")

	early := func(id string, i int, text string) {
		c := w.columns[id]
		a := c.articles[i]
		a.doc.formed = a.published.Date.AddDays(6)
		w.fault("date-implausible", a.at, c.where(), "before-formed", text)
	}
	early("health-policy", 2, "卫生健康局文件的发布日期早于成文日期。")
	early("hr-policy", 1, "人力资源和社会保障局文件的发布日期早于成文日期。")
	future := func(id, date, text string) {
		c := w.columns[id]
		a := w.add(c, fillIn("{u}召开年度工作座谈会", c.unit, ""), portal.MustDate(date))
		write(a, c.unit.work[0])
		c.articles = append([]*article{a}, c.articles[:len(c.articles)-1]...)
		w.fault("date-implausible", a.at, c.where(), "future", text)
	}
	future("agriculture-news", "2026-11-25", "农业农村局一篇信息的发布日期在检查日之后。")
	future("baiyang-news", "2026-12-01", "白杨镇一篇信息的发布日期在检查日之后。")
}

func (w *world) plantReports() {
	missing := func(id, text string) {
		c := w.columns[id]
		c.articles = c.articles[1:]
		w.fault("annual-report", c.at, c.where(), "missing", text)
	}
	missing("market-annual", "市场监督管理局没有公布2025年度报告。")
	missing("songling-annual", "松岭乡没有公布2025年度报告。")
	late := func(id, date, text string) {
		c := w.columns[id]
		c.articles[0].published = stamp(portal.MustDate(date), id)
		w.fault("annual-report", c.at, c.where(), "late", text)
	}
	late("natural-annual", "2026-02-02", "自然资源局2025年度报告2月2日公布，晚于1月31日。")
	late("shiqiao-annual", "2026-04-03", "石桥乡2025年度报告4月3日公布，晚于3月31日。")
}

// plantDocuments bends documents of the county government and notes: faults
// of checks that not every ruleset uses.
func (w *world) plantDocuments() {
	c := w.columns["gov-policy"]
	in := w.columns["gov-interpretation"]
	for i, a := range c.articles {
		related := a.links[len(a.links)-1].to
		switch i {
		case 2:
			a.links = nil
			drop(in, related)
			w.fault("interpretation", a.at, c.where(), "missing", "县政府文件公开后没有发布解读。")
			w.suspect()
		case 5:
			related.published.Date = workdayAfter(a.published.Date)
			w.fault("interpretation", a.at, c.where(), "late", "县政府文件的解读在文件公开八天以后才发布，超过3个工作日。")
		case 8:
			a.links, related.links = nil, nil
			w.fault("interpretation", a.at, c.where(), "unlinked", "县政府文件与解读没有相互关联。")
		}
	}
	c = w.columns["emergency-policy"]
	a := c.articles[1]
	a.doc.disclosure, a.note = "", "（此件不予公开）"
	w.fault("non-public-note", a.at, c.where(), "", "应急管理局公开了标注“此件不予公开”的文件。")
	c = w.columns["civil-policy"]
	a = c.articles[2]
	a.doc.disclosure, a.note = "", "（此件依申请公开）"
	w.fault("non-public-note", a.at, c.where(), "", "民政局公开了标注“此件依申请公开”的文件。")
}

func drop(c *column, gone *article) {
	for i, a := range c.articles {
		if a == gone {
			c.articles = append(c.articles[:i:i], c.articles[i+1:]...)
			return
		}
	}
}

// workdayAfter is eight days later, moved on from a weekend: more than three
// working days whatever holiday lies between.
func workdayAfter(d portal.Date) portal.Date {
	d = d.AddDays(8)
	for weekday(d) != d {
		d = d.AddDays(1)
	}
	return d
}

func (w *world) plantLinks() {
	dead := func(id string, i int, path, text, why string) *column {
		c := w.columns[id]
		a := c.articles[i]
		a.links = append(a.links, link{text: text, href: path})
		w.fault("link-broken", at(path), c.where(), "", why)
		return c
	}
	dead("edu-news", 1, "/bm/jyj/gzdt/202603/t20260317_180042.html", "相关报道：校园开放日活动", "教育局一篇信息里的链接已不存在（404）。")
	dead("transport-news", 2, "/art/2026/3/2/art_60013_917.html", "往期回顾：春运保障工作综述", "交通运输局一篇信息里的链接状态码是200，内容是“页面不存在”。")
	w.odd["/art/2026/3/2/art_60013_917.html"] = softNotFound
	dead("agriculture-notice", 1, "/nyncj/tzgg/content/post_400017.html", "原公告", "农业农村局一篇公告里的链接在两个地址之间循环跳转。")
	w.odd["/nyncj/tzgg/content/post_400017.html"] = redirect("/nyncj/tzgg/content/post_400018.html")
	w.odd["/nyncj/tzgg/content/post_400018.html"] = redirect("/nyncj/tzgg/content/post_400017.html")
	dead("chengguan-news", 1, "/cgjd/gzdt/2026-02/11/content_5200417.htm", "活动预告", "城关街道一篇信息里的链接已被删除（410）。")
	w.odd["/cgjd/gzdt/2026-02/11/content_5200417.htm"] = status(http.StatusGone)
	dead("housing-notice", 1, "/module/web/bsdt/query.html", "办理进度查询", "住房和城乡建设局一篇公告里的查询页面一直报错（500），列为疑似。")
	w.odd["/module/web/bsdt/query.html"] = status(http.StatusInternalServerError)
	w.suspect()
	dead("civil-news", 2, w.outside+"/shengmzt/2026/0612/880214.html", "省民政厅网站报道", "民政局一篇信息里的站外链接已不存在（404）。")

	c := w.columns["emergency-news"]
	a := c.articles[1]
	a.images = []string{"W020261109000000001.png"}
	w.gone(a, a.images[0])
	w.fault("link-broken", func() string { return a.file("W020261109000000001.png") }, c.where(), "", "应急管理局一篇信息里的图片打不开（404）。")
	c = w.columns["fin-notice"]
	b := c.articles[1]
	b.files = []file{{"P020260900000000002.xls", "附件：申报表.xls"}}
	w.gone(b, b.files[0].name)
	w.fault("link-broken", func() string { return b.file("P020260900000000002.xls") }, c.where(), "", "财政局一篇公告的附件打不开（404）。")
	c = w.columns["hr-notice"]
	e := c.articles[1]
	e.files = []file{{"empty60102.docx", "附件：报名表.docx"}}
	w.bend(e, "empty60102.docx", nothing)
	w.fault("link-broken", func() string { return e.file("empty60102.docx") }, c.where(), "", "人力资源和社会保障局一篇公告的附件是零字节。")
	c = w.columns["market-notice"]
	s := c.articles[1]
	s.files = []file{{"4960777.doc", "附件：抽检结果.doc"}}
	w.bend(s, "4960777.doc", softNotFound)
	w.fault("link-broken", func() string { return s.file("4960777.doc") }, c.where(), "", "市场监督管理局一篇公告的附件打开是“文件不存在”的提示页。")
	c = w.columns["health-news"]
	h := c.articles[7]
	w.bendPage(h, redirect("/"))
	w.fault("link-broken", h.at, c.where(), "", "卫生健康局列表中的一条信息点开后跳到网站首页。")

	w.fault("link-broken", at("/ztzl/2019/index.html"), where{siteID, ""}, "", "全站导航里的专题链接已不存在（404），由网站负责，只计一处。")
	w.fault("link-broken", at("/zxft/20260918/index.html"), where{siteID, ""}, "", "首页的在线访谈链接已不存在（404）。")
	u := w.columns["natural-news"].unit
	u.old = "/zrzyj/old/index.html"
	w.fault("link-broken", at(u.old), where{u.id, ""}, "", "自然资源局各栏目菜单里的“旧版网站”已不存在（404），由该单位负责，只计一处。")
}
