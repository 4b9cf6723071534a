package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"duwang/checks/rules"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/assess"
)

// Refusals of Freeze.
var (
	// ErrFrozen: the year was frozen before.
	ErrFrozen = errors.New("该年度已经审定")
	// ErrNotFrozen: a correction of a year that was not frozen.
	ErrNotFrozen = errors.New("该年度尚未审定")
	// ErrSame: a correction that changes nothing.
	ErrSame = errors.New("与上一份结果的输入完全相同，没有可以更正的内容")
)

// Freeze makes an assessment the year's result (审定), or with a reason the
// year's next correction (更正), and keeps its papers. A frozen sheet is never
// written over. The papers come back as they are kept.
func Freeze(ctx context.Context, cfg *config.Config, st *store.Store, r *assess.Result, set *rules.Set, by, reason string, on portal.Date) (papers []store.File, err error) {
	have, err := st.Assessments(ctx, r.Year)
	if err != nil {
		return nil, err
	}
	if n := len(have); reason != "" && n > 0 && have[n-1].Hash == r.Hash {
		return nil, fmt.Errorf("%w（%d年度，校验值 %s）", ErrSame, r.Year, r.Hash)
	}
	r.Sheet = assess.Sheet{Kind: assess.Frozen, By: by, On: on, Reason: reason}
	if reason != "" {
		r.Sheet.Kind = assess.Correction
	}
	a := store.Assessment{Year: r.Year, Ruleset: r.Ruleset, Hash: r.Hash, Reason: reason, By: by, On: on, At: time.Now()}
	_, err = st.FreezeAssessment(ctx, a, reason != "", func(number int) ([]store.File, error) {
		r.Sheet.Number = number
		var err error
		papers, err = AssessPapers(cfg, r, set)
		return papers, err
	})
	switch {
	case errors.Is(err, store.ErrConflict):
		return nil, ErrFrozen
	case errors.Is(err, store.ErrNotFound):
		return nil, ErrNotFrozen
	}
	return papers, err
}
