package schedule

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
)

// A Local works on runs in this process, a few at a time.
type Local struct {
	Worker work.Worker
	Log    *slog.Logger
	// Parallel is how many runs are worked on at once; 0 = 2.
	Parallel int
	// Every is how often it looks for runs; 0 = two seconds.
	Every time.Duration

	mu   sync.Mutex
	busy map[int64]bool
	wake chan struct{}
}

// Wake makes it look for runs at once.
func (l *Local) Wake() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wake == nil {
		l.wake = make(chan struct{}, 1)
	}
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends; what is under way then is saved and goes on when
// the program is started again.
func (l *Local) Run(ctx context.Context) error {
	l.Wake() // makes the channel
	l.busy = map[int64]bool{}
	parallel, every := max(l.Parallel, 1), l.Every
	if l.Parallel == 0 {
		parallel = 2
	}
	if every <= 0 {
		every = 2 * time.Second
	}
	var all sync.WaitGroup
	defer all.Wait()
	look := time.NewTicker(every)
	defer look.Stop()
	for {
		if _, err := l.Worker.Store.Silent(ctx); err != nil && ctx.Err() == nil {
			l.Log.Error("look for silent workers", "error", err)
		}
		runs, err := l.Worker.Store.LiveRuns(ctx)
		if err != nil && ctx.Err() == nil {
			l.Log.Error("look for runs", "error", err)
		}
		for i := range runs {
			if l.take(&runs[i], parallel) {
				all.Go(func() { l.perform(ctx, runs[i].ID) })
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
		case <-l.wake:
		}
	}
}

func (l *Local) take(r *store.Run, parallel int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy[r.ID] || len(l.busy) >= parallel || r.Worker != "" && r.Worker != l.Worker.Name {
		return false
	}
	l.busy[r.ID] = true
	return true
}

func (l *Local) perform(ctx context.Context, id int64) {
	defer func() {
		l.mu.Lock()
		delete(l.busy, id)
		l.mu.Unlock()
	}()
	if _, err := l.Worker.Perform(ctx, id); err != nil && ctx.Err() == nil {
		l.Log.Error("run failed", "run", id, "error", err)
	}
}
