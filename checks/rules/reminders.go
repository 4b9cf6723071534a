package rules

import "fmt"

// Reminders (提醒、催办) say when a unit hears of a deadline, in working days
// counted from it.
type Reminders struct {
	Before   []int        `yaml:"before" json:"before"`     // days left at which a 提醒单 is due; 0 = the deadline's own day
	After    []int        `yaml:"after" json:"after"`       // days overdue at which a 催办单 is due
	Escalate []Escalation `yaml:"escalate" json:"escalate"` // what follows when chasing did not help
	Warn     int          `yaml:"warn" json:"warn"`         // calendar days ahead that the week's last 提醒单 looks for columns to fall due
	Own      bool         `yaml:"own" json:"own,omitempty"` // the days are the project's own default
	Note     string       `yaml:"note" json:"note,omitempty"`
}

// An Escalation is a measure that the office takes from a day overdue on.
type Escalation struct {
	After   int    `yaml:"after" json:"after"`     // working days overdue
	Measure string `yaml:"measure" json:"measure"` // 督办, 通报批评
}

// Stage returns the last stage of reminding that is reached: left is how many
// working days remain until the deadline, over how many have passed since; one
// of the two is 0. Stages before the deadline and its own day are ≤ 0, those
// after it > 0. ok is false while none is reached.
func (r *Reminders) Stage(left, over int, passed bool) (stage int, ok bool) {
	if r == nil {
		return 0, false
	}
	if !passed {
		for _, n := range r.Before {
			if left <= n && (!ok || -n > stage) {
				stage, ok = -n, true
			}
		}
		return stage, ok
	}
	for _, n := range r.After {
		if over >= n && n > stage {
			stage, ok = n, true
		}
	}
	for _, e := range r.Escalate {
		if over >= e.After && e.After > stage {
			stage, ok = e.After, true
		}
	}
	return stage, ok
}

// Measure returns the measure that holds so many working days after the
// deadline, "" for none.
func (r *Reminders) Measure(over int) string {
	word, last := "", 0
	if r != nil {
		for _, e := range r.Escalate {
			if over >= e.After && e.After >= last {
				word, last = e.Measure, e.After
			}
		}
	}
	return word
}

func (s *Set) validateReminders(c *complaints) {
	r := s.Reminders
	if r == nil {
		return
	}
	say := func(format string, args ...any) {
		c.say("reminders", "", "reminders：%s", fmt.Sprintf(format, args...))
	}
	for _, n := range r.Before {
		if n < 0 {
			say("before 的工作日数不能为负")
		}
	}
	for _, n := range r.After {
		if n < 1 {
			say("after 的工作日数至少为1")
		}
	}
	for _, e := range r.Escalate {
		if e.After < 1 || e.Measure == "" {
			say("escalate 的每一级要有 after（逾期几个工作日，至少为1）和 measure（采取的措施）")
		}
	}
	if r.Warn < 0 {
		say("warn 的天数不能为负")
	}
}
