package crawler_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/crawler/portaltest"
)

// A world is a network without sockets, for tests in which hours pass.
type world struct {
	mu     sync.Mutex
	asked  map[string][]time.Time // by host
	paths  []string
	answer func(r *http.Request) (status int, body string, err error)
}

func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	if w.asked == nil {
		w.asked = map[string][]time.Time{}
	}
	w.asked[r.URL.Host] = append(w.asked[r.URL.Host], time.Now())
	w.paths = append(w.paths, r.URL.String())
	w.mu.Unlock()
	status, body, err := w.answer(r)
	if err != nil {
		return nil, err
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	h := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	if status == 503 && body != "" {
		h.Set("Retry-After", body)
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
}

func (w *world) options() crawler.Options {
	return crawler.Options{
		Ledger: &portal.Ledger{Sites: []portal.Site{{ID: "portal", Name: "示例县", URL: "http://www.a.example/"}}},
		Kind:   portal.ScanRecent, AsOf: portal.MustDate("2026-11-21"), Since: portal.MustDate("2026-01-01"),
		Concurrency: 16, PerHost: 2, Timeout: 15 * time.Second, Retries: 2, Pause: 2 * time.Second, MaxBody: 1 << 20, MaxPages: 100000,
		ExternalLinks: true, UserAgent: "duwang/test", Transport: w, Rate: func(time.Time) float64 { return 1 },
	}
}

func page(body string) string {
	return "<html><head><title>示例县</title></head><body>" + body + "<p>" + strings.Repeat("示例县人民政府门户网站。", 8) + "</p></body></html>"
}

func links(n int, form string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<a href="`+form+`">第%d项</a>`, i, i)
	}
	return b.String()
}

// TestASlowHostHoldsNobody has a thousand addresses of a slow host stand
// before a few of fast ones.
func TestASlowHostHoldsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fast []time.Duration
		began := time.Now()
		w := &world{}
		w.answer = func(r *http.Request) (int, string, error) {
			switch r.URL.Host {
			case "www.a.example":
				return 200, page(links(3000, "http://slow.example/%d") + links(8, "http://fast%d.example/")), nil
			case "slow.example":
				time.Sleep(10 * time.Second)
				return 200, page("慢"), nil
			}
			w.mu.Lock()
			fast = append(fast, time.Since(began))
			w.mu.Unlock()
			return 200, page("快"), nil
		}
		opt := w.options()
		crawl(t, opt)
		if len(fast) != 8 || slices.Max(fast) > 30*time.Second {
			t.Errorf("%d fast hosts were asked at %v", len(fast), fast)
		}
		if n := len(w.asked["slow.example"]); n != 3000 {
			t.Errorf("the slow host was asked %d times", n)
		}
	})
}

func TestOneRequestASecondForAllHostsTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{answer: func(r *http.Request) (int, string, error) {
			if r.URL.Path == "/" {
				return 200, page(links(50, "/p/%d.html")), nil
			}
			if strings.HasPrefix(r.URL.Path, "/duwang-") {
				return 404, "", nil
			}
			return 200, page("页"), nil
		}}
		crawl(t, w.options())
		times := w.asked["www.a.example"]
		for i := 1; i < len(times); i++ {
			if d := times[i].Sub(times[i-1]); d < time.Second-time.Millisecond {
				t.Fatalf("requests %d and %d are %v apart", i-1, i, d)
			}
		}
		if spent := times[len(times)-1].Sub(times[0]); len(times) != 52 || spent > 60*time.Second {
			t.Errorf("%d requests in %v", len(times), spent)
		}
	})
}

// TestBreakerRestsAndRecovers has a site that answers nothing but errors for
// ten minutes: it is left in peace meanwhile and read afterwards.
func TestBreakerRestsAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ill := func() bool {
			d := time.Since(began)
			return d > 30*time.Second && d < 4*time.Minute
		}
		during := 0
		w := &world{}
		w.answer = func(r *http.Request) (int, string, error) {
			switch {
			case strings.HasPrefix(r.URL.Path, "/duwang-"):
				return 404, "", nil
			case r.URL.Path == "/":
				return 200, page(links(200, "/p/%d.html")), nil
			case ill():
				w.mu.Lock()
				during++
				w.mu.Unlock()
				return 500, "", nil
			}
			return 200, page("页"), nil
		}
		m, sum := crawl(t, w.options())
		if during > 40 {
			t.Errorf("the ill host was asked %d times in three and a half minutes", during)
		}
		for u, o := range targets(t, m, "http://www.a.example") {
			if !strings.HasPrefix(o, "200") {
				t.Errorf("%s: %s", u, o)
			}
		}
		if !sum.Complete || len(sum.Notes) != 1 || !strings.Contains(sum.Notes[0], "请求失败过多") {
			t.Errorf("complete %v, notes %q", sum.Complete, sum.Notes)
		}
	})
}

// TestAWallIsLeftAlone has a firewall turn us away from everything: after ten
// challenges and a few more looks, we are gone.
func TestAWallIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{answer: func(r *http.Request) (int, string, error) {
			if r.URL.Path == "/" {
				return 200, page(links(500, "/p/%d.html")), nil
			}
			return 412, "", nil
		}}
		began := time.Now()
		m, sum := crawl(t, w.options())
		if n := len(w.asked["www.a.example"]); n > 60 {
			t.Errorf("pressed a wall %d times", n)
		}
		if d := time.Since(began); d > 30*time.Minute {
			t.Errorf("took %v", d)
		}
		for u, o := range targets(t, m, "http://www.a.example") {
			if !strings.Contains(o, "blocked") {
				t.Errorf("%s: %s", u, o)
			}
		}
		if len(sum.Notes) != 2 {
			t.Errorf("notes %q", sum.Notes)
		}
	})
}

func TestADeadOutsideHostEndsTheScanSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{answer: func(r *http.Request) (int, string, error) {
			if r.URL.Host == "www.a.example" {
				return 200, page(links(5000, "http://dead.example/%d")), nil
			}
			<-r.Context().Done()
			return 0, "", r.Context().Err()
		}}
		began := time.Now()
		m, _ := crawl(t, w.options())
		if d := time.Since(began); d > time.Hour {
			t.Errorf("took %v", d)
		}
		if n := len(targets(t, m, "")); n != 5000 {
			t.Errorf("%d targets", n)
		}
	})
}

func TestRetryAfterIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		busy := true
		w := &world{}
		w.answer = func(r *http.Request) (int, string, error) {
			switch r.URL.Path {
			case "/":
				return 200, page(links(3, "/p/%d.html")), nil
			case "/p/0.html":
				if busy {
					busy = false
					return 503, "120", nil
				}
			}
			if strings.HasPrefix(r.URL.Path, "/duwang-") {
				return 404, "", nil
			}
			return 200, page("页"), nil
		}
		opt := w.options()
		opt.PerHost = 1
		m, _ := crawl(t, opt)
		times := w.asked["www.a.example"]
		longest := time.Duration(0)
		for i := 1; i < len(times); i++ {
			longest = max(longest, times[i].Sub(times[i-1]))
		}
		if longest < 119*time.Second || longest > 121*time.Second {
			t.Errorf("the longest pause is %v", longest)
		}
		if o := targets(t, m, "http://www.a.example")["/p/0.html"]; o != "200 x2" {
			t.Errorf("the busy page: %s", o)
		}
	})
}

// TestOutsideHostsAreAskedOnce keeps a look at another site's page to one
// request.
func TestOutsideHostsAreAskedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{answer: func(r *http.Request) (int, string, error) {
			switch {
			case r.URL.Path == "/robots.txt", strings.HasPrefix(r.URL.Path, "/duwang-"):
				return 404, "", nil
			case r.URL.Host == "www.a.example" && r.URL.Path == "/":
				return 200, page(`<a href="http://out.example/x?b=1&a=2">外</a><a href="/p.html">内</a>`), nil
			}
			return 200, page(`<a href="http://out.example/x?b=1&a=2">外</a><a href="http://out.example/y">外二</a>`), nil
		}}
		opt := w.options()
		opt.Robots, opt.Kind = true, portal.ScanFull
		crawl(t, opt)
		slices.Sort(w.paths)
		outside := slices.DeleteFunc(slices.Clone(w.paths), func(p string) bool { return strings.Contains(p, "www.a.example") })
		if want := []string{"http://out.example/x?b=1&a=2", "http://out.example/y"}; !slices.Equal(outside, want) {
			t.Errorf("asked outside: %v", outside)
		}
	})
}

// A shaky frontier is gone for a while.
type shaky struct {
	*portaltest.Memory
	fail func(what string) error
}

func (s shaky) Claim(ctx context.Context, n int) ([]crawler.Task, error) {
	if err := s.fail("claim"); err != nil {
		return nil, err
	}
	return s.Memory.Claim(ctx, n)
}

func (s shaky) Save(ctx context.Context, v []crawler.Visit) error {
	if err := s.fail("save"); err != nil {
		return err
	}
	return s.Memory.Save(ctx, v)
}

func TestAStoreThatIsGoneForAWhile(t *testing.T) {
	for _, c := range []struct {
		name string
		gone time.Duration
		ok   bool
	}{{"half a minute", 30 * time.Second, true}, {"a minute", 65 * time.Second, true}, {"for good", time.Hour, false}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{answer: func(r *http.Request) (int, string, error) {
					if strings.HasPrefix(r.URL.Path, "/duwang-") {
						return 404, "", nil
					}
					return 200, page(links(60, "/p/%d.html")), nil
				}}
				opt := w.options()
				lost := errors.New("connection lost")
				began := time.Now()
				m := portaltest.NewMemory(portal.Scan{ID: "s", Kind: opt.Kind}, *opt.Ledger)
				f := shaky{m, func(string) error {
					if d := time.Since(began); d > 10*time.Second && d < 10*time.Second+c.gone {
						return lost
					}
					return nil
				}}
				sum, err := crawler.Run(context.Background(), f, opt)
				if c.ok && (err != nil || !sum.Complete || len(pages(t, m, "")) != 61 || len(sum.Notes) != 1) {
					t.Errorf("%v; summary %+v; %d pages", err, sum, len(pages(t, m, "")))
				}
				if spent := time.Since(began); !c.ok && (!errors.Is(err, lost) || spent > 8*time.Minute) {
					t.Errorf("%v after %v", err, spent)
				}
			})
		})
	}
}

// A lasting error is one that waiting does not cure.
type lasting struct{ error }

func (lasting) Lasting() bool { return true }

func TestAFullStoreIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{answer: func(*http.Request) (int, string, error) { return 200, page(links(60, "/p/%d.html")), nil }}
		opt := w.options()
		began := time.Now()
		full := lasting{errors.New("disk full")}
		m := portaltest.NewMemory(portal.Scan{ID: "s", Kind: opt.Kind}, *opt.Ledger)
		_, err := crawler.Run(context.Background(), shaky{m, func(string) error {
			if time.Since(began) > 10*time.Second {
				return full
			}
			return nil
		}}, opt)
		if spent := time.Since(began); !errors.Is(err, full) || spent > 20*time.Second {
			t.Errorf("%v after %v", err, spent)
		}
	})
}

// TestAClockThatJumps puts the clock an hour back, an hour ahead and a day
// back while a crawl goes on: it takes as long as without, and no request
// comes early but one after each jump ahead.
func TestAClockThatJumps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		w := &world{answer: func(r *http.Request) (int, string, error) {
			switch {
			case r.URL.Path == "/":
				return 200, page(links(60, "/p/%d.html")), nil
			case strings.HasPrefix(r.URL.Path, "/duwang-"):
				return 404, "", nil
			case r.URL.Path == "/p/7.html":
				return 500, "", nil
			}
			return 200, page("页"), nil
		}}
		opt := w.options()
		opt.Now = func() time.Time {
			now := time.Now().Round(0)
			switch d := now.Sub(began); {
			case d > 45*time.Second:
				return now.AddDate(0, 0, -1)
			case d > 30*time.Second:
				return now.Add(time.Hour)
			case d > 15*time.Second:
				return now.Add(-time.Hour)
			}
			return now
		}
		m, sum := crawl(t, opt)
		if n := len(pages(t, m, "")); n != 60 || !sum.Complete {
			t.Errorf("%d pages, summary %+v", n, sum)
		}
		times := w.asked["www.a.example"]
		early := 0
		for i := 1; i < len(times); i++ {
			if times[i].Sub(times[i-1]) < time.Second-time.Millisecond {
				early++
			}
		}
		if spent := time.Since(began); early > 1 || spent > 80*time.Second {
			t.Errorf("%d of %d requests early, %v in all", early, len(times), spent)
		}
	})
}

// A stuck frontier saves nothing once the scan is stopped, until it is told
// to give up.
type stuck struct {
	*portaltest.Memory
	stopped context.Context
}

func (s stuck) Save(ctx context.Context, v []crawler.Visit) error {
	if s.stopped.Err() == nil {
		return s.Memory.Save(ctx, v)
	}
	<-ctx.Done()
	return ctx.Err()
}

// TestCtrlCStopsWithinTwoSeconds stops a crawl whose every request hangs and
// whose store is slow.
func TestCtrlCStopsWithinTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{answer: func(r *http.Request) (int, string, error) {
			if r.URL.Path == "/" {
				return 200, page(links(60, "/p/%d.html")), nil
			}
			if r.URL.Path < "/p/2" {
				select { // comes in just before the stop, too late to be saved
				case <-time.After(4700 * time.Millisecond):
					return 200, page("页"), nil
				case <-r.Context().Done():
				}
			}
			<-r.Context().Done()
			return 0, "", r.Context().Err()
		}}
		opt := w.options()
		opt.Rate = nil
		ctx, cancel := context.WithCancel(context.Background())
		m := portaltest.NewMemory(portal.Scan{ID: "s", Kind: opt.Kind}, *opt.Ledger)
		go func() {
			time.Sleep(5 * time.Second)
			cancel()
		}()
		began := time.Now()
		sum, err := crawler.Run(ctx, stuck{m, ctx}, opt)
		if err != nil || !sum.Interrupted || sum.Complete {
			t.Errorf("%v %+v", err, sum)
		}
		if spent := time.Since(began); spent > 7*time.Second {
			t.Errorf("stopped %v after the signal", spent-5*time.Second)
		}
		if p, err := m.Progress(context.Background()); err != nil || p.Pages != 1 {
			t.Errorf("left behind: %+v %v", p, err)
		}
	})
}
