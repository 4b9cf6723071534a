package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
	"time"

	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// An Assessment is one sheet of a year's assessment (年度考核): number 0 is the
// frozen one, 1 and on are its corrections (更正). None is ever changed.
type Assessment struct {
	Year    int
	Number  int
	Ruleset string // name
	Hash    string // of everything that went in
	Reason  string // of a correction
	By      string
	On      portal.Date
	At      time.Time // to the second
}

// FreezeAssessment keeps a sheet of a year with its files. The first of a year
// must be no correction, every further one must be: otherwise it is
// ErrConflict, or ErrNotFound for a correction of a year that is not frozen.
// files gets the number that the sheet will have, and may run more than once.
func (s *Store) FreezeAssessment(ctx context.Context, a Assessment, correction bool, files func(number int) ([]File, error)) (_ *Assessment, err error) {
	defer wrap(&err, "freeze assessment of %d", a.Year)
	a.At = seconds(a.At)
	err = s.write(ctx, func(t *tx) error {
		if err := s.lockCases(t); err != nil {
			return err
		}
		have := 0
		if err := t.rows(`SELECT count(*) FROM assessments WHERE year = $1`, func(scan scanner) error { return scan(&have) }, a.Year); err != nil {
			return err
		}
		switch {
		case correction && have == 0:
			return ErrNotFound
		case !correction && have > 0:
			return ErrConflict
		}
		a.Number = have
		list, err := files(have)
		if err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO assessments (year, number, ruleset, hash, reason, by_whom, on_day, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			a.Year, a.Number, clean(a.Ruleset), a.Hash, clean(a.Reason), clean(a.By), a.On.String(), formTime(a.At)); err != nil {
			return err
		}
		return t.execEach(`INSERT INTO assessment_files (year, number, name, content) VALUES ($1, $2, $3, $4)`, len(list), func(i int) []any {
			return []any{a.Year, a.Number, clean(list[i].Name), list[i].Content}
		}, nil)
	})
	if err != nil {
		return nil, err
	}
	return &a, nil
}

// Assessments returns the sheets of a year, the frozen one first.
func (s *Store) Assessments(ctx context.Context, year int) (list []Assessment, err error) {
	defer wrap(&err, "assessments of %d", year)
	err = s.read(ctx, `SELECT year, number, ruleset, hash, reason, by_whom, on_day, at FROM assessments WHERE year = $1 ORDER BY number`, func(scan scanner) error {
		var a Assessment
		var on, at string
		if err := scan(&a.Year, &a.Number, &a.Ruleset, &a.Hash, &a.Reason, &a.By, &on, &at); err != nil {
			return err
		}
		var err error
		if a.On, err = parseDate(on); err != nil {
			return err
		}
		a.At, err = parseTime(at)
		list = append(list, a)
		return err
	}, year)
	return list, err
}

// AssessmentFiles returns the files of a sheet as they were kept, by name.
func (s *Store) AssessmentFiles(ctx context.Context, year, number int) (list []File, err error) {
	defer wrap(&err, "files of assessment %d/%d", year, number)
	err = s.read(ctx, `SELECT name, content FROM assessment_files WHERE year = $1 AND number = $2 ORDER BY name`, func(scan scanner) error {
		var f File
		err := scan(&f.Name, &f.Content)
		list = append(list, f)
		return err
	}, year, number)
	return list, err
}

// CaseLives hands every case that may have been seen between two days to f,
// with all its events, in the order of the cases' numbers. f must not keep
// the events.
func (s *Store) CaseLives(ctx context.Context, from, to portal.Date, f func(*rectify.Case, []rectify.Event) error) (err error) {
	defer wrap(&err, "cases from %s to %s", from, to)
	const within = ` WHERE c.first_seen <= $2 AND c.last_seen >= $1`
	var list []rectify.Case
	err = s.read(ctx, `SELECT `+caseFields+` FROM cases c`+within+` ORDER BY c.id`, func(scan scanner) error {
		c, err := readCase(scan)
		list = append(list, c)
		return err
	}, from.String(), to.String())
	if err != nil {
		return err
	}
	at := 0
	var events []rectify.Event
	flush := func() error {
		err := f(&list[at], events)
		at, events = at+1, events[:0]
		return err
	}
	err = s.read(ctx, `SELECT e.case_id, e.seq, e.kind, e.at, e.on_day, e.by_whom, e.why, e.detail FROM case_events e JOIN cases c ON c.id = e.case_id`+
		within+` ORDER BY e.case_id, e.seq`, func(scan scanner) error {
		var id int64
		var when, on, detail string
		var e rectify.Event
		if err := scan(&id, &e.Seq, &e.Kind, &when, &on, &e.By, &e.Why, &detail); err != nil {
			return err
		}
		for at < len(list) && list[at].ID != id {
			if list[at].ID > id {
				return nil // opened since the list was read
			}
			if err := flush(); err != nil {
				return err
			}
		}
		if at == len(list) {
			return nil
		}
		e.Case = id
		var err error
		if e.At, err = parseTime(when); err != nil {
			return err
		}
		if e.On, err = parseDate(on); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(detail), &e.Detail); err != nil {
			return err
		}
		events = append(events, e)
		return nil
	}, from.String(), to.String())
	for err == nil && at < len(list) {
		err = flush()
	}
	return err
}

// SnapshotDigest returns a SHA-256 over what a complete scan saw: every
// target with its outcome, every page with the hash of its facts, every list
// row. It is computed once and kept. The id is as for Scan; a scan that is
// not complete has none (ErrConflict).
func (s *Store) SnapshotDigest(ctx context.Context, scanID string) (digest string, err error) {
	defer wrap(&err, "digest of scan %q", scanID)
	r, err := s.find(ctx, scanID)
	if err != nil {
		return "", err
	}
	if !r.Complete {
		return "", ErrConflict
	}
	err = s.read(ctx, `SELECT sha256 FROM snapshot_digests WHERE scan = $1`, func(scan scanner) error { return scan(&digest) }, r.num)
	if err != nil || digest != "" {
		return digest, err
	}
	d := digester{sha256.New()}
	err = s.read(ctx, `SELECT t.url, t.site, t.kind, t.role, t.column_id, t.status, t.error, t.gap, t.final, t.answer_unit, t.answer_column, t.on_home,
			t.referrer_count, t.content, COALESCE(p.taken, ''), COALESCE(p.kind, ''), COALESCE(p.published_at, ''), p.facts
		FROM targets t LEFT JOIN pages p ON p.target = t.id WHERE t.scan = $1 ORDER BY t.hash`, func(scan scanner) error {
		var words [14]string
		var status, home int
		var referrers int64
		var facts []byte
		if err := scan(&words[0], &words[1], &words[2], &words[3], &words[4], &status, &words[5], &words[6], &words[7], &words[8], &words[9], &home,
			&referrers, &words[10], &words[11], &words[12], &words[13], &facts); err != nil {
			return err
		}
		d.words(words[:]...)
		d.number(int64(status), int64(home), referrers)
		d.words(string(facts))
		return nil
	}, r.num)
	if err != nil {
		return "", err
	}
	d.words("items")
	err = s.read(ctx, `SELECT column_id, site, url, rank, title, list_date FROM items WHERE scan = $1 ORDER BY hash, column_id, site`, func(scan scanner) error {
		var words [5]string
		var rank int64
		if err := scan(&words[0], &words[1], &words[2], &rank, &words[3], &words[4]); err != nil {
			return err
		}
		d.words(words[:]...)
		d.number(rank)
		return nil
	}, r.num)
	if err != nil {
		return "", err
	}
	digest = hex.EncodeToString(d.Sum(nil))
	return digest, s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO snapshot_digests (scan, sha256) VALUES ($1, $2) ON CONFLICT (scan) DO NOTHING`, r.num, digest)
		return err
	})
}

// A digester hashes values so that no two lists of them look the same.
type digester struct{ hash.Hash }

func (s digester) words(list ...string) {
	for _, w := range list {
		s.number(int64(len(w)))
		s.Write([]byte(w))
	}
}

func (s digester) number(list ...int64) {
	var b [8]byte
	for _, n := range list {
		binary.LittleEndian.PutUint64(b[:], uint64(n))
		s.Write(b[:])
	}
}
