package main

import (
	"context"
	"errors"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/cmd/internal/store"
)

// findScan resolves --scan: an id, the beginning of one, or nothing for the
// latest finished scan.
func findScan(ctx context.Context, st *store.Store, id string) (string, error) {
	if id == "" {
		scan, err := st.LatestScan(ctx, true)
		if errors.Is(err, store.ErrNotFound) {
			return "", usage("还没有完成过的巡检；先运行 duwang scan")
		}
		return scan.ID, err
	}
	scan, err := st.Scan(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return "", usage("没有编号为 %q 的巡检", id)
	case errors.Is(err, store.ErrConflict):
		return "", usage("编号以 %q 开头的巡检不止一次，请写完整", id)
	}
	return scan.ID, err
}

// bindable refuses a ruleset that cannot be loaded or used.
func bindable(ruleset string) error {
	set, err := rules.Load(ruleset)
	if err == nil {
		err = checks.Bind(set)
	}
	if err != nil {
		return &exit{exitUsage, err}
	}
	return nil
}
