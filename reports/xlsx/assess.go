package xlsx

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"duwang/checks/rules"
	"duwang/reports"
	"duwang/reports/assess"
)

// WriteAssessment writes the score book (考核评分表) of a year: the ranking, the
// problems behind it, how notices were answered, and a score sheet a unit.
// Sums that people check are formulas, with the values that they give.
func WriteAssessment(w io.Writer, r *assess.Result) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer func() { _ = b.file.Close() }() // removes temporary files only
	names := b.unitSheets(r)
	for _, part := range []func(*assess.Result) error{b.yearRanking, b.yearProblems, b.yearReplies} {
		if err := part(r); err != nil {
			return err
		}
	}
	for _, u := range r.Ranking() {
		if err := b.unitSheet(names[u.ID], r, u); err != nil {
			return err
		}
	}
	if err := b.properties(r.Heading("考核评分表"), r.Office); err != nil {
		return err
	}
	_, err = b.file.WriteTo(w)
	return err
}

// WriteUnitAssessment writes the feedback sheet (反馈表) of one unit: its score
// sheet and the problems behind it.
func WriteUnitAssessment(w io.Writer, r *assess.Result, u *assess.Unit) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer func() { _ = b.file.Close() }() // removes temporary files only
	if err := b.unitSheet("评分表", r, u); err != nil {
		return err
	}
	one := *r
	one.Units = []assess.Unit{*u}
	one.Outside = nil
	if err := b.yearProblems(&one); err != nil {
		return err
	}
	if err := b.yearReplies(&one); err != nil {
		return err
	}
	if err := b.properties(r.Heading("考核反馈表")+"（"+u.Name+"）", r.Office); err != nil {
		return err
	}
	_, err = b.file.WriteTo(w)
	return err
}

// unitSheets names the sheet of each unit: by its name, as far as a sheet's
// name allows, each once.
func (b *book) unitSheets(r *assess.Result) map[string]string {
	taken := map[string]bool{"考核排名": true, "问题明细": true, "整改反馈": true}
	names := map[string]string{}
	for _, u := range r.Ranking() {
		base := sheetName(u.Name)
		if u.Site() {
			base = sheetName(cutName(u.Name, 24) + "（网站）")
		}
		name := base
		for n := 2; taken[strings.ToLower(name)] || name == ""; n++ {
			name = cutName(base, 26) + fmt.Sprintf("_%d", n)
		}
		taken[strings.ToLower(name)] = true
		names[u.ID] = name
	}
	return names
}

// sheetName drops what a sheet's name may not hold and cuts it to 31 characters.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return -1
		}
		return r
	}, reports.Clean(s))
	return strings.TrimSpace(cutName(s, 31))
}

func cutName(s string, n int) string {
	for utf8.RuneCountInString(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// yearRanking is the ranking (考核排名). The score is a formula over the parts,
// the adjustment and the bonus.
func (b *book) yearRanking(r *assess.Result) error {
	cols := []column{{"名次", 9, centre}, {"单位", 24, plain}, {"类别", 13, centre}, {"同类名次", 6, centre}}
	parts := r.PartTitles()
	for _, p := range parts {
		cols = append(cols, column{p, 10, points})
	}
	cols = append(cols, column{"折算", 7, points}, column{"加分", 7, points}, column{"得分", 9, strongPoints}, column{"等次", 9, centre},
		column{"单项否决", 6, count}, column{"计入的问题", 7, count}, column{"待确认", 7, count}, column{"申诉未决", 6, count}, column{"免责", 6, count},
		column{"误报", 6, count}, column{"逾期反馈", 6, count}, column{"覆盖率", 9, share}, column{"说明", 40, plain})
	line := "逾期反馈指整改通知书的份数。覆盖率不足90%的暂不排名；网站本身单列。\n" + r.Line()
	if len(r.Provisional) > 0 {
		line = "全部得分为暂定：" + strings.Join(r.Provisional, "；") + "。" + line
	}
	s, err := b.sheet("考核排名", r.Heading("考核排名"), line, 1, cols)
	if err != nil {
		return err
	}
	first, last := letter(5), letter(4+len(parts)+2)
	for _, u := range r.Ranking() {
		row := s.row + 1
		values := []any{u.PlaceWord(), u.Name, u.Class, ""}
		if u.ClassPlace > 0 {
			values[3] = u.ClassPlace
		}
		for _, p := range u.Parts {
			values = append(values, p.Got)
		}
		score := any(styled{strongPoints, "未评分"})
		if u.Scored {
			score = formula{fmt.Sprintf("SUM(%s%d:%s%d)", first, row, last, row), number(u.Score)}
		}
		n := u.Counts()
		late := 0
		for _, p := range u.Replies {
			if p.Outcome == assess.Late || p.Outcome == assess.Overdue {
				late++
			}
		}
		values = append(values, u.Adjust, u.Bonuses(), score, u.GradeWord(), len(u.Vetoes), n[0], n[1], n[2], n[3], n[4], late,
			rate(u.Coverage.Checked, u.Coverage.Due), strings.Join(u.Provisional, "；"))
		s.add(values...)
	}
	return s.end(true)
}

// yearProblems lists every problem of the year, counted or not (问题明细).
func (b *book) yearProblems(r *assess.Result) error {
	s, err := b.sheet("问题明细", r.Heading("考核问题明细"), "同一问题不论多少次巡检发现，只计一次。待确认、申诉未决、免责和误报的问题不扣分。", 2, []column{
		{"序号", 6, count}, {"问题编号", 13, centre}, {"单位", 18, plain}, {"指标", 26, plain}, {"状况", 10, centre}, {"问题", 44, plain}, {"标题", 26, plain},
		{"网址", 40, plain}, {"首次发现", 12, date}, {"最近发现", 12, date}, {"存续天数", 9, count}, {"发现次数", 9, count}, {"复发", 7, centre},
		{"通知书", 18, plain}, {"整改情况", 11, centre}, {"确认人", 14, plain}, {"说明", 30, plain}})
	if err != nil {
		return err
	}
	n := 0
	row := func(unit string, q *assess.Problem) {
		n++
		again := ""
		if q.Relapse {
			again = "是"
		}
		why := q.Why
		if q.Until != 0 {
			why = strings.TrimSpace("至" + q.Until.Chinese() + " " + why)
		}
		s.add(n, q.Case, unit, r.RuleTitle(q.Rule), assess.StandingWord(q.Standing), q.Message, q.Title, q.URL, q.First, q.Last, q.Days, q.Scans, again,
			strings.Join(r.Serials(q.Notices), "、"), q.MendedWord(), strings.Join(q.Confirmed, "、"), why)
	}
	for _, u := range r.Ranking() {
		for i := range u.Problems {
			row(u.Name, &u.Problems[i])
		}
	}
	for i := range r.Outside {
		row(r.Outside[i].Unit+"（不在考核范围）", &r.Outside[i])
	}
	return s.end(true)
}

// yearReplies lists how each notice was answered (整改反馈).
func (b *book) yearReplies(r *assess.Result) error {
	s, err := b.sheet("整改反馈", r.Heading("整改通知书反馈情况"), "一份通知书以其中最迟的一项问题为准。", 1, []column{
		{"序号", 6, count}, {"文号", 24, plain}, {"单位", 20, plain}, {"下发日期", 12, date}, {"整改时限", 12, date}, {"反馈日期", 12, date},
		{"情况", 14, centre}, {"问题编号", 60, plain}})
	if err != nil {
		return err
	}
	n := 0
	for _, u := range r.Ranking() {
		for i := range u.Replies {
			p := &u.Replies[i]
			n++
			s.add(n, p.Serial, u.Name, p.Issued, p.Deadline, p.Answered, assess.OutcomeWord(p.Outcome), strings.Join(p.Cases, "、"))
		}
	}
	return s.end(true)
}

// unitSheet is the score sheet (考核评分表) of one unit.
func (b *book) unitSheet(name string, r *assess.Result, u *assess.Unit) error {
	line := fmt.Sprintf("%s　得分：%s　等次：%s　名次：%s　覆盖率：%s", u.Name, u.ScoreWord(r), u.GradeWord(), u.PlaceWord(), reports.Percent(u.Coverage.Checked, u.Coverage.Due))
	if why := u.Why(r); why != "" {
		line += "\n暂定：" + why + "。"
	}
	s, err := b.sheet(name, r.Heading("考核评分表"), line+"\n"+r.Line(), 1, []column{
		{"序号", 6, count}, {"一级指标", 16, plain}, {"二级指标", 20, plain}, {"考察点", 24, plain}, {"分值", 9, points}, {"评分标准", 30, plain},
		{"自评分", 9, points}, {"考评得分", 10, points}, {"扣分", 9, points}, {"失分原因（链接）", 62, plain}, {"整改情况", 18, plain}})
	if err != nil {
		return err
	}
	t := &tally{sheet: s, r: r, u: u}
	var totals []string
	for i := range u.Parts {
		totals = append(totals, t.part(&u.Parts[i])...)
	}
	if u.Adjust != 0 {
		s.add(t.sum("部分权重未评分，按其余折算", nil, u.Adjust, nil)...)
		totals = append(totals, fmt.Sprintf("H%d", s.row))
	}
	for i := range u.Bonus {
		x := &u.Bonus[i]
		t.n++
		s.add(t.n, "加分", x.Title, "", x.Points, x.Standard, t.centi(x.Self), "", nil, t.entered(x), "")
	}
	if u.Bonuses() != 0 || u.BonusNote != "" {
		row := t.sum("加分合计", nil, u.Bonuses(), nil)
		row[9] = styled{strong, u.BonusNote}
		s.add(row...)
		totals = append(totals, fmt.Sprintf("H%d", s.row))
	}
	for i := range u.Vetoes {
		v := &u.Vetoes[i]
		t.n++
		s.add(t.n, "单项否决", v.Title, "", nil, "出现一项即定等次", nil, nil, "否决", t.reasons(v), t.mended(v))
	}
	row := t.sum("得分", nil, u.Score, nil)
	if len(totals) > 0 {
		row[7] = styled{strongPoints, formula{strings.Join(totals, "+"), number(u.Score)}}
	}
	if !u.Scored {
		row[7] = styled{strong, "未评分"}
	}
	row[9] = styled{strong, "等次：" + u.GradeWord()}
	s.add(row...)
	return s.end(false)
}

// A tally writes the rows of one unit's score sheet.
type tally struct {
	sheet *sheet
	r     *assess.Result
	u     *assess.Unit
	n     int // serial number
}

// sum is a row of a sum in the style of sums.
func (t *tally) sum(title string, of, got, lost any) []any {
	return []any{styled{strong, nil}, styled{strong, title}, styled{strong, nil}, styled{strong, nil}, styled{strongPoints, of}, styled{strong, nil},
		styled{strongPoints, nil}, styled{strongPoints, got}, styled{strongPoints, lost}, styled{strong, nil}, styled{strong, nil}}
}

func (t *tally) centi(c *rules.Centi) any {
	if c == nil {
		return nil
	}
	return *c
}

// part writes one part and returns the cells that its points stand in.
func (t *tally) part(p *assess.Part) []string {
	s := t.sheet
	begin := s.row + 1
	for i := range p.Groups {
		t.group(&p.Groups[i])
	}
	title := p.Title
	if title == "" {
		title = "各项合计"
	}
	var groups, got, lost []string
	row := begin
	for i := range p.Groups {
		groups, got, lost = append(groups, fmt.Sprintf("E%d", row)), append(got, fmt.Sprintf("H%d", row)), append(lost, fmt.Sprintf("I%d", row))
		row += groupRows(&p.Groups[i])
	}
	plus := func(cells []string, value rules.Centi) any {
		if len(cells) == 0 {
			return value
		}
		return formula{strings.Join(cells, "+"), number(value)}
	}
	s.add(t.sum(title+"小计", plus(groups, p.Possible), plus(got, p.Raw), plus(lost, p.Possible-p.Raw))...)
	cells := []string{fmt.Sprintf("H%d", s.row)}
	if p.Adjust != 0 || p.Possible != p.Points && p.Possible > 0 {
		r := s.row
		row := t.sum(title+"折算", nil, formula{fmt.Sprintf("ROUND(H%d*%s/E%d,2)-H%d", r, p.Points, r, r), number(p.Adjust)}, nil)
		row[9] = styled{strong, fmt.Sprintf("计入的分值%s分，折算为%s分", p.Possible, p.Points)}
		s.add(row...)
		cells = append(cells, fmt.Sprintf("H%d", s.row))
	}
	return cells
}

func groupRows(g *assess.Group) int {
	n := 1 + len(g.Items)
	for i := range g.Items {
		n += len(g.Items[i].Lines)
	}
	return n
}

func (t *tally) group(g *assess.Group) {
	s := t.sheet
	head := s.row + 1
	var of, got, lost []string
	row := head + 1
	for i := range g.Items {
		if x := &g.Items[i]; x.State == assess.Scored || x.State == assess.Excused {
			of, got, lost = append(of, fmt.Sprintf("E%d", row)), append(got, fmt.Sprintf("H%d", row)), append(lost, fmt.Sprintf("I%d", row))
		}
		row += 1 + len(g.Items[i].Lines)
	}
	if len(of) == 0 {
		line := t.sum(g.Title, rules.Centi(0), rules.Centi(0), rules.Centi(0))
		line[9] = styled{strong, "没有计入的评分项"}
		s.add(line...)
	} else {
		s.add(t.sum(g.Title, formula{strings.Join(of, "+"), number(g.Possible)}, formula{strings.Join(got, "+"), number(g.Got)},
			formula{strings.Join(lost, "+"), number(g.Possible - g.Got)})...)
	}
	for i := range g.Items {
		t.item(g, &g.Items[i])
	}
}

func (t *tally) item(g *assess.Group, x *assess.Item) {
	s := t.sheet
	t.n++
	row := s.row + 1
	switch x.State {
	case assess.Skipped, assess.Open:
		s.add(t.n, g.Title, x.Title, "", "（"+x.Points.String()+"）", x.Standard, t.centi(x.Self), "不计", nil, x.Why, "")
		return
	case assess.Excused:
		s.add(t.n, g.Title, x.Title, "", x.Points, x.Standard, t.centi(x.Self), formula{fmt.Sprintf("E%d-I%d", row, row), number(x.Got)}, x.Lost, x.Why+t.cell(x.Cell), "")
		return
	}
	got := formula{fmt.Sprintf("E%d-I%d", row, row), number(x.Got)}
	if x.Kind != assess.Automatic {
		s.add(t.n, g.Title, x.Title, "", x.Points, x.Standard, t.centi(x.Self), got, x.Lost, t.entered(x), "")
		return
	}
	lost := any(x.Lost)
	if n := len(x.Lines); n > 0 {
		lost = formula{fmt.Sprintf("SUM(I%d:I%d)", row+1, row+n), number(x.Lost)}
	}
	reason := ""
	if len(x.Lines) == 0 {
		reason = "没有计入的问题"
	}
	s.add(t.n, g.Title, x.Title, "", x.Points, "各考察点扣分之和，不超过分值", nil, got, lost, reason, "")
	for i := range x.Lines {
		l := &x.Lines[i]
		standard := fmt.Sprintf("每个扣%s分，%d个", l.Each, l.Count)
		if len(l.Notices) > 0 {
			standard = fmt.Sprintf("每份扣%s分，%d份", l.Each, l.Count)
		}
		if l.Capped {
			standard += fmt.Sprintf("，按上限扣%s分", l.Points)
		}
		t.n++
		s.add(t.n, g.Title, x.Title, l.Title, nil, standard, nil, nil, l.Points, t.reasons(l), t.mended(l))
	}
}

// entered says who scored a manual item, on what proof, and in which cell.
func (t *tally) entered(x *assess.Item) string {
	var parts []string
	if !x.Final {
		parts = append(parts, "未经审定")
	}
	if x.Scorer != "" {
		parts = append(parts, "评分人："+x.Scorer)
	}
	if x.Checker != "" {
		parts = append(parts, "复核人："+x.Checker)
	}
	if x.Proof != "" {
		parts = append(parts, "佐证："+x.Proof)
	}
	if x.Remark != "" {
		parts = append(parts, x.Remark)
	}
	return strings.Join(parts, "；") + t.cell(x.Cell)
}

func (t *tally) cell(cell string) string {
	if cell == "" {
		return ""
	}
	return "（" + cell + "）"
}

// reasonsPerLine is how many problems a score sheet spells out for one line;
// 问题明细 lists them all, and all numbers are named.
const reasonsPerLine = 3

func (t *tally) reasons(l *assess.Line) string {
	if l.Cell != "" {
		return "人工评分" + t.cell(l.Cell)
	}
	if len(l.Notices) > 0 {
		return strings.Join(l.Notices, "、") + "；问题" + strings.Join(l.Cases, "、")
	}
	var parts []string
	rest := l.Cases
	for i, number := range l.Cases {
		if i == reasonsPerLine {
			break
		}
		if q := t.u.Problem(number); q != nil {
			parts = append(parts, fmt.Sprintf("%s %s（%s至%s，%d天）%s", q.Case, q.Message, q.First, q.Last, q.Days, q.URL))
		}
		rest = l.Cases[i+1:]
	}
	if len(rest) > 0 {
		parts = append(parts, fmt.Sprintf("另有%d个：%s", len(rest), strings.Join(rest, "、")))
	}
	return strings.Join(parts, "\n")
}

// mended counts how far the problems of a line were put right.
func (t *tally) mended(l *assess.Line) string {
	count := map[string]int{}
	for _, number := range l.Cases {
		if q := t.u.Problem(number); q != nil {
			count[q.MendedWord()]++
		}
	}
	var parts []string
	for _, word := range []string{"已销号", "复查通过", "已反馈", "未反馈", "未下发"} {
		if n := count[word]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s%d个", word, n))
		}
	}
	return strings.Join(parts, "，")
}
