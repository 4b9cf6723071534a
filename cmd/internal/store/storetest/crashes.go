package storetest

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"duwang/cmd/internal/store"
	"duwang/crawler"
)

const childEnv = "DUWANG_STORETEST_CHILD"

// Child turns the process into one that crawls the test world until it is
// killed, when it was started for that; else it returns at once. It prints
// the addresses of each batch after Save returned.
func Child() {
	dsn := os.Getenv(childEnv)
	if dsn == "" {
		return
	}
	err := func() error {
		ctx := context.Background()
		s, err := store.Open(ctx, dsn)
		if err != nil {
			return err
		}
		f := s.Frontier("one")
		w := newWorld(crashWorld, crashPages)
		for {
			tasks, err := f.Claim(ctx, 10)
			if err != nil {
				return err
			}
			if len(tasks) == 0 {
				fmt.Println("done")
				select {} // to be killed
			}
			var visits []crawler.Visit
			for _, k := range tasks {
				visits = append(visits, w.visit(nil, k))
			}
			if err := f.Save(ctx, visits); err != nil {
				return err
			}
			for _, v := range visits {
				if !v.Retry {
					fmt.Println("saved", v.Task.URL)
				}
			}
		}
	}()
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

const (
	crashWorld = 5
	crashPages = 150
)

var crashes = []promise{
	{"KillLosesNothingThatWasSaved", func(t *testing.T, fresh Fresh) {
		w := newWorld(crashWorld, crashPages)
		whole := Open(t, fresh(t))
		w.crawl(t, begin(t, whole, "one"), rand.New(rand.NewPCG(1, 1)), 20)
		wanted := dump(t, whole, "one")

		dsn := fresh(t)
		s, err := store.Open(t.Context(), dsn)
		must(t, err)
		must(t, begin(t, s, "one").Seed(t.Context(), w.seeds))
		must(t, s.Close())
		saved := map[string]bool{}
		for _, lines := range []int{1, 17, 60, 90} {
			killed(t, dsn, lines, saved)
			s, err := store.Open(t.Context(), dsn)
			must(t, err)
			kept := outcomes(t, dsn)
			for url := range saved {
				if !kept[url] {
					t.Errorf("after the kill nothing is known of %s, which was saved", url)
				}
			}
			f := s.Frontier("one")
			must(t, f.Release(t.Context()))
			p := value(f.Progress(t.Context()))(t)
			if p.InFlight != 0 || p.Done == 0 || p.Pending == 0 {
				t.Errorf("after release: %+v", p)
			}
			_, _, err = s.Unfinished(t.Context())
			must(t, err)
			must(t, s.Close())
		}
		s = Open(t, dsn)
		w.crawl(t, s.Frontier("one"), rand.New(rand.NewPCG(2, 2)), 20)
		same(t, "snapshot", dump(t, s, "one"), wanted)
	}},
}

// killed runs a child on the store and kills it, without any warning, when it
// has reported so many addresses; it is at work on the next ones then.
func killed(t *testing.T, dsn string, lines int, saved map[string]bool) {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	child := exec.CommandContext(t.Context(), exe)
	child.Env = append(os.Environ(), childEnv+"="+dsn)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	r := bufio.NewScanner(out)
	n := 0
	for r.Scan() {
		if url, ok := strings.CutPrefix(r.Text(), "saved "); ok {
			saved[url] = true
		}
		if n++; n == lines {
			must(t, child.Process.Kill())
		}
	}
	if err := child.Wait(); child.ProcessState.ExitCode() != -1 {
		t.Fatalf("the child was not killed: %v", err)
	}
	if n < lines {
		t.Fatalf("the child reported %d addresses, not %d", n, lines)
	}
}

// outcomes reads which targets have an outcome.
func outcomes(t *testing.T, dsn string) map[string]bool {
	t.Helper()
	rows, err := raw(t, dsn).QueryContext(t.Context(), `SELECT url FROM targets WHERE attempts > 0`)
	must(t, err)
	defer rows.Close()
	list := map[string]bool{}
	for rows.Next() {
		var url string
		must(t, rows.Scan(&url))
		list[url] = true
	}
	must(t, rows.Err())
	return list
}
