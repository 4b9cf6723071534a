package checks

import (
	"fmt"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

type noteEvidence struct {
	Note string `json:"note"`
}

var _ = register(&Check{
	ID:    "non-public-note",
	Title: "公开了注明不主动公开的文件",
	Doc:   "已发布的信息页带有“（此件依申请公开）”或“（此件不予公开）”的附注。正文中提到这些词不算，只看附注。",
	Fix:   "请立即核实该文件的公开属性：不应主动公开的，先行撤下；属性标注有误的，更正附注。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十四条至第十七条"},
	},
	Begin: func(p *Pass) Examiner {
		return Examiner{Page: func(page *portal.Page) {
			if !p.Looks(page) {
				return
			}
			s := pageSubject(page)
			note := fold(page.Note)
			if !strings.Contains(note, portal.DisclosureOnRequest) && !strings.Contains(note, portal.DisclosureClosed) {
				p.Good(s)
				return
			}
			p.Bad(Bad{
				Subject:  s,
				Message:  fmt.Sprintf("%s公开发布了%s，而该文件附注为“%s”。", p.place(page.Unit, page.Column), called(s.Title), page.Note),
				Evidence: noteEvidence{page.Note},
			})
		}}
	},
})
