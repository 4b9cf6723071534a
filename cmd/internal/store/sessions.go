package store

import (
	"context"
	"time"
)

// Sessions keeps signed-in sessions for alexedwards/scs: its store of three
// methods, with contexts. Tokens come in hashed.
type Sessions struct{ s *Store }

// Sessions returns the store of sessions.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

// FindCtx returns the data of a session that has not ended, and whether there
// is one.
func (x *Sessions) FindCtx(ctx context.Context, token string) (b []byte, found bool, err error) {
	defer wrap(&err, "find session")
	err = x.s.read(ctx, `SELECT data FROM sessions WHERE token = $1 AND expires > $2`, func(scan scanner) error {
		found = true
		return scan(&b)
	}, token, formTime(time.Now()))
	return b, found, err
}

// CommitCtx keeps a session until the given moment, and drops those that have
// ended.
func (x *Sessions) CommitCtx(ctx context.Context, token string, b []byte, until time.Time) (err error) {
	defer wrap(&err, "keep session")
	return x.s.write(ctx, func(t *tx) error {
		if _, err := t.exec(`DELETE FROM sessions WHERE expires <= $1`, formTime(time.Now())); err != nil {
			return err
		}
		_, err := t.exec(`INSERT INTO sessions (token, data, expires) VALUES ($1, $2, $3)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires = excluded.expires`, token, b, formTime(until))
		return err
	})
}

// DeleteCtx ends a session; one that is not there is no error.
func (x *Sessions) DeleteCtx(ctx context.Context, token string) (err error) {
	defer wrap(&err, "end session")
	return x.s.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM sessions WHERE token = $1`, token)
		return err
	})
}

// Find, Commit and Delete are the same without a context; scs asks for both
// and calls those with one.
func (x *Sessions) Find(token string) ([]byte, bool, error) {
	return x.FindCtx(context.Background(), token)
}

func (x *Sessions) Commit(token string, b []byte, until time.Time) error {
	return x.CommitCtx(context.Background(), token, b, until)
}

func (x *Sessions) Delete(token string) error { return x.DeleteCtx(context.Background(), token) }
