package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// sectionArgs of section-missing.
type sectionArgs struct {
	Sections []string `yaml:"sections"` // column types: guide, institution, catalogue, annual-report, application
}

// validate refuses words that the reader of pages does not look for.
func (a *sectionArgs) validate() error {
	for _, s := range a.Sections {
		if err := oneOf("sections", s, portal.TypeGuide, portal.TypeInstitution, portal.TypeCatalogue,
			portal.TypeAnnualReport, portal.TypeApplication); err != nil {
			return err
		}
	}
	return nil
}

type sectionEvidence struct {
	Section string `json:"section"`
}

var _ = register(&Check{
	ID:    "section-missing",
	Title: "法定专栏缺失",
	Doc:   "政府信息公开指南、制度、法定主动公开内容、年报、依申请公开等法定专栏，台账中没有登记，网站已读取的页面也没有通向它的链接或标题，即为缺失。首页未能读取的，不作判断。",
	Fix:   "请在网站政府信息公开专栏中设置该栏目，发布相应内容，并在首页或专栏首页提供入口。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十二条、第二十条、第二十四条、第二十八条、第四十九条"},
		{Document: "平台", Clause: "政府信息公开专栏的内容"},
	},
	Args: func() any { return &sectionArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*sectionArgs)
		registered := map[string]bool{} // site and type
		for i := range p.Ledger.Columns {
			c := &p.Ledger.Columns[i]
			registered[c.Site+"\n"+c.Type] = true
		}
		return Examiner{Site: func(site *Site) {
			for _, section := range args.Sections {
				name := portal.TypeChinese(section)
				s := siteSubject(site).with(section)
				s.URL += "#" + section
				s.Title = name
				switch {
				case registered[site.ID+"\n"+section], site.Sections[section]:
					p.Good(s)
				case p.Ledger.Partial:
					// The columns that were left out may be the section.
				case site.Home == nil:
					// The home page's own gap says why.
				case site.Home.Script != "":
					s.URL = site.URL
					p.Unverified(s, portal.GapScript, "首页内容由脚本加载，未能读取，无法判断是否设有法定专栏")
				default:
					p.Bad(Bad{
						Subject: s,
						Message: fmt.Sprintf("“%s”网站没有“%s”栏目。", site.Name, name),
						Explanation: []string{
							fmt.Sprintf("台账中没有登记“%s”类栏目。", name),
							fmt.Sprintf("本次读取的%d个页面都没有以此为名的链接或标题。", site.Pages),
						},
						Evidence: sectionEvidence{section},
					})
				}
			}
		}}
	},
})
