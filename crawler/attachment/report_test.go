package attachment

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

// An annual report that is published as a file is read like one on a page: in
// a docx cell by cell, in a pdf as far as its lines go.
func TestAnnualReportInAFile(t *testing.T) {
	c := look("report.docx", read(t, "report.docx"))
	if c.Report == nil {
		t.Fatal("no report in the docx")
	}
	zero := func(n int) []string { return slices.Repeat([]string{"0"}, n) }
	want := &portal.Report{
		Title: "示例县教育局2025年政府信息公开工作年度报告",
		Headings: []string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
			"四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"},
		Period: "2025年1月1日至2025年12月31日", From: portal.MustDate("2025-01-01"), To: portal.MustDate("2025-12-31"),
		Active: []portal.ReportRow{{Row: "regulation", Cells: zero(3)}, {Row: "normative", Cells: zero(3)}, {Row: "licence", Cells: zero(1)},
			{Row: "penalty", Cells: zero(1)}, {Row: "enforcement", Cells: zero(1)}, {Row: "fee", Cells: []string{"12.50"}}},
		Applicants: []string{"自然人", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"},
		Reviews:    zero(15),
	}
	for _, row := range portal.RequestRows {
		cells := zero(7)
		switch row.Row {
		case portal.RowNew, "open", portal.RowTotal:
			cells[0], cells[6] = "3", "3"
		}
		want.Requests = append(want.Requests, portal.ReportRow{Row: row.Row, Cells: cells})
	}
	if diff := cmp.Diff(want, c.Report); diff != "" {
		t.Error(diff)
	}
	pdf := look("report.pdf", read(t, "report.pdf")).Report
	if pdf == nil || !pdf.Loose || pdf.Title != want.Title || pdf.Period != want.Period {
		t.Errorf("pdf: %+v", pdf)
	}
	if other := look("letter.docx", read(t, "letter.docx")).Report; other != nil {
		t.Errorf("a letter is a report: %+v", other)
	}
}
