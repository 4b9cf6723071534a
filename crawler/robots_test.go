package crawler

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"duwang/crawler/portal"
)

// TestRobotsRules goes through RFC 9309 §2.2: which group is ours, which rule
// of it wins, and how paths are compared.
func TestRobotsRules(t *testing.T) {
	for _, c := range []struct {
		name, text string
		allowed    string // paths, by blanks
		forbidden  string
		delay      time.Duration
	}{
		{"empty", "", "/ /a", "", 0},
		{"forbid all", "User-agent: *\nDisallow: /\n", "/robots.txt", "/ /a /a/b?c=d", 0},
		{"allow all", "User-agent: *\nDisallow:\n", "/ /a", "", 0},
		{"rules before any group", "Disallow: /\n", "/a", "", 0},
		{"another's group", "User-agent: otherbot\nDisallow: /\n", "/a", "", 0},
		{"a name that only begins like ours", "User-agent: duwangbot\nDisallow: /\n\nUser-agent: du\nDisallow: /\n", "/a", "", 0},
		{"our group goes before the one for all", "User-agent: *\nDisallow: /\n\nUser-agent: Duwang\nDisallow: /x/\n", "/a /y", "/x/ /x/1", 0},
		{"our empty group frees us", "User-agent: *\nDisallow: /\n\nUser-agent: duwang\nDisallow:\n", "/a", "", 0},
		{"our name with a version", "User-agent: duwang/1.0\nDisallow: /x\n\nUser-agent: *\nDisallow: /\n", "/a", "/x", 0},
		{"several names, one group", "User-agent: a\nUser-agent: duwang\nUser-agent: b\nDisallow: /x\n", "/a", "/x", 0},
		{"groups of one name are joined", "User-agent: duwang\nDisallow: /x\n\nUser-agent: *\nDisallow: /\n\nUser-agent: duwang\nDisallow: /y\n", "/a", "/x /y", 0},
		{"the longest match wins", "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n", "/a/b /a/b/x /b", "/a /a/x /a/b/c", 0},
		{"of two as long, allow", "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a /ab", "", 0},
		{"star and dollar", "User-agent: *\nDisallow: /*.php$\nDisallow: /*/tmp/\nDisallow: /x*y\n", "/a.php?b=1 /a.html /tmp/ /xz", "/a.php /d/a.php /d/tmp/ /d/tmp/1 /x1y2", 0},
		{"dollar", "User-agent: *\nDisallow: /a$\n", "/ab /a/ /a?b", "/a", 0},
		{"query", "User-agent: *\nDisallow: /*?print=\n", "/a /a?b=1", "/a?print=1", 0},
		{"case counts in paths, not in keys", "USER-AGENT: *\nDISALLOW: /Abc\n", "/abc", "/Abc", 0},
		{"comments and blanks", "# 中文说明\nUser-agent: * # 全部\n\n  Disallow :  /x # 不许\n\n", "/a", "/x", 0},
		{"line ends of all kinds", "User-agent: *\rDisallow: /x\r\nDisallow: /y\n", "/a", "/x /y", 0},
		{"byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /x\n", "/a", "/x", 0},
		{"Chinese, raw in the rule", "User-agent: *\nDisallow: /公开/\n", "/%E5%85%AC", "/%E5%85%AC%E5%BC%80/1 /%e5%85%ac%e5%bc%80/", 0},
		{"Chinese, coded in the rule", "User-agent: *\nDisallow: /%e5%85%ac%e5%bc%80/\n", "/%E5%85%AC", "/公开/1", 0},
		{"needless codes", "User-agent: *\nDisallow: /%61bc/%7Ed\n", "/abc", "/abc/~d /%61bc/%7ed", 0},
		{"a coded slash is no slash", "User-agent: *\nDisallow: /a%2Fb\n", "/a/b", "/a%2fb", 0},
		{"a coded star is no star", "User-agent: *\nDisallow: /a%2Ab\n", "/axb", "/a%2Ab", 0},
		{"sitemap and strange lines do not end a group", "User-agent: *\nSitemap: http://a/s.xml\nHost: a\nDisallow: /x\n", "/a", "/x", 0},
		{"misspelt keys that crawlers forgive", "useragent: *\nDissallow: /x\n", "/a", "/x", 0},
		{"crawl-delay of all", "User-agent: *\nCrawl-delay: 2.5\nDisallow: /x\n", "/a", "/x", 2500 * time.Millisecond},
		{"crawl-delay of ours", "User-agent: *\nCrawl-delay: 20\n\nUser-agent: a\nDisallow: /q\nUser-agent: duwang\nCrawl-delay: 3\nDisallow: /x\n", "/a", "/x", 3 * time.Second},
		{"crawl-delay is bounded", "User-agent: *\nCrawl-delay: 86400\n", "/a", "", maxCrawlDelay},
		{"crawl-delay that is none", "User-agent: *\nCrawl-delay: -1\nCrawl-delay: soon\nCrawl-delay: NaN\nDisallow: /x\n", "/a", "/x", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := c.text
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(body)) }))
			defer srv.Close()
			r := robotsOf(t, srv.URL)
			for want, paths := range map[bool]string{true: c.allowed, false: c.forbidden} {
				for p := range strings.FieldsSeq(paths) {
					u, err := url.Parse(srv.URL + p)
					if err != nil {
						t.Fatal(err)
					}
					if got, err := r.allowed(context.Background(), u, &flight{paid: true}); err != nil || got != want {
						t.Errorf("%s: allowed %v (%v), want %v", p, got, err, want)
					}
				}
			}
			if got := r.crawl.hosts.of(strings.TrimPrefix(srv.URL, "http://")).crawlDelay(); got != c.delay {
				t.Errorf("Crawl-delay %v, want %v", got, c.delay)
			}
		})
	}
}

func robotsOf(t *testing.T, base string) *robots {
	t.Helper()
	opt := Options{
		Ledger:  &portal.Ledger{Sites: []portal.Site{{ID: "portal", URL: base + "/"}}},
		Timeout: time.Second, AllowPrivate: true, UserAgent: "duwang/test",
	}
	c, err := newCrawl(nil, opt)
	if err != nil {
		t.Fatal(err)
	}
	return c.robots
}

// TestRobotsAnswers goes through RFC 9309 §2.3: what a crawler does when
// robots.txt is not simply there.
func TestRobotsAnswers(t *testing.T) {
	const rules = "User-agent: *\nDisallow: /x\n"
	answer := func(code int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			w.Write([]byte(body))
		}
	}
	for _, c := range []struct {
		name     string
		handler  http.HandlerFunc
		a, x     bool // /a and /x allowed
		requests int
	}{
		{"there", answer(200, rules), true, false, 1},
		{"not there", answer(404, rules), true, true, 1},
		{"forbidden", answer(403, rules), true, true, 1},
		{"too many requests", answer(429, rules), true, true, 1},
		{"server error", answer(500, rules), false, false, 1},
		{"unavailable", answer(503, ""), false, false, 1},
		{"a page instead", answer(200, "<!DOCTYPE html><p>User-agent: *\nDisallow: /"), true, true, 1},
		{"redirected", func(w http.ResponseWriter, r *http.Request) {
			if n := len(r.URL.Query().Get("n")); n < 5 {
				http.Redirect(w, r, "/robots.txt?n=x"+r.URL.Query().Get("n"), http.StatusMovedPermanently)
				return
			}
			answer(200, rules)(w, r)
		}, true, false, 6},
		{"redirected without end", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/robots.txt?n=x"+r.URL.Query().Get("n"), http.StatusFound)
		}, true, true, 6},
		{"silent: asked three times", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, true, true, 3},
		{"larger than the cap: the rules within it hold", answer(200, rules+strings.Repeat("# "+strings.Repeat("x", 98)+"\n", 6000)+"Disallow: /a\n"), true, false, 1},
		{"cut in a rule: the rule is dropped", answer(200, rules+strings.Repeat("#\n", (robotsCap-len(rules)-len("Disallow: /"))/2)+"Disallow: /secret\n"), true, false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := httptest.NewServer(c.handler)
			defer srv.Close()
			r := robotsOf(t, srv.URL)
			for range 2 {
				for p, want := range map[string]bool{"/a": c.a, "/x": c.x} {
					u, err := url.Parse(srv.URL + p)
					if err != nil {
						t.Fatal(err)
					}
					if got, err := r.allowed(context.Background(), u, &flight{paid: true}); err != nil || got != want {
						t.Errorf("%s: allowed %v (%v), want %v", p, got, err, want)
					}
				}
			}
			if n := r.requests["portal"]; n != c.requests {
				t.Errorf("%d requests, want %d", n, c.requests)
			}
		})
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a%2\nCrawl-delay: 1e300\n", "/a?b")
	f.Add("User-agent: duwang\n\nAllow: *$*\nDisallow: %zz\xff", "/%zz")
	f.Fuzz(func(t *testing.T, text, path string) {
		rules, delay := ourRules(text)
		if delay < 0 || delay > maxCrawlDelay {
			t.Errorf("delay %v", delay)
		}
		// Boiling down twice changes nothing.
		if again, _ := ourRules(rules); again != rules {
			t.Errorf("%q boils down to %q, then to %q", text, rules, again)
		}
		u, err := url.Parse("http://a.example" + path)
		if err != nil {
			return
		}
		if p := robotsPath(u); p != sameEscapes(p) {
			t.Errorf("%q, then %q", p, sameEscapes(p))
		}
	})
}
