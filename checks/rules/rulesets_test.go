package rules

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

func load(t *testing.T, name string) *Set {
	t.Helper()
	s, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBuiltinSetsAreWhatTheManualNames(t *testing.T) {
	want := []string{"baiyin-2021", "census-2015", "fenggang-2018", "kaijiang-eco-2022", "keyouqianqi-2021", "national-2019", "national-full", "national-ogi", "shangcheng-2020"}
	if diff := cmp.Diff(want, Builtin()); diff != "" {
		t.Error(diff)
	}
	for _, name := range Builtin() {
		if s := load(t, name); s.Name != name || s.Source == "" || s.Effective == 0 || len(s.Digest) != 64 {
			t.Errorf("%s: name %q, source %q, effective %s, digest %q", name, s.Name, s.Source, s.Effective, s.Digest)
		}
	}
}

// Every rule tells the unit what to do, prices are labelled as the project's
// own, and nothing that cites no text claims to have been verified.
func TestRulesAreComplete(t *testing.T) {
	for _, name := range Builtin() {
		s := load(t, name)
		for i := range s.Rules {
			r := &s.Rules[i]
			if n := len([]rune(r.Remedy)); !strings.HasPrefix(r.Remedy, "请") || !strings.HasSuffix(r.Remedy, "。") || n > 80 || strings.Count(r.Remedy, "。") > 2 {
				t.Errorf("%s %s: remedy %q is no instruction of one or two sentences", name, r.ID, r.Remedy)
			}
			if r.Effect.Kind == EffectDeduct && !r.Effect.Own {
				t.Errorf("%s %s: no document gives these points, and they are not marked own", name, r.ID)
			}
			if r.Effect.Kind != EffectDeduct && r.Effect.Own {
				t.Errorf("%s %s: no points to be marked own", name, r.ID)
			}
			if r.Verified && len(r.Basis) == 0 {
				t.Errorf("%s %s: verified against no text", name, r.ID)
			}
			if !r.Verified && r.Note == "" {
				t.Errorf("%s %s: not verified, and no note says what is open", name, r.ID)
			}
			if s.Within(r) == 0 {
				t.Errorf("%s %s: no term to rectify", name, r.ID)
			}
		}
		if !s.Scored() {
			continue
		}
		sum := Centi(0)
		for _, g := range s.Groups {
			sum += g.Points
			if !g.Own {
				t.Errorf("%s: no document gives the points of %s, and they are not marked own", name, g.ID)
			}
		}
		if sum != s.Scheme.Base {
			t.Errorf("%s: the groups add up to %s of %s", name, sum, s.Scheme.Base)
		}
	}
}

// The default limits that the manual states for national-2019, and what the
// county of Fenggang has instead.
func TestColumnLimits(t *testing.T) {
	limits := func(name string) map[string]int {
		s := load(t, name)
		got, bound := map[string]int{}, map[string]bool{}
		for i := range s.Rules {
			r := &s.Rules[i]
			if r.Check != "column-stale" {
				continue
			}
			var args struct{ Limit, Warn int }
			if err := DecodeStrict(&r.With, &args); err != nil {
				t.Fatal(err)
			}
			// A rule without a limit speaks of columns that have one of their own.
			if args.Limit > 0 && (args.Warn <= 0 || args.Warn >= args.Limit) {
				t.Errorf("%s %s warns %d days before %d", name, r.ID, args.Warn, args.Limit)
			}
			for _, c := range r.Applies.Types {
				if bound[c] {
					t.Errorf("%s: two rules bind %s columns, so one fact would be deducted twice", name, c)
				}
				bound[c] = true
				if args.Limit > 0 {
					got[c] = args.Limit
				}
			}
		}
		return got
	}
	want := map[string]int{
		"news": 14, "notice": 180, "policy": 180, "interpretation": 180,
		"personnel": 365, "plan": 365, "summary": 365, "statistics": 365, "budget": 365, "other": 365,
	}
	if diff := cmp.Diff(want, limits("national-2019")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, limits("baiyin-2021")); diff != "" {
		t.Error(diff)
	}
	want["news"], want["personnel"], want["plan"] = 7, 180, 180
	if diff := cmp.Diff(want, limits("fenggang-2018")); diff != "" {
		t.Error(diff)
	}
}

// One fact is deducted once: no two rules of one check look at the same field,
// tag, mark, section, kind or place.
func TestNoFactHasTwoPrices(t *testing.T) {
	for _, name := range Builtin() {
		s := load(t, name)
		seen := map[string]string{}
		for i := range s.Rules {
			r := &s.Rules[i]
			if r.Check == "column-stale" {
				continue // TestColumnLimits
			}
			var with map[string]any
			if err := r.With.Decode(&with); err != nil && !r.With.IsZero() {
				t.Fatal(err)
			}
			parts := []string{""}
			for _, key := range []string{"fields", "tags", "marks", "sections", "kind", "where"} {
				switch v := with[key].(type) {
				case []any:
					parts = nil
					for _, word := range v {
						parts = append(parts, fmt.Sprint(word))
					}
				case string:
					parts = []string{v + " " + fmt.Sprint(with["verdict"])}
				}
				if with[key] != nil {
					break
				}
			}
			for _, part := range parts {
				fact := r.Check + " " + part
				if seen[fact] != "" {
					t.Errorf("%s: %s and %s are both about %s", name, seen[fact], r.ID, fact)
				}
				seen[fact] = r.ID
			}
		}
	}
}

func TestNationalRulesetHoldsAllOfOGI(t *testing.T) {
	national, ogi := load(t, "national-2019"), load(t, "national-ogi")
	for _, r := range ogi.Rules {
		n, ok := national.Rule(r.ID)
		if !ok {
			t.Errorf("national-2019 lacks %s", r.ID)
			continue
		}
		if n.Effect.Kind == EffectNone {
			t.Errorf("%s has no effect under national-2019", r.ID)
		}
		if diff := cmp.Diff(r.Basis, n.Basis); diff != "" {
			t.Errorf("%s cites something else under national-2019:\n%s", r.ID, diff)
		}
	}
	if ogi.Scored() {
		t.Error("national-ogi gives a score")
	}
}

func TestAnnualReportDates(t *testing.T) {
	for name, want := range map[string]map[string]string{
		"national-2019": {"department": "01-31", "enterprise": "01-31", "township": "03-31", "government": "03-31"},
		"baiyin-2021":   {"department": "01-31", "enterprise": "01-31", "township": "03-31", "government": "03-31"},
		// The date of Shangcheng, January 10, is that of a report to the district's office.
		"shangcheng-2020":   {"department": "01-31", "enterprise": "01-31", "township": "03-31", "government": "03-31"},
		"keyouqianqi-2021":  {"department": "01-31", "enterprise": "01-31", "township": "01-31", "government": "01-31"},
		"kaijiang-eco-2022": {"department": "01-31", "enterprise": "01-31", "township": "03-31", "government": "03-31"},
		"fenggang-2018":     {"department": "02-28", "enterprise": "02-28", "township": "02-28", "government": "03-31"},
	} {
		s := load(t, name)
		for id, kind := range map[string]string{"annual-report-missing": "missing", "annual-report-late": "late"} {
			r, ok := s.Rule(id)
			if !ok {
				t.Errorf("%s lacks %s", name, id)
				continue
			}
			var args struct {
				Due  map[string]string
				Kind string
				Warn int
			}
			if err := DecodeStrict(&r.With, &args); err != nil || args.Kind != kind {
				t.Errorf("%s %s: %+v, %v", name, id, args, err)
			}
			if diff := cmp.Diff(want, args.Due); diff != "" {
				t.Errorf("%s %s: %s", name, id, diff)
			}
		}
	}
}

// Fenggang's footer: three marks are required, the rest as the case may be.
func TestFenggangAsksForThreeMarks(t *testing.T) {
	s := load(t, "fenggang-2018")
	for id, severity := range map[string]string{
		"footer-sponsor-missing": Major, "footer-site-code-missing": Major, "footer-zhaocuo-missing": Major,
		"footer-icp-missing": Info, "footer-police-record-missing": Info, "footer-contact-missing": Info, "footer-sitemap-missing": Info,
	} {
		r, ok := s.Rule(id)
		if !ok || r.Severity != severity || (r.Effect.Kind == EffectNone) != (severity == Info) {
			t.Errorf("%s: %+v", id, r)
		}
	}
}

// The grades of baiyin-2021 are those of the text.
func TestBaiyinGradesAreTheTexts(t *testing.T) {
	s := load(t, "baiyin-2021")
	text := strings.Join(texts(t)["白银考核"], "")
	got := map[string]Centi{}
	for _, m := range regexp.MustCompile(`(\d+)分(?:及)?以上为(\p{Han}+?)[,。]`).FindAllStringSubmatch(text, -1) {
		points, err := ParseCenti(m[1])
		if err != nil {
			t.Fatal(err)
		}
		got[m[2]] = points
	}
	got["不合格"] = 0
	want := map[string]Centi{}
	for _, g := range s.Scheme.Grades {
		want[g.Name] = g.From
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s.Scheme.Own || !strings.Contains(text, "不足60分为不合格") {
		t.Error("the grades are the document's")
	}
}

func TestWithinFallsBackToSeverity(t *testing.T) {
	s := load(t, "national-2019")
	for severity, want := range map[string]int{Veto: 1, Critical: 3, Major: 5, Minor: 10, Info: 10} {
		if got := s.Within(&Rule{Severity: severity}); got != want {
			t.Errorf("%s: %d working days, want %d", severity, got, want)
		}
	}
	if got := s.Within(&Rule{Severity: Veto, RectifyWithin: 7}); got != 7 {
		t.Errorf("a rule's own term became %d", got)
	}
}

func TestAppliesBindsAllWhenEmpty(t *testing.T) {
	var all Applies
	some := Applies{Types: []string{portal.TypeNews}, Kinds: []string{portal.UnitTownship}}
	if !all.Column("x") || !all.Unit("x") || !some.Column("news") || some.Column("notice") || !some.Unit("township") || some.Unit("department") {
		t.Error("applies binds the wrong ones")
	}
}
