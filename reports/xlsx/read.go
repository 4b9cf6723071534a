package xlsx

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"duwang/crawler/portal"
	"duwang/reports"
)

// maxUnzipped bounds what a returned ledger may unpack to, in bytes: it comes
// from outside.
const maxUnzipped = 64 << 20

// headWithin is how many rows from the top the head row is looked for: people
// add lines above a table.
const headWithin = 20

// ReadLedger reads a ledger (整改台账) that came back, row by row as it was
// filled in; rows without a 问题编号 and without any entry are left out. It
// judges nothing: which rows are known and which were changed is for the
// caller to say. An error names the cell in words for people; all errors of a
// file are joined.
func ReadLedger(r io.Reader) ([]reports.LedgerRow, error) {
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped, RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("文件不是可以读取的 xlsx 表格：%w", err)
	}
	defer func() { _ = f.Close() }() // removes temporary files only
	sheet := LedgerSheet
	if i, err := f.GetSheetIndex(sheet); err != nil || i < 0 {
		sheet = f.GetSheetName(0)
	}
	all, err := f.GetRows(sheet)
	if err != nil {
		return nil, fmt.Errorf("读取工作表“%s”：%w", sheet, err)
	}
	head := -1
	for i := range all[:min(len(all), headWithin)] {
		if isHead(all[i]) {
			head = i
			break
		}
	}
	if head < 0 {
		return nil, fmt.Errorf("工作表“%s”没有台账的表头（序号、问题编号、单位……备注，共%d列）", sheet, len(reports.LedgerHead))
	}
	var out []reports.LedgerRow
	var errs []error
	for i := head + 1; i < len(all); i++ {
		c := &cells{row: all[i], line: i + 1}
		row := c.ledgerRow()
		if row == (reports.LedgerRow{}) {
			continue
		}
		out = append(out, row)
		errs = append(errs, c.errs...)
	}
	return out, errors.Join(errs...)
}

func isHead(row []string) bool {
	if len(row) < len(reports.LedgerHead) {
		return false
	}
	for i, h := range reports.LedgerHead {
		if strings.TrimSpace(row[i]) != h {
			return false
		}
	}
	return true
}

// cells reads the cells of one row in the order of reports.LedgerHead.
type cells struct {
	row  []string
	line int // as Excel counts
	at   int
	errs []error
}

func (c *cells) next() string {
	c.at++
	if c.at > len(c.row) {
		return ""
	}
	return strings.TrimSpace(safe(c.row[c.at-1]))
}

// date reads a date cell: a serial number, or text as people write dates.
func (c *cells) date() portal.Date {
	s := c.next()
	if s == "" {
		return 0
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && n >= 1 && n < 2958466 {
		if t, err := excelize.ExcelDateToTime(n, false); err == nil && n >= 20000 {
			return portal.DateOf(t)
		}
	}
	if d := civil(s); d != 0 {
		return d
	}
	c.errs = append(c.errs, fmt.Errorf("第%d行“%s”：%q不是日期，请写作2026-08-01或者2026年8月1日", c.line, reports.LedgerHead[c.at-1], s))
	return 0
}

// civil reads 2026-8-1, 2026/08/01, 2026.8.1 and 2026年8月1日; 0 for anything else.
func civil(s string) portal.Date {
	s = strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-", " ", "").Replace(s)
	parts := strings.Split(s, "-")
	if len(parts) != 3 || len(parts[0]) != 4 {
		return 0
	}
	y, m, d := parts[0], "0"+parts[1], "0"+parts[2]
	date, err := portal.ParseDate(y + "-" + m[max(len(m)-2, 0):] + "-" + d[max(len(d)-2, 0):])
	if err != nil || len(parts[1]) > 2 || len(parts[2]) > 2 {
		return 0
	}
	return date
}

func (c *cells) ledgerRow() reports.LedgerRow {
	c.next() // 序号
	return reports.LedgerRow{
		Number: c.next(), Unit: c.next(), Site: c.next(), Path: c.next(), Kind: c.next(), Sentence: c.next(), Basis: c.next(), URL: c.next(),
		Parent: c.next(), Proof: c.next(), Found: c.date(), Severity: c.next(), Cost: c.next(), Deadline: c.date(), Responsible: c.next(),
		Person: c.next(), Measure: c.next(), Outcome: c.next(), After: c.next(), Done: c.date(), Recheck: c.next(), RecheckedOn: c.date(),
		State: c.next(), Remark: c.next(),
	}
}
