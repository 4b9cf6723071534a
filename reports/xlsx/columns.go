package xlsx

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"duwang/crawler/portal"
)

// ColumnSheet is the name of the sheet that WriteColumns writes.
const ColumnSheet = "栏目确认表"

// A ColumnRow is one column as people confirm it in a spreadsheet. The first
// group is read back; the second tells them what it rests on.
type ColumnRow struct {
	Line int // of the sheet, as Excel counts; filled in by ReadColumns

	ID, Unit, Kind, Name, Type, URL string // Kind and Type in the office's words
	Days                            string // 更新期限, days; "" = by the ruleset
	Keep                            string // 是 or 否
	Remark                          string
	Template                        string

	Change, Sure, Doubt, Path, Why string
	Items                          int
	Newest                         portal.Date
	DatesAt, Pager                 string
}

// columnHeads are the heads of the sheet, in order.
var columnHeads = []column{
	{"序号", 6, count}, {"栏目编号", 18, centre}, {"变化", 12, centre}, {"把握", 10, centre}, {"待确认事项", 30, plain}, {"是否列入", 9, input},
	{"责任单位", 20, input}, {"单位类别", 12, input}, {"栏目名称", 18, input}, {"栏目类型", 16, input}, {"列表页网址", 40, input}, {"更新期限（天）", 10, input},
	{"栏目路径", 26, plain}, {"依据", 50, plain}, {"读到条数", 9, count}, {"最新日期", 12, date}, {"日期位置", 10, centre}, {"下一页", 24, plain}, {"备注", 20, input}, {"模板特征", 14, plain},
}

// UnitKinds are the kinds of units in the office's words.
var UnitKinds = []struct{ Kind, Chinese string }{
	{portal.UnitDepartment, "部门"}, {portal.UnitTownship, "乡镇街道"}, {portal.UnitGovernment, "政府"}, {portal.UnitEnterprise, "公共企事业单位"},
}

// WriteColumns writes a column table for confirmation: tinted cells are for
// people, 是否列入, 单位类别 and 栏目类型 offer their values. The same rows give
// the same bytes.
func WriteColumns(w io.Writer, site string, rows []ColumnRow) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer func() { _ = b.file.Close() }() // removes temporary files only
	line := fmt.Sprintf("网站：%s　　栏目%d个，拿不准的列在前面。请核对底色部分，不列入的在“是否列入”填“否”；不要改动栏目编号。填好后运行：duwang init --apply 本表 -o duwang.yaml", site, len(rows))
	s, err := b.sheet(ColumnSheet, "栏目确认表", line, 2, columnHeads)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		s.add(i+1, r.ID, r.Change, r.Sure, r.Doubt, r.Keep, r.Unit, r.Kind, r.Name, r.Type, r.URL, r.Days, r.Path, r.Why, r.Items, r.Newest, r.DatesAt, r.Pager, r.Remark, r.Template)
	}
	var types, kinds []string
	for _, t := range portal.ColumnTypes {
		types = append(types, t.Chinese)
	}
	for _, k := range UnitKinds {
		kinds = append(kinds, k.Chinese)
	}
	s.choices("是否列入", []string{"是", "否"})
	s.choices("单位类别", kinds)
	s.choices("栏目类型", types)
	if err := s.end(true); err != nil {
		return err
	}
	if err := b.properties("栏目确认表", ""); err != nil {
		return err
	}
	_, err = b.file.WriteTo(w)
	return err
}

// choices lets a column of the table offer its values.
func (s *sheet) choices(head string, values []string) {
	if s.row == headRow {
		return
	}
	at := letter(slices.IndexFunc(s.columns, func(c column) bool { return c.head == head }) + 1)
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s%d:%s%d", at, headRow+1, at, s.row))
	s.do(v.SetDropList(values))
	v.SetError(excelize.DataValidationErrorStyleStop, head, "请从列表中选择。")
	s.do(s.book.file.AddDataValidation(s.name, v))
}

// ReadColumns reads a column table that came back, row by row as it was
// filled in; empty rows are left out. Columns of the sheet are found by their
// heads, so their order may have changed. It judges nothing.
func ReadColumns(r io.Reader) ([]ColumnRow, error) {
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped, RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("文件不是可以读取的 xlsx 表格：%w", err)
	}
	defer func() { _ = f.Close() }() // removes temporary files only
	name := ColumnSheet
	if i, err := f.GetSheetIndex(name); err != nil || i < 0 {
		name = f.GetSheetName(0)
	}
	all, err := f.GetRows(name)
	if err != nil {
		return nil, fmt.Errorf("读取工作表“%s”：%w", name, err)
	}
	for i := range all[:min(len(all), headWithin)] {
		at := map[string]int{}
		for j, cell := range all[i] {
			if cell = strings.TrimSpace(cell); cell != "" {
				at[cell] = j
			}
		}
		if _, ok := at["栏目编号"]; !ok {
			continue
		}
		for _, need := range []string{"栏目名称", "栏目类型", "列表页网址", "责任单位"} {
			if _, ok := at[need]; !ok {
				return nil, fmt.Errorf("工作表“%s”第%d行的表头缺少“%s”一列", name, i+1, need)
			}
		}
		return columnRows(all, i+1, at), nil
	}
	return nil, fmt.Errorf("工作表“%s”没有栏目确认表的表头（栏目编号、责任单位、栏目名称……）", name)
}

func columnRows(all [][]string, first int, at map[string]int) []ColumnRow {
	var list []ColumnRow
	for i := first; i < len(all); i++ {
		cell := func(head string) string {
			j, ok := at[head]
			if !ok || j >= len(all[i]) {
				return ""
			}
			return strings.TrimSpace(safe(all[i][j]))
		}
		r := ColumnRow{ID: cell("栏目编号"), Unit: cell("责任单位"), Kind: cell("单位类别"), Name: cell("栏目名称"), Type: cell("栏目类型"),
			URL: cell("列表页网址"), Days: cell("更新期限（天）"), Keep: cell("是否列入"), Remark: cell("备注"), Template: cell("模板特征")}
		if r == (ColumnRow{}) {
			continue
		}
		r.Line = i + 1
		list = append(list, r)
	}
	return list
}
