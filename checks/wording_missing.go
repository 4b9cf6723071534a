package checks

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// A worded thing is known by any of its words or by its pattern, in text
// without blanks and with half-width letters and digits.
type worded struct {
	Name    string   `yaml:"name"`
	Words   []string `yaml:"words"`
	Pattern string   `yaml:"pattern"` // a regular expression

	pattern *regexp.Regexp
}

func (w *worded) prepare() (err error) {
	if w.Name == "" || len(w.Words) == 0 && w.Pattern == "" {
		return errors.New("每一项须写明 name，以及 words 或 pattern")
	}
	if w.Pattern != "" {
		if w.pattern, err = regexp.Compile(w.Pattern); err != nil {
			return fmt.Errorf("“%s”的 pattern 不是正则表达式：%w", w.Name, err)
		}
	}
	return nil
}

func (w *worded) in(text string) bool {
	return containsOne(text, w.Words) || w.pattern != nil && w.pattern.MatchString(text)
}

// wordingArgs of wording-missing.
type wordingArgs struct {
	Kind string `yaml:"kind"` // identity: guide, form…
	// Types are the column types whose pages together are one text; Titles are
	// words by which a page elsewhere is such a text of its own.
	Types    []string `yaml:"types"`
	Titles   []string `yaml:"titles"`
	Elements []worded `yaml:"elements"` // each has to be there
	Extra    []worded `yaml:"extra"`    // none may be there
	// Found is how many elements must have been found before one is called
	// missing: with fewer, the text stands elsewhere.
	Found   int  `yaml:"found"`
	Suspect bool `yaml:"suspect"`
}

func (a *wordingArgs) validate() error {
	if a.Kind == "" || len(a.Elements) == 0 || len(a.Types)+len(a.Titles) == 0 || a.Found < 1 {
		return errors.New("kind、elements、不小于1的 found，以及 types 或 titles 须写明")
	}
	for i := range a.Elements {
		if err := a.Elements[i].prepare(); err != nil {
			return err
		}
	}
	for i := range a.Extra {
		if err := a.Extra[i].prepare(); err != nil {
			return err
		}
	}
	for _, t := range a.Types {
		if !portal.Worded(t) {
			return fmt.Errorf("types 中的 %q 类栏目不保存正文", t)
		}
	}
	return nil
}

type wordingEvidence struct {
	Kind    string   `json:"kind"`
	Missing []string `json:"missing,omitempty"`
	Extra   []string `json:"extra,omitempty"`
}

var _ = register(&Check{
	ID:    "wording-missing",
	Title: "页面应写明的要素缺失",
	Doc:   "公开指南、依申请公开页面、公开目录等，应写明规定的要素。同一栏目的各页合在一起看；栏目有页面没有读到、内容在附件里，或者读到的要素太少的，不作判断。",
	Fix:   "请在该页面补充缺少的要素，写明具体内容后重新发布。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十二条、第二十四条、第二十八条、第二十九条"},
		{Document: "标准目录", Clause: "基层政务公开标准目录的栏目"},
	},
	Args:  func() any { return &wordingArgs{} },
	Begin: beginWording,
})

// A wordedText is the text of one column, or of one page that is such a text
// by its title, told as what was found in it.
type wordedText struct {
	Subject
	found, extra []bool
	pages        int
	files        bool // some of it stands in files
}

func beginWording(p *Pass) Examiner {
	args := p.Args.(*wordingArgs)
	texts := map[string]*wordedText{}
	closed := map[string]bool{} // columns of which something was not read
	return Examiner{
		Page: func(page *portal.Page) {
			if page.Text == "" || !p.BindsUnit(page.Unit) {
				return
			}
			c := p.Column(page.Column)
			var key string
			var s Subject
			switch {
			case c != nil && slices.Contains(args.Types, c.Type):
				key, s = c.ID, Subject{Site: c.Site, Unit: c.Unit, Column: c.ID, URL: c.URL, Title: c.Name}
			case containsOne(titleOf(page), args.Titles):
				key, s = page.URL, pageSubject(page)
			default:
				return
			}
			t := texts[key]
			if t == nil {
				t = &wordedText{Subject: s.with(args.Kind), found: make([]bool, len(args.Elements)), extra: make([]bool, len(args.Extra))}
				texts[key] = t
			}
			t.pages++
			t.files = t.files || len(page.Attachments) > 0
			text := fold(page.Facts.Title + page.Text)
			for i := range args.Elements {
				t.found[i] = t.found[i] || args.Elements[i].in(text)
			}
			for i := range args.Extra {
				t.extra[i] = t.extra[i] || args.Extra[i].in(text)
			}
		},
		Column: func(c *Column) {
			if len(c.Gaps) > 0 || c.Unread > 0 || c.Lost > 0 {
				closed[c.ID] = true
			}
		},
		Done: func() {
			list := make([]*wordedText, 0, len(texts))
			for _, t := range texts {
				list = append(list, t)
			}
			slices.SortFunc(list, func(a, b *wordedText) int { return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.URL, b.URL)) })
			for _, t := range list {
				judgeWording(p, args, t, t.files || closed[t.Column])
			}
		},
	}
}

// judgeWording says what a text lacks, unless part of it was not read; what it
// ought not to ask for is a fault whatever else there is.
func judgeWording(p *Pass, args *wordingArgs, t *wordedText, partly bool) {
	var missing, extra []string
	found := 0
	for i, ok := range t.found {
		if ok {
			found++
		} else {
			missing = append(missing, args.Elements[i].Name)
		}
	}
	for i, ok := range t.extra {
		if ok {
			extra = append(extra, args.Extra[i].Name)
		}
	}
	if found < args.Found {
		return
	}
	if partly {
		missing = nil
	}
	if len(missing)+len(extra) == 0 {
		if !partly {
			p.Good(t.Subject)
		}
		return
	}
	b := Bad{Subject: t.Subject, Suspect: args.Suspect, Evidence: wordingEvidence{args.Kind, missing, extra}}
	switch {
	case len(missing) == 0:
		b.Message = fmt.Sprintf("“%s”要求提供法规没有规定的内容：%s。", t.Title, strings.Join(extra, "、"))
	case len(extra) == 0:
		b.Message = fmt.Sprintf("“%s”没有写明%s。", t.Title, some(missing, 4))
	default:
		b.Message = fmt.Sprintf("“%s”没有写明%s，又要求提供法规没有规定的内容：%s。", t.Title, some(missing, 4), strings.Join(extra, "、"))
	}
	b.Explanation = []string{fmt.Sprintf("共读到%d个页面的正文，应写明的%d项中读到%d项。", t.pages, len(args.Elements), found)}
	p.Bad(b)
}
