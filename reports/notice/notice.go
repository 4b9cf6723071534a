// Package notice makes the rectification notice (整改通知书) of one unit: the
// official letter with its list of problems, feedback form and receipt, as
// Word by GB/T 9704—2012 and as a page that prints the same.
//
// Nothing leaves the office without a person's confirmation. New therefore
// makes a draft: its number and date are blank and every page says
// 草稿，未经确认，不得发出. It is no draft any more once Number and Issued are set,
// which whoever records the confirmation does. Suspects (疑似问题) are never in
// a notice unless a person has confirmed them and put them there.
package notice

import (
	"cmp"
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports"
)

// DraftMark stands at the head of every page of a draft.
const DraftMark = "草稿，未经确认，不得发出"

// A Notice is one unit's notice. What New leaves blank may be filled in before
// it is written.
type Notice struct {
	Office reports.Office
	UnitID string
	Unit   string      // 主送
	Year   int         // of the document number
	Number int         // 0 while it is a draft
	Issued portal.Date // 成文日期; zero while it is a draft
	Copies string      // 抄送, "" for none

	Checked  portal.Date // 检查日
	Period   string      // when the scan ran
	Sites    string      // names of the sites
	Ruleset  string      // title of the ruleset
	Scope    string      // 检查范围
	Columns  int
	Sheet    *reports.Sheet
	Basis    []reports.Clause // the documents the items cite, each once
	Items    []Item           // in the order of the list of problems
	Feedback portal.Date      // until when to report back; zero = the last of the items' deadlines
}

// An Item is one problem of the notice.
type Item struct {
	Number    string // 问题编号 of the case
	Group     string // 指标
	Point     string // 考察点
	Basis     string // 依据条款
	Title     string // of the page
	URL       string
	Path      string // 栏目路径
	Sentence  string
	FirstSeen portal.Date
	LastSeen  portal.Date
	Shot      string // 截图号, "" for a blank
	Cost      string // 扣分
	Severity  string // as rulesets write it
	Remedy    string
	Deadline  portal.Date
	Row       reports.LedgerRow // the same problem in the unit's ledger (整改台账)
}

// New makes the draft for the unit with the given id. It returns false when
// there is nothing to notify: an unknown unit, a void scan, or no problem but
// suspects.
func New(m *reports.Model, unit string) (*Notice, bool) {
	i := slices.IndexFunc(m.Entries, func(s *reports.Sheet) bool { return s.ID == unit })
	if i < 0 || !m.Valid || len(m.Entries[i].Findings) == 0 {
		return nil, false
	}
	s := m.Entries[i]
	n := &Notice{Office: m.Office, UnitID: s.ID, Unit: s.Name, Year: m.Checked().Year(), Checked: m.Checked(), Period: m.Period(),
		Sites: m.SiteNames(), Ruleset: m.RulesetName(), Columns: s.Columns, Sheet: s}
	for _, f := range s.Findings {
		n.Items = append(n.Items, ItemOf(m, f))
	}
	n.cite(s.Findings)
	return n, true
}

// All makes the drafts of every unit with a problem, units before sites, each
// in the order of the ledger.
func All(m *reports.Model) []*Notice {
	var out []*Notice
	for _, site := range []bool{false, true} {
		for _, s := range m.Entries {
			if (s.Kind == portal.UnitSite) != site {
				continue
			}
			if n, ok := New(m, s.ID); ok {
				out = append(out, n)
			}
		}
	}
	return out
}

// ItemOf makes the notice's item of a finding, first and last seen on the day
// of the check.
func ItemOf(m *reports.Model, f *reports.Finding) Item {
	it := Item{Number: f.Number, Group: f.Kind(), Point: f.Indicator(), Basis: f.Sources(), Title: f.Name(), URL: f.Address(), Path: f.Path(),
		Sentence: f.Sentence(), FirstSeen: m.Checked(), LastSeen: m.Checked(), Cost: f.Cost(), Severity: f.Finding.Severity, Remedy: f.Remedy(),
		Deadline: f.RectifyBy, Row: f.Row()}
	if f.Rule != nil {
		for i := range m.Set.Groups {
			if g := &m.Set.Groups[i]; g.ID == f.Rule.Effect.Group {
				it.Group = g.Title
			}
		}
		if f.Rule.Effect.Kind == rules.EffectVeto {
			it.Group = "单项否决"
		}
	}
	return it
}

// cite lists the documents that the findings rest on, each once.
func (n *Notice) cite(findings []*reports.Finding) {
	seen := map[string]bool{}
	for _, f := range findings {
		for _, c := range f.Clauses() {
			if !seen[c.Title] {
				seen[c.Title] = true
				n.Basis = append(n.Basis, reports.Clause{Title: c.Title, Number: c.Number})
			}
		}
	}
}

// Draft tells whether the notice is still a draft, which must not go out.
func (n *Notice) Draft() bool { return n.Number == 0 || n.Issued == 0 }

// Serial returns the document number (发文字号): 示政公开整〔2026〕1号, without a
// number for a draft: 示政公开整〔2026〕　号.
func (n *Notice) Serial() string {
	number := "　"
	if !n.Draft() {
		number = fmt.Sprint(n.Number)
	}
	return fmt.Sprintf("%s〔%d〕%s号", n.Office.NoticeCode, n.Year, number)
}

// Name returns the base name of the notice's files: 整改通知书-edu-1, and
// 整改通知书-edu-草稿 for a draft.
func (n *Notice) Name() string {
	if n.Draft() {
		return "整改通知书-" + n.UnitID + "-草稿"
	}
	return fmt.Sprintf("整改通知书-%s-%d", n.UnitID, n.Number)
}

// LedgerName returns the name of the unit's ledger: 整改台账-edu.xlsx.
func (n *Notice) LedgerName() string { return "整改台账-" + n.UnitID + ".xlsx" }

// Ledger returns the rows of the unit's ledger (整改台账), in the order of the
// list of problems, with the deadlines of the notice.
func (n *Notice) Ledger() []reports.LedgerRow {
	rows := make([]reports.LedgerRow, len(n.Items))
	for i, it := range n.Items {
		rows[i] = it.Row
		rows[i].Number, rows[i].Deadline, rows[i].Found = it.Number, it.Deadline, it.FirstSeen
	}
	return rows
}

// A term is one deadline with the problems that have it.
type term struct {
	severity string
	date     portal.Date
	count    int
}

// terms gathers the items by severity and deadline, worst first.
func (n *Notice) terms() []term {
	var out []term
	for _, it := range n.Items {
		i := slices.IndexFunc(out, func(t term) bool { return t.severity == it.Severity && t.date == it.Deadline })
		if i < 0 {
			out = append(out, term{it.Severity, it.Deadline, 0})
			i = len(out) - 1
		}
		out[i].count++
	}
	slices.SortStableFunc(out, func(a, b term) int {
		return cmp.Or(cmp.Compare(slices.Index(rules.Severities, a.severity), slices.Index(rules.Severities, b.severity)), cmp.Compare(a.date, b.date))
	})
	return out
}

// last returns the day by which the unit reports back.
func (n *Notice) last() portal.Date {
	if n.Feedback != 0 {
		return n.Feedback
	}
	var d portal.Date
	for _, it := range n.Items {
		d = max(d, it.Deadline)
	}
	return d
}

// counts counts the items by severity.
func (n *Notice) counts() []reports.Count {
	out := make([]reports.Count, len(rules.Severities))
	for i, s := range rules.Severities {
		out[i] = reports.Count{Severity: s, Word: reports.SeverityWord(s)}
		for _, it := range n.Items {
			if it.Severity == s {
				out[i].N++
			}
		}
	}
	return out
}
