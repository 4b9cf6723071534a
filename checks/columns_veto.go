package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// vetoArgs of columns-veto: how many columns of a site bring the veto.
type vetoArgs struct {
	Stale int `yaml:"stale_columns"`   // news columns past their limit, and notice and policy columns of the first level past theirs
	Due   int `yaml:"overdue_columns"` // columns of any type past their limit, undated and blank ones included
	Blank int `yaml:"blank_columns"`   // blank columns
	Text  int `yaml:"text"`            // as in column-blank
}

func (a *vetoArgs) validate() error {
	if a.Stale <= 0 || a.Due <= 0 || a.Blank <= 0 {
		return fmt.Errorf("stale_columns、overdue_columns、blank_columns 应为正整数（栏目个数）")
	}
	return nil
}

type vetoEvidence struct {
	Kind    string   `json:"kind"`    // stale, due or blank
	Columns int      `json:"columns"` // how many there are
	Least   int      `json:"least"`   // from how many on it is a veto
	Named   []string `json:"named"`   // their addresses
}

// Kinds of columns-veto.
const (
	vetoStale = "stale"
	vetoDue   = "due"
	vetoBlank = "blank"
)

var _ = register(&Check{
	ID:    "columns-veto",
	Title: "栏目不更新达到单项否决的数量",
	Doc: "按网站统计：动态要闻类栏目超过两周未更新的，与首页直接设有入口的通知公告、政策文件类栏目超过6个月未更新的合计达到规定数量；应更新未更新的栏目（含无日期的和空白的）达到规定数量；空白栏目达到规定数量——有一种即列为疑似否决，须人工确认。" +
		"没有读全的栏目不计入。",
	Fix: "请逐个核对所列栏目，当日补充更新；确无内容的栏目，按规定申请撤并。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "单项否决：栏目不更新"},
	},
	Args: func() any { return &vetoArgs{Text: 30} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*vetoArgs)
		first := map[string]bool{} // addresses that a home page shows
		sites := map[string]map[string][]*Column{}
		return Examiner{
			Target: func(t *portal.Target) {
				if t.OnHome {
					first[t.URL] = true
				}
			},
			Column: func(c *Column) {
				kinds := sites[c.Column.Site]
				if kinds == nil {
					kinds = map[string][]*Column{}
					sites[c.Column.Site] = kinds
				}
				note := func(kind string) { kinds[kind] = append(kinds[kind], c) }
				limit := p.run.limit(c.Column)
				certain := c.Whole() && c.Unread == 0
				switch {
				case c.blank(args.Text):
					note(vetoBlank)
					note(vetoDue)
				case certain && limit > 0 && c.Items > 0 && c.Dated == 0 && c.Landing != c.Items:
					note(vetoDue)
				case certain && limit > 0 && c.Newest != 0 && p.AsOf.DaysSince(c.Newest) > limit:
					note(vetoDue)
					if c.Type == portal.TypeNews || (c.Type == portal.TypeNotice || c.Type == portal.TypePolicy) && first[c.URL] {
						note(vetoStale)
					}
				}
			},
			Site: func(site *Site) {
				for _, k := range []struct {
					kind, words string
					least       int
				}{
					{vetoStale, "动态要闻类、一级通知公告和政策文件类栏目超期未更新", args.Stale},
					{vetoDue, "应更新未更新的栏目（含空白栏目）", args.Due},
					{vetoBlank, "空白栏目", args.Blank},
				} {
					s := siteSubject(site).with(k.kind)
					list := sites[site.ID][k.kind]
					if len(list) < k.least {
						p.Good(s)
						continue
					}
					p.vetoed(s, k.kind, k.words, k.least, list)
				}
			},
		}
	},
})

func (p *Pass) vetoed(s Subject, kind, words string, least int, list []*Column) {
	slices.SortFunc(list, func(a, b *Column) int {
		return cmp.Or(cmp.Compare(a.Column.Unit, b.Column.Unit), cmp.Compare(a.ID, b.ID))
	})
	names, urls := make([]string, len(list)), make([]string, len(list))
	for i, c := range list {
		names[i], urls[i] = fmt.Sprintf("%s“%s”", c.Unit.Name, c.Name), c.URL
	}
	p.Bad(Bad{
		Subject: s, Suspect: true,
		Message:     fmt.Sprintf("“%s”网站%s共%d个，达到单项否决的%d个，须人工确认。", s.Title, words, len(list), least),
		Explanation: []string{"计入的栏目：" + strings.Join(names, "、") + "。"},
		Evidence:    vetoEvidence{kind, len(list), least, urls},
	})
}
