package page

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/encoding/simplifiedchinese"

	"duwang/crawler/portal"
)

// TestOwnPages reads the pages of testdata/own: the looks and traps of real
// portals under invented names. Each page name.html stands with name.json: the
// options of its reading and the facts that must come out. Facts that are not
// named there are not compared.
func TestOwnPages(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "own", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bodies := map[string][]byte{}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".html") {
				bodies[strings.TrimSuffix(f.Name, ".html")] = f.Data
			}
		}
		for _, f := range archive.Files {
			name, ok := strings.CutSuffix(f.Name, ".json")
			if !ok {
				continue
			}
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name, func(t *testing.T) {
				body, ok := bodies[name]
				if !ok {
					t.Fatalf("no page for %s", f.Name)
				}
				ownPage(t, body, f.Data)
			})
		}
	}
}

func ownPage(t *testing.T, body, spec []byte) {
	var s struct {
		URL         string          `json:"url"`
		Column      bool            `json:"column"`
		Home        bool            `json:"home"`
		Status      int             `json:"status"`
		ContentType string          `json:"content_type"`
		AsOf        portal.Date     `json:"as_of"`
		Encode      string          `json:"encode"` // gbk: the page is sent in it
		Want        json.RawMessage `json:"want"`
	}
	if err := json.Unmarshal(spec, &s); err != nil {
		t.Fatal(err)
	}
	if s.Encode == "gbk" {
		var err error
		if body, err = simplifiedchinese.GBK.NewEncoder().Bytes(body); err != nil {
			t.Fatal(err)
		}
	}
	if s.AsOf == 0 {
		s.AsOf = portal.MustDate("2026-11-21")
	}
	facts, trace, err := Inspect(body, Options{URL: s.URL, Column: s.Column, Home: s.Home, Status: s.Status, ContentType: s.ContentType, AsOf: s.AsOf})
	if err != nil {
		t.Fatal(err)
	}
	var want, all map[string]any
	if err := json.Unmarshal(s.Want, &want); err != nil {
		t.Fatal(err)
	}
	if len(want) == 0 {
		t.Fatal("nothing is wanted of the page")
	}
	raw, err := json.Marshal(facts)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	got := map[string]any{}
	for key := range want {
		got[key] = all[key]
		switch key {
		case "links":
			addresses := []any{}
			for _, l := range facts.Links {
				addresses = append(addresses, l.Kind+" "+l.URL)
			}
			got[key] = addresses
		case "marks", "tags":
			named := map[string]any{}
			list, _ := all[key].([]any)
			for _, m := range list {
				pair := m.(map[string]any)
				named[pair["name"].(string)] = pair["value"]
			}
			got[key] = named
		case "items":
			rows := []any{}
			for _, it := range facts.Items {
				rows = append(rows, []any{it.Title, it.URL, it.Date.String()})
			}
			got[key] = rows
		case "from":
			picked := map[string]any{}
			from, _ := all[key].(map[string]any)
			for k := range want[key].(map[string]any) {
				picked[k] = from[k]
			}
			got[key] = picked
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
		for _, c := range trace {
			t.Logf("%-16s %q  %s  %v  %s", c.Field, clip(c.Value, 40), c.Where, c.Chosen, c.Why)
		}
	}
}
