package setup

import (
	"crypto/md5"
	"fmt"
	"strings"

	"duwang/crawler/portal"
)

// flatLook: /zwgk/<unit>/<column>/, breadcrumb paths, a page of departments.
func flatLook(seed uint64) *county {
	c := newCounty(seed, "www.yunhe.gov.cn")
	b := c.base()
	at := func(u *simUnit) string {
		if u.kind == portal.UnitGovernment {
			return "/zwgk/"
		}
		return "/zwgk/" + u.initials + "/"
	}
	top := "<div class=\"header\"><ul class=\"nav\"><li><a href=\"/\">首页</a></li><li><a href=\"/zwgk/\">政务公开</a></li><li><a href=\"/bmxz/\">部门乡镇</a></li><li><a href=\"http://zwfw.province.gov.cn/\">办事服务</a></li></ul></div>\n"
	c.always(top)
	for _, col := range c.columns() {
		col.url = b + at(col.unit) + col.folder + "/"
		crumbs := fmt.Sprintf("<div class=\"position\">当前位置：<a href=\"/\">首页</a> &gt; <a href=\"/zwgk/\">政务公开</a> &gt; <a href=\"%s\">%s</a> &gt; <a href=\"./\">%s</a></div>\n", at(col.unit), col.unit.name, col.name)
		if col.unit.kind == portal.UnitGovernment {
			crumbs = fmt.Sprintf("<div class=\"position\">当前位置：<a href=\"/\">首页</a> &gt; <a href=\"/zwgk/\">政务公开</a> &gt; <a href=\"./\">%s</a></div>\n", col.name)
		}
		var list strings.Builder
		for _, r := range c.rowsOf(col) {
			rel := fmt.Sprintf("./%s/t%s_%d.html", strings.ReplaceAll(r.date, "-", "")[:6], strings.ReplaceAll(r.date, "-", ""), r.n)
			fmt.Fprintf(&list, "<li><a href=\"%s\" title=\"%s\">%s</a><span>%s</span></li>\n", rel, r.title, r.title, r.date)
			c.put(col.url+rel[2:], document("<title>"+r.title+"</title>", top+crumbs+articleText(col.unit, r)+c.foot()))
		}
		main := "<ul class=\"list\">\n" + list.String() + "</ul>\n<div class=\"page\"><script>createPageHTML(3, 0, \"index\", \"html\");</script></div>\n"
		if col.text {
			main = plainText(col)
		}
		c.put(col.url, document(siteMetas(c)+"<title>"+col.name+"_"+c.name+"人民政府</title>", top+crumbs+c.menu(col.unit, at(col.unit))+"<div class=\"content\"><h2>"+col.name+"</h2>\n"+main+"</div>\n"+c.foot()))
	}
	var names strings.Builder
	for i, kind := range []string{portal.UnitDepartment, portal.UnitTownship, portal.UnitEnterprise} {
		fmt.Fprintf(&names, "<div class=\"box\"><h3>%s</h3><ul>", []string{"县政府部门", "乡镇街道", "公共企事业单位"}[i])
		for _, u := range c.units {
			if u.kind == kind {
				fmt.Fprintf(&names, "<li><a href=\"%s\">%s</a></li>", at(u), u.name)
				c.put(b+at(u), document(siteMetas(c)+"<title>"+u.name+"_"+c.name+"人民政府</title>", top+c.menu(u, at(u))+"<div class=\"welcome\"><h1>"+u.name+"</h1></div>"+c.foot()))
			}
		}
		names.WriteString("</ul></div>\n")
	}
	c.put(b+"/bmxz/", document("<title>部门乡镇</title>", top+names.String()+c.foot()))
	c.put(b+"/zwgk/", document("<title>政务公开</title>", top+c.menu(c.units[0], "/zwgk/")+c.foot()))
	c.put(b+"/", document(siteMetas(c)+"<title>"+c.name+"人民政府门户网站</title>", top+c.homeBlocks(func(r simRow, col *simColumn) string {
		return fmt.Sprintf("%s%s/t%s_%d.html", col.url, strings.ReplaceAll(r.date, "-", "")[:6], strings.ReplaceAll(r.date, "-", ""), r.n)
	})+c.foot()))
	return c
}

// menu lists a unit's columns beside its pages.
func (c *county) menu(u *simUnit, at string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<div class=\"leftmenu\"><h3>%s</h3><ul>", u.name)
	for _, col := range u.cols {
		fmt.Fprintf(&b, "<li><a href=\"%s%s/\">%s</a></li>", at, col.folder, col.name)
	}
	b.WriteString("</ul></div>\n")
	return b.String()
}

// homeBlocks writes the first columns of the government with a few rows each.
func (c *county) homeBlocks(at func(simRow, *simColumn) string) string {
	var b strings.Builder
	for _, col := range c.units[0].cols[:6] {
		fmt.Fprintf(&b, "<div class=\"block\"><div class=\"tit\"><h2>%s</h2><a class=\"more\" href=\"%s\">更多&gt;&gt;</a></div><ul>", col.name, col.url)
		for i, r := range c.rowsOf(col) {
			if i < 6 {
				fmt.Fprintf(&b, "<li><a href=\"%s\">%s</a><span>%s</span></li>", at(r, col), r.title, r.date)
			}
		}
		b.WriteString("</ul></div>\n")
	}
	return b.String()
}

// treeLook: one tree of nested menus and of nodes in a script; pages below it
// name no unit anywhere else.
func treeLook(seed uint64) *county {
	c := newCounty(seed, "www.yunhe.gov.cn")
	b := c.base()
	top := "<div id=\"head\"><div class=\"navbar\"><a href=\"/\">网站首页</a><a href=\"/xwzx/index.shtml\">新闻中心</a><a href=\"/zfxxgk/index.shtml\">政府信息公开</a><a href=\"/hdjl/index.shtml\">互动交流</a></div></div>\n"
	c.always(top)
	for _, col := range c.columns() {
		col.url = fmt.Sprintf("%s/zfxxgk/c%d/list.shtml", b, col.id)
		var list strings.Builder
		for _, r := range c.rowsOf(col) {
			rel := fmt.Sprintf("./%s/c%d_%d.shtml", strings.ReplaceAll(r.date, "-", "")[:6], col.id, r.n)
			fmt.Fprintf(&list, "<tr><td><a href=\"%s\">%s</a></td><td>%s</td></tr>\n", rel, r.title, r.date)
			c.put(fmt.Sprintf("%s/zfxxgk/c%d/%s", b, col.id, rel[2:]), document("<title>"+r.title+"</title>", top+articleText(col.unit, r)+c.foot()))
		}
		main := "<table class=\"xxgk\"><tr><th>标题</th><th>发布日期</th></tr>\n" + list.String() + "</table>\n"
		if col.text {
			main = plainText(col)
		}
		c.put(col.url, document("<title>"+col.name+"</title>", top+"<div class=\"dqwz\">您现在的位置：<a href=\"/\">首页</a>&nbsp;&gt;&nbsp;<a href=\"/zfxxgk/index.shtml\">政府信息公开</a>&nbsp;&gt;&nbsp;"+col.name+"</div>\n<div class=\"con\">"+main+"</div>\n"+c.foot()))
	}
	// The government and the departments hang in the menu, the rest in a script.
	var menu, nodes strings.Builder
	menu.WriteString("<div class=\"leftnav\"><ul>")
	fmt.Fprintf(&nodes, "<ul id=\"tree\" class=\"ztree\"></ul>\n<script>\nvar zNodes = [\n{id:1, pId:0, name:\"乡镇街道信息公开\", open:true},\n{id:2, pId:0, name:\"公共企事业单位\"},\n")
	for i, u := range c.units {
		switch u.kind {
		case portal.UnitGovernment, portal.UnitDepartment:
			fmt.Fprintf(&menu, "<li><a href=\"javascript:void(0)\">%s</a><ul>", u.name)
			for _, col := range u.cols {
				fmt.Fprintf(&menu, "<li><a href=\"%s\">%s</a></li>", col.url[len(b):], col.name)
			}
			menu.WriteString("</ul></li>\n")
		default:
			parent := 1
			if u.kind == portal.UnitEnterprise {
				parent = 2
			}
			fmt.Fprintf(&nodes, "{id:%d, pId:%d, name:\"%s\"},\n", 10+i, parent, u.name)
			for _, col := range u.cols {
				fmt.Fprintf(&nodes, "{id:%d, pId:%d, name:\"%s\", url:\"%s\", target:\"_self\"},\n", col.id, 10+i, col.name, col.url[len(b):])
			}
		}
	}
	menu.WriteString("</ul></div>\n")
	nodes.WriteString("];\n$.fn.zTree.init($('#tree'), setting, zNodes);\n</script>\n")
	c.put(b+"/zfxxgk/index.shtml", document("<title>政府信息公开</title>", top+menu.String()+nodes.String()+c.foot()))
	c.put(b+"/xwzx/index.shtml", document("<title>新闻中心</title>", top+"<div class=\"con\">"+c.homeBlocks(treeRow)+"</div>"+c.foot()))
	c.put(b+"/hdjl/index.shtml", document("<title>互动交流</title>", top+"<div class=\"con\"><p>互动交流</p></div>"+c.foot()))
	c.put(b+"/", document("<title>"+c.name+"人民政府</title>", top+c.homeBlocks(treeRow)+c.foot()))
	return c
}

func treeRow(r simRow, col *simColumn) string {
	return fmt.Sprintf("/zfxxgk/c%d/%s/c%d_%d.shtml", col.id, strings.ReplaceAll(r.date, "-", "")[:6], col.id, r.n)
}

// hostLook: a host for each department, GBK, no breadcrumbs, the same column
// names everywhere; a bureau of the province stands among the links.
func hostLook(seed uint64) *county {
	c := newCounty(seed, "www.yunhe.gov.cn")
	b := c.base()
	put := func(u, body string) {
		c.pages[u] = simPage{body: strings.Replace(body, "charset=\"utf-8\"", "charset=\"gb2312\"", 1), gbk: true}
	}
	host := func(u *simUnit) string {
		if u.kind == portal.UnitGovernment {
			return b
		}
		return "http://" + u.initials + ".yunhe.gov.cn"
	}
	menu := func(u *simUnit) string {
		var m strings.Builder
		m.WriteString("<div class=\"nav\"><a href=\"/\">首页</a>")
		for _, col := range u.cols {
			fmt.Fprintf(&m, "<a href=\"/%s/\">%s</a>", col.folder, col.name)
		}
		m.WriteString("</div>\n")
		return m.String()
	}
	for _, u := range c.units {
		for _, col := range u.cols {
			col.url = host(u) + "/" + col.folder + "/"
			var list strings.Builder
			for _, r := range c.rowsOf(col) {
				y, m, d := r.day.Date()
				at := fmt.Sprintf("/%s/%d/%02d%02d/%d.html", col.folder, y, int(m), d, r.n)
				fmt.Fprintf(&list, "<li><span>[%s]</span><a href=\"%s\">%s</a></li>\n", r.date, at, r.title)
				put(host(u)+at, document("<title>"+r.title+"</title>", menu(u)+articleText(u, r)+c.foot()))
			}
			main := "<ul>\n" + list.String() + "</ul>\n"
			if col.text {
				main = plainText(col)
			}
			put(col.url, document("<title>"+col.name+"</title>", menu(u)+"<div class=\"main\">"+main+"</div>\n"+c.foot()))
		}
		if u.kind != portal.UnitGovernment {
			put(host(u)+"/", document("<title>"+u.full+"</title>", menu(u)+"<div class=\"main\"><h1>"+u.full+"</h1></div>"+c.foot()))
		}
	}
	var names strings.Builder
	names.WriteString("<div class=\"links\"><h3>部门网站</h3>")
	for _, u := range c.units[1:] {
		fmt.Fprintf(&names, "<a href=\"%s/\" target=_blank>%s</a>\n", host(u), u.full)
	}
	names.WriteString("<h3>友情链接</h3><a href=\"http://www.moe.example.cn/\">示例省教育厅</a><a href=\"http://tjj.province.example.cn/\">示例省统计局</a></div>\n")
	for _, h := range []string{"http://www.moe.example.cn/", "http://tjj.province.example.cn/"} {
		put(h, document("<title>示例省直属机关</title><meta name=\"SiteIDCode\" content=\"9900000009\">", "<div class=\"nav\"><a href=\"/gzdt/\">工作动态</a><a href=\"/tzgg/\">通知公告</a></div><p>政府网站标识码：9900000009</p>"))
	}
	for at, title := range map[string]string{"/lxwm/": "联系我们", "/wzsm/": "网站声明"} {
		put(b+at, document("<title>"+title+"</title>", menu(c.units[0])+"<p>欢迎提出宝贵意见。</p>"+c.foot()))
	}
	put(b+"/", document(siteMetas(c)+"<title>"+c.name+"人民政府</title>", menu(c.units[0])+c.homeBlocks(func(r simRow, col *simColumn) string {
		y, m, d := r.day.Date()
		return fmt.Sprintf("/%s/%d/%02d%02d/%d.html", col.folder, y, int(m), d, r.n)
	})+names.String()+c.foot()))
	return c
}

func uuid(s string) string {
	h := fmt.Sprintf("%x", md5.Sum([]byte(s)))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// uuidLook: addresses of ids alone; what a column is and whose stands in
// breadcrumb paths without links, in page tags, and in a drop-down list.
func uuidLook(seed uint64) *county {
	c := newCounty(seed, "www.yunhe.gov.cn")
	b := c.base()
	at := func(s string) string { return "/columns/" + uuid(s) + "/list.html" }
	top := fmt.Sprintf("<nav><a href=\"/index.html\">首页</a><a href=\"%s\">政务公开</a></nav>\n", at("zwgk"))
	c.always(top)
	chinese := map[string]string{}
	for _, n := range portal.ColumnTypes {
		chinese[n.Type] = n.Chinese
	}
	menu := func(u *simUnit) string {
		var m strings.Builder
		m.WriteString("<div class=\"side-box\"><ul>")
		for i, col := range u.cols {
			if i%4 == 3 {
				fmt.Fprintf(&m, "<li><a href=\"%s\"><img src=\"/images/%d.png\" alt=\"\"></a></li>", at(u.name+col.name), col.id) // a picture without words
			} else {
				fmt.Fprintf(&m, "<li><a href=\"%s\">%s</a></li>", at(u.name+col.name), col.name)
			}
		}
		m.WriteString("</ul></div>\n")
		return m.String()
	}
	for _, col := range c.columns() {
		col.url = b + at(col.unit.name+col.name)
		crumbs := fmt.Sprintf("<div class=\"crumbs\"><span>首页</span> / <span>政务公开</span> / <span>%s</span> / <span>%s</span></div>\n", col.unit.full, col.name)
		var list strings.Builder
		folder := strings.TrimSuffix(at(col.unit.name+col.name), "list.html")
		for _, r := range c.rowsOf(col) {
			a := fmt.Sprintf("%s%s/%s/%s.html", folder, strings.ReplaceAll(r.date, "-", "")[:6], r.date[8:], uuid(fmt.Sprint(r.n)))
			fmt.Fprintf(&list, "<div class=\"item\"><a href=\"%s\">%s</a><em>%s</em></div>\n", a, r.title, r.date)
			c.put(b+a, document("<title>"+r.title+"</title>", top+articleText(col.unit, r)+c.foot()))
		}
		main := "<div class=\"newslist\">\n" + list.String() + "</div>\n"
		if col.text {
			main = plainText(col)
		}
		c.put(col.url, document(siteMetas(c)+columnMetas(col.name, chinese[col.typ])+"<title>"+c.name+"人民政府</title>", top+crumbs+menu(col.unit)+main+c.foot()))
	}
	var options strings.Builder
	options.WriteString("<select onchange=\"location.href=this.value\"><option value=\"\">请选择单位</option>")
	for _, u := range c.units {
		fmt.Fprintf(&options, "<option value=\"%s\">%s</option>", at(u.name), u.full)
		c.put(b+at(u.name), document(siteMetas(c)+columnMetas(u.full, "信息公开")+"<title>"+c.name+"人民政府</title>", top+"<div class=\"crumbs\"><span>首页</span> / <span>政务公开</span> / <span>"+u.full+"</span></div>\n"+menu(u)+c.foot()))
	}
	options.WriteString("</select>\n")
	c.put(b+at("zwgk"), document(columnMetas("政务公开", "信息公开")+"<title>"+c.name+"人民政府</title>", top+"<div class=\"pick\">"+options.String()+"</div>"+menu(c.units[0])+c.foot()))
	c.put(b+"/", document(siteMetas(c)+"<title>"+c.name+"人民政府</title>", top+c.homeBlocks(func(r simRow, col *simColumn) string {
		return fmt.Sprintf("%s%s/%s/%s.html", strings.TrimSuffix(col.url, "list.html"), strings.ReplaceAll(r.date, "-", "")[:6], r.date[8:], uuid(fmt.Sprint(r.n)))
	})+c.foot()))
	return c
}
