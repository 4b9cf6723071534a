package page

import (
	"bytes"
	"strings"
)

// What stood in the way of reading, for Facts.Block.
const (
	blockChallenge   = "challenge"
	blockCaptcha     = "captcha"
	blockLogin       = "login"
	blockMaintenance = "maintenance"
	blockEmpty       = "empty"
)

// findBlock tells what kept the page from being read, "" when nothing did. A
// page with text of its own is never blocked, whatever words it holds, unless
// the status says so.
func (r *reader) findBlock(text []byte) string {
	if len(bytes.TrimSpace(text)) == 0 {
		return blockEmpty
	}
	if r.opt.Status == 404 || r.opt.Status == 410 {
		return "" // gone is an answer
	}
	visible := r.visibleRunes()
	scripted := r.scripted()
	switch r.opt.Status {
	case 412, 521:
		if visible < 200 {
			return blockChallenge
		}
	}
	if visible < 400 {
		if containsAny(scripted, "$_ts", "_$jsvmprt", "__jsl_clearance", "jsl_clearance", "document.cookie=('_')", "acw_sc__v2", "arg1='", "probe.js", "_guard/auto.js", "/cdn-cgi/challenge-platform", "rs-412", "challenge-form", "wzws_cid", "wzwsconfirm", "yunsuo_session") ||
			bytes.Contains(text, []byte("$_ts")) || r.metaID("9DhefwqGPrzGxEp9hPaoag") {
			return blockChallenge
		}
		words := strings.ToLower(r.document.title + " " + r.allText(600))
		switch {
		case containsAny(words, "滑动验证", "滑块验证", "拖动滑块", "人机验证", "安全验证", "验证码", "图形验证", "captcha", "请完成验证", "请输入验证码") && !containsAny(words, "登录密码") && r.looksGate():
			return blockCaptcha
		case containsAny(words, "请求被拦截", "访问被拦截", "访问行为异常", "您的访问被", "web应用防火墙", "网站防火墙", "waf", "access denied", "request blocked", "请求存在威胁", "访问过于频繁", "操作过于频繁", "拒绝访问", "您的请求可能存在威胁", "正在检查您的浏览器", "checking your browser", "安全检测", "ddos"):
			return blockChallenge
		case containsAny(words, "系统维护", "网站维护", "正在维护", "维护中", "系统升级", "网站升级", "升级改造", "暂停服务", "暂停访问", "暂时关闭") && visible < 200 && !r.notFoundWords():
			return blockMaintenance
		case r.loginForm():
			return blockLogin
		}
	}
	if visible == 0 && r.anchorsVisible() == 0 && len(r.refs) == 0 && !r.drawn() {
		if strings.TrimSpace(scripted) != "" {
			return blockChallenge
		}
		return blockEmpty
	}
	if r.opt.Status == 202 && visible < 20 && strings.TrimSpace(scripted) != "" {
		return blockChallenge
	}
	return ""
}

// visibleRunes counts what the page shows.
func (r *reader) visibleRunes() int {
	n := 0
	for i := range r.lines {
		if r.lines[i].flags&unread == 0 {
			n += r.lines[i].length
		}
	}
	return n
}

func (r *reader) anchorsVisible() int {
	n := 0
	for i := range r.anchors {
		if r.anchors[i].text != "" {
			n++
		}
	}
	return n
}

// drawn tells whether a page without text is one that its scripts draw: it
// holds records, a place for an application, or an application's files.
func (r *reader) drawn() bool {
	for i := range r.scripts {
		s := &r.scripts[i]
		if strings.Contains(s.text, "<record>") || strings.Contains(s.text, "jpage") {
			return true
		}
		if containsAny(strings.ToLower(s.src), "chunk", "vendor", "app.", "vue", "angular", "react", "avalon", "main.", "gkmlpt", "jquery", "list") {
			return true
		}
	}
	return r.raw != "" || r.listScript() != ""
}

func (r *reader) scripted() string {
	var b strings.Builder
	for i := range r.scripts {
		b.WriteString(r.scripts[i].src)
		b.WriteByte('\n')
		if t := r.scripts[i].text; len(t) < 20000 {
			b.WriteString(t)
		} else {
			b.WriteString(t[:20000])
		}
		b.WriteByte('\n')
		if b.Len() > 60000 {
			break
		}
	}
	return b.String()
}

// allText returns the first n runes that the page shows.
func (r *reader) allText(n int) string {
	var b strings.Builder
	for i := range r.lines {
		if r.lines[i].flags&unread != 0 {
			continue
		}
		b.WriteString(r.lines[i].text)
		b.WriteByte('\n')
		if n -= r.lines[i].length; n <= 0 {
			break
		}
	}
	return b.String()
}

func (r *reader) metaID(id string) bool {
	for _, m := range r.metas {
		if strings.Contains(m.content, id) {
			return true
		}
	}
	return false
}

// looksGate tells whether a page is a gate: few links, an input.
func (r *reader) looksGate() bool { return r.anchorsVisible() < 12 }

// loginForm tells whether the page is nothing but a form that asks for a
// password.
func (r *reader) loginForm() bool {
	return r.passwords > 0 && r.anchorsVisible() < 15 && len(r.lines) < 60
}

// notFoundWords tells whether the page's own words say that it is not there.
func (r *reader) notFoundWords() bool {
	return containsAny(r.document.title+r.allText(300), notFound...)
}

// notFound are the words of pages that are not there.
var notFound = []string{"页面不存在", "页面没有找到", "页面未找到", "页面找不到", "找不到页面", "找不到该页", "找不到您要访问", "找不到您访问", "找不到文件或目录", "无法找到该页", "无法找到该网页", "无法找到您", "您访问的页面", "您要访问的页面", "您查看的页面", "您要查看的页面", "您浏览的页面", "您请求的页面", "您所访问的页面", "您要找的页面", "所访问的页面不存在", "访问的资源不存在", "资源不存在", "文件不存在", "信息不存在", "内容不存在", "文章不存在", "该信息已删除", "信息已被删除", "内容已被删除", "文章已被删除", "页面已删除", "页面已被删除", "已经被删除", "已下线", "页面丢失", "页面走丢", "走丢了", "not found", "Not Found", "NOT FOUND", "page not found", "栏目不存在", "链接已失效", "页面已失效", "该页无法显示", "网页不存在", "你访问的页面", "你所访问的", "该页面不存在", "对不起，您访问", "抱歉，您访问", "抱歉，页面", "无此页面", "暂时无法访问该页", "地址不存在", "此页面不存在", "信息已经删除", "没有找到您", "未找到您"}

// saysGone tells whether a short page says of itself that it is not there. An
// article that merely speaks of such pages is longer, or carries a date, a
// source or a text.
func (r *reader) saysGone(b *body) (bool, string) {
	if r.opt.Status == 404 || r.opt.Status == 410 {
		return true, "状态码"
	}
	title := tidy(r.document.title)
	visible := r.visibleRunes()
	titleSays := goneTitle(title)
	if visible > 1500 && !titleSays {
		return false, ""
	}
	if titleSays && b.prose < 400 {
		return true, "标题"
	}
	// Headings, and short lines in the middle of a page that has no text.
	content := 0
	says := false
	for i := range r.lines {
		l := &r.lines[i]
		if l.flags&(unread|chrome|inPager) != 0 {
			continue
		}
		content += l.length - l.linked
		if l.length > 80 {
			continue
		}
		if r.lineSaysGone(l) {
			says = true
		}
	}
	if says && content < 300 && b.prose < 220 && r.facts.PublishedAt.IsZero() && r.tag("PubDate") == "" {
		return true, "正文"
	}
	return false, ""
}

func (r *reader) lineSaysGone(l *line) bool {
	s := squeeze(l.text)
	if containsAny(s, "不存在", "未找到", "找不到", "没有找到", "无法找到", "被删除", "已删除", "已失效", "走丢", "丢失", "NotFound", "notfound", "Notfound", "NOTFOUND", "无法访问", "已下线", "已移除") {
		if containsAny(s, "页", "404", "资源", "文件", "地址", "链接", "栏目", "内容", "信息", "文章", "URL", "目录", "NotFound", "notfound", "Notfound", "NOTFOUND") {
			return true
		}
	}
	f := strings.ToLower(fold(s))
	return f == "404" || f == "404错误" || strings.HasPrefix(f, "404-") || strings.HasPrefix(f, "404not") || strings.HasPrefix(f, "404,") || strings.HasPrefix(f, "404页") || f == "404error" || f == "error404" || f == "http404" || strings.HasPrefix(f, "http错误404")
}

// goneTitle tells whether a <title> is that of an error page.
func goneTitle(t string) bool {
	s := strings.ToLower(squeeze(fold(t)))
	if n := runes(s); n == 0 || n > 40 {
		return false
	}
	if containsAny(s, "页面不存在", "页面未找到", "页面没有找到", "找不到页面", "无法找到", "notfound", "页面找不到", "页面已删除", "页面走丢", "404错误", "404页面", "error404", "404error", "网页不存在", "您访问的页面", "信息不存在", "文章不存在", "资源不存在", "出错了", "错误页面", "错误提示页") {
		return true
	}
	for _, p := range splitTitle(fold(t)) {
		p = strings.ToLower(squeeze(p))
		if p == "404" || strings.HasPrefix(p, "404") && len(p) < 20 && !hasHan(p) || p == "error" || p == "http404" {
			return true
		}
	}
	return s == "404"
}

// isBlockStatus tells whether an answer means that we were kept out
// (contract §4: blocked is not broken).
func isBlockStatus(status int) bool {
	switch status {
	case 401, 403, 405, 407, 412, 429, 451, 521, 999:
		return true
	}
	return false
}
