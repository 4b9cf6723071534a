package rules

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed coverage.yaml
var coverageText []byte

// A Coverage says for every article of the local documents what the program
// does about it.
type Coverage struct {
	Documents []CoveredDocument `yaml:"documents" json:"documents"`
	// Open names the ids that no built-in ruleset uses yet, with the reason.
	Open map[string]string `yaml:"open" json:"open"`
}

// A CoveredDocument is one document with a row for every article of its outline.
type CoveredDocument struct {
	Document string    `yaml:"document" json:"document"` // the Short of a Document of the ruleset
	Ruleset  string    `yaml:"ruleset" json:"ruleset"`
	Outline  []string  `yaml:"outline" json:"-"`
	Articles []Covered `yaml:"articles" json:"articles"`
}

// A Covered article has rules, manual items, or a reason for neither.
type Covered struct {
	Article string   `yaml:"article" json:"article"`
	Subject string   `yaml:"subject" json:"subject"`
	Rules   []string `yaml:"rules" json:"rules,omitempty"`
	Manual  []string `yaml:"manual" json:"manual,omitempty"`
	None    string   `yaml:"none" json:"none,omitempty"`
}

// How an article is looked after.
const (
	ByProgram  = "A" // a rule without a letter in ids.txt
	Assisted   = "S" // the program proposes, a person confirms
	ByPeople   = "M" // people enter it
	NotPortals = ""  // nothing to check
)

var coverage = sync.OnceValue(func() *Coverage {
	var doc yaml.Node
	var c Coverage
	err := yaml.Unmarshal(coverageText, &doc)
	if err == nil {
		err = DecodeStrict(doc.Content[0], &c)
	}
	if err != nil {
		panic("coverage.yaml: " + err.Error()) // part of the program; a test reads it
	}
	return &c
})

// LoadCoverage returns the coverage of the documents that a built-in ruleset
// follows, of all documents when the name is "". Its slices are not to be
// changed. An error says, in Chinese, that no local document belongs to the
// ruleset.
func LoadCoverage(ruleset string) (*Coverage, error) {
	all := coverage()
	if ruleset == "" {
		return all, nil
	}
	c := &Coverage{Open: all.Open}
	for _, d := range all.Documents {
		if d.Ruleset == ruleset {
			c.Documents = append(c.Documents, d)
		}
	}
	if len(c.Documents) == 0 {
		var known []string
		for _, d := range all.Documents {
			if !slices.Contains(known, d.Ruleset) {
				known = append(known, d.Ruleset)
			}
		}
		return nil, fmt.Errorf("指标体系 %q 没有逐条对照表；有对照表的是%s", ruleset, strings.Join(known, "、"))
	}
	return c, nil
}

// Ways returns how an article is looked after: some of A, S and M in that
// order, "" when it is nothing for a portal. A rule that is still open is M,
// because a person has to look until the program does.
func (a *Covered) Ways(open map[string]string) string {
	found := map[string]bool{}
	for _, id := range a.Rules {
		letter := ids()[id]
		switch {
		case open[id] != "":
			found[ByPeople] = true
		case letter == "":
			found[ByProgram] = true
		default:
			found[letter] = true
		}
	}
	if len(a.Manual) > 0 {
		found[ByPeople] = true
	}
	ways := ""
	for _, w := range []string{ByProgram, Assisted, ByPeople} {
		if found[w] {
			ways += w
		}
	}
	return ways
}

// Describe writes the table for people, in Chinese. Rules that the document's
// own ruleset lacks are marked: national-full has them.
func (c *Coverage) Describe(w io.Writer) error {
	var b strings.Builder
	count := map[string]int{}
	sets := map[string]*Set{}
	for i := range c.Documents {
		d := &c.Documents[i]
		set := sets[d.Ruleset]
		if set == nil {
			var err error
			if set, err = Load(d.Ruleset); err != nil {
				return err
			}
			sets[d.Ruleset] = set
		}
		fmt.Fprintf(&b, "%s（%s）\n", d.Document, d.Ruleset)
		for j := range d.Articles {
			a := &d.Articles[j]
			ways := a.Ways(c.Open)
			count[ways[:min(1, len(ways))]]++
			var list []string
			for _, id := range a.Rules {
				if _, ok := set.Rule(id); c.Open[id] != "" {
					id += "（未检查）"
				} else if !ok {
					id += "（见national-full）"
				}
				list = append(list, id)
			}
			for _, id := range a.Manual {
				list = append(list, "人工："+id)
			}
			text := strings.Join(list, "、")
			if a.None != "" {
				text = "不涉及门户：" + a.None
			}
			article := a.Article
			if !strings.Contains(article, "、") {
				article = "第" + article + "条"
			}
			fmt.Fprintf(&b, "  %s  %s  %s  %s\n", Pad(article, 12), Pad(waysChinese(ways), 16), Pad(a.Subject, 36), text)
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "共%d条：自动检查%d条，提示后人工确认%d条，人工评分%d条，不涉及门户%d条（一条有多种办法的，计入靠前的一种）。\n",
		count[ByProgram]+count[Assisted]+count[ByPeople]+count[NotPortals], count[ByProgram], count[Assisted], count[ByPeople], count[NotPortals])
	_, err := io.WriteString(w, b.String())
	return err
}

func waysChinese(ways string) string {
	var list []string
	for _, w := range ways {
		list = append(list, map[rune]string{'A': "自动", 'S': "提示", 'M': "人工"}[w])
	}
	if len(list) == 0 {
		return "—"
	}
	return strings.Join(list, "、")
}
