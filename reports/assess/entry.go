package assess

import (
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// An Entry is what assessors entered for one manual item of one unit:
// 自评分 → 复评分 → 审定分. Points are nil where the cell is empty. For a veto item
// 100 hundredths mean that it happened, 0 that it did not.
type Entry struct {
	Unit    string       `json:"unit"`
	Item    string       `json:"item"`
	Self    *rules.Centi `json:"self,omitempty"`   // 自评分, by the unit
	Review  *rules.Centi `json:"review,omitempty"` // 复评分, by the scorer
	Final   *rules.Centi `json:"final,omitempty"`  // 审定分, scorer and checker differ
	Scorer  string       `json:"scorer,omitempty"`
	Checker string       `json:"checker,omitempty"`
	Proof   string       `json:"proof,omitempty"`
	Remark  string       `json:"remark,omitempty"`
	Sheet   string       `json:"sheet"`
	Row     int          `json:"row"`
	Cell    string       `json:"cell"` // of the points that count: 人工评分!J12
}

// points returns what counts of an entry, nil for nothing yet, and whether it
// was decided (审定).
func (e *Entry) points() (*rules.Centi, bool) {
	if e == nil {
		return nil, false
	}
	if e.Final != nil {
		return e.Final, true
	}
	return e.Review, false
}

// Why an indicator did not fall to a unit (确无此项).
const (
	NoDuty    = "none"      // 无此职责
	Statement = "statement" // 已发布情况说明
	Exemption = "exemption" // 经批准免责
)

// ClaimWords are the words of the entry sheet for the kinds of Claim.
var ClaimWords = []struct{ Kind, Word string }{{NoDuty, "无此职责"}, {Statement, "已发布情况说明"}, {Exemption, "经批准免责"}}

// A Claim (确无此项) says that an indicator does not fall to a unit, and why.
// It is shown, counted separately, and scored as the ruleset's Duty says.
type Claim struct {
	Unit    string      `json:"unit"`
	Item    string      `json:"item"` // id of a group or of a manual item
	Kind    string      `json:"kind"`
	Ground  string      `json:"ground"`            // 依据 or the statement's address
	Allowed string      `json:"allowed,omitempty"` // who approved it
	Until   portal.Date `json:"until,omitzero"`    // its last day; zero = no end
	Remark  string      `json:"remark,omitempty"`
	Cell    string      `json:"cell"`
}

// holds tells whether the claim reaches to the end of the period: an
// exemption that expired before does not excuse the year.
func (c *Claim) holds(p Period) bool { return c.Until == 0 || c.Until >= p.To }

func claimWord(kind string) string {
	for _, w := range ClaimWords {
		if w.Kind == kind {
			return w.Word
		}
	}
	return kind
}
