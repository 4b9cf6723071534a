package store_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/store/storetest"
	"duwang/crawler"
	"duwang/crawler/portal"
)

// The measure of performance.md: pages of 128 links, of which a tenth was
// never shown before and the rest stands in the template or on neighbours.
const (
	benchPages = 10000
	benchLinks = 128
	benchNew   = 13
	benchBatch = 100
)

func benchVisit(i int) crawler.Visit {
	at := func(n int) string {
		return fmt.Sprintf("http://www.example.test/zwgk/zfxxgkzl/fdzdgknr/t2026%06d_%06d.html", n%400, n)
	}
	v := crawler.Visit{
		Task:   crawler.Task{Site: "portal", URL: at(i), Kind: portal.LinkPage, Role: portal.RolePage, Depth: 2, Attempts: 1},
		Status: 200, Requests: 1, Bytes: 30000, Taken: time.Unix(int64(i), 0), Unit: "edu", Column: "edu-news",
		Validator: crawler.Validator{ETag: fmt.Sprintf(`"%x"`, i), LastModified: "Sat, 21 Nov 2026 02:00:00 GMT", Hash: fmt.Sprintf("%064x", i)},
		Page: &portal.Facts{Kind: portal.KindArticle, Charset: "utf-8", Title: fmt.Sprintf("关于做好第%d次政务公开工作的通知", i),
			PublishedAt: portal.Stamp{Date: portal.MustDate("2026-11-01"), Clock: "10:02"}, Source: "教育局", FormedOn: portal.MustDate("2026-10-20"),
			FormedFrom: portal.FormedFromSignature, IndexNumber: "000014349/2026-00012", DocumentNumber: "示政发〔2026〕1号", BodyChars: 4000, LinkCount: benchLinks,
			From: portal.Provenance{Title: "meta ArticleTitle", PublishedAt: "label 发布日期", Source: "label 来源", FormedOn: "signature"}},
	}
	for _, n := range []string{"SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType", "ArticleTitle", "PubDate", "ContentSource"} {
		v.Page.Tags = append(v.Page.Tags, portal.Tag{Name: n, Value: "示例县人民政府"})
	}
	show := func(url string) {
		v.Page.Links = append(v.Page.Links, portal.Link{URL: url, Text: "某一条信息的标题文字", Kind: portal.LinkPage})
		v.Shows = append(v.Shows, crawler.Shown{URL: url, Text: "某一条信息的标题文字", Kind: portal.LinkPage, Role: portal.RolePage, Depth: 3})
	}
	for n := range 100 {
		show(fmt.Sprintf("http://www.example.test/template/column%03d/index.html", n))
	}
	for n := range benchLinks - 100 - benchNew {
		show(at(i/200*200 + n))
	}
	for n := range benchNew {
		show(at((i+1)*benchNew + n))
	}
	return v
}

func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// fill saves n pages in batches and returns the CPU it took, the making of
// the visits left out.
func fill(b *testing.B, s *store.Store, id string, n int) (spent time.Duration) {
	if err := s.StartScan(b.Context(), portal.Scan{ID: id, StartedAt: time.Unix(0, 0)}, &portal.Ledger{Sites: []portal.Site{{ID: "portal"}}}, ""); err != nil {
		b.Fatal(err)
	}
	f := s.Frontier(id)
	visits := make([]crawler.Visit, 0, benchBatch)
	tasks := make([]crawler.Task, 0, benchBatch)
	for from := 0; from < n; from += benchBatch {
		visits, tasks = visits[:0], tasks[:0]
		for i := from; i < from+benchBatch; i++ {
			visits = append(visits, benchVisit(i))
			tasks = append(tasks, visits[i-from].Task)
		}
		start := cpu()
		if err := f.Seed(b.Context(), tasks); err != nil {
			b.Fatal(err)
		}
		if err := f.Save(b.Context(), visits); err != nil {
			b.Fatal(err)
		}
		spent += cpu() - start
	}
	return spent
}

func benchEngines(b *testing.B, run func(b *testing.B, s *store.Store)) {
	open := func(fresh storetest.Fresh) func(b *testing.B) {
		return func(b *testing.B) { run(b, storetest.Open(b, fresh(b))) }
	}
	b.Run("SQLite", open(storetest.SQLite))
	b.Run("Postgres", func(b *testing.B) {
		fresh := storetest.Postgres(b)
		b.Run("Server", open(fresh))
	})
}

func BenchmarkSave(b *testing.B) {
	benchEngines(b, func(b *testing.B, s *store.Store) {
		for n := range b.N {
			spent := fill(b, s, fmt.Sprint(n), benchPages)
			b.ReportMetric(float64(spent.Milliseconds())/1000, "cpu-s/10k-pages")
		}
	})
}

func BenchmarkSnapshot(b *testing.B) {
	benchEngines(b, func(b *testing.B, s *store.Store) {
		fill(b, s, "one", benchPages)
		for b.Loop() {
			snap, err := s.Snapshot(b.Context(), "one")
			if err != nil {
				b.Fatal(err)
			}
			pages := 0
			for _, err := range []error{
				snap.Pages(func(*portal.Page) error { pages++; return nil }),
				snap.Items(func(*portal.Item) error { return nil }),
				snap.Targets(func(*portal.Target) error { return nil }),
				snap.Gaps(func(*portal.Gap) error { return nil }),
			} {
				if err != nil {
					b.Fatal(err)
				}
			}
			if pages != benchPages {
				b.Fatalf("%d pages", pages)
			}
		}
	})
}

// BenchmarkClaim claims and gives back from a frontier of 130,000 tasks.
func BenchmarkClaim(b *testing.B) {
	benchEngines(b, func(b *testing.B, s *store.Store) {
		fill(b, s, "one", benchPages)
		f := s.Frontier("one")
		for b.Loop() {
			if _, err := f.Claim(b.Context(), 20); err != nil {
				b.Fatal(err)
			}
		}
	})
}
