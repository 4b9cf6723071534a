package work

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"duwang/cmd/internal/store"
)

// headProblem is the column of the feedback form (整改情况反馈表) that says which
// problem a row is about; a unit may not change it.
const headProblem = "问题"

// maxForm bounds the text of a Word file that is read back, unpacked.
const maxForm = 60 << 20

// isWord tells whether a file is a Word document.
func isWord(b []byte) (*zip.File, bool) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, false
	}
	for _, f := range z.File {
		if f.Name == "word/document.xml" {
			return f, true
		}
	}
	return nil, false
}

// readForm reads the rows of the feedback form out of a Word file: the tables
// whose head row has 问题编号 and 整改情况. A row's line is its place in the table,
// the head row being the first. Errors that say what is wrong with the file are
// ErrNoLedger.
func readForm(f *zip.File) ([]sheetRow, error) {
	if f.UncompressedSize64 > maxForm {
		return nil, fmt.Errorf("%w：文件展开后超过60兆字节", ErrNoLedger)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w：文件已损坏", ErrNoLedger)
	}
	defer func() { _ = r.Close() }() // only read
	tables, err := wordTables(io.LimitReader(r, maxForm))
	if err != nil {
		return nil, fmt.Errorf("%w：文件已损坏", ErrNoLedger)
	}
	var out []sheetRow
	found := false
	for _, t := range tables {
		at := map[string]int{}
		for i, h := range t[0] {
			h = plain(h)
			if strings.HasPrefix(h, headOutcome) {
				h = headOutcome // 整改情况（未整改的写明原因）
			}
			at[h] = i
		}
		if !hasAll(at, headNumber, headProblem, headOutcome, headAfter, headDone, headPerson) {
			continue
		}
		found = true
		for i, cells := range t[1:] {
			row := sheetRow{line: i + 2, form: true, cells: map[string]string{}}
			for h, k := range at {
				if k < len(cells) {
					row.cells[h] = strings.TrimSpace(cells[k])
				}
			}
			if d, ok := readDay(row.cells[headDone], false); ok {
				row.cells[headDone] = d.String()
			}
			if strings.Join(cells, "") != "" {
				out = append(out, row)
			}
		}
	}
	if !found {
		return nil, fmt.Errorf("%w：没有找到整改情况反馈表", ErrNoLedger)
	}
	return out, nil
}

func hasAll(at map[string]int, heads ...string) bool {
	return !slices.ContainsFunc(heads, func(h string) bool {
		_, ok := at[h]
		return !ok
	})
}

// wordTables returns the text of every table's cells, outermost tables only;
// each table has at least one row.
func wordTables(r io.Reader) ([][][]string, error) {
	d := xml.NewDecoder(r)
	var tables [][][]string
	var cell strings.Builder
	depth, inText := 0, false
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return slices.DeleteFunc(tables, func(t [][]string) bool { return len(t) == 0 }), nil
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "tbl":
				if depth++; depth == 1 {
					tables = append(tables, nil)
				}
			case "tr":
				if depth == 1 {
					last := &tables[len(tables)-1]
					*last = append(*last, nil)
				}
			case "tc":
				if depth == 1 {
					cell.Reset()
				}
			case "t":
				inText = depth > 0
			case "br", "p":
				if depth > 0 && cell.Len() > 0 {
					cell.WriteByte('\n')
				}
			}
		case xml.CharData:
			if inText {
				cell.Write(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "tbl":
				depth--
			case "tc":
				if rows := tables; depth == 1 && len(rows[len(rows)-1]) > 0 {
					last := rows[len(rows)-1]
					last[len(last)-1] = append(last[len(last)-1], strings.TrimSpace(cell.String()))
				}
			case "t":
				inText = false
			}
		}
	}
}

// issuedForm reads the feedback form of a notice as it went out, with the
// unit's name in every row.
func issuedForm(ctx context.Context, st *store.Store, key string) ([]sheetRow, error) {
	year, number, ok := ParseNotice(key, 0)
	if !ok {
		return nil, fmt.Errorf("notice key %q", key)
	}
	n, err := st.Notice(ctx, year, number)
	if err != nil {
		return nil, err
	}
	files, err := st.NoticeFiles(ctx, n)
	if err != nil {
		return nil, err
	}
	for _, f := range files { // the form by itself, or the one in the notice
		doc, ok := isWord(f.Content)
		if !ok {
			continue
		}
		rows, err := readForm(doc)
		if errors.Is(err, ErrNoLedger) {
			continue
		}
		for i := range rows {
			rows[i].cells[headUnit] = n.UnitName
		}
		return rows, err
	}
	return nil, fmt.Errorf("通知书 %s 没有整改情况反馈表", key)
}
