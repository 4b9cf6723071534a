package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// sheetOf keeps a sheet of 2026 with one file that names its number.
func sheetOf(t testing.TB, s *store.Store, correction bool, reason string) (*store.Assessment, error) {
	t.Helper()
	return s.FreezeAssessment(t.Context(), store.Assessment{Year: 2026, Ruleset: "baiyin-2021", Hash: "h", Reason: reason, By: "考核组甲", On: caseDay, At: caseHour}, correction,
		func(number int) ([]store.File, error) {
			return []store.File{{Name: "考核结果.json", Content: []byte(fmt.Sprint("sheet ", number))}}, nil
		})
}

var assessments = []promise{
	{"FrozenYearIsNeverWrittenOver", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		if _, err := sheetOf(t, s, true, "更正"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a correction of a year that is not frozen: %v", err)
		}
		value(sheetOf(t, s, false, ""))(t)
		if _, err := sheetOf(t, s, false, ""); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a second freeze: %v", err)
		}
		for n := 1; n <= 2; n++ {
			a := value(sheetOf(t, s, true, fmt.Sprintf("第%d次\x00更正", n)))(t)
			same(t, "number", a.Number, n)
		}
		if _, err := s.FreezeAssessment(t.Context(), store.Assessment{Year: 2027, At: caseHour}, false, func(int) ([]store.File, error) { return nil, errors.New("no paper") }); err == nil {
			t.Error("a sheet without papers was kept")
		}
		again := Open(t, dsn)
		list := value(again.Assessments(t.Context(), 2026))(t)
		same(t, "sheets", len(list), 3)
		same(t, "reason", list[1].Reason, "第1次更正")
		same(t, "day", list[2].On, caseDay)
		same(t, "instant", list[0].At, caseHour)
		for n := range 3 {
			same(t, "files", value(again.AssessmentFiles(t.Context(), 2026, n))(t), []store.File{{Name: "考核结果.json", Content: []byte(fmt.Sprint("sheet ", n))}})
		}
		same(t, "other year", len(value(again.Assessments(t.Context(), 2027))(t)), 0)
	}},
	{"LivesComeWithTheirEventsInOrder", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		value(enter(t.Context(), s, sight(0, "a"), sight(0, "b"), sight(40, "c")))(t)
		must(t, each(t.Context(), s, store.CaseQuery{Numbers: []string{"2026-00001"}}, act(rectify.Confirm, "经办甲", rectify.Detail{})))
		got := ""
		must(t, s.CaseLives(t.Context(), caseDay, caseDay.AddDays(30), func(c *rectify.Case, events []rectify.Event) error {
			got += c.Number
			for _, e := range events {
				got += " " + string(e.Kind) + " " + e.On.String() + " " + e.By
				if e.Kind == rectify.Seen {
					got += " " + e.Finding.Fingerprint
				}
			}
			got += "\n"
			return nil
		}))
		same(t, "lives", got, "2026-00001 seen 2026-11-21 读网程序 a confirm 2026-11-21 经办甲\n2026-00002 seen 2026-11-21 读网程序 b\n")
		stop := errors.New("stop")
		n := 0
		err := s.CaseLives(t.Context(), caseDay, caseDay.AddDays(60), func(*rectify.Case, []rectify.Event) error { n++; return stop })
		if !errors.Is(err, stop) || n != 1 {
			t.Errorf("after %d cases: %v", n, err)
		}
	}},
	{"SnapshotDigestTellsScansApart", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		digest := func(id string) string { return value(s.SnapshotDigest(t.Context(), id))(t) }
		crawl := func(id string, seed, order uint64) {
			w := newWorld(seed, 40)
			w.crawl(t, begin(t, s, id), rand.New(rand.NewPCG(seed, order)), 9)
			must(t, s.FinishScan(t.Context(), portal.Scan{ID: id, Kind: portal.ScanFull, AsOf: caseDay, StartedAt: began, FinishedAt: began, Complete: true}))
		}
		crawl("one", 1, 1)
		crawl("two", 1, 2)
		crawl("three", 2, 1)
		one := digest("one")
		same(t, "length", len(one), 64)
		same(t, "the same world read in another order", digest("two"), one)
		same(t, "kept", digest("one"), one)
		if digest("three") == one {
			t.Error("another world has the same digest")
		}
		begin(t, s, "open")
		if _, err := s.SnapshotDigest(t.Context(), "open"); !errors.Is(err, store.ErrConflict) {
			t.Errorf("digest of an open scan: %v", err)
		}
	}},
}
