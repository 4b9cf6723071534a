package storetest

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/crawler/portal"
)

var opening = []promise{
	{"ReopeningKeepsEverything", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s, err := store.Open(t.Context(), dsn)
		must(t, err)
		f := begin(t, s, "one")
		must(t, f.Seed(t.Context(), []crawler.Task{task("http://a.test/", portal.RoleHome)}))
		must(t, f.Save(t.Context(), []crawler.Visit{visit(claim(t, f, 9)[0], page("http://a.test/x.html"))}))
		before := dump(t, s, "one")
		must(t, s.Close())
		same(t, "after reopening", dump(t, Open(t, dsn), "one"), before)
	}},
	{"ManyMayOpenANewStoreAtOnce", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wg.Go(func() {
				s, err := store.Open(t.Context(), dsn)
				if err == nil {
					_, err = s.Scans(t.Context(), 0)
					err = errors.Join(err, s.Close())
				}
				errs[i] = err
			})
		}
		wg.Wait()
		must(t, errors.Join(errs...))
	}},
	{"AStoreNewerThanTheProgramIsRefusedAndLeftAlone", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		v := value(s.Version(t.Context()))(t)
		db := raw(t, dsn)
		_, err := db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)`, v+1, true)
		must(t, err)
		_, err = store.Open(t.Context(), dsn)
		if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "请升级本程序") {
			t.Errorf("newer store: %v", err)
		}
		same(t, "version", value(s.Version(t.Context()))(t), v+1)
	}},
	{"TablesAndColumnsAreThose", func(t *testing.T, fresh Fresh) {
		// Both databases must have the same; a SELECT of every column tells.
		dsn := fresh(t)
		Open(t, dsn)
		db := raw(t, dsn)
		for _, q := range []string{
			`SELECT num, id, kind, as_of, since, started_at, finished_at, complete, void, void_reasons, sites, ledger, config FROM scans`,
			`SELECT hash, facts, links FROM facts`,
			`SELECT id, scan, hash, url, site, kind, role, column_id, sheet, depth, round, phase, state, attempts, status, error, gap, detail, final,
				answer_unit, answer_column, on_home, referrer_count, referrers, text, content, lease FROM targets`,
			`SELECT num, scan, worker, until FROM leases`,
			`SELECT scan, host, lease FROM lease_hosts`,
			`SELECT target, scan, site, url, final, status, taken, kind, published_at, apart, facts FROM pages`,
			`SELECT scan, column_id, site, url, hash, rank, title, list_date FROM items`,
			`SELECT hash, url, etag, last_modified, body, facts, content FROM validators`,
			`SELECT id, scan, body FROM shows`,
			`SELECT scan, site, requests, bytes, not_modified FROM costs`,
			`SELECT scan, ruleset, as_of, saved_at, result FROM results`,
		} {
			rows, err := db.QueryContext(t.Context(), q)
			if err != nil {
				t.Errorf("%s: %v", q, err)
				continue
			}
			same(t, "rows of a new store", rows.Next(), false)
			must(t, errors.Join(rows.Err(), rows.Close()))
			all, err := db.QueryContext(t.Context(), "SELECT * FROM"+q[strings.LastIndex(q, " "):])
			must(t, err)
			names, err := all.Columns()
			must(t, errors.Join(err, all.Close()))
			same(t, "columns in "+q, len(names), strings.Count(q, ",")+1)
		}
	}},
}
