package checks

import "duwang/crawler/portal"

// OnDuty returns the snapshot with every answer under the unit that had the
// duty (users.md §5 rule 5): for an article that of the day it was published,
// by its own date or else its list's, for everything else that of asOf. A
// ledger without handed-over columns comes back as it is.
func OnDuty(snap portal.Snapshot, asOf portal.Date) portal.Snapshot {
	l := snap.Ledger()
	if !l.Handed() {
		return snap
	}
	d := &dutied{Snapshot: snap, ledger: l.OnDuty(asOf), asOf: asOf, columns: map[string]*portal.Column{}}
	for i := range l.Columns {
		if c := &l.Columns[i]; len(c.Duties) > 0 {
			d.columns[c.ID] = c
		}
	}
	return d
}

// A dutied snapshot names the unit of each answer anew.
type dutied struct {
	portal.Snapshot
	ledger  *portal.Ledger
	asOf    portal.Date
	columns map[string]*portal.Column // those that were handed over, as registered
}

func (d *dutied) Ledger() *portal.Ledger { return d.ledger }

// unit returns who answers for what a column answered for under its own unit.
func (d *dutied) unit(column, unit string, on portal.Date) string {
	c := d.columns[column]
	if c == nil || c.Unit != unit {
		return unit
	}
	if on == 0 {
		on = d.asOf
	}
	return c.DutyOn(on)
}

func (d *dutied) Pages(yield func(*portal.Page) error) error {
	return d.Snapshot.Pages(func(p *portal.Page) error {
		var on portal.Date
		if p.Kind == portal.KindArticle && p.Role != portal.RoleList {
			if on = p.PublishedAt.Date; on == 0 {
				on = p.ListDate
			}
			on = min(on, d.asOf) // a date to come says nothing of duty
		}
		p.Unit = d.unit(p.Column, p.Unit, on)
		return yield(p)
	})
}

func (d *dutied) Targets(yield func(*portal.Target) error) error {
	return d.Snapshot.Targets(func(t *portal.Target) error {
		t.Unit = d.unit(t.Column, t.Unit, 0)
		return yield(t)
	})
}

func (d *dutied) Gaps(yield func(*portal.Gap) error) error {
	return d.Snapshot.Gaps(func(g *portal.Gap) error {
		g.Unit = d.unit(g.Column, g.Unit, 0)
		return yield(g)
	})
}
