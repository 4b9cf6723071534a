package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

type textOnlyEvidence struct {
	Count int `json:"count"`
}

// textOnlyArgs of text-only.
type textOnlyArgs struct {
	Least int `yaml:"least"` // articles of a column from which on it can be judged
}

var _ = register(&Check{
	ID:    "text-only",
	Title: "解读形式单一",
	Doc:   "政策解读栏目已读取的信息（达到规定条数才判断）都只有文字，没有图片、视频和其他形式。只作提示。",
	Fix:   "请结合政策内容，采用图解、视频、问答等形式解读。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "发布解读（政策解读）"},
	},
	Args: func() any { return &textOnlyArgs{Least: 3} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*textOnlyArgs)
		plain, other := map[string]int{}, map[string]bool{}
		return Examiner{
			Page: func(page *portal.Page) {
				if p.Column(page.Column) == nil || !p.Looks(page) {
					return
				}
				if page.Pictures > 0 || page.Film || len(page.Attachments) > 0 {
					other[page.Column] = true
				} else {
					plain[page.Column]++
				}
			},
			Column: func(c *Column) {
				switch s := columnSubject(c); {
				case other[c.ID]:
					p.Good(s)
				case plain[c.ID] >= args.Least:
					p.Bad(Bad{Subject: s, Suspect: true, Evidence: textOnlyEvidence{plain[c.ID]},
						Message: fmt.Sprintf("“%s”栏目本年度的%d条解读都只有文字，形式单一。", c.Name, plain[c.ID])})
				}
			},
		}
	},
})
