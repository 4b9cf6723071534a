package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// A Store is an open database. All its methods may be called from many
// goroutines. A cancelled context undoes the write that was under way and
// nothing else.
type Store struct {
	engine engine
	w, r   *sql.DB
	// writer is SQLite's one writing connection with its prepared statements;
	// whoever takes it from the channel may use it.
	writer chan *writer

	oftenMu sync.Mutex
	often   map[string]*sql.Stmt // see readOften
}

// Open opens the store at dsn: the path of a SQLite file, which is created
// when it is not there, or a postgres:// address of an existing database. It
// brings the tables up to date. A store that a later version has changed is
// left alone, with ErrNewer.
func Open(ctx context.Context, dsn string) (_ *Store, err error) {
	defer wrap(&err, "打开数据库")
	e, err := pick(dsn)
	if err != nil {
		return nil, err
	}
	s := &Store{engine: e, often: map[string]*sql.Stmt{}}
	if s.w, s.r, err = e.open(dsn); err != nil {
		return nil, explain(err)
	}
	if err := s.migrate(ctx); err != nil {
		return nil, explain(errors.Join(err, s.Close()))
	}
	if e.oneWriter {
		conn, err := s.w.Conn(ctx)
		if err != nil {
			return nil, explain(errors.Join(err, s.Close()))
		}
		s.writer = make(chan *writer, 1)
		s.writer <- &writer{conn: conn, stmts: map[string]*sql.Stmt{}}
	}
	return s, nil
}

// Close waits for the write under way and closes the store.
func (s *Store) Close() error {
	var err error
	if s.writer != nil {
		w := <-s.writer
		defer func() { s.writer <- nil }() // later writers find it closed
		if w == nil {
			return nil
		}
		for _, stmt := range w.stmts {
			err = errors.Join(err, stmt.Close())
		}
		err = errors.Join(err, w.conn.Close())
	}
	s.oftenMu.Lock()
	for _, stmt := range s.often {
		err = errors.Join(err, stmt.Close())
	}
	clear(s.often)
	s.oftenMu.Unlock()
	err = errors.Join(err, s.w.Close())
	if s.r != s.w {
		err = errors.Join(err, s.r.Close())
	}
	return err
}

// migrate brings the tables up to date.
func (s *Store) migrate(ctx context.Context) error {
	sub, err := fs.Sub(migrations, s.engine.folder)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(s.engine.dialect, s.w, sub, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	for try := 0; ; try++ {
		var have, known int64
		have, known, err = p.GetVersions(ctx)
		switch {
		case err == nil && have > known:
			return fmt.Errorf("%w（数据库版本 %d，程序版本 %d）", ErrNewer, have, known)
		case err == nil && have == known:
			return nil
		case err == nil:
			err = s.locked(ctx, func() error {
				_, err := p.Up(ctx)
				return err
			})
		}
		// Two processes may make the same new store at once; the second finds
		// it locked or the tables there. Any other trouble stays.
		if kind := category(err); try == 5 || kind != nil && kind != ErrBusy && kind != ErrConflict {
			return err
		}
		if err != nil {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Duration(try+1) * 100 * time.Millisecond):
			}
		}
	}
}

// locked runs f while no other process migrates the store.
func (s *Store) locked(ctx context.Context, f func() error) (err error) {
	if s.engine.lock == "" {
		return f()
	}
	conn, err := s.w.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, s.engine.lock); err != nil {
		return err
	}
	defer func() {
		_, e := conn.ExecContext(context.WithoutCancel(ctx), s.engine.unlock)
		err = errors.Join(err, e)
	}()
	return f()
}

// Version returns the number of the last migration that the store has.
func (s *Store) Version(ctx context.Context) (int64, error) {
	var v int64
	err := s.r.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&v)
	return v, explain(err)
}
