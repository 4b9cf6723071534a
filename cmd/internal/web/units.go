package web

import (
	"net/http"
	"strings"

	"duwang/cmd/internal/schedule"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
)

type unitListData struct {
	Report *reports.Model
	Open   map[string]int // open cases, by unit
	Late   map[string]int // overdue ones
}

func (d *Desk) unitList(w http.ResponseWriter, r *http.Request) error {
	if v := who(r); v.Unit != "" {
		http.Redirect(w, r, "/units/"+v.Unit, http.StatusSeeOther)
		return nil
	}
	m, err := d.latest(r.Context())
	if err != nil {
		return err
	}
	cases, err := d.Store.Cases(r.Context(), store.CaseQuery{Live: true})
	if err != nil {
		return err
	}
	data := unitListData{m, map[string]int{}, map[string]int{}}
	today := portal.DateOf(d.now())
	for i := range cases {
		if c := &cases[i]; c.Open() {
			data.Open[c.Unit]++
			if c.Overdue(today) {
				data.Late[c.Unit]++
			}
		}
	}
	return d.show(w, r, "units", "单位与评分", data)
}

type unitData struct {
	ID, Name string
	Report   *reports.Model
	Sheet    *reports.Sheet
	Rows     []caseRow // open cases by deadline
	Warnings []reports.Warning
	Columns  []reports.Column
}

func (d *Desk) unitPage(w http.ResponseWriter, r *http.Request) error {
	v, id := who(r), r.PathValue("id")
	if !v.sees(id) || d.unitName(id) == id {
		return errMissing
	}
	m, err := d.latest(r.Context())
	if err != nil {
		return err
	}
	data := unitData{ID: id, Name: d.unitName(id), Report: m}
	cases, err := d.Store.Cases(r.Context(), store.CaseQuery{Live: true, Units: []string{id}})
	if err != nil {
		return err
	}
	today := portal.DateOf(d.now())
	for i := range cases {
		if c := &cases[i]; c.Open() && mayRead(v, c) {
			data.Rows = append(data.Rows, d.row(c, today))
		}
	}
	sortByDeadline(data.Rows)
	if m != nil {
		data.Sheet = sheetOf(m, id)
		for _, x := range m.Warnings {
			if x.Warning.Unit == id {
				data.Warnings = append(data.Warnings, x)
			}
		}
		for _, c := range m.Columns {
			if c.ColumnState.Unit == id {
				data.Columns = append(data.Columns, c)
			}
		}
	}
	return d.show(w, r, "unit", data.Name, data)
}

type scanListData struct {
	Scans  []portal.Scan
	Runs   []runRow
	CanAsk bool
	Sites  []unitOption
}

func (d *Desk) scanList(w http.ResponseWriter, r *http.Request) error {
	list, err := d.Store.Scans(r.Context(), 200)
	if err != nil {
		return err
	}
	data := scanListData{Scans: list, CanAsk: d.Engine != nil && who(r).can(office...)}
	if data.Runs, err = d.runRows(r.Context()); err != nil {
		return err
	}
	for _, id := range schedule.Sites(d.Config) {
		data.Sites = append(data.Sites, unitOption{id, d.siteName(id)})
	}
	return d.show(w, r, "scans", "扫描记录", data)
}

type scanData struct {
	Scan   portal.Scan
	Report *reports.Model // nil while it runs and for a recheck
	Cases  []rectify.Case // opened by it
}

func (d *Desk) scanPage(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	scan, err := d.Store.Scan(r.Context(), id)
	if err != nil {
		return err
	}
	if !strings.EqualFold(scan.ID, id) {
		return errMissing
	}
	data := scanData{Scan: scan}
	if !scan.FinishedAt.IsZero() && scan.Kind != portal.ScanRecheck {
		if data.Report, err = d.model(r.Context(), &scan); err != nil {
			return err
		}
	}
	return d.show(w, r, "scan", "扫描 "+scan.ID, data)
}
