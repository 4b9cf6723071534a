package checks

import (
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of fault with the tables of an annual report.
const (
	tableActive   = "active"   // 主动公开政府信息情况: a row is missing
	tableRequests = "requests" // 收到和处理政府信息公开申请情况: a row or a column is missing
	tableBlank    = "blank"    // a cell is empty
)

// reportTableArgs of report-table.
type reportTableArgs struct {
	Kind  string `yaml:"kind"`  // active, requests or blank
	Since int    `yaml:"since"` // first reported year to which the form applies
	// Rows is how many rows of the table must have been read before one is
	// called missing: with fewer the table is a picture, or no table.
	Rows    int  `yaml:"rows"`
	Suspect bool `yaml:"suspect"`
}

func (a *reportTableArgs) validate() error {
	if a.Rows < 2 {
		return fmt.Errorf("rows 应不小于2")
	}
	return oneOf("kind", a.Kind, tableActive, tableRequests, tableBlank)
}

type reportTableEvidence struct {
	Kind    string   `json:"kind"`
	Year    int      `json:"year"`
	Missing []string `json:"missing"`
}

var _ = register(&Check{
	ID:    "report-table",
	Title: "年度报告表格",
	Doc:   "上一年度年度报告的表格应有规定的全部行和列，没有数据的单元格填“0”。表格以图片、扫描件发布，或者没有读到足够多行的，不作判断。",
	Fix:   "请按《中华人民共和国政府信息公开工作年度报告格式》补全表格的行、列和空白单元格，没有数据的填“0”。",
	Serves: []rules.Basis{
		{Document: "年报格式", Clause: "第二、第三、第四部分的表格"},
	},
	Args: func() any { return &reportTableArgs{Since: 2021} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*reportTableArgs)
		return collect(p, args.Since, func(list []*yearly) {
			for _, y := range list {
				if p.dueReport(y) && !y.Loose {
					reportTablePass{p, args}.judge(y)
				}
			}
		})
	},
})

type reportTablePass struct {
	*Pass
	args *reportTableArgs
}

func (r reportTablePass) judge(y *yearly) {
	s := y.with(r.args.Kind)
	var missing []string
	what := "缺少"
	switch r.args.Kind {
	case tableActive:
		if len(y.Active) < r.args.Rows {
			return
		}
		missing = rowsLacking(y.Active, portal.ActiveRows)
	case tableRequests:
		if len(y.Requests) < r.args.Rows {
			return
		}
		missing = rowsLacking(y.Requests, portal.RequestRows)
		if n := len(y.Applicants); n >= 3 {
			for _, c := range portal.Applicants {
				if !slices.Contains(y.Applicants, c) {
					missing = append(missing, "“"+c+"”列")
				}
			}
		}
	case tableBlank:
		if len(y.Requests) < r.args.Rows {
			return
		}
		what = "没有填写"
		missing = append(blanks(y.Active, portal.ActiveRows), blanks(y.Requests, portal.RequestRows)...)
		if len(y.Reviews) == portal.ReviewCells && slices.Contains(y.Reviews, "") {
			missing = append(missing, "行政复议、行政诉讼情况")
		}
	}
	if len(missing) == 0 {
		r.Good(s)
		return
	}
	r.Bad(Bad{
		Subject: s, Suspect: r.args.Suspect,
		Message:     fmt.Sprintf("%s的表格%s%s。", y.called(), what, some(missing, 3)),
		Explanation: []string{fmt.Sprintf("共%d处：%s。", len(missing), strings.Join(missing, "；"))},
		Evidence:    reportTableEvidence{r.args.Kind, y.year, missing},
	})
}

func rowsLacking(rows []portal.ReportRow, form []portal.RowName) []string {
	var list []string
	for _, n := range form {
		if _, ok := portal.RowCells(rows, n.Row); !ok {
			list = append(list, "“"+n.Chinese+"”行")
		}
	}
	return list
}

func blanks(rows []portal.ReportRow, form []portal.RowName) []string {
	var list []string
	for _, n := range form {
		if c, ok := portal.RowCells(rows, n.Row); ok && len(c) == portal.RowWidth(n.Row) && slices.Contains(c, "") {
			list = append(list, "“"+n.Chinese+"”行")
		}
	}
	return list
}

// some names the first n of a list and says when there are more.
func some(list []string, n int) string {
	if len(list) <= n {
		return strings.Join(list, "、")
	}
	return fmt.Sprintf("%s等%d处", strings.Join(list[:n], "、"), len(list))
}
