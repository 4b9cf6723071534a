package pagestest

import (
	"fmt"
	"strings"
)

// Invented places, each with the host of its portal.
var places = []struct{ name, host string }{
	{"青岚县", "www.qinglan.gov.cn"}, {"临沅市", "www.linyuan-city.gov.cn"}, {"云汀区", "yunting.gov.cn"}, {"白泽旗", "www.baizeqi.gov.cn"},
	{"南屏县", "www.nanping-xian.gov.cn"}, {"松漠州", "smz.songmo.gov.cn"}, {"澜石市", "www.lanshi.gov.cn"}, {"鹭洲区", "lzq.ludao.gov.cn"},
	{"石榴镇", "www.shiliu.gov.cn"}, {"苍梧岭县", "cwl.gov.cn"},
}

// A column with the folder under which it stands.
type column struct{ name, folder, parent string }

var columns = []column{
	{"工作动态", "gzdt", "政务动态"}, {"通知公告", "tzgg", "政务公开"}, {"政策文件", "zcwj", "信息公开"}, {"部门动态", "bmdt", "新闻中心"},
	{"政策解读", "zcjd", "政务公开"}, {"要闻动态", "ywdt", "新闻中心"}, {"公示公告", "gsgg", "政务公开"}, {"规划计划", "ghjh", "法定主动公开内容"},
	{"人事信息", "rsxx", "法定主动公开内容"}, {"统计信息", "tjxx", "政府信息公开"}, {"乡镇动态", "xzdt", "政务要闻"}, {"县政府办文件", "xzfbwj", "政策文件"},
}

var organs = []string{
	"教育局", "财政局", "人力资源和社会保障局", "农业农村局", "市场监督管理局", "卫生健康委员会", "交通运输局", "水利局", "发展和改革局", "自然资源局",
	"住房和城乡建设局", "生态环境局", "应急管理局", "民政局", "文化和旅游局", "司法局", "审计局", "统计局", "林业和草原局", "乡村振兴局", "数据局", "医疗保障局",
}

// organ returns the full name of a department of the page's place.
func (m *maker) organ() string { return m.place + pick(m, organs) }

var newsTitles = []string{
	"%s召开%s工作推进会", "%s开展%s专项检查", "%s：%s跑出“加速度”", "%s举办%s培训班", "%s多措并举推进%s", "%s扎实做好%s工作", "%s领导到基层调研%s",
	"图解：%s%s怎么做", "%s%s纪实", "守护“菜篮子”——%s%s见闻", "%s2026年第三季度%s情况", "%s-%s现场会召开", "“十四五”以来%s%s综述", "%s%s取得新成效（组图）",
	"%s｜%s进行时", "关于%s%s的情况通报", "一图读懂 | %s%s",
}

var topics = []string{
	"防汛抗旱", "秋季农业生产", "安全生产", "义务教育优质均衡发展", "“高效办成一件事”", "优化营商环境", "冬季清洁取暖", "森林草原防灭火", "城乡居民医保参保缴费",
	"农村人居环境整治", "招商引资", "老旧小区改造", "公共文化服务", "5G网络建设", "河湖长制", "高标准农田建设", "全国文明城市创建", "稳岗就业", "政务公开", "粮食收购",
}

var documentTitles = []string{
	"%s关于印发%s%s实施方案的通知", "%s关于做好2026年%s%s工作的通知", "%s关于进一步加强%s%s的意见", "%s关于%s%s若干措施的通知",
	"%s关于公布%s%s事项清单的公告", "%s关于印发《%s%s管理办法（试行）》的通知", "%s关于同意%s%s规划的批复", "%s关于废止部分%s%s行政规范性文件的决定",
	"%s关于%s%s情况的通报", "%s转发%s%s工作要点的通知",
}

func (m *maker) newsTitle() string { return fmt.Sprintf(pick(m, newsTitles), m.place, pick(m, topics)) }

func (m *maker) documentTitle(issuer string) string {
	return fmt.Sprintf(pick(m, documentTitles), issuer, m.one("", "全县", "我市", m.place), pick(m, topics))
}

// Paragraphs of news; none of them is this page's number, date or note.
var newsProse = []string{
	"%[2]d月%[3]d日，%[1]s召开工作推进会，总结上半年工作，分析存在的问题，对下一步重点任务作出安排，各乡镇、有关部门负责同志参加会议。",
	"会议强调，要提高政治站位，压实工作责任，坚持问题导向，对照清单逐项整改，确保各项任务落到实处、取得实效。",
	"据了解，今年以来，%[1]s共投入资金3600余万元，实施项目48个，受益群众2.3万人，群众满意度达到98.6%%。",
	"根据《政府信息公开条例》和上级有关要求（国办发〔2019〕14号），%[1]s对照标准指引，编制公开事项目录，自2020年7月1日起执行。",
	"“过去办一个证要跑三四趟，现在一次就办好了。”刚刚领到营业执照的商户高兴地说。截至2026年%[2]d月底，累计办理业务1.2万件。",
	"下一步，%[1]s将持续巩固工作成果，健全长效机制，以更高标准、更严要求、更实举措推动工作再上新台阶。",
	"%[2]d月%[3]d日上午，检查组先后来到施工现场、养老机构、商场超市，详细了解安全责任落实、隐患排查治理等情况。",
	"按照《关于进一步加强有关工作的意见》（示政发［2018］7号）要求，对2018年12月31日以前形成的档案全部完成移交。",
}

// Paragraphs of documents.
var documentProse = []string{
	"为深入贯彻落实上级决策部署，进一步规范有关工作，根据《中华人民共和国政府信息公开条例》等法律法规，结合%[1]s实际，现将有关事项通知如下，请认真贯彻执行。",
	"一、总体要求。坚持以人民为中心的发展思想，坚持问题导向、目标导向，统筹推进各项任务，到2027年12月31日前基本完成。",
	"二、主要任务。（一）加强组织领导。各单位要建立工作机制，明确责任分工，细化工作措施，确保各项任务落地见效。",
	"（二）强化监督检查。对落实不力、进展缓慢的予以通报；对弄虚作假的，依规依纪严肃处理。",
	"三、有关要求。各乡镇人民政府、县直各部门要于2026年12月20日前将落实情况书面报送，联系电话略。",
	"本通知自印发之日起施行，有效期至2030年12月31日。此前规定与本通知不一致的，以本通知为准。《原实施细则》（示政办发〔2015〕33号）同时废止。",
	"按照《国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见》（国办发〔2019〕54号）要求，对公文应当标注“此件公开发布”或者“此件不予公开”。",
	"四、附则。本办法由主管部门负责解释，自2026年10月1日起施行。",
}

func (m *maker) prose(list []string, n int) []string {
	var out []string
	for _, i := range m.Perm(len(list))[:min(n, len(list))] {
		s := list[i]
		if strings.Contains(s, "%[") {
			switch {
			case strings.Contains(s, "%[3]"):
				s = fmt.Sprintf(s, m.place, m.between(1, 12), m.between(1, 28))
			case strings.Contains(s, "%[2]"):
				s = fmt.Sprintf(strings.ReplaceAll(s, "%[3]d", ""), m.place, m.between(1, 12))
			default:
				s = fmt.Sprintf(s, m.place)
			}
		}
		out = append(out, s)
	}
	return out
}

// sources are what stands behind 来源.
func (m *maker) source() string {
	return m.one(m.organ(), m.place+"融媒体中心", "新华社", "本网", m.place+"人民政府办公室", "县政府办", m.place+"人民政府网", "省政府网站", "人民日报 ", "市"+pick(m, organs),
		"中国政府网", m.place+"日报", pick(m, organs))
}
