package checks_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duwang/checks"
	"duwang/checks/rules"
)

// TestEveryCheckIsWhole walks the catalogue: words for people, clauses, and
// portals on which it is tried; no portals without their check.
func TestEveryCheckIsWhole(t *testing.T) {
	set, err := rules.Load("national-2019")
	if err != nil {
		t.Fatal(err)
	}
	documents := map[string]bool{}
	for _, d := range set.Documents {
		documents[d.Short] = true
	}
	folders := map[string]bool{}
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		folders[e.Name()] = true
	}
	for _, c := range checks.All() {
		for name, words := range map[string]string{"Title": c.Title, "Doc": c.Doc, "Fix": c.Fix} {
			if !strings.ContainsFunc(words, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
				t.Errorf("%s: %s is %q, no Chinese", c.ID, name, words)
			}
		}
		if !strings.HasSuffix(c.Doc, "。") || !strings.HasSuffix(c.Fix, "。") {
			t.Errorf("%s: Doc and Fix are sentences", c.ID)
		}
		if len(c.Serves) == 0 {
			t.Errorf("%s serves no clause", c.ID)
		}
		for _, b := range c.Serves {
			if !documents[b.Document] || b.Clause == "" {
				t.Errorf("%s serves %+v", c.ID, b)
			}
		}
		if c.Begin == nil {
			t.Errorf("%s cannot begin", c.ID)
		}
		portals, err := filepath.Glob(filepath.Join("testdata", c.ID, "*.txtar"))
		if err != nil {
			t.Fatal(err)
		}
		if len(portals) == 0 {
			t.Errorf("%s has no portal under testdata", c.ID)
		}
		proved(t, c.ID, portals)
		if found, ok := checks.Lookup(c.ID); !ok || found != c {
			t.Errorf("Lookup(%q) does not find it", c.ID)
		}
		delete(folders, c.ID)
	}
	for f := range folders {
		t.Errorf("testdata/%s belongs to no check", f)
	}
}

// proved fails when the portals of a check never show it bad, or never show
// it good.
func proved(t *testing.T, id string, portals []string) {
	t.Helper()
	bad, good := false, false
	for _, p := range portals {
		raw, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		bad = bad || strings.Contains(string(raw), "want "+id)
		good = good || strings.Contains(string(raw), "good "+id)
	}
	if len(portals) > 0 && (!bad || !good) {
		t.Errorf("the portals of %s do not show it both bad and good", id)
	}
}

func TestEveryBuiltinRulesetBinds(t *testing.T) {
	used := map[string]bool{}
	for _, name := range rules.Builtin() {
		set, err := rules.Load(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if err := checks.Bind(set); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for i := range set.Rules {
			used[set.Rules[i].Check] = true
		}
	}
	for _, c := range checks.All() {
		if !used[c.ID] {
			t.Errorf("no built-in ruleset uses %s", c.ID)
		}
	}
}
