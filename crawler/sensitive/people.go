package sensitive

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// A roster is the head of a table that lists people, as far as it says what
// stands below: which column holds names, and which what nobody else needs to
// know. Tables of offices, posts and firms are no rosters: their numbers are
// there to be called.
type roster struct {
	on                                   bool
	name, phone, address, health, school int // columns, -1 = none
}

// Words of a table's head.
var (
	nameWords    = []string{"姓名", "户主", "申请人", "受益人", "补贴对象", "救助对象", "保障对象", "享受人", "领取人", "学生", "幼儿", "儿童"}
	phoneWords   = []string{"手机", "电话", "联系方式", "联系号码"}
	addressWords = []string{"家庭住址", "家庭地址", "居住地址", "现住址", "住址", "详细地址", "户籍地址", "户籍地"}
	healthWords  = []string{"病种", "病名", "疾病", "残疾类别", "残疾等级", "残疾类型", "致贫原因", "诊断", "病情", "健康状况"}
	schoolWords  = []string{"学籍号", "班级", "就读", "监护人", "家长"}
	// officeWords make it a table of offices or of people in their posts.
	officeWords = []string{"单位", "部门", "科室", "职务", "职位", "岗位", "机构", "企业", "公司", "负责人", "联系人", "法人", "法定代表人", "经营", "河长", "网格", "值班", "门店", "药店", "医师", "律师", "教师", "专家", "代表", "委员"}
)

// people looks at one row of a table, its cells between tabs.
func (f *Finder) people(s string) {
	if f.rosterHead(s) || !f.roster.on {
		return
	}
	r := &f.roster
	cells := strings.Split(s, "\t")
	at := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	name := squeeze(at(r.name))
	if !personal(name) {
		return
	}
	if m := mobile(at(r.phone)); m != "" {
		f.add(mobileNumber, m, maskMobile(m), f.place, f.hidden)
	}
	if a := at(r.address); inner.MatchString(a) && !starred(a) {
		f.add(homeAddress, name+"\t"+a, "", f.place, f.hidden)
	}
	if h := squeeze(at(r.health)); told(h) {
		f.add(healthState, name+"\t"+h, "", f.place, f.hidden)
	}
	if v := squeeze(at(r.school)); told(v) {
		f.add(schoolChild, name+"\t"+v, "", f.place, f.hidden)
	}
}

// rosterHead takes a row for the head of a table, of people or of others.
func (f *Finder) rosterHead(s string) bool {
	if len(s) > 1200 || !containsAny(s, nameWords) && !(f.roster.on && containsAny(s, officeWords)) {
		return false
	}
	r := roster{name: -1, phone: -1, address: -1, health: -1, school: -1}
	office, words, n := false, 0, 0
	for cell := range strings.SplitSeq(s, "\t") {
		if n++; n > wideColumn {
			break
		}
		c := squeeze(strings.TrimSpace(cell))
		if c == "" {
			continue
		}
		if utf8.RuneCountInString(c) > 16 || digits(c) > 3 {
			return false // a row, not a head
		}
		set := func(column *int, list []string) bool {
			if *column >= 0 || !containsAny(c, list) {
				return false
			}
			*column = n - 1
			words++
			return true
		}
		switch {
		case set(&r.health, healthWords), set(&r.address, addressWords), set(&r.school, schoolWords), set(&r.phone, phoneWords):
		case containsAny(c, officeWords):
			office = true
		case set(&r.name, nameWords):
		}
	}
	if r.name < 0 && !office {
		return false
	}
	r.on = r.name >= 0 && words >= 2 && !office
	if !r.on && r.name < 0 && f.roster.on {
		return false // a row of the roster that happens to hold such a word
	}
	f.roster = r
	return true
}

// personal tells whether a cell holds a whole personal name: two to four
// Chinese characters, none of them a placeholder.
func personal(s string) bool {
	if n := utf8.RuneCountInString(s); n < 2 || n > 4 || starred(s) {
		return false
	}
	for _, c := range s {
		if (c < 0x4e00 || c > 0x9fff) && c != '·' {
			return false
		}
	}
	return !containsAny(s, []string{"合计", "小计", "总计", "备注", "序号", "姓名"})
}

// starred tells whether a value is masked.
func starred(s string) bool { return strings.ContainsAny(s, "*＊×某○〇xXＸ●□_") }

// told tells whether a cell says something.
func told(s string) bool {
	return s != "" && !starred(s) && s != "无" && s != "/" && s != "-" && s != "—" && s != "健康" && s != "良好" && s != "否"
}

// inner is an address below township: a house, a flat, a group of a village.
var inner = regexp.MustCompile(`\d+\s*(?:号|室|栋|幢|单元|组|门牌)|[一二三四五六七八九十]+(?:组|社)`)

// mobile returns the mobile number that a cell is, "" when it is none or
// masked.
func mobile(s string) string {
	for _, r := range runsOf(s) {
		if len(r.digits) == 11 && isMobile(r.digits) && begins(s[:r.start]) && ends(s[r.end:]) {
			return r.digits
		}
	}
	return ""
}

func isMobile(d string) bool { return d[0] == '1' && d[1] >= '3' && d[1] <= '9' }

func maskMobile(s string) string { return s[:3] + "****" + s[7:] }

// lined is a list's line that holds nothing but a name and a mobile number.
var lined = regexp.MustCompile(`^\s*(?:[(（]?\d{1,4}[)）.、．]?\s*)?([\p{Han}]{2,4})[\s:：,，、]*(1[3-9]\d{9})\s*[。;；]?$`)

// line looks at one line outside tables.
func (f *Finder) person(s string) {
	if len(s) < 17 || len(s) > 80 {
		return
	}
	// Nearly every line ends otherwise.
	if end := strings.TrimRight(s, " 。;；\t"); end == "" || end[len(end)-1]-'0' > 9 || digits(s) < 11 {
		return
	}
	if m := lined.FindStringSubmatch(s); m != nil && personal(m[1]) && !containsAny(m[1], []string{"电话", "手机", "热线", "咨询", "举报", "监督", "联系", "值班", "传真"}) {
		f.add(mobileNumber, m[2], maskMobile(m[2]), f.place, f.hidden)
	}
}

// Numbers with stars that hide too little (GB/T 35273—2020 for what is
// usual): of a mobile number fewer than four digits, or an identity number
// whose date of birth can still be read.
var (
	maskedPhone = regexp.MustCompile(`1[3-9][\d*＊]{9}`)
	maskedID    = regexp.MustCompile(`[\d*＊]{17}[\dXx*＊]`)
)

// badMask looks for numbers that are masked badly.
func (f *Finder) badMask(s string) {
	if strings.IndexByte(s, '*') < 0 && !strings.Contains(s, "＊") || len(s) > 4000 {
		return
	}
	plain := strings.ReplaceAll(s, "＊", "*")
	for _, at := range maskedID.FindAllStringIndex(plain, -1) {
		v := plain[at[0]:at[1]]
		if !begins(plain[:at[0]]) || !ends(plain[at[1]:]) || !strings.Contains(v, "*") || strings.Contains(v[6:14], "*") {
			continue
		}
		if _, ok := birth(number(v[6:10]), number(v[10:12]), number(v[12:14])); ok && number(v[6:10]) >= 1900 && number(v[6:10]) < 2100 {
			f.add(badlyMasked, v, v[:6]+"********"+v[14:], f.place, f.hidden)
		}
	}
	for _, at := range maskedPhone.FindAllStringIndex(plain, -1) {
		v := plain[at[0]:at[1]]
		if n := strings.Count(v, "*"); n > 0 && n < 4 && begins(plain[:at[0]]) && ends(plain[at[1]:]) {
			f.add(badlyMasked, v, v[:3]+"****"+v[7:], f.place, f.hidden)
		}
	}
}

// internalMark is a line that holds nothing but a marking of what is not to
// leave the office.
var internalMark = regexp.MustCompile(`^[【〔\[（(]?(内部(?:资料|文件|材料|刊物|使用)[，,、；;·!！]*(?:注意保存|注意保管|妥善保管|妥善保存|不得外传|请勿外传|严禁外传|禁止外传|不得公开)|(?:不得|请勿|严禁|禁止)外传|工作秘密(?:[★☆].{0,8}|[，,、；;·]*(?:注意保存|不得外传|妥善保管)))[】〕\]）)]?[!！。]?$`)

// internal looks for such a marking in the head of a part.
func (f *Finder) internal(s string) {
	if !f.head || len(s) > 150 || !containsAny(s, []string{"内部", "外传", "工作秘密"}) {
		return
	}
	line := squeeze(strings.TrimSpace(s))
	if strings.ContainsRune(line, '\t') {
		return
	}
	if m := internalMark.FindStringSubmatch(line); m != nil {
		f.add(internalOnly, m[1], m[1], f.place, f.hidden)
	}
}

func containsAny(s string, list []string) bool {
	for _, w := range list {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// digits counts the ASCII digits of a text.
func digits(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i]-'0' <= 9 {
			n++
		}
	}
	return n
}
