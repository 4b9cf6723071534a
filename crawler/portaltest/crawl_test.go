package portaltest

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler"
	"duwang/crawler/portal"
)

const busy = `-- answers.yaml --
/gzdt/t7.html: {status: 404}
/gzdt/t8.html: [{status: 500}, {status: 200}]
/gzdt/t9.html: {delay: 40s}
/gzdt/t10.html: {status: 403}
-- gzdt/index.html --
[[list]]<ul>[[rows "2026-03-19" 30 "t"]]</ul>
-- gzdt/t8.html --
[[article "title" "关于第8项工作进展情况的通报" "published" "2026-03-12 09:00" "source" "教育局"]]<p>现将有关情况通报如下，各项工作总体进展顺利。</p>
`

// crawl runs the crawler with so many workers, on the bubble's clock.
func crawl(t *testing.T, workers int) []string {
	t.Helper()
	var list []string
	synctest.Test(t, func(t *testing.T) {
		p := parsed(t, busy)
		m := NewMemory(p.Scan(), p.Ledger)
		opt := p.Options()
		opt.Concurrency, opt.PerHost = workers, workers
		if _, err := crawler.Run(t.Context(), m, opt); err != nil {
			t.Fatal(err)
		}
		for _, v := range m.order {
			v.visit.Taken = time.Time{} // the one thing that hangs on the clock
		}
		list = told(t, m)
	})
	return list
}

func TestCrawlLeavesTheSameSnapshotWhateverTheWorkers(t *testing.T) {
	one := crawl(t, 1)
	if len(one) < 60 {
		t.Fatalf("the crawl left only\n%s", strings.Join(one, "\n"))
	}
	if diff := cmp.Diff(one, crawl(t, 16)); diff != "" {
		t.Errorf("one worker and sixteen saw different portals:\n%s", diff)
	}
}

func TestSecondCrawlIsToldWhatDidNotChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := parsed(t, "-- answers.yaml --\n/gzdt/: {etag: '\"7\"'}\n-- gzdt/index.html --\n[[list]]<ul>[[rows \"2026-03-19\" 3 \"t\"]]</ul>\n")
		first, _, err := p.Crawl(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		second := first.Next(portal.Scan{ID: "second", Kind: p.Kind, AsOf: p.AsOf, Since: p.Since})
		before := len(p.Requests())
		if _, err := crawler.Run(t.Context(), second, p.Options()); err != nil {
			t.Fatal(err)
		}
		asked := false
		for _, r := range p.Requests()[before:] {
			asked = asked || strings.HasSuffix(r.URL, "/gzdt/") && r.Header.Get("If-None-Match") == `"7"`
		}
		if !asked {
			t.Error("the list was asked for without its ETag")
		}
		if got, want := second.Counts()[0], first.Counts()[0]; got.Pages != want.Pages || got.NotModified == 0 {
			t.Errorf("first scan %+v, second %+v", want, got)
		}
	})
}
