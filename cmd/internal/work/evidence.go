package work

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"duwang/checks"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/evidence"
)

// trimEvidence keeps the evidence folder within its limit: what a case or a
// finding of the scan cites stays. It returns what the office ought to know,
// in Chinese, "" when there is nothing to say; that it could not be done is
// no reason to fail a scan.
func trimEvidence(ctx context.Context, cfg *config.Config, st *store.Store, j *Judgement) string {
	var cited map[string]bool
	var failed error
	p, err := evidence.Prune(cfg.Evidence, cfg.EvidenceLimit, func(url string) bool {
		if cited == nil && failed == nil { // only when there is something to choose
			cited, failed = citedAddresses(ctx, st, j)
		}
		return failed != nil || cited[url]
	}, "duwang", time.Now())
	if p.Records > 0 {
		if err := noteEvidence(ctx, cfg, st); err != nil {
			return fmt.Sprintf("证据目录 %s 已清理，但未能记入证据链：%v", cfg.Evidence, err)
		}
	}
	switch {
	case failed != nil || err != nil:
		if err == nil {
			err = failed
		}
		return fmt.Sprintf("证据目录 %s 未能按 evidence_limit 清理：%v", cfg.Evidence, err)
	case p.Busy:
		return fmt.Sprintf("证据目录 %s 已超过 evidence_limit，因另有巡检正在写入，留待下次清理", cfg.Evidence)
	case p.After > cfg.EvidenceLimit:
		return fmt.Sprintf("证据目录 %s 有 %s，超过 evidence_limit 的 %s：剩下的都被问题引用，没有删除；请扩大磁盘空间并调高 evidence_limit",
			cfg.Evidence, inUnits(p.After), inUnits(cfg.EvidenceLimit))
	case p.Records > 0:
		return fmt.Sprintf("证据目录 %s 超过 evidence_limit，已从最早的删起，删去没有被问题引用的 %d 份，现有 %s", cfg.Evidence, p.Records, inUnits(p.After))
	}
	return ""
}

// citedAddresses are the addresses that cases and findings name: their
// subjects, and what their evidence quotes.
func citedAddresses(ctx context.Context, st *store.Store, j *Judgement) (map[string]bool, error) {
	cited := map[string]bool{}
	add := func(f *checks.Finding) error {
		cited[f.URL] = true
		raw, err := json.Marshal(f.Evidence)
		if err != nil {
			return err
		}
		var proof any
		if err := json.Unmarshal(raw, &proof); err != nil {
			return err
		}
		addresses(proof, cited)
		return nil
	}
	for i := range j.Result.Findings {
		if err := add(&j.Result.Findings[i]); err != nil {
			return nil, err
		}
	}
	cases, err := st.Cases(ctx, store.CaseQuery{})
	if err != nil {
		return nil, err
	}
	for i := range cases {
		cited[cases[i].URL] = true
		if err := add(&cases[i].Finding); err != nil {
			return nil, err
		}
	}
	return cited, nil
}

// addresses notes every address in a decoded JSON value.
func addresses(v any, into map[string]bool) {
	switch v := v.(type) {
	case string:
		if strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://") {
			into[v] = true
		}
	case []any:
		for _, e := range v {
			addresses(e, into)
		}
	case map[string]any:
		for _, e := range v {
			addresses(e, into)
		}
	}
}

// inUnits writes a size the way the config does.
func inUnits(n int64) string {
	for _, u := range []struct {
		bytes int64
		name  string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= u.bytes {
			return fmt.Sprintf("%.1f %s", float64(n)/float64(u.bytes), u.name)
		}
	}
	return fmt.Sprintf("%d 字节", n)
}
