package xlsx

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports/assess"
)

// year is a small year by baiyin-2021: a department with problems, a town
// without, and a site.
func year(t testing.TB) (*assess.Result, *rules.Set, []portal.Unit) {
	t.Helper()
	set, err := rules.Load("baiyin-2021")
	if err != nil {
		t.Fatal(err)
	}
	units := []portal.Unit{{ID: "edu", Name: "教育局", Kind: portal.UnitDepartment}, {ID: "town", Name: "某某镇", Kind: portal.UnitTownship}, {ID: "portal", Name: "示例县", Kind: portal.UnitSite}}
	b := &assess.Book{Set: set, Period: assess.Year(2026, portal.MustDate("2027-01-10")), Units: units, Coverage: map[string]assess.Coverage{},
		Notices: []assess.Notice{{Key: "2026-1", Serial: "示政公开整〔2026〕1号", Unit: "edu"}}}
	for _, u := range units {
		b.Coverage[u.ID] = assess.Coverage{Scans: 2, Due: 200, Checked: 199, Unverified: 1}
	}
	day := portal.MustDate("2026-05-01")
	for i, rule := range []string{"column-stale-news", "link-broken-inner", "link-broken-inner", "publish-late-20wd", "home-stale-2w", "column-blank"} {
		q := assess.Problem{Case: fmt.Sprintf("2026-%05d", i+1), Unit: "edu", Rule: rule, Standing: assess.Counted, First: day, Last: day + 40, Days: 41, Scans: 6,
			Message: "=HYPERLINK(\"http://x.test\")", URL: "http://a.test/", Notices: []string{"2026-1"}}
		if i == 5 {
			q.Standing = assess.Pending
		}
		b.Lives = append(b.Lives, assess.Life{Problem: q, Answers: []assess.Answered{{Case: q.Case, Notice: "2026-1", Issued: day, Deadline: day + 7}}})
	}
	for i, f := range assess.Form(set, units) {
		if i%3 == 2 {
			continue
		}
		p := f.Points * 4 / 5
		b.Entries = append(b.Entries, assess.Entry{Unit: f.Unit, Item: f.Item, Review: &p, Final: &p, Scorer: "评分甲", Checker: "复核乙", Cell: "人工评分!M4"})
	}
	b.Claims = []assess.Claim{{Unit: "edu", Item: "participation", Kind: assess.NoDuty, Ground: "三定方案"}, {Unit: "town", Item: "training", Kind: assess.Statement, Ground: "情况说明"}}
	r := assess.Compute(b)
	r.Office, r.Hash, r.Sheet = "示例县人民政府办公室", strings.Repeat("a", 64), assess.Sheet{Kind: assess.Trial}
	return r, set, units
}

// Every formula of the score book gives the value that stands beside it, and
// the scores are those of the result.
func TestFormulasOfTheScoreBookGiveTheirValues(t *testing.T) {
	r, _, _ := year(t)
	var b, again bytes.Buffer
	if err := WriteAssessment(&b, r); err != nil {
		t.Fatal(err)
	}
	if err := WriteAssessment(&again, r); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the same result gives other bytes")
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"考核排名", "问题明细", "整改反馈", "某某镇", "教育局", "示例县（网站）"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	formulas := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, cached := range row {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				text, err := f.GetCellFormula(sheet, cell)
				if err != nil {
					t.Fatal(err)
				}
				if text == "" {
					continue
				}
				formulas++
				value, err := f.CalcCellValue(sheet, cell)
				if err != nil {
					t.Errorf("%s!%s =%s: %v", sheet, cell, text, err)
					continue
				}
				have, e1 := strconv.ParseFloat(cached, 64)
				want, e2 := strconv.ParseFloat(value, 64)
				if e1 != nil || e2 != nil || math.Abs(have-want) > 1e-9 {
					t.Errorf("%s!%s =%s: %s stands there, it gives %s", sheet, cell, text, cached, value)
				}
				if strings.Contains(text, "HYPERLINK") {
					t.Errorf("%s!%s is a formula off a page", sheet, cell)
				}
			}
		}
		for k := range r.Units {
			u := &r.Units[k]
			if sheet != u.Name {
				continue
			}
			last := rows[len(rows)-1]
			if got, _ := strconv.ParseFloat(last[7], 64); got != number(u.Score) {
				t.Errorf("%s: the last line says %s, the score is %s", sheet, last[7], u.Score)
			}
		}
	}
	if formulas < 60 {
		t.Errorf("only %d formulas", formulas)
	}
}

// What the form asks comes back as it was filled in.
func TestEntriesComeBack(t *testing.T) {
	_, set, units := year(t)
	rows := assess.Form(set, units)
	ids, titles := assess.Indicators(set)
	names := map[string]string{"edu": "教育局", "town": "某某镇", "portal": "示例县"}
	var b bytes.Buffer
	if err := WriteEntries(&b, 2026, set.Title, rows, ids, titles); err != nil {
		t.Fatal(err)
	}
	empty, err := ReadEntries(bytes.NewReader(b.Bytes()), rows, ids, names)
	if err != nil || len(empty.Entries)+len(empty.Claims)+len(empty.Problems)+len(empty.Missing) != 0 || empty.Blank != len(rows) {
		t.Fatalf("an empty form: %+v, %v", empty, err)
	}
	fill := func(cells map[string]any) *Entries {
		t.Helper()
		f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for at, v := range cells {
			sheet, cell, _ := strings.Cut(at, "!")
			if err := f.SetCellValue(sheet, cell, v); err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if _, err := f.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		e, err := ReadEntries(&out, rows, ids, names)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := fill(map[string]any{
		"人工评分!K4": 2, "人工评分!L4": "１．９", "人工评分!M4": 1.85, "人工评分!N4": "评分甲", "人工评分!O4": "复核乙", "人工评分!P4": "文件",
		"人工评分!K5": 1.1 + 1.2 - 0.3, // a binary fraction, as spreadsheets keep them
		"确无此项!A4": "town", "确无此项!B4": "training", "确无此项!C4": "经批准免责", "确无此项!D4": "批文", "确无此项!E4": "分管领导", "确无此项!F4": "2026年12月31日",
	})
	c := func(v rules.Centi) *rules.Centi { return &v }
	want := []assess.Entry{
		{Unit: "edu", Item: rows[0].Item, Self: c(200), Review: c(190), Final: c(185), Scorer: "评分甲", Checker: "复核乙", Proof: "文件", Sheet: "人工评分", Row: 4, Cell: "人工评分!M4"},
		{Unit: "edu", Item: rows[1].Item, Self: c(200), Sheet: "人工评分", Row: 5, Cell: "人工评分!K5"}}
	if diff := cmp.Diff(want, e.Entries); diff != "" || len(e.Problems) > 0 {
		t.Error(diff, e.Problems)
	}
	if diff := cmp.Diff([]assess.Claim{{Unit: "town", Item: "training", Kind: assess.Exemption, Ground: "批文", Allowed: "分管领导", Until: portal.MustDate("2026-12-31"), Cell: "确无此项!B4"}}, e.Claims); diff != "" {
		t.Error(diff)
	}
	for name, c := range map[string]struct {
		cells map[string]any
		cell  string
		text  string
	}{
		"more than the item gives": {map[string]any{"人工评分!L4": 2.01, "人工评分!N4": "甲"}, "L4", "超过该项分值2分"},
		"below zero":               {map[string]any{"人工评分!K4": -1}, "K4", "不能为负"},
		"three decimals":           {map[string]any{"人工评分!K4": 1.234}, "K4", "最多两位小数"},
		"no scorer":                {map[string]any{"人工评分!L4": 1}, "N4", "没有写评分人"},
		"no checker":               {map[string]any{"人工评分!M4": 1, "人工评分!N4": "甲"}, "O4", "没有写复核人"},
		"one person twice":         {map[string]any{"人工评分!M4": 1, "人工评分!N4": "张 三", "人工评分!O4": "张三"}, "O4", "须由两人办理"},
		"changed points":           {map[string]any{"人工评分!H4": 20, "人工评分!K4": 1}, "H4", "“分值”一列被改动，应为“2”"},
		"unknown unit":             {map[string]any{"人工评分!B4": "eud", "人工评分!K4": 1}, "B4", "没有编号为“eud”的单位"},
		"unknown item":             {map[string]any{"人工评分!E4": "x", "人工评分!K4": 1}, "E4", "没有编号为“x”的评分项"},
		"a claim without ground":   {map[string]any{"确无此项!A4": "edu", "确无此项!B4": "training", "确无此项!C4": "无此职责"}, "D4", "没有写依据"},
		"an open exemption":        {map[string]any{"确无此项!A4": "edu", "确无此项!B4": "training", "确无此项!C4": "经批准免责", "确无此项!D4": "批文"}, "E4", "批准人和有效期"},
	} {
		e := fill(c.cells)
		if len(e.Problems) != 1 || e.Problems[0].Cell != c.cell || !strings.Contains(e.Problems[0].Text, c.text) {
			t.Errorf("%s: %v, want %s at %s", name, e.Problems, c.text, c.cell)
		}
		if len(e.Entries)+len(e.Claims) != 0 {
			t.Errorf("%s: was taken in", name)
		}
	}
	twice := fill(map[string]any{"人工评分!B5": "edu", "人工评分!E5": rows[0].Item, "人工评分!G5": rows[0].Title, "人工评分!K4": 1, "人工评分!K5": 2})
	if len(twice.Problems) != 2 || len(twice.Entries) != 0 || len(twice.Missing) != 1 {
		t.Errorf("two rows of one item: %+v", twice)
	}
	if _, err := ReadEntries(strings.NewReader("no book"), rows, ids, names); err == nil {
		t.Error("a text was taken for a book")
	}
}

// The office's own sheet keeps its styles and formulas, and says what it could
// not take in.
func TestTemplateIsFilledIn(t *testing.T) {
	r, _, _ := year(t)
	f := excelize.NewFile()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 20}})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range [][]any{
		{"考核评分表"},
		{"单位", "", "得分", ""},
		{"序号", "一级指标", "二级指标", "考察点", "分值", "评分标准", "自评分", "考评得分", "扣分", "失分原因", "整改情况"},
		{1, "组织领导", "领导机构、办事机构和工作人员", "", 2},
		{2, "组织领导", "年度计划和方案", "", 3},
		{3, "主动公开", "网上检查", "超过20个工作日公开", 8},
		{4, "日常工作", "整改反馈", "", 10},
		{5, "平台建设", "网上检查", "", 10},
		{6, "本县特色", "没有的指标", "", 5},
		{7, "监督保障", "会议研究部署", "", 2},
		{"", "合计", "", "", nil, "", "", nil},
	} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{
		f.SetCellStyle("Sheet1", "H4", "H4", bold), f.SetCellFormula("Sheet1", "H11", "SUM(H4:H10)"), f.SetCellFormula("Sheet1", "I4", "E4-H4"),
		f.SetDefinedName(&excelize.DefinedName{Name: "单位", RefersTo: "Sheet1!$B$2"}), f.SetDefinedName(&excelize.DefinedName{Name: "得分", RefersTo: "Sheet1!$D$2"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var raw bytes.Buffer
	if _, err := f.WriteTo(&raw); err != nil {
		t.Fatal(err)
	}
	tpl, err := ReadTemplate(raw.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var out, again bytes.Buffer
	notes, err := tpl.Fill(&out, r, &r.Units[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tpl.Fill(&again, r, &r.Units[0]); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Errorf("the same unit gives other bytes, %v", err)
	}
	var rows []string
	for _, n := range notes {
		rows = append(rows, fmt.Sprint(n.Row, " ", n.Why))
	}
	if diff := cmp.Diff([]string{"5 模板分值3与指标体系的2分不同，没有填写", "9 指标体系中没有同名的一级指标、评分项或者考察点，没有填写", "10 指标体系中没有同名的一级指标、评分项或者考察点，没有填写"}, rows); diff != "" {
		t.Error(diff)
	}
	g, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	for cell, want := range map[string]string{"B2": "教育局", "H4": "1.6", "H5": "", "I6": "2", "H6": "6", "H7": "8", "I7": "2", "H9": "", "K6": "未下发1个"} {
		if got, _ := g.GetCellValue("Sheet1", cell); got != want {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
	if got, _ := g.GetCellFormula("Sheet1", "I4"); got != "E4-H4" {
		t.Errorf("the template's formula became %q", got)
	}
	if style, _ := g.GetCellStyle("Sheet1", "H4"); style == 0 {
		t.Error("the style of H4 is lost")
	}
	if reason, _ := g.GetCellValue("Sheet1", "J6"); !strings.Contains(reason, "2026-00004") {
		t.Errorf("J6: %q names no case", reason)
	}
	if _, err := ReadTemplate([]byte("x")); err == nil {
		t.Error("a text was taken for a template")
	}
}
