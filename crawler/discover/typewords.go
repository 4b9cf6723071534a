package discover

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"duwang/crawler/portal"
)

// typeWords are the names under which columns of each type stand on portals.
// A name takes the type of the word that it is, failing that of the longest
// word that it ends with, failing that of the longest that it holds.
var typeWords = []struct {
	typ   string
	words string
}{
	{portal.TypeNews, "速递 播报 风采 纪实 信息速递 政务播报 看点 掠影 工作交流 聚焦 新闻资讯 新闻中心 动态新闻 会议活动 上级要闻 视频报道 工作动态 部门动态 镇街动态 乡镇动态 街道动态 基层动态 单位动态 政务动态 政务要闻 时政要闻 今日要闻 本地要闻 要闻 要闻动态 新闻 图片新闻 视频新闻 新闻动态 综合新闻 动态 快讯 资讯 媒体报道 媒体聚焦 媒体关注 头条 党建动态 活动报道 领导活动 工作信息 工作简报 国务院信息 政务信息 部门信息 乡镇信息 一线传真 信息快递 动态信息 动态要闻 活动 简报"},
	{portal.TypeNotice, "公开公示 公示公开 重要通知 告示 公告 公示 通知 预警信息 温馨提示 公示专栏 通知文告 通知公告 公示公告 公告公示 通知公示 公告通知 公示信息 公告栏 公示栏 通知通告 最新公告 停水公告 停电公告 通告"},
	{portal.TypePolicy, "制度文件 重要文件 文件通知 通知文件 惠民政策 政策公开 文件公开 红头文件 发文 局文件 主动公开文件 规范文件 政策法规库 文件资料 政策法规文件 政策性文件 政策规定 条例 政策文件 规范性文件 行政规范性文件 部门文件 本级文件 政府文件 县政府文件 办公室文件 政策法规 法规文件 法律法规 法规政策 文件 规章 政府规章 政策 公文 上级文件 其他文件 政策库 文件库 政府令 政府公报 政策文件库 乡镇文件 镇政府文件 规章制度 法规"},
	{portal.TypeInterpretation, "政策解读 解读回应 文件解读 解读 回应关切 图解 政策图解 图解政策 政策问答 解读材料 热点回应 部门解读 负责人解读 专家解读"},
	{portal.TypePersonnel, "公务员 考试录用 人事工作 人才引进 遴选 招募 干部人事 事业单位招考 拟录用公示 人员招聘 人事变动 干部选拔 人事信息 人事任免 干部任免 任免 任前公示 干部任前公示 招考录用 招考 招录 招聘 人事招考 公务员招考 人事 考录 选调 教师招聘 招聘信息 招考信息 人才招聘 人事招聘 事业单位招聘 人事管理 人事任命 录用"},
	{portal.TypePlan, "五年规划 十四五规划 年度工作计划 年度安排 年度工作要点 规划文本 计划安排 规划计划 计划规划 发展规划 规划 计划 工作计划 年度计划 工作要点 规划信息 规划纲要 总体规划 专项规划 应急预案 预案 行动计划 规划公示"},
	{portal.TypeSummary, "半年总结 工作汇报 年终总结 总结计划 工作小结 计划与总结 工作总结 总结 计划总结 年度总结 政府工作报告 工作报告 总结报告"},
	{portal.TypeStatistics, "经济运行 监测数据 统计资料 统计年报 统计指标 普查公报 公报 数据统计 数据 统计发布 统计工作 统计信息 统计数据 统计公报 统计 统计分析 统计月报 统计年鉴 年鉴 数据发布 数据信息 数据公开 统计报告 经济数据 月度数据 数据解读 空气质量 水质监测 环境质量 环境监测"},
	{portal.TypeBudget, "财务公开 财政公开 经费 部门预算公开 部门决算公开 财政预算决算 财政预算 财政决算 预决算信息 财政数据 部门财务 财政预决算 预决算 部门预决算 政府预决算 预算决算 财政信息 财政资金 部门预算 部门决算 政府预算 政府决算 预算 决算 三公经费 三公 财政 预决算公开 预算公开 决算公开 资金信息 财务信息 财政收支"},
	{portal.TypeGuide, "公开指南 信息公开指南 政府信息公开指南 公开工作指南"},
	{portal.TypeInstitution, "配套制度 公开办法 信息公开办法 信息公开管理制度 公开管理制度 信息公开法规 公开制度 信息公开制度 政府信息公开制度 公开规定 公开条例 信息公开规定 公开工作制度 公开规章"},
	{portal.TypeCatalogue, "法定主动公开内容 法定主动公开 主动公开内容 主动公开 公开目录 信息公开目录 政府信息公开目录 主动公开目录 主动公开基本目录 公开事项目录 标准目录 公开标准目录 法定公开内容 公开内容"},
	{portal.TypeAnnualReport, "公开年报 信息公开年报 政府信息公开年报 年度报告 信息公开年度报告 工作年度报告 年报 公开年度报告 公开工作年度报告"},
	{portal.TypeLeaders, "领导简历 班子成员 领导机构 领导集体 领导致辞 现任领导 领导专栏 领导职务 领导之窗 领导分工 领导信息 领导班子 领导简介 领导成员 县领导 市领导 区领导 领导介绍 领导 主要领导 政府领导 领导子站 领导干部 负责人信息 局领导 领导名单"},
	{portal.TypeOrganisation, "部门介绍 单位介绍 单位职责 科室职责 内设科室 基层站所 直属机构 机构职责 职能介绍 组织架构 机构和职能 介绍 三定方案 权责 机构职能 机构设置 机构概况 机构简介 机构信息 部门职责 部门职能 单位概况 内设机构 职能 职责 组织机构 单位简介 部门概况 部门简介 职能职责 主要职责 主要职能 单位职能 机构 概况 简介 下属单位 直属单位 机构编制 职责职能 镇情概况 乡情概况"},
	{portal.TypeServiceGuide, "事项清单 服务承诺 办事程序 用水指南 报装指南 就诊指南 办事须知 办事导航 服务导航 服务大厅 网上服务 在线办事 便民指南 业务指南 办理流程 公共服务事项 办事指南 服务指南 服务事项 网上办事 便民服务 办事服务 办理指南 办事流程 服务清单 公共服务 办事 政务服务 办事公开 服务信息 便民信息"},
	{portal.TypeConsultation, "信访 投诉电话 民声 在线问答 群众来信 政务咨询 网民留言 书记县长信箱 镇长信箱公开 互动交流信箱 投诉渠道 监督电话 在线留言 咨询留言 咨询答复 来信回复 问答 咨询投诉 县长信箱 市长信箱 区长信箱 书记信箱 局长信箱 镇长信箱 领导信箱 信箱 投诉举报 投诉 咨询 留言 在线咨询 网上咨询 监督举报 监督投诉 举报 来信 来信选登 写信 网络问政 问政 百姓留言 咨询建议 投诉建议 公众留言 留言板 咨询服务 建言献策 互动信箱 政民互动"},
	{portal.TypeSurvey, "征集 听证 网上评议 民意 调查问卷 意见建议征集 在线调查问卷 公众参与 网上听证 意见征集 民意征集 征集调查 网上调查 在线调查 问卷调查 问卷 征求意见 民意调查 调查征集 网上征集 在线征集 结果反馈 意见反馈 征集反馈 决策预公开 网络调查 立法征集 意见征求 调查"},
	{portal.TypeApplication, "依申请公开指南 依申请公开说明 依申请公开流程 依申请公开制度 申请表 受理机构 申请答复 依申请公开 申请公开 公开申请 信息公开申请 在线申请公开 申请指南 申请须知 申请流程 申请表下载 依申请"},
	{portal.TypeOther, "法治政府建设年度报告 法治政府建设报告 法治年报 招标 中标 会议 常务会议 领导讲话 讲话 应急管理 标准化 规费 专项 检查结果 公共企事业 民生 产业 项目 资金 重点领域 重点领域信息公开 双随机 行政许可 行政处罚 行政执法 权责清单 权力清单 责任清单 政府采购 招标投标 招标采购 公共资源交易 公共资源 建议提案 建议提案办理 提案 议案 专项资金 社会救助 社会保障 社会保险 环境保护 生态环境 安全生产 食品药品 食品安全 药品安全 教育 医疗卫生 医疗 卫生 扶贫 乡村振兴 就业 就业创业 会议公开 政府会议 收费 收费项目 采购 重大项目 重大建设项目 价格 党建 党建工作 党务公开 双公示 养老服务 户籍管理 涉农补贴 义务教育 保障性住房 征地 征地拆迁 征地信息 土地征收 救灾 国有企业 国资 营商环境 信用信息 政务公开标准化 减税降费 国土空间规划 市政服务 公共法律服务 公共文化服务 城市综合执法 农村危房改造 税收管理 在线访谈 新闻发布会 县情概况 市情概况 区情概况 地区概况 走进 旅游 风土人情 历史文化 自然地理 知识库 下载 下载中心 表格下载 视频 图片 标准化规范化 惠民惠农 行政复议 普法 法治政府 法治建设 督查 审计 审计公开 监督检查 检查"},
}

// weakWords say little: 行政许可公示 and 招聘公告 are not what 公示公告 is.
var weakWords = map[string]string{
	"公告": portal.TypeNotice, "公示": portal.TypeNotice, "通知": portal.TypeNotice, "公布": portal.TypeNotice,
	"指南": portal.TypeGuide, "制度": portal.TypeInstitution, "目录": portal.TypeCatalogue, "报告": portal.TypeOther, "服务": portal.TypeServiceGuide,
}

var typeOfWord = func() map[string]string {
	m := map[string]string{}
	for _, t := range typeWords {
		for w := range strings.FieldsSeq(t.words) {
			if _, twice := m[w]; twice {
				panic("discover: " + w + " names two types")
			}
			m[w] = t.typ
		}
	}
	return m
}()

// How much a column's name says of its type.
const (
	sayNothing = iota
	sayWeakly  // 公示, 制度
	sayInside  // holds a word: 县长办公会公开目录说明
	sayAtEnd   // ends with one: 教育局工作动态
	sayExactly
)

// typeOfName reads a column's type off its name, and how much the name says.
func typeOfName(name string) (typ string, says int) {
	s := plainName(name)
	if t := typeOfWord[s]; t != "" {
		return t, sayExactly
	}
	if strings.Contains(s, "依申请") {
		return portal.TypeApplication, sayAtEnd
	}
	longest := 0
	for at := range s {
		if w := s[at:]; typeOfWord[w] != "" && weakWords[w] == "" && len(w) > longest && utf8.RuneCountInString(w) >= 2 {
			typ, says, longest = typeOfWord[w], sayAtEnd, len(w)
		}
	}
	if says != sayNothing {
		return typ, says
	}
	const most = 12 * 3
	for from := range s {
		for to := min(len(s), from+most); to > from+longest; to-- {
			if t := typeOfWord[s[from:to]]; t != "" && weakWords[s[from:to]] == "" {
				typ, says, longest = t, sayInside, to-from
			}
		}
	}
	if says != sayNothing {
		return typ, says
	}
	for _, w := range []string{"公告", "公示", "通知", "公布", "指南", "制度", "目录", "服务", "报告"} {
		if strings.Contains(s, w) {
			return weakWords[w], sayWeakly
		}
	}
	return "", sayNothing
}

// plainName folds what names of one meaning differ by: blanks, brackets,
// quotation marks, a trailing 专栏, 栏目 or 公开.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '　', '\u00a0', '“', '”', '"', '\'', '‘', '’', '《', '》', '【', '】', '[', ']', '、', '·', '/', '-', '—', '|', '｜', '>', '»':
			return -1
		}
		return r
	}, s)
	if i := strings.IndexAny(s, "（("); i > 0 {
		s = s[:i]
	}
	for _, w := range []string{"专栏", "栏目", "列表", "页面"} {
		if t := strings.TrimSuffix(s, w); t != "" {
			s = t
		}
	}
	return s
}

// pathWords are the initials that folders of columns are named by.
var pathWords = map[string]string{}

func init() {
	for typ, words := range map[string]string{
		portal.TypeNews:           "gzdt bmdt zjdt xzdt zwdt xwdt jcdt dwdt dt yw ywdt jryw bdyw xwzx xw tpxw zwyw szyw qydt news gzxx",
		portal.TypeNotice:         "tzgg gsgg gggs tzgs ggtz gg tsgg notice",
		portal.TypePolicy:         "zcwj gfxwj xzgfxwj bmwj wj zcfg flfg zfwj xzfwj bjwj zxwj fgwj qtwj policy",
		portal.TypeInterpretation: "zcjd wjjd jdhy jd zctj tjzc",
		portal.TypePersonnel:      "rsxx rsrm gbrm zkly rszk rqgs jszp sydwzp zpxx zkxx",
		portal.TypePlan:           "ghjh jhgh fzgh ghxx gzjh gh yjya ndjh zxgh",
		portal.TypeSummary:        "gzzj jhzj zfgzbg gzbg",
		portal.TypeStatistics:     "tjxx tjsj tjgb tjfx tjnj sjfb",
		portal.TypeBudget:         "czyjs yjs bmyjs zfyjs czxx czzj czyjsjsgjf bmys bmjs sgjf ysgk yjsgk cwxx",
		portal.TypeGuide:          "zfxxgkzn xxgkzn gkzn",
		portal.TypeInstitution:    "zfxxgkzd xxgkzd gkzd",
		portal.TypeCatalogue:      "fdzdgknr fdzdgk zdgknr xxgkml gkml zfxxgkml zdgk",
		portal.TypeAnnualReport:   "zfxxgknb xxgknb gknb ndbg xxgkndbg nb zfxxgkndbg",
		portal.TypeLeaders:        "ldzc ldxx ldfg ldbz ldjj ldcy",
		portal.TypeOrganisation:   "jgzn jggk jgsz jgjj jgxx bmzz bmzn nsjg zznn dwgk dwjj bmgk",
		portal.TypeServiceGuide:   "bszn fwzn bsfw wsbs bslc bmfw",
		portal.TypeConsultation:   "zxts xzxx szxx jzxx tsjb zxzx wszx ldxinxiang zxjb",
		portal.TypeSurvey:         "yjzj myzj zjdc wsdc zxdc wjdc yjzq dczj",
		portal.TypeApplication:    "ysqgk sqgk gksq zfxxgksq",
	} {
		for w := range strings.FieldsSeq(words) {
			pathWords[w] = typ
		}
	}
}

// typeOfPath reads a column's type off the last folder of its address.
func typeOfPath(address string) (typ, folder string) {
	u, err := url.Parse(address)
	if err != nil {
		return "", ""
	}
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i := len(segments) - 1; i >= 0 && i >= len(segments)-2; i-- {
		s := strings.ToLower(segments[i])
		if j := strings.IndexByte(s, '.'); j >= 0 {
			s = s[:j]
		}
		s = strings.TrimRight(s, "0123456789_")
		if s == "index" || s == "list" || s == "default" || s == "" {
			continue
		}
		return pathWords[s], s
	}
	return "", ""
}

// typeOfRows reads a column's type off the titles of its rows: what most of
// them are.
func typeOfRows(rows []portal.Row) (typ string) {
	if len(rows) < 3 {
		return ""
	}
	n := map[string]int{}
	for i := range rows {
		if t := typeOfTitle(rows[i].Title); t != "" {
			n[t]++
		}
	}
	for _, t := range portal.ColumnTypes {
		if n[t.Type]*3 >= len(rows)*2 {
			return t.Type
		}
	}
	return ""
}

func typeOfTitle(s string) string {
	switch {
	case strings.Contains(s, "信息公开") && (strings.Contains(s, "年度报告") || strings.Contains(s, "年报")):
		return portal.TypeAnnualReport
	case containsAny(s, "解读", "一图读懂", "图解"):
		return portal.TypeInterpretation
	case containsAny(s, "预算", "决算", "三公"):
		return portal.TypeBudget
	case containsAny(s, "任免", "任职", "免职", "招聘", "拟录用", "任前公示"):
		return portal.TypePersonnel
	case containsAny(s, "统计公报", "统计月报", "统计数据"):
		return portal.TypeStatistics
	case containsAny(s, "〔", "管理办法", "实施方案", "实施意见", "实施细则"):
		return portal.TypePolicy
	case containsAny(s, "公告", "公示", "通告"):
		return portal.TypeNotice
	case containsAny(s, "规划", "工作计划", "工作要点"):
		return portal.TypePlan
	}
	return ""
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
