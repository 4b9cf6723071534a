package work_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/store/storetest"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
	"duwang/reports/xlsx"
)

var asOf = portal.MustDate("2026-11-20")

// A bureau is a store with one judged scan of invented units, whose findings
// are cases.
type bureau struct {
	cfg *config.Config
	st  *store.Store
}

// newBureau has the given number of units with so many problems each. Of each
// unit the first problem is a stale column, the others are missing fields.
func newBureau(t testing.TB, units, each int) *bureau {
	t.Helper()
	var text strings.Builder
	text.WriteString("version: 1\noffice: {name: 示例县人民政府办公室, notice_code: 示政公开整}\nstore: duwang.db\n" +
		"sites: [{id: portal, name: 示例县人民政府, url: \"http://www.example.gov.cn/\"}]\nunits:\n")
	for i := range units {
		fmt.Fprintf(&text, "  - {id: u%03d, name: 第%d单位, columns: [{id: c%03d, name: 工作动态, url: /u%03d/, type: news}]}\n", i, i+1, i, i)
	}
	file := filepath.Join(t.TempDir(), "duwang.yaml")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), storetest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	b := &bureau{cfg, st}
	b.judged(t, units, each)
	return b
}

// judged enters a sound scan with its result and opens the cases of it.
func (b *bureau) judged(t testing.TB, units, each int) {
	t.Helper()
	set, err := rules.Load(b.cfg.Ruleset)
	if err != nil {
		t.Fatal(err)
	}
	ledger := b.cfg.Ledger()
	started := time.Date(2026, 11, 20, 2, 0, 0, 0, config.Zone)
	scan := portal.Scan{ID: "20261120-020000-0000", Kind: portal.ScanFull, AsOf: asOf, Since: portal.MustDate("2026-01-01"), StartedAt: started,
		FinishedAt: started.Add(time.Hour), Complete: true}
	res := &checks.Result{Schema: checks.Schema, Scan: checks.ScanState{ID: scan.ID, AsOf: asOf, Kind: scan.Kind, Ruleset: set.Name, RulesetSHA256: set.Digest,
		StartedAt: scan.StartedAt, FinishedAt: scan.FinishedAt, Complete: true}}
	rule := func(id string) *rules.Rule {
		r, ok := set.Rule(id)
		if !ok {
			t.Fatalf("no rule %s", id)
		}
		return r
	}
	for i := range units {
		unit := fmt.Sprintf("u%03d", i)
		res.Units = append(res.Units, score.Unit{ID: unit, Name: fmt.Sprintf("第%d单位", i+1), Kind: portal.UnitDepartment, Site: "portal",
			Coverage: score.Coverage{Due: 100, Checked: 100}})
		for k := range each {
			r, url := rule("article-source-missing"), fmt.Sprintf("http://www.example.gov.cn/%s/t20261101_%d.html", unit, k)
			f := checks.Finding{Title: fmt.Sprintf("关于第%d项工作的通知", k), Message: "一文没有信息来源。", Evidence: json.RawMessage(`{"field":"source"}`)}
			if k == 0 {
				r, url = rule("column-stale-news"), "http://www.example.gov.cn/"+unit+"/"
				f = checks.Finding{Title: "工作动态", Message: "“工作动态”栏目已19天未更新。", Evidence: json.RawMessage(`{"newest":"2026-11-01","age_days":19,"limit_days":14}`)}
			}
			f.Check, f.Rule, f.Severity, f.Basis, f.Remedy, f.Verdict = r.Check, r.ID, r.Severity, r.Basis, "请整改。", checks.Violation
			f.Site, f.Unit, f.Column, f.URL = "portal", unit, fmt.Sprintf("c%03d", i), url
			f.Fingerprint = checks.Fingerprint("portal", f.Check, url, "")
			res.Findings = append(res.Findings, f)
		}
	}
	packed, err := json.Marshal(res)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	_, err = b.st.ChangeCases(ctx, store.CaseQuery{}, func(cases []rectify.Case) ([]rectify.Event, error) {
		return rectify.Reconcile(cases, res, nil, &scan, scan.FinishedAt), nil
	})
	begun := scan
	begun.FinishedAt, begun.Complete = time.Time{}, false
	if err := errors.Join(err, b.st.StartScan(ctx, begun, &ledger, ""), b.st.FinishScan(ctx, scan), b.st.SaveResult(ctx, scan.ID, set.Digest, asOf, packed)); err != nil {
		t.Fatal(err)
	}
}

// issue confirms everything and issues it.
func (b *bureau) issue(t testing.TB) []work.IssuedNotice {
	t.Helper()
	if _, err := work.ConfirmAll(t.Context(), b.st, nil, "经办甲", "批量确认", asOf); err != nil {
		t.Fatal(err)
	}
	list, err := work.IssueNotices(t.Context(), b.cfg, b.st, work.IssueRequest{On: asOf, By: "审核乙"})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (b *bureau) phase(t testing.TB, number string) rectify.Phase {
	t.Helper()
	c, _, err := b.st.Case(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	return c.Phase
}

func TestEachUnitGetsOneNoticeWithItsOwnDeadlines(t *testing.T) {
	b := newBureau(t, 3, 2)
	list := b.issue(t)
	var got []string
	for _, n := range list {
		for _, c := range n.Cases {
			got = append(got, fmt.Sprint(n.Serial(), " ", n.UnitName, " ", c.Number, " ", c.Deadline))
		}
	}
	// 2026-11-20 is a Friday: five and ten working days.
	want := []string{
		"示政公开整〔2026〕1号 第1单位 2026-00001 2026-11-27", "示政公开整〔2026〕1号 第1单位 2026-00002 2026-12-04",
		"示政公开整〔2026〕2号 第2单位 2026-00003 2026-11-27", "示政公开整〔2026〕2号 第2单位 2026-00004 2026-12-04",
		"示政公开整〔2026〕3号 第3单位 2026-00005 2026-11-27", "示政公开整〔2026〕3号 第3单位 2026-00006 2026-12-04",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("notices (-want +got):\n%s", d)
	}
	var names []string
	for _, f := range list[1].Files {
		names = append(names, f.Name)
	}
	if d := cmp.Diff([]string{"整改通知书-u001-2.docx", "整改通知书-u001-2.html", "整改反馈表-u001-2.docx", "整改台账-u001.xlsx"}, names); d != "" {
		t.Errorf("papers (-want +got):\n%s", d)
	}
	again, err := work.IssueNotices(t.Context(), b.cfg, b.st, work.IssueRequest{On: asOf, By: "审核乙"})
	if err != nil || len(again) > 0 {
		t.Errorf("issued again: %v, %v", again, err)
	}
}

func TestOnlyWhatPeopleConfirmedIsSaidAndPriced(t *testing.T) {
	b := newBureau(t, 1, 3)
	_, err := b.st.ChangeCases(t.Context(), store.CaseQuery{Numbers: []string{"2026-00002"}}, func(list []rectify.Case) ([]rectify.Event, error) {
		return []rectify.Event{{Case: list[0].ID, Kind: rectify.Confirm, At: time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC), On: asOf, By: "经办甲"}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := work.IssueNotices(t.Context(), b.cfg, b.st, work.IssueRequest{On: asOf, By: "审核乙"})
	if err != nil || len(list) != 1 {
		t.Fatalf("%d notices, %v", len(list), err)
	}
	page := string(list[0].Files[1].Content)
	for text, want := range map[string]bool{"2026-00002": true, "共发现问题1个": true, "本次检查得分99.5分": true, "2026-00001": false, "19天未更新": false} {
		if strings.Contains(page, text) != want {
			t.Errorf("the notice says %q: %v", text, !want)
		}
	}
}

func TestTransferredProblemGoesToTheOtherUnit(t *testing.T) {
	b := newBureau(t, 2, 1)
	_, err := b.st.ChangeCases(t.Context(), store.CaseQuery{Numbers: []string{"2026-00001"}}, func(list []rectify.Case) ([]rectify.Event, error) {
		return []rectify.Event{{Case: list[0].ID, Kind: rectify.Transfer, At: time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC), On: asOf, By: "经办甲", Why: "职责调整",
			Detail: rectify.Detail{Unit: "u001"}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	list := b.issue(t)
	if len(list) != 1 || list[0].Unit != "u001" || len(list[0].Cases) != 2 {
		t.Fatalf("notices %+v", list)
	}
}

func TestUnknownDeadlineYearIsSaid(t *testing.T) {
	b := newBureau(t, 1, 1)
	if _, err := work.ConfirmAll(t.Context(), b.st, nil, "经办甲", "批量确认", asOf); err != nil {
		t.Fatal(err)
	}
	list, err := work.IssueNotices(t.Context(), b.cfg, b.st, work.IssueRequest{On: portal.MustDate("2030-01-04"), By: "审核乙"})
	if err != nil || len(list) != 1 || !list[0].Provisional || list[0].Serial() != "示政公开整〔2030〕1号" {
		t.Errorf("%+v, %v", list, err)
	}
}

// fillIn edits a ledger; set writes a cell, named by its head, of a case's row.
func fillIn(t testing.TB, ledger []byte, edit func(set func(number, head string, value any), f *excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(ledger))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(xlsx.LedgerSheet)
	if err != nil {
		t.Fatal(err)
	}
	head := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, "问题编号") })
	edit(func(number, name string, value any) {
		row := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, number) })
		at, err := excelize.CoordinatesToCellName(slices.Index(rows[head], name)+1, row+1)
		if err == nil {
			err = f.SetCellValue(xlsx.LedgerSheet, at, value)
		}
		if err != nil {
			t.Fatal(err)
		}
	}, f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func ledgerFile(n work.IssuedNotice) []byte {
	return n.Files[slices.IndexFunc(n.Files, func(f store.File) bool { return strings.HasSuffix(f.Name, ".xlsx") })].Content
}

func TestGoodRowsAreKeptAndEveryOtherRowIsNamed(t *testing.T) {
	b := newBureau(t, 2, 9)
	n := b.issue(t)[0]
	done := portal.MustDate("2026-11-24")
	filled := fillIn(t, ledgerFile(n), func(set func(string, string, any), _ *excelize.File) {
		set("2026-00001", "整改情况", "已更新\n工作动态")
		set("2026-00001", "完成时间", done.Time()) // as spreadsheets keep days
		set("2026-00001", "责任人", "联络员")
		set("2026-00002", "整改情况", "已补充来源")
		set("2026-00002", "完成时间", "2026年11月24日") // as people write them
		set("2026-00002", "整改后链接", "http://www.example.gov.cn/u000/new.html")
		set("2026-00003", "整改情况", "栏目将撤销")
		set("2026-00003", "状态", "申请豁免")
		set("2026-00004", "问题页面链接", "http://www.example.gov.cn/other.html")
		set("2026-00004", "整改情况", "已改")
		set("2026-00005", "整改情况", "正在联系运维单位")
		set("2026-00006", "完成时间", "2026-11-31")
		set("2026-00006", "整改情况", "已改")
		set("2026-00007", "状态", "已销号")
		set("2026-00008", "问题编号", "2026-00777")
		set("2026-00008", "整改情况", "已改")
	})
	on := portal.MustDate("2026-11-25")
	r, err := work.Reply(t.Context(), b.st, bytes.NewReader(filled), on, "")
	if err != nil {
		t.Fatal(err)
	}
	want := &work.Replies{Accepted: []string{"2026-00001", "2026-00002", "2026-00003"}, Blank: []string{"2026-00009"}, Pleas: []string{"2026-00003"},
		Problems: []work.RowProblem{
			{7, "2026-00004", "“问题页面链接”与下发时不一致，请恢复原内容后再反馈"},
			{8, "2026-00005", "填写了整改情况，但没有完成时间，状态仍为“待整改”，不能认定是否已整改"},
			{9, "2026-00006", "完成时间“2026-11-31”不是日期，应写成2026-11-30这样"},
			{10, "2026-00007", "状态“已销号”由检查机关填写，请改为“已整改”"},
			{11, "2026-00777", "没有这个问题编号"},
		}}
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("replies (-want +got):\n%s", d)
	}
	c, events, err := b.st.Case(t.Context(), "2026-00001")
	if err != nil {
		t.Fatal(err)
	}
	answer := &rectify.Answer{Person: "联络员", Outcome: "已更新 工作动态", Done: done, Claim: "已整改"}
	if d := cmp.Diff(answer, c.Answer); d != "" || c.Phase != rectify.Replied || c.AnsweredOn != on || events[len(events)-1].By != "第1单位 联络员" {
		t.Errorf("answer of %s by %s (-want +got):\n%s", c.Phase, events[len(events)-1].By, d)
	}
	for _, number := range []string{"2026-00004", "2026-00005", "2026-00006", "2026-00007", "2026-00008", "2026-00009"} {
		if p := b.phase(t, number); p != rectify.Issued {
			t.Errorf("%s is %s", number, p)
		}
	}

	again, err := work.Reply(t.Context(), b.st, bytes.NewReader(filled), on, "")
	if err != nil || len(again.Accepted) > 0 || len(again.Same) != 3 {
		t.Errorf("the same file again: %+v, %v", again, err)
	}
}

func TestTwoRowsOfOneProblemAreBothRefused(t *testing.T) {
	b := newBureau(t, 1, 3)
	n := b.issue(t)[0]
	filled := fillIn(t, ledgerFile(n), func(set func(string, string, any), f *excelize.File) {
		set("2026-00001", "整改情况", "已更新")
		set("2026-00001", "完成时间", "2026-11-24")
		if err := f.DuplicateRow(xlsx.LedgerSheet, 4); err != nil {
			t.Fatal(err)
		}
	})
	r, err := work.Reply(t.Context(), b.st, bytes.NewReader(filled), portal.MustDate("2026-11-25"), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Accepted) > 0 || len(r.Problems) != 2 || b.phase(t, "2026-00001") != rectify.Issued {
		t.Errorf("replies %+v", r)
	}
}

func TestFileThatIsNoLedgerIsRefusedWhole(t *testing.T) {
	b := newBureau(t, 1, 1)
	n := b.issue(t)[0]
	for name, file := range map[string][]byte{
		"text": []byte("问题编号"),
		"other": fillIn(t, ledgerFile(n), func(set func(string, string, any), f *excelize.File) {
			must(t, f.SetCellValue(xlsx.LedgerSheet, "B3", "编号"))
		}),
		"cut": fillIn(t, ledgerFile(n), func(_ func(string, string, any), f *excelize.File) {
			must(t, f.RemoveCol(xlsx.LedgerSheet, "I"))
		}),
	} {
		if _, err := work.Reply(t.Context(), b.st, bytes.NewReader(file), asOf, ""); !errors.Is(err, work.ErrNoLedger) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestNumbersOfNoticesAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string][3]int{
		"3": {2026, 3, 1}, "3号": {2026, 3, 1}, "2025-12": {2025, 12, 1}, "示政公开整〔2026〕3号": {2026, 3, 1}, " 示政公开整[2024]10号": {2024, 10, 1},
		"示政公开整（２０２６）３号": {2026, 3, 1}, "": {0, 0, 0}, "0": {2026, 0, 0}, "第三号": {0, 0, 0}, "2026-": {0, 0, 0},
	} {
		y, n, ok := work.ParseNotice(text, 2026)
		if ok != (want[2] == 1) || ok && (y != want[0] || n != want[1]) {
			t.Errorf("%q is read as %d, %d, %v", text, y, n, ok)
		}
	}
}

func TestFilledLedgerIsNotOverwritten(t *testing.T) {
	dir := t.TempDir()
	name := "整改台账-edu.xlsx"
	for _, content := range []string{"one", "one", "two", "three"} {
		_, err := work.WriteFiles(dir, []store.File{{Name: name, Content: []byte(content)}})
		must(t, err)
	}
	for file, want := range map[string]string{name: "three", "整改台账-edu（原有1）.xlsx": "one", "整改台账-edu（原有2）.xlsx": "two"} {
		if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v", file, got, err)
		}
	}
}

// BenchmarkPapers writes the papers of 100 units with 5,000 cases.
func BenchmarkPapers(bench *testing.B) {
	for range bench.N {
		bench.StopTimer()
		b := newBureau(bench, 100, 50)
		bench.StartTimer()
		list := b.issue(bench)
		bench.StopTimer()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		bench.ReportMetric(float64(m.Sys)/(1<<20), "MiB-sys")
		if len(list) != 100 {
			bench.Fatalf("%d notices", len(list))
		}
		bench.StartTimer()
	}
}
