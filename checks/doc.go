// Package checks judges a snapshot by a ruleset: one file a check, one pass
// over the facts, three answers. A check says Bad with evidence, Good, or
// Unverified with the reason; what it does not mention was not looked at.
//
// To add a check: one file here that registers a Check, one folder under
// testdata with txtar portals on both sides of its boundary, and a rule in a
// ruleset that names it with clause, threshold and price. Numbers live in
// rulesets; code knows only how to measure.
package checks
