package xlsx_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/xlsx"
)

func TestLedgerComesBackAsItWent(t *testing.T) {
	n, raw := ledger(t)
	got, err := xlsx.ReadLedger(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(n.Ledger(), got); diff != "" {
		t.Errorf("rows (-sent +returned):\n%s", diff)
	}
}

// edited changes cells of a ledger as a unit would.
func edited(t *testing.T, cells map[string]any) ([]reports.LedgerRow, error) {
	t.Helper()
	_, raw := ledger(t)
	f := open(t, raw)
	for cell, v := range cells {
		if err := f.SetCellValue(xlsx.LedgerSheet, cell, v); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return xlsx.ReadLedger(&b)
}

func TestFilledInLedgerIsRead(t *testing.T) {
	day := portal.MustDate("2026-11-24")
	for name, date := range map[string]any{"date": day.Time(), "iso": "2026-11-24", "Chinese": "2026年11月24日", "slashes": "2026/11/24", "dots": "2026.11.24"} {
		rows, err := edited(t, map[string]any{"Q4": "  联络员 ", "S4": "已撤下并重新发布", "T4": "http://www.example.gov.cn/new.html", "U4": date, "X4": "已整改"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := rows[0]
		if r.Person != "联络员" || r.Outcome != "已撤下并重新发布" || r.After != "http://www.example.gov.cn/new.html" || r.Done != day || r.State != "已整改" {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestEveryWrongDateIsNamed(t *testing.T) {
	rows, err := edited(t, map[string]any{"U4": "下周", "U5": "2026-02-30", "W5": "12"})
	if err == nil || len(rows) != 2 {
		t.Fatalf("%d rows, error %v", len(rows), err)
	}
	for _, want := range []string{"第4行“完成时间”：\"下周\"不是日期", "第5行“完成时间”：\"2026-02-30\"", "第5行“复查时间”：\"12\""} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %s", err, want)
		}
	}
}

func TestForeignFilesAreRefusedInWords(t *testing.T) {
	if _, err := xlsx.ReadLedger(strings.NewReader("not a zip")); err == nil || !strings.Contains(err.Error(), "文件不是可以读取的 xlsx 表格") {
		t.Errorf("error %v", err)
	}
	if _, err := edited(t, map[string]any{"B3": "编号"}); err == nil || !strings.Contains(err.Error(), "没有台账的表头") {
		t.Errorf("error %v", err)
	}
}
