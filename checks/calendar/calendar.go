// Package calendar counts working days (工作日) by the State Council's yearly
// notices on days off, make-up working days included. A year without a notice
// is unknown: what falls in it is provisional, never a guess.
//
// A day is one cell of a flat table that runs from the first known year to
// the last, so asking for a day costs one index and no allocation. The facts
// and where they come from stand in data/SOURCE.md and data/2007-2018.json.
package calendar

import (
	"time"

	"duwang/crawler/portal"
)

// A Day says why one calendar day was or was not counted.
type Day struct {
	Date    portal.Date `json:"date"`
	Working bool        `json:"-"`
	Reason  string      `json:"reason"` // 周六, 周日, 春节放假, 国庆节调休上班, ""
}

// A Count is a number of working days with its derivation.
type Count struct {
	Workdays int
	// Known is false when some day of the span falls in a year whose notice
	// the calendar does not have: Workdays is then provisional.
	Known bool
	Days  []Day // every day after the first up to and including the last
}

// A Calendar holds the working days of the years whose notices it knows.
// It never changes after it was made and may be shared by goroutines.
type Calendar struct {
	version string
	first   portal.Date // day of cells[0], a 1 January
	cells   []cell      // up to some 31 December, without gaps
	before  []int32     // working days among cells[:i]
	unknown []int32     // days of unknown years among cells[:i]
	reasons []string    // what a cell's reason points at; [0] is ""
}

// A cell is one day: whether it is worked, whether its year is known, and the
// number of its reason when a notice names the day.
type cell uint16

const (
	cellWorking cell = 1 << 15
	cellKnown   cell = 1 << 14
	cellReason  cell = cellKnown - 1
)

// lastDate is the last day that four digits of a year can write.
var lastDate = portal.MustDate("9999-12-31")

// plain tells whether d is a working day where no notice says otherwise.
func plain(d portal.Date) bool { return weekday(d) < 5 }

// weekday counts from Monday, 0. Date 1, 1 January of the year 1, was one.
func weekday(d portal.Date) int { return int((d - 1) % 7) }

// at returns the table's cell for d, and whether d stands in the table.
func (c *Calendar) at(d portal.Date) (cell, bool) {
	i := int(d - c.first)
	if i < 0 || i >= len(c.cells) {
		return 0, false
	}
	return c.cells[i], true
}

// Version names the data: the date of the built-in files' commit, as
// YYYY-MM-DD. A calendar with further files adds "+" and eight hexadecimal
// digits that hang on those files and their order.
func (c *Calendar) Version() string { return c.version }

// Known tells whether the notice of a year is part of the calendar.
func (c *Calendar) Known(year int) bool {
	v, ok := c.at(portal.NewDate(year, time.January, 1))
	return ok && v&cellKnown != 0
}

// Workday tells whether d is a working day: Monday to Friday unless a notice
// makes it a day off, and any day that a notice makes a make-up working day.
// known is false when the notice of d's year is missing; working then follows
// the plain week, but for days that the notice of a neighbouring year names.
// The zero Date is no working day and unknown.
func (c *Calendar) Workday(d portal.Date) (working, known bool) {
	if d <= 0 {
		return false, false
	}
	if v, ok := c.at(d); ok {
		return v&cellWorking != 0, v&cellKnown != 0
	}
	return plain(d), false
}

// AddWorkdays returns the n-th working day after d; d itself is not counted,
// so 20 working days end with the 20th working day after the day on which the
// information was made (《政府信息公开条例》第二十六条, rules.md §4). known is
// false when a day that was passed falls in a year without a notice. For
// n ≤ 0 it returns d; no term ends later than the year 9999.
func (c *Calendar) AddWorkdays(d portal.Date, n int) (portal.Date, bool) {
	if d <= 0 {
		return 0, false
	}
	known := true
	for n > 0 && d < lastDate {
		d++
		working, k := c.Workday(d)
		known = known && k
		if working {
			n--
		}
	}
	return d, known
}

// Workdays returns the number of working days strictly after from up to and
// including to, 0 when to is not later than from. It is Count without the
// derivation: no allocation, and its cost does not grow inside known years.
func (c *Calendar) Workdays(from, to portal.Date) (n int, known bool) {
	if from <= 0 || to <= 0 {
		return 0, false
	}
	if to <= from {
		return 0, true
	}
	lo, hi := int(from+1-c.first), int(to+1-c.first)
	if lo >= 0 && hi <= len(c.cells) {
		return int(c.before[hi] - c.before[lo]), c.unknown[hi] == c.unknown[lo]
	}
	known = true
	for d := from + 1; d <= to; d++ {
		working, k := c.Workday(d)
		known = known && k
		if working {
			n++
		}
	}
	return n, known
}

// Count counts the working days strictly after from up to and including to,
// and lists every day of the span with the reason why it was not counted, or
// why a Saturday or Sunday was. It is empty when to is not later than from,
// and unknown when one of the two is the zero Date.
func (c *Calendar) Count(from, to portal.Date) Count {
	n, known := c.Workdays(from, to)
	count := Count{Workdays: n, Known: known}
	if from <= 0 || to <= from {
		return count
	}
	count.Days = make([]Day, 0, to.DaysSince(from))
	for d := from + 1; d <= to; d++ {
		working, _ := c.Workday(d)
		count.Days = append(count.Days, Day{Date: d, Working: working, Reason: c.Reason(d)})
	}
	return count
}

// Reason says in Chinese why d is a day off (周六, 周日, 春节放假) or why a day
// of the weekend is worked (国庆节调休上班); it is "" for a plain working day.
func (c *Calendar) Reason(d portal.Date) string {
	if d <= 0 {
		return ""
	}
	if v, ok := c.at(d); ok && v&cellReason != 0 {
		return c.reasons[v&cellReason]
	}
	switch weekday(d) {
	case 5:
		return "周六"
	case 6:
		return "周日"
	}
	return ""
}
