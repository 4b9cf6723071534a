package xlsx

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"golang.org/x/text/width"

	"duwang/checks/rules"
	"duwang/reports"
	"duwang/reports/assess"
)

// centiOf reads points as people and spreadsheets write them: 2.5, ２．５, and
// the binary fractions that spreadsheets keep, such as 2.2999999999999998.
func centiOf(s string) (rules.Centi, bool) {
	s = width.Fold.String(s)
	if v, err := rules.ParseCenti(s); err == nil {
		return v, true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(f) > 1e6 || math.IsNaN(f) {
		return 0, false
	}
	n := math.Round(f * 100)
	return rules.Centi(n), math.Abs(f*100-n) < 1e-6
}

// scores takes in the rows of a score grid.
func (out *Entries) scores(g *grid, form []assess.FormRow) {
	known, units := map[string]*assess.FormRow{}, map[string]bool{}
	for i := range form {
		known[form[i].Unit+" "+form[i].Item] = &form[i]
		units[form[i].Unit] = true
	}
	first := map[string]int{}
	twice := map[string]bool{}
	for i := range g.rows {
		key := g.text(i, entryUnit) + " " + g.text(i, entryItem)
		if _, again := first[key]; again && key != " " {
			twice[key] = true
		} else {
			first[key] = g.first + i
		}
	}
	for i := range g.rows {
		unit, id := g.text(i, entryUnit), g.text(i, entryItem)
		say := func(head, format string, args ...any) {
			p := CellProblem{Sheet: g.sheet, Row: g.first + i, Text: fmt.Sprintf(format, args...)}
			if head != "" {
				p.Cell = g.cell(i, head)
			}
			out.Problems = append(out.Problems, p)
		}
		filled := false
		for _, h := range []string{entrySelf, entryReview, entryFinal, entryScorer, entryChecker, entryProof} {
			filled = filled || g.text(i, h) != ""
		}
		row := known[unit+" "+id]
		switch {
		case unit == "" && id == "" && !filled:
			continue
		case row == nil && !units[unit]:
			say(entryUnit, "没有编号为“%s”的单位", unit)
			continue
		case row == nil:
			say(entryItem, "单位“%s”没有编号为“%s”的评分项，或者该项不适用于它", unit, id)
			continue
		case twice[unit+" "+id]:
			say(entryItem, "同一单位的同一评分项出现不止一行，都没有采用")
			continue
		}
		if h := g.changed(i, row); h != "" {
			say(h, "“%s”一列被改动，应为“%s”", h, fixedCell(row, h))
			continue
		}
		if !filled {
			out.Blank++
			continue
		}
		e := assess.Entry{Unit: unit, Item: id, Scorer: reports.Clean(g.text(i, entryScorer)), Checker: reports.Clean(g.text(i, entryChecker)),
			Proof: reports.Clean(g.text(i, entryProof)), Remark: reports.Clean(g.text(i, entryRemark)), Sheet: g.sheet, Row: g.first + i}
		bad := false
		for _, c := range []struct {
			head string
			to   **rules.Centi
		}{{entrySelf, &e.Self}, {entryReview, &e.Review}, {entryFinal, &e.Final}} {
			var wrong string
			if row.Kind == assess.VetoItem {
				*c.to, wrong = g.happened(i, c.head)
			} else {
				*c.to, wrong = g.points(i, c.head, row.Points)
			}
			if wrong != "" {
				say(c.head, "%s", wrong)
				bad = true
			}
		}
		switch {
		case bad:
			continue
		case (e.Review != nil || e.Final != nil) && e.Scorer == "":
			say(entryScorer, "有复评分或者审定分，没有写评分人")
			continue
		case e.Final != nil && e.Checker == "":
			say(entryChecker, "有审定分，没有写复核人")
			continue
		case e.Final != nil && squeeze(e.Scorer) == squeeze(e.Checker):
			say(entryChecker, "评分人和复核人都是“%s”，须由两人办理", e.Checker)
			continue
		}
		head := entrySelf
		switch {
		case e.Final != nil:
			head = entryFinal
		case e.Review != nil:
			head = entryReview
		}
		e.Cell = g.sheet + "!" + g.cell(i, head)
		if e.Final != nil && e.Proof == "" {
			out.Doubts = append(out.Doubts, CellProblem{Sheet: g.sheet, Row: g.first + i, Cell: g.cell(i, entryProof), Text: "有审定分，没有写佐证"})
		}
		out.Entries = append(out.Entries, e)
	}
	for i := range form {
		if key := form[i].Unit + " " + form[i].Item; first[key] == 0 {
			out.Missing = append(out.Missing, form[i].UnitName+"“"+form[i].Title+"”")
		}
	}
}

// fixedCell is what a column that says what a row is about should hold.
func fixedCell(r *assess.FormRow, head string) string {
	switch head {
	case entryUnitName:
		return r.UnitName
	case entryGroup:
		return r.Group
	case entryTitle:
		return r.Title
	}
	if r.Kind == assess.VetoItem {
		return "单项否决"
	}
	return r.Points.String()
}

// changed returns the head of a column that was changed, "" when none was.
func (g *grid) changed(i int, r *assess.FormRow) string {
	for _, h := range []string{entryUnitName, entryGroup, entryTitle, entryPoints} {
		if _, ok := g.at[h]; !ok {
			continue
		}
		have, want := squeeze(g.text(i, h)), squeeze(fixedCell(r, h))
		if h == entryPoints {
			if v, ok := centiOf(have); ok && v == r.Points {
				continue
			}
		}
		if have != want {
			return h
		}
	}
	return ""
}

// happened reads the cell of a veto item.
func (g *grid) happened(i int, head string) (*rules.Centi, string) {
	var v rules.Centi
	switch s := squeeze(g.text(i, head)); s {
	case "":
		return nil, ""
	case happened:
		v = 100
	case never:
	default:
		return nil, fmt.Sprintf("“%s”写的是“%s”，应为“%s”或者“%s”", head, s, happened, never)
	}
	return &v, ""
}

// claims takes in the rows of a grid of claims (确无此项).
func (out *Entries) claims(g *grid, ids []string, units map[string]string) {
	seen := map[string]int{}
	for i := range g.rows {
		unit, id := g.text(i, entryUnit), g.text(i, entryItem)
		kind, ground := g.text(i, claimKind), reports.Clean(g.text(i, claimGround))
		if unit == "" && id == "" && kind == "" && ground == "" {
			continue
		}
		say := func(head, format string, args ...any) {
			out.Problems = append(out.Problems, CellProblem{Sheet: g.sheet, Row: g.first + i, Cell: g.cell(i, head), Text: fmt.Sprintf(format, args...)})
		}
		c := assess.Claim{Unit: unit, Item: id, Ground: ground, Allowed: reports.Clean(g.text(i, claimAllowed)), Remark: reports.Clean(g.text(i, entryRemark)),
			Cell: g.sheet + "!" + g.cell(i, entryItem)}
		for _, k := range assess.ClaimWords {
			if k.Word == kind {
				c.Kind = k.Kind
			}
		}
		row := &cells{row: []string{g.text(i, claimUntil)}, line: g.first + i}
		if s := row.row[0]; s != "" {
			if c.Until = civil(s); c.Until == 0 {
				c.Until = row.date()
			}
		}
		switch before := seen[unit+" "+id]; {
		case units[unit] == "":
			say(entryUnit, "没有编号为“%s”的单位", unit)
		case !slices.Contains(ids, id):
			say(entryItem, "没有编号为“%s”的一级指标或者评分项", id)
		case before > 0:
			say(entryItem, "与第%d行重复", before)
		case c.Kind == "":
			say(claimKind, "情形写的是“%s”，应为无此职责、已发布情况说明或者经批准免责", kind)
		case c.Ground == "":
			say(claimGround, "没有写依据或者情况说明网址")
		case row.row[0] != "" && c.Until == 0:
			say(claimUntil, "“%s”不是日期，请写作2026-12-31或者2026年12月31日", row.row[0])
		case c.Kind == assess.Exemption && (c.Allowed == "" || c.Until == 0):
			say(claimAllowed, "经批准免责的须写明批准人和有效期")
		default:
			seen[unit+" "+id] = g.first + i
			out.Claims = append(out.Claims, c)
		}
	}
}
