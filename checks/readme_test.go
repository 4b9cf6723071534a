package checks_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"duwang/checks"
	"duwang/checks/rules"
)

//go:generate go test -run TestReadmeListsEveryRule -update-readme .

var updateReadme = flag.Bool("update-readme", false, "write the catalogue of rules into README.md")

const (
	catalogueBegin = "<!-- catalogue: go generate ./checks -->\n"
	catalogueEnd   = "<!-- end of catalogue -->\n"
)

// README.md lists every rule of the built-in rulesets once, as the first set
// of the list states it: the national ones, then the local ones.
func TestReadmeListsEveryRule(t *testing.T) {
	const path = "../README.md"
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(raw), catalogueBegin)
	_, tail, closed := strings.Cut(rest, catalogueEnd)
	if !ok || !closed {
		t.Fatalf("README.md lacks %q or %q", catalogueBegin, catalogueEnd)
	}
	want := head + catalogueBegin + catalogue(t) + catalogueEnd + tail
	if want == string(raw) {
		return
	}
	if !*updateReadme {
		t.Fatal("the catalogue in README.md is stale; run go generate ./checks")
	}
	if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func catalogue(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| 编号 | 名称 | 检查什么 | 依据 | 严重程度 |\n| --- | --- | --- | --- | --- |\n")
	seen := map[string]bool{}
	for _, name := range append([]string{"national-full"}, rules.Builtin()...) {
		set, err := rules.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range set.Rules {
			r := &set.Rules[i]
			if seen[r.ID] {
				continue
			}
			seen[r.ID] = true
			c, ok := checks.Lookup(r.Check)
			if !ok {
				t.Fatalf("%s uses no known check: %s", r.ID, r.Check)
			}
			basis := "—"
			if len(r.Basis) > 0 {
				basis = r.Basis[0].Document + " " + r.Basis[0].Clause
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.ID, cell(r.Title), cell(c.Title), cell(basis), rules.SeverityChinese(r.Severity))
		}
	}
	return b.String()
}

func cell(s string) string { return strings.ReplaceAll(s, "|", "／") }
