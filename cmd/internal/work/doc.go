// Package work runs scans from start to end: crawl, judge, score, keep,
// report. It is the one place where clock, store and portal meet; what it
// calls for judging is pure.
package work
