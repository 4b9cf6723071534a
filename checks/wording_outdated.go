package checks

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// outdatedArgs of wording-outdated.
type outdatedArgs struct {
	Kind   string   `yaml:"kind"`   // identity: guide, term, fee, contact
	Types  []string `yaml:"types"`  // column types whose pages are looked at
	Titles []string `yaml:"titles"` // words in the titles of further pages
	// Phrases are what a sentence may no longer say.
	Phrases []phrase `yaml:"phrases"`
	// Unless acquits the whole page: it names the rule in force as well.
	Unless  []string `yaml:"unless"`
	Suspect bool     `yaml:"suspect"`
}

// A phrase is a sentence that holds Pattern, all of the All words and none of
// the None words.
type phrase struct {
	Name    string   `yaml:"name"` // what is wrong with it
	Pattern string   `yaml:"pattern"`
	All     []string `yaml:"all"`
	None    []string `yaml:"none"`

	pattern *regexp.Regexp
}

func (a *outdatedArgs) validate() (err error) {
	if a.Kind == "" || len(a.Phrases) == 0 || len(a.Types)+len(a.Titles) == 0 {
		return errors.New("kind、phrases，以及 types 或 titles 须写明")
	}
	for i := range a.Phrases {
		ph := &a.Phrases[i]
		if ph.Name == "" || ph.Pattern == "" {
			return errors.New("phrases 的每一项须写明 name 和 pattern")
		}
		if ph.pattern, err = regexp.Compile(ph.Pattern); err != nil {
			return fmt.Errorf("“%s”的 pattern 不是正则表达式：%w", ph.Name, err)
		}
	}
	for _, t := range a.Types {
		if !portal.Worded(t) {
			return fmt.Errorf("types 中的 %q 类栏目不保存正文", t)
		}
	}
	return nil
}

type outdatedEvidence struct {
	Kind  string   `json:"kind"`
	Texts []string `json:"texts"` // the sentences
}

// quoteLimit is how many characters of a sentence evidence quotes.
const quoteLimit = 80

var _ = register(&Check{
	ID:    "wording-outdated",
	Title: "页面表述过时或有误",
	Doc:   "公开指南、依申请公开等页面沿用已经修改的规定（例如引用国务院令第492号、答复期限写15个工作日），或者联系方式明显有误的，逐句列出。同一页面另行写明现行规定的不算。",
	Fix:   "请按现行《中华人民共和国政府信息公开条例》（国务院令第711号）修改该页面的表述。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十二条、第三十三条、第四十二条"},
	},
	Args: func() any { return &outdatedArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*outdatedArgs)
		return Examiner{Page: func(page *portal.Page) {
			if page.Text == "" || !p.BindsUnit(page.Unit) {
				return
			}
			c := p.Column(page.Column)
			if (c == nil || !slices.Contains(args.Types, c.Type)) && !containsOne(titleOf(page), args.Titles) {
				return
			}
			s := pageSubject(page).with(args.Kind)
			if s.Title == "" && c != nil {
				s.Title = c.Name
			}
			var names, texts []string
			if !containsOne(fold(page.Text), args.Unless) {
				names, texts = args.find(page.Text)
			}
			if len(texts) == 0 {
				p.Good(s)
				return
			}
			var lines []string
			for i := range texts {
				lines = append(lines, fmt.Sprintf("%s：“%s”。", names[i], texts[i]))
			}
			p.Bad(Bad{Subject: s, Suspect: args.Suspect,
				Message:     fmt.Sprintf("“%s”的表述有误：%s。", s.Title, strings.Join(slices.Compact(slices.Clone(names)), "；")),
				Explanation: lines, Evidence: outdatedEvidence{args.Kind, texts}})
		}}
	},
})

// find returns the sentences that a phrase fits, with the phrases' names, in
// the text's order.
func (a *outdatedArgs) find(text string) (names, texts []string) {
	for _, sentence := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("。；;！!？?\n", c) }) {
		s := fold(sentence)
		for i := range a.Phrases {
			ph := &a.Phrases[i]
			if len(texts) < 5 && ph.pattern.MatchString(s) && !containsOne(s, ph.None) &&
				!slices.ContainsFunc(ph.All, func(w string) bool { return !strings.Contains(s, w) }) {
				names, texts = append(names, ph.Name), append(texts, clipText(strings.TrimSpace(sentence), quoteLimit))
				break
			}
		}
	}
	return names, texts
}

// clipText shortens a text to n characters.
func clipText(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}
