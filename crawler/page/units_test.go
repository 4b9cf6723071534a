package page

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

func TestDatesInAllSpellings(t *testing.T) {
	for in, want := range map[string]string{
		"2021-03-26":                    "2021-03-26",
		"2021-3-6 8:05":                 "2021-03-06 08:05",
		"2021年03月26日 10时02分33秒":         "2021-03-26 10:02:33",
		"2021 年 3 月 26 日":               "2021-03-26",
		"2021/03/26 10:02:33":           "2021-03-26 10:02:33",
		"2024.09.30 09:24:36 GMT+08:00": "2024-09-30 09:24:36",
		"2021-03-26T10:02:33+08:00":     "2021-03-26 10:02:33",
		"2021-03-26 10∶08":              "2021-03-26 10:08",
		"2021-03-26 10：08":              "2021-03-26 10:08",
		"２０２１－０３－２６":                    "2021-03-26",
		"2007-08-20-23:59:59":           "2007-08-20",
		"2021-03-26 00:00:00.0":         "2021-03-26",
		"2021年3月26日（星期五）14:05":          "2021-03-26 14:05",
		"2021年3月26日 星期五 下午3:05":         "2021-03-26 15:05",
		"二〇〇四年十一月四日":                    "2004-11-04",
		"二○二一年三月二十六日":                   "2021-03-26",
		"二零二零年十月十日":                     "2020-10-10",
		"一九九六年六月二十九日":                   "1996-06-29",
		"二〇一九年十二月三十一日":                  "2019-12-31",
		"二〇二〇年 三月 廿一日":                  "2020-03-21",
		"2021-02-30":                    "",
		"2021-13-01":                    "",
		"版本 3.2021.03":                  "",
		"电话 0482-2021-0326":             "",
		"12021-03-26":                   "",
		"2021-03":                       "",
		"2021.3-26":                     "",
		"网站标识码1522000001":               "",
		"国办发〔2018〕126号":                 "",
	} {
		got := ""
		if s, ok := firstDate(in); ok {
			got = s.String()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestMetaDates(t *testing.T) {
	for in, want := range map[string]string{
		"20210326":                     "2021-03-26",
		"20210326100233":               "2021-03-26 10:02:33",
		"Fri Mar 26 10:02:33 CST 2021": "2021-03-26 10:02:33",
		"页面生成时间 2025-04-13 13:46:26":   "2025-04-13 13:46:26",
		"2020年08月02日":                  "2020-08-02",
		"99999999":                     "",
		"null":                         "",
	} {
		got := ""
		if s, ok := metaDate(in); ok {
			got = s.String()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestRowDates(t *testing.T) {
	asOf := portal.MustDate("2026-01-10")
	for _, c := range []struct{ in, url, want string }{
		{"[2025-12-28]", "", "2025-12-28"},
		{"（2025.12.28）", "", "2025-12-28"},
		{"12-28", "", "2025-12-28"},
		{"01-09", "", "2026-01-09"},
		{"01-11", "", "2025-01-11"},
		{"3月6日", "", "2025-03-06"},
		{"03-06", "http://h/zwgk/202403/t20240306_1.html", "2024-03-06"},
		{"03-06", "http://h/art/2023/3/6/art_1_2.html", "2023-03-06"},
		{"26 2025-03", "", "2025-03-26"},
		{"2025-03 26", "", "2025-03-26"},
		{"03-26 2025", "", "2025-03-26"},
		{"2025 03-26", "", "2025-03-26"},
		{"25-03-26", "", "2025-03-26"},
		{"20250326", "", "2025-03-26"},
		{"今天", "", "2026-01-10"},
		{"昨天", "", "2026-01-09"},
		{"3天前", "", "2026-01-07"},
		{"发布时间：2025-12-28", "", "2025-12-28"},
		{"2025-12-28 10:00:01", "", "2025-12-28"},
		{"2025-12-28 星期日", "", "2025-12-28"},
		{"02-29", "", "2024-02-29"},
		{"13-40", "", ""},
		{"成文日期：2025-12-28", "", ""},
		{"2025年12月28日召开的会议", "", ""},
		{"2025-03", "", ""},
		{"1/6", "", "2026-01-06"},
		{"128", "", ""},
		{"10:20", "", ""},
	} {
		d, _ := rowDate(c.in, c.url, asOf)
		if d.String() != c.want {
			t.Errorf("%q: %q, want %q", c.in, d, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"白政办发[2021]48号":          "白政办发〔2021〕48号",
		"白政办发（2021）48号":          "白政办发〔2021〕48号",
		"白政办发【2021】 48 号":        "白政办发〔2021〕48号",
		"国办发﹝2018﹞126号":          "国办发〔2018〕126号",
		"国办发〔2018〕126号":          "国办发〔2018〕126号",
		"（国办发〔2018〕126号）":        "国办发〔2018〕126号",
		"国办发明电［２０１８］１５号":         "国办发明电〔2018〕15号",
		"中华人民共和国国务院令 第 707 号":    "中华人民共和国国务院令第707号",
		"2021年第5号":               "2021年第5号",
		"示例市公告2021年第5号":          "示例市公告2021年第5号",
		"根据国办发〔2018〕126号文件精神":    "",
		"关于印发方案的通知（国办发〔2018〕1号）": "",
		"第三章":  "",
		"一号文件": "",
	} {
		got := ""
		if isDocNumber(in) {
			got = normaliseNumber(in)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestNotes(t *testing.T) {
	for in, want := range map[string][2]string{
		"（此件公开发布）":               {"（此件公开发布）", portal.DisclosureOpen},
		"（此件可公开发布）":              {"（此件可公开发布）", portal.DisclosureOpen},
		"（此件主动公开）":               {"（此件主动公开）", portal.DisclosureOpen},
		"(此件依申请公开)":              {"(此件依申请公开)", portal.DisclosureOnRequest},
		"（此件不予公开）":               {"（此件不予公开）", portal.DisclosureClosed},
		"此件主动公开。":                {"此件主动公开。", portal.DisclosureOpen},
		"公开方式：依申请公开":             {"公开方式：依申请公开", portal.DisclosureOnRequest},
		"2026年3月5日（此件公开发布）":      {"（此件公开发布）", portal.DisclosureOpen},
		"（主动公开）":                 {"（主动公开）", portal.DisclosureOpen},
		"主动公开":                   {},
		"应当注明（此件不予公开）":           {},
		"标注“（此件依申请公开）”的文件":       {},
		"凡标有（此件不予公开）字样的，一律不得上网。": {},
		"做好依申请公开工作":              {},
		"本机关不予公开的信息包括（此件不予公开）的公文等内容": {},
	} {
		note, means := noteIn(in)
		if note != want[0] || means != want[1] {
			t.Errorf("%q: %q means %q, want %q", in, note, means, want)
		}
	}
}

func TestSignatures(t *testing.T) {
	for in, want := range map[string]string{
		"2018年12月21日 　":          "2018-12-21",
		"示例县人民政府 2018年12月21日":    "2018-12-21",
		"二〇〇四年十一月四日":             "2004-11-04",
		"2018年12月21日印发":          "",
		"自2018年12月21日起":          "",
		"2018年12月21日至22日":        "",
		"2018年12月21日 10:20":      "",
		"（2018年12月21日）":          "",
		"会议时间：2018年12月21日":       "",
		"截止2018年12月21日":          "",
		"2018年12月21日、2019年1月1日":  "",
		"示例县财政局示例县民政局2018年12月1日": "2018-12-01",
	} {
		got := ""
		if d, organ, ok := signedDate(in); ok && (organ || d.String() != "") {
			got = d.String()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestShapes(t *testing.T) {
	for in, want := range map[string]int{
		"http://h/":                                                 shapeColumn,
		"http://h/zwgk/tzgg/":                                       shapeColumn,
		"http://h/zwgk/index_3.html":                                shapeColumn,
		"http://h/col/col60085/index.html":                          shapeColumn,
		"http://h/a/b/202606/t20260624_185368.html":                 shapeArticle,
		"http://h/c12/202408/c12_34567.shtml":                       shapeArticle,
		"http://h/content_123.html":                                 shapeArticle,
		"http://h/art/2024/10/14/art_60085_11394426.html":           shapeArticle,
		"http://h/art/2020/art_14730801a8ae.html":                   shapeArticle,
		"http://h/zhengce/content/2018-12/24/content_5.htm":         shapeArticle,
		"http://h/2020/9/15/0123456789abcdef0123456789abcdef.shtml": shapeArticle,
		"http://h/20260916/0123456789abcdef0123456789abcdef/c.html": shapeArticle,
		"http://h/ywtz/content/post_4960402.html":                   shapeArticle,
		"http://h/zhyw/zjdt/2188837/index.html":                     shapeArticle,
		"http://h/columns/0b8cf3c0-1b4b-4d2b-9a8b-0123456789ab/202408/08/1b8cf3c0-1b4b-4d2b-9a8b-0123456789ab.html": shapeArticle,
		"http://h/system/2024/08/08/010123456.shtml":                                                                shapeArticle,
		"http://h/public/2623/106584931.html":                                                                       shapeArticle,
		"http://h/content/article/25021":                                                                            shapeArticle,
		"http://h/1833316118612205569.html":                                                                         shapeArticle,
		"http://h/n5/n25/c123/content.html":                                                                         shapeArticle,
		"http://h/show.asp?id=352":                                                                                  shapeArticle,
		"http://h/list.asp?cid=5":                                                                                   shapeColumn,
		"http://h/about.html":                                                                                       shapeNone,
	} {
		if got := shapeOf(in); got != want {
			t.Errorf("%s: %d, want %d", in, got, want)
		}
	}
}

func TestPageNames(t *testing.T) {
	for _, c := range []struct {
		name, own      string
		count, current int
		want           []string
	}{
		{"from 0, first", "http://h/a/", 3, 0, []string{"index_1.html", "index_2.html"}},
		{"from 0, named first", "http://h/a/index.html", 3, 0, []string{"index_1.html", "index_2.html"}},
		{"from 1, first", "http://h/a/index.html", 3, 1, []string{"index_2.html", "index_3.html"}},
		{"from 0, third", "http://h/a/index_2.html", 4, 2, []string{"index.html", "index_1.html", "index_2.html", "index_3.html"}},
		{"from 1, last", "http://h/a/index_3.html", 3, 3, []string{"index.html", "index_2.html", "index_3.html"}},
		{"alone", "http://h/a/", 1, 0, nil},
		{"none", "http://h/a/", 0, 0, nil},
	} {
		if diff := cmp.Diff(c.want, pageNames(c.own, "index", "html", c.count, c.current)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestTitleParts(t *testing.T) {
	for in, want := range map[string][]string{
		"要闻_中国政府网":                 {"要闻", "中国政府网"},
		"山西品牌丝路行 - 山西省人民政府门户网站":    {"山西品牌丝路行", "山西省人民政府门户网站"},
		"示例县2021-2035年规划-示例县人民政府":  {"示例县2021-2035年规划", "示例县人民政府"},
		"深入学习——示例县开展活动_示例县人民政府":    {"深入学习——示例县开展活动", "示例县人民政府"},
		"公告|示例市教育局":                {"公告", "示例市教育局"},
		"标题__2007年第23号国务院公报_中国政府网": {"标题", "", "2007年第23号国务院公报", "中国政府网"},
	} {
		if diff := cmp.Diff(want, splitTitle(in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}
