package setup

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/cmd/internal/demo"
	"duwang/crawler/discover"
	"duwang/reports/xlsx"
)

func discoverDemo(t *testing.T) (*discover.Proposal, []byte) {
	t.Helper()
	_, base := serveDemo(t)
	p, err := Discover(context.Background(), Request{Home: base, AsOf: demo.AsOf, Max: 2000, Options: local()})
	if err != nil {
		t.Fatal(err)
	}
	return p, YAML(p, Settings{AllowPrivate: true, Rate: 0})
}

// edit replaces one piece of a text, which has to stand there once.
func edit(t *testing.T, text []byte, old, now string) []byte {
	t.Helper()
	if n := strings.Count(string(text), old); n != 1 {
		t.Fatalf("%q stands %d times", old, n)
	}
	return []byte(strings.Replace(string(text), old, now, 1))
}

// lineOf returns the one line that holds a piece.
func lineOf(t *testing.T, text []byte, piece string) string {
	t.Helper()
	for line := range strings.SplitSeq(string(text), "\n") {
		if strings.Contains(line, piece) {
			return line
		}
	}
	t.Fatalf("no line holds %q", piece)
	return ""
}

func TestDiscoveryAgainAddsWhatIsNewAndLosesNoEdit(t *testing.T) {
	p, text := discoverDemo(t)
	again, changes, err := Merge(text, "duwang.yaml", t.TempDir(), p)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again, text) || len(changes) > 0 {
		t.Fatalf("nothing changed, and yet: %v", changes)
	}

	// A person's edits: a column dropped, one declined, one renamed with a
	// limit and a remark, one at an old address, one confirmed on another template.
	dropped := lineOf(t, text, "{id: jyj-tzgg,")
	text = edit(t, text, dropped+"\n", "")
	declined := lineOf(t, text, "{id: czj-gzdt,")
	text = edit(t, text, declined, strings.Replace(declined, "- {", "# - {", 1))
	text = edit(t, text, "{id: gov-gsgg, name: 公示公告,", "{id: gov-gsgg, name: 县公告栏, max_age: 90d,")
	text = edit(t, text, "url: /wsjkj/gzdt/,", "url: /wsjkj/old/,")
	old := lineOf(t, text, "{id: nyncj-gzdt,")
	at := strings.Index(old, "template: ") + len("template: ")
	text = edit(t, text, old, old[:at]+"t1-00000000000000000000000000000000"+old[at+len("t1-00000000000000000000000000000000"):])
	text = edit(t, text, "store: duwang.db\n", "store: duwang.db   # 放在本机\n\n\n")

	merged, changes, err := Merge(text, "duwang.yaml", t.TempDir(), p)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range changes {
		got = append(got, c.Kind+" "+c.ID)
	}
	want := []string{ChangeTemplate + " nyncj-gzdt", ChangeMoved + " wsjkj-gzdt", ChangeNew + " jyj-tzgg"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	// Every line that was there is there, in its order; what was added says so.
	left := strings.Split(string(text), "\n")
	var added []string
	for line := range strings.SplitSeq(string(merged), "\n") {
		if len(left) > 0 && line == left[0] {
			left = left[1:]
			continue
		}
		added = append(added, line)
	}
	if len(left) > 0 {
		t.Errorf("lost: %q", left[0])
	}
	if len(added) != 2 || !strings.Contains(added[0], "【新发现】") || !strings.Contains(added[1], "{id: jyj-tzgg, name: 通知公告, url: /bm/jyj/tzgg/, type: notice") {
		t.Errorf("added: %q", added)
	}
}

func TestUnitThatIsNewIsAddedWithItsColumns(t *testing.T) {
	p, text := discoverDemo(t)
	first := bytes.Index(text, []byte("  - id: cgjd\n"))
	next := bytes.Index(text, []byte("  - id: col69105\n"))
	if first < 0 || next < first {
		t.Fatal("the units stand otherwise")
	}
	text = slices.Concat(text[:first], text[next:])
	merged, changes, err := Merge(text, "duwang.yaml", t.TempDir(), p)
	if err != nil {
		t.Fatal(err)
	}
	cfg := parse(t, merged)
	if u := cfg.Units[len(cfg.Units)-1]; u.ID != "cgjd" || u.Name != "城关街道办事处" || u.Kind != "township" || len(u.Columns) != 4 {
		t.Errorf("the last unit is %s %s %s with %d columns", u.ID, u.Name, u.Kind, len(u.Columns))
	}
	if len(changes) != 4 {
		t.Errorf("%d changes: %v", len(changes), changes)
	}
}

// back writes rows as a sheet and reads them as a person's office would send them.
func back(t *testing.T, rows []xlsx.ColumnRow) []xlsx.ColumnRow {
	t.Helper()
	var b bytes.Buffer
	if err := xlsx.WriteColumns(&b, "云溪县人民政府", rows); err != nil {
		t.Fatal(err)
	}
	read, err := xlsx.ReadColumns(&b)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestConfirmedTableComesBackIntoTheConfig(t *testing.T) {
	p, text := discoverDemo(t)
	rows := back(t, Rows(parse(t, text), p, nil))
	if rows[0].ID == "" || len(rows) != 112 {
		t.Fatalf("%d rows, the first is %v", len(rows), rows[0])
	}
	same, done, err := Apply(text, "duwang.yaml", t.TempDir(), rows)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(same, text) || done.Same != 112 || len(done.Problems) > 0 {
		t.Fatalf("a table that nobody touched changes the config: %+v", done)
	}
	row := func(id string) *xlsx.ColumnRow {
		for i := range rows {
			if rows[i].ID == id {
				return &rows[i]
			}
		}
		t.Fatalf("no row %s", id)
		return nil
	}
	row("gov-gsgg").Name, row("gov-gsgg").Days = "县公告栏", "90"
	row("jyj-tzgg").Type = "政策文件"
	row("czj-gzdt").Keep, row("czj-gzdt").Remark = "否", "已并入门户"
	row("slx-gzdt").Unit = "石桥乡人民政府"
	row("sqx-gzdt").Type = "动态新闻栏"              // no such type
	row("lhz-gzdt").Days = "两周"                 // no number
	row("byz-gzdt").URL = "http://a.example/x/" // not the site's
	rows = append(rows, xlsx.ColumnRow{ID: "nobody", Unit: "云溪县教育局", Name: "甲", Type: "其他", URL: "/a/", Keep: "是"},
		*row("jyj-gzdt"), xlsx.ColumnRow{Unit: "云溪县统计局", Kind: "部门", Name: "统计公报", Type: "统计信息", URL: "/tjj/tjgb/", Keep: "是"})
	rows = back(t, rows)
	out, done, err := Apply(text, "duwang.yaml", t.TempDir(), rows)
	if err != nil {
		t.Fatal(err)
	}
	if done.Changed != 3 || done.Added != 1 || done.Removed != 1 || done.Same != 105 || len(done.Problems) != 5 {
		t.Errorf("%+v", done)
	}
	for i, want := range []string{"没有“动态新闻栏”这个栏目类型", "“两周”不是天数", "不是站点 portal 的网址", "没有编号为 nobody 的栏目", "栏目编号重复"} {
		found := false
		for _, p := range done.Problems {
			found = found || strings.Contains(p, want) && strings.HasPrefix(p, "第")
		}
		if !found {
			t.Errorf("problem %d (%s) is not among %q", i, want, done.Problems)
		}
	}
	cfg := parse(t, out)
	got := map[string]string{}
	for _, u := range cfg.Units {
		for _, c := range u.Columns {
			got[c.ID] = strings.Join([]string{u.Name, c.Name, c.Type}, " ")
			if c.ID == "gov-gsgg" && c.MaxAge != 90 {
				t.Errorf("max_age %d", c.MaxAge)
			}
		}
	}
	for id, want := range map[string]string{
		"gov-gsgg": "云溪县人民政府 县公告栏 notice", "jyj-tzgg": "云溪县教育局 通知公告 policy", "czj-gzdt": "", "slx-gzdt": "石桥乡人民政府 工作动态 news",
		"sqx-gzdt": "石桥乡人民政府 工作动态 news", "unit-01-statistics": "云溪县统计局 统计公报 statistics",
	} {
		if got[id] != want {
			t.Errorf("%s: %q, want %q", id, got[id], want)
		}
	}
	if !strings.Contains(string(out), "【不列入】- {id: czj-gzdt") || !strings.Contains(string(out), "已并入门户") || !strings.Contains(string(out), "# 政府网站标识码，读自首页") {
		t.Error("comments are lost")
	}
	// What was declined is not offered again.
	if _, changes, err := Merge(out, "duwang.yaml", t.TempDir(), p); err != nil || slices.ContainsFunc(changes, func(c Change) bool { return c.ID == "czj-gzdt" }) {
		t.Errorf("declined, and offered again: %v %v", changes, err)
	}
}
