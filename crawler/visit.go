package crawler

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"duwang/crawler/attachment"
	"duwang/crawler/page"
	"duwang/crawler/portal"
	"duwang/crawler/wordlist"
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
	switch why := c.hosts.of(hostOf(f.task.URL)).closed(); why {
	case resultNone:
	default:
		gap, detail := portal.GapError, "主机多次请求失败，已停止请求"
		if why == resultChallenged {
			gap, detail = portal.GapBlocked, "主机连续拒绝访问，已停止请求"
		}
		c.notes.add("closed", hostOf(f.task.URL), fmt.Sprintf("主机 %s 暂停访问后仍未恢复，部分地址未再请求", hostOf(f.task.URL)))
		v, ok := refuse(gap, detail)
		v.Retry = f.task.Round < max(c.opt.Retries, 1) // the host gets another chance then
		return v, ok
	}
	switch f.task.Kind {
	case portal.LinkExternal:
		if !c.opt.ExternalLinks {
			return refuse(portal.GapLimit, "未开启站外链接检查")
		}
		f.limit, f.cut = glance, true
	case portal.LinkImage, portal.LinkAttachment:
		f.limit, f.cut = peek, true
		if f.task.Kind == portal.LinkAttachment && attachment.Readable(f.task.URL) {
			f.limit = max(peek, c.opt.MaxBody)
		}
		if f.task.Kind == portal.LinkAttachment {
			if v, ok := c.validators.take(f.task.URL); ok && v.Content != nil && strings.HasPrefix(v.Hash, insidePrefix) {
				f.validator = v
			}
		}
	default:
		f.limit = c.opt.MaxBody
		f.worded = c.worded(&f.task)
		if why := c.traps.endless(&Shown{URL: f.task.URL, Kind: f.task.Kind, Role: f.task.Role}); why != "" && f.task.Attempts == 0 {
			// Known before its like turned out to be endless: no gap, for
			// nobody wants it, and no answer, for nobody asked.
			c.cut(&f.task, f.task.URL, why)
			return Visit{Task: f.task, Detail: why, Taken: c.now()}, false
		}
		if f.task.Attempts == 0 && !c.admitted.take(f.task.Site) {
			return refuse(portal.GapLimit, fmt.Sprintf("已达每站 %d 页的上限", c.opt.MaxPages))
		}
		if v, ok := c.validators.take(f.task.URL); ok && strings.HasPrefix(v.Hash, hashPrefix(f.task.Role, f.worded)) && c.sameList(v.Hash, f.task.URL) {
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
	f.settled = errors.Is(err, errScheme) || errors.Is(err, errCoding)
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
		c.opt.Keep(&Exchange{URL: f.task.URL, Status: f.status, Header: f.header, Body: f.body, Coded: f.coded, Taken: f.taken, Role: f.task.Role})
	}
	if f.status == http.StatusTooManyRequests || f.status == http.StatusServiceUnavailable {
		if d := retryAfter(f.header.Get("Retry-After"), c.now()); d > 0 {
			f.host.hold(c.now(), d)
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
	if isHTML(f.header.Get("Content-Type"), f.body) {
		facts, err := page.Read(f.body, w.readOptions(false))
		if err != nil || w.shut(v, facts) {
			return
		}
		if int64(len(f.body)) < f.limit && w.isLost() {
			v.Error = portal.ErrSoft404
			return
		}
	}
	if f.task.Kind == portal.LinkAttachment {
		w.lookInside(v)
	}
}

// shut tells whether a page says that it is not there, or keeps us out.
func (w *worker) shut(v *Visit, facts *portal.Facts) bool {
	switch facts.Kind {
	case portal.KindError:
		v.Error = portal.ErrSoft404
	case portal.KindBlocked:
		v.Gap, v.Detail = portal.GapBlocked, blockDetail(w.flight.status, facts.Block)
		w.block = facts.Block
	default:
		return false
	}
	return true
}

// readPage reads the facts of a page of the site.
func (w *worker) readPage(v *Visit) {
	c, f := w.crawl, w.flight
	t := &f.task
	if w.strayedHome(v) {
		return
	}
	if v.Final != "" && c.siteOf[hostOf(v.Final)] == "" && t.Role != portal.RoleHome {
		// It leads to another site: checked, not crawled.
		if len(f.body) > 0 {
			w.readFile(v)
		}
		return
	}
	if len(f.body) == 0 {
		v.Error = portal.ErrEmpty
		return
	}
	data := false
	if !isHTML(f.header.Get("Content-Type"), f.body) {
		if data = t.Role == portal.RoleList && isData(f.body); !data {
			return // a file behind a page's address: it opens
		}
	}
	hash := bodyHash(t.Role, f.worded, f.final+c.listed(), f.body)
	if v.Final == "" && c.spellings.twin(t, hash) {
		// The host shows the folder and its index file to be one page.
		c.debug(t.URL, "与已读的目录地址内容相同，不重复记录")
		return
	}
	var facts *portal.Facts
	if f.validator.Hash == hash {
		if known, err := c.frontier.Known(w.ctx, t.URL, hash); err == nil && known != nil {
			facts, v.Unchanged = known, true
		}
	}
	if facts == nil {
		var err error
		if facts, err = w.readFacts(data); err != nil {
			v.Gap, v.Detail = portal.GapError, "页面无法解析"
			return
		}
	}
	if w.shut(v, facts) {
		return
	}
	if t.Role != portal.RoleHome && !v.Unchanged && w.isLost() {
		v.Error = portal.ErrSoft404
		return
	}
	if v.Final != "" && t.Role == portal.RolePage {
		// A page that was only linked is read under the address that answers, once.
		v.Shows = []Shown{{URL: v.Final, Kind: portal.LinkPage, Role: portal.RolePage, Depth: t.Depth}}
		return
	}
	if facts.Feed != nil && t.Role == portal.RoleList {
		// The rows change without the page: nothing of it is known next time.
		if !w.fill(facts) {
			*v = Visit{}
			return
		}
	} else if said := (Validator{ETag: f.header.Get("ETag"), LastModified: f.header.Get("Last-Modified"), Hash: hash}); said != f.validator || !v.Unchanged {
		v.Validator = said
	}
	v.Page = facts
	c.follow(v, t)
}

// strayedHome handles an answer that came from the site's home page instead:
// an article that leads there is broken (contract §4), and a column cannot be
// judged by what the home page shows.
func (w *worker) strayedHome(v *Visit) bool {
	c, t := w.crawl, &w.flight.task
	s := c.sites[t.Site]
	if v.Final == "" || s == nil || t.Role == portal.RoleHome || !c.isHome(s, v.Final) || c.isHome(s, t.URL) {
		return false
	}
	switch {
	case t.Role == portal.RoleItem || t.Role == portal.RolePage && looksArticle(t.URL):
		v.Error = portal.ErrToHome
	case t.Role == portal.RoleList:
		v.Gap, v.Detail = portal.GapError, "栏目地址跳转到了网站首页"
	default:
		return false
	}
	return true
}

// unchanged answers a 304 with the facts of last time; when they are not to
// be had the page is asked for once more, unconditionally.
func (w *worker) unchanged(v Visit) Visit {
	c, f := w.crawl, w.flight
	if f.task.Kind == portal.LinkAttachment && f.validator.Content != nil {
		v.Status, v.Unchanged = http.StatusOK, true
		v.Content = *f.validator.Content
		return v
	}
	if f.validator.Hash == "" {
		v.Gap, v.Detail = portal.GapError, "服务器称页面未变，但没有上次的内容"
		return v
	}
	facts, err := c.frontier.Known(w.ctx, f.task.URL, f.validator.Hash)
	if err != nil || facts == nil {
		f.again = true
		return Visit{}
	}
	v.Status, v.Unchanged = http.StatusOK, true
	if c.spellings.twin(&f.task, f.validator.Hash) {
		return v
	}
	v.Page = facts
	c.follow(&v, &f.task)
	return v
}

func (w *worker) readOptions(home bool) page.Options {
	f := w.flight
	return page.Options{
		URL: f.final, ContentType: f.header.Get("Content-Type"), Status: f.status,
		Home: home, Column: f.task.Role == portal.RoleList, Worded: f.worded, AsOf: w.crawl.opt.AsOf, Words: w.crawl.opt.Words,
	}
}

// settle decides whether a failed visit is tried again, and forgets what a
// guessed pager address did not find.
func (w *worker) settle(v *Visit) {
	c := w.crawl
	failed := v.Error != "" || v.Status == 404 || v.Status == 410 || v.Status >= 500 && v.Gap == "" || v.Status == 429 ||
		v.Gap == portal.GapError && v.Status == 0
	if w.ctx.Err() != nil || !failed || w.flight.settled {
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
const readerVersion = "r21"

// insidePrefix begins the hash of an attachment that was looked into.
const insidePrefix = readerVersion + "a-"

// hashPrefix begins the hash of a body that was read in a role: the reader
// looks at home pages and lists with other eyes, so what it read of a page
// says nothing when the page has another role by now, or belongs to a column
// whose pages keep their wording.
func hashPrefix(role portal.Role, worded bool) string {
	switch {
	case role == portal.RoleHome:
		return readerVersion + "h-"
	case role == portal.RoleList && worded:
		return readerVersion + "w-"
	case role == portal.RoleList:
		return readerVersion + "l-"
	case worded:
		return readerVersion + "t-"
	}
	return readerVersion + "p-"
}

// worded tells whether a page answers to a column whose wording rules look at.
func (c *crawl) worded(t *Task) bool {
	if t.Role == portal.RoleHome {
		return false
	}
	_, column := c.owner(t)
	return c.wordedColumns[column]
}

// sumLength is how much of a body hash names the body alone.
const sumLength = 24

// listed names the office's own word lists behind an address: what was read
// with other lists is read again. It is "" with the program's own list.
func (c *crawl) listed() string {
	if c.opt.Words == nil || c.opt.Words == wordlist.Builtin() {
		return ""
	}
	return "#" + c.opt.Words.Digest()
}

// sameList tells whether a page was read with the lists of this crawl, as far
// as its hash tells; with the program's own every page was.
func (c *crawl) sameList(hash, address string) bool {
	l := c.listed()
	if l == "" {
		return true
	}
	a := sha256.Sum256([]byte(address + l))
	return strings.HasSuffix(hash, hex.EncodeToString(a[:4]))
}

// bodyHash names what a page's facts depend on: the reader, how it was asked,
// the bytes, and the address that answered.
func bodyHash(role portal.Role, worded bool, final string, body []byte) string {
	b, a := sha256.Sum256(body), sha256.Sum256([]byte(final))
	return hashPrefix(role, worded) + hex.EncodeToString(b[:sumLength/2]) + hex.EncodeToString(a[:4])
}

// bodySum returns the part of a body hash that names the bytes, whatever they
// were read as.
func bodySum(hash string) string {
	n := len(hashPrefix(portal.RolePage, false))
	if len(hash) < n+sumLength {
		return ""
	}
	return hash[n : n+sumLength]
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
