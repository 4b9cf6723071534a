package rectify

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"duwang/checks"
	"duwang/crawler/portal"
)

// Reconcile says what a scan means for the cases: the events to append, in a
// fixed order. cases are all live ones and those closed within the last year.
// A finding opens a case, reopens one that was closed no more than ReopenDays
// ago, or is one more sight of a live one; acquitted are the watched
// fingerprints that a check examined and found in order (checks.Run).
// Whatever is in neither list was not looked at or could not be verified and
// changes nothing, and so does a whole scan that is void or incomplete.
//
// A case that was seen or found in order by the same scan already gets no
// second event of it, so that a run that was cut off can be done again. Cases
// that no notice was issued for are closed here after two clean looks; of
// those in a notice a person decides.
func Reconcile(cases []Case, result *checks.Result, acquitted []string, scan *portal.Scan, at time.Time) []Event {
	if scan.Void || !scan.Complete || result.Scan.Void || !result.Scan.Complete {
		return nil
	}
	r := &reconciler{scan: scan, at: at.Truncate(time.Second), last: map[string]*Case{}}
	for i := range cases {
		c := &cases[i]
		if old := r.last[c.Fingerprint]; old == nil || c.ID > old.ID {
			r.last[c.Fingerprint] = c
		}
	}
	found := map[string]*checks.Finding{}
	for i := range result.Findings {
		f := &result.Findings[i]
		if old := found[f.Fingerprint]; old == nil || heavier(f, old) {
			found[f.Fingerprint] = f
		}
	}
	for _, print := range inOrder(result.Findings) {
		r.seen(print, found[print])
	}
	for _, print := range slices.Sorted(maps.Keys(toSet(acquitted))) {
		if found[print] == nil {
			r.clean(print)
		}
	}
	return r.events
}

type reconciler struct {
	scan   *portal.Scan
	at     time.Time
	last   map[string]*Case // the last case of each problem
	events []Event
}

func (r *reconciler) add(c *Case, kind Kind, d Detail) Event {
	e := Event{Kind: kind, At: r.at, On: r.scan.AsOf, By: Program, Detail: d}
	if c != nil {
		e.Case = c.ID
	}
	r.events = append(r.events, e)
	return e
}

func (r *reconciler) seen(print string, f *checks.Finding) {
	d := Detail{Scan: r.scan.ID, Started: r.scan.StartedAt, Finding: f}
	c := r.last[print]
	switch {
	case c == nil:
		r.add(nil, Seen, d)
	case c.LastScan == r.scan.ID || c.lookedBy(r.scan.ID):
	case c.Phase == Dismissed && !c.Over:
		// What people found to be no fault stays so until it is found in order.
	case !c.Live() && (c.Phase == Dismissed || r.scan.AsOf > c.ClosedOn.AddDays(ReopenDays)):
		d.Earlier, d.EarlierClosed = c.Number, c.ClosedOn
		r.add(nil, Seen, d)
	default:
		r.add(c, Seen, d)
	}
}

func (r *reconciler) clean(print string) {
	c := r.last[print]
	if c == nil || !c.lookable(r.scan.StartedAt) || c.lookedBy(r.scan.ID) || c.LastScan == r.scan.ID {
		return
	}
	e := r.add(c, Clean, Detail{Scan: r.scan.ID, Started: r.scan.StartedAt})
	after, err := Apply(*c, e)
	if err == nil && after.Notice == "" && (after.Phase == Verified || after.Phase == Exempted) && after.twice() {
		r.add(c, Close, Detail{})
	}
}

// lookedBy tells whether a clean look of that scan is kept.
func (c *Case) lookedBy(scan string) bool {
	return slices.ContainsFunc(c.Looks, func(l Look) bool { return l.Scan == scan })
}

// heavier orders findings of one problem under several rules: the worse one
// stands for all, a violation before a suspect.
func heavier(a, b *checks.Finding) bool {
	if a.Verdict != b.Verdict {
		return a.Verdict == checks.Violation
	}
	if rank(a.Severity) != rank(b.Severity) {
		return worse(a.Severity, b.Severity)
	}
	return cmp.Compare(a.Rule, b.Rule) < 0
}

// inOrder returns the findings' fingerprints in the result's order, each once.
func inOrder(findings []checks.Finding) []string {
	var list []string
	seen := map[string]bool{}
	for i := range findings {
		if p := findings[i].Fingerprint; !seen[p] {
			seen[p] = true
			list = append(list, p)
		}
	}
	return list
}

func toSet(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[s] = true
	}
	return set
}
