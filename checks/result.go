package checks

import (
	"encoding/json"
	"time"

	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/crawler/portal"
)

// Schema names the shape of Result in JSON.
const Schema = "duwang.scan/1"

// Verdicts of a finding. A suspect never costs points by itself.
const (
	Violation = "violation"
	Suspect   = "suspect"
)

// A Finding (问题) is a bad answer about one subject, with its evidence.
type Finding struct {
	Fingerprint string          `json:"fingerprint"`
	Check       string          `json:"check"`
	Rule        string          `json:"rule"`
	Verdict     string          `json:"verdict"`
	Severity    string          `json:"severity"`
	Site        string          `json:"site"`
	Unit        string          `json:"unit"`
	Column      string          `json:"column"`
	URL         string          `json:"url"`
	Title       string          `json:"title"`
	Message     string          `json:"message"`
	Explanation []string        `json:"explanation,omitempty"` // how it was reached, sentence by sentence
	Evidence    json.RawMessage `json:"evidence"`
	Basis       []rules.Basis   `json:"basis"`
	Remedy      string          `json:"remedy"`
	RectifyBy   portal.Date     `json:"rectify_by"`
}

// A Warning (提醒) is not yet a fault: what will be one, and when.
type Warning struct {
	Check    string      `json:"check"`
	Rule     string      `json:"rule"`
	Unit     string      `json:"unit"`
	Column   string      `json:"column"`
	URL      string      `json:"url"`
	Due      portal.Date `json:"due"`
	DaysLeft int         `json:"days_left"`
}

// An Unverified row says what could not be verified and why.
type Unverified struct {
	URL    string `json:"url"`
	Unit   string `json:"unit"`
	Column string `json:"column"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// A ColumnState is a column as the scan found it.
type ColumnState struct {
	ID      string      `json:"id"`
	Unit    string      `json:"unit"`
	Type    string      `json:"type"`
	URL     string      `json:"url"`
	Items   int         `json:"items"`
	Newest  portal.Date `json:"newest"`
	AgeDays *int        `json:"age_days"`
	Due     portal.Date `json:"due"`
}

// A ScanState is the scan's own part of a Result.
type ScanState struct {
	ID            string      `json:"id"`
	AsOf          portal.Date `json:"as_of"`
	Kind          string      `json:"kind"`
	Ruleset       string      `json:"ruleset"`
	RulesetSHA256 string      `json:"ruleset_sha256"`
	Calendar      string      `json:"calendar"`
	StartedAt     time.Time   `json:"started_at"`
	FinishedAt    time.Time   `json:"finished_at"`
	Complete      bool        `json:"complete"`
	Void          bool        `json:"void"`
	VoidReasons   []string    `json:"void_reasons"`
	Notes         []string    `json:"notes,omitempty"` // e.g. a year without a calendar
}

// A Result is everything one scan comes to under one ruleset on one day.
// The same snapshot, ruleset, calendar and date give the same bytes.
type Result struct {
	Schema     string             `json:"schema"`
	Scan       ScanState          `json:"scan"`
	Sites      []portal.SiteCount `json:"sites"`
	Units      []score.Unit       `json:"units"`
	Columns    []ColumnState      `json:"columns"`
	Findings   []Finding          `json:"findings"`
	Warnings   []Warning          `json:"warnings"`
	Unverified []Unverified       `json:"unverified"`
}
