package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"duwang/cmd/internal/store"
)

func account(name string) store.User {
	return store.User{Name: name, FullName: "经办" + name, Role: "officer", Password: "$argon2id$…", Created: began}
}

func noted(action string) store.Audit {
	return store.Audit{At: began, By: "管理员", Action: action, Subject: "用户 zhang", Was: "旧", Became: "新"}
}

var people = []promise{
	{"AUserComesBackWhole", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		u := account("zhang")
		u.Unit, u.Disabled, u.Failed, u.LockedUntil = "edu", true, 3, began.Add(time.Hour)
		must(t, s.AddUser(t.Context(), u, noted("新建用户")))
		must(t, s.AddUser(t.Context(), account("an"), noted("新建用户")))
		again := Open(t, dsn)
		same(t, "user", value(again.User(t.Context(), "zhang"))(t), u)
		same(t, "users by name", fmt.Sprint(value(again.Users(t.Context()))(t)), fmt.Sprint([]store.User{account("an"), u}))
		if _, err := again.User(t.Context(), "nobody"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unknown user: %v", err)
		}
	}},
	{"NamesAreTakenOnce", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		must(t, s.AddUser(t.Context(), account("zhang"), noted("新建用户")))
		other := account("li")
		other.FullName = "经办zhang"
		for _, u := range []store.User{account("zhang"), other, {FullName: "无名"}} {
			if err := s.AddUser(t.Context(), u, noted("新建用户")); !errors.Is(err, store.ErrConflict) {
				t.Errorf("add %q: %v", u.Name, err)
			}
		}
		same(t, "audit entries", len(value(s.AuditLog(t.Context(), store.AuditQuery{}))(t)), 1)
	}},
	{"ChangesOfOneUserTakeTurns", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		must(t, s.AddUser(t.Context(), account("zhang"), noted("新建用户")))
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				err := s.ChangeUser(t.Context(), "zhang", func(u *store.User) ([]store.Audit, error) {
					u.Failed++
					u.Name = "other"
					return []store.Audit{noted("密码错误")}, nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		same(t, "failed", value(s.User(t.Context(), "zhang"))(t).Failed, 8)
		refuse := errors.New("no")
		if err := s.ChangeUser(t.Context(), "zhang", func(u *store.User) ([]store.Audit, error) {
			u.Failed = 0
			return []store.Audit{noted("改密码")}, refuse
		}); !errors.Is(err, refuse) {
			t.Errorf("refused change: %v", err)
		}
		same(t, "failed after a refusal", value(s.User(t.Context(), "zhang"))(t).Failed, 8)
		if err := s.ChangeUser(t.Context(), "nobody", func(*store.User) ([]store.Audit, error) { return nil, nil }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("change of nobody: %v", err)
		}
	}},
	{"TheAuditIsReadLatestFirst", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		var list []store.Audit
		for i := range 5 {
			a := noted([]string{"改密码", "停用用户"}[i%2])
			a.Subject = fmt.Sprintf("用户 %d", i)
			list = append(list, a)
		}
		must(t, s.Note(t.Context(), list...))
		subjects := func(q store.AuditQuery) (out []string) {
			for _, a := range value(s.AuditLog(t.Context(), q))(t) {
				out = append(out, a.Subject)
			}
			return out
		}
		same(t, "all", subjects(store.AuditQuery{}), []string{"用户 4", "用户 3", "用户 2", "用户 1", "用户 0"})
		same(t, "by action", subjects(store.AuditQuery{Action: "停用用户", By: "管理员"}), []string{"用户 3", "用户 1"})
		same(t, "by subject", subjects(store.AuditQuery{Subject: "用户 2"}), []string{"用户 2"})
		last := value(s.AuditLog(t.Context(), store.AuditQuery{Limit: 2}))(t)
		same(t, "page", len(last), 2)
		same(t, "next page", subjects(store.AuditQuery{Limit: 2, Before: last[1].Seq}), []string{"用户 2", "用户 1"})
		same(t, "entry", last[0].At.Equal(began) && last[0].Was == "旧" && last[0].Became == "新", true)
	}},
	{"ASessionLivesUntilItsEnd", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t)).Sessions()
		ctx := t.Context()
		must(t, s.CommitCtx(ctx, "a", []byte{1}, time.Now().Add(time.Hour)))
		must(t, s.CommitCtx(ctx, "a", []byte{2}, time.Now().Add(time.Hour)))
		must(t, s.CommitCtx(ctx, "over", []byte{3}, time.Now().Add(-time.Hour)))
		b, found, err := s.FindCtx(ctx, "a")
		must(t, err)
		same(t, "data", fmt.Sprint(b, found), "[2] true")
		_, found, err = s.FindCtx(ctx, "over")
		must(t, err)
		same(t, "an ended session", found, false)
		must(t, s.DeleteCtx(ctx, "a"))
		must(t, s.DeleteCtx(ctx, "a"))
		_, found, err = s.FindCtx(ctx, "a")
		must(t, err)
		same(t, "a deleted session", found, false)
	}},
}
