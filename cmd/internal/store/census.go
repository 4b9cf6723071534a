package store

import (
	"bytes"
	"context"
	"database/sql"

	"duwang/crawler/portal"
)

// A Census counts what a scan read, without reading the facts.
type Census struct {
	Pages map[string]int  // read, by site
	Homes map[string]bool // sites whose home page was read
	Lists map[string]bool // columns whose first list page was read
	// Asked are the hosts of addresses that pages show and that were asked for,
	// and whether one of them answered anything.
	Asked map[string]bool
}

// Census counts the pages of a scan; the id is as for Scan.
func (s *Store) Census(ctx context.Context, id string) (_ *Census, err error) {
	defer wrap(&err, "census of scan %q", id)
	r, err := s.find(ctx, id)
	if err != nil {
		return nil, err
	}
	c := &Census{map[string]int{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	err = s.read(ctx, `SELECT site, count(*) FROM pages WHERE scan = $1 GROUP BY site`, func(scan scanner) error {
		var site string
		var n int
		err := scan(&site, &n)
		c.Pages[site] = n
		return err
	}, r.num)
	if err != nil {
		return nil, err
	}
	if err := s.settle(ctx, r.num); err != nil {
		return nil, err
	}
	// Every target of a state comes by, so as little as can be is read of it.
	err = s.read(ctx, `SELECT url, CASE WHEN status <> 0 THEN 1 ELSE 0 END FROM targets
		WHERE scan = $1 AND state = 2 AND attempts > 0 AND referrer_count > 0`, func(scan scanner) error {
		var address sql.RawBytes
		var answered int
		if err := scan(&address, &answered); err != nil {
			return err
		}
		host := hostIn(address)
		if was, asked := c.Asked[string(host)]; !asked || !was && answered != 0 {
			c.Asked[string(host)] = answered != 0
		}
		return nil
	}, r.num)
	if err != nil {
		return nil, err
	}
	return c, s.read(ctx, `SELECT t.site, t.role, t.column_id, t.sheet FROM targets t JOIN pages p ON p.target = t.id
		WHERE t.scan = $1 AND t.role IN ('home', 'list')`, func(scan scanner) error {
		var site, column string
		var role portal.Role
		var sheet int
		err := scan(&site, &role, &column, &sheet)
		switch {
		case role == portal.RoleHome:
			c.Homes[site] = true
		case sheet == 0:
			c.Lists[column] = true
		}
		return err
	}, r.num)
}

// hostIn returns the host of a normalised address, with its port if it has one.
func hostIn(address []byte) []byte {
	if i := bytes.Index(address, []byte("://")); i >= 0 {
		address = address[i+3:]
	}
	if i := bytes.IndexAny(address, "/?"); i >= 0 {
		address = address[:i]
	}
	return address
}
