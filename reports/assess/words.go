package assess

import "fmt"

// Heading returns a paper's title with its year and what sheet it is:
// 2026年度政务公开工作考核评分表（试算）.
func (r *Result) Heading(paper string) string {
	return fmt.Sprintf("%d年度政务公开工作%s%s", r.Year, paper, r.Sheet.Mark())
}

// Mark says what sheet it is in brackets, "" for the frozen one: （试算）, （更正1）.
func (s *Sheet) Mark() string {
	switch s.Kind {
	case Frozen:
		return ""
	case Correction:
		return fmt.Sprintf("（更正%d）", s.Number)
	}
	return "（试算）"
}

// Line says by what a sheet was scored and how it can be checked.
func (r *Result) Line() string {
	text := fmt.Sprintf("考核期间：%s至%s，办理情况截至%s。指标体系：%s（%s）。输入校验：%s。", r.Period.From.Chinese(), r.Period.To.Chinese(), r.Period.AsOf.Chinese(),
		r.RulesetTitle, r.Ruleset, r.Hash)
	if r.Sheet.Kind == Trial {
		text += "本表为试算，未经审定。"
	}
	return text
}

// PartTitles returns the titles of the parts (权重分值) of the table, 各项得分 for
// a table that has none.
func (r *Result) PartTitles() []string {
	if len(r.Units) == 0 {
		return nil
	}
	var out []string
	for _, p := range r.Units[0].Parts {
		if p.Title == "" {
			p.Title = "各项得分"
		}
		out = append(out, p.Title)
	}
	return out
}

// RuleTitle returns the title of a rule, its id when the ruleset lacks it.
func (r *Result) RuleTitle(id string) string {
	if t := r.titles[id]; t != "" {
		return t
	}
	return id + "（不在本指标体系内，不计分）"
}

// Serials returns the document numbers (文号) of notices by their keys.
func (r *Result) Serials(keys []string) []string {
	var out []string
	for _, k := range keys {
		if s := r.serials[k]; s != "" {
			k = s
		}
		out = append(out, k)
	}
	return out
}
