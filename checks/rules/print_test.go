package rules

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares with testdata/name, which -update writes.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

func describe(t *testing.T, s *Set, ids ...string) string {
	t.Helper()
	var b bytes.Buffer
	words := func(r *Rule) (string, string) {
		return "检查项 " + r.Check + " 的说明。", "检查项的整改办法。"
	}
	if err := Describe(&b, s, words, ids...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sample has each kind of rule, group and threshold once.
func sample(t *testing.T) *Set {
	t.Helper()
	s, err := Parse("sample.yaml", []byte(strings.NewReplacer("deadlines:", "  - {id: service, title: 办事服务, points: 60, own: true}\ndeadlines:", "rules:\n", `rules:
  - {id: home-stale-2w, title: 首页两周未更新, check: home-stale, with: {limit: 14}, severity: veto, effect: {kind: veto, group: publish}, note: 首页仅为导航的须人工核对。}
  - id: annual-report-late
    title: 年度报告发布超期
    check: annual-report
    with: {kind: late, due: {department: "01-31", enterprise: "01-31", government: "03-31"}, odd: {a: 1}}
    severity: critical
    effect: {kind: deduct, points: 0.5, group: publish, own: true, note: 须人工确认}
    rectify_within: 2
    remedy: 请核对发布日期。
    basis: [{document: 条例, clause: 第四十九条, text: 应当在“每年”1月31日前}, {document: 条例, clause: 第五十条}]
    examples: [2025年度报告于2026年2月3日发布]
  - {id: footer-sitemap-missing, title: 首页没有网站地图, check: mark-missing, with: {marks: [sitemap, report-error]}, severity: info, effect: {kind: none}}
`).Replace(own)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTable(t *testing.T) { golden(t, "table.golden", describe(t, sample(t))) }

func TestCards(t *testing.T) {
	golden(t, "cards.golden", describe(t, sample(t), "home-stale-2w", "annual-report-late", "footer-sitemap-missing", "column-stale-news"))
}

func TestTableOfANationalSet(t *testing.T) {
	text := describe(t, load(t, "national-2019"))
	for _, want := range []string{
		"政府网站检查指标（2019年版，含政府信息公开要求）（national-2019）", "继承：national-ogi", "发布解读（35分，自定）",
		"办事服务（25分，自定）\n  没有自动检查的指标", "* 分值为本程序自定，不是文件规定。", "? 条款或数值未核对原文。",
		"90分及以上为优秀，80分及以上为良好，60分及以上为合格，不足60分为不合格；有一票否决情形的为不合格（自定）",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q", want)
		}
	}
	s := load(t, "national-2019")
	for _, r := range s.Rules {
		if strings.Count(text, "\n  "+r.ID+" ") != 1 {
			t.Errorf("%s does not stand in the table once", r.ID)
		}
	}
	if text := describe(t, load(t, "national-ogi")); !strings.Contains(text, "计分：不计分，只列问题和整改时限") {
		t.Errorf("the unscored set does not say so:\n%s", text)
	}
}

func TestDescribeRefusesUnknownRule(t *testing.T) {
	var b bytes.Buffer
	err := Describe(&b, load(t, "national-2019"), nil, "link-suspects")
	if err == nil || !strings.Contains(err.Error(), `没有编号为 "link-suspects" 的指标；是否为 "link-suspect"`) || b.Len() > 0 {
		t.Errorf("error %v, wrote %q", err, b.String())
	}
}

type broken struct{}

var errBroken = errors.New("pipe closed")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestDescribeReturnsTheWritersError(t *testing.T) {
	if err := Describe(broken{}, load(t, "national-ogi"), nil); !errors.Is(err, errBroken) {
		t.Errorf("error %v", err)
	}
}

func TestThresholdsOfTheBuiltinSetsAreInChinese(t *testing.T) {
	for _, name := range Builtin() {
		s := load(t, name)
		for i := range s.Rules {
			r := &s.Rules[i]
			text := Threshold(r)
			if r.Check == "tag-missing" {
				text = strings.NewReplacer("SiteName", "", "SiteDomain", "", "SiteIDCode", "", "ColumnName", "", "ColumnDescription", "",
					"ColumnKeywords", "", "ColumnType", "", "ArticleTitle", "", "PubDate", "", "ContentSource", "").Replace(text)
			}
			text = strings.NewReplacer("ICP", "", ".gov.cn", "").Replace(text)
			if i := strings.IndexFunc(text, func(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }); i >= 0 {
				t.Errorf("%s %s: %q", name, r.ID, text)
			}
		}
	}
}

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "栏目": 4, "ICP备案号": 9, "（一）": 6, "“找错”": 6, "１２": 4, "〔2019〕": 8} {
		if got := Width(s); got != want {
			t.Errorf("Width(%q) = %d, want %d", s, got, want)
		}
	}
	if got := Pad("栏目", 6); got != "栏目  " {
		t.Errorf("%q", got)
	}
	if got := Pad("栏目", 2); got != "栏目" {
		t.Errorf("%q", got)
	}
}

// Wrapping loses nothing but blanks, and keeps within the width.
func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text    string
		columns int
		want    []string
	}{
		{"部门每年1月31日前，政府", 10, []string{"部门每年1", "月31日前，", "政府"}},
		{"附件（网页标签）", 14, []string{"附件（网页标", "签）"}},
		{"SiteName、SiteDomain、首页", 12, []string{"SiteName、", "SiteDomain、", "首页"}},
		{"averyveryverylongword", 8, []string{"averyver", "yverylon", "gword"}},
		{"", 8, nil},
	} {
		if diff := cmp.Diff(c.want, wrap(c.text, c.columns)); diff != "" {
			t.Errorf("%q in %d columns:\n%s", c.text, c.columns, diff)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("栏目，。ab c（）、“”1"))).Draw(t, "text")
		columns := rapid.IntRange(2, 30).Draw(t, "columns")
		lines := wrap(text, columns)
		if got, want := strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.ReplaceAll(text, " ", ""); got != want {
			t.Fatalf("%q became %q", want, got)
		}
		for _, l := range lines {
			if Width(l) > columns {
				t.Fatalf("%q is wider than %d", l, columns)
			}
		}
	})
}
