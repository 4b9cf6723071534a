package checks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// A Subject is what an answer is about.
type Subject struct {
	Site   string
	Unit   string
	Column string
	URL    string
	Title  string
	// Mark tells apart several problems of one subject: a field, a tag, a
	// kind. It is identity, so it never holds a count, a date of checking or
	// wording.
	Mark string
}

// A Bad answer.
type Bad struct {
	Subject
	Suspect     bool
	Message     string   // one sentence for the people of the unit
	Explanation []string // how it was reached
	Evidence    any      // a struct of the contract's keys
}

// A Pass is one check under one rule over one snapshot.
type Pass struct {
	Rule     *rules.Rule
	Args     any // what Check.Args returned, with the rule's `with` decoded over it
	AsOf     portal.Date
	Since    portal.Date // articles_since
	Calendar *calendar.Calendar
	Ledger   *portal.Ledger

	check *Check
	run   *run
	bound map[string]bool // answers of Binds
}

// Column returns the ledger's column with the given id, nil when there is none.
func (p *Pass) Column(id string) *portal.Column { return p.run.columns[id] }

// Unit returns the ledger's unit with the given id; a site answers as a unit
// of kind UnitSite.
func (p *Pass) Unit(id string) *portal.Unit { return p.run.units[id] }

// Binds tells whether the rule binds a column, by the column's type and its
// unit's kind. What belongs to no column ("") is the site's: a rule for
// certain types or for other kinds of unit does not bind it.
func (p *Pass) Binds(columnID string) bool {
	b, ok := p.bound[columnID]
	if !ok {
		b = p.binds(columnID)
		p.bound[columnID] = b
	}
	return b
}

func (p *Pass) binds(columnID string) bool {
	c := p.run.columns[columnID]
	if c == nil {
		return len(p.Rule.Applies.Types) == 0 && p.Rule.Applies.Unit(portal.UnitSite)
	}
	if !p.Rule.Applies.Column(c.Type) {
		return false
	}
	u := p.run.units[c.Unit]
	return u == nil || p.Rule.Applies.Unit(u.Kind)
}

// BindsUnit is Binds for what answers to a unit, or to a site under its id,
// through no one column of it.
func (p *Pass) BindsUnit(unitID string) bool {
	u := p.run.units[unitID]
	return len(p.Rule.Applies.Types) == 0 && (u == nil || p.Rule.Applies.Unit(u.Kind))
}

// Looks tells whether an article rule looks at the page: an article published
// on or after articles_since, by its own date, failing that by the date of
// its list; without either it is looked at (contract §2).
func (p *Pass) Looks(page *portal.Page) bool {
	if page.Kind != portal.KindArticle || !p.Binds(page.Column) {
		return false
	}
	d := page.PublishedAt.Date
	if d == 0 {
		d = page.ListDate
	}
	return d == 0 || d >= p.Since
}

// Good says that the subject was examined and is in order.
func (p *Pass) Good(s Subject) {
	if len(p.run.watch) > 0 {
		if f := p.fingerprint(s); p.run.watch[f] {
			p.run.acquitted[f] = true
		}
	}
}

// Provisional says, in a sentence for people, why something could not be
// counted for certain; every score of the result is provisional (暂定) then.
func (p *Pass) Provisional(sentence string) { p.run.note(sentence) }

// Unverified says that the subject could not be verified, with one of the
// portal.Gap words and a detail for people.
func (p *Pass) Unverified(s Subject, reason, detail string) {
	p.run.unverified(fromCheck, Unverified{URL: s.URL, Unit: s.Unit, Column: s.Column, Reason: reason, Detail: detail})
}

// Warn says what will be a fault on the day after due.
func (p *Pass) Warn(s Subject, due portal.Date) {
	p.run.result.Warnings = append(p.run.result.Warnings, Warning{
		Check: p.check.ID, Rule: p.Rule.ID, Unit: s.Unit, Column: s.Column, URL: s.URL,
		Due: due, DaysLeft: due.DaysSince(p.AsOf),
	})
}

// Bad records a finding.
func (p *Pass) Bad(b Bad) {
	evidence := []byte("{}")
	if b.Evidence != nil {
		var err error
		if evidence, err = json.Marshal(b.Evidence); err != nil {
			panic(fmt.Sprintf("evidence of %s: %v", p.check.ID, err))
		}
	}
	verdict := Violation
	if b.Suspect {
		verdict = Suspect
	}
	f := p.fingerprint(b.Subject)
	p.run.accused[f] = true
	p.run.result.Findings = append(p.run.result.Findings, Finding{
		Fingerprint: f, Check: p.check.ID, Rule: p.Rule.ID,
		Verdict: verdict, Severity: p.Rule.Severity,
		Site: b.Site, Unit: b.Unit, Column: b.Column, URL: b.URL, Title: b.Title,
		Message: b.Message, Explanation: b.Explanation, Evidence: evidence,
		Basis: append([]rules.Basis{}, p.Rule.Basis...), Remedy: p.remedy(), RectifyBy: p.run.rectifyBy(p.Rule),
	})
}

func (p *Pass) remedy() string {
	if p.Rule.Remedy != "" {
		return p.Rule.Remedy
	}
	return p.check.Fix
}

func (p *Pass) fingerprint(s Subject) string {
	return Fingerprint(s.Site, p.check.ID, s.URL, s.Mark)
}

// Fingerprint names the same problem in every scan: it hashes site, check,
// the subject's address and mark only (contract §3), never rule, wording,
// counts or dates. It is 20 hexadecimal digits.
func Fingerprint(site, check, subject, mark string) string {
	h := sha256.New()
	for _, part := range []string{site, check, subject, mark} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}
