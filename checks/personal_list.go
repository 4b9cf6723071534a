package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// listArgs of personal-list.
type listArgs struct {
	Kind  string `yaml:"kind"`  // one of personalKinds
	Least int    `yaml:"least"` // people in one list from whom on it is one
}

func (a *listArgs) validate() error {
	return oneOf("kind", a.Kind, portal.LeakMobile, portal.LeakAddress, portal.LeakHealth, portal.LeakPupil)
}

type listEvidence struct {
	Kind   string `json:"kind"`
	Masked string `json:"masked,omitempty"` // of mobile numbers
	Count  int    `json:"count"`            // different people
	showing
}

var personalNames = map[string]string{
	portal.LeakMobile: "个人手机号码", portal.LeakAddress: "家庭住址", portal.LeakHealth: "疾病、残疾等健康信息", portal.LeakPupil: "未成年人的学校、监护人等信息",
}

var _ = register(&Check{
	ID:    "personal-list",
	Title: "疑似在名单里公开了个人信息",
	Doc: "信息页和附件的名单里，在完整的姓名旁边列出了完整的手机号码、门牌或村组一级的住址、病种残疾等健康信息，或者学籍、监护人等未成年人信息。只看表头写明“姓名”的名单；表头有“单位”“职务”“负责人”“联系人”等字样的是公务联系名单，不算；姓名或内容已经遮盖的不算。" +
		"达到规定人数才提示，一律列为疑似，须人工确认。号码在报告里一律遮盖。",
	Fix: "请核对该名单：确属个人信息的，立即撤下，删去或遮盖该列后再发布；属于公务联系方式的，认定为误报。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十五条"},
		{Document: "个人信息保护法", Clause: "第二十八条"},
	},
	Args: func() any { return &listArgs{Kind: portal.LeakMobile, Least: 1} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*listArgs)
		c := leakCheck{kind: args.Kind, mark: args.Kind, suspect: true, least: args.Least}
		c.say = func(l *portal.Leak, in showing) (string, any) {
			shown := ""
			if l.Masked != "" {
				shown = "（如" + l.Masked + "）"
			}
			return fmt.Sprintf("名单里疑似公开了%d人的%s%s。", l.Count, personalNames[args.Kind], shown), listEvidence{args.Kind, l.Masked, l.Count, in}
		}
		return c.examine(p)
	},
})
