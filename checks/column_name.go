package checks

import (
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
)

// nameArgs of column-name.
type nameArgs struct {
	Kind  string   `yaml:"kind"`  // unclear or off-duty
	Names []string `yaml:"names"` // whole names that say nothing (unclear)
	Words []string `yaml:"words"` // words within a name (off-duty)
}

func (a *nameArgs) validate() error { return oneOf("kind", a.Kind, nameUnclear, nameOffDuty) }

// Kinds of column-name.
const (
	nameUnclear = "unclear"
	nameOffDuty = "off-duty"
)

type nameEvidence struct {
	Kind string `json:"kind"`
	Text string `json:"text"` // the name, or the word in it
}

var _ = register(&Check{
	ID:    "column-name",
	Title: "栏目名称不规范",
	Doc:   "台账里的栏目名称只是“其他”“更多”“信息”一类说不出内容的词，同一单位有两个栏目同名，或者名称里有与履行职责无关的词（如娱乐、星座、彩票），提示人工核对。",
	Fix:   "请核对栏目名称：含义不清的改为能说明内容的名称，重名的加以区分，与履职无关的栏目申请撤销。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "栏目设置"},
	},
	Args: func() any { return &nameArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*nameArgs)
		names := map[[2]string]string{} // unit and name → first column
		return Examiner{Column: func(c *Column) {
			name := fold(c.Name)
			s := columnSubject(c).with(args.Kind)
			if args.Kind == nameOffDuty {
				for _, w := range args.Words {
					if strings.Contains(name, w) {
						p.Bad(Bad{Subject: s, Suspect: true, Evidence: nameEvidence{args.Kind, w},
							Message: fmt.Sprintf("“%s”栏目名称里有“%s”，疑似与履行职责无关。", c.Name, w)})
						return
					}
				}
				p.Good(s)
				return
			}
			key := [2]string{c.Column.Unit, name}
			first, again := names[key]
			if !again {
				names[key] = c.ID
			}
			switch {
			case slices.Contains(args.Names, name) || len([]rune(name)) < 2:
				p.Bad(Bad{Subject: s, Suspect: true, Evidence: nameEvidence{args.Kind, c.Name},
					Message: fmt.Sprintf("栏目名称“%s”说不出栏目的内容，容易产生歧义。", c.Name)})
			case again && first != c.ID:
				p.Bad(Bad{Subject: s, Suspect: true, Evidence: nameEvidence{args.Kind, c.Name},
					Message: fmt.Sprintf("%s有两个栏目都叫“%s”，容易混淆。", c.Unit.Name, c.Name)})
			default:
				p.Good(s)
			}
		}}
	},
})
