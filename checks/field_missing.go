package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// fieldArgs of field-missing.
type fieldArgs struct {
	Fields []string `yaml:"fields"` // keys of articleFields
}

func (a *fieldArgs) validate() error {
	for _, f := range a.Fields {
		if _, ok := articleFields[f]; !ok {
			return fmt.Errorf("fields 中的 %q 不是信息页的要素", f)
		}
	}
	return nil
}

type fieldEvidence struct {
	Field string `json:"field"`
}

// An articleField says how people call a field and whether a page states it.
type articleField struct {
	name   string
	stated func(*portal.Page) bool
}

var articleFields = map[string]articleField{
	"title":        {"标题", func(p *portal.Page) bool { return p.Facts.Title != "" }},
	"published_at": {"发布日期", func(p *portal.Page) bool { return !p.PublishedAt.IsZero() }},
	"source":       {"信息来源", func(p *portal.Page) bool { return p.Source != "" }},
	// An article that only hands out a file, or shows a poster or a film, has
	// said what it had to say.
	"body": {"正文", func(p *portal.Page) bool {
		return p.BodyChars > 0 || len(p.Attachments) > 0 || p.Pictures > 0 || p.Film
	}},
	"document_number": {"发文字号", func(p *portal.Page) bool { return p.DocumentNumber != "" }},
	"index_number":    {"索引号", func(p *portal.Page) bool { return p.IndexNumber != "" }},
	"issuer":          {"发布机构", func(p *portal.Page) bool { return p.Issuer != "" }},
	"formed_on":       {"成文日期", func(p *portal.Page) bool { return p.FormedOn != 0 }},
	"disclosure":      {"公开方式", func(p *portal.Page) bool { return p.Disclosure != "" || p.Note != "" }},
}

var _ = register(&Check{
	ID:    "field-missing",
	Title: "信息要素缺失",
	Doc:   "信息页应标明标题、发布日期、来源并有正文；政策文件还应标明发文字号、索引号、发布机构、成文日期和公开方式。页首的文号、落款的日期和“（此件主动公开）”一类附注也算标明。只有附件、图片或音视频的信息视为有正文；同页所示发布日期相差31天以上的，不判断发布日期。",
	Fix:   "请在信息页补充该要素；属于模板未调取的，请修改模板。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十二条"},
		{Document: "指引", Clause: "附件《网页设计规范》内容页"},
	},
	Args: func() any { return &fieldArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*fieldArgs)
		return Examiner{Page: func(page *portal.Page) {
			if !p.Looks(page) {
				return
			}
			s := pageSubject(page)
			for _, key := range args.Fields {
				if key == "published_at" && page.DatesApart() {
					continue // unverified already
				}
				field := articleFields[key]
				s.Mark = key
				if field.stated(page) {
					p.Good(s)
					continue
				}
				p.Bad(Bad{
					Subject:     s,
					Message:     fmt.Sprintf("%s的%s没有%s。", p.place(page.Unit, page.Column), called(s.Title), field.name),
					Explanation: []string{fmt.Sprintf("页面标签、信息要素表、标题下方和正文首尾都没有读到%s。", field.name)},
					Evidence:    fieldEvidence{key},
				})
			}
		}}
	},
})
