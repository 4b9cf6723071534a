package assess

import (
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Schema names the shape of Result in JSON.
const Schema = "duwang.assess/1"

// Kinds of sheet.
const (
	Trial      = "trial"      // 试算
	Frozen     = "frozen"     // 审定
	Correction = "correction" // 更正
)

// A Result is one assessment of one year.
type Result struct {
	Schema        string      `json:"schema"`
	Year          int         `json:"year"`
	Sheet         Sheet       `json:"sheet"`
	Period        Period      `json:"period"`
	Office        string      `json:"office"`
	Ruleset       string      `json:"ruleset"`
	RulesetTitle  string      `json:"ruleset_title"`
	RulesetSHA256 string      `json:"ruleset_sha256"`
	Calendar      string      `json:"calendar"`
	Hash          string      `json:"hash"` // of Inputs; the same inputs give the same sheet
	Inputs        Inputs      `json:"inputs"`
	Base          rules.Centi `json:"base"`
	Provisional   []string    `json:"provisional"` // why all scores are provisional (暂定); empty when they are not
	Units         []Unit      `json:"units"`       // in the order of the ledger, sites last
	Outside       []Problem   `json:"outside"`     // problems of units that are not assessed
	Entries       []Entry     `json:"entries"`
	Claims        []Claim     `json:"claims"`

	titles  map[string]string // of rules
	serials map[string]string // of notices, by key
}

// A Sheet says which sheet of a year this is.
type Sheet struct {
	Kind   string      `json:"kind"`
	Number int         `json:"number"` // of a correction: 更正 1, 2, …
	Reason string      `json:"reason,omitempty"`
	By     string      `json:"by,omitempty"`
	On     portal.Date `json:"on,omitzero"`
}

// Inputs are the digests of everything that went into a result; Hash is
// theirs. Digests are SHA-256 in hexadecimal.
type Inputs struct {
	Scans     []Scan `json:"scans"`
	Decisions string `json:"decisions_sha256"` // the events of the year's cases
	Cases     int    `json:"cases"`
	Notices   string `json:"notices_sha256"`
	Entries   string `json:"entries_sha256"` // entries and claims
	Ledger    string `json:"ledger_sha256"`  // the units assessed
}

// A Scan of the year.
type Scan struct {
	ID       string      `json:"id"`
	AsOf     portal.Date `json:"as_of"`
	Kind     string      `json:"kind"`
	Valid    bool        `json:"valid"` // complete and not void
	Snapshot string      `json:"snapshot_sha256"`
}

// Coverage adds up what the year's valid scans were to read of a unit.
type Coverage struct {
	Scans      int `json:"scans"`
	Due        int `json:"due"`
	Checked    int `json:"checked"`
	Unverified int `json:"unverified"`
}

// Enough tells whether at least 90 % of what was due was read (contract §3).
func (c Coverage) Enough() bool { return c.Due > 0 && c.Checked*10 >= c.Due*9 }

// A Unit is the assessment of one unit, or of a site under its own id.
type Unit struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Kind        string      `json:"kind"`
	Class       string      `json:"class"` // 类别, the word
	Parts       []Part      `json:"parts"`
	Adjust      rules.Centi `json:"adjust"` // 折算 between parts; 0 when every part was scored
	Before      rules.Centi `json:"before_bonus"`
	Bonus       []Item      `json:"bonus"`
	BonusNote   string      `json:"bonus_note,omitempty"`
	Vetoes      []Line      `json:"vetoes"`
	Score       rules.Centi `json:"score"`
	Scored      bool        `json:"scored"` // false when nothing of the table could be scored
	Grade       string      `json:"grade"`
	Vetoed      bool        `json:"vetoed"`
	Coverage    Coverage    `json:"coverage"`
	Provisional []string    `json:"provisional"` // why this unit's score is provisional; empty when it is not
	Place       int         `json:"place"`       // 名次; 0 = not ranked
	ClassPlace  int         `json:"class_place"`
	Tied        bool        `json:"tied"`
	Problems    []Problem   `json:"problems"` // all, counted or not
	Replies     []Reply     `json:"replies"`
	Claims      []Claim     `json:"claims"`
}

// A Part of a unit's score. Raw is what its lines add up to, of Possible; Got
// is Raw scaled to Points, and Adjust the difference.
type Part struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	Points   rules.Centi `json:"points"`
	Possible rules.Centi `json:"possible"`
	Raw      rules.Centi `json:"raw"`
	Adjust   rules.Centi `json:"adjust"`
	Got      rules.Centi `json:"got"`
	Groups   []Group     `json:"groups"`
}

// A Group is one indicator (一级指标) of a unit.
type Group struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	Points   rules.Centi `json:"points"`
	Possible rules.Centi `json:"possible"` // of the items that were scored
	Got      rules.Centi `json:"got"`
	Items    []Item      `json:"items"`
}

// States of an Item.
const (
	Scored  = "scored"  // 已评
	Open    = "open"    // 未评: no points entered yet
	Skipped = "skipped" // 不适用, the rest is scaled up
	Excused = "excused" // 确无此项, scored as the ruleset says
)

// An Item is one line of a unit's table (二级指标).
type Item struct {
	ID       string       `json:"id"`
	Title    string       `json:"title"`
	Kind     string       `json:"kind"`
	Standard string       `json:"standard,omitempty"`
	Points   rules.Centi  `json:"points"`
	State    string       `json:"state"`
	Why      string       `json:"why,omitempty"`
	Self     *rules.Centi `json:"self,omitempty"` // 自评分
	Got      rules.Centi  `json:"got"`
	Lost     rules.Centi  `json:"lost"`
	Final    bool         `json:"final,omitempty"` // 审定
	Scorer   string       `json:"scorer,omitempty"`
	Checker  string       `json:"checker,omitempty"`
	Proof    string       `json:"proof,omitempty"`
	Remark   string       `json:"remark,omitempty"`
	Cell     string       `json:"cell,omitempty"`
	Rules    []string     `json:"rules,omitempty"` // rules that an automatic item looks at
	Lines    []Line       `json:"lines,omitempty"` // what an automatic item lost points for
}

// counts tells whether the item's points are part of what could be gained.
func (i *Item) counts() bool { return i.State == Scored || i.State == Excused }

// A Line is one deduction, or one veto, with what it rests on.
type Line struct {
	ID      string      `json:"id"` // rule, or answers:late and the like
	Title   string      `json:"title"`
	Count   int         `json:"count"`
	Each    rules.Centi `json:"each"`
	Points  rules.Centi `json:"points"` // deducted, after all bounds
	Capped  bool        `json:"capped,omitempty"`
	Cases   []string    `json:"cases,omitempty"`
	Notices []string    `json:"notices,omitempty"` // document numbers
	Cell    string      `json:"cell,omitempty"`
}
