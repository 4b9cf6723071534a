package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v3"
)

// own is a small ruleset without a parent; what tests add stands below it.
const own = `name: own
title: 自拟指标
documents:
  - {short: 条例, title: 《条例》}
scheme:
  base: 100
  grades: [{name: 合格, from: 60}, {name: 不合格, from: 0}]
  veto_grade: 不合格
groups:
  - {id: publish, title: 发布, points: 40}
deadlines: {major: 5}
rules:
  - id: column-stale-news
    title: 动态超期
    check: column-stale
    with: {limit: 14, warn: 4}
    applies: {types: [news], kinds: [department]}
    severity: major
    effect: {kind: deduct, points: 2.5, cap: 10, group: publish}
    basis:
      - {document: 条例, clause: 第一条}
    verified: true
`

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOverrideChangesOnlyWhatItStates(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "own.yaml", own)
	path := write(t, dir, "local.yaml", `name: local
title: 本县指标
extends: own.yaml
documents:
  - {short: 条例, number: 第1号}
  - {short: 办法, title: 《办法》}
groups:
  - {id: publish, points: 50}
  - {id: more, title: 其他, points: 50}
deadlines: {minor: 7}
rules:
  - id: column-stale-news
    with: {limit: 7}
    effect: {points: 5}
    basis:
      - {document: 办法, clause: 第二条, text: 每周更新}
  - id: column-blank
    title: 空白栏目
    check: column-blank
    severity: minor
    effect: {kind: none}
`)
	s, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	r, _ := s.Rule("column-stale-news")
	want := Rule{
		ID: "column-stale-news", Title: "动态超期", Check: "column-stale",
		Applies: Applies{Types: []string{"news"}, Kinds: []string{"department"}}, Severity: Major,
		Effect: Effect{Kind: EffectDeduct, Points: 500, Cap: 1000, Group: "publish"},
		Basis:  []Basis{{Document: "办法", Clause: "第二条", Text: "每周更新"}}, Verified: true, From: "local",
	}
	if diff := cmp.Diff(want, *r, cmpopts.IgnoreFields(Rule{}, "With")); diff != "" {
		t.Error(diff)
	}
	var args struct{ Limit, Warn int }
	if err := DecodeStrict(&r.With, &args); err != nil || args.Limit != 7 || args.Warn != 4 {
		t.Errorf("arguments %+v, %v", args, err)
	}
	got := *s
	got.Rules, got.Digest = nil, ""
	wantSet := Set{
		Name: "local", Title: "本县指标", Extends: "own.yaml",
		Documents: []Document{{Short: "条例", Title: "《条例》", Number: "第1号"}, {Short: "办法", Title: "《办法》"}},
		Scheme:    Scheme{Base: 10000, Grades: []Grade{{"合格", 6000}, {"不合格", 0}}, VetoGrade: "不合格"},
		Groups:    []Group{{ID: "publish", Title: "发布", Points: 5000}, {ID: "more", Title: "其他", Points: 5000}},
		Deadlines: map[string]int{Major: 5, Minor: 7},
	}
	if diff := cmp.Diff(wantSet, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if s.Within(r) != 5 {
		t.Errorf("within %d", s.Within(r))
	}
	// The parent is not touched by its child.
	parent, err := Load(filepath.Join(dir, "own.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if p, _ := parent.Rule("column-stale-news"); p.Effect.Points != 250 || len(parent.Rules) != 1 || p.From != "own" {
		t.Errorf("the parent became %+v", p)
	}
}

func TestArgumentsAreWhatTheRuleStates(t *testing.T) {
	s, err := Parse("x", []byte(own))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]any{"limit": 14, "warn": 4}, s.Rules[0].Arguments()); diff != "" {
		t.Error(diff)
	}
	raw, err := json.Marshal(s.Rules[0])
	want := `{"id":"column-stale-news","title":"动态超期","check":"column-stale","applies":{"types":["news"],"kinds":["department"]},` +
		`"severity":"major","effect":{"kind":"deduct","points":2.5,"cap":10,"group":"publish"},"rectify_within":0,` +
		`"basis":[{"document":"条例","clause":"第一条"}],"remedy":"","verified":true,"from":"own","with":{"limit":14,"warn":4}}`
	if err != nil || string(raw) != want {
		t.Errorf("%v, as JSON\n%s, want\n%s", err, raw, want)
	}
	if got := (&Rule{}).Arguments(); got != nil {
		t.Errorf("no arguments are %v", got)
	}
}

func TestAnotherCheckDoesNotInheritArguments(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "own.yaml", own)
	s, err := Load(write(t, dir, "local.yaml", "name: l\ntitle: t\nextends: own.yaml\nrules:\n  - {id: column-stale-news, check: home-stale}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if r, _ := s.Rule("column-stale-news"); !r.With.IsZero() {
		t.Errorf("home-stale got the arguments of column-stale: %s", Threshold(r))
	}
}

func TestSchemeIsReplacedWhole(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "own.yaml", own)
	s, err := Load(write(t, dir, "local.yaml", "name: l\ntitle: t\nextends: own.yaml\nscheme: {base: 50}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Scheme{Base: 5000}, s.Scheme); diff != "" {
		t.Error(diff)
	}
}

func TestDropRemovesARule(t *testing.T) {
	s, err := Parse("local.yaml", []byte("name: l\ntitle: t\nextends: national-2019\ndrop: [link-suspect, footer-sitemap-missing]\n"))
	if err != nil {
		t.Fatal(err)
	}
	base, err := Load("national-2019")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Rule("link-suspect"); ok || len(s.Rules) != len(base.Rules)-2 {
		t.Errorf("%d rules of %d are left", len(s.Rules), len(base.Rules))
	}
}

func TestDigestHangsOnEveryByteOfTheChain(t *testing.T) {
	dir := t.TempDir()
	local := "name: l\ntitle: t\nextends: own.yaml\n"
	load := func(parent, child string) string {
		t.Helper()
		write(t, dir, "own.yaml", parent)
		s, err := Load(write(t, dir, "local.yaml", child))
		if err != nil {
			t.Fatal(err)
		}
		return s.Digest
	}
	first := load(own, local)
	if again := load(own, local); again != first {
		t.Error("the same text has two digests")
	}
	if load(own+"\n# x\n", local) == first || load(own, local+"# x\n") == first {
		t.Error("a changed text has the same digest")
	}
	sum := sha256.New()
	for _, text := range []string{local, own} {
		fmt.Fprintf(sum, "%d:%s", len(text), text)
	}
	if want := hex.EncodeToString(sum.Sum(nil)); first != want {
		t.Errorf("digest %s, want %s", first, want)
	}
}

func TestRuleBasisIsAListInJSON(t *testing.T) {
	s, err := Parse("x", []byte(strings.Replace(own, "    basis:\n      - {document: 条例, clause: 第一条}\n", "", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if s.Rules[0].Basis == nil {
		t.Error("a rule without basis has null in JSON")
	}
}

func TestAliasesAndAnchorsWork(t *testing.T) {
	s, err := Parse("x", []byte(strings.Replace(own, "rules:\n", `rules:
  - &blank {id: column-blank, title: 空白, check: column-blank, severity: minor, effect: {kind: none}, with: &w {text: 30}}
  - {<<: *blank, id: column-should-update, with: *w}
`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if r, _ := s.Rule("column-should-update"); r.Title != "空白" || Threshold(r) != "text 30" {
		t.Errorf("%+v, %s", r, Threshold(r))
	}
}

func TestBadRulesetsSayFileLineAndKey(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"不是YAML", "name: [", "x.yaml 第1行：YAML 格式有误"},
		{"循环引用", strings.Replace(own, "with: {limit: 14, warn: 4}", "with: &w {limit: {a: [*w]}}", 1), "x.yaml 第16行：锚点循环引用"},
		{"空文件", "", "x.yaml 第1行：不是指标体系"},
		{"是列表", "- a", "x.yaml 第1行：不是指标体系"},
		{"没有名称", "title: t", "x.yaml 第1行：缺少 name"},
		{"没有全称", "name: n\nrules: []", "x.yaml 第1行：缺少 title"},
		{"没有指标", "name: n\ntitle: t\n", "没有任何指标"},
		{"拼错的键", "name: n\ntilte: t\n", `x.yaml 第2行：没有名为 "tilte" 的项，是否为 "title"`},
		{"指标里拼错的键", strings.Replace(own, "severity:", "severty:", 1), `x.yaml 第18行：没有名为 "severty" 的项，是否为 "severity"`},
		{"未知父级", "name: n\ntitle: t\nextends: national-2020\n", `x.yaml 第3行：extends：没有指标体系 "national-2020"，是否为 "national-2019"`},
		{"没有父级却drop", own + "drop: [a]\n", "x.yaml 第23行：没有 extends，不能写 drop"},
		{"drop不存在的", "name: n\ntitle: t\nextends: national-2019\ndrop:\n  - link-broken-hom\n", `x.yaml 第5行：drop 的 "link-broken-hom" 不在所继承的指标体系中，是否为 "link-broken-home"`},
		{"重复的指标", own + "  - {id: column-stale-news, title: a, check: b, severity: minor, effect: {kind: none}}\n", `x.yaml 第23行：指标 "column-stale-news" 重复`},
		{"继承时重复", "name: n\ntitle: t\nextends: national-2019\nrules:\n  - {id: link-suspect, note: a}\n  - {id: link-suspect, note: b}\n", `x.yaml 第6行：指标 "link-suspect" 已在第5行写过`},
		{"继承时重复的组", "name: n\ntitle: t\nextends: national-2019\ngroups:\n  - {id: design, points: 1}\n  - {id: design, points: 2}\n", `x.yaml 第6行："design" 重复`},
		{"未知编号", strings.Replace(own, "id: column-stale-news", "id: column-stale-new", 1), `x.yaml 第13行：没有编号为 "column-stale-new" 的指标，是否为 "column-stale-news"`},
		{"没有编号", own + "  - {title: a}\n", "有一条指标没有 id"},
		{"未知严重程度", strings.Replace(own, "severity: major", "severity: mayor", 1), `x.yaml 第18行：column-stale-news：严重程度 "mayor" 不存在，是否为 "major"`},
		{"未知计分方式", strings.Replace(own, "kind: deduct", "kind: deduce", 1), `x.yaml 第19行：column-stale-news：计分方式 "deduce" 不存在，是否为 "deduct"`},
		{"未知栏目类型", strings.Replace(own, "types: [news]", "types: [nwes]", 1), `x.yaml 第17行：column-stale-news：栏目类型 "nwes" 不存在，是否为 "news"`},
		{"未知单位类别", strings.Replace(own, "[department]", "[departement]", 1), `单位类别 "departement" 不存在，是否为 "department"`},
		{"未知一级指标", strings.Replace(own, "group: publish}", "group: public}", 1), `一级指标 "public" 不存在，是否为 "publish"`},
		{"未声明的依据", strings.Replace(own, "document: 条例", "document: 条列", 1), `x.yaml 第20行：column-stale-news：依据文件 "条列" 不存在，是否为 "条例"`},
		{"依据没有条款", strings.Replace(own, ", clause: 第一条", "", 1), "依据“条例”没有写条款"},
		{"没有检查项", strings.Replace(own, "    check: column-stale\n", "", 1), "column-stale-news：缺少 title（名称）或 check（检查项）"},
		{"负分", strings.Replace(own, "points: 2.5", "points: -2.5", 1), "扣分不能为负"},
		{"没有分值", strings.Replace(own, "points: 2.5, ", "", 1), "扣分指标没有写 points"},
		{"三位小数", strings.Replace(own, "points: 2.5", "points: 2.555", 1), `x.yaml 第19行："2.555" 不是分值`},
		{"上限低于单次", strings.Replace(own, "cap: 10", "cap: 1", 1), "上限 1 低于单次扣分 2.5"},
		{"否决写了分值", strings.Replace(own, "kind: deduct", "kind: veto", 1), "计分方式为 veto，不能写 points 或 cap"},
		{"不计分却扣分", strings.Replace(own, "base: 100", "base: 0", 1), "没有满分（scheme.base），不能扣分"},
		{"满分为负", strings.Replace(own, "base: 100", "base: -1", 1), "base（满分）不能为负"},
		{"等次颠倒", strings.Replace(own, "[{name: 合格, from: 60}, {name: 不合格, from: 0}]", "[{name: 不合格, from: 0}, {name: 合格, from: 60}]", 1), "等次应从高到低排列"},
		{"等次不到零", strings.Replace(own, ", {name: 不合格, from: 0}]", "]", 1), "最低一个等次应从 0 分起"},
		{"未知时限", strings.Replace(own, "deadlines: {major: 5}", "deadlines: {maior: 5}", 1), `x.yaml 第11行：deadlines：严重程度 "maior" 不存在，是否为 "major"`},
		{"时限为负", strings.Replace(own, "deadlines: {major: 5}", "deadlines: {major: -5}", 1), "整改时限不能为负"},
		{"整改时限为负", own + "    rectify_within: -1\n", "x.yaml 第23行：column-stale-news：整改时限不能为负"},
		{"组分值为负", strings.Replace(own, "points: 40", "points: -40", 1), `一级指标 "publish" 的分值不能为负`},
		{"组缺名称", strings.Replace(own, ", title: 发布, points", ", points", 1), "一级指标要有 id 和 title"},
		{"组重复", strings.Replace(own, "deadlines", "  - {id: publish, title: 又, points: 1}\ndeadlines", 1), `一级指标 "publish" 重复`},
		{"文件缺全称", strings.Replace(own, ", title: 《条例》", "", 1), "依据文件要有 short（简称）和 title（全称）"},
		{"文件重复", strings.Replace(own, "scheme:", "  - {short: 条例, title: b}\nscheme:", 1), `依据文件 "条例" 重复`},
		{"施行日期", own + "effective: 明年\n", `x.yaml 第23行："明年" 不是日期`},
		{"几处错误一次说完", strings.NewReplacer("severity: major", "severity: mayor", "types: [news]", "types: [nwes]").Replace(own), "mayor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("x.yaml", []byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v\nwant  %s", err, c.want)
			}
		})
	}
}

func TestLoadNamesTheFileThatIsWrong(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "own.yaml", strings.Replace(own, "severity: major", "severity: mayor", 1))
	child := write(t, dir, "local.yaml", "name: l\ntitle: t\nextends: own.yaml\n")
	_, err := Load(child)
	if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, "own.yaml")+" 第18行") {
		t.Errorf("error %v", err)
	}
	if _, err := Load("national-209"); err == nil || !strings.Contains(err.Error(), `没有指标体系 "national-209"`) || !strings.Contains(err.Error(), `是否为 "national-2019"`) {
		t.Errorf("error %v", err)
	}
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "读取指标体系文件") {
		t.Errorf("a directory: %v", err)
	}
	loop := write(t, dir, "loop.yaml", "name: l\ntitle: t\nextends: loop.yaml\n")
	if _, err := Load(loop); err == nil || !strings.Contains(err.Error(), "可能互相引用") {
		t.Errorf("a loop: %v", err)
	}
	if _, err := (source{file: "x", raw: []byte("name: n\ntitle: t\nextends: own.yaml\n")}).parent("../own"); err == nil {
		t.Error("a built-in set read a file")
	}
}

func TestKnownIDs(t *testing.T) {
	for _, id := range []string{"column-stale-news", "content-art20-1", "content-art20-15", "foi-reply-late", "leak-state-secret-mark"} {
		if !KnownID(id) {
			t.Errorf("%s is not known", id)
		}
	}
	for _, id := range []string{"", "column-stale", "content-art20-16", "# Page tags"} {
		if KnownID(id) {
			t.Errorf("%q is known", id)
		}
	}
	for id, letter := range ids() {
		if letter != "" && letter != "S" && letter != "M" {
			t.Errorf("%s has the letter %q", id, letter)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load("fenggang-2018"); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(own))
	f.Add([]byte("name: n\ntitle: t\nextends: national-2019\nrules: [{id: link-suspect, with: {where: home}}]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := Parse("x", raw)
		if err != nil {
			return
		}
		for i := range s.Rules {
			var n yaml.Node
			if err := s.Rules[i].With.Decode(&n); err != nil && !s.Rules[i].With.IsZero() {
				t.Error(err)
			}
		}
		if err := Describe(discard{}, s, nil); err != nil {
			t.Error(err)
		}
	})
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
