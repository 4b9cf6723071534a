package xlsx

import (
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"duwang/reports"
)

// LedgerSheet is the name of the sheet that WriteLedger writes.
const LedgerSheet = "整改台账"

// linksUpTo is how long a ledger may be for its addresses to be links: sheets
// allow few, and each costs.
const linksUpTo = 1000

// longestLink is the longest address Excel takes as a link.
const longestLink = 2079

// WriteLedger writes the rectification ledger (整改台账) of one unit with the 25
// columns of reports.LedgerHead. number is the document number of the notice
// it belongs to, "" for a ledger without one. Columns that the unit fills in
// are tinted; 状态 offers the states of reports.LedgerStates.
func WriteLedger(w io.Writer, unit, number string, rows []reports.LedgerRow) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer func() { _ = b.file.Close() }() // removes temporary files only
	line := "责任单位：" + reports.Clean(unit)
	if number != "" {
		line += "　　通知书编号：" + reports.Clean(number)
	}
	line += fmt.Sprintf("　　问题%d个。请填写底色部分，不要增删行列或者修改问题编号；逐项填写整改情况、整改后链接和完成时间后反馈。", len(rows))
	s, err := b.sheet(LedgerSheet, "政务公开问题整改台账", line, 2, ledgerColumns())
	if err != nil {
		return err
	}
	for i := range rows {
		s.add(rows[i].Cells(i + 1)...)
		if len(rows) > linksUpTo {
			continue
		}
		// In a fixed order: the same ledger is the same bytes.
		for _, link := range [...]struct{ column, address string }{{urlColumn, rows[i].URL}, {parentColumn, rows[i].Parent}} {
			if a := reports.WebAddress(link.address); a != "" && len(a) <= longestLink {
				s.do(b.file.SetCellHyperLink(LedgerSheet, fmt.Sprintf("%s%d", link.column, s.row), a, "External"))
			}
		}
	}
	s.states()
	if err := s.end(true); err != nil {
		return err
	}
	if err := b.properties("整改台账（"+reports.Clean(unit)+"）", ""); err != nil {
		return err
	}
	_, err = b.file.WriteTo(w)
	return err
}

// ledgerColumns lays out the columns of reports.LedgerHead.
func ledgerColumns() []column {
	shape := map[string]column{
		"序号": {"", 6, count}, "问题编号": {"", 15, centre}, "单位": {"", 16, plain}, "网站": {"", 18, plain}, "栏目路径": {"", 24, plain},
		"问题类型": {"", 14, plain}, "问题描述": {"", 40, plain}, "依据": {"", 30, plain}, "问题页面链接": {"", 36, plain}, "父页面链接": {"", 30, plain},
		"证据": {"", 40, plain}, "发现时间": {"", 12, date}, "严重程度": {"", 10, centre}, "扣分/否决": {"", 12, centre}, "整改时限": {"", 12, date},
		"责任单位": {"", 16, plain}, "责任人": {"", 10, input}, "整改措施": {"", 32, input}, "整改情况": {"", 24, input}, "整改后链接": {"", 28, input},
		"完成时间": {"", 12, inputDate}, "复查结果": {"", 12, plain}, "复查时间": {"", 12, date}, "状态": {"", 11, centre}, "备注": {"", 24, input},
	}
	cols := make([]column, len(reports.LedgerHead))
	for i, h := range reports.LedgerHead {
		c := shape[h]
		cols[i] = column{h, c.width, c.style}
	}
	return cols
}

// Letters of columns of the ledger.
var (
	urlColumn    = ledgerLetter("问题页面链接")
	parentColumn = ledgerLetter("父页面链接")
	stateColumn  = ledgerLetter("状态")
)

func ledgerLetter(head string) string {
	return letter(slices.Index(reports.LedgerHead[:], head) + 1)
}

func letter(n int) string {
	s, err := excelize.ColumnNumberToName(n)
	if err != nil {
		panic(err) // a broken program: the numbers are ours
	}
	return s
}

// states offers the states of the ledger in its 状态 column.
func (s *sheet) states() {
	if s.row == headRow {
		return
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s%d:%s%d", stateColumn, headRow+1, stateColumn, s.row))
	s.do(v.SetDropList(reports.LedgerStates))
	v.SetError(excelize.DataValidationErrorStyleStop, "状态", "请从列表中选择状态。")
	s.do(s.book.file.AddDataValidation(s.name, v))
}

// properties names the workbook. Times are fixed, so that the same report
// gives the same bytes. The first sheet is in sight as it is: to say so once
// more, the library would parse every sheet again.
func (b *book) properties(title, author string) error {
	return b.file.SetDocProps(&excelize.DocProperties{Title: title, Creator: author, LastModifiedBy: author, Language: "zh-CN",
		Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z"})
}
