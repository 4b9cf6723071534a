package assess

import (
	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports"
)

// A FormRow is one row of the entry sheet (考核录入表): one manual item of one
// unit that it binds.
type FormRow struct {
	Unit, UnitName, Class string
	Item, Group, Title    string
	Kind                  string // ManualScore, ManualBonus, ManualVeto
	Points                rules.Centi
	Standard, Proof       string
}

// Form returns the rows of the entry sheet, unit by unit in their order.
// Sites and items that do not bind a unit have none.
func Form(set *rules.Set, units []portal.Unit) []FormRow {
	groups := map[string]string{}
	for _, g := range set.YearGroups() {
		groups[g.ID] = g.Title
	}
	of := map[string]string{}
	for i := range set.Manual {
		of[set.Manual[i].ID] = groups[set.Manual[i].Group]
	}
	var out []FormRow
	for _, u := range units {
		c := scorer{book: &Book{Set: set}}
		_, branches, extras := table(set, u.ID, u.Kind)
		add := func(items []item) {
			for _, x := range items {
				if x.kind == Automatic || x.skipped != "" {
					continue
				}
				group := of[x.id]
				switch x.kind {
				case BonusItem:
					group = "加分"
				case VetoItem:
					group = "单项否决"
				}
				out = append(out, FormRow{Unit: u.ID, UnitName: reports.Clean(u.Name), Class: c.class(u), Item: x.id, Group: group, Title: x.title,
					Kind: x.kind, Points: x.points, Standard: x.standard, Proof: x.proof})
			}
		}
		if u.Kind == portal.UnitSite {
			continue
		}
		for _, b := range branches {
			add(b.items)
		}
		add(extras)
	}
	return out
}

// Indicators returns the ids that a Claim may name, with their titles: the
// groups and the manual items, in the order of the table.
func Indicators(set *rules.Set) (ids []string, titles map[string]string) {
	titles = map[string]string{}
	for _, g := range set.YearGroups() {
		ids, titles[g.ID] = append(ids, g.ID), g.Title
		for i := range set.Manual {
			if m := &set.Manual[i]; m.Group == g.ID && m.Kind() == Manual {
				ids, titles[m.ID] = append(ids, m.ID), m.Title
			}
		}
	}
	return ids, titles
}
