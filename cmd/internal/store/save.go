package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"duwang/crawler"
	"duwang/crawler/portal"
)

// Save stores a batch of visits: outcomes, pages, facts, rows, validators,
// and what the pages show. A visit saved twice counts its links once.
func (f *frontier) Save(ctx context.Context, visits []crawler.Visit) (err error) {
	defer wrap(&err, "save of scan %s", f.id)
	if len(visits) == 0 {
		return nil
	}
	b, err := f.prepare(ctx, visits)
	if err != nil {
		return err
	}
	f.saving.Lock()
	defer f.saving.Unlock()
	var saved *batch
	err = f.change(ctx, func(t *tx, scan int64) error {
		b := b
		if f.share != nil {
			kept, lost, err := f.heard(t, scan, visits)
			if err != nil {
				return err
			}
			if len(lost) > 0 {
				cost, err := f.prepare(ctx, lost)
				if err != nil {
					return err
				}
				cost.tx, cost.scan = t, scan
				if err := cost.costs(); err != nil {
					return err
				}
				if b, err = f.prepare(ctx, kept); err != nil {
					return err
				}
			}
		}
		b.tx, b.scan = t, scan
		for _, step := range []func() error{b.own, b.facts, b.outcomes, b.shows, b.pages, b.items, b.validators, b.costs} {
			if err := step(); err != nil {
				return err
			}
		}
		saved = b
		return nil
	})
	if err != nil {
		// Whether it was kept is not always known, so neither are the rows.
		f.recent.forget()
		return err
	}
	f.pending = saved.pending
	f.recent.learn(saved.learned)
	return nil
}

// A batch is a set of visits on its way into the store. What needs no
// database is made before the transaction begins.
type batch struct {
	*tx
	scan     int64
	visits   []*crawler.Visit // by address
	hashes   [][]byte         // of their addresses
	records  []record         // of their facts; empty without
	contents []string         // of their attachments, as stored
	found    []string         // the same for their validators, "" where there is none
	deltas   []*delta

	rows []target // of the visits

	frontier *frontier
	read     map[[hashSize]byte]bool  // addresses that the batch read
	learned  map[[hashSize]byte]known // holds once the batch is kept
	pending  int
}

func (f *frontier) prepare(ctx context.Context, visits []crawler.Visit) (*batch, error) {
	b := &batch{frontier: f, visits: make([]*crawler.Visit, len(visits))}
	for i := range visits {
		b.visits[i] = &visits[i]
	}
	slices.SortStableFunc(b.visits, func(x, y *crawler.Visit) int { return cmp.Compare(x.Task.URL, y.Task.URL) })
	b.hashes, b.records = make([][]byte, len(visits)), make([]record, len(visits))
	b.contents, b.found = make([]string, len(visits)), make([]string, len(visits))
	for i, v := range b.visits {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b.hashes[i] = hashOf(clean(v.Task.URL))
		var err error
		if b.contents[i], err = contentText(&v.Content); err != nil {
			return nil, fmt.Errorf("content of %s: %w", v.Task.URL, err)
		}
		if b.found[i], err = foundText(v.Validator.Content); err != nil {
			return nil, fmt.Errorf("content of %s: %w", v.Task.URL, err)
		}
		if v.Page == nil || v.Retry {
			continue
		}
		if hash := f.recall.of(v.Page); hash != nil {
			b.records[i] = record{hash: hash, stored: true}
			continue
		}
		if b.records[i], err = encode(v.Page); err != nil {
			return nil, fmt.Errorf("facts of %s: %w", v.Task.URL, err)
		}
	}
	b.deltas = deltas(b.visits, nil)
	return b, nil
}

// of returns the indices of the visits for which keep holds.
func (b *batch) of(keep func(i int) bool) []int {
	var list []int
	for i := range b.visits {
		if keep(i) {
			list = append(list, i)
		}
	}
	return list
}

// own reads the rows of the visits themselves.
func (b *batch) own() error {
	b.rows = make([]target, len(b.visits))
	again := map[string]bool{}
	err := b.rowsEach(`SELECT t.id, t.kind, t.role, CASE WHEN p.target IS NULL THEN 0 ELSE 1 END
		FROM targets t LEFT JOIN pages p ON p.target = t.id WHERE t.scan = $1 AND t.hash = $2`, len(b.visits), func(i int) []any {
		return []any{b.scan, b.hashes[i]}
	}, func(i int, scan scanner) error {
		r, read := &b.rows[i], 0
		if err := scan(&r.id, &r.kind, &r.role, &read); err != nil {
			return err
		}
		if r.read = read != 0; r.read {
			again[b.visits[i].Task.URL] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, v := range b.visits {
		if b.rows[i].id == 0 {
			return fmt.Errorf("%w: visit of %s, which is no task", ErrNotFound, v.Task.URL)
		}
	}
	if len(again) > 0 {
		b.deltas = deltas(b.visits, again)
	}
	return nil
}

// facts stores the facts that are not there yet.
func (b *batch) facts() error {
	fresh := map[string]*record{}
	for i := range b.records {
		if r := &b.records[i]; r.hash != nil && !r.stored {
			fresh[string(r.hash)] = r
		}
	}
	keys := slices.Sorted(maps.Keys(fresh))
	return b.execEach(`INSERT INTO facts (hash, facts, links) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING`, len(keys), func(i int) []any {
		r := fresh[keys[i]]
		return []any{r.hash, r.facts, r.links}
	}, nil)
}

// outcomes writes what came of the visits into their targets.
func (b *batch) outcomes() error {
	return b.execEach(`UPDATE targets SET state = $2, phase = $3, round = $4, attempts = $5, status = $6, error = $7, gap = $8, detail = $9, final = $10, content = $11
		WHERE id = $1`, len(b.visits), func(i int) []any {
		v, r := b.visits[i], &b.rows[i]
		r.status, r.error, r.gap, r.read = v.Status, v.Error, v.Gap, r.read || v.Page != nil
		r.state, r.round = done, v.Task.Round
		switch {
		case v.Retry:
			r.state, r.round = waiting, v.Task.Round+1
		case r.wanted(cmp.Or(v.Task.Kind, portal.LinkPage), cmp.Or(v.Task.Role, portal.RolePage)):
			// While it was under way, another page made more of it.
			r.state, r.round = waiting, 0
		}
		return []any{r.id, r.state, phaseOf(r.state, r.role, r.round), r.round, v.Task.Attempts, v.Status, v.Error, v.Gap, clean(v.Detail), clean(v.Final), b.contents[i]}
	}, nil)
}

// pages writes the pages that were read.
func (b *batch) pages() error {
	read := b.of(func(i int) bool { return b.records[i].hash != nil })
	return b.execEach(`INSERT INTO pages (target, scan, site, url, final, status, taken, kind, published_at, apart, facts)
		SELECT id, scan, site, url, $2, $3, $4, $5, $6, $7, $8 FROM targets WHERE id = $1
		ON CONFLICT (target) DO UPDATE SET final = excluded.final, status = excluded.status, taken = excluded.taken, kind = excluded.kind,
			published_at = excluded.published_at, apart = excluded.apart, facts = excluded.facts`, len(read), func(n int) []any {
		i := read[n]
		v := b.visits[i]
		return []any{b.rows[i].id, clean(v.Final), v.Status, formTime(v.Taken), string(v.Page.Kind), clean(v.Page.PublishedAt.String()),
			number(v.Page.DatesApart()), b.records[i].hash}
	}, nil)
}

// Of the rows that name one address in one column the first counts, by sheet
// and place; one with a date goes before those without, since a list often
// shows a picture or a pinned title first and the dated row below.
func rowRank(sheet, place int, day portal.Date) int64 {
	r := int64(sheet)<<20 | int64(place)
	if day == 0 {
		r |= 1 << 52
	}
	return r
}

// items writes the rows of lists and home pages.
func (b *batch) items() error {
	type item struct {
		column, site, url, title, day string
		hash                          []byte
		rank                          int64
	}
	var list []item
	for _, v := range b.visits {
		column := ""
		switch {
		case v.Retry:
			continue
		case v.Task.Role == portal.RoleList:
			column = v.Task.Column
		case v.Task.Role != portal.RoleHome:
			continue
		}
		add := func(place int, title, url string, day portal.Date) {
			if url = clean(url); url != "" {
				list = append(list, item{column, v.Task.Site, url, clean(title), day.String(), hashOf(url), rowRank(v.Task.Sheet, place, day)})
			}
		}
		for place, r := range v.Rows {
			add(place, r.Title, r.URL, r.Date)
		}
		if v.Task.Role == portal.RoleList && v.Title != "" && len(v.Rows) == 0 {
			add(0, v.Title, v.Task.URL, 0)
		}
	}
	slices.SortFunc(list, func(x, y item) int {
		return cmp.Or(cmp.Compare(x.column, y.column), bytes.Compare(x.hash, y.hash), cmp.Compare(x.site, y.site),
			cmp.Compare(x.rank, y.rank), cmp.Compare(x.title, y.title), cmp.Compare(x.day, y.day))
	})
	list = slices.CompactFunc(list, func(x, y item) bool { return x.column == y.column && x.url == y.url && x.site == y.site })
	return b.execEach(`INSERT INTO items (scan, column_id, site, url, hash, rank, title, list_date) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (scan, hash, column_id, site) DO UPDATE SET rank = excluded.rank, title = excluded.title, list_date = excluded.list_date
		WHERE (excluded.rank, excluded.title, excluded.list_date) < (items.rank, items.title, items.list_date)`, len(list), func(i int) []any {
		r := &list[i]
		return []any{b.scan, r.column, r.site, r.url, r.hash, r.rank, r.title, r.day}
	}, nil)
}

// validators keeps what servers said of the addresses, for the next scan. A
// page that barred our way says nothing of itself, so nothing is kept of it.
func (b *batch) validators() error {
	said := b.of(func(i int) bool {
		v := b.visits[i]
		return !v.Retry && v.Validator != (crawler.Validator{}) && v.Error == "" && v.Gap == "" && (v.Page == nil || v.Page.Kind != portal.KindBlocked)
	})
	slices.SortFunc(said, func(i, j int) int { return bytes.Compare(b.hashes[i], b.hashes[j]) })
	// An answer that nothing changed need not repeat its validators.
	return b.execEach(`INSERT INTO validators (hash, url, etag, last_modified, body, facts, content) VALUES ($1, $2, $3, $4, $5, $6, $8)
		ON CONFLICT (hash) DO UPDATE SET
			etag = CASE WHEN $7 = 1 AND excluded.etag = '' THEN validators.etag ELSE excluded.etag END,
			last_modified = CASE WHEN $7 = 1 AND excluded.last_modified = '' THEN validators.last_modified ELSE excluded.last_modified END,
			body = CASE WHEN $7 = 1 AND excluded.body = '' THEN validators.body ELSE excluded.body END,
			facts = CASE WHEN $7 = 1 AND excluded.facts IS NULL THEN validators.facts ELSE excluded.facts END,
			content = CASE WHEN $7 = 1 AND excluded.content = '' THEN validators.content ELSE excluded.content END`, len(said), func(n int) []any {
		i := said[n]
		v := b.visits[i]
		var facts any // NULL without
		if b.records[i].hash != nil {
			facts = b.records[i].hash
		}
		return []any{b.hashes[i], clean(v.Task.URL), clean(v.Validator.ETag), clean(v.Validator.LastModified), v.Validator.Hash, facts, number(v.Unchanged), b.found[i]}
	}, nil)
}

// costs adds up requests and bytes a site, retries included.
func (b *batch) costs() error {
	sum := map[string]*portal.SiteCount{}
	for _, v := range b.visits {
		c := sum[v.Task.Site]
		if c == nil {
			c = &portal.SiteCount{ID: v.Task.Site}
			sum[v.Task.Site] = c
		}
		c.Requests += v.Requests
		c.Bytes += v.Bytes
		c.NotModified += number(v.Unchanged && !v.Retry)
	}
	sites := slices.Sorted(maps.Keys(sum))
	return b.execEach(`INSERT INTO costs (scan, site, requests, bytes, not_modified) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (scan, site) DO UPDATE SET requests = costs.requests + excluded.requests, bytes = costs.bytes + excluded.bytes,
			not_modified = costs.not_modified + excluded.not_modified`, len(sites), func(i int) []any {
		c := sum[sites[i]]
		return []any{b.scan, c.ID, c.Requests, c.Bytes, c.NotModified}
	}, nil)
}
