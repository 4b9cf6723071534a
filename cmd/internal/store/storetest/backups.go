package storetest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// filled is a store with something in its main tables.
func filled(t *testing.T, dsn string) *store.Store {
	t.Helper()
	s := Open(t, dsn)
	f := begin(t, s, "one")
	must(t, f.Seed(t.Context(), []crawler.Task{task("http://a.test/", portal.RoleHome)}))
	must(t, f.Save(t.Context(), []crawler.Visit{visit(claim(t, f, 9)[0], page("http://a.test/x.html"), page("http://a.test/中文.html"))}))
	confirmed(t, s, 3)
	value(issueFirst(t.Context(), s, 2))(t)
	must(t, s.AddUser(t.Context(), account("zhang"), noted("新建用户")))
	return s
}

var backups = []promise{
	{"ABackupIsWholeAndRestoresTheSame", func(t *testing.T, fresh Fresh) {
		s := filled(t, fresh(t))
		file := filepath.Join(t.TempDir(), "backup.db")
		list := value(s.Backup(t.Context(), file))(t)
		if _, err := s.Backup(t.Context(), file); err == nil || !strings.Contains(err.Error(), "文件已存在") {
			t.Errorf("over an older backup: %v", err)
		}
		for _, to := range []string{fresh(t), SQLite(t)} {
			again := Open(t, to)
			same(t, "tallies", value(again.Restore(t.Context(), file))(t), list)
			same(t, "scan", dump(t, again, "one"), dump(t, s, "one"))
			same(t, "cases", text(value(again.Cases(t.Context(), store.CaseQuery{}))(t)), text(value(s.Cases(t.Context(), store.CaseQuery{}))(t)))
			same(t, "users", text(value(again.Users(t.Context()))(t)), text(value(s.Users(t.Context()))(t)))
			n := value(s.Notice(t.Context(), 2026, 1))(t)
			same(t, "papers", value(again.NoticeFiles(t.Context(), n))(t), value(s.NoticeFiles(t.Context(), n))(t))
			// Its own numbers go on where they stood.
			value(enter(t.Context(), again, sight(0, "fresh")))(t)
			list := value(again.Cases(t.Context(), store.CaseQuery{Phases: []rectify.Phase{rectify.Pending}}))(t)
			same(t, "next number", list[len(list)-1].Number, "2026-00004")
			if _, err := again.Restore(t.Context(), file); !errors.Is(err, store.ErrNotEmpty) {
				t.Errorf("into a store with content: %v", err)
			}
		}
	}},
	{"ABrokenBackupIsRefusedAndTheStoreStaysEmpty", func(t *testing.T, fresh Fresh) {
		s := filled(t, fresh(t))
		dir := t.TempDir()
		file := filepath.Join(dir, "backup.db")
		value(s.Backup(t.Context(), file))(t)
		whole := value(os.ReadFile(file))(t)
		write := func(name string, b []byte) string {
			path := filepath.Join(dir, name)
			must(t, os.WriteFile(path, b, 0o600))
			return path
		}
		changed := write("changed.db", whole)
		db := raw(t, changed)
		_, err := db.ExecContext(t.Context(), `UPDATE users SET role = 'admin'`)
		must(t, err)
		must(t, db.Close())
		to := Open(t, fresh(t))
		for _, path := range []string{changed, write("cut.db", whole[:len(whole)/2]), write("text.db", []byte("not a database")), filepath.Join(dir, "absent.db"), SQLite(t)} {
			if _, err := to.Restore(t.Context(), path); !errors.Is(err, store.ErrBackup) {
				t.Errorf("%s: %v", filepath.Base(path), err)
			}
		}
		same(t, "users", len(value(to.Users(t.Context()))(t)), 0)
		value(to.Restore(t.Context(), file))(t)
	}},
}
