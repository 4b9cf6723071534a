package page

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"duwang/crawler/portal"
)

const articleURL = "http://www.example.gov.cn/zwgk/202603/t20260326_1.html"

// within runs one reading and fails when it takes longer than a page may: the
// bound is generous, for what is looked for is quadratic time.
func within(t *testing.T, body []byte, opt Options) *portal.Facts {
	t.Helper()
	start := time.Now()
	f, err := Read(body, opt)
	if err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("%d bytes took %v", len(body), d)
	}
	return f
}

func TestDeepNestingLosesNothing(t *testing.T) {
	for _, tag := range []string{"font", "div", "b", "span", "table><tr><td", "ul><li", "a href=x"} {
		t.Run(tag, func(t *testing.T) {
			body := []byte(`<html><head><meta charset="utf-8"><title>示例县召开会议_示例县人民政府</title><meta name="PubDate" content="2026-03-26 10:02"></head><body><h1>示例县召开会议</h1><p>来源：县政府办 发布时间：2026-03-26 10:02</p>` +
				strings.Repeat("<"+tag+">", 100000) + `<p>会议听取了有关情况的汇报，研究部署了下一阶段的重点工作，要求各单位抓好落实。</p><a href="/last.html">最后一条链接</a>`)
			f := within(t, body, Options{URL: articleURL})
			if f.Title != "示例县召开会议" || f.PublishedAt.String() != "2026-03-26 10:02" || f.Source != "县政府办" {
				t.Errorf("title %q, published %q, source %q", f.Title, f.PublishedAt, f.Source)
			}
			if n := len(f.Links); n == 0 || f.Links[n-1].URL != "http://www.example.gov.cn/last.html" {
				t.Errorf("links are lost: %v", f.Links)
			}
		})
	}
}

func TestManyLinks(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(`<html><head><meta charset="utf-8"></head><body><ul>`)
	for i := range 100000 {
		fmt.Fprintf(&b, `<li><a href="/a/%d.html">示例县第%d条信息的标题</a><span>2026-03-01</span></li>`, i, i)
	}
	f := within(t, b.Bytes(), Options{URL: "http://www.example.gov.cn/a/", Column: true})
	if len(f.Links) != 100000 || len(f.Items) != 100000 {
		t.Errorf("%d links, %d rows", len(f.Links), len(f.Items))
	}
}

func TestHostilePages(t *testing.T) {
	for name, body := range map[string]string{
		"nothing":          "",
		"blanks":           " \n\t ",
		"NULs":             "<p>\x00\x00示例\x00</p><a href=\"\x00/a\x00.html\">\x00</a>",
		"broken UTF-8":     "<title>\xe4\xb8</title><p>\xff\xfe\xfd\xe4</p>",
		"no end":           "<a href='",
		"comment":          "<!--" + strings.Repeat("x", 1<<20),
		"one line":         "<p>" + strings.Repeat("发布时间：2026-01-01 来源：甲 ", 50000),
		"labels":           "<table>" + strings.Repeat("<tr><td>发布日期</td><td>2026-01-01</td></tr>", 30000),
		"dates":            strings.Repeat("2026-01-01", 200000),
		"years":            strings.Repeat("年", 300000),
		"colons":           strings.Repeat("：", 300000),
		"blank run":        "<p>索" + strings.Repeat("　", 300000) + "引号：1",
		"anchors in one":   "<p>" + strings.Repeat("<a href=a>示例县工作动态</a>", 60000),
		"nested tables":    strings.Repeat("<table><tr><td>", 300) + "x",
		"class":            "<div class='" + strings.Repeat("aB-", 100000) + "'>x</div>",
		"style":            "<div style='" + strings.Repeat("display:none;", 50000) + "'>x</div>",
		"records":          "<script>" + strings.Repeat("<record><![CDATA[<li><a href='/a/1.html'>示例县工作动态信息</a>2026-01-01]]></record>", 30000) + "</script>",
		"open record":      "<script><datastore>" + strings.Repeat("<record>", 50000),
		"pager":            "<script>createPageHTML(999999,0,'index','html')</script>",
		"negative pager":   "<script>createPageHTML(-5,-1,'','')</script>",
		"metas":            strings.Repeat("<meta name=PubDate content='2026-01-01'>", 50000),
		"headings":         strings.Repeat("<h1>示例县人民政府办公室通知</h1>", 30000) + "<p>" + sampleSimplified,
		"same rows":        strings.Repeat("<div><a href='/a/1.html'>示例县工作动态</a><div>", 200) + "2026-01-01",
		"mixed formatting": strings.Repeat("<b><i><p>", 20000),
		"misnested":        strings.Repeat("<a><b></a></b><table><a>", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			within(t, []byte(body), Options{URL: articleURL})
			within(t, []byte(body), Options{URL: articleURL, Column: true, AsOf: portal.MustDate("2026-11-21")})
			within(t, []byte(body), Options{URL: articleURL, Home: true, AsOf: portal.MustDate("2026-11-21")})
		})
	}
}

func TestAddressOfItsOwn(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"base", `<base href="http://www.example.gov.cn/a/"><a href="b.html">x</a>`, "http://www.example.gov.cn/a/b.html"},
		{"Url tag", `<meta name="Url" content="http://www.example.gov.cn/c/index.html"><a href="b.html">x</a>`, "http://www.example.gov.cn/c/b.html"},
	} {
		f, err := Read([]byte(c.body), Options{})
		if err != nil || len(f.Links) != 1 || f.Links[0].URL != c.want {
			t.Errorf("%s: %v, %v", c.name, f.Links, err)
		}
	}
	f, err := Read([]byte(`<a href="b.html">x</a><p>示例县人民政府`), Options{})
	if err != ErrAddress || f == nil {
		t.Errorf("no address: %v, %v", f, err)
	}
}
