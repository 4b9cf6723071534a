package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/crawler/portaltest"
)

// TestEveryPageOnce writes the same pages in every way that sites do.
func TestEveryPageOnce(t *testing.T) {
	body := func(s string) string { return "<p>" + strings.Repeat(s, 30) + "</p>" }
	s := newServer(t, map[string]string{
		"/q.jsp?id=1&type=2": body("查询页面。"), "/s.jsp?id=7": body("会话页面。"), "/same/": body("目录页面。"), "/same/index.html": body("目录页面。"),
		"/diff/": body("目录。"), "/diff/index.html": body("另一页。"), "/up/x.html": body("上级页面。"), "/%E5%85%AC%E5%BC%80.html": body("中文网址。"),
	})
	s.answer["/"] = html(`<a href="/q.jsp?id=1&type=2">1</a><a href="q.jsp?type=2&amp;id=1">2</a><a href="/q.jsp?id=1&type=2#top">3</a>
		<a href="/s.jsp;jsessionid=0123456789ABCDEF0123456789ABCDEF?id=7">4</a><a href="/s.jsp?id=7&jsessionid=0123456789ABCDEF01234567">5</a>
		<a href="/same/">6</a><a href="/same/index.html">7</a><a href="/diff/">8</a><a href="/diff/index.html">9</a>
		<a href="/up/../up/./x.html">10</a><a href="` + strings.Replace(s.URL, "http:", "HTTP:", 1) + `/up/x.html">11</a><a href="//` + strings.TrimPrefix(s.URL, "http://") + `/up/x.html">12</a>
		<a href="/公开.html">13</a><a href="/%e5%85%ac%e5%bc%80.html">14</a><a href="/index.html">15</a>`)
	s.answer["/index.html"] = s.answer["/"]
	opt := s.options(portal.ScanFull)
	opt.Ledger.Columns, opt.Robots = nil, false
	m, sum := crawl(t, opt)
	want := []string{"/", "/%E5%85%AC%E5%BC%80.html", "/diff/", "/diff/index.html", "/q.jsp?id=1&type=2", "/s.jsp?id=7", "/same/", "/up/x.html"}
	got := pages(t, m, s.URL)
	slices.Sort(got)
	if i := slices.Index(got, "/same/index.html"); i >= 0 && !slices.Contains(got, "/same/") {
		got[i] = "/same/" // whichever was read first stands
	}
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("pages (-want +got):\n%s", d)
	}
	for p, n := range s.asked {
		if n > 1 {
			t.Errorf("%s was asked %d times", p, n)
		}
	}
	for u, o := range targets(t, m, s.URL) {
		if o != "200 x1" {
			t.Errorf("%s: %s", u, o)
		}
	}
	if len(sum.Notes) != 0 {
		t.Errorf("notes %q", sum.Notes)
	}
}

// TestEndlessAddressesAreCutOff has a calendar that turns for ever, a folder
// that contains itself, and a list that has a next page whatever the number.
func TestEndlessAddressesAreCutOff(t *testing.T) {
	s := newServer(t, map[string]string{"/": `<a href="/cal?m=1">日历</a><a href="/loop/">套</a><a href="/jyj/gzdt/">工作动态</a>`})
	s.otherwise = func(w http.ResponseWriter, r *http.Request) {
		n := 0
		switch {
		case r.URL.Path == "/cal":
			fmt.Sscan(r.URL.Query().Get("m"), &n)
			html(fmt.Sprintf(`<p>日历第%d月</p><a href="/cal?m=%d">下月</a><a href="/cal?m=%d">下年</a>`, n, 2*n, 2*n+1))(w, r)
		case strings.HasPrefix(r.URL.Path, "/loop/"):
			html(fmt.Sprintf(`<p>第%d层</p><a href="loop/">再进一层</a>`, len(r.URL.Path)))(w, r)
		case strings.HasPrefix(r.URL.Path, "/jyj/gzdt/") && !strings.HasPrefix(r.URL.Path, "/jyj/gzdt/t"):
			fmt.Sscanf(r.URL.Path, "/jyj/gzdt/index_%d.html", &n)
			shown := min(n, 2) // beyond the last page the last page comes again
			html(list(row(fmt.Sprintf("t20261101_%d.html", shown), "教育局召开工作会议部署重点任务", "2026-11-01"),
				row(fmt.Sprintf("t20261102_%d.html", shown), "教育局组织开展校园安全大检查", "2026-11-02"))+
				fmt.Sprintf(`<div class="page"><a href="index_%d.html">下一页</a></div>`, n+1))(w, r)
		case strings.HasPrefix(r.URL.Path, "/jyj/gzdt/t"):
			html(article("教育局召开工作会议部署重点任务", "2026-11-01", ""))(w, r)
		default:
			http.NotFound(w, r)
		}
	}
	for _, kind := range []string{portal.ScanRecent, portal.ScanFull} {
		s.asked = map[string]int{}
		opt := s.options(kind)
		opt.Robots = false
		m, sum := crawl(t, opt)
		read := pages(t, m, s.URL)
		if n := len(read); n > 280 {
			t.Errorf("%s: %d pages read of an endless site", kind, n)
		}
		for _, p := range []string{"/jyj/gzdt/t20261101_2.html", "/jyj/gzdt/index_2.html"} {
			if !slices.Contains(read, p) {
				t.Errorf("%s: %s was not read", kind, p)
			}
		}
		if slices.Contains(read, "/jyj/gzdt/index_5.html") {
			t.Errorf("%s: turned pages that bring nothing", kind)
		}
		if !sum.Complete {
			t.Errorf("%s: incomplete: %v", kind, sum.Reasons)
		}
		all := strings.Join(sum.Notes, "\n")
		if kind == portal.ScanFull && (!strings.Contains(all, "日历") || !strings.Contains(all, "目录无限重复")) || !strings.Contains(all, "翻页重复") {
			t.Errorf("%s: notes %q", kind, sum.Notes)
		}
	}
}

// TestLimitCountsPagesNotBrokenLinks: five pages and five dead links fit into
// a limit of five; one page more does not, and going on reads it.
func TestLimitCountsPagesNotBrokenLinks(t *testing.T) {
	home := ""
	s := newServer(t, nil)
	for i := range 5 {
		home += fmt.Sprintf(`<a href="/dead/%d.html">第%d页</a>`, i, i)
	}
	for i := range 4 {
		home += fmt.Sprintf(`<a href="/p/%d.html">第%d页</a>`, i, i)
		s.answer[fmt.Sprintf("/p/%d.html", i)] = html("<p>页</p>")
	}
	s.answer["/"] = html(home)
	opt := s.options(portal.ScanRecent)
	opt.Ledger.Columns, opt.MaxPages, opt.Robots, opt.Concurrency = nil, 5, false, 1
	m, sum := crawl(t, opt)
	if n := len(pages(t, m, s.URL)); n != 5 || !sum.Complete {
		t.Errorf("%d pages, summary %+v", n, sum)
	}
	s.answer["/p/9.html"] = html("<p>页</p>")
	s.answer["/"] = html(home + `<a href="/p/9.html">九</a>`)
	m, sum = crawl(t, opt)
	if n := len(pages(t, m, s.URL)); n != 5 || sum.Complete {
		t.Errorf("%d pages, summary %+v", n, sum)
	}
	sum, err := crawler.Run(t.Context(), m, opt)
	if n := len(pages(t, m, s.URL)); err != nil || n != 6 || !sum.Complete {
		t.Errorf("gone on: %d pages, summary %+v, %v", n, sum, err)
	}
}

// TestAResumedScanSpellsAsBefore stops a scan at its limit before it comes to
// a page that writes the parameters of a known address in another order.
func TestAResumedScanSpellsAsBefore(t *testing.T) {
	s := newServer(t, map[string]string{
		"/": `<a href="/q.jsp?b=2&a=1">甲</a><a href="/p.html">乙</a>`, "/p.html": `<p>乙</p><a href="/q.jsp?a=1&b=2">甲</a>`, "/q.jsp?b=2&a=1": "<p>甲</p>",
	})
	opt := s.options(portal.ScanFull)
	opt.Ledger.Columns, opt.Robots, opt.MaxPages, opt.Concurrency = nil, false, 2, 1
	m, sum := crawl(t, opt)
	if sum.Complete || s.count("/p.html") != 0 {
		t.Fatalf("the first run went too far: %v", s.asked)
	}
	opt.MaxPages = 9
	if _, err := crawler.Run(t.Context(), m, opt); err != nil {
		t.Fatal(err)
	}
	if s.count("/q.jsp?b=2&a=1") != 1 || s.count("/q.jsp?a=1&b=2") != 0 || s.count("/p.html") != 1 {
		t.Errorf("asked %v", s.asked)
	}
}

// TestUnchangedInAnotherRole: what was read of a page as a mere page does not
// do when it is a column by now, so it is asked for in full.
func TestUnchangedInAnotherRole(t *testing.T) {
	conditional := 0
	s := newServer(t, map[string]string{"/": `<a href="/jyj/gzdt/">工作动态</a>`})
	s.answer["/jyj/gzdt/"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"l"`)
		if r.Header.Get("If-None-Match") != "" {
			conditional++
			w.WriteHeader(http.StatusNotModified)
			return
		}
		html(list(row("t20261101_1.html", "教育局召开工作会议部署重点任务", "2026-11-01"), row("t20261102_1.html", "教育局组织开展校园安全大检查", "2026-11-02")))(w, r)
	}
	opt := s.options(portal.ScanRecent)
	opt.Robots = false
	columns := opt.Ledger.Columns
	opt.Ledger.Columns = nil
	first, _ := crawl(t, opt)
	// Now the page is a column: what was read of it as a mere page does not do.
	opt.Ledger.Columns = columns
	second := first.Next(portal.Scan{ID: "s2", Kind: opt.Kind, AsOf: opt.AsOf, Since: opt.Since})
	if _, err := crawler.Run(t.Context(), second, opt); err != nil {
		t.Fatal(err)
	}
	if conditional != 0 {
		t.Errorf("%d conditional requests for a page in a new role", conditional)
	}
	third := second.Next(portal.Scan{ID: "s3", Kind: opt.Kind, AsOf: opt.AsOf, Since: opt.Since})
	if _, err := crawler.Run(t.Context(), third, opt); err != nil {
		t.Fatal(err)
	}
	if conditional != 1 {
		t.Errorf("%d conditional requests for an unchanged column, want 1", conditional)
	}
}

// A forgetful frontier knows what servers said and not what pages said.
type forgetful struct{ *portaltest.Memory }

func (forgetful) Known(context.Context, string, string) (*portal.Facts, error) { return nil, nil }

// TestUnchangedButForgotten: a server says 304 and the facts of last time are
// not to be had, so the page is asked for once more in full.
func TestUnchangedButForgotten(t *testing.T) {
	s := newServer(t, nil)
	s.answer["/"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"h"`)
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		html("<p>首页</p>")(w, r)
	}
	opt := s.options(portal.ScanRecent)
	opt.Robots, opt.Ledger.Columns = false, nil
	first, _ := crawl(t, opt)
	second := first.Next(portal.Scan{ID: "s2", Kind: opt.Kind, AsOf: opt.AsOf, Since: opt.Since})
	if _, err := crawler.Run(t.Context(), forgetful{second}, opt); err != nil {
		t.Fatal(err)
	}
	if got := pages(t, second, s.URL); len(got) != 1 || s.count("/") != 3 {
		t.Errorf("pages %v after %d requests", got, s.count("/"))
	}
}
