package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// shareArgs of share-missing.
type shareArgs struct {
	Least int `yaml:"least"` // articles of a site from which on it can be judged
}

type shareEvidence struct {
	Count int `json:"count"`
}

var _ = register(&Check{
	ID:    "share-missing",
	Title: "没有分享功能",
	Doc:   "一个网站已读取的信息页（达到规定数量才判断）都没有转载分享按钮。有一个页面有即算有；脚本另行载入而看不到的，可能误报，只作提示。",
	Fix:   "请在信息页模板中加上分享功能。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "转载分享功能"},
	},
	Args: func() any { return &shareArgs{Least: 10} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*shareArgs)
		articles, shared := map[string]int{}, map[string]bool{}
		return Examiner{
			Page: func(page *portal.Page) {
				if page.Kind == portal.KindArticle {
					articles[page.Site]++
					shared[page.Site] = shared[page.Site] || page.Control(portal.ShowsShare)
				}
			},
			Site: func(site *Site) {
				s := siteSubject(site)
				switch n := articles[site.ID]; {
				case shared[site.ID]:
					p.Good(s)
				case n >= args.Least:
					p.Bad(Bad{Subject: s, Suspect: true, Evidence: shareEvidence{n},
						Message: fmt.Sprintf("“%s”网站已读取的%d个信息页都没有看到转载分享功能。", site.Name, n)})
				}
			},
		}
	},
})
