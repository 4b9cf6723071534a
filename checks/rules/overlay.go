package rules

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// overlay puts a file's own statements over the set that it extends. An entry
// of rules, groups or documents with a known id overrides only the keys that
// it states, nested ones too (`with: {limit: 7}` leaves warn as it was); an
// entry with a new id is added. A list is replaced whole. A rule that states
// another check does not inherit the arguments of the old one. The scheme, the
// assessment and the reminders are replaced when they are stated.
func (s *Set) overlay(own *Set, body *yaml.Node) error {
	s.Name, s.Extends = own.Name, own.Extends
	s.Title = own.Title
	s.Source = own.Source
	s.Effective = own.Effective
	s.Drop = append(s.Drop[:len(s.Drop):len(s.Drop)], own.Drop...)
	if value(body, "scheme") != nil {
		s.Scheme = own.Scheme
	}
	if value(body, "assessment") != nil {
		s.Assessment = own.Assessment
	}
	if value(body, "reminders") != nil {
		s.Reminders = own.Reminders
	}
	for severity, days := range own.Deadlines {
		if s.Deadlines == nil {
			s.Deadlines = map[string]int{}
		}
		s.Deadlines[severity] = days
	}
	if err := over(&s.Documents, value(body, "documents"), "short", func(d *Document) string { return d.Short }); err != nil {
		return err
	}
	if err := over(&s.Groups, value(body, "groups"), "id", func(g *Group) string { return g.ID }); err != nil {
		return err
	}
	if err := s.drop(own.Drop, value(body, "drop")); err != nil {
		return err
	}
	if err := over(&s.Manual, value(body, "manual"), "id", func(m *Manual) string { return m.ID }); err != nil {
		return err
	}
	return s.rules(own, value(body, "rules"))
}

// over decodes the entries of a list over those with the same id.
func over[T any](list *[]T, node *yaml.Node, key string, id func(*T) string) error {
	if node == nil {
		return nil
	}
	known := map[string]int{}
	for i := range *list {
		known[id(&(*list)[i])] = i
	}
	stated := map[string]bool{}
	for _, entry := range node.Content {
		name := ""
		if v := value(unalias(entry), key); v != nil {
			name = v.Value
		}
		if name != "" && stated[name] {
			return fmt.Errorf("第%d行：%q 重复", entry.Line, name)
		}
		stated[name] = true
		i, ok := known[name]
		if !ok {
			var zero T
			*list = append(*list, zero)
			i = len(*list) - 1
		}
		if err := entry.Decode(&(*list)[i]); err != nil {
			return chinese(err)
		}
	}
	return nil
}

func (s *Set) drop(ids []string, node *yaml.Node) error {
	for i, id := range ids {
		found := false
		for j := range s.Rules {
			if s.Rules[j].ID == id {
				s.Rules = append(s.Rules[:j], s.Rules[j+1:]...)
				found = true
				break
			}
		}
		for j := range s.Manual {
			if s.Manual[j].ID == id {
				s.Manual = append(s.Manual[:j], s.Manual[j+1:]...)
				found = true
				break
			}
		}
		if !found {
			return fmt.Errorf("第%d行：drop 的 %q 不在所继承的指标体系中%s", node.Content[i].Line, id, suggest(id, s.ruleIDs()))
		}
	}
	return nil
}

func (s *Set) ruleIDs() []string {
	list := make([]string, len(s.Rules))
	for i := range s.Rules {
		list[i] = s.Rules[i].ID
	}
	return list
}

func (s *Set) rules(own *Set, node *yaml.Node) error {
	if node == nil {
		return nil
	}
	stated := map[string]int{}
	for i, entry := range node.Content {
		id := own.Rules[i].ID
		if line, again := stated[id]; again && id != "" {
			return fmt.Errorf("第%d行：指标 %q 已在第%d行写过", entry.Line, id, line)
		}
		stated[id] = entry.Line
		old, ok := s.Rule(id)
		if !ok {
			r := own.Rules[i]
			r.From = own.Name
			s.Rules = append(s.Rules, r)
			continue
		}
		with := old.With
		if c := own.Rules[i].Check; c != "" && c != old.Check {
			with = yaml.Node{}
		}
		if err := entry.Decode(old); err != nil {
			return chinese(err)
		}
		old.With = mergeNodes(with, own.Rules[i].With)
		old.From = own.Name
	}
	return nil
}

// mergeNodes returns base with the keys of top laid over it. Neither is changed.
func mergeNodes(base, top yaml.Node) yaml.Node {
	if top.IsZero() {
		return base
	}
	if base.Kind != yaml.MappingNode || unalias(&top).Kind != yaml.MappingNode {
		return top
	}
	merged := base
	merged.Content = append([]*yaml.Node(nil), base.Content...)
	for i, t := 0, unalias(&top); i+1 < len(t.Content); i += 2 {
		k, v := t.Content[i], t.Content[i+1]
		found := false
		for j := 0; j+1 < len(merged.Content); j += 2 {
			if merged.Content[j].Value == k.Value {
				next := mergeNodes(*merged.Content[j+1], *v)
				merged.Content[j], merged.Content[j+1] = k, &next
				found = true
				break
			}
		}
		if !found {
			merged.Content = append(merged.Content, k, v)
		}
	}
	return merged
}

func unalias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
