package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"duwang/crawler/portal"
	"duwang/reports/remind"
)

// A Message is a reminder or chaser (提醒单、催办单) that went out to one unit.
type Message struct {
	id       int64
	Kind     string // remind.Remind or remind.Chase
	Year     int
	Number   int // runs by kind and year
	Unit     string
	UnitName string
	On       portal.Date
	At       time.Time // to the second
	By       string
	Marks    []string // what was said, see remind.Message
}

// Said returns the message as the next plan looks at it.
func (m *Message) Said() remind.Said { return remind.Said{Unit: m.Unit, On: m.On, Marks: m.Marks} }

// IssueMessage writes down one message with the next number of its kind and
// year; paper makes its papers under that number, and an error of it uses no
// number up. A unit that was written to on that day already is ErrConflict:
// two people may ask at once, one message goes out. paper may run more than
// once.
func (s *Store) IssueMessage(ctx context.Context, m Message, paper func(number int) ([]File, error)) (_ *Message, files []File, err error) {
	defer wrap(&err, "issue message to %s", m.Unit)
	m.Year, m.At = m.On.Year(), seconds(m.At)
	err = s.write(ctx, func(t *tx) error {
		if err := s.lockCases(t); err != nil {
			return err
		}
		taken := 0
		if err := t.rows(`SELECT (SELECT count(*) FROM messages WHERE unit = $1 AND on_day = $2) + (SELECT count(*) FROM notices WHERE unit = $1 AND issued_on = $2)`,
			func(scan scanner) error { return scan(&taken) }, m.Unit, m.On.String()); err != nil {
			return err
		}
		if taken > 0 {
			return ErrConflict
		}
		number, err := t.count(m.Kind, m.Year, 1)
		if err != nil {
			return err
		}
		m.Number = number
		if files, err = paper(number); err != nil {
			return err
		}
		if err := t.rows(`INSERT INTO messages (kind, year, number, unit, unit_name, on_day, at, by_whom, marks) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
			func(scan scanner) error { return scan(&m.id) },
			m.Kind, m.Year, m.Number, m.Unit, clean(m.UnitName), m.On.String(), formTime(m.At), clean(m.By), clean(strings.Join(m.Marks, "\n"))); err != nil {
			return err
		}
		if err := t.execEach(`INSERT INTO message_files (message, name, content) VALUES ($1, $2, $3)`, len(files), func(i int) []any {
			return []any{m.id, clean(files[i].Name), files[i].Content}
		}, nil); err != nil {
			return err
		}
		return t.link(paperLinks(fmt.Sprintf("message %s %d-%d", m.Kind, m.Year, m.Number), files, m.At)...)
	})
	if err != nil {
		return nil, nil, err
	}
	return &m, files, nil
}

// Messages returns the messages of that day or later, in the order in which
// they went out.
func (s *Store) Messages(ctx context.Context, since portal.Date) (list []Message, err error) {
	defer wrap(&err, "messages")
	err = s.read(ctx, `SELECT id, kind, year, number, unit, unit_name, on_day, at, by_whom, marks FROM messages WHERE on_day >= $1 ORDER BY id`, func(scan scanner) error {
		var m Message
		var on, at, marks string
		if err := scan(&m.id, &m.Kind, &m.Year, &m.Number, &m.Unit, &m.UnitName, &on, &at, &m.By, &marks); err != nil {
			return err
		}
		var err error
		if m.On, err = parseDate(on); err != nil {
			return err
		}
		if m.At, err = parseTime(at); err != nil {
			return err
		}
		if marks != "" {
			m.Marks = strings.Split(marks, "\n")
		}
		list = append(list, m)
		return nil
	}, since.String())
	return list, err
}

// MessageFiles returns the papers of a message as they went out, by name.
func (s *Store) MessageFiles(ctx context.Context, m *Message) (list []File, err error) {
	defer wrap(&err, "papers of message %d", m.Number)
	err = s.read(ctx, `SELECT f.name, f.content FROM message_files f JOIN messages m ON m.id = f.message
		WHERE m.kind = $1 AND m.year = $2 AND m.number = $3 ORDER BY f.name`, func(scan scanner) error {
		var f File
		err := scan(&f.Name, &f.Content)
		list = append(list, f)
		return err
	}, m.Kind, m.Year, m.Number)
	return list, err
}
