package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

// frame is a page of a template: everything but the middle is the same.
func frame(middle string) string {
	return `<div class="nav"><a href="/">首页</a><a href="/a.html">概况</a></div><div id="m">` + middle +
		`</div><div class="foot">主办单位：示例县人民政府办公室　技术支持：示例县大数据中心</div>`
}

// TestSoft404ByTheHostsOwnAnswer has servers that answer 200 for what they
// do not have, in words that no list holds.
func TestSoft404ByTheHostsOwnAnswer(t *testing.T) {
	const home = `<a href="/real.html">一</a><a href="/thin.html">二</a><a href="/empty.html">三</a><a href="/no/such.html">四</a>
		<a href="/no/other.html">五</a><a href="/f/none.pdf">六</a><p>欢迎访问示例县人民政府门户网站。</p>`
	real := frame("<p>" + strings.Repeat("本县面积与人口的基本情况。", 10) + "</p>")
	gone := func(r *http.Request) string {
		return frame("<p>小编正在努力整理 " + r.URL.Path + " ，请稍候再来。</p>")
	}
	shell := `<div id="app">页面正在加载，请稍候再看。</div><script src="/js/app.js"></script>`
	tries := 0
	for _, c := range []struct {
		name    string
		missing func(w http.ResponseWriter, r *http.Request) // for what is not there
		broken  string                                       // outcome of what is not there
		file    string                                       // the same of a missing file
	}{
		{"says 404", http.NotFound, "404 x2", "404 x2"},
		{"says 200", func(w http.ResponseWriter, r *http.Request) { html(gone(r))(w, r) }, "200 soft-404 x2", "200 soft-404 x2"},
		{"says 200 and the time", func(w http.ResponseWriter, r *http.Request) {
			html(gone(r)+fmt.Sprintf("<p>编号 %d</p>", len(r.URL.Path)*7919))(w, r)
		}, "200 soft-404 x2", "200 soft-404 x2"},
		{"redirects to a page of its own", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/wait.html", http.StatusFound)
		}, "200 soft-404 x2", "200 soft-404 x2"},
		{"answers with its home page", func(w http.ResponseWriter, r *http.Request) { html(home)(w, r) }, "200 x1", "200 x1"},
		{"redirects to its home page", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, "200 x1", "200 x1"},
		{"answers with an empty application", func(w http.ResponseWriter, r *http.Request) { html(shell)(w, r) }, "200 x1", "200 x1"},
		{"answers one page now and another then", func(w http.ResponseWriter, r *http.Request) {
			if tries++; tries == 1 {
				html(real)(w, r)
				return
			}
			html(frame("<p>推荐阅读："+strings.Repeat(string('一'+rune(tries)), 9)+"</p>"))(w, r)
		}, "200 x1", "200 x1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newServer(t, map[string]string{
				"/": home, "/real.html": real, "/thin.html": frame("<p>暂无内容</p>"), "/empty.html": frame(""), "/a.html": real,
				"/wait.html": frame("<p>小编正在努力整理，请稍候再来。</p>"),
			})
			s.otherwise = c.missing
			opt := s.options(portal.ScanRecent)
			opt.Ledger.Columns, opt.Retries, opt.Robots, opt.Concurrency = nil, 1, false, 1
			m, _ := crawl(t, opt)
			got := targets(t, m, s.URL)
			for _, u := range []string{"/", "/wait.html", "/a.html"} {
				delete(got, u)
			}
			want := map[string]string{
				"/real.html": "200 x1", "/thin.html": "200 x1", "/empty.html": "200 x1",
				"/no/such.html": c.broken, "/no/other.html": c.broken, "/f/none.pdf": c.file,
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("targets (-want +got):\n%s", d)
			}
			probes := 0
			for p, n := range s.asked {
				if strings.HasPrefix(p, "/duwang-") {
					probes += n
				}
			}
			if probes < 1 || probes > 2 {
				t.Errorf("%d probes", probes)
			}
		})
	}
}

// TestAnErrorPageBehindARedirect wants a link that is sent to a page which
// says "not found" with status 200 judged by that page, and a column that is
// sent to the home page not judged by what the home page shows.
func TestAnErrorPageBehindARedirect(t *testing.T) {
	s := newServer(t, map[string]string{
		"/":         `<a href="/old.html">旧</a><a href="/moved.html">移</a>` + list(row("/n/t20261101_1.html", "县政府召开常务会议研究部署重点工作", "2026-11-01")),
		"/404.html": `<h1>404</h1><p>抱歉，您访问的页面不存在</p>`,
		"/new.html": "<p>" + strings.Repeat("新的页面。", 30) + "</p>", "/n/t20261101_1.html": article("县政府召开常务会议研究部署重点工作", "2026-11-01", ""),
	})
	to := func(u string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, u, http.StatusFound) }
	}
	s.answer["/old.html"], s.answer["/moved.html"], s.answer["/jyj/gzdt/"] = to("/404.html"), to("/new.html"), to("/")
	opt := s.options(portal.ScanRecent)
	opt.Retries, opt.Robots = 1, false
	m, _ := crawl(t, opt)
	got := targets(t, m, s.URL)
	for u, want := range map[string]string{"/old.html": "200 soft-404 x2", "/moved.html": "200 x1", "/new.html": "200 x1"} {
		if got[u] != want {
			t.Errorf("%s: %q, want %q", u, got[u], want)
		}
	}
	if err := m.Items(func(i *portal.Item) error {
		if i.Column != "" {
			t.Errorf("the column got %s from the home page", i.URL)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	detail := ""
	if err := m.Gaps(func(g *portal.Gap) error {
		if g.Column == "edu-news" {
			detail = g.Detail
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(detail, "跳转到了网站首页") {
		t.Errorf("the column's gap says %q", detail)
	}
}
