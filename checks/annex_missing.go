package checks

import (
	"fmt"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

type annexEvidence struct {
	Named []string `json:"annexes"`
}

var _ = register(&Check{
	ID:    "annex-missing",
	Title: "疑似附件缺失",
	Doc:   "信息的正文写明有附件（“附件：……”），页面上却没有任何附件、图片或音视频，正文下面也没有印出附件的内容。附件的链接打不开的，由错链断链检查。只列为疑似，须人工确认。",
	Fix:   "请把附件上传到该信息页，或者把附件内容附在正文之后；没有附件的，更正正文。",
	Serves: []rules.Basis{
		{Document: "普查", Clause: "服务实用（附件下载）"},
	},
	Begin: func(p *Pass) Examiner {
		return Examiner{Page: func(page *portal.Page) {
			if !p.Looks(page) {
				return
			}
			s := pageSubject(page)
			if len(page.Annexes) == 0 {
				if len(page.Attachments) > 0 {
					p.Good(s)
				}
				return
			}
			p.Bad(Bad{Subject: s, Suspect: true, Evidence: annexEvidence{append([]string{}, page.Annexes...)},
				Message: fmt.Sprintf("%s的%s写明有附件“%s”，页面上没有找到附件。", p.place(page.Unit, page.Column), called(s.Title), strings.Join(page.Annexes, "”“"))})
		}}
	},
})
