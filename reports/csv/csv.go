// Package csv writes a report as plain tables for other programs and for
// Excel: UTF-8 with a byte order mark, CRLF at the end of lines, commas. A
// text that a spreadsheet would take for a formula has an apostrophe put
// before it; nothing else is changed.
package csv

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"duwang/reports"
)

// Names of the files that the tables go into.
const (
	FindingsName   = "问题.csv"
	ScoresName     = "得分.csv"
	UnverifiedName = "无法核实.csv"
)

// bom tells Excel that the file is UTF-8.
const bom = "\uFEFF"

type table struct{ *csv.Writer }

func begin(w io.Writer, head ...string) (*table, error) {
	if _, err := io.WriteString(w, bom); err != nil {
		return nil, err
	}
	t := &table{csv.NewWriter(w)}
	t.UseCRLF = true
	return t, t.Write(head)
}

// row writes a row; its cells are those of reports.Text.
func (t *table) row(cells ...any) error {
	record := make([]string, len(cells))
	for i, c := range cells {
		if s, ok := c.(string); ok {
			record[i] = guard(s)
		} else {
			record[i] = reports.Text(c)
		}
	}
	return t.Write(record)
}

func (t *table) end() error {
	t.Flush()
	return t.Error()
}

// guard puts an apostrophe before a text that begins as a formula does, also
// in full-width form or behind blanks, and drops control characters but line
// breaks and tabs.
func guard(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\r' && r != '\t' || r == 0x7F {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") || strings.HasPrefix(s, "\n") {
		return "'" + s
	}
	if t := strings.TrimLeft(s, " \u3000\u00a0"); t != "" && strings.ContainsAny(firstRune(t), "=+-@＝＋－＠") {
		return "'" + s
	}
	return s
}

func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}

// Findings writes the table of problems, suspects included, with the columns
// of the rectification ledger and two more: verdict and explanation.
func Findings(w io.Writer, m *reports.Model) error {
	t, err := begin(w, append(reports.LedgerHead[:len(reports.LedgerHead):len(reports.LedgerHead)], "认定", "认定过程", "页面标题", "指标")...)
	if err != nil {
		return err
	}
	n := 0
	for _, s := range m.Entries {
		for _, list := range [][]*reports.Finding{s.Findings, s.Suspects} {
			for _, f := range list {
				n++
				r := f.Row()
				if err := t.row(append(r.Cells(n), f.VerdictWord(), strings.Join(f.Reasoning(), ""), reports.Clean(f.Title), f.Indicator())...); err != nil {
					return err
				}
			}
		}
	}
	return t.end()
}

// Scores writes the ranking, the sites themselves at the end. Scores and
// coverage are plain numbers, a missing score is empty.
func Scores(w io.Writer, m *reports.Model) error {
	head := []string{"名次", "单位", "类别", "同类名次", "得分", "等次", "是否暂定", "是否单项否决", "扣分合计"}
	for _, c := range m.Counts {
		head = append(head, c.Word)
	}
	t, err := begin(w, append(head, "问题合计", "疑似问题", "应查页数", "已查页数", "无法核实页数", "覆盖率（%）")...)
	if err != nil {
		return err
	}
	if m.Valid {
		for _, s := range append(append([]*reports.Sheet{}, m.Ranking...), m.Sites...) {
			place := s.PlaceWord()
			if s.Kind == "site" {
				place = "网站本身"
			}
			points, class := "", ""
			if s.Scored && s.Coverage.Checked > 0 {
				points = s.Score.String()
			}
			if s.ClassPlace > 0 {
				class = strconv.Itoa(s.ClassPlace)
			}
			row := []any{place, s.Name, s.Class, class, points, s.GradeWord(), yes(s.Provisional), yes(s.Vetoed), s.Deducted.String()}
			for _, c := range s.Counts {
				row = append(row, c.N)
			}
			row = append(row, len(s.Findings), len(s.Suspects), s.Coverage.Due, s.Coverage.Checked, s.Coverage.Unverified,
				strings.TrimRight(s.CoverageWord(), "%—"))
			if err := t.row(row...); err != nil {
				return err
			}
		}
	}
	return t.end()
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// Unverified writes the table of what could not be verified.
func Unverified(w io.Writer, m *reports.Model) error {
	t, err := begin(w, "序号", "原因", "单位", "栏目", "地址", "说明")
	if err != nil {
		return err
	}
	n := 0
	for _, g := range m.Unverified {
		for i := range g.Rows {
			n++
			r := &g.Rows[i]
			if err := t.row(n, g.Word, r.Unit, r.Column, reports.Clean(r.URL), r.Note); err != nil {
				return err
			}
		}
	}
	return t.end()
}
