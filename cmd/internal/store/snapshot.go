package store

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"duwang/crawler/portal"
)

// A snapshot reads a scan's facts as streams. Each stream is one query whose
// rows are read as they are yielded, so memory does not grow with the scan.
type snapshot struct {
	ctx    context.Context
	s      *Store
	scan   scanRow
	ledger *portal.Ledger
	owners *portal.Owners
	sites  map[string]int // pages read, a site
	units  map[string]string
}

// Snapshot returns what the scan left so far, to be read while ctx lives; the
// id is as for Scan. Its bytes do not depend on the order in which visits
// were saved. The same address comes once in each stream (in Items, once a
// column).
func (s *Store) Snapshot(ctx context.Context, scanID string) (_ portal.Snapshot, err error) {
	defer wrap(&err, "snapshot of scan %q", scanID)
	r, err := s.find(ctx, scanID)
	if err != nil {
		return nil, err
	}
	l, err := s.ledger(ctx, r.num)
	if err != nil {
		return nil, err
	}
	snap := &snapshot{ctx: ctx, s: s, scan: r, ledger: l, owners: portal.NewOwners(l), units: map[string]string{}}
	for i := range l.Columns {
		snap.units[l.Columns[i].ID] = l.Columns[i].Unit
	}
	if err := s.settle(ctx, r.num); err != nil {
		return nil, err
	}
	snap.sites, err = s.pagesRead(ctx, r.num)
	return snap, err
}

func (s *snapshot) Ledger() *portal.Ledger { return s.ledger }

func (s *snapshot) Scan() *portal.Scan { return &s.scan.Scan }

// owner tells who answers for a page: the site for its home page, a column
// for its list pages, else as the ledger says.
func (s *snapshot) owner(role portal.Role, site, url, column string, named []string) (unit, col string) {
	switch role {
	case portal.RoleHome:
		return site, ""
	case portal.RoleList:
		if u, known := s.units[column]; known {
			return u, column
		}
	}
	return s.owners.Page(site, url, named)
}

// Pages yields every page read, by site and address. Its unit and column are
// those that answer for it; title and list date those of that column's row.
func (s *snapshot) Pages(yield func(*portal.Page) error) error {
	type row struct{ title, day string }
	var (
		p     portal.Page
		named []string
		rows  = map[string]row{}
		task  string // the column whose list the page is
	)
	flush := func() error {
		if p.URL == "" {
			return nil
		}
		p.Unit, p.Column = s.owner(p.Role, p.Site, p.URL, task, named)
		r := rows[p.Column]
		p.Title = r.title
		var err error
		if p.ListDate, err = parseDate(r.day); err != nil {
			return err
		}
		return yield(&p)
	}
	err := s.s.read(s.ctx, `SELECT p.site, p.url, p.final, p.status, p.taken, t.role, t.column_id, t.sheet, f.facts,
			COALESCE(i.column_id, ''), COALESCE(i.title, ''), COALESCE(i.list_date, '')
		FROM pages p JOIN targets t ON t.id = p.target JOIN facts f ON f.hash = p.facts
			LEFT JOIN items i ON i.scan = t.scan AND i.hash = t.hash AND i.column_id <> ''
		WHERE p.scan = $1 ORDER BY p.site, p.url`, func(scan scanner) error {
		var site, url, final, taken, role, column, facts, by, title, day string
		var status, sheet int
		if err := scan(&site, &url, &final, &status, &taken, &role, &column, &sheet, &facts, &by, &title, &day); err != nil {
			return err
		}
		if site != p.Site || url != p.URL {
			if err := flush(); err != nil {
				return err
			}
			p = portal.Page{Site: site, Role: portal.Role(role), URL: url, Final: final, Status: status}
			if p.Role == portal.RoleList {
				p.Sheet = sheet
			}
			task, named = column, named[:0]
			clear(rows)
			var err error
			if p.Taken, err = parseTime(taken); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(facts), &p.Facts); err != nil {
				return err
			}
		}
		if by != "" {
			named = append(named, by)
			rows[by] = row{title, day}
		}
		return nil
	}, s.scan.num)
	if err != nil {
		return err
	}
	return flush()
}

// Items yields every row of lists and home pages, by column and address.
func (s *snapshot) Items(yield func(*portal.Item) error) error {
	return s.s.read(s.ctx, `SELECT i.site, i.column_id, i.url, i.title, i.list_date, COALESCE(t.kind, ''),
			COALESCE(p.kind, ''), COALESCE(p.published_at, ''), COALESCE(p.apart, 0), CASE WHEN p.target IS NULL THEN 0 ELSE 1 END
		FROM items i LEFT JOIN targets t ON t.scan = i.scan AND t.hash = i.hash LEFT JOIN pages p ON p.target = t.id
		WHERE i.scan = $1 ORDER BY i.column_id, i.url, i.site`, func(scan scanner) error {
		var it portal.Item
		var day, kind, published string
		var apart, read int
		err := scan(&it.Site, &it.Column, &it.URL, &it.Title, &day, &kind, &it.Kind, &published, &apart, &read)
		if err != nil {
			return err
		}
		if it.ListDate, err = parseDate(day); err != nil {
			return err
		}
		if it.PublishedAt, err = portal.ParseStamp(published); err != nil {
			return err
		}
		it.Wanted, it.Read, it.Apart = kind == portal.LinkPage, read != 0, apart != 0
		return yield(&it)
	}, s.scan.num)
}

// Targets yields every address that pages show and that was looked at, by
// site and address. One still open when the scan ended was not looked at, or
// not often enough to say anything: it is left out.
func (s *snapshot) Targets(yield func(*portal.Target) error) error {
	return s.s.read(s.ctx, `SELECT t.url, t.kind, t.site, t.answer_unit, t.answer_column, t.status, t.error, t.gap, t.detail, t.attempts,
			t.on_home, t.referrers, t.referrer_count, t.text, t.content,
			CASE WHEN EXISTS (SELECT 1 FROM items i WHERE i.scan = t.scan AND i.hash = t.hash AND i.column_id <> '') THEN 1 ELSE 0 END
		FROM targets t WHERE t.scan = $1 AND t.state = 2 AND t.referrer_count > 0 ORDER BY t.site, t.url`, func(scan scanner) error {
		var t portal.Target
		var referrers, content string
		var item, home int
		if err := scan(&t.URL, &t.Kind, &t.Site, &t.Unit, &t.Column, &t.Status, &t.Error, &t.Gap, &t.Detail, &t.Attempts,
			&home, &referrers, &t.ReferrerCount, &t.Text, &content, &item); err != nil {
			return err
		}
		var err error
		if t.Content, err = parseContent(content); err != nil {
			return err
		}
		t.Referrers, t.Item, t.OnHome = splitURLs(referrers), item != 0, home != 0
		// A home page's address begins those of all other pages of its site,
		// so it is always among the first referrers.
		// Shown by several units, or by more than half of the site's pages: the site's.
		if t.Unit == "" || t.Unit == bySite.unit || t.ReferrerCount*2 > s.sites[t.Site] {
			t.Unit, t.Column = t.Site, ""
		}
		return yield(&t)
	}, s.scan.num)
}

// Gaps yields every page that was wanted and not got, by address: those with
// a reason of their own or a failure that says nothing of the page, home and
// list pages that failed in any way, and home pages, lists and items that
// nobody came to before the scan ended. A further list page worked out from a
// pager's script (kind sheet) that is not there ends its list and is no gap.
func (s *snapshot) Gaps(yield func(*portal.Gap) error) error {
	var (
		g      portal.Gap
		column string
		named  []string
	)
	flush := func() error {
		if g.URL == "" || g.Reason == "" {
			return nil
		}
		g.Unit, g.Column = s.owner(g.Role, g.Site, g.URL, column, named)
		return yield(&g)
	}
	err := s.s.read(s.ctx, `SELECT t.site, t.url, t.role, t.column_id, t.sheet, t.state, t.status, t.error, t.gap, t.detail,
			COALESCE(p.kind, ''), COALESCE(i.column_id, '')
		FROM targets t LEFT JOIN pages p ON p.target = t.id
			LEFT JOIN items i ON i.scan = t.scan AND i.hash = t.hash AND i.column_id <> ''
		WHERE t.scan = $1 AND (t.kind = 'page'
				AND (t.state = 2 AND (t.gap <> '' OR t.status >= 500 OR t.error IN ('timeout', 'refused', 'reset', 'tls', 'fetch'))
					OR t.role IN ('home', 'list') OR t.state < 2 AND t.role = 'item')
			OR t.kind = 'sheet' AND t.state = 2 AND (t.gap <> '' OR t.status >= 500 OR t.error <> ''))
		ORDER BY t.url, t.site`, func(scan scanner) error {
		var o outcome
		var site, url, col, by string
		var role portal.Role
		var sheet int
		if err := scan(&site, &url, &role, &col, &sheet, &o.state, &o.status, &o.err, &o.gap, &o.detail, &o.read, &by); err != nil {
			return err
		}
		if site != g.Site || url != g.URL {
			if err := flush(); err != nil {
				return err
			}
			g = portal.Gap{URL: url, Site: site, Role: role}
			if role == portal.RoleList {
				g.Sheet = sheet
			}
			g.Reason, g.Detail = o.reason()
			column, named = col, named[:0]
		}
		if by != "" {
			named = append(named, by)
		}
		return nil
	}, s.scan.num)
	if err != nil {
		return err
	}
	return flush()
}

// An outcome is what came of a page that was wanted.
type outcome struct {
	state, status    int
	err, gap, detail string
	read             portal.Kind // "" when it was not read
}

// reason returns why the page is a gap, "" when it is none.
func (o *outcome) reason() (reason, detail string) {
	if o.state != done {
		return portal.GapLimit, o.words()
	}
	if o.gap != "" {
		return o.gap, o.detail
	}
	switch {
	case o.err == portal.ErrTimeout:
		return portal.GapTimeout, o.words()
	case o.read == portal.KindBlocked:
		return portal.GapBlocked, o.words()
	case o.err != "" || o.status >= 400 || o.read == portal.KindError:
		return portal.GapError, o.words()
	case o.read == "":
		return portal.GapError, strings.TrimSpace(o.words() + " 不是网页")
	}
	return "", ""
}

// words says what the last answer was: "404", "no-such-host", "200 soft-404 …".
func (o *outcome) words() string {
	var parts []string
	if o.status != 0 {
		parts = append(parts, strconv.Itoa(o.status))
	}
	for _, w := range []string{o.err, o.detail} {
		if w != "" {
			parts = append(parts, w)
		}
	}
	return strings.Join(parts, " ")
}
