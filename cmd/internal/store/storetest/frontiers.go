package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"duwang/crawler"
	"duwang/crawler/portal"
)

// followed are the facts that the crawl follows (crawler.Frontier).
func followed(f *portal.Facts) *portal.Facts {
	if f == nil {
		return nil
	}
	return &portal.Facts{Kind: f.Kind, Title: f.Title, PublishedAt: f.PublishedAt, Published: f.Published, Items: f.Items, More: f.More, Links: f.Links}
}

var frontiers = []promise{
	{"SeedLeavesKnownTasksAsTheyAre", func(t *testing.T, fresh Fresh) {
		f := begin(t, Open(t, fresh(t)), "one")
		list := crawler.Task{Site: "portal", URL: "http://a.test/edu/news/", Kind: portal.LinkPage, Role: portal.RoleList, Column: "edu-news", Depth: 0}
		must(t, f.Seed(t.Context(), []crawler.Task{list, task("http://a.test/", portal.RoleHome)}))
		must(t, f.Seed(t.Context(), []crawler.Task{{Site: "second", URL: list.URL, Role: portal.RolePage, Depth: 7}}))
		same(t, "claimed", claim(t, f, 9), []crawler.Task{list, task("http://a.test/", portal.RoleHome)})
		must(t, f.Seed(t.Context(), []crawler.Task{list}))
		same(t, "claimed again", claim(t, f, 9), []crawler.Task(nil))
	}},
	{"ClaimHandsOutEachTaskOnce", func(t *testing.T, fresh Fresh) {
		f := begin(t, Open(t, fresh(t)), "one")
		other := f
		var seeds []crawler.Task
		for i := range 300 {
			seeds = append(seeds, task(fmt.Sprintf("http://a.test/%d", i), portal.RolePage))
		}
		must(t, f.Seed(t.Context(), seeds))
		var mu sync.Mutex
		var got []string
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for w := range errs {
			wg.Go(func() {
				for {
					tasks, err := other.Claim(t.Context(), 7)
					if err != nil || len(tasks) == 0 {
						errs[w] = err
						return
					}
					mu.Lock()
					got = append(got, urls(tasks)...)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		must(t, errors.Join(errs...))
		slices.Sort(got)
		all := urls(seeds)
		slices.Sort(all)
		same(t, "claimed", got, all)
	}},
	{"APhaseBeginsWhenTheEarlierOnesAreSaved", func(t *testing.T, fresh Fresh) {
		f := begin(t, Open(t, fresh(t)), "one")
		must(t, f.Seed(t.Context(), []crawler.Task{task("http://a.test/p", portal.RolePage), task("http://a.test/q", portal.RoleItem),
			task("http://a.test/l", portal.RoleList), task("http://a.test/", portal.RoleHome)}))
		first := claim(t, f, 1)
		same(t, "first", urls(first), []string{"http://a.test/l"})
		second := claim(t, f, 9)
		same(t, "second", urls(second), []string{"http://a.test/"})
		same(t, "while these are under way", claim(t, f, 9), []crawler.Task(nil))
		p := value(f.Progress(t.Context()))(t)
		same(t, "progress", p, crawler.Progress{Known: 4, Pending: 2, InFlight: 2})
		// The list leads to a further one, which comes before the rest.
		must(t, f.Save(t.Context(), []crawler.Visit{visit(second[0]),
			visit(first[0], crawler.Shown{URL: "http://a.test/l2", Kind: portal.LinkPage, Role: portal.RoleList, Column: "edu-news", Sheet: 1})}))
		third := claim(t, f, 9)
		same(t, "third", third, []crawler.Task{{Site: "portal", URL: "http://a.test/l2", Kind: portal.LinkPage, Role: portal.RoleList, Column: "edu-news", Sheet: 1}})
		must(t, f.Save(t.Context(), []crawler.Visit{visit(third[0])}))
		rest := claim(t, f, 1)
		same(t, "rest", urls(rest), []string{"http://a.test/p"})
		// A first try that fails waits until all first tries are saved.
		again := crawler.Visit{Task: rest[0], Retry: true, Error: portal.ErrTimeout}
		again.Task.Attempts = 1
		must(t, f.Save(t.Context(), []crawler.Visit{again}))
		rest = claim(t, f, 9)
		same(t, "rest", urls(rest), []string{"http://a.test/q"})
		same(t, "retry while one is under way", claim(t, f, 9), []crawler.Task(nil))
		must(t, f.Save(t.Context(), []crawler.Visit{visit(rest[0])}))
		retry := claim(t, f, 9)
		same(t, "retry", retry, []crawler.Task{{Site: "portal", URL: "http://a.test/p", Kind: portal.LinkPage, Role: portal.RolePage, Round: 1, Attempts: 1}})
		retry[0].Attempts = 2
		must(t, f.Save(t.Context(), []crawler.Visit{{Task: retry[0], Retry: true, Status: 503}}))
		retry = claim(t, f, 9)
		same(t, "last", retry, []crawler.Task{{Site: "portal", URL: "http://a.test/p", Kind: portal.LinkPage, Role: portal.RolePage, Round: 2, Attempts: 2}})
		must(t, f.Save(t.Context(), []crawler.Visit{{Task: retry[0], Status: 503}}))
		same(t, "end", claim(t, f, 9), []crawler.Task(nil))
		same(t, "progress", value(f.Progress(t.Context()))(t), crawler.Progress{Known: 5, Done: 5, Pages: 4, Failed: 1})
	}},
	{"ReleaseGivesBackWhatWasNotSaved", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		f := begin(t, Open(t, dsn), "one")
		other := begin(t, Open(t, dsn), "two")
		seeds := []crawler.Task{task("http://a.test/1", portal.RolePage), task("http://a.test/2", portal.RolePage), task("http://a.test/3", portal.RolePage)}
		must(t, f.Seed(t.Context(), seeds))
		must(t, other.Seed(t.Context(), seeds))
		claim(t, other, 3)
		tasks := claim(t, f, 2)
		must(t, f.Save(t.Context(), []crawler.Visit{visit(tasks[0])}))
		must(t, f.Release(t.Context()))
		same(t, "claimed", urls(claim(t, f, 9)), []string{"http://a.test/2", "http://a.test/3"})
		same(t, "the other scan", value(other.Progress(t.Context()))(t), crawler.Progress{Known: 3, InFlight: 3})
	}},
	{"ReleaseLetsWaitWhatALimitKeptFromBeingRead", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		list, item := task("http://a.test/l", portal.RoleList), task("http://a.test/i", portal.RoleItem)
		must(t, f.Seed(t.Context(), []crawler.Task{list, item, task("http://a.test/r", portal.RoleItem)}))
		must(t, f.Save(t.Context(), []crawler.Visit{
			{Task: list, Gap: portal.GapLimit}, {Task: item, Gap: portal.GapLimit}, {Task: task("http://a.test/r", portal.RoleItem), Gap: portal.GapRobots}}))
		same(t, "before", claim(t, f, 9), []crawler.Task(nil))
		must(t, f.Release(t.Context()))
		same(t, "list", claim(t, f, 9), []crawler.Task{list})
		must(t, f.Save(t.Context(), []crawler.Visit{visit(list)}))
		same(t, "item", claim(t, f, 9), []crawler.Task{item})
	}},
	{"ClaimSaysWhatListsSayOfTheAddress", func(t *testing.T, fresh Fresh) {
		f := begin(t, Open(t, fresh(t)), "one")
		lists := []crawler.Task{
			{Site: "portal", URL: "http://a.test/health/", Kind: portal.LinkPage, Role: portal.RoleList, Column: "health-news"},
			{Site: "portal", URL: "http://a.test/edu/news/", Kind: portal.LinkPage, Role: portal.RoleList, Column: "edu-news"},
			task("http://a.test/", portal.RoleHome),
		}
		must(t, f.Seed(t.Context(), lists))
		item := crawler.Shown{URL: "http://a.test/i.html", Kind: portal.LinkPage, Role: portal.RoleItem, Depth: 1}
		var visits []crawler.Visit
		for i, k := range claim(t, f, 9) {
			v := visit(k, item, page("http://a.test/other.html"))
			v.Rows = []portal.Row{{Title: "标题" + k.Column, URL: item.URL, Date: portal.MustDate("2026-03-01").AddDays(i)}}
			visits = append(visits, v)
		}
		must(t, f.Save(t.Context(), visits))
		got := claim(t, f, 9)
		slices.SortFunc(got, func(a, b crawler.Task) int { return len(a.URL) - len(b.URL) })
		same(t, "claimed", got, []crawler.Task{
			{Site: "portal", URL: item.URL, Kind: portal.LinkPage, Role: portal.RoleItem, Column: "edu-news", Depth: 1,
				Named: []string{"edu-news", "health-news"}, ListDate: portal.MustDate("2026-03-02"), ListTitle: "标题edu-news"},
			{Site: "portal", URL: "http://a.test/other.html", Kind: portal.LinkPage, Role: portal.RolePage, Depth: 1},
		})
	}},
	{"AddressesAreSpeltAsTheyWereEntered", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		must(t, begin(t, s, "two").Seed(t.Context(), []crawler.Task{task("http://a.test/other?x=1&y=2", portal.RolePage)}))
		must(t, f.Seed(t.Context(), []crawler.Task{task("http://a.test/z?b=1&a=2", portal.RolePage), task("http://a.test/?one=1", portal.RolePage),
			task("http://a.test/a?d=1&c=2&c=3", portal.RolePage), task("http://a.test/&?", portal.RolePage)}))
		speller, ok := s.Frontier("one").(crawler.Speller)
		if !ok {
			t.Fatal("the frontier does not tell spellings")
		}
		var got []string
		must(t, speller.Spelt(t.Context(), func(u string) error { got = append(got, u); return nil }))
		same(t, "spelt", got, []string{"http://a.test/z?b=1&a=2", "http://a.test/a?d=1&c=2&c=3"})
	}},
	{"ServersAreRememberedAcrossScans", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		at := "http://a.test/p"
		must(t, f.Seed(t.Context(), []crawler.Task{task(at, portal.RolePage), task("http://a.test/gone", portal.RolePage)}))
		tasks := claim(t, f, 9)
		v := visit(tasks[0], page("http://a.test/x"))
		v.Validator = crawler.Validator{ETag: `"1"`, LastModified: "Sat, 21 Nov 2026 02:00:00 GMT", Hash: "aa"}
		v.Page.Links = []portal.Link{{URL: "http://a.test/x", Text: "附件\x001", Kind: portal.LinkPage}, {URL: "http://a.test/xy.pdf", Kind: portal.LinkAttachment}}
		v.Page.Tags = []portal.Tag{{Name: "SiteName", Value: "<b>&"}}
		v.Page.PublishedAt = portal.Stamp{Date: portal.MustDate("2026-03-01"), Clock: "10:02"}
		gone := crawler.Visit{Task: tasks[1], Status: 404, Validator: crawler.Validator{ETag: "x"}, Error: portal.ErrSoft404}
		must(t, f.Save(t.Context(), []crawler.Visit{gone, v}))

		f = begin(t, s, "two")
		said := value(f.Validators(t.Context(), []string{"http://a.test/never", at, "http://a.test/gone"}))(t)
		same(t, "validators", said, map[string]crawler.Validator{at: v.Validator})
		known := value(f.Known(t.Context(), at, "aa"))(t)
		same(t, "known", followed(known), followed(v.Page))
		for _, c := range [][2]string{{at, "bb"}, {at, ""}, {"http://a.test/x", "aa"}} {
			same(t, fmt.Sprint("known of ", c), value(f.Known(t.Context(), c[0], c[1]))(t), (*portal.Facts)(nil))
		}
		// Unchanged, with an answer that repeats nothing but the entity tag.
		must(t, f.Seed(t.Context(), []crawler.Task{task(at, portal.RolePage)}))
		u := visit(claim(t, f, 1)[0])
		u.Page, u.Unchanged, u.Status = value(f.Known(t.Context(), at, "aa"))(t), true, 304
		u.Validator = crawler.Validator{ETag: `"2"`}
		must(t, f.Save(t.Context(), []crawler.Visit{u}))
		said = value(f.Validators(t.Context(), []string{at}))(t)
		same(t, "validators", said[at], crawler.Validator{ETag: `"2"`, LastModified: v.Validator.LastModified, Hash: "aa"})
		// Whatever was known of it in between, the page says all that it said.
		before := pages(t, s, "one")[0]
		after := pages(t, s, "two")[0]
		same(t, "facts", after.Facts, before.Facts)
		// What was found inside a file is kept with what its server said.
		must(t, f.Seed(t.Context(), []crawler.Task{task("http://a.test/gone", portal.RolePage)}))
		file := crawler.Visit{Task: claim(t, f, 1)[0], Status: 200, Validator: crawler.Validator{ETag: "f", Hash: "bb", Content: &portal.Content{Looked: true,
			Leaks: []portal.Leak{{Kind: portal.LeakIDNumber, Masked: "5229**********0024", Count: 2}}}}}
		must(t, f.Save(t.Context(), []crawler.Visit{file}))
		said = value(f.Validators(t.Context(), []string{file.Task.URL}))(t)
		same(t, "file", said[file.Task.URL], file.Validator)
		u.Validator = crawler.Validator{Hash: "aa"}
		must(t, f.Save(t.Context(), []crawler.Visit{u}))
		said = value(f.Validators(t.Context(), []string{at}))(t)
		same(t, "validators", said[at], crawler.Validator{ETag: `"2"`, LastModified: v.Validator.LastModified, Hash: "aa"})
		known = value(f.Known(t.Context(), at, "aa"))(t)
		same(t, "known", followed(known), followed(v.Page))
		count := value(s.Counts(t.Context(), "two"))(t)
		same(t, "counts", count, []portal.SiteCount{{ID: "portal", Requests: 2, Pages: 1, Bytes: 200, NotModified: 2}, {ID: "second"}})
	}},
	{"CancelledCallsChangeNothing", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		f := begin(t, s, "one")
		var seeds []crawler.Task
		for i := range 200 {
			seeds = append(seeds, task(fmt.Sprintf("http://a.test/%d", i), portal.RolePage))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		want(t, f.Seed(ctx, seeds), context.Canceled)
		same(t, "progress", value(f.Progress(t.Context()))(t), crawler.Progress{})
		must(t, f.Seed(t.Context(), seeds))
		tasks := claim(t, f, 200)
		var visits []crawler.Visit
		for i, k := range tasks {
			v := visit(k)
			for j := range 40 {
				v.Shows = append(v.Shows, page(fmt.Sprintf("http://a.test/%d/%d", i, j)))
			}
			visits = append(visits, v)
		}
		before := dump(t, s, "one")
		// Cancelled at any point of its work, a Save leaves all or nothing.
		stopped := 0
		for n := 1; stopped < 12 && n < 1<<20; n = n*3/2 + 1 {
			ctx := &countdown{Context: t.Context(), left: n, done: make(chan struct{})}
			if err := f.Save(ctx, visits); err == nil {
				break
			}
			stopped++
			same(t, "snapshot", dump(t, s, "one"), before)
			same(t, "progress", value(f.Progress(t.Context()))(t), crawler.Progress{Known: 200, InFlight: 200})
		}
		if stopped == 0 {
			t.Error("no Save was cancelled")
		}
		_ = f.Save(t.Context(), visits) // whole now, or again
		same(t, "progress", value(f.Progress(t.Context()))(t), crawler.Progress{Known: 8200, Done: 200, Pages: 200, Pending: 8000})
	}},
}

// A countdown is a context that ends when it has been asked left times.
type countdown struct {
	context.Context
	mu   sync.Mutex
	left int
	done chan struct{}
}

func (c *countdown) ask() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left--; c.left == 0 {
		close(c.done)
	}
	return c.left <= 0
}

func (c *countdown) Done() <-chan struct{} { c.ask(); return c.done }

func (c *countdown) Err() error {
	if c.ask() {
		return context.Canceled
	}
	return nil
}
