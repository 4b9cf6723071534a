package store

// addUpAt is how many bytes may wait in rows of shows before they are added up.
const addUpAt = 6 << 20

// shows enters the addresses that the pages show, or adds to them.
func (b *batch) shows() error {
	b.learned, b.pending = make(map[[hashSize]byte]known, len(b.deltas)), b.frontier.pending
	var list []showing
	var others []*delta
	for _, d := range b.deltas {
		k, ok := b.frontier.recent.find(d.hash)
		if !ok || !k.covers(d) {
			others = append(others, d)
			continue
		}
		s, k := k.adds(d)
		b.learned[d.key] = k
		if s.count > 0 {
			list = append(list, s)
		}
	}
	if err := b.enter(others); err != nil {
		return err
	}
	if len(list) > 0 {
		sortShowings(list)
		body := packShowings(list)
		if _, err := b.exec(`INSERT INTO shows (scan, body) VALUES ($1, $2)`, b.scan, body); err != nil {
			return err
		}
		b.pending += len(body)
	}
	if b.pending < addUpAt {
		return nil
	}
	b.pending = 0
	return b.addUp(b.scan, func(hash []byte, referrers []string) {
		if k, ok := b.learned[[hashSize]byte(hash)]; ok {
			k.named(referrers)
			b.learned[[hashSize]byte(hash)] = k
			return
		}
		if k, ok := b.frontier.recent.find(hash); ok {
			k.named(referrers)
			b.learned[[hashSize]byte(hash)] = k
		}
	})
}

// enter enters new targets, and adds to the rows of those that are there.
func (b *batch) enter(deltas []*delta) error {
	fresh := make([]int64, len(deltas)) // their ids
	err := b.insertEach(insertTarget, len(deltas), func(i int) []any {
		d := deltas[i]
		return []any{b.scan, d.hash, d.url, d.site, d.kind, string(d.role), d.column, d.sheet, d.depth, 0, phaseOf(waiting, d.role, 0),
			0, d.answer.unit, d.answer.column, number(d.home), d.count, joinURLs(d.referrers), d.text}
	}, func(i int, id int64) { fresh[i] = id })
	if err != nil {
		return err
	}
	var there []*delta
	for i, d := range deltas {
		if fresh[i] == 0 {
			there = append(there, d)
			continue
		}
		b.learn(d, &target{id: fresh[i], site: d.site, kind: d.kind, role: d.role, column: d.column, sheet: d.sheet, depth: d.depth,
			home: d.home, answer: d.answer, count: d.count, referrers: d.referrers})
	}
	return b.addTo(there)
}

func (b *batch) learn(d *delta, r *target) { b.learned[d.key] = knownOf(r) }

// addTo merges deltas into their rows.
func (b *batch) addTo(deltas []*delta) error {
	rows := make([]target, len(deltas))
	err := b.rowsEach(`SELECT t.id, t.site, t.kind, t.role, t.column_id, t.sheet, t.depth, t.round, t.state, t.status, t.error, t.gap,
			t.answer_unit, t.answer_column, t.on_home, t.referrer_count, t.referrers, t.text, CASE WHEN p.target IS NULL THEN 0 ELSE 1 END
		FROM targets t LEFT JOIN pages p ON p.target = t.id WHERE t.scan = $1 AND t.hash = $2`, len(deltas), func(i int) []any {
		return []any{b.scan, deltas[i].hash}
	}, func(i int, scan scanner) error {
		r, read, home, referrers := &rows[i], 0, 0, ""
		err := scan(&r.id, &r.site, &r.kind, &r.role, &r.column, &r.sheet, &r.depth, &r.round, &r.state, &r.status, &r.error, &r.gap,
			&r.answer.unit, &r.answer.column, &home, &r.count, &referrers, &r.text, &read)
		r.referrers, r.read, r.home = splitURLs(referrers), read != 0, home != 0
		return err
	})
	if err != nil {
		return err
	}
	var moved []int
	for i := range rows {
		r, site := &rows[i], rows[i].site
		// A page of this batch has its facts but not yet its row.
		r.read = r.read || b.reads(deltas[i].hash)
		if r.add(deltas[i]) && r.state == done {
			r.state, r.round = waiting, 0
		}
		if r.read && r.site != site {
			moved = append(moved, i)
		}
		b.learn(deltas[i], r)
	}
	err = b.execEach(`UPDATE targets SET site = $2, kind = $3, role = $4, column_id = $5, sheet = $6, depth = $7, round = $8, phase = $9, state = $10,
			answer_unit = $11, answer_column = $12, on_home = $13, referrer_count = $14, referrers = $15, text = $16 WHERE id = $1`, len(rows), func(i int) []any {
		r := &rows[i]
		return []any{r.id, r.site, r.kind, string(r.role), r.column, r.sheet, r.depth, r.round, phaseOf(r.state, r.role, r.round), r.state,
			r.answer.unit, r.answer.column, number(r.home), r.count, joinURLs(r.referrers), r.text}
	}, nil)
	if err != nil {
		return err
	}
	return b.execEach(`UPDATE pages SET site = $2 WHERE target = $1`, len(moved), func(i int) []any {
		return []any{rows[moved[i]].id, rows[moved[i]].site}
	}, nil)
}

// reads tells whether a visit of the batch read the address with that hash.
func (b *batch) reads(hash []byte) bool {
	if b.read == nil {
		b.read = map[[hashSize]byte]bool{}
		for i := range b.hashes {
			b.read[[hashSize]byte(b.hashes[i])] = b.records[i].hash != nil
		}
	}
	return b.read[[hashSize]byte(hash)]
}
