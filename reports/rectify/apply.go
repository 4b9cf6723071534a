package rectify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"duwang/checks/rules"
)

// Refusals of Apply, for errors.Is. Their words are for the people who asked.
var (
	// ErrPhase: the case does not stand where the move begins.
	ErrPhase = errors.New("当前状态下不能这样处理")
	// ErrNobody: a move without somebody who made it.
	ErrNobody = errors.New("没有写明由谁办理")
	// ErrReason: a move that needs its reason came without one.
	ErrReason = errors.New("没有写明理由")
	// ErrSamePerson: the move needs another person.
	ErrSamePerson = errors.New("应由另一人办理")
	// ErrUnripe: a suspect link that did not yet fail in two scans a day apart.
	ErrUnripe = errors.New("疑似打不开的链接须在相隔一天以上的两次巡检中都打不开，才能确认")
	// ErrLooks: two clean looks a day apart are missing.
	ErrLooks = errors.New("须有相隔一天以上的两次复查都正常，才能销号")
	// ErrEarly: the scan began before the last notice, answer or sight.
	ErrEarly = errors.New("这次复查早于最近一次下发、反馈或发现，不能作为复查")
	// ErrDate: a day is missing or lies where it cannot.
	ErrDate = errors.New("日期不对")
	// ErrGone: the case is closed for longer than it may be reopened.
	ErrGone = errors.New("销号已超过30天，再次发现应作为新的问题")
)

// Apply returns the case after one more event, or why the event cannot be.
// The case that came in is not changed. The first event of a case is the Seen
// that opens it.
func Apply(c Case, e Event) (Case, error) {
	if strings.TrimSpace(e.By) == "" {
		return c, ErrNobody
	}
	if e.On == 0 || e.At.IsZero() {
		return c, ErrDate
	}
	after := c
	after.ConfirmedBy, after.Looks = slices.Clone(c.ConfirmedBy), slices.Clone(c.Looks)
	next, err := after.move(e)
	if err != nil {
		return c, err
	}
	after.Phase = next
	after.Count++
	return after, nil
}

// Fold returns the case after all its events. c holds what never changes of
// the case; its state is computed anew.
func Fold(c Case, events []Event) (Case, error) {
	c.State = State{}
	for i, e := range events {
		var err error
		if c, err = Apply(c, e); err != nil {
			return c, fmt.Errorf("第%d条记录（%s）：%w", i+1, e.Kind.Word(), err)
		}
	}
	return c, nil
}

// move is the transition table: where the case stands after e.
func (c *Case) move(e Event) (Phase, error) {
	switch at := c.Phase; e.Kind {
	case Seen:
		return c.seen(e)
	case Clean:
		return c.clean(e)
	case Unverified:
		return at, nil
	case Confirm:
		if at != Pending {
			return at, c.misplaced(e)
		}
		return c.confirm(e)
	case Dismiss:
		if !slices.Contains([]Phase{Pending, Confirmed, Issued, Replied, Verified}, at) {
			return at, c.misplaced(e)
		}
		c.leave()
		return Dismissed, reasoned(e)
	case Exempt:
		if !slices.Contains([]Phase{Pending, Confirmed, Issued, Replied, Verified}, at) {
			return at, c.misplaced(e)
		}
		if e.Allowed == "" {
			return at, fmt.Errorf("%w：没有写明由谁批准", ErrNobody)
		}
		if e.Until < e.On {
			return at, fmt.Errorf("%w：免责的截止日应不早于办理日", ErrDate)
		}
		c.Exemption = &Exemption{Until: e.Until, Allowed: e.Allowed, Why: e.Why}
		c.leave()
		return Exempted, reasoned(e)
	case Transfer:
		if !slices.Contains([]Phase{Pending, Confirmed, Issued, Replied}, at) {
			return at, c.misplaced(e)
		}
		if e.Unit == "" || e.Unit == c.Unit {
			return at, errors.New("应移交给另一个单位")
		}
		c.Unit, c.Answer, c.AnsweredOn = e.Unit, nil, 0
		c.leave()
		return c.base(), reasoned(e)
	case Issue:
		if at != Confirmed {
			return at, c.misplaced(e)
		}
		if e.Notice == "" || e.Until < e.On {
			return at, ErrDate
		}
		c.Notice, c.IssuedOn, c.Deadline, c.After = e.Notice, e.On, e.Until, e.At
		c.ReceivedOn, c.Answer, c.AnsweredOn, c.Looks = 0, nil, 0, nil
		return Issued, nil
	case Receive:
		if c.Notice == "" || at == Exempted || at == Dismissed || at == Closed {
			return at, c.misplaced(e)
		}
		if e.On < c.IssuedOn {
			return at, fmt.Errorf("%w：签收不能早于下发（%s）", ErrDate, c.IssuedOn.Chinese())
		}
		c.ReceivedOn = e.On
		c.Deadline = max(c.Deadline, e.Until)
		return at, nil
	case Reply:
		if at != Issued && at != Replied && at != Verified {
			return at, c.misplaced(e)
		}
		if e.Answer == nil || strings.TrimSpace(e.Answer.Outcome) == "" {
			return at, fmt.Errorf("%w：没有写明整改情况", ErrReason)
		}
		c.Answer, c.AnsweredOn = e.Answer, e.On
		if at == Verified {
			return Verified, nil // what was found in order stays so
		}
		c.After = e.At
		return Replied, nil
	case Extend:
		if at != Issued && at != Replied {
			return at, c.misplaced(e)
		}
		if e.Until <= c.Deadline {
			return at, fmt.Errorf("%w：应晚于原整改时限%s", ErrDate, c.Deadline.Chinese())
		}
		c.Deadline = e.Until
		return at, reasoned(e)
	case Appeal:
		if at != Issued && at != Replied && at != Verified {
			return at, c.misplaced(e)
		}
		c.Plea = &Plea{By: e.By, Why: e.Why, On: e.On, Was: at}
		return Appealed, reasoned(e)
	case Decide:
		if at != Appealed {
			return at, c.misplaced(e)
		}
		return c.decide(e)
	case Close:
		if !c.twice() {
			return at, ErrLooks
		}
		if at != Verified && (at != Exempted || e.By != Program) {
			return at, c.misplaced(e)
		}
		c.ClosedOn = e.On
		return Closed, nil
	}
	return c.Phase, fmt.Errorf("没有名为 %q 的办理事项", e.Kind)
}

// seen takes in that a scan saw the problem.
func (c *Case) seen(e Event) (Phase, error) {
	if e.Finding == nil || e.Scan == "" {
		return c.Phase, errors.New("发现记录不完整")
	}
	at := moment(e.On, e.Started)
	if c.Count == 0 {
		c.Round, c.Unit, c.FirstSeen, c.FirstScan = 1, e.Finding.Unit, e.On, e.Scan
		c.sight(e)
		c.SeenFrom = at
		return Pending, nil
	}
	stale := len(c.Looks) > 0 && e.Started.Before(c.Looks[len(c.Looks)-1].Started)
	switch c.Phase {
	case Closed:
		if e.On > c.ClosedOn.AddDays(ReopenDays) {
			return c.Phase, ErrGone
		}
		c.Round++
		c.Unit, c.ConfirmedBy, c.ClosedOn, c.Answer, c.AnsweredOn = e.Finding.Unit, nil, 0, nil, 0
		c.leave()
		c.Looks = nil
		c.sight(e)
		c.SeenFrom = at
		return Pending, nil
	case Dismissed:
		if c.Over {
			return c.Phase, ErrGone
		}
		c.sight(e)
		return Dismissed, nil
	}
	if stale {
		// An older scan judged late adds to the history and moves nothing.
		c.Times++
		return c.Phase, nil
	}
	if len(c.Looks) > 0 {
		c.Looks, c.SeenFrom = nil, at
	}
	c.sight(e)
	switch c.Phase {
	case Replied:
		if e.Started.Before(c.After) {
			return Replied, nil
		}
		c.Refuted++
		return Issued, nil
	case Verified:
		if c.Answer != nil {
			c.Refuted++
		}
		return c.base(), nil
	case Exempted:
		if e.On > c.Exemption.Until {
			c.Exemption, c.ConfirmedBy, c.Severity = nil, nil, e.Finding.Severity
			return Pending, nil
		}
	}
	return c.Phase, nil
}

// sight keeps what was seen last.
func (c *Case) sight(e Event) {
	c.Finding = *e.Finding
	if c.Phase == "" || c.Phase == Pending || c.Phase == Closed {
		// What people have confirmed keeps the weight under which they did.
		c.Severity = e.Finding.Severity
	}
	c.LastSeen, c.LastScan, c.SeenStarted, c.SeenTo = max(c.LastSeen, e.On), e.Scan, e.Started, moment(e.On, e.Started)
	c.Times++
}

// clean takes in that the problem was looked for and not there.
func (c *Case) clean(e Event) (Phase, error) {
	if e.Scan == "" { // a person looked
		if e.By == Program {
			return c.Phase, ErrNobody
		}
		if err := reasoned(e); err != nil {
			return c.Phase, err
		}
		e.Started = e.At
	}
	if !c.lookable(e.Started) {
		if c.Phase == Closed || c.Phase == "" {
			return c.Phase, c.misplaced(e)
		}
		return c.Phase, ErrEarly
	}
	look := Look{On: e.On, Moment: moment(e.On, e.Started), Started: e.Started, Scan: e.Scan, By: e.By}
	if len(c.Looks) == 2 {
		c.Looks[1] = look
	} else {
		c.Looks = append(c.Looks, look)
	}
	switch c.Phase {
	case Dismissed:
		c.Over = true
		return Dismissed, nil
	case Exempted, Appealed:
		return c.Phase, nil
	}
	return Verified, nil
}

// lookable tells whether a look that began at the given instant may say that
// the case is in order: no earlier than the last notice or answer, the last
// sight and the last look.
func (c *Case) lookable(started time.Time) bool {
	if !c.Live() || c.Phase == "" || started.Before(c.After) || started.Before(c.SeenStarted) {
		return false
	}
	return len(c.Looks) == 0 || !started.Before(c.Looks[len(c.Looks)-1].Started)
}

// confirm takes in one person's confirmation; a veto needs two people.
func (c *Case) confirm(e Event) (Phase, error) {
	if !c.Ripe() {
		return c.Phase, ErrUnripe
	}
	if c.Veto() && slices.Contains(c.ConfirmedBy, e.By) {
		return c.Phase, fmt.Errorf("%w：单项否决问题须两人确认，%s已确认过", ErrSamePerson, e.By)
	}
	c.ConfirmedBy = append(c.ConfirmedBy, e.By)
	if c.confirmed() {
		return Confirmed, nil
	}
	return Pending, nil
}

// decide ends an appeal, by somebody who neither made it nor confirmed the
// problem.
func (c *Case) decide(e Event) (Phase, error) {
	if slices.Contains(c.ConfirmedBy, e.By) || e.By == c.Plea.By {
		return c.Phase, fmt.Errorf("%w：申诉不能由确认问题的人或者申诉人自己决定", ErrSamePerson)
	}
	if err := reasoned(e); err != nil {
		return c.Phase, err
	}
	was := c.Plea.Was
	c.Plea = nil
	switch {
	case e.Granted:
		c.leave()
		return Dismissed, nil
	case len(c.Looks) > 0:
		return Verified, nil
	case was == Verified || was == Replied && !c.SeenStarted.Before(c.After): // seen again while the appeal was open
		if c.Answer != nil {
			c.Refuted++
		}
		return c.base(), nil
	}
	return was, nil
}

// leave takes the case out of the notice it stands in.
func (c *Case) leave() {
	c.Notice, c.IssuedOn, c.ReceivedOn, c.Deadline = "", 0, 0, 0
}

func (c *Case) misplaced(e Event) error {
	if c.Count == 0 {
		return fmt.Errorf("%w：问题尚未立案", ErrPhase)
	}
	return fmt.Errorf("%w：该问题为“%s”，不能%s", ErrPhase, c.Phase.Word(), e.Kind.Word())
}

func reasoned(e Event) error {
	if strings.TrimSpace(e.Why) == "" {
		return ErrReason
	}
	return nil
}

// worse tells whether severity a is worse than b.
func worse(a, b string) bool {
	return rank(a) < rank(b)
}

func rank(severity string) int {
	if i := slices.Index(rules.Severities, severity); i >= 0 {
		return i
	}
	return len(rules.Severities)
}
