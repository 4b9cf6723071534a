package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// A Notice (整改通知书) is what went out to one unit.
type Notice struct {
	id       int64
	Key      string // "2026-1": year and number
	Year     int
	Number   int
	Code     string // 机关代字 of the document number
	Unit     string
	UnitName string
	IssuedOn portal.Date
	IssuedAt time.Time // to the second
	IssuedBy string
	Deadline portal.Date // the last of its cases'
	ClosedOn portal.Date // 办结; zero while it is open
	ClosedBy string
	// ReceivedOn is when the unit signed for it (签收); zero while it has not.
	ReceivedOn portal.Date
	ReceivedBy string
	Cases      []NoticeCase // in the order of its list of problems
}

// A NoticeCase is one problem of a notice.
type NoticeCase struct {
	Number   string // of the case
	Deadline portal.Date
	Phase    rectify.Phase // where the case stands now
	Still    bool          // the case still stands in this notice
}

// Serial returns the document number: 示政公开整〔2026〕1号.
func (n *Notice) Serial() string { return fmt.Sprintf("%s〔%d〕%d号", n.Code, n.Year, n.Number) }

// Open tells whether the notice was not yet closed.
func (n *Notice) Open() bool { return n.ClosedOn == 0 }

// A File is one paper of a notice.
type File struct {
	Name    string
	Content []byte
}

// A Draft is what IssueNotice is to write down: the notice without its
// number, which cases stand in it and until when, and its papers.
type Draft struct {
	Code     string
	Unit     string
	UnitName string
	Cases    []DraftCase
	Files    []File
}

// A DraftCase is one case of a Draft.
type DraftCase struct {
	ID       int64
	Deadline portal.Date
}

// ErrNothing says that there is nothing to issue.
var ErrNothing = errors.New("没有可以下发的问题")

// IssueNotice makes one notice: number, papers and the issue of every case in
// it stand together or not at all. The cases that a query chooses and the next
// number of the year of on are handed to draft, which makes the papers; when
// it returns an error (ErrNothing for none to issue) no number is used up.
// Nobody else issues in the meantime, so numbers run without gaps or doubles
// even when two people issue at once. draft may run more than once.
func (s *Store) IssueNotice(ctx context.Context, q CaseQuery, on portal.Date, at time.Time, by string, draft func(number int, cases []rectify.Case) (*Draft, error)) (n *Notice, err error) {
	defer wrap(&err, "issue notice")
	err = s.write(ctx, func(t *tx) error {
		if err := s.lockCases(t); err != nil {
			return err
		}
		list, err := t.cases(q)
		if err != nil {
			return err
		}
		year := on.Year()
		number, err := t.count("notice", year, 1)
		if err != nil {
			return err
		}
		d, err := draft(number, list)
		if err != nil {
			return err
		}
		if len(d.Cases) == 0 {
			return ErrNothing
		}
		n = &Notice{Key: fmt.Sprintf("%d-%d", year, number), Year: year, Number: number, Code: d.Code, Unit: d.Unit, UnitName: d.UnitName,
			IssuedOn: on, IssuedAt: seconds(at), IssuedBy: by}
		var events []rectify.Event
		for _, c := range d.Cases {
			n.Deadline = max(n.Deadline, c.Deadline)
			events = append(events, rectify.Event{Case: c.ID, Kind: rectify.Issue, At: n.IssuedAt, On: on, By: by,
				Detail: rectify.Detail{Notice: n.Key, Until: c.Deadline}})
		}
		if _, err := t.append(list, events); err != nil {
			return err
		}
		return t.putNotice(n, d)
	})
	if err != nil {
		return nil, err
	}
	return s.Notice(ctx, n.Year, n.Number)
}

func (t *tx) putNotice(n *Notice, d *Draft) error {
	err := t.rows(`INSERT INTO notices (year, number, code, unit, unit_name, issued_on, issued_at, issued_by, deadline, closed_on, closed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '') RETURNING id`, func(scan scanner) error { return scan(&n.id) },
		n.Year, n.Number, clean(n.Code), n.Unit, clean(n.UnitName), n.IssuedOn.String(), formTime(n.IssuedAt), clean(n.IssuedBy), n.Deadline.String())
	if err != nil {
		return err
	}
	err = t.execEach(`INSERT INTO notice_cases (notice, position, case_id, deadline) VALUES ($1, $2, $3, $4)`, len(d.Cases), func(i int) []any {
		return []any{n.id, i + 1, d.Cases[i].ID, d.Cases[i].Deadline.String()}
	}, nil)
	if err != nil {
		return err
	}
	if err := t.execEach(`INSERT INTO notice_files (notice, name, content) VALUES ($1, $2, $3)`, len(d.Files), func(i int) []any {
		return []any{n.id, clean(d.Files[i].Name), d.Files[i].Content}
	}, nil); err != nil {
		return err
	}
	return t.link(paperLinks("notice "+n.Key, d.Files, n.IssuedAt)...)
}

const noticeFields = `id, year, number, code, unit, unit_name, issued_on, issued_at, issued_by, deadline, closed_on, closed_by, received_on, received_by`

func readNotice(scan scanner) (n Notice, err error) {
	var on, at, deadline, closed, received string
	if err = scan(&n.id, &n.Year, &n.Number, &n.Code, &n.Unit, &n.UnitName, &on, &at, &n.IssuedBy, &deadline, &closed, &n.ClosedBy, &received, &n.ReceivedBy); err != nil {
		return n, err
	}
	n.Key = fmt.Sprintf("%d-%d", n.Year, n.Number)
	if n.IssuedOn, err = parseDate(on); err != nil {
		return n, err
	}
	if n.IssuedAt, err = parseTime(at); err != nil {
		return n, err
	}
	if n.Deadline, err = parseDate(deadline); err != nil {
		return n, err
	}
	if n.ClosedOn, err = parseDate(closed); err != nil {
		return n, err
	}
	n.ReceivedOn, err = parseDate(received)
	return n, err
}

// Notices returns the notices of a year with their cases, in the order of
// their numbers; year 0 means all, the earliest first.
func (s *Store) Notices(ctx context.Context, year int) (list []Notice, err error) {
	defer wrap(&err, "notices")
	err = s.read(ctx, `SELECT `+noticeFields+` FROM notices WHERE ($1 = 0 OR year = $1) ORDER BY year, number`, func(scan scanner) error {
		n, err := readNotice(scan)
		list = append(list, n)
		return err
	}, year)
	if err != nil {
		return nil, err
	}
	at := map[int64]*Notice{}
	for i := range list {
		at[list[i].id] = &list[i]
	}
	err = s.read(ctx, noticeCases+` WHERE ($1 = 0 OR n.year = $1) ORDER BY nc.notice, nc.position`, func(scan scanner) error {
		id, c, err := readNoticeCase(scan)
		if n := at[id]; n != nil { // not one issued since
			n.Cases = append(n.Cases, c)
		}
		return err
	}, year)
	return list, err
}

const noticeCases = `SELECT nc.notice, c.number, nc.deadline, c.phase, CASE WHEN c.notice = CAST(n.year AS TEXT) || '-' || CAST(n.number AS TEXT) THEN 1 ELSE 0 END
	FROM notice_cases nc JOIN notices n ON n.id = nc.notice JOIN cases c ON c.id = nc.case_id`

func readNoticeCase(scan scanner) (notice int64, c NoticeCase, err error) {
	var deadline string
	var still int
	if err = scan(&notice, &c.Number, &deadline, &c.Phase, &still); err != nil {
		return notice, c, err
	}
	c.Still = still != 0
	c.Deadline, err = parseDate(deadline)
	return notice, c, err
}

// Notice returns one notice with its cases, or ErrNotFound.
func (s *Store) Notice(ctx context.Context, year, number int) (_ *Notice, err error) {
	defer wrap(&err, "notice %d of %d", number, year)
	var n *Notice
	err = s.read(ctx, `SELECT `+noticeFields+` FROM notices WHERE year = $1 AND number = $2`, func(scan scanner) error {
		found, err := readNotice(scan)
		n = &found
		return err
	}, year, number)
	if err == nil && n == nil {
		err = ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	err = s.read(ctx, noticeCases+` WHERE n.id = $1 ORDER BY nc.position`, func(scan scanner) error {
		_, c, err := readNoticeCase(scan)
		n.Cases = append(n.Cases, c)
		return err
	}, n.id)
	return n, err
}

// NoticeFiles returns the papers of a notice as they went out, by name.
func (s *Store) NoticeFiles(ctx context.Context, n *Notice) (list []File, err error) {
	defer wrap(&err, "papers of notice %s", n.Key)
	err = s.read(ctx, `SELECT f.name, f.content FROM notice_files f JOIN notices n ON n.id = f.notice
		WHERE n.year = $1 AND n.number = $2 ORDER BY f.name`, func(scan scanner) error {
		var f File
		err := scan(&f.Name, &f.Content)
		list = append(list, f)
		return err
	}, n.Year, n.Number)
	return list, err
}

// CloseNotice closes every case of a notice that may be closed (销号), and the
// notice itself (办结) when none of its cases is left to be done. It returns the
// numbers of the cases it closed and the notice as it is then; a notice that
// was closed before is ErrConflict.
func (s *Store) CloseNotice(ctx context.Context, n *Notice, on portal.Date, at time.Time, by, why string) (closed []string, _ *Notice, err error) {
	defer wrap(&err, "close notice %s", n.Key)
	err = s.write(ctx, func(t *tx) error {
		closed = nil
		if err := s.lockCases(t); err != nil {
			return err
		}
		open := 0
		if err := t.rows(`SELECT CASE WHEN closed_on = '' THEN 1 ELSE 0 END FROM notices WHERE year = $1 AND number = $2`,
			func(scan scanner) error { return scan(&open) }, n.Year, n.Number); err != nil {
			return err
		}
		if open == 0 {
			return ErrConflict
		}
		list, err := t.cases(CaseQuery{Notice: n.Key})
		if err != nil {
			return err
		}
		var events []rectify.Event
		left := 0
		for i := range list {
			c := &list[i]
			switch {
			case c.Closable():
				closed = append(closed, c.Number)
				events = append(events, rectify.Event{Case: c.ID, Kind: rectify.Close, At: seconds(at), On: on, By: by, Why: why})
			case c.Phase != rectify.Closed:
				left++
			}
		}
		if _, err := t.append(list, events); err != nil || left > 0 {
			return err
		}
		_, err = t.exec(`UPDATE notices SET closed_on = $3, closed_by = $4 WHERE year = $1 AND number = $2`, n.Year, n.Number, on.String(), clean(by))
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	after, err := s.Notice(ctx, n.Year, n.Number)
	return closed, after, err
}

// ReceiveNotice writes down that the unit signed for a notice (签收), and an
// event with it for every case that still stands in the notice. deadline, when
// not nil, gives the deadline that follows from the receipt; an earlier one is
// not taken. A notice that was signed for before is ErrConflict.
func (s *Store) ReceiveNotice(ctx context.Context, n *Notice, on portal.Date, at time.Time, by string, deadline func(rectify.Case) portal.Date) (_ *Notice, err error) {
	defer wrap(&err, "receive notice %s", n.Key)
	err = s.write(ctx, func(t *tx) error {
		if err := s.lockCases(t); err != nil {
			return err
		}
		list, err := t.cases(CaseQuery{Notice: n.Key})
		if err != nil {
			return err
		}
		var events []rectify.Event
		last := n.Deadline
		for i := range list {
			c := &list[i]
			if c.Phase == rectify.Closed {
				continue
			}
			e := rectify.Event{Case: c.ID, Kind: rectify.Receive, At: seconds(at), On: on, By: by, Detail: rectify.Detail{Notice: n.Key}}
			if deadline != nil {
				e.Until = max(c.Deadline, deadline(*c))
				last = max(last, e.Until)
			}
			events = append(events, e)
		}
		changed, err := t.exec(`UPDATE notices SET received_on = $3, received_by = $4, deadline = $5 WHERE year = $1 AND number = $2 AND received_on = ''`,
			n.Year, n.Number, on.String(), clean(by), last.String())
		if err != nil {
			return err
		}
		if changed == 0 {
			return ErrConflict
		}
		_, err = t.append(list, events)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.Notice(ctx, n.Year, n.Number)
}
