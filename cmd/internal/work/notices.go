package work

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"duwang/checks"
	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/notice"
	"duwang/reports/rectify"
	"duwang/reports/xlsx"
)

// AutoConfirm is who confirmed where the config says office.confirm: auto.
const AutoConfirm = "自动确认（试运行）"

// defaultTerm is the working days to rectify where a ruleset gives none.
const defaultTerm = 10

// A Confirmation counts what confirming in one go came to.
type Confirmation struct {
	Confirmed int
	Vetoes    []string // cases that a second person must still confirm
	Suspects  []string // suspects, which are confirmed one by one
}

// ConfirmAll confirms every pending case of the given units (none = all) in
// one person's name. Suspects (疑似问题) are leads for a person and left out; a
// veto waits for a second person, and one that by has confirmed before stays
// as it is.
func ConfirmAll(ctx context.Context, st *store.Store, units []string, by, why string, on portal.Date) (*Confirmation, error) {
	var c Confirmation
	now := time.Now().Truncate(time.Second)
	changed, err := st.ChangeCases(ctx, store.CaseQuery{Phases: []rectify.Phase{rectify.Pending}, Units: units}, func(cases []rectify.Case) ([]rectify.Event, error) {
		c = Confirmation{}
		var events []rectify.Event
		for i := range cases {
			k := &cases[i]
			switch {
			case k.Finding.Verdict == checks.Suspect:
				c.Suspects = append(c.Suspects, k.Number)
			case k.Veto() && slices.Contains(k.ConfirmedBy, by):
				c.Vetoes = append(c.Vetoes, k.Number)
			default:
				events = append(events, rectify.Event{Case: k.ID, Kind: rectify.Confirm, At: now, On: on, By: by, Why: why})
			}
		}
		return events, nil
	})
	for i := range changed {
		if changed[i].Phase == rectify.Confirmed {
			c.Confirmed++
		} else {
			c.Vetoes = append(c.Vetoes, changed[i].Number)
		}
	}
	slices.Sort(c.Vetoes)
	return &c, err
}

// An IssueRequest says which notices are wanted.
type IssueRequest struct {
	Units []string    // ids of units or sites; none = all with a confirmed case
	On    portal.Date // 成文日期
	By    string
}

// An IssuedNotice is one notice with its papers.
type IssuedNotice struct {
	*store.Notice
	Files []store.File
	// Provisional says that a deadline falls in a year whose calendar is not
	// yet published (暂定).
	Provisional bool
	// Doubts are the cases whose rule cites a clause that nobody has compared
	// with its text: for the office to look at, not for the unit.
	Doubts []string
}

// ErrNoCode says that the config lacks what a document number begins with.
var ErrNoCode = errors.New("配置中没有写 office.notice_code（发文机关代字），不能编号下发")

var errNoScan = errors.New("还没有有效的巡检，不能下发")

// IssueNotices gathers the confirmed cases of each unit into one numbered
// notice, in the order of the config. Each notice stands as soon as it is
// made; an error leaves those made before it, which come back with it.
func IssueNotices(ctx context.Context, cfg *config.Config, st *store.Store, req IssueRequest) (list []IssuedNotice, err error) {
	if cfg.Office.NoticeCode == "" {
		return nil, ErrNoCode
	}
	query := store.CaseQuery{Phases: []rectify.Phase{rectify.Confirmed}, Units: req.Units}
	cases, err := st.Cases(ctx, query)
	if err != nil {
		return nil, err
	}
	cal, err := Calendar(cfg)
	if err != nil {
		return nil, err
	}
	d := &drafter{cfg: cfg, st: st, cal: cal, bases: map[string]*base{}, ledgers: map[string]*portal.Ledger{}, on: req.On}
	for _, unit := range unitsOf(cfg, cases) {
		b, err := d.base(ctx, unit)
		if err != nil {
			return list, err
		}
		var made IssuedNotice
		query.Units = []string{unit}
		n, err := st.IssueNotice(ctx, query, req.On, time.Now(), req.By, func(number int, cases []rectify.Case) (*store.Draft, error) {
			made = IssuedNotice{}
			draft, err := d.draft(&made, b, unit, number, cases)
			if err == nil {
				made.Files = draft.Files
			}
			return draft, err
		})
		if errors.Is(err, store.ErrNothing) {
			continue // somebody else has just issued them
		}
		if err != nil {
			return list, err
		}
		made.Notice = n
		list = append(list, made)
	}
	return list, nil
}

// unitsOf lists the units and sites that answer for cases: units in the
// config's order, then sites, then those that the config no longer has.
func unitsOf(cfg *config.Config, cases []rectify.Case) []string {
	have := map[string]bool{}
	for i := range cases {
		have[cases[i].Unit] = true
	}
	var out []string
	take := func(id string) {
		if have[id] {
			delete(have, id)
			out = append(out, id)
		}
	}
	l := cfg.Ledger()
	for _, u := range l.Units {
		take(u.ID)
	}
	for _, s := range l.Sites {
		take(s.ID)
	}
	var rest []string
	for id := range have {
		rest = append(rest, id)
	}
	slices.Sort(rest)
	return append(out, rest...)
}

// A base is the last sound scan that looked at a unit, as judged.
type base struct {
	res    *checks.Result
	set    *rules.Set
	ledger *portal.Ledger // of the scan, with what the config has since
	states map[string]rectify.Phase
	again  map[string]bool // fingerprints of cases that are back within the year (复发)
}

// A drafter makes the papers of notices.
type drafter struct {
	cfg     *config.Config
	st      *store.Store
	cal     *calendar.Calendar
	scans   []portal.Scan
	bases   map[string]*base // by scan
	ledgers map[string]*portal.Ledger
	on      portal.Date
}

func (d *drafter) base(ctx context.Context, unit string) (*base, error) {
	if d.scans == nil {
		var err error
		if d.scans, err = d.st.Scans(ctx, 0); err != nil {
			return nil, err
		}
	}
	for i := range d.scans {
		s := &d.scans[i]
		if s.Kind == portal.ScanRecheck || s.Void || !s.Complete {
			continue
		}
		l := d.ledgers[s.ID]
		if l == nil {
			var err error
			if l, err = d.st.Ledger(ctx, s.ID); err != nil {
				return nil, err
			}
			d.ledgers[s.ID] = l
		}
		if has(l, unit) {
			return d.judged(ctx, s, l)
		}
	}
	// A case was handed to a unit that no scan has looked at yet.
	for i := range d.scans {
		if s := &d.scans[i]; d.ledgers[s.ID] != nil {
			return d.judged(ctx, s, d.ledgers[s.ID])
		}
	}
	return nil, errNoScan
}

// judged returns a scan's result, as it was kept or judged anew.
func (d *drafter) judged(ctx context.Context, s *portal.Scan, l *portal.Ledger) (*base, error) {
	if b := d.bases[s.ID]; b != nil {
		return b, nil
	}
	set, err := rules.Load(d.cfg.Ruleset)
	if err != nil {
		return nil, err
	}
	b := &base{set: set, states: map[string]rectify.Phase{}, again: map[string]bool{}}
	kept, err := d.st.Result(ctx, s.ID, set.Digest, s.AsOf)
	switch {
	case errors.Is(err, store.ErrNotFound):
		j, err := Judge(ctx, d.cfg, d.st, s.ID, "", 0)
		if err != nil {
			return nil, err
		}
		b.res = j.Result
	case err != nil:
		return nil, err
	default:
		b.res = &checks.Result{}
		if err := json.Unmarshal(kept, b.res); err != nil {
			return nil, fmt.Errorf("result of scan %s: %w", s.ID, err)
		}
	}
	merged := *l
	now := d.cfg.Ledger()
	merged.Sites = addMissing(l.Sites, now.Sites, func(s portal.Site) string { return s.ID })
	merged.Units = addMissing(l.Units, now.Units, func(u portal.Unit) string { return u.ID })
	merged.Columns = addMissing(l.Columns, now.Columns, func(c portal.Column) string { return c.ID })
	b.ledger = &merged
	cases, err := d.st.Cases(ctx, store.CaseQuery{Live: true})
	if err != nil {
		return nil, err
	}
	for i := range cases {
		b.states[cases[i].Fingerprint] = cases[i].Phase
		b.again[cases[i].Fingerprint] = cases[i].Recurred()
	}
	d.bases[s.ID] = b
	return b, nil
}

// draft makes one unit's notice from its confirmed cases.
func (d *drafter) draft(made *IssuedNotice, b *base, unit string, number int, cases []rectify.Case) (*store.Draft, error) {
	if len(cases) == 0 {
		return nil, store.ErrNothing
	}
	by := map[string]*rectify.Case{}
	res := *b.res
	res.Findings, res.Warnings, res.Unverified = nil, nil, nil
	counted := map[string]bool{}
	for i := range b.res.Findings {
		counted[b.res.Findings[i].Fingerprint] = true
	}
	for i := range cases {
		c := &cases[i]
		by[c.Fingerprint] = c
		f := c.Finding
		f.Unit, f.Severity, f.Verdict = c.Unit, c.Severity, checks.Violation // a person has confirmed it
		var known bool
		f.RectifyBy, known = d.cal.AddWorkdays(d.on, within(b.set, &f))
		made.Provisional = made.Provisional || !known
		res.Findings = append(res.Findings, f)
	}
	res.Units = b.scores()
	m := reports.Build(&res, b.set, b.ledger, Office(d.cfg))
	n, ok := notice.New(m, unit)
	if !ok {
		return nil, fmt.Errorf("单位 %s 不在配置和巡检中，不能下发；请先移交有关问题", unit)
	}
	n.Year, n.Number, n.Issued = d.on.Year(), number, d.on
	draft := &store.Draft{Code: d.cfg.Office.NoticeCode, Unit: unit, UnitName: n.Unit}
	for i := range n.Items {
		f := n.Sheet.Findings[i]
		c := by[f.Fingerprint]
		it := &n.Items[i]
		it.Number, it.FirstSeen, it.LastSeen = c.Number, c.FirstSeen, c.LastSeen
		switch {
		case c.Finding.Verdict == checks.Suspect:
			it.Cost = "不扣分"
		case !counted[c.Fingerprint] && f.Rule != nil && f.Rule.Effect.Kind == rules.EffectDeduct:
			it.Cost = "—" // not in the scan that the score is of
		}
		it.Row.Cost, it.Row.Remark = it.Cost, ""
		if f.Doubt() != "" {
			made.Doubts = append(made.Doubts, c.Number)
		}
		if c.Recurred() {
			it.Row.Remark = recurrence(c)
		}
		draft.Cases = append(draft.Cases, store.DraftCase{ID: c.ID, Deadline: it.Deadline})
	}
	var err error
	draft.Files, err = papers(n)
	return draft, err
}

// scores prices what people have confirmed and not taken back: a notice
// speaks of nothing else.
func (b *base) scores() []score.Unit {
	return score.Compute(b.set, b.res.Units, confirmedHits(b.res, b.states, b.again), len(b.res.Scan.Notes) > 0)
}

// recurrence says that a problem is back.
func recurrence(c *rectify.Case) string {
	if c.Round > 1 {
		return fmt.Sprintf("销号后再次出现（第%d次）", c.Round)
	}
	return "复发（" + c.EarlierClosed.Chinese() + "曾销号）"
}

// joined joins two remarks.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "；" + b
}

// within is how many working days a unit has for a finding.
func within(set *rules.Set, f *checks.Finding) int {
	if r, ok := set.Rule(f.Rule); ok {
		return cmp.Or(set.Within(r), defaultTerm)
	}
	return cmp.Or(set.Deadlines[f.Severity], defaultTerm)
}

// papers writes the files of a notice.
func papers(n *notice.Notice) ([]store.File, error) {
	var files []store.File
	var err error
	put := func(name string, write func(io.Writer) error) {
		var b bytes.Buffer
		err = errors.Join(err, write(&b))
		files = append(files, store.File{Name: name, Content: b.Bytes()})
	}
	put(n.Name()+".docx", n.WriteDOCX)
	put(n.Name()+".html", n.WriteHTML)
	put(n.FeedbackName(), n.WriteFeedback)
	put(n.LedgerName(), func(w io.Writer) error { return xlsx.WriteLedger(w, n.Unit, n.Serial(), n.Ledger()) })
	return files, err
}

func has(l *portal.Ledger, unit string) bool {
	return slices.ContainsFunc(l.Units, func(u portal.Unit) bool { return u.ID == unit }) ||
		slices.ContainsFunc(l.Sites, func(s portal.Site) bool { return s.ID == unit })
}

// addMissing returns a list with those of another whose ids it lacks.
func addMissing[T any](list, more []T, id func(T) string) []T {
	out := slices.Clone(list)
	for _, m := range more {
		if !slices.ContainsFunc(list, func(x T) bool { return id(x) == id(m) }) {
			out = append(out, m)
		}
	}
	return out
}
