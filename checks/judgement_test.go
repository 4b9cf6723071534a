package checks

import (
	"testing"

	"duwang/crawler/portal"
)

func TestReportIsFoundByItsTitle(t *testing.T) {
	in2026, in2025 := portal.MustDate("2026-01-20"), portal.MustDate("2025-01-20")
	for _, c := range []struct {
		title string
		on    portal.Date
		want  bool
	}{
		{"示例县教育局2025年政府信息公开工作年度报告", in2026, true},
		{"2025年度政府信息公开年报", in2026, true},
		{"信息公开年度报告（2025）", in2026, true},
		{"２０２５年政府信息公开工作年度报告", in2026, true},
		{"二〇二五年度政府信息公开年报", in2026, true},
		{"二○二五年政府信息公开工作报告", in2026, true},
		{"2025 年 政府信息公开 工作 年度报告", in2026, true},
		{"示例县2025年政务公开年度报告", in2026, true},
		{"教育局2025年年报", in2026, true},
		{"示例县教育局2025年政府信息公开工作…", in2026, true},
		{"示例县教育局2025年政府信息公开...", in2026, true},
		{"政府信息公开工作年度报告", in2026, true},
		{"关于印发2025年政府信息公开工作年度报告的通知", in2026, true},
		{"政府信息公开工作年度报告", in2025, false},
		{"政府信息公开工作年度报告", 0, false},
		{"示例县教育局2024年政府信息公开工作年度报告", in2026, false},
		{"2026年政府信息公开工作年度报告", in2026, false},
		{"2025年政府网站工作年度报表", in2026, false},
		{"2025年法治政府建设年度报告", in2026, false},
		{"2025年部门决算年度报告", in2026, false},
		{"关于做好2025年政府信息公开工作年度报告编制工作的通知", in2026, false},
		{"2025年工作总结", in2026, false},
		{"2025年政府信息公开指南", in2026, false},
	} {
		if got := isReport(c.title, 2025, c.on); got != c.want {
			t.Errorf("%s（%s）: %t", c.title, c.on, got)
		}
	}
}

func TestDocumentAndInterpretationShareACore(t *testing.T) {
	for _, c := range []struct {
		document, text string
		same           bool
	}{
		{"示例县人民政府办公室关于印发示例县养老服务实施办法的通知", "《示例县养老服务实施办法》政策解读", true},
		{"示例县人民政府关于印发《示例县养老服务实施办法（试行）》的通知", "图解：示例县养老服务实施办法", true},
		{"示例县人民政府关于加快推进农业机械化发展的意见", "关于《示例县人民政府关于加快推进农业机械化发展的意见》的解读", true},
		{"示例县人民政府关于加快推进农业机械化发展的意见", "一图读懂|加快推进农业机械化发展的意见", true},
		{"示例县人民政府办公室关于印发示例县养老服务实施办法的通知", "《示例县校车安全管理规定》政策解读", false},
		{"示例县人民政府关于印发办法的通知", "《示例县校车安全管理办法》政策解读", false},
	} {
		if got := sameCore(coreOf(c.document), coreOf(c.text)); got != c.same {
			t.Errorf("%s (%s) and %s (%s): %t", c.document, coreOf(c.document), c.text, coreOf(c.text), got)
		}
	}
}

func TestDueOfAReport(t *testing.T) {
	a := &reportArgs{Due: map[string]string{portal.UnitDepartment: "01-31", portal.UnitTownship: "02-29"}}
	for _, c := range []struct {
		kind string
		year int
		want string
	}{
		{portal.UnitDepartment, 2026, "2026-01-31"},
		{portal.UnitTownship, 2024, "2024-02-29"},
		{portal.UnitTownship, 2026, "2026-02-28"},
		{portal.UnitGovernment, 2026, ""},
	} {
		if got := a.due(c.kind, c.year).String(); got != c.want {
			t.Errorf("%s in %d: %q, want %q", c.kind, c.year, got, c.want)
		}
	}
}

func TestOutcomeOfALink(t *testing.T) {
	for _, c := range []struct {
		target portal.Target
		want   outcome
	}{
		{portal.Target{Status: 200}, linkGood},
		{portal.Target{Status: 304}, linkGood},
		{portal.Target{Status: 404}, linkBad},
		{portal.Target{Status: 410}, linkBad},
		{portal.Target{Status: 200, Error: portal.ErrSoft404}, linkBad},
		{portal.Target{Status: 200, Error: portal.ErrToHome}, linkBad},
		{portal.Target{Status: 200, Error: portal.ErrEmpty}, linkBad},
		{portal.Target{Error: portal.ErrNoHost}, linkBad},
		{portal.Target{Error: portal.ErrRedirectLoop}, linkBad},
		{portal.Target{Error: portal.ErrTimeout}, linkSuspect},
		{portal.Target{Error: portal.ErrRefused}, linkSuspect},
		{portal.Target{Error: portal.ErrReset}, linkSuspect},
		{portal.Target{Error: portal.ErrTLS}, linkSuspect},
		{portal.Target{Error: portal.ErrFetch}, linkSuspect},
		{portal.Target{Status: 500}, linkSuspect},
		{portal.Target{Status: 503}, linkSuspect},
		{portal.Target{Status: 404, Gap: portal.GapRobots}, linkUnknown},
		{portal.Target{Status: 401}, linkUnknown},
		{portal.Target{Status: 403}, linkUnknown},
		{portal.Target{Status: 405}, linkUnknown},
		{portal.Target{Status: 407}, linkUnknown},
		{portal.Target{Status: 412}, linkUnknown},
		{portal.Target{Status: 429}, linkUnknown},
		{portal.Target{Status: 451}, linkUnknown},
		{portal.Target{Status: 521}, linkUnknown},
		{portal.Target{Status: 999}, linkUnknown},
		{portal.Target{Status: 400}, linkUnknown},
		{portal.Target{Error: "something-new"}, linkUnknown},
		{portal.Target{}, linkUnknown},
	} {
		if got, _ := outcomeOf(&c.target); got != c.want {
			t.Errorf("%+v: outcome %d, want %d", c.target, got, c.want)
		}
	}
}

func TestSamplesAreTheFirstByAddress(t *testing.T) {
	var l lacking
	for _, s := range []string{"f", "b", "g", "a", "e", "c", "d", "h"} {
		l.sample(s)
	}
	if got := len(l.samples); got != tagSamples || l.samples[0] != "a" || l.samples[tagSamples-1] != "e" {
		t.Errorf("samples %v", l.samples)
	}
}

func TestMostExactWordOnWhatWasNotReadStands(t *testing.T) {
	exact, vague := Unverified{URL: "u", Unit: "edu", Reason: "blocked"}, Unverified{URL: "u", Unit: "a", Reason: "blocked"}
	for _, rows := range [][]unreadRow{
		{{exact, fromGap}, {vague, fromTarget}},
		{{vague, fromTarget}, {exact, fromGap}},
		{{vague, fromTarget}, {exact, fromCheck}},
		{{exact, fromPage}, {vague, fromCheck}},
	} {
		r := &run{unread: map[unreadKey]unreadRow{}}
		for _, row := range rows {
			r.unverified(row.from, row.Unverified)
		}
		if got := r.unread[unreadKey{"u", "blocked"}].Unverified; got != exact {
			t.Errorf("%v: %v stands", rows, got)
		}
	}
}
