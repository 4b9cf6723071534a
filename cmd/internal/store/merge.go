package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"duwang/crawler"
	"duwang/crawler/portal"
)

// referrersKept is how many of the pages that show a target are named.
const referrersKept = 10

// kindRank orders kinds of target: an address shown in two ways is what it
// is shown as most of all, since a page is looked at more closely than an
// attachment, that than an image, and an external address least.
func kindRank(kind string) int {
	switch kind {
	case portal.LinkPage:
		return 3
	case portal.LinkAttachment:
		return 2
	case portal.LinkImage:
		return 1
	}
	return 0
}

// roleRank orders the reasons for which a page is wanted.
func roleRank(role portal.Role) int {
	switch role {
	case portal.RoleHome:
		return 3
	case portal.RoleList:
		return 2
	case portal.RoleItem:
		return 1
	}
	return 0
}

// An answer says who answers for a target, as far as the pages that show it
// tell: one column, one unit's columns (column ""), several units (both ""),
// or so far only pages of the site itself (bySite). The last two fall to the
// site; a home page that shows what a column lists does not take it off the
// column.
type answer struct{ unit, column string }

// bySite stands for the pages that the site itself answers for; no unit has this id.
var bySite = answer{unit: "."}

func (a answer) and(b answer) answer {
	switch {
	case a == b || b == bySite:
		return a
	case a == bySite:
		return b
	case a.unit == b.unit:
		return answer{a.unit, ""}
	}
	return answer{}
}

// A target is a row of targets as far as merging needs it.
type target struct {
	id         int64
	site, kind string
	role       portal.Role
	column     string
	sheet      int
	depth      int
	round      int
	state      int
	status     int
	error, gap string
	read       bool
	answer     answer
	home       bool // a home page shows it
	count      int
	referrers  []string // the first, by address
	text       string   // of the first referrer
}

// A delta is what a batch of visits adds to one target.
type delta struct {
	key        [hashSize]byte
	hash       []byte // key's bytes
	url        string
	site, kind string
	role       portal.Role
	column     string
	sheet      int
	depth      int
	answer     answer
	home       bool
	count      int
	referrers  []string
	text       string
}

// deltas merges what the visits show, each target once, in the order of their
// hashes, in which every writer touches them. Pages in again were read before
// in this scan: their links are counted already.
func deltas(visits []*crawler.Visit, again map[string]bool) []*delta {
	most := 0
	for _, v := range visits {
		most += len(v.Shows)
	}
	byURL, slab := make(map[string]*delta, most/2), []delta{}
	for _, v := range visits { // sorted by address, so referrers come in order
		if v.Retry {
			continue
		}
		from := clean(v.Task.URL)
		who := bySite
		if v.Unit != "" && v.Unit != v.Task.Site {
			who = answer{v.Unit, v.Column}
		}
		counted := !again[v.Task.URL]
		for i := range v.Shows {
			s := &v.Shows[i]
			if s.URL == "" {
				continue
			}
			kind, role := cmp.Or(s.Kind, portal.LinkPage), cmp.Or(s.Role, portal.RolePage)
			d := byURL[s.URL]
			if d == nil {
				if len(slab) == 0 {
					slab = make([]delta, 256)
				}
				d, slab = &slab[0], slab[1:]
				*d = delta{url: clean(s.URL), site: v.Task.Site, kind: kind, role: role, column: s.Column, sheet: s.Sheet, depth: s.Depth}
				byURL[s.URL] = d
			} else {
				d.kind, d.site = kindOf(d.kind, d.site, kind, v.Task.Site)
				d.role, d.column, d.sheet = roleOf(d.role, d.column, d.sheet, role, s.Column, s.Sheet)
				d.depth = min(d.depth, s.Depth)
			}
			d.home = d.home || v.Task.Role == portal.RoleHome
			if !counted || len(d.referrers) > 0 && d.referrers[len(d.referrers)-1] == from {
				continue
			}
			if d.count == 0 {
				d.answer, d.text = who, clean(s.Text)
			} else {
				d.answer = d.answer.and(who)
			}
			d.count++
			if len(d.referrers) < referrersKept {
				d.referrers = append(d.referrers, from)
			}
		}
	}
	list := make([]*delta, 0, len(byURL))
	for _, d := range byURL {
		d.key = [hashSize]byte(hashOf(d.url))
		d.hash = d.key[:]
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b *delta) int {
		if o := cmp.Compare(binary.BigEndian.Uint64(a.hash), binary.BigEndian.Uint64(b.hash)); o != 0 {
			return o
		}
		return bytes.Compare(a.hash, b.hash)
	})
	return list
}

// kindOf merges two ways of showing an address: the greater kind with its
// site, of equal ones the lesser site.
func kindOf(kind, site, kind2, site2 string) (string, string) {
	switch a, b := kindRank(kind), kindRank(kind2); {
	case a > b:
		return kind, site
	case b > a:
		return kind2, site2
	}
	return kind, min(site, site2)
}

// roleOf merges two reasons: the greater role with its column and sheet, of
// equal ones the lesser sheet, then column.
func roleOf(role portal.Role, column string, sheet int, role2 portal.Role, column2 string, sheet2 int) (portal.Role, string, int) {
	if o := cmp.Or(roleRank(role2)-roleRank(role), cmp.Compare(sheet, sheet2), cmp.Compare(column, column2)); o > 0 {
		return role2, column2, sheet2
	}
	return role, column, sheet
}

// add merges a delta into the row. It tells whether the target must be looked
// at again, because it is wanted for more than what was done.
func (t *target) add(d *delta) (again bool) {
	kind, role := t.kind, t.role
	t.kind, t.site = kindOf(t.kind, t.site, d.kind, d.site)
	t.role, t.column, t.sheet = roleOf(t.role, t.column, t.sheet, d.role, d.column, d.sheet)
	t.depth = min(t.depth, d.depth)
	t.home = t.home || d.home
	if d.count > 0 {
		if t.count == 0 {
			t.answer = d.answer
		} else {
			t.answer = t.answer.and(d.answer)
		}
		if len(t.referrers) == 0 || d.referrers[0] < t.referrers[0] {
			t.text = d.text
		}
		t.count += d.count
		t.referrers = append(t.referrers, d.referrers...)
		slices.Sort(t.referrers)
		t.referrers = t.referrers[:min(len(t.referrers), referrersKept)]
	}
	return t.wanted(kind, role)
}

// wanted tells whether a target that was done as kind and role is now wanted
// for more: it was external and a page of the site, it was a link and a
// further list page whose rows are to be kept, it was checked as a link only
// and a list names it.
func (t *target) wanted(kind string, role portal.Role) bool {
	switch {
	case kindRank(t.kind) > kindRank(kind):
		return true
	case t.role == role:
		return false
	case t.role == portal.RoleList || t.role == portal.RoleHome:
		return roleRank(t.role) > roleRank(role)
	case t.role == portal.RoleItem && role == portal.RolePage:
		return !t.read && t.error == "" && t.status < 400 && (t.gap == "" || t.gap == portal.GapLimit)
	}
	return false
}

// Addresses carry no line break once they are normalised.
func joinURLs(list []string) string { return strings.Join(list, "\n") }

func splitURLs(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}
