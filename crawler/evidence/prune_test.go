package evidence

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var today = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// noise is a body that does not compress, the same one for a name.
func noise(name string, size int) string {
	r := rand.New(rand.NewPCG(1, uint64(len(name))<<32+uint64(name[len(name)-1])))
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(r.IntN(256))
	}
	return name + string(b)
}

func onDay(a *Answer, day int) *Answer {
	a.Taken = a.Taken.AddDate(0, 0, day)
	return a
}

// held reads every entry of a folder and returns them as "url@day"; one that
// cannot be read, or says something else, fails the test.
func held(t *testing.T, dir string, bodies map[string]string) []string {
	t.Helper()
	entries, err := Index(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		a, err := Read(dir, e, entries)
		if err != nil || string(a.Body) != bodies[e.URL] {
			t.Errorf("%s of %v: %v", e.URL, e.Taken, err)
		}
		list = append(list, fmt.Sprintf("%s@%d", strings.TrimPrefix(e.URL, "http://h/"), e.Taken.Day()))
	}
	return list
}

func TestPruneGivesUpTheOldestThatNobodyCites(t *testing.T) {
	dir := t.TempDir()
	bodies := map[string]string{}
	for _, n := range []string{"a", "b", "c", "d", "e", "f"} {
		bodies["http://h/"+n] = noise(n, 10000)
	}
	bodies["http://h/twin"] = bodies["http://h/a"]
	at := func(day int, names ...string) (list []*Answer) {
		for _, n := range names {
			list = append(list, onDay(answer("http://h/"+n, bodies["http://h/"+n]), day))
		}
		return list
	}
	keep(t, dir, "scan-1", at(0, "a", "b", "c", "d")...)
	keep(t, dir, "scan-2", at(1, "twin", "b", "c", "e")...) // b, c and a's twin refer to the first scan
	keep(t, dir, "scan-3", at(2, "f", "c")...)
	cited := func(urls ...string) func(string) bool {
		return func(u string) bool { return slices.Contains(urls, strings.TrimPrefix(u, "http://h/")) }
	}
	prune := func(limit int64, cited func(string) bool) Pruned {
		t.Helper()
		p, err := Prune(dir, limit, cited, "duwang/test", today.AddDate(0, 0, 3))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := prune(1<<20, cited()); p.Records != 0 || p.Before != p.After {
		t.Errorf("within the limit: %+v", p)
	}
	// What a stop in the middle of an earlier Prune left behind is no hindrance.
	if err := os.WriteFile(filepath.Join(dir, "scan-1~1.warc.gz"), []byte("half a file"), 0o644); err != nil {
		t.Fatal(err)
	}
	// twin is cited, so a's payload is needed; d is the oldest besides.
	p := prune(62000, cited("twin"))
	if p.After > 62000 || p.Records == 0 {
		t.Errorf("pruned: %+v", p)
	}
	if d := cmp.Diff([]string{"a@21", "b@21", "c@21", "twin@22", "b@22", "c@22", "e@22", "f@23", "c@23"}, held(t, dir, bodies)); d != "" {
		t.Errorf("kept (-want +got):\n%s", d)
	}
	prune(40000, cited("twin", "e"))
	if d := cmp.Diff([]string{"a@21", "twin@22", "e@22", "f@23"}, held(t, dir, bodies)); d != "" {
		t.Errorf("kept (-want +got):\n%s", d)
	}
	// Cited alone is more than the limit: it stays.
	p = prune(100, cited("twin", "e"))
	if d := cmp.Diff([]string{"a@21", "twin@22", "e@22"}, held(t, dir, bodies)); d != "" || p.After < 20000 {
		t.Errorf("%+v, kept (-want +got):\n%s", p, d)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		files[i], _, _ = strings.Cut(filepath.Base(files[i]), "~")
	}
	if d := cmp.Diff([]string{"index.tsv", "scan-1", "scan-2"}, files); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
	// Kept again, payloads that are gone are whole.
	keep(t, dir, "scan-4", at(4, "a", "b")...)
	if d := cmp.Diff([]string{"a@21", "twin@22", "e@22", "a@25", "b@25"}, held(t, dir, bodies)); d != "" {
		t.Errorf("a scan later (-want +got):\n%s", d)
	}
}

func TestPruneAndWritersKeepOutOfEachOthersWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		nobody := func(string) bool { return false }
		keep(t, dir, "scan-1", answer("http://h/a", noise("a", 1000)))
		w, err := Open(dir, "scan-2", "duwang/test", today)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Prune(dir, 10, nobody, "duwang/test", time.Now())
		if err != nil || !p.Busy || p.Records != 0 || p.After != p.Before {
			t.Errorf("beside a writer: %+v, %v", p, err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		// A writer waits while the folder is pruned.
		done, ok, err := claimFolder(dir, time.Now())
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		began := time.Now()
		go func() {
			time.Sleep(3 * time.Second)
			done()
		}()
		if w, err = Open(dir, "scan-3", "duwang/test", today); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(began); waited < 3*time.Second || waited > 4*time.Second {
			t.Errorf("waited %v", waited)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		// A writer that was killed a month ago hinders nobody.
		old := filepath.Join(dir, "scan-0.warc.gz"+writingMark)
		if err := os.WriteFile(old, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		long := time.Now().AddDate(0, 0, -30)
		if err := os.Chtimes(old, long, long); err != nil {
			t.Fatal(err)
		}
		if p, err = Prune(dir, 10, nobody, "duwang/test", time.Now()); err != nil || p.Busy || p.Records != 1 {
			t.Errorf("beside an old mark: %+v, %v", p, err)
		}
	})
}

// TestATornFileIsMended cuts off file and index wherever a power cut may, and
// goes on: all that stands in the index can be read.
func TestATornFileIsMended(t *testing.T) {
	bodies := map[string]string{}
	for i := range 6 {
		bodies[fmt.Sprint("http://h/", i)] = noise(fmt.Sprint(i), 300)
	}
	names := slices.Sorted(maps.Keys(bodies))
	whole := t.TempDir()
	for _, n := range names[:4] {
		keep(t, whole, "scan-1", answer(n, bodies[n]))
	}
	file, err := os.ReadFile(filepath.Join(whole, "scan-1.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(filepath.Join(whole, indexName))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(9, 9))
	lost := 0
	for range 150 {
		dir := t.TempDir()
		cutFile, cutIndex := r.IntN(len(file)+1), r.IntN(len(index)+1)
		if r.IntN(2) == 0 {
			cutFile = len(file)
		}
		if r.IntN(2) == 0 {
			cutIndex = len(index)
		}
		for name, b := range map[string][]byte{"scan-1.warc.gz": file[:cutFile], indexName: index[:cutIndex]} {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		keep(t, dir, "scan-1", answer(names[4], bodies[names[4]]), answer(names[5], bodies[names[5]]))
		got := held(t, dir, bodies)
		if n := len(got); n < 2 || got[n-2] != "4@21" || got[n-1] != "5@21" {
			t.Fatalf("cut at %d of %d, index at %d of %d: %v", cutFile, len(file), cutIndex, len(index), got)
		}
		if len(got) < 6 {
			lost++
		}
		readByOthers(t, filepath.Join(dir, "scan-1.warc.gz"), len(got))
	}
	if lost == 0 {
		t.Error("nothing was ever cut off")
	}
}
