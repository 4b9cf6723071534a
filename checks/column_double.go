package checks

import (
	"fmt"
	"hash/fnv"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// doubleArgs of column-double.
type doubleArgs struct {
	Least int `yaml:"least"` // rows from which two lists can be called the same
}

type doubleEvidence struct {
	Kind  string `json:"kind"` // home: the column's address is the home page; same: two columns list the same
	Other string `json:"other"`
	Items int    `json:"items"`
}

// A rowSum adds up the rows of one column, in any order.
type rowSum struct {
	rows int
	sum  uint64
}

var _ = register(&Check{
	ID:    "column-double",
	Title: "虚假栏目、重复栏目",
	Doc:   "栏目登记的地址就是网站首页，或者两个栏目列出的信息完全相同（达到规定条数才比较），提示人工核对是否为虚假栏目或假链接栏目。列表未读全的不比较。",
	Fix:   "请核对栏目：地址登记错的改正台账，没有实际内容的栏目申请撤并，重复的保留一个。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "栏目设置"},
	},
	Args: func() any { return &doubleArgs{Least: 5} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*doubleArgs)
		sums := map[string]*rowSum{}
		first := map[rowSum]*Column{}
		return Examiner{
			Item: func(it *portal.Item) {
				r := sums[it.Column]
				if r == nil {
					r = &rowSum{}
					sums[it.Column] = r
				}
				h := fnv.New64a()
				_, _ = h.Write([]byte(it.URL)) // never fails
				r.rows++
				r.sum += h.Sum64()
			},
			Column: func(c *Column) {
				s := columnSubject(c)
				if site := p.run.sites[c.Column.Site]; site != nil && site.URL == c.URL {
					p.Bad(Bad{Subject: s.with("home"), Suspect: true, Evidence: doubleEvidence{"home", site.URL, c.Items},
						Message: fmt.Sprintf("“%s”栏目登记的地址就是网站首页，疑似没有实际栏目。", c.Name)})
					return
				}
				r := sums[c.ID]
				if r == nil || r.rows < args.Least || !c.Whole() {
					return
				}
				other := first[*r]
				if other == nil {
					first[*r] = c
					p.Good(s.with("same"))
					return
				}
				p.Bad(Bad{Subject: s.with("same"), Suspect: true, Evidence: doubleEvidence{"same", other.URL, r.rows},
					Message: fmt.Sprintf("“%s”栏目与%s“%s”栏目列出的%d条信息完全相同，疑似重复设置。", c.Name, other.Unit.Name, other.Name, r.rows)})
			},
		}
	},
})
