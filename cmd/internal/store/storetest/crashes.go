package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
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
// killed, when it was started for that; else it returns at once. It works on
// one batch for each line that it reads, and prints the addresses of a batch
// after Save returned. Or it issues notices, see issuer.
func Child() {
	issuer()
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
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			tasks, err := f.Claim(ctx, crashBatch)
			if err != nil {
				return err
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
			fmt.Println("batch")
		}
		return in.Err()
	}()
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

const (
	crashWorld = 5
	crashPages = 150
	crashBatch = 5
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
		for _, batches := range []int{1, 3, 8, 5} {
			killed(t, dsn, batches, saved)
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
// has reported so many batches; it is at work on two more then.
func killed(t *testing.T, dsn string, batches int, saved map[string]bool) {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	child := exec.CommandContext(t.Context(), exe)
	child.Env = append(os.Environ(), childEnv+"="+dsn)
	in, err := child.StdinPipe() // stays open, so that the child waits at the end of its batches
	must(t, err)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	_, err = io.WriteString(in, strings.Repeat("go\n", batches+2))
	must(t, err)
	n := 0
	for r := bufio.NewScanner(out); r.Scan(); {
		if url, ok := strings.CutPrefix(r.Text(), "saved "); ok {
			saved[url] = true
			continue
		}
		if n++; n == batches {
			must(t, child.Process.Kill())
		}
	}
	if err := child.Wait(); child.ProcessState.ExitCode() != -1 {
		t.Fatalf("the child was not killed: %v", err)
	}
	if n < batches {
		t.Fatalf("the child reported %d batches, not %d", n, batches)
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

// PowerCuts checks what SQLite's file and its log are worth after a power cut:
// both are copied while a crawl is under way, the log is cut off or spoilt
// from some byte on, as a disk does that had not written all of it, and the
// copy is opened and gone on with. It comes to what a crawl left alone does.
func PowerCuts(t *testing.T) {
	w := newWorld(crashWorld, crashPages)
	whole := Open(t, SQLite(t))
	w.crawl(t, begin(t, whole, "one"), rand.New(rand.NewPCG(1, 1)), 20)
	wanted := dump(t, whole, "one")

	dsn := SQLite(t)
	f := begin(t, Open(t, dsn), "one")
	must(t, f.Seed(t.Context(), w.seeds))
	r := rand.New(rand.NewPCG(3, 3))
	torn := 0
	for cut := 0; cut < 25; cut++ {
		var visits []crawler.Visit
		for _, k := range claim(t, f, crashBatch) {
			visits = append(visits, w.visit(t, k))
		}
		must(t, f.Save(t.Context(), visits))
		file, err := os.ReadFile(dsn)
		must(t, err)
		log, err := os.ReadFile(dsn + "-wal")
		must(t, err)
		at := r.IntN(len(log) + 1)
		switch cut % 3 {
		case 0:
			log = log[:at]
		case 1:
			for i := at; i < len(log); i++ {
				log[i] = byte(r.IntN(256))
			}
		case 2:
			clear(log[at:])
		}
		if at < len(log) {
			torn++
		}
		copied := SQLite(t)
		must(t, os.WriteFile(copied, file, 0o600))
		must(t, os.WriteFile(copied+"-wal", log, 0o600))
		s := Open(t, copied)
		again := s.Frontier("one")
		if _, err := again.Progress(t.Context()); errors.Is(err, store.ErrNotFound) {
			again = begin(t, s, "one") // cut before the scan was entered for good
		} else {
			must(t, err)
			must(t, again.Release(t.Context()))
		}
		w.crawl(t, again, rand.New(rand.NewPCG(4, uint64(cut))), 20)
		same(t, fmt.Sprintf("snapshot after power cut %d at byte %d of the log", cut, at), dump(t, s, "one"), wanted)
	}
	if torn == 0 {
		t.Error("no log was ever spoilt")
	}
}
