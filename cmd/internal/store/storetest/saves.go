package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/crawler/portal"
)

// one seeds a frontier with pages and claims them.
func one(t *testing.T, f crawler.Frontier, addresses ...string) []crawler.Task {
	t.Helper()
	var seeds []crawler.Task
	for _, u := range addresses {
		seeds = append(seeds, task(u, portal.RolePage))
	}
	must(t, f.Seed(t.Context(), seeds))
	return claim(t, f, len(seeds))
}

var saves = []promise{
	{"KeepsAllOfABatchOrNothing", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		tasks := one(t, f, "http://a.test/1", "http://a.test/2")
		before := dump(t, s, "one")
		err := f.Save(t.Context(), []crawler.Visit{visit(tasks[0], page("http://a.test/x")), visit(task("http://a.test/unknown", portal.RolePage))})
		want(t, err, store.ErrNotFound)
		same(t, "snapshot", dump(t, s, "one"), before)
		same(t, "progress", value(f.Progress(t.Context()))(t), crawler.Progress{Known: 2, InFlight: 2})
		must(t, f.Save(t.Context(), nil))
	}},
	{"TwiceCountsLinksOnce", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		tasks := one(t, f, "http://a.test/1", "http://a.test/2")
		visits := []crawler.Visit{visit(tasks[0], page("http://a.test/2"), page("http://a.test/x")), visit(tasks[1], page("http://a.test/x"))}
		must(t, f.Save(t.Context(), visits))
		before := dump(t, s, "one")
		must(t, f.Save(t.Context(), visits))
		must(t, f.Save(t.Context(), visits[1:]))
		same(t, "snapshot", dump(t, s, "one"), before)
	}},
	{"KeepsOfARetryOnlyAttemptsAndOutcome", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		k := one(t, f, "http://a.test/1")[0]
		v := visit(k, page("http://a.test/x"))
		v.Retry, v.Rows, v.Validator = true, []portal.Row{{Title: "标题", URL: "http://a.test/x"}}, crawler.Validator{ETag: "x"}
		must(t, f.Save(t.Context(), []crawler.Visit{v}))
		same(t, "pages", pages(t, s, "one"), []portal.Page(nil))
		same(t, "items", items(t, s, "one"), []portal.Item(nil))
		same(t, "validators", value(f.Validators(t.Context(), []string{k.URL}))(t), map[string]crawler.Validator{})
		k.Round, k.Attempts = 1, 1
		same(t, "claimed", claim(t, f, 9), []crawler.Task{k})
		same(t, "cost", value(s.Counts(t.Context(), "one"))(t)[0], portal.SiteCount{ID: "portal", Requests: 1, Bytes: 100})
	}},
	{"MakesAnItemOfALinkThatAListNames", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		tasks := one(t, f, "http://a.test/1", "http://a.test/checked", "http://a.test/gone", "http://a.test/read")
		item := func(url string) crawler.Shown {
			return crawler.Shown{URL: url, Kind: portal.LinkPage, Role: portal.RoleItem}
		}
		must(t, f.Save(t.Context(), []crawler.Visit{{Task: tasks[1], Status: 200}, {Task: tasks[2], Status: 404}, visit(tasks[3])}))
		must(t, f.Save(t.Context(), []crawler.Visit{visit(tasks[0], item(tasks[1].URL), item(tasks[2].URL), item(tasks[3].URL))}))
		// Only what was checked as a link and not read is wanted again.
		again := tasks[1]
		again.Role = portal.RoleItem
		same(t, "claimed", claim(t, f, 9), []crawler.Task{again})
		var roles []string
		must(t, f.Save(t.Context(), []crawler.Visit{visit(again)}))
		for _, p := range pages(t, s, "one") {
			roles = append(roles, p.URL+" "+string(p.Role))
		}
		same(t, "roles", roles, []string{"http://a.test/1 page", "http://a.test/checked item", "http://a.test/read item"})
	}},
	{"ReadsAgainWhatTurnsOutToBeMore", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		tasks := one(t, f, "http://a.test/1", "http://a.test/l2", "http://b.test/p", "http://a.test/busy")
		must(t, f.Save(t.Context(), []crawler.Visit{visit(tasks[0], crawler.Shown{URL: "http://b.test/x", Kind: portal.LinkExternal}), visit(tasks[1])}))
		out := claim(t, f, 9)
		same(t, "external", urls(out), []string{"http://b.test/x"})
		must(t, f.Save(t.Context(), []crawler.Visit{{Task: out[0], Status: 200}}))
		b := visit(tasks[2], page("http://b.test/x"), page("http://a.test/busy"),
			crawler.Shown{URL: "http://a.test/l2", Kind: portal.LinkPage, Role: portal.RoleList, Column: "edu-news", Sheet: 1},
			crawler.Shown{URL: "http://a.test/busy", Kind: portal.LinkPage, Role: portal.RoleList, Column: "edu-news", Sheet: 2})
		b.Task.Site = "second"
		must(t, f.Save(t.Context(), []crawler.Visit{b}))
		list := crawler.Task{Site: "portal", URL: "http://a.test/l2", Kind: portal.LinkPage, Role: portal.RoleList, Column: "edu-news", Sheet: 1, Attempts: 1}
		same(t, "claimed", claim(t, f, 9), []crawler.Task{list})
		must(t, f.Save(t.Context(), []crawler.Visit{visit(list)}))
		// One that became a list while it was under way comes again, too.
		must(t, f.Save(t.Context(), []crawler.Visit{visit(tasks[3])}))
		busy := crawler.Task{Site: "portal", URL: "http://a.test/busy", Kind: portal.LinkPage, Role: portal.RoleList, Column: "edu-news", Sheet: 2, Attempts: 1}
		same(t, "claimed", claim(t, f, 9), []crawler.Task{busy})
		must(t, f.Save(t.Context(), []crawler.Visit{visit(busy)}))
		same(t, "claimed", claim(t, f, 9), []crawler.Task{{Site: "second", URL: "http://b.test/x", Kind: portal.LinkPage, Role: portal.RolePage}})
	}},
	{"NamesTheFirstTenReferrersByAddress", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		var from []string
		for i := range 25 {
			from = append(from, fmt.Sprintf("http://a.test/%02d", i))
		}
		tasks := one(t, f, from...)
		rand.New(rand.NewPCG(3, 3)).Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
		for chunk := range slices.Chunk(tasks, 4) {
			var visits []crawler.Visit
			for _, k := range chunk {
				visits = append(visits, visit(k, crawler.Shown{URL: "http://a.test/x", Text: "由 " + k.URL, Kind: portal.LinkPage}))
			}
			must(t, f.Save(t.Context(), visits))
		}
		// The home page counts as such although ten addresses come before its own.
		must(t, f.Seed(t.Context(), []crawler.Task{task("http://www.a.test/", portal.RoleHome)}))
		must(t, f.Save(t.Context(), []crawler.Visit{visit(claim(t, f, 1)[0], page("http://a.test/x"))}))
		must(t, f.Save(t.Context(), []crawler.Visit{{Task: claim(t, f, 1)[0], Status: 404}}))
		got := targets(t, s, "one")
		same(t, "targets", got, []portal.Target{{URL: "http://a.test/x", Kind: portal.LinkPage, Site: "portal", Unit: "portal", Status: 404,
			Referrers: from[:10], ReferrerCount: 26, OnHome: true, Text: "由 http://a.test/00"}})
	}},
	{"StoresTheSameContentOnce", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		for _, id := range []string{"one", "two"} {
			f := begin(t, s, id)
			var visits []crawler.Visit
			for _, k := range one(t, f, "http://a.test/1", "http://a.test/2", "http://a.test/3") {
				v := visit(k)
				v.Page.Title = "同一页"
				visits = append(visits, v)
			}
			must(t, f.Save(t.Context(), visits))
			same(t, "pages", len(pages(t, s, id)), 3)
		}
		n := 0
		must(t, raw(t, dsn).QueryRowContext(t.Context(), `SELECT count(*) FROM facts`).Scan(&n))
		same(t, "facts", n, 1)
	}},
	{"TakesWhateverAPageThrowsAtIt", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		bad := "a\x00b\xff\xfe\u2028<script>' OR 1=1; --\n\t"
		long := "http://a.test/" + strings.Repeat("很长/", 6000)
		k := one(t, f, "http://a.test/")[0]
		k.Role, k.Column = portal.RoleList, "edu-news"
		v := visit(k, crawler.Shown{URL: long, Text: bad, Kind: portal.LinkPage, Role: portal.RoleItem}, crawler.Shown{URL: "http://a.test/" + bad, Text: strings.Repeat("x", 1<<20)}, crawler.Shown{})
		v.Final, v.Detail, v.Page.Title, v.Page.Charset = long, bad, bad, bad
		v.Page.PublishedAt = portal.Stamp{Date: portal.MustDate("2026-01-01"), Clock: "10:00"}
		v.Page.Links = []portal.Link{{URL: long, Text: bad}, {URL: bad, Text: long, Kind: bad}}
		v.Rows = []portal.Row{{Title: bad, URL: long}, {Title: bad, URL: ""}}
		v.Validator = crawler.Validator{ETag: bad, LastModified: bad, Hash: "00"}
		must(t, f.Save(t.Context(), []crawler.Visit{v}))
		tasks := claim(t, f, 9)
		slices.SortFunc(tasks, func(a, b crawler.Task) int { return len(b.URL) - len(a.URL) })
		same(t, "claimed", urls(tasks), []string{long, "http://a.test/ab\uFFFD\u2028<script>' OR 1=1; --\n\t"})
		item := visit(tasks[0])
		must(t, f.Save(t.Context(), []crawler.Visit{item, visit(tasks[1])}))
		same(t, "pages", len(pages(t, s, "one")), 3)
		same(t, "item", items(t, s, "one")[0].Read, true)
		same(t, "links", value(f.Known(t.Context(), k.URL, "00"))(t).Links, v.Page.Links)
	}},
	{"MayBeCalledByManyAtOnce", func(t *testing.T, fresh Fresh) {
		w := newWorld(77, 80)
		alone := Open(t, fresh(t))
		w.crawl(t, begin(t, alone, "one"), rand.New(rand.NewPCG(1, 1)), 20)
		s := Open(t, fresh(t))
		must(t, begin(t, s, "one").Seed(t.Context(), w.seeds))
		errs := make([]error, 6)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { errs[i] = w.work(t, s, i) })
		}
		wg.Wait()
		must(t, errors.Join(errs...))
		same(t, "snapshot", dump(t, s, "one"), dump(t, alone, "one"))
		counter, ok := s.Frontier("one").(interface {
			PagesRead(context.Context) (map[string]int, error)
		})
		if !ok {
			t.Fatal("the frontier does not count pages by site")
		}
		counts := map[string]int{}
		for _, p := range pages(t, s, "one") {
			counts[p.Site]++
		}
		same(t, "pages by site", value(counter.PagesRead(t.Context()))(t), counts)
	}},
}

// work claims and saves beside others until all is done; now and then it
// looks at what there is.
func (w *world) work(t *testing.T, s *store.Store, i int) error {
	f := s.Frontier("one")
	for round := 0; ; round++ {
		tasks, err := f.Claim(t.Context(), 1+i)
		if err != nil {
			return err
		}
		var visits []crawler.Visit
		for _, k := range tasks {
			visits = append(visits, w.visit(t, k))
		}
		if err := f.Save(t.Context(), visits); err != nil {
			return err
		}
		p, err := f.Progress(t.Context())
		if err != nil || p.Done == p.Known {
			return err
		}
		if round%10 == 0 {
			snap, err := s.Snapshot(t.Context(), "one")
			if err != nil {
				return err
			}
			if err := snap.Targets(func(*portal.Target) error { return nil }); err != nil {
				return err
			}
		}
	}
}
