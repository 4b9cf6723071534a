package crawler_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/crawler/portaltest"
)

// There is no county 522990.
const nobody = "522990194912310024"

// filesPortal shows one article with files of every fate. A list of names long
// enough for its number to stand behind the first 64 KB is among them.
func filesPortal(t *testing.T) *portaltest.Portal {
	t.Helper()
	var long strings.Builder
	for i := range 6000 {
		fmt.Fprintf(&long, "%d\t某某某\t青石镇第%d村\n", i, i%40)
	}
	world := `附件要整个读进来。

-- site.yaml --
as_of: 2026-03-20
site: {id: portal, name: 示例县人民政府, url: http://www.example.gov.cn/}
units:
  - id: civil
    name: 民政局
    columns: [{id: civil-notice, name: 通知公告, type: notice, url: /tzgg/}]
-- answers.yaml --
/files/long.txt: {type: text/plain, etag: '"1"'}
/files/big.txt: {size: 3000000}
/files/cut.txt: {fail: cut}
/files/list.xlsx: {pack: xlsx, etag: '"2"'}
/files/clean.xlsx: {pack: xlsx}
-- tzgg/index.html --
[[list]]<ul><li><a href="t20260310_1.html">关于` + nobody + `等人的公示</a><span>2026-03-10</span></li></ul>
-- tzgg/t20260310_1.html --
[[article "title" "关于` + nobody + `等人的公示" "published" "2026-03-10 09:00" "source" "民政局"]]
<p>身份证号：` + nobody + `。现将救助对象予以公示，公示期为七天，有异议的请在公示期内向民政局书面反映。</p>
<p><a href="/files/long.txt">` + nobody + `.txt</a> <a href="/files/big.txt">b</a> <a href="/files/cut.txt">c</a> <a href="/files/list.xlsx">d</a> <a href="/files/clean.xlsx">e</a> <a href="/files/a.rar">f</a> <a href="/files/a.mp4">g</a></p>
-- files/long.txt --
` + long.String() + `身份证号：` + nobody + `
-- files/big.txt --
名单
-- files/cut.txt --
名单
-- files/list.xlsx --
#- 底稿
身份证号
` + nobody + `
-- files/clean.xlsx --
# 公示
姓名
-- files/a.rar --
Rar!
-- files/a.mp4 --
ftyp
`
	p, err := portaltest.Parse(txtar.Parse([]byte(world)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAttachmentsAreReadWhole(t *testing.T) {
	p := filesPortal(t)
	m := portaltest.NewMemory(p.Scan(), p.Ledger)
	opt := p.Options()
	kept := map[string]bool{}
	opt.Keep = func(x *crawler.Exchange) {
		if strings.Contains(x.URL, "/files/") {
			kept[x.URL[strings.LastIndex(x.URL, "/")+1:]] = len(x.Body) > 0
		}
	}
	opt.Concurrency = 1 // Keep is called by one worker then
	if _, err := crawler.Run(t.Context(), m, opt); err != nil {
		t.Fatal(err)
	}
	found := []portal.Leak{{Kind: portal.LeakIDNumber, Masked: "5229**********0024", Count: 1}}
	sheet := []portal.Leak{{Kind: portal.LeakIDNumber, Masked: "5229**********0024", Count: 1, Hidden: true, Places: []string{"工作表“底稿”（隐藏）"}}}
	want := map[string]portal.Content{
		"long.txt": {Looked: true, Leaks: found}, "list.xlsx": {Looked: true, Leaks: sheet}, "clean.xlsx": {Looked: true},
		"big.txt": {Looked: true, Gap: portal.GapSize, Detail: "附件超过 1048576 字节的上限，内容未检查"},
		"cut.txt": {Looked: true, Gap: portal.GapTimeout, Detail: "附件下载中断，内容未检查"},
		"a.rar":   {Looked: true, Gap: portal.GapUnread, Detail: "RAR压缩包无法打开"},
		"a.mp4":   {},
	}
	got := map[string]portal.Content{}
	var all strings.Builder
	if err := m.Targets(func(x *portal.Target) error {
		if strings.Contains(x.URL, "/files/") {
			got[x.URL[strings.LastIndex(x.URL, "/")+1:]] = x.Content
			if x.Error != "" || x.Gap != "" || x.Status != 200 {
				t.Errorf("%s opens, whatever is in it: %+v", x.URL, x)
			}
		}
		return json.NewEncoder(&all).Encode(x)
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff(map[string]bool{"long.txt": true, "list.xlsx": true}, kept); diff != "" {
		t.Errorf("evidence: -want +got\n%s", diff)
	}
	if err := m.Pages(func(x *portal.Page) error { return json.NewEncoder(&all).Encode(x) }); err != nil {
		t.Fatal(err)
	}
	if err := m.Items(func(x *portal.Item) error { return json.NewEncoder(&all).Encode(x) }); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(all.String(), "5229**********0024") || strings.Contains(all.String(), nobody) {
		t.Errorf("facts hold a number:\n%s", all.String())
	}
}

// contents are what a scan found inside files, by name.
func contents(t *testing.T, m *portaltest.Memory) map[string]portal.Content {
	t.Helper()
	got := map[string]portal.Content{}
	if err := m.Targets(func(x *portal.Target) error {
		if strings.Contains(x.URL, "/files/") {
			got[x.URL[strings.LastIndex(x.URL, "/")+1:]] = x.Content
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

// TestUnchangedAttachmentsSayWhatTheySaid: a file that its server calls
// unchanged is not sent again, and one that comes again with the same bytes is
// not opened again; what was found in them stands.
func TestUnchangedAttachmentsSayWhatTheySaid(t *testing.T) {
	p := filesPortal(t)
	first := portaltest.NewMemory(p.Scan(), p.Ledger)
	if _, err := crawler.Run(t.Context(), first, p.Options()); err != nil {
		t.Fatal(err)
	}
	second := first.Next(p.Scan())
	before := len(p.Requests())
	if _, err := crawler.Run(t.Context(), second, p.Options()); err != nil {
		t.Fatal(err)
	}
	asked := map[string]string{}
	for _, r := range p.Requests()[before:] {
		if tag := r.Header.Get("If-None-Match"); tag != "" {
			asked[r.URL[strings.LastIndex(r.URL, "/")+1:]] = tag
		}
	}
	if diff := cmp.Diff(map[string]string{"long.txt": `"1"`, "list.xlsx": `"2"`}, asked); diff != "" {
		t.Errorf("conditional requests: -want +got\n%s", diff)
	}
	if diff := cmp.Diff(contents(t, first), contents(t, second)); diff != "" {
		t.Errorf("found inside: -first +second\n%s", diff)
	}
	// Unchanged are all pages by their bytes, two files by their tags, and
	// clean.xlsx by its bytes.
	one, two := first.Counts()[0], second.Counts()[0]
	if two.NotModified != one.Pages+3 || one.Bytes-two.Bytes < 64<<10 {
		t.Errorf("first scan %+v, second %+v", one, two)
	}
}
