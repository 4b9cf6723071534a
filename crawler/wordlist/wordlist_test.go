package wordlist

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

func TestFindTellsWhatIsWrong(t *testing.T) {
	got := Builtin().Find("会议要求认真贯切落实各项安排。各单位要再接再励，贯切落实到位。")
	want := []portal.Word{
		{Kind: portal.WordTypo, Wrong: "贯切落实", Right: "贯彻落实", From: "通用规范汉字用法", Count: 2, Quote: "会议要求认真贯切落实各项安排。各单位"},
		{Kind: portal.WordTypo, Wrong: "再接再励", Right: "再接再厉", From: "现代汉语词典", Count: 1, Quote: "项安排。各单位要再接再励，贯切落实到位。"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := Builtin().Find("认真贯彻落实，再接再厉，建设世外桃园小区，发布署名文章。"); got != nil {
		t.Errorf("found %v in what is right", got)
	}
}

func TestAnOfficesListComesOnTop(t *testing.T) {
	entries, err := Parse("a.csv", []byte("\xef\xbb\xbfwrong,right,kind,from,unless\n布署,部署,typo,本单位,发布署名\n"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := Parse("b.yaml", []byte("- {wrong: 示例县人民政俯, right: 示例县人民政府, kind: misstatement, from: 本单位}\n"))
	if err != nil {
		t.Fatal(err)
	}
	l := Builtin().With(entries).With(more)
	if l.Digest() == Builtin().Digest() {
		t.Error("another list has the same digest")
	}
	got := ""
	for _, w := range l.Find("示例县人民政俯布署工作，发布署名文章，再接再励。") {
		got += w.Kind + ":" + w.Wrong + " "
	}
	if want := "misstatement:示例县人民政俯 typo:布署 typo:再接再励 "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBadListsSayWhere(t *testing.T) {
	for data, want := range map[string]string{
		"错,对,typo\n":                     "第一行应为表头",
		"wrong,right,kind\n错,对,typo\n":   "第1条的 wrong 应有两个字以上",
		"wrong,right,kind\n布署,部署,word\n": "kind 应为 typo",
		"wrong,right,kind\n布署,布署,typo\n": "相同",
		"wrong,right,kind\n布署,部署\n":      "不是规范的CSV",
	} {
		if _, err := Parse("/a/b.csv", []byte(data)); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "b.csv") {
			t.Errorf("%q: %v", data, err)
		}
	}
}
