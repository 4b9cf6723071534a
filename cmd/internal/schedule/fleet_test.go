package schedule

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/checks"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/store/storetest"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
)

// workerEnv names the config file of a worker that this program, run as a
// child, is until it is killed; its name follows after a comma.
const workerEnv = "DUWANG_TEST_WORKER"

// fleetLease is short, so that what a killed worker had is soon taken up.
const fleetLease = 3 * time.Second

func TestMain(m *testing.M) {
	if file, name, found := strings.Cut(os.Getenv(workerEnv), ","); found {
		if err := beWorker(file, name); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func beWorker(file, name string) error {
	cfg, err := config.Load(file)
	if err != nil {
		return err
	}
	ctx := context.Background()
	st, err := store.Open(ctx, cfg.Store)
	if err != nil {
		return err
	}
	r := &River{Worker: work.Worker{Config: cfg, Store: st, Name: name, Version: "test", Lease: fleetLease},
		Log: slog.New(slog.DiscardHandler), Parallel: 4, Slice: 10 * time.Second, Feed: 200 * time.Millisecond}
	return r.Run(ctx)
}

// A visited is a site that notes when it was asked for what.
type visited struct {
	*httptest.Server
	mu    sync.Mutex
	at    []time.Time
	paths map[string]int
}

func newVisited() *visited {
	v := &visited{paths: map[string]int{}}
	inner := small()
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.mu.Lock()
		v.at = append(v.at, time.Now())
		v.paths[r.URL.Path]++
		v.mu.Unlock()
		inner.ServeHTTP(w, r)
	}))
	return v
}

const (
	fleetSites = 40
	fleetRate  = 8 // requests a second to one host
)

// TestThreeWorkersShareFortySites is the promise of many machines on one
// PostgreSQL: one worker is killed, one is cut off for longer than its lease
// and comes back; every page is read, no host is asked faster than one machine
// would ask it, and the result is that of one machine.
func TestThreeWorkersShareFortySites(t *testing.T) {
	sites := make([]*visited, fleetSites)
	urls := make([]string, fleetSites)
	for i := range sites {
		sites[i] = newVisited()
		t.Cleanup(sites[i].Close)
		urls[i] = sites[i].URL + "/"
	}
	alone := office(t, filepath.Join(t.TempDir(), "duwang.db"), "", urls...)
	want := aloneFindings(t, alone)
	for _, s := range sites {
		s.mu.Lock()
		s.at, s.paths = nil, map[string]int{}
		s.mu.Unlock()
	}

	dsn := storetest.Postgres(t)(t)
	dsn += map[bool]string{true: "&", false: "?"}[strings.Contains(dsn, "?")] + "idle_in_transaction_session_timeout=2000"
	file := configFile(t, dsn, urls)
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	st := open(t, cfg)
	for _, s := range cfg.Sites {
		if _, err := st.AddRun(t.Context(), s.ID, portal.ScanFull, "经办甲", time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	workers := make([]*exec.Cmd, 3)
	for i := range workers {
		workers[i] = startWorker(t, file, fmt.Sprint("w", i))
	}
	until(t, "some sites are done", func() bool { return ended(t, st) >= 4 && holds(t, st, "w0") && holds(t, st, "w1") })
	must(t, workers[0].Process.Kill())                  // the power goes
	must(t, workers[1].Process.Signal(syscall.SIGSTOP)) // the network goes
	until(t, "the cut-off worker has lost its runs", func() bool { return !holds(t, st, "w1") })
	must(t, workers[1].Process.Signal(syscall.SIGCONT)) // and comes back, late
	until(t, "all sites are done", func() bool { return ended(t, st) == fleetSites })

	runs, err := st.Runs(t.Context(), 0)
	must(t, err)
	taken := 0
	for _, r := range runs {
		if r.State != store.RunDone {
			t.Errorf("site %s: %s %s", r.Site, r.State, r.Detail)
			continue
		}
		taken += r.Epoch
		if d := cmp.Diff(want[r.Site], findingsOf(t, st, r.Scan)); d != "" {
			t.Errorf("site %s (-one machine +three):\n%s", r.Site, d)
		}
	}
	if taken == 0 {
		t.Error("no run was taken from a dead worker: nothing was proved")
	}
	for i, s := range sites {
		for _, path := range slices.Concat([]string{"/", "/news/"}, articles()) {
			if s.paths[path] == 0 {
				t.Errorf("site %d: %s was never asked for", i, path)
			}
		}
		// A bucket of the rate, its first request free, and what the old
		// worker had in flight when the new one took over.
		for j := range s.at {
			in := 0
			for k := j; k < len(s.at) && s.at[k].Sub(s.at[j]) < time.Second; k++ {
				in++
			}
			if in > 2*fleetRate+2 {
				t.Errorf("site %d: %d requests within a second, %d allowed", i, in, fleetRate)
				break
			}
		}
	}
}

func articles() (list []string) {
	for i := range 10 {
		list = append(list, "/news/"+strconv.Itoa(i)+".html")
	}
	return list
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for !done() {
		select {
		case <-t.Context().Done():
			t.Fatal("never: " + what)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func ended(t *testing.T, st *store.Store) (n int) {
	t.Helper()
	runs, err := st.Runs(t.Context(), 0)
	must(t, err)
	for i := range runs {
		if !runs[i].Live() {
			n++
		}
	}
	return n
}

func holds(t *testing.T, st *store.Store, worker string) bool {
	t.Helper()
	runs, err := st.LiveRuns(t.Context())
	must(t, err)
	return slices.ContainsFunc(runs, func(r store.Run) bool { return r.Worker == worker })
}

func configFile(t *testing.T, dsn string, urls []string) string {
	t.Helper()
	dir := t.TempDir()
	var sites, units strings.Builder
	for i, url := range urls {
		fmt.Fprintf(&sites, "  - {id: s%02d, name: 第%d站, url: %q}\n", i, i, url)
		fmt.Fprintf(&units, "  - {id: u%02d, name: 单位%d, site: s%02d, columns: [{id: c%02d, name: 工作动态, url: /news/, type: news}]}\n", i, i, i, i)
	}
	text := "version: 1\noffice: {name: 示例县人民政府办公室, notice_code: 示政公开整}\nstore: " + strconv.Quote(dsn) + "\nevidence: evidence\n" +
		fmt.Sprintf("crawl: {rate: %d, per_host: 1, allow_private: true, retries: 0, external_links: false}\n", fleetRate) +
		"sites:\n" + sites.String() + "units:\n" + units.String()
	file := filepath.Join(dir, "duwang.yaml")
	must(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func startWorker(t *testing.T, file, name string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), workerEnv+"="+file+","+name)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // may be dead already
		_ = cmd.Wait()
		if t.Failed() && out.Len() > 0 {
			t.Logf("%s: %s", name, out.String())
		}
	})
	return cmd
}

// aloneFindings scans the sites one by one in this process.
func aloneFindings(t *testing.T, cfg *config.Config) map[string][]string {
	t.Helper()
	st := open(t, cfg)
	w := work.Worker{Config: cfg, Store: st, Name: "alone", Version: "test"}
	out := map[string][]string{}
	for _, s := range cfg.Sites {
		r, err := st.AddRun(t.Context(), s.ID, portal.ScanFull, "经办甲", time.Now())
		must(t, err)
		if more, err := w.Perform(t.Context(), r.ID); more || err != nil {
			t.Fatalf("site %s alone: more %v, %v", s.ID, more, err)
		}
		r, err = st.Run(t.Context(), r.ID)
		must(t, err)
		if out[s.ID] = findingsOf(t, st, r.Scan); len(out[s.ID]) == 0 {
			t.Fatalf("site %s alone: %s, no finding", s.ID, r.State)
		}
	}
	return out
}

// findingsOf tells what a scan found, without what differs from scan to scan.
func findingsOf(t *testing.T, st *store.Store, scan string) (list []string) {
	t.Helper()
	b, err := st.Result(t.Context(), scan, "", 0)
	must(t, err)
	var res checks.Result
	must(t, json.Unmarshal(b, &res))
	for i := range res.Findings {
		f := &res.Findings[i]
		list = append(list, f.Fingerprint+" "+f.Verdict+" "+f.Message)
	}
	for _, u := range res.Unverified {
		list = append(list, "unverified "+u.URL+" "+u.Reason)
	}
	return list
}
