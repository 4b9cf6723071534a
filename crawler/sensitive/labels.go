package sensitive

import (
	"strings"
	"unicode/utf8"
)

// A label is what a word says of the number behind it.
type label uint8

const (
	noLabel    label = iota
	idLabel          // 身份证号
	cardLabel        // 银行卡号, 账号
	otherLabel       // 统一社会信用代码, 受理编号: a number of another kind
)

var labelWords = []struct {
	word string
	is   label
}{
	{"身份证", idLabel}, {"身份号码", idLabel}, {"公民身份", idLabel}, {"身份证件", idLabel}, {"证件号", idLabel}, {"证件编号", idLabel},
	{"银行卡", cardLabel}, {"卡号", cardLabel}, {"账号", cardLabel}, {"帐号", cardLabel}, {"账户", cardLabel}, {"帐户", cardLabel},
	{"开户", cardLabel}, {"存折", cardLabel}, {"一卡通", cardLabel}, {"储蓄卡", cardLabel}, {"借记卡", cardLabel}, {"社保卡", cardLabel},
	{"信用代码", otherLabel}, {"机构代码", otherLabel}, {"税号", otherLabel}, {"纳税人识别号", otherLabel}, {"识别码", otherLabel},
	{"索引号", otherLabel}, {"编号", otherLabel}, {"编码", otherLabel}, {"代码", otherLabel}, {"序列号", otherLabel}, {"流水", otherLabel},
	{"订单", otherLabel}, {"单号", otherLabel}, {"受理号", otherLabel}, {"业务号", otherLabel}, {"文号", otherLabel}, {"案号", otherLabel},
	{"备案号", otherLabel}, {"许可证", otherLabel}, {"登记证", otherLabel}, {"登记号", otherLabel}, {"注册号", otherLabel}, {"合同", otherLabel},
	{"凭证", otherLabel}, {"发票", otherLabel}, {"条码", otherLabel}, {"条形码", otherLabel}, {"二维码", otherLabel}, {"行号", otherLabel},
	{"批次", otherLabel}, {"批号", otherLabel}, {"设备号", otherLabel}, {"项目号", otherLabel}, {"标识码", otherLabel},
	{"查询码", otherLabel}, {"验证码", otherLabel}, {"防伪", otherLabel}, {"交易号", otherLabel}, {"票号", otherLabel}, {"运单", otherLabel},
	{"宗地", otherLabel}, {"不动产", otherLabel}, {"房产证", otherLabel},
}

// labelStart lists the labels by their first character, three bytes of UTF-8.
var labelStart = func() map[[3]byte][]int {
	m := map[[3]byte][]int{}
	for i := range labelWords {
		k := [3]byte([]byte(labelWords[i].word[:3]))
		m[k] = append(m[k], i)
	}
	return m
}()

// reach is how many bytes before a number its label may end: some thirty
// Chinese characters, enough for 开户银行及账号（请核对后填写）.
const reach = 96

// labelBefore returns the label nearest before a number, and whether nothing
// but punctuation stands between. 身份证编号 is a label of identity numbers,
// 卡号编码 one of cards: the more exact word decides when they touch.
func labelBefore(text string) (is label, beside bool) {
	text = squeeze(text)
	if len(text) > reach {
		text = text[len(text)-reach:]
	}
	end, found := -1, noLabel
	for at := 0; at+3 <= len(text); at++ {
		if text[at] < 0xe0 {
			continue
		}
		for _, i := range labelStart[[3]byte{text[at], text[at+1], text[at+2]}] {
			w := &labelWords[i]
			stop := at + len(w.word)
			if stop < end || stop == end && w.is == otherLabel || !strings.HasPrefix(text[at:], w.word) {
				continue
			}
			end, found = stop, w.is
			if w.is == otherLabel {
				if owner := qualified(text[:at]); owner != noLabel {
					found = owner
				}
			}
		}
	}
	if found == noLabel {
		return noLabel, false
	}
	return found, strings.Trim(text[end:], "号码：:\t\n（）()“”\"'‘’为是、，, 　.#=[]【】No") == ""
}

// qualified tells whose 编号 or 编码 it is, from the word right before.
func qualified(before string) label {
	for i := range labelWords {
		if w := &labelWords[i]; w.is != otherLabel && strings.HasSuffix(before, w.word) {
			return w.is
		}
	}
	return noLabel
}

// labelFirst marks, among all characters of three bytes, those that labels
// begin with.
var labelFirst = func() (set [1 << 16 / 64]uint64) {
	for i := range labelWords {
		r, _ := utf8.DecodeRuneInString(labelWords[i].word)
		set[r>>6] |= 1 << (r & 63)
	}
	return set
}()

// mayLabel tells whether a text holds a character that labels begin with.
func mayLabel(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0xe0 && s[i] < 0xf0 && i+2 < len(s) {
			r := uint16(s[i])<<12 | uint16(s[i+1]&0x3f)<<6 | uint16(s[i+2]&0x3f)
			if labelFirst[r>>6]>>(r&63)&1 != 0 {
				return true
			}
			i += 2
		}
	}
	return false
}

// labelOf returns what a cell of a table's head says of the column below it.
func labelOf(cell string) label {
	if len(cell) > 120 {
		return noLabel
	}
	if !mayLabel(cell) {
		return noLabel
	}
	cell = squeeze(cell)
	found := noLabel
	for i := range labelWords {
		w := &labelWords[i]
		if !strings.Contains(cell, w.word) {
			continue
		}
		switch {
		case w.is == idLabel:
			return idLabel
		case w.is == cardLabel && w.word == "开户" && !strings.Contains(cell, "号"):
			// 开户行, 开户人: no number stands below it.
		case found == noLabel || w.is == cardLabel:
			found = w.is
		}
	}
	return found
}

// Words behind a label of an account that say whose it is, and how the names
// of those end whose accounts are public.
var (
	holderWords  = []string{"户名", "账户名称", "帐户名称", "账户名", "开户名称", "开户单位", "单位名称", "收款单位", "收款人", "账号名称"}
	publicWords  = []string{"对公账户", "基本账户", "基本存款账户", "一般账户", "财政专户", "财政账户", "国库", "专用账户", "专户", "零余额", "捐赠账户", "募捐账户", "缴款账户", "保证金账户", "单位账户", "公司账户", "对公"}
	publicEnding = []string{"局", "公司", "中心", "政府", "委员会", "委", "办公室", "办事处", "院", "校", "学校", "大学", "学院", "所", "站", "厅", "部", "队", "协会", "学会", "联合会", "基金会", "合作社", "财政", "国库", "集团", "厂", "社", "会", "处", "科", "馆", "园"}
)

// public tells whether the words right around an account number say that it
// is an organisation's: such accounts are published so that people can pay.
func public(text string) bool {
	text = squeeze(text)
	for _, w := range publicWords {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// holder tells whether a text names an organisation as the holder of an
// account.
func holder(text string) bool {
	text = squeeze(text)
	for _, w := range holderWords {
		for rest := text; ; {
			_, after, found := strings.Cut(rest, w)
			if !found {
				break
			}
			rest = after
			if organisation(strings.TrimLeft(after, "：:\t\n称为是 ")) {
				return true
			}
		}
	}
	return false
}

// organisation tells whether a value begins with the name of an organisation.
func organisation(value string) bool {
	name, _, _ := strings.Cut(value, "\n")
	if i := strings.IndexAny(name, "\t，,；;。、（( "); i >= 0 {
		name = name[:i]
	}
	for _, w := range []string{"开户", "账号", "帐号", "卡号", "银行"} {
		if i := strings.Index(name, w); i >= 0 {
			name = name[:i]
		}
	}
	if len(name) < 3*4 {
		return false // 张三, 李四明: too short for an organisation's
	}
	for _, e := range publicEnding {
		if strings.HasSuffix(name, e) {
			return true
		}
	}
	return false
}

// squeeze drops the blanks that stand inside words: 户　名.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u3000', '\u2002', '\u2003', '\u2009', '\u200b', '\ufeff':
			return -1
		}
		return r
	}, s)
}
