package reports

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

func TestEveryCheckHasItsWord(t *testing.T) {
	for _, c := range checks.All() {
		if lookup(kindWords, c.ID, "") == "" {
			t.Errorf("check %s has no kind of problem in kindWords", c.ID)
		}
	}
}

func TestEveryBuiltinRuleHasWords(t *testing.T) {
	for _, name := range rules.Builtin() {
		set, err := rules.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range set.Rules {
			r := &set.Rules[i]
			if lookup(severityWords, r.Severity, "") == "" || lookup(kindWords, r.Check, "") == "" || price(r, 0) == "" || !hasHan(r.Title) {
				t.Errorf("%s: rule %s lacks words for severity, check, price or title", name, r.ID)
			}
		}
	}
}

// TestEveryKeyOfEvidenceHasWords reads the evidence structs off the source of
// the checks, so that a new key cannot be shown to nobody.
func TestEveryKeyOfEvidenceHasWords(t *testing.T) {
	known := map[string]bool{}
	for _, k := range evidenceKeys {
		if known[k.key] {
			t.Errorf("key %q has words twice: it would be shown twice", k.key)
		}
		known[k.key] = true
	}
	files, err := filepath.Glob("../checks/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of checks: %v", err)
	}
	keys := 0
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !strings.HasSuffix(spec.Name.Name, "Evidence") {
				return true
			}
			fields, ok := spec.Type.(*ast.StructType)
			if !ok {
				return true
			}
			for _, f := range fields.Fields.List {
				if f.Tag == nil {
					continue
				}
				key, _, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
				keys++
				if !known[key] {
					t.Errorf("%s: key %q of %s has no words in evidenceKeys", filepath.Base(file), key, spec.Name.Name)
				}
			}
			return true
		})
	}
	if keys == 0 {
		t.Error("found no evidence structs in checks")
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	for _, code := range []string{portal.GapBlocked, portal.GapScript, portal.GapDates, portal.GapRobots, portal.GapTimeout, portal.GapSize,
		portal.GapPrivate, portal.GapLimit, portal.GapError, portal.GapRender} {
		if reasonOf(code).code != code {
			t.Errorf("reason %s has no words", code)
		}
	}
}

func TestEvidenceInWords(t *testing.T) {
	for _, c := range []struct{ name, check, evidence, want string }{
		{"stale", "column-stale", `{"newest":"2026-11-02","age_days":19,"limit_days":14}`, "最新信息日期：2026年11月2日（星期一）；已有多少天未更新：19天；更新期限：14天"},
		{"link", "link-broken", `{"status":404,"kind":"image","attempts":3,"referrers":["http://a.gov.cn/"],"referrer_count":1,"text":""}`,
			"网站返回状态码：404；具体情形：图片；访问次数：3次；显示该链接的页面：1个；所在页面：http://a.gov.cn/"},
		{"error", "link-broken", `{"error":"empty","kind":"attachment"}`, "访问结果：文件为空（0字节）；具体情形：附件"},
		{"field", "field-missing", `{"field":"source"}`, "缺少的要素：信息来源"},
		{"tag", "tag-missing", `{"tag":"ColumnType","page_kind":"column","count":3,"samples":[]}`, "缺少的标签：栏目类别（ColumnType）；页面类别：栏目页；涉及页面：3个"},
		{"mark", "mark-missing", `{"mark":"police"}`, "缺少的标识：公安备案号"},
		{"secret", "secret-mark", `{"mark":"秘密★1年"}`, "发现的密级标志：秘密★1年"},
		{"kind by check", "annual-report", `{"kind":"late","year":2025,"due":"2026-01-31","published_on":"2026-02-03"}`,
			"具体情形：逾期发布；年度：2025年；应发布期限：2026年1月31日（星期六）；发布日期：2026年2月3日（星期二）"},
		{"days", "deadline", `{"calendar_days":[{"date":"2026-09-19","reason":"周六"},{"date":"2026-09-20","reason":"周日"},{"date":"2026-10-01","reason":"国庆节放假"},{"date":"2026-10-02","reason":"国庆节放假"},{"date":"2026-12-31","reason":"元旦放假"},{"date":"2027-01-01","reason":"元旦放假"}]}`,
			"不计入的日期：2026年9月19日至9月20日　周末（2天）；2026年10月1日至10月2日　国庆节放假（2天）；2026年12月31日至2027年1月1日　元旦放假（2天）"},
		{"masked", "identity-exposed", `{"kind":"id-number","masked":"152***********002X","count":2}`, "具体情形：居民身份证号码；发现的号码（已遮盖）：152***********002X；号码个数：2个"},
		{"nothing", "column-blank", `{}`, ""},
		{"null", "annual-report", `{"published_on":null}`, ""},
		{"broken", "column-stale", `[1]`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Finding{Finding: &checks.Finding{Check: c.check, Evidence: []byte(c.evidence)}}
			if got := f.Proof(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestDetailInWords(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"412 script challenge":  "网站返回状态码412，访问验证页面",
		"412 脚本质询":              "网站返回状态码412，脚本质询",
		"503":                   "网站返回状态码503",
		"no-such-host":          "域名无法解析",
		"dial tcp: i/o":         "",
		"2026-03-26、2026-08-01": "2026-03-26、2026-08-01",
		"列表有2页未能读取":             "列表有2页未能读取",
	} {
		if got := detail(in); got != want {
			t.Errorf("detail(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPercentNeverRoundsUp(t *testing.T) {
	for _, c := range []struct {
		part, whole int
		want        string
	}{{0, 0, "—"}, {8999, 10000, "89.9%"}, {9, 10, "90%"}, {1, 3, "33.3%"}, {118, 120, "98.3%"}, {5, 5, "100%"}} {
		if got := Percent(c.part, c.whole); got != c.want {
			t.Errorf("Percent(%d, %d) = %s, want %s", c.part, c.whole, got, c.want)
		}
	}
}

func TestCutKeepsCharactersWhole(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{{"政务公开", 4, "政务公开"}, {"政务公开", 3, "政务…"}, {"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"", 3, ""}} {
		if got := Cut(c.s, c.n); got != c.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", c.s, c.n, got, c.want)
		}
	}
}

func TestPriceInWords(t *testing.T) {
	for _, c := range []struct {
		effect rules.Effect
		group  rules.Centi
		want   string
	}{
		{rules.Effect{Kind: rules.EffectDeduct, Points: 50, Cap: 300}, 2000, "每处扣0.5分，最多扣3分"},
		{rules.Effect{Kind: rules.EffectDeduct, Points: 500}, 2000, "每处扣5分，最多扣20分"},
		{rules.Effect{Kind: rules.EffectVeto}, 0, "单项否决"},
		{rules.Effect{Kind: rules.EffectNone}, 0, "列出，不扣分"},
	} {
		if got := price(&rules.Rule{Effect: c.effect}, c.group); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestOnlyWebAddressesAreLinks(t *testing.T) {
	for in, want := range map[string]string{
		"http://www.example.gov.cn/": "http://www.example.gov.cn/", "HTTPS://a.cn/": "HTTPS://a.cn/",
		"javascript:alert(1)": "", "file:///etc/passwd": "", "http": "", "": "", "//a.cn/": "", "data:text/html,x": "",
	} {
		if got := WebAddress(in); got != want {
			t.Errorf("WebAddress(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "a\x00b", "\u202Egnp.exe", "甲\r\n乙\t丙", "\xff\xfe", "　　年　月", " x "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) || Clean(got) != got {
			t.Fatalf("Clean(%q) = %q is not clean", s, got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || hidden(r) {
				t.Fatalf("Clean(%q) keeps %U", s, r)
			}
		}
	})
}
