package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Sums of an annual report.
const (
	sumBalance = "balance" // 本年新收＋上年结转＝总计＋结转下年度
	sumDetails = "details" // 三（七）总计＝各项办理结果之和
	sumColumns = "columns" // 总计列＝六类申请人之和
	sumReviews = "reviews" // 复议、诉讼各组的总计
)

// reportSumArgs of report-sum.
type reportSumArgs struct {
	Kind  string `yaml:"kind"`  // balance, details, columns or reviews
	Since int    `yaml:"since"` // first reported year to which the form applies
}

func (a *reportSumArgs) validate() error {
	return oneOf("kind", a.Kind, sumBalance, sumDetails, sumColumns, sumReviews)
}

// A reportSum is one sum that does not come out.
type reportSum struct {
	Where string `json:"where"` // column, row or group, as the form names it
	Left  int    `json:"left"`
	Right int    `json:"right"`
}

type reportSumEvidence struct {
	Kind string      `json:"kind"`
	Year int         `json:"year"`
	Sums []reportSum `json:"sums"`
}

var _ = register(&Check{
	ID:    "report-sum",
	Title: "年度报告数据勾稽关系",
	Doc:   "上一年度年度报告表格中的数据应当相符：各列本年新收加上年结转等于办理结果总计加结转下年度，办理结果总计等于各项之和，总计列等于六类申请人之和，复议、诉讼各组的总计等于四种结果之和。有单元格空白或不是整数的，该处不作判断。",
	Fix:   "请核对年度报告表格中的数据，改正不相符之处，更正后重新发布。",
	Serves: []rules.Basis{
		{Document: "年报格式", Clause: "第三、第四部分的表格（勾稽关系）"},
	},
	Args: func() any { return &reportSumArgs{Since: 2021} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*reportSumArgs)
		return collect(p, args.Since, func(list []*yearly) {
			for _, y := range list {
				if p.dueReport(y) {
					judgeSums(p, args.Kind, y)
				}
			}
		})
	},
})

func judgeSums(p *Pass, kind string, y *yearly) {
	s := y.with(kind)
	off, examined := sumsOf(kind, y)
	switch {
	case len(off) > 0:
		e := reportSumEvidence{kind, y.year, off}
		var lines []string
		for _, o := range off {
			lines = append(lines, fmt.Sprintf("%s：%d≠%d。", o.Where, o.Left, o.Right))
		}
		p.Bad(Bad{Subject: s, Suspect: y.Loose, Message: fmt.Sprintf("%s的%s（%s：%d≠%d）。", y.called(), sumWords[kind], off[0].Where, off[0].Left, off[0].Right),
			Explanation: lines, Evidence: e})
	case examined:
		p.Good(s)
	}
}

var sumWords = map[string]string{
	sumBalance: "“本年新收”加“上年结转”不等于办理结果“总计”加“结转下年度”",
	sumDetails: "办理结果“总计”不等于各项办理结果之和",
	sumColumns: "“总计”列不等于六类申请人之和",
	sumReviews: "行政复议、行政诉讼的“总计”不等于四种结果之和",
}

// sumsOf returns the sums of a kind that do not come out, in the form's order,
// and whether any could be worked out.
func sumsOf(kind string, y *yearly) (off []reportSum, examined bool) {
	check := func(where string, left, right int) {
		examined = true
		if left != right {
			off = append(off, reportSum{where, left, right})
		}
	}
	columns := len(portal.Applicants)
	row := func(name string) ([]int, bool) { return cells(y.Requests, name, columns) }
	switch kind {
	case sumBalance:
		fresh, a := row(portal.RowNew)
		carried, b := row(portal.RowCarried)
		total, c := row(portal.RowTotal)
		forward, d := row(portal.RowForward)
		if a && b && c && d {
			for i, name := range portal.Applicants {
				check("“"+name+"”列", fresh[i]+carried[i], total[i]+forward[i])
			}
		}
	case sumDetails:
		total, ok := row(portal.RowTotal)
		sum := make([]int, columns)
		for _, n := range portal.RequestRows {
			switch n.Row {
			case portal.RowNew, portal.RowCarried, portal.RowTotal, portal.RowForward:
				continue
			}
			values, have := row(n.Row)
			ok = ok && have
			for i := range values {
				sum[i] += values[i]
			}
		}
		if ok {
			for i, name := range portal.Applicants {
				check("“"+name+"”列", total[i], sum[i])
			}
		}
	case sumColumns:
		for _, n := range portal.RequestRows {
			if values, ok := row(n.Row); ok {
				sum := 0
				for _, v := range values[:columns-1] {
					sum += v
				}
				check("“"+n.Chinese+"”行", values[columns-1], sum)
			}
		}
	case sumReviews:
		if values, ok := whole(y.Reviews); ok && len(values) == portal.ReviewCells {
			for i, name := range []string{"行政复议", "未经复议直接起诉", "复议后起诉"} {
				g := values[5*i : 5*i+5]
				check(name, g[4], g[0]+g[1]+g[2]+g[3])
			}
		}
	}
	return off, examined
}
