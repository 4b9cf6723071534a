package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// gapArgs of number-gap.
type gapArgs struct {
	Least int `yaml:"least"` // documents of a series and year from which on gaps tell something
	// Share is the part of a series, in hundredths, that must have been seen.
	Share int `yaml:"share"`
}

type gapEvidence struct {
	Series  string `json:"series"` // 示政发〔2026〕
	Numbers []int  `json:"numbers"`
	Count   int    `json:"count"` // documents seen
}

// A series is the numbers of one 代字 in one year.
type series struct {
	unit, site, column string
	seen               map[int]bool
	mixed              bool // published by several units
}

var _ = register(&Check{
	ID:    "number-gap",
	Title: "发文字号不连续，疑似有文件未公开",
	Doc:   "同一单位同一代字、同一年度的发文字号在已公开的文件中不连续。不予公开、依申请公开的文件本来就不在其中，所以只作线索，由人工与发文登记簿核对，不是问题。已见的不足规定份数或比例的不提示。",
	Fix:   "请对照发文登记簿核对缺号的文件：应主动公开的补充公开，不予公开的无须处理。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十九条至第二十二条"},
	},
	Args: func() any { return &gapArgs{Least: 6, Share: 60} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*gapArgs)
		all := map[string]*series{}
		return Examiner{
			Page: func(page *portal.Page) {
				if page.Kind != portal.KindArticle || page.DocumentNumber == "" || !p.Binds(page.Column) || page.Unit == page.Site {
					return
				}
				head, n, ok := numbered(page.DocumentNumber)
				if !ok {
					return
				}
				k := page.Site + "\n" + head
				q := all[k]
				if q == nil {
					q = &series{unit: page.Unit, site: page.Site, column: page.Column, seen: map[int]bool{}}
					all[k] = q
				}
				q.mixed = q.mixed || q.unit != page.Unit
				q.seen[n] = true
			},
			Done: func() {
				keys := make([]string, 0, len(all))
				for k := range all {
					keys = append(keys, k)
				}
				slices.SortFunc(keys, cmp.Compare[string])
				for _, k := range keys {
					_, head, _ := strings.Cut(k, "\n")
					p.gaps(head, all[k], args)
				}
			},
		}
	},
})

// numbered splits 示政发〔2026〕3号 into 示政发〔2026〕 and 3.
func numbered(number string) (head string, n int, ok bool) {
	i := strings.LastIndex(number, "〕")
	if i < 0 {
		return "", 0, false
	}
	head = number[:i+len("〕")]
	n, err := strconv.Atoi(strings.TrimSuffix(number[len(head):], "号"))
	return head, n, err == nil && n > 0
}

func (p *Pass) gaps(head string, q *series, args *gapArgs) {
	numbers := make([]int, 0, len(q.seen))
	for n := range q.seen {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	first, last := numbers[0], numbers[len(numbers)-1]
	if q.mixed || len(numbers) < args.Least || len(numbers)*100 < (last-first+1)*args.Share {
		return
	}
	s := Subject{Site: q.site, Unit: q.unit, Title: head, Mark: head}
	if c := p.Column(q.column); c != nil {
		s.Column, s.URL = c.ID, c.URL
	}
	var lacking []int
	for n := first; n <= last; n++ {
		if !q.seen[n] {
			lacking = append(lacking, n)
		}
	}
	if len(lacking) == 0 {
		p.Good(s)
		return
	}
	words := make([]string, len(lacking))
	for i, n := range lacking {
		words[i] = strconv.Itoa(n)
	}
	p.Bad(Bad{Subject: s, Suspect: true, Evidence: gapEvidence{head, lacking, len(numbers)},
		Message: fmt.Sprintf("%s已公开的%s文件有%d份，%d至%d号之间缺%s号，可能有应公开而未公开的文件，请与发文登记簿核对。",
			p.Unit(q.unit).Name, head, len(numbers), first, last, strings.Join(words, "、"))})
}
