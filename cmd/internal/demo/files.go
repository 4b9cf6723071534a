package demo

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"image"
	"image/color"
	"image/png"
	"path"
	"strings"
	"time"
)

//go:embed assets/portal.css
var stylesheet []byte

// picture draws a small PNG that differs by seed.
func picture(seed int) []byte {
	const side = 48
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{
		color.RGBA{0xe9, 0xee, 0xf5, 0xff}, color.RGBA{0x1a, 0x4f, 0x8b, 0xff}, color.RGBA{0xc0, 0x39, 0x2b, 0xff}})
	for i := range img.Pix {
		x, y := i%side, i/side
		if (x*x+y*y+seed)%(5+seed%7) == 0 {
			img.Pix[i] = uint8(1 + seed%2)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // into memory: cannot fail
	}
	return b.Bytes()
}

// attachment makes a small file of the kind that its name says, with a line
// of text in it where the kind has text.
func attachment(name, text string) []byte {
	switch ext(name) {
	case "pdf":
		return pdf("")
	case "docx":
		return archive([]string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"}, map[string]string{
			"[Content_Types].xml": contentTypes("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
			"_rels/.rels":         relation("word/document.xml"),
			"word/document.xml":   xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + e(text) + `</w:t></w:r></w:p></w:body></w:document>`,
		})
	case "xlsx":
		return archive([]string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"}, map[string]string{
			"[Content_Types].xml":        xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
			"_rels/.rels":                relation("xl/workbook.xml"),
			"xl/workbook.xml":            xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="登记表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml":   xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>` + e(text) + `</t></is></c></row></sheetData></worksheet>`,
		})
	case "zip":
		return archive([]string{"readme.txt"}, map[string]string{"readme.txt": text + "\r\n"})
	}
	return []byte(text + "\r\n")
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

func contentTypes(part, kind string) string {
	return xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/` +
		part + `" ContentType="` + kind + `"/></Types>`
}

func relation(target string) string {
	return xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="` +
		target + `"/></Relationships>`
}

// archive packs parts in the given order; the time of its entries is fixed,
// so the bytes are.
func archive(order []string, parts map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range order {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = f.Write([]byte(parts[name]))
		}
		if err != nil {
			panic(err) // into memory: cannot fail
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func ext(name string) string { return strings.TrimPrefix(strings.ToLower(path.Ext(name)), ".") }

// fileType is the Content-Type of a file by its name.
func fileType(name string) string {
	switch ext(name) {
	case "png":
		return "image/png"
	case "pdf":
		return "application/pdf"
	case "docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case "xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case "zip":
		return "application/zip"
	}
	return "application/octet-stream"
}
