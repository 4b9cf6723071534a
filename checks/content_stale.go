package checks

import (
	"errors"
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// contentStaleArgs of content-stale.
type contentStaleArgs struct {
	Kind    string   `yaml:"kind"`  // identity: overview, leaders
	Types   []string `yaml:"types"` // column types, or
	Words   []string `yaml:"words"` // words in a column's name
	Limit   int      `yaml:"limit"` // days
	Suspect bool     `yaml:"suspect"`
}

func (a *contentStaleArgs) validate() error {
	if a.Kind == "" || a.Limit < 1 || len(a.Types)+len(a.Words) == 0 {
		return errors.New("kind、不小于1的 limit，以及 types 或 words 须写明")
	}
	return nil
}

type contentStaleEvidence struct {
	Kind      string      `json:"kind"`
	Newest    portal.Date `json:"newest"`
	AgeDays   int         `json:"age_days"`
	LimitDays int         `json:"limit_days"`
}

var _ = register(&Check{
	ID:    "content-stale",
	Title: "概况、领导信息等长期没有更新",
	Doc:   "概况信息、领导信息等不按新闻更新的栏目，按栏目中最新的日期计算，超过规定天数的提示核对内容是否过时。栏目没有日期、没有读全的，不作判断；登记了更新期限的栏目由“栏目更新超期”检查。",
	Fix:   "请核对栏目中的数据、姓名、职务和分工，与现状不符的立即更新，仍然准确的更新发布日期。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "发布解读（概况信息、领导信息）"},
	},
	Args: func() any { return &contentStaleArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*contentStaleArgs)
		return Examiner{Column: func(c *Column) {
			if !slices.Contains(args.Types, c.Type) && !containsOne(fold(c.Name), args.Words) || c.MaxAge > 0 {
				return
			}
			s := columnSubject(c).with(args.Kind)
			if c.Newest == 0 || !c.Whole() || c.Unread > 0 {
				return
			}
			age := p.AsOf.DaysSince(c.Newest)
			if age <= args.Limit {
				p.Good(s)
				return
			}
			p.Bad(Bad{Subject: s, Suspect: args.Suspect,
				Message:     fmt.Sprintf("“%s”栏目最新的日期是%s，距检查日%d天，请核对内容是否过时。", c.Name, c.Newest.Chinese(), age),
				Explanation: []string{fmt.Sprintf("超过%d天没有更新的列为问题。", args.Limit)},
				Evidence:    contentStaleEvidence{args.Kind, c.Newest, age, args.Limit}})
		}}
	},
})
