package reports_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/reportstest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestModelSaysWhatTheResultHolds(t *testing.T) {
	golden(t, "model.golden", describe(reportstest.Model()))
}

func TestVoidScanAccusesNobody(t *testing.T) {
	m := reportstest.Void()
	golden(t, "void.golden", describe(m))
	if m.Valid || m.Violations+m.Suspects != 0 {
		t.Errorf("a void model has %d problems and %d suspects", m.Violations, m.Suspects)
	}
	for _, s := range m.Entries {
		if s.Scored || s.Place != 0 || len(s.Lines) > 0 {
			t.Errorf("%s has a score, a place or deductions in a void model", s.Name)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// describe writes down all that a model says.
func describe(m *reports.Model) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s\n%s", m.Title, m.Headline)
	for _, s := range append(slices.Clone(m.Cautions), m.Summary...) {
		line("- %s", s)
	}
	line("等次：%s\n时限：%s", m.GradeScale(), m.DeadlineScale())
	line("\n## 排名")
	for _, s := range m.Ranking {
		line("%s｜%s｜%s｜%d｜%s｜%s｜%s", s.PlaceWord(), s.Name, s.Class, s.ClassPlace, s.Points(), s.GradeWord(), s.CoverageWord())
	}
	for _, s := range m.Entries {
		line("\n## %s %s（%s）", s.Anchor, s.Name, reports.CountWords(s.Counts))
		for _, l := range s.Lines {
			line("%s｜%s｜%s｜%d处｜扣%s｜%v｜%v", l.Group, l.Title, l.Price, l.Count, l.Points, l.Capped, l.Numbers)
		}
		for _, f := range append(slices.Clone(s.Findings), s.Suspects...) {
			line("* %s %s｜%s｜%s｜%s｜%s｜%s", f.Number, f.Kind(), f.Indicator(), f.SeverityWord(), f.VerdictWord(), f.Deadline(), f.Cost())
			line("  %s\n  位置：%s｜%s｜上级：%s", f.Sentence(), f.Path(), f.Name(), f.Parent())
			line("  证据：%s\n  依据：%s%s", f.Proof(), f.Sources(), f.Doubt())
			for _, s := range f.Reasoning() {
				line("  认定：%s", s)
			}
		}
	}
	line("\n## 提醒")
	for _, w := range m.Warnings {
		line("%s｜%s｜%s｜%s｜%d", w.Unit, w.Column, w.Kind, w.Due.ChineseLong(), w.DaysLeft)
	}
	for _, g := range m.Unverified {
		line("\n## 无法核实：%s（%d）%s", g.Word, len(g.Rows), g.Meaning)
		for _, r := range g.Rows {
			line("%s｜%s｜%s", r.Unit, r.Column, r.Note)
		}
	}
	line("\n## 栏目")
	for _, c := range m.Columns {
		line("%s｜%s｜%s｜%d｜%s｜%s｜%s", c.Unit, c.Name, c.Type, c.Items, c.Newest, c.Due, c.State)
	}
	return b.String()
}

// addsUp tells that a sheet's lines, and its findings one by one, sum to what
// its score lacks.
func addsUp(s *reports.Sheet) error {
	var lines, findings rules.Centi
	for _, l := range s.Lines {
		lines += l.Points
	}
	for _, f := range s.Findings {
		findings += f.Charged
	}
	for _, f := range s.Suspects {
		if f.Charged != 0 {
			return fmt.Errorf("%s: suspect %s costs %s", s.Name, f.Number, f.Charged)
		}
	}
	if want := s.Base - s.Score; lines != want || findings != want || s.Deducted != want {
		return fmt.Errorf("%s lacks %s: lines %s, findings %s, sum shown %s", s.Name, want, lines, findings, s.Deducted)
	}
	return nil
}

func TestLinesAddUp(t *testing.T) {
	set, ledger := reportstest.Ruleset(), reportstest.Ledger()
	rapid.Check(t, func(t *rapid.T) {
		res := &checks.Result{Scan: checks.ScanState{AsOf: reportstest.AsOf, Complete: true}}
		n := rapid.IntRange(0, 400).Draw(t, "findings")
		var hits []score.Hit
		for range n {
			r := &set.Rules[rapid.IntRange(0, len(set.Rules)-1).Draw(t, "rule")]
			f := checks.Finding{
				Fingerprint: fmt.Sprintf("%04x", rapid.IntRange(0, 300).Draw(t, "fingerprint")), Check: r.Check, Rule: r.ID, Severity: r.Severity,
				Unit: ledger.Units[rapid.IntRange(0, 3).Draw(t, "unit")].ID, Verdict: checks.Violation, Evidence: []byte("{}"), RectifyBy: reportstest.AsOf,
			}
			if rapid.IntRange(0, 4).Draw(t, "suspect") == 0 {
				f.Verdict = checks.Suspect
			}
			res.Findings = append(res.Findings, f)
			hits = append(hits, score.Hit{Unit: f.Unit, Rule: f.Rule, Fingerprint: f.Fingerprint, Violation: f.Verdict == checks.Violation})
		}
		var people []score.Unit
		for _, u := range ledger.Units {
			people = append(people, score.Unit{ID: u.ID, Name: u.Name, Kind: u.Kind, Coverage: score.Coverage{Due: 10, Checked: 10}})
		}
		res.Units = score.Compute(set, people, hits, false)
		m := reports.Build(res, set, ledger, reportstest.Office())
		for _, s := range m.Ranking {
			if err := addsUp(s); err != nil {
				t.Fatal(err)
			}
			var groups rules.Centi
			for _, i := range m.Indicators(s) {
				if i.Point == "" {
					groups += i.Deducted
				}
			}
			if groups != s.Deducted {
				t.Fatalf("%s: groups of the score sheet sum to %s, want %s", s.Name, groups, s.Deducted)
			}
		}
		if len(m.Cautions) != 0 {
			t.Fatalf("cautions about scores that add up: %v", m.Cautions)
		}
	})
}

func TestScoreThatDoesNotAddUpIsCalledWrong(t *testing.T) {
	res, set, ledger := reportstest.County()
	res.Units[3].Score += 50
	m := reports.Build(res, set, ledger, reportstest.Office())
	if !slices.ContainsFunc(m.Cautions, func(s string) bool { return strings.Contains(s, "得分有误") }) {
		t.Errorf("no caution about a score that its lines do not explain: %v", m.Cautions)
	}
}

func TestFixtureCoversEveryCheck(t *testing.T) {
	m := reportstest.Model()
	seen := map[string]bool{}
	for _, f := range m.Result.Findings {
		seen[f.Check] = true
	}
	for _, check := range []string{"column-stale", "column-blank", "column-undated", "section-missing", "link-broken", "field-missing", "tag-missing",
		"mark-missing", "deadline", "date-implausible", "annual-report", "interpretation", "non-public-note", "identity-exposed", "secret-mark"} {
		if !seen[check] {
			t.Errorf("the county has no finding of %s", check)
		}
	}
}

func TestUnitsTheLedgerDoesNotKnowAreNotLost(t *testing.T) {
	res, set, ledger := reportstest.County()
	ledger.Units = slices.DeleteFunc(ledger.Units, func(u portal.Unit) bool { return u.ID == "bm05" })
	f := res.Findings[0]
	f.Unit = "gone"
	res.Findings = append(res.Findings, f)
	m := reports.Build(res, set, ledger, reportstest.Office())
	n := 0
	names := map[string]bool{}
	for _, s := range m.Entries {
		n += len(s.Findings) + len(s.Suspects)
		names[s.Name] = true
	}
	if n != len(res.Findings) || !names["自然资源局"] || !names["未登记的单位"] {
		t.Errorf("%d of %d findings shown; sheets %v", n, len(res.Findings), names)
	}
}

func TestRankingTiesVetoesAndUnread(t *testing.T) {
	set, ledger := reportstest.Ruleset(), reportstest.Ledger()
	unit := func(i int, points rules.Centi, veto bool, checked int) score.Unit {
		u := ledger.Units[i]
		return score.Unit{ID: u.ID, Name: u.Name, Kind: u.Kind, Score: points, Vetoed: veto, Grade: "良好", Coverage: score.Coverage{Due: 100, Checked: checked}}
	}
	res := &checks.Result{Scan: checks.ScanState{AsOf: reportstest.AsOf, Complete: true}, Units: []score.Unit{
		unit(1, 9000, false, 100), unit(2, 9500, false, 90), unit(3, 9500, false, 100), unit(4, 10000, true, 100), unit(5, 10000, false, 89), unit(6, 8000, false, 100)}}
	ledger.Units = ledger.Units[1:7]
	m := reports.Build(res, set, ledger, reportstest.Office())
	var got []string
	for _, s := range m.Ranking {
		got = append(got, s.PlaceWord()+" "+s.Name)
	}
	want := []string{"并列1 财政局", "并列1 民政局", "3 教育局", "4 生态环境分局", "5 司法局", "暂不排名 自然资源局"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ranking (-want +got):\n%s", diff)
	}
}

func TestRulesetWithoutPointsShowsNoScores(t *testing.T) {
	res, set, ledger := reportstest.County()
	set.Scheme, set.Groups = rules.Scheme{}, nil
	for i := range set.Rules {
		set.Rules[i].Effect = rules.Effect{Kind: rules.EffectNone}
	}
	for i := range res.Units {
		res.Units[i].Score, res.Units[i].Grade, res.Units[i].Vetoed, res.Units[i].Deductions = 0, "", false, nil
	}
	m := reports.Build(res, set, ledger, reportstest.Office())
	for _, s := range m.Entries {
		if s.Points() != "不计分" || s.GradeWord() != "—" || s.PlaceWord() != "—" {
			t.Errorf("%s: %s %s %s", s.Name, s.Points(), s.GradeWord(), s.PlaceWord())
		}
	}
	if m.Violations == 0 || !slices.Contains(m.Summary, "本指标体系只列问题和整改时限，不计分、不排名。") {
		t.Errorf("summary %v", m.Summary)
	}
}
