package pagestest

import (
	"fmt"
	"strings"

	"duwang/crawler/portal"
)

// A look is how one family of content systems names and places things. {}
// stands for what is put in.
type look struct {
	name    string
	article string // address of an article, below the host
	list    string // address of a column
	title   []string
	info    []string
	text    []string
	rows    []string // wrappers of a list
	frames  []string // {main} and {side} in the page's body
	meta    []string // head matter that only this family has
}

var (
	divFrames = []string{
		`<div class="wrap"><div class="left fl">{main}</div><div class="right fr">{side}</div></div>`,
		`<div class="container"><div class="row"><div class="col-md-3">{side}</div><div class="col-md-9">{main}</div></div></div>`,
		`<div class="main">{main}</div>{side}`,
		`<section class="content-box"><div class="w1200">{main}</div></section><div class="w1200">{side}</div>`,
	}
	tableFrames = []string{
		`<table width="1000" border="0" align="center" cellpadding="0" cellspacing="0"><tr><td width="220" valign="top">{side}</td><td valign="top">{main}</td></tr></table>`,
		`<table width="778" align=center><tr><td valign=top width=560>{main}</td><td valign=top>{side}</td></tr></table>`,
		`<center><table width="95%" border="0"><tbody><tr><td>{main}</td></tr><tr><td>{side}</td></tr></tbody></table></center>`,
	}
	plainFrames = []string{`{main}{side}`, `<div>{main}</div><div>{side}</div>`, `<div id="a1"><div id="b2">{main}</div><div id="b3">{side}</div></div>`}
)

var looks = []look{
	{
		name: "trs", article: "/zwgk/{folder}/{ym}/t{ymd}_{id}.html", list: "/zwgk/{folder}/",
		title:  []string{`<h1>{}</h1>`, `<div class="xl_title">{}</div>`, `<h2 class="title">{}</h2>`, `<div class="article_t">{}</div>`, `<p class="xl-tit">{}</p>`},
		info:   []string{`<div class="xl_sour">{}</div>`, `<div class="info">{}</div>`, `<div class="article_ly">{}</div>`, `<h4>{}</h4>`},
		text:   []string{`<div class="TRS_Editor">{}</div>`, `<div class="view TRS_UEDITOR trs_paper_default trs_web">{}</div>`, `<div id="zoom"><div class="TRS_Editor"><style>.TRS_Editor P{margin:0}</style>{}</div></div>`, `<div class="trs_editor_view TRS_UEDITOR">{}</div>`},
		rows:   []string{`<ul class="list">{}</ul>`, `<div class="gl_list"><ul>{}</ul></div>`, `<div class="commonlist">{}</div>`},
		frames: divFrames, meta: []string{`<meta name="catalogs" content="c12345"/><meta name="docid" content="{id}"/>`, ``},
	},
	{
		name: "trs-fujian", article: "/zwgk/{folder}/{ym}/t{ymd}_{id}.htm", list: "/zwgk/{folder}/",
		title:  []string{`<div class="xl_tit" ms-important="x"><h3>{}</h3></div>`, `<div class="article_title">{}</div>`, `<h1 class="xl-title">{}</h1>`},
		info:   []string{`<div class="article_attribute">{}</div>`, `<div class="xl_tit2">{}</div>`},
		text:   []string{`<div class="article_content" id="detailCont"><div class="view TRS_UEDITOR">{}</div></div>`, `<div class="htmlcon"><div class=TRS_Editor>{}</div></div>`},
		rows:   []string{`<div ms-controller="list"><ul class="list-gl showStatic">{}</ul><ul ms-visible="!static"><li ms-repeat="list"><a ms-attr-href="el.url">{{el.title}}</a><span>{{el.time}}</span></li></ul></div>`, `<ul class="list-gl">{}</ul>`},
		frames: divFrames, meta: []string{`<meta name="DocId" content="{id}"/><meta name="ChnlId" content="1234"/><meta name="SiteId" content="56"/>`},
	},
	{
		name: "jcms", article: "/art/{y}/{m0}/{d0}/art_{col}_{id}.html", list: "/col/col{col}/index.html",
		title:  []string{`<div class="main-fl-tit"><!--<$[标题名称(html)]>begin-->{}<!--<$[标题名称(html)]>end--></div>`, `<p class="con-title">{}</p>`, `<h1 class="title"><!--<$[标题]>begin-->{}<!--<$[标题]>end--></h1>`, `<table width="100%"><tr><td class="title" align="center">{}</td></tr></table>`},
		info:   []string{`<div class="main-fl-riqi">{}</div>`, `<div class="xxgk-info-bar">{}</div>`, `<table width="90%" align="center"><tr><td align="center">{}</td></tr></table>`},
		text:   []string{`<div id="zoom"><!--ZJEG_RSS.content.begin--><meta name="ContentStart">{}<meta name="ContentEnd"><!--ZJEG_RSS.content.end--></div>`, `<div class="main-txt" id="zoom"><!--<$[信息内容]>begin-->{}<!--<$[信息内容]>end--></div>`, `<td class="bt_content">{}</td>`},
		rows:   []string{`<ul class="default_pgContainer">{}</ul>`, `<div class="default_pgContainer">{}</div>`},
		frames: append(append([]string{}, divFrames...), tableFrames...), meta: []string{`<meta name="Maketime" content="{made}"/><meta name="guid" content="{hex}"/>`, ``},
	},
	{
		name: "ucap", article: "/10462/{col}/{y}/{m1}/{d1}/{hex}.shtml", list: "/{folder}/index.shtml",
		title:  []string{`<h1 id="ti">{}</h1>`, `<UCAPTITLE>{}</UCAPTITLE>`, `<div class="article oneColumn pub_border"><h1>{}</h1></div>`, `<h2 class="detail-title">{}</h2>`},
		info:   []string{`<div class="pages-date">{}</div>`, `<div class="pages_print mhide">{}</div>`, `<div class="time_source">{}</div>`},
		text:   []string{`<div class="pages_content mhide"><div id="UCAP-CONTENT">{}</div></div>`, `<div class="article" id="UCAP-CONTENT"><UCAPCONTENT>{}</UCAPCONTENT></div>`},
		rows:   []string{`<div class="news_box"><div class="list list_1 list_2"><ul>{}</ul></div></div>`, `<ul class="listTxt">{}</ul>`},
		frames: divFrames, meta: []string{`<meta name="template,templategroup,version" content="12,default,1.0"/><meta name="others" content="页面生成时间 {made}"/><meta name="manuscriptId" content="{hex}"/>`},
	},
	{
		name: "guangdong", article: "/{folder}/content/post_{id}.html", list: "/{folder}/index.html",
		title:  []string{`<h1 class="content_title">{}</h1>`, `<h3 class="zoomtitle">{}</h3>`, `<div class="article-title">{}</div>`},
		info:   []string{`<div class="date_source">{}</div>`, `<p class="margin-top-20 text-center">{}</p>`, `<div class="content-date"><p>{}</p></div>`},
		text:   []string{`<div class="zoomcon" id="zoomcon">{}</div>`, `<div class="article-content">{}</div>`, `<div class="zw" id="zoomcon">{}</div>`},
		rows:   []string{`<ul class="News_list">{}</ul>`, `<div class="listBox"><ul>{}</ul></div>`},
		frames: divFrames, meta: []string{`<script>var mobile = "mpost_{id}.html";</script>`, ``},
	},
	{
		name: "shanghai", article: "/jcws2/{ymd}/{hex}.html", list: "/jcws2/index.html",
		title:  []string{`<h2 id="ivs_title">{}</h2>`, `<div id="ivs_title" class="Article-title">{}</div>`},
		info:   []string{`<div id="ivs_date">{}</div>`, `<small class="PBtime" id="ivs_date">{}</small>`},
		text:   []string{`<div id="ivs_content" class="Article_content">{}</div>`},
		rows:   []string{`<ul class="uli14 nowrapli list-date">{}</ul>`, `<ul class="list-unstyled">{}</ul>`},
		frames: divFrames, meta: []string{``},
	},
	{
		name: "beijing", article: "/qzf/{folder}/{id}/index.html", list: "/qzf/{folder}/index.html",
		title:  []string{`<div class="header"><h1>{}</h1></div>`, `<div class="article-hd"><h3>{}</h3></div>`},
		info:   []string{`<div class="others">{}</div>`, `<p class="source-date">{}</p>`},
		text:   []string{`<div id="mainText"><div class="view TRS_UEDITOR">{}</div></div>`, `<div class="article-bd" id="div_zhengwen">{}</div>`},
		rows:   []string{`<ul class="list-text">{}</ul>`, `<div class="listBox"><ul>{}</ul></div>`},
		frames: divFrames, meta: []string{`<meta name="createDate" content="{made}"/><meta name="cacheclearDate" content="{made}"/><meta name="version" content="v1.2"/>`},
	},
	{
		name: "anhui", article: "/public/{col}/{id}.html", list: "/public/column/{col}?type=4&action=list",
		title:  []string{`<h1 class="newstitle">{}</h1>`, `<div class="wztit">{}</div>`, `<div class="xxgk_title">{}</div>`},
		info:   []string{`<div class="wzfbxx">{}</div>`, `<div class="newsinfo">{}</div>`, `<p class="wz_date">{}</p>`},
		text:   []string{`<div class="wzcon j-fontContent" id="wenzhang">{}</div>`, `<div class="newscontnet minh300 j-fontContent" id="J_content">{}</div>`},
		rows:   []string{`<div class="xxgk_nav_list"><ul class="clearfix xxgk_nav_con">{}</ul></div>`, `<ul class="doc_list list-1">{}</ul>`},
		frames: divFrames, meta: []string{``},
	},
	{
		name: "hebei", article: "/columns/{uuid}/{ym}/{d0}/{uuid2}.html", list: "/columns/{uuid}/index.html",
		title:  []string{`<div class="xxgk_bmxl_tit"><h2>{}</h2></div>`, `<div class="tits">{}</div>`},
		info:   []string{`<div class="xl_sx">{}</div>`, `<div class="rq">{}</div>`},
		text:   []string{`<div class="xl_nr">{}</div>`, `<div class="wzzw">{}</div>`},
		rows:   []string{`<ul class="right_list">{}</ul>`, `<div class="lby_list">{}</div>`},
		frames: divFrames, meta: []string{``},
	},
	{
		name: "xian", article: "/{folder}/{snow}.html", list: "/{folder}/1.html",
		title:  []string{`<h1 class="m-txt-title">{}</h1>`, `<div class="m-detailtitle">{}</div>`},
		info:   []string{`<div class="m-txt-crm">{}</div>`, `<div class="m-detailinfo">{}</div>`},
		text:   []string{`<div class="m-txt-article">{}</div>`, `<div class="rich_text">{}</div>`},
		rows:   []string{`<ul class="m-lst">{}</ul>`, `<div class="m-list36">{}</div>`},
		frames: divFrames, meta: []string{``},
	},
	{
		name: "sasac", article: "/n{col}/n{col}/c{id}/content.html", list: "/n{col}/n{col}/index.html",
		title:  []string{`<div class="zsy_cotitle">{}</div>`, `<h3>{}</h3>`},
		info:   []string{`<div class="zsy_coinfo"><p>{}</p></div>`, `<div>{}</div>`},
		text:   []string{`<div class="zsy_comain"><div class="zsy_comain_left">{}</div></div>`, `<div class="zsy_comain">{}</div>`},
		rows:   []string{`<div class="zsy_conlist"><ul>{}</ul></div>`, `<ul id="comp_1">{}</ul>`},
		frames: append(append([]string{}, divFrames...), plainFrames...), meta: []string{``},
	},
	{
		name: "table-1999", article: "/ReadNews.asp?NewsID={id}", list: "/list.asp?ClassID={col}",
		title:  []string{`<tr><td align="center" height="40"><font size="5" color="#CC0000"><b>{}</b></font></td></tr>`, `<tr><td align=center class=bt><strong>{}</strong></td></tr>`},
		info:   []string{`<tr><td align="center" bgcolor="#F0F0F0">{}</td></tr>`, `<tr><td align=center><font color=gray>{}</font></td></tr>`},
		text:   []string{`<tr><td class="nr"><font id=zoom>{}</font></td></tr>`, `<tr><td height="300" valign="top" style="font-size:14px;line-height:180%">{}</td></tr>`},
		rows:   []string{`<table width="100%" cellspacing="0">{}</table>`, `<table border=0 width=98%><tbody>{}</tbody></table>`},
		frames: tableFrames, meta: []string{``},
	},
	{
		name: "handmade", article: "/show.php?id={id}", list: "/list.php?cid={col}",
		title:  []string{`<div align="center"><font size="4"><b>{}</b></font></div>`, `<p style="text-align:center;font-size:24px">{}</p>`, `<h3 align="center">{}</h3>`},
		info:   []string{`<div align="center">{}</div>`, `<p align=center>{}</p>`, `<div style="text-align:center;color:#999">{}</div>`},
		text:   []string{`<div>{}</div>`, `<div class="nr1">{}</div>`, `<div style="padding:10px">{}</div>`},
		rows:   []string{`<ul>{}</ul>`, `<div>{}</div>`, `<div class="lb">{}</div>`},
		frames: plainFrames, meta: []string{``},
	},
	{
		name: "double", article: "/system/{y}/{m0}/{d0}/{id}.shtml", list: "/system/{folder}/index.shtml",
		title:  []string{`<h1 class="pc_tit">{}</h1>`, `<div class="g-title">{}</div>`},
		info:   []string{`<div class="pc_info">{}</div>`, `<div class="g-info">{}</div>`},
		text:   []string{`<div class="pc_con">{}</div>`, `<div class="g-con" id="content">{}</div>`},
		rows:   []string{`<ul class="pc_list">{}</ul>`, `<div class="g-list"><ul>{}</ul></div>`},
		frames: divFrames, meta: []string{``},
	},
	{
		name: "xinhua", article: "/{ymd}/{hex}/c.html", list: "/{folder}/index.htm",
		title:  []string{`<div class="head-line clearfix"><h1><span class="title">{}</span></h1></div>`, `<div class="h-title">{}</div>`},
		info:   []string{`<div class="h-info">{}</div>`, `<div class="info">{}</div>`},
		text:   []string{`<div id="detail"><span id="detailContent">{}</span></div>`, `<div id="p-detail">{}</div>`},
		rows:   []string{`<ul class="dataList">{}</ul>`, `<div class="infoList">{}</div>`},
		frames: divFrames, meta: []string{``},
	},
}

// addresses fills an address pattern for an article of a day.
func (m *maker) address(pattern string, d portal.Date) string {
	y, mo, day := d.Date()
	r := strings.NewReplacer("{folder}", m.column.folder, "{y}", fmt.Sprint(y), "{m0}", fmt.Sprintf("%02d", int(mo)), "{d0}", fmt.Sprintf("%02d", day),
		"{m1}", fmt.Sprint(int(mo)), "{d1}", fmt.Sprint(day), "{ym}", fmt.Sprintf("%d%02d", y, int(mo)), "{ymd}", fmt.Sprintf("%d%02d%02d", y, int(mo), day),
		"{id}", fmt.Sprint(100000+m.Intn(8000000)), "{hex}", m.hex(32), "{snow}", fmt.Sprintf("18333%014d", m.Int63n(1e14)), "{uuid2}", m.uuid(),
		"{col}", m.columnNumber(), "{uuid}", m.columnUUID())
	return "http://" + m.host + r.Replace(pattern)
}

// columnNumber and columnUUID name the page's column, the same for all its articles.
func (m *maker) columnNumber() string { return fmt.Sprint(60000 + len(m.column.name)*131 + m.serial) }

func (m *maker) columnUUID() string {
	return fmt.Sprintf("8b6f2c%02x-41d7-4a55-9b1e-0c3a7d5e%04x", m.serial%256, m.serial)
}

func (m *maker) hex(n int) string {
	s := make([]byte, n)
	for i := range s {
		s[i] = "0123456789abcdef"[m.Intn(16)]
	}
	return string(s)
}

func (m *maker) uuid() string {
	h := m.hex(32)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// wrap puts something into one of a look's wrappers.
func wrap(wrapper, inner string) string { return strings.Replace(wrapper, "{}", inner, 1) }
