package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"duwang/crawler/portal"
)

const (
	claimSize   = 512         // tasks taken from the frontier at a time
	saveSize    = 128         // visits saved in one transaction
	saveEvery   = time.Second // or so often
	reportEvery = time.Second
	flushTime   = 1500 * time.Millisecond // for the last save after an interruption
)

// A crawl is one run over one frontier.
type crawl struct {
	opt           Options
	frontier      Frontier
	base          http.RoundTripper
	wire          *wire
	jar           http.CookieJar
	hosts         *hosts
	robots        *robots
	sites         map[string]*siteState // by id
	siteOf        map[string]string     // host → site id
	owners        *portal.Owners
	wordedColumns map[string]bool // by id: rules look at the wording of their pages
	flights       atomic.Int64
	admitted      *quota
	validators    validatorCache
	spellings     *spellings
	traps         *traps
	lost          *lost
	notes         notes
	guest         bool // every host is asked for its robots.txt, whosever it is

	// What follows belongs to the dispatcher.
	order    []*host // hosts with something in their queue
	turn     int
	queued   int
	room     int // tasks that may be queued while workers are idle
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
		owners: portal.NewOwners(opt.Ledger), limited: map[string]bool{}, room: leastRoom, jar: newJar(),
		admitted: newQuota(opt.MaxPages), spellings: newSpellings(), traps: newTraps(), lost: newLost(),
		wordedColumns: map[string]bool{},
	}
	for i := range opt.Ledger.Columns {
		if col := &opt.Ledger.Columns[i]; portal.Worded(col.Type) {
			c.wordedColumns[col.ID] = true
		}
	}
	for i := range opt.Ledger.Sites {
		s := &opt.Ledger.Sites[i]
		u, err := url.Parse(s.URL)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("crawl: site %s: address %q", s.ID, s.URL)
		}
		c.sites[s.ID] = &siteState{Site: s, home: s.URL}
		c.siteOf[hostKey(u)] = s.ID
		for _, h := range s.Hosts {
			c.siteOf[strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(h), ":80"), ":443")] = s.ID
		}
	}
	c.base = opt.Transport
	if c.base == nil {
		refuse := privateAddr
		if opt.AllowPrivate {
			refuse = nothing
		}
		c.base = newTransport(opt, refuse)
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
	seeds := c.seeds()
	for i := range seeds {
		c.spellings.own(seeds[i].URL)
	}
	err := c.patiently(ctx, func() error { return c.frontier.Release(ctx) })
	if err != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("take up the frontier: %w", err)
	}
	err = c.patiently(ctx, func() error { return c.frontier.Seed(ctx, seeds) })
	if err != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("seed the frontier: %w", err)
	}
	if known, ok := c.frontier.(Speller); ok {
		err = c.patiently(ctx, func() error {
			return known.Spelt(ctx, func(u string) error { c.spellings.one(u); return nil })
		})
		if err != nil && ctx.Err() == nil {
			return nil, fmt.Errorf("recall addresses: %w", err)
		}
	}
	if err := c.recount(ctx); err != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("count what was read: %w", err)
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
	err = c.dispatch(ctx, work, done)
	close(work)
	workers.Wait()
	close(done)
	if t, ok := c.base.(*http.Transport); ok && c.opt.Transport == nil {
		t.CloseIdleConnections()
	}
	if ctx.Err() != nil {
		c.summary.Interrupted, c.summary.Complete = true, false
		c.summary.Reasons = append(c.summary.Reasons, "巡检被中断，已取得的内容均已保存")
		err = nil
	}
	c.summary.Robots = c.robots.requests
	c.summary.Notes = c.notes.list()
	return &c.summary, err
}

// recount tells the quota what an earlier run of this scan read of each site.
// A run that was cut off goes on with what is left of its allowance; one that
// ended at the limit gets a new one, because that is what going on means.
func (c *crawl) recount(ctx context.Context) error {
	if counter, ok := c.frontier.(PageCounter); ok {
		var read map[string]int
		err := c.patiently(ctx, func() (err error) {
			read, err = counter.PagesRead(ctx)
			return err
		})
		for site, n := range read {
			c.admitted.used[site] = n % c.opt.MaxPages
		}
		return err
	}
	if len(c.sites) != 1 {
		return nil
	}
	var p Progress
	err := c.patiently(ctx, func() (err error) {
		p, err = c.frontier.Progress(ctx)
		return err
	})
	for site := range c.sites {
		c.admitted.used[site] = p.Pages % c.opt.MaxPages
	}
	return err
}

const (
	patience   = 3 * time.Minute // how long a store may be gone
	firstPause = 200 * time.Millisecond
	longPause  = 5 * time.Second
)

// patiently does what the frontier is asked for, again and again for up to
// three minutes: a database server restarts, a file is locked by a backup. It
// gives back the last error; at once when the context ends, or when the error
// says of itself, by a method Lasting, that waiting does not help.
func (c *crawl) patiently(ctx context.Context, do func() error) error {
	err := do()
	// The pauses are added up: a clock may be put back meanwhile.
	for gone, pause := time.Duration(0), firstPause; err != nil; pause = min(2*pause, longPause) {
		var stays interface{ Lasting() bool }
		if ctx.Err() != nil || gone >= patience || errors.As(err, &stays) && stays.Lasting() || sleep(ctx, pause) != nil {
			return err
		}
		gone += pause
		if err = do(); err == nil {
			c.notes.add("store", "", "存储曾短时不可用，已等到恢复")
		}
	}
	return nil
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
	if v.Gap == portal.GapLimit && v.Task.Kind != portal.LinkExternal && !c.limited[s.ID] {
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
	if since := now.Sub(c.reported); since >= 0 && since < reportEvery {
		return
	}
	c.reported = now
	if p, err := c.frontier.Progress(ctx); err == nil {
		p.Failed = c.failed
		c.opt.Report(p)
	}
}
