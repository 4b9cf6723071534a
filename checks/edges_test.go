package checks_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

func TestOneColumnOfSeveralIsNoTemplate(t *testing.T) {
	f := county()
	f.article("edu-news", "1", "2026-03-18", portal.Facts{Title: "甲", PublishedAt: moment("2026-03-18")})
	s := set(t, "id: meta-article-missing, check: tag-missing, with: {tags: [PubDate], kinds: [article]}")
	r, _ := judge(t, f, s)
	column := `tag-missing edu edu-news jyj/gzdt/ {"tag":"PubDate","page_kind":"article","count":1,"samples":["` + site + `jyj/gzdt/1.html"]}`
	if diff := cmp.Diff([]string{column}, told(r)); diff != "" {
		t.Error(diff)
	}
	// The second column with the same fault makes it the site's.
	f.article("town-news", "1", "2026-03-18", portal.Facts{Title: "乙", PublishedAt: moment("2026-03-18")})
	r, _ = judge(t, f, s)
	shared := `tag-missing portal   {"tag":"PubDate","page_kind":"article","count":2,"samples":["` + site + `jyj/gzdt/1.html","` + site + `slz/1.html"]}`
	if diff := cmp.Diff([]string{shared}, told(r)); diff != "" {
		t.Error(diff)
	}
	// So does the only column there is.
	f = county()
	f.ledger.Columns = f.ledger.Columns[:1]
	f.article("edu-news", "1", "2026-03-18", portal.Facts{Title: "甲", PublishedAt: moment("2026-03-18")})
	r, _ = judge(t, f, s)
	if len(r.Findings) != 1 || r.Findings[0].Unit != "portal" {
		t.Errorf("findings %v", told(r))
	}
}

func TestSharedTagFaultNeitherAccusesNorAcquitsColumns(t *testing.T) {
	f := county()
	f.article("edu-news", "1", "2026-03-18", portal.Facts{Title: "甲", PublishedAt: moment("2026-03-18")})
	f.article("town-news", "1", "2026-03-18", portal.Facts{Title: "乙", PublishedAt: moment("2026-03-18")})
	s := set(t, "id: meta-article-missing, check: tag-missing, with: {tags: [PubDate], kinds: [article]}")
	r, _ := judge(t, f, s)
	whole := r.Findings[0].Fingerprint
	_, acquitted := judge(t, f, s, whole, finger("tag-missing", "jyj/gzdt/", "PubDate/article"))
	if len(acquitted) != 0 {
		t.Errorf("acquitted %v", acquitted)
	}
	f.pages[0].Tags = []portal.Tag{{Name: "PubDate", Value: "2026-03-18 09:00"}}
	_, acquitted = judge(t, f, s, whole, finger("tag-missing", "jyj/gzdt/", "PubDate/article"))
	if len(acquitted) != 2 {
		t.Errorf("acquitted %v", acquitted)
	}
}

// policy adds a government's document that was published on 2 March.
func (f *facts) policy(name, title string) string {
	f.article("edu-policy", name, "2026-03-02", portal.Facts{Title: title, DocumentNumber: "示政发〔2026〕1号",
		PublishedAt: moment("2026-03-02"), FormedOn: day("2026-02-27")})
	return f.pages[len(f.pages)-1].URL
}

func TestUnlinkedIsSaidOnlyWhenEveryLinkIsKnown(t *testing.T) {
	for _, c := range []struct {
		name  string
		count int // pages that show the interpretation, of which one is named
		read  bool
		want  int
	}{
		{"the one page that shows it is its list", 1, true, 1},
		{"others show it, and the document may be among them", 12, true, 0},
		{"its own page was not read", 1, false, 0},
	} {
		f := county()
		f.ledger.Columns = append(f.ledger.Columns, portal.Column{ID: "edu-jd", Unit: "edu", Site: "portal", Name: "政策解读", URL: site + "jd/", Type: portal.TypeInterpretation})
		f.policy("1", "示例县人民政府关于印发示例县养老服务实施办法的通知")
		f.list("edu-jd")
		f.article("edu-jd", "1", "2026-03-03", portal.Facts{Title: "《示例县养老服务实施办法》解读", PublishedAt: moment("2026-03-03")})
		if !c.read {
			f.pages = f.pages[:len(f.pages)-1]
			f.items[len(f.items)-1].Read = false
		}
		f.targets = []portal.Target{{URL: site + "jd/1.html", Kind: portal.LinkPage, Site: "portal", Unit: "edu", Column: "edu-jd", Status: 200, Attempts: 1,
			Referrers: []string{site + "jd/"}, ReferrerCount: c.count}}
		r, _ := judge(t, f, set(t, "id: interpret-not-linked, check: interpretation, with: {kind: unlinked}",
			"id: interpret-missing, check: interpretation, with: {kind: missing, limit: 3}"))
		if len(r.Findings) != c.want {
			t.Errorf("%s: %v", c.name, told(r))
		}
	}
}

func TestInterpretationOfAnotherSiteIsNone(t *testing.T) {
	f := county()
	f.ledger.Sites = append(f.ledger.Sites, portal.Site{ID: "near", Name: "邻县人民政府", URL: "http://near.gov.cn/"})
	f.ledger.Units = append(f.ledger.Units, portal.Unit{ID: "near-gov", Name: "邻县政府办公室", Kind: portal.UnitGovernment, Site: "near"})
	f.ledger.Columns = append(f.ledger.Columns,
		portal.Column{ID: "edu-jd", Unit: "edu", Site: "portal", Name: "政策解读", URL: site + "jd/", Type: portal.TypeInterpretation},
		portal.Column{ID: "near-jd", Unit: "near-gov", Site: "near", Name: "政策解读", URL: "http://near.gov.cn/jd/", Type: portal.TypeInterpretation})
	f.policy("1", "示例县人民政府关于印发养老服务实施办法的通知")
	f.list("edu-jd")
	f.list("near-jd")
	f.article("near-jd", "1", "2026-03-03", portal.Facts{Title: "《养老服务实施办法》解读", PublishedAt: moment("2026-03-03")})
	r, _ := judge(t, f, set(t, "id: interpret-missing, check: interpretation, with: {kind: missing, limit: 3}"))
	if len(r.Findings) != 1 || r.Findings[0].Verdict != "suspect" {
		t.Errorf("findings %v", told(r))
	}
}

func TestImpossibleDatesAreNotCounted(t *testing.T) {
	f := county()
	f.article("edu-news", "1", "", portal.Facts{Title: "将来", PublishedAt: moment("2026-12-18"), FormedOn: day("2026-01-05")})
	f.article("edu-news", "2", "", portal.Facts{Title: "倒置", PublishedAt: moment("2026-01-05"), FormedOn: day("2026-02-18")})
	f.article("edu-news", "3", "", portal.Facts{Title: "矛盾", PublishedAt: moment("2026-03-18"), FormedOn: day("2026-01-05"),
		Published: []portal.Stamp{moment("2026-03-18"), moment("2026-01-06")}})
	f.article("edu-news", "4", "2026-03-18", portal.Facts{Title: "只有列表日期", FormedOn: day("2026-01-05")})
	f.article("edu-news", "5", "", portal.Facts{Title: "去年的", PublishedAt: moment("2025-12-31"), FormedOn: day("2025-01-05")})
	r, _ := judge(t, f, set(t, "id: publish-late-20wd, check: deadline, with: {limit: 20}"))
	if diff := cmp.Diff([]string{}, told(r)); diff != "" {
		t.Error(diff)
	}
}

// TestTwentiethWorkingDayIsInTime goes through the vectors of rules.md §4:
// published on the last day, nothing is said; on the next working day the
// count is 21.
func TestTwentiethWorkingDayIsInTime(t *testing.T) {
	for _, c := range []struct{ formed, last, next string }{
		{"2026-01-30", "2026-03-05", "2026-03-06"},
		{"2026-02-13", "2026-03-19", "2026-03-20"},
		{"2026-09-18", "2026-10-22", "2026-10-23"},
		{"2024-09-13", "2024-10-17", "2024-10-18"},
		{"2021-12-22", "2022-01-20", "2022-01-21"},
		{"2020-01-20", "2020-02-25", "2020-02-26"},
		{"2025-12-20", "2026-01-19", "2026-01-20"},
	} {
		f := county()
		f.scan.AsOf = day("2026-11-21")
		f.article("edu-news", "late", "", portal.Facts{Title: "迟", PublishedAt: moment(c.next), FormedOn: day(c.formed), FormedFrom: portal.FormedFromMetadata})
		f.article("edu-news", "time", "", portal.Facts{Title: "不迟", PublishedAt: moment(c.last), FormedOn: day(c.formed), FormedFrom: portal.FormedFromMetadata})
		s := set(t, "id: publish-late-20wd, check: deadline, with: {limit: 20}")
		r, acquitted := judgeSince(t, f, s, day("2019-01-01"), finger("deadline", "jyj/gzdt/time.html", ""))
		if len(r.Findings) != 1 || len(acquitted) != 1 {
			t.Errorf("formed %s: findings %v, acquitted %v", c.formed, told(r), acquitted)
			continue
		}
		var e struct {
			Workdays int    `json:"workdays"`
			LastDay  string `json:"last_day"`
			Days     []struct {
				Date   string `json:"date"`
				Reason string `json:"reason"`
			} `json:"calendar_days"`
		}
		decode(t, r.Findings[0].Evidence, &e)
		span := day(c.next).DaysSince(day(c.formed))
		if e.Workdays != 21 || e.LastDay != c.last || len(e.Days)+21 != span {
			t.Errorf("formed %s: %+v; %d days lie between", c.formed, e, span)
		}
		for _, d := range e.Days {
			if d.Reason == "" {
				t.Errorf("%s is not counted without a reason", d.Date)
			}
		}
	}
}

func TestMemoryIsByFindingsNotByPages(t *testing.T) {
	// What the pass keeps of a clean page is nothing: ten times the pages
	// must not mean more allocations than the pages' own copies.
	s := set(t, staleRule, "id: article-source-missing, check: field-missing, with: {fields: [source, title]}",
		"id: publish-late-20wd, check: deadline, with: {limit: 20}", "id: pubdate-future, check: date-implausible, with: {kind: future}",
		"id: meta-site-missing, check: tag-missing, with: {tags: [SiteName], kinds: [article]}")
	cost := func(n int) float64 {
		f := county()
		f.list("edu-news")
		for i := range n {
			f.article("edu-news", fmt.Sprint("t", i), "2026-03-10", portal.Facts{Title: "甲", Source: "教育局", PublishedAt: moment("2026-03-10"),
				FormedOn: day("2026-03-09"), Tags: []portal.Tag{{Name: "SiteName", Value: "示例县人民政府"}}})
		}
		return testing.AllocsPerRun(3, func() { judge(t, f, s) })
	}
	small, large := cost(100), cost(2000)
	if large > small+50 {
		t.Errorf("100 clean pages cost %.0f allocations, 2000 cost %.0f", small, large)
	}
}
