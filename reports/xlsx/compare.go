package xlsx

import (
	"fmt"
	"io"

	"duwang/reports/assess"
)

// WriteComparison writes how each unit fares under two rulesets (方案对比): score,
// grade and place under each, and the difference as a formula. notes stand
// below the title.
func WriteComparison(w io.Writer, a, b *assess.Result, notes string) error {
	book, err := newBook()
	if err != nil {
		return err
	}
	defer func() { _ = book.file.Close() }() // removes temporary files only
	s, err := book.sheet("方案对比", fmt.Sprintf("%d年度政务公开工作考核方案对比（试算）", a.Year),
		fmt.Sprintf("甲：%s（%s）。乙：%s（%s）。%s", a.RulesetTitle, a.Ruleset, b.RulesetTitle, b.Ruleset, notes), 1, []column{
			{"单位", 24, plain}, {"类别", 14, centre}, {"甲得分", 12, points}, {"甲等次", 12, centre}, {"甲名次", 12, centre},
			{"乙得分", 12, points}, {"乙等次", 12, centre}, {"乙名次", 12, centre}, {"得分相差（乙减甲）", 14, points}, {"说明", 50, plain}})
	if err != nil {
		return err
	}
	other := map[string]*assess.Unit{}
	for i := range b.Units {
		other[b.Units[i].ID] = &b.Units[i]
	}
	for _, u := range a.Ranking() {
		v := other[u.ID]
		if v == nil {
			continue
		}
		row := s.row + 1
		score := func(x *assess.Unit) any {
			if !x.Scored {
				return "未评分"
			}
			return x.Score
		}
		var diff any = "—"
		if u.Scored && v.Scored {
			diff = formula{fmt.Sprintf("F%d-C%d", row, row), number(v.Score - u.Score)}
		}
		s.add(u.Name, u.Class, score(u), u.GradeWord(), u.PlaceWord(), score(v), v.GradeWord(), v.PlaceWord(), diff, v.Why(b))
	}
	if err := s.end(true); err != nil {
		return err
	}
	if err := book.properties("考核方案对比", a.Office); err != nil {
		return err
	}
	_, err = book.file.WriteTo(w)
	return err
}
