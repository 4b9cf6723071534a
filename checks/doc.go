// Package checks judges a snapshot by a ruleset: one file a check, one pass
// over the facts, three answers. A check says Bad with evidence, Good, or
// Unverified with the reason; what it does not mention was not looked at.
//
// A Subject is what an answer is about: a column, a page, a link's target, a
// site. Its fingerprint hashes site, check, address and mark only, so a case
// lives across scans, rewordings and rulesets. Only Good closes a case; what
// could not be read is neither bad nor good, and a column of which a list page
// is missing, or a row whose date may stand on an unread page, is not read
// whole: it may be called fresh, never stale, blank or undated.
//
// The Runner (Run) reads each stream of the snapshot once, in the order gaps,
// items, pages, targets, then shows the checks the columns and sites as they
// came together. What it keeps grows with columns and findings, not with
// pages; what it returns does not hang on the order of the streams.
//
// To add a check: one file here that registers a Check, one folder under
// testdata with txtar portals on both sides of its boundary, and a rule in a
// ruleset that names it with clause, threshold and price. Numbers live in
// rulesets; code knows only how to measure. Package checktest crawls the
// portals and compares what comes out with the expectations in their pages.
package checks
