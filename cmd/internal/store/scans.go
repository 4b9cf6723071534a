package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"duwang/crawler/portal"
)

// timeForm is the one form of an instant: UTC, all nine digits, so that order
// of text is order in time.
const timeForm = "2006-01-02T15:04:05.000000000Z"

// formTime writes an instant, "" for the zero time.
func formTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeForm)
}

func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(timeForm, s)
}

func parseDate(s string) (portal.Date, error) {
	if s == "" {
		return 0, nil
	}
	return portal.ParseDate(s)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// StartScan enters a scan that begins, with its ledger and the digest of the
// config it was begun with. It returns ErrConflict when the id is taken.
func (s *Store) StartScan(ctx context.Context, scan portal.Scan, ledger *portal.Ledger, config string) (err error) {
	defer wrap(&err, "start scan %s", scan.ID)
	if scan.ID == "" {
		return fmt.Errorf("%w: empty id", ErrConflict)
	}
	book, err := json.Marshal(ledger)
	if err != nil {
		return err
	}
	args, err := scanArgs(scan)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO scans (id, kind, as_of, since, started_at, finished_at, complete, void, void_reasons, sites, ledger, config)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, append(args, string(book), config)...)
		return err
	})
}

func scanArgs(scan portal.Scan) ([]any, error) {
	reasons, err := json.Marshal(append([]string{}, scan.VoidReasons...))
	if err != nil {
		return nil, err
	}
	sites, err := json.Marshal(append([]portal.SiteCount{}, scan.Sites...))
	if err != nil {
		return nil, err
	}
	return []any{scan.ID, scan.Kind, scan.AsOf.String(), scan.Since.String(), formTime(scan.StartedAt), formTime(scan.FinishedAt),
		number(scan.Complete), number(scan.Void), string(reasons), string(sites)}, nil
}

// FinishScan stores how a scan went. A scan that ended incomplete may go on
// and be finished again; a complete one is frozen: ErrConflict. The scan's
// id, kind and start stay as StartScan entered them.
func (s *Store) FinishScan(ctx context.Context, scan portal.Scan) (err error) {
	defer wrap(&err, "finish scan %s", scan.ID)
	args, err := scanArgs(scan)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		num := int64(0)
		if err := t.rows(`SELECT num FROM scans WHERE id = $1`, func(scan scanner) error { return scan(&num) }, scan.ID); err != nil {
			return err
		}
		if num == 0 {
			return ErrNotFound
		}
		if err := s.sumUp(t, num); err != nil {
			return err
		}
		n, err := t.exec(`UPDATE scans SET as_of = $2, since = $3, finished_at = $4, complete = $5, void = $6, void_reasons = $7, sites = $8
			WHERE id = $1 AND complete = 0`, args[0], args[2], args[3], args[5], args[6], args[7], args[8], args[9])
		if err != nil || n == 1 {
			return err
		}
		err = ErrNotFound
		if e := t.rows(`SELECT 1 FROM scans WHERE id = $1`, func(scanner) error { err = ErrConflict; return nil }, scan.ID); e != nil {
			return e
		}
		return err
	})
}

const scanFields = `num, id, kind, as_of, since, started_at, finished_at, complete, void, void_reasons, sites, config`

// A row of scans.
type scanRow struct {
	portal.Scan
	num    int64
	config string
}

func readScan(scan scanner) (r scanRow, err error) {
	var asOf, since, started, finished, reasons, sites string
	var complete, void int
	if err = scan(&r.num, &r.ID, &r.Kind, &asOf, &since, &started, &finished, &complete, &void, &reasons, &sites, &r.config); err != nil {
		return r, err
	}
	r.Complete, r.Void = complete != 0, void != 0
	if r.AsOf, err = parseDate(asOf); err != nil {
		return r, err
	}
	if r.Since, err = parseDate(since); err != nil {
		return r, err
	}
	if r.StartedAt, err = parseTime(started); err != nil {
		return r, err
	}
	if r.FinishedAt, err = parseTime(finished); err != nil {
		return r, err
	}
	if err = json.Unmarshal([]byte(reasons), &r.VoidReasons); err != nil {
		return r, err
	}
	err = json.Unmarshal([]byte(sites), &r.Sites)
	if len(r.VoidReasons) == 0 {
		r.VoidReasons = nil
	}
	if len(r.Sites) == 0 {
		r.Sites = nil
	}
	return r, err
}

func (s *Store) scanRows(ctx context.Context, where string, args ...any) (list []scanRow, err error) {
	err = s.read(ctx, `SELECT `+scanFields+` FROM scans `+where, func(scan scanner) error {
		r, err := readScan(scan)
		list = append(list, r)
		return err
	}, args...)
	return list, err
}

// find returns the scan with the given id or unique prefix of an id; "" is
// the latest finished one.
func (s *Store) find(ctx context.Context, id string) (scanRow, error) {
	where, args := `WHERE finished_at <> '' AND kind <> 'recheck' ORDER BY started_at DESC, id DESC LIMIT 1`, []any(nil)
	if id != "" {
		where = `WHERE substr(id, 1, length(CAST($1 AS TEXT))) = CAST($1 AS TEXT) ORDER BY length(id), id LIMIT 2`
		args = []any{clean(id)}
	}
	list, err := s.scanRows(ctx, where, args...)
	switch {
	case err != nil:
		return scanRow{}, err
	case len(list) == 0:
		return scanRow{}, ErrNotFound
	case len(list) == 2 && list[0].ID != id:
		return scanRow{}, fmt.Errorf("%w: 编号 %s 对应不止一次巡检", ErrConflict, id)
	}
	return list[0], nil
}

// Scan returns the scan with the given id, or with the one id that begins
// with it; "" is the latest finished scan. It returns ErrNotFound, and
// ErrConflict when several ids begin so. Instants come back in UTC.
func (s *Store) Scan(ctx context.Context, id string) (_ portal.Scan, err error) {
	defer wrap(&err, "scan %q", id)
	r, err := s.find(ctx, id)
	return r.Scan, err
}

// LatestScan returns the scan that began last, of the finished ones only when
// onlyFinished says so, or ErrNotFound. A recheck of single pages is never the
// latest scan, nor one to go on with; ask for it by its id.
func (s *Store) LatestScan(ctx context.Context, onlyFinished bool) (_ portal.Scan, err error) {
	defer wrap(&err, "latest scan")
	if onlyFinished {
		r, err := s.find(ctx, "")
		return r.Scan, err
	}
	list, err := s.scanRows(ctx, `WHERE kind <> 'recheck' ORDER BY started_at DESC, id DESC LIMIT 1`)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return portal.Scan{}, err
	}
	return list[0].Scan, nil
}

// Scans returns up to limit scans, the latest first; limit 0 means all.
func (s *Store) Scans(ctx context.Context, limit int) (_ []portal.Scan, err error) {
	defer wrap(&err, "scans")
	where, args := `ORDER BY started_at DESC, id DESC`, []any(nil)
	if limit > 0 {
		where, args = where+` LIMIT $1`, []any{limit}
	}
	rows, err := s.scanRows(ctx, where, args...)
	list := make([]portal.Scan, len(rows))
	for i := range rows {
		list[i] = rows[i].Scan
	}
	return list, err
}

// Unfinished returns the scan to go on with, and the digest of the config it
// was begun with: the one that began last, when it is not complete — it was
// killed, interrupted, or stopped at a limit. Otherwise ErrNotFound.
func (s *Store) Unfinished(ctx context.Context) (_ portal.Scan, config string, err error) {
	defer wrap(&err, "unfinished scan")
	list, err := s.scanRows(ctx, `WHERE kind <> 'recheck' ORDER BY started_at DESC, id DESC LIMIT 1`)
	if err == nil && (len(list) == 0 || list[0].Complete) {
		err = ErrNotFound
	}
	if err != nil {
		return portal.Scan{}, "", err
	}
	return list[0].Scan, list[0].config, nil
}

// Config returns the digest of the config that a scan was begun with; the id
// is as for Scan.
func (s *Store) Config(ctx context.Context, id string) (_ string, err error) {
	defer wrap(&err, "config of scan %q", id)
	r, err := s.find(ctx, id)
	return r.config, err
}

// Ledger returns the ledger as it was when a scan began; the id is as for Scan.
func (s *Store) Ledger(ctx context.Context, id string) (_ *portal.Ledger, err error) {
	defer wrap(&err, "ledger of scan %q", id)
	r, err := s.find(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.ledger(ctx, r.num)
}

func (s *Store) ledger(ctx context.Context, num int64) (*portal.Ledger, error) {
	l := &portal.Ledger{}
	err := s.read(ctx, `SELECT ledger FROM scans WHERE num = $1`, func(scan scanner) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), l)
	}, num)
	return l, err
}

// Counts adds up what a scan has cost each site so far, resumed parts
// included, in the order of the ledger. Links are the addresses that pages of
// the site show.
func (s *Store) Counts(ctx context.Context, id string) (_ []portal.SiteCount, err error) {
	defer wrap(&err, "counts of scan %q", id)
	r, err := s.find(ctx, id)
	if err != nil {
		return nil, err
	}
	l, err := s.ledger(ctx, r.num)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	list := make([]portal.SiteCount, len(l.Sites))
	for i := range l.Sites {
		list[i].ID, at[l.Sites[i].ID] = l.Sites[i].ID, i
	}
	of := func(site string) *portal.SiteCount {
		if i, known := at[site]; known {
			return &list[i]
		}
		return &portal.SiteCount{}
	}
	err = s.read(ctx, `SELECT site, requests, bytes, not_modified FROM costs WHERE scan = $1`, func(scan scanner) error {
		var c portal.SiteCount
		if err := scan(&c.ID, &c.Requests, &c.Bytes, &c.NotModified); err != nil {
			return err
		}
		to := of(c.ID)
		to.Requests, to.Bytes, to.NotModified = c.Requests, c.Bytes, c.NotModified
		return nil
	}, r.num)
	if err != nil {
		return nil, err
	}
	read, err := s.pagesRead(ctx, r.num)
	if err != nil {
		return nil, err
	}
	for site, n := range read {
		of(site).Pages = n
	}
	if err := s.settle(ctx, r.num); err != nil {
		return nil, err
	}
	err = s.read(ctx, `SELECT site, sum(CASE WHEN referrer_count > 0 THEN 1 ELSE 0 END), sum(CASE WHEN gap = $2 THEN 1 ELSE 0 END)
		FROM targets WHERE scan = $1 GROUP BY site`, func(scan scanner) error {
		var site string
		var links, blocked int
		err := scan(&site, &links, &blocked)
		of(site).Links, of(site).Blocked = links, blocked
		return err
	}, r.num, portal.GapBlocked)
	return list, err
}
