package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// floors gives each package its floor; imports may only run to a lower one,
// or along allowed. The design stands in the README.
func floor(pkg string) int {
	switch p := strings.TrimPrefix(pkg, "duwang/"); {
	case strings.HasPrefix(p, "cmd/duwang"):
		return 4
	case strings.HasPrefix(p, "cmd/internal/"):
		return 3
	case p == "reports" || strings.HasPrefix(p, "reports/"):
		return 2
	case strings.HasPrefix(p, "crawler/portal") && p != "crawler/portaltest":
		return 0
	default:
		return 1
	}
}

type listed struct {
	ImportPath  string
	Imports     []string
	TestImports []string
	Dir         string
	GoFiles     []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Dir,GoFiles", "./...")
	cmd.Dir = filepath.Join("..", "..")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func isTestHelper(pkg string) bool { return strings.HasSuffix(pkg, "test") }

func TestImportsRunDownwards(t *testing.T) {
	list := packages(t)
	if len(list) < 10 {
		t.Fatalf("only %d packages listed", len(list))
	}
	for _, p := range list {
		if isTestHelper(p.ImportPath) {
			continue
		}
		for _, imp := range p.Imports {
			if !strings.HasPrefix(imp, "duwang/") {
				continue
			}
			if floor(imp) > floor(p.ImportPath) {
				t.Errorf("%s (floor %d) imports %s (floor %d)", p.ImportPath, floor(p.ImportPath), imp, floor(imp))
			}
			sees := strings.HasPrefix(p.ImportPath, "duwang/crawler") && strings.HasPrefix(imp, "duwang/checks")
			judges := strings.HasPrefix(p.ImportPath, "duwang/checks") && strings.HasPrefix(imp, "duwang/crawler") && imp != "duwang/crawler/portal"
			if sees || judges {
				t.Errorf("%s imports %s: crawler and checks know nothing of each other", p.ImportPath, imp)
			}
		}
	}
}

// TestPureFloorsStayPure keeps network, SQL and clock out of what judges and
// what tells, and all but the standard library out of the data.
func TestPureFloorsStayPure(t *testing.T) {
	clock := regexp.MustCompile(`\btime\.Now\(`)
	for _, p := range packages(t) {
		if isTestHelper(p.ImportPath) {
			continue
		}
		rel := strings.TrimPrefix(p.ImportPath, "duwang/")
		pure := strings.HasPrefix(rel, "checks") || strings.HasPrefix(rel, "reports") || rel == "crawler/portal" || rel == "crawler/page" || rel == "crawler/address" || rel == "crawler/attachment" || rel == "crawler/sensitive" || rel == "crawler/discover"
		if !pure {
			continue
		}
		for _, imp := range p.Imports {
			if imp == "net/http" || imp == "database/sql" {
				t.Errorf("%s imports %s", p.ImportPath, imp)
			}
			if rel == "crawler/portal" && strings.Contains(imp, ".") {
				t.Errorf("%s imports %s: data needs only the standard library", p.ImportPath, imp)
			}
		}
		for _, f := range p.GoFiles {
			src, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			if clock.Match(src) {
				t.Errorf("%s/%s asks the clock", p.ImportPath, f)
			}
		}
	}
}
