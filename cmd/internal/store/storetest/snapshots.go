package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"duwang/crawler"
	"duwang/crawler/portal"
)

var snapshots = []promise{
	{"IsTheSameWhateverTheOrderOfWork", func(t *testing.T, fresh Fresh) {
		for seed := range uint64(3) {
			w := newWorld(seed, 60)
			first := ""
			for try := range uint64(4) {
				s := Open(t, fresh(t))
				f := begin(t, s, "one")
				r := rand.New(rand.NewPCG(seed, try))
				saved := w.crawl(t, f, r, []int{1, 7, 40, 500}[try])
				m := expect(ledger(), w.seeds, saved)
				same(t, "pages", pages(t, s, "one"), m.pages())
				same(t, "items", items(t, s, "one"), m.items())
				same(t, "targets", targets(t, s, "one"), m.targets())
				same(t, "gaps", gaps(t, s, "one"), m.gaps())
				got := dump(t, s, "one")
				if first == "" {
					first = got
				}
				if got != first {
					same(t, "snapshot", got, first)
				}
				if t.Failed() {
					t.Fatalf("world %d, order %d", seed, try)
				}
			}
		}
	}},
	{"NamesWhoAnswersForALink", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		type shower struct{ unit, column string }
		from := []shower{{"edu", "edu-news"}, {"edu", "edu-news"}, {"edu", "edu-policy"}, {"health", "health-news"}, {"portal", ""}, {"portal", ""},
			{"edu", ""}, {"health", "health-news"}, {"health", "health-news"}, {"health", "health-news"}}
		links := []struct {
			url          string
			by           []int // indices of from
			unit, column string
		}{
			{"http://x.test/1", []int{0}, "edu", "edu-news"},
			{"http://x.test/2", []int{0, 1}, "edu", "edu-news"},
			{"http://x.test/3", []int{0, 2}, "edu", ""},
			{"http://x.test/4", []int{0, 3}, "portal", ""},
			{"http://x.test/5", []int{4, 5}, "portal", ""},
			{"http://x.test/6", []int{0, 4}, "edu", "edu-news"},
			{"http://x.test/7", []int{0, 6}, "edu", ""},
			{"http://x.test/8", []int{0, 1, 2, 3}, "portal", ""},
			{"http://x.test/half", []int{0, 1, 2, 6}, "edu", ""},
			{"http://x.test/more-than-half", []int{3, 7, 8, 9, 3, 0, 1}, "portal", ""},
		}
		var seeds []crawler.Task
		for i := range from {
			seeds = append(seeds, task(fmt.Sprintf("http://a.test/%d", i), portal.RolePage))
		}
		must(t, f.Seed(t.Context(), seeds))
		var visits []crawler.Visit
		for i, k := range claim(t, f, 99) {
			v := visit(k)
			v.Unit, v.Column = from[i].unit, from[i].column
			for _, l := range links {
				for _, by := range l.by {
					if by == i {
						v.Shows = append(v.Shows, crawler.Shown{URL: l.url, Kind: portal.LinkExternal})
					}
				}
			}
			visits = append(visits, v)
		}
		must(t, f.Save(t.Context(), visits))
		done := visits[:0]
		for _, k := range claim(t, f, 99) {
			done = append(done, crawler.Visit{Task: k, Status: 404})
		}
		must(t, f.Save(t.Context(), done))
		got := map[string]shower{}
		for _, x := range targets(t, s, "one") {
			got[x.URL] = shower{x.Unit, x.Column}
		}
		for _, l := range links {
			if got[l.url] != (shower{l.unit, l.column}) {
				t.Errorf("%s shown by %v: %v, want %s %s", l.url, l.by, got[l.url], l.unit, l.column)
			}
		}
	}},
	{"ShowsMoreThanHalfOfAColumnsOwnSiteAsTheSites", func(t *testing.T, fresh Fresh) {
		// Ten pages of one column, a link on five and one on six of them.
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		var seeds []crawler.Task
		for i := range 10 {
			seeds = append(seeds, task(fmt.Sprintf("http://a.test/edu/news/%d", i), portal.RolePage))
		}
		must(t, f.Seed(t.Context(), seeds))
		var visits []crawler.Visit
		for i, k := range claim(t, f, 99) {
			v := visit(k)
			v.Unit, v.Column = "edu", "edu-news"
			if i < 5 {
				v.Shows = append(v.Shows, page("http://a.test/five"))
			}
			if i < 6 {
				v.Shows = append(v.Shows, page("http://a.test/six"))
			}
			visits = append(visits, v)
		}
		must(t, f.Save(t.Context(), visits))
		var done []crawler.Visit
		for _, k := range claim(t, f, 99) {
			done = append(done, crawler.Visit{Task: k, Status: 404, Error: ""})
		}
		must(t, f.Save(t.Context(), done))
		var got []string
		for _, x := range targets(t, s, "one") {
			got = append(got, fmt.Sprint(x.URL, " ", x.Unit, " ", x.Column, " ", x.ReferrerCount, len(x.Referrers)))
		}
		same(t, "who answers", got, []string{"http://a.test/five edu edu-news 5 5", "http://a.test/six portal  6 6"})
	}},
	{"TellsWhyAPageWasNotGot", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		outcomes := []struct {
			url    string
			role   portal.Role
			column string
			visit  *crawler.Visit // nil: nobody came to it
			gap    string         // "" = none
		}{
			{"http://a.test/", portal.RoleHome, "", &crawler.Visit{Status: 404}, "portal  error 404"},
			{"http://a.test/edu/news/", portal.RoleList, "edu-news", &crawler.Visit{Status: 412, Gap: portal.GapBlocked, Detail: "412 script challenge"}, "edu edu-news blocked 412 script challenge"},
			{"http://a.test/edu/policy/", portal.RoleList, "edu-policy", &crawler.Visit{Error: portal.ErrTimeout}, "edu edu-policy timeout timeout"},
			{"http://a.test/health/", portal.RoleList, "health-news", &crawler.Visit{Status: 200, Page: &portal.Facts{Kind: portal.KindColumn}}, ""},
			{"http://a.test/elsewhere/p2", portal.RoleList, "health-news", &crawler.Visit{Status: 200, Error: portal.ErrSoft404, Page: &portal.Facts{Kind: portal.KindError}}, "health health-news error 200 soft-404"},
			{"http://a.test/edu/news/p3", portal.RoleList, "edu-news", &crawler.Visit{Status: 200, Page: &portal.Facts{Kind: portal.KindBlocked}}, "edu edu-news blocked 200"},
			{"http://a.test/edu/news/p4", portal.RoleList, "edu-news", &crawler.Visit{Status: 200}, "edu edu-news error 200 不是网页"},
			{"http://a.test/edu/news/p5", portal.RoleList, "edu-news", nil, "edu edu-news limit "},
			{"http://a.test/edu/news/p6", portal.RoleList, "edu-news", &crawler.Visit{Retry: true, Status: 503}, "edu edu-news limit 503"},
			{"http://a.test/edu/news/1.html", portal.RoleItem, "", &crawler.Visit{Status: 404}, ""},
			{"http://a.test/edu/news/2.html", portal.RoleItem, "", &crawler.Visit{Gap: portal.GapRobots}, "edu edu-news robots "},
			{"http://a.test/edu/news/3.html", portal.RoleItem, "", nil, "edu edu-news limit "},
			{"http://a.test/p/1.html", portal.RolePage, "", &crawler.Visit{Gap: portal.GapSize, Status: 200, Detail: "20971520"}, "portal  size 20971520"},
			{"http://a.test/p/2.html", portal.RolePage, "", &crawler.Visit{Error: portal.ErrNoHost}, ""},
			{"http://a.test/p/3.html", portal.RolePage, "", nil, ""},
		}
		visits := map[string]*crawler.Visit{}
		var seeds []crawler.Task
		var wanted, got []string
		for _, o := range outcomes {
			k := task(o.url, o.role)
			k.Column = o.column
			seeds = append(seeds, k)
			visits[o.url] = o.visit
			if o.gap != "" {
				wanted = append(wanted, o.url+" "+o.gap)
			}
		}
		must(t, f.Seed(t.Context(), seeds))
		must(t, f.Seed(t.Context(), []crawler.Task{{Site: "portal", URL: "http://a.test/file.pdf", Kind: portal.LinkAttachment, Role: portal.RoleItem}}))
		// The lists stay open as well, so nothing of a later phase is claimed:
		// visits are saved for what was not.
		var save []crawler.Visit
		for _, k := range seeds {
			if v := visits[k.URL]; v != nil {
				v.Task, v.Taken = k, began
				save = append(save, *v)
			}
		}
		must(t, f.Save(t.Context(), save))
		for _, g := range gaps(t, s, "one") {
			got = append(got, fmt.Sprintf("%s %s %s %s %s", g.URL, g.Unit, g.Column, g.Reason, g.Detail))
		}
		sortStrings(wanted)
		same(t, "gaps", got, wanted)
	}},
	{"StopsAtTheFirstErrorAndClosesItsRows", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		w := newWorld(9, 40)
		w.crawl(t, begin(t, s, "one"), rand.New(rand.NewPCG(1, 1)), 50)
		snap := value(s.Snapshot(t.Context(), "one"))(t)
		stop := errors.New("stop")
		for range 100 { // more than there are connections
			n := 0
			yield := func() error {
				if n++; n == 2 {
					return stop
				}
				return nil
			}
			for _, err := range []error{
				snap.Pages(func(*portal.Page) error { return yield() }),
				snap.Items(func(*portal.Item) error { return stop }),
				snap.Targets(func(*portal.Target) error { return stop }),
				snap.Gaps(func(*portal.Gap) error { return stop }),
			} {
				want(t, err, stop)
			}
		}
		// Streams may be read inside one another, and written beside.
		must(t, snap.Pages(func(p *portal.Page) error {
			return snap.Items(func(*portal.Item) error { return nil })
		}))
		must(t, s.StartScan(t.Context(), portal.Scan{ID: "two", StartedAt: began.Add(time.Hour)}, ledger(), ""))
	}},
	{"KeepsWhatWasFoundInsideAnAttachment", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		must(t, f.Seed(t.Context(), []crawler.Task{task("http://a.test/", portal.RoleHome)}))
		file := func(url string) crawler.Shown {
			return crawler.Shown{URL: url, Text: "附件", Kind: portal.LinkAttachment}
		}
		must(t, f.Save(t.Context(), []crawler.Visit{visit(claim(t, f, 1)[0], file("http://a.test/a.xlsx"), file("http://a.test/b.pdf"))}))
		found := portal.Content{Looked: true, Gap: portal.GapUnread, Detail: "压缩包内“甲.doc”：文件已加密",
			Leaks: []portal.Leak{{Kind: portal.LeakIDNumber, Masked: "5229**********0024", Count: 2, Hidden: true, Places: []string{"工作表“名单”（隐藏）"}}}}
		tasks := claim(t, f, 9)
		slices.SortFunc(tasks, func(a, b crawler.Task) int { return strings.Compare(a.URL, b.URL) })
		must(t, f.Save(t.Context(), []crawler.Visit{{Task: tasks[0], Status: 200, Content: found}, {Task: tasks[1], Status: 200}}))
		got := targets(t, s, "one")
		same(t, "content", []portal.Content{got[0].Content, got[1].Content}, []portal.Content{found, {}})
	}},
	{"KeepsTheRowOfASingleArticleColumn", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		k := task("http://a.test/edu/news/guide.html", portal.RoleList)
		k.Column = "edu-news"
		must(t, f.Seed(t.Context(), []crawler.Task{k}))
		v := visit(claim(t, f, 1)[0])
		v.Title = "政府信息公开指南"
		v.Page.PublishedAt = portal.Stamp{Date: portal.MustDate("2026-02-03")}
		v.Page.Published = []portal.Stamp{{Date: portal.MustDate("2026-02-03")}, {Date: portal.MustDate("2026-05-03")}}
		must(t, f.Save(t.Context(), []crawler.Visit{v}))
		same(t, "items", items(t, s, "one"), []portal.Item{{Site: "portal", Column: "edu-news", URL: k.URL, Title: v.Title,
			Wanted: true, Read: true, Kind: portal.KindArticle, PublishedAt: v.Page.PublishedAt, Apart: true}})
		got := pages(t, s, "one")
		same(t, "page", []string{got[0].Unit, got[0].Column, string(got[0].Role), got[0].Title, got[0].Facts.Title},
			[]string{"edu", "edu-news", "list", v.Title, v.Page.Title})
	}},
	{"IsInTheOrderOfBytes", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		tails := []string{"B", "a", "A", "b", "-a", "_", "~", "%E4", "1/2", "1-2", "12", "é", "中", "一", "丁", ""}
		k := task("http://a.test/", portal.RoleList)
		k.Column = "edu-news"
		var addresses []string
		must(t, f.Seed(t.Context(), []crawler.Task{k}))
		v := visit(claim(t, f, 1)[0])
		for _, tail := range tails {
			u := "http://a.test/edu/" + tail
			addresses = append(addresses, u)
			v.Shows = append(v.Shows, crawler.Shown{URL: u, Kind: portal.LinkPage, Role: portal.RoleItem})
			v.Rows = append(v.Rows, portal.Row{Title: tail, URL: u})
		}
		must(t, f.Save(t.Context(), []crawler.Visit{v}))
		var visits []crawler.Visit
		for _, k := range claim(t, f, 99) {
			v := visit(k)
			v.Gap = portal.GapSize
			visits = append(visits, v)
		}
		must(t, f.Save(t.Context(), visits))
		sortStrings(addresses)
		var p, i, x, g []string
		for _, v := range pages(t, s, "one") {
			p = append(p, v.URL)
		}
		for _, v := range items(t, s, "one") {
			i = append(i, v.URL)
		}
		for _, v := range targets(t, s, "one") {
			x = append(x, v.URL)
		}
		for _, v := range gaps(t, s, "one") {
			g = append(g, v.URL)
		}
		same(t, "pages", p, append([]string{k.URL}, addresses...))
		same(t, "items", i, addresses)
		same(t, "targets", x, addresses)
		same(t, "gaps", g, addresses)
	}},
	{"LeavesOutWhatNobodyCameTo", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		tasks := one(t, f, "http://a.test/1")
		must(t, f.Save(t.Context(), []crawler.Visit{visit(tasks[0], page("http://a.test/done"), page("http://a.test/failed-once"), page("http://a.test/taken"), page("http://a.test/waiting"))}))
		var save []crawler.Visit
		for _, k := range claim(t, f, 3) {
			switch k.URL {
			case "http://a.test/done":
				save = append(save, crawler.Visit{Task: k, Status: 404})
			case "http://a.test/failed-once":
				save = append(save, crawler.Visit{Task: k, Status: 503, Retry: true})
			}
		}
		must(t, f.Save(t.Context(), save))
		var got []string
		for _, x := range targets(t, s, "one") {
			got = append(got, x.URL)
		}
		// Which three of the four were claimed depends on their hashes.
		var wanted []string
		for _, v := range save {
			if !v.Retry {
				wanted = append(wanted, v.Task.URL)
			}
		}
		same(t, "targets", got, wanted)
		same(t, "one at least is open", value(f.Progress(t.Context()))(t).Pending > 0, true)
	}},
}
