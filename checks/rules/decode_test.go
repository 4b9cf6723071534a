package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"duwang/crawler/portal"
)

type decodeArgs struct {
	Limit  int               `yaml:"limit"`
	Fields []string          `yaml:"fields"`
	Due    map[string]string `yaml:"due"`
	On     portal.Date       `yaml:"on"`
	Strict bool              `yaml:"strict"`
	Ratio  float64           `yaml:"ratio"`
	Inner  struct {
		Points Centi `yaml:"points"`
	} `yaml:"inner"`
	List []struct {
		Name string `yaml:"name"`
	} `yaml:"list"`
	Secret string `yaml:"-"`
	Plain  string
	hidden string
}

func decode(t *testing.T, text string, into any) error {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return DecodeStrict(&doc, into)
}

func TestDecodeKeepsDefaultsOfWhatIsNotStated(t *testing.T) {
	got := decodeArgs{Limit: 20, Fields: []string{"title"}, hidden: "x"}
	err := decode(t, `
due: {department: "01-31"}
on: 2026-01-31
inner: {points: 0.5}
list: [{name: a}, {name: b}]
plain: y
`, &got)
	if err != nil {
		t.Fatal(err)
	}
	want := decodeArgs{Limit: 20, Fields: []string{"title"}, Due: map[string]string{"department": "01-31"}, On: portal.MustDate("2026-01-31"), Plain: "y", hidden: "x"}
	want.Inner.Points = 50
	want.List = append(want.List, struct {
		Name string `yaml:"name"`
	}{"a"}, struct {
		Name string `yaml:"name"`
	}{"b"})
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(decodeArgs{})); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeOfNothingIsTheDefaults(t *testing.T) {
	got := decodeArgs{Limit: 20}
	for _, n := range []*yaml.Node{nil, {}} {
		if err := DecodeStrict(n, &got); err != nil || got.Limit != 20 {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if err := decode(t, "~", &got); err != nil || got.Limit != 20 {
		t.Errorf("null: %+v, %v", got, err)
	}
}

func TestDecodeSaysLineAndKeyInChinese(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"拼错的键", "limit: 3\nlimt: 4", `第2行：没有名为 "limt" 的项，是否为 "limit"`},
		{"不存在的键列出可用的", "zzzzzz: 4", `第1行：没有名为 "zzzzzz" 的项，可用的有：due、fields、inner、limit、list、on、plain、ratio、strict`},
		{"嵌套的键", "inner:\n  pionts: 3", `第2行：没有名为 "pionts" 的项，是否为 "points"`},
		{"列表里的键", "list:\n  - name: a\n  - nmae: b", `第3行：没有名为 "nmae" 的项，是否为 "name"`},
		{"重复的键", "limit: 3\nlimit: 4", `第2行："limit" 已在第1行写过`},
		{"映射中重复的键", "due:\n  a: x\n  a: y", `第3行："a" 已在第2行写过`},
		{"不该写的键", "secret: x", `第1行：没有名为 "secret" 的项`},
		{"不是整数", "limit: 三天", "第1行：“三天”应是整数"},
		{"不是数字", "ratio: 多", "第1行：“多”应是数字"},
		{"不是布尔", "strict: 是", "第1行：“是”应是 true 或 false"},
		{"不是列表", "fields: title", "第1行：“title”应是列表，例如 [a, b]"},
		{"不是映射", "inner: 3", "第1行：此处应写成“键: 值”的形式"},
		{"整个不是映射", "[a]", "第1行：此处应写成“键: 值”的形式"},
		{"日期", "\non: 2026-2-30", `第2行："2026-2-30" 不是日期，应写成 2026-01-31 的形式`},
		{"日期处写了列表", "on: [1]", "第1行：此处应是一个值"},
		{"分值", "inner: {points: 0.125}", `第1行："0.125" 不是分值，应为最多两位小数的数字，例如 0.5`},
		{"几处错误一次说完", "lmit: 1\nfeilds: []", "第1行：没有名为 \"lmit\" 的项，是否为 \"limit\"\n第2行：没有名为 \"feilds\" 的项，是否为 \"fields\""},
		{"合并键里的错误", "a: &x {limt: 1}\n<<: *x", `第1行：没有名为 "limt" 的项，是否为 "limit"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := decode(t, c.text, &decodeArgs{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v\nwant  %s", err, c.want)
			}
		})
	}
}

func TestSyntaxErrorsAreInChinese(t *testing.T) {
	for text, want := range map[string]string{
		"a: [1, 2":                          "第1行：YAML 格式有误，方括号或花括号没有闭合，或缺少逗号",
		"a: b: c":                           "第1行：YAML 格式有误，冒号或缩进有误；值里有冒号时请加引号",
		"a: 1\n\tb: 2":                      "第2行：YAML 格式有误，有不能使用的字符，缩进请用空格，不要用制表符",
		"a: 1\nb\nc: 3":                     "第2行：YAML 格式有误，缺少冒号，或冒号后没有空格",
		"a: \"x\nb: 1\n":                    "YAML 格式有误，引号没有闭合",
		"a:\n  b: 1\n c: 2":                 "YAML 格式有误，请检查缩进、冒号、引号和括号",
		"name: *x":                          "x.yaml YAML 格式有误，引用了不存在的锚点",
		"name: n\ntitle: t\nrules: &r [*r]": "x.yaml 第3行：锚点循环引用",
	} {
		_, err := Parse("x.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
}

func TestNearestWord(t *testing.T) {
	words := []string{"limit", "warn", "sections", "column-stale-news"}
	for wrong, want := range map[string]string{"limt": "limit", "wran": "warn", "section": "sections", "column-stale-new": "column-stale-news", "xyzzy": "", "": ""} {
		if got := nearest(wrong, words); got != want {
			t.Errorf("nearest to %q is %q, want %q", wrong, got, want)
		}
	}
}

func FuzzDecodeStrict(f *testing.F) {
	f.Add("limit: 3\nlist: [{name: a}]")
	f.Add("a: &a [*a]")
	f.Add("inner: {points: 1.005}")
	f.Fuzz(func(t *testing.T, text string) {
		var doc yaml.Node
		if yaml.Unmarshal([]byte(text), &doc) != nil {
			return
		}
		var args decodeArgs
		if err := DecodeStrict(&doc, &args); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}
