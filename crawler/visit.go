package crawler

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"duwang/crawler/page"
	"duwang/crawler/portal"
)

const (
	// peek is how much of a file is read to know that it opens.
	peek = 64 << 10
	// glance is how much of a page of another site is read to tell a page
	// that says it is not there.
	glance = 256 << 10
)

// before decides whether the flight's request is made at all, and how much of
// the answer will be read.
func (w *worker) before() (Visit, bool) {
	c, f := w.crawl, w.flight
	refuse := func(gap, detail string) (Visit, bool) {
		c.debug(f.task.URL, "未取："+detail)
		return Visit{Task: f.task, Gap: gap, Detail: detail, Taken: c.now()}, false
	}
	switch f.task.Kind {
	case portal.LinkExternal:
		if !c.opt.ExternalLinks {
			return refuse(portal.GapLimit, "未开启站外链接检查")
		}
		f.limit, f.cut = glance, true
	case portal.LinkImage, portal.LinkAttachment:
		f.limit, f.cut = peek, true
	default:
		f.limit = c.opt.MaxBody
		if !c.admit(f.task) {
			return refuse(portal.GapLimit, fmt.Sprintf("已达每站 %d 页的上限", c.opt.MaxPages))
		}
		if v, ok := c.validators.take(f.task.URL); ok && strings.HasPrefix(v.Hash, readerVersion) {
			f.validator = v
		}
	}
	c.debug(f.task.URL, "取："+string(f.task.Role)+" "+f.task.Kind)
	return Visit{}, true
}

// failed is the visit of a request that got no answer.
func (w *worker) failed(err error) Visit {
	f := w.flight
	word, gap, detail := judgeError(err)
	if f.looped && f.cookies {
		// The circle turns on a cookie that we cannot satisfy: kept out, not broken.
		word, gap, detail = "", portal.GapBlocked, "反复跳转并设置 Cookie"
	}
	w.crawl.debug(f.task.URL, "失败："+err.Error())
	return Visit{Error: word, Gap: gap, Detail: detail}
}

// read turns an answer into a visit.
func (w *worker) read() Visit {
	c, f := w.crawl, w.flight
	v := Visit{Status: f.status}
	if f.final != f.task.URL {
		v.Final = f.final
	}
	if c.opt.Keep != nil && f.task.Kind == portal.LinkPage && f.status != http.StatusNotModified {
		c.opt.Keep(&Exchange{URL: f.task.URL, Status: f.status, Header: f.header, Body: f.body, Taken: f.taken, Role: f.task.Role})
	}
	if f.status == http.StatusTooManyRequests || f.status == http.StatusServiceUnavailable {
		if d := retryAfter(f.header.Get("Retry-After"), c.now()); d > 0 {
			c.hosts.of(hostOf(f.task.URL)).hold(c.now(), d)
		}
	}
	if f.status == http.StatusNotModified {
		return w.unchanged(v)
	}
	if v.Gap, v.Detail = judgeStatus(f.status); v.Gap != "" {
		return v
	}
	if f.oversize {
		v.Gap, v.Detail = portal.GapSize, fmt.Sprintf("超过 %d 字节的上限", f.limit)
		return v
	}
	if f.status == 404 || f.status == 410 || f.status >= 500 {
		return v
	}
	switch f.task.Kind {
	case portal.LinkImage, portal.LinkAttachment, portal.LinkExternal:
		w.readFile(&v)
	default:
		w.readPage(&v)
	}
	return v
}

// readFile looks at a file, an image or another site's page just enough to
// know whether it opens.
func (w *worker) readFile(v *Visit) {
	f := w.flight
	if len(f.body) == 0 {
		if f.task.Kind != portal.LinkExternal {
			v.Error = portal.ErrEmpty
		}
		return
	}
	if !isHTML(f.header.Get("Content-Type"), f.body) {
		return
	}
	facts, err := page.Read(f.body, w.readOptions(false))
	if err != nil {
		return
	}
	switch facts.Kind {
	case portal.KindError:
		v.Error = portal.ErrSoft404
	case portal.KindBlocked:
		v.Gap, v.Detail = portal.GapBlocked, blockDetail(f.status, facts.Block)
	}
}

// readPage reads the facts of a page of the site.
func (w *worker) readPage(v *Visit) {
	c, f := w.crawl, w.flight
	t := &f.task
	home := t.Role == portal.RoleHome
	if w.strayed(v) {
		return
	}
	if len(f.body) == 0 {
		v.Error = portal.ErrEmpty
		return
	}
	if !isHTML(f.header.Get("Content-Type"), f.body) {
		return // a file behind a page's address: it opens
	}
	v.Validator = Validator{ETag: f.header.Get("ETag"), LastModified: f.header.Get("Last-Modified"), Hash: bodyHash(*t, f.final, f.body)}
	var facts *portal.Facts
	if f.validator.Hash == v.Validator.Hash {
		if known, err := c.frontier.Known(w.ctx, t.URL, v.Validator.Hash); err == nil && known != nil {
			facts, v.Unchanged = known, true
		}
	}
	if facts == nil {
		var err error
		if facts, err = page.Read(f.body, w.readOptions(home)); err != nil {
			v.Gap, v.Detail = portal.GapError, "页面无法解析"
			return
		}
	}
	switch facts.Kind {
	case portal.KindError:
		v.Error = portal.ErrSoft404
		return
	case portal.KindBlocked:
		v.Gap, v.Detail = portal.GapBlocked, blockDetail(f.status, facts.Block)
		return
	}
	v.Page = facts
	c.follow(v, t)
}

// strayed handles an answer that came from another address: an article that
// leads to the home page is broken (contract §4); a page that was only linked
// is read under the address that answers, once.
func (w *worker) strayed(v *Visit) bool {
	c, t := w.crawl, &w.flight.task
	if v.Final == "" {
		return false
	}
	site := c.siteOf[hostOf(v.Final)]
	s := c.sites[t.Site]
	if s != nil && site == s.ID && c.isHome(s, v.Final) && t.Role != portal.RoleHome && !c.isHome(s, t.URL) {
		if t.Role == portal.RoleItem || looksArticle(t.URL) {
			v.Error = portal.ErrToHome
			return true
		}
	}
	if site == "" {
		return t.Role != portal.RoleHome // it opens, on another site: checked, not crawled
	}
	if t.Role == portal.RolePage {
		v.Shows = []Shown{{URL: v.Final, Kind: portal.LinkPage, Role: portal.RolePage, Depth: t.Depth}}
		return true
	}
	return false
}

// unchanged answers a 304 with the facts of last time.
func (w *worker) unchanged(v Visit) Visit {
	c, f := w.crawl, w.flight
	facts, err := c.frontier.Known(w.ctx, f.task.URL, f.validator.Hash)
	if err != nil || facts == nil {
		v.Gap, v.Detail = portal.GapError, "服务器称页面未变，但没有上次的内容"
		return v
	}
	v.Status, v.Unchanged, v.Validator, v.Page = http.StatusOK, true, f.validator, facts
	c.follow(&v, &f.task)
	return v
}

func (w *worker) readOptions(home bool) page.Options {
	f := w.flight
	return page.Options{
		URL: f.final, ContentType: f.header.Get("Content-Type"), Status: f.status,
		Home: home, Column: f.task.Role == portal.RoleList, AsOf: w.crawl.opt.AsOf,
	}
}

// settle decides whether a failed visit is tried again, and forgets what a
// guessed pager address did not find.
func (w *worker) settle(v *Visit) {
	c := w.crawl
	failed := v.Error != "" || v.Status == 404 || v.Status == 410 || v.Status >= 500 && v.Gap == "" || v.Status == 429 ||
		v.Gap == portal.GapError && v.Status == 0
	if w.ctx.Err() != nil || !failed {
		return
	}
	// Nothing is broken after one failure (contract §4): even without
	// configured retries a failed address is asked a second time.
	if v.Task.Round < max(c.opt.Retries, 1) {
		v.Retry = true
		c.debug(v.Task.URL, "稍后重试")
		return
	}
	if v.Task.Kind == portal.LinkSheet && (v.Status == 404 || v.Status == 410 || v.Error != "") {
		v.Status, v.Error, v.Detail = 0, "", "分页到此为止"
	}
}

// readerVersion stands in front of every body hash: facts of an older reader
// are read again.
const readerVersion = "r1-"

// bodyHash names what a page's facts depend on: the reader, how it was asked,
// the address that answered, and the bytes.
func bodyHash(t Task, final string, body []byte) string {
	h := sha256.New()
	fmt.Fprintf(h, "%t %t %s\n", t.Role == portal.RoleHome, t.Role == portal.RoleList, final)
	h.Write(body)
	return readerVersion + hex.EncodeToString(h.Sum(nil)[:16])
}

func isHTML(contentType string, body []byte) bool {
	ct := strings.ToLower(contentType)
	if strings.Contains(ct, "html") {
		return true
	}
	if ct != "" && !strings.HasPrefix(ct, "text/plain") && !strings.Contains(ct, "octet-stream") && !strings.Contains(ct, "xml") {
		return false
	}
	sniffed := http.DetectContentType(body)
	return strings.HasPrefix(sniffed, "text/html")
}
