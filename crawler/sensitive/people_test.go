package sensitive

import (
	"strings"
	"testing"
)

// The people of these tests do not exist, and 199 0000 numbers are nobody's.
func TestWhatIsAListOfPeople(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"mobile beside a name", "序号\t姓名\t手机号码\n1\t赵一木\t19900001234\n2\t钱二木\t19900005678", "mobile 199****1234 ×2;"},
		{"name and number on a line", "1. 赵一木 19900001234\n2. 钱二木 19900005678", "mobile 199****1234 ×2;"},
		{"address below township", "户主\t家庭住址\n赵一木\t青石镇白杨村3组\n钱二木\t示例县青石镇", "address  ×1;"},
		{"illness", "姓名\t病种\n赵一木\t慢性肾病\n钱二木\t无", "health  ×1;"},
		{"cause of poverty", "姓名\t致贫原因\n赵一木\t因病", "health  ×1;"},
		{"pupil", "学生姓名\t就读学校\t班级\n赵一木\t示例小学\t三年级二班", "pupil  ×1;"},
		{"identity and mobile", "姓名\t身份证号\t联系电话\n赵一木\t" + someone + "\t19900001234", "id-number 5229**********" + someone[14:] + " ×1;mobile 199****1234 ×1;"},

		{"masked number", "姓名\t手机号码\n赵一木\t199****1234", ""},
		{"masked name", "姓名\t手机号码\n赵*木\t19900001234\n赵某\t19900001234", ""},
		{"contacts of offices", "单位\t姓名\t联系电话\n教育局\t赵一木\t19900001234", ""},
		{"people in their posts", "姓名\t职务\t联系电话\n赵一木\t科长\t19900001234", ""},
		{"river chiefs", "河流\t河长姓名\t电话\n清溪\t赵一木\t19900001234", ""},
		{"shops", "药店名称\t联系人\t电话\n示例药店\t赵一木\t19900001234", ""},
		{"office phone", "姓名\t联系电话\n赵一木\t0859-1234567", ""},
		{"contact person of a notice", "联系人：赵一木 19900001234", ""},
		{"hotline", "咨询电话 19900001234", ""},
		{"prose", "请致电19900001234咨询。", ""},
		{"township only", "姓名\t家庭住址\n赵一木\t青石镇白杨村", ""},
		{"sound", "姓名\t健康状况\n赵一木\t良好", ""},
		{"column of something else after another head", "姓名\t手机号码\n\n单位\t姓名\t电话\n教育局\t赵一木\t19900001234", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := words(find(test.text)); got != test.want {
				t.Errorf("%s\n got %q\nwant %q", test.text, got, test.want)
			}
		})
	}
}

func TestWhatIsMaskedBadly(t *testing.T) {
	for text, want := range map[string]string{
		"电话199*0001234":           "bad-mask 199****1234 ×1;",
		"1990***1234":             "bad-mask 199****1234 ×1;",
		"522990194912310***":      "bad-mask 522990********0*** ×1;",
		"52299019491231****":      "bad-mask 522990************ ×1;",
		"522990199001011***，已核对":  "bad-mask 522990********1*** ×1;",
		"199****1234":             "",
		"522990********0024":      "",
		"35*************123":      "",
		"5229**********0024":      "",
		"19900001234":             "",
		"文件编号199****1234567":      "",
		"订单号5229901949123100****": "",
		"2026年1月1日—***":           "",
	} {
		if got := words(find(text)); got != want {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestInternalMarks(t *testing.T) {
	const body = "\n各乡镇人民政府：\n现将有关事项通知如下，请认真贯彻执行。\n"
	for text, want := range map[string]string{
		"内部资料 注意保存" + body: "内部资料注意保存", "【内部文件，不得外传】" + body: "内部文件，不得外传", "工作秘密★1年" + body: "工作秘密★1年",
		"内部资料性出版物管理办法" + body: "", "加强内部文件管理" + body: "", "工作秘密" + body: "", "内部资料" + body: "",
		strings.Repeat("现将有关事项通知如下，请认真贯彻执行。\n", 60) + "内部资料 注意保存": "",
	} {
		got := ""
		for _, l := range find(text) {
			got += l.Mark
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
