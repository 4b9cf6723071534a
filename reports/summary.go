package reports

import (
	"fmt"
	"strings"
	"time"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Beijing is the one time zone of reports.
var Beijing = time.FixedZone("北京时间", 8*3600)

// Moment writes an instant as people read it: 2026年11月21日 02:00.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(Beijing)
	return portal.DateOf(t).Chinese() + t.Format(" 15:04")
}

// Period says when the scan ran: 2026年11月21日 02:00至05:30.
func (m *Model) Period() string {
	from, to := m.Result.Scan.StartedAt, m.Result.Scan.FinishedAt
	switch {
	case from.IsZero():
		return Moment(to)
	case to.IsZero():
		return Moment(from) + "开始"
	case portal.DateOf(from.In(Beijing)) == portal.DateOf(to.In(Beijing)):
		return Moment(from) + "至" + to.In(Beijing).Format("15:04")
	}
	return Moment(from) + "至" + Moment(to)
}

// KindOfScan says how much of the site the scan followed.
func (m *Model) KindOfScan() string {
	if m.Result.Scan.Kind == portal.ScanFull {
		return "全站巡检"
	}
	return "近期巡检"
}

// SiteNames joins the names of the sites: 甲、乙.
func (m *Model) SiteNames() string {
	names := make([]string, len(m.Ledger.Sites))
	for i := range m.Ledger.Sites {
		names[i] = Clean(m.Ledger.Sites[i].Name)
	}
	return strings.Join(names, "、")
}

// CountWords lists the counts that are not zero: 一票否决1个、较重12个.
func CountWords(counts []Count) string {
	var parts []string
	for _, c := range counts {
		if c.N > 0 {
			parts = append(parts, fmt.Sprintf("%s%d个", c.Word, c.N))
		}
	}
	return strings.Join(parts, "、")
}

// summarise writes headline, summary and cautions.
func (m *Model) summarise() {
	scan := &m.Result.Scan
	pages := 0
	for i := range m.Result.Sites {
		pages += m.Result.Sites[i].Pages
	}
	read := fmt.Sprintf("应查%d页，已查%d页，无法核实%d页", m.Coverage.Due, m.Coverage.Checked, m.Coverage.Unverified)
	switch {
	case !m.Valid:
		m.Headline = fmt.Sprintf("本次巡检作废：不认定任何问题，也不作为整改到位的依据。已读取%d页，无法核实%d处，覆盖率不予计算。", pages, m.Unchecked)
	case !scan.Complete:
		m.Headline = "本次巡检有效，但没有查完，覆盖率" + Percent(m.Coverage.Checked, m.Coverage.Due) + "（" + read + "）。"
	default:
		m.Headline = "本次巡检有效，覆盖率" + Percent(m.Coverage.Checked, m.Coverage.Due) + "（" + read + "）。"
	}
	m.cautions()

	m.Summary = append(m.Summary, fmt.Sprintf("以%s为检查日，按照“%s”检查网站%d个、单位%d个、栏目%d个，共读取%d页。",
		m.Checked().ChineseLong(), m.RulesetName(), len(m.Ledger.Sites), len(m.Ledger.Units), len(m.Ledger.Columns), pages))
	if !m.Valid {
		m.Summary = append(m.Summary, "作废的巡检不列问题、不评分、不排名。请消除作废原因后重新巡检。")
		return
	}
	m.Summary = append(m.Summary, m.found(), m.vetoed())
	if m.Priced {
		m.Summary = append(m.Summary, m.graded())
	} else {
		m.Summary = append(m.Summary, "本指标体系只列问题和整改时限，不计分、不排名。")
	}
	if m.Unchecked > 0 {
		m.Summary = append(m.Summary, fmt.Sprintf("有%d处无法核实，既不认定为问题，也不视为没有问题，原因和处理办法见“无法核实”部分。", m.Unchecked))
	}
	if n := len(m.Warnings); n > 0 {
		m.Summary = append(m.Summary, fmt.Sprintf("有%d项即将到期，尚不构成问题，已列入提醒。", n))
	}
}

func (m *Model) cautions() {
	scan := &m.Result.Scan
	for _, r := range scan.VoidReasons {
		if r = Clean(r); hasHan(r) {
			m.Cautions = append(m.Cautions, "作废原因："+strings.TrimRight(r, "。")+"。")
		}
	}
	if !m.Valid {
		if len(m.Cautions) == 0 {
			m.Cautions = append(m.Cautions, "作废原因：网站首页或者主要栏目没有取得，不具备判断条件。")
		}
		return
	}
	if !scan.Complete {
		m.Cautions = append(m.Cautions, "巡检没有查完：只对已经读到的内容作出判断，其余列为无法核实；继续巡检后应以新的结果为准。")
	}
	for _, n := range scan.Notes {
		if n = Clean(n); hasHan(n) {
			m.Cautions = append(m.Cautions, "结果暂定："+strings.TrimRight(n, "。")+"。")
		}
	}
	for _, s := range m.Sites {
		if s.Scored && !s.enough() {
			m.Cautions = append(m.Cautions, "得分暂定："+s.Label()+"覆盖率不足90%。")
		}
	}
	var short []string
	for _, s := range m.Ranking {
		if s.Scored && !s.enough() {
			short = append(short, s.Name)
		}
	}
	if len(short) > 0 {
		m.Cautions = append(m.Cautions, fmt.Sprintf("得分暂定：%s覆盖率不足90%%，不参加排名。", NameSome(short, 8)))
	}
	for _, s := range m.Entries {
		if s.Scored && s.Base-s.Deducted != s.Score {
			m.Cautions = append(m.Cautions, "得分有误："+s.Name+"的扣分合计与得分不一致，得分不得使用。")
		}
	}
}

// NameSome joins at most n names and says how many there are: 甲、乙等5个单位.
func NameSome(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, "、")
	}
	return fmt.Sprintf("%s等%d个单位", strings.Join(names[:n], "、"), len(names))
}

func (m *Model) found() string {
	s := "没有发现问题。"
	if m.Violations > 0 {
		s = fmt.Sprintf("发现问题%d个，其中%s。", m.Violations, CountWords(m.Counts))
	}
	if m.Suspects > 0 {
		s += fmt.Sprintf("另有疑似问题%d个，需人工核实，不扣分。", m.Suspects)
	}
	return s
}

func (m *Model) vetoed() string {
	var names []string
	for _, s := range m.Entries {
		if s.Vetoed {
			names = append(names, s.Label())
		}
	}
	if len(names) == 0 {
		return "没有出现单项否决情形。"
	}
	return fmt.Sprintf("出现单项否决情形的：%s。单项否决须经两人确认后方可认定。", NameSome(names, 8))
}

// graded counts the units a grade has.
func (m *Model) graded() string {
	grades := make([]string, 0, len(m.Set.Scheme.Grades)+1)
	for _, g := range m.Set.Scheme.Grades {
		grades = append(grades, g.Name)
	}
	grades = append(grades, m.Set.Scheme.VetoGrade)
	var parts []string
	seen := map[string]bool{}
	for _, g := range grades {
		n := 0
		for _, s := range m.Ranking {
			if s.Place > 0 && s.Grade == g {
				n++
			}
		}
		if n > 0 && !seen[g] && g != "" {
			parts = append(parts, fmt.Sprintf("%s%d个", g, n))
		}
		seen[g] = true
	}
	ranked := 0
	for _, s := range m.Ranking {
		if s.Place > 0 {
			ranked++
		}
	}
	text := fmt.Sprintf("参加排名的单位%d个", ranked)
	if len(parts) > 0 {
		text += "，其中" + strings.Join(parts, "、")
	}
	if rest := len(m.Ranking) - ranked; rest > 0 {
		text += fmt.Sprintf("；暂不排名的%d个", rest)
	}
	return text + "。"
}

// RulesetName returns the ruleset's title, or its name when it has none.
func (m *Model) RulesetName() string {
	if m.Set.Title != "" {
		return m.Set.Title
	}
	return m.Set.Name
}

// GradeScale says where each grade begins: 90分以上（含）为优秀，….
func (m *Model) GradeScale() string {
	var parts []string
	for i, g := range m.Set.Scheme.Grades {
		switch {
		case i == len(m.Set.Scheme.Grades)-1 && g.From == 0 && i > 0:
			parts = append(parts, "不足"+m.Set.Scheme.Grades[i-1].From.String()+"分为"+g.Name)
		default:
			parts = append(parts, g.From.String()+"分以上（含）为"+g.Name)
		}
	}
	if v := m.Set.Scheme.VetoGrade; v != "" {
		parts = append(parts, "出现单项否决情形的为"+v)
	}
	return strings.Join(parts, "，")
}

// DeadlineScale says how many working days each severity has to be put right.
func (m *Model) DeadlineScale() string {
	var parts []string
	for _, s := range rules.Severities {
		if n := m.Set.Deadlines[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s%d个工作日", SeverityWord(s), n))
		}
	}
	return strings.Join(parts, "、")
}
