package checks

import (
	"fmt"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of fault with the form of an annual report.
const (
	formTitle  = "title"
	formParts  = "parts"
	formPeriod = "period"
	formYear   = "year"
)

// reportFormArgs of report-form.
type reportFormArgs struct {
	Kind  string   `yaml:"kind"`  // title, parts, period or year
	Since int      `yaml:"since"` // first reported year to which the form applies
	Words []string `yaml:"words"` // of title: what it has to contain
	// Parts are the headings in their order; one is known by any of its words.
	Parts []reportPart `yaml:"parts"`
	// Headings is how many of the parts must be there before one is called
	// missing: a text with fewer is something else, or stands elsewhere.
	Headings int  `yaml:"headings"`
	Suspect  bool `yaml:"suspect"`
}

type reportPart struct {
	Name  string   `yaml:"name"`
	Words []string `yaml:"words"`
}

func (a *reportFormArgs) validate() error {
	if a.Kind == formParts && (len(a.Parts) == 0 || a.Headings < 2) {
		return fmt.Errorf("kind 为 parts 时须写明 parts 和不小于2的 headings")
	}
	if a.Kind == formTitle && len(a.Words) == 0 {
		return fmt.Errorf("kind 为 title 时须写明 words")
	}
	return oneOf("kind", a.Kind, formTitle, formParts, formPeriod, formYear)
}

type reportFormEvidence struct {
	Kind    string   `json:"kind"`
	Year    int      `json:"year"`
	Missing []string `json:"missing,omitempty"`
	Stated  string   `json:"stated,omitempty"`
}

var _ = register(&Check{
	ID:    "report-form",
	Title: "年度报告格式",
	Doc:   "上一年度的政府信息公开工作年度报告，标题应写明机关、年份和“政府信息公开工作年度报告”，正文应依次有六个部分，统计期限为1月1日至12月31日，标题、期限的年份一致。读到的部分太少（可能以图片或其他方式发布）的，不作判断。",
	Fix:   "请按《中华人民共和国政府信息公开工作年度报告格式》修改年度报告，改后重新发布并注明更正。",
	Serves: []rules.Basis{
		{Document: "年报格式", Clause: "正文内容"},
		{Document: "条例", Clause: "第五十条"},
	},
	Args: func() any { return &reportFormArgs{Since: 2021} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*reportFormArgs)
		return collect(p, args.Since, func(list []*yearly) {
			for _, y := range list {
				if p.dueReport(y) || args.Kind == formYear && y.From.Year() == p.AsOf.Year()-1 {
					reportFormPass{p, args}.judge(y)
				}
			}
		})
	},
})

type reportFormPass struct {
	*Pass
	args *reportFormArgs
}

func (r reportFormPass) judge(y *yearly) {
	s := y.with(r.args.Kind)
	bad := func(e reportFormEvidence, message string, explanation ...string) {
		e.Kind, e.Year = r.args.Kind, y.year
		r.Bad(Bad{Subject: s, Suspect: r.args.Suspect, Message: message, Explanation: explanation, Evidence: e})
	}
	switch r.args.Kind {
	case formTitle:
		title := fold(y.Subject.Title)
		var missing []string
		for _, w := range r.args.Words {
			if !strings.Contains(title, w) {
				missing = append(missing, w)
			}
		}
		if len(missing) == 0 {
			r.Good(s)
			return
		}
		bad(reportFormEvidence{Missing: missing, Stated: y.Subject.Title},
			fmt.Sprintf("年度报告的标题%s没有写明“%s”。", y.called(), strings.Join(missing, "”“")),
			"标题应由机关名称、年份和“政府信息公开工作年度报告”组成。")
	case formParts:
		r.parts(y, s, bad)
	case formPeriod:
		switch {
		case y.From == 0:
		case y.From == portal.NewDate(y.year, 1, 1) && y.To == portal.NewDate(y.year, 12, 31):
			r.Good(s)
		default:
			bad(reportFormEvidence{Stated: y.Period},
				fmt.Sprintf("%s写明的统计期限是%s，应为%d年1月1日至12月31日。", y.called(), y.Period, y.year))
		}
	case formYear:
		switch {
		case y.From == 0:
		case y.From.Year() == y.year:
			r.Good(s)
		default:
			bad(reportFormEvidence{Stated: y.Period},
				fmt.Sprintf("%s标题的年份是%d年，正文的统计期限却是%s。", y.called(), y.year, y.Period),
				"标题与正文所报年份应当一致，可能沿用了往年的文本。")
		}
	}
}

// parts judges the headings: one that stands nowhere in the text is missing,
// and those found must follow one another as in the form.
func (r reportFormPass) parts(y *yearly, s Subject, bad func(reportFormEvidence, string, ...string)) {
	at := make([]int, len(r.args.Parts)) // place among the headings, from 1
	found := 0
	for i, part := range r.args.Parts {
		for n, h := range y.Headings {
			if at[i] == 0 && containsOne(h, part.Words) {
				at[i] = n + 1
				found++
			}
		}
	}
	if found < r.args.Headings {
		return
	}
	var missing, astray []string
	last := 0
	for i, part := range r.args.Parts {
		switch holds, known := y.says(part.Words...); {
		case at[i] == 0 && known && !holds:
			missing = append(missing, part.Name)
		case at[i] != 0 && at[i] < last:
			astray = append(astray, part.Name)
		}
		last = max(last, at[i])
	}
	switch {
	case len(missing) > 0:
		bad(reportFormEvidence{Missing: missing}, fmt.Sprintf("%s缺少“%s”部分。", y.called(), strings.Join(missing, "”“")),
			fmt.Sprintf("正文中读到的标题：%s。", strings.Join(y.Headings, "；")))
	case len(astray) > 0:
		bad(reportFormEvidence{Stated: strings.Join(y.Headings, "；")}, fmt.Sprintf("%s的“%s”部分没有按规定的顺序排列。", y.called(), strings.Join(astray, "”“")),
			fmt.Sprintf("正文中读到的标题依次是：%s。", strings.Join(y.Headings, "；")))
	default:
		r.Good(s)
	}
}

func containsOne(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
