// Package docx writes official documents (公文) as Word files by GB/T 9704—2012:
// 版心, 22 lines of 28 characters, the fonts and sizes of each element, red
// letterhead, page numbers — 1 — on the outer side, attachments on new pages.
//
// A document is a zip of a few small parts that never change and one that is
// written as the caller goes. Times in the zip are fixed, so the same calls
// give the same bytes. Fonts are named, never shipped: 仿宋_GB2312 and
// 方正小标宋简体 are an office's own, and fonts that every system has stand in
// for them where they are missing.
//
// The package draws no seal and writes no words in the place of one.
package docx

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// Options of a document.
type Options struct {
	Title  string // in the file's properties
	Author string
	Head   string // running head of every page, such as 草稿; "" for none
	Wide   bool   // the first page is landscape
}

// A Writer lays out one document. Its methods append to it in order; the
// first error stops everything and is returned by Close.
type Writer struct {
	zip  *zip.Writer
	out  *bufio.Writer
	opt  Options
	wide bool // the open section is landscape
	err  error
}

// stamp is the modification time of every part: the first that a zip can state.
var stamp = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// NewWriter begins a document on w. Close must be called to finish it.
func NewWriter(w io.Writer, o Options) *Writer {
	d := &Writer{zip: zip.NewWriter(w), opt: o, wide: o.Wide}
	for _, p := range parts(o) {
		part := d.create(p.name)
		if d.err == nil {
			_, d.err = io.WriteString(part, p.text)
		}
	}
	d.out = bufio.NewWriter(d.create("word/document.xml"))
	d.put(xml.Header + `<w:document xmlns:w="` + nsMain + `" xmlns:r="` + nsRel + `"><w:body>`)
	return d
}

func (d *Writer) create(name string) io.Writer {
	if d.err != nil {
		return io.Discard
	}
	w, err := d.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: stamp})
	if err != nil {
		d.err = err
		return io.Discard
	}
	return w
}

// Close ends the last section and the file.
func (d *Writer) Close() error {
	d.put(d.section() + `</w:body></w:document>`)
	if err := d.out.Flush(); d.err == nil {
		d.err = err
	}
	if err := d.zip.Close(); d.err == nil {
		d.err = err
	}
	if d.err != nil {
		return fmt.Errorf("write document: %w", d.err)
	}
	return nil
}

func (d *Writer) put(s string) {
	if d.err == nil {
		_, d.err = d.out.WriteString(s)
	}
}

// A Run is a stretch of text in one style.
type Run struct {
	Text  string
	Bold  bool
	Kai   bool // 楷体, for quotations
	Black bool // 黑体, for emphasis within a paragraph
	// Underline draws a single line below.
	Underline bool
}

func (r Run) xml() string {
	props := ""
	switch {
	case r.Kai:
		props += fonts("楷体_GB2312")
	case r.Black:
		props += fonts("黑体")
	}
	if r.Bold {
		props += "<w:b/>"
	}
	if r.Underline {
		props += `<w:u w:val="single"/>`
	}
	if props != "" {
		props = "<w:rPr>" + props + "</w:rPr>"
	}
	return "<w:r>" + props + text(r.Text) + "</w:r>"
}

func fonts(name string) string {
	return `<w:rFonts w:ascii="` + name + `" w:hAnsi="` + name + `" w:eastAsia="` + name + `" w:cs="` + name + `"/>`
}

// text writes lines as w:t, with breaks between them.
func text(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		b.WriteString(`<w:t xml:space="preserve">`)
		b.WriteString(escape(line))
		b.WriteString("</w:t>")
	}
	return b.String()
}

// escape makes s safe as XML text: markup is escaped, characters that XML
// cannot hold are dropped.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return escaper.Replace(s)
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func (d *Writer) para(style, props string, runs ...Run) {
	var b strings.Builder
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + props + `</w:pPr>`)
	for _, r := range runs {
		b.WriteString(r.xml())
	}
	b.WriteString("</w:p>")
	d.put(b.String())
}
