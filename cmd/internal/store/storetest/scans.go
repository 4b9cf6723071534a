package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
)

func want(t testing.TB, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("got error %v, want %v", err, kind)
	}
}

var scans = []promise{
	{"ComesBackAsStored", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		begin(t, s, "one")
		scan := portal.Scan{ID: "one", Kind: portal.ScanFull, AsOf: portal.MustDate("2026-11-21"), Since: portal.MustDate("2026-01-01"), StartedAt: began}
		same(t, "begun", value(s.Scan(t.Context(), "one"))(t), scan)
		same(t, "ledger", value(s.Ledger(t.Context(), "one"))(t), ledger())
		same(t, "config", value(s.Config(t.Context(), "one"))(t), "config-digest")
		scan.FinishedAt = began.Add(time.Hour + 7)
		scan.Void, scan.VoidReasons = true, []string{"首页打不开", "“引号”\n换行"}
		scan.Sites = []portal.SiteCount{{ID: "portal", Requests: 1, Pages: 2, Links: 3, Bytes: 1 << 40, NotModified: 5, Blocked: 6}}
		must(t, s.FinishScan(t.Context(), scan))
		same(t, "finished", value(s.Scan(t.Context(), "one"))(t), scan)
	}},
	{"IsFoundByAUniqueBeginningOfItsId", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		for _, id := range []string{"ab", "abc", "abcd", "x%y", "xzy"} {
			begin(t, s, id)
		}
		for _, c := range []struct {
			id, found string
			err       error
		}{
			{"abcd", "abcd", nil}, {"ab", "ab", nil}, {"abc", "abc", nil}, {"a", "", store.ErrConflict}, {"x%", "x%y", nil},
			{"xz", "xzy", nil}, {"b", "", store.ErrNotFound}, {"x_y", "", store.ErrNotFound}, {"AB", "", store.ErrNotFound},
		} {
			scan, err := s.Scan(t.Context(), c.id)
			if scan.ID != c.found || !errors.Is(err, c.err) {
				t.Errorf("%q: %q, %v; want %q, %v", c.id, scan.ID, err, c.found, c.err)
			}
		}
	}},
	{"IsFrozenOnceComplete", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		want(t, s.StartScan(t.Context(), portal.Scan{ID: "one"}, ledger(), ""), store.ErrConflict)
		want(t, s.StartScan(t.Context(), portal.Scan{}, ledger(), ""), store.ErrConflict)
		want(t, s.FinishScan(t.Context(), portal.Scan{ID: "two"}), store.ErrNotFound)
		scan := value(s.Scan(t.Context(), "one"))(t)
		scan.FinishedAt = began.Add(time.Hour)
		must(t, s.FinishScan(t.Context(), scan)) // incomplete: may go on
		must(t, f.Seed(t.Context(), nil))
		scan.Complete = true
		must(t, s.FinishScan(t.Context(), scan))
		want(t, s.FinishScan(t.Context(), scan), store.ErrConflict)
		want(t, f.Seed(t.Context(), nil), store.ErrConflict)
		_, err := f.Claim(t.Context(), 1)
		want(t, err, store.ErrConflict)
		must(t, f.Release(t.Context()))
	}},
	{"ThatIsUnknownIsNotFound", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		_, err := s.Scan(t.Context(), "")
		want(t, err, store.ErrNotFound)
		_, err = s.LatestScan(t.Context(), false)
		want(t, err, store.ErrNotFound)
		_, _, err = s.Unfinished(t.Context())
		want(t, err, store.ErrNotFound)
		_, err = s.Snapshot(t.Context(), "nil")
		want(t, err, store.ErrNotFound)
		want(t, s.Frontier("nil").Seed(t.Context(), nil), store.ErrNotFound)
		_, err = s.Frontier("nil").Progress(t.Context())
		want(t, err, store.ErrNotFound)
	}},
	{"UnfinishedIsTheLatestWhenItIsNotComplete", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		start := func(id string, at time.Time, finished, complete bool) {
			scan := portal.Scan{ID: id, StartedAt: at}
			must(t, s.StartScan(t.Context(), scan, ledger(), "digest of "+id))
			if finished {
				scan.FinishedAt, scan.Complete = at.Add(time.Minute), complete
				must(t, s.FinishScan(t.Context(), scan))
			}
		}
		check := func(want string) {
			t.Helper()
			scan, config, err := s.Unfinished(t.Context())
			if want == "" && errors.Is(err, store.ErrNotFound) {
				return
			}
			if err != nil || scan.ID != want || config != "digest of "+want {
				t.Errorf("unfinished: %q %q %v, want %q", scan.ID, config, err, want)
			}
		}
		start("killed", began, false, false)
		check("killed")
		start("whole", began.Add(time.Hour), true, true)
		check("")
		start("stopped", began.Add(2*time.Hour), true, false)
		check("stopped")
		latest := value(s.LatestScan(t.Context(), true))(t)
		same(t, "latest finished", latest.ID, "stopped")
		start("running", began.Add(3*time.Hour), false, false)
		check("running")
		same(t, "latest", value(s.LatestScan(t.Context(), false))(t).ID, "running")
		same(t, "latest finished", value(s.LatestScan(t.Context(), true))(t).ID, "stopped")
		same(t, "scan without id", value(s.Scan(t.Context(), ""))(t).ID, "stopped")
	}},
	{"OrderInSQLIsOrderInTime", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		rng := rand.New(rand.NewPCG(1, 2))
		zones := []*time.Location{time.UTC, time.FixedZone("CST", 8*3600), time.FixedZone("", -5*3600-1800)}
		var all []time.Time
		for _, d := range []time.Duration{0, 1, 10, time.Microsecond, time.Millisecond, time.Second - 1, time.Second, time.Minute, time.Hour, 1000 * time.Hour} {
			all = append(all, began.Add(d), began.Add(-d-1))
		}
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for i, at := range all {
			must(t, s.StartScan(t.Context(), portal.Scan{ID: fmt.Sprint(i), StartedAt: at.In(zones[i%len(zones)])}, ledger(), ""))
		}
		slices.SortFunc(all, func(a, b time.Time) int { return b.Compare(a) })
		var got []time.Time
		for _, scan := range value(s.Scans(t.Context(), 0))(t) {
			got = append(got, scan.StartedAt)
		}
		same(t, "latest first", got, all)
		same(t, "limit", len(value(s.Scans(t.Context(), 3))(t)), 3)
	}},
	{"ResultsComeBackByteForByte", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		begin(t, s, "one")
		begin(t, s, "two")
		day := portal.MustDate("2026-11-21")
		get := func(ruleset string, day portal.Date) string {
			t.Helper()
			return string(value(s.Result(t.Context(), "one", ruleset, day))(t))
		}
		_, err := s.Result(t.Context(), "one", "", 0)
		want(t, err, store.ErrNotFound)
		must(t, s.SaveResult(t.Context(), "one", "r1", day, []byte("{\"a\":\"\x00中\"}")))
		must(t, s.SaveResult(t.Context(), "one", "r2", day+1, []byte("second")))
		must(t, s.SaveResult(t.Context(), "two", "r3", day, []byte("other scan")))
		same(t, "r1", get("r1", day), "{\"a\":\"\x00中\"}")
		same(t, "last saved", get("", 0), "second")
		must(t, s.SaveResult(t.Context(), "one", "r1", day, []byte("again")))
		same(t, "replaced", get("r1", 0), "again")
		same(t, "last saved", get("", 0), "again")
		same(t, "of the day", get("", day+1), "second")
		_, err = s.Result(t.Context(), "one", "r1", day+1)
		want(t, err, store.ErrNotFound)
	}},
}
