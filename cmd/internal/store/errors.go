package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Categories of error, for errors.Is. Their words are what an administrator
// reads when nothing nearer to the user has better ones.
var (
	// ErrNotFound: there is no such scan, result or address.
	ErrNotFound error = lasting("没有这条记录")
	// ErrConflict: the row is there already, is frozen, or a short id names several.
	ErrConflict error = lasting("与已有记录冲突")
	// ErrNewer: a later version of the program has changed the store.
	ErrNewer error = lasting("数据库由更新版本的程序建立，请升级本程序后再打开，数据未作改动")
	// ErrFull: no room is left; what was saved before is whole.
	ErrFull error = lasting("磁盘空间已满，本次写入已撤销，此前的数据完好；请清理磁盘后用 --resume 继续")
	// ErrBroken: the file is no store, or it is damaged.
	ErrBroken error = lasting("不是本程序的数据库文件，或文件已损坏，请用备份恢复")
	// ErrReadOnly: the store cannot be written.
	ErrReadOnly error = lasting("数据库不能写入，请检查文件和目录的权限")
	// ErrDisk: the disk does not do what it is told; what was saved before is whole.
	ErrDisk error = lasting("磁盘读写出错，本次写入已撤销，此前的数据完好；请检查磁盘、文件大小限制和权限，处理后用 --resume 继续")
	// ErrBusy: another process kept the store locked for too long.
	ErrBusy = errors.New("数据库正被其他程序占用，请稍后再试")
	// ErrUnreachable: the file or server cannot be opened.
	ErrUnreachable = errors.New("打不开数据库，请检查路径或数据库服务器")
)

// A lasting error is one that does not go away by waiting.
type lasting string

func (e lasting) Error() string { return string(e) }

// Lasting tells a crawl that it need not try again for a while.
func (e lasting) Lasting() bool { return true }

// wrap adds to an error, once a function, what was being done.
func wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}

// explain puts one of the categories before an engine's own error; an error
// that fits none, or has one already, comes back as it is.
func explain(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if kind := category(err); kind != nil && !errors.Is(err, kind) {
		return fmt.Errorf("%w: %w", kind, err)
	}
	return err
}

func category(err error) error {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return ErrFull
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return ErrBroken
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
			return ErrReadOnly
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return ErrBusy
		case sqlite3.SQLITE_CANTOPEN:
			return ErrUnreachable
		case sqlite3.SQLITE_IOERR:
			return ErrDisk
		case sqlite3.SQLITE_CONSTRAINT:
			return ErrConflict
		}
		return nil
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "53100": // disk_full
			return ErrFull
		case "25006": // read_only_sql_transaction
			return ErrReadOnly
		case "55P03", "53300": // lock_not_available, too_many_connections
			return ErrBusy
		case "23505": // unique_violation
			return ErrConflict
		case "3D000", "28P01", "28000", // no such database, wrong password, not allowed
			"57P01", "57P02", "57P03": // shut down, crashed, starting
			return ErrUnreachable
		}
		return nil
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return ErrUnreachable
	}
	return nil
}

// passing tells whether an error may be gone at the next try: two writers of
// PostgreSQL locked one another out, or SQLite's file was held elsewhere.
func passing(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40P01" || pg.Code == "40001"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_BUSY
}
