package portaltest_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"duwang/crawler/portal"
	"duwang/crawler/portaltest"
)

// What the crawl reads off a page that is an annual report is what the form holds.
func TestAnnualReportOnAPage(t *testing.T) {
	p, err := portaltest.Parse(txtar.Parse([]byte(`年报页面。

-- site.yaml --
as_of: 2026-03-20
site: {id: portal, name: 示例县人民政府, url: http://www.example.gov.cn/}
units:
  - id: edu
    name: 教育局
    columns: [{id: nb, name: 年报, type: annual-report, url: /nb/}]
-- nb/index.html --
[[list]]<ul>[[row "示例县教育局2025年政府信息公开工作年度报告" "a.html" "2026-01-20"]]</ul>
-- nb/a.html --
[[article "title" "示例县教育局2025年政府信息公开工作年度报告" "published" "2026-01-20 09:00" "source" "教育局"]]
[[report "示例县教育局" 2025 "normative.3=17" "new.7=1,024" "fee.1=" "reviews.2=4" "prose=本年度共收到政府信息公开申请3件，均已按期办结。"]]
`)))
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := p.Crawl(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got *portal.Report
	if err := m.Pages(func(page *portal.Page) error {
		if page.URL == "http://www.example.gov.cn/nb/a.html" {
			got = page.Report
			if page.Text == "" || page.Hash64 == 0 {
				t.Errorf("text of %d bytes, hash %d", len(page.Text), page.Hash64)
			}
		}
		if page.Role == portal.RoleHome && (page.Text != "" || len(page.Names) == 0) {
			t.Errorf("home page: text %q, names %q", page.Text, page.Names)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got == nil {
		t.Fatal("no report was read")
	}
	zero := func(n int) []string { return slices.Repeat([]string{"0"}, n) }
	want := &portal.Report{
		Title: "示例县教育局2025年政府信息公开工作年度报告",
		Headings: []string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
			"四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"},
		Period: "2025年1月1日至2025年12月31日", From: portal.MustDate("2025-01-01"), To: portal.MustDate("2025-12-31"),
		Active: []portal.ReportRow{{Row: "regulation", Cells: zero(3)}, {Row: "normative", Cells: []string{"0", "0", "17"}},
			{Row: "licence", Cells: zero(1)}, {Row: "penalty", Cells: zero(1)}, {Row: "enforcement", Cells: zero(1)}, {Row: "fee", Cells: []string{""}}},
		Applicants: []string{"自然人", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"},
		Reviews:    append([]string{"0", "4"}, zero(13)...),
		Received:   []string{"3"},
	}
	for _, row := range portal.RequestRows {
		cells := zero(7)
		switch row.Row {
		case portal.RowNew:
			cells[0], cells[6] = "3", "1024"
		case "open", portal.RowTotal:
			cells[0], cells[6] = "3", "3"
		}
		want.Requests = append(want.Requests, portal.ReportRow{Row: row.Row, Cells: cells})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
