package checks

import (
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
)

// reportStatementArgs of report-statement.
type reportStatementArgs struct {
	Kind  string `yaml:"kind"`  // fee, review or catalogue: identity
	Name  string `yaml:"name"`  // what has to be stated, in the office's words
	Since int    `yaml:"since"` // first reported year to which the form applies
	// Any holds the words of which one is enough.
	Any []string `yaml:"any"`
	// Headings is how many headings must have been read.
	Headings int  `yaml:"headings"`
	Suspect  bool `yaml:"suspect"`
}

func (a *reportStatementArgs) validate() error {
	if len(a.Any) == 0 || a.Name == "" {
		return fmt.Errorf("name 和 any 须写明")
	}
	return oneOf("kind", a.Kind, "fee", "review", "catalogue")
}

type reportStatementEvidence struct {
	Kind string `json:"kind"`
	Year int    `json:"year"`
}

var _ = register(&Check{
	ID:    "report-statement",
	Title: "年度报告应说明的事项",
	Doc:   "上一年度年度报告的正文应说明规定的事项（例如信息处理费收取情况、工作考核和社会评议结果），全文没有提到的为缺少。报告以附件或图片发布、正文没有读全的，不作判断。",
	Fix:   "请在年度报告“其他需要报告的事项”中补充说明该事项，没有的写明“没有”。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第四十九条、第五十条"},
		{Document: "年报格式", Clause: "六、其他需要报告的事项"},
	},
	Args: func() any { return &reportStatementArgs{Since: 2021, Headings: 5} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*reportStatementArgs)
		return collect(p, args.Since, func(list []*yearly) {
			for _, y := range list {
				holds, known := y.says(args.Any...)
				if !p.dueReport(y) || !known || len(y.Headings) < args.Headings {
					continue
				}
				s := y.with(args.Kind)
				if holds {
					p.Good(s)
					continue
				}
				p.Bad(Bad{Subject: s, Suspect: args.Suspect,
					Message:     fmt.Sprintf("%s没有说明%s。", y.called(), args.Name),
					Explanation: []string{fmt.Sprintf("报告全文没有出现“%s”等字样。", strings.Join(slices.Clone(args.Any), "”“"))},
					Evidence:    reportStatementEvidence{args.Kind, y.year}})
			}
		})
	},
})
