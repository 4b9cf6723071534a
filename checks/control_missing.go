package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// controlArgs of control-missing.
type controlArgs struct {
	Kind string `yaml:"kind"` // search or accessibility
	// Menu is how many links the home page must show before a control is
	// called missing from it: one that a script draws shows hardly any.
	Menu    int  `yaml:"menu"`
	Suspect bool `yaml:"suspect"`
}

func (a *controlArgs) validate() error {
	return oneOf("kind", a.Kind, portal.ShowsSearch, portal.ShowsAccessibility)
}

type controlEvidence struct {
	Kind string `json:"kind"`
}

var controlNames = map[string]string{portal.ShowsSearch: "站内搜索", portal.ShowsAccessibility: "无障碍浏览（适老化）入口"}

var _ = register(&Check{
	ID:    "control-missing",
	Title: "首页功能入口缺失",
	Doc:   "首页应有站内搜索框和无障碍浏览入口。首页没有读到、内容由脚本加载或者链接太少的，不作判断；入口由脚本插入的读不到，须人工核实。",
	Fix:   "请在首页显著位置提供该功能的入口，并核对能否使用。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第二十四条"},
		{Document: "检查指标", Clause: "功能设计（站内搜索）"},
	},
	Args: func() any { return &controlArgs{Menu: 10} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*controlArgs)
		return Examiner{Site: func(site *Site) {
			if site.Home == nil {
				return
			}
			s := siteSubject(site).with(args.Kind)
			switch {
			case site.Home.Control(args.Kind):
				p.Good(s)
			case site.Home.Script != "" || len(site.Home.Names) < args.Menu:
			default:
				p.Bad(Bad{Subject: s, Suspect: args.Suspect,
					Message:     fmt.Sprintf("“%s”网站首页没有读到%s。", site.Name, controlNames[args.Kind]),
					Explanation: []string{"首页的文字、链接、图片、表单和脚本中都没有该入口的迹象。"},
					Evidence:    controlEvidence{args.Kind}})
			}
		}}
	},
})
