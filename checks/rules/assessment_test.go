package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const yearly = own + `assessment:
  parts:
    - {id: yearly, title: 年度, points: 90}
    - {id: routine, title: 日常, points: 10}
  groups:
    - {id: disclosure, title: 主动公开, part: yearly, points: 90, rest: true}
    - {id: answers, title: 日常工作, part: routine, points: 10, answers: {late: 1}}
  classes:
    - {id: town, title: 乡镇, kinds: [township], skip: [training]}
    - {id: big, title: 重点部门, units: [edu], points: {disclosure: 80}}
  bonus: {gate: 80, above: true, cap: 30}
manual:
  - id: training
    title: 业务培训
    group: disclosure
    points: 4
    standard: 办一次得4分
    proof: 签到表
    basis: [{document: 条例, clause: 第一条}]
`

func TestYearlyTable(t *testing.T) {
	s, err := Parse("own.yaml", []byte(yearly))
	if err != nil {
		t.Fatal(err)
	}
	groups := s.YearGroups()
	if diff := cmp.Diff([]string{"column-stale-news"}, groups[0].Rules); diff != "" || len(groups) != 2 {
		t.Error(diff)
	}
	for unit, want := range map[string]string{"edu department": "big", "edu township": "big", "x township": "town", "x department": ""} {
		id, kind, _ := strings.Cut(unit, " ")
		if got := s.Class(id, kind).ID; got != want {
			t.Errorf("%s is of class %q, want %q", unit, got, want)
		}
	}
	var b strings.Builder
	if err := Describe(&b, s, nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"年度 / 主动公开（90分）", "training", "4分", "逾期后才反馈的每份扣1分", "得分高于80分的计入，最多加30分"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, b.String())
		}
	}
}

func TestSetWithoutTableIsAssessedByItsGroups(t *testing.T) {
	s, err := Parse("own.yaml", []byte(own))
	if err != nil {
		t.Fatal(err)
	}
	want := []YearGroup{{ID: "publish", Title: "发布", Points: 4000, Rules: []string{"column-stale-news"}}}
	if diff := cmp.Diff(want, s.YearGroups()); diff != "" {
		t.Error(diff)
	}
}

func TestYearlyTableThatDoesNotAddUpIsRefused(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"parts", "points: 10}\n  groups", "points: 9}\n  groups", "权重分值合计 99，应等于满分 100"},
		{"part", "part: routine", "part: rutine", `part "rutine" 不在 parts 中`},
		{"rule", "rest: true", "rules: [column-stale-new]", `是否为 "column-stale-news"`},
		{"too many points", "points: 4\n", "points: 91\n", "放不下 91 分"},
		{"nothing left for the rules", "points: 4\n", "points: 90\n", "无分可扣"},
		{"points nobody gives", ", rest: true", "", "合计比它的分值少 86 分"},
		{"group of an item", "group: disclosure", "group: disclosur", `是否为 "disclosure"`},
		{"no proof", "    proof: 签到表\n", "", "proof（佐证材料）"},
		{"effect", "points: 4\n", "points: 4\n    effect: bonsu\n", `是否为 "bonus"`},
		{"skip", "skip: [training]", "skip: [trainig]", "不是一级指标或人工评分项"},
		{"class of nobody", ", kinds: [township]", "", "不知道适用于谁"},
		{"document", "basis: [{document: 条例, clause: 第一条}]\n", "basis: [{document: 条列, clause: 第一条}]\n", `"条列" 不存在`},
		{"key", "answers: {late: 1}", "answers: {lat: 1}", `是否为 "late"`},
		{"duty", "bonus: {gate", "duty: {none: free}\n  bonus: {gate", `"free" 不存在`},
	} {
		text := strings.Replace(yearly, c.old, c.new, 1)
		if c.name == "document" {
			i := strings.LastIndex(yearly, c.old)
			text = yearly[:i] + c.new
		}
		if text == yearly {
			t.Fatalf("%s: nothing was changed", c.name)
		}
		_, err := Parse("own.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "own.yaml 第") {
			t.Errorf("%s: %v, want %q with its line", c.name, err, c.want)
		}
	}
}

func TestManualItemsMergeByID(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "own.yaml", yearly)
	s, err := Load(write(t, dir, "more.yaml", "name: more\ntitle: 另编\nextends: own.yaml\nmanual:\n  - {id: training, points: 6}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Manual) != 1 || s.Manual[0].Points != 600 || s.Manual[0].Proof != "签到表" {
		t.Errorf("%+v", s.Manual)
	}
	s, err = Load(write(t, dir, "less.yaml", "name: less\ntitle: 另编\nextends: own.yaml\ndrop: [training]\nassessment: {note: 按分组考核}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Manual) != 0 || len(s.Assessment.Groups) != 0 || s.Assessment.Note != "按分组考核" {
		t.Errorf("%+v %+v", s.Manual, s.Assessment)
	}
}

// Every yearly table that ships adds up to the base, cites documents that it
// declares, marks points of its own, and quotes word for word.
func TestBuiltinYearlyTables(t *testing.T) {
	texts := texts(t)
	for _, name := range Builtin() {
		s := load(t, name)
		if !s.Scored() {
			continue
		}
		sum, parts := Centi(0), map[string]Centi{}
		for _, g := range s.YearGroups() {
			sum += g.Points
			parts[g.Part] += g.Points
		}
		if sum != s.Scheme.Base {
			t.Errorf("%s: the yearly groups add up to %s of %s", name, sum, s.Scheme.Base)
		}
		for _, p := range s.Assessment.Parts {
			if parts[p.ID] != p.Points {
				t.Errorf("%s: the groups of %s add up to %s of %s", name, p.Title, parts[p.ID], p.Points)
			}
		}
		quotes := func(what string, basis []Basis) {
			for _, b := range basis {
				if b.Text != "" && !slices.Contains(find(texts[b.Document], b.Text), b.Clause) {
					t.Errorf("%s %s: “%s” does not stand in %s %s", name, what, b.Text, b.Document, b.Clause)
				}
			}
		}
		for _, p := range s.Assessment.Parts {
			quotes(p.ID, p.Basis)
		}
		for _, g := range s.Assessment.Groups {
			quotes(g.ID, g.Basis)
		}
		for _, m := range s.Manual {
			quotes(m.ID, m.Basis)
			if m.Verified && len(m.Basis) == 0 {
				t.Errorf("%s %s: verified against no text", name, m.ID)
			}
		}
	}
}

// The two layers of baiyin-2021 are those of the text.
func TestBaiyinWeightsAreTheTexts(t *testing.T) {
	s := load(t, "baiyin-2021")
	got := map[string]Centi{}
	for _, p := range s.Assessment.Parts {
		got[p.Title] = p.Points
	}
	if diff := cmp.Diff(map[string]Centi{"年度专项业务工作": 9000, "日常工作": 1000}, got); diff != "" {
		t.Error(diff)
	}
	if n := len(s.Assessment.Groups); n != 11 {
		t.Errorf("%d groups, want the ten contents of 第七条 and 日常工作", n)
	}
}
