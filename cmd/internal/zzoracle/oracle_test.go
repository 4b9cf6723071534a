package zzoracle

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/crawler/portaltest"
)

func dump(t *testing.T, s portal.Snapshot) []string {
	var out []string
	add := func(kind string, v any) { b, _ := json.Marshal(v); out = append(out, kind+" "+string(b)) }
	s.Pages(func(p *portal.Page) error { c := *p; c.Taken = c.Taken.UTC(); c.Taken = c.Taken.Truncate(1e15); add("page", c); return nil })
	s.Items(func(p *portal.Item) error { add("item", p); return nil })
	s.Targets(func(p *portal.Target) error { add("target", p); return nil })
	s.Gaps(func(p *portal.Gap) error { add("gap", p); return nil })
	return out
}

func TestOracle(t *testing.T) {
	files, _ := filepath.Glob("/work/main/checks/testdata/*/*.txtar")
	for _, f := range files {
		t.Run(filepath.Base(filepath.Dir(f))+"/"+filepath.Base(f), func(t *testing.T) {
			p, err := portaltest.ParseFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for k := range 1 {
				_ = k
			}
			ctx := context.Background()
			opt := p.Options()
			opt.Timeout = 300e6
			opt.Pause = 10e6
			m := portaltest.NewMemory(p.Scan(), p.Ledger)
			if _, err := crawler.Run(ctx, m, opt); err != nil {
				t.Fatal(err)
			}
			p2, _ := portaltest.ParseFile(f)
			opt2 := p2.Options()
			opt2.Timeout = 300e6
			opt2.Pause = 10e6
			st, err := store.Open(ctx, filepath.Join(t.TempDir(), "x.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			if err := st.StartScan(ctx, p.Scan(), &p.Ledger, "x"); err != nil {
				t.Fatal(err)
			}
			if _, err := crawler.Run(ctx, st.Frontier("scan"), opt2); err != nil {
				t.Fatal(err)
			}
			snap, err := st.Snapshot(ctx, "scan")
			if err != nil {
				t.Fatal(err)
			}
			a, b := dump(t, m), dump(t, snap)
			if d := cmp.Diff(a, b); d != "" {
				fmt.Println(d)
				t.Fail()
			}
		})
	}
}
