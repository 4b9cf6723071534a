package store

import (
	"context"
	"fmt"
	"time"
)

// A User is somebody who may sign in.
type User struct {
	Name     string // what is typed in: letters, digits, Chinese
	FullName string // what events and the audit are signed with; nobody else has it
	Role     string // a role of package people
	Unit     string // id of the one unit the user sees; "" = all
	Password string // argon2id hash in its own notation, "" = must be set through a link
	Disabled bool
	Created  time.Time
	// Failed counts wrong passwords since the last right one; until
	// LockedUntil none is looked at.
	Failed      int
	LockedUntil time.Time
}

const userFields = `name, full_name, role, unit, password, disabled, created_at, failed, locked_until`

func readUser(scan scanner) (u User, err error) {
	var created, locked string
	var disabled int
	if err = scan(&u.Name, &u.FullName, &u.Role, &u.Unit, &u.Password, &disabled, &created, &u.Failed, &locked); err != nil {
		return u, err
	}
	u.Disabled = disabled != 0
	if u.Created, err = parseTime(created); err != nil {
		return u, err
	}
	u.LockedUntil, err = parseTime(locked)
	return u, err
}

func (u *User) args() []any {
	return []any{clean(u.Name), clean(u.FullName), u.Role, u.Unit, u.Password, number(u.Disabled), formTime(u.Created), u.Failed, formTime(u.LockedUntil)}
}

// AddUser enters a user with the audit entry that goes with it. It returns
// ErrConflict when the name or the full name is taken.
func (s *Store) AddUser(ctx context.Context, u User, a Audit) (err error) {
	defer wrap(&err, "add user %q", u.Name)
	if u.Name == "" || u.FullName == "" {
		return fmt.Errorf("%w: empty name", ErrConflict)
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(`INSERT INTO users (`+userFields+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, u.args()...); err != nil {
			return err
		}
		return t.audit(a)
	})
}

// User returns the user with exactly that name, or ErrNotFound.
func (s *Store) User(ctx context.Context, name string) (_ User, err error) {
	defer wrap(&err, "user %q", name)
	list, err := s.users(ctx, `WHERE name = $1`, clean(name))
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return User{}, err
	}
	return list[0], nil
}

// Users returns all users by name.
func (s *Store) Users(ctx context.Context) (_ []User, err error) {
	defer wrap(&err, "users")
	return s.users(ctx, `ORDER BY name`)
}

func (s *Store) users(ctx context.Context, where string, args ...any) (list []User, err error) {
	err = s.read(ctx, `SELECT `+userFields+` FROM users `+where, func(scan scanner) error {
		u, err := readUser(scan)
		list = append(list, u)
		return err
	}, args...)
	return list, err
}

// ChangeUser hands a user to change and keeps what it makes of him, with the
// audit entries that change returns. The name cannot be changed. change may
// run more than once.
func (s *Store) ChangeUser(ctx context.Context, name string, change func(*User) ([]Audit, error)) (err error) {
	defer wrap(&err, "change user %q", name)
	return s.write(ctx, func(t *tx) error {
		u, found := User{}, false
		err := t.rows(`SELECT `+userFields+` FROM users WHERE name = $1`+s.engine.forUpdate, func(scan scanner) (err error) {
			u, err = readUser(scan)
			found = true
			return err
		}, clean(name))
		if err != nil {
			return err
		}
		if !found {
			return ErrNotFound
		}
		notes, err := change(&u)
		if err != nil {
			return err
		}
		u.Name = name
		_, err = t.exec(`UPDATE users SET full_name = $2, role = $3, unit = $4, password = $5, disabled = $6, created_at = $7, failed = $8, locked_until = $9
			WHERE name = $1`, u.args()...)
		for _, a := range notes {
			if err == nil {
				err = t.audit(a)
			}
		}
		return err
	})
}

// An Audit (审计) entry says who changed what, from what to what. Secrets
// never stand in it.
type Audit struct {
	Seq     int64
	At      time.Time
	By      string
	Action  string // in words: 新建用户
	Subject string // what was changed: 用户 zhang
	Was     string
	Became  string
}

// Note appends entries to the audit.
func (s *Store) Note(ctx context.Context, list ...Audit) (err error) {
	defer wrap(&err, "audit")
	return s.write(ctx, func(t *tx) error {
		for _, a := range list {
			if err := t.audit(a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) audit(a Audit) error {
	_, err := t.exec(`INSERT INTO audit (at, by_whom, action, subject, was, became) VALUES ($1, $2, $3, $4, $5, $6)`,
		formTime(a.At), clean(a.By), clean(a.Action), clean(a.Subject), clean(a.Was), clean(a.Became))
	return err
}

// An AuditQuery chooses entries of the audit; what it leaves empty does not
// narrow the choice.
type AuditQuery struct {
	By, Action, Subject string // Subject: the beginning of it
	Before              int64  // entries older than this Seq
	Limit               int    // 0 = all
}

// AuditLog returns the entries that a query chooses, the latest first.
func (s *Store) AuditLog(ctx context.Context, q AuditQuery) (list []Audit, err error) {
	defer wrap(&err, "audit log")
	limit := q.Limit
	if limit <= 0 {
		limit = 1 << 30
	}
	err = s.read(ctx, `SELECT seq, at, by_whom, action, subject, was, became FROM audit
		WHERE ($1 = '' OR by_whom = $1) AND ($2 = '' OR action = $2) AND ($3 = '' OR substr(subject, 1, length(CAST($3 AS TEXT))) = CAST($3 AS TEXT)) AND ($4 = 0 OR seq < $4)
		ORDER BY seq DESC LIMIT $5`, func(scan scanner) error {
		var a Audit
		var at string
		if err := scan(&a.Seq, &at, &a.By, &a.Action, &a.Subject, &a.Was, &a.Became); err != nil {
			return err
		}
		var err error
		a.At, err = parseTime(at)
		list = append(list, a)
		return err
	}, clean(q.By), clean(q.Action), clean(q.Subject), q.Before, limit)
	return list, err
}
