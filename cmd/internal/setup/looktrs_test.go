package setup

import (
	"fmt"
	"strings"

	"duwang/crawler/portal"
)

// dahanLook: numbered columns, rows as records of a data store, a page of
// units by group whose menus stand on their own pages; half of the pages carry
// a breadcrumb path with the unit, the others only its title.
func dahanLook(seed uint64) *county {
	c := newCounty(seed, "www.yunhe.gov.cn")
	b := c.base()
	numbers := map[*simUnit]int{}
	for i, u := range c.units {
		numbers[u] = 69100 + i
	}
	home := func(u *simUnit) string { return fmt.Sprintf("/col/col%d/index.html", numbers[u]) }
	top := "<table width=\"1000\" id=\"top\"><tr><td class=\"menu\"><a href=\"/\">首页</a></td><td class=\"menu\"><a href=\"/col/col100/index.html\">政务公开</a></td><td class=\"menu\"><a href=\"/col/col200/index.html\">政府信息公开</a></td></tr></table>\n"
	c.always(top)
	menu := func(u *simUnit) string {
		var m strings.Builder
		fmt.Fprintf(&m, "<table class=\"lm\"><tr><td class=\"bt\">%s信息公开</td></tr>", u.name)
		for _, col := range u.cols {
			fmt.Fprintf(&m, "<tr><td><a href=\"/col/col%d/index.html\">%s</a></td></tr>", col.id, col.name)
		}
		m.WriteString("</table>\n")
		return m.String()
	}
	for _, u := range c.units {
		for _, col := range u.cols {
			col.url = fmt.Sprintf("%s/col/col%d/index.html", b, col.id)
			var list strings.Builder
			for _, r := range c.rowsOf(col) {
				y, m, d := r.day.Date()
				at := fmt.Sprintf("/art/%d/%d/%d/art_%d_%d.html", y, int(m), d, col.id, r.n)
				fmt.Fprintf(&list, "<record><![CDATA[<li><a href='%s' target='_blank'>%s</a><span>%s</span></li>]]></record>\n", at, r.title, r.date)
				c.put(b+at, document("<title>"+r.title+"</title>", top+articleText(u, r)+c.foot()))
			}
			main := fmt.Sprintf("<div id=\"%d\"></div><script type=\"text/xml\"><datastore><recordset>\n%s</recordset></datastore></script>\n", col.id+9, list.String())
			if col.text {
				main = plainText(col)
			}
			if col.rows == 0 && !col.text {
				main = "<div class=\"list\"><p>暂无信息</p></div>"
			}
			where, title := "", col.name
			if col.id%2 == 0 {
				where = fmt.Sprintf("<table class=\"weizhi\"><tr><td>当前位置：<a href=\"/\">首页</a> &gt;&gt; <a href=\"/col/col200/index.html\">政府信息公开</a> &gt;&gt; <a href=\"%s\">%s</a> &gt;&gt; <a href=\"%s\">%s</a></td></tr></table>\n", home(u), u.name, col.url[len(b):], col.name)
			} else {
				title = col.name + "_" + u.full + "_" + c.name + "人民政府"
			}
			c.put(col.url, document("<title>"+title+"</title>", top+where+menu(u)+main+c.foot()))
		}
		c.put(b+home(u), document("<title>"+u.name+"</title>", top+menu(u)+c.foot()))
	}
	var page strings.Builder
	for i, kind := range []string{portal.UnitGovernment, portal.UnitDepartment, portal.UnitTownship, portal.UnitEnterprise} {
		fmt.Fprintf(&page, "<table class=\"unit\"><tr><td class=\"title\">%s</td></tr><tr>", []string{"政府", "政府部门", "乡镇人民政府、街道办事处", "公共企事业单位"}[i])
		for _, u := range c.units {
			if u.kind == kind {
				fmt.Fprintf(&page, "<td><a href='%s'>%s</a></td>", home(u), u.name)
			}
		}
		page.WriteString("</tr></table>\n")
	}
	c.put(b+"/col/col200/index.html", document("<title>政府信息公开</title>", top+page.String()+c.foot()))
	c.put(b+"/col/col100/index.html", document("<title>政务公开</title>", top+menu(c.units[0])+c.foot()))
	c.put(b+"/", document(siteMetas(c)+"<title>"+c.name+"人民政府</title>", top+c.homeBlocks(func(r simRow, col *simColumn) string {
		y, m, d := r.day.Date()
		return fmt.Sprintf("/art/%d/%d/%d/art_%d_%d.html", y, int(m), d, col.id, r.n)
	})+c.foot()))
	return c
}

// trsLook: a site map, the navigation doubled for telephones, empty landings,
// topics dead and alive, two addresses of one column, leaders' own pages,
// departments' documents below the government's columns, and columns whose
// unit only their articles tell.
func trsLook(seed uint64) *county {
	c := newCounty(seed, "www.yunhe.gov.cn")
	b := c.base()
	gov := c.units[0]
	group := map[string]string{"要闻": "yw", "公开": "zfxxgk", "互动": "hdjl"}
	at := func(col *simColumn) string {
		if col.unit == gov {
			switch col.typ {
			case portal.TypeNews, portal.TypeNotice:
				return "/" + group["要闻"] + "/" + col.folder + "/"
			case portal.TypeConsultation, portal.TypeSurvey:
				return "/" + group["互动"] + "/" + col.folder + "/"
			}
			return "/zwgk/" + col.folder + "/"
		}
		return "/zwgk/zfxxgk/dfbmptlj/" + col.unit.initials + "/" + col.folder + "/"
	}
	// Columns that stand among the government's and are departments'.
	for _, x := range []struct{ unit, name, folder, typ string }{
		{"统计局", "统计月报", "tjyb", portal.TypeStatistics}, {"生态环境局", "空气质量", "kqzl", portal.TypeStatistics}, {"财政局", "三公经费", "sgjfhz", portal.TypeBudget},
		{"应急管理局", "应急预案", "yjya", portal.TypePlan}, {"教育局", "义务教育", "ywjy", portal.TypeOther},
	} {
		for _, u := range c.units {
			if u.name == x.unit {
				col := &simColumn{name: x.name, folder: x.folder, typ: x.typ, unit: u, rows: 6, id: 2000 + len(x.folder)*10 + int(x.folder[0]), first: 700000 + int(x.folder[0])*1000, crossed: true}
				u.cols = append(u.cols, col)
			}
		}
	}
	for _, col := range c.columns() {
		col.url = b + at(col)
		if col.crossed {
			col.url = b + "/zwgk/zdlyxxgk/" + col.folder + "/"
		}
	}
	link := func(class string) string {
		var n strings.Builder
		fmt.Fprintf(&n, "<ul class=\"%s\"><li><a href=\"/\">首页</a></li><li><a href=\"/yw/\">要闻动态</a><ul>", class)
		for _, col := range gov.cols {
			if strings.HasPrefix(at(col), "/yw/") {
				fmt.Fprintf(&n, "<li><a href=\"%s\">%s</a></li>", at(col), col.name)
			}
		}
		n.WriteString("</ul></li><li><a href=\"/zwgk/\">政务公开</a><ul>")
		for _, col := range gov.cols {
			if strings.HasPrefix(at(col), "/zwgk/") {
				fmt.Fprintf(&n, "<li><a href=\"%s\">%s</a></li>", at(col), col.name)
			}
		}
		n.WriteString("<li><a href=\"/zwgk/zdlyxxgk/\">重点领域信息公开</a></li><li><a href=\"/zwgk/zfxxgk/dfbmptlj/\">部门平台</a></li></ul></li><li><a href=\"/hdjl/\">互动交流</a><ul>")
		for _, col := range gov.cols {
			if strings.HasPrefix(at(col), "/hdjl/") {
				fmt.Fprintf(&n, "<li><a href=\"%s\">%s</a></li>", at(col), col.name)
			}
		}
		n.WriteString("</ul></li><li><a href=\"/ztzl/\">专题专栏</a></li></ul>\n")
		return n.String()
	}
	top := "<header>" + link("menu") + "</header>\n<div class=\"mobile-nav\" style=\"display:none\">" + link("m-menu") + "</div>\n"
	for at, title := range map[string]string{"/lxwm/": "联系我们", "/wzsm/": "网站声明"} {
		c.put(b+at, document("<title>"+title+"</title>", top+"<p>欢迎提出宝贵意见。</p>"+c.foot()))
	}
	row := func(r simRow, base string) string {
		return fmt.Sprintf("%s%s/t%s_%d.html", base, strings.ReplaceAll(r.date, "-", "")[:6], strings.ReplaceAll(r.date, "-", ""), r.n)
	}
	list := func(col *simColumn, base string) string {
		var l strings.Builder
		l.WriteString("<ul class=\"gl\">\n")
		for i, r := range c.rowsOf(col) {
			fmt.Fprintf(&l, "<li><a href=\"%s\">%s</a><span class=\"date\">%s</span></li>\n", row(r, base), r.title, r.date)
			if i%5 == 4 {
				l.WriteString("<li class=\"line\"></li>\n")
			}
		}
		l.WriteString("</ul>\n<script>createPageHTML(2, 0, \"index\", \"html\");</script>\n")
		return l.String()
	}
	write := func(u string, crumbs []string, title, main string) {
		var w strings.Builder
		w.WriteString("<div class=\"location\">您的位置：<a href=\"/\">首页</a>")
		for i := 0; i+1 < len(crumbs); i += 2 {
			fmt.Fprintf(&w, "&gt;<a href=\"%s\">%s</a>", crumbs[i+1], crumbs[i])
		}
		w.WriteString("</div>\n")
		c.put(u, document(siteMetas(c)+"<title>"+title+"_"+c.name+"人民政府</title>", top+w.String()+"<div class=\"wrap\">"+main+"</div>"+c.foot()))
	}
	for _, col := range c.columns() {
		crumbs := []string{}
		path := col.url[len(b):]
		switch {
		case col.crossed:
			crumbs = append(crumbs, "政务公开", "/zwgk/", "重点领域信息公开", "/zwgk/zdlyxxgk/", col.name, path)
		case col.unit != gov:
			crumbs = append(crumbs, "政务公开", "/zwgk/", "部门平台", "/zwgk/zfxxgk/dfbmptlj/", col.unit.name, "/zwgk/zfxxgk/dfbmptlj/"+col.unit.initials+"/", col.name, path)
		case strings.HasPrefix(path, "/yw/"):
			crumbs = append(crumbs, "要闻动态", "/yw/", col.name, path)
		case strings.HasPrefix(path, "/hdjl/"):
			crumbs = append(crumbs, "互动交流", "/hdjl/", col.name, path)
		default:
			crumbs = append(crumbs, "政务公开", "/zwgk/", col.name, path)
		}
		main := list(col, path)
		if col.text {
			main = plainText(col)
		}
		if col.folder == "ldzc" {
			main = "<div class=\"leaders\"><h3>县长</h3><ul><li><a href=\"/zwgk/ldzc/lmz/\">李某洲</a></li><li><a href=\"/zwgk/ldzc/wmh/\">王某河</a></li></ul></div>"
			for _, who := range []string{"lmz 李某洲", "wmh 王某河"} {
				folder, name, _ := strings.Cut(who, " ")
				write(b+"/zwgk/ldzc/"+folder+"/", []string{"政务公开", "/zwgk/", "领导之窗", "/zwgk/ldzc/", name, "/zwgk/ldzc/" + folder + "/"}, name, "<h1>"+name+"</h1><p>工作分工：主持县人民政府全面工作。</p>")
			}
		}
		write(col.url, crumbs, col.name, main)
		for _, r := range c.rowsOf(col) {
			c.put(b+row(r, path), document("<title>"+r.title+"</title>", top+articleText(col.unit, r)+c.foot()))
		}
		// The same list under a second address, as an old menu still has it.
		if col.unit == gov && (col.folder == "gsgg" || col.folder == "zcjd") {
			alias := "/zwgk/old_" + col.folder + "/"
			col.aliases = append(col.aliases, b+alias)
			write(b+alias, crumbs, col.name, main)
		}
	}
	for _, u := range c.units[1:] {
		base := "/zwgk/zfxxgk/dfbmptlj/" + u.initials + "/"
		var m strings.Builder
		m.WriteString("<div class=\"lm-menu\"><ul>")
		for _, col := range u.cols {
			if !col.crossed {
				fmt.Fprintf(&m, "<li><a href=\"%s/\">%s</a></li>", col.folder, col.name)
			}
		}
		m.WriteString("</ul></div>")
		write(b+base, []string{"政务公开", "/zwgk/", "部门平台", "/zwgk/zfxxgk/dfbmptlj/", u.name, base}, u.name, m.String())
	}
	// Landings.
	var names strings.Builder
	for i, kind := range []string{portal.UnitDepartment, portal.UnitTownship, portal.UnitEnterprise} {
		fmt.Fprintf(&names, "<dl><dt>%s</dt><dd>", []string{"部门", "乡镇", "企事业单位"}[i])
		for _, u := range c.units {
			if u.kind == kind {
				fmt.Fprintf(&names, "<a href=\"/zwgk/zfxxgk/dfbmptlj/%s/\">%s</a> ", u.initials, u.name)
			}
		}
		names.WriteString("</dd></dl>\n")
	}
	write(b+"/zwgk/zfxxgk/dfbmptlj/", []string{"政务公开", "/zwgk/", "部门平台", "/zwgk/zfxxgk/dfbmptlj/"}, "部门平台", names.String())
	var zdly strings.Builder
	zdly.WriteString("<ul>")
	for _, col := range c.columns() {
		if col.crossed {
			fmt.Fprintf(&zdly, "<li><a href=\"%s\">%s</a></li>", col.url[len(b):], col.name)
		}
	}
	write(b+"/zwgk/zdlyxxgk/", []string{"政务公开", "/zwgk/", "重点领域信息公开", "/zwgk/zdlyxxgk/"}, "重点领域信息公开", zdly.String()+"</ul>")
	blocks := func(prefix string) string {
		var w strings.Builder
		for _, col := range gov.cols {
			if p := col.url[len(b):]; strings.HasPrefix(p, prefix) && col.rows > 0 {
				fmt.Fprintf(&w, "<div class=\"block\"><h2><a href=\"%s\">%s</a></h2><ul>", p, col.name)
				for i, r := range c.rowsOf(col) {
					if i < 5 {
						fmt.Fprintf(&w, "<li><a href=\"%s\">%s</a><span>%s</span></li>", row(r, p), r.title, r.date)
					}
				}
				w.WriteString("</ul></div>\n")
			}
		}
		return w.String()
	}
	write(b+"/yw/", []string{"要闻动态", "/yw/"}, "要闻动态", blocks("/yw/"))
	write(b+"/zwgk/", []string{"政务公开", "/zwgk/"}, "政务公开", blocks("/zwgk/"))
	write(b+"/hdjl/", []string{"互动交流", "/hdjl/"}, "互动交流", "")
	// Topics: thirty dead ones.
	var topics, sitemap strings.Builder
	for i := range 30 {
		name := fmt.Sprintf("%s专题（%d年）", simTopics[i%len(simTopics)], 2015+i%8)
		base := fmt.Sprintf("/ztzl/zt%02d/", i)
		fmt.Fprintf(&topics, "<li><a href=\"%s\">%s</a></li>", base, name)
		write(b+base, []string{"专题专栏", "/ztzl/", name, base}, name, fmt.Sprintf("<ul><li><a href=\"%s202001/t20200102_9%03d.html\">%s动员部署会召开</a><span>2020-01-02</span></li><li><a href=\"%s202001/t20200101_8%03d.html\">%s工作方案印发实施</a><span>2020-01-01</span></li></ul>", base, i, simTopics[i%10], base, i, simTopics[i%10]))
	}
	write(b+"/ztzl/", []string{"专题专栏", "/ztzl/"}, "专题专栏", "<ul>"+topics.String()+"</ul>")
	sitemap.WriteString("<div class=\"map\">")
	for _, col := range gov.cols {
		fmt.Fprintf(&sitemap, "<a href=\"%s\">%s</a> ", col.url[len(b):], col.name)
		for _, a := range col.aliases {
			fmt.Fprintf(&sitemap, "<a href=\"%s\">%s</a> ", a[len(b):], col.name)
		}
	}
	write(b+"/wzdt/", []string{"网站地图", "/wzdt/"}, "网站地图", sitemap.String()+"</div>")
	c.put(b+"/", document(siteMetas(c)+"<title>"+c.name+"人民政府门户网站</title>", top+blocks("/yw/")+c.foot()))
	return c
}
