// Package score turns findings into points: arithmetic over a ruleset and a
// list of hits, and nothing else. Points are integers in hundredths; the
// lines of a unit always add up to its score.
package score

import "duwang/checks/rules"

// A Hit is one finding as the score sees it.
type Hit struct {
	Unit        string
	Rule        string
	Fingerprint string
	Violation   bool // a suspect never costs points by itself
	Recurred    bool // 复发: costs the scheme's recurrence times as much
}

// Coverage says how much of what was due for a unit was read.
type Coverage struct {
	Due        int `json:"due"`
	Checked    int `json:"checked"`
	Unverified int `json:"unverified"`
}

// A Line is what one rule cost one unit.
type Line struct {
	Rule         string      `json:"rule"`
	Count        int         `json:"count"`
	Points       rules.Centi `json:"points"` // written as points with decimals
	Capped       bool        `json:"capped"`
	Fingerprints []string    `json:"fingerprints"`
	// Recurred are those among them that weigh more (复发).
	Recurred []string `json:"recurred,omitempty"`
}

// A Unit is the score of one unit, or of a site under its own id.
type Unit struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Kind        string      `json:"kind"`
	Site        string      `json:"site"`
	Score       rules.Centi `json:"score"`
	Grade       string      `json:"grade"`
	Vetoed      bool        `json:"vetoed"`
	Provisional bool        `json:"provisional"` // 暂定
	Coverage    Coverage    `json:"coverage"`
	Deductions  []Line      `json:"deductions"`
}
