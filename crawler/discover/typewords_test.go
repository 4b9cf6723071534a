package discover

import (
	"testing"

	"duwang/crawler/portal"
)

func TestTypeOfName(t *testing.T) {
	for name, want := range map[string]string{
		"工作动态": portal.TypeNews, "教育局工作动态": portal.TypeNews, "云溪要闻": portal.TypeNews, "图片新闻": portal.TypeNews, "镇街动态": portal.TypeNews, "企业动态": portal.TypeNews, "领导活动": portal.TypeNews,
		"通知公告": portal.TypeNotice, "公示公告": portal.TypeNotice, "公告": portal.TypeNotice, "停水公告": portal.TypeNotice,
		"规范性文件": portal.TypePolicy, "县政府办公室文件": portal.TypePolicy, "2025年部门文件": portal.TypePolicy,
		"政策解读": portal.TypeInterpretation, "干部任前公示": portal.TypePersonnel, "事业单位招聘": portal.TypePersonnel,
		"环境保护规划": portal.TypePlan, "应急预案": portal.TypePlan, "政府工作报告": portal.TypeSummary, "卫生统计": portal.TypeStatistics, "统计年报": portal.TypeStatistics,
		"部门预算": portal.TypeBudget, "“三公”经费": portal.TypeBudget, "政府信息公开指南": portal.TypeGuide, "政府信息公开制度": portal.TypeInstitution,
		"法定主动公开内容": portal.TypeCatalogue, "政府信息公开工作年度报告": portal.TypeAnnualReport, "法治政府建设年度报告": portal.TypeOther,
		"领导之窗": portal.TypeLeaders, "机构职能": portal.TypeOrganisation, "本镇概况": portal.TypeOrganisation, "办事指南": portal.TypeServiceGuide,
		"县长信箱": portal.TypeConsultation, "网上调查": portal.TypeSurvey, "依申请公开": portal.TypeApplication, "依申请公开指南": portal.TypeApplication,
		"行政许可公示": portal.TypeOther, "采购公告": portal.TypeOther, "双随机": portal.TypeOther, "张某某": "", "": "",
	} {
		if got, _ := typeOfName(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestUnitClaim(t *testing.T) {
	for name, want := range map[string]int{
		"教育局": strongUnit, "云溪县人力资源和社会保障局": strongUnit, "青石镇": strongUnit, "城关街道办事处": strongUnit, "县委办公室": strongUnit, "卫健委": strongUnit, "公安局": strongUnit, "教育局信息公开": strongUnit,
		"政务服务中心": weakUnit, "县人民医院": weakUnit, "第一中学": weakUnit, "档案馆": weakUnit,
		"新闻中心": noUnit, "办事大厅": noUnit, "部门平台": noUnit, "乡镇街道": noUnit, "工作动态": noUnit, "政务公开": noUnit, "下载中心": noUnit, "部门": noUnit, "Education Bureau": noUnit, "": noUnit,
	} {
		if got := unitClaim(name); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}

func TestUnitKeyFoldsTheWaysInWhichAUnitIsNamed(t *testing.T) {
	for _, names := range [][]string{
		{"教育局", "云溪县教育局", "县教育局", "云溪县教育局信息公开", "教育局网站"},
		{"青石镇", "青石镇人民政府", "云溪县青石镇人民政府", "青石镇政务公开"},
		{"城关街道", "城关街道办事处", "云溪县城关街道办事处"},
		{"人社局", "人力资源和社会保障局", "云溪县人力资源和社会保障局"},
	} {
		want := unitKey(names[0], "云溪县")
		for _, name := range names[1:] {
			if got := unitKey(name, "云溪县"); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	}
	if a, b := unitKey("市场监督管理局", "云溪县"), unitKey("监督管理局", "云溪县"); a == b {
		t.Errorf("two units are one: %s", a)
	}
}
