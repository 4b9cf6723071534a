package work

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"duwang/checks"
	"duwang/checks/calendar"
	"duwang/checks/score"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/notice"
	"duwang/reports/rectify"
	"duwang/reports/xlsx"
)

// A Span is the time a bulletin is about, and the day on which the time
// before it began.
type Span struct {
	Word     string // 2026年11月
	From, To portal.Date
	Before   portal.Date
}

// Month returns the span of a month.
func Month(year int, month time.Month) Span {
	from := portal.NewDate(year, month, 1)
	next := from.AddDays(31)
	y, m, _ := next.Date()
	before := from.AddDays(-1)
	by, bm, _ := before.Date()
	return Span{fmt.Sprintf("%d年%d月", year, int(month)), from, portal.NewDate(y, m, 1).AddDays(-1), portal.NewDate(by, bm, 1)}
}

// Quarter returns the span of a quarter, 1 to 4.
func Quarter(year, quarter int) Span {
	first := Month(year, time.Month(quarter*3-2))
	y, m, _ := first.From.Date()
	if m -= 3; m < time.January {
		y, m = y-1, m+12
	}
	return Span{fmt.Sprintf("%d年第%s季度", year, []string{"一", "二", "三", "四"}[quarter-1]), first.From, Month(year, time.Month(quarter*3)).To, portal.NewDate(y, m, 1)}
}

// Lives returns every case as it stood at the end of a day, with its events up
// to then; cases that were not yet opened are left out.
func Lives(ctx context.Context, st *store.Store, end portal.Date) ([]notice.Life, error) {
	cases, err := st.Cases(ctx, store.CaseQuery{})
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(cases))
	lives := make([]notice.Life, len(cases))
	for i := range cases {
		at[cases[i].Number] = i
		lives[i].Case = cases[i]
	}
	whole := make([]int, len(cases)) // events of all time
	err = st.EachEvent(ctx, func(number string, e *rectify.Event) error {
		i, ok := at[number]
		if !ok {
			return nil // opened since
		}
		whole[i]++
		if e.On <= end {
			lives[i].Events = append(lives[i].Events, *e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := lives[:0]
	for i := range lives {
		l := &lives[i]
		if len(l.Events) == 0 {
			continue
		}
		if len(l.Events) < whole[i] {
			l.State = rectify.State{}
			for _, e := range l.Events {
				// An event that counts for an earlier day than one before it
				// may find no ground here; what the others say stands.
				if after, err := rectify.Apply(l.Case, e); err == nil {
					l.Case = after
				}
			}
		}
		if l.Count > 0 {
			out = append(out, *l)
		}
	}
	return out, nil
}

// Bulletin drafts the bulletin of a span: a document to edit and sign, the
// same as a page, and its table as a spreadsheet. Nothing is numbered.
func Bulletin(ctx context.Context, cfg *config.Config, st *store.Store, kind string, span Span) (*notice.Bulletin, []store.File, error) {
	lives, err := Lives(ctx, st, span.To)
	if err != nil {
		return nil, nil, err
	}
	l := cfg.Ledger()
	names := map[string]string{}
	var units []string
	for _, u := range l.Units {
		names[u.ID] = u.Name
		units = append(units, u.ID)
	}
	for _, s := range l.Sites {
		names[s.ID] = s.Name + "（网站本身）"
		units = append(units, s.ID)
	}
	name := func(id string) string {
		if n := names[id]; n != "" {
			return n
		}
		return id
	}
	b := notice.NewBulletin(Office(cfg), kind, span.Word, span.From, span.To, span.Before, lives, units, name)
	if err := ranks(ctx, cfg, st, b, lives); err != nil {
		return nil, nil, err
	}
	files, err := letterFiles(b.Name(), b.Letter())
	if err != nil {
		return nil, nil, err
	}
	var rows []xlsx.TallyRow
	for i := range b.Rows {
		rows = append(rows, xlsx.TallyRow{Name: b.Rows[i].Unit, Counts: b.Rows[i].Counts()})
	}
	var sheet bytes.Buffer
	err = xlsx.WriteTally(&sheet, "整改情况", span.Word+"各单位问题整改情况表", fmt.Sprintf("%s至%s。只计经人工确认的问题。", span.From.Chinese(), span.To.Chinese()), notice.BulletinHead, rows)
	return b, append(files, store.File{Name: b.Name() + ".xlsx", Content: sheet.Bytes()}), err
}

// ranks counts the scans of the span and ranks the units by the last sound one
// that looked at everything, by problems that people had confirmed.
func ranks(ctx context.Context, cfg *config.Config, st *store.Store, b *notice.Bulletin, lives []notice.Life) error {
	scans, err := st.Scans(ctx, 0)
	if err != nil {
		return err
	}
	var last *portal.Scan
	for i := range scans { // the latest first
		s := &scans[i]
		if s.Kind == portal.ScanRecheck || s.AsOf < b.From || s.AsOf > b.To {
			continue
		}
		if s.Void || !s.Complete {
			b.Void++
			continue
		}
		b.Sound++
		if last == nil {
			l, err := st.Ledger(ctx, s.ID)
			if err != nil {
				return err
			}
			if !l.Partial {
				last = s
			}
		}
	}
	if last == nil {
		return nil
	}
	cal, err := Calendar(cfg)
	if err != nil {
		return err
	}
	return rank(ctx, cfg, st, cal, b, lives, last)
}

func rank(ctx context.Context, cfg *config.Config, st *store.Store, cal *calendar.Calendar, b *notice.Bulletin, lives []notice.Life, last *portal.Scan) error {
	l, err := st.Ledger(ctx, last.ID)
	if err != nil {
		return err
	}
	d := &drafter{cfg: cfg, st: st, cal: cal, bases: map[string]*base{}, ledgers: map[string]*portal.Ledger{}, on: b.To}
	base, err := d.judged(ctx, last, l)
	if errors.Is(err, errNoScan) {
		return nil
	}
	if err != nil {
		return err
	}
	base.states, base.again = map[string]rectify.Phase{}, map[string]bool{}
	for i := range lives {
		base.states[lives[i].Fingerprint], base.again[lives[i].Fingerprint] = lives[i].Phase, lives[i].Recurred()
	}
	res := *base.res
	res.Units = base.scores()
	res.Findings, res.Warnings = nil, nil
	m := reports.Build(&res, base.set, l, Office(cfg))
	if !m.Priced {
		return nil
	}
	b.Ranked = last.AsOf
	for _, s := range m.Ranking {
		b.Ranks = append(b.Ranks, notice.Rank{Place: s.PlaceWord(), Unit: s.Name, Score: s.Points(), Grade: s.GradeWord(), Cover: s.CoverageWord()})
	}
	return nil
}

// confirmedHits are the findings of a result that people confirmed and did not
// take back, as the score sees them.
func confirmedHits(res *checks.Result, states map[string]rectify.Phase, again map[string]bool) []score.Hit {
	var hits []score.Hit
	for i := range res.Findings {
		f := &res.Findings[i]
		if slices.Contains([]rectify.Phase{rectify.Confirmed, rectify.Issued, rectify.Replied, rectify.Appealed}, states[f.Fingerprint]) {
			hits = append(hits, score.Hit{Unit: f.Unit, Rule: f.Rule, Fingerprint: f.Fingerprint, Violation: f.Verdict == checks.Violation, Recurred: again[f.Fingerprint]})
		}
	}
	return hits
}
