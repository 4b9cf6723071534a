package reportstest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// terms are the last days to put a finding right, by severity: 1, 3, 5 and 10
// working days after AsOf, a Friday.
var terms = map[string]portal.Date{
	rules.Veto: portal.MustDate("2026-11-23"), rules.Critical: portal.MustDate("2026-11-25"), rules.Major: portal.MustDate("2026-11-27"),
	rules.Minor: portal.MustDate("2026-12-04"), rules.Info: portal.MustDate("2026-12-04"),
}

type facts map[string]any

func (c *county) bad(rule, unit, folder, url, title, message string, evidence facts, why ...string) *checks.Finding {
	r, ok := c.set.Rule(rule)
	if !ok {
		panic("no rule " + rule)
	}
	raw, err := json.Marshal(evidence)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256([]byte(r.Check + url + string(raw)))
	column := ""
	if folder != "" {
		column = unit + "-" + folder
	}
	c.res.Findings = append(c.res.Findings, checks.Finding{
		Fingerprint: hex.EncodeToString(sum[:10]), Check: r.Check, Rule: rule, Verdict: checks.Violation, Severity: r.Severity,
		Site: "portal", Unit: unit, Column: column, URL: url, Title: title, Message: message, Explanation: why, Evidence: raw,
		Basis: r.Basis, Remedy: r.Remedy, RectifyBy: terms[r.Severity],
	})
	return &c.res.Findings[len(c.res.Findings)-1]
}

func address(unit, folder string, n int) string {
	return fmt.Sprintf("http://www.example.gov.cn/%s/%s/202610/t202610%02d_%d.html", unit, folder, n%28+1, 185300+n)
}

func list(unit, folder string) string {
	return fmt.Sprintf("http://www.example.gov.cn/%s/%s/", unit, folder)
}

// plant makes the findings, at least one of every check.
func (c *county) plant() {
	const home = "http://www.example.gov.cn/"
	for i, u := range []string{"bm01", "bm03", "bm08", "xz02", "xz04"} {
		age := 15 + 9*i
		newest := AsOf.AddDays(-age)
		c.bad("column-stale-news", u, "gzdt", list(u, "gzdt"), "工作动态",
			fmt.Sprintf("“工作动态”栏目最新信息的日期为%s，截至%s已%d天未更新，超过14天的期限。", newest.Chinese(), AsOf.Chinese(), age),
			facts{"newest": newest, "age_days": age, "limit_days": 14})
	}
	for i, u := range []string{"bm01", "bm06", "xz01"} {
		newest := AsOf.AddDays(-181 - 40*i)
		c.bad("column-stale-other", u, "tzgg", list(u, "tzgg"), "通知公告",
			fmt.Sprintf("“通知公告”栏目最新信息的日期为%s，截至%s已%d天未更新，超过180天的期限。", newest.Chinese(), AsOf.Chinese(), 181+40*i),
			facts{"newest": newest, "age_days": 181 + 40*i, "limit_days": 180})
	}
	for _, u := range []string{"bm09", "xz02"} {
		c.bad("column-blank", u, "zcwj", list(u, "zcwj"), "政策文件", "“政策文件”栏目没有任何信息。", facts{})
	}
	c.bad("column-undated", "bm11", "tzgg", list("bm11", "tzgg"), "通知公告", "“通知公告”栏目的12条信息在列表和内容页均未标明日期。", facts{"items": 12})
	c.bad("ogi-guide-missing", "portal", "", home+"#guide", "政府信息公开指南", "网站没有开设“政府信息公开指南”栏目。", facts{"section": "guide"})
	c.bad("ogi-guide-missing", "portal", "", home+"#institution", "政府信息公开制度", "网站没有开设“政府信息公开制度”栏目。", facts{"section": "institution"})
	c.bad("footer-police-record-missing", "portal", "", home, "首页", "首页没有公安备案号。", facts{"mark": "police"})
	c.links()
	c.articles()
	for i, u := range []string{"bm04", "bm10", "xz01"} {
		c.bad("meta-column-missing", u, "gzdt", list(u, "gzdt"), "工作动态", "“工作动态”栏目的栏目页都没有“栏目类别”标签。",
			facts{"tag": "ColumnType", "page_kind": "column", "count": 3 + i, "samples": []string{list(u, "gzdt"), list(u, "gzdt") + "index_1.html"}})
	}
	c.bad("annual-report-missing", "bm07", "nb", list("bm07", "nb"), "政府信息公开年报",
		"截至2026年11月20日未见2025年度政府信息公开工作年度报告，应于2026年1月31日前发布。", facts{"kind": "missing", "year": 2025, "due": "2026-01-31", "published_on": nil},
		"栏目列表共有6条信息，最新一份年度报告为2024年度。", "部门的年度报告应于次年1月31日前发布，遇休息日不顺延。")
	leak := c.bad("leak-non-public-note", "bm12", "zcwj", address("bm12", "zcwj", 9), "关于医疗机构设置有关事项的请示",
		"已公开的文件附注写明“此件不予公开”。", facts{"note": "（此件不予公开）"})
	leak.Explanation = []string{"附注位于正文落款之后，不是正文叙述。"}
	c.suspect("leak-state-secret-mark", "bm13", "zcwj", address("bm13", "zcwj", 4), "应急预案（扫描件）", "页面首部出现“秘密★1年”字样，疑似密级标志。", facts{"mark": "秘密★1年"})
	c.suspect("privacy-bank-card", "bm10", "tzgg", LongAddress, "补贴发放名单.xlsx", "附件中疑似出现银行卡号3处。", facts{"kind": "bank-card", "masked": "6222 **** **** 0123", "count": 3})
	c.bad("privacy-id-number", "xz04", "tzgg", LongAddress, "困难群众救助名单.xlsx", "附件中出现居民身份证号码17处，未作遮盖。",
		facts{"kind": "id-number", "masked": "152***********002X", "count": 17}, "号码校验位正确，出生日期为有效日期。", "其中5处位于隐藏的工作表。")
}

func (c *county) suspect(rule, unit, folder, url, title, message string, evidence facts, why ...string) {
	c.bad(rule, unit, folder, url, title, message, evidence, why...).Verdict = checks.Suspect
}

func (c *county) links() {
	for i := range 16 {
		u := fmt.Sprintf("bm%02d", 5+i%5)
		refs := []string{address(u, "gzdt", i), address(u, "gzdt", i+1), list(u, "gzdt")}
		c.bad("link-broken-inner", u, "gzdt", fmt.Sprintf("http://www.example.gov.cn/%s/P0202610%02d%06d.pdf", u, i+1, 321281443+i), "附件",
			"附件链接打不开，网站返回“页面不存在”（状态码404）。",
			facts{"status": 404, "kind": "attachment", "attempts": 3, "referrers": refs, "referrer_count": 12 + i, "text": "附件：实施方案.pdf"})
	}
	c.bad("link-broken-inner", "portal", "", "http://wzdt.example.gov.cn/map.html", "网站地图", "首页及各栏目页底部的“网站地图”链接域名无法解析。",
		facts{"error": "no-such-host", "kind": "external", "attempts": 3, "referrers": []string{"http://www.example.gov.cn/"}, "referrer_count": 4102, "text": "网站地图"})
	c.bad("link-broken-inner", "gov", "tzgg", "http://www.example.gov.cn/gov/tzgg/fj/0.doc", Formula, "附件为空文件（0字节）。",
		facts{"error": "empty", "kind": "attachment", "attempts": 2, "referrers": []string{address("gov", "tzgg", 3)}, "referrer_count": 1, "text": "=1+1"})
	for i, e := range []string{"timeout", "refused"} {
		c.suspect("link-suspect", "bm02", "gzdt", fmt.Sprintf("http://video.example.gov.cn/v/%d.html", i), "视频", "站外链接三次访问均未成功，可能暂时不可用。",
			facts{"error": e, "kind": "external", "attempts": 3, "referrers": []string{list("bm02", "gzdt")}, "referrer_count": 1, "text": "政策视频"})
	}
}

func (c *county) articles() {
	why := []string{
		"成文日期取自页面信息项，为2026年9月18日（星期五）；当日不计入。",
		"2026年9月18日之后第20个工作日为2026年10月22日（星期四），其间国庆节、中秋节放假和周末不计入，调休上班的周末计入。",
		"页面发布日期为2026年10月26日（星期一），是第22个工作日，超过期限2个工作日。",
	}
	for i, u := range []string{"bm02", "bm05", "bm05", "bm14", "xz02"} {
		c.bad("publish-late-20wd", u, "zcwj", address(u, "zcwj", 40+i), "关于印发《2026年重点工作任务分解方案》的通知",
			"文件于2026年9月18日成文，2026年10月26日才公开，用了22个工作日，超过20个工作日的期限。",
			facts{"formed_on": "2026-09-18", "published_on": "2026-10-26", "workdays": 22, "limit": 20, "last_day": "2026-10-22", "formed_from": "metadata",
				"calendar_days": []facts{{"date": "2026-09-19", "reason": "周六"}, {"date": "2026-09-25", "reason": "中秋节放假"}, {"date": "2026-09-26", "reason": "中秋节放假"},
					{"date": "2026-09-27", "reason": "中秋节放假"}, {"date": "2026-10-01", "reason": "国庆节放假"}, {"date": "2026-10-02", "reason": "国庆节放假"},
					{"date": "2026-10-03", "reason": "国庆节放假"}, {"date": "2026-10-04", "reason": "国庆节放假"}, {"date": "2026-10-11", "reason": "周日"},
					{"date": "2026-10-17", "reason": "周六"}, {"date": "2026-10-18", "reason": "周日"}}}, why...)
	}
	for i := range 8 {
		title := fmt.Sprintf("全县第%d次重点项目推进会召开", i+1)
		switch i {
		case 3:
			title = Formula
		case 4:
			title = Script
		case 5:
			title = LongTitle
		}
		u := fmt.Sprintf("bm%02d", 1+i%4)
		c.bad("article-source-missing", u, "gzdt", address(u, "gzdt", 60+i), title, "内容页没有标明信息来源。", facts{"field": "source"})
	}
	for i, field := range []string{"index_number", "document_number", "formed_on", "disclosure", "issuer"} {
		u := fmt.Sprintf("bm%02d", 10+i%4)
		c.bad("article-metadata-missing", u, "zcwj", address(u, "zcwj", 80+i), "关于做好2026年度有关工作的通知", "政策文件页面缺少规定的公文要素。", facts{"field": field})
	}
	c.bad("pubdate-before-docdate", "bm14", "zcwj", address("bm14", "zcwj", 90), "关于开展专项检查的通知", "页面发布日期2026年3月2日早于成文日期2026年3月20日。",
		facts{"kind": "before-formed", "formed_on": "2026-03-20", "published_on": "2026-03-02"})
	c.suspect("interpret-missing", "gov", "zcwj", address("gov", "zcwj", 91), "示例县人民政府办公室关于印发《公共停车管理办法》的通知",
		"文件发布已超过3个工作日，未找到解读材料。", facts{"kind": "missing", "workdays": 12, "limit": 3})
}

// rest makes warnings, unverified rows and the table of columns.
func (c *county) rest() {
	for i, u := range []string{"bm02", "bm04", "xz01"} {
		c.res.Warnings = append(c.res.Warnings, checks.Warning{Check: "column-stale", Rule: "column-stale-news", Unit: u, Column: u + "-gzdt",
			URL: list(u, "gzdt"), Due: AsOf.AddDays(i + 1), DaysLeft: i + 1})
	}
	gap := func(unit, folder, url, reason, detail string) {
		column := ""
		if folder != "" {
			column = unit + "-" + folder
		}
		c.res.Unverified = append(c.res.Unverified, checks.Unverified{URL: url, Unit: unit, Column: column, Reason: reason, Detail: detail})
	}
	for i := range 12 {
		gap("xz03", "tzgg", address("xz03", "tzgg", i), portal.GapBlocked, "412 script challenge")
	}
	gap("xz03", "tzgg", list("xz03", "tzgg"), portal.GapBlocked, "412 script challenge")
	gap("bm02", "zcwj", list("bm02", "zcwj"), portal.GapScript, "列表由脚本请求 /api/list 生成")
	gap("bm05", "zcwj", address("bm05", "zcwj", 7), portal.GapDates, "2026-03-26、2026-08-01")
	gap("bm05", "gzdt", LongAddress, portal.GapTimeout, "timeout")
	gap("portal", "", "http://mail.example.gov.cn/", portal.GapBlocked, "401 login")
	gap("bm08", "tzgg", address("bm08", "tzgg", 2), portal.GapError, "503")
	stale := map[string]portal.Date{}
	for i := range c.res.Findings {
		f := &c.res.Findings[i]
		var e struct{ Newest portal.Date }
		if f.Check == "column-stale" && json.Unmarshal(f.Evidence, &e) == nil {
			stale[f.Column] = e.Newest
		}
	}
	limits := map[string]int{portal.TypeNews: 14, portal.TypeNotice: 180, portal.TypePolicy: 180}
	for i, col := range c.ledger.Columns {
		s := checks.ColumnState{ID: col.ID, Unit: col.Unit, Type: col.Type, URL: col.URL, Items: 20 + i%40, Newest: AsOf.AddDays(-(i*3)%13 - 1)}
		if d, ok := stale[col.ID]; ok {
			s.Newest = d
		}
		switch col.ID {
		case "bm02-zcwj", "bm09-zcwj", "xz02-zcwj", "xz03-tzgg":
			s.Items, s.Newest = 0, 0
		case "bm11-tzgg":
			s.Items, s.Newest = 12, 0
		}
		for _, w := range c.res.Warnings {
			if w.Column == col.ID {
				s.Newest = w.Due.AddDays(-14)
			}
		}
		if s.Newest != 0 {
			age := AsOf.DaysSince(s.Newest)
			s.AgeDays = &age
			if n := limits[col.Type]; n > 0 {
				s.Due = s.Newest.AddDays(n)
			}
		}
		c.res.Columns = append(c.res.Columns, s)
	}
}
