package sensitive

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

// The numbers of these tests are nobody's: there is no county 522990, and the
// two of rules.md are the standard's own examples.

// checked completes seventeen digits with their check character.
func checked(seventeen string) string {
	sum := 0
	for i, w := range idWeights {
		sum += w * int(seventeen[i]-'0')
	}
	return seventeen + idChecks[sum%11:sum%11+1]
}

// carded completes digits with the digit that makes Luhn hold.
func carded(digits string) string {
	for c := byte('0'); c <= '9'; c++ {
		if Luhn(digits + string(c)) {
			return digits + string(c)
		}
	}
	panic("no digit fits")
}

var (
	someone = checked("52299019491231002")
	another = checked("52299019660707003")
	withX   = func() string {
		for i := range 1000 {
			if s := checked("522990195001010" + string(rune('0'+i/10%10)) + string(rune('0'+i%10))); strings.HasSuffix(s, "X") {
				return s
			}
		}
		panic("none ends in X")
	}()
	bankCardNo = carded("622299000000000001")
)

func find(text string) []portal.Leak {
	f := Finder{AsOf: portal.MustDate("2026-11-21")}
	f.Part("", false)
	f.Text(text)
	return f.Leaks()
}

func words(list []portal.Leak) string {
	var b strings.Builder
	for _, l := range list {
		b.WriteString(l.Kind + " " + l.Masked + l.Mark + " ×" + string(rune('0'+l.Count)) + ";")
	}
	return b.String()
}

func TestNumbersByGB11643(t *testing.T) {
	for s, want := range map[string]bool{
		"11010519491231002X": true, "440524188001010014": true, // the standard's examples
		"110105194912310021": false,                              // the check character is X
		"110105194913310021": false, "11010519490229002X": false, // no such month, no such day
		"1101051949123100X2": false, "11010519491231002x": false, "1101051949123100": false, "": false,
	} {
		if ValidID(s) != want {
			t.Errorf("ValidID(%q) = %v", s, !want)
		}
	}
	if !Luhn("79927398713") || Luhn("79927398710") || Luhn("") || Luhn("12a") {
		t.Error("Luhn errs on the example of ISO/IEC 7812-1")
	}
}

func TestWhatIsALeak(t *testing.T) {
	id := "id-number 5229**********" + someone[14:] + " ×1;"
	idX := "id-number 5229**********" + withX[14:] + " ×1;"
	card := "bank-card 6222***********" + bankCardNo[15:] + " ×1;"
	full := strings.Map(func(r rune) rune { return r - '0' + '０' }, someone)
	old := "522990491231001"
	for _, test := range []struct{ name, text, want string }{
		{"bare", "张某某 " + someone + " 青石镇", id},
		{"glued to Chinese", "身份证号" + someone + "的申请人", id},
		{"labelled", "公民身份号码：" + someone, id},
		{"X", "身份证号：" + withX + "，", idX},
		{"small x", "身份证号：" + strings.ToLower(withX), idX},
		{"full-width X", "身份证号：" + withX[:17] + "Ｘ）", idX},
		{"full-width digits", "身份证" + full, id},
		{"grouped", "身份证 " + someone[:6] + " " + someone[6:14] + " " + someone[14:], id},
		{"hyphens", someone[:6] + "-" + someone[6:14] + "-" + someone[14:], id},
		{"in fours", someone[:6] + "　" + someone[6:10] + "　" + someone[10:14] + "　" + someone[14:], id},
		{"digit by digit", strings.Join(strings.Split(someone, ""), " "), id},
		{"behind a row number", "1 " + someone + " 男", id},
		{"zero-width characters", someone[:6] + "\u200b" + someone[6:], id},
		{"twice is once", someone + "、" + someone, id},
		{"two", someone + "、" + another, "id-number 5229**********" + someone[14:] + " ×2;"},
		{"fifteen digits beside the word", "身份证号：" + old, "id-number 5229********001 ×1;"},
		{"under the head of a table", "姓名\t身份证号\t金额\n张某某\t" + old + "\t300", "id-number 5229********001 ×1;"},
		{"a row short of a column", "乡镇\t编号\t身份证号\n青石镇\t1\t" + another + "\n2\t" + someone, "id-number 5229**********" + another[14:] + " ×2;"},
		{"number called 身份证编号", "身份证编号：" + someone, id},
		{"no such region, but the text speaks of 身份证", "身份证号码\n" + checked("99000019491231002"), "id-number 9900**********" + checked("99000019491231002")[14:] + " ×1;"},
		{"an infant beside the word", "身份证号：" + checked("52299020260101002"), "id-number 5229**********" + checked("52299020260101002")[14:] + " ×1;"},
		{"card", "银行卡号：" + bankCardNo, card},
		{"account", "开户行：示例县农村信用合作联社，账号 " + bankCardNo, card},
		{"card in fours", "卡号：6222 9900 0000 0000 " + bankCardNo[16:], card},
		{"card under its head", "户名\t开户银行\t一卡通账号\n张某某\t示例县农信社\t" + bankCardNo, card},
		{"card on the next line", "开户银行及账号：\n" + bankCardNo, card},
		{"a person's account", "户名：张某某\n账号：" + bankCardNo, card},
		{"money from the treasury", "补贴资金由县财政通过国库集中支付系统直接拨付给以下农户，不得截留、挪用，各村要认真核对本人姓名、住址、面积等信息，核对无误后签字，银行卡号：" + bankCardNo, card},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := words(find(test.text)); got != test.want {
				t.Errorf("%s\n got %s\nwant %s", test.text, got, test.want)
			}
		})
	}
}

func TestWhatIsNoLeak(t *testing.T) {
	wrong := someone[:17] + string('0'+(someone[17]-'0'+1)%10)
	for name, text := range map[string]string{
		"wrong check digit":         "身份证号：" + wrong,
		"no such date":              "身份证号：" + checked("52299019491331002"),
		"masked":                    "身份证号：522990********002X、5229**********" + someone[14:] + "，银行卡号：6222***********0018",
		"inside more digits":        "9" + someone + "、" + someone + "7",
		"before a letter":           someone + "A",
		"behind a letter":           "KH" + someone,
		"behind an underscore":      "文件_" + someone,
		"decimal":                   "0." + someone + "、" + someone + ".5",
		"address":                   "http://www.example.gov.cn/art/" + someone + ".html",
		"file":                      someone + ".pdf",
		"credit code by its word":   "统一社会信用代码：" + someone,
		"credit code by its head":   "名称\t统一社会信用代码\n某合作社\t" + someone,
		"credit code by its check":  creditExample(),
		"credit code with letters":  "统一社会信用代码：91110105MA01ABCD2X，92522990MA6DABCD3L",
		"index number":              "索引号：" + someone,
		"receipt":                   "受理编号：" + someone + "，订单号" + another,
		"a number of this year":     "本案 " + checked("52299020260301002"),
		"a date to come":            "身份证号：" + checked("52299020270301002"),
		"no such region":            "查询 " + checked("99000019491231002"),
		"fifteen digits, no word":   "网上公示 522990491231001",
		"order number":              "受理编号：202611180000123456。",
		"figures":                   "2019 2020 2021 2022 2023 2024 1234 5678 9012 3456",
		"card without word":         "查询码 " + bankCardNo,
		"card, Luhn wrong":          "银行卡号：" + bankCardNo[:18] + string('0'+(bankCardNo[18]-'0'+1)%10),
		"order beside an account":   "登录账号后输入订单号：" + bankCardNo,
		"placeholder":               "银行卡号：0000000000000000",
		"an organisation's account": "户　名：示例县财政局\n开户行：示例银行\n账　号：" + bankCardNo,
		"its name follows":          "账号：" + bankCardNo + "\n户名：示例县人民医院有限公司",
		"budget account":            "请缴入财政专户，账号：" + bankCardNo,
		"telephone":                 "电话 0859-1234567 13800000000",
		"years of a table":          "账户\n2019 2020 2021 2022",
		"no digits at all":          strings.Repeat("身份证、银行卡、账号、", 100),
	} {
		t.Run(name, func(t *testing.T) {
			if got := words(find(text)); got != "" {
				t.Errorf("%s\nfound %s", text, got)
			}
		})
	}
}

// creditExample is a code of digits alone that is an identity number as well:
// both checks hold, and its region is one.
func creditExample() string {
	for i := range 1000 {
		n := []byte("115201011949123000")
		n[14], n[15], n[16] = byte('0'+i/100), byte('0'+i/10%10), byte('0'+i%10)
		s := checked("11520119491231" + string(n[14:17]))
		if creditCode(s) {
			return s
		}
	}
	panic("no such code")
}

func TestMarks(t *testing.T) {
	const body = "\n各乡镇人民政府：\n现将有关事项通知如下，请认真贯彻执行。\n"
	for _, test := range []struct{ name, text, want string }{
		{"star and term", "机密★10年" + body, "机密★10年"},
		{"blanks", "秘 密 ★ 6 个 月" + body, "秘密★6个月"},
		{"Chinese term", "绝密★三十年" + body, "绝密★三十年"},
		{"for ever", "绝密★长期" + body, "绝密★长期"},
		{"behind the copy's number", "000012\n机密★5年\n特急" + body, "机密★5年"},
		{"on one line", "000012 机密★5年 特急" + body, "机密★5年"},
		{"beside the document's number", "秘密★1年　　　　示政发〔2026〕3号" + body, "秘密★1年"},
		{"bare word on top", "秘密" + body, "秘密"},
		{"bare word, spaced", "机　密" + body, "机密"},
		{"in brackets", "【秘密】" + body, "秘密"},
		{"labelled", "密级：机密" + body, "机密"},
		{"title behind it", "秘密★1年 关于做好有关工作的通知" + body, "秘密★1年"},
		{"of an annex", strings.Repeat("一二三四五六七八九十\n", 20) + "机密★1年", "机密★1年"},

		{"trade secret", "商业秘密" + body, ""},
		{"work secret", "工作秘密" + body, ""},
		{"keeping secrets", "保守国家秘密是每个公民的义务。" + body, ""},
		{"the law", "中华人民共和国保守国家秘密法" + body, ""},
		{"prose on top", "秘密档案开放公告" + body, ""},
		{"how to mark", "国家秘密标志由密级、★和保密期限组成，如“机密★10年”。" + body, ""},
		{"how to mark, first in its line", "“秘密★10年”标注在首页左上角。" + body, ""},
		{"list of degrees", "绝密、机密、秘密" + body, ""},
		{"bare word further down", strings.Repeat("一二三四五六七八九十\n", 6) + "秘密", ""},
		{"star far down", strings.Repeat("现将有关事项通知如下，请认真贯彻执行。\n", 60) + "机密★1年", ""},
		{"no degree", "密级：公开" + body, ""},
		{"a column called 密级", "事项\t密级\n考试试题\t秘密" + body, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			for _, l := range find(test.text) {
				got = l.Mark
			}
			if got != test.want {
				t.Errorf("%s\n got %q\nwant %q", test.text, got, test.want)
			}
		})
	}
}

func TestPartsKeepTheirPlaces(t *testing.T) {
	f := Finder{}
	f.Part("工作表“公示”", false)
	f.Line("姓名\t身份证号")
	f.Line("某某\t" + someone)
	f.Part("工作表“底稿”（隐藏）", true)
	f.Line("某某\t" + another)
	f.Line("522990491231001\t某某") // the head of the other sheet says nothing here
	want := []portal.Leak{{Kind: portal.LeakIDNumber, Masked: "5229**********" + someone[14:], Count: 2, Hidden: true,
		Places: []string{"工作表“公示”", "工作表“底稿”（隐藏）"}}}
	if diff := cmp.Diff(want, f.Leaks()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"关于" + someone + "等人的公示": "关于5229**********" + someone[14:] + "等人的公示",
		someone + "、" + withX:    "5229**********" + someone[14:] + "、5229**********" + withX[14:],
		"银行卡号" + bankCardNo:      "银行卡号6222***********" + bankCardNo[15:],
		"身份证 " + someone[:6] + " " + someone[6:14] + " " + someone[14:] + "。": "身份证 5229**********" + someone[14:] + "。",
		"受理编号：202611180000123456":                                             "受理编号：202611180000123456",
		"关于做好2026年工作的通知":                                                      "关于做好2026年工作的通知",
	} {
		if got := Mask(in); got != want {
			t.Errorf("Mask(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzLine: no text breaks the finder, and whatever it finds is masked.
func FuzzLine(f *testing.F) {
	f.Add("身份证号：" + someone + "\t银行卡号 " + bankCardNo)
	f.Add("机密★10年\n０１２\u200b３ 4-5Ｘ")
	f.Fuzz(func(t *testing.T, text string) {
		for _, l := range find(text) {
			if l.Kind != portal.LeakSecretMark && (!strings.Contains(l.Masked, "********") || ValidID(l.Masked)) {
				t.Errorf("%q shown as %q", text, l.Masked)
			}
			if l.Count < 1 {
				t.Errorf("%+v", l)
			}
		}
		Mask(text)
	})
}

// BenchmarkPage is a page of 100 KB: prose with dates and figures; and the same
// with a table of 120 people at its end.
func BenchmarkPage(b *testing.B) {
	for name, table := range map[string]bool{"prose": false, "table": true} {
		b.Run(name, func(b *testing.B) {
			var text strings.Builder
			for text.Len() < 100<<10 {
				text.WriteString("截至2026年3月20日，全县完成投资12345.67万元，同比增长8.5%，联系电话0859-1234567。\n现将有关事项通知如下，请认真贯彻执行。\n")
				if table && text.Len() > 90<<10 {
					text.WriteString("12\t某某某\t" + someone + "\t" + bankCardNo + "\n")
				}
			}
			s := text.String()
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				if table != (len(find(s)) == 1) {
					b.Fatal("the table was not found, or found where there is none")
				}
			}
		})
	}
}

// BenchmarkDigits is the worst that a page can do: digits that might be
// numbers on every line.
func BenchmarkDigits(b *testing.B) {
	s := strings.Repeat("1234 5678 9012 3456 123456789012345678 522990194912310\n", 2000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		find(s)
	}
}
