package pagestest

import (
	"fmt"
	"strings"
)

// top is what stands above a page's content: the day of the visit, tools,
// navigation, where one is.
func (m *maker) top() string {
	var b strings.Builder
	if m.in(55) {
		d := m.today
		if m.in(20) {
			d = d.AddDays(-m.Intn(900)) // frozen into the page when it was made
		}
		today := m.one(d.Chinese()+" "+weekday(d), "今天是"+d.Chinese()+"　"+weekday(d), d.String(), fmt.Sprintf("今天是：%s %s", d.Chinese(), weekday(d)), "欢迎您！今天是 "+d.Chinese(), "现在时间："+d.String()+" 09:18:22")
		b.WriteString(wrap(m.one(`<div class="top"><div class="date">{}</div></div>`, `<div id="time">{}</div>`, `<table width="100%"><tr><td class="rq">{}</td></tr></table>`, `<span>{}</span>`, `<div class="topbar">{}</div>`), today))
	}
	b.WriteString(m.one(
		`<div class="header"><a href="/"><img src="/images/logo.png" alt="`+m.place+`人民政府"></a><form action="/search"><input name="q"><input type="submit" value="搜索"></form></div>`,
		`<div id="logo"><img src="/images/top.jpg"></div>`, `<header><h1><a href="/">`+m.place+`人民政府</a></h1></header>`,
		`<div class="logo"><h2>`+m.place+`人民政府</h2></div>`, ``,
	))
	b.WriteString(m.nav())
	b.WriteString(m.crumb())
	return b.String()
}

var sections = []string{"首页", "走进" + "本地", "新闻中心", "政务公开", "解读回应", "办事服务", "互动交流", "专题专栏", "数据发布", "政府信息公开指南", "政府信息公开年报", "依申请公开"}

func (m *maker) nav() string {
	var b strings.Builder
	item := m.one(`<li><a href="%s">%s</a></li>`, `<a href="%s">%s</a> | `, `<td><a href="%s">%s</a></td>`, `<div class="item"><a href="%s">%s</a></div>`)
	for i, s := range sections[:m.between(5, len(sections))] {
		fmt.Fprintf(&b, item, fmt.Sprintf("/lm%d/", i), s)
	}
	if strings.HasPrefix(item, "<td") {
		return `<table class="dh"><tr>` + b.String() + `</tr></table>`
	}
	return wrap(m.one(`<div class="nav"><ul>{}</ul></div>`, `<nav>{}</nav>`, `<div id="menu">{}</div>`, `<div class="dh"><ul>{}</ul></div>`), b.String())
}

func (m *maker) crumb() string {
	if m.in(20) {
		return ""
	}
	sep := m.one(" &gt; ", "&gt;&gt;", " - ", "<i>></i>", " / ")
	return fmt.Sprintf(m.one(`<div class="position">%s：<a href="/">首页</a>%s<a href="/zwgk/">%s</a>%s<a href="./">%s</a></div>`,
		`<p>%s：<a href="/">首页</a>%s<a href="/zwgk/">%s</a>%s<a href="./">%s</a></p>`,
		`<div class="crumbs"><span>%s：</span><a href="/">首页</a>%s<a href="/zwgk/">%s</a>%s<a href="./">%s</a></div>`),
		m.one("当前位置", "您现在的位置", "您的位置", "位置", "您当前的位置"), sep, m.column.parent, sep, m.column.name)
}

// side is what stands beside or below the content: rankings, related and newest
// lists, all dated, all of other articles, and links of other kinds.
func (m *maker) side() string {
	var b strings.Builder
	for range m.Intn(4) {
		b.WriteString(m.sideBox())
	}
	return b.String()
}

func (m *maker) sideBox() string {
	head := m.one("热点新闻", "点击排行", "相关信息", "推荐阅读", "最新更新", "热门关注", "阅读排行", "相关链接", "图片新闻", "一周热点")
	var rows strings.Builder
	form := m.one(`<li><a href="%[1]s">%[2]s</a><span>%[3]s</span></li>`, `<li><a href="%[1]s" title="%[2]s">%[2]s</a></li>%.0[3]s`, `<li><span class="num">%[4]d</span><a href="%[1]s">%[2]s</a></li>%.0[3]s`, `<p><a href="%[1]s">%[2]s</a>(%[3]s)</p>`)
	m.serial += 500 // of another column
	defer func() { m.serial -= 500 }()
	for i := range m.between(3, 8) {
		d := m.day(60)
		u := strings.Replace(m.address(m.look.article, d), "/"+m.column.folder+"/", "/qita/", 1)
		fmt.Fprintf(&rows, form, u, m.newsTitle(), m.one(d.String(), d.String()[5:]), i+1)
	}
	return fmt.Sprintf(m.one(
		`<div class="hot"><div class="hd"><h3>%s</h3><a href="/more/" class="more">更多</a></div><div class="bd"><ul>%s</ul></div></div>`,
		`<div class="sidebar"><h4>%s</h4><ul>%s</ul></div>`,
		`<div class="box2"><div class="tit2"><span>%s</span></div><ul class="list2">%s</ul></div>`,
		`<div><b>%s</b><ul>%s</ul></div>`,
		`<div class="related"><p>%s</p>%s</div>`,
	), head, rows.String())
}

// sideNav is a column's navigation, which looks like a list of links without dates.
func (m *maker) sideNav() string {
	var b strings.Builder
	for i, c := range columns[:m.between(4, len(columns))] {
		fmt.Fprintf(&b, `<li%s><a href="%s">%s</a></li>`, m.one("", ` class="on"`, ""), fmt.Sprintf("/zwgk/%s%d/", c.folder, i), c.name)
	}
	return wrap(m.one(`<div class="leftnav"><ul>{}</ul></div>`, `<div class="ml"><h3>`+m.column.parent+`</h3><ul>{}</ul></div>`, `<ul>{}</ul>`, `<div class="lm_list"><ul>{}</ul></div>`), b.String())
}

func (m *maker) foot() string {
	code := fmt.Sprintf("15%08d", m.Intn(1e8))
	return fmt.Sprintf(m.one(
		`<div class="footer"><p>主办单位：%[1]s人民政府　承办单位：%[1]s人民政府办公室</p><p>网站标识码：%[2]s　<a href="https://beian.example/">蒙ICP备0500%[3]d号</a>　公安备案 1522010200%[3]d号</p><p><a href="/wzdt/">网站地图</a> <a href="/lxwm/">联系我们</a></p></div>`,
		`<table width="100%%" bgcolor="#eee"><tr><td align="center">版权所有：%[1]s人民政府 网站标识码%[2]s 备案序号：蒙ICP备0500%[3]d号<br>联系电话：0482-80%[3]d 建议使用1024*768分辨率浏览 更新时间：%[4]s</td></tr></table>`,
		`<footer>%[1]s人民政府主办　政府网站标识码 %[2]s　蒙ICP备0500%[3]d号-1<script src="/jiucuo.js?sitecode=%[2]s"></script></footer>`,
		`<div style="text-align:center">Copyright &copy; 2008-2026 %[1]s人民政府 All Rights Reserved.　最后更新时间：%[4]s</div>`,
	), m.place, code, m.between(1000, 9999), m.today.String())
}

// tools are what stands between headline and text besides date and source.
func (m *maker) tools() string {
	return m.one("", "", `【字体：<a href="javascript:doZoom(16)">大</a> <a href="javascript:doZoom(14)">中</a> <a href="javascript:doZoom(12)">小</a>】`,
		`<a href="javascript:window.print()">打印</a>`, `浏览次数：<span id="hits">1024</span>`, `点击：<script src="/hits.asp?id=1"></script>次`, `<span class="share">分享到：<a href="#">微信</a><a href="#">微博</a></span>`,
		`字号：[ <a href="#">大</a> <a href="#">中</a> <a href="#">小</a> ]`, `阅读：326 次`, `视力保护色：<a href="#"></a>`, `收藏 | 打印本页 | 关闭窗口`, `<a href="javascript:;">我要纠错</a>`)
}

// tail is what follows an article's text.
func (m *maker) tail() string {
	var b strings.Builder
	if m.in(35) {
		fmt.Fprintf(&b, `<p>%s：某某</p>`, m.one("责任编辑", "编辑", "审核", "信息员"))
	}
	if m.in(40) {
		d := m.day(300)
		turn := m.one(`<div class="page_turn"><p>上一篇：<a href="%[1]s">%[2]s</a></p><p>下一篇：<a href="%[1]s">%[2]s</a> %[3]s</p></div>`, `<p>上一条：<a href="%[1]s">%[2]s</a>[%[3]s]</p>`, `<div>上一篇：<a href="%[1]s">%[2]s</a>%.0[3]s</div><div>下一篇：没有了</div>`)
		fmt.Fprintf(&b, turn, m.address(m.look.article, d), m.newsTitle(), d.String())
	}
	if m.in(30) {
		b.WriteString(`<p><a href="javascript:window.print()">【打印本页】</a><a href="javascript:window.close()">【关闭窗口】</a></p>`)
	}
	if m.in(25) {
		b.WriteString(m.sideBox())
	}
	if m.in(15) {
		fmt.Fprintf(&b, `<p>%s</p>`, m.one("凡本网注明“来源：本站”的作品，版权均属本网所有，转载请注明出处。", "声明：本网注明“来源：XXX（非本网）”的作品，均转载自其它媒体，转载目的在于传递更多信息。", "扫一扫在手机打开当前页"))
	}
	return b.String()
}
