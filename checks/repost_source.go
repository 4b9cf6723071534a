package checks

import (
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// repostArgs of repost-source.
type repostArgs struct {
	Names []string `yaml:"names"` // whole sources that name nobody
}

type repostEvidence struct {
	Text string `json:"text"`
}

var _ = register(&Check{
	ID:    "repost-source",
	Title: "转载来源不规范",
	Doc:   "信息标明的来源只是“网络”“互联网”“转载”“不详”一类，没有写明转自哪个单位。只列为疑似，须人工核对转载是否合规。",
	Fix:   "请查明原发布单位，写明来源；不在可转载范围内的，撤下该信息。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "信息转载"},
	},
	Args: func() any { return &repostArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*repostArgs)
		return Examiner{Page: func(page *portal.Page) {
			if !p.Looks(page) || page.Source == "" {
				return
			}
			s := pageSubject(page)
			if !slices.Contains(args.Names, fold(page.Source)) {
				p.Good(s)
				return
			}
			p.Bad(Bad{Subject: s, Suspect: true, Evidence: repostEvidence{page.Source},
				Message: fmt.Sprintf("%s的%s来源写的是“%s”，没有写明原发布单位。", p.place(page.Unit, page.Column), called(s.Title), page.Source)})
		}}
	},
})
