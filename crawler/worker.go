package crawler

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gocolly/colly/v2"

	"duwang/crawler/portal"
)

// A worker makes one request at a time through a colly collector of its own.
type worker struct {
	crawl     *crawl
	ctx       context.Context
	collector *colly.Collector
	flight    *flight
	visited   Visit
	block     string // Facts.Block of the answer
	wrong     error  // of the last request
}

// newWorker states every default of colly that matters: no queue, no revisit
// bookkeeping, no robots, no charset guess, no body limit of its own (ours
// marks what it cuts), errors handed to OnResponse like any answer.
func (c *crawl) newWorker(ctx context.Context) *worker {
	w := &worker{crawl: c, ctx: ctx}
	col := colly.NewCollector(colly.UserAgent(c.opt.UserAgent), colly.StdlibContext(ctx))
	col.Async = false
	col.AllowURLRevisit = true
	col.IgnoreRobotsTxt = true
	col.DetectCharset = false
	col.ParseHTTPErrorResponse = true
	col.MaxBodySize = 0
	col.MaxDepth = 0
	col.CacheDir = ""
	col.SetCookieJar(c.jar)
	col.WithTransport(c.wire)
	col.SetRequestTimeout(0) // each hop has its own limit
	col.SetRedirectHandler(w.redirect)
	col.OnResponse(func(*colly.Response) {
		if c.frontier != nil {
			w.visited = w.read()
		}
	})
	w.collector = col
	return w
}

// maxHops is how many redirects a browser follows (Fetch Standard, §4.4).
const maxHops = 20

// redirect follows a hop unless the chain turns in a circle or does not end.
func (w *worker) redirect(req *http.Request, via []*http.Request) error {
	return w.flight.hop(req.URL.String(), via[0].URL.String(), len(via))
}

func (f *flight) hop(to, first string, made int) error {
	if made >= maxHops {
		f.looped = true
		return errLoop
	}
	if f.hops == nil {
		f.hops = map[string]int{first: 1}
	}
	// A site may send a visitor back to the same address once, with a cookie.
	if f.hops[to]++; f.hops[to] > 2 {
		f.looped = true
		return errLoop
	}
	return nil
}

// visit makes the request of a flight and reads what came back.
func (w *worker) visit(f *flight) Visit {
	w.flight, w.visited, w.block = f, Visit{}, ""
	if v, ok := w.before(); !ok {
		return v
	}
	v := w.ask()
	if f.again && w.ctx.Err() == nil {
		f.again, f.validator = false, Validator{}
		v = w.ask()
	}
	v.Task, v.Requests, v.Bytes, v.Taken = f.task, f.requests, f.bytes, f.taken
	v.Task.Attempts++
	if isPage(f.task.Kind) && f.task.Attempts == 0 {
		w.crawl.admitted.settle(f.task.Site, v.Page != nil)
	}
	w.tell(&v)
	w.settle(&v)
	f.body, f.coded = nil, nil
	return v
}

// isPage tells a page of the site from files and other sites' pages.
func isPage(kind string) bool {
	return kind != portal.LinkExternal && kind != portal.LinkImage && kind != portal.LinkAttachment
}

// ask makes a flight's request once, redirects included.
func (w *worker) ask() Visit {
	c, f := w.crawl, w.flight
	key := strconv.FormatInt(c.flights.Add(1), 36)
	f.status, f.body, f.coded, f.hops, f.looped = 0, nil, nil, nil, false
	w.visited = Visit{}
	c.wire.enter(key, f)
	err := w.request(key)
	c.wire.leave(key)
	w.wrong = err
	// A status of 400 and more comes back as an error too; it was read.
	if err != nil && f.status == 0 {
		return w.failed(err)
	}
	return w.visited
}

// request sends a flight's request through colly.
func (w *worker) request(key string) error {
	header := http.Header{}
	header.Set(flightHeader, key)
	return w.collector.Request(http.MethodGet, w.flight.task.URL, nil, nil, header)
}

// tell books the outcome with the host that gave it.
func (w *worker) tell(v *Visit) {
	c, f := w.crawl, w.flight
	if f.host == nil || w.ctx.Err() != nil {
		return
	}
	now := c.now()
	r := resultOf(v, w.block)
	rest := f.host.tell(f.taken, now, r, f.task.Round > 0)
	if rest == 0 {
		return
	}
	why := "请求失败过多"
	if r == resultChallenged {
		why = "连续拒绝访问"
	}
	c.debug(v.Task.URL, fmt.Sprintf("主机 %s %s，暂停 %s", f.host.name, why, rest.Round(time.Second)))
	c.notes.add("rest", f.host.name, fmt.Sprintf("主机 %s %s，巡检曾暂停访问并放慢速度", f.host.name, why))
}
