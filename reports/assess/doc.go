// Package assess is the year-end assessment (年度考核): what a year's problems,
// answers and hand-scored items come to, by the office's own indicator table
// (rules.Assessment). It is pure: cases, notices, entries and days come in as
// arguments; nothing here reads a clock, a file or a database.
//
//	case events ──► Live (one problem of the year) ─┐
//	notices     ──► Answered (one notice answered) ─┼─► Compute ──► Result ──► sheets, letters, JSON
//	entry sheet ──► Entry, Claim ───────────────────┘
//
// # What counts
//
// A problem counts once, however many scans saw it, for the unit that answers
// for it, when people confirmed it. Misjudged ones, exempted ones and those
// under appeal cost nothing and are shown apart; so are unconfirmed ones. What
// scans see after the year's last day belongs to the next year; what people
// decide afterwards, up to the day of the assessment, still counts for this
// one: that is what the weeks of appeal are for.
//
// # Arithmetic
//
// Points are integers in hundredths. A group's points are those of its manual
// items and, for the rest, of the program's item; the deductions of the latter
// never exceed it. Items that do not bind a unit, or that were not yet scored,
// are left out, and what was gained is scaled to the part's points, rounded
// half up; the difference is a line of its own (折算). So the printed lines of
// a unit always add up to its score, exactly.
//
// # Sheets
//
// A run writes a trial (试算). Freezing makes it the year's result, with a hash
// over everything that went in; afterwards it is never written over: a
// correction (更正) is another sheet with its own number and reason.
package assess
