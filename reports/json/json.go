// Package json writes the result of a scan as it is: the shape that other
// programs rely on, indented, in the same bytes for the same result.
package json

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"duwang/checks"
)

// Write writes res as JSON indented by one blank, with a line break at the
// end: the bytes of a json.Encoder, but row by row, so that memory does not
// grow with the number of findings. Lists that are empty are written as [],
// never as null; <, > and & stay as they are, since the file is not a web page.
func Write(w io.Writer, res *checks.Result) error {
	s := &stream{out: bufio.NewWriterSize(w, 64<<10)}
	s.enc = json.NewEncoder(&s.buf)
	s.enc.SetEscapeHTML(false)
	scan := res.Scan
	if scan.VoidReasons == nil {
		scan.VoidReasons = []string{}
	}
	s.put("{")
	s.field("schema", res.Schema)
	s.field("scan", scan)
	rows(s, "sites", res.Sites)
	rows(s, "units", res.Units)
	rows(s, "columns", res.Columns)
	rows(s, "findings", res.Findings)
	rows(s, "warnings", res.Warnings)
	rows(s, "unverified", res.Unverified)
	s.put("\n}\n")
	if s.err != nil {
		return s.err
	}
	return s.out.Flush()
}

// A stream writes one object field by field.
type stream struct {
	out   *bufio.Writer
	enc   *json.Encoder
	buf   bytes.Buffer
	begun bool
	err   error
}

func (s *stream) put(text string) {
	if s.err == nil {
		_, s.err = s.out.WriteString(text)
	}
}

// value writes v, its further lines indented by prefix.
func (s *stream) value(v any, prefix string) {
	if s.err != nil {
		return
	}
	s.buf.Reset()
	s.enc.SetIndent(prefix, " ")
	if s.err = s.enc.Encode(v); s.err == nil {
		_, s.err = s.out.Write(bytes.TrimSuffix(s.buf.Bytes(), []byte("\n")))
	}
}

func (s *stream) name(name string) {
	if s.begun {
		s.put(",")
	}
	s.begun = true
	s.put("\n \"" + name + "\": ")
}

func (s *stream) field(name string, v any) {
	s.name(name)
	s.value(v, " ")
}

func rows[T any](s *stream, name string, list []T) {
	s.name(name)
	if len(list) == 0 {
		s.put("[]")
		return
	}
	s.put("[")
	for i := range list {
		if i > 0 {
			s.put(",")
		}
		s.put("\n  ")
		s.value(&list[i], "  ")
	}
	s.put("\n ]")
}
