package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
)

// scores keeps the reports of the scans that screens last asked for: they are
// frozen, and several screens stand on the same one.
type scores struct {
	mu    sync.Mutex
	known map[string]*reports.Model
	order []string
}

// scoresKept bounds memory: a report is some megabytes at most, a small
// site's far less.
const scoresKept = 64

// model returns the report of a scan by the config's ruleset.
func (d *Desk) model(ctx context.Context, scan *portal.Scan) (*reports.Model, error) {
	d.scores.mu.Lock()
	defer d.scores.mu.Unlock()
	key := scan.ID + scan.FinishedAt.String()
	if m := d.scores.known[key]; m != nil {
		return m, nil
	}
	set, err := rules.Load(d.Config.Ruleset)
	if err != nil {
		return nil, err
	}
	ledger, err := d.Store.Ledger(ctx, scan.ID)
	if err != nil {
		return nil, err
	}
	res := &checks.Result{}
	b, err := d.Store.Result(ctx, scan.ID, set.Digest, scan.AsOf)
	switch {
	case errors.Is(err, store.ErrNotFound):
		j, err := work.Judge(ctx, d.Config, d.Store, scan.ID, "", 0)
		if err != nil {
			return nil, err
		}
		res = j.Result
	case err != nil:
		return nil, err
	default:
		if err := json.NewDecoder(bytes.NewReader(b)).Decode(res); err != nil {
			return nil, err
		}
	}
	m := reports.Build(res, set, ledger, work.Office(d.Config))
	if d.scores.known == nil {
		d.scores.known = map[string]*reports.Model{}
	}
	if len(d.scores.order) == scoresKept {
		delete(d.scores.known, d.scores.order[0])
		d.scores.order = d.scores.order[1:]
	}
	d.scores.known[key] = m
	d.scores.order = append(d.scores.order, key)
	return m, nil
}

// scansLooked is how many scans latest goes back to find one of every site.
const scansLooked = 2000

// latest returns what the last finished scans say, of every site its own;
// nil without an error when there is none yet. Sites that are scanned one by
// one come together in one report, which is void only when all of them are.
func (d *Desk) latest(ctx context.Context) (*reports.Model, error) {
	scans, err := d.Store.Scans(ctx, scansLooked)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, s := range d.Config.Sites {
		wanted[s.ID] = true
	}
	var parts []*reports.Model
	for i := range scans {
		s := &scans[i]
		if s.FinishedAt.IsZero() || s.Kind == portal.ScanRecheck || !slices.ContainsFunc(s.Sites, func(c portal.SiteCount) bool { return wanted[c.ID] }) {
			continue
		}
		m, err := d.model(ctx, s)
		if err != nil {
			return nil, err
		}
		for _, c := range s.Sites {
			delete(wanted, c.ID)
		}
		if parts = append(parts, m); len(wanted) == 0 {
			break
		}
	}
	switch len(parts) {
	case 0:
		return nil, nil
	case 1:
		return parts[0], nil
	}
	return together(parts), nil
}

// together makes one report of those of several scans, the latest first. What
// an older scan says of a site that a later one has looked at is left out.
func together(parts []*reports.Model) *reports.Model {
	res, ledger := *parts[0].Result, *parts[0].Ledger
	res.Scan.VoidReasons = nil
	res.Sites, res.Units, res.Columns, res.Findings, res.Warnings, res.Unverified = nil, nil, nil, nil, nil, nil
	ledger.Sites, ledger.Units, ledger.Columns = nil, nil, nil
	taken := map[string]bool{}
	for _, m := range parts {
		r := m.Result
		fresh := map[string]bool{} // sites and units that no later scan has
		for _, s := range m.Ledger.Sites {
			if !taken[s.ID] {
				fresh[s.ID] = true
				ledger.Sites = append(ledger.Sites, s)
			}
		}
		for _, u := range m.Ledger.Units {
			if fresh[u.Site] {
				fresh[u.ID] = true
				ledger.Units = append(ledger.Units, u)
			}
		}
		for _, c := range m.Ledger.Columns {
			if fresh[c.Unit] {
				ledger.Columns = append(ledger.Columns, c)
			}
		}
		for id := range fresh {
			taken[id] = true
		}
		res.Scan.Complete = res.Scan.Complete && r.Scan.Complete
		res.Scan.Void = res.Scan.Void && r.Scan.Void
		res.Scan.VoidReasons = append(res.Scan.VoidReasons, r.Scan.VoidReasons...)
		res.Sites = append(res.Sites, of(r.Sites, fresh, func(x *portal.SiteCount) string { return x.ID })...)
		res.Units = append(res.Units, of(r.Units, fresh, func(x *score.Unit) string { return x.ID })...)
		res.Columns = append(res.Columns, of(r.Columns, fresh, func(x *checks.ColumnState) string { return x.Unit })...)
		res.Findings = append(res.Findings, of(r.Findings, fresh, func(x *checks.Finding) string { return x.Unit })...)
		res.Warnings = append(res.Warnings, of(r.Warnings, fresh, func(x *checks.Warning) string { return x.Unit })...)
		res.Unverified = append(res.Unverified, of(r.Unverified, fresh, func(x *checks.Unverified) string { return x.Unit })...)
	}
	return reports.Build(&res, parts[0].Set, &ledger, parts[0].Office)
}

// of returns the rows of a list whose owner is among the given ones.
func of[T any](list []T, owners map[string]bool, owner func(*T) string) (out []T) {
	for i := range list {
		if owners[owner(&list[i])] {
			out = append(out, list[i])
		}
	}
	return out
}

// finding puts what a case was last seen as into words, by the ledger of the
// scan that saw it.
func (d *Desk) finding(ctx context.Context, c *rectify.Case) (*reports.Finding, error) {
	scan, err := d.Store.Scan(ctx, c.LastScan)
	if err != nil {
		return nil, err
	}
	m, err := d.model(ctx, &scan)
	if err != nil {
		return nil, err
	}
	one := *m.Result
	f := c.Finding
	one.Findings = []checks.Finding{f}
	one.Unverified, one.Warnings = nil, nil
	only := reports.Build(&one, m.Set, m.Ledger, m.Office)
	for _, s := range only.Entries {
		for _, list := range [][]*reports.Finding{s.Findings, s.Suspects} {
			if len(list) > 0 {
				return list[0], nil
			}
		}
	}
	return nil, store.ErrNotFound
}

// unitName returns the name of a unit, or of a site that answers itself.
func (d *Desk) unitName(id string) string {
	for _, u := range d.Config.Units {
		if u.ID == id {
			return u.Name
		}
	}
	for _, s := range d.Config.Sites {
		if s.ID == id {
			return s.Name + "（网站本身）"
		}
	}
	return id
}
