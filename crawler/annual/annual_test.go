package annual_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/annual"
)

func TestRowsOfAllKindsOfFiles(t *testing.T) {
	for _, row := range []struct {
		name, line string
		want       []string
	}{
		{"cells of a page", "一、本年新收政府信息公开申请数量\t1,024\t0\t0\t0\t0\t0\t1024", []string{"1024", "0", "0", "0", "0", "0", "1024"}},
		{"an empty cell stays", "一、本年新收政府信息公开申请数量\t3\t\t0\t0\t0\t0\t3", []string{"3", "", "0", "0", "0", "0", "3"}},
		{"the last cell is empty", "一、本年新收政府信息公开申请数量\t3\t0\t0\t0\t0\t0\t", []string{"3", "0", "0", "0", "0", "0", ""}},
		{"tabs behind the cells of an office file", "一、本年新收政府信息公开申请数量\t3\t0\t0\t0\t0\t0\t3\t\t\t", []string{"3", "0", "0", "0", "0", "0", "3"}},
		{"cells that cover two columns", "一、本年新收政府信息公开申请数量\t3\t\t0\t\t0\t\t0\t\t0\t\t0\t\t3\t\t", []string{"3", "0", "0", "0", "0", "0", "3"}},
		{"strokes are no blanks", "一、本年新收政府信息公开申请数量\t/\t/\t/\t/\t/\t/\t/", []string{"/", "/", "/", "/", "/", "/", "/"}},
		{"full-width figures", "一、本年新收政府信息公开申请数量\t３\t０\t０\t０\t０\t０\t３", []string{"3", "0", "0", "0", "0", "0", "3"}},
		{"a line without cells", "一、本年新收政府信息公开申请数量 3 0 0 0 0 0 3", []string{"3", "0", "0", "0", "0", "0", "3"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := annual.Read([]string{row.line})
			if len(r.Requests) != 1 || r.Requests[0].Row != "new" {
				t.Fatalf("rows %+v", r.Requests)
			}
			if diff := cmp.Diff(row.want, r.Requests[0].Cells); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHeadOfATableIsNoRow(t *testing.T) {
	r := annual.Read([]string{"（本列数据的勾稽关系）\t申请人情况\t", "自然人\t法人或其他组织\t总计\t", "商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t"})
	if len(r.Requests) != 0 {
		t.Errorf("rows %+v", r.Requests)
	}
}

func TestNamed(t *testing.T) {
	for title, want := range map[string]bool{
		"示例县教育局2025年政府信息公开工作年度报告":    true,
		"2025年政府信息公开年报":              true,
		"教育局2025年政务公开工作年度报告":         true,
		"示例县教育局2025年法治政府建设年度报告":      false,
		"关于做好2025年政府信息公开年度报告编制工作的通知": false,
		"政府信息公开指南":                   false,
	} {
		if got := annual.Named(title); got != want {
			t.Errorf("%s: %v", title, got)
		}
	}
}

func TestPeriod(t *testing.T) {
	for text, want := range map[string]string{
		"统计期限为2025年1月1日至2025年12月31日。": "2025-01-01 2025-12-31",
		"统计期限自2025年1月1日起至12月31日止。":    "2025-01-01 2025-12-31",
		"数据期限：２０２５年１月１日—２０２５年１１月３０日":  "2025-01-01 2025-11-30",
		"报告发布于2026年1月20日。":            " ",
	} {
		r := annual.Read([]string{text})
		from, to := "", ""
		if r.From != 0 {
			from, to = r.From.String(), r.To.String()
		}
		if got := from + " " + to; got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}
