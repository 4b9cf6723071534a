package page_test

import (
	"math/bits"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/page"
	"duwang/crawler/portal"
)

func read(t *testing.T, html string, opt page.Options) *portal.Facts {
	t.Helper()
	opt.URL, opt.ContentType = "http://www.example.gov.cn/a/t20260102_1.html", "text/html; charset=utf-8"
	f, err := page.Read([]byte(html), opt)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func articleOf(title, body string) string {
	return "<html><head><title>" + title + "</title></head><body><div class=\"nav\"><a href=\"/\">首页</a> <a href=\"/zwgk/\">政务公开</a></div><h1>" + title +
		"</h1><div>发布日期：2026-01-02 来源：本站</div><div class=\"content\">" + body + "</div><div class=\"footer\">主办单位：示例县人民政府 联系电话：0000-0000000</div></body></html>"
}

const someProse = "<p>全县上下深入学习贯彻会议精神，坚持稳中求进工作总基调，扎实推进各项重点任务，经济运行总体平稳，民生保障持续改善，社会大局保持稳定。</p>" +
	"<p>会议强调，要压实工作责任，细化工作措施，抓好督促检查，确保年度目标任务全面完成，以实际行动推动高质量发展取得新成效，让发展成果更多更公平惠及全县人民，不断提升群众的获得感和满意度。</p>"

func TestOnlyPagesThatRulesReadKeepTheirText(t *testing.T) {
	body := "<p>受理机构：县政府办公室。</p><table><tr><td>联系电话</td><td>0000-1234567</td></tr></table>" + someProse
	const want = "受理机构：县政府办公室。\n联系电话\t0000-1234567\n"
	for _, row := range []struct {
		name, title string
		worded      bool
		keeps       bool
	}{
		{"guide by its title", "示例县政府信息公开指南", false, true},
		{"page of a column of such a type", "示例县教育局简介", true, true},
		{"ordinary article", "县政府召开常务会议研究经济工作", false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := read(t, articleOf(row.title, body), page.Options{Worded: row.worded})
			if got := strings.HasPrefix(f.Text, want) || strings.Contains(f.Text, "\n"+want); got != row.keeps {
				t.Errorf("text kept: %v\n%s", got, f.Text)
			}
			if !row.keeps && f.Text+strings.Join(f.Names, "") != "" {
				t.Errorf("an ordinary article keeps %q %q", f.Text, f.Names)
			}
			if strings.Contains(f.Text, "主办单位") || strings.Contains(f.Text, "首页") {
				t.Errorf("chrome is no wording: %s", f.Text)
			}
		})
	}
}

func TestHomePageTellsWhereItLeadsAndWhatItOffers(t *testing.T) {
	f := read(t, `<html><head><title>示例县人民政府</title></head><body><div class="header"><img src="logo.png" alt="示例县人民政府"></div>
<form action="/s"><input type="text" name="q" placeholder="请输入关键词"></form><a href="/wza/">无障碍浏览</a>
<ul><li><a href="/a/">政府信息公开</a></li><li><a href="/b/">规划计划</a></li><li><a href="/b/">规划计划</a></li></ul></body></html>`, page.Options{Home: true})
	if diff := cmp.Diff([]string{"search", "accessibility", "logo"}, f.Shows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"无障碍浏览", "政府信息公开", "规划计划"}, f.Names); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(f.Header, "示例县人民政府") {
		t.Errorf("header %q", f.Header)
	}
	f = read(t, `<html><head><title>示例县人民政府</title></head><body><p>欢迎访问</p><ul><li><a href="/a/">政府信息公开</a></li></ul></body></html>`, page.Options{Home: true})
	if f.Shows != nil {
		t.Errorf("a bare home page shows %q", f.Shows)
	}
}

func TestShareButton(t *testing.T) {
	with := strings.Replace(articleOf("县政府召开会议", someProse), "<div class=\"footer\"", "<div class=\"bdsharebuttonbox\"></div><div class=\"footer\"", 1)
	if f := read(t, with, page.Options{}); !f.Control(portal.ShowsShare) {
		t.Errorf("share button not seen: %q", f.Shows)
	}
	if f := read(t, articleOf("县政府召开经验分享会", someProse+"<p>与会人员分享。</p>"), page.Options{}); f.Control(portal.ShowsShare) {
		t.Error("a text that speaks of sharing has no button")
	}
}

func TestSimhashOfNearAndOtherTexts(t *testing.T) {
	a := read(t, articleOf("会议一", someProse), page.Options{}).Hash64
	same := read(t, articleOf("会议二", strings.ReplaceAll(someProse, "，", "， ")), page.Options{}).Hash64
	near := read(t, articleOf("会议三", strings.Replace(someProse, "年度目标", "全年目标", 1)), page.Options{}).Hash64
	other := read(t, articleOf("公告", strings.Repeat("<p>因供水管网改造，定于本周六八时至二十时对东街、西街停水，请沿线单位和居民提前储水，给您带来不便敬请谅解。</p>", 2)+
		"<p>停水结束后请先放水至清澈再行使用，如有疑问可拨打供水服务热线咨询，抢修人员全天值守。</p>"), page.Options{}).Hash64
	if a == 0 || a != same {
		t.Errorf("blanks and headline change the hash: %x, %x", a, same)
	}
	if n := bits.OnesCount64(a ^ near); n == 0 || n > 10 {
		t.Errorf("two characters change %d bits", n)
	}
	if n := bits.OnesCount64(a ^ other); n < 16 {
		t.Errorf("another text differs in %d bits", n)
	}
	if h := read(t, articleOf("短讯", "<p>今日晴，气温二十度，微风。</p>"), page.Options{}).Hash64; h != 0 {
		t.Errorf("a short text has hash %x", h)
	}
}
