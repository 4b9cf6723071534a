package demo

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"duwang/cmd/internal/config"
)

// TestBigPortalIsWhole walks a portal and compares what it is with what it
// says of itself.
func TestBigPortalIsWhole(t *testing.T) {
	anchor := regexp.MustCompile(`<a href="([^"]+)"`)
	for _, n := range []int{50, 977, 2500} {
		b := Big(n)
		if got := b.Pages(); got > n || got < n-b.columns-1 {
			t.Errorf("%d pages asked for, %d made", n, got)
		}
		pages, gone, soft := 0, 0, 0
		seen, queue := map[string]bool{"/": true}, []string{"/"}
		for len(queue) > 0 {
			at := queue[0]
			queue = queue[1:]
			r := get(b, at)
			data := body(t, r)
			switch {
			case r.StatusCode == http.StatusNotFound:
				if !strings.Contains(at, "gone_") {
					t.Fatalf("%s is not there", at)
				}
				gone++
				continue
			case bytes.Contains(data, []byte("<title>页面不存在</title>")):
				soft++
				continue
			}
			pages++
			for _, m := range anchor.FindAllSubmatch(data, -1) {
				if to := string(m[1]); !seen[to] {
					seen[to] = true
					queue = append(queue, to)
				}
			}
		}
		if pages != b.Pages() || gone != b.Broken() || soft != b.Soft() {
			t.Errorf("%d: met %d pages, %d gone, %d soft; it says %d, %d, %d", n, pages, gone, soft, b.Pages(), b.Broken(), b.Soft())
		}
	}
}

// TestBigPagesAreOfTheUsualSize looks at the portal that benchmarks use.
func TestBigPagesAreOfTheUsualSize(t *testing.T) {
	b := Big(10_000)
	for k := 0; k < b.articles; k += b.articles / 10 {
		data := body(t, get(b, string(b.appendArticle(nil, k))))
		if links := bytes.Count(data, []byte("<a href=")); len(data) < 27_000 || len(data) > 34_000 || links < 120 || links > 135 {
			t.Errorf("article %d: %d bytes, %d links", k, len(data), links)
		}
	}
}

func TestBigPageIsTheSameCompressed(t *testing.T) {
	b := Big(2000)
	for _, at := range []string{"/", "/c001/", "/c002/index_3.html", string(b.appendArticle(nil, 17)), string(b.appendArticle(nil, 1203))} {
		plain := body(t, get(b, at))
		r := get(b, at, "Accept-Encoding", "gzip")
		if r.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s is not compressed", at)
		}
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		z.Multistream(false)
		unpacked, err := io.ReadAll(z)
		if err != nil || !bytes.Equal(plain, unpacked) || bytes.IndexByte(plain, 0) >= 0 {
			t.Errorf("%s: %v, %d bytes plain, %d unpacked", at, err, len(plain), len(unpacked))
		}
		if again := get(b, at, "If-None-Match", r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: asked again, %d", at, again.StatusCode)
		}
	}
	for _, at := range []string{"/c999/", "/c001/index_1.html", "/c001/index_9999.html", "/c001/202601/t20260101_1000001.html", "/c000/202601/t20260101_99999999999999999999.html", "/x"} {
		if r := get(b, at); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", at, r.StatusCode)
		}
	}
}

func TestBigConfigLoads(t *testing.T) {
	b := Big(10_000)
	c, err := config.Parse("duwang.yaml", []byte(b.Config("http://127.0.0.1:8080/", "/tmp/big")), "/tmp/big")
	if err != nil {
		t.Fatal(err)
	}
	if l := c.Ledger(); len(l.Columns) != b.columns {
		t.Errorf("%d columns of %d", len(l.Columns), b.columns)
	}
}

// TestBigPortalKeepsNothing proves that memory does not grow with the pages
// that were asked for.
func TestBigPortalKeepsNothing(t *testing.T) {
	b := Big(1_000_000)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	ask := func(from, to int) {
		for k := from; k < to; k++ {
			r := get(b, string(b.appendArticle(nil, k*101)), "Accept-Encoding", "gzip")
			if _, err := io.Copy(io.Discard, r.Body); err != nil || r.StatusCode != http.StatusOK {
				t.Fatal(r.StatusCode, err)
			}
		}
	}
	ask(0, 500)
	before := heap()
	ask(500, 5000)
	// Kept, 4,500 pages of 30 KB would be 135 MB; a pool or two is not memory
	// that grows.
	if after := heap(); after > before+16<<20 {
		t.Errorf("the heap grew from %d to %d bytes", before, after)
	}
}

func BenchmarkBigPage(b *testing.B) {
	p := Big(100_000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r := get(p, string(p.appendArticle(nil, i%p.articles)), "Accept-Encoding", "gzip")
		if r.StatusCode != http.StatusOK {
			b.Fatal(r.StatusCode)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(elsewhere)
	}
}
