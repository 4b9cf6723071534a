package schedule

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
)

func dateOf(t time.Time) portal.Date { return portal.DateOf(t.In(config.Zone)) }

// tickEvery is how often the schedule is looked at.
const tickEvery = 15 * time.Second

// An Engine runs the clock and works on what it asks for.
type Engine struct {
	Config  *config.Config
	Store   *store.Store
	Version string
	Name    string // of this process among the workers of the store
	Log     *slog.Logger

	local *Local
}

// Ask enters a run of every site (site "") or of one that somebody asks for,
// and has it worked on. store.ErrConflict: one is under way.
func (e *Engine) Ask(ctx context.Context, site, kind, by string) (store.Run, error) {
	r, err := e.Store.AddRun(ctx, site, kind, by, time.Now())
	if err == nil && e.local != nil {
		e.local.Wake()
	}
	return r, err
}

// Run keeps the clock and works on runs until ctx ends.
func (e *Engine) Run(ctx context.Context) error {
	cal, err := work.Calendar(e.Config)
	if err != nil {
		return err
	}
	clock := &Clock{Config: e.Config, Store: e.Store, Calendar: cal, Now: time.Now, Log: e.Log}
	if err := clock.Begin(ctx); err != nil {
		return err
	}
	prober := &Prober{Config: e.Config, Store: e.Store, Version: e.Version, Now: time.Now, Log: e.Log}
	worker := work.Worker{Config: e.Config, Store: e.Store, Name: e.Name, Version: e.Version}
	var all sync.WaitGroup
	var workErr error
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if e.Config.Postgres() {
		r := &River{Worker: worker, Log: e.Log}
		all.Go(func() { workErr = r.Run(ctx); stop() })
	} else {
		e.local = &Local{Worker: worker, Log: e.Log}
		e.local.Wake()
		all.Go(func() { workErr = e.local.Run(ctx); stop() })
	}
	all.Go(func() { every(ctx, tickEvery, e.Log, "probe home pages", prober.Tick) })
	every(ctx, tickEvery, e.Log, "look at the schedule", func(ctx context.Context) error {
		made, err := clock.Tick(ctx)
		if len(made) > 0 && e.local != nil {
			e.local.Wake()
		}
		return err
	})
	all.Wait()
	return workErr
}

// every does something at once and then again and again until ctx ends; its
// errors go to the log.
func every(ctx context.Context, pause time.Duration, log *slog.Logger, what string, do func(context.Context) error) {
	t := time.NewTicker(pause)
	defer t.Stop()
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			log.Error(what, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
