// Package xlsx writes a report as a workbook: the ranking (得分排名), the score
// sheets (考核评分表), the problems (问题台账), what could not be verified (无法核实),
// the columns (栏目一览) and the reminders (提醒); and the ledger of one unit
// (整改台账), which comes back filled in.
//
// Rows are streamed, so memory stays small. Text read off pages is only ever
// a string, never a formula or a link that Excel would follow by itself; sums
// that people check are formulas with their values beside them.
package xlsx

import (
	"fmt"
	"io"
	"strings"

	"duwang/reports"
)

// Write writes the report's workbook to w.
func Write(w io.Writer, m *reports.Model) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer func() { _ = b.file.Close() }() // removes temporary files only
	for _, part := range []func(*book, *reports.Model) error{ranking, scores, problems, unverified, columns, warnings} {
		if err := part(b, m); err != nil {
			return err
		}
	}
	if err := b.properties(m.Title, m.Office.Name); err != nil {
		return err
	}
	_, err = b.file.WriteTo(w)
	return err
}

// line is the text below a sheet's title: the state of the scan first, since
// a sheet may be read without the others.
func line(m *reports.Model, more string) string {
	return m.Headline + "检查日：" + m.Checked().ChineseLong() + "。" + more
}

func ranking(b *book, m *reports.Model) error {
	more := "覆盖率不足90%的暂不排名。网站本身单列，不参加排名。"
	if len(m.Cautions) > 0 {
		more += strings.Join(m.Cautions, "")
	}
	cols := []column{{"名次", 10, centre}, {"单位", 24, plain}, {"类别", 13, centre}, {"同类名次", 10, centre}, {"得分", 10, points}, {"得分说明", 10, centre},
		{"等次", 11, centre}, {"单项否决（项）", 10, count}}
	for _, c := range m.Counts {
		cols = append(cols, column{c.Word, 9, count})
	}
	cols = append(cols, column{"问题合计", 10, count}, column{"疑似问题", 10, count}, column{"应查页数", 10, count}, column{"已查页数", 10, count},
		column{"无法核实页数", 11, count}, column{"覆盖率", 10, share})
	s, err := b.sheet("得分排名", "政务公开检查得分排名", line(m, more), 1, cols)
	if err != nil {
		return err
	}
	row := func(u *reports.Sheet, place string) {
		values := []any{place, u.Name, u.Class, "", nil, scoreNote(u), u.GradeWord(), len(u.Vetoes())}
		if u.ClassPlace > 0 {
			values[3] = u.ClassPlace
		}
		if u.Scored && u.Coverage.Checked > 0 {
			values[4] = u.Score
		}
		for _, c := range u.Counts {
			values = append(values, c.N)
		}
		r := s.row + 1
		first, last := letter(9), letter(8+len(u.Counts))
		values = append(values, formula{fmt.Sprintf("SUM(%s%d:%s%d)", first, r, last, r), float64(len(u.Findings))},
			len(u.Suspects), u.Coverage.Due, u.Coverage.Checked, u.Coverage.Unverified, rate(u.Coverage.Checked, u.Coverage.Due))
		s.add(values...)
	}
	if m.Valid {
		for _, u := range m.Ranking {
			row(u, u.PlaceWord())
		}
		for _, u := range m.Sites {
			row(u, "网站本身")
		}
	}
	return s.end(true)
}

func scoreNote(u *reports.Sheet) string {
	switch {
	case !u.Priced:
		return "不计分"
	case !u.Scored, u.Coverage.Checked == 0:
		return "未评分"
	case u.Provisional:
		return "暂定"
	}
	return "正式"
}

// rate is a share rounded down to a tenth of a percent, so that a coverage
// just below 90 % never shows as 90 %.
func rate(part, whole int) any {
	if whole == 0 {
		return "—"
	}
	return float64(int64(part)*1000/int64(whole)) / 1000
}

func problems(b *book, m *reports.Model) error {
	s, err := b.sheet("问题台账", "政务公开问题台账", line(m, "疑似问题列在各单位问题之后，状态为空，核实前不作为问题。"), 2, ledgerColumns())
	if err != nil {
		return err
	}
	n := 0
	for _, u := range m.Entries {
		for _, list := range [][]*reports.Finding{u.Findings, u.Suspects} {
			for _, f := range list {
				n++
				r := f.Row()
				s.add(r.Cells(n)...)
			}
		}
	}
	s.states()
	return s.end(true)
}

func unverified(b *book, m *reports.Model) error {
	s, err := b.sheet("无法核实", "无法核实情况", line(m, "下列内容既不认定为问题，也不视为没有问题。"), 1, []column{
		{"序号", 8, count}, {"原因", 18, centre}, {"单位", 22, plain}, {"栏目", 20, plain}, {"地址", 60, plain}, {"说明", 30, plain}, {"处理办法", 50, plain}})
	if err != nil {
		return err
	}
	n := 0
	for _, g := range m.Unverified {
		for i := range g.Rows {
			n++
			r := &g.Rows[i]
			s.add(n, g.Word, r.Unit, r.Column, reports.Clean(r.URL), r.Note, g.Meaning)
		}
	}
	return s.end(true)
}

func columns(b *book, m *reports.Model) error {
	s, err := b.sheet("栏目一览", "栏目更新情况一览", line(m, ""), 1, []column{
		{"序号", 8, count}, {"单位", 22, plain}, {"栏目", 22, plain}, {"类型", 18, centre}, {"信息条数", 10, count}, {"最新信息日期", 14, date},
		{"距检查日天数", 12, count}, {"应更新期限", 14, date}, {"状态", 12, centre}, {"地址", 60, plain}})
	if err != nil {
		return err
	}
	for i := range m.Columns {
		c := &m.Columns[i]
		var age any
		if c.AgeDays != nil {
			age = *c.AgeDays
		}
		s.add(i+1, c.Unit, c.Name, c.Type, c.Items, c.Newest, age, c.Due, c.State, reports.Clean(c.URL))
	}
	return s.end(true)
}

func warnings(b *book, m *reports.Model) error {
	s, err := b.sheet("提醒", "到期提醒", line(m, "下列事项尚未到期，不构成问题，请在到期日（含当日）之前办理。"), 1, []column{
		{"序号", 8, count}, {"单位", 22, plain}, {"栏目", 22, plain}, {"提醒事项", 20, plain}, {"到期日", 14, date}, {"剩余天数", 10, count},
		{"办理建议", 50, plain}, {"地址", 60, plain}})
	if err != nil {
		return err
	}
	for i := range m.Warnings {
		r := &m.Warnings[i]
		s.add(i+1, r.Unit, r.Column, r.Kind, r.Due, r.DaysLeft, r.Advice, reports.Clean(r.URL))
	}
	return s.end(true)
}

// scores writes the score sheets (考核评分表), one block a unit, each on its
// own printed pages, with the sums as formulas.
func scores(b *book, m *reports.Model) error {
	s, err := b.sheet("考核评分表", "政务公开考核评分表", line(m, "一级指标的扣分为其下各考察点扣分之和，得分为分值减扣分；“自评分”“整改情况”由单位填写。"), 1, []column{
		{"序号", 6, count}, {"一级指标", 16, plain}, {"二级指标", 18, plain}, {"考察点", 22, plain}, {"分值", 9, points}, {"评分标准", 24, plain},
		{"自评分", 9, input}, {"考评得分", 10, points}, {"扣分", 9, points}, {"失分原因（链接）", 60, plain}, {"整改情况", 18, input}})
	if err != nil {
		return err
	}
	if m.Valid {
		for _, list := range [][]*reports.Sheet{m.Ranking, m.Sites} {
			for _, u := range list {
				if u.Scored {
					s.block(m, u)
				}
			}
		}
	}
	return s.end(false)
}

// block writes the score sheet of one unit.
func (s *sheet) block(m *reports.Model, u *reports.Sheet) {
	if s.row > headRow {
		s.do(s.stream.InsertPageBreak(fmt.Sprintf("A%d", s.row+1)))
	}
	title := fmt.Sprintf("%s　得分：%s　等次：%s　覆盖率：%s", u.Label(), u.Points(), u.GradeWord(), u.CoverageWord())
	r := s.row + 1
	s.do(s.stream.MergeCell(fmt.Sprintf("A%d", r), fmt.Sprintf("K%d", r)))
	s.spread = true
	s.add(styled{strong, title}, styled{strong, nil}, styled{strong, nil}, styled{strong, nil}, styled{strong, nil}, styled{strong, nil},
		styled{strong, nil}, styled{strong, nil}, styled{strong, nil}, styled{strong, nil}, styled{strong, nil})
	s.spread = false
	rows := m.Indicators(u)
	var sums []string
	n := 0
	for i := 0; i < len(rows); i++ {
		group := rows[i]
		end := i + 1
		for end < len(rows) && rows[end].Point != "" {
			end++
		}
		r := s.row + 1
		first, last := r+1, r+end-i-1
		if group.Veto {
			s.add(styled{strong, nil}, styled{strong, group.Group}, styled{strong, nil}, styled{strong, nil}, styled{strongPoints, nil}, styled{strong, "出现一项即为" + m.Set.Scheme.VetoGrade},
				nil, styled{strongPoints, nil}, styled{strongPoints, verdict(group.Count)}, styled{strong, nil}, nil)
		} else {
			sums = append(sums, fmt.Sprintf("I%d", r))
			deducted := any(styled{strongPoints, 0})
			if last >= first {
				deducted = styled{strongPoints, formula{fmt.Sprintf("SUM(I%d:I%d)", first, last), number(group.Deducted)}}
			}
			s.add(styled{strong, nil}, styled{strong, group.Group}, styled{strong, nil}, styled{strong, nil}, styled{strongPoints, group.Points}, styled{strong, nil},
				nil, styled{strongPoints, formula{fmt.Sprintf("E%d-I%d", r, r), number(group.Points - group.Deducted)}}, deducted, styled{strong, nil}, nil)
		}
		for _, p := range rows[i+1 : end] {
			n++
			var cost any = p.Deducted
			if p.Veto {
				cost = verdict(p.Count)
			}
			s.add(n, p.Group, p.Kind, p.Point, nil, p.Standard, nil, nil, cost, p.Reasons, nil)
		}
		i = end - 1
	}
	r = s.row + 1
	total := "0"
	if len(sums) > 0 {
		total = strings.Join(sums, "+")
	}
	s.add(styled{strong, nil}, styled{strong, "合计"}, styled{strong, nil}, styled{strong, nil}, styled{strongPoints, m.Set.Scheme.Base}, styled{strong, nil}, nil,
		styled{strongPoints, formula{fmt.Sprintf("E%d-I%d", r, r), number(u.Score)}}, styled{strongPoints, formula{total, number(u.Deducted)}}, styled{strong, u.GradeWord()}, nil)
}

func verdict(n int) any {
	if n == 0 {
		return "无"
	}
	return "否决"
}
