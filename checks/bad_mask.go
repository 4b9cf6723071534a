package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

type maskEvidence struct {
	Masked string `json:"masked"`
	Count  int    `json:"count"`
	showing
}

var _ = register(&Check{
	ID:    "bad-mask",
	Title: "号码遮盖不到位",
	Doc:   "信息页和附件里的手机号码用星号遮盖了不到四位，或者身份证号码虽有遮盖、出生年月日仍看得出来。规范的遮盖如138****1234、35*************123。已规范遮盖的、没有遮盖的（另有检查）不算。",
	Fix:   "请重新遮盖：手机号码遮住中间四位，身份证号码至少遮住出生年月日，核对同批材料后再发布。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十五条"},
		{Document: "个人信息保护法", Clause: "第二十八条"},
	},
	Begin: func(p *Pass) Examiner {
		return leakCheck{kind: portal.LeakBadMask, say: func(l *portal.Leak, in showing) (string, any) {
			return fmt.Sprintf("有%d个号码遮盖不到位（如%s，报告里已另行遮盖）。", l.Count, l.Masked), maskEvidence{l.Masked, l.Count, in}
		}}.examine(p)
	},
})
