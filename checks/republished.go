package checks

import (
	"cmp"
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// againArgs of republished.
type againArgs struct {
	Days int `yaml:"days"` // between the two dates, from which on the later is a republication
}

func (a *againArgs) validate() error {
	if a.Days <= 0 {
		return fmt.Errorf("days 应为正整数（天）")
	}
	return nil
}

type againEvidence struct {
	PublishedOn portal.Date `json:"published_on"`
	Other       string      `json:"other"`
	OtherOn     portal.Date `json:"other_on"`
}

// A telling is one article as republished remembers it.
type telling struct {
	subject Subject
	on      portal.Date
	looked  bool
}

// A sameText names a text with its headline, within a site.
type sameText struct {
	site  string
	text  uint64
	title uint64
}

var _ = register(&Check{
	ID:    "republished",
	Title: "疑似旧文新发",
	Doc:   "同一网站上标题和正文都相同的两条信息，发布日期相差达到规定天数，后一条疑似把旧文章换个日期再发。正文太短的不比较，按年度、月度重复发布的须人工排除。只列为疑似。",
	Fix:   "请核对两条信息：属于重复发布的，删去后一条；确需再次发布的，写明原发布日期。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "单项否决：弄虚作假（伪造发稿日期等）"},
	},
	Args: func() any { return &againArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*againArgs)
		first := map[sameText]telling{}
		twice := map[sameText][]telling{}
		return Examiner{
			Page: func(page *portal.Page) {
				d := page.PublishedAt.Date
				if page.Kind != portal.KindArticle || page.Hash64 == 0 || d == 0 || d > p.AsOf || page.DatesApart() || !p.Binds(page.Column) {
					return
				}
				s := pageSubject(page)
				k := sameText{page.Site, page.Hash64, fileKey(fold(s.Title))}
				t := telling{s, d, p.Looks(page)}
				if old, ok := first[k]; ok {
					twice[k] = append(twice[k], old, t)
					delete(first, k)
				} else if twice[k] != nil {
					twice[k] = append(twice[k], t)
				} else {
					first[k] = t
				}
			},
			Done: func() {
				keys := make([]sameText, 0, len(twice))
				for k := range twice {
					keys = append(keys, k)
				}
				slices.SortFunc(keys, func(a, b sameText) int {
					return cmp.Or(cmp.Compare(a.site, b.site), cmp.Compare(a.text, b.text), cmp.Compare(a.title, b.title))
				})
				for _, k := range keys {
					p.retold(twice[k], args.Days)
				}
			},
		}
	},
})

// retold judges the articles with one text, the oldest being the original.
func (p *Pass) retold(list []telling, days int) {
	slices.SortFunc(list, func(a, b telling) int {
		return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.subject.URL, b.subject.URL))
	})
	old := list[0]
	for _, t := range list[1:] {
		if !t.looked {
			continue
		}
		if t.on.DaysSince(old.on) < days {
			p.Good(t.subject)
			continue
		}
		p.Bad(Bad{Subject: t.subject, Suspect: true, Evidence: againEvidence{t.on, old.subject.URL, old.on},
			Message: fmt.Sprintf("%s的%s（%s发布）与%s已发布的一条信息标题、正文相同，疑似旧文新发。",
				p.place(t.subject.Unit, t.subject.Column), called(t.subject.Title), t.on.Chinese(), old.on.Chinese())})
	}
}
