package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"weak"

	"duwang/crawler"
	"duwang/crawler/portal"
)

// States of a target.
const (
	waiting = 0
	taken   = 1
	done    = 2
)

// phaseOf orders tasks: home and list pages, then the rest, then one phase a
// retry round. A task that is done has none, so that the index of open tasks
// stays as small as what is open.
func phaseOf(state int, role portal.Role, round int) any {
	switch {
	case state == done:
		return nil
	case round > 0:
		return round + 1
	case role == portal.RoleHome || role == portal.RoleList:
		return 0
	}
	return 1
}

type frontier struct {
	s  *Store
	id string

	mu  sync.Mutex
	num int64 // of the scan's row; 0 = not yet looked up

	share *share // nil when it works alone

	saving  sync.Mutex // guards what follows
	pending int        // bytes in rows of shows since they were last added up
	recent  recent

	recall recall
}

// Frontier returns the frontier of the scan with exactly that id for one who
// works on it alone; see Share for several. Its methods
// return ErrNotFound when there is no such scan, and those that change
// something ErrConflict once the scan is complete.
//
// Save expects Visit.Task.Attempts to count the visit's own GETs too, and
// Task.Site, Kind and Role as Claim gave them.
func (s *Store) Frontier(scanID string) crawler.Frontier { return &frontier{s: s, id: scanID} }

func (f *frontier) scan(ctx context.Context) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.num != 0 {
		return f.num, nil
	}
	err := f.s.read(ctx, `SELECT num FROM scans WHERE id = $1`, func(scan scanner) error { return scan(&f.num) }, f.id)
	if err == nil && f.num == 0 {
		err = ErrNotFound
	}
	return f.num, err
}

// change runs a transaction on the scan while no other changes it.
func (f *frontier) change(ctx context.Context, do func(t *tx, scan int64) error) error {
	num, err := f.scan(ctx)
	if err != nil {
		return err
	}
	return f.s.write(ctx, func(t *tx) error {
		complete := 1
		if err := t.rows(f.s.engine.lockScan, func(scan scanner) error { return scan(&complete) }, num); err != nil {
			return err
		}
		if complete != 0 {
			return fmt.Errorf("%w: the scan is complete", ErrConflict)
		}
		return do(t, num)
	})
}

const insertTarget = `INSERT INTO targets (scan, hash, url, site, kind, role, column_id, sheet, depth, round, phase, state,
		attempts, status, error, gap, detail, final, answer_unit, answer_column, on_home, referrer_count, referrers, text)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, 0, '', '', '', '', $13, $14, $15, $16, $17, $18)
	ON CONFLICT (scan, hash) DO NOTHING`

func (f *frontier) Seed(ctx context.Context, tasks []crawler.Task) (err error) {
	defer wrap(&err, "seed scan %s", f.id)
	return f.change(ctx, func(t *tx, scan int64) error {
		return t.execEach(insertTarget, len(tasks), func(i int) []any {
			k := &tasks[i]
			url := clean(k.URL)
			kind := cmp.Or(k.Kind, portal.LinkPage)
			role := cmp.Or(k.Role, portal.RolePage)
			return []any{scan, hashOf(url), url, k.Site, kind, string(role), k.Column, k.Sheet, k.Depth, k.Round, phaseOf(waiting, role, k.Round),
				k.Attempts, "", "", 0, 0, "", ""}
		}, nil)
	})
}

func (f *frontier) Claim(ctx context.Context, n int) (_ []crawler.Task, err error) {
	defer wrap(&err, "claim of scan %s", f.id)
	if n <= 0 {
		return nil, nil
	}
	type row struct {
		id   int64
		hash []byte
		crawler.Task
	}
	var rows []row
	err = f.change(ctx, func(t *tx, scan int64) error {
		rows = rows[:0]
		me := int64(0)
		if f.share != nil {
			var err error
			if me, err = f.renew(t, scan); err != nil {
				return err
			}
			if _, err := f.endDead(t, scan, me); err != nil {
				return err
			}
		}
		// The lowest phase that has a task open; taken ones hold it too.
		phase := -1
		for state := range done {
			err := t.rows(`SELECT phase FROM targets WHERE scan = $1 AND state = $2 AND phase IS NOT NULL ORDER BY phase LIMIT 1`, func(scan scanner) error {
				var p int
				err := scan(&p)
				if phase < 0 || p < phase {
					phase = p
				}
				return err
			}, scan, state)
			if err != nil {
				return err
			}
		}
		if phase < 0 {
			return nil
		}
		const returning = ` RETURNING id, hash, site, url, kind, role, column_id, sheet, depth, round, attempts`
		take := func(scan scanner) error {
			var r row
			err := scan(&r.id, &r.hash, &r.Site, &r.URL, &r.Kind, &r.Role, &r.Column, &r.Sheet, &r.Depth, &r.Round, &r.Attempts)
			rows = append(rows, r)
			return err
		}
		var err error
		if f.share != nil {
			var ids []int64
			if ids, err = f.pick(t, scan, me, phase, n); err == nil {
				err = t.rowsEach(`UPDATE targets SET state = 1, lease = $2 WHERE id = $1`+returning, len(ids),
					func(i int) []any { return []any{ids[i], me} }, func(_ int, scan scanner) error { return take(scan) })
			}
		} else {
			err = t.rows(`UPDATE targets SET state = 1, lease = 0 WHERE id IN (
				SELECT id FROM targets WHERE scan = $1 AND state = 0 AND phase = $2 ORDER BY id LIMIT $3)`+returning, take, scan, phase, n)
		}
		if err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.id, b.id) })
		return t.rowsEach(`SELECT column_id, title, list_date FROM items WHERE scan = $1 AND hash = $2 AND column_id <> '' ORDER BY column_id`,
			len(rows), func(i int) []any { return []any{scan, rows[i].hash} }, func(i int, scan scanner) error {
				var column, title, day string
				if err := scan(&column, &title, &day); err != nil {
					return err
				}
				k := &rows[i].Task
				k.Named = append(k.Named, column)
				if len(k.Named) > 1 {
					return nil
				}
				var err error
				k.ListTitle = title
				if k.Role == portal.RoleItem && k.Column == "" {
					k.Column = column
				}
				k.ListDate, err = parseDate(day)
				return err
			})
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	tasks := make([]crawler.Task, len(rows))
	for i := range rows {
		tasks[i] = rows[i].Task
	}
	return tasks, nil
}

func (f *frontier) Release(ctx context.Context) (err error) {
	defer wrap(&err, "release of scan %s", f.id)
	err = f.change(ctx, func(t *tx, scan int64) error {
		if f.share != nil {
			num, _, err := f.extend(t)
			if err != nil || num == 0 {
				return err
			}
			return f.end(t, scan, num)
		}
		if live, err := f.endDead(t, scan, 0); err != nil {
			return err
		} else if live > 0 {
			return errShared
		}
		if _, err := t.exec(`UPDATE targets SET state = 0 WHERE scan = $1 AND state = 1 AND phase IS NOT NULL`, scan); err != nil {
			return err
		}
		// What a limit kept from being read waits for a scan with a higher one.
		_, err := t.exec(`UPDATE targets SET state = 0, gap = '', detail = '',
				phase = CASE WHEN round > 0 THEN round + 1 WHEN role IN ('home', 'list') THEN 0 ELSE 1 END
			WHERE scan = $1 AND state = 2 AND gap = 'limit'`, scan)
		return err
	})
	if errors.Is(err, ErrConflict) {
		return nil // a complete scan has no task open
	}
	return err
}

func (f *frontier) Progress(ctx context.Context) (p crawler.Progress, err error) {
	defer wrap(&err, "progress of scan %s", f.id)
	num, err := f.scan(ctx)
	if err != nil {
		return p, err
	}
	err = f.s.read(ctx, `SELECT (SELECT count(*) FROM targets WHERE scan = $1),
			(SELECT count(*) FROM targets WHERE scan = $1 AND state = 0 AND phase IS NOT NULL),
			(SELECT count(*) FROM targets WHERE scan = $1 AND state = 1 AND phase IS NOT NULL),
			(SELECT count(*) FROM targets WHERE scan = $1 AND state = 2 AND (error <> '' OR status >= 400)),
			(SELECT count(*) FROM pages WHERE scan = $1)`, func(scan scanner) error {
		return scan(&p.Known, &p.Pending, &p.InFlight, &p.Failed, &p.Pages)
	}, num)
	p.Done = p.Known - p.Pending - p.InFlight
	return p, err
}

// PagesRead counts the pages read so far, by the id of their site.
func (f *frontier) PagesRead(ctx context.Context) (_ map[string]int, err error) {
	defer wrap(&err, "pages read of scan %s", f.id)
	num, err := f.scan(ctx)
	if err != nil {
		return nil, err
	}
	return f.s.pagesRead(ctx, num)
}

// Spelt yields the addresses with several parameters, as they were entered.
func (f *frontier) Spelt(ctx context.Context, yield func(url string) error) (err error) {
	defer wrap(&err, "spellings of scan %s", f.id)
	num, err := f.scan(ctx)
	if err != nil {
		return err
	}
	return f.s.read(ctx, `SELECT url FROM targets WHERE scan = $1 AND url LIKE '%?%&%' ORDER BY id`, func(scan scanner) error {
		var u string
		if err := scan(&u); err != nil {
			return err
		}
		return yield(u)
	}, num)
}

// pagesRead counts a scan's pages, by the id of their site.
func (s *Store) pagesRead(ctx context.Context, num int64) (map[string]int, error) {
	counts := map[string]int{}
	err := s.read(ctx, `SELECT site, count(*) FROM pages WHERE scan = $1 GROUP BY site`, func(scan scanner) error {
		var site string
		var n int
		err := scan(&site, &n)
		counts[site] = n
		return err
	}, num)
	return counts, err
}

func (f *frontier) Validators(ctx context.Context, urls []string) (_ map[string]crawler.Validator, err error) {
	defer wrap(&err, "validators")
	out := make(map[string]crawler.Validator, len(urls))
	err = f.s.readEach(ctx, `SELECT etag, last_modified, body, content FROM validators WHERE hash = $1`, len(urls), func(i int) []any {
		return []any{hashOf(clean(urls[i]))}
	}, func(i int, scan scanner) error {
		var v crawler.Validator
		var found string
		err := scan(&v.ETag, &v.LastModified, &v.Hash, &found)
		if err == nil {
			v.Content, err = parseFound(found)
		}
		out[urls[i]] = v
		return err
	})
	return out, err
}

func (f *frontier) Known(ctx context.Context, url, hash string) (facts *portal.Facts, err error) {
	defer wrap(&err, "facts known of %s", url)
	if hash == "" {
		return nil, nil
	}
	var stored []byte
	err = f.s.readOften(ctx, `SELECT f.facts, f.links, f.hash FROM validators v JOIN facts f ON f.hash = v.facts WHERE v.hash = $1 AND v.body = $2`,
		func(scan scanner) error {
			var text string
			var links []byte
			if err := scan(&text, &links, &stored); err != nil {
				return err
			}
			facts, err = decode(text, links)
			stored = bytes.Clone(stored)
			return err
		}, hashOf(clean(url)), hash)
	if facts != nil && err == nil {
		f.recall.put(facts, stored)
	}
	return facts, err
}

// A recall remembers under which hash facts are stored that were handed out
// and are to come back with their visit, so that they need not be encoded to
// find it out, as long as anybody holds them.
type recall struct {
	mu   sync.Mutex
	hash map[weak.Pointer[portal.Facts]][]byte
}

func (r *recall) put(f *portal.Facts, hash []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hash == nil {
		r.hash = map[weak.Pointer[portal.Facts]][]byte{}
	}
	p := weak.Make(f)
	r.hash[p] = hash
	runtime.AddCleanup(f, r.drop, p)
}

func (r *recall) drop(p weak.Pointer[portal.Facts]) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.hash, p)
}

func (r *recall) of(f *portal.Facts) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hash[weak.Make(f)]
}
