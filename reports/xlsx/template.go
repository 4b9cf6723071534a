package xlsx

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"duwang/checks/rules"
	"duwang/reports"
	"duwang/reports/assess"
)

// Heads of an office's own score sheet (评分表) that are known, with other words
// for them.
var templateHeads = []struct {
	head  string
	other []string
}{
	{"序号", nil}, {"一级指标", []string{"一级"}}, {"二级指标", []string{"二级", "评分项"}}, {"考察点", []string{"考核内容", "三级指标", "指标内容"}},
	{"分值", []string{"标准分", "满分"}}, {"评分标准", []string{"评分细则", "计分标准"}}, {"自评分", []string{"自评得分"}},
	{"考评得分", []string{"得分", "考核得分", "复评分", "审定分"}}, {"扣分", nil}, {"失分原因", []string{"失分原因（链接）", "扣分原因"}}, {"整改情况", nil},
}

// A TemplateNote says which row of a template could not be filled in, and why.
type TemplateNote struct {
	Sheet string `json:"sheet"`
	Row   int    `json:"row"`
	Text  string `json:"text"`
	Why   string `json:"why"`
}

// String is the note for people.
func (n TemplateNote) String() string {
	return fmt.Sprintf("工作表“%s”第%d行“%s”：%s", n.Sheet, n.Row, n.Text, n.Why)
}

// A Template is an office's own score sheet, to be filled in for each unit.
// Its layout and styles stay: only the cells under the known heads (自评分,
// 考评得分, 扣分, 失分原因, 整改情况) and the named cells 单位, 年度, 得分, 等次, 名次, 校验值
// are written, and of those no cell that holds a formula.
type Template struct {
	raw []byte
}

// ReadTemplate reads a template and refuses one without a head row that has
// 分值, 考评得分 or 扣分, and one of 一级指标, 二级指标, 考察点.
func ReadTemplate(raw []byte) (*Template, error) {
	t := &Template{raw: raw}
	f, err := t.open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // removes temporary files only
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			return nil, fmt.Errorf("读取工作表“%s”：%w", sheet, err)
		}
		if headsOf(sheet, rows) != nil {
			return t, nil
		}
	}
	return nil, fmt.Errorf("没有找到评分表的表头：要有“分值”、“考评得分”或者“扣分”，以及“一级指标”“二级指标”“考察点”之一")
}

func (t *Template) open() (*excelize.File, error) {
	f, err := excelize.OpenReader(strings.NewReader(string(t.raw)), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped})
	if err != nil {
		return nil, fmt.Errorf("文件不是可以读取的 xlsx 表格：%w", err)
	}
	return f, nil
}

// headsOf is gridOf for the heads of a score sheet.
func headsOf(sheet string, rows [][]string) *grid {
	for i := range rows[:min(len(rows), headWithin)] {
		at := map[string]int{}
		for k, cell := range rows[i] {
			cell = squeeze(cell)
			for _, h := range templateHeads {
				if _, have := at[h.head]; !have && cell != "" && (cell == h.head || slices.Contains(h.other, cell)) {
					at[h.head] = k
					break
				}
			}
		}
		has := func(heads ...string) bool {
			return slices.ContainsFunc(heads, func(h string) bool { _, ok := at[h]; return ok })
		}
		if has("分值") && has("考评得分", "扣分") && has("一级指标", "二级指标", "考察点") {
			return &grid{sheet: sheet, at: at, rows: rows[i+1:], first: i + 2}
		}
	}
	return nil
}

// A target is what one row of a template may stand for.
type target struct {
	names  []string // folded
	group  string   // folded 一级指标, "" when it does not matter
	points *rules.Centi
	self   *rules.Centi
	got    *rules.Centi
	lost   *rules.Centi
	reason string
	mended string
	open   string // why there is nothing to fill in
}

// Fill writes the template filled in for one unit and returns the rows that
// it could not fill in. A row is matched by its 考察点, failing that its 二级指标,
// failing that its 一级指标, which must be a title of the ruleset word for word;
// its 分值 must be that of the ruleset, and no two rows may mean the same. A
// rule has no points of its own: a row that stands for one is reckoned from
// the template's 分值.
func (t *Template) Fill(w io.Writer, r *assess.Result, u *assess.Unit) ([]TemplateNote, error) {
	f, err := t.open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // removes temporary files only
	f.SetZipWriter(newOrdered)
	var notes []TemplateNote
	targets := targetsOf(r, u)
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			return nil, err
		}
		g := headsOf(sheet, rows)
		if g == nil {
			continue
		}
		more, err := fillGrid(f, g, targets)
		if err != nil {
			return nil, err
		}
		notes = append(notes, more...)
	}
	if err := fillNames(f, r, u); err != nil {
		return nil, err
	}
	if err := f.SetDocProps(&excelize.DocProperties{Title: r.Heading("考核评分表") + "（" + u.Name + "）", Creator: r.Office, LastModifiedBy: r.Office,
		Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z"}); err != nil {
		return nil, err
	}
	_, err = f.WriteTo(w)
	return notes, err
}

// targetsOf lists what rows may stand for: groups, items, and the rules of an
// automatic item.
func targetsOf(r *assess.Result, u *assess.Unit) []target {
	tally := &tally{r: r, u: u}
	var out []target
	for i := range u.Parts {
		for j := range u.Parts[i].Groups {
			g := &u.Parts[i].Groups[j]
			lost := g.Possible - g.Got
			out = append(out, target{names: []string{squeeze(g.Title)}, points: &g.Points, got: &g.Got, lost: &lost, open: openGroup(g)})
			for k := range g.Items {
				x := &g.Items[k]
				t := target{names: []string{squeeze(x.Title)}, group: squeeze(g.Title), points: &x.Points, self: x.Self, got: &x.Got, lost: &x.Lost}
				if x.State == assess.Skipped || x.State == assess.Open {
					t.open = x.Why
				}
				if x.Kind != assess.Automatic {
					t.reason = tally.entered(x)
				}
				lines := map[string]bool{}
				for l := range x.Lines {
					line := &x.Lines[l]
					lines[line.ID] = true
					out = append(out, target{names: []string{squeeze(line.Title)}, lost: &line.Points, reason: tally.reasons(line), mended: tally.mended(line)})
					t.reason = strings.TrimSpace(t.reason + "\n" + tally.reasons(line))
				}
				for _, id := range x.Rules {
					if !lines[id] {
						out = append(out, target{names: []string{squeeze(r.RuleTitle(id))}, lost: new(rules.Centi), open: t.open})
					}
				}
				out = append(out, t)
			}
		}
	}
	for i := range u.Bonus {
		x := &u.Bonus[i]
		out = append(out, target{names: []string{squeeze(x.Title)}, points: &x.Points, self: x.Self, got: &x.Got, reason: tally.entered(x)})
	}
	return out
}

func openGroup(g *assess.Group) string {
	if g.Possible == g.Points {
		return ""
	}
	return fmt.Sprintf("该指标只有%s分计入，不能按%s分填写", g.Possible, g.Points)
}

func fillGrid(f *excelize.File, g *grid, targets []target) ([]TemplateNote, error) {
	var notes []TemplateNote
	used := map[*target]int{}
	group := ""
	for i := range g.rows {
		if s := squeeze(g.text(i, "一级指标")); s != "" {
			group = s
		}
		text := ""
		for _, h := range []string{"考察点", "二级指标", "一级指标"} {
			if text = squeeze(g.text(i, h)); text != "" {
				break
			}
		}
		if text == "" || slices.Contains([]string{"合计", "总分", "总计", "小计"}, text) {
			continue
		}
		say := func(why string, args ...any) {
			notes = append(notes, TemplateNote{Sheet: g.sheet, Row: g.first + i, Text: reports.Cut(text, 40), Why: fmt.Sprintf(why, args...)})
		}
		var t *target
		many := false
		for k := range targets {
			if x := &targets[k]; slices.Contains(x.names, text) && (x.group == "" || group == "" || group == text || x.group == group) {
				many = many || t != nil
				t = x
			}
		}
		switch {
		case t == nil:
			say("指标体系中没有同名的一级指标、评分项或者考察点，没有填写")
			continue
		case many:
			say("指标体系中有不止一项同名，没有填写")
			continue
		case used[t] > 0:
			say("与第%d行对应同一项，没有填写", used[t])
			continue
		}
		used[t] = g.first + i
		got, lost := t.got, t.lost
		if s := strings.TrimSuffix(squeeze(g.text(i, "分值")), "分"); s != "" {
			v, ok := centiOf(s)
			switch {
			case t.points != nil && (!ok || v != *t.points):
				say("模板分值%s与指标体系的%s分不同，没有填写", s, *t.points)
				continue
			case t.points == nil && ok && t.lost != nil:
				// The ruleset gives a single 考察点 no points of its own; the
				// office's table does.
				l := min(*t.lost, v)
				d := v - l
				got, lost = &d, &l
			}
		}
		if t.open != "" {
			say("%s，没有填写", t.open)
			continue
		}
		for _, c := range []struct {
			head  string
			value any
		}{{"自评分", centi(t.self)}, {"考评得分", centi(got)}, {"扣分", centi(lost)}, {"失分原因", t.reason}, {"整改情况", t.mended}} {
			if _, ok := g.at[c.head]; !ok || c.value == nil || c.value == "" {
				continue
			}
			if err := put(f, g.sheet, g.cell(i, c.head), c.value); err != nil {
				return nil, err
			}
		}
	}
	return notes, nil
}

func centi(c *rules.Centi) any {
	if c == nil {
		return nil
	}
	return number(*c)
}

// put writes a cell unless it holds a formula: what the office calculates
// itself stays calculated.
func put(f *excelize.File, sheet, cell string, value any) error {
	if formula, err := f.GetCellFormula(sheet, cell); err != nil || formula != "" {
		return err
	}
	if s, ok := value.(string); ok {
		return f.SetCellStr(sheet, cell, safe(s))
	}
	return f.SetCellValue(sheet, cell, value)
}

// fillNames writes the named cells of a template.
func fillNames(f *excelize.File, r *assess.Result, u *assess.Unit) error {
	var score any = u.ScoreWord(r)
	if u.Scored && u.Final(r) {
		score = number(u.Score)
	}
	values := map[string]any{"单位": u.Name, "年度": r.Year, "得分": score, "等次": u.GradeWord(), "名次": u.PlaceWord(), "校验值": r.Hash, "类别": u.Class}
	for _, n := range f.GetDefinedName() {
		v, ok := values[n.Name]
		if !ok {
			continue
		}
		sheet, cell, found := strings.Cut(strings.TrimPrefix(n.RefersTo, "="), "!")
		cell, _, _ = strings.Cut(strings.ReplaceAll(cell, "$", ""), ":")
		if !found {
			continue
		}
		if err := put(f, strings.Trim(sheet, "'"), cell, v); err != nil {
			return fmt.Errorf("模板中名为“%s”的单元格：%w", n.Name, err)
		}
	}
	return nil
}
