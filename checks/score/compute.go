package score

import (
	"slices"

	"duwang/checks/rules"
)

// Compute prices the hits of each unit by a ruleset.
//
// A violation of a rule with effect deduct costs the rule's points, once for
// each fingerprint (the scheme's recurrence times as much for what is back
// within the year), up to the rule's cap (a cap of 0 is the points of the
// rule's group). All rules of a group together cost at most the group's
// points, and a unit loses at most the base. Where one of these bounds cuts a
// line, the line is marked capped, so the points of the lines always add up
// to base − score. A violation of a rule with effect veto (单项否决) gives the
// unit the scheme's veto grade, whatever its score. Every rule with a
// violation has its line, those that cost nothing too; suspects have none.
//
// people are the units to score, with their coverage; the other fields of
// their results are overwritten. Hits of other units and of rules that are
// not in the set are left out. A score is provisional (暂定) when the argument
// says so, when less than 90 % of what was due was checked, and when nothing
// was due. Units come back in the order of people, lines in the order of the
// set's rules, fingerprints sorted: the order of hits does not matter.
func Compute(set *rules.Set, people []Unit, hits []Hit, provisional bool) []Unit {
	type key struct{ unit, rule string }
	prints, again := map[key][]string{}, map[key][]string{}
	for _, h := range hits {
		if h.Violation {
			k := key{h.Unit, h.Rule}
			prints[k] = append(prints[k], h.Fingerprint)
			if h.Recurred && set.Scheme.Recurrence > 0 {
				again[k] = append(again[k], h.Fingerprint)
			}
		}
	}
	points := map[string]rules.Centi{}
	for _, g := range set.Groups {
		points[g.ID] = g.Points
	}
	units := make([]Unit, len(people))
	for i, u := range people {
		u.Vetoed = false
		u.Deductions = []Line{}
		u.Provisional = provisional || u.Coverage.Due == 0 || u.Coverage.Checked*100 < u.Coverage.Due*minCoverage
		left := map[string]rules.Centi{} // what each group can still lose
		score := set.Scheme.Base
		for j := range set.Rules {
			r := &set.Rules[j]
			list := prints[key{u.ID, r.ID}]
			if len(list) == 0 {
				continue
			}
			slices.Sort(list)
			list = slices.Compact(list)
			line := Line{Rule: r.ID, Count: len(list), Fingerprints: list}
			switch r.Effect.Kind {
			case rules.EffectVeto:
				u.Vetoed = true
			case rules.EffectDeduct:
				group, grouped := points[r.Effect.Group]
				if more := again[key{u.ID, r.ID}]; len(more) > 0 {
					slices.Sort(more)
					line.Recurred = slices.Compact(more)
				}
				full := r.Effect.Points*rules.Centi(len(list)-len(line.Recurred)) + set.Scheme.Weighed(r.Effect.Points)*rules.Centi(len(line.Recurred))
				line.Points = full
				if r.Effect.Cap > 0 {
					line.Points = min(line.Points, r.Effect.Cap)
				}
				if grouped {
					if _, begun := left[r.Effect.Group]; !begun {
						left[r.Effect.Group] = group
					}
					line.Points = min(line.Points, left[r.Effect.Group])
					left[r.Effect.Group] -= min(line.Points, score)
				}
				line.Points = min(line.Points, score)
				line.Capped = line.Points < full
				score -= line.Points
			}
			u.Deductions = append(u.Deductions, line)
		}
		u.Score = score
		u.Grade = grade(&set.Scheme, score, u.Vetoed)
		units[i] = u
	}
	return units
}

// minCoverage is the share, in percent, of what was due that has to be
// checked for a score to be final (contract §3).
const minCoverage = 90

// grade returns the first grade, best first, whose lower end the score
// reaches: the ends are inclusive.
func grade(s *rules.Scheme, score rules.Centi, vetoed bool) string {
	if vetoed {
		return s.VetoGrade
	}
	for _, g := range s.Grades {
		if score >= g.From {
			return g.Name
		}
	}
	return ""
}
