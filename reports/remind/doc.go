// Package remind says who hears what on a day (提醒、催办): before a deadline a
// 提醒单, after it a 催办单, and for columns that will be overdue an early 提醒单.
//
// The answer is a pure function of the cases, the calendar, the day and what
// was said before: asked twice it says the same, and once its messages are
// recorded as said it says nothing more. A unit gets at most one message a
// day, whatever there is to say; a day on which a notice went out to it is
// taken.
//
// Each case passes stages, counted in working days from its deadline: the
// ruleset's reminders name them (-3, -1, 0, 1, 3 and the escalation's). Only
// the last stage reached is said, once: after a week without anybody at the
// desk a unit gets one message, not five.
package remind
