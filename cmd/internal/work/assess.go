package work

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/assess"
	"duwang/reports/rectify"
)

// An AssessRequest says by what a year is assessed.
type AssessRequest struct {
	Set     *rules.Set // see YearRuleset
	Entries []assess.Entry
	Claims  []assess.Claim
}

// YearRuleset loads the ruleset to assess by, "" for the config's. One that
// gives no scores is ErrNotScored.
func YearRuleset(cfg *config.Config, name string) (*rules.Set, error) {
	set, err := rules.Load(cmp.Or(name, cfg.Ruleset))
	if err == nil {
		err = checks.Bind(set)
	}
	if err == nil && !set.Scored() {
		err = fmt.Errorf("%w：%s 只列问题，没有满分和等次，不能用来考核；请在配置中换一个指标体系，或者用 --ruleset 指定", ErrNotScored, set.Name)
	}
	return set, err
}

// ErrNotScored says that a ruleset gives no scores.
var ErrNotScored = errors.New("指标体系不计分")

// A YearBook is what the store holds of a year: all that an assessment weighs
// besides the ruleset, so that one reading serves several rulesets.
type YearBook struct {
	Units     []portal.Unit // of the config, sites last
	Period    assess.Period
	Lives     []assess.Life
	Notices   []assess.Notice
	Scans     []assess.Scan
	results   map[string]string // scan id → as_of, of the valid scans
	decisions string            // digest
	cases     int
	calendar  string
	open      []string // why every score is provisional
}

// ReadYear reads everything of a year from the store: cases with their
// events, notices, scans.
func ReadYear(ctx context.Context, cfg *config.Config, st *store.Store, year int, asOf portal.Date) (*YearBook, error) {
	b := &YearBook{Period: assess.Year(year, asOf), results: map[string]string{}}
	cal, err := Calendar(cfg)
	if err != nil {
		return nil, err
	}
	b.calendar = cal.Version()
	if !cal.Known(year) {
		b.open = append(b.open, fmt.Sprintf("%d年的放假安排尚未公布", year))
	}
	l := cfg.Ledger()
	b.Units = slices.Clone(l.Units)
	for _, s := range l.Sites {
		b.Units = append(b.Units, portal.Unit{ID: s.ID, Name: s.Name, Kind: portal.UnitSite, Site: s.ID})
	}
	if err := b.readScans(ctx, st); err != nil {
		return nil, err
	}
	notices, err := st.Notices(ctx, year)
	if err != nil {
		return nil, err
	}
	for i := range notices {
		n := &notices[i]
		if n.IssuedOn <= asOf {
			b.Notices = append(b.Notices, assess.Notice{Key: n.Key, Serial: n.Serial(), Unit: n.Unit})
		}
	}
	sum := sha256.New()
	err = st.CaseLives(ctx, b.Period.From, b.Period.To, func(c *rectify.Case, events []rectify.Event) error {
		live, ok := assess.Live(c, events, b.Period)
		if !ok {
			return nil
		}
		b.Lives = append(b.Lives, live)
		fmt.Fprintf(sum, "%s %s\n", c.Number, c.Fingerprint)
		for i := range events {
			e := &events[i]
			if e.On > asOf || e.Kind == rectify.Seen && e.On > b.Period.To {
				continue
			}
			fmt.Fprintf(sum, "%s %s %d %q %q %q %q %q %s\n", e.Kind, e.On, e.At.Unix(), e.By, e.Why, e.Unit, e.Notice, e.Scan, e.Until)
			if f := e.Finding; f != nil {
				fmt.Fprintf(sum, "%s %s %s %q %q\n", f.Rule, f.Severity, f.Unit, f.URL, f.Message)
			}
		}
		return nil
	})
	b.decisions, b.cases = hex.EncodeToString(sum.Sum(nil)), len(b.Lives)
	return b, err
}

// readScans takes in the scans of the year; rechecks of single pages are not
// among them.
func (b *YearBook) readScans(ctx context.Context, st *store.Store) error {
	scans, err := st.Scans(ctx, 0)
	if err != nil {
		return err
	}
	slices.Reverse(scans)
	for i := range scans {
		s := &scans[i]
		if s.AsOf < b.Period.From || s.AsOf > b.Period.To || s.Kind == "recheck" {
			continue
		}
		row := assess.Scan{ID: s.ID, AsOf: s.AsOf, Kind: s.Kind, Valid: s.Complete && !s.Void}
		if row.Valid {
			if row.Snapshot, err = st.SnapshotDigest(ctx, s.ID); err != nil {
				return err
			}
		}
		b.Scans = append(b.Scans, row)
	}
	slices.SortStableFunc(b.Scans, func(x, y assess.Scan) int {
		return cmp.Or(cmp.Compare(x.AsOf, y.AsOf), cmp.Compare(x.ID, y.ID))
	})
	return nil
}

// coverage adds up what the valid scans of the year were to read, by unit, as
// the results under the ruleset say; a scan that was never judged by it counts
// by the result kept last.
func (b *YearBook) coverage(ctx context.Context, st *store.Store, digest string) (map[string]assess.Coverage, error) {
	out := map[string]assess.Coverage{}
	for _, s := range b.Scans {
		if !s.Valid {
			continue
		}
		raw, err := st.Result(ctx, s.ID, digest, s.AsOf)
		if errors.Is(err, store.ErrNotFound) {
			raw, err = st.Result(ctx, s.ID, "", s.AsOf)
		}
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		units, err := unitsOfResult(raw)
		if err != nil {
			return nil, fmt.Errorf("result of scan %s: %w", s.ID, err)
		}
		for _, u := range units {
			c := out[u.ID]
			c.Scans++
			c.Due += u.Coverage.Due
			c.Checked += u.Coverage.Checked
			c.Unverified += u.Coverage.Unverified
			out[u.ID] = c
		}
	}
	return out, nil
}

// unitsOfResult reads the units of a result and no more: findings are the bulk.
func unitsOfResult(raw []byte) ([]score.Unit, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		if key == "units" {
			var units []score.Unit
			err := d.Decode(&units)
			return units, err
		}
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// Assess assesses the year by a ruleset. The same year, ruleset and entries
// give the same result, and the same hash.
func (b *YearBook) Assess(ctx context.Context, cfg *config.Config, st *store.Store, req AssessRequest) (*assess.Result, error) {
	set := req.Set
	coverage, err := b.coverage(ctx, st, set.Digest)
	if err != nil {
		return nil, err
	}
	r := assess.Compute(&assess.Book{Set: set, Period: b.Period, Units: b.Units, Coverage: coverage, Lives: b.Lives, Notices: b.Notices,
		Entries: req.Entries, Claims: req.Claims, Provisional: b.open})
	r.Office, r.Calendar = cfg.Office.Name, b.calendar
	r.Sheet = assess.Sheet{Kind: assess.Trial}
	r.Inputs = assess.Inputs{Scans: append([]assess.Scan{}, b.Scans...), Decisions: b.decisions, Cases: b.cases}
	for _, d := range []struct {
		to   *string
		what any
	}{{&r.Inputs.Notices, b.Notices}, {&r.Inputs.Entries, []any{r.Entries, r.Claims}}, {&r.Inputs.Ledger, b.Units}} {
		if *d.to, err = digestOf(d.what); err != nil {
			return nil, err
		}
	}
	r.Hash, err = digestOf([]any{r.Schema, r.Period, r.RulesetSHA256, r.Calendar, r.Inputs, coverage})
	return r, err
}

// digestOf is the SHA-256 of a value's JSON, which has no maps but sorted ones.
func digestOf(v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}
