package rectify_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// TestNoOrderOfEventsBreaksTheRules walks at random through scans and people's
// moves, refused ones included, and holds after every step what the contract
// promises of a case.
func TestNoOrderOfEventsBreaksTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := &book{}
		hours := 0
		prints := []string{"f1", "f2", "f3"}
		people := []string{"经办乙", "审核甲", "教育局"}
		kinds := []rectify.Kind{rectify.Confirm, rectify.Dismiss, rectify.Exempt, rectify.Transfer, rectify.Issue,
			rectify.Receive, rectify.Reply, rectify.Extend, rectify.Appeal, rectify.Decide, rectify.Close, rectify.Clean}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			hours += rapid.SampledFrom([]int{1, 5, 13, 24, 40, 24 * 9, 24 * 31}).Draw(t, "pass")
			before := slices.Clone(b.cases)
			if len(b.cases) > 0 && rapid.Bool().Draw(t, "person") {
				i := rapid.IntRange(0, len(b.cases)-1).Draw(t, "case")
				e := at(hours, rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.SampledFrom(people).Draw(t, "by"), "理由",
					rectify.Detail{Unit: rapid.SampledFrom([]string{"edu", "health"}).Draw(t, "unit"), Allowed: "主任", Notice: "2026-1",
						Granted: rapid.Bool().Draw(t, "granted"), Answer: &rectify.Answer{Outcome: "已改正"}})
				e.Until = e.On.AddDays(rapid.IntRange(0, 20).Draw(t, "until"))
				e.Case = b.cases[i].ID
				if _, err := rectify.Apply(b.cases[i], e); err == nil {
					b.append(t, e)
				}
			} else {
				scanAtRandom(t, b, hours, prints)
			}
			for i := range b.cases {
				holds(t, b, i)
				if i < len(before) {
					kept(t, before[i], b.cases[i])
				}
			}
			oneLiveCase(t, b)
		}
	})
}

func scanAtRandom(t *rapid.T, b *book, hours int, prints []string) {
	var findings []checks.Finding
	var acquitted []string
	for _, p := range prints {
		switch rapid.SampledFrom([]string{"bad", "suspect", "veto", "good", "absent"}).Draw(t, p) {
		case "bad":
			findings = append(findings, found(p))
		case "suspect":
			f := found(p)
			f.Verdict = checks.Suspect
			findings = append(findings, f)
		case "veto":
			f := found(p)
			f.Severity = rules.Veto
			findings = append(findings, f)
		case "good":
			acquitted = append(acquitted, p)
		}
	}
	void := rapid.IntRange(0, 4).Draw(t, "void") == 0
	s := &portal.Scan{ID: "scan-" + instant(hours).Format(time.RFC3339), AsOf: day((hours + 2) / 24), StartedAt: instant(hours), Complete: true, Void: void}
	res := &checks.Result{Scan: checks.ScanState{Complete: true, Void: void}, Findings: findings}
	events := rectify.Reconcile(b.cases, res, acquitted, s, s.StartedAt)
	if void && len(events) > 0 {
		t.Fatalf("a void scan made %d events", len(events))
	}
	for _, e := range events {
		b.append(t, e)
	}
}

// holds checks one case against its history.
func holds(t *rapid.T, b *book, i int) {
	c, events := b.cases[i], b.events[i]
	fixed := rectify.Case{ID: c.ID, Number: c.Number, Fingerprint: c.Fingerprint, Check: c.Check, Earlier: c.Earlier, EarlierClosed: c.EarlierClosed}
	again, err := rectify.Fold(fixed, events)
	if err != nil {
		t.Fatalf("history does not fold: %v", err)
	}
	if diff := cmp.Diff(again, c); diff != "" {
		t.Fatalf("state is not the fold of its events:\n%s", diff)
	}
	if !slices.Contains(rectify.Phases, c.Phase) || c.Count != len(events) || events[0].Kind != rectify.Seen {
		t.Fatalf("phase %q after %d of %d events", c.Phase, c.Count, len(events))
	}
	// An appeal is decided by somebody who neither made it nor confirmed the problem.
	for k, e := range events {
		if e.Kind != rectify.Decide {
			continue
		}
		open, err := rectify.Fold(fixed, events[:k])
		if err != nil || open.Plea == nil || open.Plea.By == e.By || slices.Contains(open.ConfirmedBy, e.By) {
			t.Fatalf("decided by %s: %v, %+v, confirmed by %v", e.By, err, open.Plea, open.ConfirmedBy)
		}
	}
	if c.ReceivedOn != 0 && (c.Notice == "" || c.ReceivedOn < c.IssuedOn) {
		t.Fatalf("received on %s, issued on %s in notice %q", c.ReceivedOn, c.IssuedOn, c.Notice)
	}
	// What stands in the last round.
	var people []string
	var looks []rectify.Event
	seen := 0
	for _, e := range events {
		switch e.Kind {
		case rectify.Seen:
			seen++
			looks = nil
		case rectify.Confirm:
			people = append(people, e.By)
		case rectify.Clean:
			looks = append(looks, e)
		case rectify.Close:
			first, last := looks[0], looks[len(looks)-1]
			if last.At.Sub(first.At) < 23*time.Hour {
				t.Fatalf("closed after looks %s apart", last.At.Sub(first.At))
			}
		}
	}
	if c.Times != seen {
		t.Fatalf("seen %d times, says %d", seen, c.Times)
	}
	// Nothing is issued that nobody confirmed; a veto only with two people.
	if c.Notice != "" || c.Phase == rectify.Issued || c.Phase == rectify.Replied || c.Phase == rectify.Confirmed {
		need := 1
		if c.Veto() {
			need = 2
		}
		slices.Sort(people)
		if n := len(slices.Compact(people)); n < need || len(c.ConfirmedBy) < need {
			t.Fatalf("%s, severity %s, confirmed by %v", c.Phase, c.Severity, c.ConfirmedBy)
		}
	}
	if c.Phase == rectify.Issued && (c.Notice == "" || c.Deadline == 0) {
		t.Fatal("issued without notice or deadline")
	}
	if (c.Phase == rectify.Closed) != (c.ClosedOn != 0) {
		t.Fatalf("%s, closed on %s", c.Phase, c.ClosedOn)
	}
	if c.Phase == rectify.Appealed && c.Plea == nil || c.Phase == rectify.Exempted && c.Exemption == nil {
		t.Fatalf("%s without what it rests on", c.Phase)
	}
}

// kept checks that no step forgets what was known.
func kept(t *rapid.T, before, after rectify.Case) {
	if after.FirstSeen != before.FirstSeen || after.FirstScan != before.FirstScan || after.LastSeen < before.LastSeen ||
		after.Times < before.Times || after.Round < before.Round || after.Count < before.Count {
		t.Fatalf("history lost:\n%s", cmp.Diff(before.State, after.State))
	}
}

// oneLiveCase checks that one problem never has two live cases.
func oneLiveCase(t *rapid.T, b *book) {
	live := map[string]int{}
	for i := range b.cases {
		if b.cases[i].Live() {
			live[b.cases[i].Fingerprint]++
		}
	}
	for p, n := range live {
		if n > 1 {
			t.Fatalf("problem %s has %d live cases", p, n)
		}
	}
}
