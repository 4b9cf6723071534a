package reports

import (
	"strconv"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Label returns the unit's name, and says of a site that the site itself is
// meant, since a site may bear the name of a unit.
func (s *Sheet) Label() string {
	if s.Kind == portal.UnitSite {
		return s.Name + "（网站本身）"
	}
	return s.Name
}

// Points returns the score in words: 87.5, with （暂定） when it is provisional,
// 未评分 when there is none or no page at all was read.
func (s *Sheet) Points() string {
	switch {
	case !s.Priced:
		return "不计分"
	case !s.Scored, s.Coverage.Checked == 0:
		return "未评分"
	case s.Provisional:
		return s.Score.String() + "（暂定）"
	}
	return s.Score.String()
}

// GradeWord returns the grade (等次), 暂不评定 when too little was read for one,
// except that a veto decides it whatever was read.
func (s *Sheet) GradeWord() string {
	switch {
	case !s.Priced:
		return "—"
	case !s.Scored, !s.enough() && !s.Vetoed:
		return "暂不评定"
	case s.Grade == "":
		return "—"
	}
	return s.Grade
}

// PlaceWord returns the place (名次): 3, 并列3, or 暂不排名.
func (s *Sheet) PlaceWord() string {
	switch {
	case !s.Priced:
		return "—"
	case s.Place == 0:
		return "暂不排名"
	case s.Tied:
		return "并列" + strconv.Itoa(s.Place)
	}
	return strconv.Itoa(s.Place)
}

// CoverageWord returns the share of what was due that was read: 98.3%.
func (s *Sheet) CoverageWord() string { return Percent(s.Coverage.Checked, s.Coverage.Due) }

// Vetoes returns the findings that cost the unit its grade (单项否决).
func (s *Sheet) Vetoes() []*Finding {
	var out []*Finding
	for _, f := range s.Findings {
		if f.Rule != nil && f.Rule.Effect.Kind == rules.EffectVeto {
			out = append(out, f)
		}
	}
	return out
}

// Sum says how the lines add up to the score: 100 − 12.5 = 87.5.
func (s *Sheet) Sum() string {
	return s.Base.String() + " − " + s.Deducted.String() + " = " + (s.Base - s.Deducted).String()
}

// An Indicator is one row of the assessment score sheet (考核评分表): a group
// (一级指标) when Point is "", else one thing examined (考察点) in it.
type Indicator struct {
	Group    string // 一级指标
	Kind     string // 二级指标
	Point    string // 考察点
	Points   rules.Centi
	Standard string // 评分标准
	Deducted rules.Centi
	Count    int
	Reasons  string // 失分原因（链接）
	Veto     bool   // a row of 单项否决, which costs the grade and no points
}

// siteChecks look at a site's home page or sections only.
var siteChecks = map[string]bool{"home-stale": true, "section-missing": true, "mark-missing": true}

// columnChecks look at registered columns only.
var columnChecks = map[string]bool{"column-stale": true, "column-blank": true, "column-undated": true,
	"annual-report": true, "interpretation": true}

// Indicators returns the rows of the unit's score sheet: every group of the
// ruleset with the rules that can bind the unit below it, whether they cost
// anything or not, and the vetoes at the end.
func (m *Model) Indicators(s *Sheet) []Indicator {
	lines := map[string]*Line{}
	for i := range s.Lines {
		lines[s.Lines[i].Line.Rule] = &s.Lines[i]
	}
	types := map[string]bool{}
	for i := range m.Ledger.Columns {
		if c := &m.Ledger.Columns[i]; c.Unit == s.ID {
			types[c.Type] = true
		}
	}
	row := func(r *rules.Rule) Indicator {
		out := Indicator{Kind: KindWord(r.Check), Point: r.Title, Veto: r.Effect.Kind == rules.EffectVeto}
		var points rules.Centi
		for _, g := range m.Set.Groups {
			if g.ID == r.Effect.Group {
				out.Group, points = g.Title, g.Points
			}
		}
		out.Standard = price(r, points)
		if l := lines[r.ID]; l != nil {
			out.Deducted, out.Count, out.Reasons = l.Points, l.Count, s.reasons(r.ID)
		}
		return out
	}
	var out []Indicator
	scored := func(kind, group string) []Indicator {
		var list []Indicator
		for i := range m.Set.Rules {
			r := &m.Set.Rules[i]
			if r.Effect.Kind == kind && (kind == rules.EffectVeto || r.Effect.Group == group) && (lines[r.ID] != nil || binds(r, s, types)) {
				list = append(list, row(r))
			}
		}
		return list
	}
	for _, g := range m.Set.Groups {
		head := Indicator{Group: g.Title, Points: g.Points}
		list := scored(rules.EffectDeduct, g.ID)
		for _, r := range list {
			head.Deducted += r.Deducted
			head.Count += r.Count
		}
		out = append(append(out, head), list...)
	}
	if list := scored(rules.EffectVeto, ""); len(list) > 0 {
		head := Indicator{Group: "单项否决", Veto: true}
		for _, r := range list {
			head.Count += r.Count
		}
		out = append(append(out, head), list...)
	}
	return out
}

// binds tells whether a rule can cost the unit anything at all.
func binds(r *rules.Rule, s *Sheet, types map[string]bool) bool {
	if !r.Applies.Unit(s.Kind) {
		return false
	}
	site := s.Kind == portal.UnitSite
	if siteChecks[r.Check] {
		return site
	}
	if site {
		return !columnChecks[r.Check] && len(r.Applies.Types) == 0
	}
	if len(r.Applies.Types) == 0 {
		return true
	}
	for _, t := range r.Applies.Types {
		if types[t] {
			return true
		}
	}
	return false
}

// reasonsShown is how many findings a score sheet names for one indicator;
// the list of findings names them all.
const reasonsShown = 3

func (s *Sheet) reasons(rule string) string {
	var parts []string
	n := 0
	for _, f := range s.Findings {
		if f.Finding.Rule != rule {
			continue
		}
		if n++; n <= reasonsShown {
			parts = append(parts, f.Number+" "+f.Sentence()+f.Address())
		}
	}
	if n > reasonsShown {
		parts = append(parts, "等"+strconv.Itoa(n)+"处，详见问题台账")
	}
	return strings.Join(parts, "\n")
}
