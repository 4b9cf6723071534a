package demo

import "duwang/crawler/portal"

// Systems, by the key of looks.
const (
	systemTRS       = "trs"
	systemJpage     = "jpage"
	systemUCAP      = "ucap"
	systemGuangdong = "guangdong"
)

type unitSpec struct {
	id, name, kind, system, folder string
	mark                           string // of its 发文字号: 云教字
	work                           []string
}

var unitSpecs = []unitSpec{
	{"gov", siteName, portal.UnitGovernment, systemTRS, "/zwgk", "云政发", []string{
		"优化营商环境", "重点项目建设", "乡村振兴", "安全生产", "基层政务公开标准化规范化", "防汛抗旱", "稳就业", "县域商业体系建设",
		"耕地保护", "农村人居环境整治", "政务服务“一网通办”", "城市更新", "冬春供暖保障", "文化旅游融合发展"}},
	{"edu", "云溪县教育局", portal.UnitDepartment, systemTRS, "/bm/jyj", "云教字", []string{
		"义务教育招生入学", "校园食品安全", "教师继续教育", "学生资助", "校外培训治理", "中小学劳动教育", "控辍保学", "校园体育"}},
	{"fin", "云溪县财政局", portal.UnitDepartment, systemTRS, "/bm/czj", "云财字", []string{
		"预算绩效管理", "政府采购", "惠农补贴“一卡通”发放", "国有资产盘活", "财会监督", "专项资金管理", "会计人员继续教育", "非税收入收缴"}},
	{"emergency", "云溪县应急管理局", portal.UnitDepartment, systemTRS, "/bm/yjglj", "云应急", []string{
		"森林草原防灭火", "危险化学品安全", "工贸企业安全检查", "应急物资储备", "防灾减灾宣传", "应急演练", "避难场所建设", "冬季安全防范"}},
	{"civil", "云溪县民政局", portal.UnitDepartment, systemJpage, "/col/col69101", "云民字", []string{
		"居家养老服务", "城乡低保动态管理", "未成年人关爱保护", "社会组织年检", "殡葬移风易俗", "婚姻登记", "临时救助", "社区治理"}},
	{"hr", "云溪县人力资源和社会保障局", portal.UnitDepartment, systemJpage, "/col/col69102", "云人社发", []string{
		"高校毕业生就业", "职业技能培训", "根治欠薪", "社会保险扩面", "公益性岗位开发", "创业担保贷款", "劳动保障监察", "专业技术职称评审"}},
	{"housing", "云溪县住房和城乡建设局", portal.UnitDepartment, systemJpage, "/col/col69103", "云住建发", []string{
		"老旧小区改造", "燃气安全排查", "保障性住房分配", "建筑工地扬尘治理", "物业服务提升", "农村危房改造", "城镇排水设施养护", "房屋市政工程质量"}},
	{"transport", "云溪县交通运输局", portal.UnitDepartment, systemJpage, "/col/col69104", "云交字", []string{
		"“四好农村路”建设", "道路客运安全", "公交线路优化", "超限超载治理", "公路养护", "网约车规范管理", "节假日运输保障", "货运驾驶员服务"}},
	{"health", "云溪县卫生健康局", portal.UnitDepartment, systemGuangdong, "/wsjkj", "云卫发", []string{
		"家庭医生签约服务", "流感疫苗接种", "基层医疗能力提升", "妇幼健康服务", "职业病防治", "爱国卫生运动", "老年人健康体检", "医疗废物处置"}},
	{"agriculture", "云溪县农业农村局", portal.UnitDepartment, systemGuangdong, "/nyncj", "云农字", []string{
		"秋粮收获", "高标准农田建设", "农产品质量安全", "农机购置补贴", "动物疫病防控", "种业振兴", "秸秆综合利用", "农民合作社规范提升"}},
	{"ecology", "云溪县生态环境局", portal.UnitDepartment, systemGuangdong, "/sthjj", "云环字", []string{
		"大气污染防治", "饮用水水源地保护", "入河排污口整治", "固体废物管理", "噪声污染治理", "生态环境执法", "土壤污染防治", "环境信访办理"}},
	{"market", "云溪县市场监督管理局", portal.UnitDepartment, systemGuangdong, "/scjgj", "云市监发", []string{
		"食品安全抽检", "特种设备检查", "民生计量", "药品零售监管", "个体工商户服务", "价格监督检查", "知识产权保护", "网络交易监管"}},
	{"natural", "云溪县自然资源局", portal.UnitDepartment, systemGuangdong, "/zrzyj", "云自然资发", []string{
		"不动产登记便民服务", "矿山生态修复", "地质灾害防治", "国土空间规划编制", "永久基本农田管护", "测绘成果应用", "森林资源管护", "建设用地报批"}},
	{"qingshi", "青石镇人民政府", portal.UnitTownship, systemUCAP, "/qsz", "青政发", townWork},
	{"baiyang", "白杨镇人民政府", portal.UnitTownship, systemUCAP, "/byz", "白政发", townWork},
	{"liuhe", "柳河镇人民政府", portal.UnitTownship, systemUCAP, "/lhz", "柳政发", townWork},
	{"shiqiao", "石桥乡人民政府", portal.UnitTownship, systemUCAP, "/sqx", "石政发", townWork},
	{"songling", "松岭乡人民政府", portal.UnitTownship, systemUCAP, "/slx", "松政发", townWork},
	{"chengguan", "城关街道办事处", portal.UnitTownship, systemUCAP, "/cgjd", "城办发", townWork},
	{"water", "云溪县供水公司", portal.UnitEnterprise, systemJpage, "/col/col69105", "云供水", []string{
		"管网漏损控制", "二次供水设施清洗", "水质检测", "计划停水抢修", "抄表到户", "冬季管道防冻", "用水报装", "节约用水宣传"}},
}

var townWork = []string{
	"农村人居环境整治", "秋冬季森林防火", "惠民政策宣传", "道路交通安全劝导", "城乡居民医保参保", "困难群众走访", "特色种植", "矛盾纠纷排查", "河道清理", "冬季用电用火安全"}

// A columnSpec says what a column is and how much is in it.
type columnSpec struct {
	key, name, typ, folder string
	count                  int // articles
	newest                 int // days before AsOf of the newest one
	step                   int // days between two, about
	maxAge                 int // days; 0 = not in the config
}

var govColumns = []columnSpec{
	{"news", "云溪要闻", portal.TypeNews, "yw/yxyw", 45, 1, 6, 0},
	{"notice", "公示公告", portal.TypeNotice, "gsgg", 26, 3, 11, 0},
	{"policy", "县政府文件", portal.TypePolicy, "zxwj/xzfwj", 15, 9, 19, 0},
	{"interpretation", "政策解读", portal.TypeInterpretation, "zcjd", 0, 0, 0, 0},
	{"plan", "规划计划", portal.TypePlan, "ghxx", 5, 96, 120, 0},
	{"statistics", "统计数据", portal.TypeStatistics, "tjxx", 11, 20, 31, 30},
	{"budget", "政府预决算", portal.TypeBudget, "czzj/zfyjs", 4, 80, 140, 0},
	{"personnel", "人事任免", portal.TypePersonnel, "rsxx", 5, 40, 60, 0},
	{"guide", "政府信息公开指南", portal.TypeGuide, "zfxxgkzn", 0, 0, 0, 0},
	{"annual", "政府信息公开年报", portal.TypeAnnualReport, "zfxxgknb", 0, 0, 0, 0},
	{"application", "依申请公开", portal.TypeApplication, "ysqgk", 2, 120, 40, 0},
	{"survey", "意见征集", portal.TypeSurvey, "yjzj", 4, 30, 45, 0},
	{"consultation", "咨询投诉", portal.TypeConsultation, "zxts", 0, 0, 0, 0},
}

var departmentColumns = []columnSpec{
	{"news", "工作动态", portal.TypeNews, "gzdt", 12, 2, 5, 0},
	{"notice", "通知公告", portal.TypeNotice, "tzgg", 5, 12, 28, 0},
	{"policy", "政策文件", portal.TypePolicy, "zcwj", 4, 30, 55, 0},
	{"annual", "政府信息公开年报", portal.TypeAnnualReport, "xxgknb", 0, 0, 0, 0},
	{"duties", "机构职能", portal.TypeOrganisation, "jgzn", 0, 0, 0, 0},
}

var townColumns = []columnSpec{
	{"news", "工作动态", portal.TypeNews, "gzdt", 9, 3, 5, 0},
	{"notice", "通知公告", portal.TypeNotice, "tzgg", 4, 18, 35, 0},
	{"annual", "政府信息公开年报", portal.TypeAnnualReport, "xxgknb", 0, 0, 0, 0},
	{"duties", "机构概况", portal.TypeOrganisation, "jggk", 0, 0, 0, 0},
}

var enterpriseColumns = []columnSpec{
	{"news", "企业动态", portal.TypeNews, "qydt", 8, 4, 6, 0},
	{"notice", "停水公告", portal.TypeNotice, "tsgg", 7, 5, 12, 0},
	{"service", "办事指南", portal.TypeServiceGuide, "bszn", 3, 200, 30, 0},
}

// extra columns of single units.
var extraColumns = map[string][]columnSpec{
	"edu":         {{"recruit", "教师招聘", portal.TypePersonnel, "jszp", 3, 70, 60, 0}},
	"fin":         {{"funds", "专项资金", portal.TypeOther, "zxzj", 3, 45, 50, 0}, {"budget", "部门预决算", portal.TypeBudget, "bmyjs", 3, 60, 170, 0}},
	"emergency":   {{"plan", "应急预案", portal.TypePlan, "yjya", 3, 110, 90, 0}},
	"civil":       {{"relief", "社会救助", portal.TypeOther, "shjz", 22, 15, 13, 0}},
	"hr":          {{"personnel", "事业单位招聘", portal.TypePersonnel, "sydwzp", 0, 0, 0, 0}},
	"housing":     {{"service", "办事指南", portal.TypeServiceGuide, "bszn", 3, 300, 40, 0}},
	"health":      {{"statistics", "卫生统计", portal.TypeStatistics, "wstj", 4, 50, 80, 0}},
	"agriculture": {{"plan", "规划计划", portal.TypePlan, "ghjh", 2, 150, 60, 0}},
	"ecology":     {{"monitor", "空气质量", portal.TypeStatistics, "kqzl", 25, 4, 7, 15}},
	"market":      {{"summary", "工作总结", portal.TypeSummary, "gzzj", 2, 310, 365, 0}},
	"natural":     {{"plan", "规划公示", portal.TypePlan, "ghgs", 0, 0, 0, 0}},
}

func columnsOf(u *unit) []columnSpec {
	var list []columnSpec
	switch u.kind {
	case portal.UnitGovernment:
		list = append(list, govColumns...)
	case portal.UnitTownship:
		list = append(list, townColumns...)
	case portal.UnitEnterprise:
		list = append(list, enterpriseColumns...)
	default:
		list = append(list, departmentColumns...)
	}
	return append(list, extraColumns[u.id]...)
}
