package assess

import (
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of Item.
const (
	Automatic = "automatic" // what the program saw: problems and answers
	Manual    = rules.ManualScore
	BonusItem = rules.ManualBonus
	VetoItem  = rules.ManualVeto
)

// An item of a unit's table before anything is scored.
type item struct {
	id, title, standard, proof string
	kind                       string
	points                     rules.Centi
	rules                      []*rules.Rule // of an automatic item
	answers                    rules.Answers
	skipped                    string // why it does not bind the unit; "" when it does
}

// A branch is one group of a unit's table.
type branch struct {
	group rules.YearGroup
	items []item
}

// automaticID is the id of the program's item in a group.
func automaticID(group string) string { return group + ":automatic" }

// table lays out the indicator table that binds a unit: its class's points
// and skips taken in.
func table(set *rules.Set, unit, kind string) (parts []rules.Part, branches []branch, extras []item) {
	class := set.Class(unit, kind)
	points := func(id string, have rules.Centi) rules.Centi {
		if p, ok := class.Points[id]; ok {
			return p
		}
		return have
	}
	why := ""
	if class.Title != "" {
		why = class.Title + "不考核此项"
	}
	parts = slices.Clone(set.Assessment.Parts)
	if len(parts) == 0 {
		parts = []rules.Part{{Points: set.Scheme.Base}}
	}
	for i := range parts {
		parts[i].Points = points(parts[i].ID, parts[i].Points)
	}
	manual := func(m *rules.Manual) item {
		x := item{id: m.ID, title: m.Title, standard: m.Standard, proof: m.Proof, kind: m.Kind(), points: points(m.ID, m.Points)}
		switch {
		case kind == portal.UnitSite && !slices.Contains(m.Applies.Kinds, kind):
			x.skipped = "网站本身没有人工评分项"
		case !m.Applies.Unit(kind):
			x.skipped = "不适用于该类单位"
		case slices.Contains(class.Skip, m.ID):
			x.skipped = why
		}
		return x
	}
	for _, g := range set.YearGroups() {
		b := branch{group: g}
		left := g.Points
		for i := range set.Manual {
			if m := &set.Manual[i]; m.Group == g.ID && m.Kind() == Manual {
				left -= m.Points
			}
		}
		if p, ok := class.Points[g.ID]; ok {
			left = max(left+p-g.Points, 0)
		}
		program := item{id: automaticID(g.ID), title: "网上检查和整改", kind: Automatic, points: left, answers: g.Answers}
		for _, id := range g.Rules {
			if r, ok := set.Rule(id); ok {
				program.rules = append(program.rules, r)
			}
		}
		switch {
		case len(program.rules) == 0:
			program.title = "整改反馈"
		case g.Answers == rules.Answers{}:
			program.title = "网上检查"
		}
		if len(program.rules) > 0 || g.Answers != (rules.Answers{}) {
			if slices.Contains(class.Skip, g.ID) {
				program.skipped = why
			}
			b.items = append(b.items, program)
		} else if left > 0 {
			b.items = append(b.items, item{id: program.id, title: "其他", kind: Automatic, points: left, skipped: "没有评分的办法，按其余折算"})
		}
		for i := range set.Manual {
			m := &set.Manual[i]
			if m.Group != g.ID || m.Kind() != Manual {
				continue
			}
			x := manual(m)
			if slices.Contains(class.Skip, g.ID) {
				x.skipped = why
			}
			b.items = append(b.items, x)
		}
		branches = append(branches, b)
	}
	for i := range set.Manual {
		if m := &set.Manual[i]; m.Kind() != Manual {
			extras = append(extras, manual(m))
		}
	}
	return parts, branches, extras
}
