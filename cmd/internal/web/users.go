package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"duwang/cmd/internal/people"
	"duwang/cmd/internal/store"
)

type userListData struct {
	Users []store.User
	Roles []people.RoleName
	Units []unitOption
}

func (d *Desk) userList(w http.ResponseWriter, r *http.Request) error {
	users, err := d.Store.Users(r.Context())
	if err != nil {
		return err
	}
	return d.show(w, r, "users", "用户", userListData{users, people.Roles, d.unitOptions(who(r))})
}

func (d *Desk) unitIDs() (list []string) {
	for _, u := range d.Config.Units {
		list = append(list, u.ID)
	}
	return list
}

func (d *Desk) addUser(w http.ResponseWriter, r *http.Request) error {
	u := store.User{Name: strings.TrimSpace(r.PostFormValue("name")), FullName: strings.TrimSpace(r.PostFormValue("full_name")),
		Role: r.PostFormValue("role"), Unit: r.PostFormValue("unit"), Created: d.now()}
	if err := errors.Join(people.CheckName(u.Name), people.CheckFullName(u.FullName), people.CheckRole(people.Role(u.Role), u.Unit, d.unitIDs())); err != nil {
		return invalid(err.Error() + "。")
	}
	hash, err := newPassword(r, u.Name)
	if err != nil {
		return err
	}
	u.Password = hash
	err = d.Store.AddUser(r.Context(), u, store.Audit{At: d.now(), By: who(r).FullName, Action: "新建用户", Subject: "用户 " + u.Name,
		Became: fmt.Sprintf("姓名 %s，角色 %s，单位 %s", u.FullName, people.Role(u.Role).Word(), d.unitName(u.Unit))})
	if errors.Is(err, store.ErrConflict) {
		return invalid("已有同名的用户：用户名和姓名都不能与别人相同（同名的请加上单位，如“张三（教育局）”）。")
	}
	if err != nil {
		return err
	}
	return d.done(w, r, "/users", "已建立用户 "+u.Name+"。")
}

// changeUser disables or enables an account, changes its role or sets a new
// password. Nobody can shut himself out.
func (d *Desk) changeUser(w http.ResponseWriter, r *http.Request) error {
	v, name, what := who(r), r.PathValue("name"), r.PostFormValue("do")
	if name == v.Name {
		return invalid("不能在这里改自己的账号；修改密码请用右上角“修改密码”，其他改动请另一位管理员办理。")
	}
	var hash string
	if what == "password" {
		var err error
		if hash, err = newPassword(r, name); err != nil {
			return err
		}
	}
	err := d.Store.ChangeUser(r.Context(), name, func(u *store.User) ([]store.Audit, error) {
		a := store.Audit{At: d.now(), By: v.FullName, Subject: "用户 " + u.Name}
		switch what {
		case "disable", "enable":
			a.Action, a.Was, u.Disabled = map[string]string{"disable": "停用用户", "enable": "启用用户"}[what], enabled(u.Disabled), what == "disable"
			a.Became = enabled(u.Disabled)
		case "password":
			a.Action, u.Password, u.Failed = "重设密码", hash, 0
		case "role":
			role, unit := people.Role(r.PostFormValue("role")), r.PostFormValue("unit")
			if err := people.CheckRole(role, unit, d.unitIDs()); err != nil {
				return nil, invalid(err.Error() + "。")
			}
			a.Action, a.Was, a.Became = "改角色", people.Role(u.Role).Word()+" "+u.Unit, role.Word()+" "+unit
			u.Role, u.Unit = string(role), unit
		default:
			return nil, invalid("没有这项操作。")
		}
		return []store.Audit{a}, nil
	})
	if err != nil {
		return err
	}
	return d.done(w, r, "/users", "用户 "+name+" 已改动，已记入审计。")
}

func enabled(disabled bool) string {
	if disabled {
		return "停用"
	}
	return "启用"
}

type auditData struct {
	Entries []store.Audit
	By      string
	Subject string
	Next    int64
}

// auditShown is how many entries a page shows.
const auditShown = 100

func (d *Desk) auditLog(w http.ResponseWriter, r *http.Request) error {
	before, _ := strconv.ParseInt(r.FormValue("before"), 10, 64)
	data := auditData{By: strings.TrimSpace(r.FormValue("by")), Subject: strings.TrimSpace(r.FormValue("subject"))}
	list, err := d.Store.AuditLog(r.Context(), store.AuditQuery{By: data.By, Subject: data.Subject, Before: before, Limit: auditShown + 1})
	if err != nil {
		return err
	}
	if len(list) > auditShown {
		list = list[:auditShown]
		data.Next = list[len(list)-1].Seq
	}
	data.Entries = list
	return d.show(w, r, "audit", "审计", data)
}
