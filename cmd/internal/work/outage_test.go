package work_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/cmd/internal/demo"
	"duwang/cmd/internal/store/storetest"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
)

// TestADatabaseServerThatIsGoneForAWhile stops the PostgreSQL server twice
// while the county is scanned and starts it again: the scan waits and comes to
// what it comes to with a server that stays.
func TestADatabaseServerThatIsGoneForAWhile(t *testing.T) {
	world := newCounty(t).portal
	asked, armed := atomic.Int64{}, atomic.Bool{}
	outages := make(chan int64, 2)
	down := make(chan bool)
	inside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := asked.Add(1); armed.Load() && (n == 150 || n == 500) {
			outages <- n
			<-down // the server is gone before this page is read
		}
		world.ServeHTTP(w, r)
	}))
	t.Cleanup(inside.Close)
	c := countyAt(t, world, inside.URL)
	whole, _ := c.scan(t, open(t, storetest.SQLite(t)))

	server := storetest.NewServer(t)
	asked.Store(0)
	armed.Store(true)
	ended := make(chan bool)
	go func() {
		defer close(ended)
		for range 2 {
			<-outages
			server.Stop()
			down <- true
			<-time.After(1500 * time.Millisecond) // longer than between two saves
			server.Start()
		}
	}()
	st := open(t, server.Fresh(t))
	scan, sum, err := work.Scan(context.Background(), c.cfg, st,
		work.Request{Kind: portal.ScanFull, AsOf: demo.AsOf, Version: "test", Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	<-ended
	if !sum.Complete || !slices.ContainsFunc(sum.Notes, func(n string) bool { return strings.Contains(n, "存储曾短时不可用") }) {
		t.Errorf("summary %+v", sum)
	}
	j, err := work.Judge(context.Background(), c.cfg, st, scan.ID, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(bytesOf(t, whole.Result), bytesOf(t, j.Result)); d != "" {
		t.Errorf("result (-with a server that stays +with one that goes):\n%s", d)
	}
}
