package work

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"duwang/checks"
	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/crawler/wordlist"
)

// A Judgement is a scan judged: everything reports need.
type Judgement struct {
	Result    *checks.Result
	Set       *rules.Set
	Ledger    *portal.Ledger
	Acquitted []string // watched fingerprints that were examined and found in order
	// Cases says what the scan came to for the cases; nil when a scan was
	// judged again, which changes none.
	Cases *Followed
	// EvidenceNote says what became of the evidence folder's limit, "" when
	// there was room; only JudgeAndFollow fills it in.
	EvidenceNote string
}

// Calendar loads the State Council calendars with the config's further files.
func Calendar(cfg *config.Config) (*calendar.Calendar, error) {
	cal, err := calendar.Default()
	if err != nil {
		return nil, err
	}
	var files [][]byte
	for _, name := range cfg.Holidays {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("节假日文件：%w", err)
		}
		files = append(files, b)
	}
	if len(files) == 0 {
		return cal, nil
	}
	return calendar.Load(cal, files...)
}

// Words loads the program's word list with the office's own files.
func Words(cfg *config.Config) (*wordlist.List, error) {
	l := wordlist.Builtin()
	var own []wordlist.Entry
	for _, name := range cfg.Words {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("词表文件：%w", err)
		}
		entries, err := wordlist.Parse(name, b)
		if err != nil {
			return nil, err
		}
		own = append(own, entries...)
	}
	if len(own) > 0 {
		l = l.With(own)
	}
	return l, nil
}

// probeDays is how far back before a scan the looks at home pages count.
const probeDays = 30

// Judge checks and scores a stored scan, without fetching anything, and keeps
// the result. Ruleset "" is the config's; asOf zero is the scan's own.
func Judge(ctx context.Context, cfg *config.Config, st *store.Store, scanID, ruleset string, asOf portal.Date) (*Judgement, error) {
	return judge(ctx, cfg, st, scanID, ruleset, asOf, nil)
}

// judge is Judge with the fingerprints to watch.
func judge(ctx context.Context, cfg *config.Config, st *store.Store, scanID, ruleset string, asOf portal.Date, watch []string) (*Judgement, error) {
	if ruleset == "" {
		ruleset = cfg.Ruleset
	}
	set, err := rules.Load(ruleset)
	if err != nil {
		return nil, err
	}
	cal, err := Calendar(cfg)
	if err != nil {
		return nil, err
	}
	snap, err := st.Snapshot(ctx, scanID)
	if err != nil {
		return nil, err
	}
	scan := snap.Scan()
	scan.StartedAt, scan.FinishedAt = scan.StartedAt.In(config.Zone), scan.FinishedAt.In(config.Zone)
	opt := checks.Options{Set: set, Calendar: cal, AsOf: asOf, Since: scan.Since, Watch: watch}
	if asOf == 0 {
		opt.AsOf = scan.AsOf
	} else if asOf != scan.AsOf {
		opt.Since = cfg.ArticlesSince(asOf)
	}
	// What was seen after the scan says nothing of it.
	if opt.Probes, err = st.Probes(ctx, "", scan.FinishedAt.AddDate(0, 0, -probeDays), scan.FinishedAt); err != nil {
		return nil, err
	}
	res, acquitted, err := checks.Run(snap, opt)
	if err != nil {
		return nil, err
	}
	j := &Judgement{Result: res, Set: set, Ledger: snap.Ledger().OnDuty(opt.AsOf), Acquitted: acquitted}
	b, err := json.Marshal(res)
	if err != nil {
		return nil, err
	}
	return j, st.SaveResult(ctx, scan.ID, set.Digest, opt.AsOf, b)
}
