package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

type outsideEvidence struct {
	Other string `json:"other"` // the first such address
	Count int    `json:"count"`
}

var _ = register(&Check{
	ID:    "outside-link",
	Title: "公文正文含站外链接",
	Doc:   "政策文件的正文里有通向其他网站的链接（本台账内各网站之间的不算）。公文页面应当只有公文本身。",
	Fix:   "请删去公文正文里的站外链接；确需引用的，写明名称或转为本站页面、附件。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "链接管理"},
	},
	Begin: func(p *Pass) Examiner {
		return Examiner{Page: func(page *portal.Page) {
			if !p.Looks(page) {
				return
			}
			s, first, n := pageSubject(page), "", 0
			for _, u := range page.Outside {
				if p.ours(u) {
					continue
				}
				if n++; first == "" {
					first = u
				}
			}
			if n == 0 {
				p.Good(s)
				return
			}
			p.Bad(Bad{Subject: s, Evidence: outsideEvidence{first, n},
				Message: fmt.Sprintf("%s的%s正文里有%d个通向其他网站的链接（如%s）。", p.place(page.Unit, page.Column), called(s.Title), n, first)})
		}}
	},
})
