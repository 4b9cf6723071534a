package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A writer is a connection in use for writing. stmts is nil where the driver
// keeps prepared statements by itself.
type writer struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// A tx is one write transaction.
type tx struct {
	ctx context.Context
	*writer
	pipe bool
	n    int
}

var errClosed = errors.New("store is closed")

// tries is how often a transaction is begun again after an error that may be
// gone at the next try.
const tries = 5

// write runs f in one transaction: all of it is kept or nothing. f may run
// more than once.
func (s *Store) write(ctx context.Context, f func(*tx) error) error {
	var w *writer
	if s.writer != nil {
		select {
		case w = <-s.writer:
			defer func() { s.writer <- w }()
			if w == nil {
				return errClosed
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	} else {
		conn, err := s.w.Conn(ctx)
		if err != nil {
			return explain(err)
		}
		defer conn.Close()
		w = &writer{conn: conn}
	}
	t := &tx{ctx: ctx, writer: w, pipe: s.engine.pipe}
	for try := 1; ; try++ {
		err := t.run(s.engine.begin, f)
		if err == nil || try == tries || !passing(err) || ctx.Err() != nil {
			return explain(err)
		}
	}
}

func (t *tx) run(begin string, f func(*tx) error) (err error) {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	if _, err := t.conn.ExecContext(t.statement(), begin); err != nil {
		return err
	}
	// The end of a transaction must reach the database whatever became of
	// the caller.
	last, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), time.Minute)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			_, _ = t.conn.ExecContext(last, "ROLLBACK")
			panic(p)
		}
	}()
	if err = f(t); err == nil {
		err = t.ctx.Err()
	}
	if err == nil {
		_, err = t.conn.ExecContext(last, "COMMIT")
	}
	if err != nil {
		// A full disk has rolled back already, a lost server needs none.
		_, _ = t.conn.ExecContext(last, "ROLLBACK")
	}
	return err
}

// statement returns the context of one statement. On SQLite a statement takes
// microseconds and a context that can end costs a goroutine each, so there
// the end is looked for between statements.
func (t *tx) statement() context.Context {
	if t.pipe {
		return t.ctx
	}
	return context.WithoutCancel(t.ctx)
}

func (t *tx) alive() error {
	if t.n++; t.n%64 == 0 {
		return t.ctx.Err()
	}
	return nil
}

func (t *tx) stmt(query string) (*sql.Stmt, error) {
	if s := t.stmts[query]; s != nil {
		return s, nil
	}
	s, err := t.conn.PrepareContext(t.statement(), query)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, query)
	}
	t.stmts[query] = s
	return s, nil
}

// exec runs one statement and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (changed int64, err error) {
	err = t.execEach(query, 1, func(int) []any { return args }, func(_ int, n int64) { changed = n })
	return changed, err
}

// execEach runs one statement with n sets of arguments, in order; done, when
// not nil, is told how many rows each changed.
func (t *tx) execEach(query string, n int, args func(int) []any, done func(i int, changed int64)) error {
	if n == 0 {
		return nil
	}
	if t.pipe {
		return pipeExec(t.ctx, t.conn, query, n, args, done)
	}
	s, err := t.stmt(query)
	if err != nil {
		return err
	}
	ctx := t.statement()
	for i := range n {
		if err := t.alive(); err != nil {
			return err
		}
		r, err := s.ExecContext(ctx, args(i)...)
		if err != nil {
			return err
		}
		if done != nil {
			changed, err := r.RowsAffected()
			if err != nil {
				return err
			}
			done(i, changed)
		}
	}
	return nil
}

// insertEach runs one INSERT into a table whose key is id with n sets of
// arguments, in order; fresh is told the id of each row that was not there.
func (t *tx) insertEach(query string, n int, args func(int) []any, fresh func(i int, id int64)) error {
	if t.pipe {
		return t.rowsEach(query+` RETURNING id`, n, args, func(i int, scan scanner) error {
			var id int64
			err := scan(&id)
			fresh(i, id)
			return err
		})
	}
	s, err := t.stmt(query)
	if err != nil {
		return err
	}
	ctx := t.statement()
	for i := range n {
		if err := t.alive(); err != nil {
			return err
		}
		r, err := s.ExecContext(ctx, args(i)...)
		if err != nil {
			return err
		}
		changed, err := r.RowsAffected()
		if err != nil {
			return err
		}
		if changed == 0 {
			continue
		}
		id, err := r.LastInsertId()
		if err != nil {
			return err
		}
		fresh(i, id)
	}
	return nil
}

// rows runs one query and hands each row to row.
func (t *tx) rows(query string, row func(scan scanner) error, args ...any) error {
	return t.rowsEach(query, 1, func(int) []any { return args }, func(_ int, scan scanner) error { return row(scan) })
}

// rowsEach runs one query with n sets of arguments, in order.
func (t *tx) rowsEach(query string, n int, args func(int) []any, row func(i int, scan scanner) error) error {
	if n == 0 {
		return nil
	}
	if t.pipe {
		return pipeRows(t.ctx, t.conn, query, n, args, row)
	}
	s, err := t.stmt(query)
	if err != nil {
		return err
	}
	for i := range n {
		if err := t.alive(); err != nil {
			return err
		}
		if err := each(s.QueryContext(t.statement(), args(i)...))(func(scan scanner) error { return row(i, scan) }); err != nil {
			return err
		}
	}
	return nil
}

// each returns a loop over rows that closes them and tells every error.
func each(rows *sql.Rows, err error) func(row func(scanner) error) error {
	return func(row func(scanner) error) (err2 error) {
		if err != nil {
			return err
		}
		defer func() { err2 = errors.Join(err2, rows.Close()) }()
		for rows.Next() {
			if err := row(rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}

// read runs one query outside any transaction and hands each row to row.
func (s *Store) read(ctx context.Context, query string, row func(scan scanner) error, args ...any) error {
	return explain(each(s.r.QueryContext(ctx, query, args...))(row))
}

// readOften is read for a query that a scan asks for every page: it is
// prepared once.
func (s *Store) readOften(ctx context.Context, query string, row func(scan scanner) error, args ...any) error {
	s.oftenMu.Lock()
	stmt := s.often[query]
	if stmt == nil {
		var err error
		if stmt, err = s.r.PrepareContext(ctx, query); err != nil {
			s.oftenMu.Unlock()
			return explain(err)
		}
		s.often[query] = stmt
	}
	s.oftenMu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if !s.engine.pipe {
		ctx = context.WithoutCancel(ctx) // see statement
	}
	return explain(each(stmt.QueryContext(ctx, args...))(row))
}

// readEach runs one query with n sets of arguments on one connection.
func (s *Store) readEach(ctx context.Context, query string, n int, args func(int) []any, row func(i int, scan scanner) error) (err error) {
	if n == 0 {
		return nil
	}
	conn, err := s.r.Conn(ctx)
	if err != nil {
		return explain(err)
	}
	defer func() { err = explain(errors.Join(err, conn.Close())) }()
	if s.engine.pipe {
		return pipeRows(ctx, conn, query, n, args, row)
	}
	stmt, err := conn.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	for i := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := each(stmt.QueryContext(context.WithoutCancel(ctx), args(i)...))(func(scan scanner) error { return row(i, scan) }); err != nil {
			return err
		}
	}
	return nil
}
