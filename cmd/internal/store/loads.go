package store

import "context"

// A Load counts what one site's part of a scan asks of one host.
type Load struct {
	Asked int // GETs made of its addresses, redirects and robots.txt left out
	Open  int // addresses known and not yet looked at
}

// Loads counts a scan's addresses by site and host[:port], without reading
// what they said; the id is as for Scan.
func (s *Store) Loads(ctx context.Context, id string) (_ map[string]map[string]Load, err error) {
	defer wrap(&err, "loads of scan %q", id)
	r, err := s.find(ctx, id)
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]Load{}
	return all, s.read(ctx, `SELECT site, url, state, attempts FROM targets WHERE scan = $1`, func(scan scanner) error {
		var site, address string
		var state, attempts int
		if err := scan(&site, &address, &state, &attempts); err != nil {
			return err
		}
		hosts := all[site]
		if hosts == nil {
			hosts = map[string]Load{}
			all[site] = hosts
		}
		host := hostOf(address)
		l := hosts[host]
		l.Asked += attempts
		if state != done {
			l.Open++
		}
		hosts[host] = l
		return nil
	}, r.num)
}
