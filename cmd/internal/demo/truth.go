package demo

import (
	"strings"

	"duwang/checks"
)

// A Fault is one planted fault: what a scan of the portal has to find.
type Fault struct {
	Check  string // column-stale
	Unit   string // who answers; the site's id when the site itself does
	Column string // "" when a unit or the site answers
	URL    string // the finding's subject, absolute
	// Mark tells apart several faults of one subject: a field, a tag, a mark,
	// a section, a kind; "" for the other checks.
	Mark    string
	Verdict string // checks.Violation or checks.Suspect
	Text    string // one Chinese sentence: what is wrong
}

// A NearMiss looks like a fault and is none: a scan must not accuse it.
type NearMiss struct {
	Check  string // that would err
	Unit   string
	Column string
	URL    string // absolute
	// Unverified is the reason with which the scan must leave it open, "" when
	// it is simply in order.
	Unverified string
	Text       string // one Chinese sentence: why it is no fault
}

// planted is a fault or near miss whose address is settled later.
type planted struct {
	fault  Fault
	reason string
	at     func() string // a path on the portal, or an absolute address elsewhere
}

// Truth lists the planted faults with the addresses they have on base, the
// portal's own address.
func (p *Portal) Truth(base string) []Fault {
	list := make([]Fault, 0, len(p.world.truth))
	for _, t := range p.world.truth {
		f := t.fault
		f.URL = onBase(base, t.at())
		list = append(list, f)
	}
	return list
}

// NearMisses lists what looks like a fault and is none.
func (p *Portal) NearMisses(base string) []NearMiss {
	list := make([]NearMiss, 0, len(p.world.near))
	for _, t := range p.world.near {
		f := t.fault
		list = append(list, NearMiss{Check: f.Check, Unit: f.Unit, Column: f.Column, URL: onBase(base, t.at()), Unverified: t.reason, Text: f.Text})
	}
	return list
}

func onBase(base, at string) string {
	if strings.HasPrefix(at, "/") {
		return strings.TrimSuffix(base, "/") + at
	}
	return at
}

// where says who answers for a fault.
type where struct{ unit, column string }

func (c *column) where() where { return where{c.unit.id, c.id} }

func (w *world) fault(check string, at func() string, by where, mark, text string) {
	w.truth = append(w.truth, planted{fault: Fault{check, by.unit, by.column, "", mark, checks.Violation, text}, at: at})
}

// suspect turns the fault planted last into a suspect.
func (w *world) suspect() { w.truth[len(w.truth)-1].fault.Verdict = checks.Suspect }

func (w *world) miss(check string, at func() string, by where, reason, text string) {
	w.near = append(w.near, planted{fault: Fault{Check: check, Unit: by.unit, Column: by.column, Text: text}, reason: reason, at: at})
}

// at is an address that is known at once.
func at(path string) func() string { return func() string { return path } }

func (a *article) at() string { return a.path }

func (c *column) at() string { return c.unit.look.list(c, 0) }
