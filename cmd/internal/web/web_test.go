package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/people"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
)

// stale is a portal of two units whose news nobody updates; one title carries
// a script.
func stale() http.Handler {
	page := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, `<html><head><title>示例县人民政府</title></head><body>`+body+`</body></html>`)
		}
	}
	m := http.NewServeMux()
	m.HandleFunc("/{$}", page(`<a href="/edu/">教育局</a> <a href="/fin/">财政局</a><p>主办：示例县人民政府办公室</p>`))
	m.HandleFunc("/edu/{$}", page(`<h1>工作动态</h1><ul><li><a href="/edu/1.html">示例县开学工作顺利</a><span>2026-09-01</span></li></ul>`))
	m.HandleFunc("/fin/{$}", page(`<h1>工作动态</h1><ul><li><a href="/fin/1.html">&lt;script&gt;alert(1)&lt;/script&gt;预算执行情况</a><span>2026-09-02</span></li></ul>`))
	m.HandleFunc("/edu/1.html", page(`<h1>示例县开学工作顺利</h1><p>来源：教育局 发布时间：2026-09-01</p><div>全县中小学按时开学。</div>`))
	m.HandleFunc("/fin/1.html", page(`<h1>&lt;script&gt;alert(1)&lt;/script&gt;预算执行情况</h1><p>发布时间：2026-09-02</p><div>上半年预算执行平稳。</div>`))
	return m
}

// clock is when the tests take place.
var clock = time.Date(2026, 11, 23, 9, 0, 0, 0, config.Zone)

const password = "correct horse 2026"

// A stage is a dashboard on a scanned portal with an account of each role; the
// liaison belongs to edu.
type stage struct {
	desk *Desk
	st   *store.Store
	cfg  *config.Config
	url  string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	site := httptest.NewServer(stale())
	t.Cleanup(site.Close)
	return newStageOf(t, `sites: [{id: portal, name: 示例县人民政府, url: `+site.URL+`/, code: "1522000001"}]
units:
  - {id: edu, name: 教育局, columns: [{id: edu-news, name: 工作动态, url: /edu/, type: news}]}
  - {id: fin, name: 财政局, columns: [{id: fin-news, name: 工作动态, url: /fin/, type: news}]}
`)
}

// newStageOf is a stage of the given sites and units, each site scanned by
// itself.
func newStageOf(t *testing.T, sites string) *stage {
	t.Helper()
	dir := t.TempDir()
	cfg, err := config.Parse("duwang.yaml", []byte(`version: 1
office: {name: 示例县人民政府办公室, notice_code: 示政公开整}
store: `+filepath.Join(dir, "duwang.db")+`
evidence: `+filepath.Join(dir, "evidence")+`
crawl: {rate: 0, allow_private: true, retries: 0, external_links: false}
`+sites), dir)
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), cfg.Store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	for _, s := range cfg.Sites {
		scan, _, err := work.Scan(t.Context(), cfg, st, work.Request{AsOf: portal.DateOf(clock), Version: "test", Pause: time.Millisecond, Sites: []string{s.ID}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := work.JudgeAndFollow(t.Context(), cfg, st, scan.ID); err != nil {
			t.Fatal(err)
		}
	}
	hash, err := people.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range people.Roles {
		u := store.User{Name: string(r.Role), FullName: r.Chinese, Role: string(r.Role), Password: hash, Created: clock}
		if r.Role.NeedsUnit() {
			u.Unit = "edu"
		}
		if err := st.AddUser(t.Context(), u, store.Audit{At: clock, By: "测试", Action: "新建用户", Subject: "用户 " + u.Name}); err != nil {
			t.Fatal(err)
		}
	}
	d, err := New(Options{Config: cfg, Store: st, Version: "test", Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(d)
	t.Cleanup(srv.Close)
	return &stage{d, st, cfg, srv.URL}
}

// A browser is a client with cookies that follows no redirect.
type browser struct {
	*http.Client
	base string
}

func (s *stage) browser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{&http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, s.url}
}

func (s *stage) as(t *testing.T, name string) *browser {
	t.Helper()
	b := s.browser(t)
	if got := b.post(t, "/login", url.Values{"name": {name}, "password": {password}}); got.status != http.StatusSeeOther {
		t.Fatalf("sign in as %s: %d %s", name, got.status, got.text())
	}
	return b
}

type answer struct {
	status int
	head   http.Header
	doc    *goquery.Document
	body   string
}

func (a *answer) text() string { return strings.Join(strings.Fields(a.doc.Find("body").Text()), " ") }

func (b *browser) get(t *testing.T, path string) *answer {
	t.Helper()
	return b.do(t, http.MethodGet, path, nil)
}

func (b *browser) post(t *testing.T, path string, form url.Values) *answer {
	t.Helper()
	return b.do(t, http.MethodPost, path, form)
}

func (b *browser) do(t *testing.T, method, path string, form url.Values) *answer {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	res, err := b.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, res, text)
}

// selection is what pages are asserted by.
type selection = goquery.Selection

func read(t *testing.T, res *http.Response, text []byte) *answer {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return &answer{res.StatusCode, res.Header, doc, string(text)}
}

// first returns the number of the first case of a unit.
func (s *stage) first(t *testing.T, unit string) string {
	t.Helper()
	list, err := s.st.Cases(t.Context(), store.CaseQuery{Units: []string{unit}})
	if err != nil || len(list) == 0 {
		t.Fatalf("cases of %s: %d, %v", unit, len(list), err)
	}
	return list[0].Number
}
