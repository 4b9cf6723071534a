package page

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"duwang/crawler/portal"
)

// savedPages returns the saved pages, without the one of 400 KB, whose saved
// styles are nothing that a server sends.
func savedPages(tb testing.TB) map[string][]byte {
	names, err := filepath.Glob(filepath.Join("testdata", "pages", "*.html"))
	if err != nil || len(names) == 0 {
		tb.Fatalf("no saved pages: %v", err)
	}
	pages := map[string][]byte{}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		if len(body) < 200<<10 {
			pages[filepath.Base(name)] = body
		}
	}
	return pages
}

// BenchmarkRead is decode, parse and every field of the saved pages; compare
// with BenchmarkParseOnly, the parse alone.
func BenchmarkRead(b *testing.B) {
	benchmark(b, func(body []byte) {
		if _, err := Read(body, Options{URL: "http://www.example.gov.cn/zwgk/202103/t20210326_1.html", AsOf: portal.MustDate("2026-11-21")}); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkParseOnly is goquery's parse of the same pages.
func BenchmarkParseOnly(b *testing.B) {
	benchmark(b, func(body []byte) {
		if _, err := goquery.NewDocumentFromReader(bytes.NewReader(body)); err != nil {
			b.Fatal(err)
		}
	})
}

func benchmark(b *testing.B, one func([]byte)) {
	pages := savedPages(b)
	size := 0
	for _, body := range pages {
		size += len(body)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, body := range pages {
			one(body)
		}
	}
}

// BenchmarkReadOverParse runs both in turns and reports how many times the
// parse a reading costs, by the fastest turn of each: on a machine that does
// other work too, that is what stays the same.
func BenchmarkReadOverParse(b *testing.B) {
	pages := savedPages(b)
	var read, parse time.Duration
	turn := func(best *time.Duration, one func([]byte)) {
		start := time.Now()
		for _, body := range pages {
			one(body)
		}
		if d := time.Since(start); *best == 0 || d < *best {
			*best = d
		}
	}
	opt := Options{URL: "http://www.example.gov.cn/zwgk/202603/t20260326_1.html", AsOf: portal.MustDate("2026-11-21")}
	for b.Loop() {
		turn(&parse, func(body []byte) { goquery.NewDocumentFromReader(bytes.NewReader(body)) })
		turn(&read, func(body []byte) { Read(body, opt) })
	}
	b.ReportMetric(float64(read)/float64(parse), "x-parse")
	b.ReportMetric(float64(read.Microseconds())/float64(len(pages)), "µs/page")
}
