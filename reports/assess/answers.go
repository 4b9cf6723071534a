package assess

import (
	"cmp"
	"slices"

	"duwang/crawler/portal"
)

// How a unit answered one notice.
const (
	InTime  = "in-time" // 按期反馈
	Late    = "late"    // 逾期后反馈
	Overdue = "overdue" // 逾期未反馈
	Waiting = "waiting" // 未到期
)

// OutcomeWord returns the office's word for how a notice was answered.
func OutcomeWord(o string) string {
	switch o {
	case InTime:
		return "按期反馈"
	case Late:
		return "逾期后反馈"
	case Overdue:
		return "逾期未反馈"
	case Waiting:
		return "未到期"
	}
	return o
}

// A Reply says how one notice of the year was answered: as its slowest case
// was.
type Reply struct {
	Notice   string      `json:"notice"` // key
	Serial   string      `json:"serial"` // 文号
	Unit     string      `json:"unit"`
	Issued   portal.Date `json:"issued"`
	Deadline portal.Date `json:"deadline"` // of the slowest case
	Outcome  string      `json:"outcome"`
	Cases    []string    `json:"cases"`    // those that decide the outcome
	Answered portal.Date `json:"answered"` // of the last of them
}

// A Notice is one notice of the year.
type Notice struct {
	Key, Serial, Unit string
}

// outcome says how one case of a notice was answered as of a day. What was
// taken out of the notice, or found in order by its deadline, was no
// neglected answer.
func (a *Answered) outcome(asOf portal.Date) string {
	switch {
	case a.On != 0 && a.On <= a.Deadline, a.Left, a.Mended != 0 && a.Mended <= a.Deadline:
		return InTime
	case a.On != 0, a.Mended != 0:
		return Late
	case asOf > a.Deadline:
		return Overdue
	}
	return Waiting
}

// Replies gathers how the notices of the year were answered, one row a
// notice, in the order of notices. A notice without any case left has none.
func Replies(notices []Notice, answers []Answered, asOf portal.Date) []Reply {
	by := map[string][]Answered{}
	for _, a := range answers {
		by[a.Notice] = append(by[a.Notice], a)
	}
	weight := []string{InTime, Waiting, Late, Overdue}
	var out []Reply
	for _, n := range notices {
		list := by[n.Key]
		if len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(a, b Answered) int {
			return cmp.Or(cmp.Compare(a.Case, b.Case), cmp.Compare(a.Issued, b.Issued))
		})
		r := Reply{Notice: n.Key, Serial: n.Serial, Unit: n.Unit, Issued: list[0].Issued}
		for i := range list {
			a := &list[i]
			o := a.outcome(asOf)
			switch have := slices.Index(weight, r.Outcome); {
			case slices.Index(weight, o) > have:
				r.Outcome, r.Cases, r.Deadline, r.Answered = o, nil, 0, 0
			case slices.Index(weight, o) < have:
				continue
			}
			r.Cases = append(r.Cases, a.Case)
			r.Deadline, r.Answered = max(r.Deadline, a.Deadline), max(r.Answered, a.On, a.Mended)
		}
		out = append(out, r)
	}
	return out
}
