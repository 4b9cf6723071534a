package crawler_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler"
)

// TestLookAtSaysWhatAScanWouldMeet asks home pages of all kinds.
func TestLookAtSaysWhatAScanWouldMeet(t *testing.T) {
	body := "<p>" + strings.Repeat("示例县人民政府门户网站欢迎您。", 20) + "</p>"
	robots := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(text))
		}
	}
	for _, c := range []struct {
		name   string
		home   http.HandlerFunc
		robots http.HandlerFunc
		ignore bool
		want   crawler.Look
	}{
		{"in order", html(body), robots(404, ""), false, crawler.Look{Status: 200, Title: "示例县", Robots: "robots.txt 没有限制"}},
		{"redirected", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "/cn/", http.StatusFound)
				return
			}
			html(body)(w, r)
		}, robots(200, "User-agent: *\nDisallow: /admin/\nCrawl-delay: 2.5\n"), false,
			crawler.Look{Status: 200, Final: "/cn/", Title: "示例县", CrawlDelay: 2500 * time.Millisecond,
				Robots: "robots.txt 允许访问首页，另有限制，要求每次间隔 2.5 秒"}},
		{"kept out by robots.txt", html(body), robots(200, "User-agent: *\nDisallow: /\n"), false,
			crawler.Look{Forbidden: true, Robots: "robots.txt 不允许访问", Err: "robots.txt 不允许访问，巡检将不读取该站"}},
		{"robots.txt ignored", html(body), robots(200, "User-agent: *\nDisallow: /\n"), true,
			crawler.Look{Status: 200, Title: "示例县", Robots: "robots.txt 不允许访问（配置为不遵守）"}},
		{"robots.txt fails", html(body), robots(503, ""), false,
			crawler.Look{Forbidden: true, Robots: "服务器取 robots.txt 时出错，按规定视为不允许访问", Err: "robots.txt 不允许访问，巡检将不读取该站"}},
		{"turned away", status(412), robots(404, ""), false,
			crawler.Look{Status: 412, Blocked: true, Robots: "robots.txt 没有限制", Err: "服务器拒绝访问（412）"}},
		{"a captcha", html(`<form><p>请输入验证码后继续访问</p><img src="/captcha.png"><input name="captcha"></form>`), robots(404, ""), false,
			crawler.Look{Status: 200, Blocked: true, Robots: "robots.txt 没有限制", Err: "返回的是验证码"}},
		{"down", status(502), robots(404, ""), false, crawler.Look{Status: 502, Robots: "robots.txt 没有限制", Err: "服务器返回 502"}},
		{"a file", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/pdf")
			_, _ = w.Write([]byte("%PDF-1.4"))
		}, robots(404, ""), false, crawler.Look{Status: 200, Robots: "robots.txt 没有限制", Err: "返回的不是网页"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					c.robots(w, r)
					return
				}
				c.home(w, r)
			}))
			defer srv.Close()
			l, err := crawler.LookAt(t.Context(), srv.URL+"/", crawler.Options{Timeout: 5 * time.Second, AllowPrivate: true, UserAgent: "duwang/test", Robots: !c.ignore})
			if err != nil {
				t.Fatal(err)
			}
			got := *l
			got.URL, got.Final, got.Bytes, got.Spent = "", strings.TrimPrefix(l.Final, srv.URL), 0, 0
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestLookAtSeesTLS(t *testing.T) {
	root := (*authority)(nil).issue(t, "示例根", isCA)
	var middle *authority
	shelf := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(middle.cert.Raw) }))
	defer shelf.Close()
	middle = root.issue(t, "示例中间", isCA)
	leaf := middle.issue(t, "a", func(c *x509.Certificate) { c.IssuingCertificateURL = []string{shelf.URL + "/middle.crt"} })
	opt := crawler.Options{Timeout: 5 * time.Second, AllowPrivate: true, UserAgent: "duwang/test", Roots: rootsOf(root.cert)}
	l, err := crawler.LookAt(t.Context(), secure(t, leaf, nil)+"/", opt)
	if err != nil || l.Err != "" {
		t.Fatal(err, l)
	}
	if d := cmp.Diff(&crawler.Secure{Version: "TLS 1.3", Until: leaf.cert.NotAfter, Incomplete: true}, l.Secure); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	whole := root.issue(t, "a", func(*x509.Certificate) {})
	old := secure(t, whole, func(c *tls.Config) {
		c.MinVersion, c.MaxVersion, c.CipherSuites = tls.VersionTLS10, tls.VersionTLS10, []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}
	})
	if l, err = crawler.LookAt(t.Context(), old+"/", opt); err != nil || l.Secure == nil {
		t.Fatal(err, l)
	}
	if d := cmp.Diff(&crawler.Secure{Version: "TLS 1.0", Old: true, Until: whole.cert.NotAfter}, l.Secure); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	strange := secure(t, (*authority)(nil).issue(t, "a", func(*x509.Certificate) {}), nil)
	if l, err = crawler.LookAt(t.Context(), strange+"/", opt); err != nil || l.Status != 0 || !strings.Contains(l.Err, "自签名") {
		t.Errorf("%+v, %v", l, err)
	}
}
