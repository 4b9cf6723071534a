package rules

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// Every quotation stands in the text that it names, under the clause that it
// names. What is quoted from a text that is not at hand is an error.
func TestQuotationsStandInTheTexts(t *testing.T) {
	texts := texts(t)
	quoted := map[string]bool{}
	for _, name := range Builtin() {
		for id, list := range bases(load(t, name)) {
			for _, b := range list {
				if b.Text == "" {
					continue
				}
				lines, ok := texts[b.Document]
				if !ok {
					t.Errorf("%s %s quotes %s, whose text is not at hand", name, id, b.Document)
					continue
				}
				quoted[b.Document] = true
				clauses := find(lines, b.Text)
				if !slices.Contains(clauses, b.Clause) {
					t.Errorf("%s %s: “%s” should stand in %s %s, stands in %q", name, id, b.Text, b.Document, b.Clause, clauses)
				}
			}
		}
	}
	for document := range texts {
		if !quoted[document] {
			t.Errorf("the text of %s is kept and never quoted", document)
		}
	}
}

// bases returns every citation of a set by the id of what cites it.
func bases(s *Set) map[string][]Basis {
	m := map[string][]Basis{}
	for i := range s.Rules {
		m[s.Rules[i].ID] = s.Rules[i].Basis
	}
	for i := range s.Manual {
		m["manual "+s.Manual[i].ID] = s.Manual[i].Basis
	}
	for _, p := range s.Assessment.Parts {
		m["part "+p.ID] = p.Basis
	}
	for _, g := range s.Assessment.Groups {
		m["group "+g.ID] = g.Basis
	}
	return m
}

// A local set cites its own document first. A clause that falls behind a
// higher rule stands after that rule, or names it.
func TestLocalSetsCiteTheirOwnDocumentFirst(t *testing.T) {
	// The pages at hand lost these numbers; a later article names 第六条.
	lost := map[string]bool{"凤冈工作制度第五章": true, "凤冈工作制度第六条": true, "凤冈工作制度第七条": true}
	own := map[string]string{
		"baiyin-2021": "白银", "fenggang-2018": "凤冈", "kaijiang-eco-2022": "开江",
		"keyouqianqi-2021": "前旗", "shangcheng-2020": "上城",
	}
	for name, prefix := range own {
		local := func(b Basis) bool { return strings.HasPrefix(b.Document, prefix) }
		s := load(t, name)
		cited := 0
		for id, list := range bases(s) {
			for i, b := range list {
				if !local(b) {
					continue
				}
				cited++
				if b.SupersededBy == nil && i > 0 && !local(list[0]) {
					t.Errorf("%s %s cites %s before %s", name, id, list[0].Document, b.Document)
				}
				if b.Text == "" && !lost[b.Document+b.Clause] {
					t.Errorf("%s %s cites %s %s without its words", name, id, b.Document, b.Clause)
				}
			}
		}
		if cited < 10 {
			t.Errorf("%s cites its own document %d times", name, cited)
		}
		for _, d := range s.Documents {
			if strings.HasPrefix(d.Short, prefix) && !slices.ContainsFunc(slices.Concat(slices.Collect(maps.Values(bases(s)))...), func(b Basis) bool { return b.Document == d.Short }) {
				t.Errorf("%s declares %s and never cites it", name, d.Short)
			}
		}
	}
}

// texts returns the lines of testdata/texts.txtar by document.
func texts(t *testing.T) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile("testdata/texts.txtar")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string][]string{}
	for _, f := range txtar.Parse(raw).Files {
		m[f.Name] = strings.Split(strings.TrimSpace(string(f.Data)), "\n")
	}
	return m
}

// fold makes the text of a page and a quotation comparable: no blanks, full
// marks.
func fold(s string) string {
	s = strings.Join(strings.Fields(s), "")
	return strings.NewReplacer(",", "，", ";", "；", ":", "：", "(", "（", ")", "）").Replace(s)
}

var (
	article = regexp.MustCompile(`^第[一二三四五六七八九十百]+条`)
	chapter = regexp.MustCompile(`^[一二三四五六七八九十]+、`)
	item    = regexp.MustCompile(`^（[一二三四五六七八九十]+）`)
	number  = regexp.MustCompile(`^(\d+)\.`)
)

// find returns the clauses in which a quotation stands: 第十六条（一）4.
func find(lines []string, text string) []string {
	var clauses []string
	var a, i, n string
	for _, line := range lines {
		line = fold(line)
		switch {
		case article.MatchString(line):
			a, i, n = article.FindString(line), "", ""
		case chapter.MatchString(line):
			a, i, n = chapter.FindString(line), "", ""
		case item.MatchString(line):
			i, n = item.FindString(line), ""
		case number.MatchString(line):
			n = number.FindStringSubmatch(line)[1]
		}
		if strings.Contains(line, fold(text)) {
			clauses = append(clauses, a+i+n)
		}
	}
	return clauses
}

func TestFindReadsClauses(t *testing.T) {
	lines := []string{"第十条 甲", "(一)乙,丙", "2.丁", "第十一条 戊"}
	for text, want := range map[string]string{"甲": "第十条", "乙，丙": "第十条（一）", "丁": "第十条（一）2", "戊": "第十一条"} {
		if got := find(lines, text); len(got) != 1 || got[0] != want {
			t.Errorf("%s stands in %q, want %s", text, got, want)
		}
	}
	if got := find(lines, "己"); got != nil {
		t.Errorf("己 stands in %q", got)
	}
}
