package rules

import (
	"slices"

	"duwang/crawler/portal"
)

var (
	dutyWords   = []string{DutySkip, DutyFull, DutyNone}
	manualKinds = []string{ManualScore, ManualBonus, ManualVeto}
)

// validateAssessment refuses a yearly table that does not add up.
func (s *Set) validateAssessment(c *complaints, shorts []string) {
	a := &s.Assessment
	const at = "assessment"
	if !s.Scored() && (len(a.Groups) > 0 || len(a.Parts) > 0 || len(s.Manual) > 0) {
		c.say(at, "", "本指标体系没有满分（scheme.base），不能写 assessment 或 manual")
		return
	}
	parts := map[string]bool{}
	var sum Centi
	for _, p := range a.Parts {
		if p.ID == "" || p.Title == "" || p.Points <= 0 {
			c.say(at, "parts", "assessment：权重分值要有 id、title 和大于零的 points")
		}
		if parts[p.ID] {
			c.say(at, "parts", "assessment：权重分值 %q 重复", p.ID)
		}
		parts[p.ID] = true
		sum += p.Points
		s.validateBasis(c, at, p.Title, p.Basis, shorts)
	}
	if len(a.Parts) > 0 && sum != s.Scheme.Base {
		c.say(at, "parts", "assessment：权重分值合计 %s，应等于满分 %s", sum, s.Scheme.Base)
	}
	groups := s.validateYearGroups(c, parts, shorts)
	s.validateManual(c, groups, shorts)
	s.validateClasses(c, groups, parts)
	if a.Bonus.Gate < 0 || a.Bonus.Cap < 0 {
		c.say(at, "bonus", "assessment：bonus 的分值不能为负")
	}
	for _, d := range []string{a.Duty.None, a.Duty.Statement, a.Duty.Exemption} {
		if d != "" {
			c.oneOf(at, "duty", "确无此项的计分办法", d, dutyWords)
		}
	}
}

// validateYearGroups returns the ids of the yearly groups with what of their
// points is left for manual items; -1 for groups that the set states.
func (s *Set) validateYearGroups(c *complaints, parts map[string]bool, shorts []string) map[string]Centi {
	const at = "assessment"
	left := map[string]Centi{}
	if len(s.Assessment.Groups) == 0 {
		for _, g := range s.Groups {
			left[g.ID] = g.Points
		}
		return left
	}
	named := map[string]string{}
	rest := ""
	for _, g := range s.Assessment.Groups {
		if g.ID == "" || g.Title == "" || g.Points <= 0 {
			c.say(at, "groups", "assessment：一级指标要有 id、title 和大于零的 points")
		}
		if _, twice := left[g.ID]; twice {
			c.say(at, "groups", "assessment：一级指标 %q 重复", g.ID)
		}
		left[g.ID] = g.Points
		switch {
		case len(parts) > 0 && !parts[g.Part]:
			c.say(at, "groups", "assessment：一级指标 %q 的 part %q 不在 parts 中", g.ID, g.Part)
		case len(parts) == 0 && g.Part != "":
			c.say(at, "groups", "assessment：没有写 parts，一级指标 %q 不能写 part", g.ID)
		}
		for _, id := range g.Rules {
			if r, ok := s.Rule(id); !ok || r.Effect.Kind != EffectDeduct {
				c.say(at, "groups", "assessment：一级指标 %q 的 rules 中的 %q 不是本指标体系的扣分指标%s", g.ID, id, suggest(id, s.ruleIDs()))
			}
			if named[id] != "" {
				c.say(at, "groups", "assessment：指标 %q 同时列在一级指标 %q 和 %q 中", id, named[id], g.ID)
			}
			named[id] = g.ID
		}
		if g.Rest && rest != "" {
			c.say(at, "groups", "assessment：%q 和 %q 都写了 rest，其余指标只能归入一个一级指标", rest, g.ID)
		}
		if g.Rest {
			rest = g.ID
		}
		if a := g.Answers; a.Late < 0 || a.Overdue < 0 || a.Refuted < 0 || a.Relapse < 0 {
			c.say(at, "groups", "assessment：一级指标 %q 的 answers 不能为负", g.ID)
		}
		s.validateBasis(c, at, g.Title, g.Basis, shorts)
	}
	return left
}

func (s *Set) validateBasis(c *complaints, part, title string, basis []Basis, shorts []string) {
	for _, b := range basis {
		c.oneOf(part, "basis", "依据文件", b.Document, shorts)
		if b.Clause == "" {
			c.say(part, "basis", "%s：依据“%s”没有写条款", title, b.Document)
		}
		if up := b.SupersededBy; up != nil {
			c.oneOf(part, "basis", "依据文件", up.Document, shorts)
			if up.Clause == "" {
				c.say(part, "basis", "%s：superseded_by 没有写“%s”的条款", title, up.Document)
			}
		}
	}
}

func (s *Set) validateManual(c *complaints, left map[string]Centi, shorts []string) {
	seen := map[string]bool{}
	var ids []string
	for id := range left {
		ids = append(ids, id)
	}
	for i := range s.Manual {
		m := &s.Manual[i]
		part := "manual " + m.ID
		if m.ID == "" || m.Title == "" {
			c.say("manual", "", "人工评分项要有 id 和 title")
			continue
		}
		if seen[m.ID] {
			c.say(part, "id", "人工评分项 %q 重复", m.ID)
		}
		seen[m.ID] = true
		if _, rule := s.Rule(m.ID); rule {
			c.say(part, "id", "人工评分项 %q 与自动指标同名", m.ID)
		}
		if m.Standard == "" || m.Proof == "" {
			c.say(part, "", "%s：缺少 standard（评分标准）或 proof（佐证材料）", m.ID)
		}
		s.validateBasis(c, part, m.ID, m.Basis, shorts)
		for _, k := range m.Applies.Kinds {
			c.oneOf(part, "applies", "单位类别", k, unitKinds)
		}
		if len(m.Applies.Types) > 0 {
			c.say(part, "applies", "%s：人工评分项只能按单位类别（kinds）限定", m.ID)
		}
		if m.Effect != "" {
			c.oneOf(part, "effect", "计分方式", m.Effect, manualKinds)
		}
		switch m.Kind() {
		case ManualVeto:
			if m.Points != 0 {
				c.say(part, "points", "%s：单项否决不能写 points", m.ID)
			}
		case ManualBonus:
			if m.Points <= 0 {
				c.say(part, "points", "%s：加分项的 points 应大于零", m.ID)
			}
		case ManualScore:
			if m.Points <= 0 {
				c.say(part, "points", "%s：points 应大于零", m.ID)
			}
			points, ok := left[m.Group]
			if !ok {
				c.oneOf(part, "group", "一级指标", m.Group, ids)
				continue
			}
			if left[m.Group] -= m.Points; left[m.Group] < 0 {
				c.say(part, "points", "%s：一级指标 %q 只剩 %s 分，放不下 %s 分", m.ID, m.Group, max(points, 0), m.Points)
			}
		}
	}
	for _, g := range s.Assessment.Groups {
		automatic := len(g.Rules) > 0 || g.Rest || g.Answers != Answers{}
		switch {
		case left[g.ID] > 0 && !automatic:
			c.say("assessment", "groups", "assessment：一级指标 %q 的人工评分项合计比它的分值少 %s 分，又没有 rules、rest 或 answers", g.ID, left[g.ID])
		case left[g.ID] == 0 && automatic:
			c.say("assessment", "groups", "assessment：一级指标 %q 的分值全给了人工评分项，rules、rest、answers 无分可扣", g.ID)
		}
	}
}

func (s *Set) validateClasses(c *complaints, groups map[string]Centi, parts map[string]bool) {
	items := map[string]bool{}
	for i := range s.Manual {
		items[s.Manual[i].ID] = true
	}
	seen := map[string]bool{}
	for _, k := range s.Assessment.Classes {
		say := func(format string, args ...any) {
			c.say("assessment", "classes", "assessment：类别 %q "+format, append([]any{k.ID}, args...)...)
		}
		if k.ID == "" || k.Title == "" {
			say("要有 id 和 title")
		}
		if seen[k.ID] {
			say("重复")
		}
		seen[k.ID] = true
		for _, kind := range k.Kinds {
			if !slices.Contains(unitKinds, kind) || kind == portal.UnitSite {
				say("的 kinds 中没有 %q 这种单位类别%s", kind, suggest(kind, unitKinds))
			}
		}
		if len(k.Kinds) == 0 && len(k.Units) == 0 {
			say("没有写 kinds 或 units，不知道适用于谁")
		}
		for id, points := range k.Points {
			if _, group := groups[id]; !group && !items[id] && !parts[id] {
				say("的 points 中的 %q 不是一级指标、权重分值或人工评分项", id)
			}
			if points < 0 {
				say("的 points 不能为负")
			}
		}
		for _, id := range k.Skip {
			if _, group := groups[id]; !group && !items[id] {
				say("的 skip 中的 %q 不是一级指标或人工评分项", id)
			}
		}
	}
}
