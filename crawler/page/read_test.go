package page

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

// TestParallelReadings: readings share nothing, though they reuse each other's
// tables; the same bytes give the same facts, in any company.
func TestParallelReadings(t *testing.T) {
	pages := savedPages(t)
	read := func(body []byte) string {
		f, err := Read(body, Options{URL: articleURL, AsOf: portal.MustDate("2026-11-21")})
		if err != nil {
			t.Error(err)
		}
		b, err := json.Marshal(struct {
			Facts *portal.Facts
			Links []portal.Link
		}{f, f.Links})
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	want := map[string]string{}
	for name, body := range pages {
		want[name] = read(body)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for name, body := range pages {
				if diff := cmp.Diff(want[name], read(body)); diff != "" {
					t.Errorf("%s differs (-alone +in company):\n%s", name, diff)
				}
			}
		})
	}
	wg.Wait()
}

func TestTraceNamesWinnersAndLosers(t *testing.T) {
	body := []byte(`<html><head><meta charset="utf-8"><title>示例县召开会议</title><meta name="PubDate" content="2026-09-01"></head><body><h1>示例县召开会议</h1>
<p>发布时间：2026-03-26 来源：县政府办</p><div id="zoom"><p>会议听取了有关情况的汇报，研究部署了下一阶段的重点工作，要求各单位抓好落实。</p></div></body></html>`)
	_, trace, err := Inspect(body, Options{URL: articleURL})
	if err != nil {
		t.Fatal(err)
	}
	var got []Candidate
	for _, c := range trace {
		if c.Field == "published_at" {
			got = append(got, c)
		}
	}
	want := []Candidate{
		{"published_at", "2026-03-26", "label 发布时间", true, "页面写明的发布日期中最可信的"},
		{"published_at", "2026-09-01", "meta PubDate", false, "可信程度不及选用的：要素表、“发布日期”等字样之后、标题下方、网页标签依次递减"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
