package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// staleArgs of column-stale.
type staleArgs struct {
	Limit int `yaml:"limit"` // days; a column's own max_age goes before it
	Warn  int `yaml:"warn"`  // warn when so many days or fewer are left
}

type staleEvidence struct {
	Newest    portal.Date `json:"newest"`
	AgeDays   int         `json:"age_days"`
	LimitDays int         `json:"limit_days"`
}

var _ = register(&Check{
	ID:    "column-stale",
	Title: "栏目更新超期",
	Doc:   "以栏目中日期最新的一条信息为准，距检查日的天数超过该类栏目的更新期限即为超期；恰好等于期限的不算。日期晚于检查日的信息不作为最新信息。",
	Fix:   "请在栏目中发布新的信息；确无新信息可发布的，请按规定发布情况说明或申请调整栏目。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "信息不更新"},
	},
	Args: func() any { return &staleArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*staleArgs)
		return Examiner{Column: func(c *Column) {
			limit := args.Limit
			if c.MaxAge > 0 {
				limit = c.MaxAge
			}
			if limit == 0 || c.Newest == 0 {
				return
			}
			s := columnSubject(c)
			age := p.AsOf.DaysSince(c.Newest)
			due := c.Newest.AddDays(limit)
			certain := c.Whole() && c.Unread == 0
			switch {
			case age > limit && !certain:
				// What was not read might be fresh: no verdict.
				p.unreadColumn(c, s)
			case age > limit:
				p.Bad(Bad{
					Subject: s,
					Message: fmt.Sprintf("“%s”栏目最新信息的日期为%s，截至%s已%d天未更新，超过%d天的期限。",
						c.Name, c.Newest.Chinese(), p.AsOf.Chinese(), age, limit),
					Explanation: []string{
						fmt.Sprintf("栏目列表共读到%d条信息，其中%d条有日期，不晚于检查日的最新一条为%s（%s）。", c.Items, c.Dated, c.Newest.ChineseLong(), c.Newests),
						fmt.Sprintf("更新期限为%d天，最迟应于%s更新。", limit, due.ChineseLong()),
					},
					Evidence: staleEvidence{c.Newest, age, limit},
				})
			default:
				p.Good(s)
				if certain && args.Warn > 0 && due.DaysSince(p.AsOf) <= args.Warn {
					p.Warn(s, due)
				}
			}
		}}
	},
})

// A limitRule is a rule of column-stale with its limit.
type limitRule struct {
	pass *Pass
	days int
}

// limit returns the days that a column may stay without news under the
// ruleset in force, 0 when it has no such duty: its own, failing that the
// shortest of the rules that bind it.
func (r *run) limit(c *portal.Column) int {
	if c.MaxAge > 0 {
		return c.MaxAge
	}
	days := 0
	for _, l := range r.limits {
		if l.days > 0 && l.pass.Binds(c.ID) && (days == 0 || l.days < days) {
			days = l.days
		}
	}
	return days
}
