package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Final tells whether the score is not provisional (暂定).
func (u *Unit) Final(r *Result) bool { return len(u.Provisional) == 0 && len(r.Provisional) == 0 }

// Site tells whether the unit is a site itself (网站本身), which is never ranked.
func (u *Unit) Site() bool { return u.Kind == portal.UnitSite }

// Ranked tells whether the unit is compared with others: enough was read of
// it, and something could be scored.
func (u *Unit) Ranked() bool { return !u.Site() && u.Scored && u.Coverage.Enough() }

// Ranking returns the units by place, those without a place after them, and
// the sites last, each in the order of the ledger.
func (r *Result) Ranking() []*Unit {
	list := make([]*Unit, len(r.Units))
	for i := range r.Units {
		list[i] = &r.Units[i]
	}
	slices.SortStableFunc(list, func(a, b *Unit) int {
		return cmp.Or(cmp.Compare(a.order(), b.order()), cmp.Compare(a.Place, b.Place))
	})
	return list
}

func (u *Unit) order() int {
	switch {
	case u.Site():
		return 2
	case u.Place == 0:
		return 1
	}
	return 0
}

// rank places the units: best score first, equal scores share a place, vetoed
// units after all others.
func (r *Result) rank() {
	var list []*Unit
	for i := range r.Units {
		if u := &r.Units[i]; u.Ranked() {
			list = append(list, u)
		}
	}
	veto := func(u *Unit) int {
		if u.Vetoed {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b *Unit) int { return cmp.Or(cmp.Compare(veto(a), veto(b)), cmp.Compare(b.Score, a.Score)) })
	same := func(a, b *Unit) bool { return a != nil && veto(a) == veto(b) && a.Score == b.Score }
	count, last := map[string]int{}, map[string]*Unit{}
	for i, u := range list {
		count[u.Class]++
		u.Place, u.ClassPlace = i+1, count[u.Class]
		if i > 0 && same(list[i-1], u) {
			u.Place, u.Tied, list[i-1].Tied = list[i-1].Place, true, true
		}
		if o := last[u.Class]; same(o, u) {
			u.ClassPlace = o.ClassPlace
		}
		last[u.Class] = u
	}
}

// Sum returns what all printed lines of the unit add up to: what the items
// gained, the adjustments (折算) and the bonus. It equals Score.
func (u *Unit) Sum() rules.Centi {
	sum := u.Adjust + u.Bonuses()
	for i := range u.Parts {
		sum += u.Parts[i].Adjust
		for j := range u.Parts[i].Groups {
			for k := range u.Parts[i].Groups[j].Items {
				if x := &u.Parts[i].Groups[j].Items[k]; x.counts() {
					sum += x.Points - x.Lost
				}
			}
		}
	}
	return sum
}

// ScoreWord returns the score in words: 87.5, 87.5（暂定）, 未评分.
func (u *Unit) ScoreWord(r *Result) string {
	switch {
	case !u.Scored:
		return "未评分"
	case !u.Final(r):
		return u.Score.String() + "（暂定）"
	}
	return u.Score.String()
}

// GradeWord returns the grade (等次), 暂不评定 where too little was read for one
// except that a veto decides it whatever was read.
func (u *Unit) GradeWord() string {
	if !u.Vetoed && (!u.Scored || !u.Coverage.Enough()) || u.Grade == "" {
		return "暂不评定"
	}
	return u.Grade
}

// PlaceWord returns the place: 3, 并列3, 暂不排名; a site is 网站本身.
func (u *Unit) PlaceWord() string {
	switch {
	case u.Site():
		return "网站本身"
	case u.Place == 0:
		return "暂不排名"
	case u.Tied:
		return fmt.Sprintf("并列%d", u.Place)
	}
	return fmt.Sprint(u.Place)
}

// Counts returns how many of the unit's problems have each standing, in the
// order Counted, Pending, Appealed, Exempted, Dismissed.
func (u *Unit) Counts() [5]int {
	var n [5]int
	for i := range u.Problems {
		if k := slices.Index(standings, u.Problems[i].Standing); k >= 0 {
			n[k]++
		}
	}
	return n
}

var standings = []string{Counted, Pending, Appealed, Exempted, Dismissed}

// Why says in one line why the score is provisional, "" when it is not.
func (u *Unit) Why(r *Result) string {
	return strings.Join(slices.Concat(r.Provisional, u.Provisional), "；")
}

// Problem returns the unit's problem with that number, nil when it has none.
func (u *Unit) Problem(number string) *Problem {
	i, ok := slices.BinarySearchFunc(u.Problems, number, func(q Problem, n string) int { return cmp.Compare(q.Case, n) })
	if !ok {
		return nil
	}
	return &u.Problems[i]
}
