package web

import (
	"net/http"
	"slices"

	"duwang/cmd/internal/people"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
)

// homeData is what the home screen shows, by role: first whether the last run
// can be relied on, then what waits, then what is due.
type homeData struct {
	Report   *reports.Model // nil before the first scan
	Today    portal.Date
	Desk     bool // the visitor works on cases
	Unit     string
	Sheet    *reports.Sheet // of the visitor's unit
	Tallies  []tally
	Due      []caseRow // open ones of the unit, or overdue and due soon ones
	Warnings []reports.Warning
}

// A tally is a number that leads to the list behind it.
type tally struct {
	Text string
	N    int
	Path string
	Loud bool
}

// dueShown bounds the home screen's list; the link below it leads to all.
const dueShown = 12

func (d *Desk) home(w http.ResponseWriter, r *http.Request) error {
	v := who(r)
	m, err := d.latest(r.Context())
	if err != nil {
		return err
	}
	cases, err := d.Store.Cases(r.Context(), store.CaseQuery{Live: true, Units: v.scope()})
	if err != nil {
		return err
	}
	today := portal.DateOf(d.now())
	data := homeData{Report: m, Today: today, Desk: v.can(people.Officer, people.Reviewer, people.Admin)}
	if v.Unit != "" {
		data.Unit = d.unitName(v.Unit)
	}
	if m != nil {
		data.Sheet, data.Warnings = sheetOf(m, v.Unit), warningsFor(m, v)
	}
	n := map[string]int{}
	for i := range cases {
		c := &cases[i]
		n[string(c.Phase)]++
		switch {
		case c.Overdue(today):
			n["overdue"]++
			data.Due = append(data.Due, d.row(c, today))
		case c.DueSoon(today):
			n["soon"]++
			data.Due = append(data.Due, d.row(c, today))
		case v.Unit != "" && c.Phase == rectify.Issued:
			data.Due = append(data.Due, d.row(c, today))
		}
	}
	sortByDeadline(data.Due)
	data.Due = data.Due[:min(len(data.Due), dueShown)]
	list := func(phase rectify.Phase) string { return "/cases?phase=" + string(phase) }
	if data.Desk {
		data.Tallies = append(data.Tallies, tally{"待确认", n[string(rectify.Pending)], "/queue", n[string(rectify.Pending)] > 0},
			tally{"已确认，待下发", n[string(rectify.Confirmed)], list(rectify.Confirmed), false},
			tally{"申诉待决定", n[string(rectify.Appealed)], list(rectify.Appealed), n[string(rectify.Appealed)] > 0},
			tally{"已反馈，待复查", n[string(rectify.Replied)], list(rectify.Replied), false})
	}
	data.Tallies = append(data.Tallies, tally{"已下发", n[string(rectify.Issued)], list(rectify.Issued), false},
		tally{"即将到期", n["soon"], "/cases?due=soon", false}, tally{"逾期", n["overdue"], "/cases?due=overdue", n["overdue"] > 0})
	return d.show(w, r, "home", "首页", data)
}

// sheetOf returns what a report says of a unit, nil when it says nothing.
func sheetOf(m *reports.Model, unit string) *reports.Sheet {
	for _, s := range m.Entries {
		if s.ID == unit {
			return s
		}
	}
	return nil
}

// warningsFor returns the early warnings that a visitor may see.
func warningsFor(m *reports.Model, v *visitor) []reports.Warning {
	return slices.DeleteFunc(slices.Clone(m.Warnings), func(w reports.Warning) bool { return !v.sees(w.Warning.Unit) })
}
