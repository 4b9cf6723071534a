package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"duwang/cmd/internal/work"
)

const (
	// sliceOf is how long one job works on a run before it goes back to the
	// queue: River has no sign of life of its own for a job.
	sliceOf     = 5 * time.Minute
	jobTimeout  = 12 * time.Minute
	rescueAfter = 15 * time.Minute
	feedEvery   = 2 * time.Second
	stopWithin  = 20 * time.Second
	riverLock   = 712019271 // of PostgreSQL's advisory locks
)

// A share is the job of working on one run for a while. A run that was taken
// from a silent worker is another job, because the old one still stands in
// River as running.
type share struct {
	Run   int64 `json:"run" river:"unique"`
	Epoch int   `json:"epoch" river:"unique"`
}

func (share) Kind() string { return "run_share" }

// unique keeps a run from being a job twice.
var unique = &river.InsertOpts{MaxAttempts: 5, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}}}

// A River works on runs as one of any number of processes on one PostgreSQL.
type River struct {
	Worker work.Worker
	Log    *slog.Logger
	// Parallel is how many runs the process works on at once; 0 = 8.
	Parallel int
	// Slice and Feed are for tests; 0 = five minutes, two seconds.
	Slice, Feed time.Duration
}

type shareWorker struct {
	river.WorkerDefaults[share]
	worker work.Worker
}

func (w *shareWorker) Work(ctx context.Context, job *river.Job[share]) error {
	more, err := w.worker.Perform(ctx, job.Args.Run)
	if err != nil {
		// The run has ended and says why; to try the job again would find
		// nothing to do.
		return river.JobCancel(err)
	}
	if more {
		return river.JobSnooze(0)
	}
	return nil
}

// Run works on jobs until ctx ends.
func (r *River) Run(ctx context.Context) (err error) {
	parallel := max(r.Parallel, 1)
	if r.Parallel == 0 {
		parallel = 8
	}
	cfg, err := pgxpool.ParseConfig(r.Worker.Config.Store)
	if err != nil {
		return fmt.Errorf("任务队列：%w", err)
	}
	cfg.MaxConns = int32(parallel + 6) // listener, leader, completer
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("任务队列：%w", err)
	}
	defer pool.Close()
	if err := MigrateRiver(ctx, pool); err != nil {
		return err
	}
	w := &shareWorker{worker: r.Worker}
	if w.worker.Slice = r.Slice; r.Slice == 0 {
		w.worker.Slice = sliceOf
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, w)
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: parallel}}, Workers: workers,
		ID: r.Worker.Name, JobTimeout: jobTimeout, RescueStuckJobsAfter: rescueAfter, Logger: r.Log,
	})
	if err != nil {
		return fmt.Errorf("任务队列：%w", err)
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("任务队列：%w", err)
	}
	feed := r.Feed
	if feed <= 0 {
		feed = feedEvery
	}
	every(ctx, feed, r.Log, "feed the queue", func(ctx context.Context) error { return r.feed(ctx, client) })
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := client.StopAndCancel(last); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("任务队列：%w", err)
	}
	return nil
}

// feed makes a job of every run that nobody has. Every process does so; River
// keeps one.
func (r *River) feed(ctx context.Context, client *river.Client[pgx.Tx]) error {
	if _, err := r.Worker.Store.Silent(ctx); err != nil {
		return err
	}
	runs, err := r.Worker.Store.LiveRuns(ctx)
	if err != nil {
		return err
	}
	var jobs []river.InsertManyParams
	for i := range runs {
		if runs[i].Worker == "" {
			jobs = append(jobs, river.InsertManyParams{Args: share{runs[i].ID, runs[i].Epoch}, InsertOpts: unique})
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	_, err = client.InsertMany(ctx, jobs)
	return err
}

// MigrateRiver makes the queue's tables, one process at a time.
func MigrateRiver(ctx context.Context, pool *pgxpool.Pool) (err error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("任务队列：%w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, riverLock); err != nil {
		return fmt.Errorf("任务队列：%w", err)
	}
	defer func() {
		_, e := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, riverLock)
		err = errors.Join(err, e)
	}()
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("任务队列：%w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("任务队列的表：%w", err)
	}
	return nil
}
