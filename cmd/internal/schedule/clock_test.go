package schedule

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
)

// office is a config of the given sites with a store in the test's directory.
func office(t *testing.T, dsn, schedule string, sites ...string) *config.Config {
	t.Helper()
	text := "version: 1\noffice: {name: 示例县人民政府办公室, notice_code: 示政公开整}\nstore: " + dsn + "\nevidence: " + filepath.Join(t.TempDir(), "evidence") +
		"\ncrawl: {rate: 0, allow_private: true, retries: 0, external_links: false, night: {from: \"22:00\", to: \"06:00\", rate: 0}}\n" + schedule + "sites:\n"
	units := "units:\n"
	for i, url := range sites {
		text += fmt.Sprintf("  - {id: s%02d, name: 第%d站, url: %q}\n", i, i, url)
		units += fmt.Sprintf("  - {id: u%02d, name: 单位%d, site: s%02d, columns: [{id: c%02d, name: 工作动态, url: /news/, type: news}]}\n", i, i, i, i)
	}
	cfg, err := config.Parse("duwang.yaml", []byte(text+units), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func open(t *testing.T, cfg *config.Config) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), cfg.Store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func clockAt(t *testing.T, cfg *config.Config, st *store.Store, at *time.Time) *Clock {
	t.Helper()
	cal, err := work.Calendar(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &Clock{Config: cfg, Store: st, Calendar: cal, Now: func() time.Time { return *at }, Log: slog.New(slog.DiscardHandler)}
}

const weekly = "schedule:\n  - {cron: \"0 2 * * 1\", scan: recent}\n"

func TestAMissedTimeIsMadeUpOnce(t *testing.T) {
	cfg := office(t, filepath.Join(t.TempDir(), "duwang.db"), weekly, "http://a.test/", "http://b.test/")
	st := open(t, cfg)
	at := time.Date(2026, 11, 1, 9, 0, 0, 0, config.Zone) // a Sunday
	c := clockAt(t, cfg, st, &at)
	begin := func() {
		if err := c.Begin(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	tick := func(when string, want int) {
		t.Helper()
		made, err := c.Tick(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(made) != want {
			t.Errorf("%s: %d runs, want %d", when, len(made), want)
		}
	}
	begin()
	tick("before its time", 0)
	at = time.Date(2026, 11, 23, 10, 0, 0, 0, config.Zone) // off for three weeks
	begin()
	tick("after three missed Mondays", 2)
	tick("a moment later", 0)
	for _, r := range mustRuns(t, st) {
		if r.By != By || r.Kind != portal.ScanRecent || r.State != store.RunWaiting {
			t.Errorf("run %+v", r)
		}
	}
	at = time.Date(2026, 11, 30, 2, 0, 0, 0, config.Zone)
	tick("while both sites have a run", 0)
	dues, err := st.Dues(t.Context())
	if err != nil || len(dues) != 1 || !dues[0].Next.Equal(time.Date(2026, 12, 7, 2, 0, 0, 0, config.Zone)) {
		t.Errorf("next %v, %v", dues, err)
	}
}

func mustRuns(t *testing.T, st *store.Store) []store.Run {
	t.Helper()
	list, err := st.Runs(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTimesKeepToWorkingDaysAndNights(t *testing.T) {
	cfg := office(t, filepath.Join(t.TempDir(), "duwang.db"), "schedule:\n  - {cron: \"0 9 * * *\", workdays: true}\n  - {cron: \"0 9 * * *\", night: true}\n  - {cron: \"0 23 * * *\", night: true, workdays: true}\n", "http://a.test/")
	at := time.Time{}
	c := clockAt(t, cfg, open(t, cfg), &at)
	lines := Lines(cfg)
	for _, x := range []struct {
		line        int
		after, want string
	}{
		{0, "2026-09-30 10:00", "2026-10-08 09:00"}, // the National Day holidays
		{0, "2026-10-09 10:00", "2026-10-10 09:00"}, // a Saturday that is worked
		{0, "2026-11-20 10:00", "2026-11-23 09:00"},
		{1, "2026-11-20 10:00", "2026-11-21 22:00"},
		{2, "2026-11-20 23:30", "2026-11-23 23:00"},
	} {
		from, err := time.ParseInLocation("2006-01-02 15:04", x.after, config.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Next(lines[x.line], from).In(config.Zone).Format("2006-01-02 15:04"); got != x.want {
			t.Errorf("line %d after %s: %s, want %s", x.line, x.after, got, x.want)
		}
	}
}

func TestProbesAreSpreadAndTellOurFaultFromTheirs(t *testing.T) {
	up := httptest.NewServer(small())
	down := httptest.NewServer(small())
	down.Close()
	cfg := office(t, filepath.Join(t.TempDir(), "duwang.db"), "", up.URL+"/", down.URL+"/")
	st := open(t, cfg)
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, config.Zone)
	p := &Prober{Config: cfg, Store: st, Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler)}
	for range 25 * 60 {
		if at.Hour() == 20 && at.Minute() == 0 {
			up.Close() // from now on nothing answers
		}
		if err := p.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Minute)
	}
	for i, s := range []string{"s00", "s01"} {
		list, err := st.Probes(t.Context(), s, time.Time{}, at)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) < 24 || len(list) > 25 {
			t.Errorf("%s: %d probes in 25 hours", s, len(list))
		}
		for _, x := range list {
			late := !x.At.In(config.Zone).Before(time.Date(2026, 11, 23, 20, 0, 0, 0, config.Zone))
			if ok := i == 0 && !late; x.OK != ok {
				t.Errorf("%s at %v: ok %v", s, x.At, x.OK)
			}
			if x.Own != late {
				t.Errorf("%s at %v: our own fault %v", s, x.At, x.Own)
			}
		}
	}
}
