package rules

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duwang/crawler/portal"
)

// chineseWords are the office's words for what arguments of rules name.
var chineseWords = map[string]string{
	// fields of an article
	"title": "标题", "published_at": "发布日期", "source": "信息来源", "body": "正文", "document_number": "发文字号",
	"index_number": "索引号", "issuer": "发布机构", "formed_on": "成文日期", "disclosure": "公开方式",
	// kinds of page
	"home": "首页", "column": "栏目页", "article": "内容页",
	// marks of a home page
	portal.MarkSponsor: "主办单位", portal.MarkCode: "政府网站标识码", portal.MarkReportError: "“我为政府网站找错”入口",
	portal.MarkParty: "党政机关网站标识", portal.MarkICP: "ICP备案号", portal.MarkPolice: "公安备案号",
	portal.MarkContact: "联系方式", portal.MarkSitemap: "网站地图",
	// kinds of one check
	"future": "晚于检查日", "before-formed": "早于成文日期", "missing": "未发布", "late": "发布超期", "unlinked": "未互加链接",
	"id-number": "居民身份证号码", "bank-card": "银行卡号", "inner": "首页以外的页面", "any": "所有页面",
	"violation": "确认打不开", "suspect": "疑似打不开",
}

// Threshold says a rule's arguments in words: 期限14天，到期前4天内提醒. Arguments
// that it has no words for are written as they stand, key and value, so that
// nothing a rule depends on is left out.
func Threshold(r *Rule) string {
	with := unalias(&r.With)
	if with.Kind != yaml.MappingNode {
		return ""
	}
	unit := "天"
	switch r.Check {
	case "deadline", "interpretation":
		unit = "个工作日"
	case "letters":
		if k := value(with, "kind"); k != nil && k.Value == "late" {
			unit = "个工作日"
		}
	}
	var parts []string
	for i := 0; i+1 < len(with.Content); i += 2 {
		key, v := with.Content[i].Value, unalias(with.Content[i+1])
		switch key {
		case "limit":
			if k := value(with, "kind"); k != nil && k.Value == "unlinked" {
				continue // the limit is for its two sister rules
			}
			if v.Value == "0" && r.Check == "interpretation" {
				parts = append(parts, "与文件同日发布")
				continue
			}
			if v.Value == "0" {
				parts = append(parts, "期限以栏目台账登记的为准")
				continue
			}
			parts = append(parts, "期限"+v.Value+unit)
		case "formed_since":
			if d, err := portal.ParseDate(v.Value); err == nil {
				parts = append(parts, d.Chinese()+"以后成文的")
			}
		case "warn":
			parts = append(parts, "到期前"+v.Value+unit+"内提醒")
		case "numbers":
			parts = append(parts, "发文字号的代字以"+listWords(v, inChinese)+"结尾")
		case "due":
			parts = append(parts, dueWords(v))
		case "topics", "terms":
			parts = append(parts, topicWords(v))
		case "sections":
			parts = append(parts, listWords(v, portal.TypeChinese))
		case "types":
			parts = append(parts, listWords(v, portal.TypeChinese)+"类栏目")
		case "kind":
			if w := inChinese(v.Value); w != v.Value || !named(with) {
				parts = append(parts, w)
			}
		case "fields", "marks", "kinds", "where", "verdict", "tags":
			parts = append(parts, listWords(v, inChinese))
		case "suspect":
			if v.Value == "true" {
				parts = append(parts, "只提出疑似")
			}
		default:
			if w, ok := argumentWords[key]; ok {
				parts = append(parts, w[0]+listWords(v, inChinese)+w[1])
				continue
			}
			parts = append(parts, key+" "+listWords(v, inChinese))
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "，")
}

func inChinese(word string) string {
	if c, ok := chineseWords[word]; ok {
		return c
	}
	if c, ok := leadWords[word]; ok {
		return c
	}
	return word
}

// named tells whether arguments say what they are about besides their kind,
// which then only tells one rule of a check from another.
func named(with *yaml.Node) bool {
	for _, key := range []string{"name", "items", "elements", "phrases", "words"} {
		if value(with, key) != nil {
			return true
		}
	}
	return false
}

// listWords joins the words of a list, or gives the one word.
func listWords(v *yaml.Node, chinese func(string) string) string {
	switch v.Kind {
	case yaml.SequenceNode:
		list := make([]string, len(v.Content))
		for i, c := range v.Content {
			c = unalias(c)
			if c.Kind == yaml.SequenceNode {
				list[i] = strings.ReplaceAll(listWords(c, chinese), "、", "＋")
				continue
			}
			if n := value(c, "name"); n != nil {
				c = n // of a list of things with words each
			}
			list[i] = chinese(c.Value)
		}
		return strings.Join(list, "、")
	case yaml.ScalarNode:
		return chinese(v.Value)
	}
	var raw strings.Builder
	if err := yaml.NewEncoder(&raw).Encode(v); err != nil {
		return ""
	}
	return strings.Join(strings.Fields(raw.String()), " ")
}

// dueWords says a yearly date by kind of unit, kinds with one date together.
func dueWords(v *yaml.Node) string {
	if v.Kind != yaml.MappingNode {
		return ""
	}
	var days []string
	names := map[string][]string{}
	for i := 0; i+1 < len(v.Content); i += 2 {
		day := unalias(v.Content[i+1]).Value
		if names[day] == nil {
			days = append(days, day)
		}
		names[day] = append(names[day], kindChinese(v.Content[i].Value))
	}
	list := make([]string, len(days))
	for i, day := range days {
		list[i] = fmt.Sprintf("%s每年%s前", strings.Join(names[day], "、"), monthDay(day))
	}
	return strings.Join(list, "，")
}
