package store

import (
	"cmp"
	"container/heap"
	"context"
	"encoding/binary"
	"errors"
	"slices"
)

// Pages show the same targets again and again, and a row of targets says how
// often. Rewriting the rows for every page was a third of a scan's cost, so a
// batch of pages writes what it adds into one row of shows, and every so often
// all of them are added up: each target is then touched once. The rows of
// shows are the truth until then, in whichever process they are added up, so
// nothing hangs on a process living on.

// A showing is what one batch of pages adds to one known target.
type showing struct {
	id     int64
	count  int     // of pages that show it
	answer *answer // nil when it changes nothing
	// referrers are those that may be among the first ten, in order; text is
	// that of the first when it may be the first of all.
	referrers []string
	text      string
	texted    bool
}

// packShowings writes showings one after another, by id: the names that they
// share stand in front.
func packShowings(list []showing) []byte {
	var names []string
	index := map[string]uint64{}
	name := func(s string) uint64 {
		i, ok := index[s]
		if !ok {
			i = uint64(len(names))
			index[s] = i
			names = append(names, s)
		}
		return i
	}
	var body []byte
	before := int64(0)
	for i := range list {
		s := &list[i]
		body = binary.AppendUvarint(body, uint64(s.id-before))
		before = s.id
		what := uint64(len(s.referrers)) << 2
		if s.answer != nil {
			what |= 1
		}
		if s.texted {
			what |= 2
		}
		body = binary.AppendUvarint(body, what)
		body = binary.AppendUvarint(body, uint64(s.count))
		if s.answer != nil {
			body = binary.AppendUvarint(body, name(s.answer.unit))
			body = binary.AppendUvarint(body, name(s.answer.column))
		}
		for _, r := range s.referrers {
			body = binary.AppendUvarint(body, name(r))
		}
		if s.texted {
			body = binary.AppendUvarint(body, uint64(len(s.text)))
			body = append(body, s.text...)
		}
	}
	out := binary.AppendUvarint(nil, uint64(len(names)))
	for _, n := range names {
		out = binary.AppendUvarint(out, uint64(len(n)))
		out = append(out, n...)
	}
	return append(out, body...)
}

var errShows = errors.New("stored sums of links are damaged")

// A showings reads what packShowings wrote, one by one.
type showings struct {
	names []string
	raw   []byte
	now   showing
	owned answer
}

func openShowings(raw []byte) (*showings, error) {
	s := &showings{raw: raw}
	n, ok := s.number()
	if !ok || n > uint64(len(raw)) {
		return nil, errShows
	}
	for range n {
		text, ok := s.text()
		if !ok {
			return nil, errShows
		}
		s.names = append(s.names, text)
	}
	return s, nil
}

func (s *showings) number() (uint64, bool) {
	v, n := binary.Uvarint(s.raw)
	if n <= 0 {
		return 0, false
	}
	s.raw = s.raw[n:]
	return v, true
}

func (s *showings) text() (string, bool) {
	n, ok := s.number()
	if !ok || n > uint64(len(s.raw)) {
		return "", false
	}
	t := string(s.raw[:n])
	s.raw = s.raw[n:]
	return t, true
}

func (s *showings) name() (string, bool) {
	i, ok := s.number()
	if !ok || i >= uint64(len(s.names)) {
		return "", false
	}
	return s.names[i], true
}

// next moves to the next showing; false at the end.
func (s *showings) next() (bool, error) {
	if len(s.raw) == 0 {
		return false, nil
	}
	id, a := s.number()
	what, b := s.number()
	count, c := s.number()
	if !a || !b || !c {
		return false, errShows
	}
	s.now = showing{id: s.now.id + int64(id), count: int(count)}
	if what&1 != 0 {
		unit, a := s.name()
		column, b := s.name()
		if !a || !b {
			return false, errShows
		}
		s.owned = answer{unit, column}
		s.now.answer = &s.owned
	}
	for range what >> 2 {
		r, ok := s.name()
		if !ok {
			return false, errShows
		}
		s.now.referrers = append(s.now.referrers, r)
	}
	if s.now.texted = what&2 != 0; s.now.texted {
		var ok bool
		if s.now.text, ok = s.text(); !ok {
			return false, errShows
		}
	}
	return true, nil
}

// A merging is showings of several batches in the order of their targets.
type merging []*showings

func (m merging) Len() int           { return len(m) }
func (m merging) Less(i, j int) bool { return m[i].now.id < m[j].now.id }
func (m merging) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }
func (m *merging) Push(x any)        { *m = append(*m, x.(*showings)) }
func (m *merging) Pop() any {
	old := *m
	last := old[len(old)-1]
	*m = old[:len(old)-1]
	return last
}

// A sum is what several batches add to one target.
type sum struct {
	id        int64
	count     int
	answer    *answer
	referrers []string
	text      string
	textOf    string // the referrer whose text it is, "" when there is none
}

func (s *sum) add(w *showing) {
	s.count += w.count
	if w.answer != nil {
		all := *w.answer
		if s.answer != nil {
			all = s.answer.and(all)
		}
		s.answer = &all
	}
	if w.texted && (s.textOf == "" || w.referrers[0] < s.textOf) {
		s.text, s.textOf = w.text, w.referrers[0]
	}
	s.referrers = append(s.referrers, w.referrers...)
	if len(s.referrers) > 4*referrersKept {
		s.referrers = firstOf(s.referrers)
	}
}

// firstOf returns the referrers that are kept, in order.
func firstOf(referrers []string) []string {
	slices.Sort(referrers)
	return referrers[:min(len(referrers), referrersKept)]
}

// to adds the sum to a row.
func (s *sum) to(r *target) {
	if s.answer != nil {
		if r.count == 0 {
			r.answer = *s.answer
		} else {
			r.answer = r.answer.and(*s.answer)
		}
	}
	r.count += s.count
	if s.textOf != "" && (len(r.referrers) == 0 || s.textOf < r.referrers[0]) {
		r.text = s.text
	}
	r.referrers = firstOf(append(r.referrers, s.referrers...))
}

// addUp adds everything that the scan's rows of shows say to the targets;
// named, when not nil, is told which referrers a target names now.
func (t *tx) addUp(scan int64, named func(hash []byte, referrers []string)) error {
	var m merging
	err := t.rows(`DELETE FROM shows WHERE scan = $1 RETURNING body`, func(scan scanner) error {
		var body []byte
		if err := scan(&body); err != nil {
			return err
		}
		s, err := openShowings(body)
		if err != nil {
			return err
		}
		more, err := s.next()
		if more {
			m = append(m, s)
		}
		return err
	}, scan)
	if err != nil || len(m) == 0 {
		return err
	}
	heap.Init(&m)
	var counts, rest []sum // only a number changes, or more
	flush := func() error {
		err := t.counts(counts)
		if err == nil {
			err = t.sums(rest, named)
		}
		counts, rest = counts[:0], rest[:0]
		return err
	}
	for len(m) > 0 {
		one := sum{id: m[0].now.id}
		for len(m) > 0 && m[0].now.id == one.id {
			one.add(&m[0].now)
			more, err := m[0].next()
			switch {
			case err != nil:
				return err
			case more:
				heap.Fix(&m, 0)
			default:
				heap.Pop(&m)
			}
		}
		if one.answer == nil && len(one.referrers) == 0 {
			counts = append(counts, one)
		} else {
			rest = append(rest, one)
		}
		if len(counts)+len(rest) >= batchSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func (t *tx) counts(list []sum) error {
	return t.execEach(`UPDATE targets SET referrer_count = referrer_count + $2 WHERE id = $1`, len(list), func(i int) []any {
		return []any{list[i].id, list[i].count}
	}, nil)
}

func (t *tx) sums(list []sum, named func(hash []byte, referrers []string)) error {
	rows, hashes := make([]target, len(list)), make([][]byte, len(list))
	err := t.rowsEach(`SELECT hash, answer_unit, answer_column, referrer_count, referrers, text FROM targets WHERE id = $1`, len(list), func(i int) []any {
		return []any{list[i].id}
	}, func(i int, scan scanner) error {
		r, referrers := &rows[i], ""
		err := scan(&hashes[i], &r.answer.unit, &r.answer.column, &r.count, &referrers, &r.text)
		r.referrers = splitURLs(referrers)
		return err
	})
	if err != nil {
		return err
	}
	return t.execEach(`UPDATE targets SET answer_unit = $2, answer_column = $3, referrer_count = $4, referrers = $5, text = $6 WHERE id = $1`,
		len(rows), func(i int) []any {
			r := &rows[i]
			list[i].to(r)
			joined := joinURLs(r.referrers)
			if named != nil {
				named(hashes[i], r.referrers)
			}
			return []any{list[i].id, r.answer.unit, r.answer.column, r.count, joined, r.text}
		}, nil)
}

// sortShowings puts showings in the order in which they are packed.
func sortShowings(list []showing) {
	slices.SortFunc(list, func(a, b showing) int { return cmp.Compare(a.id, b.id) })
}

// sumUp adds up what a scan's pages show, while no other writer of the scan
// is at work.
func (s *Store) sumUp(t *tx, scan int64) error {
	if err := t.rows(s.engine.lockScan, func(scan scanner) error { var complete int; return scan(&complete) }, scan); err != nil {
		return err
	}
	return t.addUp(scan, nil)
}

// settle adds up what a scan's pages show when something still waits for it,
// so that targets can be read.
func (s *Store) settle(ctx context.Context, scan int64) error {
	waits := false
	err := s.read(ctx, `SELECT 1 FROM shows WHERE scan = $1 LIMIT 1`, func(scanner) error { waits = true; return nil }, scan)
	if err != nil || !waits {
		return err
	}
	return s.write(ctx, func(t *tx) error { return s.sumUp(t, scan) })
}
