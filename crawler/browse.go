package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"duwang/crawler/portal"
)

// A Browser looks at single addresses with the manners of a crawl: its rate,
// its rests after failures, robots.txt of every host it comes to. It keeps no
// frontier: what to look at next is for its caller to say.
type Browser struct {
	crawl *crawl
	mu    sync.Mutex
	hosts map[string]chan struct{} // places at each host
}

// A Sight is what came of looking at one address.
type Sight struct {
	URL    string // as asked
	Final  string // address that answered, after redirects
	Status int
	Header http.Header
	Body   []byte
	Gap    string // portal.Gap word: we could not look
	Error  string // portal.Err word: the address failed
	Detail string
	// Requests were made for it, redirects included; robots.txt is counted by
	// Browser.Robots.
	Requests int
}

// NewBrowser returns a browser that begins at a home page. Of opt it uses what
// concerns manners and the wire: Concurrency, PerHost, Rate, Timeout, MaxBody,
// Robots, AllowPrivate, UserAgent, Resolver, Roots, Transport and Now.
func NewBrowser(home string, opt Options) (*Browser, error) {
	opt.Ledger = &portal.Ledger{Sites: []portal.Site{{ID: "site", URL: home}}}
	c, err := newCrawl(nil, opt)
	if err != nil {
		return nil, fmt.Errorf("网址 %q 无效", home)
	}
	c.guest = true
	return &Browser{crawl: c, hosts: map[string]chan struct{}{}}, nil
}

// Robots counts the requests made for robots.txt.
func (b *Browser) Robots() int {
	b.crawl.robots.mu.Lock()
	defer b.crawl.robots.mu.Unlock()
	n := 0
	for _, k := range b.crawl.robots.requests {
		n += k
	}
	return n
}

// Close ends idle connections.
func (b *Browser) Close() {
	if t, ok := b.crawl.base.(*http.Transport); ok && b.crawl.opt.Transport == nil {
		t.CloseIdleConnections()
	}
}

// Look looks at addresses, absolute and normalised, several at a time, and
// returns what came of each in their order. When the context ends, what was
// not looked at has Gap limit.
func (b *Browser) Look(ctx context.Context, addresses []string) []Sight {
	sights := make([]Sight, len(addresses))
	next := make(chan int)
	var group sync.WaitGroup
	for range min(b.crawl.opt.Concurrency, len(addresses)) {
		group.Add(1)
		go func() {
			defer group.Done()
			w := b.crawl.newWorker(ctx)
			for i := range next {
				sights[i] = b.look(ctx, w, addresses[i])
			}
		}()
	}
	for i := range addresses {
		next <- i
	}
	close(next)
	group.Wait()
	return sights
}

func (b *Browser) look(ctx context.Context, w *worker, address string) Sight {
	s := Sight{URL: address}
	place := b.place(hostOf(address))
	select {
	case place <- struct{}{}:
		defer func() { <-place }()
	case <-ctx.Done():
		s.Gap, s.Detail = portal.GapLimit, "已中断"
		return s
	}
	c := b.crawl
	switch c.hosts.of(hostOf(address)).closed() {
	case resultNone:
	case resultChallenged:
		s.Gap, s.Detail = portal.GapBlocked, "主机连续拒绝访问，已停止请求"
		return s
	default:
		s.Gap, s.Detail = portal.GapError, "主机多次请求失败，已停止请求"
		return s
	}
	f := &flight{task: Task{URL: address, Kind: portal.LinkPage, Role: portal.RolePage}, limit: c.opt.MaxBody}
	w.flight, w.visited, w.block = f, Visit{}, ""
	w.ask()
	s.Final, s.Status, s.Header, s.Body, s.Requests = f.final, f.status, f.header, f.body, f.requests
	v := Visit{Task: f.task, Status: f.status}
	switch {
	case ctx.Err() != nil && f.status == 0:
		s.Gap, s.Detail = portal.GapLimit, "已中断"
		return s
	case f.status == 0:
		s.Error, s.Gap, s.Detail = judgeError(w.wrong)
		if errors.Is(w.wrong, errHeld) {
			s.Error, s.Gap, s.Detail = "", portal.GapError, "主机暂停访问"
		}
	default:
		s.Gap, s.Detail = judgeStatus(f.status)
		if f.oversize {
			s.Gap, s.Detail = portal.GapSize, fmt.Sprintf("超过 %d 字节的上限", f.limit)
		}
	}
	v.Gap, v.Error, v.Detail = s.Gap, s.Error, s.Detail
	w.tell(&v)
	return s
}

// place is where those wait who want to ask one host.
func (b *Browser) place(host string) chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.hosts[host]
	if p == nil {
		p = make(chan struct{}, b.crawl.opt.PerHost)
		b.hosts[host] = p
	}
	return p
}
