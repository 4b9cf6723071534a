package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// A Tally is how many rows a table has in a backup, and their digest.
type Tally struct {
	Table  string
	Rows   int64
	Digest string // hex; the same whatever the order of the rows
}

// ErrNotEmpty says that a backup can only be restored into an empty store.
var ErrNotEmpty = errors.New("目标数据库里已有数据，没有改动；请换一个空的数据库或文件名再恢复")

// ErrBackup says that a file is no whole backup.
var ErrBackup = errors.New("不是完整的备份文件")

const manifestTable = "backup_manifest"

// Backup writes all that the store holds into a new SQLite file, as it stands
// at one moment, while others go on reading and writing. The file is whole or
// not there. It can be restored into either kind of database. The path must
// not exist yet.
func (s *Store) Backup(ctx context.Context, path string) (list []Tally, err error) {
	defer wrap(&err, "备份到 %s", path)
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w：文件已存在，请换一个名字", ErrConflict)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	to, err := Open(ctx, part)
	if err != nil {
		return nil, err
	}
	list, err = s.copyTo(ctx, to)
	if err == nil {
		err = to.w0(ctx, func(c *sql.Conn) error { return writeManifest(ctx, c, list) })
	}
	// The last to close the file brings its journal into it.
	if err = errors.Join(err, to.Close()); err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		for _, end := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(part + end) // may not be there
		}
	}
	return list, err
}

// w0 hands out the connection that writes.
func (s *Store) w0(ctx context.Context, f func(*sql.Conn) error) error {
	if s.writer != nil {
		w := <-s.writer
		defer func() { s.writer <- w }()
		if w == nil {
			return errClosed
		}
		return explain(f(w.conn))
	}
	conn, err := s.w.Conn(ctx)
	if err != nil {
		return explain(err)
	}
	return explain(errors.Join(f(conn), conn.Close()))
}

func writeManifest(ctx context.Context, c *sql.Conn, list []Tally) error {
	if _, err := c.ExecContext(ctx, `CREATE TABLE `+manifestTable+` (name TEXT NOT NULL PRIMARY KEY, row_count INTEGER NOT NULL, digest TEXT NOT NULL)`); err != nil {
		return err
	}
	for _, t := range list {
		if _, err := c.ExecContext(ctx, `INSERT INTO `+manifestTable+` (name, row_count, digest) VALUES ($1, $2, $3)`, t.Table, t.Rows, t.Digest); err != nil {
			return err
		}
	}
	return nil
}

// Restore fills an empty store from a backup. The file is checked against its
// own digests before anything is written, and the store against the file
// afterwards; an error leaves the store empty.
func (s *Store) Restore(ctx context.Context, path string) (list []Tally, err error) {
	defer wrap(&err, "从 %s 恢复", path)
	if err := check(ctx, path); err != nil {
		return nil, err
	}
	for _, table := range []string{"scans", "cases", "users"} {
		var n int
		if err := s.r.QueryRowContext(ctx, `SELECT count(*) FROM `+table).Scan(&n); err != nil {
			return nil, explain(err)
		}
		if n > 0 {
			return nil, ErrNotEmpty
		}
	}
	// The file stays as it is: a copy of it is brought up to date.
	dir, err := os.MkdirTemp(filepath.Dir(path), ".duwang-restore-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	work := filepath.Join(dir, "restore.db")
	if err := copyFile(work, path); err != nil {
		return nil, err
	}
	from, err := Open(ctx, work)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	return from.copyTo(ctx, s)
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// check reads a backup whole and compares it with its manifest.
func check(ctx context.Context, path string) (err error) {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("%w：%w", ErrBackup, err)
	}
	db, err := sql.Open("sqlite", sqliteDSN(path, "query_only(1)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, `SELECT name, row_count, digest FROM `+manifestTable+` ORDER BY name`)
	if err != nil {
		return fmt.Errorf("%w：%w", ErrBackup, err)
	}
	var want []Tally
	if err := each(rows, err)(func(scan scanner) error {
		var t Tally
		err := scan(&t.Table, &t.Rows, &t.Digest)
		want = append(want, t)
		return err
	}); err != nil {
		return fmt.Errorf("%w：%w", ErrBackup, err)
	}
	for _, w := range want {
		t, err := tally(ctx, db, w.Table, nil)
		if err != nil {
			return fmt.Errorf("%w：%w", ErrBackup, err)
		}
		if t != w {
			return fmt.Errorf("%w：表 %s 的内容与备份时不一致（应有 %d 行，现有 %d 行）", ErrBackup, w.Table, w.Rows, t.Rows)
		}
	}
	if len(want) == 0 {
		return fmt.Errorf("%w：没有内容清单", ErrBackup)
	}
	return nil
}

// A querier runs queries on one snapshot of a database.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// tally reads a table and hands each row to row, when it is not nil.
func tally(ctx context.Context, q querier, table string, row func(values []any) error) (Tally, error) {
	t := Tally{Table: table}
	rows, err := q.QueryContext(ctx, `SELECT * FROM `+table)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return t, err
	}
	order := sortedIndex(columns)
	values, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		at[i] = &values[i]
	}
	var sum [4]uint64
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return t, err
		}
		h := sha256.New()
		for _, i := range order {
			fmt.Fprintf(h, "%s=%s\n", columns[i], canonical(values[i]))
		}
		b := h.Sum(nil)
		for i := range sum {
			sum[i] += binary.BigEndian.Uint64(b[8*i:])
		}
		t.Rows++
		if row != nil {
			if err := row(values); err != nil {
				return t, err
			}
		}
	}
	t.Digest = fmt.Sprintf("%016x%016x%016x%016x", sum[0], sum[1], sum[2], sum[3])
	return t, rows.Err()
}

// canonical writes a value the same whichever engine it came from.
func canonical(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case []byte:
		return "t" + string(v) // engines differ in what they call text
	case string:
		return "t" + v
	default:
		return fmt.Sprintf("n%v", v)
	}
}

func sortedIndex(names []string) []int {
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(names[a], names[b]) })
	return order
}

// copyTo copies every table into an empty store in one transaction there,
// from one moment here.
func (s *Store) copyTo(ctx context.Context, to *Store) (list []Tally, err error) {
	have, err := s.Version(ctx)
	if err != nil {
		return nil, err
	}
	if v, err := to.Version(ctx); err != nil || v != have {
		return nil, errors.Join(err, fmt.Errorf("%w：版本不同（%d、%d）", ErrConflict, have, v))
	}
	from, err := s.r.BeginTx(ctx, s.engine.snapshot)
	if err != nil {
		return nil, explain(err)
	}
	defer func() { _ = from.Rollback() }() // it only reads
	tables, err := to.tables(ctx)
	if err != nil {
		return nil, err
	}
	err = to.w0(ctx, func(conn *sql.Conn) (err error) {
		if _, err := conn.ExecContext(ctx, to.engine.begin); err != nil {
			return err
		}
		defer func() {
			end := "COMMIT"
			if err != nil {
				end = "ROLLBACK"
			}
			_, e := conn.ExecContext(context.WithoutCancel(ctx), end)
			err = errors.Join(err, e)
		}()
		for _, table := range tables {
			t, err := to.fill(ctx, conn, from, table)
			if err != nil {
				return fmt.Errorf("表 %s：%w", table, err)
			}
			list = append(list, t)
		}
		return to.compare(ctx, conn, list)
	})
	return list, err
}

// compare reads what was written and compares it with what was read.
func (s *Store) compare(ctx context.Context, conn *sql.Conn, list []Tally) error {
	for _, want := range list {
		got, err := tally(ctx, conn, want.Table, nil)
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("表 %s 写入后与来源不一致（应有 %d 行，写入 %d 行）", want.Table, want.Rows, got.Rows)
		}
	}
	return nil
}

// fill copies one table.
func (s *Store) fill(ctx context.Context, conn *sql.Conn, from querier, table string) (t Tally, err error) {
	rows, err := from.QueryContext(ctx, `SELECT * FROM `+table+` WHERE 1 = 0`)
	if err != nil {
		return t, err
	}
	columns, err := rows.Columns()
	if err = errors.Join(err, rows.Close()); err != nil {
		return t, err
	}
	if !s.engine.pipe {
		marks := make([]string, len(columns))
		for i := range marks {
			marks[i] = fmt.Sprintf("$%d", i+1)
		}
		insert, err := conn.PrepareContext(ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`)
		if err != nil {
			return t, err
		}
		t, err = tally(ctx, from, table, func(values []any) error {
			_, err := insert.ExecContext(ctx, values...)
			return err
		})
		return t, errors.Join(err, insert.Close())
	}
	types, err := columnTypes(ctx, conn, table)
	if err != nil {
		return t, err
	}
	feed := &copied{next: make(chan []any), failed: make(chan error, 1)}
	stop, cancel := context.WithCancel(ctx)
	go func() {
		var err error
		t, err = tally(stop, from, table, func(values []any) error {
			row := make([]any, len(values))
			for i, v := range values {
				row[i] = fit(v, types[columns[i]])
			}
			select {
			case feed.next <- row:
				return nil
			case <-stop.Done():
				return stop.Err()
			}
		})
		feed.failed <- err
		close(feed.next)
	}()
	err = conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, feed)
		return err
	})
	cancel()
	for range feed.next { // lets the reader end
	}
	if err = errors.Join(err, <-feed.failed); err != nil && !errors.Is(err, context.Canceled) {
		return t, err
	}
	return t, s.sequence(ctx, conn, table)
}

// copied hands rows to PostgreSQL's COPY as they are read.
type copied struct {
	next   chan []any
	failed chan error
	row    []any
}

func (c *copied) Next() bool {
	row, ok := <-c.next
	c.row = row
	return ok
}

func (c *copied) Values() ([]any, error) { return c.row, nil }
func (c *copied) Err() error             { return nil }

// fit gives a value the type that a PostgreSQL column wants: SQLite calls
// text and bytes as it likes.
func fit(v any, kind string) any {
	switch x := v.(type) {
	case []byte:
		if kind != "bytea" {
			return string(x)
		}
		return slices.Clone(x)
	case string:
		if kind == "bytea" {
			return []byte(x)
		}
	}
	return v
}

func columnTypes(ctx context.Context, conn *sql.Conn, table string) (map[string]string, error) {
	out := map[string]string{}
	err := each(conn.QueryContext(ctx, `SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1`, table))(func(scan scanner) error {
		var name, kind string
		err := scan(&name, &kind)
		out[name] = kind
		return err
	})
	return out, err
}

// sequence lets a table's own numbers go on after the highest.
func (s *Store) sequence(ctx context.Context, conn *sql.Conn, table string) error {
	var column string
	err := conn.QueryRowContext(ctx, `SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 AND is_identity = 'YES'`, table).Scan(&column)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `SELECT setval(pg_get_serial_sequence('`+table+`', '`+column+`'), greatest((SELECT max(`+column+`) FROM `+table+`), 1), (SELECT count(*) FROM `+table+`) > 0)`)
	return err
}

// tables lists the store's tables, each after those that it refers to.
func (s *Store) tables(ctx context.Context) ([]string, error) {
	var names []string
	if err := s.read(ctx, s.engine.tables, func(scan scanner) error {
		var name string
		err := scan(&name)
		names = append(names, name)
		return err
	}); err != nil {
		return nil, err
	}
	refers := map[string][]string{}
	if err := s.read(ctx, s.engine.references, func(scan scanner) error {
		var from, to string
		err := scan(&from, &to)
		refers[from] = append(refers[from], to)
		return err
	}); err != nil {
		return nil, err
	}
	var out []string
	done := map[string]bool{}
	var visit func(string)
	visit = func(name string) {
		if done[name] {
			return
		}
		done[name] = true
		for _, to := range refers[name] {
			visit(to)
		}
		if slices.Contains(names, name) {
			out = append(out, name)
		}
	}
	for _, name := range names {
		visit(name)
	}
	return out, nil
}
