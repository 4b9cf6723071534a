package checks_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/checks"
	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// facts is a snapshot written down by hand.
type facts struct {
	ledger  portal.Ledger
	scan    portal.Scan
	pages   []portal.Page
	items   []portal.Item
	targets []portal.Target
	gaps    []portal.Gap
	fail    error // of the stream of targets
}

func (f *facts) Ledger() *portal.Ledger { return &f.ledger }
func (f *facts) Scan() *portal.Scan     { return &f.scan }

func (f *facts) Pages(yield func(*portal.Page) error) error { return each(f.pages, yield) }
func (f *facts) Items(yield func(*portal.Item) error) error { return each(f.items, yield) }
func (f *facts) Gaps(yield func(*portal.Gap) error) error   { return each(f.gaps, yield) }
func (f *facts) Targets(yield func(*portal.Target) error) error {
	if f.fail != nil {
		return f.fail
	}
	return each(f.targets, yield)
}

// each hands out copies in one variable, so that who keeps a pointer is caught.
func each[T any](list []T, yield func(*T) error) error {
	var one T
	for _, v := range list {
		one = v
		if err := yield(&one); err != nil {
			return err
		}
	}
	return nil
}

const site = "http://www.example.gov.cn/"

// county is a small ledger: one site, two units, three columns.
func county() *facts {
	return &facts{
		ledger: portal.Ledger{
			Sites: []portal.Site{{ID: "portal", Name: "示例县人民政府", URL: site}},
			Units: []portal.Unit{
				{ID: "edu", Name: "教育局", Kind: portal.UnitDepartment, Site: "portal"},
				{ID: "town", Name: "示例镇", Kind: portal.UnitTownship, Site: "portal"},
			},
			Columns: []portal.Column{
				{ID: "edu-news", Unit: "edu", Site: "portal", Name: "工作动态", URL: site + "jyj/gzdt/", Type: portal.TypeNews},
				{ID: "edu-policy", Unit: "edu", Site: "portal", Name: "政策文件", URL: site + "jyj/zcwj/", Type: portal.TypePolicy},
				{ID: "town-news", Unit: "town", Site: "portal", Name: "镇区动态", URL: site + "slz/", Type: portal.TypeNews},
			},
		},
		scan: portal.Scan{ID: "s1", Kind: portal.ScanFull, AsOf: day("2026-03-20"), Complete: true},
	}
}

func day(s string) portal.Date { return portal.MustDate(s) }

func moment(s string) portal.Stamp {
	v, err := portal.ParseStamp(s)
	if err != nil {
		panic(err)
	}
	return v
}

// list adds the first list page of a column.
func (f *facts) list(column string) {
	for _, c := range f.ledger.Columns {
		if c.ID == column {
			f.pages = append(f.pages, portal.Page{Site: c.Site, Unit: c.Unit, Column: c.ID, Role: portal.RoleList, URL: c.URL, Status: 200,
				Facts: portal.Facts{Kind: portal.KindColumn, Title: c.Name}})
		}
	}
}

// article adds an item of a column with its page.
func (f *facts) article(column, name string, listed string, page portal.Facts) {
	for _, c := range f.ledger.Columns {
		if c.ID != column {
			continue
		}
		var on portal.Date
		if listed != "" {
			on = day(listed)
		}
		page.Kind = portal.KindArticle
		url := c.URL + name + ".html"
		f.items = append(f.items, portal.Item{Site: c.Site, Column: c.ID, URL: url, Title: page.Title, ListDate: on, Wanted: true, Read: true,
			Kind: page.Kind, PublishedAt: page.PublishedAt, Apart: page.DatesApart()})
		f.pages = append(f.pages, portal.Page{Site: c.Site, Unit: c.Unit, Column: c.ID, Role: portal.RoleItem, URL: url, Status: 200,
			Title: page.Title, ListDate: on, Facts: page})
	}
}

// set makes a ruleset of rules written as flow mappings without the keys that
// every rule needs.
func set(t testing.TB, lines ...string) *rules.Set {
	t.Helper()
	text := `name: test
title: 试验
source: 试验
effective: 2019-04-01
documents: [{short: 条例, title: 《中华人民共和国政府信息公开条例》, number: 国务院令第711号}]
scheme: {base: 100, grades: [{name: 合格, from: 60}, {name: 不合格, from: 0}], veto_grade: 不合格}
groups: [{id: all, title: 全部, points: 100}]
deadlines: {veto: 1, critical: 3, major: 5, minor: 10, info: 10}
rules:
`
	for _, l := range lines {
		if !strings.Contains(l, "severity:") {
			l += ", severity: major"
		}
		if !strings.Contains(l, "effect:") {
			l += ", effect: {kind: deduct, points: 5, cap: 20, group: all}"
		}
		text += "  - {" + l + ", title: 试验, remedy: 改正。, basis: [{document: 条例, clause: 第二十六条}]}\n"
	}
	s, err := rules.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func judge(t testing.TB, f portal.Snapshot, s *rules.Set, watch ...string) (*checks.Result, []string) {
	t.Helper()
	return judgeSince(t, f, s, 0, watch...)
}

// judgeSince is judge with articles_since.
func judgeSince(t testing.TB, f portal.Snapshot, s *rules.Set, since portal.Date, watch ...string) (*checks.Result, []string) {
	t.Helper()
	r, acquitted, err := checks.Run(f, checks.Options{Set: s, Calendar: calendar.MustDefault(), AsOf: f.Scan().AsOf, Since: since, Watch: watch})
	if err != nil {
		t.Fatal(err)
	}
	return r, acquitted
}

// finger is the fingerprint of a subject of the portal.
func finger(check, path, mark string) string {
	return checks.Fingerprint("portal", check, site+path, mark)
}

func decode(t testing.TB, evidence json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(evidence, into); err != nil {
		t.Fatal(err)
	}
}

// told is what a finding comes to, for comparing.
func told(r *checks.Result) []string {
	list := []string{}
	for _, f := range r.Findings {
		list = append(list, fmt.Sprintf("%s %s %s %s %s", f.Check, f.Unit, f.Column, strings.TrimPrefix(f.URL, site), f.Evidence))
	}
	return list
}

const staleRule = "id: column-stale-news, check: column-stale, with: {limit: 14, warn: 4}, applies: {types: [news]}"

func TestSameFactsInAnyOrderGiveTheSameBytes(t *testing.T) {
	s := set(t, staleRule,
		"id: article-source-missing, check: field-missing, with: {fields: [source]}",
		"id: meta-article-missing, check: tag-missing, with: {tags: [PubDate], kinds: [article]}",
		"id: link-broken-inner, check: link-broken, with: {where: any, verdict: violation}",
		"id: pubdate-future, check: date-implausible, with: {kind: future}")
	f := big(300)
	f.gaps = []portal.Gap{
		{URL: site + "a", Site: "portal", Unit: "edu", Column: "edu-news", Role: portal.RoleItem, Reason: portal.GapBlocked, Detail: "412"},
		{URL: site + "b", Site: "portal", Unit: "edu", Column: "edu-policy", Role: portal.RoleList, Sheet: 2, Reason: portal.GapTimeout},
		{URL: site + "c", Site: "portal", Unit: "edu", Column: "edu-policy", Role: portal.RoleList, Sheet: 1, Reason: portal.GapBlocked},
	}
	first, _ := judge(t, f, s)
	if len(first.Findings) < 4 {
		t.Fatalf("the world shows only %d findings", len(first.Findings))
	}
	want := encode(t, first)
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 1))
		r.Shuffle(len(f.pages), func(i, j int) { f.pages[i], f.pages[j] = f.pages[j], f.pages[i] })
		r.Shuffle(len(f.items), func(i, j int) { f.items[i], f.items[j] = f.items[j], f.items[i] })
		r.Shuffle(len(f.targets), func(i, j int) { f.targets[i], f.targets[j] = f.targets[j], f.targets[i] })
		r.Shuffle(len(f.gaps), func(i, j int) { f.gaps[i], f.gaps[j] = f.gaps[j], f.gaps[i] })
		again, _ := judge(t, f, s)
		if diff := cmp.Diff(want, encode(t, again)); diff != "" {
			t.Fatalf("shuffle %d changed the result:\n%s", seed, diff)
		}
	}
}

func encode(t testing.TB, r *checks.Result) string {
	t.Helper()
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOneUnverifiedRowAnAddressAndReason(t *testing.T) {
	f := county()
	gap := portal.Gap{URL: site + "jyj/gzdt/1.html", Site: "portal", Unit: "edu", Column: "edu-news", Role: portal.RoleItem, Reason: portal.GapBlocked, Detail: "412 脚本质询"}
	f.gaps = []portal.Gap{gap}
	// The same page as a link, for which the site answers, and another reason.
	f.targets = []portal.Target{
		{URL: gap.URL, Kind: portal.LinkPage, Site: "portal", Unit: "portal", Gap: portal.GapBlocked, Detail: "412", Attempts: 1, Referrers: []string{site}, ReferrerCount: 1},
		{URL: "http://other.gov.cn/", Kind: portal.LinkExternal, Site: "portal", Unit: "portal", Gap: portal.GapTimeout, Attempts: 1, Referrers: []string{site}, ReferrerCount: 1},
	}
	r, _ := judge(t, f, set(t, "id: link-broken-inner, check: link-broken, with: {where: any, verdict: violation}"))
	want := []checks.Unverified{
		{URL: gap.URL, Unit: "edu", Column: "edu-news", Reason: portal.GapBlocked, Detail: "412 脚本质询"},
		{URL: "http://other.gov.cn/", Unit: "portal", Reason: portal.GapTimeout},
	}
	if diff := cmp.Diff(want, r.Unverified); diff != "" {
		t.Error(diff)
	}
	if len(r.Findings) != 0 {
		t.Errorf("what could not be verified was accused: %v", told(r))
	}
}

func TestCoverageCountsWhatWasDueAUnit(t *testing.T) {
	f := county()
	f.list("edu-news")
	f.article("edu-news", "1", "2026-03-18", portal.Facts{Title: "甲", PublishedAt: moment("2026-03-18")})
	// A page whose dates contradict each other was read, and proves nothing.
	f.article("edu-news", "2", "2026-03-18", portal.Facts{Title: "乙", PublishedAt: moment("2026-03-18"),
		Published: []portal.Stamp{moment("2026-03-18"), moment("2025-01-02")}})
	f.list("town-news")
	f.pages[len(f.pages)-1].Script = "/list.jsp"
	f.gaps = []portal.Gap{{URL: site + "jyj/zcwj/", Site: "portal", Unit: "edu", Column: "edu-policy", Role: portal.RoleList, Reason: portal.GapTimeout}}
	r, _ := judge(t, f, set(t, staleRule))
	got := map[string]string{}
	for _, u := range r.Units {
		got[u.ID] = fmt.Sprintf("%d due %d checked %d unverified, provisional %t", u.Coverage.Due, u.Coverage.Checked, u.Coverage.Unverified, u.Provisional)
	}
	want := map[string]string{
		"edu":    "4 due 2 checked 2 unverified, provisional true",
		"town":   "1 due 0 checked 1 unverified, provisional true",
		"portal": "0 due 0 checked 0 unverified, provisional true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyGoodAcquits(t *testing.T) {
	f := county()
	f.list("edu-news")
	f.article("edu-news", "1", "2026-03-18", portal.Facts{Title: "甲", PublishedAt: moment("2026-03-18")})
	f.list("town-news") // stale
	f.article("town-news", "1", "2026-01-05", portal.Facts{Title: "乙", PublishedAt: moment("2026-01-05")})
	good := finger("column-stale", "jyj/gzdt/", "")
	bad := finger("column-stale", "slz/", "")
	silent := finger("column-stale", "jyj/zcwj/", "")
	r, acquitted := judge(t, f, set(t, staleRule), good, bad, silent)
	if diff := cmp.Diff([]string{good}, acquitted); diff != "" {
		t.Error(diff)
	}
	if len(r.Findings) != 1 || r.Findings[0].Fingerprint != bad {
		t.Errorf("findings %v", told(r))
	}
	// A stricter rule of the same check finds bad what the milder one passes.
	f.scan.AsOf = day("2026-03-27")
	_, acquitted = judge(t, f, set(t, staleRule, "id: column-stale-other, check: column-stale, with: {limit: 7}, applies: {types: [news]}"), good)
	if len(acquitted) != 0 {
		t.Error("acquitted by one rule what another found bad")
	}
}

func TestVoidScanAccusesAndAcquitsNobody(t *testing.T) {
	f := county()
	f.scan.Void, f.scan.VoidReasons = true, []string{"首页未能读取"}
	f.list("edu-news")
	f.article("edu-news", "1", "2026-03-18", portal.Facts{Title: "甲", PublishedAt: moment("2026-03-18")})
	f.list("town-news")
	f.article("town-news", "1", "2026-01-05", portal.Facts{Title: "乙", PublishedAt: moment("2026-01-05")})
	r, acquitted := judge(t, f, set(t, staleRule), finger("column-stale", "jyj/gzdt/", ""))
	if len(r.Findings) != 0 || len(r.Warnings) != 0 || len(r.Units) != 0 || len(acquitted) != 0 {
		t.Errorf("void scan gave findings %v, warnings %v, units %v, acquitted %v", told(r), r.Warnings, r.Units, acquitted)
	}
	if len(r.Columns) != 3 {
		t.Errorf("a void scan still tells what it saw: %v", r.Columns)
	}
}

func TestColumnsTellNewestAgeAndDue(t *testing.T) {
	f := county()
	f.ledger.Columns[1].MaxAge = 90
	f.list("edu-news")
	f.article("edu-news", "1", "2026-03-10", portal.Facts{Title: "甲", PublishedAt: moment("2026-03-10")})
	f.article("edu-news", "2", "2026-03-25", portal.Facts{Title: "晚于检查日", PublishedAt: moment("2026-03-25")})
	f.list("edu-policy")
	f.article("edu-policy", "1", "", portal.Facts{Title: "丙", PublishedAt: moment("2026-01-01")})
	r, _ := judge(t, f, set(t, staleRule))
	ten, long := 10, 78
	want := []checks.ColumnState{
		{ID: "edu-news", Unit: "edu", Type: "news", URL: site + "jyj/gzdt/", Items: 2, Newest: day("2026-03-10"), AgeDays: &ten, Due: day("2026-03-24")},
		{ID: "edu-policy", Unit: "edu", Type: "policy", URL: site + "jyj/zcwj/", Items: 1, Newest: day("2026-01-01"), AgeDays: &long, Due: day("2026-04-01")},
		{ID: "town-news", Unit: "town", Type: "news", URL: site + "slz/"},
	}
	if diff := cmp.Diff(want, r.Columns); diff != "" {
		t.Error(diff)
	}
	if len(r.Warnings) != 1 || r.Warnings[0].Due != day("2026-03-24") || r.Warnings[0].DaysLeft != 4 {
		t.Errorf("warnings %+v", r.Warnings)
	}
}

func TestRuleBindsByTypeAndKind(t *testing.T) {
	f := county()
	for _, c := range []string{"edu-news", "town-news"} {
		f.list(c)
		f.article(c, "1", "2026-01-05", portal.Facts{Title: "旧闻", PublishedAt: moment("2026-01-05")})
	}
	f.pages = append(f.pages, portal.Page{Site: "portal", Unit: "portal", Role: portal.RolePage, URL: site + "x.html",
		Facts: portal.Facts{Kind: portal.KindArticle, Title: "无栏目", PublishedAt: moment("2026-02-01")}})
	r, _ := judge(t, f, set(t,
		"id: column-stale-news, check: column-stale, with: {limit: 14}, applies: {kinds: [township]}",
		"id: article-source-missing, check: field-missing, with: {fields: [source]}, applies: {kinds: [department]}",
		"id: article-body-missing, check: field-missing, with: {fields: [body]}, applies: {types: [policy]}"))
	want := []string{
		`field-missing edu edu-news jyj/gzdt/1.html {"field":"source"}`,
		`column-stale town town-news slz/ {"newest":"2026-01-05","age_days":74,"limit_days":14}`,
	}
	if diff := cmp.Diff(want, told(r)); diff != "" {
		t.Error(diff)
	}
}

func TestRegisteredSectionNeedsNoLink(t *testing.T) {
	f := county()
	f.ledger.Columns = append(f.ledger.Columns, portal.Column{ID: "zd", Unit: "edu", Site: "portal", Name: "规范", URL: site + "zd/", Type: portal.TypeInstitution})
	f.pages = append(f.pages, portal.Page{Site: "portal", Unit: "portal", Role: portal.RoleHome, URL: site, Facts: portal.Facts{Kind: portal.KindHome}})
	r, _ := judge(t, f, set(t, "id: ogi-guide-missing, check: section-missing, with: {sections: [institution, guide]}"))
	if diff := cmp.Diff([]string{`section-missing portal  #guide {"section":"guide"}`}, told(r)); diff != "" {
		t.Error(diff)
	}
}

func TestNoPublicationDateIsMissedWhereTwoContradict(t *testing.T) {
	f := county()
	f.article("edu-news", "1", "", portal.Facts{Title: "甲", Published: []portal.Stamp{moment("2026-03-18"), moment("2025-01-02")}})
	f.article("edu-news", "2", "", portal.Facts{Title: "乙", Published: []portal.Stamp{moment("2026-03-18"), moment("2026-03-02")}})
	r, _ := judge(t, f, set(t, "id: article-date-missing, check: field-missing, with: {fields: [published_at]}"))
	if diff := cmp.Diff([]string{`field-missing edu edu-news jyj/gzdt/2.html {"field":"published_at"}`}, told(r)); diff != "" {
		t.Error(diff)
	}
}

func TestErrorOfAStreamIsReturned(t *testing.T) {
	f := county()
	f.fail = errors.New("disk full")
	_, _, err := checks.Run(f, checks.Options{Set: set(t, staleRule), Calendar: calendar.MustDefault(), AsOf: f.scan.AsOf})
	if !errors.Is(err, f.fail) {
		t.Errorf("error %v", err)
	}
}

func TestBindRefusesWhatTheProgramDoesNotHave(t *testing.T) {
	for name, rule := range map[string]string{
		"没有名为":                "id: column-blank, check: column-empty",
		"limt":                "id: column-stale-news, check: column-stale, with: {limt: 14}",
		"不接受参数":               "id: column-should-update, check: column-undated, with: {limit: 1}",
		"header":              "id: link-broken-home, check: link-broken, with: {where: header}",
		"author":              "id: article-title-missing, check: field-missing, with: {fields: [author]}",
		"Keywords":            "id: meta-site-missing, check: tag-missing, with: {tags: [Keywords], kinds: [home]}",
		"sidebar":             "id: meta-site-missing, check: tag-missing, with: {tags: [SiteName], kinds: [sidebar]}",
		"logo":                "id: footer-sponsor-missing, check: mark-missing, with: {marks: [logo]}",
		"news":                "id: ogi-guide-missing, check: section-missing, with: {sections: [news]}",
		"13-31":               "id: annual-report-late, check: annual-report, with: {kind: late, due: {department: 13-31}}",
		"kind 的值 \"never\"":   "id: annual-report-late, check: annual-report, with: {kind: never}",
		"limit 应为正整数":         "id: publish-late-20wd, check: deadline, with: {limit: 0}",
		"kind 的值 \"past\" 应为": "id: pubdate-future, check: date-implausible, with: {kind: past}",
	} {
		err := checks.Bind(set(t, rule))
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v does not name %s", rule, err, name)
		}
	}
}

// big makes a county portal with n articles a column and as many links.
func big(n int) *facts {
	f := county()
	for _, c := range f.ledger.Columns {
		f.list(c.ID)
		for i := range n {
			page := portal.Facts{
				Title: fmt.Sprintf("关于第%d项工作的通报", i), PublishedAt: moment(day("2026-03-01").AddDays(-i % 50).String()), BodyChars: 800,
				FormedOn: day("2026-02-20").AddDays(-i % 50), FormedFrom: portal.FormedFromMetadata, DocumentNumber: "示教发〔2026〕1号", Source: "教育局",
				Tags: []portal.Tag{{Name: "SiteName", Value: "示例县人民政府"}, {Name: "ArticleTitle", Value: "标题"}, {Name: "PubDate", Value: "null"}},
			}
			if i%7 == 0 {
				page.Source = ""
			}
			f.article(c.ID, fmt.Sprint("t", i), "2026-03-01", page)
		}
	}
	for i := range n {
		t := portal.Target{URL: fmt.Sprintf("%sx/%d.html", site, i), Kind: portal.LinkPage, Site: "portal", Unit: "edu", Column: "edu-news", Status: 200,
			Attempts: 1, Referrers: []string{site + "jyj/gzdt/"}, ReferrerCount: 1, Text: "链接"}
		if i%50 == 0 {
			t.Status, t.Attempts = 404, 3
		}
		f.targets = append(f.targets, t)
	}
	return f
}

// BenchmarkRun judges 100,000 pages and as many links under the national
// ruleset; b.N runs of one pass each.
func BenchmarkRun(b *testing.B) {
	s, err := rules.Load("national-2019")
	if err != nil {
		b.Fatal(err)
	}
	f := big(33333)
	opt := checks.Options{Set: s, Calendar: calendar.MustDefault(), AsOf: f.scan.AsOf}
	for b.Loop() {
		if _, _, err := checks.Run(f, opt); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(f.pages))*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
