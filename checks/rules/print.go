package rules

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"duwang/crawler/portal"
)

// SeverityChinese returns the office's word for a severity, the severity
// itself when it is none: 一票否决, 严重, 较重, 一般, 提示.
func SeverityChinese(severity string) string {
	switch severity {
	case Veto:
		return "一票否决"
	case Critical:
		return "严重"
	case Major:
		return "较重"
	case Minor:
		return "一般"
	case Info:
		return "提示"
	}
	return severity
}

// Describe writes for people, in Chinese, what a ruleset holds. Without ids it
// writes a table of all rules by indicator; with ids the full card of each. An
// unknown id is an error that names the nearest one.
//
// words returns what the check of a rule measures and what to do about it, as
// the check itself says; it is asked for cards only and may be nil.
func Describe(w io.Writer, set *Set, words func(*Rule) (doc, fix string), ids ...string) error {
	var b strings.Builder
	if len(ids) == 0 {
		set.table(&b)
	}
	for i, id := range ids {
		r, ok := set.Rule(id)
		if !ok {
			return fmt.Errorf("指标体系 %s 没有编号为 %q 的指标%s", set.Name, id, meant(id, set.ruleIDs()))
		}
		if i > 0 {
			b.WriteString("\n")
		}
		set.card(&b, r, words)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// table writes the head of the set and its rules by indicator.
func (s *Set) table(b *strings.Builder) {
	fmt.Fprintf(b, "%s（%s）\n", s.Title, s.Name)
	if s.Source != "" {
		fmt.Fprintf(b, "来源：%s\n", s.Source)
	}
	if s.Effective != 0 {
		fmt.Fprintf(b, "施行：%s\n", s.Effective.Chinese())
	}
	if s.Extends != "" {
		fmt.Fprintf(b, "继承：%s\n", s.Extends)
	}
	fmt.Fprintf(b, "校验：sha256 %s\n", s.Digest)
	fmt.Fprintf(b, "计分：%s\n", s.scoring())
	if s.Scheme.Note != "" {
		fmt.Fprintf(b, "说明：%s\n", s.Scheme.Note)
	}
	fmt.Fprintf(b, "整改时限：%s\n", s.terms())

	head := []string{"编号", "严重程度", "名称", "检查标准", "计分", "依据"}
	most := []int{40, 8, 32, 30, 22, 40} // columns, beyond which a cell goes on below
	widths := make([]int, len(head))
	blocks := map[string][][]string{}
	own, unread := false, false
	for i := range s.Rules {
		r := &s.Rules[i]
		row := []string{r.ID, SeverityChinese(r.Severity), r.Title, Threshold(r), r.shortPrice(), r.clause()}
		for j := range row {
			widths[j] = min(most[j], max(widths[j], Width(head[j]), Width(row[j])))
		}
		blocks[r.Effect.Group] = append(blocks[r.Effect.Group], row)
		own, unread = own || r.Effect.Own, unread || !r.Verified && len(r.Basis) > 0
	}
	for _, g := range append(slices.Clone(s.Groups), Group{}) {
		rows := blocks[g.ID]
		switch {
		case len(rows) == 0 && g.ID == "":
			continue
		case len(rows) == 0:
			fmt.Fprintf(b, "\n%s\n  没有自动检查的指标\n", g.heading())
			continue
		}
		fmt.Fprintf(b, "\n%s\n", g.heading())
		row(b, head, widths)
		for _, cells := range rows {
			row(b, cells, widths)
		}
	}
	s.yearTable(b)
	if own || unread {
		b.WriteString("\n")
	}
	if own {
		b.WriteString("* 分值为本程序自定，不是文件规定。\n")
	}
	if unread {
		b.WriteString("? 条款或数值未核对原文。\n")
	}
}

// row writes one row of the table; what is wider than its column goes on in
// the lines below.
func row(b *strings.Builder, cells []string, widths []int) {
	lines := 0
	split := make([][]string, len(cells))
	for j, cell := range cells {
		split[j] = wrap(cell, widths[j])
		lines = max(lines, len(split[j]))
	}
	for i := range lines {
		line := "  "
		for j := range cells {
			cell := ""
			if i < len(split[j]) {
				cell = split[j][i]
			}
			line += Pad(cell, widths[j]) + "  "
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// wrap cuts s into lines of at most so many columns. No line begins with a
// closing mark, and Latin words stay whole where they fit.
func wrap(s string, columns int) []string {
	var lines []string
	rest := []rune(s)
	for len(rest) > 0 {
		n, used := 0, 0
		for n < len(rest) && used+runeWidth(rest[n]) <= columns {
			used += runeWidth(rest[n])
			n++
		}
		n = max(n, 1)
		if n < len(rest) {
			cut := n
			for cut > 1 && (strings.ContainsRune("，。、；：）》”’", rest[cut]) || latin(rest[cut]) && latin(rest[cut-1])) {
				cut--
			}
			if cut > 1 {
				n = cut
			}
		}
		lines = append(lines, strings.TrimSpace(string(rest[:n])))
		rest = []rune(strings.TrimLeft(string(rest[n:]), " "))
	}
	return lines
}

func latin(r rune) bool { return r < 0x80 && r != ' ' }

func (g Group) heading() string {
	switch {
	case g.ID == "":
		return "不分组的指标"
	case g.Own:
		return fmt.Sprintf("%s（%s分，自定）", g.Title, g.Points)
	default:
		return fmt.Sprintf("%s（%s分）", g.Title, g.Points)
	}
}

// scoring says the scheme in a sentence: 满分100分；优秀90分及以上，…
func (s *Set) scoring() string {
	if !s.Scored() {
		return "不计分，只列问题和整改时限"
	}
	text := fmt.Sprintf("满分%s分", s.Scheme.Base)
	for i, g := range s.Scheme.Grades {
		switch {
		case i == 0:
			text += fmt.Sprintf("；%s分及以上为%s", g.From, g.Name)
		case i == len(s.Scheme.Grades)-1:
			text += fmt.Sprintf("，不足%s分为%s", s.Scheme.Grades[i-1].From, g.Name)
		default:
			text += fmt.Sprintf("，%s分及以上为%s", g.From, g.Name)
		}
	}
	if s.Scheme.VetoGrade != "" {
		text += fmt.Sprintf("；有一票否决情形的为%s", s.Scheme.VetoGrade)
	}
	if s.Scheme.Own {
		text += "（自定）"
	}
	return text
}

// terms lists the working days to rectify, by severity.
func (s *Set) terms() string {
	var list []string
	for _, severity := range Severities {
		if n := s.Deadlines[severity]; n > 0 {
			list = append(list, fmt.Sprintf("%s%d个工作日", SeverityChinese(severity), n))
		}
	}
	if len(list) == 0 {
		return "未规定"
	}
	return strings.Join(list, "，")
}

// clause names the rule's first basis, and how many there are.
func (r *Rule) clause() string {
	if len(r.Basis) == 0 {
		return "无文件依据（自定）"
	}
	text := r.Basis[0].Document + " " + r.Basis[0].Clause
	if n := len(r.Basis); n > 1 {
		text += fmt.Sprintf(" 等%d项", n)
	}
	if !r.Verified {
		text += " ?"
	}
	return text
}

// card writes everything that is to know of one rule.
func (s *Set) card(b *strings.Builder, r *Rule, words func(*Rule) (doc, fix string)) {
	doc, fix := "", ""
	if words != nil {
		doc, fix = words(r)
	}
	line := func(label, format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if text != "" {
			fmt.Fprintf(b, "%s%s\n", Pad(label, 10), text)
		}
	}
	fmt.Fprintf(b, "%s  %s\n", r.ID, r.Title)
	line("指标体系", "%s（%s）", s.Title, s.Name)
	if r.From != s.Name {
		line("出自", "%s", r.From)
	}
	line("检查内容", "%s", doc)
	line("检查标准", "%s", Threshold(r))
	line("适用", "%s", r.Applies.words())
	line("严重程度", "%s", SeverityChinese(r.Severity))
	price := Price(r)
	for _, g := range s.Groups {
		if g.ID == r.Effect.Group {
			price += fmt.Sprintf("，计入“%s”%s分", g.Title, g.Points)
		}
	}
	line("计分", "%s", price)
	line("计分说明", "%s", r.Effect.Note)
	if n := s.Within(r); n > 0 {
		line("整改时限", "%d个工作日", n)
	}
	remedy := r.Remedy
	if remedy == "" {
		remedy = fix
	}
	line("整改要求", "%s", remedy)
	for i, basis := range r.Basis {
		label := ""
		if i == 0 {
			label = "依据"
		}
		line(label, "%s", s.citation(basis))
		if basis.Text != "" {
			line("", "“%s”", inner(basis.Text))
		}
		if up := basis.SupersededBy; up != nil {
			text := "该条与上位或较新的规定不同，按" + s.citation(Basis{Document: up.Document, Clause: up.Clause}) + "检查"
			if up.Note != "" {
				text += "：" + up.Note
			}
			line("", "%s", text)
		}
	}
	if len(r.Basis) == 0 {
		line("依据", "无文件依据，本程序自定")
	}
	switch {
	case r.Verified:
		line("核对", "条款和数值已核对原文")
	case len(r.Basis) > 0:
		line("核对", "未核对原文")
	}
	line("备注", "%s", r.Note)
	for _, e := range r.Examples {
		line("示例", "%s", e)
	}
}

// inner turns the quotation marks inside a quotation into inner ones, as
// GB/T 15834 has it.
func inner(text string) string {
	return strings.NewReplacer("“", "‘", "”", "’").Replace(text)
}

// citation writes a basis with its document's title and number.
func (s *Set) citation(basis Basis) string {
	for _, d := range s.Documents {
		if d.Short == basis.Document {
			text := d.Title
			if d.Number != "" {
				text += "（" + d.Number + "）"
			}
			return text + basis.Clause
		}
	}
	return basis.Document + basis.Clause
}

// words says whom a rule binds.
func (a Applies) words() string {
	var list []string
	if len(a.Types) > 0 {
		names := make([]string, len(a.Types))
		for i, t := range a.Types {
			names[i] = portal.TypeChinese(t)
		}
		list = append(list, strings.Join(names, "、")+"类栏目")
	}
	if len(a.Kinds) > 0 {
		names := make([]string, len(a.Kinds))
		for i, k := range a.Kinds {
			names[i] = kindChinese(k)
		}
		list = append(list, strings.Join(names, "、"))
	}
	if len(list) == 0 {
		return "全部"
	}
	return strings.Join(list, "；")
}

func kindChinese(kind string) string {
	switch kind {
	case portal.UnitDepartment:
		return "部门"
	case portal.UnitTownship:
		return "乡镇（街道）"
	case portal.UnitGovernment:
		return "政府"
	case portal.UnitEnterprise:
		return "公共企事业单位"
	case portal.UnitSite:
		return "网站"
	}
	return kind
}

// Price says what one violation of a rule costs: 每个扣5分，最多扣15分（自定）.
func Price(r *Rule) string {
	e := r.Effect
	text := ""
	switch e.Kind {
	case EffectVeto:
		text = "一票否决"
	case EffectDeduct:
		text = fmt.Sprintf("每个扣%s分", e.Points)
		if e.Cap > 0 {
			text += fmt.Sprintf("，最多扣%s分", e.Cap)
		}
	default:
		text = "不扣分"
	}
	if e.Own {
		text += "（自定）"
	}
	return text
}

// shortPrice is Price for a column of the table: 5分/个，限15分*.
func (r *Rule) shortPrice() string {
	if r.Effect.Kind != EffectDeduct {
		return Price(r)
	}
	text := r.Effect.Points.String() + "分/个"
	if r.Effect.Cap > 0 {
		text += "，限" + r.Effect.Cap.String() + "分"
	}
	if r.Effect.Own {
		text += "*"
	}
	return text
}

// Width returns how many columns a terminal takes for s: a Chinese character
// or full-width mark two, any other character one.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Pad fills s with spaces up to a width in columns; a longer s stays as it is.
func Pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-Width(s)))
}

// monthDay turns "01-31" into 1月31日; anything else stays.
func monthDay(s string) string {
	m, d, ok := strings.Cut(s, "-")
	month, err1 := strconv.Atoi(m)
	day, err2 := strconv.Atoi(d)
	if !ok || err1 != nil || err2 != nil {
		return s
	}
	return fmt.Sprintf("%d月%d日", month, day)
}
