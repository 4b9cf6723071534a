package demo

import (
	"bytes"
	"net/http"
	"sync/atomic"
)

// An answer is what an address of the portal does besides serving a page.
type answer func(http.ResponseWriter, *http.Request)

// status answers with a status and a short page that says it.
func status(code int) answer {
	return func(w http.ResponseWriter, _ *http.Request) {
		if code == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Basic realm="wsbs"`)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(code)
		_, _ = w.Write([]byte(notice(http.StatusText(code), "服务器返回："+http.StatusText(code)))) // the client may have gone
	}
}

// redirect sends the client elsewhere on the portal.
func redirect(to string) answer {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

// softNotFound says that there is nothing, with status 200.
func softNotFound(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(notice("页面不存在", "您访问的页面不存在或已被删除，请返回首页。"))) // the client may have gone
}

// nothing answers with zero bytes.
func nothing(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", "0")
}

// challenge is what a guard in front of a portal shows to programs: a page
// without text that wants its script run.
func challenge(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusPreconditionFailed)
	_, _ = w.Write([]byte("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=86513;</script></head><body></body></html>")) // the client may have gone
}

// notice is a short page with a heading and a sentence.
func notice(title, text string) string {
	return "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>" + title + "</title></head>\n<body><div class=\"error\"><h1>" +
		title + "</h1><p>" + text + "</p><p><a href=\"/\">返回首页</a></p></div></body></html>\n"
}

// bend makes the file of an article answer otherwise.
func (w *world) bend(a *article, name string, how answer) {
	w.after = append(w.after, func() {
		delete(w.files, a.file(name))
		w.odd[a.file(name)] = how
	})
}

// gone makes the file of an article answer 404.
func (w *world) gone(a *article, name string) {
	w.after = append(w.after, func() { delete(w.files, a.file(name)) })
}

// bendPage makes an article's address answer otherwise.
func (w *world) bendPage(a *article, how answer) {
	w.after = append(w.after, func() { w.odd[a.path] = how })
}

// flaky makes an article's page fail when it is asked for the first time.
func (w *world) flaky(a *article) {
	var asked atomic.Bool
	w.after = append(w.after, func() {
		w.once[a.path] = func() bool { return !asked.Swap(true) }
	})
}

// serve writes a body with what a server says of a file, so that conditional
// requests work.
func (p *page) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", p.contentType)
	h.Set("ETag", p.etag)
	http.ServeContent(w, r, "", p.modified, bytes.NewReader(p.body))
}
