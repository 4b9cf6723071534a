// Package html lays out a report as one self-contained page: no script, no
// font, picture or style from elsewhere, so that it opens the same from a
// disk, an e-mail or a server, and prints on A4. It writes as it goes: memory
// does not grow with the number of findings.
package html

import (
	"bufio"
	_ "embed"
	"html/template"
	"io"

	"duwang/reports"
)

//go:embed report.gohtml
var text string

//go:embed style.css
var style string

var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"percent": reports.Percent,
	"clean":   reports.Clean,
	"web":     reports.WebAddress,
	"class":   class,
	"next":    func(i int) int { return i + 1 },
	"shown":   shown,
}).Parse(text))

// class turns the state of a column into the style of its cell.
func class(state string) string {
	switch state {
	case reports.StateFine, reports.StateFree:
		return "calm"
	case reports.StateUnverified:
		return "open"
	}
	return "fault"
}

// refsShown is how many numbers of findings a line of a unit's deductions
// names; the findings themselves all follow below it.
const refsShown = 12

// A more is the first few of a list and how many it left out.
type more struct {
	Refs []reports.Ref
	Rest int
}

func shown(refs []reports.Ref) more {
	if len(refs) <= refsShown {
		return more{refs, 0}
	}
	return more{refs[:refsShown], len(refs) - refsShown}
}

// Write writes the report to w as UTF-8 HTML. The error is that of w.
func Write(w io.Writer, m *reports.Model) error {
	out := bufio.NewWriterSize(w, 64<<10)
	if err := page.Execute(out, struct {
		*reports.Model
		Style template.CSS
	}{m, template.CSS(style)}); err != nil {
		return err
	}
	return out.Flush()
}
