package notice

import (
	"cmp"
	"slices"
	"strconv"

	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
)

// Kinds of bulletin.
const (
	Monthly   = "月报"
	Quarterly = "季报"
	Public    = "通报"
)

// A Life is one case with its events up to the end of a bulletin's period, and
// its state then.
type Life struct {
	rectify.Case
	Events []rectify.Event
}

// A Rank is one unit's place in the last sound scan of the period.
type Rank struct {
	Place string
	Unit  string
	Score string
	Grade string
	Cover string // 覆盖率
}

// A Bulletin (月报、季报、通报) is the draft of what an office says of a period:
// 总体情况, 主要问题, 上期整改, 连续未改, 要求, with its tables. Only what a person has
// confirmed is counted as a problem; exempt ones are shown apart.
type Bulletin struct {
	Office   reports.Office
	Kind     string
	Span     string // 2026年11月, 2026年第四季度
	From, To portal.Date
	Ranks    []Rank
	Ranked   portal.Date // as of which the ranking holds
	Sound    int         // scans of the period that count
	Void     int         // and that do not

	// Counts of the period.
	Found, Confirmed, Notified, Notices, Answered, Closed, Recurred int
	// Counts at its end.
	Pending, Open, Overdue, Exempt int
	Before                         Previous
	Kinds                          []BulletinKind
	Rows                           []BulletinRow
	Stubborn                       []StubbornCase
}

// Previous says what became of what was notified in the period before.
type Previous struct {
	Notified int // problems, but for those found to be none and exempt ones
	Closed   int // 销号
	Mended   int // 复查通过, not yet closed
	Answered int // 已反馈, not yet looked at
	Left     int // nothing done
}

// A BulletinKind is one kind of problem with the units that have it.
type BulletinKind struct {
	Kind  string
	Veto  bool
	N     int
	Units []string
}

// A BulletinRow is one unit's line of the annex.
type BulletinRow struct {
	Unit                                                          string
	Found, Notified, Answered, Closed, Open, Overdue, Recurred, N int
}

// A StubbornCase (连续未改) was notified before the period and is not mended at
// its end.
type StubbornCase struct {
	Unit, Number, Problem string
	Since                 portal.Date // of the first notice
	Refuted               int         // answers that a later scan refuted
}

// NewBulletin counts the lives of a period. name returns the name of a unit by
// its id; units are all units in the order in which they are to be listed,
// those without a line included.
func NewBulletin(o reports.Office, kind, span string, from, to, before portal.Date, lives []Life, units []string, name func(string) string) *Bulletin {
	b := &Bulletin{Office: o, Kind: kind, Span: span, From: from, To: to}
	rows := map[string]*BulletinRow{}
	kinds := map[string]*BulletinKind{}
	notices := map[string]bool{}
	for i := range lives {
		l := &lives[i]
		row := rows[l.Unit]
		if row == nil {
			row = &BulletinRow{Unit: name(l.Unit)}
			rows[l.Unit] = row
		}
		b.life(l, row, kinds, notices, before, name)
	}
	b.Notices = len(notices)
	for _, u := range units {
		if r := rows[u]; r != nil {
			b.Rows = append(b.Rows, *r)
			delete(rows, u)
		} else {
			b.Rows = append(b.Rows, BulletinRow{Unit: name(u)})
		}
	}
	var rest []string
	for u := range rows {
		rest = append(rest, u)
	}
	slices.Sort(rest)
	for _, u := range rest {
		b.Rows = append(b.Rows, *rows[u])
	}
	for _, k := range kinds {
		slices.Sort(k.Units)
		k.Units = slices.Compact(k.Units)
		b.Kinds = append(b.Kinds, *k)
	}
	slices.SortFunc(b.Kinds, func(x, y BulletinKind) int {
		return cmp.Or(cmp.Compare(rankOf(y.Veto), rankOf(x.Veto)), cmp.Compare(y.N, x.N), cmp.Compare(x.Kind, y.Kind))
	})
	slices.SortFunc(b.Stubborn, func(x, y StubbornCase) int {
		return cmp.Or(cmp.Compare(x.Since, y.Since), cmp.Compare(x.Number, y.Number))
	})
	return b
}

func rankOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// life counts one case.
func (b *Bulletin) life(l *Life, row *BulletinRow, kinds map[string]*BulletinKind, notices map[string]bool, before portal.Date, name func(string) string) {
	in := func(d portal.Date) bool { return d >= b.From && d <= b.To }
	switch l.Phase {
	case rectify.Pending:
		b.Pending++
		return
	case rectify.Dismissed:
		return
	case rectify.Exempted:
		b.Exempt++
		return
	}
	var first portal.Date // of its notices
	var found, confirmed, notified, answered, earlier bool
	for _, e := range l.Events {
		switch e.Kind {
		case rectify.Confirm:
			confirmed = confirmed || in(e.On)
		case rectify.Issue:
			if first == 0 {
				first = e.On
			}
			if in(e.On) {
				notified = true
				notices[e.Notice] = true
			}
			earlier = earlier || e.On >= before && e.On < b.From
		case rectify.Reply:
			answered = answered || in(e.On)
		}
	}
	found = in(l.FirstSeen)
	for _, c := range []struct {
		yes   bool
		total *int
		line  *int
	}{{found, &b.Found, &row.Found}, {confirmed, &b.Confirmed, &row.N}, {notified, &b.Notified, &row.Notified}, {answered, &b.Answered, &row.Answered},
		{l.Phase == rectify.Closed && in(l.ClosedOn), &b.Closed, &row.Closed}, {l.Open(), &b.Open, &row.Open},
		{l.Overdue(b.To), &b.Overdue, &row.Overdue}, {l.Recurred() && (found || l.Round > 1 && in(l.LastSeen)), &b.Recurred, &row.Recurred}} {
		if c.yes {
			*c.total++
			*c.line++
		}
	}
	if earlier {
		b.Before.Notified++
		switch l.Phase {
		case rectify.Closed:
			b.Before.Closed++
		case rectify.Verified:
			b.Before.Mended++
		case rectify.Replied:
			b.Before.Answered++
		default:
			b.Before.Left++
		}
	}
	if l.Open() || found {
		word := reports.KindWord(l.Check)
		key := word + strconv.FormatBool(l.Veto())
		k := kinds[key]
		if k == nil {
			k = &BulletinKind{Kind: word, Veto: l.Veto()}
			kinds[key] = k
		}
		k.N++
		k.Units = append(k.Units, name(l.Unit))
	}
	if first != 0 && first < b.From && (l.Phase == rectify.Issued || l.Phase == rectify.Replied) {
		b.Stubborn = append(b.Stubborn, StubbornCase{Unit: name(l.Unit), Number: l.Number, Problem: reports.Cut(reports.Clean(l.Finding.Message), 80), Since: first, Refuted: l.Refuted})
	}
}
