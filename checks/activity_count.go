package checks

import (
	"fmt"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// activityArgs of activity-count.
type activityArgs struct {
	Kind  string   `yaml:"kind"`  // survey, interview
	Least int      `yaml:"least"` // a year
	Types []string `yaml:"types"` // column types that hold them
	Names []string `yaml:"names"` // or words in the columns' names
}

func (a *activityArgs) validate() error {
	if a.Least <= 0 || len(a.Types)+len(a.Names) == 0 {
		return fmt.Errorf("least 应为正整数，types 或 names 须写明")
	}
	return oneOf("kind", a.Kind, "survey", "interview")
}

type activityEvidence struct {
	Kind  string      `json:"kind"`
	Count int         `json:"count"`
	Least int         `json:"least"`
	From  portal.Date `json:"from"`
}

var activityNames = map[string]string{"survey": "征集调查", "interview": "在线访谈"}

var _ = register(&Check{
	ID:    "activity-count",
	Title: "互动活动次数不足",
	Doc:   "检查日之前一年内，网站意见征集（或在线访谈）类栏目发布的活动次数少于规定次数。本次巡检读到的信息不满一年、有栏目没有读全、台账没有登记这类栏目的，不作判断；同一活动的结果反馈不另算一次。",
	Fix:   "请按计划组织开展征集调查、在线访谈活动，并公开结果。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "互动交流（征集调查、在线访谈）"},
	},
	Args: func() any { return &activityArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*activityArgs)
		from := p.AsOf.AddDays(-365)
		bound := map[string]bool{}
		sites, open := map[string]bool{}, map[string]bool{}
		for i := range p.Ledger.Columns {
			c := &p.Ledger.Columns[i]
			if containsOne(c.Type, args.Types) || containsOne(c.Name, args.Names) {
				bound[c.ID], sites[c.Site] = true, true
			}
		}
		seen := map[string]map[string]bool{} // by site
		return Examiner{
			Item: func(it *portal.Item) {
				if d := it.Date(); !bound[it.Column] || d < from || d > p.AsOf || containsOne(it.Title, resultWords) || strings.Contains(it.Title, "预告") {
					return
				}
				if seen[it.Site] == nil {
					seen[it.Site] = map[string]bool{}
				}
				seen[it.Site][it.URL] = true
			},
			Column: func(c *Column) {
				if bound[c.ID] && (!c.Whole() || c.Unread > 0 || c.Undated > 0) {
					open[c.Column.Site] = true
				}
			},
			Site: func(site *Site) {
				s := siteSubject(site).with(args.Kind)
				switch n := len(seen[site.ID]); {
				case !sites[site.ID]:
				case n >= args.Least:
					p.Good(s)
				case open[site.ID] || p.Since > from && p.run.kind != portal.ScanFull:
				default:
					p.Bad(Bad{Subject: s, Suspect: true, Evidence: activityEvidence{args.Kind, n, args.Least, from},
						Message: fmt.Sprintf("“%s”网站自%s以来开展%s%d次，少于%d次。", site.Name, from.Chinese(), activityNames[args.Kind], n, args.Least)})
				}
			},
		}
	},
})
