package web

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/people"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
)

//go:embed templates
var templateFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// pages are the templates of the screens, each with the layout around it.
var pages = func() map[string]*template.Template {
	files, err := templateFiles.ReadDir("templates")
	if err != nil {
		panic(err)
	}
	out := map[string]*template.Template{}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".gohtml")
		if name == "layout" || name == "parts" {
			continue
		}
		out[name] = template.Must(template.New("layout.gohtml").Funcs(words).
			ParseFS(templateFiles, "templates/layout.gohtml", "templates/parts.gohtml", "templates/"+f.Name()))
	}
	return out
}()

// words are what templates may call.
var words = template.FuncMap{
	"severity": reports.SeverityWord,
	"verdict":  reports.VerdictWord,
	"kind":     reports.KindWord,
	"percent":  reports.Percent,
	"web":      reports.WebAddress,
	"clean":    reports.Clean,
	"cut":      reports.Cut,
	"phase":    rectify.Phase.Word,
	"event":    rectify.Kind.Word,
	"role":     func(r string) string { return people.Role(r).Word() },
	"moment":   moment,
	"date":     portal.Date.ChineseLong,
	"day":      portal.Date.String,
	"next":     func(i int) int { return i + 1 },
	"dict":     dict,
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(config.Zone).Format("2006-01-02 15:04")
}

// dict makes the argument of a part: names and values in turn.
func dict(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	return m
}

// A sheet is what the layout shows around a screen.
type sheet struct {
	Title   string
	Office  string
	Version string
	Visitor *visitor
	Menu    []menuItem
	Flash   string // said once, after something was done
	Data    any
}

type menuItem struct {
	Path, Text string
	Here       bool
}

// menu lists the screens in the order of a week's work; a visitor sees those
// that his role may take.
var menu = []menuItem{
	{Path: "/", Text: "首页"}, {Path: "/queue", Text: "待确认"}, {Path: "/cases", Text: "整改事项"}, {Path: "/notices", Text: "通知书与反馈"}, {Path: "/units", Text: "单位与评分"},
	{Path: "/terms", Text: "20 日时限"}, {Path: "/columns", Text: "栏目台账"}, {Path: "/scans", Text: "扫描记录"}, {Path: "/schedule", Text: "日程"}, {Path: "/rules", Text: "规则方案"}, {Path: "/users", Text: "用户"}, {Path: "/audit", Text: "审计"},
}

func (d *Desk) menuOf(v *visitor, at string) []menuItem {
	if v == nil {
		return nil
	}
	var out []menuItem
	for _, m := range menu {
		if !d.mayGet(v, m.Path) {
			continue
		}
		m.Here = at == m.Path || m.Path != "/" && strings.HasPrefix(at, m.Path+"/")
		out = append(out, m)
	}
	return out
}

func (d *Desk) mayGet(v *visitor, at string) bool {
	if at == "/" {
		at = "/{$}"
	}
	return slices.ContainsFunc(d.table, func(rt route) bool {
		return rt.pattern == "GET "+at && rt.open(v)
	})
}

// render writes a whole page.
func (d *Desk) render(w io.Writer, r *http.Request, name, title string, data any) error {
	v := who(r)
	s := sheet{Title: title, Office: d.Config.Office.Name, Version: d.Version, Visitor: v, Menu: d.menuOf(v, r.URL.Path), Data: data}
	if v != nil {
		s.Flash = d.sessions.PopString(r.Context(), "flash")
	}
	return pages[name].Execute(w, s)
}

// show answers with a screen, whole or not at all.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, name, title string, data any) error {
	var b bytes.Buffer
	if err := d.render(&b, r, name, title, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := w.Write(b.Bytes())
	if err != nil {
		d.Log.Debug("page not received", "path", r.URL.Path, "error", err)
	}
	return nil
}

// done leads on to another screen, which says what was done.
func (d *Desk) done(w http.ResponseWriter, r *http.Request, to, text string) error {
	if text != "" {
		d.sessions.Put(r.Context(), "flash", text)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// asset answers with an embedded file. Its address carries the version, so it
// may be kept.
func (d *Desk) asset(w http.ResponseWriter, r *http.Request) error {
	b, err := assetFiles.ReadFile("assets/" + path.Clean("/" + r.PathValue("name"))[1:])
	if err != nil {
		return errMissing
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(r.PathValue("name"))))
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write(b) // nobody is left to tell
	return nil
}

func (d *Desk) health(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.Store.Version(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "ok\n")
	return nil
}

func encode(s string) string { return url.QueryEscape(s) }
