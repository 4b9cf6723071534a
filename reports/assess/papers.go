package assess

import (
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/reports"
	"duwang/reports/docx"
	"duwang/reports/letter"
)

// TrialMark stands at the head of every page of a trial.
const TrialMark = "试算稿，未经审定，不得发出"

// A paper is a letter of one result being written.
type paper struct {
	letter.Builder
	r      *Result
	office reports.Office
}

func (p *paper) letter(title string) *letter.Letter {
	l := &letter.Letter{Office: p.office.Name, Title: title, Blocks: p.Blocks}
	if p.r.Sheet.Kind == Trial {
		l.Mark = TrialMark
	}
	return l
}

// date is the day of the sheet, blank in a trial.
func (p *paper) date() string {
	if p.r.Sheet.Kind == Trial {
		return "　　年　月　日"
	}
	return p.r.Sheet.On.Chinese()
}

// RankingPaper is the ranking (考核排名) as a form of its own.
func RankingPaper(r *Result, office reports.Office) *letter.Letter {
	p := &paper{r: r, office: office}
	title := r.Heading("考核排名")
	p.Add(letter.Block{Kind: letter.KindForm, Text: title})
	p.Line(office.Name + "　　" + p.date())
	p.ranking()
	return p.letter(title)
}

// ranking writes the table of places, class by class when there are several.
func (p *paper) ranking() {
	r := p.r
	parts := r.PartTitles()
	head := append([]string{"名次", "单位", "类别", "同类名次"}, parts...)
	head = append(head, "得分", "等次")
	widths := []int{760, 0, 1200, 640}
	for range parts {
		widths = append(widths, 900)
	}
	widths = append(widths, 1650, 820)
	rest := docx.Width
	for _, w := range widths {
		rest -= w
	}
	widths[1] = rest
	t := &letter.Table{Widths: widths, Head: head, Centre: slices.Repeat([]bool{true}, len(widths))}
	t.Centre[1] = false
	var left []string
	for _, u := range r.Ranking() {
		if u.Place == 0 {
			left = append(left, u.Name)
			continue
		}
		row := []string{u.PlaceWord(), u.Name, u.Class, fmt.Sprint(u.ClassPlace)}
		for _, x := range u.Parts {
			row = append(row, x.Got.String())
		}
		t.Rows = append(t.Rows, append(row, u.ScoreWord(r), u.GradeWord()))
	}
	p.Table(t)
	if len(left) > 0 {
		p.Line("未参加排名：" + strings.Join(left, "、") + "。网站本身单列；覆盖率不足90%的暂不排名。")
	}
	for _, why := range r.Provisional {
		p.Line("暂定：" + why + "。")
	}
	p.Line("指标体系：" + r.RulesetTitle + "。考核期间：" + r.Period.From.Chinese() + "至" + r.Period.To.Chinese() + "，办理情况截至" + r.Period.AsOf.Chinese() + "。")
	p.Line("输入校验：" + r.Hash)
}

// Bulletin is the draft of the bulletin (通报) on the year: 依据, 总体情况, 主要问题,
// 下一步工作要求, with the ranking as its attachment. The office edits and signs
// it.
func Bulletin(r *Result, office reports.Office, set *rules.Set) *letter.Letter {
	p := &paper{r: r, office: office}
	title := fmt.Sprintf("关于%d年度政务公开工作考核情况的通报%s", r.Year, r.Sheet.Mark())
	p.Add(letter.Block{Kind: letter.KindLetterhead, Text: office.Name})
	p.Add(letter.Block{Kind: letter.KindNumber, Text: fmt.Sprintf("　　〔%d〕　号", r.Period.AsOf.Year())})
	p.Add(letter.Block{Kind: letter.KindTitle, Text: title})
	p.Add(letter.Block{Kind: letter.KindAddressee, Text: "各有关单位"})
	p.Para(fmt.Sprintf("根据政府信息公开和政务公开工作有关规定，按照“%s”，%s对%d年度政务公开工作进行了考核。现将有关情况通报如下。", r.RulesetTitle, office.Name, r.Year))
	p.overall(set)
	p.faults()
	p.Heading("下一步工作要求")
	p.Para("各单位要对照反馈表逐项整改，举一反三。对考核结果有异议的，请在收到反馈表后规定的时间内书面提出，并附佐证材料。")
	p.Add(letter.Block{Kind: letter.KindClosing, Text: "年底仍未整改的问题结转下一年度继续督办。考核结果纳入年度目标责任考核的，按有关规定办理。"})
	p.Add(letter.Block{Kind: letter.KindList, Names: []string{fmt.Sprintf("%d年度政务公开工作考核得分排名表", r.Year)}})
	p.Add(letter.Block{Kind: letter.KindSign, Text: office.Name, More: p.date()})
	note := "联系人及电话：" + office.Contact
	if office.Contact == "" {
		note = "联系人：　　　　　联系电话：　　　　　　　"
	}
	p.Add(letter.Block{Kind: letter.KindNote, Text: note})
	p.Page(false)
	p.Add(letter.Block{Kind: letter.KindAttachment, N: 1, Text: fmt.Sprintf("%d年度政务公开工作考核得分排名表", r.Year)})
	p.ranking()
	return p.letter(title)
}

// overall writes 总体情况: how many units, their grades, what was found.
func (p *paper) overall(set *rules.Set) {
	r := p.r
	p.Heading("总体情况")
	grades := map[string]int{}
	var units, ranked, problems, closed, late, notices int
	for i := range r.Units {
		u := &r.Units[i]
		if !u.Site() {
			units++
		}
		if u.Ranked() {
			ranked++
			grades[u.GradeWord()]++
		}
		for j := range u.Problems {
			if q := &u.Problems[j]; q.Standing == Counted {
				problems++
				if q.MendedWord() == "已销号" || q.MendedWord() == "复查通过" {
					closed++
				}
			}
		}
		notices += len(u.Replies)
		for _, x := range u.Replies {
			if x.Outcome == Late || x.Outcome == Overdue {
				late++
			}
		}
	}
	var words []string
	for _, g := range set.Scheme.Grades {
		if n := grades[g.Name]; n > 0 {
			words = append(words, fmt.Sprintf("%s%d个", g.Name, n))
		}
	}
	text := fmt.Sprintf("本次考核单位%d个，参加排名%d个", units, ranked)
	if len(words) > 0 {
		text += "，其中" + strings.Join(words, "，")
	}
	p.Para(text + fmt.Sprintf("。全年确认问题%d个，已整改%s。", problems, countOf(closed, problems)))
	if notices > 0 {
		p.Para(fmt.Sprintf("全年下发整改通知书%d份，按期反馈%d份，逾期%d份。", notices, notices-late-waiting(r), late))
	}
	for _, why := range r.Provisional {
		p.Para("得分为暂定：" + why + "。")
	}
}

func countOf(n, of int) string {
	if of == 0 {
		return "0个"
	}
	return fmt.Sprintf("%d个（%s）", n, reports.Percent(n, of))
}

func waiting(r *Result) int {
	n := 0
	for i := range r.Units {
		for _, x := range r.Units[i].Replies {
			if x.Outcome == Waiting {
				n++
			}
		}
	}
	return n
}

// faults writes 主要问题: vetoed units by kind, then deductions by kind with the
// units that lost most.
func (p *paper) faults() {
	r := p.r
	p.Heading("主要问题")
	vetoed := map[string][]string{}
	var titles []string
	for _, u := range r.Ranking() {
		for _, v := range u.Vetoes {
			if vetoed[v.Title] == nil {
				titles = append(titles, v.Title)
			}
			vetoed[v.Title] = append(vetoed[v.Title], u.Name)
		}
	}
	if len(titles) > 0 {
		p.Subheading("单项否决情形")
		for _, t := range titles {
			p.Para(t + "：" + strings.Join(vetoed[t], "、") + "。")
		}
	}
	type fault struct {
		title, measure string
		count          int
		units          []string
	}
	by, order := map[string]*fault{}, []string{}
	for i := range r.Units {
		u := &r.Units[i]
		for _, part := range u.Parts {
			for _, g := range part.Groups {
				for _, x := range g.Items {
					for _, l := range x.Lines {
						f := by[l.ID]
						if f == nil {
							f = &fault{title: l.Title, measure: "个"}
							by[l.ID] = f
							order = append(order, l.ID)
						}
						if len(l.Notices) > 0 {
							f.measure = "份"
						}
						f.count += l.Count
						f.units = append(f.units, fmt.Sprintf("%s（%d）", u.Name, l.Count))
					}
				}
			}
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return by[b].count - by[a].count })
	if len(order) > 0 {
		p.Subheading("扣分情形")
	}
	for i, id := range order {
		if i == faultsNamed {
			p.Para(fmt.Sprintf("其他情形%d种，见各单位反馈表。", len(order)-i))
			break
		}
		f := by[id]
		p.Para(fmt.Sprintf("%s，%d%s：%s。", f.title, f.count, f.measure, reports.NameSome(f.units, unitsNamed)))
	}
	if len(titles)+len(order) == 0 {
		p.Para("全年没有确认需要扣分的问题。")
	}
}

// How many kinds of fault, and units of each, a bulletin names.
const faultsNamed, unitsNamed = 10, 8

// Feedback is the feedback sheet (反馈表) of one unit: its score indicator by
// indicator, the problems behind it, and room for its answer.
func Feedback(r *Result, u *Unit, office reports.Office) *letter.Letter {
	p := &paper{r: r, office: office}
	title := r.Heading("考核反馈表")
	p.Add(letter.Block{Kind: letter.KindForm, Text: title})
	p.Line("被考核单位：" + u.Name + "　　类别：" + u.Class)
	p.Table(&letter.Table{Widths: []int{1400, 2000, 1200, 1500, 1200, 1544}, Heads: []bool{true, false, true, false, true, false}, Centre: []bool{true, true, true, true, true, true},
		Rows: [][]string{{"得分", u.ScoreWord(r), "等次", u.GradeWord(), "名次", u.PlaceWord()}}, Height: 500})
	if why := u.Why(r); why != "" {
		p.Line("暂定：" + why + "。")
	}
	p.Line("一、得分情况")
	t := &letter.Table{Widths: []int{1300, 2000, 750, 950, 750, 3094}, Head: []string{"一级指标", "二级指标", "分值", "得分", "扣分", "失分原因"},
		Centre: []bool{false, false, true, true, true, false}}
	for _, part := range u.Parts {
		for _, g := range part.Groups {
			for i := range g.Items {
				x := &g.Items[i]
				row := []string{g.Title, x.Title, x.Points.String(), "不计", "—", x.Why}
				if x.counts() {
					row[3], row[4], row[5] = (x.Points - x.Lost).String(), x.Lost.String(), reasons(x)
				}
				t.Rows = append(t.Rows, row)
			}
		}
		name := part.Title
		if name == "" {
			name = "各项"
		}
		t.Rows = append(t.Rows, []string{name, "小计", part.Possible.String(), part.Raw.String(), (part.Possible - part.Raw).String(), ""})
		if part.Adjust != 0 {
			t.Rows = append(t.Rows, []string{name, "折算", "", signed(part.Adjust), "", fmt.Sprintf("计入的%s分折算为%s分", part.Possible, part.Points)})
		}
	}
	if u.Adjust != 0 {
		t.Rows = append(t.Rows, []string{"", "折算", "", signed(u.Adjust), "", "没有评分的权重按其余折算"})
	}
	if len(u.Bonus) > 0 {
		t.Rows = append(t.Rows, []string{"加分", "", "", signed(u.Bonuses()), "", u.BonusNote})
	}
	for _, v := range u.Vetoes {
		t.Rows = append(t.Rows, []string{"单项否决", v.Title, "", "否决", "", strings.Join(v.Cases, "、") + v.Cell})
	}
	score := u.Score.String()
	if !u.Scored {
		score = "未评分"
	}
	t.Rows = append(t.Rows, []string{"合计", "", "", score, "", "等次：" + u.GradeWord()})
	p.Table(t)
	p.problems(u)
	p.Line("单位意见")
	p.Table(&letter.Table{Widths: []int{1800, 7044}, Heads: []bool{true, false}, Height: 900, Rows: [][]string{
		{"对考核结果的意见", ""}, {"申诉事项和佐证", ""}, {"整改措施", ""}, {"单位负责人", "　　　　　　　　　　　　　　　　　　　　　　　年　　月　　日"}}})
	p.Line("输入校验：" + r.Hash)
	return p.letter(title + "（" + u.Name + "）")
}

// reasons says in short what an item lost points for.
func reasons(x *Item) string {
	var out []string
	for _, l := range x.Lines {
		text := fmt.Sprintf("%s%d个，扣%s分", l.Title, l.Count, l.Points)
		if len(l.Notices) > 0 {
			text = fmt.Sprintf("%s%d份，扣%s分（%s）", l.Title, l.Count, l.Points, reports.NameSome(l.Notices, 3))
		}
		out = append(out, text)
	}
	if x.State == Excused {
		out = append(out, x.Why)
	}
	if x.Remark != "" && x.Kind != Automatic {
		out = append(out, x.Remark)
	}
	if len(out) == 0 && x.Cell != "" && x.Lost > 0 {
		out = append(out, "人工评分（"+x.Cell+"）")
	}
	return strings.Join(out, "\n")
}

// problems lists the year's problems of a unit, by standing.
func (p *paper) problems(u *Unit) {
	if len(u.Problems) == 0 {
		p.Line("二、全年没有发现问题")
		return
	}
	n := u.Counts()
	p.Line(fmt.Sprintf("二、全年问题：计入%d个，待确认%d个，申诉未决%d个，免责%d个，误报%d个", n[0], n[1], n[2], n[3], n[4]))
	t := &letter.Table{Widths: []int{1400, 900, 3644, 1900, 1000}, Head: []string{"问题编号", "状况", "问题和网址", "首次至最近发现", "整改情况"},
		Centre: []bool{true, true, false, true, true}}
	for _, s := range standings {
		for i := range u.Problems {
			q := &u.Problems[i]
			if q.Standing != s {
				continue
			}
			text := q.Message + "\n" + q.URL
			if q.Why != "" {
				text += "\n" + q.Why
			}
			again := ""
			if q.Relapse {
				again = "\n复发"
			}
			t.Rows = append(t.Rows, []string{q.Case, StandingWord(q.Standing) + again, text,
				fmt.Sprintf("%s\n至%s\n%d天，%d次", q.First, q.Last, q.Days, q.Scans), q.MendedWord()})
		}
	}
	p.Table(t)
}

func signed(c rules.Centi) string {
	if c > 0 {
		return "+" + c.String()
	}
	return c.String()
}
