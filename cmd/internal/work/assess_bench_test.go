package work

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"duwang/checks"
	"duwang/checks/score"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/assess"
	"duwang/reports/rectify"
)

// bigYear fills a store with a year of a county: units with cases, each seen
// by six scans, most confirmed and issued, half of them answered.
func bigYear(t testing.TB, units, cases int) (*config.Config, *store.Store) {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	var b strings.Builder
	b.WriteString("version: 1\noffice: {name: 示例县人民政府办公室, notice_code: 示政公开整}\nruleset: baiyin-2021\nsites: [{id: portal, name: 示例县, url: \"http://www.example.gov.cn/\"}]\nunits:\n")
	for i := range units {
		fmt.Fprintf(&b, "  - {id: u%03d, name: 第%d局}\n", i, i)
	}
	path := filepath.Join(dir, "duwang.yaml")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	set, err := YearRuleset(cfg, "")
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(ctx, filepath.Join(dir, "duwang.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	var first []portal.Date
	for n := range 6 {
		day := portal.NewDate(2026, 2, 2).AddDays(n * 50)
		first = append(first, day)
		scan := portal.Scan{ID: fmt.Sprintf("scan-%d", n), Kind: portal.ScanFull, AsOf: day, Since: portal.NewDate(2026, 1, 1), StartedAt: day.Time()}
		ledger := cfg.Ledger()
		if err := st.StartScan(ctx, scan, &ledger, ""); err != nil {
			t.Fatal(err)
		}
		scan.FinishedAt, scan.Complete = day.Time().Add(time.Hour), true
		if err := st.FinishScan(ctx, scan); err != nil {
			t.Fatal(err)
		}
		res := checks.Result{Schema: checks.Schema}
		for i := range units {
			res.Units = append(res.Units, score.Unit{ID: fmt.Sprintf("u%03d", i), Coverage: score.Coverage{Due: 1000, Checked: 990, Unverified: 10}})
		}
		raw, err := json.Marshal(res)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.SaveResult(ctx, scan.ID, set.Digest, day, raw); err != nil {
			t.Fatal(err)
		}
	}
	enter := func(decide func([]rectify.Case) ([]rectify.Event, error)) {
		t.Helper()
		if _, err := st.ChangeCases(ctx, store.CaseQuery{}, decide); err != nil {
			t.Fatal(err)
		}
	}
	for n, day := range first {
		enter(func(have []rectify.Case) ([]rectify.Event, error) {
			var events []rectify.Event
			for i := range cases {
				r := &set.Rules[i%len(set.Rules)]
				e := rectify.Event{Kind: rectify.Seen, At: day.Time().Add(time.Hour), On: day, By: rectify.Program, Detail: rectify.Detail{Scan: fmt.Sprintf("scan-%d", n), Started: day.Time(),
					Finding: &checks.Finding{Fingerprint: fmt.Sprintf("%064d", i), Check: r.Check, Rule: r.ID, Verdict: checks.Violation, Severity: r.Severity, Site: "portal", Unit: fmt.Sprintf("u%03d", i%units),
						URL: fmt.Sprintf("http://www.example.gov.cn/art/2026/2/2/art_%d.html", i), Title: "关于做好有关工作的通知", Message: "“工作动态”栏目最新信息发布于2026年1月1日，已32天未更新，超过14天的期限",
						Evidence: json.RawMessage(`{"newest":"2026-01-01","age_days":32,"limit_days":14}`)}}}
				if n > 0 {
					e.Case = have[i].ID
				}
				events = append(events, e)
			}
			return events, nil
		})
	}
	enter(func(have []rectify.Case) ([]rectify.Event, error) {
		var events []rectify.Event
		for i := range have {
			for _, by := range []string{"经办甲", "审核乙"}[:1+i%2] {
				if by == "审核乙" && !have[i].Veto() {
					continue
				}
				events = append(events, rectify.Event{Case: have[i].ID, Kind: rectify.Confirm, At: first[5].Time().Add(2 * time.Hour), On: first[5], By: by, Why: "经核对"})
			}
		}
		return events, nil
	})
	for i := range units {
		unit := fmt.Sprintf("u%03d", i)
		_, err := st.IssueNotice(ctx, store.CaseQuery{Units: []string{unit}, Phases: []rectify.Phase{rectify.Confirmed}}, first[5].AddDays(1), first[5].Time().AddDate(0, 0, 1), "审核乙",
			func(number int, list []rectify.Case) (*store.Draft, error) {
				d := &store.Draft{Code: "示政公开整", Unit: unit, UnitName: unit}
				for _, c := range list {
					d.Cases = append(d.Cases, store.DraftCase{ID: c.ID, Deadline: first[5].AddDays(8)})
				}
				return d, nil
			})
		if err != nil {
			t.Fatal(err)
		}
	}
	enter(func(have []rectify.Case) ([]rectify.Event, error) {
		var events []rectify.Event
		for i := range have {
			if have[i].Phase == rectify.Issued && i%units%2 == 0 {
				events = append(events, rectify.Event{Case: have[i].ID, Kind: rectify.Reply, At: first[5].Time().AddDate(0, 0, 5), On: first[5].AddDays(5), By: "联络员",
					Detail: rectify.Detail{Answer: &rectify.Answer{Outcome: "已整改"}}})
			}
		}
		return events, nil
	})
	return cfg, st
}

// assessYear assesses the year with every manual item decided, and makes all
// papers.
func assessYear(t testing.TB, cfg *config.Config, st *store.Store) (*assess.Result, []store.File) {
	t.Helper()
	book, err := ReadYear(t.Context(), cfg, st, 2026, portal.MustDate("2027-01-20"))
	if err != nil {
		t.Fatal(err)
	}
	set, err := YearRuleset(cfg, "")
	if err != nil {
		t.Fatal(err)
	}
	req := AssessRequest{Set: set}
	for i, f := range assess.Form(set, book.Units) {
		p := f.Points
		req.Entries = append(req.Entries, assess.Entry{Unit: f.Unit, Item: f.Item, Final: &p, Review: &p, Scorer: "评分甲", Checker: "复核乙", Cell: fmt.Sprintf("人工评分!M%d", i+4)})
	}
	r, err := book.Assess(t.Context(), cfg, st, req)
	if err != nil {
		t.Fatal(err)
	}
	files, err := AssessPapers(cfg, r, set)
	if err != nil {
		t.Fatal(err)
	}
	return r, files
}

// A year of 100 units with 5,000 cases; heap is the most that was held while
// the papers were made.
func BenchmarkAssess(b *testing.B) {
	cfg, st := bigYear(b, 100, 5000)
	for b.Loop() {
		r, files := assessYear(b, cfg, st)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.Sys)/(1<<20), "MB-sys")
		b.ReportMetric(float64(len(files)), "files")
		if len(r.Units) != 101 {
			b.Fatal(len(r.Units))
		}
	}
}

// A small year through the real store: cases of six scans count once, half of
// the units answered, and a second reading gives the same bytes.
func TestAYearFromTheStore(t *testing.T) {
	cfg, st := bigYear(t, 4, 40)
	r, files := assessYear(t, cfg, st)
	again, same := assessYear(t, cfg, st)
	if r.Hash != again.Hash {
		t.Error("the same year has two hashes")
	}
	for i := range files {
		if string(files[i].Content) != string(same[i].Content) {
			t.Errorf("%s differs", files[i].Name)
		}
	}
	total := 0
	for i := range r.Units {
		u := &r.Units[i]
		for _, q := range u.Problems {
			total++
			if q.Scans != 6 || q.Days != 251 {
				t.Errorf("%s: %d scans, %d days", q.Case, q.Scans, q.Days)
			}
		}
		if u.Site() {
			continue
		}
		want := assess.Overdue
		if i%2 == 0 {
			want = assess.InTime
		}
		if len(u.Replies) != 1 || u.Replies[0].Outcome != want {
			t.Errorf("%s: %+v, want %s", u.ID, u.Replies, want)
		}
		if u.Sum() != u.Score || u.Coverage.Scans != 6 || !u.Ranked() {
			t.Errorf("%s: %s, lines %s, %+v", u.ID, u.Score, u.Sum(), u.Coverage)
		}
	}
	if total != 40 {
		t.Errorf("%d problems", total)
	}
}
