package portaltest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const ledger = `一个小门户。

-- site.yaml --
as_of: 2026-03-20
site: {id: portal, name: 示例县人民政府, url: http://www.example.gov.cn}
units:
  - id: edu
    name: 教育局
    columns: [{id: edu-news, name: 工作动态, type: news, url: gzdt/}]
`

func parsed(t *testing.T, files string) *Portal {
	t.Helper()
	p, err := Parse(txtar.Parse([]byte(ledger + files)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func get(t *testing.T, p *Portal, address string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := p.RoundTrip(r)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return resp, string(body)
}

func TestArchiveIsRefusedWithItsFault(t *testing.T) {
	for fault, text := range map[string]string{
		"names no site":        "-- index.html --\nx\n",
		"as_of is missing":     "-- site.yaml --\nsite: {id: a, url: http://a/}\n",
		"field colour":         "-- site.yaml --\nas_of: 2026-03-20\ncolour: red\n",
		"neither recent":       "-- site.yaml --\nas_of: 2026-03-20\nkind: weekly\nsite: {id: a, url: http://a/}\n",
		`type "newz"`:          "-- site.yaml --\nas_of: 2026-03-20\nsite: {id: a, url: http://a/}\nunits: [{id: u, columns: [{id: c, type: newz, url: /c/}]}]\n",
		`no site "b"`:          "-- site.yaml --\nas_of: 2026-03-20\nsite: {id: a, url: http://a/}\nunits: [{id: u, site: b}]\n",
		`fail "tired"`:         ledger + "-- answers.yaml --\n/x: {fail: tired}\n",
		"field speed":          ledger + "-- answers.yaml --\n/x: {speed: 1}\n",
		"invalid encoding":     ledger + "-- answers.yaml --\n/x: {charset: klingon}\n",
		"answers twice":        ledger + "-- a/index.html --\nx\n-- http://www.example.gov.cn/a/ --\ny\n",
		"unknown key \"colour": ledger + "-- a.html --\n[[article \"colour\" \"red\"]]\n",
		"not pairs":            ledger + "-- a.html --\n[[home \"without\"]]\n",
	} {
		if _, err := Parse(txtar.Parse([]byte(text))); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("error %v does not say %q", err, fault)
		}
	}
}

func TestFileAnswersUnderItsPathAndFolder(t *testing.T) {
	p := parsed(t, "-- a/index.html --\nfolder\n-- b.html?page=2 --\nquery\n-- http://jyj.example.gov.cn/c.html --\nother host\n-- d.docx --\nPK\n")
	for address, want := range map[string]string{
		"http://www.example.gov.cn/a/":            "folder\n",
		"http://www.example.gov.cn/a/index.html":  "folder\n",
		"http://www.example.gov.cn/b.html?page=2": "query\n",
		"http://jyj.example.gov.cn/c.html#top":    "other host\n",
	} {
		resp, body := get(t, p, address)
		if resp.StatusCode != 200 || body != want || resp.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: %d %q %q", address, resp.StatusCode, resp.Header.Get("Content-Type"), body)
		}
	}
	if resp, _ := get(t, p, "http://www.example.gov.cn/b.html"); resp.StatusCode != 404 {
		t.Errorf("another query: %d", resp.StatusCode)
	}
	if resp, _ := get(t, p, "http://www.example.gov.cn/d.docx"); strings.Contains(resp.Header.Get("Content-Type"), "html") {
		t.Errorf("a file is %s", resp.Header.Get("Content-Type"))
	}
	if got := len(p.Requests()); got != 6 {
		t.Errorf("%d requests were booked, not 6", got)
	}
}

func TestAnswersComeInTurn(t *testing.T) {
	p := parsed(t, "-- answers.yaml --\n/x.html: [{status: 500}, {status: 503}, {}]\n-- x.html --\nat last\n")
	var got []int
	for range 4 {
		resp, _ := get(t, p, "http://www.example.gov.cn/x.html")
		got = append(got, resp.StatusCode)
	}
	if want := []int{500, 503, 200, 200}; !equal(got, want) {
		t.Errorf("answers %v, want %v", got, want)
	}
}

func equal(a, b []int) bool {
	for i := range a {
		if len(a) != len(b) || a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestAnswerIsShapedAsWritten(t *testing.T) {
	p := parsed(t, `-- answers.yaml --
/gbk.html: {charset: gbk}
/wide.html: {charset: utf-16, type: text/html; charset=gb2312}
/empty.docx: {size: 0, body: x}
/big.docx: {size: 9, body: x}
/moved.html: {redirect: /gbk.html, status: 301}
/cookie.html: {cookie: gate=1}
/tag.html: {etag: '"v1"'}
/zip.html: {gzip: true}
/header.html: {header: {Retry-After: "7"}, status: 429}
-- gbk.html --
中文
-- wide.html --
中文
-- cookie.html --
inside
-- tag.html --
tagged
-- zip.html --
packed
`)
	const on = "http://www.example.gov.cn"
	want, err := simplifiedchinese.GBK.NewEncoder().String("中文\n")
	if err != nil {
		t.Fatal(err)
	}
	if resp, body := get(t, p, on+"/gbk.html"); body != want || resp.Header.Get("Content-Type") != "text/html" {
		t.Errorf("gbk: %q %q", resp.Header.Get("Content-Type"), body)
	}
	if resp, body := get(t, p, on+"/wide.html"); !strings.HasPrefix(body, "\xff\xfe\x2d\x4e") || resp.Header.Get("Content-Type") != "text/html; charset=gb2312" {
		t.Errorf("utf-16: %q %q", resp.Header.Get("Content-Type"), body)
	}
	if _, body := get(t, p, on+"/empty.docx"); body != "" {
		t.Errorf("size 0: %q", body)
	}
	if _, body := get(t, p, on+"/big.docx"); body != "x        " {
		t.Errorf("size 9: %q", body)
	}
	if resp, _ := get(t, p, on+"/moved.html"); resp.StatusCode != 301 || resp.Header.Get("Location") != "/gbk.html" {
		t.Errorf("redirect: %d %q", resp.StatusCode, resp.Header.Get("Location"))
	}
	if resp, _ := get(t, p, on+"/cookie.html"); resp.StatusCode != 302 || resp.Header.Get("Set-Cookie") == "" {
		t.Errorf("gate without cookie: %d", resp.StatusCode)
	}
	if resp, body := get(t, p, on+"/cookie.html", "Cookie", "gate=1"); resp.StatusCode != 200 || body != "inside\n" {
		t.Errorf("gate with cookie: %d %q", resp.StatusCode, body)
	}
	if resp, _ := get(t, p, on+"/tag.html"); resp.Header.Get("ETag") != `"v1"` {
		t.Error("no ETag")
	}
	if resp, body := get(t, p, on+"/tag.html", "If-None-Match", `"v1"`); resp.StatusCode != 304 || body != "" {
		t.Errorf("known ETag: %d %q", resp.StatusCode, body)
	}
	if resp, body := get(t, p, on+"/zip.html", "Accept-Encoding", "gzip"); resp.Header.Get("Content-Encoding") != "gzip" || !strings.HasPrefix(body, "\x1f\x8b") {
		t.Errorf("gzip: %q", body)
	}
	if resp, _ := get(t, p, on+"/header.html"); resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "7" {
		t.Errorf("header: %d %v", resp.StatusCode, resp.Header)
	}
}

func TestWireFailsAsGoReportsIt(t *testing.T) {
	p := parsed(t, "-- answers.yaml --\n/refused: {fail: refused}\n/reset: {fail: reset}\n/timeout: {fail: timeout}\n/cut: {fail: cut, body: half}\n")
	do := func(address string) error {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := p.RoundTrip(r)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}
	const on = "http://www.example.gov.cn"
	if err := do(on + "/refused"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("refused: %v", err)
	}
	if err := do(on + "/reset"); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reset: %v", err)
	}
	if err := do(on + "/timeout"); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("timeout: %v", err)
	}
	if err := do(on + "/cut"); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut: %v", err)
	}
	var dns *net.DNSError
	if err := do("http://nowhere.gov.cn/"); !errors.As(err, &dns) || !dns.IsNotFound {
		t.Errorf("unknown host: %v", err)
	}
	if err := do("https://bszs.conac.cn/sitename?method=show"); err != nil {
		t.Errorf("official host: %v", err)
	}
}

func TestDelayEndsWithTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := parsed(t, "-- answers.yaml --\n/slow.html: {delay: 20s, body: slow}\n")
		ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://www.example.gov.cn/slow.html", nil)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, err := p.RoundTrip(r); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if d := time.Since(start); d != 15*time.Second {
			t.Errorf("gave up after %v", d)
		}
		if _, body := get(t, p, "http://www.example.gov.cn/slow.html"); body != "slow" {
			t.Errorf("a patient visitor got %q", body)
		}
	})
}

func TestBarePortalIsFurnished(t *testing.T) {
	p := parsed(t, "-- gzdt/index.html --\n[[list]]<ul>[[rows \"2026-03-19\" 2 \"t\"]]</ul>\n")
	for _, path := range []string{"/", "/wzdt/", "/zfxxgk/zn.html", "/gzdt/t1.html", "/gzdt/t2.html"} {
		resp, body := get(t, p, "http://www.example.gov.cn"+path)
		if resp.StatusCode != 200 || !strings.Contains(body, "网站标识码：1522990001") {
			t.Errorf("%s: %d %s", path, resp.StatusCode, body)
		}
	}
	if _, body := get(t, p, "http://www.example.gov.cn/gzdt/t2.html"); !strings.Contains(body, `name="PubDate" content="2026-03-18 09:00"`) {
		t.Errorf("article of the second row: %s", body)
	}
	if len(p.Files) != 1 {
		t.Errorf("files %v", p.Files)
	}
}

func TestPartsLeftOutAreLeftOut(t *testing.T) {
	p := parsed(t, "-- index.html --\n[[home \"without\" \"SiteIDCode,code,police,guide\" \"empty\" \"SiteDomain\"]]\n")
	_, body := get(t, p, "http://www.example.gov.cn/")
	for _, gone := range []string{"SiteIDCode", "1522990001", "公网安备", "公开指南"} {
		if strings.Contains(body, gone) {
			t.Errorf("%s is still there", gone)
		}
	}
	if !bytes.Contains([]byte(body), []byte(`name="SiteDomain" content=""`)) {
		t.Error("SiteDomain is not empty")
	}
}
