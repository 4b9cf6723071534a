package checks

import (
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// A Check (检查项) is code that measures one thing. It opens nothing, asks no
// clock and logs nothing: what it needs comes with the Pass.
type Check struct {
	ID    string // lower-case words, never changed: column-stale
	Title string // 栏目更新超期
	Doc   string // what is measured, in plain Chinese
	Fix   string // what the column's editor does about it
	// Serves names the clauses the check was written for.
	Serves []rules.Basis
	// Args returns a pointer to the argument struct with its defaults; a
	// rule's `with` is decoded over it, unknown keys refused.
	Args func() any
	// Begin starts one pass of the check under one rule.
	Begin func(p *Pass) Examiner
}

// An Examiner says what a check wants to see; what is nil is not called.
// Calls come in this order: every Item, every Page, every Target, then each
// Column, each Site, and Done.
type Examiner struct {
	Item   func(*portal.Item)
	Page   func(*portal.Page)
	Target func(*portal.Target)
	Column func(*Column)
	Site   func(*Site)
	Done   func()
}

var registry = map[string]*Check{}

// register enters a check at start; two checks with one id are a broken program.
func register(c *Check) *Check {
	if registry[c.ID] != nil {
		panic("two checks are called " + c.ID)
	}
	registry[c.ID] = c
	return c
}

// All returns every check by id.
func All() []*Check {
	list := make([]*Check, 0, len(registry))
	for _, c := range registry {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *Check) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// Lookup returns the check with the given id.
func Lookup(id string) (*Check, bool) {
	c, ok := registry[id]
	return c, ok
}

// Bind refuses a ruleset that names a check, or an argument of one, that the
// program does not have.
func Bind(set *rules.Set) error {
	for i := range set.Rules {
		r := &set.Rules[i]
		c, ok := registry[r.Check]
		if !ok {
			return fmt.Errorf("指标 %s：没有名为 %q 的检查项", r.ID, r.Check)
		}
		if _, err := arguments(c, r); err != nil {
			return err
		}
	}
	return nil
}

func arguments(c *Check, r *rules.Rule) (any, error) {
	if c.Args == nil {
		if r.With.Kind != 0 {
			return nil, fmt.Errorf("指标 %s：检查项 %s 不接受参数", r.ID, c.ID)
		}
		return nil, nil
	}
	args := c.Args()
	if err := rules.DecodeStrict(&r.With, args); err != nil {
		return nil, fmt.Errorf("指标 %s：参数有误：%w", r.ID, err)
	}
	if v, ok := args.(interface{ validate() error }); ok {
		if err := v.validate(); err != nil {
			return nil, fmt.Errorf("指标 %s：参数有误：%w", r.ID, err)
		}
	}
	return args, nil
}

// oneOf refuses an argument that is none of the words it may be.
func oneOf(key, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return fmt.Errorf("%s 的值 %q 应为 %s 之一", key, value, strings.Join(words, "、"))
}
