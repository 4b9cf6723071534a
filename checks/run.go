package checks

import (
	"fmt"
	"slices"

	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/crawler/portal"
)

// Options are what a judgement depends on besides the snapshot.
type Options struct {
	Set      *rules.Set
	Calendar *calendar.Calendar
	AsOf     portal.Date
	Since    portal.Date // articles_since; zero = 1 January of AsOf's year
	// Watch names fingerprints of open cases: those that a check examined and
	// found in order come back in the second result of Run.
	Watch []string
	// Probes are the looks at home pages before the scan, by site and time.
	Probes []portal.Probe
}

type run struct {
	opt       Options
	kind      string // of the scan
	result    *Result
	units     map[string]*portal.Unit
	columns   map[string]*portal.Column
	views     map[string]*Column
	sites     map[string]*Site
	coverage  map[string]*score.Coverage
	watch     map[string]bool
	acquitted map[string]bool
	accused   map[string]bool
	unread    map[unreadKey]unreadRow
	notes     map[string]bool
	limits    []limitRule
	doubts    map[string][]doubt // by address, of rows whose page was not read
}

// An examiner is one rule's check at work.
type examiner struct {
	Examiner
	pass *Pass
}

// Run judges a snapshot: every check that the ruleset uses, in one pass over
// each stream of facts. It returns the result and, sorted, the watched
// fingerprints that were found in order; one that any rule found bad is not
// among them. A void scan accuses nobody and acquits nobody: its result
// carries no findings and no scores (contract §3).
//
// The snapshot is not changed. Memory grows with the columns and the
// findings, not with the pages.
func Run(snap portal.Snapshot, opt Options) (*Result, []string, error) {
	if opt.Since == 0 {
		opt.Since = portal.NewDate(opt.AsOf.Year(), 1, 1)
	}
	snap = OnDuty(snap, opt.AsOf)
	r := newRun(snap, opt)
	examiners, err := r.begin(snap.Ledger())
	if err != nil {
		return nil, nil, err
	}
	if err := r.stream(snap, examiners); err != nil {
		return nil, nil, err
	}
	r.settle()
	r.conclude(snap.Ledger(), examiners)
	r.finish(snap)
	acquitted := make([]string, 0, len(r.acquitted))
	for f := range r.acquitted {
		if !r.accused[f] {
			acquitted = append(acquitted, f)
		}
	}
	slices.Sort(acquitted)
	return r.result, acquitted, nil
}

// begin starts every rule's check.
func (r *run) begin(ledger *portal.Ledger) ([]examiner, error) {
	if err := Bind(r.opt.Set); err != nil {
		return nil, err
	}
	list := make([]examiner, 0, len(r.opt.Set.Rules))
	for i := range r.opt.Set.Rules {
		rule := &r.opt.Set.Rules[i]
		c := registry[rule.Check]
		args, err := arguments(c, rule)
		if err != nil {
			return nil, err
		}
		p := &Pass{Rule: rule, Args: args, AsOf: r.opt.AsOf, Since: r.opt.Since, Calendar: r.opt.Calendar,
			Ledger: ledger, check: c, run: r, bound: map[string]bool{}}
		if s, ok := args.(*staleArgs); ok {
			r.limits = append(r.limits, limitRule{p, s.Limit})
		}
		list = append(list, examiner{c.Begin(p), p})
	}
	return list, nil
}

// stream reads the snapshot once. Gaps come first: they say what must not be
// taken for empty.
func (r *run) stream(snap portal.Snapshot, examiners []examiner) error {
	if err := snap.Gaps(func(g *portal.Gap) error {
		r.gap(g)
		return nil
	}); err != nil {
		return fmt.Errorf("read gaps: %w", err)
	}
	items, pages, targets := []func(*portal.Item){}, []func(*portal.Page){}, []func(*portal.Target){}
	for _, e := range examiners {
		if e.Item != nil {
			items = append(items, e.Item)
		}
		if e.Page != nil {
			pages = append(pages, e.Page)
		}
		if e.Target != nil {
			targets = append(targets, e.Target)
		}
	}
	if err := snap.Items(func(it *portal.Item) error {
		r.item(it)
		if it.Column == "" {
			return nil
		}
		for _, examine := range items {
			examine(it)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read items: %w", err)
	}
	if err := snap.Pages(func(page *portal.Page) error {
		if !r.page(page) {
			return nil
		}
		for _, examine := range pages {
			examine(page)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read pages: %w", err)
	}
	if err := snap.Targets(func(t *portal.Target) error {
		if t.Gap != "" {
			r.unverified(fromTarget, Unverified{URL: t.URL, Unit: t.Unit, Column: t.Column, Reason: t.Gap, Detail: t.Detail})
			return nil
		}
		r.target(t)
		for _, examine := range targets {
			examine(t)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read targets: %w", err)
	}
	return nil
}

// conclude shows the checks the columns and sites as they were put together.
func (r *run) conclude(ledger *portal.Ledger, examiners []examiner) {
	for i := range ledger.Columns {
		v := r.views[ledger.Columns[i].ID]
		for _, e := range examiners {
			if e.Column != nil && e.pass.Binds(v.ID) {
				e.Column(v)
			}
		}
	}
	for i := range ledger.Sites {
		s := r.sites[ledger.Sites[i].ID]
		for _, e := range examiners {
			if e.Site != nil && e.pass.Rule.Applies.Unit(portal.UnitSite) {
				e.Site(s)
			}
		}
	}
	for _, e := range examiners {
		if e.Done != nil {
			e.Done()
		}
	}
}

func newRun(snap portal.Snapshot, opt Options) *run {
	scan, ledger := snap.Scan(), snap.Ledger()
	r := &run{
		opt: opt, kind: scan.Kind,
		units: map[string]*portal.Unit{}, columns: map[string]*portal.Column{},
		views: map[string]*Column{}, sites: map[string]*Site{},
		coverage: map[string]*score.Coverage{}, watch: map[string]bool{},
		acquitted: map[string]bool{}, accused: map[string]bool{},
		unread: map[unreadKey]unreadRow{}, notes: map[string]bool{}, doubts: map[string][]doubt{},
		result: &Result{
			Schema: Schema,
			Scan: ScanState{ID: scan.ID, AsOf: opt.AsOf, Kind: scan.Kind, Ruleset: opt.Set.Name, RulesetSHA256: opt.Set.Digest,
				Calendar: opt.Calendar.Version(), StartedAt: scan.StartedAt, FinishedAt: scan.FinishedAt,
				Complete: scan.Complete, Void: scan.Void, VoidReasons: append([]string{}, scan.VoidReasons...)},
			Sites:   append([]portal.SiteCount{}, scan.Sites...),
			Units:   []score.Unit{},
			Columns: []ColumnState{}, Findings: []Finding{}, Warnings: []Warning{}, Unverified: []Unverified{},
		},
	}
	for _, f := range opt.Watch {
		r.watch[f] = true
	}
	for i := range ledger.Sites {
		s := &ledger.Sites[i]
		r.sites[s.ID] = &Site{Site: s, Sections: map[string]bool{}}
		r.units[s.ID] = &portal.Unit{ID: s.ID, Name: s.Name, Kind: portal.UnitSite, Site: s.ID}
		r.coverage[s.ID] = &score.Coverage{}
	}
	for i := range ledger.Units {
		u := &ledger.Units[i]
		r.units[u.ID] = u
		r.coverage[u.ID] = &score.Coverage{}
	}
	for i := range ledger.Columns {
		c := &ledger.Columns[i]
		r.columns[c.ID] = c
		r.views[c.ID] = &Column{Column: c, Unit: r.units[c.Unit]}
	}
	return r
}

func (r *run) cover(unit string) *score.Coverage {
	c := r.coverage[unit]
	if c == nil {
		c = &score.Coverage{}
		r.coverage[unit] = c
	}
	return c
}

// Where an unverified row comes from, the most exact first: of several rows
// about one address and reason, the first of these stands.
const (
	fromGap = iota
	fromPage
	fromCheck
	fromTarget
)

type unreadKey struct{ url, reason string }

type unreadRow struct {
	Unverified
	from int
}

// unverified keeps one row an address and reason, however many streams and
// checks tell of it.
func (r *run) unverified(from int, u Unverified) {
	k := unreadKey{u.URL, u.Reason}
	old, ok := r.unread[k]
	if !ok || from < old.from || from == old.from && compareUnverified(u, old.Unverified) < 0 {
		r.unread[k] = unreadRow{u, from}
	}
}

// note keeps a sentence that makes the result provisional.
func (r *run) note(sentence string) { r.notes[sentence] = true }
