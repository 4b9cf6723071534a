package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gocolly/colly/v2"

	"duwang/crawler/portal"
)

const (
	claimSize   = 512         // tasks taken from the frontier at a time
	saveSize    = 128         // visits saved in one transaction
	saveEvery   = time.Second // or so often
	reportEvery = time.Second
	flushTime   = 3 * time.Second // for the last save after an interruption
)

// A crawl is one run over one frontier.
type crawl struct {
	opt        Options
	frontier   Frontier
	base       http.RoundTripper
	wire       *wire
	hosts      *hosts
	robots     *robots
	sites      map[string]*siteState // by id
	siteOf     map[string]string     // host → site id
	owners     *portal.Owners
	flights    atomic.Int64
	admitted   quota
	validators validatorCache
	requests   sync.Map // host → *counter

	// What follows belongs to the dispatcher.
	order    []*host // hosts with something in their queue
	turn     int
	queued   int
	busy     int
	round    int
	limited  map[string]bool
	failed   int
	reported time.Time
	summary  Summary
}

type siteState struct {
	*portal.Site
	home string
}

func newCrawl(f Frontier, opt Options) (*crawl, error) {
	if opt.Ledger == nil || len(opt.Ledger.Sites) == 0 {
		return nil, errors.New("crawl: no site in the ledger")
	}
	opt.Concurrency = max(opt.Concurrency, 1)
	opt.PerHost = max(opt.PerHost, 1)
	if opt.Timeout <= 0 {
		opt.Timeout = 15 * time.Second
	}
	if opt.MaxBody <= 0 {
		opt.MaxBody = 10 << 20
	}
	if opt.MaxPages <= 0 {
		opt.MaxPages = 300000
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	c := &crawl{
		opt: opt, frontier: f, hosts: newHosts(opt.Rate), sites: map[string]*siteState{}, siteOf: map[string]string{},
		owners: portal.NewOwners(opt.Ledger), limited: map[string]bool{},
	}
	for i := range opt.Ledger.Sites {
		s := &opt.Ledger.Sites[i]
		u, err := url.Parse(s.URL)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("crawl: site %s: address %q", s.ID, s.URL)
		}
		c.sites[s.ID] = &siteState{Site: s, home: s.URL}
		for _, h := range append([]string{u.Host}, s.Hosts...) {
			c.siteOf[h] = s.ID
		}
	}
	c.base = opt.Transport
	if c.base == nil {
		c.base = dial(opt)
	}
	c.wire = &wire{base: c.base, crawl: c, flying: map[string]*flight{}}
	c.robots = newRobots(c)
	return c, nil
}

func (c *crawl) now() time.Time { return c.opt.Now() }

func (c *crawl) debug(address, decision string) {
	if c.opt.Debug != nil {
		c.opt.Debug(address, decision)
	}
}

// seeds are the home pages and the columns' own addresses.
func (c *crawl) seeds() []Task {
	var tasks []Task
	for i := range c.opt.Ledger.Sites {
		s := &c.opt.Ledger.Sites[i]
		tasks = append(tasks, Task{Site: s.ID, URL: s.URL, Kind: portal.LinkPage, Role: portal.RoleHome})
	}
	for i := range c.opt.Ledger.Columns {
		col := &c.opt.Ledger.Columns[i]
		tasks = append(tasks, Task{Site: col.Site, URL: col.URL, Kind: portal.LinkPage, Role: portal.RoleList, Column: col.ID})
	}
	return tasks
}

func (c *crawl) run(ctx context.Context) (*Summary, error) {
	if err := c.frontier.Release(ctx); err != nil {
		return nil, fmt.Errorf("take up the frontier: %w", err)
	}
	if err := c.frontier.Seed(ctx, c.seeds()); err != nil {
		return nil, fmt.Errorf("seed the frontier: %w", err)
	}
	c.summary.Complete = true

	// Workers outlive an interruption just long enough to hand back what
	// they hold; the store is written with its own context.
	work := make(chan *flight)
	done := make(chan Visit, c.opt.Concurrency)
	var workers sync.WaitGroup
	for range c.opt.Concurrency {
		workers.Add(1)
		go func() {
			defer workers.Done()
			worker := c.newWorker(ctx)
			for f := range work {
				done <- worker.visit(f)
			}
		}()
	}
	err := c.dispatch(ctx, work, done)
	close(work)
	workers.Wait()
	close(done)
	if ctx.Err() != nil {
		c.summary.Interrupted, c.summary.Complete = true, false
		c.summary.Reasons = append(c.summary.Reasons, "巡检被中断，已取得的内容均已保存")
		err = nil
	}
	c.summary.Robots = c.robots.requests
	return &c.summary, err
}

// dispatch hands tasks to workers, a queue a host, and saves what comes back.
func (c *crawl) dispatch(ctx context.Context, work chan<- *flight, done <-chan Visit) error {
	var batch []Visit
	lastSave := c.now()
	save := func(ctx context.Context) error {
		if len(batch) == 0 {
			return nil
		}
		if err := c.frontier.Save(ctx, batch); err != nil {
			return fmt.Errorf("save what was read: %w", err)
		}
		batch = batch[:0]
		lastSave = c.now()
		c.report(ctx)
		return nil
	}
	take := func(v Visit) {
		c.busy--
		if name := hostOf(v.Task.URL); name != "" {
			c.hosts.of(name).busy--
		}
		// What a stop cut off in flight says nothing of the portal: the task
		// goes back to the frontier.
		if ctx.Err() != nil && v.Status == 0 && v.Page == nil {
			return
		}
		c.landed(&v)
		batch = append(batch, v)
	}
	stop := func() error {
		for c.busy > 0 {
			v := <-done
			take(v)
		}
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
		defer cancel()
		return errors.Join(save(last), c.frontier.Release(last))
	}
	exhausted := false
	for {
		if ctx.Err() != nil {
			return stop()
		}
		if c.queued < claimSize/2 && !exhausted {
			tasks, err := c.frontier.Claim(ctx, claimSize)
			if err != nil && ctx.Err() == nil {
				return errors.Join(fmt.Errorf("take tasks from the frontier: %w", err), stop())
			}
			exhausted = len(tasks) == 0
			if err := c.enqueue(ctx, tasks); err != nil {
				return errors.Join(err, stop())
			}
		}
		f, wait := c.next()
		if f == nil && c.queued == 0 && c.busy == 0 {
			if len(batch) > 0 {
				if err := save(ctx); err != nil {
					return errors.Join(err, stop())
				}
				exhausted = false
				continue
			}
			if exhausted {
				return nil
			}
			continue
		}
		var out chan<- *flight
		if f != nil {
			out = work
		}
		var timer <-chan time.Time
		switch {
		case f != nil:
		case wait > 0:
			timer = time.After(wait)
		}
		var idle <-chan time.Time
		if len(batch) > 0 {
			idle = time.After(max(saveEvery-c.now().Sub(lastSave), 10*time.Millisecond))
		}
		select {
		case out <- f:
			c.busy++
			c.hosts.of(hostOf(f.task.URL)).busy++
			f = nil
		case v := <-done:
			take(v)
		case <-timer:
		case <-idle:
			if err := save(ctx); err != nil && ctx.Err() == nil {
				return errors.Join(err, stop())
			}
			exhausted = false
		case <-ctx.Done():
		}
		if f != nil {
			c.putBack(f)
		}
		// With nothing left to do the next tasks wait in the batch itself.
		if len(batch) >= saveSize || len(batch) > 0 && c.queued == 0 && exhausted {
			if err := save(ctx); err != nil && ctx.Err() == nil {
				return errors.Join(err, stop())
			}
			exhausted = false
		}
	}
}

// enqueue puts claimed tasks into their hosts' queues.
func (c *crawl) enqueue(ctx context.Context, tasks []Task) error {
	if len(tasks) == 0 {
		return nil
	}
	if r := tasks[0].Round; r > c.round {
		c.round = r
		// A second look straight after the first proves little.
		timer := time.NewTimer(c.opt.Pause)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	var pages []string
	for i := range tasks {
		if tasks[i].Kind == portal.LinkPage && tasks[i].Round == 0 {
			pages = append(pages, tasks[i].URL)
		}
	}
	if len(pages) > 0 {
		known, err := c.frontier.Validators(ctx, pages)
		if err != nil {
			return fmt.Errorf("look up validators: %w", err)
		}
		c.validators.put(known)
	}
	for _, t := range tasks {
		h := c.hosts.of(hostOf(t.URL))
		if len(h.queue) == 0 {
			c.order = append(c.order, h)
		}
		h.queue = append(h.queue, t)
		c.queued++
	}
	return nil
}

// next takes the first task of the first host, in turn, that may be asked
// now; when there is none it says how long until there might be.
func (c *crawl) next() (*flight, time.Duration) {
	if c.busy >= c.opt.Concurrency {
		return nil, 0
	}
	now := c.now()
	var soonest time.Duration
	for i := 0; i < len(c.order); i++ {
		k := (c.turn + i) % len(c.order)
		h := c.order[k]
		if h.busy >= c.opt.PerHost {
			continue
		}
		delay := h.crawlDelay()
		wait := h.pay(now)
		if wait > 0 {
			if soonest == 0 || wait < soonest {
				soonest = wait
			}
			continue
		}
		t := h.queue[0]
		h.queue = h.queue[1:]
		c.queued--
		if len(h.queue) == 0 {
			h.queue = nil
			c.order = append(c.order[:k], c.order[k+1:]...)
			c.turn = k
		} else {
			c.turn = k + 1
		}
		return &flight{task: t, paid: true, delay: delay}, 0
	}
	return nil, soonest
}

// putBack returns a task that no worker took; its request was booked and
// stays booked, which only makes us a little slower.
func (c *crawl) putBack(f *flight) {
	h := c.hosts.of(hostOf(f.task.URL))
	if len(h.queue) == 0 {
		c.order = append(c.order, h)
	}
	h.queue = append([]Task{f.task}, h.queue...)
	c.queued++
}

// landed books a visit on its site.
func (c *crawl) landed(v *Visit) {
	s := c.sites[v.Task.Site]
	if s == nil {
		return
	}
	if !v.Retry && (v.Error != "" || v.Status >= 400 && v.Gap == "") {
		c.failed++
	}
	if v.Gap == portal.GapLimit && !c.limited[s.ID] {
		c.limited[s.ID] = true
		c.summary.Complete = false
		c.summary.Reasons = append(c.summary.Reasons, fmt.Sprintf("站点“%s”已读满 %d 页的上限，其余页面未读", s.Name, c.opt.MaxPages))
	}
}

func (c *crawl) report(ctx context.Context) {
	if c.opt.Report == nil {
		return
	}
	// Counting a large frontier costs, and nobody reads faster than this.
	now := c.now()
	if now.Sub(c.reported) < reportEvery {
		return
	}
	c.reported = now
	if p, err := c.frontier.Progress(ctx); err == nil {
		p.Failed = c.failed
		c.opt.Report(p)
	}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// A worker makes one request at a time through a colly collector of its own.
type worker struct {
	crawl     *crawl
	ctx       context.Context
	collector *colly.Collector
	flight    *flight
	visited   Visit
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
	col.DisableCookies()
	if jar := newJar(); jar != nil {
		col.SetCookieJar(jar)
	}
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

const maxHops = 10

// redirect follows a hop unless the chain turns in a circle or does not end.
func (w *worker) redirect(req *http.Request, via []*http.Request) error {
	f := w.flight
	if len(via) >= maxHops {
		f.looped = true
		return errLoop
	}
	if f.hops == nil {
		f.hops = map[string]int{via[0].URL.String(): 1}
	}
	u := req.URL.String()
	f.hops[u]++
	// A site may send a visitor back to the same address once, with a cookie.
	if f.hops[u] > 2 {
		f.looped = true
		return errLoop
	}
	return nil
}

// visit makes the request of a flight and reads what came back.
func (w *worker) visit(f *flight) Visit {
	c := w.crawl
	w.flight, w.visited = f, Visit{}
	if v, ok := w.before(); !ok {
		return v
	}
	key := strconv.FormatInt(c.flights.Add(1), 36)
	c.wire.enter(key, f)
	err := w.request(key)
	c.wire.leave(key)
	// A status of 400 and more comes back as an error too; it was read.
	if err != nil && f.status == 0 {
		w.visited = w.failed(err)
	}
	v := w.visited
	v.Task, v.Requests, v.Bytes, v.Taken = f.task, f.requests, f.bytes, f.taken
	v.Task.Attempts++
	w.settle(&v)
	f.body = nil
	return v
}
