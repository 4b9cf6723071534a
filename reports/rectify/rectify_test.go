package rectify_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// start is the clock of day 0 of every test: 2026-11-02 02:00 in China.
var start = time.Date(2026, 11, 1, 18, 0, 0, 0, time.UTC)

var dayZero = portal.MustDate("2026-11-02")

func day(n int) portal.Date { return dayZero.AddDays(n) }

func instant(hours int) time.Time { return start.Add(time.Duration(hours) * time.Hour) }

// at makes an event entered so many hours after the start, counted for the
// day that the clock then shows in China.
func at(hours int, kind rectify.Kind, by, why string, d rectify.Detail) rectify.Event {
	return rectify.Event{Kind: kind, At: instant(hours), On: day((hours + 2) / 24), By: by, Why: why, Detail: d}
}

func finding(verdict, severity string) *checks.Finding {
	return &checks.Finding{Fingerprint: "f1", Check: "link-broken", Rule: "link-broken-inner", Verdict: verdict, Severity: severity,
		Site: "portal", Unit: "edu", Column: "edu-news", URL: "http://a.test/x.html"}
}

func seen(hours int) rectify.Event { return seenAs(hours, checks.Violation, rules.Minor) }

func seenAs(hours int, verdict, severity string) rectify.Event {
	return at(hours, rectify.Seen, rectify.Program, "", rectify.Detail{Scan: "s" + time.Duration(hours).String(), Started: instant(hours), Finding: finding(verdict, severity)})
}

func clean(hours int) rectify.Event {
	return at(hours, rectify.Clean, rectify.Program, "", rectify.Detail{Scan: "c" + time.Duration(hours).String(), Started: instant(hours)})
}

func confirm(hours int, by string) rectify.Event {
	return at(hours, rectify.Confirm, by, "", rectify.Detail{})
}

func issue(hours int) rectify.Event {
	e := at(hours, rectify.Issue, "审核甲", "", rectify.Detail{Notice: "2026-1"})
	e.Until = e.On.AddDays(7)
	return e
}

func reply(hours int) rectify.Event {
	return at(hours, rectify.Reply, "教育局", "", rectify.Detail{Answer: &rectify.Answer{Outcome: "已改正"}})
}

func closing(hours int) rectify.Event {
	return at(hours, rectify.Close, "审核甲", "", rectify.Detail{})
}

func other(hours int, kind rectify.Kind, by string, d rectify.Detail) rectify.Event {
	return at(hours, kind, by, "理由", d)
}

// The way of most cases, an hour or a day a step.
var (
	opened    = []rectify.Event{seen(0)}
	confirmed = slices.Concat(opened, []rectify.Event{confirm(1, "经办乙")})
	issued    = slices.Concat(confirmed, []rectify.Event{issue(2)})
	replied   = slices.Concat(issued, []rectify.Event{reply(26)})
	verified  = slices.Concat(replied, []rectify.Event{clean(48)})
	twice     = slices.Concat(verified, []rectify.Event{clean(72)})
	closed    = slices.Concat(twice, []rectify.Event{closing(73)})
	appealed  = slices.Concat(issued, []rectify.Event{other(3, rectify.Appeal, "教育局", rectify.Detail{})})
	exempted  = slices.Concat(confirmed, []rectify.Event{other(2, rectify.Exempt, "审核甲", rectify.Detail{Allowed: "办公室主任会议", Until: day(10)})})
	dismissed = slices.Concat(opened, []rectify.Event{other(1, rectify.Dismiss, "经办乙", rectify.Detail{})})
)

func fold(t *testing.T, events []rectify.Event) rectify.Case {
	t.Helper()
	c, err := rectify.Fold(rectify.Case{ID: 1, Number: "2026-00001", Fingerprint: "f1", Check: "link-broken"}, events)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryMoveOfTheTable(t *testing.T) {
	transfer := func(h int) rectify.Event {
		return other(h, rectify.Transfer, "经办乙", rectify.Detail{Unit: "health"})
	}
	for _, tt := range []struct {
		name string
		from []rectify.Event
		move rectify.Event
		want rectify.Phase
		err  error
	}{
		{"confirmation", opened, confirm(1, "经办乙"), rectify.Confirmed, nil},
		{"confirmation without a name", opened, confirm(1, " "), "", rectify.ErrNobody},
		{"confirmation twice", confirmed, confirm(2, "审核甲"), "", rectify.ErrPhase},
		{"dismissal", opened, other(1, rectify.Dismiss, "经办乙", rectify.Detail{}), rectify.Dismissed, nil},
		{"dismissal without a reason", opened, at(1, rectify.Dismiss, "经办乙", "", rectify.Detail{}), "", rectify.ErrReason},
		{"withdrawal after issue", issued, other(3, rectify.Dismiss, "经办乙", rectify.Detail{}), rectify.Dismissed, nil},
		{"exemption", confirmed, other(2, rectify.Exempt, "审核甲", rectify.Detail{Allowed: "主任", Until: day(10)}), rectify.Exempted, nil},
		{"exemption that nobody allowed", confirmed, other(2, rectify.Exempt, "审核甲", rectify.Detail{Until: day(10)}), "", rectify.ErrNobody},
		{"exemption until yesterday", confirmed, other(26, rectify.Exempt, "审核甲", rectify.Detail{Allowed: "主任", Until: day(0)}), "", rectify.ErrDate},
		{"transfer of a pending case", opened, transfer(1), rectify.Pending, nil},
		{"transfer of an issued case needs a new notice", issued, transfer(3), rectify.Confirmed, nil},
		{"transfer to the same unit", opened, other(1, rectify.Transfer, "经办乙", rectify.Detail{Unit: "edu"}), "", errAny},
		{"issue", confirmed, issue(2), rectify.Issued, nil},
		{"issue before confirmation", opened, issue(2), "", rectify.ErrPhase},
		{"answer", issued, reply(26), rectify.Replied, nil},
		{"answer without words", issued, at(26, rectify.Reply, "教育局", "", rectify.Detail{Answer: &rectify.Answer{}}), "", rectify.ErrReason},
		{"answer before issue", confirmed, reply(26), "", rectify.ErrPhase},
		{"extension", issued, other(3, rectify.Extend, "审核甲", rectify.Detail{Until: day(20)}), rectify.Issued, nil},
		{"extension backwards", issued, other(3, rectify.Extend, "审核甲", rectify.Detail{Until: day(5)}), "", rectify.ErrDate},
		{"appeal", issued, other(3, rectify.Appeal, "教育局", rectify.Detail{}), rectify.Appealed, nil},
		{"appeal upheld", appealed, other(4, rectify.Decide, "审核甲", rectify.Detail{}), rectify.Issued, nil},
		{"appeal granted", appealed, other(4, rectify.Decide, "审核甲", rectify.Detail{Granted: true}), rectify.Dismissed, nil},
		{"appeal decided by who confirmed", appealed, other(4, rectify.Decide, "经办乙", rectify.Detail{Granted: true}), "", rectify.ErrSamePerson},
		{"appeal decided by who made it", appealed, other(4, rectify.Decide, "教育局", rectify.Detail{Granted: true}), "", rectify.ErrSamePerson},
		{"clean look before any answer", issued, clean(24), rectify.Verified, nil},
		{"clean look that began before the answer", replied, clean(25), "", rectify.ErrEarly},
		{"clean look that began before the notice", issued, clean(1), "", rectify.ErrEarly},
		{"clean look after the answer", replied, clean(27), rectify.Verified, nil},
		{"sight refutes an answer", replied, seen(27), rectify.Issued, nil},
		{"sight of a scan before the answer refutes nothing", replied, seen(25), rectify.Replied, nil},
		{"sight after a clean look", verified, seen(60), rectify.Issued, nil},
		{"sight of an unissued case after a clean look", slices.Concat(confirmed, []rectify.Event{clean(24)}), seen(48), rectify.Confirmed, nil},
		{"close after one look", verified, closing(73), "", rectify.ErrLooks},
		{"close after two looks", twice, closing(73), rectify.Closed, nil},
		{"sight within 30 days of 销号", closed, seen(73 + 30*24), rectify.Pending, nil},
		{"sight 31 days after 销号", closed, seen(73 + 31*24), "", rectify.ErrGone},
		{"sight of an exempted problem", exempted, seen(10 * 24), rectify.Exempted, nil},
		{"sight after the exemption", exempted, seen(11 * 24), rectify.Pending, nil},
		{"sight of a dismissed problem", dismissed, seen(24), rectify.Dismissed, nil},
		{"unverified changes nothing", replied, at(50, rectify.Unverified, rectify.Program, "打不开", rectify.Detail{Scan: "x"}), rectify.Replied, nil},
		{"a person's look", issued, other(24, rectify.Clean, "经办乙", rectify.Detail{}), rectify.Verified, nil},
		{"a person's look without a reason", issued, at(24, rectify.Clean, "经办乙", "", rectify.Detail{}), "", rectify.ErrReason},
		{"clean look of a closed case", closed, clean(100), "", rectify.ErrPhase},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := fold(t, tt.from)
			after, err := rectify.Apply(before, tt.move)
			switch {
			case tt.err == errAny && err != nil:
			case !errors.Is(err, tt.err):
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if err != nil {
				if diff := cmp.Diff(before, after); diff != "" {
					t.Errorf("a refused move changed the case:\n%s", diff)
				}
				return
			}
			if after.Phase != tt.want {
				t.Errorf("phase %s, want %s", after.Phase, tt.want)
			}
			if diff := cmp.Diff(before, fold(t, tt.from)); diff != "" {
				t.Errorf("the case that came in was changed:\n%s", diff)
			}
		})
	}
}

var errAny = errors.New("any")

func TestLooksOfOneDayDoNotClose(t *testing.T) {
	for hours, want := range map[int]error{1: rectify.ErrLooks, 23: rectify.ErrLooks, 24: nil} {
		c := fold(t, slices.Concat(verified, []rectify.Event{clean(48 + hours)}))
		if _, err := rectify.Apply(c, closing(100)); !errors.Is(err, want) {
			t.Errorf("second look %d hours later: %v, want %v", hours, err, want)
		}
	}
}

func TestSightBetweenTwoLooksUndoesTheFirst(t *testing.T) {
	c := fold(t, slices.Concat(verified, []rectify.Event{seen(60), clean(72)}))
	if c.Closable() {
		t.Error("closable although it was seen between the looks")
	}
}

func TestVetoNeedsTwoPeople(t *testing.T) {
	veto := []rectify.Event{seenAs(0, checks.Violation, rules.Veto), confirm(1, "经办乙")}
	c := fold(t, veto)
	if c.Phase != rectify.Pending {
		t.Errorf("one person made it %s", c.Phase)
	}
	if _, err := rectify.Apply(c, confirm(2, "经办乙")); !errors.Is(err, rectify.ErrSamePerson) {
		t.Errorf("the same person again: %v", err)
	}
	if c = fold(t, append(veto, confirm(2, "审核甲"))); c.Phase != rectify.Confirmed {
		t.Errorf("two people made it %s", c.Phase)
	}
}

func TestSuspectLinkRipensInTwoScansADayApart(t *testing.T) {
	suspect := func(h int) rectify.Event { return seenAs(h, checks.Suspect, rules.Info) }
	for _, tt := range []struct {
		name   string
		events []rectify.Event
		want   error
	}{
		{"one scan", []rectify.Event{suspect(0)}, rectify.ErrUnripe},
		{"two scans of one day", []rectify.Event{suspect(0), suspect(20)}, rectify.ErrUnripe},
		{"two scans a day apart", []rectify.Event{suspect(0), suspect(24)}, nil},
		{"in order in between", []rectify.Event{suspect(0), clean(12), suspect(24)}, rectify.ErrUnripe},
		{"broken for certain in the second", []rectify.Event{suspect(0), seen(2)}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := rectify.Apply(fold(t, tt.events), confirm(200, "经办乙")); !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
}

func TestSuspectThatIsNoLinkNeedsOneScan(t *testing.T) {
	e := seenAs(0, checks.Suspect, rules.Info)
	e.Finding.Check = "interpretation"
	c, err := rectify.Fold(rectify.Case{Check: "interpretation"}, []rectify.Event{e, confirm(1, "经办乙")})
	if err != nil || c.Phase != rectify.Confirmed {
		t.Errorf("%s, %v", c.Phase, err)
	}
}

func TestDeadlineIsComputedNotStored(t *testing.T) {
	c := fold(t, issued) // until day 7
	for n, want := range map[int][2]bool{3: {false, false}, 4: {false, true}, 7: {false, true}, 8: {true, false}} {
		if got := [2]bool{c.Overdue(day(n)), c.DueSoon(day(n))}; got != want {
			t.Errorf("day %d: overdue, due soon = %v, want %v", n, got, want)
		}
	}
	if c = fold(t, replied); c.Overdue(day(100)) {
		t.Error("a unit that answered is overdue")
	}
}

func TestReopenedCaseIsTheNextRoundAndNeedsANewConfirmation(t *testing.T) {
	c := fold(t, slices.Concat(closed, []rectify.Event{seen(100)}))
	if c.Round != 2 || c.Phase != rectify.Pending || c.Notice != "" || len(c.ConfirmedBy) != 0 || !c.Recurred() {
		t.Errorf("reopened as %+v", c.State)
	}
	if c.FirstSeen != day(0) || c.Times != 2 {
		t.Errorf("history lost: first seen %s, %d times", c.FirstSeen, c.Times)
	}
}

func TestRecurrenceIsWithinTheYear(t *testing.T) {
	for closedOn, want := range map[string]bool{"2025-11-02": true, "2025-11-01": false, "": false, "2026-10-01": true} {
		c := fold(t, opened)
		if closedOn != "" {
			c.EarlierClosed = portal.MustDate(closedOn)
		}
		if c.Recurred() != want {
			t.Errorf("closed on %q: recurred %v", closedOn, !want)
		}
	}
}

func TestTransferAnswersToTheOtherUnit(t *testing.T) {
	c := fold(t, slices.Concat(replied, []rectify.Event{other(30, rectify.Transfer, "经办乙", rectify.Detail{Unit: "health"})}))
	if c.Unit != "health" || c.Notice != "" || c.Deadline != 0 || c.Answer != nil || c.Phase != rectify.Confirmed {
		t.Errorf("transferred: %+v", c.State)
	}
	if c = fold(t, slices.Concat(opened, []rectify.Event{other(1, rectify.Transfer, "经办乙", rectify.Detail{Unit: "health"}), seen(24)})); c.Unit != "health" {
		t.Errorf("the next scan gave it back to %s", c.Unit)
	}
}

func TestAppealSeesWhatHappenedMeanwhile(t *testing.T) {
	upheld := func(h int) rectify.Event { return other(h, rectify.Decide, "审核甲", rectify.Detail{}) }
	appeal := func(h int) rectify.Event { return other(h, rectify.Appeal, "教育局", rectify.Detail{}) }
	if c := fold(t, slices.Concat(issued, []rectify.Event{appeal(3), clean(24), upheld(30)})); c.Phase != rectify.Verified {
		t.Errorf("mended while under appeal: %s", c.Phase)
	}
	if c := fold(t, slices.Concat(verified, []rectify.Event{appeal(50), seen(60), upheld(70)})); c.Phase != rectify.Issued {
		t.Errorf("seen again while under appeal: %s", c.Phase)
	}
}

func TestWordsOfEveryPhaseAreReadBack(t *testing.T) {
	for _, p := range rectify.Phases {
		for _, w := range []string{string(p), p.Word()} {
			if got, ok := rectify.ParsePhase(w); !ok || got != p {
				t.Errorf("%s is read as %s", w, got)
			}
		}
	}
	if _, ok := rectify.ParsePhase("未立案"); ok {
		t.Error("a word that is no phase is read as one")
	}
}
