package page

import (
	"bytes"
	"strings"

	"duwang/crawler/portal"
)

// What stood in the way of reading, for Facts.Block.
const (
	blockChallenge   = "challenge"
	blockCaptcha     = "captcha"
	blockLogin       = "login"
	blockMaintenance = "maintenance"
	blockEmpty       = "empty"
)

// What challenge scripts carry: 瑞数, 加速乐, 阿里云, 网宿, 云锁, Cloudflare.
var challengeScripts = []string{"$_ts", "_$jsvmprt", "jsl_clearance", "acw_sc__v2", "_guard/auto.js", "/cdn-cgi/challenge-platform", "rs-412", "wzws_cid", "wzwsconfirm", "yunsuo_session"}

// What gates say of themselves.
var (
	captchaWords     = []string{"滑动验证", "滑块验证", "拖动滑块", "人机验证", "安全验证", "图形验证", "captcha", "请完成验证", "请输入验证码", "输入验证码后"}
	interceptWords   = []string{"请求被拦截", "访问被拦截", "访问拦截", "访问行为异常", "您的访问被", "web应用防火墙", "网站防火墙", "access denied", "request blocked", "请求存在威胁", "可能存在威胁", "访问过于频繁", "操作过于频繁", "请求过于频繁", "拒绝访问", "正在检查您的浏览器", "checking your browser", "ddos"}
	maintenanceWords = []string{"系统维护", "网站维护", "正在维护", "维护中", "系统升级", "网站升级", "暂停服务", "暂停访问", "暂时关闭", "网站建设中"}
)

// findBlock tells what kept the page from being read, "" when nothing did. A
// page that shows much text, many links or an article's fields is none,
// whatever words it holds: articles are written about captchas and upgrades.
func (r *reader) findBlock(text []byte) string {
	if len(bytes.TrimSpace(text)) == 0 {
		return blockEmpty
	}
	if r.opt.Status == 404 || r.opt.Status == 410 {
		return "" // gone is an answer
	}
	visible := r.visibleRunes()
	links := r.anchorsVisible()
	if visible >= 400 || links >= 15 || r.storeLike() {
		return ""
	}
	scripted := r.scripted()
	blank := strings.TrimSpace(scripted) == ""
	if visible < 80 && links < 5 {
		switch {
		case containsAny(scripted, challengeScripts...), r.metaID("9DhefwqGPrzGxEp9hPaoag"):
			return blockChallenge
		case !blank && (r.opt.Status == 412 || r.opt.Status == 521 || r.opt.Status == 202):
			return blockChallenge
		case visible == 0 && links == 0 && len(r.refs) == 0 && !r.drawn():
			if !blank {
				return blockChallenge
			}
			return blockEmpty
		}
	}
	if r.stated() {
		return ""
	}
	words := strings.ToLower(r.document.title + "\n" + r.allText(400))
	switch {
	case containsAny(words, captchaWords...):
		return blockCaptcha
	case containsAny(words, interceptWords...):
		return blockChallenge
	case containsAny(words, maintenanceWords...) && visible < 200:
		return blockMaintenance
	case r.passwords > 0 && len(r.lines) < 60:
		return blockLogin
	}
	return ""
}

// scriptedJump notes the address to which an otherwise empty page sends its
// visitors by script. One that sets a cookie first is a challenge.
func (r *reader) scriptedJump() {
	if len(r.runs) > 3 || len(r.anchors) > 0 {
		return
	}
	for i := range r.scripts {
		if t := r.scripts[i].text; len(t) < 2000 && !strings.Contains(t, "cookie") && !strings.Contains(t, "eval(") {
			if u := scriptAddress(t); u != "" {
				r.refs = append(r.refs, ref{elem: -1, raw: u, from: refRefresh})
			}
		}
	}
}

// stated tells whether the page carries what gates do not: page tags with
// values, a label of publication or source.
func (r *reader) stated() bool {
	for _, name := range portal.ArticleTags {
		if !empty(r.tag(name)) {
			return true
		}
	}
	for i := range r.lines {
		if r.lines[i].flags&(unread|inFoot|inSide) != 0 {
			continue
		}
		for _, l := range r.labelsOn(int32(i)) {
			if (l.field == published || l.field == source || l.field == index || l.field == updated) && l.value != "" {
				return true
			}
		}
	}
	return false
}

// storeLike tells whether the page's scripts hold its records.
func (r *reader) storeLike() bool {
	if r.raw != "" {
		return true
	}
	for i := range r.scripts {
		if strings.Contains(r.scripts[i].text, "<record>") {
			return true
		}
	}
	return false
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

// drawn tells whether a page without text is one that an application's files
// draw, not a challenge.
func (r *reader) drawn() bool {
	for i := range r.scripts {
		if containsAny(strings.ToLower(r.scripts[i].src), "chunk", "vendor", "app.", "vue", "angular", "react", "avalon", "main.", "gkmlpt", "jquery", "list") {
			return true
		}
	}
	return r.listScript() != ""
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

// saysGone tells whether a short page says of itself that it is not there. An
// article that merely speaks of such pages is longer, or carries a date, a
// source or a text.
func (r *reader) saysGone(b *body) (bool, string) {
	if r.opt.Status == 404 || r.opt.Status == 410 {
		return true, "状态码"
	}
	if r.stated() {
		return false, ""
	}
	visible := r.visibleRunes()
	titled := goneTitle(tidy(r.document.title))
	if visible > 1500 && !titled {
		return false, ""
	}
	if titled && b.prose < 400 {
		return true, "标题"
	}
	if b.prose >= 220 {
		return false, ""
	}
	// Headings, and short lines in the middle of a page that has no text.
	content, says := 0, false
	for i := range r.lines {
		l := &r.lines[i]
		if l.flags&(unread|chrome|inPager) != 0 {
			continue
		}
		content += l.length - l.linked
		says = says || l.length <= 80 && r.lineSaysGone(l)
	}
	if says && content < 300 {
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
	if containsAny(s, "页面不存在", "页面未找到", "页面没有找到", "找不到页面", "无法找到页面", "无法找到该页", "无法找到网页", "notfound", "页面找不到", "页面已删除", "页面走丢", "404错误", "404页面", "error404", "404error", "网页不存在", "您访问的页面", "信息不存在", "文章不存在", "资源不存在", "页面出错", "错误页面", "错误提示页") {
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
