package checks

import (
	"fmt"
	"strings"

	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// deadlineArgs of deadline.
type deadlineArgs struct {
	Limit int `yaml:"limit"` // working days
	// Natural, instead of Limit, is a term in calendar days.
	Natural int `yaml:"natural_days"`
	// Kind names a term of its own, for what a column's name or a headline
	// tells; such terms rest on words and bring suspects only.
	Kind   string   `yaml:"kind"`
	Names  []string `yaml:"names"`  // words in the column's name
	Titles []string `yaml:"titles"` // or in the headline
	// FormedSince is the day on which the duty began: what was formed before
	// owes no term. The State Council's decree 492 brought it on 2008-05-01.
	FormedSince portal.Date `yaml:"formed_since"`
}

func (a *deadlineArgs) validate() error {
	if a.Limit <= 0 && a.Natural <= 0 || a.Limit > 0 && a.Natural > 0 {
		return fmt.Errorf("limit 应为正整数（工作日），或者只写 natural_days（自然日）")
	}
	if (a.Kind == "") != (len(a.Names)+len(a.Titles) == 0) {
		return fmt.Errorf("kind 与 names、titles 应一起写明")
	}
	return nil
}

type deadlineEvidence struct {
	FormedOn     portal.Date    `json:"formed_on"`
	PublishedOn  portal.Date    `json:"published_on"`
	Workdays     int            `json:"workdays"`
	Limit        int            `json:"limit"`
	LastDay      portal.Date    `json:"last_day"`
	FormedFrom   string         `json:"formed_from"`
	CalendarDays []calendar.Day `json:"calendar_days"` // the days that were not counted
}

// derivationDays is the longest span, in calendar days, whose days are all
// written down. An old document put online ten years late would bring
// thousands; its derivation stops at the last day in time, which decides.
const derivationDays = 400

var _ = register(&Check{
	ID:    "deadline",
	Title: "超过公开时限",
	Doc:   "自信息成文（形成）次日起至发布当日止，按国务院放假安排（含调休上班）计算的工作日数超过时限即为超期；恰在最后一日发布的不算。成文日期先取信息要素，再取落款；没有成文日期的、在该时限施行之前成文的，不作判断。",
	Fix:   "请在公文办理环节同步确定公开属性，在规定的工作日数内公开；有法定例外的，请说明依据。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第二十六条"},
	},
	Args: func() any { return &deadlineArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*deadlineArgs)
		limit := args.Limit
		return Examiner{Page: func(page *portal.Page) {
			published := page.PublishedAt.Date
			// Without both dates nothing can be counted; dates that cannot be
			// right are another check's.
			if page.FormedOn == 0 || page.FormedOn < args.FormedSince || published < page.FormedOn || published > p.AsOf || !p.Looks(page) || page.DatesApart() {
				return
			}
			s := pageSubject(page).with(args.Kind)
			if args.Kind != "" && !p.speaksOf(page, args) {
				return
			}
			if args.Natural > 0 {
				p.lateByDays(s, page, args.Natural)
				return
			}
			days, known := p.Calendar.Workdays(page.FormedOn, published)
			if !known {
				least, most := p.bounds(page.FormedOn, published)
				if most > limit {
					p.unknownYears(page.FormedOn, published)
				}
				switch {
				case most <= limit:
					p.Good(s)
					return
				case least <= limit:
					return
				}
			}
			if known && days <= limit {
				p.Good(s)
				return
			}
			p.late(s, page, days, limit)
		}}
	},
})

// speaksOf tells whether a term of its own is about the page.
func (p *Pass) speaksOf(page *portal.Page, args *deadlineArgs) bool {
	if c := p.Column(page.Column); c != nil && containsOne(fold(c.Name), args.Names) {
		return true
	}
	return containsOne(fold(titleOf(page)), args.Titles)
}

// lateByDays judges a term of calendar days; the day of formation is not
// counted.
func (p *Pass) lateByDays(s Subject, page *portal.Page, limit int) {
	days := page.PublishedAt.Date.DaysSince(page.FormedOn)
	if days <= limit {
		p.Good(s)
		return
	}
	p.Bad(Bad{Subject: s, Suspect: true, Evidence: naturalEvidence{page.FormedOn, page.PublishedAt.Date, days, limit},
		Message: fmt.Sprintf("%s的%s于%s成文，%s发布，用了%d天，超过%d天的时限。", p.place(s.Unit, s.Column), called(s.Title), page.FormedOn.Chinese(), page.PublishedAt.Date.Chinese(), days, limit)})
}

type naturalEvidence struct {
	FormedOn    portal.Date `json:"formed_on"`
	PublishedOn portal.Date `json:"published_on"`
	Days        int         `json:"days"`
	LimitDays   int         `json:"limit_days"`
}

// bounds returns the fewest and the most working days after from up to and
// including to, whatever the missing notices will say.
func (p *Pass) bounds(from, to portal.Date) (least, most int) {
	for d := from + 1; d <= to; d++ {
		working, known := p.Calendar.Workday(d)
		if known && working {
			least++
		}
		if !known || working {
			most++
		}
	}
	return least, most
}

func (p *Pass) unknownYears(from, to portal.Date) {
	for y := from.Year(); y <= to.Year(); y++ {
		if !p.Calendar.Known(y) {
			p.Provisional(fmt.Sprintf("没有%d年的放假安排，跨入该年的公开时限只能暂定", y))
		}
	}
}

func (p *Pass) late(s Subject, page *portal.Page, days, limit int) {
	formed, published := page.FormedOn, page.PublishedAt.Date
	last, _ := p.Calendar.AddWorkdays(formed, limit)
	until := published
	if published.DaysSince(formed) > derivationDays {
		until = last
	}
	count := p.Calendar.Count(formed, until)
	evidence := deadlineEvidence{formed, published, days, limit, last, page.FormedFrom, []calendar.Day{}}
	var free, made []calendar.Day
	for _, d := range count.Days {
		switch {
		case !d.Working:
			free = append(free, d)
		case d.Reason != "":
			made = append(made, d)
		}
	}
	evidence.CalendarDays = append(evidence.CalendarDays, free...)
	why := []string{
		fmt.Sprintf("成文日期为%s，取自%s。", formed.ChineseLong(), formedWords(page)),
		fmt.Sprintf("自次日%s起算工作日。", formed.AddDays(1).ChineseLong()),
	}
	if len(free) > 0 {
		sentence := "不计入的日期：" + listDays(free)
		if until != published {
			sentence += "；时限届满之后的不再逐日列出"
		}
		why = append(why, sentence+"。")
	}
	if len(made) > 0 {
		why = append(why, "按调休安排上班、计入的日期："+listDays(made)+"。")
	}
	why = append(why,
		fmt.Sprintf("第%d个工作日即时限的最后一日为%s。", limit, last.ChineseLong()),
		fmt.Sprintf("发布日期为%s，为第%d个工作日，超出%d个工作日。", published.ChineseLong(), days, days-limit))
	p.Bad(Bad{
		Subject: s, Suspect: s.Mark != "",
		Message: fmt.Sprintf("%s的%s于%s成文，%s发布，用了%d个工作日，超过%d个工作日的时限（最迟应于%s发布）。",
			p.place(s.Unit, s.Column), called(s.Title), formed.Chinese(), published.Chinese(), days, limit, last.Chinese()),
		Explanation: why, Evidence: evidence,
	})
}

// formedWords says where on the page the formation date stands.
func formedWords(page *portal.Page) string {
	if page.FormedFrom == portal.FormedFromSignature {
		return "文末落款"
	}
	return "页面的信息要素"
}

// listDays writes days with their reasons; neighbours with one reason become
// a span: 2026年2月16日至22日（春节放假）.
func listDays(days []calendar.Day) string {
	var b strings.Builder
	for i := 0; i < len(days); {
		j := i + 1
		for j < len(days) && days[j].Reason == days[i].Reason && days[j].Date == days[j-1].Date+1 {
			j++
		}
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(days[i].Date.Chinese())
		if j-i > 1 {
			b.WriteString("至" + days[j-1].Date.Chinese())
		}
		if days[i].Reason != "" {
			b.WriteString("（" + days[i].Reason + "）")
		}
		i = j
	}
	return b.String()
}
