package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// fewArgs of home-few.
type fewArgs struct {
	Days  int `yaml:"days"`  // looked back from the day of checking
	Least int `yaml:"least"` // items published within them
}

func (a *fewArgs) validate() error {
	if a.Days <= 0 || a.Least <= 0 {
		return fmt.Errorf("days、least 应为正整数")
	}
	return nil
}

type fewEvidence struct {
	Items     int `json:"items"`
	LimitDays int `json:"limit_days"`
	Least     int `json:"least"`
}

var _ = register(&Check{
	ID:    "home-few",
	Title: "首页更新数量少",
	Doc:   "首页展示的、在规定天数内发布的信息条数少于规定数量。首页的信息有日期读不到、或由脚本加载的，不作判断；最近一条都没有的由“首页不更新”另查。",
	Fix:   "请增加首页信息的发布，并核对首页各栏目是否自动调取最新内容。",
	Serves: []rules.Basis{
		{Document: "普查", Clause: "首页栏目信息更新数量"},
	},
	Args: func() any { return &fewArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*fewArgs)
		return Examiner{Site: func(site *Site) {
			if site.Home == nil || site.Home.Script != "" {
				return
			}
			n := 0
			for day, items := range site.HomeDays {
				if p.AsOf.DaysSince(day) <= args.Days {
					n += items
				}
			}
			s := siteSubject(site)
			switch {
			case n >= args.Least:
				p.Good(s)
			case n == 0: // home-stale says it
			case site.HomeUnread > 0 || site.HomeItems > site.HomeDated:
				p.Unverified(s, portal.GapDates, fmt.Sprintf("首页有%d条信息没有读到日期，无法判断更新数量", site.HomeItems-site.HomeDated))
			default:
				p.Bad(Bad{
					Subject: s, Suspect: true,
					Message:  fmt.Sprintf("“%s”网站首页展示的信息中，最近%d天发布的只有%d条，少于%d条。", site.Name, args.Days, n, args.Least),
					Evidence: fewEvidence{n, args.Days, args.Least},
				})
			}
		}}
	},
})
