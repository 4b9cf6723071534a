package work_test

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"duwang/checks"
	"duwang/cmd/internal/demo"
	"duwang/cmd/internal/store/storetest"
	"duwang/cmd/internal/work"
	"duwang/crawler/evidence"
	"duwang/crawler/portal"
)

// TestEvidenceStaysWithinItsLimit scans the county, then once more with room
// for half of what was kept: the folder shrinks, and all that findings cite
// can still be read.
func TestEvidenceStaysWithinItsLimit(t *testing.T) {
	c := newCounty(t)
	st := open(t, storetest.SQLite(t))
	ctx := context.Background()
	scan := func() *work.Judgement {
		t.Helper()
		scan, _, err := work.Scan(ctx, c.cfg, st, work.Request{Kind: portal.ScanFull, AsOf: demo.AsOf, Version: "test", Pause: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		j, err := work.JudgeAndFollow(ctx, c.cfg, st, scan.ID)
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	size := func() (n int64) {
		t.Helper()
		list, err := os.ReadDir(c.cfg.Evidence)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			info, err := f.Info()
			if err != nil {
				t.Fatal(err)
			}
			n += info.Size()
		}
		return n
	}
	j := scan()
	if j.EvidenceNote != "" {
		t.Errorf("with room enough: %s", j.EvidenceNote)
	}
	before, err := evidence.Index(c.cfg.Evidence)
	if err != nil {
		t.Fatal(err)
	}
	had := map[string]bool{}
	for _, e := range before {
		had[e.URL] = true
	}
	c.cfg.EvidenceLimit = size() / 2
	j = scan()
	if !strings.Contains(j.EvidenceNote, "已从最早的删起") && !strings.Contains(j.EvidenceNote, "都被问题引用") {
		t.Errorf("over the limit: %q", j.EvidenceNote)
	}
	if n := size(); n > c.cfg.EvidenceLimit && !strings.Contains(j.EvidenceNote, "都被问题引用") {
		t.Errorf("%d bytes, the limit is %d", n, c.cfg.EvidenceLimit)
	}
	entries, err := evidence.Index(c.cfg.Evidence)
	if err != nil || len(entries) >= 2*len(before) {
		t.Fatalf("%d entries of %d, %v", len(entries), 2*len(before), err)
	}
	kept := map[string]bool{}
	for _, e := range entries {
		if _, err := evidence.Read(c.cfg.Evidence, e, entries); err != nil {
			t.Error(err)
		}
		kept[e.URL] = true
	}
	cited := 0
	for i := range j.Result.Findings {
		for _, u := range citedBy(t, &j.Result.Findings[i]) {
			if had[u] {
				cited++
				if !kept[u] {
					t.Errorf("the evidence of %s is gone, which %s cites", u, j.Result.Findings[i].Rule)
				}
			}
		}
	}
	if cited < 20 {
		t.Errorf("only %d citations", cited)
	}
}

var quoted = regexp.MustCompile(`"(https?://[^"]+)"`)

// citedBy are the addresses that stand in a finding.
func citedBy(t *testing.T, f *checks.Finding) []string {
	t.Helper()
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range quoted.FindAllStringSubmatch(string(b), -1) {
		list = append(list, m[1])
	}
	slices.Sort(list)
	return slices.Compact(list)
}
