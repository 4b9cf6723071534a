package schedule

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"duwang/checks/calendar"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
)

// A Clock asks for scans at the times of the config's schedule.
type Clock struct {
	Config   *config.Config
	Store    *store.Store
	Calendar *calendar.Calendar
	Now      func() time.Time
	Log      *slog.Logger
}

// By is who asks for a scan that the schedule asks for.
const By = "日程"

// A Line is one line of the schedule with its name, which is the same as long
// as nobody changes it.
type Line struct {
	ID string
	config.Schedule
}

// Lines returns the config's schedule.
func Lines(cfg *config.Config) []Line {
	var list []Line
	for _, s := range cfg.Schedule {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%v|%v", s.Cron, s.Scan, s.Workdays, s.Night))
		list = append(list, Line{hex.EncodeToString(sum[:6]), s})
	}
	return list
}

// Next returns the first time after t at which a line is due: the expression's
// next, moved to the next working day when it keeps to working days, and into
// the night window when it keeps to that.
func (c *Clock) Next(l Line, t time.Time) time.Time {
	at := l.Next(t)
	if l.Workdays {
		at = c.workday(at)
	}
	if l.Night && c.Config.Crawl.Night != nil {
		at = c.Config.Crawl.Night.Next(at)
	}
	return at
}

// workday moves a time to the same time of the next working day. In a year
// without a calendar Monday to Friday count.
func (c *Clock) workday(at time.Time) time.Time {
	for range 30 { // no holiday lasts as long
		day := dateOf(at)
		working, known := c.Calendar.Workday(day)
		if !known {
			working = day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
		}
		if working {
			break
		}
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// Begin enters the schedule's lines in the store: new ones with their next
// time, those that are there as they are.
func (c *Clock) Begin(ctx context.Context) error {
	var dues []store.Due
	now := c.Now()
	for _, l := range Lines(c.Config) {
		dues = append(dues, store.Due{ID: l.ID, Next: c.Next(l, now)})
	}
	return c.Store.SetDues(ctx, dues)
}

// Tick asks for the scans that are due: one run a site, and none for a site
// that has one already. A line whose time was missed, however often, comes
// once. It returns the runs it made.
func (c *Clock) Tick(ctx context.Context) (made []store.Run, err error) {
	dues, err := c.Store.Dues(ctx)
	if err != nil {
		return nil, err
	}
	lines := map[string]Line{}
	for _, l := range Lines(c.Config) {
		lines[l.ID] = l
	}
	now := c.Now()
	for _, d := range dues {
		l, known := lines[d.ID]
		if !known || d.Next.IsZero() || d.Next.After(now) {
			continue
		}
		runs, left, err := c.Store.Came(ctx, d, c.Next(l, now), Sites(c.Config), l.Scan, By, now)
		if errors.Is(err, store.ErrConflict) {
			continue // another process was first
		}
		if err != nil {
			return made, err
		}
		if len(left) > 0 {
			c.Log.Info("scan not asked for: one is under way", "sites", left, "kind", l.Scan)
		}
		made = append(made, runs...)
	}
	return made, nil
}

// Sites returns the sites that are scanned one by one: each has a run and a
// scan of its own, so that one that cannot be reached voids no other.
func Sites(cfg *config.Config) []string {
	if len(cfg.Sites) == 1 {
		return []string{""}
	}
	var list []string
	for _, s := range cfg.Sites {
		list = append(list, s.ID)
	}
	return list
}
