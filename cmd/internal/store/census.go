package store

import (
	"context"

	"duwang/crawler/portal"
)

// A Census counts what a scan read, without reading the facts.
type Census struct {
	Pages map[string]int  // read, by site
	Homes map[string]bool // sites whose home page was read
	Lists map[string]bool // columns whose first list page was read
}

// Census counts the pages of a scan; the id is as for Scan.
func (s *Store) Census(ctx context.Context, id string) (_ *Census, err error) {
	defer wrap(&err, "census of scan %q", id)
	r, err := s.find(ctx, id)
	if err != nil {
		return nil, err
	}
	c := &Census{map[string]int{}, map[string]bool{}, map[string]bool{}}
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
