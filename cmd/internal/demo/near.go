package demo

import (
	"net/http"

	"duwang/crawler/portal"
)

// nearly plants what looks like a fault and is none: the other side of each
// boundary, and what could not be verified.
func (w *world) nearly() {
	w.nearColumns()
	w.nearArticles()
	w.nearDates()
	w.nearLinks()
	w.nearLeaks()
}

func (w *world) nearColumns() {
	for _, s := range []struct{ id, text string }{
		{"civil-news", "民政局“工作动态”最新信息距检查日恰好14天，不算超期。"},
		{"health-notice", "卫生健康局“通知公告”最新信息距检查日恰好180天，不算超期。"},
		{"fin-budget", "财政局“部门预决算”最新信息距检查日恰好365天，不算超期。"},
		{"ecology-monitor", "“空气质量”栏目约定每15天更新，最新信息恰好15天。"},
	} {
		c := w.columns[s.id]
		w.miss("column-stale", c.at, c.where(), "", s.text)
	}
	c := w.columns["transport-news"]
	old := c.articles[len(c.articles)-1]
	old.pinned, old.published = true, stamp(portal.MustDate("2024-03-15"), old.id)
	c.articles = append([]*article{old}, c.articles[:len(c.articles)-1]...)
	w.miss("column-stale", c.at, c.where(), "", "交通运输局“工作动态”第一条是2024年的置顶信息，其后的信息是新的。")
	c = w.columns["chengguan-notice"]
	c.undated = true
	w.miss("column-undated", c.at, c.where(), "", "城关街道“通知公告”列表上没有日期，信息页上有。")
	c = w.columns["gov-consultation"]
	c.script = "/module/zxts/list.do?channel=60022&page=1"
	w.miss("column-blank", c.at, c.where(), portal.GapScript, "“咨询投诉”的列表由脚本另行请求，没有读到，不能说是空白。")
	c = w.columns["gov-guide"]
	w.miss("column-blank", c.at, c.where(), "", "“政府信息公开指南”的栏目地址就是指南本身。")
	c = w.columns["baiyang-news"]
	c.lower = true
	w.miss("tag-missing", c.at, c.where(), "", "白杨镇的页面标签用小写名称，属性次序相反，但都有。")
}

func (w *world) nearArticles() {
	c := w.columns["edu-policy"]
	a := c.articles[3]
	w.miss("field-missing", a.at, c.where(), "", "文号在正文上方，日期在落款（中文数字），公开方式见“此件公开发布”的附注。")
	// A number in the prose is another document's; this one has none.
	a = w.columns["market-policy"].articles[1]
	a.paras[1] = "根据《国务院办公厅关于印发有关工作方案的通知》（国办发〔2019〕14号）精神，" + a.paras[1]

	c = w.columns["market-news"]
	a = c.articles[3]
	a.title = "云溪县市场监督管理局网站栏目改版说明"
	a.paras = []string{
		"近期，本局网站完成栏目改版，部分收藏过的旧地址打开后可能显示“404 页面不存在”，请从首页重新进入。",
		"改版后，原有信息全部保留。如发现链接打不开，请拨打" + phone + "告知，我们将及时修复。",
	}
	w.miss("link-broken", a.at, c.where(), "", "一篇说明在文中提到“404 页面不存在”，本身能正常打开。")

	c = w.columns["water-news"]
	c.articles[2].drop["ContentSource"] = true
	w.miss("tag-missing", c.at, c.where(), "", "供水公司只有一篇信息缺ContentSource标签，不是模板的问题。")

	c = w.columns["civil-news"]
	w.miss("field-missing", c.articles[0].at, c.where(), "", "页脚里有更新日期和备案文号，不是这篇信息的日期和文号。")

	c = w.columns["edu-notice"]
	a = c.articles[2]
	a.paras = append(a.paras, "涉及商业秘密、个人隐私的材料请密封递交；标注“此件依申请公开”的文件不在网上发布，可到办公室查阅。受理编号：202611180000123456。")
	w.miss("non-public-note", a.at, c.where(), "", "一篇通知在文中提到“此件依申请公开”，不是它的附注。")

	c = w.columns["gov-news"]
	a = c.articles[12]
	a.target = w.outside + "/yaowen/2026/0812/content_700112.html"
	w.miss("field-missing", a.at, c.where(), "", "要闻列表中的一条转载直接指向站外网站，不是本站的信息页。")
}

func (w *world) nearDates() {
	inTime := func(id string, i int, published, formed, text string) {
		c := w.columns[id]
		refer(c.articles[i], published, formed)
		w.miss("deadline", c.articles[i].at, c.where(), "", text)
	}
	inTime("civil-policy", 0, "2026-10-22", "2026-09-18", "民政局文件9月18日成文、10月22日公开，调休上班的9月20日和10月10日都计入，恰为第20个工作日。")
	inTime("housing-policy", 3, "2026-03-19", "2026-02-13", "住房和城乡建设局文件2月13日落款、3月19日公开，恰为第20个工作日。")
	inTime("qingshi-notice", 3, "2026-06-30", "2026-06-24", "青石镇公告只有落款日期，公开及时。")

	onTheDay := func(id, date, text string) {
		c := w.columns[id]
		c.articles[0].published = stamp(portal.MustDate(date), id)
		w.miss("annual-report", c.at, c.where(), "", text)
	}
	onTheDay("fin-annual", "2026-01-31", "财政局2025年度报告在1月31日（星期六）当天公布。")
	onTheDay("liuhe-annual", "2026-03-31", "柳河镇2025年度报告在3月31日当天公布。")

	c := w.columns["emergency-news"]
	a := c.articles[4]
	a.meta = a.published.Date.AddDays(-40).String() + " 09:00"
	w.miss("date-implausible", a.at, c.where(), portal.GapDates, "页面显示的发布日期与标签里的相差40天，无法判定。")
}

func (w *world) nearLinks() {
	link1 := func(id string, i int, href, text, reason, why string) {
		c := w.columns[id]
		a := c.articles[i]
		a.links = append(a.links, link{text: text, href: href})
		w.miss("link-broken", at(href), c.where(), reason, why)
	}
	link1("gov-notice", 2, "/wsbs/my/index.html", "登录后查看办件进度", portal.GapBlocked, "链接要求登录（401），不是错链。")
	w.odd["/wsbs/my/index.html"] = status(http.StatusUnauthorized)
	link1("fin-news", 1, "/module/stats/report.html", "绩效数据", portal.GapBlocked, "服务器拒绝访问（403），不是错链。")
	w.odd["/module/stats/report.html"] = status(http.StatusForbidden)
	link1("gov-notice", 4, "/nbgl/zd/index.html", "内部管理制度", portal.GapRobots, "robots.txt不允许访问，未取。")
	link1("edu-news", 4, w.outside+"/fangwen/limited.html", "省教育厅专题", portal.GapBlocked, "站外网站拒绝访问（403），不是错链。")
	link1("water-notice", 1, "/index.shtml", "返回首页", "", "首页的另一个地址，跳到首页是应当的。")
	w.odd["/index.shtml"] = redirect("/")

	// A moved page, and one address with what systems hang on it.
	c := w.columns["fin-news"]
	moved := "/bm/czj/gzdt/201912/t20191230_101.html"
	c.articles[5].links = append(c.articles[5].links, link{text: "原文链接", href: moved})
	w.after = append(w.after, func() { w.odd[moved] = redirect(c.articles[6].path) })
	w.miss("link-broken", at(moved), c.where(), "", "旧地址跳转到搬迁后的信息，能打开。")
	c.articles[7].links = append(c.articles[7].links, link{text: "相关信息", to: c.articles[8], href: "#content"})

	c = w.columns["hr-news"]
	w.bendPage(c.articles[3], challenge)
	w.miss("link-broken", c.articles[3].at, c.where(), portal.GapBlocked, "信息页返回412脚本质询，无法核实。")
	w.flaky(c.articles[5])
	w.miss("link-broken", c.articles[5].at, c.where(), "", "信息页第一次返回500，重试后正常。")
}
