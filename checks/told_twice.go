package checks

import (
	"cmp"
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

type twiceEvidence struct {
	Kind   string   `json:"kind"` // formed_on, title or issuer
	Values []string `json:"values"`
	Other  string   `json:"other"`
}

// A version is one page of a numbered document.
type version struct {
	subject Subject
	formed  portal.Date
	title   string
}

var _ = register(&Check{
	ID:    "told-twice",
	Title: "同一文件两处内容不一致",
	Doc:   "同一个网站上，两个页面的发文字号相同、标题也互相包含，成文日期却不同。解读、转发和汇总页面引用文号的不算。只列为疑似，须人工核对哪一处写错。",
	Fix:   "请核对原件，更正写错的页面；两个文件误用同一文号的，予以更正。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第六条"},
	},
	Begin: func(p *Pass) Examiner {
		docs := map[[2]string][]version{}
		return Examiner{
			Page: func(page *portal.Page) {
				if page.Kind != portal.KindArticle || page.DocumentNumber == "" || page.FormedOn == 0 || page.FormedFrom != portal.FormedFromMetadata || !p.Binds(page.Column) {
					return
				}
				k := [2]string{page.Site, page.DocumentNumber}
				docs[k] = append(docs[k], version{pageSubject(page), page.FormedOn, coreOf(titleOf(page))})
			},
			Done: func() {
				keys := make([][2]string, 0, len(docs))
				for k := range docs {
					keys = append(keys, k)
				}
				slices.SortFunc(keys, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
				for _, k := range keys {
					p.versions(k[1], docs[k])
				}
			},
		}
	},
})

// mostVersions is how many pages one document has at most: a number on more
// pages is a template's, not a document's.
const mostVersions = 30

func (p *Pass) versions(number string, list []version) {
	if len(list) > mostVersions {
		return
	}
	slices.SortFunc(list, func(a, b version) int { return cmp.Compare(a.subject.URL, b.subject.URL) })
	for i, v := range list {
		for _, w := range list[:i] {
			if !sameCore(v.title, w.title) {
				continue
			}
			s := v.subject.with("formed_on")
			if v.formed == w.formed {
				p.Good(s)
				break
			}
			p.Bad(Bad{Subject: s, Suspect: true, Evidence: twiceEvidence{"formed_on", []string{v.formed.Chinese(), w.formed.Chinese()}, w.subject.URL},
				Message: fmt.Sprintf("%s的%s（%s）成文日期为%s，另一个页面上同一文件的成文日期为%s。",
					p.place(v.subject.Unit, v.subject.Column), called(v.subject.Title), number, v.formed.Chinese(), w.formed.Chinese())})
			break
		}
	}
}
