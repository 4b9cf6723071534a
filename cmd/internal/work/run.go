package work

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/crawler/portal"
)

// A Worker works on runs under its name.
type Worker struct {
	Config  *config.Config
	Store   *store.Store
	Name    string // unique among the workers of a store
	Version string
	// Slice bounds one piece of work on a run, so that no worker keeps it for
	// long; 0 = until it has ended.
	Slice time.Duration
	// Lease is how long a run stays the worker's own without a sign of life;
	// 0 = a minute.
	Lease time.Duration
}

// Reasons for which a piece of work ends before its run.
var (
	errSlice   = errors.New("the slice is over")
	errStopped = errors.New("a person stopped the run")
	errLost    = errors.New("another worker has the run")
)

// Perform works on a run: it begins its scan or takes it up where it was left,
// and, when the frontier is empty, judges it and follows its findings. It
// returns whether something is left to do: the slice was over, or ctx ended.
// A run that somebody else has, or that has ended, is nothing to do. The error
// is of our own side; the run then says so itself and has ended.
func (w *Worker) Perform(ctx context.Context, id int64) (more bool, err error) {
	lease := w.Lease
	if lease <= 0 {
		lease = time.Minute
	}
	r, err := w.Store.TakeRun(ctx, id, w.Name, lease)
	if errors.Is(err, store.ErrConflict) {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	work, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if w.Slice > 0 {
		over := time.AfterFunc(w.Slice, func() { cancel(errSlice) })
		defer over.Stop()
	}
	last := context.WithoutCancel(ctx)
	alive, rest := context.WithCancel(last)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		w.keep(alive, cancel, id, lease)
	}()
	out, err := w.scan(work, &r, lease)
	cut := context.Cause(work)
	whole := err == nil && !out.sum.Interrupted
	if whole {
		// What is left takes no request: neither the slice nor a stop cuts it off.
		err = w.judge(last, out)
	}
	rest()
	<-kept
	switch {
	case errors.Is(context.Cause(work), errLost):
		return false, nil
	case err != nil && (whole || cut == nil):
		return false, errors.Join(err, w.end(last, id, store.RunFailed, err.Error(), out))
	case whole && out.scan.Void:
		return false, w.end(last, id, store.RunVoid, strings.Join(out.scan.VoidReasons, "；"), out)
	case whole && !out.scan.Complete:
		return false, w.end(last, id, store.RunIncomplete, strings.Join(out.sum.Reasons, "；"), out)
	case whole:
		return false, w.end(last, id, store.RunDone, "", out)
	case errors.Is(cut, errStopped):
		return false, w.end(last, id, store.RunStopped, "", out)
	default:
		return true, w.Store.ChangeRun(last, id, w.Name, func(r *store.Run) { r.Worker, r.Until = "", time.Time{} })
	}
}

// keep gives signs of life until ctx ends, and ends the work when a person
// wants it stopped or another worker has the run.
func (w *Worker) keep(ctx context.Context, cancel context.CancelCauseFunc, id int64, lease time.Duration) {
	beat := time.NewTicker(lease / 4)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
		switch stop, err := w.Store.KeepRun(ctx, id, w.Name, lease); {
		case errors.Is(err, store.ErrConflict):
			cancel(errLost)
		case err == nil && stop:
			cancel(errStopped)
		}
	}
}

// A piece is what one piece of work on a run came to.
type piece struct {
	scan     *portal.Scan
	ledger   *portal.Ledger
	sum      *crawler.Summary
	coverage store.Coverage
}

// scan works on a run's scan until its frontier is empty or ctx ends.
func (w *Worker) scan(ctx context.Context, r *store.Run, lease time.Duration) (*piece, error) {
	req := Request{Kind: r.Kind, Version: w.Version}
	if r.Site != "" {
		req.Sites = []string{r.Site}
	}
	scan, ledger, err := w.take(ctx, r, req)
	if err != nil {
		return nil, err
	}
	if scan.Complete {
		// Whoever had the run before ended the scan and not the run.
		return &piece{scan: scan, ledger: ledger, sum: &crawler.Summary{Complete: true}}, nil
	}
	f := w.Store.Share(scan.ID, store.Lease{Worker: w.Name, For: lease})
	sum, err := crawl(ctx, w.Config, scan, ledger, f, req)
	if err != nil || sum.Interrupted {
		if sum == nil {
			return nil, err
		}
		return &piece{scan: scan, sum: sum}, err
	}
	return &piece{scan: scan, ledger: ledger, sum: sum}, nil
}

// judge ends a scan that is whole, judges it and follows its findings.
func (w *Worker) judge(ctx context.Context, out *piece) error {
	if !out.scan.Complete {
		if err := finish(ctx, w.Store, out.scan, out.ledger, out.sum, time.Now().In(config.Zone)); err != nil {
			return err
		}
	}
	j, err := JudgeAndFollow(ctx, w.Config, w.Store, out.scan.ID)
	if err != nil {
		return err
	}
	for i := range j.Result.Units {
		c := j.Result.Units[i].Coverage
		out.coverage.Due += c.Due
		out.coverage.Checked += c.Checked
		out.coverage.Unverified += c.Unverified
	}
	return nil
}

// take begins a run's scan or takes it up; it enters the scan's id with the
// run before anything is fetched, so that whoever takes the run next goes on.
func (w *Worker) take(ctx context.Context, r *store.Run, req Request) (*portal.Scan, *portal.Ledger, error) {
	if r.Scan == "" {
		scan, ledger, err := begin(ctx, w.Config, w.Store, req, time.Now().In(config.Zone))
		if err != nil {
			return nil, nil, err
		}
		return scan, ledger, w.Store.ChangeRun(ctx, r.ID, w.Name, func(r *store.Run) { r.Scan = scan.ID })
	}
	digest, err := w.Store.Config(ctx, r.Scan)
	if err != nil {
		return nil, nil, err
	}
	if digest != configDigest(w.Config) {
		return nil, nil, ErrConfigChanged
	}
	scan, err := w.Store.Scan(ctx, r.Scan)
	if err != nil {
		return nil, nil, err
	}
	ledger, err := w.Store.Ledger(ctx, r.Scan)
	return &scan, ledger, err
}

// end enters how a run ended. The words of a person who stopped it stay.
func (w *Worker) end(ctx context.Context, id int64, state, detail string, out *piece) error {
	err := w.Store.ChangeRun(ctx, id, w.Name, func(r *store.Run) {
		r.State, r.Finished = state, time.Now()
		if detail != "" {
			r.Detail = detail
		}
		if out != nil {
			r.Coverage = out.coverage
		}
	})
	if err != nil {
		return fmt.Errorf("end of run %d: %w", id, err)
	}
	return nil
}
