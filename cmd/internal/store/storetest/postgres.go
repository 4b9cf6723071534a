package storetest

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// PostgresEnv names the variable with the DSN of a server on which tests may
// create databases. Without it they start a server of their own.
const PostgresEnv = "DUWANG_TEST_POSTGRES"

// Postgres returns the Fresh of a PostgreSQL server that lives as long as the
// test. The test fails when none is installed: a promise not checked is none.
func Postgres(t testing.TB) Fresh {
	server := os.Getenv(PostgresEnv)
	if server == "" {
		server = NewServer(t).DSN
	}
	return func(t testing.TB) string { return freshDatabase(t, server) }
}

// A Server is a PostgreSQL server of a test's own, which it may stop and
// start again.
type Server struct {
	DSN  string // of its database postgres
	t    testing.TB
	bin  string
	dir  string
	attr *syscall.SysProcAttr
	run  *exec.Cmd
	stop io.Closer
}

// Fresh makes an empty database on the server.
func (s *Server) Fresh(t testing.TB) string { return freshDatabase(t, s.DSN) }

var databases atomic.Int64

// freshDatabase creates a database whose own collation is Chinese, so that a
// query which leaves order to the server does not pass by luck.
func freshDatabase(t testing.TB, server string) string {
	t.Helper()
	db, err := sql.Open("pgx", server)
	must(t, err)
	defer db.Close()
	name := fmt.Sprintf("duwang_%d_%d", os.Getpid(), databases.Add(1))
	create := "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8'"
	if _, err := db.ExecContext(t.Context(), create+" LOCALE_PROVIDER icu ICU_LOCALE 'zh'"); err != nil {
		_, err = db.ExecContext(t.Context(), create) // a server built without ICU
		must(t, err)
	}
	t.Cleanup(func() {
		db, err := sql.Open("pgx", server)
		if err == nil {
			defer db.Close()
			_, err = db.Exec("DROP DATABASE " + name + " WITH (FORCE)")
		}
		if err != nil {
			t.Errorf("drop %s: %v", name, err)
		}
	})
	u, err := url.Parse(server)
	must(t, err)
	u.Path = "/" + name
	return u.String()
}

// NewServer starts a server in a directory of its own, reached by a socket in
// it, that forgets to be careful about power cuts.
func NewServer(t testing.TB) *Server {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	must(t, err)
	if len(found) == 0 {
		if p, err := exec.LookPath("initdb"); err == nil {
			found = []string{p}
		}
	}
	if len(found) == 0 {
		t.Fatal("没有找到 PostgreSQL：运行 make test 会先安装它（Debian: apt-get install postgresql），或用 " + PostgresEnv + " 指定一个服务器")
	}
	slices.Sort(found)
	dir, err := os.MkdirTemp("", "duwang-pg-")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := &Server{DSN: "postgres://postgres@/postgres?host=" + url.QueryEscape(dir), t: t, bin: filepath.Dir(found[len(found)-1]), dir: dir,
		attr: &syscall.SysProcAttr{Setpgid: true}}
	if os.Getuid() == 0 {
		s.attr.Credential = credential(t, dir)
	}
	initdb := exec.Command(filepath.Join(s.bin, "initdb"), "-D", dir+"/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = s.attr, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// Start starts the server and waits until it answers.
func (s *Server) Start() {
	s.t.Helper()
	// The shell stops the server when this process closes the pipe or dies.
	run := exec.Command("/bin/sh", "-c", `"$0" "$@" & p=$!; read -r _; kill -INT $p; wait $p`, filepath.Join(s.bin, "postgres"), "-D", s.dir+"/data",
		"-c", "listen_addresses=", "-c", "unix_socket_directories="+s.dir, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	var log bytes.Buffer
	run.SysProcAttr, run.Dir, run.Stdout, run.Stderr = s.attr, s.dir, &log, &log
	stdin, err := run.StdinPipe()
	must(s.t, err)
	must(s.t, run.Start())
	s.run, s.stop = run, stdin
	db, err := sql.Open("pgx", s.DSN)
	must(s.t, err)
	defer db.Close()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if err = db.Ping(); err == nil {
			return
		}
		if time.Now().After(end) {
			s.t.Fatalf("PostgreSQL did not start: %v", err)
		}
	}
}

// Stop cuts every connection and stops the server.
func (s *Server) Stop() {
	if s.run == nil {
		return
	}
	s.stop.Close()
	_ = s.run.Wait() // the shell's status tells nothing
	s.run = nil
}

// credential is the account that a server started by root runs under, to
// which dir is given.
func credential(t testing.TB, dir string) *syscall.Credential {
	t.Helper()
	u, err := user.Lookup("postgres")
	must(t, err)
	uid, err := strconv.Atoi(u.Uid)
	must(t, err)
	gid, err := strconv.Atoi(u.Gid)
	must(t, err)
	must(t, os.Chown(dir, uid, gid))
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
