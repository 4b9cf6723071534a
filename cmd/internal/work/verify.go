package work

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/evidence"
	"duwang/reports/rectify"
)

// A Verification is what walking the chain of evidence (证据链) came to.
type Verification struct {
	*store.ChainState
	Files  int                // evidence files compared with the chain
	Proofs int                // kept answers compared with the events that cite them
	Faults []store.ChainBreak // of evidence and of cases, besides Breaks
}

// Whole tells whether nothing is broken.
func (v *Verification) Whole() bool { return len(v.Breaks)+len(v.Faults) == 0 }

// Verify walks the chain of a store (store.VerifyChain) and compares with it
// every evidence file, every kept answer that a case cites, and the state of
// every case. heads are hashes that were noted outside, such as on paper;
// which of them stand in the chain is in Hashes.
func Verify(ctx context.Context, cfg *config.Config, st *store.Store, heads ...string) (*Verification, error) {
	state, err := st.VerifyChain(ctx, heads...)
	if err != nil {
		return nil, err
	}
	v := &Verification{ChainState: state}
	latest := latestLinks(state.Files)
	for _, name := range slices.Sorted(maps.Keys(latest)) {
		l := latest[name]
		digest, err := fileDigest(filepath.Join(cfg.Evidence, name))
		gone := errors.Is(err, os.ErrNotExist)
		switch {
		case err != nil && !gone:
			return nil, err
		case gone && l.Kind == store.LinkEvidence:
			v.fault(&l, "证据文件丢失")
		case !gone && l.Kind == store.LinkEvidence && digest != l.Digest:
			v.fault(&l, "证据文件被改动，或者有未完成的巡检正在写入")
		}
		v.Files++
	}
	if err := v.proofs(ctx, cfg, st); err != nil {
		return nil, err
	}
	wrong, err := st.CasesInOrder(ctx)
	for _, number := range wrong {
		v.Faults = append(v.Faults, store.ChainBreak{Ref: "case " + number, Text: "问题的状态与其办理记录不符"})
	}
	return v, err
}

func (v *Verification) fault(l *store.Link, text string) {
	v.Faults = append(v.Faults, store.ChainBreak{Seq: l.Seq, Ref: l.Kind + " " + l.Ref, Text: text})
}

// proofs looks whether every kept answer that an event cites is there and is
// what it was.
func (v *Verification) proofs(ctx context.Context, cfg *config.Config, st *store.Store) error {
	cited := map[string][]string{} // digest → cases
	wanted := map[string]bool{}
	err := st.EachEvent(ctx, func(number string, e *rectify.Event) error {
		for _, p := range e.Proofs {
			wanted[p.Digest] = true
			if !slices.Contains(cited[p.Digest], number) {
				cited[p.Digest] = append(cited[p.Digest], number)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	entries, err := evidence.Payloads(cfg.Evidence, wanted)
	if err != nil {
		return fmt.Errorf("读取证据索引：%w", err)
	}
	for _, digest := range slices.Sorted(maps.Keys(cited)) {
		v.Proofs++
		e, ok := entries[digest]
		text := ""
		if !ok {
			text = "引用的证据不在证据目录中"
		} else if err := evidence.Check(cfg.Evidence, e); errors.Is(err, evidence.ErrAltered) {
			text = "引用的证据内容被改动"
		} else if err != nil {
			text = "引用的证据读不出来"
		}
		if text != "" {
			v.Faults = append(v.Faults, store.ChainBreak{Ref: "case " + cited[digest][0], Text: fmt.Sprintf("%s（%s，共%d个问题引用）", text, digest, len(cited[digest]))})
		}
	}
	return nil
}
