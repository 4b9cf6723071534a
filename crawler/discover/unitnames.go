package discover

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"duwang/crawler/portal"
)

// Names of units end like this. strongEnds are hardly ever anything else;
// weakEnds (新闻中心, 网上办) need a place among units, too.
var (
	strongEnds = []string{"局", "委员会", "委", "镇", "乡", "街道", "街道办事处", "办事处", "镇人民政府", "乡人民政府", "人民政府", "苏木", "管委会", "联合会", "检察院", "法院",
		"供销社", "合作社联合社", "总工会", "红十字会", "团委", "妇联", "残联", "工商联", "科协", "文联", "委办公室", "府办公室", "政府办", "府办", "厅"}
	weakEnds = []string{"办公室", "办", "中心", "公司", "集团", "医院", "支队", "大队", "馆", "队", "所", "站", "院", "部", "会", "社", "学校", "中学", "小学", "幼儿园", "银行", "开发区", "园区", "示范区", "农场", "林场", "水务", "燃气", "公交", "分局", "电视台"}
	// notUnits end like units and are none.
	notUnits = []string{"新闻中心", "下载中心", "资料中心", "互动中心", "数据中心", "视频中心", "图片中心", "个人中心", "用户中心", "帮助中心", "会员中心", "专题中心", "发布中心",
		"投诉中心", "咨询中心", "办事中心", "文件中心", "政策中心", "解读中心", "信息中心", "办事大厅", "服务大厅", "大厅", "督办", "交办", "承办", "主办", "协办", "网上办", "马上办", "掌上办",
		"一网通办", "通办", "快办", "查办", "催办", "乡镇", "城乡", "家乡", "故乡", "美丽乡", "城镇", "街道乡镇", "镇街", "部门", "政府部门", "县直部门", "乡镇街道", "局委办", "委办局", "各部", "全部", "首部",
		"发布会", "听证会", "座谈会", "工作会", "常务会", "办公会", "会议", "本站", "网站", "登录", "小镇", "下属单位", "内设机构", "社会", "一社", "大局", "格局", "结局", "布局", "开局", "原委", "编委会", "常委", "村委",
		"全会", "两会", "人大会", "互动社", "博物院", "前台", "后台", "平台", "电台", "服务站", "子站", "上一站", "场所", "业务部", "干部", "内部", "中部", "本部", "学院", "统计台", "人民网", "书院", "运动会", "机会", "协会",
		"领导班子", "常委会"}
	// groupWords head lists of units.
	groupWords = []string{"部门", "单位", "乡镇", "街道", "镇街", "委办局", "机构", "直属", "县直", "市直", "区直", "旗直", "州直", "各镇", "各乡", "苏木", "公共企事业", "企事业", "公开平台", "政府信息公开", "责任主体", "公开主体", "选择单位", "子站", "派出"}
)

// A name's claim to be a unit's.
const (
	noUnit = iota
	weakUnit
	strongUnit
)

// unitClaim tells how much a name looks like a unit's.
func unitClaim(name string) int {
	s := trimUnit(plainName(name))
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 24 {
		return noUnit
	}
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) && !unicode.IsDigit(r) {
			return noUnit
		}
	}
	for _, w := range notUnits {
		if s == w || strings.HasSuffix(s, w) && n <= utf8.RuneCountInString(w)+1 {
			return noUnit
		}
	}
	if t, says := typeOfName(s); t != "" && says == sayExactly {
		return noUnit
	}
	for _, w := range strongEnds {
		if strings.HasSuffix(s, w) && n > utf8.RuneCountInString(w) || len(w) > 6 && s == w {
			return strongUnit
		}
	}
	for _, w := range weakEnds {
		if strings.HasSuffix(s, w) && n >= utf8.RuneCountInString(w)+2 {
			return weakUnit
		}
	}
	return noUnit
}

// platformWords are what a unit's own page adds to its name.
var platformWords = []string{"政府信息公开专栏", "政府信息公开平台", "政府信息公开", "信息公开平台", "信息公开专栏", "信息公开", "政务公开平台", "政务公开", "公开平台", "公开专栏", "门户网站", "政府网站", "网站", "官网", "主页", "首页", "平台", "专栏"}

// trimUnit drops what a unit's page adds to its name.
func trimUnit(s string) string {
	for _, w := range platformWords {
		if t := strings.TrimSuffix(s, w); t != s && utf8.RuneCountInString(t) >= 3 {
			return t
		}
	}
	return s
}

// shortNames are what offices are called in menus for their full names.
var shortNames = map[string]string{
	"人社局": "人力资源和社会保障局", "住建局": "住房和城乡建设局", "卫健局": "卫生健康局", "卫健委": "卫生健康委员会", "发改局": "发展和改革局", "发改委": "发展和改革委员会",
	"市监局": "市场监督管理局", "市场监管局": "市场监督管理局", "农业局": "农业农村局", "文旅局": "文化和旅游局", "交通局": "交通运输局", "应急局": "应急管理局", "环保局": "生态环境局",
	"工信局": "工业和信息化局", "退役军人局": "退役军人事务局", "自规局": "自然资源和规划局", "城管局": "城市管理局", "医保局": "医疗保障局", "林草局": "林业和草原局",
	"教体局": "教育体育局", "科技局": "科学技术局", "行政审批局": "行政审批服务局",
}

// unitKey folds the ways in which one unit is named: 云溪县教育局, 县教育局,
// 教育局; 青石镇人民政府, 青石镇. place is the name of the site's area, 云溪县.
func unitKey(name, place string) string {
	s := trimUnit(plainName(name))
	if place != "" {
		s = trimPlace(s, place)
		if short := strings.TrimRight(place, "省市县区旗州盟"); utf8.RuneCountInString(short) >= 2 && !endsTown(s) {
			s = trimPlace(s, short)
		}
	}
	if r, n := utf8.DecodeRuneInString(s); strings.ContainsRune("县市区旗州盟省", r) && unitEnd(s[n:]) {
		s = s[n:]
	}
	for _, w := range []string{"人民政府", "办事处"} {
		if t := strings.TrimSuffix(s, w); utf8.RuneCountInString(t) >= 2 && (endsTown(t)) {
			s = t
		}
	}
	if full := shortNames[s]; full != "" {
		return full
	}
	return s
}

func trimPlace(s, place string) string {
	if t := strings.TrimPrefix(s, place); t != s && unitEnd(t) && utf8.RuneCountInString(t) >= 2 {
		return t
	}
	return s
}

func endsTown(s string) bool {
	return strings.HasSuffix(s, "镇") || strings.HasSuffix(s, "乡") || strings.HasSuffix(s, "街道") || strings.HasSuffix(s, "苏木")
}

func unitEnd(s string) bool {
	if utf8.RuneCountInString(s) < 2 {
		return false
	}
	for _, w := range append(strongEnds, weakEnds...) {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

// isGroup tells whether a heading is one above a list of units.
func isGroup(s string) bool {
	s = plainName(s)
	return utf8.RuneCountInString(s) <= 14 && containsAny(s, groupWords...) && unitClaim(s) != strongUnit
}

// kindOfUnit reads a unit's kind off its name. government is the name of the
// site's own government.
func kindOfUnit(name, place string) string {
	s := plainName(name)
	key := unitKey(name, place)
	switch {
	case endsTown(key), strings.HasSuffix(s, "街道办事处"), strings.HasSuffix(s, "镇人民政府"), strings.HasSuffix(s, "乡人民政府"):
		return portal.UnitTownship
	case strings.HasSuffix(s, "人民政府"):
		return portal.UnitGovernment
	case containsAny(s, "公司", "集团", "医院", "学校", "中学", "小学", "幼儿园", "大学", "学院", "水务", "燃气", "公交", "供电", "供水", "供热", "电力", "银行", "自来水", "客运"):
		if !strings.HasSuffix(s, "局") && !strings.HasSuffix(s, "委员会") {
			return portal.UnitEnterprise
		}
	}
	return portal.UnitDepartment
}

// SameUnit tells whether two names are of one unit of the government named
// site: 云溪县教育局 and 教育局.
func SameUnit(a, b, site string) bool {
	place := ""
	if m := placeName.FindStringSubmatch(site); m != nil {
		place = m[1]
	}
	return unitKey(a, place) == unitKey(b, place)
}
