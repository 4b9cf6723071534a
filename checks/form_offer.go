package checks

import (
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of form-offer.
const (
	offerForm   = "form-file"
	offerSample = "form-sample"
)

// offerArgs of form-offer.
type offerArgs struct {
	Kind string `yaml:"kind"`
}

func (a *offerArgs) validate() error { return oneOf("kind", a.Kind, offerForm, offerSample) }

type offerEvidence struct {
	Kind string `json:"kind"`
	Text string `json:"text"` // the word of the text that asks for a form
}

var (
	formWords   = []string{"申请表", "登记表", "申报表", "审批表", "备案表"}
	sampleWords = []string{"样表", "样本", "示范文本", "填写说明", "填表说明", "填写示例", "样例", "范例", "填写范本"}
)

var _ = register(&Check{
	ID:    "form-offer",
	Title: "办事表格或样表没有提供",
	Doc:   "办事指南的正文要求填写申请表、登记表等，页面上没有任何可下载的附件；或者提供了表格，页面和附件名称里都没有样表、示范文本、填表说明的字样。正文写明在办事大厅领取、网上填报的不算。只列为疑似，须人工核对。",
	Fix:   "请在办事指南页面提供表格下载和填写样例。",
	Serves: []rules.Basis{
		{Document: "普查", Clause: "服务实用（表格下载）"},
	},
	Args: func() any { return &offerArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*offerArgs)
		return Examiner{Page: func(page *portal.Page) {
			if page.Kind != portal.KindArticle || page.Text == "" || p.Column(page.Column) == nil || !p.Binds(page.Column) {
				return
			}
			text := fold(page.Text)
			i := slices.IndexFunc(formWords, func(w string) bool { return containsOne(text, []string{w}) })
			if i < 0 {
				return
			}
			s := pageSubject(page).with(args.Kind)
			say := func(what string) {
				p.Bad(Bad{Subject: s, Suspect: true, Evidence: offerEvidence{args.Kind, formWords[i]},
					Message: fmt.Sprintf("%s的%s要求填写%s，页面上没有提供%s。", p.place(page.Unit, page.Column), called(s.Title), formWords[i], what)})
			}
			names := text
			for _, a := range page.Attachments {
				names += fold(a.Text)
			}
			switch {
			case args.Kind == offerForm && len(page.Attachments) > 0:
				p.Good(s)
			case args.Kind == offerForm && !containsOne(text, []string{"领取", "网上填", "在线填", "系统填", "自行下载", "登录", "窗口提供"}) && page.Pictures == 0:
				say("表格下载")
			case args.Kind == offerSample && len(page.Attachments) > 0 && containsOne(names, sampleWords):
				p.Good(s)
			case args.Kind == offerSample && len(page.Attachments) > 0 && page.Pictures == 0:
				say("填写样例")
			}
		}}
	},
})
