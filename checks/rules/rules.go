package rules

import (
	"encoding/json"

	"go.yaml.in/yaml/v3"

	"duwang/crawler/portal"
)

// Severities, worst first.
const (
	Veto     = "veto"
	Critical = "critical"
	Major    = "major"
	Minor    = "minor"
	Info     = "info"
)

// Severities lists the severities from worst to least.
var Severities = []string{Veto, Critical, Major, Minor, Info}

// A Centi is a number of points in hundredths, so that sums are exact.
type Centi int64

// A Document (依据) is a text that rules cite.
type Document struct {
	Short  string `yaml:"short" json:"short"`   // 检查指标
	Title  string `yaml:"title" json:"title"`   // 《政府网站与政务新媒体检查指标》
	Number string `yaml:"number" json:"number"` // 国办秘函〔2019〕19号
	Date   string `yaml:"date" json:"date,omitempty"`
	Note   string `yaml:"note" json:"note,omitempty"`
}

// A Basis is one clause of a document, with its words when they are short
// enough to quote.
type Basis struct {
	Document string `yaml:"document" json:"document"` // the Short of a Document
	Clause   string `yaml:"clause" json:"clause"`
	Text     string `yaml:"text" json:"text,omitempty"`
	// SupersededBy is the higher or newer rule that goes before this clause
	// (《立法法》第九十八条、第九十九条); the check follows that one, and the
	// local words are shown beside it.
	SupersededBy *Supersession `yaml:"superseded_by" json:"superseded_by,omitempty"`
}

// A Supersession says which clause goes before a local one that falls behind.
type Supersession struct {
	Document string `yaml:"document" json:"document"` // the Short of a Document
	Clause   string `yaml:"clause" json:"clause"`
	Note     string `yaml:"note" json:"note,omitempty"` // what differs
}

// Applies says whom a rule binds; an empty list binds all.
type Applies struct {
	Types []string `yaml:"types" json:"types,omitempty"` // column types
	Kinds []string `yaml:"kinds" json:"kinds,omitempty"` // unit kinds
}

// Column tells whether the rule binds a column of the given type.
func (a Applies) Column(columnType string) bool { return has(a.Types, columnType) }

// Unit tells whether the rule binds a unit of the given kind.
func (a Applies) Unit(kind string) bool { return has(a.Kinds, kind) }

func has(list []string, s string) bool {
	if len(list) == 0 {
		return true
	}
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// Effects of a rule on a score.
const (
	EffectVeto   = "veto"   // 单项否决
	EffectDeduct = "deduct" // points a finding, up to the cap
	EffectNone   = "none"   // shown, not scored
)

// An Effect says what one violation costs.
type Effect struct {
	Kind   string `yaml:"kind" json:"kind"`
	Points Centi  `yaml:"points" json:"points"`       // a finding
	Cap    Centi  `yaml:"cap" json:"cap"`             // the most one unit loses by this rule; 0 = the group's points
	Group  string `yaml:"group" json:"group"`         // id of the Group it counts in
	Own    bool   `yaml:"own" json:"own,omitempty"`   // the points are the project's own default, not the document's
	Note   string `yaml:"note" json:"note,omitempty"` // where the points come from
}

// A Rule (指标) ties a check to a clause, a threshold, a price and a deadline.
type Rule struct {
	ID            string    `yaml:"id" json:"id"`
	Title         string    `yaml:"title" json:"title"`
	Check         string    `yaml:"check" json:"check"`
	With          yaml.Node `yaml:"with" json:"-"` // arguments of the check
	Applies       Applies   `yaml:"applies" json:"applies"`
	Severity      string    `yaml:"severity" json:"severity"`
	Effect        Effect    `yaml:"effect" json:"effect"`
	RectifyWithin int       `yaml:"rectify_within" json:"rectify_within"` // working days; 0 = by severity
	Basis         []Basis   `yaml:"basis" json:"basis"`
	Remedy        string    `yaml:"remedy" json:"remedy"`
	Verified      bool      `yaml:"verified" json:"verified"`   // every value was read in the text it cites
	Note          string    `yaml:"note" json:"note,omitempty"` // conflicts with other texts, doubts
	From          string    `yaml:"-" json:"from"`              // the ruleset that wrote the rule
	Examples      []string  `yaml:"examples" json:"examples,omitempty"`
}

// Arguments returns what the rule states of its check's arguments, for
// programs that print rules; the check's own defaults are not among them. It
// is nil when the rule states none.
func (r *Rule) Arguments() map[string]any {
	if r.With.IsZero() {
		return nil
	}
	var m map[string]any
	if err := r.With.Decode(&m); err != nil {
		return nil // not a mapping; Bind has refused such a rule
	}
	return m
}

// A Group is an indicator (一级指标) with its points.
type Group struct {
	ID     string `yaml:"id" json:"id"`
	Title  string `yaml:"title" json:"title"`
	Points Centi  `yaml:"points" json:"points"`
	Own    bool   `yaml:"own" json:"own,omitempty"`
}

// A Grade (等次) starts at From, inclusive.
type Grade struct {
	Name string `yaml:"name" json:"name"`
	From Centi  `yaml:"from" json:"from"`
}

// A Scheme says how deductions become a score.
type Scheme struct {
	Base      Centi   `yaml:"base" json:"base"`             // 10000 = 100 points
	Grades    []Grade `yaml:"grades" json:"grades"`         // best first
	VetoGrade string  `yaml:"veto_grade" json:"veto_grade"` // the grade of a vetoed unit
	// Recurrence is how many times its points a problem costs that is back
	// within a year of its 销号 (复发), such as 1.5; 0 = no more than others.
	Recurrence Centi  `yaml:"recurrence" json:"recurrence,omitempty"`
	Own        bool   `yaml:"own" json:"own,omitempty"` // grades or points are the project's own
	Note       string `yaml:"note" json:"note,omitempty"`
}

// Weighed returns what a problem costs that is back within the year (复发),
// given its points: hundredths are rounded down.
func (s *Scheme) Weighed(points Centi) Centi {
	if s.Recurrence <= 0 {
		return points
	}
	return points * s.Recurrence / 100
}

// A Set (指标体系) is a published table of rules, addressed by name and
// digest. A set that was used is never edited.
type Set struct {
	Name      string         `yaml:"name" json:"name"`
	Title     string         `yaml:"title" json:"title"`
	Extends   string         `yaml:"extends" json:"extends,omitempty"`
	Source    string         `yaml:"source" json:"source"`
	Effective portal.Date    `yaml:"effective" json:"effective"`
	Documents []Document     `yaml:"documents" json:"documents"`
	Scheme    Scheme         `yaml:"scheme" json:"scheme"`
	Groups    []Group        `yaml:"groups" json:"groups"`
	Deadlines map[string]int `yaml:"deadlines" json:"deadlines"`           // severity → working days to rectify
	Reminders *Reminders     `yaml:"reminders" json:"reminders,omitempty"` // nil = none
	Drop      []string       `yaml:"drop" json:"drop,omitempty"`           // rules and manual items of the extended set that do not hold here
	Rules     []Rule         `yaml:"rules" json:"rules"`
	// Assessment and Manual are the year-end table (年度考核).
	Assessment Assessment `yaml:"assessment" json:"assessment,omitzero"`
	Manual     []Manual   `yaml:"manual" json:"manual,omitempty"`
	Digest     string     `yaml:"-" json:"sha256"` // of the YAML of the set and of all it extends
}

// Rule returns the rule with the given id.
func (s *Set) Rule(id string) (*Rule, bool) {
	for i := range s.Rules {
		if s.Rules[i].ID == id {
			return &s.Rules[i], true
		}
	}
	return nil, false
}

// Scored tells whether the set gives a score. One without a base lists
// findings and deadlines only (不计分): its units have neither score nor grade.
func (s *Set) Scored() bool { return s.Scheme.Base > 0 }

// Within returns how many working days a unit has to rectify a finding of r.
func (s *Set) Within(r *Rule) int {
	if r.RectifyWithin > 0 {
		return r.RectifyWithin
	}
	return s.Deadlines[r.Severity]
}

// MarshalJSON writes the rule with what it states of its check's arguments
// under "with".
func (r Rule) MarshalJSON() ([]byte, error) {
	type fields Rule
	return json.Marshal(struct {
		fields
		With map[string]any `json:"with,omitempty"`
	}{fields(r), r.Arguments()})
}
