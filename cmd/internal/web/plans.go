package web

import (
	"net/http"
	"slices"
	"time"

	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/cmd/internal/schedule"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports"
)

// A lineRow is one line of the schedule.
type lineRow struct {
	schedule.Line
	Next, Last time.Time
}

// An openness is how often a site's home page opened.
type openness struct {
	Site, Name  string
	Looks, Open int
	Slowest     int // milliseconds
	Own         int // looks in which our own network had failed
}

type scheduleData struct {
	Lines []lineRow
	Sites []openness
	Since portal.Date
}

// probeDays is how many days of looks at home pages the screen shows: the
// week that 检查指标 judges by.
const probeDays = 7

func (d *Desk) schedulePage(w http.ResponseWriter, r *http.Request) error {
	dues, err := d.Store.Dues(r.Context())
	if err != nil {
		return err
	}
	now := d.now()
	data := scheduleData{Since: portal.DateOf(now).AddDays(-probeDays)}
	for _, l := range schedule.Lines(d.Config) {
		row := lineRow{Line: l}
		for _, due := range dues {
			if due.ID == l.ID {
				row.Next, row.Last = due.Next, due.Last
			}
		}
		data.Lines = append(data.Lines, row)
	}
	for _, s := range d.Config.Sites {
		probes, err := d.Store.Probes(r.Context(), s.ID, now.AddDate(0, 0, -probeDays), now.Add(time.Minute))
		if err != nil {
			return err
		}
		o := openness{Site: s.ID, Name: s.Name}
		for _, p := range probes {
			if p.Own {
				o.Own++
				continue
			}
			o.Looks++
			if p.OK {
				o.Open++
			}
			o.Slowest = max(o.Slowest, p.Millis)
		}
		data.Sites = append(data.Sites, o)
	}
	return d.show(w, r, "schedule", "日程", data)
}

type rulesData struct {
	Set      *rules.Set
	Builtin  []string
	With     string // the other set, "" for none
	Compared []compared
}

// A compared is what another ruleset would come to for one unit.
type compared struct {
	ID, Name  string
	Now, Then score.Unit
	Findings  [2]int
}

// rulesPage shows the office's rules and, when asked, what another set would
// come to on the last scan.
func (d *Desk) rulesPage(w http.ResponseWriter, r *http.Request) error {
	set, err := rules.Load(d.Config.Ruleset)
	if err != nil {
		return err
	}
	data := rulesData{Set: set, Builtin: rules.Builtin(), With: r.FormValue("with")}
	if data.With != "" {
		if !slices.Contains(data.Builtin, data.With) {
			return errMissing
		}
		if data.Compared, err = d.compare(r, data.With); err != nil {
			return err
		}
	}
	return d.show(w, r, "rules", "规则方案", data)
}

func (d *Desk) compare(r *http.Request, with string) ([]compared, error) {
	m, err := d.latest(r.Context())
	if err != nil || m == nil {
		return nil, err
	}
	j, err := work.Judge(r.Context(), d.Config, d.Store, m.Result.Scan.ID, with, 0)
	if err != nil {
		return nil, err
	}
	other := reports.Build(j.Result, j.Set, j.Ledger, m.Office)
	var out []compared
	for _, s := range m.Entries {
		c := compared{ID: s.ID, Name: s.Label(), Now: s.Unit, Findings: [2]int{len(s.Findings), 0}}
		if o := sheetOf(other, s.ID); o != nil {
			c.Then, c.Findings[1] = o.Unit, len(o.Findings)
		}
		out = append(out, c)
	}
	return out, nil
}

// columnData is the ledger of columns with what the last scan read of each.
type columnData struct {
	Report *reports.Model
	Units  []unitOption
	Rows   map[string][]reports.Column
}

func (d *Desk) columnPage(w http.ResponseWriter, r *http.Request) error {
	m, err := d.latest(r.Context())
	if err != nil {
		return err
	}
	v := who(r)
	data := columnData{Report: m, Units: d.unitOptions(v), Rows: map[string][]reports.Column{}}
	if m != nil {
		for _, c := range m.Columns {
			data.Rows[c.ColumnState.Unit] = append(data.Rows[c.ColumnState.Unit], c)
		}
	}
	return d.show(w, r, "columns", "栏目台账", data)
}

// termsPage shows every document that was published late, with the days one
// by one that were not counted.
func (d *Desk) termsPage(w http.ResponseWriter, r *http.Request) error {
	m, err := d.latest(r.Context())
	if err != nil {
		return err
	}
	v := who(r)
	var list []*reports.Finding
	if m != nil {
		for _, s := range m.Entries {
			for _, f := range slices.Concat(s.Findings, s.Suspects) {
				if f.Check == "deadline" && v.sees(s.ID) && v.Unit == "" {
					list = append(list, f)
				}
			}
		}
	}
	return d.show(w, r, "terms", "20 日时限", list)
}
