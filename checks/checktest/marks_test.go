package checktest

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"duwang/checks"
	"duwang/crawler/portaltest"
)

const world = `一个小门户。

-- site.yaml --
as_of: 2026-03-20
site: {id: portal, name: 示例县人民政府, url: http://www.example.gov.cn/}
# unverified blocked /x.html "403"
-- a/index.html --
<p>正文</p>
<!-- want column-stale "已22天" "\"newest\":\"2026-02-26\"" -->
<!-- want field-missing:source t1.html -->
<!-- warn column-stale "还有4天" -->
<!-- good column-blank -->
`

const on = "http://www.example.gov.cn/"

func read(t *testing.T) marks {
	t.Helper()
	raw := []byte(world)
	p, err := portaltest.Parse(txtar.Parse(raw))
	if err != nil {
		t.Fatal(err)
	}
	list, err := readMarks(p, raw)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// met is what meets every mark of world.
func met() (*checks.Result, []string) {
	return &checks.Result{
		Findings: []checks.Finding{
			{Check: "column-stale", URL: on + "a/", Message: "已22天未更新", Evidence: []byte(`{"newest":"2026-02-26"}`), Fingerprint: "1"},
			{Check: "field-missing", URL: on + "a/t1.html", Evidence: []byte(`{}`), Fingerprint: checks.Fingerprint("portal", "field-missing", on+"a/t1.html", "source")},
		},
		Warnings:   []checks.Warning{{Check: "column-stale", URL: on + "a/index.html", DaysLeft: 4}},
		Unverified: []checks.Unverified{{URL: on + "x.html", Reason: "blocked", Detail: "403"}},
	}, []string{checks.Fingerprint("portal", "column-blank", on+"a/", "")}
}

func TestMarksThatAreMetSayNothing(t *testing.T) {
	r, acquitted := met()
	if diff := read(t).compare(r, acquitted); diff != "" {
		t.Error(diff)
	}
	if got := read(t).watch(); len(got) != 1 || got[0] != acquitted[0] {
		t.Errorf("watched %v", got)
	}
}

func TestUnmetAndUnexpectedBothFail(t *testing.T) {
	for name, c := range map[string]struct {
		change func(r *checks.Result, acquitted *[]string)
		says   []string
	}{
		"a finding does not come":      {func(r *checks.Result, _ *[]string) { r.Findings = r.Findings[:1] }, []string{"wanted and not there", "field-missing:source"}},
		"with other words":             {func(r *checks.Result, _ *[]string) { r.Findings[0].Message = "已23天" }, []string{"wanted and not there", "there and not wanted", "已23天"}},
		"of another mark":              {func(r *checks.Result, _ *[]string) { r.Findings[1].Fingerprint = "2" }, []string{"wanted and not there", "there and not wanted"}},
		"of another page":              {func(r *checks.Result, _ *[]string) { r.Findings[1].URL = on + "a/t2.html" }, []string{"wanted and not there", "there and not wanted", "t2.html"}},
		"a finding too many":           {func(r *checks.Result, _ *[]string) { r.Findings = append(r.Findings, r.Findings[0]) }, []string{"there and not wanted", "column-stale"}},
		"a warning does not come":      {func(r *checks.Result, _ *[]string) { r.Warnings = nil }, []string{"wanted and not there", "warn"}},
		"a warning too many":           {func(r *checks.Result, _ *[]string) { r.Warnings = append(r.Warnings, r.Warnings[0]) }, []string{"there and not wanted", "warn"}},
		"verified after all":           {func(r *checks.Result, _ *[]string) { r.Unverified = nil }, []string{"wanted and not there", "unverified blocked"}},
		"unverified for other reasons": {func(r *checks.Result, _ *[]string) { r.Unverified[0].Reason = "script" }, []string{"wanted and not there", "there and not wanted", "script"}},
		"not found in order":           {func(_ *checks.Result, acquitted *[]string) { *acquitted = nil }, []string{"not found in order", "column-blank"}},
	} {
		r, acquitted := met()
		c.change(r, &acquitted)
		diff := read(t).compare(r, acquitted)
		for _, s := range c.says {
			if !strings.Contains(diff, s) {
				t.Errorf("%s: %q does not say %q", name, diff, s)
			}
		}
	}
}

func TestMarkThatIsNoneIsRefused(t *testing.T) {
	for wrong, says := range map[string]string{
		"<!-- want column-old -->":    "no check",
		"<!-- wants column-stale -->": "no mark",
		"<!-- want  -->":              "want of nothing",
	} {
		raw := []byte(world + wrong + "\n")
		p, err := portaltest.Parse(txtar.Parse(raw))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readMarks(p, raw); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v", wrong, err)
		}
	}
}

func TestSilencedCheckLeavesTheSet(t *testing.T) {
	set, err := Set("", []string{"tag-missing"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Rules {
		if r.Check == "tag-missing" {
			t.Errorf("%s is still there", r.ID)
		}
	}
	if _, err := Set("", []string{"tag-mising"}, nil); err == nil {
		t.Error("a silenced check that does not exist was let pass")
	}
}
