package rectify_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// A fataler is a test or a step of a random walk.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// book keeps cases as a store does, for tests.
type book struct {
	cases  []rectify.Case
	events [][]rectify.Event
}

func (b *book) append(t fataler, e rectify.Event) {
	t.Helper()
	if e.Case == 0 {
		id := int64(len(b.cases) + 1)
		b.cases = append(b.cases, rectify.Case{ID: id, Number: fmt.Sprintf("2026-%05d", id), Fingerprint: e.Finding.Fingerprint,
			Check: e.Finding.Check, Earlier: e.Earlier, EarlierClosed: e.EarlierClosed})
		b.events = append(b.events, nil)
		e.Case = id
	}
	i := e.Case - 1
	c, err := rectify.Apply(b.cases[i], e)
	if err != nil {
		t.Fatalf("%s of case %d: %v", e.Kind, e.Case, err)
	}
	b.cases[i], b.events[i] = c, append(b.events[i], e)
}

// scan reconciles one scan of which the findings and acquittals are given.
func (b *book) scan(t fataler, hours int, change func(*portal.Scan), findings []checks.Finding, acquitted ...string) []rectify.Event {
	t.Helper()
	s := &portal.Scan{ID: fmt.Sprintf("scan-%d", hours), AsOf: day((hours + 2) / 24), StartedAt: instant(hours), Complete: true}
	if change != nil {
		change(s)
	}
	res := &checks.Result{Scan: checks.ScanState{ID: s.ID, AsOf: s.AsOf, Complete: s.Complete, Void: s.Void}, Findings: findings}
	events := rectify.Reconcile(b.cases, res, acquitted, s, s.StartedAt.Add(time.Minute))
	for _, e := range events {
		b.append(t, e)
	}
	return events
}

func found(print string) checks.Finding {
	f := finding(checks.Violation, rules.Minor)
	f.Fingerprint = print
	return *f
}

func (b *book) phases() map[string]rectify.Phase {
	m := map[string]rectify.Phase{}
	for _, c := range b.cases {
		m[c.Number] = c.Phase
	}
	return m
}

func wantPhases(t *testing.T, b *book, want map[string]rectify.Phase) {
	t.Helper()
	if diff := cmp.Diff(want, b.phases()); diff != "" {
		t.Errorf("phases (-want +got):\n%s", diff)
	}
}

func TestFindingOpensACaseOnce(t *testing.T) {
	b := &book{}
	twice := found("f1")
	twice.Rule, twice.Severity = "other-rule", rules.Major // the same problem under a second rule
	b.scan(t, 0, nil, []checks.Finding{found("f1"), twice, found("f2")})
	b.scan(t, 24, nil, []checks.Finding{found("f1")})
	wantPhases(t, b, map[string]rectify.Phase{"2026-00001": rectify.Pending, "2026-00002": rectify.Pending})
	if c := b.cases[0]; c.Times != 2 || c.LastSeen != day(1) || c.FirstScan != "scan-0" {
		t.Errorf("first case %+v", c.State)
	}
	if b.cases[1].Times != 1 {
		t.Error("what a scan does not mention was seen")
	}
}

func TestWorseRuleStandsForTheProblem(t *testing.T) {
	b := &book{}
	worse := found("f1")
	worse.Rule, worse.Severity = "other-rule", rules.Major
	b.scan(t, 0, nil, []checks.Finding{found("f1"), worse})
	if b.cases[0].Severity != rules.Major {
		t.Errorf("severity %s", b.cases[0].Severity)
	}
}

func TestVoidOrIncompleteScanChangesNothing(t *testing.T) {
	for name, change := range map[string]func(*portal.Scan){
		"void":       func(s *portal.Scan) { s.Void = true },
		"incomplete": func(s *portal.Scan) { s.Complete = false },
	} {
		b := &book{}
		b.scan(t, 0, nil, []checks.Finding{found("f1")})
		if events := b.scan(t, 24, change, []checks.Finding{found("f1"), found("f2")}, "f1"); len(events) > 0 {
			t.Errorf("a %s scan made %d events", name, len(events))
		}
	}
}

func TestSameScanTwiceChangesNothing(t *testing.T) {
	b := &book{}
	b.scan(t, 0, nil, []checks.Finding{found("f1"), found("f2")})
	b.scan(t, 24, nil, []checks.Finding{found("f1")}, "f2")
	if events := b.scan(t, 24, nil, []checks.Finding{found("f1")}, "f2"); len(events) > 0 {
		t.Errorf("the same scan again made %d events", len(events))
	}
}

func TestUnissuedCaseClosesItselfAfterTwoLooks(t *testing.T) {
	b := &book{}
	b.scan(t, 0, nil, []checks.Finding{found("f1")})
	b.scan(t, 24, nil, nil, "f1")
	wantPhases(t, b, map[string]rectify.Phase{"2026-00001": rectify.Verified})
	b.scan(t, 36, nil, nil, "f1")
	wantPhases(t, b, map[string]rectify.Phase{"2026-00001": rectify.Verified})
	b.scan(t, 48, nil, nil, "f1")
	wantPhases(t, b, map[string]rectify.Phase{"2026-00001": rectify.Closed})
}

func TestIssuedCaseWaitsForAPersonToCloseIt(t *testing.T) {
	b := &book{}
	b.scan(t, 0, nil, []checks.Finding{found("f1")})
	for _, e := range []rectify.Event{confirm(1, "经办乙"), issue(2)} {
		e.Case = 1
		b.append(t, e)
	}
	b.scan(t, 1, nil, nil, "f1") // began before the notice
	wantPhases(t, b, map[string]rectify.Phase{"2026-00001": rectify.Issued})
	b.scan(t, 24, nil, nil, "f1")
	b.scan(t, 48, nil, nil, "f1")
	wantPhases(t, b, map[string]rectify.Phase{"2026-00001": rectify.Verified})
	if !b.cases[0].Closable() {
		t.Error("not closable after two looks a day apart")
	}
}

func TestReturnWithin30DaysReopensLaterOpensAnew(t *testing.T) {
	for _, tt := range []struct {
		name string
		days int
		want map[string]rectify.Phase
		back bool
	}{
		{"thirtieth day", 32, map[string]rectify.Phase{"2026-00001": rectify.Pending}, true},
		{"thirty-first day", 33, map[string]rectify.Phase{"2026-00001": rectify.Closed, "2026-00002": rectify.Pending}, true},
		{"within the year", 365, map[string]rectify.Phase{"2026-00001": rectify.Closed, "2026-00002": rectify.Pending}, true},
		{"after the year", 368, map[string]rectify.Phase{"2026-00001": rectify.Closed, "2026-00002": rectify.Pending}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := &book{}
			b.scan(t, 0, nil, []checks.Finding{found("f1")})
			b.scan(t, 24, nil, nil, "f1")
			b.scan(t, 48, nil, nil, "f1") // closed on day 2
			b.scan(t, tt.days*24, nil, []checks.Finding{found("f1")})
			wantPhases(t, b, tt.want)
			if last := b.cases[len(b.cases)-1]; last.Recurred() != tt.back {
				t.Errorf("recurred %v, want %v", !tt.back, tt.back)
			}
		})
	}
}

func TestDismissedProblemStaysDismissedUntilItWasInOrder(t *testing.T) {
	b := &book{}
	b.scan(t, 0, nil, []checks.Finding{found("f1")})
	e := other(1, rectify.Dismiss, "经办乙", rectify.Detail{})
	e.Case = 1
	b.append(t, e)
	if events := b.scan(t, 24, nil, []checks.Finding{found("f1")}); len(events) > 0 {
		t.Error("a dismissed problem made events")
	}
	b.scan(t, 48, nil, nil, "f1")
	b.scan(t, 72, nil, []checks.Finding{found("f1")})
	wantPhases(t, b, map[string]rectify.Phase{"2026-00001": rectify.Dismissed, "2026-00002": rectify.Pending})
	if b.cases[1].Recurred() || b.cases[1].Earlier != "2026-00001" {
		t.Errorf("the new case: %+v", b.cases[1])
	}
}

func TestAcquittalOfWhatTheSameScanAccusesIsNone(t *testing.T) {
	b := &book{}
	b.scan(t, 0, nil, []checks.Finding{found("f1")})
	b.scan(t, 24, nil, []checks.Finding{found("f1")}, "f1")
	wantPhases(t, b, map[string]rectify.Phase{"2026-00001": rectify.Pending})
}
