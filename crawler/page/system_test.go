package page

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"duwang/crawler/portal"
)

// TestSystemsAreRecognisedAndRead reads a list, its second page and an article
// of every system. A list of a system that leaves no marks is known by its
// articles' addresses only, so its own page names none.
func TestSystemsAreRecognisedAndRead(t *testing.T) {
	for _, s := range systems() {
		if s.ID == genericID {
			continue
		}
		t.Run(s.ID, func(t *testing.T) {
			archive, err := txtar.ParseFile(filepath.Join("testdata", "systems", s.ID+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			bodies := map[string][]byte{}
			for _, f := range archive.Files {
				bodies[f.Name] = f.Data
			}
			for _, name := range []string{"list", "second", "article"} {
				body, spec := bodies[name+".html"], bodies[name+".json"]
				if body == nil || spec == nil {
					t.Fatalf("%s is missing", name)
				}
				ownPage(t, body, spec)
				var o struct {
					URL    string `json:"url"`
					Column bool   `json:"column"`
				}
				if err := json.Unmarshal(spec, &o); err != nil {
					t.Fatal(err)
				}
				facts, _, err := Inspect(body, Options{URL: o.URL, Column: o.Column, AsOf: portal.MustDate("2026-11-21")})
				if err != nil {
					t.Fatal(err)
				}
				want := s.ID
				if len(s.Marks) == 0 && name != "article" {
					want = ""
				}
				if facts.System != want {
					t.Errorf("%s is of system %q, want %q", name, facts.System, want)
				}
				if name == "list" && s.Pager.Second != "" && (len(facts.More) == 0 || !strings.Contains(facts.More[0], s.Pager.Second)) {
					t.Errorf("the second page is %q, want %s", facts.More, s.Pager.Second)
				}
			}
		})
	}
}

func TestGenericMarksNameNoSystem(t *testing.T) {
	f, _, err := Inspect([]byte(`<html><head><title>示例</title></head><body><p>正文</p></body></html>`), Options{URL: "http://www.example.gov.cn/a/b.html"})
	if err != nil || f.System != "" {
		t.Fatalf("system %q, %v", f.System, err)
	}
}
