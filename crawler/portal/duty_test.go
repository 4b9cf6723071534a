package portal_test

import (
	"testing"

	"duwang/crawler/portal"
)

func TestDutyIsThatOfTheDay(t *testing.T) {
	c := portal.Column{ID: "c", Unit: "edu", Duties: []portal.Duty{{Unit: "tax", From: portal.MustDate("2026-07-01")}, {Unit: "health", From: portal.MustDate("2026-03-01")}}}
	for day, want := range map[string]string{"2026-02-28": "edu", "2026-03-01": "health", "2026-06-30": "health", "2026-07-01": "tax", "2030-01-01": "tax"} {
		if got := c.DutyOn(portal.MustDate(day)); got != want {
			t.Errorf("on %s %s answers, want %s", day, got, want)
		}
	}
	if got := c.DutyOn(0); got != "tax" {
		t.Errorf("today %s answers", got)
	}
	l := portal.Ledger{Columns: []portal.Column{c, {ID: "d", Unit: "edu"}}}
	if on := l.OnDuty(portal.MustDate("2026-04-01")); on.Columns[0].Unit != "health" || on.Columns[1].Unit != "edu" || l.Columns[0].Unit != "edu" || !l.Handed() {
		t.Errorf("on duty %+v of %+v", on.Columns, l.Columns)
	}
	other := c
	other.Duties = other.Duties[:1:1]
	if !c.Equal(c) || c.Equal(other) || c.Equal(portal.Column{ID: "c", Unit: "edu"}) {
		t.Error("columns with other duties are equal")
	}
}
