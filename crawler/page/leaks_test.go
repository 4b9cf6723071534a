package page

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

// There is no county 522990; the check digits are right.
const (
	nobody  = "522990194912310024"
	nobody2 = "522990196607070035"
)

func articleWith(text string) string {
	return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于救助对象的公示</title>
<meta name="ArticleTitle" content="关于救助对象的公示"><meta name="PubDate" content="2026-03-01 09:00"><meta name="ContentSource" content="民政局"></head><body>
<div class="nav"><a href="/">首页</a></div>
<div class="content"><h1>关于救助对象的公示</h1><div class="info">发布日期：2026-03-01 来源：民政局</div>
<div class="TRS_Editor">` + text + `<p>现将本月新纳入救助范围的对象公示如下，公示期为七天，有异议的请在公示期内向民政局反映，电话0000-0000000。</p></div></div>
<div class="footer">主办单位：示例县人民政府</div></body></html>`
}

func TestLeaksOfAnArticle(t *testing.T) {
	bank := "6222990000000000014"
	for _, test := range []struct {
		name, text string
		want       []portal.Leak
	}{
		{"nothing", `<p>秘密举报箱设在一楼。</p>`, nil},
		{"number in prose", `<p>张某某，身份证号：` + nobody + `，青石镇人。</p>`,
			[]portal.Leak{{Kind: portal.LeakIDNumber, Masked: "5229**********0024", Count: 1}}},
		{"under the head of a table, empty cells between", `<table><tr><th>序号</th><th>姓名</th><th>备注</th><th>银行卡号</th></tr><tr><td>1</td><td>张某某</td><td></td><td><p>` + bank + `</p></td></tr></table>`,
			[]portal.Leak{{Kind: portal.LeakBankCard, Masked: "6222***********0014", Count: 1}}},
		{"hidden in the source", `<div style="display:none">` + nobody + `</div>`,
			[]portal.Leak{{Kind: portal.LeakIDNumber, Masked: "5229**********0024", Count: 1, Hidden: true, Places: []string{"网页中隐藏的内容"}}}},
		{"mark on top of the text", `<p>机密★5年</p><p>各乡镇人民政府：</p>`,
			[]portal.Leak{{Kind: portal.LeakSecretMark, Mark: "机密★5年", Count: 1}}},
		{"split over elements", `<p>身份证号<span>` + nobody[:6] + `</span><span>` + nobody[6:] + `</span></p>`,
			[]portal.Leak{{Kind: portal.LeakIDNumber, Masked: "5229**********0024", Count: 1}}},
		{"cells do not run together", `<table><tr><td>522990</td><td>194912310024</td></tr></table>`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := Read([]byte(articleWith(test.text)), Options{URL: "http://www.example.gov.cn/gs/t20260301_1.html", AsOf: portal.MustDate("2026-03-20")})
			if err != nil || f.Kind != portal.KindArticle {
				t.Fatalf("%s: %v", f.Kind, err)
			}
			if diff := cmp.Diff(test.want, f.Leaks); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestFactsRepeatNoNumber(t *testing.T) {
	page := strings.ReplaceAll(articleWith(`<p><a href="a.pdf">`+nobody2+`的告知书</a></p>`), "关于救助对象的公示", "关于"+nobody+"的公示")
	f, err := Read([]byte(page), Options{URL: "http://www.example.gov.cn/gs/t20260301_1.html", AsOf: portal.MustDate("2026-03-20")})
	if err != nil {
		t.Fatal(err)
	}
	if f.Title != "关于5229**********0024的公示" || len(f.Attachments) != 1 || f.Attachments[0].Text != "5229**********0035的告知书" {
		t.Errorf("title %q, attachments %+v", f.Title, f.Attachments)
	}
	for _, l := range f.Links {
		if strings.Contains(l.Text, nobody2) {
			t.Errorf("link %+v", l)
		}
	}
	if v, _ := f.Tag("ArticleTitle"); strings.Contains(v, nobody) {
		t.Errorf("tag %q", v)
	}
}
