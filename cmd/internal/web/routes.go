package web

import (
	"net/http"
	"slices"
	"strings"

	"duwang/cmd/internal/people"
)

// Who may take a route: anyone at all, whoever is signed in, or some roles.
var (
	anyone   []people.Role // nil
	signedIn = []people.Role{people.Admin, people.Officer, people.Reviewer, people.Liaison, people.Leader, people.Assessor}
	office   = []people.Role{people.Admin, people.Officer, people.Reviewer}
	desks    = []people.Role{people.Officer, people.Reviewer}
	readers  = []people.Role{people.Admin, people.Officer, people.Reviewer, people.Leader, people.Assessor}
	// answerers take in what a unit says: the unit itself, or the office for it.
	answerers = []people.Role{people.Officer, people.Reviewer, people.Liaison}
	admins    = []people.Role{people.Admin}
)

// A route is one address of the dashboard and who may take it. A handler that
// returns an error has written nothing.
type route struct {
	pattern string // method and path
	roles   []people.Role
	// whole says that the screen tells of all units: an account of one unit
	// may not take it, whatever its role.
	whole bool
	// files says that the request carries a file, with a bound of its own.
	files bool
	do    func(*Desk, http.ResponseWriter, *http.Request) error
}

// routes is every address of the dashboard.
func routes() []route {
	return []route{
		{pattern: "GET /assets/{name...}", roles: anyone, do: (*Desk).asset},
		{pattern: "GET /healthz", roles: anyone, do: (*Desk).health},
		{pattern: "GET /login", roles: anyone, do: (*Desk).loginPage},
		{pattern: "POST /login", roles: anyone, do: (*Desk).login},
		{pattern: "GET /welcome/{secret}", roles: anyone, do: (*Desk).welcomePage},
		{pattern: "POST /welcome/{secret}", roles: anyone, do: (*Desk).makeFirst},
		{pattern: "POST /logout", roles: signedIn, do: (*Desk).logout},
		{pattern: "GET /password", roles: signedIn, do: (*Desk).passwordPage},
		{pattern: "POST /password", roles: signedIn, do: (*Desk).changePassword},

		{pattern: "GET /{$}", roles: signedIn, do: (*Desk).home},
		{pattern: "GET /cases", roles: signedIn, do: (*Desk).caseList},
		{pattern: "GET /cases/{number}", roles: signedIn, do: (*Desk).casePage},
		{pattern: "POST /cases/{number}", roles: signedIn, do: (*Desk).moveCase},
		{pattern: "GET /queue", roles: office, do: (*Desk).queue},
		{pattern: "GET /units", roles: readers, whole: true, do: (*Desk).unitList},
		{pattern: "GET /units/{id}", roles: signedIn, do: (*Desk).unitPage},
		{pattern: "GET /scans", roles: readers, whole: true, do: (*Desk).scanList},
		{pattern: "GET /scans/{id}", roles: readers, whole: true, do: (*Desk).scanPage},
		{pattern: "POST /runs", roles: office, do: (*Desk).askRun},
		{pattern: "POST /runs/{id}/stop", roles: office, do: (*Desk).stopRun},
		{pattern: "GET /runs/{id}/events", roles: readers, whole: true, do: (*Desk).runEvents},
		{pattern: "GET /cases/{number}/evidence", roles: signedIn, do: (*Desk).proofs},
		{pattern: "GET /cases/{number}/evidence/{n}", roles: signedIn, do: (*Desk).proof},
		{pattern: "GET /notices", roles: signedIn, do: (*Desk).noticeList},
		{pattern: "POST /notices", roles: desks, do: (*Desk).issueNotices},
		{pattern: "GET /notices/{key}", roles: signedIn, do: (*Desk).noticePage},
		{pattern: "GET /notices/{key}/files/{name}", roles: signedIn, do: (*Desk).noticeFile},
		{pattern: "POST /notices/{key}/reply", roles: answerers, files: true, do: (*Desk).replyNotice},
		{pattern: "POST /notices/{key}/receive", roles: answerers, do: (*Desk).receiveNotice},
		{pattern: "GET /columns", roles: readers, do: (*Desk).columnPage},
		{pattern: "GET /terms", roles: readers, whole: true, do: (*Desk).termsPage},
		{pattern: "GET /schedule", roles: readers, whole: true, do: (*Desk).schedulePage},
		{pattern: "GET /rules", roles: readers, whole: true, do: (*Desk).rulesPage},

		{pattern: "GET /users", roles: admins, do: (*Desk).userList},
		{pattern: "POST /users", roles: admins, do: (*Desk).addUser},
		{pattern: "POST /users/{name}", roles: admins, do: (*Desk).changeUser},
		{pattern: "GET /audit", roles: []people.Role{people.Admin, people.Reviewer}, do: (*Desk).auditLog},
	}
}

func (d *Desk) mux() http.Handler {
	m := http.NewServeMux()
	d.taken = m
	for _, rt := range d.table {
		m.Handle(rt.pattern, d.route(rt))
	}
	m.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { d.enter(w, r, route{roles: signedIn, do: missing}) })
	return m
}

func missing(*Desk, http.ResponseWriter, *http.Request) error { return errMissing }

func (d *Desk) route(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.enter(w, r, rt) })
}

// open tells whether a visitor may take the route.
func (rt *route) open(v *visitor) bool {
	return slices.Contains(rt.roles, v.Role) && (!rt.whole || v.Unit == "")
}

// enter lets a request in when its visitor may take the route.
func (d *Desk) enter(w http.ResponseWriter, r *http.Request, rt route) {
	v, err := d.visit(r)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	if v != nil {
		r = withVisitor(r, v)
	}
	if !strings.HasPrefix(r.URL.Path, "/assets/") {
		w.Header().Set("Cache-Control", "no-store")
	}
	switch {
	case rt.roles == nil:
	case v == nil && r.Method == http.MethodGet:
		http.Redirect(w, r, "/login?to="+encode(r.URL.RequestURI()), http.StatusSeeOther)
		return
	case v == nil || !rt.open(v):
		d.fail(w, r, errForbidden)
		return
	}
	if err := rt.do(d, w, r); err != nil {
		d.fail(w, r, err)
	}
}

// upload tells whether a request's route takes files.
func (d *Desk) upload(r *http.Request) bool {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return false
	}
	_, pattern := d.taken.Handler(r)
	return slices.ContainsFunc(d.table, func(rt route) bool { return rt.files && rt.pattern == pattern })
}
