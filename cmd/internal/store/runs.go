package store

import (
	"context"
	"fmt"
	"time"

	"duwang/crawler/portal"
)

// States of a run.
const (
	RunWaiting    = "waiting"
	RunRunning    = "running"
	RunDone       = "done"
	RunVoid       = "void"       // 作废: the scan accuses nobody and acquits nobody
	RunIncomplete = "incomplete" // something that was wanted was left undone
	RunFailed     = "failed"     // of our own side
	RunStopped    = "stopped"    // by a person
)

// A Run (巡检任务) is a scan of one site that a schedule or a person asked for.
type Run struct {
	ID       int64
	Site     string // "" = all sites in one scan
	Kind     string // portal.ScanRecent or portal.ScanFull
	By       string // who asked
	State    string
	Scan     string // id of its scan, once begun
	Detail   string // in words: why it is void, incomplete, failed
	Coverage Coverage
	Queued   time.Time
	Started  time.Time
	Finished time.Time
	Worker   string    // that has it
	Until    time.Time // until when, without a sign of life
	Epoch    int       // how often it was taken from a worker that gave none
	Stop     bool      // a person wants it stopped
}

// A Coverage counts the pages of a run.
type Coverage struct{ Due, Checked, Unverified int }

// Live tells whether the run still waits or works.
func (r *Run) Live() bool { return r.State == RunWaiting || r.State == RunRunning }

const runFields = `id, site, kind, asked_by, state, scan, detail, due, checked, unverified, queued_at, started_at, finished_at, worker, until, epoch, stop`

func readRun(scan scanner) (r Run, err error) {
	var queued, started, finished, until string
	var stop int
	err = scan(&r.ID, &r.Site, &r.Kind, &r.By, &r.State, &r.Scan, &r.Detail, &r.Coverage.Due, &r.Coverage.Checked, &r.Coverage.Unverified,
		&queued, &started, &finished, &r.Worker, &until, &r.Epoch, &stop)
	r.Stop = stop != 0
	for _, x := range []struct {
		from string
		to   *time.Time
	}{{queued, &r.Queued}, {started, &r.Started}, {finished, &r.Finished}, {until, &r.Until}} {
		if err == nil {
			*x.to, err = parseTime(x.from)
		}
	}
	return r, err
}

// AddRun enters a run that waits and returns it. One scan a site at a time:
// ErrConflict while the site has a run that waits or works.
func (s *Store) AddRun(ctx context.Context, site, kind, by string, at time.Time) (r Run, err error) {
	defer wrap(&err, "add run of %q", site)
	err = s.write(ctx, func(t *tx) error {
		r, err = t.addRun(site, kind, by, at)
		return err
	})
	return r, err
}

func (t *tx) addRun(site, kind, by string, at time.Time) (r Run, err error) {
	// A run of all sites stands in the way of any other, and the other way round.
	err = t.rows(`SELECT 1 FROM runs WHERE state IN ('waiting', 'running') AND (site = $1 OR site = '' OR $1 = '') LIMIT 1`,
		func(scanner) error { return fmt.Errorf("%w: 该站点有巡检正在等待或进行", ErrConflict) }, site)
	if err != nil {
		return r, err
	}
	err = t.rows(`INSERT INTO runs (site, kind, asked_by, state, scan, detail, due, checked, unverified, queued_at, started_at, finished_at, worker, until, epoch, stop)
		VALUES ($1, $2, $3, 'waiting', '', '', 0, 0, 0, $4, '', '', '', '', 0, 0) RETURNING `+runFields, func(scan scanner) (err error) {
		r, err = readRun(scan)
		return err
	}, site, kind, clean(by), formTime(at))
	return r, err
}

// Run returns one run, or ErrNotFound.
func (s *Store) Run(ctx context.Context, id int64) (_ Run, err error) {
	defer wrap(&err, "run %d", id)
	list, err := s.runs(ctx, `WHERE id = $1`, id)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Run{}, err
	}
	return list[0], nil
}

// Runs returns up to limit runs, the latest first; limit 0 means all.
func (s *Store) Runs(ctx context.Context, limit int) (_ []Run, err error) {
	defer wrap(&err, "runs")
	if limit <= 0 {
		limit = 1 << 30
	}
	return s.runs(ctx, `ORDER BY id DESC LIMIT $1`, limit)
}

// LiveRuns returns the runs that wait or work, the first one first.
func (s *Store) LiveRuns(ctx context.Context) (_ []Run, err error) {
	defer wrap(&err, "live runs")
	return s.runs(ctx, `WHERE state IN ('waiting', 'running') ORDER BY id`)
}

func (s *Store) runs(ctx context.Context, where string, args ...any) (list []Run, err error) {
	err = s.read(ctx, `SELECT `+runFields+` FROM runs `+where, func(scan scanner) error {
		r, err := readRun(scan)
		list = append(list, r)
		return err
	}, args...)
	return list, err
}

// TakeRun gives a run to a worker until it gives no sign of life for the
// given time: one that waits, that the worker has already, or whose worker is
// silent, by the database's clock. ErrConflict: somebody else has it, or it
// has ended.
func (s *Store) TakeRun(ctx context.Context, id int64, worker string, lease time.Duration) (r Run, err error) {
	defer wrap(&err, "take run %d", id)
	err = s.write(ctx, func(t *tx) error {
		now, err := t.clock(&s.engine)
		if err != nil {
			return err
		}
		found := false
		err = t.rows(`UPDATE runs SET state = 'running', worker = $2, until = $4, started_at = CASE WHEN started_at = '' THEN $3 ELSE started_at END
			WHERE id = $1 AND (state = 'waiting' OR state = 'running' AND (worker = $2 OR worker = '' OR until <= $3)) RETURNING `+runFields,
			func(scan scanner) (err error) {
				found = true
				r, err = readRun(scan)
				return err
			}, id, clean(worker), formTime(now), formTime(now.Add(lease)))
		if err == nil && !found {
			err = ErrConflict
		}
		return err
	})
	return r, err
}

// KeepRun is a worker's sign of life; it tells whether a person wants the run
// stopped. ErrConflict: the run is the worker's no more.
func (s *Store) KeepRun(ctx context.Context, id int64, worker string, lease time.Duration) (stop bool, err error) {
	defer wrap(&err, "keep run %d", id)
	err = s.write(ctx, func(t *tx) error {
		now, err := t.clock(&s.engine)
		if err != nil {
			return err
		}
		found := false
		err = t.rows(`UPDATE runs SET until = $3 WHERE id = $1 AND worker = $2 AND state = 'running' RETURNING stop`, func(scan scanner) error {
			var n int
			err := scan(&n)
			found, stop = true, n != 0
			return err
		}, id, clean(worker), formTime(now.Add(lease)))
		if err == nil && !found {
			err = ErrConflict
		}
		return err
	})
	return stop, err
}

// ChangeRun hands a run that a worker has to change and keeps what it makes of
// its scan, state, detail, coverage, times and worker. ErrConflict: the run is
// the worker's no more.
func (s *Store) ChangeRun(ctx context.Context, id int64, worker string, change func(*Run)) (err error) {
	defer wrap(&err, "change run %d", id)
	return s.write(ctx, func(t *tx) error {
		var r Run
		found := false
		err := t.rows(`SELECT `+runFields+` FROM runs WHERE id = $1 AND worker = $2 AND state = 'running'`+s.engine.forUpdate, func(scan scanner) (err error) {
			found = true
			r, err = readRun(scan)
			return err
		}, id, clean(worker))
		if err != nil {
			return err
		}
		if !found {
			return ErrConflict
		}
		change(&r)
		_, err = t.exec(`UPDATE runs SET state = $2, scan = $3, detail = $4, due = $5, checked = $6, unverified = $7, finished_at = $8, worker = $9, until = $10 WHERE id = $1`,
			id, r.State, r.Scan, clean(r.Detail), r.Coverage.Due, r.Coverage.Checked, r.Coverage.Unverified, formTime(r.Finished), clean(r.Worker), formTime(r.Until))
		return err
	})
}

// StopRun asks for a run to be stopped: one that waits ends at once, one that
// works at its worker's next sign of life. ErrConflict: it has ended.
func (s *Store) StopRun(ctx context.Context, id int64, by string, at time.Time) (err error) {
	defer wrap(&err, "stop run %d", id)
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`UPDATE runs SET state = 'stopped', detail = $2, finished_at = $3 WHERE id = $1 AND state = 'waiting'`, id, clean("由"+by+"取消"), formTime(at))
		if err != nil || n == 1 {
			return err
		}
		n, err = t.exec(`UPDATE runs SET stop = 1, detail = $2 WHERE id = $1 AND state = 'running'`, id, clean("由"+by+"停止"))
		if err == nil && n == 0 {
			err = ErrConflict
		}
		return err
	})
}

// Silent takes runs from workers that gave no sign of life, by the database's
// clock: they wait again, one epoch later.
func (s *Store) Silent(ctx context.Context) (list []Run, err error) {
	defer wrap(&err, "silent runs")
	err = s.write(ctx, func(t *tx) error {
		now, err := t.clock(&s.engine)
		if err != nil {
			return err
		}
		list = nil
		return t.rows(`UPDATE runs SET worker = '', until = '', epoch = epoch + 1
			WHERE id IN (SELECT id FROM runs WHERE state = 'running' AND worker <> '' AND until <= $1`+s.engine.skipLocked+`) RETURNING `+runFields,
			func(scan scanner) error {
				r, err := readRun(scan)
				list = append(list, r)
				return err
			}, formTime(now))
	})
	return list, err
}

// A Due is when a line of the schedule comes next and came last.
type Due struct {
	ID         string
	Next, Last time.Time
}

// Dues returns the lines of the schedule by id.
func (s *Store) Dues(ctx context.Context) (list []Due, err error) {
	defer wrap(&err, "schedule")
	err = s.read(ctx, `SELECT id, next_at, last_at FROM schedules ORDER BY id`, func(scan scanner) error {
		var d Due
		var next, last string
		if err := scan(&d.ID, &next, &last); err != nil {
			return err
		}
		var err error
		if d.Next, err = parseTime(next); err != nil {
			return err
		}
		d.Last, err = parseTime(last)
		list = append(list, d)
		return err
	})
	return list, err
}

// SetDues keeps the given lines of the schedule and drops all others; a line
// that is there already stays as it is.
func (s *Store) SetDues(ctx context.Context, list []Due) (err error) {
	defer wrap(&err, "set schedule")
	return s.write(ctx, func(t *tx) error {
		known := map[string]bool{}
		for _, d := range list {
			known[d.ID] = true
			if _, err := t.exec(`INSERT INTO schedules (id, next_at, last_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`, d.ID, formTime(d.Next), formTime(d.Last)); err != nil {
				return err
			}
		}
		var gone []string
		err := t.rows(`SELECT id FROM schedules ORDER BY id`, func(scan scanner) error {
			var id string
			err := scan(&id)
			if !known[id] {
				gone = append(gone, id)
			}
			return err
		})
		for _, id := range gone {
			if err == nil {
				_, err = t.exec(`DELETE FROM schedules WHERE id = $1`, id)
			}
		}
		return err
	})
}

// Came moves a line of the schedule on, from the moment it was due to the
// next, and enters the runs it asks for, all in one: of several schedulers one
// does so, the others get ErrConflict. Sites with a run already get none and
// come back as left.
func (s *Store) Came(ctx context.Context, d Due, next time.Time, sites []string, kind, by string, at time.Time) (made []Run, left []string, err error) {
	defer wrap(&err, "schedule %s", d.ID)
	err = s.write(ctx, func(t *tx) error {
		made, left = nil, nil
		n, err := t.exec(`UPDATE schedules SET next_at = $3, last_at = $4 WHERE id = $1 AND next_at = $2`, d.ID, formTime(d.Next), formTime(next), formTime(at))
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrConflict
		}
		for _, site := range sites {
			taken := false
			err := t.rows(`SELECT 1 FROM runs WHERE state IN ('waiting', 'running') AND (site = $1 OR site = '' OR $1 = '') LIMIT 1`,
				func(scanner) error { taken = true; return nil }, site)
			if err != nil {
				return err
			}
			if taken {
				left = append(left, site)
				continue
			}
			r, err := t.addRun(site, kind, by, at)
			if err != nil {
				return err
			}
			made = append(made, r)
		}
		return nil
	})
	return made, left, err
}

// AddProbes keeps what looks at home pages told.
func (s *Store) AddProbes(ctx context.Context, list []portal.Probe) (err error) {
	defer wrap(&err, "add probes")
	return s.write(ctx, func(t *tx) error {
		return t.execEach(`INSERT INTO probes (site, at, ok, status, millis, error, own) VALUES ($1, $2, $3, $4, $5, $6, $7)`, len(list), func(i int) []any {
			p := &list[i]
			return []any{p.Site, formTime(p.At), number(p.OK), p.Status, p.Millis, clean(p.Error), number(p.Own)}
		}, nil)
	})
}

// Probes returns the probes of a site, "" for all, in [from, to), by site and
// time.
func (s *Store) Probes(ctx context.Context, site string, from, to time.Time) (list []portal.Probe, err error) {
	defer wrap(&err, "probes")
	err = s.read(ctx, `SELECT site, at, ok, status, millis, error, own FROM probes WHERE ($1 = '' OR site = $1) AND at >= $2 AND at < $3 ORDER BY site, at`, func(scan scanner) error {
		var p portal.Probe
		var at string
		var ok, own int
		if err := scan(&p.Site, &at, &ok, &p.Status, &p.Millis, &p.Error, &own); err != nil {
			return err
		}
		p.OK, p.Own = ok != 0, own != 0
		var err error
		p.At, err = parseTime(at)
		list = append(list, p)
		return err
	}, site, formTime(from), formTime(to))
	return list, err
}

// DropProbes forgets the probes before a moment.
func (s *Store) DropProbes(ctx context.Context, before time.Time) (err error) {
	defer wrap(&err, "drop probes")
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM probes WHERE at < $1`, formTime(before))
		return err
	})
}
