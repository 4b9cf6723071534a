package checks

import (
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// unitArgs of unit-stale.
type unitArgs struct {
	Limit int `yaml:"limit"` // days within which a unit publishes something
	// Warn when so many days or fewer are left of the limit.
	Warn int `yaml:"warn"`
	// Home looks at the columns that a home page leads to ("home"), at the
	// others ("other"), or at all of them ("").
	Kind string `yaml:"kind"`
	// Spared are column types that are brought up to date once a year.
	Spared []string `yaml:"spared"`
}

func (a *unitArgs) validate() error {
	if a.Limit <= 0 {
		return fmt.Errorf("limit 应为正整数（天）")
	}
	return oneOf("kind", a.Kind, "", unitHome, unitOther)
}

// Kinds of unit-stale.
const (
	unitHome  = "home"
	unitOther = "other"
)

type unitEvidence struct {
	Newest    portal.Date `json:"newest"`
	AgeDays   int         `json:"age_days"`
	LimitDays int         `json:"limit_days"`
	Columns   int         `json:"columns"` // of the unit that were looked at
}

// A unitPace is what the columns of one unit come to.
type unitPace struct {
	newest  portal.Date
	columns int
	open    int // not read whole
}

var _ = register(&Check{
	ID:    "unit-stale",
	Title: "单位未按周期更新",
	Doc:   "把一个单位登记的栏目合在一起看：各栏目中最新一条信息距检查日超过规定天数，即为未按周期更新；恰好等于期限的不算。有栏目未读全、又没有读到期限内信息的，列为无法核实。",
	Fix:   "请在本单位栏目中发布应公开的信息；确无新信息的，向公开办书面说明。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "信息不更新"},
	},
	Args: func() any { return &unitArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*unitArgs)
		home := map[string]bool{}
		units := map[string]*unitPace{}
		return Examiner{
			Target: func(t *portal.Target) {
				if args.Kind != "" && t.OnHome {
					home[t.URL] = true
				}
			},
			Column: func(c *Column) {
				if args.Kind != "" && home[c.URL] != (args.Kind == unitHome) || slices.Contains(args.Spared, c.Type) {
					return
				}
				u := units[c.Column.Unit]
				if u == nil {
					u = &unitPace{}
					units[c.Column.Unit] = u
				}
				u.columns++
				u.newest = max(u.newest, c.Newest)
				if !c.Whole() || c.Unread > 0 {
					u.open++
				}
			},
			Done: func() {
				for i := range p.Ledger.Units {
					if u := &p.Ledger.Units[i]; units[u.ID] != nil && p.Rule.Applies.Unit(u.Kind) {
						p.paced(u, units[u.ID], args)
					}
				}
			},
		}
	},
})

func (p *Pass) paced(u *portal.Unit, pace *unitPace, args *unitArgs) {
	s := Subject{Site: u.Site, Unit: u.ID, Title: u.Name, Mark: u.ID + args.Kind}
	for i := range p.Ledger.Sites {
		if p.Ledger.Sites[i].ID == u.Site {
			s.URL = p.Ledger.Sites[i].URL
		}
	}
	if pace.newest == 0 && pace.open == 0 {
		return // undated and blank columns are other checks'
	}
	age := p.AsOf.DaysSince(pace.newest)
	due := pace.newest.AddDays(args.Limit)
	switch {
	case age <= args.Limit:
		p.Good(s)
		if pace.open == 0 && args.Warn > 0 && due.DaysSince(p.AsOf) <= args.Warn {
			p.Warn(s, due)
		}
	case pace.open > 0:
		p.Unverified(s, portal.GapError, fmt.Sprintf("%s有%d个栏目未读全，无法判断是否按周期更新", u.Name, pace.open))
	default:
		p.Bad(Bad{
			Subject: s,
			Message: fmt.Sprintf("%s在登记的%d个栏目中，最新信息的日期为%s，截至%s已%d天没有发布信息，超过%d天的周期。",
				u.Name, pace.columns, pace.newest.Chinese(), p.AsOf.Chinese(), age, args.Limit),
			Evidence: unitEvidence{pace.newest, age, args.Limit, pace.columns},
		})
	}
}
