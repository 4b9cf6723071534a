package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// markArgs of mark-missing.
type markArgs struct {
	Marks []string `yaml:"marks"` // words of portal.Mark…
}

func (a *markArgs) validate() error {
	for _, m := range a.Marks {
		if markNames[m] == "" {
			return fmt.Errorf("marks 中的 %q 不是首页标识", m)
		}
	}
	return nil
}

type markEvidence struct {
	Mark string `json:"mark"`
}

var markNames = map[string]string{
	portal.MarkSponsor:     "主办单位",
	portal.MarkCode:        "政府网站标识码",
	portal.MarkReportError: "“我为政府网站找错”入口",
	portal.MarkParty:       "党政机关网站标识",
	portal.MarkICP:         "ICP备案号",
	portal.MarkPolice:      "公安备案号",
	portal.MarkContact:     "联系方式",
	portal.MarkSitemap:     "网站地图",
}

var _ = register(&Check{
	ID:    "mark-missing",
	Title: "首页标识缺失",
	Doc:   "网站首页应在底部标明主办单位、政府网站标识码、“我为政府网站找错”入口、党政机关网站标识、ICP备案号、公安备案号、联系方式和网站地图，缺一项即为一个问题。首页未能读取的，不作判断。",
	Fix:   "请在首页底部功能区补充该标识，并核对内容是否正确、链接是否可用。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "附件《网页设计规范》底部功能区"},
		{Document: "域名", Clause: "政府网站标识"},
	},
	Args: func() any { return &markArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*markArgs)
		return Examiner{Site: func(site *Site) {
			if site.Home == nil {
				return // the home page's own gap says why
			}
			for _, mark := range args.Marks {
				s := siteSubject(site).with(mark)
				if site.Home.Mark(mark) != "" {
					p.Good(s)
					continue
				}
				p.Bad(Bad{
					Subject:     s,
					Message:     fmt.Sprintf("“%s”网站首页没有%s。", site.Name, markNames[mark]),
					Explanation: []string{fmt.Sprintf("首页全文中没有读到%s。", markNames[mark])},
					Evidence:    markEvidence{mark},
				})
			}
		}}
	},
})
