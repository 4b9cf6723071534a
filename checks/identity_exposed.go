package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// identityArgs of identity-exposed.
type identityArgs struct {
	Kind string `yaml:"kind"` // portal.LeakIDNumber or portal.LeakBankCard
}

func (a *identityArgs) validate() error {
	return oneOf("kind", a.Kind, portal.LeakIDNumber, portal.LeakBankCard)
}

// identityEvidence never holds a whole number.
type identityEvidence struct {
	Kind   string `json:"kind"`
	Masked string `json:"masked"`
	Count  int    `json:"count"` // different numbers
	showing
}

var identityNames = map[string]string{portal.LeakIDNumber: "居民身份证号码", portal.LeakBankCard: "银行卡号"}

var _ = register(&Check{
	ID:    "identity-exposed",
	Title: "公开了公民身份号码或银行卡号",
	Doc: "信息页和附件（docx、xlsx、pptx、doc、xls、pdf、csv、txt、zip等）里有完整的居民身份证号码或银行卡号，包括隐藏的工作表、行、列和批注。身份证号码为18位且校验码、出生日期正确，15位的须紧接“身份证”字样；" +
		"银行卡号为16至19位、校验正确且在“银行卡”“账号”“开户”等字样旁边，只作疑似，单位账户不算。统一社会信用代码、索引号、受理编号和已遮盖的号码不算。读不了的附件（加密、损坏、扫描件）列为无法核实。报告里的号码一律遮盖。",
	Fix: "请立即撤下页面或附件，遮盖号码中间各位后再发布，并检查同批材料和附件的隐藏行、列、工作表。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十五条"},
		{Document: "个人信息保护法", Clause: "第二十八条"},
	},
	Args: func() any { return &identityArgs{Kind: portal.LeakIDNumber} },
	Begin: func(p *Pass) Examiner {
		kind := p.Args.(*identityArgs).Kind
		c := leakCheck{kind: kind, mark: kind, suspect: kind == portal.LeakBankCard}
		c.say = func(l *portal.Leak, in showing) (string, any) {
			several := ""
			if l.Count > 1 {
				several = fmt.Sprintf("等%d个", l.Count)
			}
			verb := "公开了"
			if c.suspect {
				verb = "疑似公开了"
			}
			return fmt.Sprintf("%s%s（%s%s）。", verb, identityNames[kind], l.Masked, several), identityEvidence{kind, l.Masked, l.Count, in}
		}
		return c.examine(p)
	},
})
