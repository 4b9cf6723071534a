package work

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
	"duwang/reports/xlsx"
)

// A RowProblem is a row of a ledger that was not taken, and why.
type RowProblem struct {
	Row    int    `json:"row"` // of the sheet, 1 = the first
	Number string `json:"number"`
	Text   string `json:"text"`
}

// Replies is what came of a ledger that was read back.
type Replies struct {
	Accepted []string     `json:"accepted"`   // cases whose answer was entered
	Same     []string     `json:"same"`       // cases that had this answer already
	Blank    []string     `json:"blank"`      // cases without an answer
	Pleas    []string     `json:"exemptions"` // accepted ones that ask for an exemption
	Problems []RowProblem `json:"problems"`
}

// An answered row is one whose answer may be entered.
type answered struct {
	line   int
	number string
	answer *rectify.Answer
	unit   string
}

// Reply reads a ledger that a unit has filled in, as a spreadsheet, or its
// feedback form as a Word file. Rows are matched by their
// 问题编号 and taken only when what was issued stands in them unchanged; every
// other row comes back as a problem and changes nothing, while the good rows
// are kept. Reading the same file again enters nothing twice. Errors of the
// file as a whole are ErrNoLedger.
func Reply(ctx context.Context, st *store.Store, file io.Reader, on portal.Date, by string) (*Replies, error) {
	rows, err := readLedger(file)
	if err != nil {
		return nil, err
	}
	r := &Replies{}
	issued := &originals{st: st, notices: map[string]map[string]sheetRow{}}
	var good []answered
	lines := map[string]int{}
	for _, row := range rows {
		a, text, err := r.read(ctx, st, issued, row, on)
		if err != nil {
			return nil, err
		}
		number := row.cells[headNumber]
		if first := lines[number]; first > 0 && number != "" {
			// Which of two rows is meant cannot be told: neither is taken.
			text = fmt.Sprintf("与第%d行的问题编号相同", first)
			good = slices.DeleteFunc(good, func(g answered) bool {
				if g.number != number {
					return false
				}
				r.problem(g.line, number, fmt.Sprintf("与第%d行的问题编号相同", row.line))
				return true
			})
		}
		lines[number] = row.line
		switch {
		case text != "":
			r.problem(row.line, number, text)
		case a != nil:
			good = append(good, *a)
		}
	}
	err = r.enter(ctx, st, good, on, by)
	slices.SortStableFunc(r.Problems, func(a, b RowProblem) int { return a.Row - b.Row })
	return r, err
}

func (r *Replies) problem(line int, number, text string) {
	r.Problems = append(r.Problems, RowProblem{line, number, text})
}

// read judges one row: an answer to enter, or what is wrong with the row, or
// neither when nothing was filled in.
func (r *Replies) read(ctx context.Context, st *store.Store, issued *originals, row sheetRow, on portal.Date) (*answered, string, error) {
	number := row.cells[headNumber]
	if number == "" {
		return nil, "没有问题编号", nil
	}
	c, _, err := st.Case(ctx, number)
	if errors.Is(err, store.ErrNotFound) {
		return nil, "没有这个问题编号", nil
	}
	if err != nil {
		return nil, "", err
	}
	if c.Notice == "" {
		return nil, fmt.Sprintf("该问题不在任何通知书中，现为“%s”", c.Phase.Word()), nil
	}
	was, err := issued.row(ctx, c.Notice, number, row.form)
	if err != nil {
		return nil, "", err
	}
	fixed := fixedHeads
	if row.form {
		fixed = []string{headProblem}
		row.cells[headUnit] = was.cells[headUnit]
	}
	var changed []string
	for _, h := range fixed {
		if plain(was.cells[h]) != plain(row.cells[h]) {
			changed = append(changed, "“"+h+"”")
		}
	}
	if len(changed) > 0 {
		return nil, strings.Join(changed, "、") + "与下发时不一致，请恢复原内容后再反馈", nil
	}
	return r.answer(row, was, &c, on)
}

// answer reads what the unit filled in.
func (r *Replies) answer(row, was sheetRow, c *rectify.Case, on portal.Date) (*answered, string, error) {
	cell := func(h string) string { return reports.Clean(row.cells[h]) }
	a := &rectify.Answer{Person: cell(headPerson), Outcome: cell(headOutcome), After: cell(headAfter), Claim: cell(headState), Remark: cell(headRemark)}
	if m := cell(headMeasure); plain(m) != plain(was.cells[headMeasure]) {
		a.Measure = m // the ledger was issued with the remedy in this column
	}
	if plain(a.Remark) == plain(was.cells[headRemark]) {
		a.Remark = ""
	}
	done := row.cells[headDone]
	if done != "" {
		d, err := portal.ParseDate(done)
		if err != nil {
			return nil, fmt.Sprintf("完成时间“%s”不是日期，应写成2026-11-30这样", reports.Cut(done, 20)), nil
		}
		if d > on {
			return nil, fmt.Sprintf("完成时间%s晚于反馈日", d.Chinese()), nil
		}
		a.Done = d
	}
	switch a.Claim {
	case reports.LedgerStates[0], "":
		a.Claim = reports.LedgerStates[0]
	case reports.LedgerStates[1], reports.LedgerStates[4]:
	case reports.LedgerStates[2], reports.LedgerStates[3]:
		return nil, fmt.Sprintf("状态“%s”由检查机关填写，请改为“已整改”", a.Claim), nil
	default:
		return nil, fmt.Sprintf("状态“%s”不在可选范围内", reports.Cut(a.Claim, 20)), nil
	}
	waits := a.Claim == reports.LedgerStates[0]
	switch {
	case a.Outcome == "" && waits && a.Done == 0:
		r.Blank = append(r.Blank, c.Number)
		return nil, "", nil
	case a.Outcome == "":
		return nil, "没有填写整改情况", nil
	case waits && a.Done == 0 && row.form:
		return nil, "填写了整改情况，但没有完成时间，不能认定是否已整改；未整改的请另作书面说明", nil
	case waits && a.Done == 0:
		return nil, "填写了整改情况，但没有完成时间，状态仍为“待整改”，不能认定是否已整改", nil
	case waits:
		a.Claim = reports.LedgerStates[1]
	}
	if c.Answer != nil && *c.Answer == *a {
		r.Same = append(r.Same, c.Number)
		return nil, "", nil
	}
	if c.Phase == rectify.Closed {
		return nil, "该问题已销号，不再受理反馈", nil
	}
	return &answered{row.line, c.Number, a, row.cells[headUnit]}, "", nil
}

// enter appends the answers, each case by itself: one that moved on meanwhile
// becomes a problem of its row.
func (r *Replies) enter(ctx context.Context, st *store.Store, good []answered, on portal.Date, by string) error {
	if len(good) == 0 {
		return nil
	}
	now := time.Now().Truncate(time.Second)
	q := store.CaseQuery{}
	for _, g := range good {
		q.Numbers = append(q.Numbers, g.number)
	}
	var refused []RowProblem
	_, err := st.ChangeCases(ctx, q, func(cases []rectify.Case) ([]rectify.Event, error) {
		var events []rectify.Event
		refused, r.Accepted, r.Pleas = nil, nil, nil
		for _, g := range good {
			i := slices.IndexFunc(cases, func(c rectify.Case) bool { return c.Number == g.number })
			if i < 0 {
				return nil, store.ErrNotFound
			}
			who := by
			if who == "" {
				who = strings.TrimSpace(g.unit + " " + g.answer.Person)
			}
			e := rectify.Event{Case: cases[i].ID, Kind: rectify.Reply, At: now, On: on, By: who, Detail: rectify.Detail{Answer: g.answer}}
			if _, err := rectify.Apply(cases[i], e); err != nil {
				refused = append(refused, RowProblem{g.line, g.number, err.Error()})
				continue
			}
			events = append(events, e)
			r.Accepted = append(r.Accepted, g.number)
			if g.answer.Claim == reports.LedgerStates[4] {
				r.Pleas = append(r.Pleas, g.number)
			}
		}
		return events, nil
	})
	r.Problems = append(r.Problems, refused...)
	return err
}

// originals reads back the ledgers as they were issued.
type originals struct {
	st      *store.Store
	notices map[string]map[string]sheetRow // by notice and case
}

func (o *originals) row(ctx context.Context, key, number string, form bool) (sheetRow, error) {
	read, kept := issuedLedger, key
	if form {
		read, kept = issuedForm, "form "+key
	}
	rows := o.notices[kept]
	if rows == nil {
		list, err := read(ctx, o.st, key)
		if err != nil {
			return sheetRow{}, err
		}
		rows = map[string]sheetRow{}
		for _, r := range list {
			rows[r.cells[headNumber]] = r
		}
		o.notices[kept] = rows
	}
	row, ok := rows[number]
	if !ok {
		return row, fmt.Errorf("通知书 %s 的台账中没有问题 %s", key, number)
	}
	return row, nil
}

// issuedLedger reads the ledger of a notice as it went out.
func issuedLedger(ctx context.Context, st *store.Store, key string) ([]sheetRow, error) {
	year, number, ok := ParseNotice(key, 0)
	if !ok {
		return nil, fmt.Errorf("notice key %q", key)
	}
	n, err := st.Notice(ctx, year, number)
	if err != nil {
		return nil, err
	}
	files, err := st.NoticeFiles(ctx, n)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name, ".xlsx") {
			return readLedger(bytes.NewReader(f.Content))
		}
	}
	return nil, fmt.Errorf("通知书 %s 没有台账", key)
}

// LedgerNow writes a notice's ledger as its cases stand today: what the unit
// answered, what the last recheck saw, and the state.
func LedgerNow(ctx context.Context, st *store.Store, n *store.Notice, checked *Rechecked, today portal.Date) (*store.File, error) {
	list, err := issuedLedger(ctx, st, n.Key)
	if err != nil {
		return nil, err
	}
	var numbers []string
	for _, c := range n.Cases {
		numbers = append(numbers, c.Number)
	}
	cases, err := st.Cases(ctx, store.CaseQuery{Numbers: numbers})
	if err != nil {
		return nil, err
	}
	rows := make([]reports.LedgerRow, len(list))
	for i := range list {
		rows[i] = list[i].row()
		k := slices.IndexFunc(cases, func(c rectify.Case) bool { return c.Number == rows[i].Number })
		if k < 0 {
			continue
		}
		c := &cases[k]
		if a := c.Answer; a != nil {
			rows[i].Person, rows[i].Outcome, rows[i].After, rows[i].Done = a.Person, a.Outcome, a.After, a.Done
			if a.Measure != "" {
				rows[i].Measure = a.Measure
			}
			rows[i].Remark = joined(rows[i].Remark, a.Remark)
		}
		if c.Notice == n.Key && c.Deadline != 0 {
			rows[i].Deadline = c.Deadline
		}
		rows[i].State = ledgerState(c, today)
		if checked == nil {
			continue
		}
		if j := slices.IndexFunc(checked.Rows, func(r RecheckRow) bool { return r.Case.ID == c.ID }); j >= 0 {
			row := &checked.Rows[j]
			rows[i].Recheck, rows[i].RecheckedOn = row.Outcome, checked.Scan.AsOf
			if row.Outcome == RecheckUnknown {
				rows[i].Remark = joined(rows[i].Remark, "复查："+row.Note)
			}
		}
	}
	var b bytes.Buffer
	err = xlsx.WriteLedger(&b, n.UnitName, n.Serial(), rows)
	return &store.File{Name: fmt.Sprintf("复查台账-%s-%d.xlsx", n.Unit, n.Number), Content: b.Bytes()}, err
}

// ledgerState is the ledger's word for where a case stands.
func ledgerState(c *rectify.Case, today portal.Date) string {
	switch c.Phase {
	case rectify.Closed, rectify.Dismissed:
		return reports.LedgerStates[2]
	case rectify.Replied, rectify.Verified:
		return reports.LedgerStates[1]
	case rectify.Exempted:
		return reports.LedgerStates[4]
	}
	if c.Overdue(today) {
		return reports.LedgerStates[3]
	}
	return reports.LedgerStates[0]
}
