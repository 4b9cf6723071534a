package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the engine of a file
)

// An engine is everything in which the two databases differ, besides their
// folders of migrations and their error codes (errors.go).
type engine struct {
	dialect goose.Dialect
	folder  string // of migrations
	begin   string // starts a write transaction
	// lockScan makes the writers of one scan take turns; $1 is its number.
	lockScan string
	// forUpdate, after a query inside a transaction, keeps its rows from other
	// writers; "" where there is one writer anyway.
	forUpdate string
	// skipLocked is forUpdate for rows that nobody else has locked.
	skipLocked string
	// lockCases makes all writers of cases and notices take turns; "" where
	// there is one writer anyway.
	lockCases string
	// clock reads the database's own time in timeForm.
	clock string
	// lock and unlock keep two processes from migrating one server at once;
	// "" where the file's own lock must do.
	lock, unlock string
	// snapshot begins a transaction that reads one moment.
	snapshot *sql.TxOptions
	// tables lists the store's own tables by name, references which refers to
	// which.
	tables, references string
	// pipe says that statements are sent to a server in batches, so that a
	// batch costs one way there and back; without it each runs at once
	// through a statement prepared once a connection.
	pipe bool
	// oneWriter says that a single connection writes.
	oneWriter bool
}

var sqliteEngine = engine{
	dialect: goose.DialectSQLite3, folder: "migrations/sqlite", begin: "BEGIN IMMEDIATE",
	lockScan: `SELECT complete FROM scans WHERE num = $1`, oneWriter: true,
	snapshot:   &sql.TxOptions{},
	tables:     `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version' AND name <> 'backup_manifest' ORDER BY name`,
	references: `SELECT m.name, f."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1, 2`,
	clock:      `SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000000Z'`,
}

var postgresEngine = engine{
	dialect: goose.DialectPostgres, folder: "migrations/postgres", begin: "BEGIN",
	lockScan: `SELECT complete FROM scans WHERE num = $1 FOR UPDATE`, pipe: true, forUpdate: ` FOR UPDATE`, skipLocked: ` FOR UPDATE SKIP LOCKED`,
	snapshot: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
	tables: `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
		AND table_name <> 'goose_db_version' AND table_name NOT LIKE 'river_%' ORDER BY table_name`,
	references: `SELECT DISTINCT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c
		WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace ORDER BY 1, 2`,
	lockCases: `LOCK TABLE cases IN EXCLUSIVE MODE`,
	clock:     `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"000Z"')`,
	lock:      `SELECT pg_advisory_lock(712019270)`, unlock: `SELECT pg_advisory_unlock(712019270)`,
}

// pick tells the engine of a DSN: a PostgreSQL URL, else the path of a file.
func pick(dsn string) (engine, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return postgresEngine, nil
	}
	if scheme, _, found := strings.Cut(dsn, "://"); found {
		return engine{}, fmt.Errorf("不认识的数据库类型 %s://，应为 SQLite 文件路径或 postgres:// 地址", scheme)
	}
	if dsn == "" {
		return engine{}, errors.New("没有写明数据库，应为 SQLite 文件路径或 postgres:// 地址")
	}
	return sqliteEngine, nil
}

// open returns the pools for reading and writing; they are the same on
// PostgreSQL.
func (e engine) open(dsn string) (write, read *sql.DB, err error) {
	if e.pipe {
		cfg, err := pgx.ParseConfig(dsn)
		if err != nil {
			return nil, nil, fmt.Errorf("postgres:// 地址有误: %w", err)
		}
		if cfg.RuntimeParams["application_name"] == "" {
			cfg.RuntimeParams["application_name"] = "duwang"
		}
		// A machine that was cut off in the middle of a transaction must not
		// keep the others waiting for the rows that it holds.
		if cfg.RuntimeParams["idle_in_transaction_session_timeout"] == "" {
			cfg.RuntimeParams["idle_in_transaction_session_timeout"] = "30000" // ms
		}
		db := stdlib.OpenDB(*cfg)
		db.SetMaxOpenConns(16)
		db.SetMaxIdleConns(8)
		return db, db, nil
	}
	if err := makeFile(dsn); err != nil {
		return nil, nil, err
	}
	write, err = sql.Open("sqlite", sqliteDSN(dsn, "cache_size(-12288)"))
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	read, err = sql.Open("sqlite", sqliteDSN(dsn, "cache_size(-2048)", "query_only(1)"))
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(4)
	return write, read, nil
}

// makeFile creates a store's file readable by its owner only: it will hold
// what pages should not have shown.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	return f.Close()
}

func sqliteDSN(path string, more ...string) string {
	v := url.Values{"_pragma": append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)",
	}, more...)}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: v.Encode()}
	return u.String()
}

// A scanner copies the columns of the present row.
type scanner func(dest ...any) error

// pipeRows sends one statement with n sets of arguments to a PostgreSQL server
// in one batch and hands each row that comes back to row.
func pipeRows(ctx context.Context, conn *sql.Conn, query string, n int, args func(int) []any, row func(i int, scan scanner) error) error {
	return pipeline(ctx, conn, query, n, args, func(i int, r pgx.BatchResults) error {
		rows, err := r.Query()
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := row(i, rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// pipeExec is pipeRows for statements whose outcome is a count of rows.
func pipeExec(ctx context.Context, conn *sql.Conn, query string, n int, args func(int) []any, done func(i int, changed int64)) error {
	return pipeline(ctx, conn, query, n, args, func(i int, r pgx.BatchResults) error {
		tag, err := r.Exec()
		if err == nil && done != nil {
			done(i, tag.RowsAffected())
		}
		return err
	})
}

// batchSize bounds what stands in memory and on the wire at once.
const batchSize = 1000

func pipeline(ctx context.Context, conn *sql.Conn, query string, n int, args func(int) []any, one func(int, pgx.BatchResults) error) error {
	for from := 0; from < n; from += batchSize {
		to := min(from+batchSize, n)
		err := conn.Raw(func(driver any) error {
			b := &pgx.Batch{}
			for i := from; i < to; i++ {
				b.Queue(query, args(i)...)
			}
			r := driver.(*stdlib.Conn).Conn().SendBatch(ctx, b)
			for i := from; i < to; i++ {
				if err := one(i, r); err != nil {
					_ = r.Close() // the first error is the one that tells
					return err
				}
			}
			return r.Close()
		})
		if err != nil {
			return err
		}
	}
	return nil
}
