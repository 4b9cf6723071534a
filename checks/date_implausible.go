package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of implausible date.
const (
	dateFuture       = "future"        // published after the day of checking
	dateBeforeFormed = "before-formed" // published before it was formed
)

// dateArgs of date-implausible.
type dateArgs struct {
	Kind string `yaml:"kind"` // future or before-formed
}

func (a *dateArgs) validate() error { return oneOf("kind", a.Kind, dateFuture, dateBeforeFormed) }

type dateEvidence struct {
	Kind        string      `json:"kind"`
	FormedOn    portal.Date `json:"formed_on"`
	PublishedOn portal.Date `json:"published_on"`
}

var _ = register(&Check{
	ID:    "date-implausible",
	Title: "日期不合理",
	Doc:   "信息的发布日期早于成文日期，或晚于检查日。晚于检查日的信息不作为栏目的最新信息。同页所示发布日期相差31天以上的，不作判断。",
	Fix:   "请核对并更正信息页和列表上的成文日期、发布日期，不得随意设置发布时间。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "单项否决：伪造发稿日期（线索）"},
	},
	Args: func() any { return &dateArgs{} },
	Begin: func(p *Pass) Examiner {
		if p.Args.(*dateArgs).Kind == dateFuture {
			return Examiner{Item: p.futureItem, Page: p.futurePage}
		}
		return Examiner{Page: p.beforeFormed}
	},
})

func (p *Pass) futurePage(page *portal.Page) {
	if !p.Looks(page) || page.DatesApart() {
		return
	}
	s := pageSubject(page).with(dateFuture)
	d := max(page.PublishedAt.Date, page.ListDate)
	switch {
	case d > p.AsOf:
		p.future(s, d, page.FormedOn)
	case d != 0:
		p.Good(s)
	}
}

// futureItem looks at rows that have no article of ours to look at: files,
// pages of other sites, pages that were not read. What stands on the list is
// certain all the same.
func (p *Pass) futureItem(it *portal.Item) {
	if it.ListDate == 0 || it.Read && it.Kind == portal.KindArticle || !p.Binds(it.Column) {
		return
	}
	c := p.Column(it.Column)
	if c == nil {
		return
	}
	s := Subject{Site: it.Site, Unit: c.Unit, Column: c.ID, URL: it.URL, Title: it.Title, Mark: dateFuture}
	if it.ListDate > p.AsOf {
		p.future(s, it.ListDate, 0)
	} else {
		p.Good(s)
	}
}

func (p *Pass) future(s Subject, published, formed portal.Date) {
	p.Bad(Bad{
		Subject: s,
		Message: fmt.Sprintf("%s的%s标注的发布日期为%s，晚于检查日%s。",
			p.place(s.Unit, s.Column), called(s.Title), published.Chinese(), p.AsOf.Chinese()),
		Explanation: []string{fmt.Sprintf("检查日为%s，所示发布日期晚%d天。", p.AsOf.ChineseLong(), published.DaysSince(p.AsOf))},
		Evidence:    dateEvidence{dateFuture, formed, published},
	})
}

func (p *Pass) beforeFormed(page *portal.Page) {
	if !p.Looks(page) || page.DatesApart() || page.FormedOn == 0 || page.PublishedAt.IsZero() {
		return
	}
	s := pageSubject(page).with(dateBeforeFormed)
	published := page.PublishedAt.Date
	if published >= page.FormedOn {
		p.Good(s)
		return
	}
	p.Bad(Bad{
		Subject: s,
		Message: fmt.Sprintf("%s的%s标注%s发布，早于成文日期%s。",
			p.place(page.Unit, page.Column), called(s.Title), published.Chinese(), page.FormedOn.Chinese()),
		Explanation: []string{
			fmt.Sprintf("成文日期为%s（取自%s）。", page.FormedOn.ChineseLong(), formedWords(page)),
			fmt.Sprintf("发布日期为%s，早%d天。", published.ChineseLong(), page.FormedOn.DaysSince(published)),
		},
		Evidence: dateEvidence{dateBeforeFormed, page.FormedOn, published},
	})
}
