package work_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/checks"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/demo"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/store/storetest"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports/json"
)

// A county is the built-in portal on loopback with a config for it.
type county struct {
	portal *demo.Portal
	base   string
	cfg    *config.Config
}

func newCounty(t *testing.T) *county {
	t.Helper()
	outside := httptest.NewUnstartedServer(nil)
	p := demo.New("http://" + outside.Listener.Addr().String())
	outside.Config.Handler = p.Outside()
	outside.Start()
	t.Cleanup(outside.Close)
	inside := httptest.NewServer(p)
	t.Cleanup(inside.Close)
	return countyAt(t, p, inside.URL)
}

// countyAt is the county behind a server of the test's own.
func countyAt(t *testing.T, p *demo.Portal, base string) *county {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "duwang.yaml")
	if err := os.WriteFile(file, []byte(p.Config(base, dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return &county{p, base, cfg}
}

func (c *county) scan(t *testing.T, st *store.Store) (*work.Judgement, *portal.Scan) {
	t.Helper()
	scan, sum, err := work.Scan(context.Background(), c.cfg, st,
		work.Request{Kind: portal.ScanFull, AsOf: demo.AsOf, Version: "test", Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if !sum.Complete || scan.Void {
		t.Fatalf("scan %+v, %+v", scan, sum)
	}
	j, err := work.Judge(context.Background(), c.cfg, st, scan.ID, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	return j, scan
}

// bytesOf writes a result without what names the single run.
func bytesOf(t *testing.T, res *checks.Result) string {
	t.Helper()
	r := *res
	r.Scan.ID, r.Scan.StartedAt, r.Scan.FinishedAt = "", time.Time{}, time.Time{}
	r.Sites = nil
	var b bytes.Buffer
	if err := json.Write(&b, &r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func open(t *testing.T, dsn string) *store.Store {
	t.Helper()
	st, err := store.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// TestBothStoresGiveTheSameResult scans the county into SQLite and into
// PostgreSQL; what was planted is found in both, and the results are the same
// to the byte.
func TestBothStoresGiveTheSameResult(t *testing.T) {
	c := newCounty(t)
	var texts []string
	for _, dsn := range []string{storetest.SQLite(t), storetest.Postgres(t)(t)} {
		st := open(t, dsn)
		j, scan := c.scan(t, st)
		o := c.portal.Compare(c.base, j.Result, j.Set)
		if o.Found != o.Planted || len(o.False)+len(o.Astray)+len(o.Misled) > 0 {
			t.Errorf("planted %d, found %d, false %v, astray %v, misled %v", o.Planted, o.Found, o.False, o.Astray, o.Misled)
		}
		texts = append(texts, bytesOf(t, j.Result))

		again, err := work.Judge(context.Background(), c.cfg, st, scan.ID, "", 0)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(j.Result, again.Result); d != "" {
			t.Errorf("judging the stored scan again (-first +again):\n%s", d)
		}
	}
	if d := cmp.Diff(texts[0], texts[1]); d != "" {
		t.Errorf("results (-sqlite +postgres):\n%s", d)
	}
}

// TestSecondScanFindsTheSame looks at conditional requests from outside: an
// unchanged portal costs few bytes and gives the same findings.
func TestSecondScanFindsTheSame(t *testing.T) {
	c := newCounty(t)
	st := open(t, storetest.SQLite(t))
	first, _ := c.scan(t, st)
	second, _ := c.scan(t, st)
	a, b := first.Result, second.Result
	if b.Sites[0].Bytes*5 > a.Sites[0].Bytes || b.Sites[0].NotModified < b.Sites[0].Pages*9/10 {
		t.Errorf("first scan %+v, second %+v", a.Sites, b.Sites)
	}
	if d := cmp.Diff(bytesOf(t, a), bytesOf(t, b)); d != "" {
		t.Errorf("results (-first +second):\n%s", d)
	}
}

func TestAnotherRulesetIsJudgedWithoutFetching(t *testing.T) {
	c := newCounty(t)
	st := open(t, storetest.SQLite(t))
	_, scan := c.scan(t, st)
	for _, name := range []string{"national-ogi", "fenggang-2018", "baiyin-2021"} {
		j, err := work.Judge(context.Background(), c.cfg, st, scan.ID, name, 0)
		if err != nil {
			t.Fatal(err)
		}
		if j.Result.Scan.Ruleset != name || len(j.Result.Findings) == 0 {
			t.Errorf("%s: ruleset %s, %d findings", name, j.Result.Scan.Ruleset, len(j.Result.Findings))
		}
	}
}

func TestReportsAreWrittenWhole(t *testing.T) {
	c := newCounty(t)
	st := open(t, storetest.SQLite(t))
	j, _ := c.scan(t, st)
	dir := filepath.Join(t.TempDir(), "out")
	files, err := work.Report(c.cfg, j, dir, work.Formats)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, f := range files {
		info, err := os.Stat(filepath.Join(dir, f))
		if err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", f, err)
		}
		kinds[filepath.Ext(f)]++
	}
	for _, k := range []string{".html", ".xlsx", ".docx", ".csv", ".json"} {
		if kinds[k] == 0 {
			t.Errorf("no %s among %v", k, files)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, ".duwang-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if err := work.CheckFormats([]string{"html", "pdf"}); err == nil || !strings.Contains(err.Error(), "pdf") {
		t.Errorf("an unknown format: %v", err)
	}
}

// TestScansThatProveNothingAreVoid looks at each reason of contract §3 that
// one scan or two can have.
func TestScansThatProveNothingAreVoid(t *testing.T) {
	c := newCounty(t)
	gone := map[string]bool{} // paths that answer 500
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for p := range gone {
			if strings.HasPrefix(r.URL.Path, p) {
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
		}
		c.portal.ServeHTTP(w, r)
	}))
	defer front.Close()
	file := filepath.Join(c.cfg.Dir, "void.yaml")
	if err := os.WriteFile(file, []byte(c.portal.Config(front.URL, c.cfg.Dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	st := open(t, storetest.SQLite(t))
	scan := func(since string) *portal.Scan {
		cfg.Since = portal.MustDate(since)
		s, _, err := work.Scan(context.Background(), cfg, st, work.Request{Kind: portal.ScanRecent, AsOf: demo.AsOf, Version: "test", Pause: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := scan("2026-01-01"); s.Void {
		t.Fatalf("the sound scan is void: %v", s.VoidReasons)
	}
	// A later articles_since reads fewer pages; that is no fault of anybody.
	if s := scan("2026-11-01"); s.Void {
		t.Errorf("a later articles_since made the scan void: %v", s.VoidReasons)
	}
	if s := scan("2026-01-01"); s.Void {
		t.Fatalf("the sound scan is void: %v", s.VoidReasons)
	}
	for _, u := range cfg.Units[:12] {
		for _, col := range u.Columns {
			gone[strings.TrimPrefix(col.URL, front.URL)] = true
		}
	}
	if s := scan("2026-01-01"); !s.Void || !strings.Contains(strings.Join(s.VoidReasons, ""), "减少三分之一以上") {
		t.Errorf("half of the portal gone: %v", s.VoidReasons)
	}
	gone = map[string]bool{"/": true}
	s := scan("2026-01-01")
	if !s.Void || !strings.Contains(strings.Join(s.VoidReasons, ""), "首页未能读取") {
		t.Errorf("no home page: %v", s.VoidReasons)
	}
	j, err := work.Judge(context.Background(), cfg, st, s.ID, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(j.Result.Findings)+len(j.Result.Units)+len(j.Result.Warnings) > 0 {
		t.Errorf("a void scan accuses or scores: %+v", j.Result)
	}
}
