package reports

import (
	"strings"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kind returns the kind of problem (问题类型): 栏目更新超期.
func (f *Finding) Kind() string { return KindWord(f.Check) }

// Indicator returns the title of the rule (指标): 动态要闻超期.
func (f *Finding) Indicator() string {
	if f.Rule != nil && f.Rule.Title != "" {
		return f.Rule.Title
	}
	return f.Kind()
}

// SeverityWord returns the severity in words, such as 较重.
func (f *Finding) SeverityWord() string { return SeverityWord(f.Finding.Severity) }

// VerdictWord returns 问题 or 疑似问题.
func (f *Finding) VerdictWord() string { return VerdictWord(f.Verdict) }

// Suspicion tells whether the finding is a suspect (疑似问题).
func (f *Finding) Suspicion() bool { return f.Verdict == checks.Suspect }

// Sentence returns what is wrong in one plain sentence.
func (f *Finding) Sentence() string {
	if m := Clean(f.Message); m != "" {
		return m
	}
	return f.Indicator() + "。"
}

// Name returns the title of the page or column the finding is about, at most
// 120 characters of it; "" when it has none.
func (f *Finding) Name() string { return Cut(Clean(f.Title), 120) }

// Path returns where the finding stands: 示例县人民政府 > 工作动态. When no
// column answers it names the site alone.
func (f *Finding) Path() string {
	var parts []string
	if f.Site != nil {
		parts = append(parts, Clean(f.Site.Name))
	}
	if f.Column != nil {
		parts = append(parts, Clean(f.Column.Name))
	}
	return strings.Join(parts, " > ")
}

// Address returns the subject's address as text.
func (f *Finding) Address() string { return Clean(f.URL) }

// Link returns the subject's address when it may be opened, else "".
func (f *Finding) Link() string { return WebAddress(f.Address()) }

// Parent returns the address of the page that shows the subject: the first
// page with the link, else the column's list; "" when it is neither.
func (f *Finding) Parent() string { return f.parent(f.Evidence()) }

func (f *Finding) parent(evidence []Field) string {
	for _, e := range evidence {
		if e.Label == referrersLabel {
			return e.Values[0].Text
		}
	}
	if f.Column != nil && f.Column.URL != f.URL {
		return Clean(f.Column.URL)
	}
	return ""
}

// Remedy returns what the column's editor is to do.
func (f *Finding) Remedy() string { return Clean(f.Finding.Remedy) }

// Deadline returns until when it is to be put right: 2026年8月1日（星期六）; "" when
// the ruleset sets no term.
func (f *Finding) Deadline() string { return f.RectifyBy.ChineseLong() }

// Reasoning returns how the finding was reached, sentence by sentence.
func (f *Finding) Reasoning() []string {
	var out []string
	for _, s := range f.Explanation {
		if s = Clean(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Doubt warns of a rule whose values nobody has compared with the text it
// cites; "" when somebody has.
func (f *Finding) Doubt() string {
	if f.Rule == nil || f.Rule.Verified {
		return ""
	}
	return "本指标引用的条款或者采用的数值尚未与文件原文核对，下发前请核对。"
}

// Cost returns what the finding costs, in words: 扣5分, 单项否决, 不扣分, with the
// reason where a rule's price was not charged in full.
func (f *Finding) Cost() string {
	switch {
	case f.Suspicion():
		return "不扣分（疑似问题）"
	case f.Rule == nil:
		return "不扣分"
	case f.Rule.Effect.Kind == rules.EffectVeto:
		return "单项否决"
	case f.Rule.Effect.Kind != rules.EffectDeduct:
		return "不扣分"
	case f.Charged < f.Rule.Effect.Points:
		return "扣" + f.Charged.String() + "分（已达扣分上限）"
	case f.Charged > f.Rule.Effect.Points:
		return "扣" + f.Charged.String() + "分（复发加重）"
	}
	return "扣" + f.Charged.String() + "分"
}

// Proof returns the evidence in one line: 最新信息日期：2026年11月2日（星期一）；….
func (f *Finding) Proof() string { return proof(f.Evidence()) }

func proof(evidence []Field) string {
	var b strings.Builder
	for _, e := range evidence {
		if b.Len() > 0 {
			b.WriteString("；")
		}
		b.WriteString(e.Label + "：" + e.Text())
	}
	return b.String()
}

// A Clause (依据条款) is a basis with the document's full title.
type Clause struct {
	Title  string // 《中华人民共和国政府信息公开条例》
	Number string // 国务院令第711号
	Clause string // 第二十六条
	Words  string // the clause's own words; "" when they are not at hand
}

// Source returns title, number and clause: 《…条例》（国务院令第711号）第二十六条.
func (c Clause) Source() string {
	s := c.Title
	if c.Number != "" {
		s += "（" + c.Number + "）"
	}
	return s + c.Clause
}

// Clauses returns the finding's bases with the documents' full titles.
func (f *Finding) Clauses() []Clause { return f.model.clauses(f.Basis) }

// Sources joins the clauses of the finding: 《…》第…条；《…》….
func (f *Finding) Sources() string {
	var parts []string
	for _, c := range f.Clauses() {
		parts = append(parts, c.Source())
	}
	return strings.Join(parts, "；")
}

func (m *Model) clauses(list []rules.Basis) []Clause {
	out := make([]Clause, 0, len(list))
	for _, b := range list {
		c := Clause{Title: "《" + b.Document + "》", Clause: b.Clause, Words: Clean(b.Text)}
		if d := m.document(b.Document); d != nil && d.Title != "" {
			c.Title, c.Number = d.Title, d.Number
		}
		out = append(out, c)
	}
	return out
}

func (m *Model) document(short string) *rules.Document {
	for i := range m.Set.Documents {
		if m.Set.Documents[i].Short == short {
			return &m.Set.Documents[i]
		}
	}
	return nil
}

// Checked returns the day as of which the result was judged.
func (m *Model) Checked() portal.Date { return m.Result.Scan.AsOf }

// InWords returns a finding in the words of a ruleset, outside any report:
// without a number, a place or a price.
func InWords(set *rules.Set, f *checks.Finding) *Finding {
	out := &Finding{Finding: f, model: &Model{Set: set}}
	if r, ok := set.Rule(f.Rule); ok {
		out.Rule = r
	}
	return out
}
