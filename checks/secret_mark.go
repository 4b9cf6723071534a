package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

type secretEvidence struct {
	Mark string `json:"mark"`
	showing
}

var _ = register(&Check{
	ID:    "secret-mark",
	Title: "疑似国家秘密标志",
	Doc: "信息页或附件的开头标有“绝密”“机密”“秘密”：带★的密级和保密期限，或者首页左上角单独一行的密级。正文里的“商业秘密”“保守国家秘密”“保密法”等行文用语不算，表格里的“密级”一列也不算。" +
		"只列为疑似，须经人工核查。",
	Fix: "请立即暂停发布该页面或附件，报本单位保密工作机构和保密行政管理部门核查，经审查可以公开的再恢复。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十四条"},
		{Document: "检查指标", Clause: "单项否决（泄露国家秘密）"},
	},
	Begin: func(p *Pass) Examiner {
		return leakCheck{kind: portal.LeakSecretMark, suspect: true, say: func(l *portal.Leak, in showing) (string, any) {
			return fmt.Sprintf("开头标有“%s”，疑似国家秘密标志。", l.Mark), secretEvidence{l.Mark, in}
		}}.examine(p)
	},
})
