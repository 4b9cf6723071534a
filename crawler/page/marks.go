package page

import (
	"regexp"
	"strings"

	"duwang/crawler/portal"
)

var (
	siteCode     = regexp.MustCompile(`(?i)标识码[^0-9a-z]{0,6}(bm\d{8}|\d{10})(?:[^0-9]|$)`)
	siteCodeLink = regexp.MustCompile(`(?i)site_?code=(bm\d{8}|\d{10})(?:[^0-9]|$)`)
	icpNumber    = regexp.MustCompile(`(?i)[\p{Han}]ICP[备证]\d{6,10}号?(?:-\d+)?`)
	policeNumber = regexp.MustCompile(`[\p{Han}]公网安备\d{11,16}号?`)
	contactLine  = regexp.MustCompile(`(?:联系电话|联系方式|办公电话|联系地址|办公地址|电话|邮箱|地址)\s*[:：]\s*[^\s|｜]{4,60}`)
	sponsored    = regexp.MustCompile(`(?:主办单位|网站主办|主办机构|主办机关|主办方|主办)\s*[:：]\s*([^\s|｜　]+)`)
	sponsorAfter = regexp.MustCompile(`([\p{Han}（）()]{4,30}?(?:政府|公署|委员会|办公室|办公厅|局|厅|部|院|管委会|街道办事处|乡|镇))\s*主办(?:$|[^\p{Han}]|政府网站|网站|承办|版权)`)
)

// marks reads what the guide of 国办发〔2017〕47号 wants at the foot of a home
// page: sponsor, code, 找错, 党政机关标识, ICP and police records, contact and
// site map. Every page is read, for the foot is the same on all.
func (r *reader) marks() []portal.Mark {
	found := map[string]string{}
	set := func(name, value string) {
		if value = tidy(value); value != "" && found[name] == "" {
			found[name] = clip(value, 80)
		}
	}
	r.lineMarks(found, set)
	r.linkMarks(found, set)
	r.scriptMarks(found, set)
	var list []portal.Mark
	for _, name := range []string{portal.MarkSponsor, portal.MarkCode, portal.MarkReportError, portal.MarkParty, portal.MarkICP, portal.MarkPolice, portal.MarkContact, portal.MarkSitemap} {
		if v := found[name]; v != "" {
			list = append(list, portal.Mark{Name: name, Value: v})
		}
	}
	return list
}

// lineMarks reads the marks that are text. They stand at the foot, so the lines
// are read from the last; above the middle only a home page is searched.
func (r *reader) lineMarks(found map[string]string, set func(name, value string)) {
	for i := len(r.lines) - 1; i >= 0; i-- {
		if i*2 < len(r.lines) && len(r.lines) > 40 && !r.opt.Home && r.lines[i].flags&inFoot == 0 {
			continue
		}
		l := &r.lines[i]
		if l.flags&(isTemplate|inBody) != 0 || l.length > 600 || l.length < 2 {
			continue
		}
		t := l.text
		if found[portal.MarkSponsor] == "" && strings.Contains(t, "主办") {
			if m := sponsored.FindStringSubmatch(t); m != nil {
				set(portal.MarkSponsor, sponsorName(m[1]))
			} else if m := sponsorAfter.FindStringSubmatch(squeeze(t)); m != nil {
				set(portal.MarkSponsor, m[1])
			} else if hasSuffixAny(strings.TrimRight(squeeze(t), ":："), "主办", "主办单位") && l.length < 8 {
				if v, _, ok := r.nextValue(int32(i), false); ok {
					set(portal.MarkSponsor, sponsorName(v))
				}
			}
		}
		if found[portal.MarkCode] == "" && strings.Contains(t, "标识码") {
			s := squeeze(fold(t))
			if i+1 < len(r.lines) && len(s) < 40 {
				s += squeeze(fold(r.lines[i+1].text))
			}
			if m := siteCode.FindStringSubmatch(s); m != nil {
				set(portal.MarkCode, strings.ToLower(m[1]))
			}
		}
		if found[portal.MarkICP] == "" && containsAny(t, "ICP", "icp", "Icp", "ＩＣＰ") {
			set(portal.MarkICP, icpNumber.FindString(squeeze(fold(t))))
		}
		if found[portal.MarkPolice] == "" && strings.Contains(t, "公网安备") {
			s := squeeze(t)
			if m := policeNumber.FindString(s); m != "" {
				set(portal.MarkPolice, m)
			} else if i+1 < len(r.lines) {
				set(portal.MarkPolice, policeNumber.FindString(s+squeeze(r.lines[i+1].text)))
			}
		}
		if found[portal.MarkContact] == "" && l.length < 300 && (l.flags&inFoot != 0 || i*3 > len(r.lines)*2) && containsAny(t, "电话", "地址", "邮箱", "联系方式") {
			set(portal.MarkContact, contactLine.FindString(t))
		}
	}
}

// linkMarks reads the marks that are links and pictures.
func (r *reader) linkMarks(found map[string]string, set func(name, value string)) {
	for i := len(r.anchors) - 1; i >= 0; i-- {
		if a := &r.anchors[i]; len(a.text) >= len("网站地图") && len(a.text) < 90 {
			wordMarks(a.text, set)
		}
	}
	for i := len(r.refs) - 1; i >= 0; i-- {
		if f := &r.refs[i]; f.text != "" && (f.from == refImage || f.from == refArea) {
			wordMarks(f.text, set)
		}
	}
	for i := len(r.refs) - 1; i >= 0; i-- {
		raw := r.refs[i].raw
		if found[portal.MarkParty] == "" && strings.Contains(raw, "conac.cn") {
			set(portal.MarkParty, raw)
		}
		if found[portal.MarkReportError] == "" && containsAny(raw, "jiucuo", "zfwzgl.www.gov.cn", "pucha.kaipuyun.cn") {
			set(portal.MarkReportError, raw)
		}
		if found[portal.MarkCode] == "" && strings.Contains(raw, "code=") {
			if m := siteCodeLink.FindStringSubmatch(raw); m != nil {
				set(portal.MarkCode, strings.ToLower(m[1]))
			}
		}
		if found[portal.MarkSitemap] == "" && containsAny(raw, "sitemap", "wzdt/") {
			set(portal.MarkSitemap, raw)
		}
	}
}

// wordMarks reads a mark off the words of a link or picture.
func wordMarks(text string, set func(name, value string)) {
	if !containsAny(text, "网站", "联系", "站点", "党政机关") || runes(text) > 20 {
		return
	}
	switch text = squeeze(text); {
	case containsAny(text, "网站找错", "网站纠错"):
		set(portal.MarkReportError, text)
	case containsAny(text, "网站地图", "站点地图"):
		set(portal.MarkSitemap, text)
	case containsAny(text, "联系我们", "联系方式"):
		set(portal.MarkContact, text)
	case strings.Contains(text, "党政机关"):
		set(portal.MarkParty, text)
	}
}

// scriptMarks reads the marks that a script puts in.
func (r *reader) scriptMarks(found map[string]string, set func(name, value string)) {
	for i := range r.scripts {
		for _, t := range [2]string{r.scripts[i].src, r.scripts[i].text} {
			if t == "" {
				continue
			}
			if containsAny(t, "jiucuo", "zfwzgl.www.gov.cn", "pucha.kaipuyun") {
				if r.scripts[i].src != "" {
					set(portal.MarkReportError, r.scripts[i].src)
				} else {
					set(portal.MarkReportError, "我为政府网站找错")
				}
				if m := siteCodeLink.FindStringSubmatch(t); m != nil {
					set(portal.MarkCode, strings.ToLower(m[1]))
				}
			}
			if found[portal.MarkParty] == "" && strings.Contains(t, "conac.cn") {
				set(portal.MarkParty, conac.FindString(t))
			}
		}
	}
}

var conac = regexp.MustCompile(`[\w:/%.\-]*conac\.cn[\w/?=&%.\-]*`)

// sponsorName cuts a sponsor's name where the next label begins.
func sponsorName(s string) string {
	for _, w := range []string{"承办", "协办", "技术支持", "运行维护", "版权所有", "网站标识码", "政府网站标识码", "地址", "电话", "维护", "主管单位", "建设单位", "备案"} {
		if i := strings.Index(s, w); i > 0 {
			s = s[:i]
		}
	}
	return strings.Trim(s, "，,；;。|｜-—")
}

// sectionWords are the names under which the required sections of a site
// stand (政府信息公开条例第十二条、第四十九条; 国办发〔2017〕47号; 政府信息公开平台规范).
var sectionWords = []struct {
	typ   string
	words []string
}{
	{portal.TypeGuide, []string{"政府信息公开指南", "信息公开指南", "公开指南"}},
	{portal.TypeInstitution, []string{"政府信息公开制度", "信息公开制度", "公开制度", "信息公开规定"}},
	{portal.TypeCatalogue, []string{"法定主动公开内容", "法定主动公开", "主动公开内容", "政府信息公开目录", "信息公开目录"}},
	{portal.TypeAnnualReport, []string{"政府信息公开年报", "信息公开年报", "政府信息公开年度报告", "信息公开年度报告", "政府信息公开工作年度报告", "信息公开工作年度报告", "公开年报", "年度报告"}},
	{portal.TypeApplication, []string{"依申请公开", "公开申请", "在线申请公开", "申请公开"}},
}

// sections returns the required sections that a link or a heading names.
func (r *reader) sections() []string {
	found := map[string]bool{}
	look := func(text string) {
		if !containsAny(text, "公开", "公 开", "年度报告") {
			return
		}
		s := squeeze(text)
		n := runes(s)
		if n < 4 || n > 16 {
			return
		}
		for _, w := range sectionWords {
			if found[w.typ] {
				continue
			}
			for _, word := range w.words {
				if strings.Contains(s, word) {
					found[w.typ] = true
					break
				}
			}
		}
	}
	for i := range r.anchors {
		if a := &r.anchors[i]; len(a.text) <= 60 {
			if a.text == "" {
				look(r.linkText(a.elem))
			} else {
				look(a.text)
			}
		}
	}
	for i := range r.elems {
		if el := &r.elems[i]; el.flags&(isHeading|isTitle) != 0 && el.lineEnd-el.line == 1 && el.flags&isTemplate == 0 {
			look(r.lines[el.line].text)
		}
	}
	var list []string
	for _, w := range sectionWords {
		if found[w.typ] {
			list = append(list, w.typ)
		}
	}
	return list
}

// attachments returns the files that the page's content offers.
func (r *reader) attachments(b *body) []portal.Attachment {
	var list []portal.Attachment
	seen := map[string]bool{}
	for i := range r.refs {
		f := &r.refs[i]
		if f.from == refImage || f.from == refPicture || f.from == refRefresh || r.flagsOf(f.elem)&(inNav|inFoot|inHead|isTemplate) != 0 {
			continue
		}
		u := f.url
		if u == "" || seen[u] || !isFile(u) {
			continue
		}
		seen[u] = true
		text := f.text
		if f.elem >= 0 && f.from != refFrame && f.from != refOption {
			text = r.linkText(f.elem)
		}
		list = append(list, portal.Attachment{Text: text, URL: u})
	}
	return list
}
