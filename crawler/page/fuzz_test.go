package page

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"duwang/crawler/address"
	"duwang/crawler/portal"
)

// FuzzRead: whatever the bytes, the facts keep their promises.
func FuzzRead(f *testing.F) {
	f.Add([]byte("<h1>示例县召开会议</h1><p>发布时间：2026-03-26 10:02 来源：甲</p>"), true, false)
	f.Add([]byte("<table><tr><td>索引号<td>1<td>文号<td>示政发[2026]1号<tr><td>成文日期<td>2026.1.2"), false, false)
	f.Add([]byte("<ul><li><a href=a.html>示例县工作动态信息</a>03-26<li><a href=b.html>二</a>[2026-1-1]</ul><script>createPageHTML(9,0,'index','html')"), true, false)
	f.Add([]byte("<script><datastore><record><![CDATA[<a href=/a>x</a>]]>"), true, false)
	f.Add([]byte("<title>404</title>"), false, true)
	f.Fuzz(func(t *testing.T, body []byte, column, home bool) {
		asOf := portal.MustDate("2026-11-21")
		facts, err := Read(body, Options{URL: articleURL, Column: column, Home: home, AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		if facts.Kind == "" || facts.Charset == "" {
			t.Fatalf("kind %q, charset %q", facts.Kind, facts.Charset)
		}
		if y := facts.PublishedAt.Date.Year(); y != 0 && (y < firstYear || y > lastYear) {
			t.Fatalf("published %v", facts.PublishedAt)
		}
		if (facts.PublishedAt.Date == 0) != (facts.From.PublishedAt == "") || (facts.FormedOn == 0) != (facts.FormedFrom == "") || (facts.Source == "") != (facts.From.Source == "") {
			t.Fatalf("a value without its place, or a place without its value: %+v", facts)
		}
		if _, err := portal.ParseStamp(facts.PublishedAt.String()); err != nil {
			t.Fatal(err)
		}
		for _, l := range facts.Links {
			if n, err := address.Normalise(l.URL); err != nil || n != l.URL {
				t.Fatalf("link %q", l.URL)
			}
		}
		for _, u := range facts.More {
			if u == articleURL {
				t.Fatal("the page names itself as a further page")
			}
		}
		seen := map[string]bool{}
		for _, it := range facts.Items {
			if it.URL == "" || it.Title == "" || seen[it.URL] {
				t.Fatalf("row %+v", it)
			}
			seen[it.URL] = true
		}
		switch facts.Disclosure {
		case "", portal.DisclosureOpen, portal.DisclosureOnRequest, portal.DisclosureClosed:
		default:
			t.Fatalf("disclosure %q", facts.Disclosure)
		}
	})
}

// FuzzDates: dates lie inside the text, in order, and say what the text says.
func FuzzDates(f *testing.F) {
	for _, s := range []string{"2021-03-26 10:02", "2021年3月26日10时02分33秒", "二○二一年三月二十六日", "2021/3/6T1:02", "（2021.03.26）", "03-26", "26 2021-03", "昨天", "2024-02-30", "１９９９－１－１"} {
		f.Add(s)
	}
	asOf := portal.MustDate("2026-11-21")
	f.Fuzz(func(t *testing.T, s string) {
		folded := fold(s)
		end := 0
		for _, h := range findDates(folded) {
			if h.start < end || h.end <= h.start || h.end > len(folded) {
				t.Fatalf("%q: hit %d to %d", s, h.start, h.end)
			}
			end = h.end
			if y := h.stamp.Date.Year(); y < firstYear || y > lastYear {
				t.Fatalf("%q: %v", s, h.stamp)
			}
			if got, err := portal.ParseStamp(h.stamp.String()); err != nil || got != h.stamp {
				t.Fatalf("%q: %v does not come back: %v, %v", s, h.stamp, got, err)
			}
		}
		metaDate(s)
		signedDate(s)
		if d, ok := rowDate(s, "", 0); !ok && d != 0 {
			t.Fatalf("%q: a date and no date", s)
		}
		if hits := findDates(folded); len(hits) == 0 && len(s) < 12 {
			if d, ok := rowDate(s, "", asOf); ok && monthDay.MatchString(strings.Trim(folded, "[]()【】{}<>「」〔〕|·•:;,-. ")) && d > asOf {
				t.Fatalf("%q lies in the future: %v", s, d)
			}
		}
	})
}

// tableShapes are the ways in which portals lay out a document's fields.
var tableShapes = []struct{ open, pair, end string }{
	{"<table><tr>", "<td>%s：</td><td>%s</td>", "</tr></table>"},
	{"<table>", "<tr><th>%s</th><td>%s</td></tr>", "</table>"},
	{"<table>", "<tr><td><b>%s:</b></td><td><span>%s</span></td></tr>", "</table>"},
	{"<ul>", "<li><em>%s：</em>%s</li>", "</ul>"},
	{"<div>", "<p><span>%s：</span><span>%s</span></p>", "</div>"},
	{"<dl>", "<dt>%s</dt><dd>%s</dd>", "</dl>"},
	{"<div>", "<div><div class=l>%s：</div><div class=v>%s</div></div>", "</div>"},
	{"<div>", "<span>【%s】 %s</span><br>", "</div>"},
	{"<table><tr>", "<td><strong>%s：</strong>%s</td>", "</tr></table>"},
	{"<div>", "<span class=n>%s</span><span class=v>%s</span>", "</div>"},
	{"<div>", "<b>%s</b> <i>%s</i> ", "</div>"},
	{"<table><tr>", "<td>%s</td><td>&nbsp;%s</td>", "</tr></table>"},
	{"<div>", "<label>%s：</label><i>%s</i>&nbsp;&nbsp;", "</div>"},
}

// FuzzMetadataTable: the same fields come out of every layout, in any order,
// with blanks in the labels, with empty fields among them.
func FuzzMetadataTable(f *testing.F) {
	for shape := range tableShapes {
		f.Add(shape, int64(shape*7+1))
	}
	f.Fuzz(func(t *testing.T, shape int, seed int64) {
		shape = ((shape % len(tableShapes)) + len(tableShapes)) % len(tableShapes)
		rnd := rand.New(rand.NewSource(seed))
		formedOn := portal.NewDate(2026, time.January, 1).AddDays(rnd.Intn(200))
		publishedOn := formedOn.AddDays(rnd.Intn(40))
		number := fmt.Sprintf("示政办发〔2026〕%d号", 1+rnd.Intn(200))
		indexNo := fmt.Sprintf("11520000%d/2026-%05d", rnd.Intn(100), rnd.Intn(99999))
		pick := func(words ...string) string { return words[rnd.Intn(len(words))] }
		type pair struct{ label, value string }
		pairs := []pair{
			{pick("索引号", "索 引 号", "索&nbsp;引&nbsp;号", "信息索引号"), indexNo},
			{pick("文号", "发文字号", "文　　号", "文&emsp;&emsp;号"), pick(number, strings.NewReplacer("〔", "[", "〕", "]").Replace(number), strings.NewReplacer("〔", "（", "〕", "）").Replace(number))},
			{pick("发布机构", "发文机关", "发 文 机 关"), "示例县人民政府办公室"},
			{pick("成文日期", "生成日期", "成 文 日 期"), pick(formedOn.String(), formedOn.Chinese())},
			{pick("发布日期", "发布时间", "发 布 日 期"), pick(publishedOn.String(), publishedOn.Chinese())},
			{pick("主题分类", "体裁分类"), pick("", "综合政务", "其他")},
			{pick("有效性", "主题词", "关键词"), pick("", "有效")},
			{"公开方式", "主动公开"},
		}
		rnd.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
		var b strings.Builder
		b.WriteString(`<html><head><meta charset="utf-8"><title>关于印发示例县工作方案的通知</title></head><body>` + tableShapes[shape].open)
		for _, p := range pairs {
			fmt.Fprintf(&b, tableShapes[shape].pair, p.label, p.value)
		}
		b.WriteString(tableShapes[shape].end + `<h1>关于印发示例县工作方案的通知</h1><div id="zoom"><p>各乡镇人民政府，县直各单位：现将《示例县工作方案》印发给你们，请结合实际，认真贯彻执行。</p></div></body></html>`)
		facts, trace, err := Inspect([]byte(b.String()), Options{URL: articleURL})
		if err != nil {
			t.Fatal(err)
		}
		got := []string{string(facts.Kind), facts.IndexNumber, facts.DocumentNumber, facts.Issuer, facts.FormedOn.String(), facts.PublishedAt.String(), facts.Disclosure, facts.FormedFrom}
		want := []string{"article", indexNo, number, "示例县人民政府办公室", formedOn.String(), publishedOn.String(), "主动公开", "metadata"}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("shape %d: got %q, want %q\n%s\n%v", shape, got, want, b.String(), trace)
				break
			}
		}
	})
}

// listShapes are the ways in which portals lay out a list's rows: address,
// title, date.
var listShapes = []struct{ open, row, end string }{
	{"<ul>", "<li><a href='%[1]s'>%[2]s</a><span>%[3]s</span></li>", "</ul>"},
	{"<ul>", "<li><span>[%[3]s]</span><a href='%[1]s' title='%[2]s'>%[2]s</a></li>", "</ul>"},
	{"<table>", "<tr><td><a href='%[1]s'>%[2]s</a></td><td>%[3]s</td></tr>", "</table>"},
	{"<table>", "<tr><td>%[3]s</td><td><a href='%[1]s'>%[2]s</a></td><td>县政府办</td></tr>", "</table>"},
	{"<div>", "<a href='%[1]s'>%[2]s</a> %[3]s<br>", "</div>"},
	{"<div>", "%[3]s <a href='%[1]s'>%[2]s</a><br>", "</div>"},
	{"<div>", "<a href='%[1]s'><h4>%[2]s</h4><em>%[3]s</em></a>", "</div>"},
	{"<dl>", "<dt><a href='%[1]s'>%[2]s</a></dt><dd>%[3]s</dd>", "</dl>"},
	{"<div>", "<div><h3><a href='%[1]s'>%[2]s</a></h3><p>发布时间：%[3]s　来源：县政府办</p></div>", "</div>"},
	{"<ul>", "<li><a href='%[1]s'><img src='x.jpg'></a><a href='%[1]s'>%[2]s</a><i>%[3]s</i></li>", "</ul>"},
	{"<ul>", "<li><a href='%[1]s'>%[2]s <span>%[3]s</span></a></li>", "</ul>"},
	{"<ul>", "<li><a href='%[1]s'>%[2]s（%[3]s）</a></li>", "</ul>"},
	{"<ul>", "<li><a href='/zwgk/bm/'>[部门动态]</a> <a href='%[1]s'>%[2]s</a><span>%[3]s</span></li>", "</ul>"},
	{"<div>", "<p><a href='%[1]s'>%[2]s</a></p><p>%[3]s</p>", "</div>"},
	{"<div>", "<p>%[3]s</p><p><a href='%[1]s'>%[2]s</a></p>", "</div>"},
}

// FuzzList: each row keeps its own date in every layout and form of date.
func FuzzList(f *testing.F) {
	for shape := range listShapes {
		for form := range 4 {
			f.Add(shape, int64(shape*31+form), 3+form)
		}
	}
	f.Fuzz(func(t *testing.T, shape int, seed int64, n int) {
		shape = ((shape % len(listShapes)) + len(listShapes)) % len(listShapes)
		n = 2 + ((n%30)+30)%30
		rnd := rand.New(rand.NewSource(seed))
		asOf := portal.MustDate("2026-11-21")
		form := rnd.Intn(5)
		var b strings.Builder
		b.WriteString(`<html><head><meta charset="utf-8"><title>工作动态</title></head><body><div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div><div class="main">` + listShapes[shape].open)
		var want []portal.Row
		for i := range n {
			d := asOf.AddDays(-rnd.Intn(330))
			y, m, day := d.Date()
			shown := d.String()
			switch form {
			case 1:
				shown = d.Chinese()
			case 2:
				shown = fmt.Sprintf("%d/%02d/%02d", y, m, day)
			case 3:
				shown = fmt.Sprintf("%d.%d.%d", y, m, day)
			case 4:
				if shape != 11 { // a month and a day in brackets may belong to a title
					shown = fmt.Sprintf("%02d-%02d", m, day)
				}
			}
			title := fmt.Sprintf("示例县开展第%d次重点工作督查检查", i+1)
			u := fmt.Sprintf("http://www.example.gov.cn/zwgk/gzdt/content_%d.html", 1000+i)
			fmt.Fprintf(&b, listShapes[shape].row, u, title, shown)
			want = append(want, portal.Row{Title: title, URL: u, Date: d})
		}
		b.WriteString(listShapes[shape].end + "</div></body></html>")
		facts, err := Read([]byte(b.String()), Options{URL: "http://www.example.gov.cn/zwgk/gzdt/", Column: true, AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		if len(facts.Items) != len(want) {
			t.Fatalf("shape %d: %d rows of %d: %v\n%s", shape, len(facts.Items), len(want), facts.Items, b.String())
		}
		for i, it := range facts.Items {
			if it != want[i] {
				t.Errorf("shape %d form %d: row %v, want %v", shape, form, it, want[i])
			}
		}
	})
}
