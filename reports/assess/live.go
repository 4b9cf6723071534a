package assess

import (
	"cmp"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
)

// A Period is the assessed year and the day up to which people's decisions
// count.
type Period struct {
	From portal.Date `json:"from"`
	To   portal.Date `json:"to"` // of scans; the last day of the year, or AsOf in a year that still runs
	AsOf portal.Date `json:"as_of"`
}

// Year returns the period of a calendar year as it stands on a day (考核年度 is
// 1 January to 31 December).
func Year(year int, asOf portal.Date) Period {
	last := portal.NewDate(year, 12, 31)
	return Period{From: portal.NewDate(year, 1, 1), To: min(last, max(asOf, portal.NewDate(year, 1, 1))), AsOf: asOf}
}

// Over tells whether the year has ended.
func (p Period) Over() bool { return p.AsOf > portal.NewDate(p.From.Year(), 12, 31) }

func (p Period) has(d portal.Date) bool { return d >= p.From && d <= p.To }

// Standings of a problem within the year.
const (
	Counted   = "counted"   // 计入: confirmed
	Pending   = "pending"   // 待确认: costs nothing
	Dismissed = "dismissed" // 误报
	Exempted  = "exempted"  // 免责, still in force
	Appealed  = "appealed"  // 申诉未决
)

// StandingWord returns the office's word for a standing.
func StandingWord(s string) string {
	switch s {
	case Counted:
		return "计入"
	case Pending:
		return "待确认"
	case Dismissed:
		return "误报"
	case Exempted:
		return "免责"
	case Appealed:
		return "申诉未决"
	}
	return s
}

// A Problem is one case as it counts for a year.
type Problem struct {
	Case     string      `json:"case"` // 问题编号
	Unit     string      `json:"unit"` // who answers, transfers taken in
	Rule     string      `json:"rule"`
	Check    string      `json:"check"`
	Severity string      `json:"severity"`
	Site     string      `json:"site"`
	Column   string      `json:"column,omitempty"`
	URL      string      `json:"url"`
	Title    string      `json:"title,omitempty"`
	Message  string      `json:"message"`
	Standing string      `json:"standing"`
	Why      string      `json:"why,omitempty"` // of the decision that it was misjudged or exempted
	First    portal.Date `json:"first"`         // first and last seen within the year
	Last     portal.Date `json:"last"`
	Days     int         `json:"days"`  // from First to Last, both counted
	Scans    int         `json:"scans"` // scans of the year that saw it
	// FirstScan and LastScan are ids of scans, which keep the evidence.
	FirstScan string      `json:"first_scan"`
	LastScan  string      `json:"last_scan"`
	Confirmed []string    `json:"confirmed_by,omitempty"`
	Until     portal.Date `json:"exempt_until,omitzero"`
	Relapse   bool        `json:"relapse,omitempty"` // 复发: back within a year of 销号
	Refuted   int         `json:"refuted,omitempty"` // answers that a later scan refuted
	Notices   []string    `json:"notices,omitempty"` // keys of the year's notices that it stood in
	// Mended is how far it was put right by the day of the assessment.
	Mended rectify.Phase `json:"mended,omitempty"`
}

// MendedWord says how far a problem was put right (整改情况): 已销号, 复查通过, 已反馈,
// 未反馈, or its standing where nothing was asked of the unit.
func (q *Problem) MendedWord() string {
	switch q.Mended {
	case rectify.Closed:
		return "已销号"
	case rectify.Verified:
		return "复查通过"
	case rectify.Replied:
		return "已反馈"
	case rectify.Issued:
		return "未反馈"
	}
	if q.Standing == Counted {
		return "未下发"
	}
	return StandingWord(q.Standing)
}

// An Answered case is one case in one notice of the year.
type Answered struct {
	Case     string
	Notice   string // key
	Issued   portal.Date
	Deadline portal.Date // extensions taken in
	On       portal.Date // first answered; zero when it was not
	Mended   portal.Date // first found in order before it was answered
	Left     bool        // taken out of the notice before its deadline: transferred, exempted, misjudged
}

// A Life is what a year holds of one case.
type Life struct {
	Problem Problem
	Answers []Answered
}

// round is one round of a case: from its opening, or reopening, to 销号.
type round struct {
	seen      bool // within the year
	confirmed []string
	severity  string
	dismissed bool
	exempt    *rectify.Exemption
	appealed  bool
	why       string
}

func (r *round) sure() bool {
	need := 1
	if r.severity == rules.Veto {
		need = 2
	}
	return len(r.confirmed) >= need
}

// Live reads the year of a case off its events, which come in their order.
// It returns false when no scan saw the problem within the year. Events of a
// kind that it does not know are passed over.
func Live(c *rectify.Case, events []rectify.Event, p Period) (Life, bool) {
	l := Life{Problem: Problem{Case: c.Number, Check: c.Check, Rule: c.Rule, Site: c.Site, Column: c.Column, URL: reports.Clean(c.URL), Title: reports.Clean(c.Title)}}
	q := &l.Problem
	rounds := []round{{}}
	closed := portal.Date(0)
	opened, relapse := portal.Date(0), false
	scans := map[string]bool{}
	open := -1         // the answer that is waited for
	answered := false  // the last answer was not refuted
	var answerAt int64 // unix seconds of the last answer: what a scan that began earlier saw does not refute it
	for i := range events {
		e := &events[i]
		if e.On > p.AsOf {
			continue
		}
		r := &rounds[len(rounds)-1]
		switch e.Kind {
		case rectify.Seen:
			if e.On > p.To {
				continue
			}
			again := closed != 0
			if again {
				rounds = append(rounds, round{})
				r = &rounds[len(rounds)-1]
				closed = 0
				relapse = relapse || p.has(e.On)
				open, answered = -1, false
				q.Mended = ""
			}
			if q.Mended == rectify.Verified || q.Mended == rectify.Replied && e.Started.Unix() >= answerAt {
				if q.Mended = ""; open >= 0 {
					q.Mended = rectify.Issued
				}
			}
			if opened == 0 {
				opened = e.On
				relapse = p.has(e.On) && c.EarlierClosed != 0 && e.On <= yearLater(c.EarlierClosed)
			}
			if r.exempt != nil && e.On > r.exempt.Until {
				r.exempt, r.confirmed = nil, nil
			}
			if f := e.Finding; f != nil {
				if q.Unit == "" || again {
					q.Unit = f.Unit
				}
				if len(r.confirmed) == 0 {
					r.severity = f.Severity
				}
				if p.has(e.On) {
					q.Rule, q.Severity, q.Message = cmp.Or(f.Rule, q.Rule), cmp.Or(r.severity, f.Severity), reports.Clean(f.Message)
				}
			}
			if answered && e.Started.Unix() >= answerAt {
				answered = false
				if p.has(e.On) {
					q.Refuted++
				}
			}
			if !p.has(e.On) {
				continue
			}
			r.seen = true
			if q.First == 0 || e.On < q.First {
				q.First, q.FirstScan = e.On, e.Scan
			}
			if e.On >= q.Last {
				q.Last, q.LastScan = e.On, e.Scan
			}
			scans[e.Scan] = true
		case rectify.Clean:
			q.Mended = rectify.Verified
			if open >= 0 && l.Answers[open].On == 0 && l.Answers[open].Mended == 0 {
				l.Answers[open].Mended = e.On
			}
		case rectify.Confirm:
			if !slices.Contains(r.confirmed, e.By) {
				r.confirmed = append(r.confirmed, e.By)
			}
		case rectify.Dismiss:
			r.dismissed, r.why = true, reports.Clean(e.Why)
			open = l.leave(open, 0)
		case rectify.Exempt:
			r.exempt, r.why = &rectify.Exemption{Until: e.Until, Allowed: e.Allowed, Why: e.Why}, reports.Clean(e.Why)
			open = l.leave(open, e.On)
		case rectify.Transfer:
			q.Unit = e.Unit
			open, answered = l.leave(open, e.On), false
			q.Mended = ""
		case rectify.Issue:
			l.Answers = append(l.Answers, Answered{Case: c.Number, Notice: e.Notice, Issued: e.On, Deadline: e.Until})
			open, answered = len(l.Answers)-1, false
			q.Mended = rectify.Issued
		case rectify.Extend:
			if open >= 0 {
				l.Answers[open].Deadline = max(l.Answers[open].Deadline, e.Until)
			}
		case rectify.Reply:
			answered, answerAt = true, e.At.Unix()
			if q.Mended != rectify.Verified {
				q.Mended = rectify.Replied
			}
			if open >= 0 && l.Answers[open].On == 0 {
				l.Answers[open].On = e.On
			}
		case rectify.Appeal:
			r.appealed = true
			if open >= 0 && l.Answers[open].On == 0 {
				l.Answers[open].On = e.On // an appeal is an answer
			}
		case rectify.Decide:
			r.appealed = false
			if e.Granted {
				r.dismissed, r.why = true, reports.Clean(e.Why)
				open = l.leave(open, 0)
			}
		case rectify.Close:
			closed = e.On
			q.Mended = rectify.Closed
		}
	}
	if q.First == 0 {
		return Life{}, false
	}
	q.Days, q.Scans, q.Relapse = q.Last.DaysSince(q.First)+1, len(scans), relapse
	q.standing(rounds)
	l.Answers = slices.DeleteFunc(l.Answers, func(a Answered) bool { return !p.has(a.Issued) })
	for _, a := range l.Answers {
		if !slices.Contains(q.Notices, a.Notice) {
			q.Notices = append(q.Notices, a.Notice)
		}
	}
	return l, true
}

// leave notes that the case left the notice it stood in; one that is found to
// be no fault (on zero) leaves it whenever that is.
func (l *Life) leave(open int, on portal.Date) int {
	if open >= 0 {
		a := &l.Answers[open]
		a.Left = on == 0 || on <= a.Deadline
	}
	return -1
}

// standing weighs the rounds in which the problem was seen within the year:
// one confirmed round is enough to count it, then an open appeal, then what
// people have not yet decided.
func (q *Problem) standing(rounds []round) {
	best := 0
	order := []string{Dismissed, Exempted, Pending, Appealed, Counted}
	for i := range rounds {
		r := &rounds[i]
		if !r.seen {
			continue
		}
		s := Pending
		switch {
		case r.dismissed:
			s = Dismissed
		case r.exempt != nil:
			s = Exempted
		case r.appealed:
			s = Appealed
		case r.sure():
			s = Counted
		}
		if n := slices.Index(order, s); n >= best || q.Standing == "" {
			best, q.Standing, q.Confirmed, q.Why, q.Until = n, s, r.confirmed, "", 0
			switch {
			case s == Dismissed:
				q.Why = r.why
			case s == Exempted:
				q.Why, q.Until = r.why, r.exempt.Until
			}
		}
	}
}

// yearLater returns the same day of the next year, the day before where there
// is none (rectify.Case.Recurred).
func yearLater(d portal.Date) portal.Date {
	y, m, day := d.Date()
	if next := portal.NewDate(y+1, m, day); next != 0 {
		return next
	}
	return portal.NewDate(y+1, m, day-1)
}
