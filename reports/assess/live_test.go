package assess

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// A story is the life of one case, told day by day.
type story struct {
	c      rectify.Case
	events []rectify.Event
}

func (s *story) add(day string, kind rectify.Kind, by string, d rectify.Detail) *story {
	on := portal.MustDate(day)
	s.events = append(s.events, rectify.Event{Kind: kind, At: on.Time().Add(time.Duration(len(s.events)) * time.Minute), On: on, By: by, Why: "经核对", Detail: d})
	return s
}

func (s *story) seen(days ...string) *story {
	for _, day := range days {
		s.add(day, rectify.Seen, rectify.Program, rectify.Detail{Scan: "scan-" + day, Started: portal.MustDate(day).Time().Add(time.Duration(len(s.events)) * time.Minute),
			Finding: &checks.Finding{Fingerprint: "f", Check: "column-stale", Rule: "column-stale-news", Verdict: checks.Violation, Severity: s.c.Severity, Unit: "edu", Message: "已20天未更新"}})
	}
	return s
}

func (s *story) clean(day string) *story {
	return s.add(day, rectify.Clean, rectify.Program, rectify.Detail{Scan: "look-" + day, Started: portal.MustDate(day).Time().Add(time.Duration(len(s.events)) * time.Minute)})
}

func (s *story) confirm(day string) *story {
	return s.add(day, rectify.Confirm, "经办甲", rectify.Detail{})
}

func (s *story) issue(day, until string) *story {
	return s.add(day, rectify.Issue, "审核乙", rectify.Detail{Notice: "2026-1", Until: portal.MustDate(until)})
}

func (s *story) reply(day string) *story {
	return s.add(day, rectify.Reply, "教育局", rectify.Detail{Answer: &rectify.Answer{Outcome: "已更新"}})
}

func (s *story) close(day string) *story {
	return s.add(day, rectify.Close, "审核乙", rectify.Detail{})
}

func tell(severity string) *story {
	s := &story{c: rectify.Case{Number: "2026-00001", Fingerprint: "f", Check: "column-stale", Rule: "column-stale-news"}}
	s.c.Severity = severity
	return s
}

func TestAProblemOfTheYear(t *testing.T) {
	until := portal.MustDate("2026-06-30")
	earlier := tell("major")
	earlier.c.EarlierClosed = portal.MustDate("2025-09-01")
	for _, c := range []struct {
		name  string
		story *story
		asOf  string
		want  string
	}{
		{"six scans count once, with their duration", tell("major").seen("2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06").confirm("2026-03-10"),
			"2027-01-10", "counted edu 2026-03-02 2026-04-06 36 days 6 scans"},
		{"nobody confirmed", tell("major").seen("2026-03-02"), "2027-01-10", "pending edu 2026-03-02 2026-03-02 1 days 1 scans"},
		{"confirmed in January after the year", tell("major").seen("2026-12-28").confirm("2027-01-05"), "2027-01-10", "counted edu 2026-12-28 2026-12-28 1 days 1 scans"},
		{"confirmed after the day of the assessment", tell("major").seen("2026-12-28").confirm("2027-01-11"), "2027-01-10", "pending edu 2026-12-28 2026-12-28 1 days 1 scans"},
		{"seen in the next year only", tell("major").seen("2027-01-02").confirm("2027-01-03"), "2027-01-10", ""},
		{"carried over: the year sees its own part", tell("major").seen("2025-12-20", "2026-01-10", "2027-01-04").confirm("2025-12-21"), "2027-01-10",
			"counted edu 2026-01-10 2026-01-10 1 days 1 scans"},
		{"a veto confirmed by one person", tell("veto").seen("2026-03-02").confirm("2026-03-03").confirm("2026-03-04"), "2027-01-10", "pending edu 2026-03-02 2026-03-02 1 days 1 scans"},
		{"a veto confirmed by two", tell("veto").seen("2026-03-02").confirm("2026-03-03").add("2026-03-04", rectify.Confirm, "审核乙", rectify.Detail{}), "2027-01-10",
			"counted edu 2026-03-02 2026-03-02 1 days 1 scans"},
		{"misjudged after it was confirmed", tell("major").seen("2026-03-02").confirm("2026-03-03").add("2026-03-04", rectify.Dismiss, "审核乙", rectify.Detail{}), "2027-01-10",
			"dismissed edu 2026-03-02 2026-03-02 1 days 1 scans 经核对"},
		{"exempt", tell("major").seen("2026-03-02").confirm("2026-03-03").add("2026-03-04", rectify.Exempt, "审核乙", rectify.Detail{Until: until, Allowed: "分管领导"}).seen("2026-05-01"), "2027-01-10",
			"exempted edu 2026-03-02 2026-05-01 61 days 2 scans 经核对 until 2026-06-30"},
		{"exemption expired and seen again: unconfirmed", tell("major").seen("2026-03-02").confirm("2026-03-03").add("2026-03-04", rectify.Exempt, "审核乙", rectify.Detail{Until: until, Allowed: "分管领导"}).
			seen("2026-07-01"), "2027-01-10", "pending edu 2026-03-02 2026-07-01 122 days 2 scans"},
		{"exemption expired, seen and confirmed again", tell("major").seen("2026-03-02").add("2026-03-04", rectify.Exempt, "审核乙", rectify.Detail{Until: until, Allowed: "分管领导"}).
			seen("2026-07-01").confirm("2026-07-02"), "2027-01-10", "counted edu 2026-03-02 2026-07-01 122 days 2 scans"},
		{"under appeal", tell("major").seen("2026-03-02").confirm("2026-03-03").issue("2026-03-04", "2026-03-11").add("2026-03-05", rectify.Appeal, "教育局", rectify.Detail{}), "2027-01-10",
			"appealed edu 2026-03-02 2026-03-02 1 days 1 scans in-time"},
		{"appeal granted after the year", tell("major").seen("2026-12-28").confirm("2026-12-29").issue("2026-12-30", "2027-01-08").add("2027-01-05", rectify.Appeal, "教育局", rectify.Detail{}).
			add("2027-01-09", rectify.Decide, "审核乙", rectify.Detail{Granted: true}), "2027-01-10", "dismissed edu 2026-12-28 2026-12-28 1 days 1 scans 经核对 in-time"},
		{"moved to the unit that answers", tell("major").seen("2026-03-02").confirm("2026-03-03").add("2026-03-04", rectify.Transfer, "经办甲", rectify.Detail{Unit: "health"}), "2027-01-10",
			"counted health 2026-03-02 2026-03-02 1 days 1 scans"},
		{"answered on the last day", tell("major").seen("2026-03-02").confirm("2026-03-03").issue("2026-03-04", "2026-03-11").reply("2026-03-11"), "2027-01-10",
			"counted edu 2026-03-02 2026-03-02 1 days 1 scans in-time"},
		{"answered a day late", tell("major").seen("2026-03-02").confirm("2026-03-03").issue("2026-03-04", "2026-03-11").reply("2026-03-12"), "2027-01-10",
			"counted edu 2026-03-02 2026-03-02 1 days 1 scans late"},
		{"extended in time", tell("major").seen("2026-03-02").confirm("2026-03-03").issue("2026-03-04", "2026-03-11").
			add("2026-03-10", rectify.Extend, "审核乙", rectify.Detail{Until: portal.MustDate("2026-03-20")}).reply("2026-03-20"), "2027-01-10",
			"counted edu 2026-03-02 2026-03-02 1 days 1 scans in-time"},
		{"never answered", tell("major").seen("2026-03-02").confirm("2026-03-03").issue("2026-03-04", "2026-03-11"), "2027-01-10",
			"counted edu 2026-03-02 2026-03-02 1 days 1 scans overdue"},
		{"not yet due", tell("major").seen("2026-12-28").confirm("2026-12-29").issue("2026-12-30", "2027-01-10"), "2027-01-10",
			"counted edu 2026-12-28 2026-12-28 1 days 1 scans waiting"},
		{"mended without a word, in time", tell("major").seen("2026-03-02").confirm("2026-03-03").issue("2026-03-04", "2026-03-11").clean("2026-03-10"), "2027-01-10",
			"counted edu 2026-03-02 2026-03-02 1 days 1 scans in-time verified"},
		{"said to be mended and seen again", tell("major").seen("2026-03-02").confirm("2026-03-03").issue("2026-03-04", "2026-03-11").reply("2026-03-05").seen("2026-03-06"), "2027-01-10",
			"counted edu 2026-03-02 2026-03-06 5 days 2 scans refuted 1 in-time"},
		{"reopened within 30 days, unconfirmed: the first round counts", tell("major").seen("2026-03-02").confirm("2026-03-03").issue("2026-03-04", "2026-03-11").reply("2026-03-05").
			clean("2026-03-06").clean("2026-03-08").close("2026-03-09").seen("2026-03-20"), "2027-01-10", "counted edu 2026-03-02 2026-03-20 19 days 2 scans relapse in-time"},
		{"back within the year of 销号", earlier.seen("2026-03-02").confirm("2026-03-03"), "2027-01-10", "counted edu 2026-03-02 2026-03-02 1 days 1 scans relapse"},
	} {
		l, ok := Live(&c.story.c, c.story.events, Year(2026, portal.MustDate(c.asOf)))
		got := ""
		if q := l.Problem; ok {
			got = fmt.Sprintf("%s %s %s %s %d days %d scans", q.Standing, q.Unit, q.First, q.Last, q.Days, q.Scans)
			if q.Why != "" {
				got += " " + q.Why
			}
			if q.Until != 0 {
				got += " until " + q.Until.String()
			}
			if q.Relapse {
				got += " relapse"
			}
			if q.Refuted > 0 {
				got += fmt.Sprint(" refuted ", q.Refuted)
			}
			for _, r := range Replies([]Notice{{Key: "2026-1", Serial: "示政公开整〔2026〕1号", Unit: "edu"}}, l.Answers, portal.MustDate(c.asOf)) {
				got += " " + r.Outcome
			}
			if q.Mended == rectify.Verified {
				got += " verified"
			}
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// Random lives: whatever rectify allows, the year reads the same as the case
// itself where all of it lies within the year.
func TestLivesAgreeWithCases(t *testing.T) {
	kinds := []rectify.Kind{rectify.Seen, rectify.Seen, rectify.Clean, rectify.Confirm, rectify.Confirm, rectify.Dismiss, rectify.Exempt, rectify.Transfer, rectify.Issue,
		rectify.Reply, rectify.Extend, rectify.Appeal, rectify.Decide, rectify.Close, rectify.Unverified}
	checked := map[string]int{}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 7))
		c := rectify.Case{Number: "2026-00001", Fingerprint: "f", Rule: "column-stale-news"}
		severity := []string{rules.Major, rules.Veto}[r.IntN(2)]
		var events []rectify.Event
		day := portal.MustDate("2026-02-01")
		for range 25 {
			e := rectify.Event{Kind: kinds[r.IntN(len(kinds))], On: day, By: []string{"经办甲", "审核乙", "教育局"}[r.IntN(3)], Why: "经核对"}
			if len(events) == 0 {
				e.Kind = rectify.Seen
			}
			e.At = day.Time().Add(time.Duration(len(events)) * time.Minute)
			d := &e.Detail
			switch e.Kind {
			case rectify.Seen:
				e.By, d.Scan, d.Started = rectify.Program, fmt.Sprint("scan-", day), e.At
				d.Finding = &checks.Finding{Fingerprint: "f", Rule: "column-stale-news", Verdict: checks.Violation, Severity: severity, Unit: "edu"}
			case rectify.Clean, rectify.Unverified:
				e.By, d.Scan, d.Started = rectify.Program, fmt.Sprint("scan-", day), e.At
			case rectify.Exempt:
				d.Until, d.Allowed = day.AddDays(r.IntN(60)), "分管领导"
			case rectify.Transfer:
				d.Unit = []string{"edu", "health"}[r.IntN(2)]
			case rectify.Issue:
				d.Notice, d.Until = fmt.Sprint("2026-", len(events)), day.AddDays(7)
			case rectify.Extend:
				d.Until = day.AddDays(20)
			case rectify.Reply:
				d.Answer = &rectify.Answer{Outcome: "已改"}
			case rectify.Decide:
				d.Granted = r.IntN(2) == 0
			}
			after, err := rectify.Apply(c, e)
			if err != nil {
				continue
			}
			c, events = after, append(events, e)
			day = day.AddDays(r.IntN(5))
		}
		before := slices.Clone(events)
		l, ok := Live(&c, events, Year(2026, portal.MustDate("2027-01-31")))
		if !ok {
			t.Fatalf("seed %d: no life", seed)
		}
		q := l.Problem
		if q.Unit != c.Unit || q.First != c.FirstSeen || q.Last != c.LastSeen {
			t.Errorf("seed %d: %s %s–%s, the case says %s %s–%s", seed, q.Unit, q.First, q.Last, c.Unit, c.FirstSeen, c.LastSeen)
		}
		if diff := cmp.Diff(before, events); diff != "" {
			t.Fatalf("seed %d: events were changed: %s", seed, diff)
		}
		if c.Round > 1 {
			checked["reopened"]++
			if !q.Relapse {
				t.Errorf("seed %d: a reopened case is no relapse", seed)
			}
			continue
		}
		want := map[rectify.Phase]string{rectify.Pending: Pending, rectify.Confirmed: Counted, rectify.Issued: Counted, rectify.Replied: Counted,
			rectify.Dismissed: Dismissed, rectify.Exempted: Exempted, rectify.Appealed: Appealed}[c.Phase]
		if want == "" { // 复查通过 and 销号 say nothing of confirmation
			want = Pending
			if n := len(c.ConfirmedBy); n > 1 || n == 1 && !c.Veto() {
				want = Counted
			}
			if c.Exemption != nil && c.Phase == rectify.Closed {
				want = Exempted
			}
		}
		checked[string(c.Phase)]++
		if q.Standing != want {
			t.Errorf("seed %d: %s, the case is %s", seed, q.Standing, c.Phase)
		}
	}
	for _, p := range []string{"pending", "confirmed", "issued", "replied", "verified", "dismissed", "exempted", "appealed", "closed", "reopened"} {
		if checked[p] == 0 {
			t.Errorf("no walk ended %s: %v", p, checked)
		}
	}
}
