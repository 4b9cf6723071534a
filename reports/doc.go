// Package reports turns the result of a scan (巡检) into what people read.
//
// Build chooses, sorts, sums and puts into words, once; the renderers below
// this folder (html, xlsx, csv, notice, json) only lay out what the Model
// says, so that page, table and notice never disagree. Four promises hold in
// every paper:
//
//   - Three answers. What could not be verified (无法核实) is listed apart with
//     its reason and is neither a problem nor in order; a suspect (疑似) costs
//     no points and never stands in a notice.
//   - Lines add up. The points of a unit's lines, and those of its findings one
//     by one, sum to exactly what its score lacks to the full mark.
//   - A void scan (作废) accuses nobody and acquits nobody: its model has no
//     findings, no ranking and no scores.
//   - No clock, no network, no database: the same result gives the same bytes.
//
// All text that people see is Chinese; words for checks, severities, verdicts,
// reasons and kinds stand in words.go and nowhere else.
package reports
