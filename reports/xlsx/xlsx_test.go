package xlsx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/notice"
	"duwang/reports/reportstest"
	"duwang/reports/xlsx"
)

func bytesOf(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func report(t *testing.T, m *reports.Model) (*excelize.File, []byte) {
	t.Helper()
	raw := bytesOf(t, func(w io.Writer) error { return xlsx.Write(w, m) })
	return open(t, raw), raw
}

func open(t *testing.T, raw []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// rows reads the raw values of a sheet below its head row.
func rows(t *testing.T, f *excelize.File, sheet string) (head []string, body [][]string) {
	t.Helper()
	all, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return all[2], all[3:]
}

// part reads one file out of the workbook.
func part(t *testing.T, raw []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSheetsStandInTheirOrder(t *testing.T) {
	f, _ := report(t, reportstest.Model())
	want := []string{"得分排名", "考核评分表", "问题台账", "无法核实", "栏目一览", "提醒"}
	if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
}

func TestSheetsHoldEveryRow(t *testing.T) {
	m := reportstest.Model()
	f, _ := report(t, m)
	for sheet, want := range map[string]int{"得分排名": len(m.Ranking) + len(m.Sites), "问题台账": m.Violations + m.Suspects, "无法核实": m.Unchecked,
		"栏目一览": len(m.Columns), "提醒": len(m.Warnings)} {
		if _, body := rows(t, f, sheet); len(body) != want {
			t.Errorf("%s has %d rows, want %d", sheet, len(body), want)
		}
	}
	head, body := rows(t, f, "问题台账")
	if diff := cmp.Diff(reports.LedgerHead[:], head); diff != "" {
		t.Errorf("head of the ledger (-want +got):\n%s", diff)
	}
	var want []string
	for _, s := range m.Entries {
		for _, x := range append(slices.Clone(s.Findings), s.Suspects...) {
			want = append(want, x.Number)
		}
	}
	got := make([]string, len(body))
	for i, r := range body {
		got[i] = r[1]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
}

// TestSumsAreFormulasAndTheirValuesAreRight lets the formulas calculate and
// compares with the values written beside them.
func TestSumsAreFormulasAndTheirValuesAreRight(t *testing.T) {
	m := reportstest.Model()
	f, _ := report(t, m)
	formulas := 0
	for _, sheet := range []string{"得分排名", "考核评分表"} {
		all, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range all {
			for c := range row {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				text, err := f.GetCellFormula(sheet, cell)
				if err != nil || text == "" {
					continue
				}
				formulas++
				got, err := f.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
				if err != nil {
					t.Fatal(err)
				}
				a, errA := strconv.ParseFloat(got, 64)
				b, errB := strconv.ParseFloat(row[c], 64)
				if errA != nil || errB != nil || a-b > 1e-9 || b-a > 1e-9 {
					t.Errorf("%s!%s: =%s gives %s, written is %s", sheet, cell, text, got, row[c])
				}
			}
		}
	}
	if formulas < 100 {
		t.Errorf("only %d formulas", formulas)
	}
}

func TestScoreSheetEndsWithTheScore(t *testing.T) {
	m := reportstest.Model()
	f, _ := report(t, m)
	_, body := rows(t, f, "考核评分表")
	var got, want []string
	for _, r := range body {
		if len(r) > 8 && r[1] == "合计" {
			got = append(got, r[4]+"-"+r[8]+"="+r[7])
		}
	}
	for _, s := range append(slices.Clone(m.Ranking), m.Sites...) {
		want = append(want, s.Base.String()+"-"+s.Deducted.String()+"="+s.Score.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
}

func TestTextOfPagesIsNeverAFormula(t *testing.T) {
	res, set, ledger := reportstest.County()
	hostile := []string{"=1+1", "=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\x00=1\x07", "_x0041_", "'=1"}
	for i := range res.Findings {
		res.Findings[i].Message = hostile[i%len(hostile)]
	}
	m := reports.Build(res, set, ledger, reportstest.Office())
	f, raw := report(t, m)
	_, body := rows(t, f, "问题台账")
	column := slices.Index(reports.LedgerHead[:], "问题描述")
	i := 0
	for _, s := range m.Entries {
		for _, x := range append(slices.Clone(s.Findings), s.Suspects...) {
			cell, _ := excelize.CoordinatesToCellName(column+1, i+4)
			if text, _ := f.GetCellFormula("问题台账", cell); text != "" {
				t.Errorf("%s is the formula %s", cell, text)
			}
			if got := body[i][column]; got != x.Sentence() {
				t.Errorf("%s reads %q, want %q", cell, got, x.Sentence())
			}
			i++
		}
	}
	if found := regexp.MustCompile(`<f>[^<]*</f>`).FindString(part(t, raw, "xl/worksheets/sheet3.xml")); found != "" {
		t.Errorf("a formula in the ledger: %s", found)
	}
}

func TestLongTextIsCutToWhatACellHolds(t *testing.T) {
	res, set, ledger := reportstest.County()
	res.Findings[0].Message = strings.Repeat("政", 40000)
	res.Findings[1].Message = strings.Repeat("𠮷", 20000)
	f, _ := report(t, reports.Build(res, set, ledger, reportstest.Office()))
	_, body := rows(t, f, "问题台账")
	long := 0
	for _, r := range body {
		if s := r[6]; strings.HasSuffix(s, "…") {
			long++
			if n := len([]rune(s)); n > 32767 || n < 16000 {
				t.Errorf("%d characters kept", n)
			}
		}
	}
	if long != 2 {
		t.Errorf("%d texts cut, want 2", long)
	}
}

func TestSheetsAreReadyToPrintFilterAndFill(t *testing.T) {
	f, raw := report(t, reportstest.Model())
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm.Print_Titles" {
			names[n.Scope] = n.RefersTo
		}
	}
	for i, sheet := range f.GetSheetList() {
		if !strings.HasSuffix(names[sheet], "$3:$3") {
			t.Errorf("%s repeats %q on every page", sheet, names[sheet])
		}
		layout, err := f.GetPageLayout(sheet)
		if err != nil || *layout.Orientation != "landscape" || *layout.Size != 9 {
			t.Errorf("%s is not A4 landscape", sheet)
		}
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != 3 {
			t.Errorf("%s: the head is not frozen: %+v", sheet, panes)
		}
		text := part(t, raw, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if strings.Contains(text, "<autoFilter") == (sheet == "考核评分表") {
			t.Errorf("%s: filter where none belongs, or none", sheet)
		}
		if !strings.Contains(text, `fitToPage="1"`) && !strings.Contains(text, `fitToPage="true"`) {
			t.Errorf("%s does not fit the page", sheet)
		}
	}
	list, err := f.GetDataValidations("问题台账")
	if err != nil || len(list) != 1 || list[0].Formula1 != `"`+strings.Join(reports.LedgerStates, ",")+`"` || !strings.HasPrefix(list[0].Sqref, "X4:X") {
		t.Errorf("validation of 状态: %+v %v", list, err)
	}
}

func TestDatesAreDates(t *testing.T) {
	f, _ := report(t, reportstest.Model())
	got, err := f.GetCellValue("问题台账", "O4")
	if err != nil || got != "2026-11-27" {
		t.Errorf("整改时限 reads %q", got)
	}
	raw, _ := f.GetCellValue("问题台账", "O4", excelize.Options{RawCellValue: true})
	if _, err := strconv.Atoi(raw); err != nil {
		t.Errorf("整改时限 is not a date but %q", raw)
	}
}

func TestVoidReportHasHeadsAndNoRows(t *testing.T) {
	f, _ := report(t, reportstest.Void())
	for _, sheet := range []string{"得分排名", "考核评分表", "问题台账", "提醒"} {
		all, err := f.GetRows(sheet)
		if err != nil || len(all) != 3 || !strings.HasPrefix(all[1][0], "本次巡检作废") {
			t.Errorf("%s: %d rows, says %q", sheet, len(all), all[1][0])
		}
	}
}

func ledger(t *testing.T) (*notice.Notice, []byte) {
	t.Helper()
	n, ok := notice.New(reportstest.Model(), "xz04")
	if !ok {
		t.Fatal("no notice")
	}
	n.Number, n.Issued = 3, portal.MustDate("2026-11-23")
	return n, bytesOf(t, func(w io.Writer) error { return xlsx.WriteLedger(w, n.Unit, n.Serial(), n.Ledger()) })
}

func TestLedgerOfOneUnit(t *testing.T) {
	n, raw := ledger(t)
	f := open(t, raw)
	head, body := rows(t, f, xlsx.LedgerSheet)
	if diff := cmp.Diff(reports.LedgerHead[:], head); diff != "" {
		t.Errorf("head (-want +got):\n%s", diff)
	}
	if len(body) != len(n.Items) {
		t.Fatalf("%d rows, want %d", len(body), len(n.Items))
	}
	line, _ := f.GetCellValue(xlsx.LedgerSheet, "A2")
	if !strings.Contains(line, "南湖街道") || !strings.Contains(line, "示政公开整〔2026〕3号") {
		t.Errorf("head line %q", line)
	}
	if ok, target, err := f.GetCellHyperLink(xlsx.LedgerSheet, "I4"); err != nil || !ok || target != reportstest.LongAddress {
		t.Errorf("the address of the first problem is no link: %v %q %v", ok, target, err)
	}
	if body[0][8] != reportstest.LongAddress || body[0][23] != "待整改" {
		t.Errorf("first row %q", body[0])
	}
}

func TestSameReportSameBytes(t *testing.T) {
	_, a := report(t, reportstest.Model())
	_, b := report(t, reportstest.Model())
	if !bytes.Equal(a, b) {
		t.Error("two workbooks differ")
	}
	_, c := ledger(t)
	_, d := ledger(t)
	if !bytes.Equal(c, d) {
		t.Error("two ledgers differ")
	}
}

func BenchmarkWrite(b *testing.B) {
	m := reportstest.Large(10_000)
	b.ReportAllocs()
	for b.Loop() {
		if err := xlsx.Write(io.Discard, m); err != nil {
			b.Fatal(err)
		}
	}
}
