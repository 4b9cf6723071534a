package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"duwang/cmd/internal/people"
	"duwang/cmd/internal/store"
)

// Wrong passwords in a row before an account is locked, and for how long.
const (
	wrongAllowed = 5
	lockedFor    = 15 * time.Minute
)

const wrongLogin = "用户名或密码不对，或账号已停用。连续输错 5 次将锁定 15 分钟。"

type loginData struct {
	To, Name, Problem string
	Empty             bool // there is no account yet
}

func (d *Desk) loginPage(w http.ResponseWriter, r *http.Request) error {
	if who(r) != nil {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	users, err := d.Store.Users(r.Context())
	if err != nil {
		return err
	}
	return d.show(w, r, "login", "登录", loginData{To: r.FormValue("to"), Empty: len(users) == 0})
}

func (d *Desk) login(w http.ResponseWriter, r *http.Request) error {
	if !d.tries.allow(caller(r)) {
		return errTooMany
	}
	name := strings.TrimSpace(r.PostFormValue("name"))
	u, err := d.checkLogin(r.Context(), name, r.PostFormValue("password"))
	var no *refusal
	if errors.As(err, &no) {
		w.WriteHeader(no.status)
		return d.show(w, r, "login", "登录", loginData{To: r.FormValue("to"), Name: name, Problem: no.text})
	}
	if err != nil {
		return err
	}
	if err := d.signIn(r.Context(), u); err != nil {
		return err
	}
	if err := d.Store.Note(r.Context(), store.Audit{At: d.now(), By: u.FullName, Action: "登录", Subject: "用户 " + u.Name}); err != nil {
		return err
	}
	return d.done(w, r, local(r.FormValue("to")), "")
}

// checkLogin returns the user of a name and password. The answer for an
// unknown name takes as long as that for a wrong password.
func (d *Desk) checkLogin(ctx context.Context, name, password string) (*store.User, error) {
	wrong := &refusal{http.StatusUnauthorized, wrongLogin}
	u, err := d.Store.User(ctx, name)
	switch {
	case errors.Is(err, store.ErrNotFound):
		if _, err := people.Hash(ctx, password); err != nil {
			return nil, err
		}
		return nil, wrong
	case err != nil:
		return nil, err
	case d.now().Before(u.LockedUntil):
		return nil, &refusal{http.StatusUnauthorized, fmt.Sprintf("密码连续输错，账号已锁定，请在 %s 以后再试。", moment(u.LockedUntil))}
	}
	right, err := people.Matches(ctx, u.Password, password)
	if err != nil {
		return nil, err
	}
	if right && !u.Disabled {
		if u.Failed > 0 {
			err = d.Store.ChangeUser(ctx, name, func(u *store.User) ([]store.Audit, error) {
				u.Failed, u.LockedUntil = 0, time.Time{}
				return nil, nil
			})
		}
		return &u, err
	}
	err = d.Store.ChangeUser(ctx, name, func(u *store.User) ([]store.Audit, error) {
		if u.Failed++; u.Failed < wrongAllowed {
			return nil, nil
		}
		u.Failed, u.LockedUntil = 0, d.now().Add(lockedFor)
		return []store.Audit{{At: d.now(), By: people.Program, Action: "锁定账号", Subject: "用户 " + u.Name, Became: "至 " + moment(u.LockedUntil)}}, nil
	})
	if err != nil {
		return nil, err
	}
	return nil, wrong
}

// local is where to go after signing in: a path of ours, nothing else.
func local(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return "/"
	}
	return to
}

func (d *Desk) logout(w http.ResponseWriter, r *http.Request) error {
	if err := d.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}

func (d *Desk) passwordPage(w http.ResponseWriter, r *http.Request) error {
	return d.show(w, r, "password", "修改密码", nil)
}

func (d *Desk) changePassword(w http.ResponseWriter, r *http.Request) error {
	v := who(r)
	right, err := people.Matches(r.Context(), v.Password, r.PostFormValue("old"))
	if err != nil {
		return err
	}
	if !right {
		return invalid("原密码不对，密码没有修改。")
	}
	hash, err := newPassword(r, v.Name)
	if err != nil {
		return err
	}
	err = d.Store.ChangeUser(r.Context(), v.Name, func(u *store.User) ([]store.Audit, error) {
		u.Password = hash
		return []store.Audit{{At: d.now(), By: v.FullName, Action: "修改密码", Subject: "用户 " + u.Name}}, nil
	})
	if err != nil {
		return err
	}
	v.Password = hash
	if err := d.signIn(r.Context(), &v.User); err != nil {
		return err
	}
	return d.done(w, r, "/", "密码已修改，其他地方的登录已全部退出。")
}

// newPassword hashes the password that a form gives twice.
func newPassword(r *http.Request, name string) (string, error) {
	p := r.PostFormValue("password")
	if p != r.PostFormValue("again") {
		return "", invalid("两次输入的新密码不一样，请重新输入。")
	}
	if err := people.CheckPassword(name, p); err != nil {
		return "", invalid(err.Error() + "。")
	}
	return people.Hash(r.Context(), p)
}

func (d *Desk) welcomePage(w http.ResponseWriter, r *http.Request) error {
	if err := d.mayWelcome(r); err != nil {
		return err
	}
	return d.show(w, r, "welcome", "建立管理员账号", nil)
}

// mayWelcome tells whether the first account may be made: by the link that
// was printed where the program was started, and only when there is none.
func (d *Desk) mayWelcome(r *http.Request) error {
	if !d.tries.allow(caller(r)) {
		return errTooMany
	}
	users, err := d.Store.Users(r.Context())
	if err != nil {
		return err
	}
	if len(users) > 0 || !d.welcomes(r.PathValue("secret")) {
		return &refusal{http.StatusNotFound, "这个链接已经失效：管理员账号已建立，或者程序已重新启动。请从登录页进入。"}
	}
	return nil
}

func (d *Desk) makeFirst(w http.ResponseWriter, r *http.Request) error {
	d.first.Lock()
	defer d.first.Unlock()
	if err := d.mayWelcome(r); err != nil {
		return err
	}
	u := store.User{Name: strings.TrimSpace(r.PostFormValue("name")), FullName: strings.TrimSpace(r.PostFormValue("full_name")),
		Role: string(people.Admin), Created: d.now()}
	if err := errors.Join(people.CheckName(u.Name), people.CheckFullName(u.FullName)); err != nil {
		return invalid(err.Error() + "。")
	}
	hash, err := newPassword(r, u.Name)
	if err != nil {
		return err
	}
	u.Password = hash
	if err := d.Store.AddUser(r.Context(), u, store.Audit{At: d.now(), By: u.FullName, Action: "建立首个管理员", Subject: "用户 " + u.Name}); err != nil {
		return err
	}
	if err := d.signIn(r.Context(), &u); err != nil {
		return err
	}
	return d.done(w, r, "/", "管理员账号已建立。接下来请在“用户”中为经办、审核和各单位联络员建立账号。")
}
