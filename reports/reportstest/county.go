package reportstest

import (
	"fmt"
	"strings"
	"time"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/crawler/portal"
	"duwang/reports"
)

// AsOf is the day of the check.
var AsOf = portal.MustDate("2026-11-20")

// Titles that a hostile or careless page may carry.
const (
	Formula = `=1+1`
	Script  = `<script>alert("甲")</script>关于<b>征求意见</b>的公告`
)

// LongTitle has 300 characters.
var LongTitle = "关于" + strings.Repeat("进一步规范和加强全县政务公开工作", 18) + "有关事项的补充通知文稿"

// LongAddress is an address longer than any table cell is wide.
var LongAddress = "http://www.example.gov.cn/module/download/downfile.jsp?classid=0&showname=" +
	strings.Repeat("%E5%85%B3%E4%BA%8E", 30) + ".xlsx&filename=" + strings.Repeat("0123456789abcdef", 8) + ".xlsx"

var departments = []string{"教育局", "财政局", "民政局", "司法局", "自然资源局", "生态环境分局", "住房和城乡建设局", "交通运输局", "水务局",
	"农业农村局", "文化和旅游局", "卫生健康局", "应急管理局", "市场监督管理局"}

var townships = []string{"城关镇", "东河镇", "西坡乡", "南湖街道"}

var columns = []struct{ kind, name, folder string }{
	{portal.TypeNews, "工作动态", "gzdt"}, {portal.TypeNotice, "通知公告", "tzgg"}, {portal.TypePolicy, "政策文件", "zcwj"},
	{portal.TypeAnnualReport, "政府信息公开年报", "nb"},
}

// Ledger returns the county's sites, units and columns: one site, 20 units, 80 columns.
func Ledger() *portal.Ledger {
	l := &portal.Ledger{Office: "示例县人民政府办公室", Sites: []portal.Site{
		{ID: "portal", Name: "示例县人民政府门户网站", URL: "http://www.example.gov.cn/", Code: "1522000001"}}}
	enter := func(id, name, kind string) {
		l.Units = append(l.Units, portal.Unit{ID: id, Name: name, Kind: kind, Site: "portal"})
		for _, c := range columns {
			l.Columns = append(l.Columns, portal.Column{ID: id + "-" + c.folder, Unit: id, Site: "portal", Name: c.name,
				URL: fmt.Sprintf("http://www.example.gov.cn/%s/%s/", id, c.folder), Type: c.kind})
		}
	}
	enter("gov", "示例县人民政府", portal.UnitGovernment)
	for i, name := range departments {
		enter(fmt.Sprintf("bm%02d", i+1), name, portal.UnitDepartment)
	}
	for i, name := range townships {
		enter(fmt.Sprintf("xz%02d", i+1), name, portal.UnitTownship)
	}
	enter("water", "示例县供水公司", portal.UnitEnterprise)
	return l
}

// Office returns the county's disclosure office.
func Office() reports.Office {
	return reports.Office{Name: "示例县人民政府办公室", NoticeCode: "示政公开整"}
}

// County returns the result of the invented scan with its ruleset and ledger:
// more than sixty findings over every check. Scores come from score.Compute.
func County() (*checks.Result, *rules.Set, *portal.Ledger) {
	set, ledger := Ruleset(), Ledger()
	c := &county{set: set, ledger: ledger}
	c.res = &checks.Result{
		Schema: checks.Schema,
		Scan: checks.ScanState{ID: "20261120-020000", AsOf: AsOf, Kind: portal.ScanRecent, Ruleset: set.Name, RulesetSHA256: set.Digest,
			Calendar: "2026-11-01", StartedAt: time.Date(2026, 11, 19, 18, 0, 0, 0, time.UTC), FinishedAt: time.Date(2026, 11, 19, 21, 42, 10, 0, time.UTC),
			Complete: true, VoidReasons: []string{}},
		Sites: []portal.SiteCount{{ID: "portal", Requests: 6120, Pages: 4139, Links: 52344, Bytes: 192_331_112, NotModified: 1200, Blocked: 31}},
	}
	c.plant()
	c.rest()
	c.score()
	return c.res, set, ledger
}

// Model returns the model of County.
func Model() *reports.Model {
	res, set, ledger := County()
	return reports.Build(res, set, ledger, Office())
}

// Void returns the model of the same scan, had it been void.
func Void() *reports.Model {
	res, set, ledger := County()
	res.Scan.Void, res.Scan.VoidReasons = true, []string{"网站首页连续三次未能打开"}
	res.Findings, res.Warnings, res.Units = []checks.Finding{}, []checks.Warning{}, []score.Unit{}
	return reports.Build(res, set, ledger, Office())
}

// Large returns a result with n findings, for measuring.
func Large(n int) *reports.Model {
	res, set, ledger := County()
	proto := res.Findings
	res.Findings = make([]checks.Finding, 0, n)
	for i := range n {
		f := proto[i%len(proto)]
		f.Fingerprint = fmt.Sprintf("%020x", i)
		f.URL = fmt.Sprintf("%s?n=%d", f.URL, i)
		res.Findings = append(res.Findings, f)
	}
	(&county{res: res, set: set, ledger: ledger}).score()
	return reports.Build(res, set, ledger, Office())
}

type county struct {
	res    *checks.Result
	set    *rules.Set
	ledger *portal.Ledger
}

// score computes the units' scores. Two units were read in part only, one of
// them not at all.
func (c *county) score() {
	var people []score.Unit
	enter := func(u portal.Unit, cover score.Coverage) {
		people = append(people, score.Unit{ID: u.ID, Name: u.Name, Kind: u.Kind, Site: u.Site, Coverage: cover})
	}
	enter(portal.Unit{ID: "portal", Name: c.ledger.Sites[0].Name, Kind: portal.UnitSite, Site: "portal"}, score.Coverage{Due: 40, Checked: 40})
	for i, u := range c.ledger.Units {
		cover := score.Coverage{Due: 180 + 7*i, Checked: 180 + 7*i}
		switch u.ID {
		case "xz03":
			cover = score.Coverage{Due: 190, Checked: 102, Unverified: 88}
		case "water":
			cover = score.Coverage{}
		case "bm02", "bm05":
			cover.Checked -= 3
			cover.Unverified = 3
		}
		enter(u, cover)
	}
	var hits []score.Hit
	for i := range c.res.Findings {
		f := &c.res.Findings[i]
		hits = append(hits, score.Hit{Unit: f.Unit, Rule: f.Rule, Fingerprint: f.Fingerprint, Violation: f.Verdict == checks.Violation})
	}
	c.res.Units = score.Compute(c.set, people, hits, false)
}
