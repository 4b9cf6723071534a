package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"duwang/crawler"
)

// A Lease says for whom a scan's frontier is shared with other processes.
type Lease struct {
	// Worker names the process's share; no two that run at once may bear the
	// same name. One that comes back under its name takes up what it left.
	Worker string
	// For is how long what the worker took stays its own without a sign of
	// life (Claim, Save, Renew), by the database's clock; 0 is over at once.
	For time.Duration
	// Hosts is how many hosts the worker may hold at a time; 0 = no limit.
	Hosts int
}

// A Shared is a frontier that several processes work on. Each holds the hosts
// that it visits, so no host is visited by two and manners hold; what one
// took and did not save falls to the others when its lease is over, and what
// it then still says of targets that others took is not heard.
//
// Claim gives none also while all that waits stands on hosts that others hold
// or in a phase that others have not ended: the share is done then, not the
// scan, which is done when Progress says so. Release ends the lease and must
// be called at the end of a share, or its hosts stay held until the lease is
// over.
type Shared struct{ *frontier }

// Share returns the frontier of the scan with exactly that id for one of
// several workers. Its errors are those of Frontier.
func (s *Store) Share(scanID string, l Lease) *Shared {
	return &Shared{&frontier{s: s, id: scanID, share: &share{Lease: l}}}
}

// Renew gives a sign of life: for a worker that waits for hosts longer than
// its lease.
func (f *Shared) Renew(ctx context.Context) (err error) {
	defer wrap(&err, "renew the lease of %s", f.share.Worker)
	return f.change(ctx, func(t *tx, _ int64) error {
		_, _, err := f.extend(t)
		return err
	})
}

type share struct {
	Lease
	mu  sync.Mutex
	num int64 // of the lease's row, when it has one
}

// clock reads the time of the database, one for all workers.
func (t *tx) clock(e *engine) (now time.Time, err error) {
	err = t.rows(e.clock, func(scan scanner) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		now, err = parseTime(text)
		return err
	})
	return now, err
}

// extend lengthens the worker's lease and returns its number, 0 when it has
// none any more.
func (f *frontier) extend(t *tx) (num int64, until string, err error) {
	now, err := t.clock(&f.s.engine)
	if err != nil {
		return 0, "", err
	}
	s := f.share
	s.mu.Lock()
	defer s.mu.Unlock()
	until = formTime(now.Add(s.For))
	if s.num == 0 {
		return 0, until, nil
	}
	n, err := t.exec(`UPDATE leases SET until = $3 WHERE num = $1 AND worker = $2`, s.num, s.Worker, until)
	if n == 0 {
		return 0, until, err
	}
	return s.num, until, err
}

// renew lengthens the worker's lease, or gives it one, and returns its number.
func (f *frontier) renew(t *tx, scan int64) (int64, error) {
	num, until, err := f.extend(t)
	if err != nil || num != 0 {
		return num, err
	}
	s := f.share
	var old []int64
	err = t.rows(`SELECT num FROM leases WHERE scan = $1 AND worker = $2`, collect(&old), scan, s.Worker)
	if err != nil {
		return 0, err
	}
	for _, num := range old {
		if err := f.end(t, scan, num); err != nil {
			return 0, err
		}
	}
	err = t.rows(`INSERT INTO leases (scan, worker, until) VALUES ($1, $2, $3) RETURNING num`, func(row scanner) error { return row(&num) },
		scan, s.Worker, until)
	s.mu.Lock()
	s.num = num
	s.mu.Unlock()
	return num, err
}

func collect(list *[]int64) func(scanner) error {
	return func(scan scanner) error {
		var n int64
		err := scan(&n)
		*list = append(*list, n)
		return err
	}
}

// end takes back what stands under a lease, and the lease.
func (f *frontier) end(t *tx, scan, num int64) error {
	if _, err := t.exec(`UPDATE targets SET state = 0, lease = 0 WHERE scan = $1 AND state = 1 AND phase IS NOT NULL AND lease = $2`, scan, num); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM lease_hosts WHERE scan = $1 AND lease = $2`, scan, num); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM leases WHERE num = $1`, num)
	return err
}

// endDead ends the leases of a scan that are over, all but one, and tells how
// many are not.
func (f *frontier) endDead(t *tx, scan, but int64) (live int, err error) {
	now, err := t.clock(&f.s.engine)
	if err != nil {
		return 0, err
	}
	var dead []int64
	err = t.rows(`SELECT num, until FROM leases WHERE scan = $1 AND num <> $2 ORDER BY num`, func(row scanner) error {
		var num int64
		var until string
		err := row(&num, &until)
		if until > formTime(now) {
			live++
		} else {
			dead = append(dead, num)
		}
		return err
	}, scan, but)
	for _, num := range dead {
		if err == nil {
			err = f.end(t, scan, num)
		}
	}
	return live, err
}

// lookAhead is how many waiting targets one claim looks at for some on hosts
// that nobody else holds.
const lookAhead = 50000

// pick chooses up to n waiting targets of a phase on hosts that the worker
// holds or may take, takes those hosts, and returns the targets' ids.
func (f *frontier) pick(t *tx, scan, me int64, phase, n int) ([]int64, error) {
	holder, held := map[string]int64{}, 0
	err := t.rows(`SELECT host, lease FROM lease_hosts WHERE scan = $1`, func(row scanner) error {
		var host string
		var num int64
		err := row(&host, &num)
		if holder[host] = num; num == me {
			held++
		}
		return err
	}, scan)
	if err != nil {
		return nil, err
	}
	var ids []int64
	var fresh []string
	last, looked := int64(-1), 0
	for more := true; more && len(ids) < n && looked < lookAhead; {
		more = false
		err := t.rows(`SELECT id, url FROM targets WHERE scan = $1 AND state = 0 AND phase = $2 AND id > $3 ORDER BY id LIMIT 1000`, func(row scanner) error {
			var address string
			if err := row(&last, &address); err != nil {
				return err
			}
			more = true
			if looked++; len(ids) == n {
				return nil
			}
			host := hostOf(address)
			num, taken := holder[host]
			if !taken && (f.share.Hosts == 0 || held < f.share.Hosts) {
				num, taken = me, true
				holder[host] = me
				held++
				fresh = append(fresh, host)
			}
			if taken && num == me {
				ids = append(ids, last)
			}
			return nil
		}, scan, phase, last)
		if err != nil {
			return nil, err
		}
	}
	err = t.execEach(`INSERT INTO lease_hosts (scan, host, lease) VALUES ($1, $2, $3)`, len(fresh), func(i int) []any { return []any{scan, fresh[i], me} }, nil)
	return ids, err
}

// hostOf is the host[:port] of a normalised address, "" when it has none.
func hostOf(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// heard returns the visits of a batch of which the worker may still speak; of
// the others, which somebody else took meanwhile, only what they cost counts.
func (f *frontier) heard(t *tx, scan int64, visits []crawler.Visit) (kept, lost []crawler.Visit, err error) {
	me, _, err := f.extend(t)
	if err != nil {
		return nil, nil, err
	}
	speaks := make([]bool, len(visits))
	err = t.rowsEach(`SELECT lease, state FROM targets WHERE scan = $1 AND hash = $2`, len(visits), func(i int) []any {
		return []any{scan, hashOf(clean(visits[i].Task.URL))}
	}, func(i int, row scanner) error {
		var num int64
		var state int
		err := row(&num, &state)
		speaks[i] = num == me && num != 0 || num == 0 && state == waiting
		return err
	})
	for i := range visits {
		if speaks[i] {
			kept = append(kept, visits[i])
		} else {
			lost = append(lost, visits[i])
		}
	}
	return kept, lost, err
}

// errShared says that other workers are at a scan that one wants for itself.
var errShared = fmt.Errorf("%w（%w）", ErrBusy, lasting("这次巡检正由其他工作进程进行，请等它结束后再试"))
