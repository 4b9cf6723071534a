package csv_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"duwang/reports"
	table "duwang/reports/csv"
	"duwang/reports/reportstest"
)

func write(t *testing.T, m *reports.Model, f func(io.Writer, *reports.Model) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parse(t *testing.T, text string) [][]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func TestTablesBeginWithAMarkAndEndLinesLikeExcel(t *testing.T) {
	for name, f := range map[string]func(io.Writer, *reports.Model) error{
		table.FindingsName: table.Findings, table.ScoresName: table.Scores, table.UnverifiedName: table.Unverified} {
		text := write(t, reportstest.Model(), f)
		if !strings.HasPrefix(text, "\uFEFF") || strings.Count(text, "\uFEFF") != 1 {
			t.Errorf("%s: byte order mark missing or doubled", name)
		}
		if !strings.HasSuffix(text, "\r\n") || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
			t.Errorf("%s: lines do not end with CRLF", name)
		}
	}
}

func TestFindingsHaveTheColumnsOfTheLedger(t *testing.T) {
	m := reportstest.Model()
	records := parse(t, write(t, m, table.Findings))
	if diff := cmp.Diff(reports.LedgerHead[:], records[0][:len(reports.LedgerHead)]); diff != "" {
		t.Errorf("head (-want +got):\n%s", diff)
	}
	if len(records)-1 != m.Violations+m.Suspects {
		t.Errorf("%d rows, want %d", len(records)-1, m.Violations+m.Suspects)
	}
	suspects := 0
	for _, r := range records[1:] {
		if r[len(reports.LedgerHead)] == "疑似问题" {
			suspects++
			if r[23] != "" || r[14] != "" {
				t.Errorf("suspect %s has state %q and deadline %q", r[1], r[23], r[14])
			}
		}
	}
	if suspects != m.Suspects {
		t.Errorf("%d suspects, want %d", suspects, m.Suspects)
	}
}

func TestFormulasOfPagesAreDefused(t *testing.T) {
	res, set, ledger := reportstest.County()
	hostile := map[string]string{"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(1)": "'@SUM(1)", "＝1+1": "'＝1+1", " =1": "'=1", "甲=1": "甲=1", "　=1": "'　=1"}
	var want []string
	i := 0
	for in, out := range hostile {
		res.Findings[i].Message = in
		want = append(want, out)
		i++
	}
	records := parse(t, write(t, reports.Build(res, set, ledger, reportstest.Office()), table.Findings))
	got := map[string]bool{}
	for _, r := range records[1:] {
		got[r[6]] = true
		for _, cell := range r {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a cell begins like a formula: %q", cell)
			}
		}
	}
	for _, w := range want {
		if !got[w] {
			t.Errorf("no cell %q", w)
		}
	}
}

func TestScoresAreTheRanking(t *testing.T) {
	m := reportstest.Model()
	records := parse(t, write(t, m, table.Scores))
	var got, want []string
	for _, r := range records[1:] {
		got = append(got, r[0]+" "+r[1]+" "+r[4])
	}
	for _, s := range m.Ranking {
		points := s.Score.String()
		if s.Coverage.Checked == 0 {
			points = ""
		}
		want = append(want, s.PlaceWord()+" "+s.Name+" "+points)
	}
	want = append(want, "网站本身 示例县人民政府门户网站 88.9")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ranking (-want +got):\n%s", diff)
	}
}

func TestVoidScanHasNoFindingsAndNoScores(t *testing.T) {
	m := reportstest.Void()
	if n := len(parse(t, write(t, m, table.Findings))); n != 1 {
		t.Errorf("%d rows of findings", n)
	}
	if n := len(parse(t, write(t, m, table.Scores))); n != 1 {
		t.Errorf("%d rows of scores", n)
	}
	if n := len(parse(t, write(t, m, table.Unverified))); n != 1+m.Unchecked {
		t.Errorf("%d rows of what could not be verified", n)
	}
}

func FuzzCellsSurviveAndNeverCalculate(f *testing.F) {
	for _, s := range []string{"=1", "a\nb", "\"x\",y", "\t=1", "\r\n=1", "\xff", "", "－1", "a\x00"} {
		f.Add(s)
	}
	res, set, ledger := reportstest.County()
	res.Findings = res.Findings[:1]
	f.Fuzz(func(t *testing.T, s string) {
		res.Findings[0].Title, res.Findings[0].URL = s, s
		records := parse(t, write(t, reports.Build(res, set, ledger, reportstest.Office()), table.Findings))
		if len(records) != 2 || len(records[1]) != len(records[0]) {
			t.Fatalf("%d records from one finding", len(records))
		}
		for _, cell := range records[1] {
			if !utf8.ValidString(cell) {
				t.Fatalf("cell %q is not UTF-8", cell)
			}
			if slices.Contains([]byte("=+-@\t\r\n"), append([]byte(cell), 'x')[0]) {
				t.Fatalf("cell %q begins like a formula", cell)
			}
		}
	})
}
