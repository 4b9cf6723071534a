package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// imageArgs of image-only.
type imageArgs struct {
	Chars int `yaml:"chars"` // from how many on a text is one
}

type imageEvidence struct {
	Pictures int `json:"pictures"`
	Chars    int `json:"chars"`
}

var _ = register(&Check{
	ID:    "image-only",
	Title: "公文只有图片",
	Doc:   "公文页面的正文几乎没有文字，只有图片（扫描件），也没有可以复制文字的附件，公众不能检索和复制。只列为疑似，须人工确认。",
	Fix:   "请补充公文的文字版正文，图片或扫描件可以作为附件保留。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "附件《网页设计规范》"},
	},
	Args: func() any { return &imageArgs{Chars: 100} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*imageArgs)
		return Examiner{Page: func(page *portal.Page) {
			if !p.Looks(page) {
				return
			}
			s := pageSubject(page)
			switch {
			case page.BodyChars >= args.Chars, len(page.Attachments) > 0:
				p.Good(s)
			case page.Pictures > 0:
				p.Bad(Bad{Subject: s, Suspect: true, Evidence: imageEvidence{page.Pictures, page.BodyChars},
					Message: fmt.Sprintf("%s的%s正文只有%d张图片，文字只有%d字，不能复制和检索。", p.place(page.Unit, page.Column), called(s.Title), page.Pictures, page.BodyChars)})
			}
		}}
	},
})
