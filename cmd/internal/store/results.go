package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"time"

	"duwang/crawler/portal"
)

// SaveResult keeps the result of judging a scan by the ruleset with the given
// digest as of a day, so that it can be rendered again; an earlier result of
// the same three is replaced. The scan's id is as for Scan.
func (s *Store) SaveResult(ctx context.Context, scanID, ruleset string, asOf portal.Date, result []byte) (err error) {
	defer wrap(&err, "save result of scan %q", scanID)
	r, err := s.find(ctx, scanID)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(result); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	saved := formTime(time.Now())
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO results (scan, ruleset, as_of, saved_at, result) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (scan, ruleset, as_of) DO UPDATE SET saved_at = excluded.saved_at, result = excluded.result`,
			r.num, ruleset, asOf.String(), saved, packed.Bytes())
		return err
	})
}

// Result returns what SaveResult kept, byte for byte, or ErrNotFound. An empty
// ruleset or the zero date leaves that open: of those that fit, the result
// saved last is returned.
func (s *Store) Result(ctx context.Context, scanID, ruleset string, asOf portal.Date) (_ []byte, err error) {
	defer wrap(&err, "result of scan %q", scanID)
	r, err := s.find(ctx, scanID)
	if err != nil {
		return nil, err
	}
	var packed []byte
	err = s.read(ctx, `SELECT result FROM results WHERE scan = $1 AND ($2 = '' OR ruleset = $2) AND ($3 = '' OR as_of = $3)
		ORDER BY saved_at DESC, ruleset, as_of DESC LIMIT 1`, func(scan scanner) error { return scan(&packed) }, r.num, ruleset, asOf.String())
	if err != nil {
		return nil, err
	}
	if packed == nil {
		return nil, ErrNotFound
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
