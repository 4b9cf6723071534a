// Package json writes the result of a scan as it is: the shape that other
// programs rely on, indented, in the same bytes for the same result.
package json

import (
	"bufio"
	"encoding/json"
	"io"

	"duwang/checks"
)

// Write writes res as indented JSON with a line break at the end. Lists that
// are empty are written as [], never as null; <, > and & stay as they are,
// since the file is not a web page.
func Write(w io.Writer, res *checks.Result) error {
	out := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(whole(*res)); err != nil {
		return err
	}
	return out.Flush()
}

// whole puts empty lists where res has none.
func whole(res checks.Result) *checks.Result {
	res.Scan.VoidReasons = list(res.Scan.VoidReasons)
	res.Sites, res.Units, res.Columns = list(res.Sites), list(res.Units), list(res.Columns)
	res.Findings, res.Warnings, res.Unverified = list(res.Findings), list(res.Warnings), list(res.Unverified)
	return &res
}

func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
