package xlsx

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"duwang/checks/rules"
	"duwang/reports/assess"
)

// Names of the sheets of the entry book.
const (
	EntrySheet = "人工评分"
	ClaimSheet = "确无此项"
)

// Heads of the entry sheet. The first eight say what a row is about and may
// not be changed.
const (
	entryUnit, entryUnitName, entryItem   = "单位编号", "单位", "项目编号"
	entryGroup, entryTitle, entryPoints   = "一级指标", "评分项", "分值"
	entrySelf, entryReview, entryFinal    = "自评分", "复评分", "审定分"
	entryScorer, entryChecker, entryProof = "评分人", "复核人", "佐证"
	entryRemark                           = "备注"
	claimKind, claimGround, claimAllowed  = "情形", "依据或者情况说明网址", "批准人"
	claimUntil                            = "有效期至"
)

var (
	entryHead = []string{"序号", entryUnit, entryUnitName, "类别", entryItem, entryGroup, entryTitle, entryPoints, "评分标准", "佐证材料",
		entrySelf, entryReview, entryFinal, entryScorer, entryChecker, entryProof, entryRemark}
	claimHead = []string{entryUnit, entryItem, claimKind, claimGround, claimAllowed, claimUntil, entryRemark}
)

// claimRows is how many empty rows the sheet of claims offers.
const claimRows = 200

// What a veto item's cell may say.
const happened, never = "是", "否"

// WriteEntries writes the entry book (考核录入表) for the assessors: a row a unit
// and manual item, with lists and bounds where they fill in, and a sheet for
// indicators that did not fall to a unit. year and ruleset stand in its title.
func WriteEntries(w io.Writer, year int, ruleset string, rows []assess.FormRow, ids []string, titles map[string]string) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer func() { _ = b.file.Close() }() // removes temporary files only
	wide := []float64{6, 14, 22, 14, 24, 14, 24, 8, 40, 24, 9, 9, 9, 11, 11, 30, 24}
	style := []int{count, centre, plain, centre, centre, plain, plain, points, plain, plain, input, input, input, input, input, input, input}
	cols := make([]column, len(entryHead))
	for i, h := range entryHead {
		cols[i] = column{h, wide[i], style[i]}
	}
	s, err := b.sheet(EntrySheet, fmt.Sprintf("%d年度政务公开工作考核录入表", year),
		fmt.Sprintf("指标体系：%s。请填写底色部分，不要改动其他各列。自评分由单位填报，复评分由评分人填写，审定后填审定分；有审定分的，评分人和复核人都要写明，并且不能是同一人。"+
			"单项否决项在审定分一列选“%s”或者“%s”。计入得分的是审定分；只有复评分的为暂定，只有自评分的按未评处理。", ruleset, happened, never), 2, cols)
	if err != nil {
		return err
	}
	var vetoes, scored []string
	for i := range rows {
		r := &rows[i]
		of := any(r.Points)
		if r.Kind == assess.VetoItem {
			of = "单项否决"
		}
		s.add(i+1, r.Unit, r.UnitName, r.Class, r.Item, r.Group, r.Title, of, r.Standard, r.Proof, nil, nil, nil, nil, nil, nil, nil)
		if r.Kind == assess.VetoItem {
			vetoes = append(vetoes, fmt.Sprintf("M%d", s.row))
		} else {
			scored = append(scored, fmt.Sprintf("K%d:M%d", s.row, s.row))
		}
	}
	if s.row > headRow {
		s.bound(scored)
		s.offer(EntrySheet, vetoes, []string{happened, never}, entryFinal)
	}
	if err := s.end(true); err != nil {
		return err
	}
	wide = []float64{16, 26, 16, 50, 14, 14, 30}
	cols = make([]column, len(claimHead))
	for i, h := range claimHead {
		cols[i] = column{h, wide[i], input}
	}
	cols[5].style = inputDate
	var list []string
	for _, id := range ids {
		list = append(list, titles[id]+" "+id)
	}
	c, err := b.sheet(ClaimSheet, fmt.Sprintf("%d年度确无此项的指标", year),
		"单位确无某项职责、已发布情况说明或者经批准免责的，逐行填写；经批准免责的须写明批准人和有效期，有效期未到年底的不采用。项目编号："+strings.Join(list, "、")+"。", 1, cols)
	if err != nil {
		return err
	}
	for range claimRows {
		c.add(nil, nil, nil, nil, nil, nil, nil)
	}
	var words []string
	for _, k := range assess.ClaimWords {
		words = append(words, k.Word)
	}
	c.offer(ClaimSheet, []string{fmt.Sprintf("C%d:C%d", headRow+1, c.row)}, words, claimKind)
	if err := c.end(false); err != nil {
		return err
	}
	if err := b.properties(fmt.Sprintf("%d年度考核录入表", year), ""); err != nil {
		return err
	}
	_, err = b.file.WriteTo(w)
	return err
}

// bound lets cells hold points from zero to the row's 分值 only.
func (s *sheet) bound(cells []string) {
	if len(cells) == 0 {
		return
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(strings.Join(joinRuns(cells), " "))
	first, _, _ := strings.Cut(cells[0], ":")
	s.do(v.SetRange("0", "$H"+strings.TrimLeft(first, "K"), excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween))
	v.SetError(excelize.DataValidationErrorStyleStop, "分值", "请填写0到该项分值之间的数字，最多两位小数。")
	s.do(s.book.file.AddDataValidation(s.name, v))
}

// offer lets cells hold one of the words only.
func (s *sheet) offer(name string, cells, words []string, title string) {
	if len(cells) == 0 {
		return
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(strings.Join(cells, " "))
	s.do(v.SetDropList(words))
	v.SetError(excelize.DataValidationErrorStyleStop, title, "请从列表中选择。")
	s.do(s.book.file.AddDataValidation(name, v))
}

// joinRuns joins neighbouring ranges K4:M4 K5:M5 to K4:M5.
func joinRuns(cells []string) []string {
	var out []string
	begin, last := 0, 0
	flush := func() {
		if begin > 0 {
			out = append(out, fmt.Sprintf("K%d:M%d", begin, last))
		}
	}
	for _, c := range cells {
		var a, b int
		if _, err := fmt.Sscanf(c, "K%d:M%d", &a, &b); err != nil {
			panic(err) // the cells are ours
		}
		if begin == 0 || a != last+1 {
			flush()
			begin = a
		}
		last = b
	}
	flush()
	return out
}

// A CellProblem says where an entry book could not be taken in, and why.
type CellProblem struct {
	Sheet string `json:"sheet"`
	Row   int    `json:"row"`
	Cell  string `json:"cell,omitempty"`
	Text  string `json:"text"`
}

// String is the problem for people: 工作表“人工评分”第12行（M12）：…
func (p CellProblem) String() string {
	at := fmt.Sprintf("工作表“%s”第%d行", p.Sheet, p.Row)
	if p.Cell != "" {
		at += "（" + p.Cell + "）"
	}
	return at + "：" + p.Text
}

// Entries is what an entry book holds.
type Entries struct {
	Entries  []assess.Entry
	Claims   []assess.Claim
	Problems []CellProblem // rows that were not taken in
	Doubts   []CellProblem // taken in, worth a look
	Blank    int           // rows without any points
	Missing  []string      // 单位编号 项目编号 of the form that the book lacks
}

// ReadEntries reads an entry book that came back filled in. rows are those of
// the form it was made from. Good rows are kept; rows that are unknown, stand
// twice, were changed, or hold what cannot be right are reported by sheet,
// row and cell and never guessed at. An error means that the file is no entry
// book.
func ReadEntries(r io.Reader, rows []assess.FormRow, ids []string, units map[string]string) (*Entries, error) {
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped, RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("文件不是可以读取的 xlsx 表格：%w", err)
	}
	defer func() { _ = f.Close() }() // removes temporary files only
	out := &Entries{}
	found := false
	for _, sheet := range f.GetSheetList() {
		all, err := f.GetRows(sheet)
		if err != nil {
			return nil, fmt.Errorf("读取工作表“%s”：%w", sheet, err)
		}
		if g := gridOf(sheet, all, []string{entryUnit, entryItem, entryPoints, entrySelf, entryReview, entryFinal, entryScorer, entryChecker}); g != nil {
			found = true
			out.scores(g, rows)
		} else if g := gridOf(sheet, all, []string{entryUnit, entryItem, claimKind, claimGround}); g != nil {
			out.claims(g, ids, units)
		}
	}
	if !found {
		return nil, fmt.Errorf("没有找到人工评分的表头（%s、%s……%s）", entryUnit, entryUnitName, entryChecker)
	}
	slices.SortFunc(out.Problems, compareProblems)
	return out, nil
}

func compareProblems(a, b CellProblem) int {
	if a.Sheet != b.Sheet {
		return strings.Compare(a.Sheet, b.Sheet)
	}
	if a.Row != b.Row {
		return a.Row - b.Row
	}
	return strings.Compare(a.Cell, b.Cell)
}

// A grid is a sheet below its head row, with the columns by their heads.
type grid struct {
	sheet string
	at    map[string]int
	rows  [][]string
	first int // number of the first row, as Excel counts
}

// gridOf finds the head row that has all the given heads; nil when there is
// none within the first rows.
func gridOf(sheet string, all [][]string, heads []string) *grid {
	for i := range all[:min(len(all), headWithin)] {
		at := map[string]int{}
		for k, h := range all[i] {
			if h = squeeze(h); h != "" {
				if _, twice := at[h]; !twice {
					at[h] = k
				}
			}
		}
		if !slices.ContainsFunc(heads, func(h string) bool { _, ok := at[h]; return !ok }) {
			return &grid{sheet: sheet, at: at, rows: all[i+1:], first: i + 2}
		}
	}
	return nil
}

func squeeze(s string) string { return strings.Join(strings.Fields(safe(s)), "") }

func (g *grid) text(i int, head string) string {
	k, ok := g.at[head]
	if !ok || k >= len(g.rows[i]) {
		return ""
	}
	return strings.TrimSpace(safe(g.rows[i][k]))
}

func (g *grid) cell(i int, head string) string {
	return fmt.Sprintf("%s%d", letter(g.at[head]+1), g.first+i)
}

// points reads a cell of points exactly; nil for an empty one.
func (g *grid) points(i int, head string, most rules.Centi) (*rules.Centi, string) {
	s := strings.TrimSuffix(squeeze(g.text(i, head)), "分")
	if s == "" {
		return nil, ""
	}
	v, ok := centiOf(s)
	switch {
	case !ok:
		return nil, fmt.Sprintf("“%s”写的是“%s”，应为最多两位小数的数字", head, g.text(i, head))
	case v < 0:
		return nil, fmt.Sprintf("“%s”不能为负", head)
	case v > most:
		return nil, fmt.Sprintf("“%s”%s分超过该项分值%s分", head, v, most)
	}
	return &v, ""
}
