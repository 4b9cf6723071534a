package reportstest

import (
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Ruleset returns the invented county's table of indicators: four groups of
// 100 points together, one rule a check or more, two vetoes.
func Ruleset() *rules.Set {
	deduct := func(group string, points, limit rules.Centi) rules.Effect {
		return rules.Effect{Kind: rules.EffectDeduct, Points: points, Cap: limit, Group: group, Own: true}
	}
	veto := rules.Effect{Kind: rules.EffectVeto}
	none := rules.Effect{Kind: rules.EffectNone}
	basis := func(document, clause, text string) []rules.Basis {
		return []rules.Basis{{Document: document, Clause: clause, Text: text}}
	}
	site := rules.Applies{Kinds: []string{portal.UnitSite}}
	types := func(t ...string) rules.Applies { return rules.Applies{Types: t} }
	return &rules.Set{
		Name: "example-2026", Title: "示例县政务公开检查指标（2026年）", Source: "示例县人民政府办公室", Effective: portal.MustDate("2026-01-01"),
		Digest: "4f1c0f5f1f6f0e5ad2b7d2a2c9d1f6f8a4a8c6a6f7f1c2d3e4f5061728394a5b",
		Documents: []rules.Document{
			{Short: "条例", Title: "《中华人民共和国政府信息公开条例》", Number: "国务院令第711号"},
			{Short: "检查指标", Title: "《政府网站与政务新媒体检查指标》", Number: "国办秘函〔2019〕19号"},
			{Short: "指引", Title: "《政府网站发展指引》", Number: "国办发〔2017〕47号"},
			{Short: "平台", Title: "《关于规范政府信息公开平台有关事项的通知》", Number: "国办公开办函〔2019〕61号"},
			{Short: "县办法", Title: "《示例县政务公开工作考核办法（试行）》", Number: "示政办发〔2025〕7号"},
		},
		Scheme: rules.Scheme{Base: 10000, VetoGrade: "不合格", Own: true, Grades: []rules.Grade{
			{Name: "优秀", From: 9000}, {Name: "良好", From: 8000}, {Name: "合格", From: 6000}, {Name: "不合格", From: 0}}},
		Groups: []rules.Group{
			{ID: "release", Title: "发布解读", Points: 4000, Own: true}, {ID: "platform", Title: "平台建设", Points: 2000, Own: true},
			{ID: "function", Title: "功能设计", Points: 2000, Own: true}, {ID: "safety", Title: "信息安全", Points: 2000, Own: true}},
		Deadlines: map[string]int{rules.Veto: 1, rules.Critical: 3, rules.Major: 5, rules.Minor: 10, rules.Info: 10},
		Rules: []rules.Rule{
			{ID: "home-stale-2w", Title: "首页不更新", Check: "home-stale", Verified: true, Severity: rules.Veto, Effect: veto, Applies: site,
				Basis: basis("检查指标", "单项否决指标“信息不更新”", ""), Remedy: "请立即在首页发布新的信息，并保证两周内至少更新一次。"},
			{ID: "leak-non-public-note", Title: "误发不予公开文件", Check: "non-public-note", Verified: true, Severity: rules.Veto, Effect: veto,
				Basis: basis("条例", "第十七条", "行政机关应当建立健全政府信息公开审查机制，明确审查的程序和责任。"), Remedy: "请立即撤下该文件，核对公开属性后按规定处理，并查清发布审核环节的责任。"},
			{ID: "column-stale-news", Title: "动态要闻超期", Check: "column-stale", Verified: true, Severity: rules.Major, Effect: deduct("release", 200, 600), Applies: types("news"),
				Basis: basis("检查指标", "发布解读“动态要闻”", ""), Remedy: "请在栏目中发布新的信息；确无新信息可发布的，请按规定发布情况说明或者申请调整栏目。"},
			{ID: "column-stale-other", Title: "其他栏目超期", Check: "column-stale", Verified: true, Severity: rules.Minor, Effect: deduct("release", 50, 300), Applies: types("notice", "policy", "plan", "summary", "statistics"),
				Basis: basis("检查指标", "发布解读“其他栏目”", ""), Remedy: "请在栏目中发布新的信息；确无新信息可发布的，请按规定发布情况说明或者申请调整栏目。"},
			{ID: "column-blank", Title: "空白栏目", Check: "column-blank", Verified: true, Severity: rules.Major, Effect: deduct("release", 300, 900),
				Basis: basis("检查指标", "发布解读“空白栏目”", ""), Remedy: "请补充栏目内容；暂无内容的栏目请先下线，待有内容后再开设。"},
			{ID: "column-undated", Title: "信息未标日期", Check: "column-undated", Severity: rules.Minor, Effect: deduct("release", 50, 200),
				Basis: basis("检查指标", "发布解读", ""), Remedy: "请在列表或者内容页标明每条信息的发布日期。"},
			{ID: "publish-late-20wd", Title: "超过20个工作日公开", Check: "deadline", Verified: true, Severity: rules.Major, Effect: deduct("release", 100, 1000),
				Basis: basis("条例", "第二十六条", "属于主动公开范围的政府信息，应当自该政府信息形成或者变更之日起20个工作日内及时公开。"), Remedy: "请查明迟延原因并书面说明；今后文件印发后应当及时公开。"},
			{ID: "article-source-missing", Title: "信息缺少来源", Check: "field-missing", Verified: true, Severity: rules.Minor, Effect: deduct("release", 20, 200),
				Basis: basis("指引", "附件《网页设计规范》", ""), Remedy: "请在内容页补充信息来源。"},
			{ID: "article-metadata-missing", Title: "公文要素不全", Check: "field-missing", Verified: true, Severity: rules.Minor, Effect: deduct("release", 50, 300), Applies: types("policy"),
				Basis: basis("条例", "第十二条", ""), Remedy: "请补全索引号、发文字号、成文日期、发布机构等要素。"},
			{ID: "pubdate-before-docdate", Title: "发布早于成文", Check: "date-implausible", Verified: true, Severity: rules.Minor, Effect: deduct("release", 50, 200),
				Basis: basis("县办法", "第八条", ""), Remedy: "请核对并更正成文日期或者发布日期。"},
			{ID: "interpret-missing", Title: "文件没有解读", Check: "interpretation", Verified: true, Severity: rules.Major, Effect: none, Applies: types("policy"),
				Basis: basis("县办法", "第九条", ""), Remedy: "请发布解读材料，并与文件相互链接。"},
			{ID: "annual-report-missing", Title: "年度报告未发布", Check: "annual-report", Verified: true, Severity: rules.Critical, Effect: deduct("platform", 500, 0), Applies: types("annual-report"),
				Basis: basis("条例", "第四十九条", "县级以上人民政府部门应当在每年1月31日前向本级政府信息公开工作主管部门提交本行政机关上一年度政府信息公开工作年度报告并向社会公布。"), Remedy: "请立即发布上一年度政府信息公开工作年度报告。"},
			{ID: "ogi-guide-missing", Title: "缺少公开指南", Check: "section-missing", Verified: true, Severity: rules.Major, Effect: deduct("platform", 500, 0), Applies: site,
				Basis: basis("平台", "第二条", ""), Remedy: "请开设政府信息公开指南栏目并发布指南。"},
			{ID: "link-broken-inner", Title: "内页错链断链", Check: "link-broken", Verified: true, Severity: rules.Minor, Effect: deduct("function", 10, 300),
				Basis: basis("检查指标", "功能设计“可用性”", ""), Remedy: "请更正或者删除失效的链接、图片和附件。"},
			{ID: "link-suspect", Title: "疑似不可用链接", Check: "link-broken", Verified: true, Severity: rules.Info, Effect: none,
				Basis: basis("检查指标", "功能设计“可用性”", ""), Remedy: "请人工打开核对。"},
			{ID: "meta-column-missing", Title: "栏目标签缺失", Check: "tag-missing", Verified: true, Severity: rules.Minor, Effect: deduct("function", 50, 200),
				Basis: basis("指引", "附件《网页设计规范》", ""), Remedy: "请修改栏目模板，补充标签并填写内容。"},
			{ID: "footer-police-record-missing", Title: "缺少公安备案号", Check: "mark-missing", Verified: true, Severity: rules.Minor, Effect: deduct("function", 100, 0), Applies: site,
				Basis: basis("指引", "附件《网页设计规范》", ""), Remedy: "请在首页底部标明公安备案号。"},
			{ID: "privacy-id-number", Title: "公开身份证号码", Check: "identity-exposed", Verified: true, Severity: rules.Critical, Effect: deduct("safety", 1000, 0),
				Basis: basis("条例", "第十五条", "涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开。"), Remedy: "请立即撤下页面或者附件，遮盖号码后重新发布。"},
			{ID: "privacy-bank-card", Title: "疑似银行卡号", Check: "identity-exposed", Verified: true, Severity: rules.Critical, Effect: none,
				Basis: basis("条例", "第十五条", ""), Remedy: "请核对；属实的立即撤下，遮盖号码后重新发布。"},
			{ID: "leak-state-secret-mark", Title: "疑似密级标志", Check: "secret-mark", Verified: true, Severity: rules.Veto, Effect: none,
				Basis: basis("条例", "第十四条", ""), Remedy: "请立即核对；属实的立即撤下并按保密规定报告。"},
		},
	}
}
