package checks

import (
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// topicArgs of restricted-topic.
type topicArgs struct {
	Topics []topic `yaml:"topics"`
}

// A topic is information that only some organs may publish.
type topic struct {
	Name   string   `yaml:"name"`
	Titles []string `yaml:"titles"` // words of a headline that is such information
	Organs []string `yaml:"organs"` // words in the names of those who may publish it
}

type topicEvidence struct {
	Text string `json:"text"` // the words of the headline
}

// republished are words of a headline by which something is passed on.
var republished = []string{"转发", "转载", "解读", "学习", "培训", "会议", "贯彻", "通知", "制度", "办法", "预案", "宣传"}

var _ = register(&Check{
	ID:    "restricted-topic",
	Title: "疑似发布了须经批准的信息",
	Doc:   "传染病疫情、重大动物疫情、农产品质量安全、对外贸易、重要地理信息、统计数据等，法律、法规规定由特定机关发布。标题是此类信息、来源又是本单位而本单位不是该类机关的，提示人工核对。转发、解读、会议和培训消息不算。",
	Fix:   "请核对该信息是否经主管机关同意发布；未经同意的先撤下，转载主管机关已公布的，写明来源和原文链接。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十一条"},
	},
	Args: func() any { return &topicArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*topicArgs)
		return Examiner{Page: func(page *portal.Page) {
			u := p.Unit(page.Unit)
			if !p.Looks(page) || u == nil || u.Kind == portal.UnitSite || u.Kind == portal.UnitGovernment || page.Source == "" {
				return
			}
			own := strings.Contains(u.Name, page.Source) || strings.Contains(page.Source, u.Name)
			title := fold(titleOf(page))
			contains := func(w string) bool { return strings.Contains(title, w) }
			if !own || slices.ContainsFunc(republished, contains) {
				return
			}
			for _, t := range args.Topics {
				i := slices.IndexFunc(t.Titles, contains)
				if i < 0 {
					continue
				}
				s := pageSubject(page)
				if slices.ContainsFunc(t.Organs, func(o string) bool { return strings.Contains(u.Name, o) }) {
					p.Good(s)
					continue
				}
				p.Bad(Bad{Subject: s, Suspect: true, Evidence: topicEvidence{t.Titles[i]},
					Message: fmt.Sprintf("%s的%s疑似属于%s，%s不是该类信息的发布机关。", p.place(page.Unit, page.Column), called(s.Title), t.Name, u.Name)})
				return
			}
		}}
	},
})
