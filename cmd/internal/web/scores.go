package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"sync"

	"duwang/checks"
	"duwang/checks/rules"
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

// scoresKept bounds memory: a county's report is some megabytes.
const scoresKept = 4

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

// latest returns the last finished scan with its report; nil without an error
// when there is none yet.
func (d *Desk) latest(ctx context.Context) (*reports.Model, error) {
	scan, err := d.Store.LatestScan(ctx, true)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return d.model(ctx, &scan)
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
