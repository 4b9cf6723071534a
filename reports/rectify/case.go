package rectify

import (
	"time"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// A Phase is where a case stands.
type Phase string

// Phases of a case, in the order of its way.
const (
	Pending   Phase = "pending"   // 待确认
	Confirmed Phase = "confirmed" // 已确认
	Issued    Phase = "issued"    // 已下发
	Replied   Phase = "replied"   // 已反馈
	Verified  Phase = "verified"  // 复查通过
	Closed    Phase = "closed"    // 销号
	Dismissed Phase = "dismissed" // 误报
	Exempted  Phase = "exempted"  // 免责
	Appealed  Phase = "appealed"  // 申诉
)

// Phases lists every phase in the order in which offices list them.
var Phases = []Phase{Pending, Confirmed, Issued, Replied, Verified, Closed, Dismissed, Exempted, Appealed}

// A Kind says what an event is. The words never change: they are stored.
type Kind string

// Kinds of event.
const (
	Seen       Kind = "seen"       // 发现: a scan saw the problem
	Clean      Kind = "clean"      // 复查正常: a scan or a person looked and found it in order
	Unverified Kind = "unverified" // 无法核实: a recheck could not tell; changes nothing
	Confirm    Kind = "confirm"    // 确认
	Dismiss    Kind = "dismiss"    // 认定误报
	Exempt     Kind = "exempt"     // 免责
	Transfer   Kind = "transfer"   // 移交
	Issue      Kind = "issue"      // 下发
	Receive    Kind = "receive"    // 签收: the unit signed for the notice
	Reply      Kind = "reply"      // 反馈
	Extend     Kind = "extend"     // 延期
	Appeal     Kind = "appeal"     // 申诉
	Decide     Kind = "decide"     // 申诉决定
	Close      Kind = "close"      // 销号
)

// Program is who did what no person did.
const Program = "读网程序"

// Terms of the loop (contract §6).
const (
	// ReopenDays is how many days after 销号 the same problem reopens its case.
	ReopenDays = 30
	// DueSoonDays is how many days before its deadline a case is due soon.
	DueSoonDays = 3
	// apart is a day, less what a nightly scan may begin earlier than the
	// night before.
	apart = 24*time.Hour - 10*time.Minute
)

// An Event is one move of a case: who, when, what and why, and what the move
// is about. Events are appended and never changed.
type Event struct {
	Seq  int64       `json:"seq"` // its place in the store's order; 0 before it is stored
	Case int64       `json:"-"`   // id of the case; 0 in a Seen opens a new case
	Kind Kind        `json:"kind"`
	At   time.Time   `json:"at"` // when it was entered, to the second
	On   portal.Date `json:"on"` // the day for which it counts
	By   string      `json:"by"`
	Why  string      `json:"why"`
	Detail
}

// A Detail is what an event is about; which fields it has depends on its kind.
type Detail struct {
	Scan    string          `json:"scan,omitempty"`    // Seen, Clean, Unverified: id of the scan
	Started time.Time       `json:"started,omitzero"`  // Seen, Clean: when that scan began
	Finding *checks.Finding `json:"finding,omitempty"` // Seen: what was found, with its evidence
	// Proofs are the kept answers that Seen and Clean rest on (contract §8).
	Proofs []Proof `json:"proofs,omitempty"`
	// Earlier and EarlierClosed name the last case of the same problem, in
	// the Seen that opens a case.
	Earlier       string      `json:"earlier,omitempty"`
	EarlierClosed portal.Date `json:"earlier_closed,omitzero"`
	Unit          string      `json:"unit,omitempty"`    // Transfer: id of the unit that answers from now on
	Until         portal.Date `json:"until,omitzero"`    // Exempt: its last day; Issue, Extend: the deadline; Receive: the deadline when it counts from receipt
	Allowed       string      `json:"allowed,omitempty"` // Exempt: who allowed it
	Notice        string      `json:"notice,omitempty"`  // Issue: the notice's key, see store
	Answer        *Answer     `json:"answer,omitempty"`  // Reply
	Granted       bool        `json:"granted,omitempty"` // Decide
	Scores        *Scores     `json:"scores,omitempty"`  // Decide: what hung on it
}

// Scores are a unit's score with and without the problem of an appeal, so
// that what was decided stays plain whatever comes later.
type Scores struct {
	Scan    string      `json:"scan"`
	Ruleset string      `json:"ruleset"`
	With    rules.Centi `json:"with"`
	Without rules.Centi `json:"without"`
}

// A Proof (证据) names one kept answer by its content, wherever it is kept.
type Proof struct {
	URL    string    `json:"url"`
	Taken  time.Time `json:"taken"`
	Status int       `json:"status"`
	Digest string    `json:"digest"` // of the payload, as WARC writes it: sha1:…
	File   string    `json:"file"`   // the WARC file it was written to
	Offset int64     `json:"offset"`
}

// An Answer (反馈) is what a unit says it did.
type Answer struct {
	Person  string      `json:"person,omitempty"`  // 责任人
	Measure string      `json:"measure,omitempty"` // 整改措施
	Outcome string      `json:"outcome"`           // 整改情况
	After   string      `json:"after,omitempty"`   // 整改后链接
	Done    portal.Date `json:"done,omitzero"`     // 完成时间
	Claim   string      `json:"claim,omitempty"`   // 状态 as the unit wrote it
	Remark  string      `json:"remark,omitempty"`  // 备注
}

// A Look (复查) is one time that the problem was looked for and not there.
type Look struct {
	On      portal.Date `json:"on"`
	Moment  time.Time   `json:"moment"`  // the day On at the look's clock
	Started time.Time   `json:"started"` // instant
	Scan    string      `json:"scan,omitempty"`
	By      string      `json:"by"`
}

// An Exemption (免责) holds up to and including Until.
type Exemption struct {
	Until   portal.Date `json:"until"`
	Allowed string      `json:"allowed"`
	Why     string      `json:"why"`
}

// A Plea (申诉) is an appeal that was not yet decided.
type Plea struct {
	By  string      `json:"by"`
	Why string      `json:"why"`
	On  portal.Date `json:"on"`
	Was Phase       `json:"was"` // where the case stood
}

// A State is the fold of a case's events.
type State struct {
	Phase    Phase          `json:"phase"`
	Round    int            `json:"round"` // 1, and one more each time the case was reopened
	Unit     string         `json:"unit"`  // who answers
	Severity string         `json:"severity"`
	Finding  checks.Finding `json:"finding"` // as it was seen last

	FirstSeen portal.Date `json:"first_seen"`
	LastSeen  portal.Date `json:"last_seen"`
	FirstScan string      `json:"first_scan"`
	LastScan  string      `json:"last_scan"`
	Times     int         `json:"times"` // scans it was seen in
	// SeenFrom and SeenTo are the moments of the first and the last sight
	// since the round began or the last clean look.
	SeenFrom    time.Time `json:"seen_from"`
	SeenTo      time.Time `json:"seen_to"`
	SeenStarted time.Time `json:"seen_started"` // instant at which the last scan that saw it began

	Looks []Look `json:"looks,omitempty"` // the first and the last clean look since it was last seen

	ConfirmedBy []string    `json:"confirmed_by,omitempty"` // in this round
	Notice      string      `json:"notice,omitempty"`       // the notice it stands in
	IssuedOn    portal.Date `json:"issued_on,omitzero"`
	Deadline    portal.Date `json:"deadline,omitzero"`
	After       time.Time   `json:"after,omitzero"`       // instant of the last notice or answer
	ReceivedOn  portal.Date `json:"received_on,omitzero"` // 签收 of the notice
	Answer      *Answer     `json:"answer,omitempty"`
	AnsweredOn  portal.Date `json:"answered_on,omitzero"`
	Refuted     int         `json:"refuted,omitempty"` // answers that a later scan refuted
	Exemption   *Exemption  `json:"exemption,omitempty"`
	Plea        *Plea       `json:"appeal,omitempty"`
	ClosedOn    portal.Date `json:"closed_on,omitzero"`
	// Over says that a dismissed problem was later found in order: seen
	// again, it is a new one.
	Over  bool `json:"over,omitempty"`
	Count int  `json:"events"` // events folded
}

// A Case (整改事项) is a finding's life across scans: what never changes of it,
// and its state.
type Case struct {
	ID          int64  `json:"-"`
	Number      string `json:"number"` // 问题编号: 2026-00012
	Fingerprint string `json:"fingerprint"`
	Site        string `json:"site"`
	Check       string `json:"check"`
	Rule        string `json:"rule"`
	Column      string `json:"column"`
	URL         string `json:"url"`
	Title       string `json:"title"`
	// Earlier and EarlierClosed name the last case of the same problem.
	Earlier       string      `json:"earlier,omitempty"`
	EarlierClosed portal.Date `json:"earlier_closed,omitzero"`
	State
}

// Live tells whether the case still takes in what scans say: all but closed
// ones, and dismissed ones that were found in order since.
func (c *Case) Live() bool {
	return c.Phase != Closed && (c.Phase != Dismissed || !c.Over)
}

// Open tells whether somebody still has something to do about the case.
func (c *Case) Open() bool {
	return c.Phase != Closed && c.Phase != Dismissed && c.Phase != Exempted
}

// Veto tells whether the problem decides a unit's grade by itself (单项否决), so
// that two people must confirm it.
func (c *Case) Veto() bool { return c.Severity == rules.Veto }

// Ripe tells whether the case may be confirmed: a suspect broken link must
// have failed in two scans a day apart (contract §6); everything else may be
// confirmed at once.
func (c *Case) Ripe() bool {
	if c.Check != "link-broken" || c.Finding.Verdict != checks.Suspect {
		return true
	}
	return c.SeenTo.Sub(c.SeenFrom) >= apart
}

// Overdue tells whether, on the given day, the unit has not answered by its
// deadline (逾期). The deadline's day is still in time.
func (c *Case) Overdue(today portal.Date) bool {
	return c.Phase == Issued && c.Deadline != 0 && today > c.Deadline
}

// DueSoon tells whether the deadline of an unanswered case lies no more than
// DueSoonDays ahead.
func (c *Case) DueSoon(today portal.Date) bool {
	return c.Phase == Issued && c.Deadline != 0 && today <= c.Deadline && c.Deadline.DaysSince(today) <= DueSoonDays
}

// Recurred tells whether the problem is back within a year of its 销号 (复发):
// the case was reopened, or opened no more than a year after an earlier one
// was closed.
func (c *Case) Recurred() bool {
	if c.Round > 1 {
		return true
	}
	return c.EarlierClosed != 0 && c.FirstSeen <= yearAfter(c.EarlierClosed)
}

// yearAfter returns the same day of the next year, the day before where there
// is none.
func yearAfter(d portal.Date) portal.Date {
	y, m, day := d.Date()
	if next := portal.NewDate(y+1, m, day); next != 0 {
		return next
	}
	return portal.NewDate(y+1, m, day-1)
}

// Closable tells whether the case may be closed: it stands at 复查通过 after two
// clean looks a day apart.
func (c *Case) Closable() bool { return c.Phase == Verified && c.twice() }

// twice tells whether two clean looks lie a day apart.
func (c *Case) twice() bool {
	n := len(c.Looks)
	return n > 1 && c.Looks[n-1].Moment.Sub(c.Looks[0].Moment) >= apart
}

// base is where the case stands when it is seen again.
func (c *Case) base() Phase {
	switch {
	case c.Notice != "":
		return Issued
	case c.confirmed():
		return Confirmed
	}
	return Pending
}

// confirmed tells whether as many people as needed confirmed the case.
func (c *Case) confirmed() bool {
	if c.Veto() {
		return len(c.ConfirmedBy) >= 2
	}
	return len(c.ConfirmedBy) >= 1
}

// zone is the time of the whole country; it had no summer time since 1991.
var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// moment is the civil day at the clock that t shows in China.
func moment(on portal.Date, t time.Time) time.Time {
	h, m, s := t.In(zone).Clock()
	return on.Time().Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second)
}
