package rules

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// argumentWords say an argument that is one value or list: what stands before
// it and behind it.
var argumentWords = map[string][2]string{
	"stale_columns": {"超期栏目达", "个"}, "overdue_columns": {"应更新未更新栏目达", "个"}, "blank_columns": {"空白栏目达", "个"},
	"elements": {"应写明", ""}, "extra": {"不得要求", ""}, "found": {"读到不少于", "项才判断"}, "items": {"应有", "栏目"}, "scope": {"", ""},
	"phrases": {"", ""}, "unless": {"同页写明", "的不算"}, "titles": {"标题含", "的页面"}, "menu": {"读到的栏目名称不少于", "个才判断"}, "suffix": {"后缀应为", ""}, "forms": {"格式为", ""}, "together": {"合并列出：", ""},
	"headings": {"读到的标题不少于", "个时才判断"}, "rows": {"读到的表格不少于", "行时才判断"}, "since": {"", "年度及以后的"},
	"parts": {"应有", ""}, "alike": {"相似度达", "%"}, "shortest": {"正文不少于", "字"}, "any": {"提到", "之一"}, "name": {"应说明", ""},
	"days": {"看最近", "天"}, "least": {"从", "起算"},
	"names": {"名称为", ""}, "lacking": {"缺", "项以上"}, "year": {"看最近", "天的来信"}, "watched_days": {"监测满", "天"}, "per_day": {"每天", "次以上"}, "percent": {"占比达", "%"}, "below": {"不到", "%"}, "millis": {"超过", "毫秒"}, "natural_days": {"期限", "天（自然日）"}, "aspect": {"", ""}, "words": {"词语：", ""}, "spared": {"不含", ""}, "chars": {"正文不足", "字"}, "share": {"已见", "%以上才提示"},
}

// leadWords are further words of arguments, as chineseWords.
var leadWords = map[string]string{
	"site": "按网站核对", "unit": "按单位核对", "true": "是", "guide": "公开指南", "form": "申请表", "channel": "受理信息", "functions": "平台功能", "standard": "标准目录", "list": "公开清单",
	"suffix": "域名后缀", "ip": "仅用数字地址", "structure": "域名结构", "multiple": "多个域名", "own-site": "单独建站", "https": "加密访问", "header": "页头", "code": "标识码", "frame": "页脚",
	"search": "站内搜索", "accessibility": "无障碍入口", "pubdate": "时间标签", "name": "网站名称", "leaders": "领导信息", "shown": "显示的时间", "mismatch": "标签与页面", "term": "答复期限", "contact": "联系电话",
	"parts": "六个部分", "period": "统计期限", "year": "年份", "active": "主动公开表格", "requests": "申请办理表格", "blank": "空白单元格",
	"balance": "收支平衡", "details": "各项之和", "columns": "各列之和", "reviews": "复议诉讼之和", "carried": "上年结转", "prose": "正文与表格", "text": "正文相似度",
	"fee": "收费", "review": "考核评议", "catalogue": "清单调整",
	"unclear": "含义不清", "short": "期限", "result": "结果反馈", "draft": "事先征求意见", "typo": "错别字", "misstatement": "严重表述错误", "harmful": "有害内容", "consult": "征求意见", "unreachable": "打不开", "few-looks": "监测不足", "opened-badly": "可用性不足", "opened-slowly": "打开缓慢", "preopen": "预公开", "land": "征地公告", "bid": "中标公示", "feedback": "采纳情况",
	"survey": "征集调查", "interview": "在线访谈", "matter": "办事指南", "guide-veto": "按网站统计", "interpretation": "政策解读", "budget": "预决算", "double": "双公示", "penalty": "行政处罚",
	"open": "尚未答复", "form-file": "表格", "form-sample": "样表", "promise": "答复时限", "query": "查询", "rating": "评价", "faq": "常见问题", "statistics": "统计", "letters": "来信", "notice": "预告",
	"class": "分类", "evaluation": "评价", "vague": "表述模糊", "interpret-entry": "栏目入口", "interact-entry": "栏目入口", "service-entry": "栏目入口", "off-duty": "与履职无关", "other": "其他栏目",
	"mobile": "个人手机号码", "address": "家庭住址", "health": "健康信息", "pupil": "未成年人信息",
}

// topicWords lists the names of topics.
func topicWords(v *yaml.Node) string {
	var names []string
	for _, t := range v.Content {
		if n := value(unalias(t), "name"); n != nil {
			names = append(names, n.Value)
		}
	}
	return strings.Join(names, "、")
}
