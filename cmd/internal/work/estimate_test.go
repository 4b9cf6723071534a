package work_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/demo"
	"duwang/cmd/internal/store/storetest"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
)

// TestTheNumberOfRequestsIsKnownBefore scans the county twice: what is said
// before the second scan is what its servers are then asked.
func TestTheNumberOfRequestsIsKnownBefore(t *testing.T) {
	asked := atomic.Int64{}
	outside := httptest.NewUnstartedServer(nil)
	p := demo.New("http://" + outside.Listener.Addr().String())
	count := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			h.ServeHTTP(w, r)
		})
	}
	outside.Config.Handler = count(p.Outside())
	outside.Start()
	t.Cleanup(outside.Close)
	inside := httptest.NewServer(count(p))
	t.Cleanup(inside.Close)
	c := countyAt(t, p, inside.URL)
	st := open(t, storetest.SQLite(t))
	full := work.Request{Kind: portal.ScanFull, AsOf: demo.AsOf, Version: "test"}
	foresee := func(req work.Request) *work.Estimate {
		t.Helper()
		e, err := work.Foresee(context.Background(), c.cfg, st, req, time.Date(2026, 11, 21, 0, 0, 0, 0, config.Zone))
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	first := foresee(full)
	if first.Basis != nil || first.Requests != first.Homes+first.Columns+first.Robots || first.Homes != 1 || first.Columns < 20 {
		t.Errorf("before the first scan: %+v", first)
	}
	if n := asked.Load(); n != 0 {
		t.Fatalf("an estimate made %d requests", n)
	}
	c.scan(t, st)
	second := foresee(full)
	if recent := foresee(work.Request{Kind: portal.ScanRecent}); recent.Basis != nil {
		t.Error("a full scan is no measure for a recent one")
	}
	asked.Store(0)
	c.scan(t, st)
	// A link to a port where nobody listens is a request that no server sees.
	if n := int(asked.Load()); second.Requests < n || second.Requests > n+n/20 {
		t.Errorf("%d requests foreseen, %d made", second.Requests, n)
	}
	sum := 0
	for _, h := range second.Hosts {
		sum += h.Requests
	}
	if sum != second.Requests {
		t.Errorf("%d requests by host, %d in all", sum, second.Requests)
	}
}

// TestAnEstimateFollowsTheNightRate has 4 hours of requests begin two hours
// before the night, when the rate is five times as high.
func TestAnEstimateFollowsTheNightRate(t *testing.T) {
	c := newCounty(t)
	c.cfg.Crawl.Rate = 1
	c.cfg.Crawl.Night = &config.Night{From: 22 * time.Hour, To: 6 * time.Hour, Rate: 5}
	st := open(t, storetest.SQLite(t))
	ctx := context.Background()
	scan := portal.Scan{ID: "20261114-1", Kind: portal.ScanFull, AsOf: demo.AsOf, StartedAt: time.Date(2026, 11, 14, 0, 0, 0, 0, time.UTC)}
	ledger := c.cfg.Ledger()
	if err := st.StartScan(ctx, scan, &ledger, ""); err != nil {
		t.Fatal(err)
	}
	scan.FinishedAt, scan.Complete = scan.StartedAt.Add(time.Hour), true
	scan.Sites = []portal.SiteCount{{ID: ledger.Sites[0].ID, Requests: 7200 + 5*7200}}
	if err := st.FinishScan(ctx, scan); err != nil {
		t.Fatal(err)
	}
	e, err := work.Foresee(ctx, c.cfg, st, work.Request{Kind: portal.ScanFull}, time.Date(2026, 11, 21, 20, 0, 0, 0, config.Zone))
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 11, 22, 0, 0, 0, 0, config.Zone); !e.Ends.Equal(want) {
		t.Errorf("ends %v, want %v", e.Ends, want)
	}
	text := strings.Join(e.Lines(), "\n")
	host := strings.TrimPrefix(c.base, "http://")
	want := fmt.Sprintf("必定请求 %d 次：首页 1 个、栏目 %d 个、robots.txt 0 个。\n预计共请求约 43200 次，涉及 1 个主机：与上次同类巡检（20261114-1）相当，网站页面有增减时会不同。\n"+
		"请求最多的主机是 %s，43200 次，按配置的速率（含夜间速率）约需 4 小时 0 分钟，最早 2026-11-22 00:00 结束。", e.Homes+e.Columns+e.Robots, e.Columns, host)
	if e.Robots > 0 {
		want = strings.Replace(want, "robots.txt 0", fmt.Sprintf("robots.txt %d", e.Robots), 1)
	}
	if d := cmp.Diff(want, text); d != "" {
		t.Errorf("lines (-want +got):\n%s", d)
	}
}
