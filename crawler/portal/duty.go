package portal

import (
	"reflect"
	"slices"
)

// A Duty (责任) says that a unit answers for a column from a day on.
type Duty struct {
	Unit string `json:"unit"`
	From Date   `json:"from"`
}

// DutyOn returns the unit that answers for the column on a day: that of the
// last duty begun by then, before the first one the unit that the column is
// registered under. For the zero Date it is the last duty's.
func (c *Column) DutyOn(d Date) string {
	unit := c.Unit
	var from Date
	for _, x := range c.Duties {
		if (d == 0 || x.From <= d) && x.From >= from {
			unit, from = x.Unit, x.From
		}
	}
	return unit
}

// OnDuty returns the ledger as it stands on a day: each column under the unit
// that answers for it then. The ledger itself is not changed.
func (l *Ledger) OnDuty(d Date) *Ledger {
	out := *l
	out.Columns = make([]Column, len(l.Columns))
	for i, c := range l.Columns {
		c.Unit = c.DutyOn(d)
		out.Columns[i] = c
	}
	return &out
}

// Handed tells whether some column of the ledger was handed from one unit to
// another.
func (l *Ledger) Handed() bool {
	for i := range l.Columns {
		if len(l.Columns[i].Duties) > 0 {
			return true
		}
	}
	return false
}

// Equal tells whether two columns are registered alike, duties included.
func (c Column) Equal(o Column) bool {
	if !slices.Equal(c.Duties, o.Duties) {
		return false
	}
	c.Duties, o.Duties = nil, nil
	return reflect.DeepEqual(c, o)
}
