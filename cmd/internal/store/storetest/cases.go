package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duwang/checks"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// The day and hour of the promises about cases.
var (
	caseDay  = portal.MustDate("2026-11-21")
	caseHour = time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)
)

// sight is the event of a scan that saw a problem, so many days later.
func sight(days int, print string) rectify.Event {
	at := caseHour.AddDate(0, 0, days)
	return rectify.Event{Kind: rectify.Seen, At: at.Add(time.Hour), On: caseDay.AddDays(days), By: rectify.Program, Detail: rectify.Detail{
		Scan: fmt.Sprintf("scan-%d", days), Started: at, Finding: &checks.Finding{Fingerprint: print, Check: "column-stale", Rule: "column-stale-news",
			Verdict: checks.Violation, Severity: "major", Site: "portal", Unit: "edu", Column: "edu-news", URL: "http://a.test/" + print,
			Title: "栏目\x00名称", Message: "已22天未更新", Evidence: json.RawMessage(`{"age_days":22}`)}}}
}

// act is a person's event a minute after the sights of day 0.
func act(kind rectify.Kind, by string, d rectify.Detail) rectify.Event {
	return rectify.Event{Kind: kind, At: caseHour.Add(time.Hour + time.Minute), On: caseDay, By: by, Why: "经核对", Detail: d}
}

// look is the event of a scan that found a problem in order.
func look(days int) rectify.Event {
	at := caseHour.AddDate(0, 0, days)
	return rectify.Event{Kind: rectify.Clean, At: at.Add(time.Hour), On: caseDay.AddDays(days), By: rectify.Program,
		Detail: rectify.Detail{Scan: fmt.Sprintf("scan-%d", days), Started: at}}
}

// enter appends events whatever the cases are.
func enter(ctx context.Context, s *store.Store, events ...rectify.Event) ([]rectify.Case, error) {
	return s.ChangeCases(ctx, store.CaseQuery{}, func([]rectify.Case) ([]rectify.Event, error) { return events, nil })
}

// each makes an event of every case that a query chooses.
func each(ctx context.Context, s *store.Store, q store.CaseQuery, e rectify.Event) error {
	_, err := s.ChangeCases(ctx, q, func(list []rectify.Case) ([]rectify.Event, error) {
		var events []rectify.Event
		for _, c := range list {
			e.Case = c.ID
			events = append(events, e)
		}
		return events, nil
	})
	return err
}

func numbers(list []rectify.Case) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.Number)
	}
	return out
}

var cases = []promise{
	{"TablesAndColumnsAreThose", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		Open(t, dsn)
		db := raw(t, dsn)
		for _, q := range []string{
			`SELECT id, number, fingerprint, site, check_id, rule, column_id, url, title, earlier, earlier_closed, live, phase, unit, severity, notice,
				deadline, first_seen, last_seen, first_scan, last_scan, closed_on, state FROM cases`,
			`SELECT seq, case_id, kind, at, on_day, by_whom, why, detail FROM case_events`,
			`SELECT name, year, last FROM counters`,
			`SELECT id, year, number, code, unit, unit_name, issued_on, issued_at, issued_by, deadline, closed_on, closed_by,
				received_on, received_by FROM notices`,
			`SELECT notice, position, case_id, deadline FROM notice_cases`,
			`SELECT notice, name, content FROM notice_files`,
			`SELECT id, kind, year, number, unit, unit_name, on_day, at, by_whom, marks FROM messages`,
			`SELECT message, name, content FROM message_files`,
			`SELECT seq, kind, ref, event, at, digest, hash FROM chain`,
		} {
			table := q[strings.LastIndex(q, " ")+1:]
			_, err := db.ExecContext(t.Context(), q)
			must(t, err)
			rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+table)
			must(t, err)
			names, err := rows.Columns()
			must(t, errors.Join(err, rows.Close()))
			same(t, "columns of "+table, len(names), strings.Count(q, ",")+1)
		}
	}},
	{"ComesBackWithEveryEvent", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		list := value(enter(t.Context(), s, sight(0, "f1")))(t)
		same(t, "numbers", numbers(list), []string{"2026-00001"})
		confirm := act(rectify.Confirm, "经办甲", rectify.Detail{})
		confirm.At = confirm.At.In(time.FixedZone("", 8*60*60))
		must(t, each(t.Context(), s, store.CaseQuery{}, confirm))
		c, events, err := Open(t, dsn).Case(t.Context(), "2026-00001")
		must(t, err)
		same(t, "title", c.Title, "栏目名称")
		same(t, "phase", c.Phase, rectify.Confirmed)
		seen := sight(0, "f1")
		same(t, "evidence", string(c.Finding.Evidence), string(seen.Finding.Evidence))
		same(t, "events", len(events), 2)
		same(t, "scan", events[0].Scan, "scan-0")
		same(t, "finding", *events[0].Finding, func() checks.Finding { f := c.Finding; return f }())
		same(t, "instant", events[1].At, confirm.At.UTC())
		same(t, "who, when, why", fmt.Sprint(events[1].By, events[1].On, events[1].Why), fmt.Sprint("经办甲", caseDay, "经核对"))
		_, _, err = s.Case(t.Context(), "2026-0000")
		want(t, err, store.ErrNotFound)
	}},
	{"StateIsTheFoldOfTheEvents", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		value(enter(t.Context(), s, sight(0, "f1"), sight(0, "f2"), sight(0, "f3")))(t)
		must(t, each(t.Context(), s, store.CaseQuery{Numbers: []string{"2026-00001", "2026-00002"}}, act(rectify.Confirm, "经办甲", rectify.Detail{})))
		must(t, each(t.Context(), s, store.CaseQuery{Phases: []rectify.Phase{rectify.Pending}}, act(rectify.Dismiss, "经办甲", rectify.Detail{})))
		must(t, each(t.Context(), s, store.CaseQuery{Phases: []rectify.Phase{rectify.Confirmed}}, look(1)))
		must(t, each(t.Context(), s, store.CaseQuery{Phases: []rectify.Phase{rectify.Verified}}, look(2)))
		same(t, "in order", value(s.CasesInOrder(t.Context()))(t), []string(nil))
		// The promise can be broken, so the look for it is worth something.
		_, err := raw(t, dsn).ExecContext(t.Context(), `UPDATE cases SET state = replace(state, 'edu', 'health') WHERE number = '2026-00002'`)
		must(t, err)
		same(t, "tampered with", value(s.CasesInOrder(t.Context()))(t), []string{"2026-00002"})
	}},
	{"AllEventsAreKeptOrNone", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		value(enter(t.Context(), s, sight(0, "f1"), sight(0, "f2")))(t)
		_, err := s.ChangeCases(t.Context(), store.CaseQuery{}, func(list []rectify.Case) ([]rectify.Event, error) {
			good, bad := act(rectify.Confirm, "经办甲", rectify.Detail{}), act(rectify.Close, "经办甲", rectify.Detail{})
			good.Case, bad.Case = list[0].ID, list[1].ID
			return []rectify.Event{sight(1, "f3"), good, bad}, nil
		})
		want(t, err, rectify.ErrLooks)
		var refused *store.CaseError
		if !errors.As(err, &refused) || refused.Number != "2026-00002" {
			t.Errorf("refusal names no case: %v", err)
		}
		list := value(s.Cases(t.Context(), store.CaseQuery{}))(t)
		same(t, "cases", numbers(list), []string{"2026-00001", "2026-00002"})
		for _, c := range list {
			same(t, "phase of "+c.Number, c.Phase, rectify.Pending)
		}
		// The number that was undone is given out again.
		same(t, "next", numbers(value(enter(t.Context(), s, sight(1, "f3")))(t)), []string{"2026-00003"})
	}},
	{"QueriesChoose", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		value(enter(t.Context(), s, sight(0, "f1"), sight(0, "f2"), sight(0, "f3")))(t)
		must(t, each(t.Context(), s, store.CaseQuery{Numbers: []string{"2026-00002"}}, act(rectify.Transfer, "经办甲", rectify.Detail{Unit: "health"})))
		one := store.CaseQuery{Numbers: []string{"2026-00003"}}
		must(t, each(t.Context(), s, one, look(1)))
		must(t, each(t.Context(), s, one, look(2)))
		done := act(rectify.Close, rectify.Program, rectify.Detail{})
		done.On = caseDay.AddDays(2)
		// An unissued case closes from 复查通过 as any other.
		must(t, each(t.Context(), s, one, done))
		for _, c := range []struct {
			name string
			q    store.CaseQuery
			want []string
		}{
			{"all", store.CaseQuery{}, []string{"2026-00001", "2026-00002", "2026-00003"}},
			{"live", store.CaseQuery{Live: true}, []string{"2026-00001", "2026-00002"}},
			{"live or closed since", store.CaseQuery{Live: true, ClosedSince: caseDay.AddDays(2)}, []string{"2026-00001", "2026-00002", "2026-00003"}},
			{"closed before", store.CaseQuery{Live: true, ClosedSince: caseDay.AddDays(3)}, []string{"2026-00001", "2026-00002"}},
			{"unit", store.CaseQuery{Units: []string{"health", "nobody"}}, []string{"2026-00002"}},
			{"part of a unit's id", store.CaseQuery{Units: []string{"healthcare"}}, nil},
			{"phase", store.CaseQuery{Phases: []rectify.Phase{rectify.Closed}}, []string{"2026-00003"}},
			{"part of a number", store.CaseQuery{Numbers: []string{"2026-0000"}}, nil},
		} {
			same(t, c.name, numbers(value(s.Cases(t.Context(), c.q))(t)), c.want)
		}
	}},
	{"ARecheckIsNeverTheLatestScan", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		begin(t, s, "one")
		scan := value(s.Scan(t.Context(), "one"))(t)
		scan.FinishedAt = began.Add(time.Hour)
		must(t, s.FinishScan(t.Context(), scan))
		recheck := portal.Scan{ID: "two", Kind: portal.ScanRecheck, AsOf: caseDay, StartedAt: began.Add(2 * time.Hour)}
		must(t, s.StartScan(t.Context(), recheck, ledger(), ""))
		unfinished, _, err := s.Unfinished(t.Context())
		must(t, err)
		same(t, "to go on with", unfinished.ID, "one")
		recheck.FinishedAt = began.Add(3 * time.Hour)
		must(t, s.FinishScan(t.Context(), recheck))
		for _, finished := range []bool{true, false} {
			same(t, "latest", value(s.LatestScan(t.Context(), finished))(t).ID, "one")
		}
		same(t, "by no id", value(s.Scan(t.Context(), ""))(t).ID, "one")
		same(t, "by its id", value(s.Scan(t.Context(), "two"))(t).Kind, portal.ScanRecheck)
	}},
	{"OneProblemHasOneLiveCase", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		value(enter(t.Context(), s, sight(0, "f1")))(t)
		_, err := enter(t.Context(), s, sight(1, "f1"))
		want(t, err, store.ErrConflict)
	}},
	{"NumbersCountOnByYearWithoutGapsOrDoubles", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for p := range errs {
			s := Open(t, dsn) // its own connections, as another process has
			wg.Go(func() {
				for i := range 8 {
					_, err := enter(context.Background(), s, sight(0, fmt.Sprintf("f-%d-%d", p, i)), sight(60, fmt.Sprintf("g-%d-%d", p, i)))
					errs[p] = errors.Join(errs[p], err)
				}
			})
		}
		wg.Wait()
		must(t, errors.Join(errs...))
		got := numbers(value(Open(t, dsn).Cases(t.Context(), store.CaseQuery{}))(t))
		slices.Sort(got)
		var all []string
		for year := 2026; year < 2028; year++ {
			for i := range 32 {
				all = append(all, fmt.Sprintf("%d-%05d", year, i+1))
			}
		}
		same(t, "numbers", got, all)
	}},
}
