package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// A CaseQuery chooses cases; what it leaves empty does not narrow the choice.
type CaseQuery struct {
	Numbers []string
	Phases  []rectify.Phase
	Units   []string
	Notice  string // key of the notice that the case stands in
	// Live leaves out closed cases, and dismissed ones found in order since;
	// ClosedSince brings those back that were closed on that day or later.
	Live        bool
	ClosedSince portal.Date
}

// A CaseError says which case refused an event, and why.
type CaseError struct {
	Number string
	Err    error
}

func (e *CaseError) Error() string { return "问题 " + e.Number + "：" + e.Err.Error() }

func (e *CaseError) Unwrap() error { return e.Err }

const caseFields = `id, number, fingerprint, site, check_id, rule, column_id, url, title, earlier, earlier_closed, state`

const chooseCases = `SELECT ` + caseFields + ` FROM cases
	WHERE ($1 = '' OR $1 <> replace($1, ',' || number || ',', ''))
		AND ($2 = '' OR $2 <> replace($2, ',' || phase || ',', ''))
		AND ($3 = '' OR $3 <> replace($3, ',' || unit || ',', ''))
		AND ($4 = '' OR notice = $4)
		AND ($5 = 0 OR live = 1 OR $6 <> '' AND closed_on >= $6)
	ORDER BY id`

func (q *CaseQuery) args() []any {
	list := func(words []string) string {
		if len(words) == 0 {
			return ""
		}
		return "," + clean(strings.Join(words, ",")) + ","
	}
	phases := make([]string, len(q.Phases))
	for i, p := range q.Phases {
		phases[i] = string(p)
	}
	return []any{list(q.Numbers), list(phases), list(q.Units), clean(q.Notice), number(q.Live), q.ClosedSince.String()}
}

func readCase(scan scanner) (c rectify.Case, err error) {
	var earlierClosed, state string
	if err = scan(&c.ID, &c.Number, &c.Fingerprint, &c.Site, &c.Check, &c.Rule, &c.Column, &c.URL, &c.Title, &c.Earlier, &earlierClosed, &state); err != nil {
		return c, err
	}
	if c.EarlierClosed, err = parseDate(earlierClosed); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(state), &c.State)
}

// Cases returns the cases that a query chooses, in the order of their numbers
// (of when they were opened).
func (s *Store) Cases(ctx context.Context, q CaseQuery) (list []rectify.Case, err error) {
	defer wrap(&err, "cases")
	err = s.read(ctx, chooseCases, func(scan scanner) error {
		c, err := readCase(scan)
		list = append(list, c)
		return err
	}, q.args()...)
	return list, err
}

// Case returns the case with exactly that number and all its events, the
// first one first, or ErrNotFound.
func (s *Store) Case(ctx context.Context, number string) (_ rectify.Case, events []rectify.Event, err error) {
	defer wrap(&err, "case %q", number)
	list, err := s.Cases(ctx, CaseQuery{Numbers: []string{number}})
	if err == nil && (len(list) != 1 || list[0].Number != number) {
		err = ErrNotFound
	}
	if err != nil {
		return rectify.Case{}, nil, err
	}
	err = s.read(ctx, caseEvents+` WHERE e.case_id = $1 ORDER BY e.seq`, func(scan scanner) error {
		_, e, err := readEvent(scan)
		events = append(events, e)
		return err
	}, list[0].ID)
	return list[0], events, err
}

const caseEvents = `SELECT c.number, e.case_id, e.seq, e.kind, e.at, e.on_day, e.by_whom, e.why, e.detail
	FROM case_events e JOIN cases c ON c.id = e.case_id`

func readEvent(scan scanner) (number string, e rectify.Event, err error) {
	var at, on, detail string
	if err = scan(&number, &e.Case, &e.Seq, &e.Kind, &at, &on, &e.By, &e.Why, &detail); err != nil {
		return number, e, err
	}
	if e.At, err = parseTime(at); err != nil {
		return number, e, err
	}
	if e.On, err = parseDate(on); err != nil {
		return number, e, err
	}
	return number, e, json.Unmarshal([]byte(detail), &e.Detail)
}

// EachEvent hands every event of every case to yield with its case's number,
// case by case in the order of the cases, each case's first event first. It
// stops at the first error and returns it.
func (s *Store) EachEvent(ctx context.Context, yield func(number string, e *rectify.Event) error) (err error) {
	defer wrap(&err, "events")
	return s.read(ctx, caseEvents+` ORDER BY e.case_id, e.seq`, func(scan scanner) error {
		number, e, err := readEvent(scan)
		if err != nil {
			return err
		}
		return yield(number, &e)
	})
}

// ChangeCases hands the cases that a query chooses to decide and appends the
// events that come back, all of them or none. Nobody else changes a case in
// the meantime, so what decide saw is what the events meet; decide may run
// more than once. An event that its case refuses is a CaseError with one of
// rectify's errors in it. An event without a case opens one: its number counts
// on within the event's year, without gaps. The cases that were opened or
// changed come back as they are now.
func (s *Store) ChangeCases(ctx context.Context, q CaseQuery, decide func([]rectify.Case) ([]rectify.Event, error)) (changed []rectify.Case, err error) {
	defer wrap(&err, "change cases")
	err = s.write(ctx, func(t *tx) error {
		if err := s.lockCases(t); err != nil {
			return err
		}
		list, err := t.cases(q)
		if err != nil {
			return err
		}
		events, err := decide(slices.Clone(list))
		if err != nil {
			return err
		}
		changed, err = t.append(list, events)
		return err
	})
	return changed, err
}

func (s *Store) lockCases(t *tx) error {
	if s.engine.lockCases == "" {
		return nil
	}
	_, err := t.exec(s.engine.lockCases)
	return err
}

func (t *tx) cases(q CaseQuery) (list []rectify.Case, err error) {
	err = t.rows(chooseCases, func(scan scanner) error {
		c, err := readCase(scan)
		list = append(list, c)
		return err
	}, q.args()...)
	return list, err
}

// append folds events into the cases that they name and writes both down. The
// tables of cases are locked.
func (t *tx) append(known []rectify.Case, events []rectify.Event) ([]rectify.Case, error) {
	at := map[int64]int{}
	for i := range known {
		at[known[i].ID] = i
	}
	var opened, changed []*rectify.Case
	touched := map[int64]*rectify.Case{}
	owners := make([]*rectify.Case, len(events))
	for i := range events {
		e := &events[i]
		e.At, e.Started = e.At.UTC(), e.Started.UTC()
		var c *rectify.Case
		switch j, ok := at[e.Case]; {
		case e.Case == 0:
			c = openCase(e)
			opened = append(opened, c)
		case touched[e.Case] != nil:
			c = touched[e.Case]
		case ok:
			c = &known[j]
			touched[e.Case] = c
			changed = append(changed, c)
		default:
			return nil, fmt.Errorf("%w: case %d", ErrNotFound, e.Case)
		}
		after, err := rectify.Apply(*c, *e)
		if err != nil {
			return nil, &CaseError{c.Number, err}
		}
		*c, owners[i] = after, c
	}
	if err := t.open(opened); err != nil {
		return nil, err
	}
	if err := t.update(changed); err != nil {
		return nil, err
	}
	details := make([]string, len(events))
	for i := range events {
		b, err := json.Marshal(events[i].Detail)
		if err != nil {
			return nil, err
		}
		details[i] = clean(string(b))
	}
	err := t.execEach(`INSERT INTO case_events (case_id, kind, at, on_day, by_whom, why, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		len(events), func(i int) []any {
			e := &events[i]
			return []any{owners[i].ID, string(e.Kind), formTime(e.At), e.On.String(), clean(e.By), clean(e.Why), details[i]}
		}, nil)
	if err == nil && len(events) > 0 {
		err = t.link()
	}
	out := make([]rectify.Case, 0, len(opened)+len(changed))
	for _, c := range slices.Concat(opened, changed) {
		out = append(out, *c)
	}
	return out, err
}

// openCase is the case that an event opens, still without id and number.
func openCase(e *rectify.Event) *rectify.Case {
	c := &rectify.Case{Earlier: e.Earlier, EarlierClosed: e.EarlierClosed}
	if f := e.Finding; f != nil {
		c.Fingerprint, c.Site, c.Check, c.Rule, c.Column, c.URL, c.Title =
			f.Fingerprint, f.Site, f.Check, f.Rule, f.Column, clean(f.URL), clean(f.Title)
	}
	return c
}

// open numbers new cases and writes them down.
func (t *tx) open(list []*rectify.Case) error {
	years := map[int]int{}
	for _, c := range list {
		years[c.FirstSeen.Year()]++
	}
	next := map[int]int{}
	for _, year := range sortedKeys(years) {
		last, err := t.count("case", year, years[year])
		if err != nil {
			return err
		}
		next[year] = last - years[year]
	}
	for _, c := range list {
		year := c.FirstSeen.Year()
		next[year]++
		c.Number = fmt.Sprintf("%d-%05d", year, next[year])
	}
	states, err := statesOf(list)
	if err != nil {
		return err
	}
	return t.rowsEach(`INSERT INTO cases (number, fingerprint, site, check_id, rule, column_id, url, title, earlier, earlier_closed,
			live, phase, unit, severity, notice, deadline, first_seen, last_seen, first_scan, last_scan, closed_on, state)
		VALUES ($11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $1, $2, $3, $4, $5, $6, $21, $7, $22, $8, $9, $10) RETURNING id`,
		len(list), func(i int) []any {
			c := list[i]
			return append(folded(c, states[i]), c.Number, c.Fingerprint, c.Site, c.Check, c.Rule, c.Column, c.URL, c.Title, c.Earlier,
				c.EarlierClosed.String(), c.FirstSeen.String(), c.FirstScan)
		}, func(i int, scan scanner) error { return scan(&list[i].ID) })
}

func (t *tx) update(list []*rectify.Case) error {
	states, err := statesOf(list)
	if err != nil {
		return err
	}
	return t.execEach(`UPDATE cases SET live = $1, phase = $2, unit = $3, severity = $4, notice = $5, deadline = $6, last_seen = $7, last_scan = $8,
			closed_on = $9, state = $10 WHERE id = $11`,
		len(list), func(i int) []any { return append(folded(list[i], states[i]), list[i].ID) }, nil)
}

// folded are the columns that say what the events come to.
func folded(c *rectify.Case, state string) []any {
	return []any{number(c.Live()), string(c.Phase), c.Unit, c.Severity, c.Notice, c.Deadline.String(), c.LastSeen.String(), c.LastScan,
		c.ClosedOn.String(), state}
}

func statesOf(list []*rectify.Case) ([]string, error) {
	out := make([]string, len(list))
	for i, c := range list {
		b, err := json.Marshal(c.State)
		if err != nil {
			return nil, err
		}
		out[i] = clean(string(b))
	}
	return out, nil
}

// count gives out the next n numbers of a name and year and returns the last
// of them. Whoever asks next waits until this transaction ends, so a number
// that is undone with it is given out again: there are neither gaps nor
// doubles.
func (t *tx) count(name string, year, n int) (last int, err error) {
	err = t.rows(`INSERT INTO counters (name, year, last) VALUES ($1, $2, $3)
		ON CONFLICT (name, year) DO UPDATE SET last = counters.last + excluded.last RETURNING last`,
		func(scan scanner) error { return scan(&last) }, name, year, n)
	return last, err
}

func sortedKeys(m map[int]int) []int { return slices.Sorted(maps.Keys(m)) }

// CasesInOrder tells whether every case's stored state is the fold of its
// events; it returns the numbers of those that are not.
func (s *Store) CasesInOrder(ctx context.Context) (wrong []string, err error) {
	defer wrap(&err, "cases in order")
	list, err := s.Cases(ctx, CaseQuery{})
	if err != nil {
		return nil, err
	}
	for i := range list {
		c, events, err := s.Case(ctx, list[i].Number)
		if err != nil {
			return nil, err
		}
		again, err := rectify.Fold(c, events)
		if err == nil {
			have, e1 := json.Marshal(c.State)
			folds, e2 := json.Marshal(again.State)
			if err := errors.Join(e1, e2); err != nil {
				return nil, err
			}
			if string(have) == string(folds) {
				continue
			}
		}
		wrong = append(wrong, c.Number)
	}
	return wrong, nil
}

// seconds is how exactly events are entered.
func seconds(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
