package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// wordArgs of wrong-word.
type wordArgs struct {
	Kind string `yaml:"kind"` // one of the portal.Word kinds
}

func (a *wordArgs) validate() error {
	return oneOf("kind", a.Kind, portal.WordTypo, portal.WordMisstatement, portal.WordHarmful)
}

type wordEvidence struct {
	Kind  string `json:"kind"`
	Wrong string `json:"wrong"`
	Right string `json:"right,omitempty"`
	Quote string `json:"quote"`
	Count int    `json:"count"`
	From  string `json:"word_from,omitempty"` // where the entry of the list came from
}

var wordNames = map[string]string{
	portal.WordTypo: "错别字", portal.WordMisstatement: "严重表述错误", portal.WordHarmful: "有害内容",
}

var _ = register(&Check{
	ID:    "wrong-word",
	Title: "疑似错别字、表述错误、有害内容",
	Doc:   "信息的标题和正文里有词表所列的错别字、错误表述或有害内容的词语。内置词表只有少量成语和固定用法，本单位的词表在配置文件的 words 中列出。一律列为疑似，须人工核对上下文。",
	Fix:   "请核对该信息：确有错误的立即更正，有害内容立即撤下并查明来源；词表不当的，修改词表。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "内容准确（错别字、严重表述错误）"},
	},
	Args: func() any { return &wordArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*wordArgs)
		return Examiner{Page: func(page *portal.Page) {
			if !p.Looks(page) {
				return
			}
			clean := true
			for _, w := range page.Words {
				if w.Kind != args.Kind {
					continue
				}
				clean = false
				s := pageSubject(page).with(w.Wrong)
				should := ""
				if w.Right != "" {
					should = "，应为“" + w.Right + "”"
				}
				p.Bad(Bad{Subject: s, Suspect: true, Evidence: wordEvidence{args.Kind, w.Wrong, w.Right, w.Quote, w.Count, w.From},
					Message:     fmt.Sprintf("%s的%s疑似有%s：“%s”%s。", p.place(page.Unit, page.Column), called(s.Title), wordNames[args.Kind], w.Wrong, should),
					Explanation: []string{fmt.Sprintf("原文：“%s”，共%d处。", w.Quote, w.Count)}})
			}
			if clean {
				p.Good(pageSubject(page).with(args.Kind))
			}
		}}
	},
})
