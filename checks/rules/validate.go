package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"duwang/crawler/portal"
)

var (
	effects   = []string{EffectVeto, EffectDeduct, EffectNone}
	unitKinds = []string{portal.UnitDepartment, portal.UnitTownship, portal.UnitGovernment, portal.UnitEnterprise, portal.UnitSite}
)

func columnTypes() []string {
	list := make([]string, len(portal.ColumnTypes))
	for i, t := range portal.ColumnTypes {
		list[i] = t.Type
	}
	return list
}

// A complaint collector: every fault of a set is said at once, each with the
// file and line that states it.
type complaints struct {
	at   places
	list []string
}

func (c *complaints) say(part, key, format string, args ...any) {
	p := c.at.of(part, key)
	where := ""
	if p.file != "" {
		where = fmt.Sprintf("%s 第%d行：", p.file, p.line)
	}
	c.list = append(c.list, where+fmt.Sprintf(format, args...))
}

// oneOf complains of a word that is none of the known ones.
func (c *complaints) oneOf(part, key, what, word string, known []string) {
	if !slices.Contains(known, word) {
		c.say(part, key, "%s：%s %q 不存在%s", strings.TrimPrefix(part, "rule "), what, word, suggest(word, known))
	}
}

// validate refuses a merged set that contradicts itself.
func (s *Set) validate(at places) error {
	c := &complaints{at: at}
	s.validateScheme(c)
	s.validateReminders(c)
	documents := map[string]bool{}
	var shorts []string
	for _, d := range s.Documents {
		part := "document " + d.Short
		if d.Short == "" || d.Title == "" {
			c.say(part, "", "依据文件要有 short（简称）和 title（全称）")
		}
		if documents[d.Short] {
			c.say(part, "short", "依据文件 %q 重复", d.Short)
		}
		documents[d.Short] = true
		shorts = append(shorts, d.Short)
	}
	groups := map[string]bool{}
	var groupIDs []string
	for _, g := range s.Groups {
		part := "group " + g.ID
		if g.ID == "" || g.Title == "" {
			c.say(part, "", "一级指标要有 id 和 title")
		}
		if groups[g.ID] {
			c.say(part, "id", "一级指标 %q 重复", g.ID)
		}
		if g.Points < 0 {
			c.say(part, "points", "一级指标 %q 的分值不能为负", g.ID)
		}
		groups[g.ID] = true
		groupIDs = append(groupIDs, g.ID)
	}
	if len(s.Rules) == 0 {
		c.say("rules", "", "没有任何指标")
	}
	seen := map[string]bool{}
	for i := range s.Rules {
		r := &s.Rules[i]
		part := "rule " + r.ID
		if seen[r.ID] {
			c.say(part, "id", "指标 %q 重复", r.ID)
		}
		seen[r.ID] = true
		s.validateRule(c, r, shorts, groupIDs)
	}
	s.validateAssessment(c, shorts)
	if len(c.list) > 0 {
		return errors.New(strings.Join(c.list, "\n"))
	}
	return nil
}

func (s *Set) validateScheme(c *complaints) {
	if s.Title == "" {
		c.say("name", "", "缺少 title（指标体系的全称）")
	}
	for severity, days := range s.Deadlines {
		if !slices.Contains(Severities, severity) {
			c.say("deadlines", "", "deadlines：严重程度 %q 不存在%s", severity, suggest(severity, Severities))
		}
		if days < 0 {
			c.say("deadlines", "", "deadlines：%s 的整改时限不能为负", severity)
		}
	}
	if s.Scheme.Recurrence != 0 && s.Scheme.Recurrence < 100 {
		c.say("scheme", "", "scheme：recurrence（复发的扣分倍数）不能小于1")
	}
	if s.Scheme.Base < 0 {
		c.say("scheme", "", "scheme：base（满分）不能为负")
	}
	for i, g := range s.Scheme.Grades {
		if i > 0 && g.From >= s.Scheme.Grades[i-1].From {
			c.say("scheme", "", "scheme：等次应从高到低排列，%q 的下限 %s 不低于前一等次的 %s", g.Name, g.From, s.Scheme.Grades[i-1].From)
		}
	}
	if n := len(s.Scheme.Grades); n > 0 && s.Scheme.Grades[n-1].From != 0 {
		c.say("scheme", "", "scheme：最低一个等次应从 0 分起，否则有的得分没有等次")
	}
}

func (s *Set) validateRule(c *complaints, r *Rule, shorts, groups []string) {
	part := "rule " + r.ID
	switch {
	case r.ID == "":
		c.say("rules", "", "有一条指标没有 id")
		return
	case !KnownID(r.ID):
		known := make([]string, 0, len(ids()))
		for id := range ids() {
			known = append(known, id)
		}
		c.say(part, "id", "没有编号为 %q 的指标%s", r.ID, suggest(r.ID, known))
	}
	if r.Title == "" || r.Check == "" {
		c.say(part, "", "%s：缺少 title（名称）或 check（检查项）", r.ID)
	}
	c.oneOf(part, "severity", "严重程度", r.Severity, Severities)
	c.oneOf(part, "effect", "计分方式", r.Effect.Kind, effects)
	if r.RectifyWithin < 0 {
		c.say(part, "rectify_within", "%s：整改时限不能为负", r.ID)
	}
	for _, t := range r.Applies.Types {
		c.oneOf(part, "applies", "栏目类型", t, columnTypes())
	}
	for _, k := range r.Applies.Kinds {
		c.oneOf(part, "applies", "单位类别", k, unitKinds)
	}
	s.validateBasis(c, part, r.ID, r.Basis, shorts)
	e := r.Effect
	if e.Points < 0 || e.Cap < 0 {
		c.say(part, "effect", "%s：扣分不能为负", r.ID)
	}
	if slices.Contains(effects, e.Kind) && e.Kind != EffectDeduct && (e.Points != 0 || e.Cap != 0) {
		c.say(part, "effect", "%s：计分方式为 %s，不能写 points 或 cap", r.ID, e.Kind)
	}
	if e.Kind == EffectDeduct {
		if e.Points == 0 {
			c.say(part, "effect", "%s：扣分指标没有写 points", r.ID)
		}
		if e.Cap > 0 && e.Cap < e.Points {
			c.say(part, "effect", "%s：上限 %s 低于单次扣分 %s", r.ID, e.Cap, e.Points)
		}
		if !s.Scored() {
			c.say(part, "effect", "%s：本指标体系没有满分（scheme.base），不能扣分", r.ID)
		}
	}
	if e.Group != "" || e.Kind == EffectDeduct && len(groups) > 0 {
		c.oneOf(part, "effect", "一级指标", e.Group, groups)
	}
}
