package checks

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of availability.
const (
	unreachable  = "unreachable"  // too large a share did not open
	fewLooks     = "few-looks"    // too few looks to say anything
	openedBadly  = "opened-badly" // a share below the veto's
	openedSlowly = "opened-slowly"
)

// availabilityArgs of availability.
type availabilityArgs struct {
	Kind string `yaml:"kind"`
	// Days on each of which PerDay looks were made are what it takes to judge.
	Days   int `yaml:"watched_days"`
	PerDay int `yaml:"per_day"`
	// Percent of looks that failed from which on it is too many; of
	// opened-badly, Below is the veto's share.
	Percent int `yaml:"percent"`
	Below   int `yaml:"below"`
	Millis  int `yaml:"millis"` // opened-slowly: more for half of the looks
}

func (a *availabilityArgs) validate() error {
	if a.Days <= 0 || a.PerDay <= 0 {
		return fmt.Errorf("watched_days、per_day 应为正整数")
	}
	return oneOf("kind", a.Kind, unreachable, fewLooks, openedBadly, openedSlowly)
}

type availabilityEvidence struct {
	Kind   string `json:"kind"`
	Looks  int    `json:"looks"`
	Failed int    `json:"failed"`
	Days   int    `json:"watched_days"` // on which enough looks were made
	Millis int    `json:"millis,omitempty"`
}

// A watch is what the probes of one site come to.
type watch struct {
	looks, failed, days int
	median              int // milliseconds, of those that opened
}

var _ = register(&Check{
	ID:    "availability",
	Title: "首页可用性",
	Doc: "按监测记录统计首页能否打开：每天监测达到规定次数的天数够了才判断，未打开（超过时限或出错）的次数占比达到规定比例的，为站点无法访问或首页可用性不足；监测次数不够的只说明情况；一半以上的监测打开时间超过规定时间的，为加载过慢。" +
		"监测时本机网络不通的记录不计。一律列为疑似，须人工确认。",
	Fix: "请技术单位检查服务器、网络和域名解析，恢复访问并书面说明原因；开启定时监测，积累足够的记录。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "单项否决：站点无法访问"},
		{Document: "普查", Clause: "网站可用性（首页可用性）"},
	},
	Args: func() any { return &availabilityArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*availabilityArgs)
		return Examiner{Site: func(site *Site) {
			w := watched(p.run.opt.Probes, site.ID, args.PerDay)
			if w.looks == 0 {
				return
			}
			s := siteSubject(site).with(args.Kind)
			e := availabilityEvidence{Kind: args.Kind, Looks: w.looks, Failed: w.failed, Days: w.days}
			enough := w.days >= args.Days
			share := fmt.Sprintf("监测首页%d次，其中%d次没有打开，占%.1f%%", w.looks, w.failed, float64(w.failed)*100/float64(w.looks))
			bad, message := false, ""
			switch args.Kind {
			case fewLooks:
				bad = !enough
				message = fmt.Sprintf("“%s”网站%s；每天监测满%d次的只有%d天，不足%d天，不能据此判断。", site.Name, share, args.PerDay, w.days, args.Days)
			case unreachable:
				bad = enough && w.failed*100 >= w.looks*args.Percent
				message = fmt.Sprintf("“%s”网站%s，达到%d%%，须人工确认。", site.Name, share, args.Percent)
			case openedBadly:
				bad = enough && w.failed*100 >= w.looks*args.Percent && w.failed*100 < w.looks*args.Below
				message = fmt.Sprintf("“%s”网站%s，接近单项否决的%d%%。", site.Name, share, args.Below)
			case openedSlowly:
				e.Millis = w.median
				bad = enough && w.median > args.Millis
				message = fmt.Sprintf("“%s”网站首页有一半以上的监测打开时间超过%.1f秒，多于%.1f秒。", site.Name, float64(w.median)/1000, float64(args.Millis)/1000)
			}
			if !bad {
				if enough {
					p.Good(s)
				}
				return
			}
			p.Bad(Bad{Subject: s, Suspect: true, Message: message, Evidence: e})
		}}
	},
})

// beijing is where days begin.
var beijing = time.FixedZone("CST", 8*3600)

// watched sums up a site's probes; those on which nothing at all could be
// reached tell nothing of it.
func watched(probes []portal.Probe, site string, perDay int) watch {
	var w watch
	days := map[portal.Date]int{}
	var millis []int
	for i := range probes {
		b := &probes[i]
		if b.Site != site || b.Own {
			continue
		}
		w.looks++
		days[portal.DateOf(b.At.In(beijing))]++
		if b.OK {
			millis = append(millis, b.Millis)
		} else {
			w.failed++
		}
	}
	for _, n := range days {
		if n >= perDay {
			w.days++
		}
	}
	slices.SortFunc(millis, cmp.Compare[int])
	if len(millis) > 0 {
		w.median = millis[len(millis)/2]
	}
	return w
}
