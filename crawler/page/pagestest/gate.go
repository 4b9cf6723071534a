package pagestest

import (
	"fmt"
	"strings"

	"duwang/crawler/portal"
)

// gate draws a page that is neither article nor list: one that says it is not
// there, one that keeps its visitor out, an empty shell.
func (m *maker) gate() *Page {
	g := pick(m, gates)
	body := strings.NewReplacer("{place}", m.place, "{host}", m.host, "{hex}", m.hex(40), "{col}", m.column.name).Replace(g.body)
	a := &article{column: m.column, tags: false}
	if g.chrome {
		a.inHead, a.Title = true, g.title
		if g.title == "" {
			a.inHead = false
		}
		body = string(m.page(a, body, m.in(40)))
	} else if !strings.Contains(body, "<html") {
		body = fmt.Sprintf("<html><head><meta charset=\"utf-8\"><title>%s</title></head><body>%s</body></html>", strings.ReplaceAll(g.title, "{place}", m.place), body)
	}
	p := &Page{Body: []byte(body), URL: m.address(m.look.article, m.day(500)), ContentType: "text/html; charset=utf-8", Status: g.status, Want: Truth{Kind: g.kind, Block: g.block, Charset: "utf-8"}}
	if g.kind == portal.KindColumn {
		p.URL, p.Column, p.Want.Script = m.address(m.look.list, m.today), true, true
	}
	if p.Status == 0 {
		p.Status = 200
	}
	return p
}

// gates are pages that are no content. chrome puts the site's head and foot around.
var gates = []struct {
	kind   portal.Kind
	block  string
	status int
	chrome bool
	title  string
	body   string
}{
	{kind: portal.KindError, title: "404", body: `<h1>404</h1><p>您访问的页面不存在或已删除</p><a href="/">返回首页</a>`},
	{kind: portal.KindError, title: "页面未找到", body: `<div class="err"><p>很抱歉，您要访问的页面不存在！</p><p>可能是以下原因：您输入的网址错误；链接已失效；该信息已被删除。</p><p><span id="s">5</span>秒后自动<a href="/">返回首页</a></p></div>`},
	{kind: portal.KindError, chrome: true, title: "页面不存在", body: `<div class="main404"><img src="/404.png"><p>抱歉！您访问的页面不存在或暂时无法访问</p><a href="/">返回首页</a></div>`},
	{kind: portal.KindError, chrome: true, body: `<div class="error-box"><h2>404</h2><p>您要查看的页面已移走或不存在</p></div>`},
	{kind: portal.KindError, status: 404, chrome: true, body: `<p>File not found.</p>`},
	{kind: portal.KindError, status: 404, title: "404 Not Found", body: `<center><h1>404 Not Found</h1></center><hr><center>nginx/1.20.1</center>`},
	{kind: portal.KindError, title: "提示信息", body: `<div class="msg">该信息不存在或已被删除！<a href="javascript:history.back()">返回</a></div>`},
	{kind: portal.KindError, title: "无法找到网页", body: `<h2>HTTP 错误 404.0 - Not Found</h2><p>您要找的资源已被删除、已更名或暂时不可用。</p>`},
	{kind: portal.KindError, status: 200, title: "{place}人民政府", body: `<table align=center><tr><td>对不起，您访问的文章不存在或者已经被删除</td></tr></table>`},
	{kind: portal.KindBlocked, block: "challenge", status: 412, body: `<!DOCTYPE html><html><head><meta content="text/html; charset=utf-8" http-equiv="Content-Type"><meta id="9DhefwqGPrzGxEp9hPaoag" content="{hex}" r="m"><script type="text/javascript" r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=41233;</script><script type="text/javascript" charset="utf-8" src="/4QbVtADbnLVIc/c.{hex}.js" r='m'></script></head><body></body></html>`},
	{kind: portal.KindBlocked, block: "challenge", status: 521, body: `<script>document.cookie=('_')+('_jsl_clearance_s=')+('{hex}')+(';max-age=3600;path=/');location.href=location.pathname+location.search</script>`},
	{kind: portal.KindBlocked, block: "challenge", status: 202, body: `<!DOCTYPE html><html><head><script>(function(){var a="{hex}";document.cookie="wzws_sid="+a;})();</script></head><body></body></html>`},
	{kind: portal.KindBlocked, block: "challenge", status: 200, body: `<html><script>var arg1='{hex}';function setCookie(n,v){document.cookie=n+'='+v};setCookie('acw_sc__v2',arg1);document.location.reload();</script></html>`},
	{kind: portal.KindBlocked, block: "captcha", title: "安全验证", body: `<div class="verify"><h3>请完成验证</h3><p>拖动滑块完成拼图</p><div id="captcha"></div></div>`},
	{kind: portal.KindBlocked, block: "captcha", title: "网站防护", body: `<form action="/waf_verify"><p>为确认本次访问为正常用户行为，请输入验证码后继续访问</p><input name="code"><img src="/code.jpg"></form>`},
	{kind: portal.KindBlocked, block: "challenge", title: "访问拦截", body: `<h2>您的访问被拦截</h2><p>由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。事件编号：{hex}</p>`},
	{kind: portal.KindBlocked, status: 403, title: "403 Forbidden", body: `<center><h1>403 Forbidden</h1></center><hr><center>openresty</center>`},
	{kind: portal.KindBlocked, block: "login", title: "用户登录", body: `<form action="/login.do" method="post"><p>用户名：<input name="u"></p><p>密码：<input type="password" name="p"></p><input type="submit" value="登录"></form>`},
	{kind: portal.KindBlocked, block: "maintenance", title: "系统维护", body: `<div style="text-align:center"><h2>网站维护中</h2><p>{place}人民政府网站正在升级改造，暂停服务，给您带来不便敬请谅解。</p></div>`},
	{kind: portal.KindBlocked, block: "maintenance", title: "{place}人民政府", body: `<p>系统升级，暂停访问，预计2026年11月23日8时恢复。</p>`},
	{kind: portal.KindBlocked, block: "empty", body: ` `},
	{kind: portal.KindBlocked, block: "empty", body: `<html><head><meta charset="utf-8"></head><body></body></html>`},
	{kind: portal.KindOther, body: `<html><head><meta charset="utf-8"><title>{place}人民政府</title></head><frameset rows="120,*"><frame src="top.html"><frame src="main.html"></frameset></html>`},
	{kind: portal.KindOther, body: `<html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/zwgk/index.html"></head><body></body></html>`},
	{kind: portal.KindOther, body: `<html><head><meta charset="utf-8"></head><body><script>window.location.href="/zwgk/index.html";</script></body></html>`},
	{kind: portal.KindColumn, body: `<html><head><meta charset="utf-8"><title>{col}</title></head><body><div id="app"></div><script src="/static/js/chunk-vendors.{hex}.js"></script><script src="/static/js/app.js"></script></body></html>`},
	{kind: portal.KindColumn, chrome: true, body: `<div class="list"><ul id="list"></ul></div><script>$.ajax({url:"/common/search/list.json",data:{page:1},success:function(d){$("#list").html(render(d));}});</script>`},
	{kind: portal.KindColumn, chrome: true, body: `<div ms-controller="page"><ul><li ms-repeat="docs"><a ms-attr-href="el.url">{{el.title}}</a><span>{{el.time}}</span></li></ul></div><script>var api="/fjdzapp/search";avalon.scan()</script>`},
}
