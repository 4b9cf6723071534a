package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"duwang/cmd/internal/store"
	"duwang/reports/rectify"
)

var waiting = store.CaseQuery{Phases: []rectify.Phase{rectify.Confirmed}}

// issueFirst issues the first n confirmed cases in one notice.
func issueFirst(ctx context.Context, s *store.Store, n int) (*store.Notice, error) {
	return s.IssueNotice(ctx, waiting, caseDay, caseHour.AddDate(0, 0, 0).Add(2*60*60*1e9), "审核乙", func(number int, list []rectify.Case) (*store.Draft, error) {
		if len(list) == 0 {
			return nil, store.ErrNothing
		}
		d := &store.Draft{Code: "示政公开整", Unit: "edu", UnitName: "教育局", Files: []store.File{{Name: fmt.Sprintf("通知书-%d.docx", number), Content: []byte{0, 1, byte(number)}}}}
		for i, c := range list[:min(n, len(list))] {
			d.Cases = append(d.Cases, store.DraftCase{ID: c.ID, Deadline: caseDay.AddDays(7 + i)})
		}
		return d, nil
	})
}

// confirmed opens n confirmed cases.
func confirmed(t testing.TB, s *store.Store, n int) {
	t.Helper()
	var events []rectify.Event
	for i := range n {
		events = append(events, sight(0, fmt.Sprintf("f%03d", i)))
	}
	value(enter(t.Context(), s, events...))(t)
	must(t, each(t.Context(), s, store.CaseQuery{}, act(rectify.Confirm, "经办甲", rectify.Detail{})))
}

var notices = []promise{
	{"ComesBackWithItsCasesAndPapers", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		confirmed(t, s, 3)
		n := value(issueFirst(t.Context(), s, 2))(t)
		again := value(Open(t, dsn).Notice(t.Context(), 2026, 1))(t)
		same(t, "notice", text(again), text(n))
		same(t, "serial", again.Serial(), "示政公开整〔2026〕1号")
		same(t, "deadline", again.Deadline, caseDay.AddDays(8))
		same(t, "cases", again.Cases, []store.NoticeCase{
			{Number: "2026-00001", Deadline: caseDay.AddDays(7), Phase: rectify.Issued, Still: true},
			{Number: "2026-00002", Deadline: caseDay.AddDays(8), Phase: rectify.Issued, Still: true}})
		same(t, "papers", value(s.NoticeFiles(t.Context(), again))(t), []store.File{{Name: "通知书-1.docx", Content: []byte{0, 1, 1}}})
		same(t, "all", text(value(s.Notices(t.Context(), 2026))(t)), text([]store.Notice{*n}))
		same(t, "other year", len(value(s.Notices(t.Context(), 2025))(t)), 0)
		c, _, err := s.Case(t.Context(), "2026-00002")
		must(t, err)
		same(t, "deadline of the case", fmt.Sprint(c.Phase, c.Deadline, c.Notice), fmt.Sprint(rectify.Issued, caseDay.AddDays(8), "2026-1"))
		_, err = s.Notice(t.Context(), 2026, 2)
		want(t, err, store.ErrNotFound)
	}},
	{"AFailedIssueUsesNoNumber", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		confirmed(t, s, 2)
		broken := errors.New("no paper")
		_, err := s.IssueNotice(t.Context(), waiting, caseDay, caseHour, "审核乙", func(int, []rectify.Case) (*store.Draft, error) { return nil, broken })
		want(t, err, broken)
		// A case that may not be issued takes the whole notice back.
		_, err = s.IssueNotice(t.Context(), store.CaseQuery{}, caseDay, caseHour, "审核乙", func(_ int, list []rectify.Case) (*store.Draft, error) {
			return &store.Draft{Unit: "edu", Cases: []store.DraftCase{{ID: list[0].ID, Deadline: caseDay}, {ID: list[1].ID}}}, nil
		})
		want(t, err, rectify.ErrDate)
		same(t, "waiting", len(value(s.Cases(t.Context(), waiting))(t)), 2)
		same(t, "number", value(issueFirst(t.Context(), s, 2))(t).Number, 1)
	}},
	{"NumbersRunWithoutGapsOrDoublesWithManyIssuing", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		confirmed(t, Open(t, dsn), 40)
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for p := range errs {
			s := Open(t, dsn)
			wg.Go(func() {
				for {
					_, err := issueFirst(context.Background(), s, 1)
					if errors.Is(err, store.ErrNothing) {
						return
					}
					if err != nil {
						errs[p] = err
						return
					}
				}
			})
		}
		wg.Wait()
		must(t, errors.Join(errs...))
		var got, all []int
		owners := map[string]bool{}
		for _, n := range value(Open(t, dsn).Notices(t.Context(), 2026))(t) {
			got = append(got, n.Number)
			for _, c := range n.Cases {
				owners[c.Number] = true
			}
		}
		for i := range 40 {
			all = append(all, i+1)
		}
		same(t, "numbers", got, all)
		same(t, "cases, each issued once", len(owners), 40)
	}},
	{"ClosesWhatIsInOrderAndThenItself", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		confirmed(t, s, 2)
		n := value(issueFirst(t.Context(), s, 2))(t)
		first := store.CaseQuery{Numbers: []string{"2026-00001"}}
		must(t, each(t.Context(), s, first, look(1)))
		must(t, each(t.Context(), s, first, look(2)))
		closed, after, err := s.CloseNotice(t.Context(), n, caseDay.AddDays(2), caseHour.AddDate(0, 0, 2), "审核乙", "两次复查正常")
		must(t, err)
		same(t, "closed", closed, []string{"2026-00001"})
		same(t, "open", after.Open(), true)
		must(t, each(t.Context(), s, store.CaseQuery{Numbers: []string{"2026-00002"}}, act2(rectify.Dismiss)))
		closed, after, err = s.CloseNotice(t.Context(), n, caseDay.AddDays(3), caseHour.AddDate(0, 0, 3), "审核乙", "")
		must(t, err)
		same(t, "closed again", len(closed), 0)
		same(t, "closed by", fmt.Sprint(after.ClosedOn, after.ClosedBy), fmt.Sprint(caseDay.AddDays(3), "审核乙"))
		_, _, err = s.CloseNotice(t.Context(), n, caseDay.AddDays(3), caseHour, "审核乙", "")
		want(t, err, store.ErrConflict)
		same(t, "in order", value(s.CasesInOrder(t.Context()))(t), []string(nil))
		still := slices.ContainsFunc(after.Cases, func(c store.NoticeCase) bool { return c.Number == "2026-00002" && c.Still })
		same(t, "the dismissed case still stands in it", still, false)
	}},
}

// act2 is act two days later.
func act2(kind rectify.Kind) rectify.Event {
	e := act(kind, "经办甲", rectify.Detail{})
	e.At, e.On = e.At.AddDate(0, 0, 2), e.On.AddDays(2)
	return e
}
