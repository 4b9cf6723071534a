package attachment

import (
	"strings"

	"duwang/crawler/annual"
	"duwang/crawler/portal"
	"duwang/crawler/sensitive"
)

// A listener hears every line of a file: it looks for what ought not to be
// there, and keeps the lines of a file that begins like an annual report.
type listener struct {
	sensitive.Finder
	lines  []string
	size   int
	named  bool // a line so far is an annual report's title
	closed bool // it is none
	loose  bool // its tables have no cells
}

const (
	// reportHead is how many lines may stand before a report's title.
	reportHead  = 30
	reportLines = 2000
)

// Line reads one line: see sensitive.Finder.
func (l *listener) Line(s string) {
	l.Finder.Line(s)
	if l.closed || strings.TrimSpace(s) == "" {
		return
	}
	l.named = l.named || len(s) < 200 && annual.Named(s)
	if l.size += len(s); len(l.lines) >= reportLines || l.size > portal.TextLimit || len(l.lines) >= reportHead && !l.named {
		l.closed = true
		if !l.named {
			l.lines = nil
		}
		return
	}
	l.lines = append(l.lines, s)
}

// report returns the annual report that the file is, nil when it is none.
func (l *listener) report() *portal.Report {
	if !l.named {
		return nil
	}
	r := annual.Read(l.lines)
	r.Loose = r.Loose || l.loose
	if len(r.Headings) == 0 || len(r.Requests) == 0 && !annual.Speaks(strings.Join(l.lines, "\n")) {
		return nil
	}
	return r
}
