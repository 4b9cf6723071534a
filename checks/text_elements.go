package checks

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// elementArgs of text-elements.
type elementArgs struct {
	Kind     string    `yaml:"kind"` // identity: guide, interpretation, guide-veto
	Elements []element `yaml:"elements"`
	// Lacking is from how many lacking elements on a text is found wanting.
	Lacking int `yaml:"lacking"`
	// Found is how many must be there before anything is called lacking: with
	// fewer, the text stands elsewhere, in a file or behind a script.
	Found int `yaml:"found"`
	// Least, when it is given, makes one finding a site of which so many texts
	// are found wanting, instead of one a text.
	Least int `yaml:"least"`
}

// An element is known by any of its words.
type element struct {
	Name  string   `yaml:"name"`
	Words []string `yaml:"words"`
}

func (a *elementArgs) validate() error {
	if a.Kind == "" || len(a.Elements) == 0 || a.Lacking < 1 {
		return errors.New("kind、elements 和不小于1的 lacking 须写明")
	}
	for _, e := range a.Elements {
		if e.Name == "" || len(e.Words) == 0 {
			return errors.New("elements 的每一项须写明 name 和 words")
		}
	}
	return nil
}

type elementEvidence struct {
	Kind    string   `json:"kind"`
	Missing []string `json:"missing,omitempty"` // of one text
	Count   int      `json:"count,omitempty"`   // texts of a site that lack so many
	Samples []string `json:"samples,omitempty"` // their addresses, the first few
}

// A wanting is the texts of one site that lack too much.
type wanting struct {
	texts int
	pages []string
}

var _ = register(&Check{
	ID:    "text-elements",
	Title: "页面要素不全",
	Doc:   "办事指南、政策解读等页面应写明规定的要素，按各要素的常用叫法在正文里查找。内容在附件、图片里的，由脚本加载而读到的要素太少的，不作判断。按网站统计的一种，缺少规定数量要素的页面达到规定数量才算。一律列为疑似，须人工核对。",
	Fix:   "请对照所列要素补充该页面，写明具体内容。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "办事服务（办事指南）"},
	},
	Args: func() any { return &elementArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*elementArgs)
		sites := map[string]*wanting{}
		return Examiner{
			Page: func(page *portal.Page) {
				if page.Kind != portal.KindArticle || page.Text == "" || p.Column(page.Column) == nil || !p.Binds(page.Column) {
					return
				}
				missing := missingOf(args.Elements, fold(page.Facts.Title+"\n"+page.Text))
				there := len(args.Elements) - len(missing)
				if there < args.Found || len(page.Attachments) > 0 || page.Pictures > 2 || page.Film {
					return
				}
				s := pageSubject(page).with(args.Kind)
				if args.Least > 0 {
					w := sites[page.Site]
					if w == nil {
						w = &wanting{}
						sites[page.Site] = w
					}
					w.texts++
					if len(missing) >= args.Lacking {
						w.pages = append(w.pages, page.URL)
					}
					return
				}
				if len(missing) < args.Lacking {
					p.Good(s)
					return
				}
				p.Bad(Bad{Subject: s, Suspect: true, Evidence: elementEvidence{Kind: args.Kind, Missing: missing},
					Message: fmt.Sprintf("%s的%s没有写明%s。", p.place(page.Unit, page.Column), called(s.Title), strings.Join(missing, "、"))})
			},
			Site: func(site *Site) {
				w := sites[site.ID]
				if w == nil {
					return
				}
				s := siteSubject(site).with(args.Kind)
				// Fewer texts than the number are too many when all of them are wanting.
				if len(w.pages) < args.Least && (len(w.pages) == 0 || len(w.pages) < w.texts) {
					p.Good(s)
					return
				}
				slices.SortFunc(w.pages, cmp.Compare[string])
				p.Bad(Bad{Subject: s, Suspect: true, Evidence: elementEvidence{Kind: args.Kind, Count: len(w.pages), Samples: w.pages[:min(len(w.pages), darkSamples)]},
					Message: fmt.Sprintf("“%s”网站读到%d个办事指南，其中%d个缺少%d类以上要素，达到单项否决的数量，须人工确认。", site.Name, w.texts, len(w.pages), args.Lacking)})
			},
		}
	},
})

// missingOf returns the names of the elements of which a text holds no word.
func missingOf(elements []element, text string) []string {
	var list []string
	for _, e := range elements {
		if !slices.ContainsFunc(e.Words, func(w string) bool { return strings.Contains(text, w) }) {
			list = append(list, e.Name)
		}
	}
	return list
}
