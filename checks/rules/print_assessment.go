package rules

import (
	"fmt"
	"strings"
)

// yearTable writes the year-end table: parts, indicators, manual items.
func (s *Set) yearTable(b *strings.Builder) {
	a := &s.Assessment
	if len(a.Groups) == 0 && len(s.Manual) == 0 {
		return
	}
	b.WriteString("\n年度考核\n")
	if a.Note != "" {
		fmt.Fprintf(b, "  %s\n", a.Note)
	}
	for _, p := range a.Parts {
		fmt.Fprintf(b, "  %s（%s分%s）\n", p.Title, p.Points, ownWord(p.Own))
	}
	parts := map[string]string{}
	for _, p := range a.Parts {
		parts[p.ID] = p.Title + " / "
	}
	for _, g := range s.YearGroups() {
		fmt.Fprintf(b, "\n  %s%s（%s分%s）\n", parts[g.Part], g.Title, g.Points, ownWord(g.Own))
		if len(g.Rules) > 0 {
			fmt.Fprintf(b, "    按年内确认的问题扣分：%d项指标\n", len(g.Rules))
		}
		if g.Answers != (Answers{}) {
			fmt.Fprintf(b, "    按整改通知书的反馈扣分：%s\n", g.Answers.Words())
		}
		for i := range s.Manual {
			m := &s.Manual[i]
			if m.Group == g.ID && m.Kind() != ManualVeto {
				fmt.Fprintf(b, "    %s  %s  %s\n", Pad(m.ID, 28), Pad(m.price(), 12), m.Title)
			}
		}
	}
	for i := range s.Manual {
		if m := &s.Manual[i]; m.Kind() == ManualVeto {
			fmt.Fprintf(b, "    %s  %s  %s\n", Pad(m.ID, 28), Pad(m.price(), 12), m.Title)
		}
	}
	if a.Bonus != (Bonus{}) {
		fmt.Fprintf(b, "  加分：%s\n", a.Bonus.Words())
	}
}

func ownWord(own bool) string {
	if own {
		return "，自定"
	}
	return ""
}

func (m *Manual) price() string {
	text := m.Points.String() + "分"
	switch m.Kind() {
	case ManualVeto:
		return "一票否决"
	case ManualBonus:
		text = "加分" + m.Points.String() + "分"
	}
	if m.Own {
		text += "*"
	}
	return text
}

// Words says the price of late and missing answers in Chinese: 每份逾期后才反馈扣1分，…
func (a Answers) Words() string {
	var list []string
	for _, p := range []struct {
		points Centi
		text   string
	}{{a.Late, "逾期后才反馈的每份扣%s分"}, {a.Overdue, "逾期未反馈的每份扣%s分"}, {a.Refuted, "反馈后仍存在的每个扣%s分"}, {a.Relapse, "复发的每个扣%s分"}} {
		if p.points > 0 {
			list = append(list, fmt.Sprintf(p.text, p.points))
		}
	}
	return strings.Join(list, "，")
}

// Words says when a bonus counts: 得分80分以上的计入，最多加30分.
func (b Bonus) Words() string {
	text := fmt.Sprintf("得分%s分及以上的计入", b.Gate)
	if b.Above {
		text = fmt.Sprintf("得分高于%s分的计入", b.Gate)
	}
	if b.Cap > 0 {
		text += fmt.Sprintf("，最多加%s分", b.Cap)
	}
	return text
}
