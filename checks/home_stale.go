package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// homeArgs of home-stale.
type homeArgs struct {
	Limit int `yaml:"limit"` // days
}

var _ = register(&Check{
	ID:    "home-stale",
	Title: "首页不更新",
	Doc:   "以首页展示的信息中日期最新的一条为准，距检查日的天数超过期限即为首页不更新；恰好等于期限的不算。首页未读到、首页信息都没有日期的，不作判断。",
	Fix:   "请及时更新首页展示的信息，并核对首页各栏目是否正常调取最新内容。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "单项否决：首页不更新"},
	},
	Args: func() any { return &homeArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*homeArgs)
		return Examiner{Site: func(site *Site) {
			s := siteSubject(site)
			if site.Home == nil || args.Limit == 0 {
				return // the home page's own gap says why
			}
			age := p.AsOf.DaysSince(site.HomeNewest)
			switch {
			case site.HomeNewest != 0 && age <= args.Limit:
				p.Good(s)
			case site.Home.Script != "":
				p.Unverified(s, portal.GapScript, "首页信息由脚本加载，未能读取")
			case site.HomeUnread > 0:
				p.Unverified(s, portal.GapError, fmt.Sprintf("首页有%d条信息的日期未能读取，无法判断首页是否更新", site.HomeUnread))
			case site.HomeNewest == 0:
				p.Unverified(s, portal.GapDates, "首页没有读到带日期的信息，无法判断首页是否更新")
			default:
				p.Bad(Bad{
					Subject: s,
					Message: fmt.Sprintf("“%s”网站首页最新信息的日期为%s，截至%s已%d天未更新，超过%d天的期限。",
						site.Name, site.HomeNewest.Chinese(), p.AsOf.Chinese(), age, args.Limit),
					Explanation: []string{
						fmt.Sprintf("首页共展示%d条信息，其中%d条有不晚于检查日的日期，最新一条为%s。", site.HomeItems, site.HomeDated, site.HomeNewest.ChineseLong()),
						fmt.Sprintf("更新期限为%d天，最迟应于%s更新。", args.Limit, site.HomeNewest.AddDays(args.Limit).ChineseLong()),
					},
					Evidence: staleEvidence{site.HomeNewest, age, args.Limit},
				})
			}
		}}
	},
})
