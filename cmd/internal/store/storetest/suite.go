// Package storetest states what a store promises. Each promise is a subtest,
// and Run checks all of them on whatever database it is given, so that SQLite
// and PostgreSQL cannot come to differ.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/crawler/portal"

	_ "github.com/jackc/pgx/v5/stdlib" // the drivers by which tests look behind the store
	_ "modernc.org/sqlite"
)

// A Fresh makes an empty database and returns its DSN; it goes away with the
// test.
type Fresh func(testing.TB) string

// SQLite is the Fresh of a file in the test's directory.
func SQLite(t testing.TB) string { return t.TempDir() + "/duwang.db" }

// Run checks every promise. The binary's TestMain must call Child first: the
// promise about kill -9 runs it again as a process to be killed.
func Run(t *testing.T, fresh Fresh) {
	for _, group := range []struct {
		name     string
		promises []promise
	}{
		{"Open", opening},
		{"Scan", scans},
		{"Frontier", frontiers},
		{"Lease", leases},
		{"Save", saves},
		{"Snapshot", snapshots},
		{"Crash", crashes},
		{"Case", cases},
		{"Notice", notices}, {"Message", messages}, {"Chain", chains},
		{"People", people},
		{"Assessment", assessments},
		{"Run", runs},
		{"Backup", backups},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, p := range group.promises {
				t.Run(p.name, func(t *testing.T) { p.check(t, fresh) })
			}
		})
	}
}

type promise struct {
	name  string
	check func(*testing.T, Fresh)
}

// Open opens the store at dsn and closes it with the test.
func Open(t testing.TB, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// raw opens the database behind a store.
func raw(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(dsn, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func value[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		must(t, err)
		return v
	}
}

// began is when the test scans begin.
var began = time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)

// begin enters a scan of the test world and returns its frontier.
func begin(t testing.TB, s *store.Store, id string) crawler.Frontier {
	t.Helper()
	must(t, s.StartScan(t.Context(), portal.Scan{ID: id, Kind: portal.ScanFull, AsOf: portal.MustDate("2026-11-21"),
		Since: portal.MustDate("2026-01-01"), StartedAt: began}, ledger(), "config-digest"))
	return s.Frontier(id)
}

// ledger has two sites; edu answers for two columns, health for one.
func ledger() *portal.Ledger {
	return &portal.Ledger{
		Office: "示例县人民政府办公室",
		Sites: []portal.Site{
			{ID: "portal", Name: "示例县人民政府", URL: "http://a.test/"},
			{ID: "second", Name: "示例县第二门户", URL: "http://b.test/"},
		},
		Units: []portal.Unit{
			{ID: "edu", Name: "教育局", Kind: portal.UnitDepartment, Site: "portal"},
			{ID: "health", Name: "卫生健康局", Kind: portal.UnitDepartment, Site: "portal"},
			{ID: "town", Name: "某某镇", Kind: portal.UnitTownship, Site: "second"},
		},
		Columns: []portal.Column{
			{ID: "edu-news", Unit: "edu", Site: "portal", Name: "工作动态", URL: "http://a.test/edu/news/", Type: portal.TypeNews},
			{ID: "edu-policy", Unit: "edu", Site: "portal", Name: "政策文件", URL: "http://a.test/edu/policy/", Type: portal.TypePolicy},
			{ID: "health-news", Unit: "health", Site: "portal", Name: "工作动态", URL: "http://a.test/health/", Type: portal.TypeNews},
			{ID: "town-news", Unit: "town", Site: "second", Name: "工作动态", URL: "http://b.test/news/", Type: portal.TypeNews},
		},
	}
}

// visit is the visit of a task that was read as an article and shows links.
func visit(k crawler.Task, shows ...crawler.Shown) crawler.Visit {
	k.Attempts++
	return crawler.Visit{Task: k, Status: 200, Requests: 1, Bytes: 100, Taken: began.Add(time.Minute), Unit: k.Site,
		Page: &portal.Facts{Kind: portal.KindArticle, Charset: "utf-8", Title: "标题 " + k.URL}, Shows: shows}
}

// page is an ordinary link to another page.
func page(url string) crawler.Shown {
	return crawler.Shown{URL: url, Text: "见 " + url, Kind: portal.LinkPage, Role: portal.RolePage, Depth: 1}
}

func task(url string, role portal.Role) crawler.Task {
	return crawler.Task{Site: "portal", URL: url, Kind: portal.LinkPage, Role: role}
}

// claim claims and fails the test on an error.
func claim(t testing.TB, f crawler.Frontier, n int) []crawler.Task {
	t.Helper()
	return value(f.Claim(t.Context(), n))(t)
}

func urls(tasks []crawler.Task) []string {
	var list []string
	for _, k := range tasks {
		list = append(list, k.URL)
	}
	return list
}

// dump writes all that a snapshot yields, in its order, as text to compare.
func dump(t testing.TB, s *store.Store, id string) string {
	t.Helper()
	var b strings.Builder
	snap := value(s.Snapshot(context.Background(), id))(t)
	put := func(kind string, v any) error {
		_, err := fmt.Fprintf(&b, "%s %s\n", kind, text(v))
		return err
	}
	must(t, put("scan", snap.Scan()))
	must(t, put("ledger", snap.Ledger()))
	must(t, snap.Pages(func(p *portal.Page) error { return put("page", p) }))
	must(t, snap.Items(func(i *portal.Item) error { return put("item", i) }))
	must(t, snap.Targets(func(x *portal.Target) error { return put("target", x) }))
	must(t, snap.Gaps(func(g *portal.Gap) error { return put("gap", g) }))
	return b.String()
}
