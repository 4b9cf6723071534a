package remind_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
	"duwang/reports/remind"
)

var terms = &rules.Reminders{Before: []int{3, 1, 0}, After: []int{1, 3}, Escalate: []rules.Escalation{{After: 5, Measure: "督办"}, {After: 10, Measure: "通报批评"}}, Warn: 9}

func issued(number, unit, deadline string) rectify.Case {
	c := rectify.Case{Number: number}
	c.Phase, c.Unit, c.Deadline, c.Notice = rectify.Issued, unit, portal.MustDate(deadline), "2026-1"
	return c
}

func world(cases ...rectify.Case) *remind.World {
	return &remind.World{Cases: cases, Calendar: calendar.MustDefault(), Terms: terms, Owner: map[string]string{}, Warned: map[string]bool{}}
}

// told runs Plan day by day as an office does and says what went out.
func told(w *remind.World, from, to string) []string {
	var out []string
	for d := portal.MustDate(from); d <= portal.MustDate(to); d = d.AddDays(1) {
		for _, m := range remind.Plan(w, d) {
			var parts []string
			for _, it := range m.Over {
				parts = append(parts, fmt.Sprintf("%s+%d×%d%s", it.Case.Number, it.Over, it.Chased, it.Measure))
			}
			for _, it := range m.Soon {
				parts = append(parts, fmt.Sprintf("%s-%d", it.Case.Number, it.Left))
			}
			for _, e := range m.Early {
				parts = append(parts, fmt.Sprintf("%s~%d", e.Column, e.Left))
			}
			out = append(out, fmt.Sprintf("%s %s %s %s", d, m.Unit, m.Kind, strings.Join(parts, " ")))
			w.Said = append(w.Said, remind.Said{Unit: m.Unit, On: d, Marks: m.Marks})
		}
	}
	return out
}

func TestEachStageIsSaidOnceInWorkingDays(t *testing.T) {
	// The deadline is a Friday; the week before is plain.
	got := told(world(issued("a", "edu", "2026-11-27")), "2026-11-20", "2026-12-31")
	want := []string{
		"2026-11-24 edu remind a-3", "2026-11-26 edu remind a-1", "2026-11-27 edu remind a-0",
		"2026-11-30 edu chase a+1×0", "2026-12-02 edu chase a+3×1", "2026-12-04 edu chase a+5×2督办", "2026-12-11 edu chase a+10×3通报批评",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestDaysOffDoNotCount(t *testing.T) {
	// 1 to 7 October 2026 are days off, 10 October is worked.
	got := told(world(issued("a", "edu", "2026-09-30")), "2026-09-30", "2026-10-12")
	want := []string{"2026-09-30 edu remind a-0", "2026-10-08 edu chase a+1×0", "2026-10-10 edu chase a+3×1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestAfterAGapOnlyTheLastStageIsSaid(t *testing.T) {
	w := world(issued("a", "edu", "2026-11-27"))
	if got := told(w, "2026-12-03", "2026-12-03"); len(got) != 1 || got[0] != "2026-12-03 edu chase a+4×0" {
		t.Errorf("told %q", got)
	}
}

func TestAUnitHearsOnceADayOfEverything(t *testing.T) {
	w := world(issued("a", "edu", "2026-11-26"), issued("b", "edu", "2026-11-30"), issued("c", "health", "2026-11-30"))
	w.Early = []remind.Due{{Column: "news", Date: portal.MustDate("2026-12-02")}, {Column: "later", Date: portal.MustDate("2026-12-09")}, {Column: "gone", Date: portal.MustDate("2026-11-26")}}
	for _, c := range []string{"news", "later", "gone"} {
		w.Owner[c] = "edu"
	}
	// A Friday: next week's columns are in.
	want := []string{"2026-11-27 edu chase a+1×0 b-1 news~3", "2026-11-27 health remind c-1"}
	if d := cmp.Diff(want, told(w, "2026-11-27", "2026-11-27")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if again := remind.Plan(w, portal.MustDate("2026-11-27")); len(again) > 0 {
		t.Errorf("asked again it says %+v", again)
	}
	w.Said, w.Busy = nil, []string{"edu"}
	if got := told(w, "2026-11-27", "2026-11-27"); len(got) != 1 || !strings.Contains(got[0], "health") {
		t.Errorf("beside a notice: %q", got)
	}
}

func TestAWarningOfTheScanIsSaidAtOnce(t *testing.T) {
	w := world()
	w.Early, w.Owner = []remind.Due{{Column: "news", Date: portal.MustDate("2026-11-26")}}, map[string]string{"news": "edu"}
	if got := told(w, "2026-11-24", "2026-11-24"); len(got) > 0 {
		t.Errorf("a Tuesday, not warned of: %q", got)
	}
	w.Warned["news"] = true
	if got := told(w, "2026-11-24", "2026-11-26"); len(got) != 1 || got[0] != "2026-11-24 edu remind news~2" {
		t.Errorf("warned of: %q", got)
	}
}

func TestAnExtensionBeginsAnew(t *testing.T) {
	w := world(issued("a", "edu", "2026-11-27"))
	told(w, "2026-11-27", "2026-12-02")
	w.Cases[0].Deadline = portal.MustDate("2026-12-11")
	want := []string{"2026-12-08 edu remind a-3", "2026-12-10 edu remind a-1", "2026-12-11 edu remind a-0", "2026-12-14 edu chase a+1×0"}
	if d := cmp.Diff(want, told(w, "2026-12-03", "2026-12-14")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestWhoAnsweredHearsNothing(t *testing.T) {
	for _, p := range rectify.Phases {
		if p == rectify.Issued {
			continue
		}
		c := issued("a", "edu", "2026-11-27")
		c.Phase = p
		if got := told(world(c), "2026-11-20", "2026-12-31"); len(got) > 0 {
			t.Errorf("%s: %q", p, got)
		}
	}
	w := world(issued("a", "edu", "2026-11-27"))
	w.Terms = nil
	if got := told(w, "2026-11-20", "2026-12-31"); len(got) > 0 {
		t.Errorf("without terms: %q", got)
	}
}

func TestAYearWithoutACalendarIsProvisional(t *testing.T) {
	m := remind.Plan(world(issued("a", "edu", "2030-01-04")), portal.MustDate("2030-01-03"))
	if len(m) != 1 || !m[0].Provisional {
		t.Errorf("%+v", m)
	}
}

// TestRandomDaysNeverSayTwice walks through random worlds: a unit hears at
// most once a day, no mark is said twice, and the order of cases is nothing.
func TestRandomDaysNeverSayTwice(t *testing.T) {
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 1))
		var cases []rectify.Case
		start := portal.MustDate("2026-09-01")
		for i := range 30 {
			cases = append(cases, issued(fmt.Sprintf("c%02d", i), fmt.Sprintf("u%d", r.IntN(4)), start.AddDays(r.IntN(60)).String()))
		}
		w := world(cases...)
		marks := map[string]bool{}
		for d := start; d < start.AddDays(90); d = d.AddDays(1 + r.IntN(3)) {
			plan := remind.Plan(w, d)
			slices.Reverse(w.Cases)
			if diff := cmp.Diff(plan, remind.Plan(w, d)); diff != "" {
				t.Fatalf("seed %d, %s: the order of cases changes the plan:\n%s", seed, d, diff)
			}
			units := map[string]bool{}
			for _, m := range plan {
				if units[m.Unit] {
					t.Fatalf("seed %d, %s: %s hears twice", seed, d, m.Unit)
				}
				units[m.Unit] = true
				for _, k := range m.Marks {
					if marks[k] {
						t.Fatalf("seed %d, %s: %s is said twice", seed, d, k)
					}
					marks[k] = true
				}
				if (m.Kind == remind.Chase) != (len(m.Over) > 0) || len(m.Marks) != len(m.Over)+len(m.Soon)+len(m.Early) {
					t.Fatalf("seed %d, %s: %+v", seed, d, m)
				}
				w.Said = append(w.Said, remind.Said{Unit: m.Unit, On: d, Marks: m.Marks})
			}
			if r.IntN(4) == 0 { // somebody answers, somebody gets longer
				i := r.IntN(len(w.Cases))
				w.Cases[i].Phase = rectify.Replied
				w.Cases[r.IntN(len(w.Cases))].Deadline += portal.Date(r.IntN(9))
			}
		}
	}
}
