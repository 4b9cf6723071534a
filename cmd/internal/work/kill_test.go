package work_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/demo"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
)

// killEnv names the config file of a scan that this program, run as a child,
// makes until it is killed.
const killEnv = "DUWANG_TEST_SCAN"

func TestMain(m *testing.M) {
	if file := os.Getenv(killEnv); file != "" {
		if err := scanUntilKilled(file); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func scanUntilKilled(file string) error {
	cfg, err := config.Load(file)
	if err != nil {
		return err
	}
	ctx := context.Background()
	st, err := store.Open(ctx, cfg.Store)
	if err != nil {
		return err
	}
	defer st.Close()
	_, err = st.LatestScan(ctx, false)
	_, _, err = work.Scan(ctx, cfg, st, work.Request{Kind: portal.ScanFull, AsOf: demo.AsOf, Version: "test", Pause: time.Millisecond, Resume: err == nil})
	return err
}

// TestKilledScanGivesTheSameFindings kills a scan again and again, wherever it
// happens to be, and goes on with it: the result is that of a scan left alone,
// and only what was in flight is fetched twice.
func TestKilledScanGivesTheSameFindings(t *testing.T) {
	c := newCounty(t)
	asked := atomic.Int64{}
	inside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		time.Sleep(2 * time.Millisecond)
		c.portal.ServeHTTP(w, r)
	}))
	t.Cleanup(inside.Close)
	configure := func() (string, *config.Config) {
		dir := t.TempDir()
		file := filepath.Join(dir, "duwang.yaml")
		if err := os.WriteFile(file, []byte(c.portal.Config(inside.URL, dir)), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		return file, cfg
	}
	_, c.cfg = configure()
	st := open(t, c.cfg.Store)
	whole, _ := c.scan(t, st)
	alone := asked.Swap(0)

	file, cfg := configure()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	killed := 0
	for try := 0; ; try++ {
		if try == 200 {
			t.Fatal("the scan never ends")
		}
		child := exec.Command(self)
		child.Env = append(os.Environ(), killEnv+"="+file)
		child.Stderr = os.Stderr
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- child.Wait() }()
		before := asked.Load()
		life := time.After(30 * time.Second)
		// Every child gets a bit further, by requests and not by the clock.
		for alive := true; alive && asked.Load()-before < alone/6+int64(try%7)*9; {
			select {
			case err := <-ended:
				if err != nil {
					t.Fatal(err)
				}
				alive = false
				ended <- nil
			case <-life:
				alive = false
			case <-time.After(time.Millisecond):
			}
		}
		_ = child.Process.Kill() // it may have ended by itself
		if err := <-ended; err == nil {
			break
		}
		killed++
	}
	if killed < 3 {
		t.Errorf("killed only %d times", killed)
	}
	st2 := open(t, cfg.Store)
	scan, err := st2.LatestScan(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	j, err := work.Judge(context.Background(), cfg, st2, scan.ID, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(bytesOf(t, whole.Result), bytesOf(t, j.Result)); d != "" {
		t.Errorf("result (-left alone +killed):\n%s", d)
	}
	// A child may lose what it read since its last save, a second's worth or
	// a batch, besides robots.txt and the look for a page that is not there.
	if most := alone + int64(killed)*(128+32); asked.Load() > most {
		t.Errorf("%d requests with %d kills, %d without", asked.Load(), killed, alone)
	}
	t.Logf("%d requests left alone, %d with %d kills", alone, asked.Load(), killed)
}
