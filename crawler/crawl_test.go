package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/crawler/portaltest"
)

// A server is a small portal on loopback that remembers what it was asked.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	asked  map[string]int
	times  []time.Time
	busy   int
	most   int
	answer map[string]http.HandlerFunc
	pause  time.Duration
	// otherwise answers for every address without an answer; nil says 404.
	otherwise http.HandlerFunc
}

func newServer(t *testing.T, pages map[string]string) *server {
	t.Helper()
	s := &server{asked: map[string]int{}, answer: map[string]http.HandlerFunc{}}
	for path, body := range pages {
		s.answer[path] = html(body)
	}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked[r.URL.RequestURI()]++
		s.times = append(s.times, time.Now())
		s.busy++
		s.most = max(s.most, s.busy)
		h := s.answer[r.URL.RequestURI()]
		s.mu.Unlock()
		time.Sleep(s.pause)
		if h == nil {
			h = http.NotFound
			if s.otherwise != nil {
				h = s.otherwise
			}
		}
		h(w, r)
		s.mu.Lock()
		s.busy--
		s.mu.Unlock()
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

func html(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<html><head><title>示例县</title></head><body>%s</body></html>`, body)
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// article is a page of a column with a title, a date and a text.
func article(title, date, more string) string {
	return `<div class="main"><h1>` + title + `</h1><div class="info">发布时间：` + date + ` 来源：教育局</div><div class="TRS_Editor"><p>` +
		strings.Repeat("各学校应当按照要求做好本学期的各项工作。", 12) + `</p>` + more + `</div></div>`
}

func list(rows ...string) string {
	return `<div class="list"><ul>` + strings.Join(rows, "") + `</ul></div>`
}

func row(href, title, date string) string {
	return fmt.Sprintf(`<li><a href="%s">%s</a><span>%s</span></li>`, href, title, date)
}

func (s *server) options(kind string) crawler.Options {
	return crawler.Options{
		Ledger: &portal.Ledger{
			Sites:   []portal.Site{{ID: "portal", Name: "示例县", URL: s.URL + "/"}},
			Units:   []portal.Unit{{ID: "edu", Name: "教育局", Kind: portal.UnitDepartment, Site: "portal"}},
			Columns: []portal.Column{{ID: "edu-news", Unit: "edu", Site: "portal", Name: "工作动态", URL: s.URL + "/jyj/gzdt/", Type: portal.TypeNews}},
		},
		Kind: kind, AsOf: portal.MustDate("2026-11-21"), Since: portal.MustDate("2026-01-01"),
		Concurrency: 8, PerHost: 4, Timeout: 5 * time.Second, Retries: 2, MaxBody: 1 << 20, MaxPages: 1000,
		Robots: true, ExternalLinks: true, AllowPrivate: true, UserAgent: "duwang/test",
	}
}

func crawl(t *testing.T, opt crawler.Options) (*portaltest.Memory, *crawler.Summary) {
	t.Helper()
	m := portaltest.NewMemory(portal.Scan{ID: "s", Kind: opt.Kind, AsOf: opt.AsOf, Since: opt.Since}, *opt.Ledger)
	sum, err := crawler.Run(context.Background(), m, opt)
	if err != nil {
		t.Fatal(err)
	}
	return m, sum
}

// targets maps address paths to outcomes, as "status error gap attempts".
func targets(t *testing.T, m portal.Snapshot, base string) map[string]string {
	t.Helper()
	out := map[string]string{}
	if err := m.Targets(func(g *portal.Target) error {
		out[strings.TrimPrefix(g.URL, base)] = strings.Join(strings.Fields(fmt.Sprintf("%d %s %s x%d", g.Status, g.Error, g.Gap, g.Attempts)), " ")
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func pages(t *testing.T, m portal.Snapshot, base string) []string {
	t.Helper()
	var out []string
	if err := m.Pages(func(p *portal.Page) error {
		out = append(out, strings.TrimPrefix(p.URL, base))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOutcomesOfLinks(t *testing.T) {
	tries := 0
	s := newServer(t, map[string]string{
		"/jyj/gzdt/":                 list(row("t20261101_1.html", "教育局召开工作会议部署重点任务", "2026-11-01")),
		"/jyj/gzdt/t20261101_1.html": article("教育局召开工作会议部署重点任务", "2026-11-01", `<a href="/f/a.pdf">附件</a><a href="/f/empty.pdf">空附件</a>`),
		"/soft.html":                 `<h1>404</h1><p>抱歉，您访问的页面不存在</p>`,
	})
	s.answer["/"] = html(`<a href="/jyj/gzdt/">工作动态</a><a href="/gone.html">一</a><a href="/e410.html">二</a><a href="/e500.html">三</a>
		<a href="/heals.html">四</a><a href="/e403.html">五</a><a href="/e412.html">六</a><a href="/soft.html">七</a><a href="/t20261001_9.html">八</a>
		<a href="/circle.html">九</a><a href="/slow.html">十</a><img src="/i/none.png"><a href="/f/huge.zip">大</a>`)
	s.answer["/f/a.pdf"] = func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("%PDF-1.4")) }
	s.answer["/f/empty.pdf"] = status(200)
	s.answer["/f/huge.zip"] = func(w http.ResponseWriter, _ *http.Request) {
		for range 64 { // more than is read of a file
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	}
	s.answer["/e410.html"], s.answer["/e500.html"], s.answer["/e403.html"], s.answer["/e412.html"] = status(410), status(500), status(403), status(412)
	s.answer["/heals.html"] = func(w http.ResponseWriter, r *http.Request) {
		if tries++; tries == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		html("<p>好了</p>")(w, r)
	}
	s.answer["/t20261001_9.html"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }
	s.answer["/circle.html"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle.html", http.StatusFound) }
	s.answer["/slow.html"] = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

	opt := s.options(portal.ScanRecent)
	opt.Timeout = 2 * time.Second // a loaded machine is slow too
	m, sum := crawl(t, opt)
	if !sum.Complete || sum.Interrupted {
		t.Errorf("summary %+v", sum)
	}
	want := map[string]string{
		"/jyj/gzdt/": "200 x1", "/jyj/gzdt/t20261101_1.html": "200 x1", "/gone.html": "404 x3", "/e410.html": "410 x3", "/e500.html": "500 x3",
		"/heals.html": "200 x2", "/e403.html": "403 blocked x1", "/e412.html": "412 blocked x1", "/soft.html": "200 soft-404 x3",
		"/t20261001_9.html": "200 redirect-home x3", "/circle.html": "0 redirect-loop x3", "/slow.html": "0 timeout x3", "/i/none.png": "404 x3",
		"/f/a.pdf": "200 x1", "/f/empty.pdf": "200 empty x3", "/f/huge.zip": "200 x1",
	}
	if d := cmp.Diff(want, targets(t, m, s.URL)); d != "" {
		t.Errorf("targets (-want +got):\n%s", d)
	}
}

func TestRecentScanStopsOnePageBeyond(t *testing.T) {
	s := newServer(t, map[string]string{
		"/":           `<a href="/jyj/gzdt/">工作动态</a><a href="/about.html">概况</a>`,
		"/about.html": `<p>县情概况</p><a href="/deep.html">深处</a>`,
		"/deep.html":  `<p>深处</p>`,
	})
	pager := `<script>createPageHTML(6, 0, "index", "html");</script>`
	years := []string{"2026-10-10", "2026-02-02", "2025-06-06", "2024-05-05", "2023-04-04", "2022-03-03"}
	for i, d := range years {
		name := "/jyj/gzdt/"
		if i > 0 {
			name = fmt.Sprintf("/jyj/gzdt/index_%d.html", i)
		}
		ref := fmt.Sprintf("t%s_%d.html", strings.ReplaceAll(d, "-", ""), i)
		s.answer[name] = html(list(row(ref, fmt.Sprintf("教育局第%d次召开工作会议部署重点任务", i), d),
			row("x"+ref, fmt.Sprintf("教育局第%d次组织开展校园安全检查", i), d)) + strings.Replace(pager, " 0,", fmt.Sprintf(" %d,", i), 1))
		s.answer["/jyj/gzdt/"+ref] = html(article("教育局召开工作会议部署重点任务", d, ""))
		s.answer["/jyj/gzdt/x"+ref] = html(article("教育局组织开展校园安全检查", d, ""))
	}
	crawl(t, s.options(portal.ScanRecent))
	for path, want := range map[string]int{"/jyj/gzdt/": 1, "/jyj/gzdt/index_1.html": 1, "/jyj/gzdt/index_2.html": 1, "/jyj/gzdt/index_3.html": 0,
		"/jyj/gzdt/t20261010_0.html": 1, "/jyj/gzdt/t20260202_1.html": 1, "/about.html": 1, "/deep.html": 0} {
		if got := s.count(path); got != want {
			t.Errorf("recent scan asked %s %d times, want %d", path, got, want)
		}
	}
	m, _ := crawl(t, s.options(portal.ScanFull))
	got := pages(t, m, s.URL)
	for _, p := range []string{"/jyj/gzdt/index_5.html", "/jyj/gzdt/t20220303_5.html", "/deep.html"} {
		if !slices.Contains(got, p) {
			t.Errorf("full scan did not read %s; it read %v", p, got)
		}
	}
}

func TestRobotsKeepOutAndSlowDown(t *testing.T) {
	s := newServer(t, map[string]string{"/": `<a href="/private/a.html">一</a><a href="/open/b.html">二</a>`, "/open/b.html": "<p>二</p>", "/private/a.html": "<p>一</p>"})
	s.answer["/robots.txt"] = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "User-agent: gc\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\nCrawl-delay: 0.2\n")
	}
	m, sum := crawl(t, s.options(portal.ScanRecent))
	if s.count("/private/a.html") != 0 {
		t.Error("asked for what robots.txt forbids")
	}
	if got := targets(t, m, s.URL)["/private/a.html"]; !strings.Contains(got, "robots") {
		t.Errorf("forbidden target: %q", got)
	}
	if sum.Robots["portal"] != 1 {
		t.Errorf("robots requests %v", sum.Robots)
	}
	slices.SortFunc(s.times, func(a, b time.Time) int { return a.Compare(b) })
	// Single gaps shrink when a request is held up on its way; their sum does not.
	after := s.times[1:]
	if spent, least := after[len(after)-1].Sub(after[0]), time.Duration(len(after)-1)*200*time.Millisecond; spent < least-50*time.Millisecond {
		t.Errorf("%d requests in %v, a Crawl-delay of 0.2 needs %v", len(after), spent, least)
	}
	ignoring := s.options(portal.ScanRecent)
	ignoring.Robots = false
	crawl(t, ignoring)
	if s.count("/private/a.html") != 1 || s.count("/robots.txt") != 1 {
		t.Error("robots.txt was not ignored")
	}
}

func TestRateAndParallelsOfOneHost(t *testing.T) {
	home := ""
	pages := map[string]string{}
	for i := range 12 {
		p := fmt.Sprintf("/p/%d.html", i)
		home += fmt.Sprintf(`<a href="%s">第%d页</a>`, p, i)
		pages[p] = "<p>页</p>"
	}
	pages["/"] = home
	s := newServer(t, pages)
	s.pause = 30 * time.Millisecond
	opt := s.options(portal.ScanRecent)
	opt.Robots, opt.PerHost, opt.Retries = false, 2, 0
	crawl(t, opt)
	if s.most != 2 {
		t.Errorf("%d requests at a time to one host, want 2", s.most)
	}
	s.times, s.most, s.pause = nil, 0, 0
	opt.Rate = func(time.Time) float64 { return 20 }
	opt.Ledger.Columns = nil
	crawl(t, opt)
	slices.SortFunc(s.times, func(a, b time.Time) int { return a.Compare(b) })
	spent := s.times[len(s.times)-1].Sub(s.times[0])
	if least := time.Duration(len(s.times)-1) * 50 * time.Millisecond; spent < least-20*time.Millisecond {
		t.Errorf("%d requests in %v, a rate of 20 a second needs %v", len(s.times), spent, least)
	}
}

func TestSecondScanAsksConditionally(t *testing.T) {
	s := newServer(t, nil)
	served := map[string]int{}
	cond := func(etag, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", etag)
			if r.Header.Get("If-None-Match") == etag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			s.mu.Lock()
			served[r.URL.Path]++
			s.mu.Unlock()
			html(body)(w, r)
		}
	}
	s.answer["/"] = cond(`"h"`, `<a href="/jyj/gzdt/">工作动态</a><a href="/gone.html">没有</a>`)
	s.answer["/jyj/gzdt/"] = cond(`"l"`, list(row("t20261101_1.html", "教育局召开工作会议部署重点任务", "2026-11-01")))
	s.answer["/jyj/gzdt/t20261101_1.html"] = html(article("教育局召开工作会议部署重点任务", "2026-11-01", ""))
	opt := s.options(portal.ScanRecent)
	first, _ := crawl(t, opt)
	second := first.Next(portal.Scan{ID: "s2", Kind: opt.Kind, AsOf: opt.AsOf, Since: opt.Since})
	if _, err := crawler.Run(context.Background(), second, opt); err != nil {
		t.Fatal(err)
	}
	if served["/"] != 1 || served["/jyj/gzdt/"] != 1 {
		t.Errorf("served in full %v", served)
	}
	if d := cmp.Diff(targets(t, first, s.URL), targets(t, second, s.URL)); d != "" {
		t.Errorf("targets of the second scan (-first +second):\n%s", d)
	}
	if d := cmp.Diff(pages(t, first, s.URL), pages(t, second, s.URL)); d != "" {
		t.Errorf("pages (-first +second):\n%s", d)
	}
}

// TestStoppedScanGoesOn stops a crawl half way, again and again, and wants
// the same facts as from one that was left alone.
func TestStoppedScanGoesOn(t *testing.T) {
	pagesOf := map[string]string{}
	home := ""
	for i := range 40 {
		p := fmt.Sprintf("/p/%d.html", i)
		home += fmt.Sprintf(`<a href="%s">第%d页</a>`, p, i)
		pagesOf[p] = article(fmt.Sprintf("第%d期工作简报印发各单位执行", i), "2026-10-10", fmt.Sprintf(`<a href="/q/%d.html">下一篇</a><a href="/no/%d.html">坏</a>`, i, i%5))
		pagesOf[fmt.Sprintf("/q/%d.html", i)] = "<p>页</p>"
	}
	pagesOf["/"] = home
	s := newServer(t, pagesOf)
	s.pause = 5 * time.Millisecond
	opt := s.options(portal.ScanFull)
	opt.Robots = false
	whole, _ := crawl(t, opt)

	m := portaltest.NewMemory(portal.Scan{ID: "s", Kind: opt.Kind, AsOf: opt.AsOf, Since: opt.Since}, *opt.Ledger)
	for try := 0; ; try++ {
		if try > 100 {
			t.Fatal("the scan never ends")
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(60+20*try)*time.Millisecond)
		sum, err := crawler.Run(ctx, m, opt)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		if !sum.Interrupted {
			if try == 0 {
				t.Fatal("the scan was never interrupted")
			}
			break
		}
	}
	if d := cmp.Diff(targets(t, whole, s.URL), targets(t, m, s.URL)); d != "" {
		t.Errorf("targets (-whole +resumed):\n%s", d)
	}
	if d := cmp.Diff(pages(t, whole, s.URL), pages(t, m, s.URL)); d != "" {
		t.Errorf("pages (-whole +resumed):\n%s", d)
	}
}

func TestLimitsAreSaid(t *testing.T) {
	home := ""
	pagesOf := map[string]string{}
	for i := range 20 {
		home += fmt.Sprintf(`<a href="/p/%d.html">第%d页</a>`, i, i)
		pagesOf[fmt.Sprintf("/p/%d.html", i)] = "<p>页</p>"
	}
	pagesOf["/"] = home
	s := newServer(t, pagesOf)
	opt := s.options(portal.ScanRecent)
	opt.MaxPages = 5
	m, sum := crawl(t, opt)
	if sum.Complete || len(sum.Reasons) != 1 || !strings.Contains(sum.Reasons[0], "上限") {
		t.Errorf("summary %+v", sum)
	}
	limited := 0
	for _, o := range targets(t, m, s.URL) {
		if strings.Contains(o, portal.GapLimit) {
			limited++
		}
	}
	if limited == 0 {
		t.Error("no target says that the limit kept it from being read")
	}
	private := s.options(portal.ScanRecent)
	private.AllowPrivate = false
	m, _ = crawl(t, private)
	n := 0
	if err := m.Gaps(func(g *portal.Gap) error {
		if g.Reason == portal.GapPrivate {
			n++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Error("a private address was not refused")
	}
}
