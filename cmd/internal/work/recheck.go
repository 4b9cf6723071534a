package work

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"duwang/checks"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// Outcomes of a recheck, as the ledger's column 复查结果 writes them.
const (
	RecheckMended  = "已整改"
	RecheckStill   = "仍存在"
	RecheckUnknown = "无法核实"
)

// A RecheckRow is what a recheck saw of one case.
type RecheckRow struct {
	Case    rectify.Case // as it stands now
	Outcome string       // RecheckMended, RecheckStill or RecheckUnknown
	Note    string       // what was seen, or why it could not be verified
}

// A Rechecked is a recheck with what it saw.
type Rechecked struct {
	Scan portal.Scan
	Rows []RecheckRow // in the order of the notice
}

// ErrSettled says that no case of a notice waits for a recheck.
var ErrSettled = errors.New("这份通知书没有待复查的问题")

// RecheckNotice reads the pages of one notice again, and only those: the home
// page, which tells whether the site answers at all, and what each open case
// is about (see plan). What it sees is kept as a scan of kind recheck with its
// evidence, and entered into the notice's cases by the same rules as any
// scan; other cases stay as they are and none is opened.
func RecheckNotice(ctx context.Context, cfg *config.Config, st *store.Store, n *store.Notice, req Request) (*Rechecked, error) {
	cases, err := st.Cases(ctx, store.CaseQuery{Notice: n.Key, Live: true})
	if err != nil {
		return nil, err
	}
	if len(cases) == 0 {
		return nil, ErrSettled
	}
	now := time.Now().In(config.Zone)
	scan := portal.Scan{ID: newID(now), Kind: portal.ScanRecheck, AsOf: req.AsOf, StartedAt: now}
	if scan.AsOf == 0 {
		scan.AsOf = portal.DateOf(now)
	}
	first := scan.AsOf
	for i := range cases {
		first = min(first, cases[i].FirstSeen)
	}
	scan.Since = cfg.ArticlesSince(first)
	ledger := ledgerOf(cfg, cases)
	if len(ledger.Sites) == 0 {
		return nil, errors.New("问题所在的站点已不在配置中，无法复查")
	}
	p := newPlan(ledger, cases)
	if err := st.StartScan(ctx, scan, ledger, configDigest(cfg)); err != nil {
		return nil, err
	}
	f := p.frontier(st.Frontier(scan.ID))
	sum, err := crawl(ctx, cfg, &scan, ledger, f, req)
	if err != nil {
		return nil, err
	}
	last := context.WithoutCancel(ctx)
	scan.FinishedAt, scan.Complete = time.Now().In(config.Zone), sum.Complete
	if scan.Sites, err = st.Counts(last, scan.ID); err != nil {
		return nil, err
	}
	for i := range scan.Sites {
		scan.Sites[i].Requests += sum.Robots[scan.Sites[i].ID]
	}
	for i := range ledger.Sites {
		if s := &ledger.Sites[i]; !f.read[s.URL] && !sum.Interrupted {
			scan.Void = true
			scan.VoidReasons = append(scan.VoidReasons, fmt.Sprintf("站点“%s”的首页未能读取", s.Name))
		}
	}
	if err := st.FinishScan(last, scan); err != nil {
		return nil, err
	}
	r := &Rechecked{Scan: scan}
	if err := noteEvidence(last, cfg, st, scanFile(scan.ID)); err != nil {
		return nil, err
	}
	if sum.Interrupted || scan.Void || !scan.Complete {
		return r, nil
	}
	r.Rows, err = follow(last, cfg, st, p, f, n, &scan)
	return r, err
}

// ledgerOf is the config's ledger, narrowed to the sites of the cases.
func ledgerOf(cfg *config.Config, cases []rectify.Case) *portal.Ledger {
	l := cfg.Ledger()
	has := func(site string) bool {
		return slices.ContainsFunc(cases, func(c rectify.Case) bool { return c.Site == site })
	}
	l.Sites = slices.DeleteFunc(l.Sites, func(s portal.Site) bool { return !has(s.ID) })
	l.Units = slices.DeleteFunc(l.Units, func(u portal.Unit) bool { return !has(u.Site) })
	l.Columns = slices.DeleteFunc(l.Columns, func(c portal.Column) bool { return !has(c.Site) })
	return &l
}

// follow judges a recheck and enters what it saw into the notice's cases.
func follow(ctx context.Context, cfg *config.Config, st *store.Store, p *plan, f *narrowed, n *store.Notice, scan *portal.Scan) ([]RecheckRow, error) {
	watch := make([]string, len(p.cases))
	for i := range p.cases {
		watch[i] = p.cases[i].Fingerprint
	}
	j, err := judge(ctx, cfg, st, scan.ID, "", 0, watch)
	if err != nil {
		return nil, err
	}
	acquitted := map[string]bool{}
	for _, a := range withoutShaky(p.cases, j) {
		acquitted[a] = true
	}
	found := map[string]*checks.Finding{}
	for i := range j.Result.Findings {
		found[j.Result.Findings[i].Fingerprint] = &j.Result.Findings[i]
	}
	narrow := *j.Result
	narrow.Findings = nil
	var clean []string
	rows := make([]RecheckRow, len(p.cases))
	for i := range p.cases {
		c := &p.cases[i]
		rows[i] = p.outcome(c, f, found[c.Fingerprint], acquitted[c.Fingerprint], j.Result.Unverified)
		switch rows[i].Outcome {
		case RecheckStill:
			narrow.Findings = append(narrow.Findings, *found[c.Fingerprint])
		case RecheckMended:
			clean = append(clean, c.Fingerprint)
		}
	}
	proof, err := newProver(cfg.Evidence, narrow.Findings, p.cases)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	_, err = st.ChangeCases(ctx, store.CaseQuery{Notice: n.Key, Live: true}, func(cases []rectify.Case) ([]rectify.Event, error) {
		events := rectify.Reconcile(cases, &narrow, clean, scan, now)
		// A problem whose case has left the notice meanwhile is no new one.
		events = slices.DeleteFunc(events, func(e rectify.Event) bool { return e.Case == 0 })
		for i := range cases {
			k := slices.IndexFunc(rows, func(r RecheckRow) bool { return r.Case.ID == cases[i].ID })
			if k >= 0 && rows[k].Outcome == RecheckUnknown {
				events = append(events, rectify.Event{Case: cases[i].ID, Kind: rectify.Unverified, At: now.UTC().Truncate(time.Second), On: scan.AsOf,
					By: rectify.Program, Why: rows[k].Note, Detail: rectify.Detail{Scan: scan.ID, Started: scan.StartedAt}})
			}
		}
		proof.prove(events, cases, scan)
		return events, nil
	})
	if err != nil {
		return nil, err
	}
	numbers := make([]string, len(rows))
	for i := range rows {
		numbers[i] = rows[i].Case.Number
	}
	after, err := st.Cases(ctx, store.CaseQuery{Numbers: numbers})
	for i := range rows {
		if k := slices.IndexFunc(after, func(c rectify.Case) bool { return c.ID == rows[i].Case.ID }); k >= 0 {
			rows[i].Case = after[k]
		}
	}
	return rows, err
}
