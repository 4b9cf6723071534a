package checks

import (
	"cmp"
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// apartArgs of platform-apart.
type apartArgs struct {
	Names   []string `yaml:"names"` // what the entry of the platform is called
	Suspect bool     `yaml:"suspect"`
}

type apartEvidence struct {
	Entry string `json:"entry"`
	Host  string `json:"host"`
}

var _ = register(&Check{
	ID:    "platform-apart",
	Title: "政府信息公开专栏另设网站",
	Doc:   "首页的“政府信息公开”入口指向另外的网站（不是本网站登记的域名）的，提示核实是否另设专门网站。上级统一平台按规定集中发布的，须人工排除。",
	Fix:   "请将政府信息公开专栏设在本门户网站内，统一规范名称和入口，不再另设专门网站。",
	Serves: []rules.Basis{
		{Document: "平台", Clause: "政府信息公开平台的设置"},
	},
	Args: func() any { return &apartArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*apartArgs)
		away := map[string][]*portal.Target{}
		return Examiner{
			Target: func(t *portal.Target) {
				if t.OnHome && slices.Contains(args.Names, fold(t.Text)) {
					if t.Kind == portal.LinkExternal {
						away[t.Site] = append(away[t.Site], &portal.Target{URL: t.URL, Text: t.Text})
					} else if t.Kind == portal.LinkPage {
						away[t.Site] = append(away[t.Site], nil)
					}
				}
			},
			Site: func(site *Site) {
				list := away[site.ID]
				if len(list) == 0 {
					return
				}
				s := siteSubject(site)
				if slices.Contains(list, nil) {
					p.Good(s) // the entry stands on the site as well
					return
				}
				slices.SortFunc(list, func(a, b *portal.Target) int { return cmp.Compare(a.URL, b.URL) })
				t := list[0]
				p.Bad(Bad{Subject: s, Suspect: args.Suspect,
					Message:     fmt.Sprintf("“%s”网站首页的“%s”指向另外的网站%s。", site.Name, t.Text, hostOf(t.URL)),
					Explanation: []string{"该地址：" + t.URL + "。"},
					Evidence:    apartEvidence{t.URL, hostOf(t.URL)}})
			},
		}
	},
})
