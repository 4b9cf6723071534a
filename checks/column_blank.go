package checks

import (
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// blankArgs of column-blank.
type blankArgs struct {
	// Text is from how many characters on a page without a list is a text of
	// its own. Shorter ones are such sentences as 该栏目暂无内容，敬请期待.
	Text int `yaml:"text"`
}

// plainTypes are types whose column is often one page of photographs, boxes or
// form fields: no list, and hardly a text that could be counted.
var plainTypes = []string{portal.TypeGuide, portal.TypeLeaders, portal.TypeOrganisation, portal.TypeServiceGuide,
	portal.TypeConsultation, portal.TypeApplication}

// A registered address does not always hold a list: a guide, the duties of an
// office or a form is one plain page, and 检查指标 calls a column blank that
// has no content, not one that has no list. So a page with a text of its own
// or with files to fetch is never blank; nor is one whose address is an
// article, which counts as its one item. Where the column's folder holds
// articles that its list was not seen to name, the fault is in our reading
// as likely as in the column: no verdict.
var _ = register(&Check{
	ID:    "column-blank",
	Title: "空白栏目",
	Doc:   "栏目列表已完整读取，其中没有任何信息，页面本身也没有正文和附件，即为空白栏目。列表由脚本加载而读不到、栏目页打不开的，不作判断。",
	Fix:   "请在栏目中发布应公开的信息；确无内容的，请按规定申请撤并栏目或发布情况说明。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "空白栏目"},
	},
	Args: func() any { return &blankArgs{Text: 30} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*blankArgs)
		return Examiner{Column: func(c *Column) {
			s := columnSubject(c)
			switch {
			case c.filled(args.Text):
				p.Good(s)
			case !c.Whole():
				p.unreadColumn(c, s)
			case c.Pages+c.Lost > 0:
				p.Unverified(s, portal.GapError, fmt.Sprintf("栏目列表中没有识别出信息条目，但该栏目下另有%d个信息页", c.Pages+c.Lost))
			case c.Text == 0 && slices.Contains(plainTypes, c.Type):
			default:
				p.Bad(Bad{
					Subject: s,
					Message: fmt.Sprintf("“%s”栏目没有任何信息。", c.Name),
					Explanation: []string{
						fmt.Sprintf("栏目的%d个列表页已读取，没有读到信息条目，页面上也没有正文和附件。", c.Sheets),
					},
				})
			}
		}}
	},
})

// filled tells whether the column has content: items, an article or text of
// its own at its address, or files to fetch.
func (c *Column) filled(text int) bool {
	return c.Items > 0 || c.Kind == portal.KindArticle || c.Text >= text || c.Files > 0
}

// blank tells whether the column was read whole and has no content at all.
func (c *Column) blank(text int) bool {
	return !c.filled(text) && c.Whole() && c.Pages+c.Lost == 0 && (c.Text > 0 || !slices.Contains(plainTypes, c.Type))
}
