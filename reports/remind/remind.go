package remind

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// Kinds of message. The words never change: they are stored.
const (
	Remind = "remind" // 提醒单: nothing is overdue yet
	Chase  = "chase"  // 催办单: something is
)

// KindWord returns the office's word for a kind of message.
func KindWord(kind string) string {
	if kind == Chase {
		return "催办单"
	}
	return "提醒单"
}

// An Item is one case whose deadline a message speaks of.
type Item struct {
	Case    rectify.Case
	Stage   int    // ≤ 0 before the deadline and on its day, > 0 after it
	Left    int    // working days until the deadline; 0 on its day and after it
	Over    int    // working days since the deadline
	Chased  int    // how many times the unit was chased for it before
	Measure string // what the ruleset says to follow now: 督办; "" for nothing
}

// A Due is a column that will be overdue unless something is published.
type Due struct {
	Column string
	URL    string
	Date   portal.Date // the last day in time
	Left   int         // working days until then
}

// A Message is what one unit hears on one day. Items stand with the most
// overdue first; one of the three lists is not empty.
type Message struct {
	Unit  string
	Kind  string
	Over  []Item
	Soon  []Item
	Early []Due
	// Marks name what was said, to be recorded with the message.
	Marks []string
	// Provisional says that a count of days rests on a year without a calendar.
	Provisional bool
}

// A Said is a message of before.
type Said struct {
	Unit  string
	On    portal.Date
	Marks []string
}

// A World is what Plan looks at.
type World struct {
	Cases []rectify.Case
	Said  []Said
	// Busy are the units that were already written to on the day: a notice.
	Busy []string
	// Early are the columns with a day until which they are in time, as the
	// last sound scan found them; Warned are those among them of which the
	// scan itself warned (column ids).
	Early    []Due
	Owner    map[string]string // unit of a column
	Warned   map[string]bool
	Calendar *calendar.Calendar
	Terms    *rules.Reminders // nil: nobody is reminded
}

// Plan returns the messages due on a day, by unit id.
func Plan(w *World, day portal.Date) []Message {
	if w.Terms == nil {
		return nil
	}
	p := &planner{World: w, day: day, said: map[string]int{}, taken: map[string]bool{}, out: map[string]*Message{}}
	for _, u := range w.Busy {
		p.taken[u] = true
	}
	for _, s := range w.Said {
		if s.On == day {
			p.taken[s.Unit] = true
		}
		for _, m := range s.Marks {
			p.said[m]++
			if c, ok := chaseOf(m); ok {
				p.said[c]++
			}
		}
	}
	for i := range w.Cases {
		p.deadline(&w.Cases[i])
	}
	for i := range w.Early {
		p.early(&w.Early[i])
	}
	return p.messages()
}

type planner struct {
	*World
	day   portal.Date
	said  map[string]int // marks, and how often a case was chased
	taken map[string]bool
	out   map[string]*Message
}

// mark names a stage of a case under its present deadline: an extension
// begins anew.
func mark(c *rectify.Case, stage int) string {
	return fmt.Sprintf("case %s %s %d", c.Number, c.Deadline, stage)
}

// chaseOf returns under what a chaser of a case is counted.
func chaseOf(mark string) (string, bool) {
	p := strings.Fields(mark)
	if len(p) != 4 || p[0] != "case" || strings.HasPrefix(p[3], "-") || p[3] == "0" {
		return "", false
	}
	return "chased " + p[1] + " " + p[2], true
}

func (p *planner) message(unit string) *Message {
	m := p.out[unit]
	if m == nil {
		m = &Message{Unit: unit, Kind: Remind}
		p.out[unit] = m
	}
	return m
}

// deadline takes in one case that waits for its unit.
func (p *planner) deadline(c *rectify.Case) {
	if c.Phase != rectify.Issued || c.Deadline == 0 || p.taken[c.Unit] {
		return
	}
	it := Item{Case: *c, Chased: p.said["chased "+c.Number+" "+c.Deadline.String()]}
	passed := p.day > c.Deadline
	var known bool
	if passed {
		it.Over, known = p.Calendar.Workdays(c.Deadline, p.day)
	} else {
		it.Left, known = p.Calendar.Workdays(p.day, c.Deadline)
	}
	stage, ok := p.Terms.Stage(it.Left, it.Over, passed)
	if !ok || p.said[mark(c, stage)] > 0 {
		return
	}
	it.Stage = stage
	m := p.message(c.Unit)
	m.Provisional = m.Provisional || !known
	m.Marks = append(m.Marks, mark(c, stage))
	if stage > 0 {
		it.Measure = p.Terms.Measure(it.Over)
		m.Kind = Chase
		m.Over = append(m.Over, it)
		return
	}
	m.Soon = append(m.Soon, it)
}

// early takes in a column that will be overdue: one of which the scan warned,
// and on the last working day of a week every one that falls due within the
// ruleset's span.
func (p *planner) early(d *Due) {
	unit := p.Owner[d.Column]
	if d.Date == 0 || d.Date < p.day || unit == "" || p.taken[unit] {
		return
	}
	if !p.Warned[d.Column] && (!p.weekEnds() || d.Date > p.day.AddDays(p.Terms.Warn)) {
		return
	}
	name := fmt.Sprintf("column %s %s", d.Column, d.Date)
	if p.said[name] > 0 {
		return
	}
	left, known := p.Calendar.Workdays(p.day, d.Date)
	m := p.message(unit)
	m.Provisional = m.Provisional || !known
	e := *d
	e.Left = left
	m.Early = append(m.Early, e)
	m.Marks = append(m.Marks, name)
}

// weekEnds tells whether the day is the last working day of its week (Monday
// to Sunday).
func (p *planner) weekEnds() bool {
	if working, _ := p.Calendar.Workday(p.day); !working {
		return false
	}
	for d := p.day; d.Weekday() != time.Sunday; {
		d = d.AddDays(1)
		if working, _ := p.Calendar.Workday(d); working {
			return false
		}
	}
	return true
}

func (p *planner) messages() []Message {
	list := make([]Message, 0, len(p.out))
	for _, m := range p.out {
		slices.SortStableFunc(m.Over, func(a, b Item) int {
			return cmp.Or(cmp.Compare(a.Case.Deadline, b.Case.Deadline), cmp.Compare(a.Case.Number, b.Case.Number))
		})
		slices.SortStableFunc(m.Soon, func(a, b Item) int {
			return cmp.Or(cmp.Compare(a.Case.Deadline, b.Case.Deadline), cmp.Compare(a.Case.Number, b.Case.Number))
		})
		slices.SortStableFunc(m.Early, func(a, b Due) int { return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Column, b.Column)) })
		slices.Sort(m.Marks)
		list = append(list, *m)
	}
	slices.SortFunc(list, func(a, b Message) int { return cmp.Compare(a.Unit, b.Unit) })
	return list
}
