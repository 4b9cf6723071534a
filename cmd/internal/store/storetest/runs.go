package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
)

func refused(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

var runs = []promise{
	{"OneRunASiteAtATime", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		r := value(s.AddRun(t.Context(), "portal", portal.ScanRecent, "经办甲", began))(t)
		same(t, "run", strings.TrimSpace(fmt.Sprintln(r.State, r.Site, r.Kind, r.By, r.Queued.Equal(began), r.Live())), "waiting portal recent 经办甲 true true")
		_, err := s.AddRun(t.Context(), "portal", portal.ScanFull, "经办甲", began)
		refused(t, "a second run", err, store.ErrConflict)
		_, err = s.AddRun(t.Context(), "", portal.ScanFull, "经办甲", began)
		refused(t, "a run of all sites beside it", err, store.ErrConflict)
		value(s.AddRun(t.Context(), "second", portal.ScanRecent, "经办甲", began))(t)
		same(t, "live", len(value(s.LiveRuns(t.Context()))(t)), 2)
		must(t, s.StopRun(t.Context(), r.ID, "经办甲", began))
		same(t, "a stopped run", value(s.Run(t.Context(), r.ID))(t).State, store.RunStopped)
		refused(t, "stopping it again", s.StopRun(t.Context(), r.ID, "经办甲", began), store.ErrConflict)
		value(s.AddRun(t.Context(), "portal", portal.ScanRecent, "经办甲", began))(t)
		same(t, "runs, the latest first", value(s.Runs(t.Context(), 1))(t)[0].Site, "portal")
		_, err = s.Run(t.Context(), 999)
		refused(t, "no such run", err, store.ErrNotFound)
	}},
	{"OneWorkerHasARunUntilItFallsSilent", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		r := value(s.AddRun(t.Context(), "portal", portal.ScanRecent, "经办甲", began))(t)
		took := 0
		var mu sync.Mutex
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				if _, err := s.TakeRun(t.Context(), r.ID, fmt.Sprint("w", i), time.Hour); err == nil {
					mu.Lock()
					took++
					mu.Unlock()
				} else if !errors.Is(err, store.ErrConflict) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		same(t, "workers that took it", took, 1)
		r = value(s.Run(t.Context(), r.ID))(t)
		has := r.Worker
		same(t, "again by the same", value(s.TakeRun(t.Context(), r.ID, has, 0))(t).Epoch, 0)
		same(t, "silent", len(value(s.Silent(t.Context()))(t)), 1)
		_, err := s.KeepRun(t.Context(), r.ID, has, time.Hour)
		refused(t, "a sign of life too late", err, store.ErrConflict)
		refused(t, "a change too late", s.ChangeRun(t.Context(), r.ID, has, func(r *store.Run) { r.Scan = "x" }), store.ErrConflict)
		next := value(s.TakeRun(t.Context(), r.ID, "other", time.Hour))(t)
		same(t, "epoch", next.Epoch, 1)
		must(t, s.ChangeRun(t.Context(), r.ID, "other", func(r *store.Run) {
			r.State, r.Scan, r.Detail, r.Coverage, r.Finished = store.RunVoid, "20261121-a", "首页打不开", store.Coverage{Due: 10, Checked: 8, Unverified: 2}, began.Add(time.Hour)
		}))
		end := value(s.Run(t.Context(), r.ID))(t)
		same(t, "end", strings.TrimSpace(fmt.Sprintln(end.State, end.Scan, end.Detail, end.Coverage, end.Finished.Equal(began.Add(time.Hour)))), "void 20261121-a 首页打不开 {10 8 2} true")
		_, err = s.TakeRun(t.Context(), r.ID, "other", time.Hour)
		refused(t, "taking an ended run", err, store.ErrConflict)
	}},
	{"AStopReachesTheWorker", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		r := value(s.AddRun(t.Context(), "portal", portal.ScanRecent, "经办甲", began))(t)
		value(s.TakeRun(t.Context(), r.ID, "w", time.Hour))(t)
		same(t, "before", value(s.KeepRun(t.Context(), r.ID, "w", time.Hour))(t), false)
		must(t, s.StopRun(t.Context(), r.ID, "经办甲", began))
		same(t, "after", value(s.KeepRun(t.Context(), r.ID, "w", time.Hour))(t), true)
	}},
	{"ADueLineComesOnce", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		d := store.Due{ID: "weekly", Next: began}
		must(t, s.SetDues(t.Context(), []store.Due{d, {ID: "old", Next: began}}))
		must(t, s.SetDues(t.Context(), []store.Due{{ID: "weekly", Next: began.Add(time.Hour)}, {ID: "monthly", Next: began}}))
		same(t, "lines", text(value(s.Dues(t.Context()))(t)), text([]store.Due{{ID: "monthly", Next: began}, d}))
		value(s.AddRun(t.Context(), "second", portal.ScanFull, "经办甲", began))(t)
		came := 0
		var mu sync.Mutex
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				made, left, err := s.Came(t.Context(), d, began.Add(7*24*time.Hour), []string{"portal", "second"}, portal.ScanRecent, "日程", began.Add(time.Minute))
				if errors.Is(err, store.ErrConflict) {
					return
				}
				mu.Lock()
				defer mu.Unlock()
				came++
				if err != nil || len(made) != 1 || made[0].Site != "portal" || len(left) != 1 || left[0] != "second" {
					t.Errorf("made %v, left %v, %v", made, left, err)
				}
			})
		}
		all.Wait()
		same(t, "schedulers that did it", came, 1)
		lines := value(s.Dues(t.Context()))(t)
		same(t, "moved on", lines[1].Next.Equal(began.Add(7*24*time.Hour)) && lines[1].Last.Equal(began.Add(time.Minute)), true)
	}},
	{"ProbesComeBackByTime", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		var list []portal.Probe
		for i := range 3 {
			list = append(list, portal.Probe{Site: "portal", At: began.Add(time.Duration(i) * time.Hour), OK: i != 1, Status: 200 + i, Millis: 80, Error: map[bool]string{true: portal.ErrTimeout}[i == 1], Own: i == 2})
		}
		must(t, s.AddProbes(t.Context(), append(list, portal.Probe{Site: "second", At: began})))
		same(t, "of a site", text(value(s.Probes(t.Context(), "portal", began, began.Add(2*time.Hour)))(t)), text(list[:2]))
		must(t, s.DropProbes(t.Context(), began.Add(time.Minute)))
		same(t, "kept", len(value(s.Probes(t.Context(), "", time.Time{}, began.Add(24*time.Hour)))(t)), 2)
	}},
}
