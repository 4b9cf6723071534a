package portaltest

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Files of office programs are written as text and packed when they are
// served (pack: in answers.yaml), so that a fixture shows what is in them:
//
//	docx  a paragraph a line; a line with tabs is a row of a table
//	xlsx  a row a line, cells between tabs; "# 名单" begins a sheet,
//	      "#- 底稿" a hidden one, and a line that begins with "-" is a hidden row
//	pdf   a line of Helvetica each: ASCII only
//	zip   "# 名单.csv" begins an entry; names are written in GBK
var packers = map[string]func(string) ([]byte, error){"docx": packDocx, "xlsx": packXlsx, "pdf": packPDF, "zip": packZip}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relsHead = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	officeNS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

func esc(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // into memory: cannot fail
	return b.String()
}

// A part is one entry of an archive.
type part struct {
	name, text string
	gbk        bool
}

func zipped(parts []part) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
		if p.gbk {
			name, err := simplifiedchinese.GBK.NewEncoder().String(p.name)
			if err != nil {
				return nil, err
			}
			h.Name, h.NonUTF8 = name, true
		}
		f, err := z.CreateHeader(h)
		if err == nil {
			_, err = f.Write([]byte(p.text))
		}
		if err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

func lines(text string) []string { return strings.Split(strings.TrimRight(text, "\n"), "\n") }

func relation(target string) string {
	return relsHead + `<Relationship Id="rId1" Type="` + officeNS + `/officeDocument" Target="` + target + `"/></Relationships>`
}

func packDocx(text string) ([]byte, error) {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	paragraph := func(s string) { b.WriteString("<w:p><w:r><w:t>" + esc(s) + "</w:t></w:r></w:p>") }
	inTable := false
	for _, line := range lines(text) {
		cells := strings.Split(line, "\t")
		if row := len(cells) > 1; row != inTable {
			b.WriteString(map[bool]string{true: "<w:tbl>", false: "</w:tbl>"}[row])
			inTable = row
		}
		if !inTable {
			paragraph(line)
			continue
		}
		b.WriteString("<w:tr>")
		for _, c := range cells {
			b.WriteString("<w:tc>")
			paragraph(c)
			b.WriteString("</w:tc>")
		}
		b.WriteString("</w:tr>")
	}
	if inTable {
		b.WriteString("</w:tbl>")
	}
	b.WriteString("</w:body></w:document>")
	return zipped([]part{
		{name: "[Content_Types].xml", text: xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{name: "_rels/.rels", text: relation("word/document.xml")},
		{name: "word/document.xml", text: b.String()},
	})
}

func packXlsx(text string) ([]byte, error) {
	var book, rels, types strings.Builder
	parts := []part{{name: "_rels/.rels", text: relation("xl/workbook.xml")}}
	var rows strings.Builder
	sheets, row := 0, 0
	end := func() {
		if sheets > 0 {
			parts = append(parts, part{name: fmt.Sprintf("xl/worksheets/sheet%d.xml", sheets),
				text: xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows.String() + `</sheetData></worksheet>`})
		}
		rows.Reset()
		row = 0
	}
	begin := func(name, state string) {
		end()
		sheets++
		fmt.Fprintf(&book, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, esc(name), sheets, state, sheets)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, sheets, officeNS, sheets)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, sheets)
	}
	for _, line := range lines(text) {
		if name, ok := strings.CutPrefix(line, "#- "); ok {
			begin(name, ` state="hidden"`)
			continue
		}
		if name, ok := strings.CutPrefix(line, "# "); ok {
			begin(name, "")
			continue
		}
		if sheets == 0 {
			begin("Sheet1", "")
		}
		row++
		hidden := ""
		if rest, ok := strings.CutPrefix(line, "-"); ok {
			line, hidden = rest, ` hidden="1"`
		}
		fmt.Fprintf(&rows, `<row r="%d"%s>`, row, hidden)
		for i, cell := range strings.Split(line, "\t") {
			fmt.Fprintf(&rows, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i%26, row, esc(cell))
		}
		rows.WriteString("</row>")
	}
	end()
	return zipped(append([]part{
		{name: "[Content_Types].xml", text: xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` + types.String() + `</Types>`},
		{name: "xl/workbook.xml", text: xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + officeNS + `"><sheets>` + book.String() + `</sheets></workbook>`},
		{name: "xl/_rels/workbook.xml.rels", text: relsHead + rels.String() + `</Relationships>`},
	}, parts...))
}

func packPDF(text string) ([]byte, error) {
	var page strings.Builder
	page.WriteString("BT /F1 12 Tf 14 TL 60 780 Td\n")
	for _, line := range lines(text) {
		fmt.Fprintf(&page, "(%s) Tj T*\n", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(line))
	}
	page.WriteString("ET\n")
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write([]byte(page.String())); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	var offsets []int
	b.WriteString("%PDF-1.4\n")
	for i, body := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", packed.Len(), packed.String()),
	} {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes(), nil
}

func packZip(text string) ([]byte, error) {
	var parts []part
	for _, line := range lines(text) {
		if name, ok := strings.CutPrefix(line, "# "); ok {
			parts = append(parts, part{name: name, gbk: true})
			continue
		}
		if len(parts) == 0 {
			return nil, fmt.Errorf("pack zip: %q stands before the first entry", line)
		}
		parts[len(parts)-1].text += line + "\n"
	}
	return zipped(parts)
}
