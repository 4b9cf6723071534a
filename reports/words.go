package reports

import (
	"strconv"
	"strings"
	"unicode"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// A word is a code of the program with what people read instead of it.
type word struct{ code, chinese string }

func lookup(list []word, code, other string) string {
	for _, w := range list {
		if w.code == code {
			return w.chinese
		}
	}
	return other
}

var severityWords = []word{
	{rules.Veto, "一票否决"}, {rules.Critical, "严重"}, {rules.Major, "较重"}, {rules.Minor, "一般"}, {rules.Info, "提示"},
}

// SeverityWord returns the office's word for a severity of a ruleset.
func SeverityWord(severity string) string { return lookup(severityWords, severity, "未分级") }

// VerdictWord returns 问题 for a violation and 疑似问题 for a suspect.
func VerdictWord(verdict string) string {
	if verdict == checks.Suspect {
		return "疑似问题"
	}
	return "问题"
}

// kindWords name the kind of problem (问题类型) that a check finds.
var kindWords = []word{
	{"column-stale", "栏目更新超期"},
	{"column-blank", "空白栏目"},
	{"column-undated", "信息未标日期"},
	{"home-stale", "首页更新超期"},
	{"section-missing", "必设栏目缺失"},
	{"link-broken", "错链断链"},
	{"field-missing", "信息要素缺失"},
	{"tag-missing", "网页标签缺失"},
	{"mark-missing", "首页标识缺失"},
	{"deadline", "公开超过法定期限"},
	{"date-implausible", "日期不合理"},
	{"annual-report", "年度报告未按期发布"},
	{"interpretation", "政策解读不到位"},
	{"non-public-note", "误发非主动公开文件"},
	{"identity-exposed", "泄露个人信息"},
	{"secret-mark", "疑似涉密标识"},
	{"columns-veto", "栏目不更新达到否决数量"},
	{"unit-stale", "单位未按周期更新"},
	{"home-few", "首页更新数量少"},
	{"column-name", "栏目名称不规范"},
	{"column-double", "虚假栏目、重复栏目"},
	{"personal-list", "疑似公开个人信息"},
	{"content-missing", "应公开的内容没有栏目"},
	{"content-stale", "概况、领导信息等长期没有更新"},
	{"control-missing", "首页功能入口缺失"},
	{"page-value", "网页标签和时间的写法"},
	{"platform-apart", "政府信息公开专栏另设网站"},
	{"report-compare", "年度报告前后和相互比对"},
	{"report-form", "年度报告格式"},
	{"report-statement", "年度报告应说明的事项"},
	{"report-sum", "年度报告数据勾稽关系"},
	{"report-table", "年度报告表格"},
	{"site-domain", "网站域名"},
	{"site-identity", "网站名称、徽标和标识码"},
	{"wording-missing", "页面应写明的要素缺失"},
	{"wording-outdated", "页面表述过时或有误"},
	{"yearly-item", "每年应发布的信息"},
	{"repealed-unmarked", "已废止文件未标注"}, {"availability", "网站可用性"}, {"wrong-word", "疑似用词错误"}, {"text-elements", "页面要素不全"}, {"letters", "来信答复不到位"}, {"consultation", "征求意见、公示不到位"}, {"activity-count", "互动活动次数不足"},
	{"column-feature", "栏目功能缺失"}, {"text-only", "解读形式单一"}, {"form-offer", "表格样表缺失"},
	{"link-slow", "链接打开缓慢"}, {"dark-link", "疑似暗链"}, {"outside-link", "公文含站外链接"}, {"annex-missing", "疑似附件缺失"},
	{"file-damaged", "附件疑似损坏"}, {"form-uneditable", "表格不能编辑"}, {"image-only", "公文只有图片"}, {"repost-source", "转载来源不规范"},
	{"republished", "疑似旧文新发"}, {"share-missing", "没有分享功能"}, {"told-twice", "两处内容不一致"}, {"number-gap", "发文字号不连续"},
	{"bad-mask", "号码遮盖不到位"},
	{"hidden-number", "隐藏内容里有个人号码"},
	{"internal-mark", "疑似内部资料"},
	{"restricted-topic", "疑似须经批准的信息"},
}

// KindWord returns the kind of problem that a check finds, in the office's words.
func KindWord(check string) string {
	if w := lookup(kindWords, check, ""); w != "" {
		return w
	}
	if c, ok := checks.Lookup(check); ok {
		return c.Title
	}
	return "其他问题"
}

// warningWords name what will be a problem soon, by check.
var warningWords = []word{
	{"column-stale", "栏目更新即将超期"}, {"annual-report", "年度报告发布期限将至"}, {"home-stale", "首页更新即将超期"},
	{"unit-stale", "单位更新即将超期"}, {"consultation", "征求意见结果反馈期限将至"},
}

var classWords = []word{
	{portal.UnitDepartment, "部门"}, {portal.UnitTownship, "乡镇（街道）"}, {portal.UnitGovernment, "政府"},
	{portal.UnitEnterprise, "企事业单位"}, {portal.UnitSite, "网站"},
}

// ClassWord returns the class (类别) of a kind of unit: 部门.
func ClassWord(kind string) string { return lookup(classWords, kind, "其他") }

// A reason is why something could not be verified, what that means, and what
// is to be done about it.
type reason struct{ code, word, meaning string }

// The order is that of the report.
var reasons = []reason{
	{portal.GapBlocked, "网站拒绝访问", "网站要求验证、登录或者拒绝了程序的访问，页面内容没有读到。可请网站运维单位将本程序列入允许名单后复扫，或者人工打开核对。"},
	{portal.GapScript, "列表需脚本加载", "列表由页面脚本另行请求生成，程序没有取得其中的信息，不能据此认定栏目空白或者未更新。请人工打开核对。"},
	{portal.GapDates, "发布日期相互矛盾", "同一页面写明的几个发布日期相差超过31天，无法判断以哪一个为准。请责任单位核对并统一页面上的日期。"},
	{portal.GapRobots, "网站声明不允许抓取", "网站的爬虫协议不允许程序读取该地址。如属本级政府网站，可经授权后复扫。"},
	{portal.GapTimeout, "超时未响应", "在规定时间内没有响应，多次尝试仍未取得。可另择时段复扫，或者人工打开核对。"},
	{portal.GapSize, "文件超过大小上限", "页面或者文件超过读取上限，只取得一部分，未作判断。请人工打开核对。"},
	{portal.GapPrivate, "内部地址", "地址指向内部网络，按设置不予访问。如确需检查，请由管理员开启相应设置。"},
	{portal.GapLimit, "本次未查完", "达到页数上限或者巡检中断，尚未读到。继续巡检后可以补齐。"},
	{portal.GapError, "网站服务异常", "访问时网站服务出错、连接中断或者域名无法解析，没有取得可供判断的内容。可另择时段复扫。"},
	{portal.GapUnread, "附件未能读取", "附件能打开，但加密、损坏或者是扫描件，程序读不出文字。请人工打开核对。"},
	{portal.GapTemplate, "模板已变，待重新确认", "栏目的页面模板在确认之后改过，程序在新页面上读不到信息条目或者日期，不能据此认定栏目空白或者未更新。请重新运行 duwang init 核对后确认。"},
	{portal.GapRender, "页面未能呈现", "页面需要浏览器呈现，本次未能完成。请人工打开核对。"},
}

var otherReason = reason{"", "其他原因", "没有取得可供判断的内容。请人工打开核对。"}

func reasonOf(code string) reason {
	for _, r := range reasons {
		if r.code == code {
			return r
		}
	}
	return otherReason
}

// detailWords are the parts of a detail that the crawl writes in its own words.
var detailWords = []word{
	{"challenge", "访问验证页面"}, {"captcha", "验证码页面"}, {"login", "登录页面"}, {"maintenance", "维护页面"},
	{"timeout", "超时"}, {"redirect", "跳转"}, {"robots.txt", "爬虫协议"}, {"size", "超过大小上限"}, {"private", "内部地址"},
	{portal.ErrNoHost, "域名无法解析"}, {portal.ErrRefused, "拒绝连接"}, {portal.ErrReset, "连接中断"}, {portal.ErrTLS, "安全连接失败"},
	{portal.ErrRedirectLoop, "循环跳转"}, {portal.ErrToHome, "跳转到首页"}, {portal.ErrSoft404, "页面提示不存在"}, {portal.ErrEmpty, "内容为空"},
	{portal.ErrFetch, "读取失败"},
}

// detail puts the detail of an unverified row into words: what is Chinese
// already, or only dates and numbers, stays; status codes and known words are
// translated; what is left over is dropped rather than shown as a code.
func detail(s string) string {
	s = Clean(s)
	if s == "" {
		return s
	}
	if hasHan(s) {
		if code, rest, ok := strings.Cut(s, " "); ok && len(code) == 3 && !hasHan(code) {
			if _, err := strconv.Atoi(code); err == nil {
				return "网站返回状态码" + code + "，" + rest
			}
		}
		return s
	}
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) && r < 128 }) {
		if n, err := strconv.Atoi(s); err == nil && n >= 100 && n <= 999 {
			return "网站返回状态码" + s
		}
		return s
	}
	var parts []string
	for _, token := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == ':' }) {
		if n, err := strconv.Atoi(token); err == nil && n >= 100 && n <= 999 {
			parts = append(parts, "网站返回状态码"+token)
		} else if w := lookup(detailWords, strings.ToLower(token), ""); w != "" {
			parts = append(parts, w)
		}
	}
	return strings.Join(parts, "，")
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// Clean drops what no table or document can hold: control characters, and
// whatever is not valid UTF-8 or not a character of XML; runs of white space
// become one blank.
func Clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) && r != '\u3000':
			blank = b.Len() > 0
			continue
		case unicode.IsControl(r), r == 0xFFFE, r == 0xFFFF, hidden(r):
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hidden tells characters that turn the direction of text around them, by
// which a page's title could make a line of a report read otherwise.
func hidden(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0xFEFF
}

// Cut shortens s to at most n characters, the last of them an ellipsis when
// something was left out.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	count, end := 0, 0
	for i := range s {
		if count == n-1 {
			end = i
		}
		if count == n {
			return s[:end] + "…"
		}
		count++
	}
	return s
}

// Percent writes part of whole with one decimal, rounded down, so that a
// coverage just below 90 % never reads as 90 %; "—" when whole is 0.
func Percent(part, whole int) string {
	if whole == 0 {
		return "—"
	}
	tenths := int64(part) * 1000 / int64(whole)
	s := strconv.FormatInt(tenths/10, 10)
	if tenths%10 != 0 {
		s += "." + strconv.FormatInt(tenths%10, 10)
	}
	return s + "%"
}

// price says what one violation of a rule costs.
func price(r *rules.Rule, group rules.Centi) string {
	if r == nil {
		return ""
	}
	switch r.Effect.Kind {
	case rules.EffectVeto:
		return "单项否决"
	case rules.EffectDeduct:
		limit := r.Effect.Cap
		if limit == 0 {
			limit = group
		}
		s := "每处扣" + r.Effect.Points.String() + "分"
		if limit > 0 {
			s += "，最多扣" + limit.String() + "分"
		}
		return s
	}
	return "列出，不扣分"
}
