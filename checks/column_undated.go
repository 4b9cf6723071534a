package checks

import (
	"fmt"

	"duwang/checks/rules"
)

type undatedEvidence struct {
	Items int `json:"items"`
}

// A column whose rows all lead to further lists is a landing page: what has
// to carry a date stands one level below, so it is not examined.
var _ = register(&Check{
	ID:    "column-undated",
	Title: "栏目信息无日期",
	Doc:   "栏目中有信息，但列表上和信息页上都没有发布日期，无法证明其更新情况。列表未读全，或无日期的信息页未能打开的，不作判断。",
	Fix:   "请在列表和信息页上标注发布日期（年-月-日）。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "信息不更新（未标明日期的视为不更新）"},
	},
	Args: nil,
	Begin: func(p *Pass) Examiner {
		return Examiner{Column: func(c *Column) {
			s := columnSubject(c)
			switch {
			case c.Items == 0, c.Undated > 0 && c.Landing == c.Items:
			case c.Dated > 0:
				p.Good(s)
			case !c.Whole(), c.Unread > 0:
				p.unreadColumn(c, s)
			default:
				p.Bad(Bad{
					Subject: s,
					Message: fmt.Sprintf("“%s”栏目有%d条信息，列表和信息页上都没有发布日期。", c.Name, c.Items),
					Explanation: []string{
						fmt.Sprintf("栏目列表已完整读取，共%d条信息，列表上均未标日期；能打开的信息页也都没有发布日期。", c.Items),
					},
					Evidence: undatedEvidence{c.Items},
				})
			}
		}}
	},
})
