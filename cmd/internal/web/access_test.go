package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"duwang/cmd/internal/people"
	"duwang/cmd/internal/store"
)

// access says who may take each route: A admin, O officer, R reviewer, L
// liaison, D leader, S assessor; "*" is everybody, signed in or not. A route
// without a row here, or a row without a route, fails.
var access = map[string]string{
	"GET /assets/{name...}":            "*",
	"GET /healthz":                     "*",
	"GET /login":                       "*",
	"POST /login":                      "*",
	"GET /welcome/{secret}":            "*",
	"POST /welcome/{secret}":           "*",
	"POST /logout":                     "AORLDS",
	"GET /password":                    "AORLDS",
	"POST /password":                   "AORLDS",
	"GET /{$}":                         "AORLDS",
	"GET /cases":                       "AORLDS",
	"GET /cases/{number}":              "AORLDS",
	"POST /cases/{number}":             "AORLDS", // which move is a matter of the role: TestMovesBelongToRoles
	"GET /queue":                       "AOR",
	"GET /units":                       "AORDS",
	"GET /units/{id}":                  "AORLDS",
	"GET /scans":                       "AORDS",
	"GET /scans/{id}":                  "AORDS",
	"POST /runs":                       "AOR",
	"POST /runs/{id}/stop":             "AOR",
	"GET /runs/{id}/events":            "AORDS",
	"GET /cases/{number}/evidence":     "AORLDS",
	"GET /cases/{number}/evidence/{n}": "AORLDS",
	"GET /notices":                     "AORLDS",
	"POST /notices":                    "OR",
	"GET /notices/{key}":               "AORLDS",
	"GET /notices/{key}/files/{name}":  "AORLDS",
	"POST /notices/{key}/reply":        "ORL",
	"POST /notices/{key}/receive":      "ORL",
	"GET /columns":                     "AORDS",
	"GET /terms":                       "AORDS",
	"GET /schedule":                    "AORDS",
	"GET /rules":                       "AORDS",
	"GET /users":                       "A",
	"POST /users":                      "A",
	"POST /users/{name}":               "A",
	"GET /audit":                       "AR",
}

var letters = map[people.Role]string{people.Admin: "A", people.Officer: "O", people.Reviewer: "R", people.Liaison: "L", people.Leader: "D", people.Assessor: "S"}

func TestEveryRouteKnowsItsRoles(t *testing.T) {
	s := newStage(t)
	seen := map[string]bool{}
	for _, rt := range routes() {
		seen[rt.pattern] = true
		want, ok := access[rt.pattern]
		if !ok {
			t.Errorf("%s stands in no row of the access table", rt.pattern)
		}
		if (want == "*") != (rt.roles == nil) {
			t.Errorf("%s: roles %v, table %q", rt.pattern, rt.roles, want)
		}
	}
	for p := range access {
		if !seen[p] {
			t.Errorf("the access table has %s, which is no route", p)
		}
	}
	// What the server answers, not only what its table says.
	fill := strings.NewReplacer("{name...}", "style.css", "{$}", "", "{number}", s.first(t, "edu"), "{id}", "edu", "{secret}", "wrong", "{name}", "officer", "{n}", "1", "{key}", "2026-1")
	for _, r := range people.Roles {
		b := s.as(t, string(r.Role))
		for pattern, who := range access {
			method, path, _ := strings.Cut(fill.Replace(pattern), " ")
			if method == http.MethodPost && (path == "/logout" || path == "/login" || strings.HasPrefix(path, "/welcome/")) {
				continue // would end or begin a session
			}
			got := b.do(t, method, path, url.Values{})
			allowed := who == "*" || strings.Contains(who, letters[r.Role])
			if refused := got.status == http.StatusForbidden; refused == allowed && !strings.HasPrefix(pattern, "POST /cases/") {
				t.Errorf("%s %s: %d, allowed %v", r.Role, pattern, got.status, allowed)
			}
			if got.status >= 500 {
				t.Errorf("%s %s: %d", r.Role, pattern, got.status)
			}
		}
	}
	stranger := s.browser(t)
	for pattern, who := range access {
		method, path, _ := strings.Cut(fill.Replace(pattern), " ")
		got := stranger.do(t, method, path, url.Values{})
		if who == "*" {
			continue
		}
		if method == http.MethodGet && (got.status != http.StatusSeeOther || !strings.HasPrefix(got.head.Get("Location"), "/login")) || method == http.MethodPost && got.status != http.StatusForbidden {
			t.Errorf("nobody %s: %d", pattern, got.status)
		}
	}
}

func TestAUnitSeesOnlyWhatWasIssuedToIt(t *testing.T) {
	s := newStage(t)
	b := s.as(t, "liaison")
	edu, fin := s.first(t, "edu"), s.first(t, "fin")
	for path, want := range map[string]int{
		"/cases/" + edu: http.StatusNotFound, // not yet issued
		"/cases/" + fin: http.StatusNotFound, "/units/fin": http.StatusNotFound, "/units/edu": http.StatusOK, "/cases?unit=fin": http.StatusForbidden,
	} {
		if got := b.get(t, path); got.status != want {
			t.Errorf("%s: %d, want %d", path, got.status, want)
		}
	}
	if got := b.post(t, "/cases/"+fin, url.Values{"move": {"reply"}, "why": {"已整改"}}); got.status != http.StatusNotFound {
		t.Errorf("reply to another unit's case: %d", got.status)
	}
	if text := b.get(t, "/cases").text(); strings.Contains(text, "财政局") || strings.Contains(text, edu) {
		t.Errorf("the list shows %s", text)
	}
}

// TestALeaderOfAUnitSeesOnlyIt has a leader whose account belongs to a unit:
// screens that tell of all units are closed to him, and the others are silent
// about them.
func TestALeaderOfAUnitSeesOnlyIt(t *testing.T) {
	s := newStage(t)
	if err := s.st.ChangeUser(t.Context(), "leader", func(u *store.User) ([]store.Audit, error) {
		u.Unit = "edu"
		return nil, nil
	}); err != nil {
		t.Fatal(err)
	}
	b := s.as(t, "leader")
	for _, rt := range routes() {
		path, isGet := strings.CutPrefix(rt.pattern, "GET ")
		if !isGet || rt.roles == nil || !slices.Contains(rt.roles, people.Leader) {
			continue
		}
		got := b.get(t, strings.NewReplacer("{$}", "", "{number}", s.first(t, "fin"), "{id}", "fin", "{n}", "1", "{key}", "2026-1", "{name}", "x").Replace(path))
		if rt.whole && got.status != http.StatusForbidden || strings.Contains(got.body, "财政局") || strings.Contains(got.body, s.first(t, "fin")) {
			t.Errorf("%s: %d %s", rt.pattern, got.status, got.text())
		}
	}
	if got := b.get(t, "/units/edu"); got.status != http.StatusOK {
		t.Errorf("his own unit: %d", got.status)
	}
}

func TestMovesBelongToRoles(t *testing.T) {
	s := newStage(t)
	number := s.first(t, "edu")
	for _, r := range []people.Role{people.Admin, people.Leader, people.Assessor} {
		if got := s.as(t, string(r)).post(t, "/cases/"+number, url.Values{"move": {"confirm"}}); got.status != http.StatusForbidden {
			t.Errorf("%s confirms: %d", r, got.status)
		}
	}
	b := s.as(t, "officer")
	if got := b.post(t, "/cases/"+number, url.Values{"move": {"dismiss"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(), "理由") {
		t.Errorf("dismiss without a reason: %d %s", got.status, got.text())
	}
	if got := b.post(t, "/cases/"+number, url.Values{"move": {"issue"}}); got.status != http.StatusForbidden {
		t.Errorf("a move that no form offers: %d", got.status)
	}
	if got := b.post(t, "/cases/"+number, url.Values{"move": {"confirm"}}); got.status != http.StatusSeeOther {
		t.Fatalf("confirm: %d %s", got.status, got.text())
	}
	c, events, err := s.st.Case(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	last := events[len(events)-1]
	if last.Kind != "confirm" || last.By != "公开办经办" || !slices.Contains(c.ConfirmedBy, "公开办经办") {
		t.Errorf("last event %+v", last)
	}
}

func TestStrangersPagesCannotAct(t *testing.T) {
	s := newStage(t)
	b := s.as(t, "officer")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/cases/"+s.first(t, "edu"), strings.NewReader("move=confirm"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := b.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("a form on another site: %d", res.StatusCode)
	}
}

func TestFiveWrongPasswordsLockTheAccount(t *testing.T) {
	s := newStage(t)
	b := s.browser(t)
	for i := range wrongAllowed {
		if got := b.post(t, "/login", url.Values{"name": {"officer"}, "password": {"wrong"}}); got.status != http.StatusUnauthorized {
			t.Fatalf("wrong password %d: %d", i+1, got.status)
		}
	}
	if got := b.post(t, "/login", url.Values{"name": {"officer"}, "password": {password}}); got.status != http.StatusUnauthorized || !strings.Contains(got.text(), "账号已锁定") {
		t.Errorf("right password while locked: %d %s", got.status, got.text())
	}
	if got := b.post(t, "/login", url.Values{"name": {"nobody"}, "password": {password}}); got.status != http.StatusUnauthorized {
		t.Errorf("unknown name: %d", got.status)
	}
}

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	s := newStage(t)
	b, admin := s.as(t, "officer"), s.as(t, "admin")
	if got := admin.post(t, "/users/officer", url.Values{"do": {"disable"}}); got.status != http.StatusSeeOther {
		t.Fatalf("disable: %d %s", got.status, got.text())
	}
	if got := b.get(t, "/"); got.status != http.StatusSeeOther {
		t.Errorf("a disabled account's page: %d", got.status)
	}
	if text := admin.get(t, "/audit").text(); !strings.Contains(text, "停用用户") {
		t.Errorf("audit: %s", text)
	}
}

func TestTheFirstAccountNeedsThePrintedLink(t *testing.T) {
	s := newStage(t)
	b := s.browser(t)
	form := url.Values{"name": {"root"}, "full_name": {"某某"}, "password": {"long enough 1"}, "again": {"long enough 1"}}
	for _, path := range []string{s.desk.Welcome(), "/welcome/wrong"} {
		if got := b.post(t, path, form); got.status != http.StatusNotFound {
			t.Errorf("%s with accounts there: %d", path, got.status)
		}
	}
}

func TestPagesLoadNothingForeignAndRunNothingInline(t *testing.T) {
	s := newStage(t)
	b := s.as(t, "officer")
	number := s.first(t, "fin")
	for _, path := range []string{"/", "/queue", "/cases", "/cases/" + number, "/units", "/units/fin", "/scans", "/login", "/notices", "/columns", "/terms", "/schedule", "/rules?with=fenggang-2018", "/cases/" + number + "/evidence"} {
		got := b.get(t, path)
		if csp := got.head.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		got.doc.Find("script, link[href], img, iframe").Each(func(_ int, el *goquery.Selection) {
			at := el.AttrOr("src", el.AttrOr("href", ""))
			if !strings.HasPrefix(at, "/assets/") || el.Text() != "" {
				t.Errorf("%s loads %q", path, at)
			}
		})
		if n := got.doc.Find("[style], [onclick], [onload], style").Length(); n > 0 {
			t.Errorf("%s has %d inline styles or scripts", path, n)
		}
		if strings.Contains(got.body, "<script>alert") {
			t.Errorf("%s shows a title's script as script", path)
		}
	}
	if text := b.get(t, "/units/fin").text() + b.get(t, "/cases?unit=fin").text(); !strings.Contains(text, "财政局") {
		t.Error("the unit's page does not name it")
	}
}
