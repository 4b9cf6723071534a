package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// featureArgs of column-feature.
type featureArgs struct {
	Kind  string   `yaml:"kind"`  // identity: promise, query…
	Name  string   `yaml:"name"`  // what people call it
	Words []string `yaml:"words"` // any of them on the column's pages shows that it is there
	Least int      `yaml:"least"` // characters that must have been read
	Names []string `yaml:"names"` // of columns, by a word in their name; empty = all that the rule binds
}

func (a *featureArgs) validate() error {
	if a.Kind == "" || a.Name == "" || len(a.Words) == 0 {
		return fmt.Errorf("kind、name、words 须写明")
	}
	return nil
}

type featureEvidence struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// A featured column is what was seen of it.
type featured struct {
	found, script bool
	read          int
}

var _ = register(&Check{
	ID:    "column-feature",
	Title: "栏目缺少规定的功能",
	Doc:   "咨询投诉、办事服务等栏目应有的功能（答复时限承诺、查询、评价、常见问题、统计、分类等），在栏目各页的文字和链接里都没有看到相应的字样。由脚本加载、读到的内容太少的不作判断。只列为疑似，须人工核对。",
	Fix:   "请在栏目中提供该功能，或者在栏目页上标明入口。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "互动交流、办事服务"},
	},
	Args: func() any { return &featureArgs{Least: 20} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*featureArgs)
		seen := map[string]*featured{}
		return Examiner{
			Page: func(page *portal.Page) {
				c := p.Column(page.Column)
				if c == nil || !p.Binds(page.Column) || len(args.Names) > 0 && !containsOne(c.Name, args.Names) {
					return
				}
				f := seen[page.Column]
				if f == nil {
					f = &featured{}
					seen[page.Column] = f
				}
				f.script = f.script || page.Script != ""
				if page.Role != portal.RoleList && f.found {
					return
				}
				text := fold(page.Facts.Title + page.Text)
				f.read += len([]rune(text))
				f.found = f.found || containsOne(text, args.Words)
				for i := range page.Items {
					title := fold(page.Items[i].Title)
					f.read += len([]rune(title))
					f.found = f.found || containsOne(title, args.Words)
				}
				for _, n := range page.Names {
					f.found = f.found || containsOne(n, args.Words)
				}
			},
			Column: func(c *Column) {
				f, s := seen[c.ID], columnSubject(c).with(args.Kind)
				switch {
				case f == nil:
				case f.found:
					p.Good(s)
				case f.script || f.read < args.Least || !c.Whole():
				default:
					p.Bad(Bad{Subject: s, Suspect: true, Evidence: featureEvidence{args.Kind, args.Name},
						Message: fmt.Sprintf("“%s”栏目没有看到%s。", c.Name, args.Name)})
				}
			},
		}
	},
})
