package portaltest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler"
	"duwang/crawler/portal"
)

const at = "http://www.example.gov.cn/"

func frontier() *Memory {
	return NewMemory(portal.Scan{ID: "s", AsOf: portal.MustDate("2026-03-20")}, portal.Ledger{
		Sites: []portal.Site{{ID: "portal", Name: "示例县人民政府", URL: at}},
		Units: []portal.Unit{{ID: "edu", Name: "教育局", Kind: portal.UnitDepartment, Site: "portal"}, {ID: "town", Name: "示例镇", Kind: portal.UnitTownship, Site: "portal"}},
		Columns: []portal.Column{
			{ID: "edu-news", Unit: "edu", Site: "portal", Name: "工作动态", URL: at + "a/", Type: portal.TypeNews},
			{ID: "edu-notice", Unit: "edu", Site: "portal", Name: "通知公告", URL: at + "b/", Type: portal.TypeNotice},
			{ID: "town-news", Unit: "town", Site: "portal", Name: "镇区动态", URL: at + "c/", Type: portal.TypeNews},
		},
	})
}

func task(url string, role portal.Role, column string) crawler.Task {
	return crawler.Task{Site: "portal", URL: url, Kind: portal.LinkPage, Role: role, Column: column}
}

// seeds are the home page and the three columns.
func seeds() []crawler.Task {
	return []crawler.Task{task(at, portal.RoleHome, ""), task(at+"a/", portal.RoleList, "edu-news"),
		task(at+"b/", portal.RoleList, "edu-notice"), task(at+"c/", portal.RoleList, "town-news")}
}

func seed(t *testing.T, m *Memory, tasks ...crawler.Task) {
	t.Helper()
	if err := m.Seed(t.Context(), tasks); err != nil {
		t.Fatal(err)
	}
}

func claim(t *testing.T, m *Memory, n int) []crawler.Task {
	t.Helper()
	tasks, err := m.Claim(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	return tasks
}

func save(t *testing.T, m *Memory, visits ...crawler.Visit) {
	t.Helper()
	if err := m.Save(t.Context(), visits); err != nil {
		t.Fatal(err)
	}
}

func urls(tasks []crawler.Task) []string {
	list := []string{}
	for _, t := range tasks {
		list = append(list, strings.TrimPrefix(t.URL, at))
	}
	return list
}

// read is the visit of a page that was read.
func read(task crawler.Task, unit, column string, facts portal.Facts, shows ...crawler.Shown) crawler.Visit {
	task.Attempts++
	v := crawler.Visit{Task: task, Status: 200, Page: &facts, Unit: unit, Column: column, Shows: shows, Rows: facts.Items, Requests: 1, Bytes: 100}
	if task.Role == portal.RoleItem || task.Role == portal.RolePage {
		v.Rows = nil
	}
	return v
}

func shown(path, text string, role portal.Role) crawler.Shown {
	return crawler.Shown{URL: at + path, Text: text, Kind: portal.LinkPage, Role: role, Depth: 1}
}

func day(s string) portal.Date { return portal.MustDate(s) }

func TestSeedLeavesKnownTasksAlone(t *testing.T) {
	m := frontier()
	seed(t, m, seeds()...)
	seed(t, m, task(at+"a/", portal.RolePage, ""))
	if got := claim(t, m, 10); len(got) != 4 || got[1].Role != portal.RoleList || got[1].Column != "edu-news" {
		t.Errorf("claimed %+v", got)
	}
	if got := claim(t, m, 10); len(got) != 0 {
		t.Errorf("claimed twice: %v", urls(got))
	}
}

func TestPhaseWaitsForWhatIsInFlight(t *testing.T) {
	m := frontier()
	seed(t, m, append(seeds(), task(at+"x.html", portal.RolePage, ""))...)
	first := claim(t, m, 4)
	if got := claim(t, m, 4); len(got) != 0 {
		t.Fatalf("pages were handed out while lists are in flight: %v", urls(got))
	}
	p, err := m.Progress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(crawler.Progress{Known: 5, Pending: 1, InFlight: 4}, p); diff != "" {
		t.Error(diff)
	}
	for _, f := range first {
		save(t, m, read(f, "portal", "", portal.Facts{Kind: portal.KindColumn}))
	}
	if diff := cmp.Diff([]string{"x.html"}, urls(claim(t, m, 4))); diff != "" {
		t.Error(diff)
	}
}

func TestReleaseGivesBackWhatWasNotSaved(t *testing.T) {
	m := frontier()
	seed(t, m, seeds()...)
	tasks := claim(t, m, 3)
	save(t, m, read(tasks[0], "portal", "", portal.Facts{Kind: portal.KindHome}))
	if err := m.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a/", "b/", "c/"}, urls(claim(t, m, 10))); diff != "" {
		t.Error(diff)
	}
}

func TestRetriesComeLastAndKeepOnlyTheOutcome(t *testing.T) {
	m := frontier()
	seed(t, m, task(at+"x.html", portal.RolePage, ""), task(at+"y.html", portal.RolePage, ""))
	tasks := claim(t, m, 1)
	failed := crawler.Visit{Task: tasks[0], Retry: true, Status: 500, Shows: []crawler.Shown{shown("never.html", "", portal.RolePage)}}
	failed.Task.Attempts = 1
	save(t, m, failed)
	second := claim(t, m, 10)
	if diff := cmp.Diff([]string{"y.html"}, urls(second)); diff != "" {
		t.Fatal(diff)
	}
	save(t, m, read(second[0], "portal", "", portal.Facts{Kind: portal.KindOther}))
	third := claim(t, m, 10)
	if len(third) != 1 || third[0].Round != 1 || third[0].Attempts != 1 {
		t.Fatalf("retry %+v", third)
	}
	third[0].Attempts++
	save(t, m, crawler.Visit{Task: third[0], Status: 500})
	if got := claim(t, m, 10); len(got) != 0 {
		t.Errorf("left over: %v", urls(got))
	}
}

func TestVisitOfNoTaskIsAnErrorAndNothingIsKept(t *testing.T) {
	m := frontier()
	seed(t, m, seeds()...)
	tasks := claim(t, m, 1)
	err := m.Save(t.Context(), []crawler.Visit{read(tasks[0], "portal", "", portal.Facts{}), {Task: task(at+"nowhere.html", portal.RolePage, "")}})
	if err == nil || !strings.Contains(err.Error(), "nowhere.html") {
		t.Fatalf("error %v", err)
	}
	if p, err := m.Progress(t.Context()); err != nil || p.Done != 0 {
		t.Errorf("half a batch was kept: %+v, %v", p, err)
	}
}

func TestLinkBecomesAnItemWhenAListNamesIt(t *testing.T) {
	m := frontier()
	seed(t, m, seeds()...)
	home := claim(t, m, 1)[0]
	save(t, m, read(home, "portal", "", portal.Facts{Kind: portal.KindHome}, shown("a/1.html", "头条", portal.RolePage)))
	list := claim(t, m, 1)[0]
	save(t, m, read(list, "edu", "edu-news", portal.Facts{Kind: portal.KindColumn,
		Items: []portal.Row{{Title: "一", URL: at + "a/1.html", Date: day("2026-03-01")}}}, shown("a/1.html", "一", portal.RoleItem)))
	for _, c := range claim(t, m, 2) {
		save(t, m, read(c, "", "", portal.Facts{Kind: portal.KindColumn}))
	}
	got := claim(t, m, 10)
	if len(got) != 1 || got[0].Role != portal.RoleItem || got[0].Column != "edu-news" || got[0].ListDate != day("2026-03-01") ||
		got[0].ListTitle != "一" || !slices.Equal(got[0].Named, []string{"edu-news"}) {
		t.Errorf("task %+v", got)
	}
}

func TestCheckedExternalAddressIsReadWhenItIsOurs(t *testing.T) {
	m := frontier()
	seed(t, m, crawler.Task{Site: "portal", URL: at + "x.html", Kind: portal.LinkExternal, Role: portal.RolePage}, task(at, portal.RoleHome, ""))
	home := claim(t, m, 1)[0]
	save(t, m, read(home, "portal", "", portal.Facts{Kind: portal.KindHome}))
	x := claim(t, m, 1)[0]
	x.Attempts++
	save(t, m, crawler.Visit{Task: x, Status: 200})
	seed(t, m, task(at+"y.html", portal.RolePage, ""))
	y := claim(t, m, 1)[0]
	save(t, m, read(y, "portal", "", portal.Facts{Kind: portal.KindOther}, shown("x.html", "", portal.RolePage)))
	if got := claim(t, m, 1); len(got) != 1 || got[0].Kind != portal.LinkPage {
		t.Errorf("task %+v", got)
	}
}

// visits make a small finished world.
func visits() []crawler.Visit {
	listed := func(path, title, date string) portal.Row {
		r := portal.Row{Title: title, URL: at + path}
		if date != "" {
			r.Date = day(date)
		}
		return r
	}
	article := portal.Facts{Kind: portal.KindArticle, Title: "一", PublishedAt: portal.Stamp{Date: day("2026-03-01")}}
	foot := shown("wzdt/", "地图", portal.RolePage)
	list := func(url, column string, rows []portal.Row, shows ...crawler.Shown) crawler.Visit {
		unit, _, _ := strings.Cut(column, "-")
		return read(task(url, portal.RoleList, column), unit, column, portal.Facts{Kind: portal.KindColumn, Items: rows}, append(shows, foot)...)
	}
	v := []crawler.Visit{
		read(task(at, portal.RoleHome, ""), "portal", "", portal.Facts{Kind: portal.KindHome, Items: []portal.Row{listed("a/1.html", "头条", "2026-03-02")}},
			shown("a/1.html", "头条", portal.RolePage), foot),
		list(at+"a/", "edu-news", []portal.Row{listed("a/1.html", "图片新闻", ""), listed("a/1.html", "一", "2026-03-01"), listed("a/2.html", "二", "2026-02-01")},
			shown("a/1.html", "一", portal.RoleItem), shown("a/2.html", "二", portal.RoleItem), shown("gone.html", "旧链接", portal.RolePage)),
		list(at+"b/", "edu-notice", []portal.Row{listed("b/1.html", "三", "2026-01-05")},
			shown("b/1.html", "三", portal.RoleItem), shown("gone.html", "老链接", portal.RolePage), shown("lost.html", "丢了", portal.RolePage)),
		list(at+"c/", "town-news", nil, shown("shared.html", "共用", portal.RolePage)),
		read(task(at+"a/1.html", portal.RoleItem, "edu-news"), "edu", "edu-news", article, foot),
		{Task: task(at+"a/2.html", portal.RoleItem, "edu-news"), Status: 403, Gap: portal.GapBlocked, Detail: "403"},
		read(task(at+"b/1.html", portal.RoleItem, "edu-notice"), "edu", "edu-notice", portal.Facts{Kind: portal.KindArticle}, foot, shown("shared.html", "共用", portal.RolePage)),
		read(task(at+"wzdt/", portal.RolePage, ""), "portal", "", portal.Facts{Kind: portal.KindOther}),
		{Task: task(at+"gone.html", portal.RolePage, ""), Status: 404},
		{Task: task(at+"lost.html", portal.RolePage, ""), Status: 404},
		{Task: task(at+"shared.html", portal.RolePage, ""), Status: 404},
	}
	for i := 8; i < len(v); i++ {
		v[i].Task.Attempts = 3
	}
	return v
}

func fill(t *testing.T, m *Memory, list []crawler.Visit) {
	t.Helper()
	for i := range list {
		seed(t, m, list[i].Task)
	}
	claim(t, m, 100)
	save(t, m, list...)
}

// told writes a snapshot down.
func told(t *testing.T, m *Memory) []string {
	t.Helper()
	var list []string
	add := func(kind string, v any) error {
		b, err := json.Marshal(v)
		list = append(list, kind+" "+string(b))
		return err
	}
	for _, err := range []error{
		m.Pages(func(p *portal.Page) error { return add("page", p) }),
		m.Items(func(i *portal.Item) error { return add("item", i) }),
		m.Targets(func(x *portal.Target) error { return add("target", x) }),
		m.Gaps(func(g *portal.Gap) error { return add("gap", g) }),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func TestSnapshotDoesNotHangOnTheOrderOfVisits(t *testing.T) {
	m := frontier()
	fill(t, m, visits())
	want := told(t, m)
	for n := range uint64(20) {
		list := visits()
		rand.New(rand.NewPCG(n, 1)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		other := frontier()
		fill(t, other, list)
		if diff := cmp.Diff(want, told(t, other)); diff != "" {
			t.Fatalf("shuffle %d:\n%s", n, diff)
		}
	}
}

func TestAVisitSavedTwiceCountsOnce(t *testing.T) {
	m := frontier()
	fill(t, m, visits())
	want := told(t, m)
	save(t, m, visits()...)
	if diff := cmp.Diff(want, told(t, m)); diff != "" {
		t.Error(diff)
	}
}

func TestTargetsAnswerToWhoShowsThem(t *testing.T) {
	m := frontier()
	fill(t, m, visits())
	got := map[string]string{}
	if err := m.Targets(func(x *portal.Target) error {
		got[strings.TrimPrefix(x.URL, at)] = fmt.Sprintf("%s/%s %d %q home %t item %t", x.Unit, x.Column, x.ReferrerCount, x.Text, x.OnHome, x.Item)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"a/1.html":    `edu/edu-news 2 "头条" home true item true`,     // a column, and the site's home page
		"a/2.html":    `edu/edu-news 1 "二" home false item true`,     // one column
		"b/1.html":    `edu/edu-notice 1 "三" home false item true`,   // one column
		"gone.html":   `edu/ 2 "旧链接" home false item false`,          // two columns of one unit
		"lost.html":   `edu/edu-notice 1 "丢了" home false item false`, // one column
		"shared.html": `portal/ 2 "共用" home false item false`,        // two units
		"wzdt/":       `portal/ 6 "地图" home true item false`,         // most of the site's pages
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestItemsAreJoinedWithTheirPages(t *testing.T) {
	m := frontier()
	fill(t, m, visits())
	got := []string{}
	if err := m.Items(func(i *portal.Item) error {
		got = append(got, fmt.Sprintf("%s %s %s %s wanted %t read %t %s", i.Column, strings.TrimPrefix(i.URL, at), i.Title, i.ListDate, i.Wanted, i.Read, i.PublishedAt))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		" a/1.html 头条 2026-03-02 wanted true read true 2026-03-01",
		"edu-news a/1.html 一 2026-03-01 wanted true read true 2026-03-01", // the dated row goes before the picture
		"edu-news a/2.html 二 2026-02-01 wanted true read false ",
		"edu-notice b/1.html 三 2026-01-05 wanted true read true ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGapsSayWhyAPageIsMissing(t *testing.T) {
	list := []crawler.Visit{
		{Task: task(at, portal.RoleHome, ""), Status: 404},
		{Task: task(at+"a/", portal.RoleList, "edu-news"), Error: portal.ErrTimeout},
		{Task: task(at+"b/", portal.RoleList, "edu-notice"), Status: 200},
		{Task: task(at+"x.html", portal.RolePage, ""), Status: 404},
		{Task: task(at+"y.html", portal.RolePage, ""), Status: 503},
		{Task: task(at+"z.html", portal.RolePage, ""), Gap: portal.GapRobots, Detail: "robots.txt"},
		{Task: crawler.Task{Site: "portal", URL: at + "a/index_1.html", Kind: portal.LinkSheet, Role: portal.RoleList, Column: "edu-news", Sheet: 1}},
		{Task: crawler.Task{Site: "portal", URL: at + "a/index_2.html", Kind: portal.LinkSheet, Role: portal.RoleList, Column: "edu-news", Sheet: 2}, Gap: portal.GapBlocked, Detail: "403"},
		{Task: crawler.Task{Site: "portal", URL: at + "f.pdf", Kind: portal.LinkAttachment, Role: portal.RolePage}, Error: portal.ErrTimeout},
	}
	m := frontier()
	fill(t, m, list)
	seed(t, m, task(at+"c/", portal.RoleList, "town-news"), task(at+"c/1.html", portal.RoleItem, "town-news"), task(at+"c/page.html", portal.RolePage, ""))
	got := []string{}
	if err := m.Gaps(func(g *portal.Gap) error {
		got = append(got, fmt.Sprintf("%s %s/%s %s %d %s %s", strings.TrimPrefix(g.URL, at), g.Unit, g.Column, g.Role, g.Sheet, g.Reason, g.Detail))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		" portal/ home 0 error 404",
		"a/ edu/edu-news list 0 timeout timeout",
		"a/index_2.html edu/edu-news list 2 blocked 403",
		"b/ edu/edu-notice list 0 error 200 不是网页",
		"c/ town/town-news list 0 limit ",
		"c/1.html town/town-news item 0 limit ",
		"y.html portal/ page 0 error 503",
		"z.html portal/ page 0 robots robots.txt",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNextScanKnowsWhatServersSaid(t *testing.T) {
	m := frontier()
	v := read(task(at+"x.html", portal.RolePage, ""), "portal", "", portal.Facts{Kind: portal.KindOther, Title: "页", Links: []portal.Link{{URL: at + "y.html"}}})
	v.Validator = crawler.Validator{ETag: `"1"`, Hash: "abc"}
	fill(t, m, []crawler.Visit{v})
	n := m.Next(portal.Scan{ID: "t"})
	known, err := n.Validators(t.Context(), []string{at + "x.html", at + "y.html"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]crawler.Validator{at + "x.html": v.Validator}, known); diff != "" {
		t.Error(diff)
	}
	facts, err := n.Known(t.Context(), at+"x.html", "abc")
	if err != nil || facts == nil || facts.Title != "页" || len(facts.Links) != 1 {
		t.Errorf("facts %+v, %v", facts, err)
	}
	if facts, err := n.Known(t.Context(), at+"x.html", "abd"); facts != nil || err != nil {
		t.Errorf("facts of another body: %+v, %v", facts, err)
	}
	if len(told(t, n)) != 0 {
		t.Error("the next scan begins with pages")
	}
}

func TestCountsAddUpWhatASiteCost(t *testing.T) {
	m := frontier()
	fill(t, m, visits())
	want := []portal.SiteCount{{ID: "portal", Requests: 7, Pages: 7, Links: 7, Bytes: 700, Blocked: 1}}
	if diff := cmp.Diff(want, m.Counts()); diff != "" {
		t.Error(diff)
	}
}
