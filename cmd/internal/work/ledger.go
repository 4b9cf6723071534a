package work

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/width"

	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/xlsx"
)

// Heads of the ledger that reading it back turns on.
const (
	headNumber   = "问题编号"
	headUnit     = "单位"
	headKind     = "问题类型"
	headSentence = "问题描述"
	headURL      = "问题页面链接"
	headDeadline = "整改时限"
	headPerson   = "责任人"
	headMeasure  = "整改措施"
	headOutcome  = "整改情况"
	headAfter    = "整改后链接"
	headDone     = "完成时间"
	headState    = "状态"
	headRemark   = "备注"
)

// fixedHeads are what a unit may not change: they say which problem a row is
// about. filledHeads are the unit's own.
var (
	fixedHeads  = []string{headUnit, headKind, headSentence, headURL, headDeadline}
	filledHeads = []string{headPerson, headMeasure, headOutcome, headAfter, headDone, headState, headRemark}
	dateHeads   = []string{"发现时间", headDeadline, headDone, "复查时间"}
)

// ErrNoLedger says that a file is not a ledger of ours.
var ErrNoLedger = errors.New("不是本程序下发的整改台账")

// Bounds of a ledger that is read back: it comes from outside.
const (
	maxLedger     = 30 << 20
	maxLedgerOpen = 300 << 20 // unpacked
	headWithin    = 20        // rows in which the head is looked for
)

// A sheetRow is one row of a ledger: its number in the sheet and its cells by
// head, dates as YYYY-MM-DD where they can be read.
type sheetRow struct {
	line  int
	cells map[string]string
	form  bool // of a feedback form in a Word file
}

// readLedger reads the rows of a ledger (整改台账), or of a feedback form
// (整改情况反馈表) in a Word file. Errors that say what is
// wrong with the file are ErrNoLedger.
func readLedger(r io.Reader) ([]sheetRow, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxLedger+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxLedger {
		return nil, fmt.Errorf("%w：文件超过30兆字节", ErrNoLedger)
	}
	if doc, ok := isWord(b); ok {
		return readForm(doc)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxLedgerOpen})
	if err != nil {
		return nil, fmt.Errorf("%w：不能作为 XLSX 或者 DOCX 文件打开", ErrNoLedger)
	}
	defer func() { _ = f.Close() }() // removes temporary files only
	epoch1904 := false
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		epoch1904 = *p.Date1904
	}
	sheets := f.GetSheetList()
	if i := slices.Index(sheets, xlsx.LedgerSheet); i > 0 {
		sheets[0], sheets[i] = sheets[i], sheets[0]
	}
	for _, name := range sheets {
		rows, err := f.GetRows(name)
		if err != nil {
			return nil, fmt.Errorf("%w：%w", ErrNoLedger, err)
		}
		for i := range rows[:min(len(rows), headWithin)] {
			if slices.ContainsFunc(rows[i], func(s string) bool { return plain(s) == headNumber }) {
				return ledgerRows(rows, i, epoch1904)
			}
		}
	}
	return nil, fmt.Errorf("%w：没有找到“%s”一列", ErrNoLedger, headNumber)
}

func ledgerRows(rows [][]string, head int, epoch1904 bool) ([]sheetRow, error) {
	at := map[string]int{}
	for i, h := range rows[head] {
		if h = plain(h); h != "" {
			if _, twice := at[h]; twice {
				return nil, fmt.Errorf("%w：“%s”一列出现两次", ErrNoLedger, h)
			}
			at[h] = i
		}
	}
	for _, h := range slices.Concat(fixedHeads, filledHeads) {
		if _, ok := at[h]; !ok {
			return nil, fmt.Errorf("%w：缺少“%s”一列", ErrNoLedger, h)
		}
	}
	var out []sheetRow
	for i := head + 1; i < len(rows); i++ {
		row := sheetRow{line: i + 1, cells: map[string]string{}}
		blank := true
		for h, k := range at {
			if k >= len(rows[i]) {
				continue
			}
			v := strings.TrimSpace(rows[i][k])
			blank = blank && v == ""
			if d, ok := readDay(v, epoch1904); ok && slices.Contains(dateHeads, h) {
				v = d.String()
			}
			row.cells[h] = v
		}
		if !blank {
			out = append(out, row)
		}
	}
	return out, nil
}

// plain folds full-width letters and drops blanks, so that what a spreadsheet
// program rearranged still compares equal.
func plain(s string) string { return strings.Join(strings.Fields(width.Fold.String(s)), "") }

// readDay reads a civil day as spreadsheets and people write it; only whole
// and plausible days are taken.
func readDay(s string, epoch1904 bool) (portal.Date, bool) {
	s = plain(s)
	if n, err := strconv.ParseFloat(s, 64); err == nil && n > 20000 && n < 80000 {
		t, err := excelize.ExcelDateToTime(n, epoch1904)
		return portal.DateOf(t), err == nil
	}
	s = strings.TrimSuffix(strings.NewReplacer("年", "-", "月", "-", "/", "-", ".", "-").Replace(s), "日")
	for _, layout := range []string{"2006-1-2", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil {
			return portal.DateOf(t), true
		}
	}
	return 0, false
}

// row turns a row of a ledger of ours back into what it was written from.
func (r *sheetRow) row() reports.LedgerRow {
	c := r.cells
	day := func(h string) portal.Date {
		d, err := portal.ParseDate(c[h])
		if err != nil {
			return 0 // an empty cell
		}
		return d
	}
	return reports.LedgerRow{
		Number: c[headNumber], Unit: c[headUnit], Site: c["网站"], Path: c["栏目路径"], Kind: c[headKind], Sentence: c[headSentence],
		Basis: c["依据"], URL: c[headURL], Parent: c["父页面链接"], Proof: c["证据"], Found: day("发现时间"), Severity: c["严重程度"],
		Cost: c["扣分/否决"], Deadline: day(headDeadline), Responsible: c["责任单位"], Person: c[headPerson], Measure: c[headMeasure],
		Outcome: c[headOutcome], After: c[headAfter], Done: day(headDone), Recheck: c["复查结果"], RecheckedOn: day("复查时间"),
		State: c[headState], Remark: c[headRemark],
	}
}
