package work

import (
	"context"
	"errors"
	"slices"

	"duwang/checks/score"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// AppealScores returns the score of a case's unit with and without the
// problem, by its last sound scan and what people have confirmed; nil where
// the ruleset gives none or no sound scan looked at the unit.
func AppealScores(ctx context.Context, cfg *config.Config, st *store.Store, c *rectify.Case) (*rectify.Scores, error) {
	cal, err := Calendar(cfg)
	if err != nil {
		return nil, err
	}
	d := &drafter{cfg: cfg, st: st, cal: cal, bases: map[string]*base{}, ledgers: map[string]*portal.Ledger{}}
	b, err := d.base(ctx, c.Unit)
	if errors.Is(err, errNoScan) || err == nil && !b.set.Scored() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	people := slices.DeleteFunc(slices.Clone(b.res.Units), func(u score.Unit) bool { return u.ID != c.Unit })
	if len(people) == 0 {
		return nil, nil
	}
	hits := confirmedHits(b.res, b.states, b.again)
	out := &rectify.Scores{Scan: b.res.Scan.ID, Ruleset: b.set.Name, With: score.Compute(b.set, people, hits, false)[0].Score}
	hits = slices.DeleteFunc(hits, func(h score.Hit) bool { return h.Fingerprint == c.Fingerprint })
	out.Without = score.Compute(b.set, people, hits, false)[0].Score
	return out, nil
}
