package pagestest

import (
	"fmt"
	"strings"

	"duwang/crawler/portal"
)

// A listRow is one row as it is being drawn.
type listRow struct {
	portal.Row
	href string // as the page writes the address
	date string // as the page writes the date
	text string // as the page writes the title
	full string // for the title attribute
}

// rowShapes are how lists lay out a row: 1 address, 2 text, 3 date, 4 title
// attribute, 5 organ, 6 number. group is what a look's wrapper must be.
var rowShapes = []struct{ group, row string }{
	{"ul", `<li><a href="%[1]s" title="%[4]s">%[2]s</a><span>%[3]s</span></li>`},
	{"ul", `<li><span>%[3]s</span><a href="%[1]s" title="%[4]s" target="_blank">%[2]s</a></li>`},
	{"ul", `<li><a href=%[1]s target=_blank>%[2]s</a><b>%[3]s</b></li>`},
	{"ul", `<li class="clearfix"><a href="%[1]s" title="%[4]s"><i class="dot"></i>%[2]s<em>%[3]s</em></a></li>`},
	{"ul", `<li><div class="date">%[3]s</div><div class="con"><h4><a href="%[1]s">%[2]s</a></h4><p>为深入贯彻落实有关部署，进一步做好工作，近日召开会议作出安排……<a href="%[1]s">[详细]</a></p></div></li>`},
	{"ul", `<li><a href="%[1]s"><img src="/u/1.jpg" alt="%[4]s"></a><a href="%[1]s">%[2]s</a><span class="rq">%[3]s</span></li>`},
	{"ul", `<li><a class="lm" href="/bm/">[部门动态]</a><a href="%[1]s" title="%[4]s">%[2]s</a><span>%[3]s</span></li>`},
	{"ul", `<li><h3><a href="%[1]s">%[2]s</a></h3><div class="sx"><span>发布时间：%[3]s</span><span>来源：%[5]s</span></div></li>`},
	{"ul", `<li><p><a href="%[1]s" title="%[4]s">%[2]s</a></p><p class="time">%[3]s</p></li>`},
	{"table", `<tr><td width="20"><img src="/i/dot.gif"></td><td><a href="%[1]s" title="%[4]s">%[2]s</a></td><td width="80">%[3]s</td></tr>`},
	{"table", `<tr><td>%[6]d</td><td><a href="%[1]s">%[2]s</a></td><td>%[5]s</td><td>%[3]s</td></tr>`},
	{"table", `<tr><td>%[3]s</td><td><a href="%[1]s" title="%[4]s">%[2]s</a></td></tr>`},
	{"table", `<tr><td>·<a href="%[1]s">%[2]s</a> <font color=#999999>%[3]s</font></td></tr>`},
	{"div", `<div class="item"><a href="%[1]s" title="%[4]s">%[2]s</a><span>%[3]s</span></div>`},
	{"div", `<a href="%[1]s" class="row"><div class="t">%[2]s</div><div class="d">%[3]s</div></a>`},
	{"div", `<dl><dt><a href="%[1]s">%[2]s</a></dt><dd>%[3]s</dd></dl>`},
	{"div", `·<a href="%[1]s">%[2]s</a>&nbsp;%[3]s<br>`},
	{"div", `<p>%[3]s&nbsp;<a href="%[1]s">%[2]s</a></p>`},
	{"div", `<div onclick="window.open('%[1]s')"><span class="t">%[2]s</span><span>%[3]s</span></div>`},
	{"ul", `<li><a href="%[1]s"><span class="cont_tit"><img src="/i/01.jpg"><font class="cont_tit03">%[2]s</font><font class="cont_tit02">%[3]s</font></span></a></li><li class="cont_line">&nbsp;</li>`},
	{"ul", `<li><a href="%[1]s" title="%[4]s">%[2]s</a><span class="date">%[3]s</span><div class="conmtab"><p><span class="tt">索 引 号：</span><span class="value">QL01-02-2026-%[6]d</span></p><p><span class="tt">发文字号：</span><span class="value">示政发〔2026〕%[6]d号</span></p><p><span class="tt">成文日期：</span><span class="value">2019年01月02日</span></p><p><span class="tt">发布机构：</span><span class="value">%[5]s</span></p></div></li>`},
	{"ul", `<li><p>示府〔2026〕%[6]d号</p><p><a href="%[1]s" title="%[4]s">%[2]s</a></p><p>%[5]s</p><p>%[3]s</p><p>有效</p></li>`},
	{"div", `<div class="pic"><a href="%[1]s"><img src="/u/3.jpg"></a></div><div class="txt"><a href="%[1]s">%[2]s</a><span>%[3]s</span></div>`},
	{"headed", `<tr><td>%[6]d</td><td><a href="%[1]s" title="%[4]s">%[2]s</a></td><td>%[5]s</td><td>%[3]s</td></tr>`},
	{"formed", `<tr><td>QL01-2026-%[6]d</td><td><a href="%[1]s">%[2]s</a></td><td>示政发〔2026〕%[6]d号</td><td>2019-03-04</td><td>%[3]s</td></tr>`},
	{"div", `<table width="100%%"><tr><td><a href="%[1]s">%[2]s</a></td><td align="right">%[3]s</td></tr></table>`},
}

// list draws the page of a column.
func (m *maker) list() *Page {
	a := &article{column: m.column, tags: m.in(62)}
	a.Kind, a.Charset = portal.KindColumn, "utf-8"
	n := m.between(5, 22)
	form := m.Intn(15)
	rows := m.drawRows(n, form)
	for _, r := range rows {
		a.Rows = append(a.Rows, r.Row)
	}
	u := m.address(m.look.list, m.today)
	if m.in(15) && !strings.Contains(u, "?") {
		u = strings.Replace(strings.Replace(u, "index.", "index_2.", 1), "/1.html", "/2.html", 1)
	}
	p := &Page{URL: u, ContentType: "text/html", Status: 200, Column: m.in(70)}
	if m.in(6) {
		// No row shows a date.
		for i := range rows {
			rows[i].date, a.Rows[i].Date = "", 0
		}
	} else if m.in(8) {
		// Some rows lack theirs.
		for i := range rows {
			if m.in(15) && i > 0 {
				rows[i].date, a.Rows[i].Date = "", 0
			}
		}
	}
	main := m.listBlock(rows)
	switch {
	case m.in(35):
		main = wrap(m.one(`<h2>{}</h2>`, `<div class="tit"><span>{}</span><a href="/more/">更多&gt;&gt;</a></div>`, `<div class="lm_title">{}</div>`), m.column.name) + main
	case m.in(20):
		main = m.pictures(rows) + main
	}
	main += m.behindList() + m.pager()
	if m.look.name == "double" || m.in(6) {
		main = `<div class="pc">` + main + `</div><div class="mobile">` + m.listBlock(rows) + `</div>`
	}
	if m.look.name == "jcms" && m.in(50) {
		main = m.datastore(rows) + m.behindList()
	}
	p.Body = m.page(a, main, m.in(75))
	p.Want = a.Truth
	return p
}

// drawRows draws rows, the newest first but for a pinned one, in one form of date.
func (m *maker) drawRows(n, form int) []listRow {
	var rows []listRow
	d := m.today.AddDays(-m.Intn(40))
	pinned := m.in(15)
	for i := range n {
		var r listRow
		day := d
		if i == 0 && pinned {
			day = m.today.AddDays(-m.between(200, 330))
		}
		if m.in(60) {
			r.Title = m.newsTitle()
		} else {
			r.Title = m.documentTitle(m.organ())
		}
		r.URL = m.address(m.look.article, day)
		r.href = r.URL
		if m.in(50) {
			r.href = strings.TrimPrefix(r.URL, "http://"+m.host)
		}
		r.Date, r.date = day, m.rowDate(day, form)
		r.text, r.full = r.Title, r.Title
		if i == 0 && pinned && m.in(60) {
			r.text = m.one("[置顶]", `<font color="red">【置顶】</font>`, `<i>置顶</i>`) + r.text
			r.Title = m.one(r.Title)
		}
		rows = append(rows, r)
		d = d.AddDays(-m.Intn(12))
	}
	return rows
}

// rowDate writes a row's date in a form that the whole list keeps.
func (m *maker) rowDate(d portal.Date, form int) string {
	y, mo, day := d.Date()
	month := int(mo)
	switch form {
	case 0, 1, 2:
		return d.String()
	case 3:
		return "[" + d.String() + "]"
	case 4:
		return fmt.Sprintf("(%d-%d-%d)", y, month, day)
	case 5:
		return d.Chinese()
	case 6:
		return fmt.Sprintf("%d/%02d/%02d", y, month, day)
	case 7:
		if m.today.DaysSince(d) < 330 {
			return fmt.Sprintf("%02d-%02d", month, day)
		}
		return d.String()
	case 8:
		switch m.today.DaysSince(d) {
		case 0:
			return "今天"
		case 1:
			return "昨天"
		}
		return d.String()
	case 9:
		return fmt.Sprintf("<b>%02d</b><i>%d-%02d</i>", day, y, month)
	case 10:
		return d.String() + " 09:05:33"
	}
	switch form {
	case 11:
		return fmt.Sprintf("<i>%d.%02d</i><b>%02d</b>", y, month, day)
	case 12:
		return fmt.Sprintf("%02d/%02d<br>%d", month, day, y)
	case 13:
		return fmt.Sprintf("%d年%02d月%02d日", y, month, day)
	}
	return fmt.Sprintf("%d.%02d.%02d", y, month, day)
}

// listBlock lays rows out in one shape inside one of the look's wrappers.
func (m *maker) listBlock(rows []listRow) string {
	group := m.one("ul", "ul", "ul", "ul", "table", "div", "headed", "formed")
	shape := pick(m, rowShapes)
	for shape.group != group {
		shape = pick(m, rowShapes)
	}
	cut := m.in(35) && strings.Contains(shape.row, "%[4]s")
	every := m.one("", "", `<li class="line"></li>`, `<li>&nbsp;</li>`)
	var b strings.Builder
	for i, r := range rows {
		text := r.text
		if letters := []rune(r.Title); cut && len(letters) > 18 && text == r.Title {
			text = string(letters[:16]) + m.one("...", "…")
		}
		fmt.Fprintf(&b, shape.row, r.href, text, r.date, r.full, pick(m, organs), i+1)
		b.WriteString("\n")
		if group == "ul" && every != "" && i%5 == 4 {
			b.WriteString(every)
		}
	}
	head := ""
	switch group {
	case "headed":
		head, group = `<tr><th>序号</th><th>标题</th><th>发布机构</th><th>发布日期</th></tr>`, "table"
	case "formed":
		head, group = m.one(`<tr><td>索引号</td><td>名称</td><td>文号</td><td>成文日期</td><td>发布日期</td></tr>`, `<tr><th>索引号</th><th>信息名称</th><th>发文字号</th><th>生成日期</th><th>发布时间</th></tr>`), "table"
	}
	switch group {
	case "ul":
		w := pick(m, m.look.rows)
		if !strings.Contains(w, "<ul") {
			w = wrap(w, "<ul>{}</ul>")
		}
		return wrap(w, b.String())
	case "table":
		w := pick(m, m.look.rows)
		if !strings.Contains(w, "<table") {
			w = `<div><table width="100%" border="0">{}</table></div>`
		}
		return wrap(w, head+b.String())
	}
	return wrap(m.one(`<div class="list">{}</div>`, `<div>{}</div>`, `<div class="news-list" id="list">{}</div>`), b.String())
}

// pictures is the row of large pictures above some lists, of the same articles.
func (m *maker) pictures(rows []listRow) string {
	r := rows[0]
	return fmt.Sprintf(`<div class="swiper"><a href="%s"><img src="/u/2.jpg" alt="%s"></a></div>`, r.href, r.full)
}

// behindList is what stands right behind a list and is none of its rows.
func (m *maker) behindList() string {
	return m.one("", "", `<a href="/gzdt/">工作动态</a>`, `<a href="/zwgk/more.html">更多&gt;&gt;</a>`, `<p><a href="/zt/2026/">查看更多专题专栏信息</a></p>`,
		`<div class="ewm"><a href="http://www.12345.example/">12345政务服务便民热线</a></div>`, `<a href="/zwgk/xxgkzn/index.html">政府信息公开指南</a>`, `<a href="/lists/old/123456.html">历史信息查询入口（2019年以前）</a>`)
}

func (m *maker) pager() string {
	return m.one("", `<div class="page">共 12 页 <a href="index.html">首页</a> <a href="index_1.html">上一页</a> <a href="index_2.html">下一页</a> <a href="index_11.html">尾页</a></div>`,
		`<script>createPageHTML(12, 0, "index", "html");</script>`, `<div class="pagination"><a href="index_2.html">2</a><a href="index_3.html">3</a><a href="index_2.html">&gt;</a></div>`,
		`<table><tr><td>共235条 第1/12页 <a href="index_2.html">下页</a></td></tr></table>`)
}

// datastore writes rows as the records that jpage keeps inside the page.
func (m *maker) datastore(rows []listRow) string {
	var b strings.Builder
	record := m.one(`<record><![CDATA[<li><a title='%[4]s' target='_blank' href='%[1]s'>%[2]s</a><span class="bt_date">%[3]s</span></li>]]></record>`,
		`<record><![CDATA[<tr><td><a href="%[1]s" title="%[4]s">%[2]s</a></td><td>%[3]s</td></tr>]]></record>`)
	for _, r := range rows {
		fmt.Fprintf(&b, record+"\n", r.href, r.text, r.date, r.full)
	}
	return `<div id="60085" class="default_pgContainer"></div><script type="text/xml"><datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1"></a>]]></nextgroup><recordset>` + b.String() + `</recordset></datastore></script>`
}
