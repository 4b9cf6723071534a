// Package checktest runs the real crawler and all checks of the national
// ruleset over small portals (package portaltest) and compares what comes out
// with what the pages themselves expect:
//
//	<!-- want column-stale "已22天" -->        this page is a finding's subject
//	<!-- want link-broken /x/404.html "404" -->  so is the address it names
//	<!-- want field-missing:source -->         … with that mark
//	<!-- good column-stale -->                 this page was examined and found in order
//	<!-- warn column-stale "还有4天" -->
//	<!-- unverified blocked "412" -->
//
// Quoted words must stand in the finding's message, explanation or evidence.
// Addresses resolve against the page. In site.yaml and answers.yaml the same
// lines stand behind a # and always name an address. What is wanted and does
// not come, and what comes and is not wanted, both fail; goods alone are
// claims that nothing else denies: a page needs no mark for being in order.
//
// So every portal also proves the other checks silent. A portal that cannot
// be made perfect names the checks it is not about under silence: in
// site.yaml; one whose check only a local ruleset uses names that set under
// ruleset:.
package checktest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"duwang/checks"
	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/crawler/portaltest"
)

// Ruleset is the built-in set that portals are judged by when they name none.
const Ruleset = "national-2019"

// Run tests every txtar file under dir, a subtest each.
func Run(t *testing.T, dir string) {
	t.Helper()
	found := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".txtar" {
			return err
		}
		found++
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		t.Run(strings.TrimSuffix(filepath.ToSlash(name), ".txtar"), func(t *testing.T) { one(t, path) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Fatalf("no portal under %s", dir)
	}
}

func one(t *testing.T, path string) {
	p, err := portaltest.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	marks, err := readMarks(p, raw)
	if err != nil {
		t.Fatal(err)
	}
	if p.Intent == "" {
		t.Error("the archive does not say what it is about")
	}
	// The crawl's pauses and time-outs pass on a clock of the bubble's own.
	synctest.Test(t, func(t *testing.T) {
		memory, sum, err := p.Crawl(t.Context())
		if err != nil {
			t.Fatalf("crawl: %v", err)
		}
		if !sum.Complete {
			t.Logf("crawl incomplete: %v", sum.Reasons)
		}
		set, err := Set(p.Ruleset, p.Silence, p.Rules)
		if err != nil {
			t.Fatal(err)
		}
		opt := checks.Options{Set: set, Calendar: calendar.MustDefault(), AsOf: p.AsOf, Since: p.Since, Watch: marks.watch(), Probes: p.Probes}
		result, acquitted, err := checks.Run(memory, opt)
		if err != nil {
			t.Fatalf("checks: %v", err)
		}
		if diff := marks.compare(result, acquitted); diff != "" {
			t.Errorf("%s\n%s", p.Intent, diff)
		}
		again, _, err := checks.Run(memory, opt)
		if err != nil {
			t.Fatalf("checks: %v", err)
		}
		if a, b := encode(t, result), encode(t, again); !bytes.Equal(a, b) {
			t.Errorf("judged twice, the same snapshot gave\n%s\nand\n%s", a, b)
		}
	})
}

func encode(t *testing.T, r *checks.Result) []byte {
	t.Helper()
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Set returns a built-in ruleset ("" = the national one) without the rules of
// the silenced checks and, when only names some, without the rules that are
// neither named nor national. A name that the set does not know is an error.
func Set(name string, silence, only []string) (*rules.Set, error) {
	if name == "" {
		name = Ruleset
	}
	set, err := rules.Load(name)
	if err != nil {
		return nil, err
	}
	if len(only) > 0 {
		national, err := rules.Load(Ruleset)
		if err != nil {
			return nil, err
		}
		for _, id := range only {
			if _, ok := set.Rule(id); !ok {
				return nil, fmt.Errorf("rules: %s has no rule %q", name, id)
			}
		}
		set.Rules = slices.DeleteFunc(set.Rules, func(r rules.Rule) bool {
			_, usual := national.Rule(r.ID)
			return !usual && !slices.Contains(only, r.ID)
		})
	}
	for _, check := range silence {
		n := len(set.Rules)
		set.Rules = slices.DeleteFunc(set.Rules, func(r rules.Rule) bool { return r.Check == check })
		if len(set.Rules) == n {
			return nil, fmt.Errorf("silence: %s uses no check %q", name, check)
		}
	}
	return set, nil
}
