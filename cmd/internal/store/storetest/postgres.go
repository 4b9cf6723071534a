package storetest

import (
	"bytes"
	"database/sql"
	"fmt"
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
		server = startPostgres(t)
	}
	return func(t testing.TB) string { return freshDatabase(t, server) }
}

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

// startPostgres starts a server in a directory of its own, reached by a
// socket in it, that forgets to be careful about power cuts.
func startPostgres(t testing.TB) string {
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
	bin := filepath.Dir(found[len(found)-1])
	dir, err := os.MkdirTemp("", "duwang-pg-")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	attr := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 {
		attr.Credential = credential(t, dir)
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", dir+"/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = attr, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	// The shell stops the server when this process closes the pipe or dies.
	run := exec.Command("/bin/sh", "-c", `"$0" "$@" & p=$!; read -r _; kill -QUIT $p; wait $p`, filepath.Join(bin, "postgres"), "-D", dir+"/data",
		"-c", "listen_addresses=", "-c", "unix_socket_directories="+dir, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	var log bytes.Buffer
	run.SysProcAttr, run.Dir, run.Stdout, run.Stderr = attr, dir, &log, &log
	stdin, err := run.StdinPipe()
	must(t, err)
	must(t, run.Start())
	t.Cleanup(func() {
		stdin.Close()
		_ = run.Wait() // the shell's status tells nothing
	})
	server := "postgres://postgres@/postgres?host=" + url.QueryEscape(dir)
	db, err := sql.Open("pgx", server)
	must(t, err)
	defer db.Close()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if err = db.PingContext(t.Context()); err == nil {
			return server
		}
		if time.Now().After(end) {
			t.Fatalf("PostgreSQL did not start: %v", err)
		}
	}
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
