package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"duwang/crawler/portal"
)

// A Field is one piece of evidence in words.
type Field struct {
	Label  string
	Values []Value
}

// A Value is a piece of text, with its address when it is one to open.
type Value struct{ Text, URL string }

// Text joins the values of the field: "甲；乙".
func (f Field) Text() string {
	parts := make([]string, len(f.Values))
	for i, v := range f.Values {
		parts[i] = v.Text
	}
	return strings.Join(parts, "；")
}

// Evidence puts the finding's evidence into words, in the order in which a
// person would ask for it. Keys that have no words are left to the JSON.
func (f *Finding) Evidence() []Field {
	var raw map[string]json.RawMessage
	if json.Unmarshal(f.Finding.Evidence, &raw) != nil {
		return nil
	}
	var fields []Field
	for _, k := range evidenceKeys {
		v, ok := raw[k.key]
		if !ok || len(v) == 0 || string(v) == "null" {
			continue
		}
		if values := k.say(f.Check, v); len(values) > 0 {
			fields = append(fields, Field{lookup(labelWords, f.Check+" "+k.key, k.label), values})
		}
	}
	return fields
}

// An evidenceKey is one key of the evidence (contract §4) with its label and
// its way into words.
type evidenceKey struct {
	key, label string
	say        func(check string, v json.RawMessage) []Value
}

// referrersLabel is the label of the pages that show a link.
const referrersLabel = "所在页面"

var evidenceKeys = []evidenceKey{
	{"newest", "最新信息日期", sayDate},
	{"age_days", "已有多少天未更新", sayCount("天")},
	{"limit_days", "更新期限", sayCount("天")},
	{"items", "列表信息条数", sayCount("条")},
	{"section", "缺少的栏目", saySection},
	{"status", "网站返回状态码", sayNumber},
	{"error", "访问结果", sayWord(errorWords)},
	{"kind", "具体情形", sayKind},
	{"detail", "情况说明", sayText},
	{"attempts", "访问次数", sayCount("次")},
	{"text", "链接文字", sayText},
	{"referrer_count", "显示该链接的页面", sayCount("个")},
	{"referrers", referrersLabel, sayLinks},
	{"field", "缺少的要素", sayWord(fieldWords)},
	{"fields", "缺少的要素", sayWord(fieldWords)},
	{"tag", "缺少的标签", sayTag},
	{"page_kind", "页面类别", sayWord(pageWords)},
	{"mark", "标识", sayMark},
	{"year", "年度", sayCount("年")},
	{"due", "应发布期限", sayDate},
	{"formed_on", "成文日期", sayDate},
	{"formed_from", "成文日期取自", sayWord(formedWords)},
	{"published_on", "发布日期", sayDate},
	{"limit", "期限", sayCount("个工作日")},
	{"last_day", "最后期限", sayDate},
	{"workdays", "实际用时", sayCount("个工作日")},
	{"calendar_days", "不计入的日期", sayDays},
	{"note", "页面附注", sayText},
	{"masked", "发现的号码（已遮盖）", sayText},
	{"count", "数量", sayPages},
	{"samples", "示例页面", sayLinks},
	{"columns", "栏目个数", sayCount("个")},
	{"least", "规定数量", sayCount("个")},
	{"named", "有关页面", sayLinks},
	{"other", "另一处", sayText},
	{"from", "开始日期", sayDate},
	{"to", "结束日期", sayDate},
	{"missing", "缺少的内容", sayText},
	{"names", "读到的名称", sayCount("个")},
	{"value", "标签的内容", sayText},
	{"shown", "页面显示的内容", sayText},
	{"entry", "入口", sayText},
	{"host", "域名", sayText},
	{"here", "本报告的数", sayNumber},
	{"there", "对照报告的数", sayNumber},
	{"stated", "报告写明的", sayText},
	{"sums", "不相等的各项", saySums},
	{"extra", "多出的内容", sayText},
	{"texts", "有关文字", sayText},
	{"by", "废止依据的页面", sayLinks},
	{"by_title", "废止依据", sayText},
	{"validity", "页面标明的有效性", sayText},
	{"wrong", "原文用词", sayText},
	{"right", "应为", sayText},
	{"quote", "原文", sayText},
	{"word_from", "词表出处", sayText},
	{"looks", "监测次数", sayCount("次")},
	{"failed", "未打开次数", sayCount("次")},
	{"watched_days", "监测满额的天数", sayCount("天")},
	{"millis", "打开时间（中位数）", sayCount("毫秒")},
	{"asked_on", "来信日期", sayDate},
	{"replied_on", "答复日期", sayDate},
	{"days", "实际天数", sayCount("天")},
	{"name", "缺少的功能", sayText},
	{"other_on", "另一处的发布日期", sayDate},
	{"annexes", "正文写明的附件", sayText},
	{"pictures", "图片", sayCount("张")},
	{"chars", "正文文字", sayCount("字")},
	{"values", "两处的内容", sayText},
	{"series", "发文代字和年份", sayText},
	{"numbers", "缺少的序号", sayText},
}

// labelWords are the labels that mean something else for one check.
var labelWords = []word{
	{"mark-missing mark", "缺少的标识"}, {"secret-mark mark", "发现的密级标志"}, {"identity-exposed count", "号码个数"}, {"identity-exposed referrer_count", "挂出该附件的页面"}, {"secret-mark referrer_count", "挂出该附件的页面"}, {"tag-missing count", "涉及页面"},
	{"column-name text", "栏目名称"}, {"form-uneditable text", "表格名称"}, {"form-uneditable other", "文件地址"}, {"repost-source text", "标明的来源"}, {"outside-link other", "站外地址"}, {"dark-link count", "涉及页面"}, {"number-gap count", "已见的文件"}, {"restricted-topic text", "标题用词"}, {"internal-mark mark", "发现的标志"}, {"personal-list count", "涉及人数"}, {"bad-mask count", "号码个数"}, {"hidden-number count", "号码个数"},
	{"personal-list referrer_count", "挂出该附件的页面"}, {"bad-mask referrer_count", "挂出该附件的页面"}, {"hidden-number referrer_count", "挂出该附件的页面"}, {"internal-mark referrer_count", "挂出该附件的页面"}, {"home-few limit_days", "统计天数"}, {"home-few items", "近期发布条数"},
}

var errorWords = []word{
	{portal.ErrNoHost, "域名无法解析"}, {portal.ErrTimeout, "超时未响应"}, {portal.ErrRefused, "拒绝连接"},
	{portal.ErrReset, "连接中断"}, {portal.ErrTLS, "安全连接失败"}, {portal.ErrRedirectLoop, "循环跳转"},
	{portal.ErrSoft404, "页面提示内容不存在"}, {portal.ErrToHome, "信息地址跳转到首页"},
	{portal.ErrEmpty, "文件为空（0字节）"}, {portal.ErrFetch, "读取失败"},
}

var fieldWords = []word{
	{"title", "标题"}, {"published_at", "发布日期"}, {"source", "信息来源"}, {"body", "正文"},
	{"document_number", "发文字号"}, {"index_number", "索引号"}, {"issuer", "发布机构"},
	{"formed_on", "成文日期"}, {"disclosure", "公开属性说明（如“此件主动公开”）"},
}

var pageWords = []word{{"home", "首页"}, {"column", "栏目页"}, {"article", "信息内容页"}}

var formedWords = []word{
	{portal.FormedFromMetadata, "页面信息项"}, {portal.FormedFromSignature, "正文落款"},
}

// tagWords gloss the tags of the annex 网页设计规范 to 国办发〔2017〕47号.
var tagWords = []word{
	{"SiteName", "网站名称"}, {"SiteDomain", "网站域名"}, {"SiteIDCode", "政府网站标识码"},
	{"ColumnName", "栏目名称"}, {"ColumnDescription", "栏目描述"}, {"ColumnKeywords", "栏目关键词"}, {"ColumnType", "栏目类别"},
	{"ArticleTitle", "信息标题"}, {"PubDate", "发布日期"}, {"ContentSource", "信息来源"},
}

var markWords = []word{
	{portal.MarkSponsor, "主办单位"}, {portal.MarkCode, "政府网站标识码"}, {portal.MarkReportError, "我为政府网站找错"},
	{portal.MarkParty, "党政机关网站标识"}, {portal.MarkICP, "ICP备案号"}, {portal.MarkPolice, "公安备案号"},
	{portal.MarkContact, "联系方式"}, {portal.MarkSitemap, "网站地图"},
}

// caseWords are the kinds of one check, by check.
var caseWords = map[string][]word{
	"link-broken": {
		{portal.LinkPage, "页面链接"}, {portal.LinkImage, "图片"}, {portal.LinkAttachment, "附件"}, {portal.LinkExternal, "站外链接"},
	},
	"date-implausible": {{"before-formed", "发布日期早于成文日期"}, {"future", "发布日期晚于检查日"}},
	"annual-report":    {{"missing", "未发布"}, {"late", "逾期发布"}},
	"interpretation":   {{"missing", "没有解读材料"}, {"late", "解读发布超期"}, {"unlinked", "文件与解读没有相互链接"}},
	"identity-exposed": {{"id-number", "居民身份证号码"}, {"bank-card", "银行卡号"}},
	"columns-veto":     {{"stale", "超期未更新"}, {"due", "应更新未更新"}, {"blank", "空白栏目"}},
	"column-name":      {{"unclear", "名称含义不清"}, {"off-duty", "疑似与履职无关"}},
	"column-double":    {{"home", "地址是网站首页"}, {"same", "与另一栏目内容相同"}},
	"wrong-word":       {{portal.WordTypo, "错别字"}, {portal.WordMisstatement, "严重表述错误"}, {portal.WordHarmful, "有害内容"}},
	"availability":     {{"unreachable", "站点无法访问"}, {"opened-badly", "首页可用性不足"}, {"few-looks", "监测样本不足"}, {"opened-slowly", "加载过慢"}},
	"letters":          {{"late", "答复超期"}, {"open", "长期未答复"}},
	"activity-count":   {{"survey", "征集调查"}, {"interview", "在线访谈"}},
	"form-offer":       {{"form-file", "没有表格"}, {"form-sample", "没有样表"}},
	"consultation":     {{"consult", "征求意见期限"}, {"preopen", "预公开期限"}, {"land", "征地公告期限"}, {"bid", "中标公示期限"}, {"feedback", "没有采纳情况"}, {"survey", "没有调查结果"}, {"draft", "没有事先征求意见"}},
	"file-damaged":     {{portal.FaultDamaged, "文件损坏"}, {portal.FaultEncrypted, "设有密码"}, {portal.FaultForm, "与扩展名不符"}},
	"told-twice":       {{"formed_on", "成文日期不同"}},
	"personal-list":    {{"mobile", "个人手机号码"}, {"address", "家庭住址"}, {"health", "健康信息"}, {"pupil", "未成年人信息"}},
}

func say(text string) []Value {
	if text = Clean(text); text == "" {
		return nil
	}
	return []Value{{Text: text}}
}

// texts reads a string, or a list of strings.
func texts(v json.RawMessage) []string {
	list := []json.RawMessage{v}
	if json.Unmarshal(v, &list) != nil {
		list = []json.RawMessage{v}
	}
	var out []string
	for _, one := range list {
		var text string
		if json.Unmarshal(one, &text) != nil {
			var n json.Number
			if json.Unmarshal(one, &n) != nil {
				return nil
			}
			text = n.String()
		}
		out = append(out, text)
	}
	return out
}

func sayText(_ string, v json.RawMessage) []Value {
	var out []Value
	for _, s := range texts(v) {
		out = append(out, say(s)...)
	}
	return out
}

// saySums says which two numbers of a form should be the same and are not.
func saySums(_ string, v json.RawMessage) []Value {
	var list []struct {
		Where       string
		Left, Right int
	}
	if json.Unmarshal(v, &list) != nil {
		return nil
	}
	var out []Value
	for _, s := range list {
		out = append(out, say(fmt.Sprintf("%s：%d与%d不相等", Clean(s.Where), s.Left, s.Right))...)
	}
	return out
}

func sayDate(_ string, v json.RawMessage) []Value {
	var d portal.Date
	if json.Unmarshal(v, &d) != nil {
		return sayText("", v)
	}
	return say(d.ChineseLong())
}

func number(v json.RawMessage) (string, bool) {
	var n json.Number
	dec := json.NewDecoder(bytes.NewReader(v))
	dec.UseNumber()
	if dec.Decode(&n) != nil {
		return "", false
	}
	return n.String(), true
}

func sayNumber(_ string, v json.RawMessage) []Value {
	n, ok := number(v)
	if !ok || n == "0" {
		return nil
	}
	return say(n)
}

func sayCount(unit string) func(string, json.RawMessage) []Value {
	return func(_ string, v json.RawMessage) []Value {
		n, ok := number(v)
		if !ok {
			return sayText("", v)
		}
		return say(n + unit)
	}
}

func sayPages(check string, v json.RawMessage) []Value {
	unit := "处"
	switch check {
	case "tag-missing", "identity-exposed", "bad-mask", "hidden-number":
		unit = "个"
	case "personal-list":
		unit = "人"
	}
	return sayCount(unit)(check, v)
}

func sayWord(words []word) func(string, json.RawMessage) []Value {
	return func(_ string, v json.RawMessage) []Value {
		var out []Value
		for _, s := range texts(v) {
			if w := lookup(words, s, ""); w != "" {
				out = append(out, Value{Text: w})
			} else if hasHan(s) {
				out = append(out, say(s)...)
			}
		}
		return out
	}
}

func saySection(_ string, v json.RawMessage) []Value {
	var out []Value
	for _, s := range texts(v) {
		out = append(out, say(portal.TypeChinese(s))...)
	}
	return out
}

func sayKind(check string, v json.RawMessage) []Value { return sayWord(caseWords[check])(check, v) }

func sayTag(_ string, v json.RawMessage) []Value {
	var out []Value
	for _, s := range texts(v) {
		if w := lookup(tagWords, s, ""); w != "" {
			s = w + "（" + s + "）"
		}
		out = append(out, say(s)...)
	}
	return out
}

func sayMark(check string, v json.RawMessage) []Value {
	if check == "mark-missing" {
		return sayWord(markWords)(check, v)
	}
	return sayText(check, v)
}

func sayLinks(_ string, v json.RawMessage) []Value {
	var out []Value
	for _, s := range texts(v) {
		if s = Clean(s); s != "" {
			out = append(out, Value{Text: s, URL: WebAddress(s)})
		}
	}
	return out
}

// A dayOff is one calendar day that a term did not count.
type dayOff struct {
	Date   portal.Date `json:"date"`
	Reason string      `json:"reason"`
}

// sayDays gathers days of one stretch and reason: 2026年10月1日至10月7日 国庆节放假.
// Saturdays and Sundays of one weekend are one stretch.
func sayDays(_ string, v json.RawMessage) []Value {
	var days []dayOff
	if json.Unmarshal(v, &days) != nil {
		return sayText("", v)
	}
	var out []Value
	for i := 0; i < len(days); {
		first, reason := days[i], offReason(days[i].Reason)
		j := i + 1
		for j < len(days) && days[j].Date == days[j-1].Date+1 && offReason(days[j].Reason) == reason {
			j++
		}
		last := days[j-1]
		text := first.Date.Chinese()
		if last.Date != first.Date {
			_, m, d := last.Date.Date()
			text += fmt.Sprintf("至%d月%d日", int(m), d)
			if last.Date.Year() != first.Date.Year() {
				text = first.Date.Chinese() + "至" + last.Date.Chinese()
			}
		}
		if reason != "" {
			text += "　" + reason
		}
		if n := j - i; n > 1 {
			text += "（" + strconv.Itoa(n) + "天）"
		}
		out = append(out, Value{Text: text})
		i = j
	}
	return out
}

func offReason(s string) string {
	if s == "周六" || s == "周日" {
		return "周末"
	}
	return Clean(s)
}

// WebAddress returns s when it is an address that may be opened from a report,
// and "" for anything else, such as javascript: or a file path.
func WebAddress(s string) string {
	if len(s) > 8 && (strings.EqualFold(s[:7], "http://") || strings.EqualFold(s[:8], "https://")) {
		return s
	}
	return ""
}
