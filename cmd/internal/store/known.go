package store

import (
	"strings"
	"sync"
	"unique"

	"duwang/crawler/portal"
)

// A known target is what this process remembers of a row of targets, so that
// a page which shows it once more need not read the row again. It may be
// behind the row: every field of a row that is merged only ever grows in one
// direction, so what would not change the remembered row does not change the
// row itself.
type known struct {
	id           int64
	shape        unique.Handle[shape]
	answer       unique.Handle[answer] // the zero handle when nothing counts yet
	sheet, depth int32
	home         bool
	// first and last of the referrers named: none below first is known, and
	// ten are up to last. "" as long as there are none, or less than ten.
	first, last string
}

// A shape is what many targets have in common.
type shape struct {
	site, kind string
	role       portal.Role
	column     string
}

func knownOf(r *target) known {
	k := known{id: r.id, shape: unique.Make(shape{r.site, r.kind, r.role, r.column}), sheet: int32(r.sheet), depth: int32(r.depth), home: r.home}
	if r.count > 0 {
		k.answer = unique.Make(r.answer)
	}
	k.named(r.referrers)
	return k
}

func (k *known) named(referrers []string) {
	k.first, k.last = "", ""
	if len(referrers) > 0 {
		k.first = strings.Clone(referrers[0]) // not with all ten beside it
	}
	if len(referrers) >= referrersKept {
		k.last = strings.Clone(referrers[referrersKept-1])
	}
}

// covers tells whether the delta changes nothing of the target but who shows it.
func (k *known) covers(d *delta) bool {
	s := k.shape.Value()
	kind, site := kindOf(s.kind, s.site, d.kind, d.site)
	role, column, sheet := roleOf(s.role, s.column, int(k.sheet), d.role, d.column, d.sheet)
	return kind == s.kind && site == s.site && role == s.role && column == s.column && sheet == int(k.sheet) &&
		d.depth >= int(k.depth) && (k.home || !d.home)
}

// adds returns what is left to say of the delta, and what is known once that
// is said.
func (k known) adds(d *delta) (showing, known) {
	s := showing{id: k.id, count: d.count}
	if d.count == 0 {
		return s, k
	}
	all := d.answer
	if k.answer != (unique.Handle[answer]{}) {
		all = k.answer.Value().and(d.answer)
	}
	if h := unique.Make(all); h != k.answer {
		s.answer, k.answer = &d.answer, h
	}
	for _, r := range d.referrers {
		if k.last != "" && r > k.last {
			break // they come in order
		}
		s.referrers = append(s.referrers, r)
	}
	if len(s.referrers) > 0 && (k.first == "" || s.referrers[0] < k.first) {
		s.text, s.texted = d.text, true
		k.first = s.referrers[0]
	}
	return s, k
}

// recentHalf is how many targets are remembered since the last forgetting.
const recentHalf = 1 << 15

// recent remembers the targets met last, at least recentHalf and at most
// twice as many.
type recent struct {
	mu       sync.Mutex
	new, old map[[hashSize]byte]known
}

func (r *recent) find(hash []byte) (known, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := [hashSize]byte(hash)
	if k, ok := r.new[h]; ok {
		return k, true
	}
	k, ok := r.old[h]
	if ok {
		r.put(h, k)
	}
	return k, ok
}

func (r *recent) put(h [hashSize]byte, k known) {
	if len(r.new) >= recentHalf {
		r.old, r.new = r.new, nil
	}
	if r.new == nil {
		r.new = make(map[[hashSize]byte]known)
	}
	r.new[h] = k
}

// learn remembers what became of targets.
func (r *recent) learn(all map[[hashSize]byte]known) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for h, k := range all {
		r.put(h, k)
	}
}

func (r *recent) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.new, r.old = nil, nil
}
