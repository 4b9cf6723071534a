package checks

import (
	"cmp"
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/crawler/portal"
)

// finish sorts what the checks said and prices it.
func (r *run) finish(snap portal.Snapshot) {
	res := r.result
	for n := range r.notes {
		res.Scan.Notes = append(res.Scan.Notes, n)
	}
	slices.Sort(res.Scan.Notes)
	for _, u := range r.unread {
		res.Unverified = append(res.Unverified, u.Unverified)
	}
	slices.SortFunc(res.Unverified, compareUnverified)
	slices.SortFunc(res.Sites, func(a, b portal.SiteCount) int { return cmp.Compare(a.ID, b.ID) })
	if res.Scan.Void {
		res.Findings, res.Warnings = []Finding{}, []Warning{}
		r.acquitted = map[string]bool{}
	}
	slices.SortFunc(res.Findings, compareFindings)
	// One problem seen from two sides (an item of two lists) is one finding.
	once := map[[2]string]bool{}
	res.Findings = slices.DeleteFunc(res.Findings, func(f Finding) bool {
		k := [2]string{f.Fingerprint, f.Rule}
		again := once[k]
		once[k] = true
		return again
	})
	slices.SortFunc(res.Warnings, func(a, b Warning) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Check, b.Check),
			cmp.Compare(a.URL, b.URL), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Due, b.Due))
	})
	for i := range snap.Ledger().Columns {
		res.Columns = append(res.Columns, r.state(r.views[snap.Ledger().Columns[i].ID]))
	}
	slices.SortFunc(res.Columns, func(a, b ColumnState) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.ID, b.ID))
	})
	if !res.Scan.Void {
		res.Units = score.Compute(r.opt.Set, r.people(snap.Ledger()), r.hits(), len(res.Scan.Notes) > 0)
	}
}

// compareFindings orders by unit, column, check, url and evidence (contract
// §3), and by rule where all of these agree.
func compareFindings(a, b Finding) int {
	return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Check, b.Check),
		cmp.Compare(a.URL, b.URL), cmp.Compare(string(a.Evidence), string(b.Evidence)), cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Fingerprint, b.Fingerprint))
}

func compareUnverified(a, b Unverified) int {
	return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Column, b.Column), cmp.Compare(a.URL, b.URL),
		cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Detail, b.Detail))
}

func (r *run) state(v *Column) ColumnState {
	s := ColumnState{ID: v.ID, Unit: v.Column.Unit, Type: v.Type, URL: v.URL, Items: v.Items, Newest: v.Newest}
	if v.Newest != 0 {
		age := r.opt.AsOf.DaysSince(v.Newest)
		s.AgeDays = &age
		if limit := r.limit(v.Column); limit > 0 {
			s.Due = v.Newest.AddDays(limit)
		}
	}
	return s
}

// people lists the sites and units to score, with their coverage.
func (r *run) people(ledger *portal.Ledger) []score.Unit {
	var list []score.Unit
	add := func(u *portal.Unit) {
		list = append(list, score.Unit{ID: u.ID, Name: u.Name, Kind: u.Kind, Site: u.Site, Coverage: *r.coverage[u.ID]})
	}
	for i := range ledger.Sites {
		add(r.units[ledger.Sites[i].ID])
	}
	for i := range ledger.Units {
		add(&ledger.Units[i])
	}
	slices.SortFunc(list, func(a, b score.Unit) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func (r *run) hits() []score.Hit {
	hits := make([]score.Hit, 0, len(r.result.Findings))
	for i := range r.result.Findings {
		f := &r.result.Findings[i]
		hits = append(hits, score.Hit{Unit: f.Unit, Rule: f.Rule, Fingerprint: f.Fingerprint, Violation: f.Verdict == Violation})
	}
	return hits
}

// rectifyBy returns the day by which a finding of a rule is to be put right:
// so many working days after the day of checking, 0 when the ruleset gives
// no deadline.
func (r *run) rectifyBy(rule *rules.Rule) portal.Date {
	n := r.opt.Set.Within(rule)
	if n == 0 {
		return 0
	}
	d, known := r.opt.Calendar.AddWorkdays(r.opt.AsOf, n)
	if !known {
		r.note(fmt.Sprintf("%d年放假安排未公布，落在该年的整改时限为暂定", d.Year()))
	}
	return d
}
