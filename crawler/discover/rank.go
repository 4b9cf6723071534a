package discover

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"duwang/crawler/address"
	"duwang/crawler/page"
)

var (
	// mapWords name pages that list the portal's columns.
	mapWords = []string{"网站地图", "站点地图", "网站导航"}
	// treeWords name pages from which the columns of many units are reached.
	treeWords = []string{"政务公开", "政府信息公开", "信息公开", "信息公开平台", "政府信息公开平台", "信息公开目录", "政府信息公开目录", "部门", "部门乡镇", "乡镇街道", "乡镇", "部门信息公开", "乡镇信息公开",
		"政府部门", "部门网站", "部门子站", "镇街", "镇街信息公开", "单位", "公开单位", "部门平台", "乡镇平台", "部门和乡镇", "机构", "政府机构", "部门镇街", "各部门", "各乡镇", "公开", "公共企事业单位", "县直部门", "市直部门", "直属单位", "部门单位", "基层政务公开"}
	// stopWords name pages that are no columns.
	stopWords = []string{"联系我们", "关于我们", "网站声明", "版权声明", "隐私声明", "隐私政策", "使用帮助", "帮助", "网站帮助", "无障碍", "无障碍浏览", "无障碍阅读", "登录", "注册", "个人中心", "用户中心",
		"搜索", "高级搜索", "检索", "全文检索", "站内搜索", "english", "繁体", "繁體", "简体", "繁体版", "手机版", "移动版", "微信", "微博", "政务微信", "政务微博", "客户端", "rss", "设为首页", "加入收藏", "收藏本站", "打印",
		"关闭", "分享", "返回", "返回顶部", "上一篇", "下一篇", "首页", "网站首页", "主页", "返回首页", "我为政府网站找错", "网站找错", "网站纠错", "党政机关", "友情链接", "长者模式", "长者版", "适老化", "关怀版",
		"智能问答", "智能机器人", "旧版网站", "旧版", "站点首页", "退出", "更多", "查看更多", "详情", "查看详情", "电脑版", "繁", "简", "en", "app", "移动客户端", "阅读", "下载", "点击查看", "网站概况", "关于本站", "本站声明", "法律声明", "免责声明",
		"联系方式", "邮箱", "网站管理", "投稿", "统一登录", "用户登录", "数字报", "天气", "大", "中", "小", "默认", "加入我们", "使用说明"}
	stopLike  = regexp.MustCompile(`(?i)备案|公网安备|copyright|ICP|标识码|^\d+$|^https?:|javascript`)
	topicLike = regexp.MustCompile(`专题|专栏|专区|特别策划|主题教育|学习贯彻|深入学习|党史学习|回头看|攻坚战|^聚焦|大讨论|创建文明|疫情防控|二十大|三中全会|四中全会|两会|普查$|扫黑除恶`)
	topicPath = regexp.MustCompile(`(?i)/(?:ztzl|zt|ztlm|ztbd|special|topic|ztzl_\w+|zhuanti|rdzt|zdzt|ztjj|ztzx)(?:/|$)`)
)

// rank says how much a look at a link promises, 0 the most.
func (s *Survey) rank(l *page.Place, text, key string) (rank int, why string) {
	n := utf8.RuneCountInString(text)
	plain := strings.ToLower(plainName(text))
	switch {
	case slices.Contains(mapWords, plain):
		return 0, "网站地图"
	case slices.Contains(stopWords, plain) || slices.Contains(stopWords, strings.ToLower(text)) || stopLike.MatchString(text):
		return never, ""
	case l.Where == page.PlaceFoot:
		// Lists of departments' own pages often stand at the foot.
		claim, elsewhere := unitClaim(text), address.Host(l.URL) != s.host && page.SiteHome(l.URL)
		if (claim == strongUnit || claim == weakUnit && elsewhere) && !page.ArticleAddress(l.URL) {
			return 1, "单位"
		}
		return never, ""
	}
	article := page.ArticleAddress(l.URL)
	bar := l.Where == page.PlaceMenu || l.Where == page.PlaceTree || l.Where == page.PlaceOption || l.Where == whereCrumb || l.Where == page.PlaceHead
	if s.dated[key] && !bar {
		return never, ""
	}
	_, says := typeOfName(text)
	if article && !bar && says < sayExactly {
		return never, ""
	}
	extra := 0
	if article {
		extra = 2
	}
	if isTopic(text) && says < sayExactly || topicPath.MatchString(key) || underTopic(l.Under) {
		if n <= 24 && (bar || !article) {
			return 7, "专题"
		}
		return never, ""
	}
	claim := unitClaim(text)
	if page.SiteHome(l.URL) && claim == noUnit {
		return 4, "子站" // another host of the portal
	}
	switch {
	case slices.Contains(treeWords, plain):
		return 0, "公开目录、部门乡镇"
	case claim == strongUnit, claim == weakUnit && (l.Where == page.PlaceOption || l.Where == page.PlaceTree || grouped(l.Under)):
		return 1 + extra, "单位"
	case says >= sayAtEnd:
		return 2 + extra, "栏目"
	case bar && n <= 24:
		return 3 + extra, "菜单"
	case l.More:
		return 4, "栏目"
	case says > sayNothing && n <= 16:
		return 4 + extra, "栏目"
	case n == 0:
		return 6, "图片链接"
	case n <= 10:
		return 5 + extra, "短链接"
	case n <= 20 && !article:
		return 8, "链接"
	}
	return never, ""
}

// isTopic tells whether a name is a topic's (专题) rather than a column's.
func isTopic(name string) bool {
	return topicLike.MatchString(name) && !strings.Contains(name, "信息公开") && !strings.Contains(name, "政务公开")
}

func underTopic(list []page.Crumb) bool {
	for i := range list {
		if isTopic(list[i].Text) {
			return true
		}
	}
	return false
}

// grouped tells whether a link hangs under the heading of a list of units.
func grouped(list []page.Crumb) bool {
	for i := range list {
		if isGroup(list[i].Text) {
			return true
		}
	}
	return false
}
