package demo

import (
	"encoding/json"

	"duwang/checks"
	"duwang/checks/rules"
)

// An Outcome says how far a scan's findings are the planted faults.
type Outcome struct {
	Planted int              // faults of checks that the ruleset uses
	Found   int              // of them, found
	Missed  []Fault          // planted and not found
	False   []checks.Finding // found and not planted: false alarms
	Astray  []Astray         // found, but laid at another door or with another verdict; counted as found
	Misled  []NearMiss       // near misses that were to be left unverified and were not
}

// An Astray is a planted fault with the finding that names it otherwise.
type Astray struct {
	Fault   Fault
	Finding checks.Finding
}

// Compare holds a scan's result against the truth, by check, subject and
// mark. Base is the portal's address; set is the ruleset of the result: faults
// of checks that it does not use were not to be found.
func (p *Portal) Compare(base string, result *checks.Result, set *rules.Set) Outcome {
	type key struct{ check, url, mark string }
	used := map[string]bool{}
	for i := range set.Rules {
		used[set.Rules[i].Check] = true
	}
	found := map[key]checks.Finding{}
	for _, f := range result.Findings {
		found[key{f.Check, f.URL, markOf(f)}] = f
	}
	var o Outcome
	planted := map[key]bool{}
	for _, t := range p.Truth(base) {
		if !used[t.Check] {
			continue
		}
		k := key{t.Check, t.URL, t.Mark}
		planted[k] = true
		o.Planted++
		f, ok := found[k]
		if !ok {
			o.Missed = append(o.Missed, t)
			continue
		}
		o.Found++
		if f.Unit != t.Unit || f.Column != t.Column || f.Verdict != t.Verdict {
			o.Astray = append(o.Astray, Astray{t, f})
		}
	}
	for _, f := range result.Findings {
		if !planted[key{f.Check, f.URL, markOf(f)}] {
			o.False = append(o.False, f)
		}
	}
	open := map[[2]string]bool{}
	for _, u := range result.Unverified {
		open[[2]string{u.URL, u.Reason}] = true
	}
	for _, n := range p.NearMisses(base) {
		if n.Unverified != "" && !open[[2]string{n.URL, n.Unverified}] {
			o.Misled = append(o.Misled, n)
		}
	}
	return o
}

// markOf reads off a finding's evidence what Fault.Mark names.
func markOf(f checks.Finding) string {
	key := map[string]string{
		"field-missing": "field", "tag-missing": "tag", "mark-missing": "mark", "section-missing": "section",
		"date-implausible": "kind", "annual-report": "kind", "interpretation": "kind", "identity-exposed": "kind",
	}[f.Check]
	if key == "" {
		return ""
	}
	var evidence map[string]any
	if json.Unmarshal(f.Evidence, &evidence) != nil {
		return ""
	}
	mark, _ := evidence[key].(string)
	return mark
}
