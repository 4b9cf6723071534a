package crawler

import (
	"context"
	"sync"
	"time"
)

// hosts keeps manners, one gate a host.
type hosts struct {
	mu   sync.Mutex
	all  map[string]*host
	rate func(time.Time) float64
}

// A host is one host:port with its queue and the time of its next request.
type host struct {
	name  string
	rate  func(time.Time) float64
	mu    sync.Mutex
	next  time.Time
	delay time.Duration // robots' Crawl-delay, when it is longer than the rate asks

	// queue and busy belong to the dispatcher alone.
	queue []Task
	busy  int
}

func newHosts(rate func(time.Time) float64) *hosts {
	return &hosts{all: map[string]*host{}, rate: rate}
}

func (h *hosts) of(name string) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	g := h.all[name]
	if g == nil {
		g = &host{name: name, rate: h.rate}
		h.all[name] = g
	}
	return g
}

func (h *host) gap(now time.Time) time.Duration {
	d := h.delay
	if h.rate != nil {
		if r := h.rate(now); r > 0 {
			d = max(d, time.Duration(float64(time.Second)/r))
		}
	}
	return d
}

// pay books a request at now when the host may be asked; otherwise it says
// how long that will take.
func (h *host) pay(now time.Time) (wait time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now.Before(h.next) {
		return h.next.Sub(now)
	}
	h.next = now.Add(h.gap(now))
	return 0
}

// hold keeps the host quiet for d, as a Retry-After asks.
func (h *host) hold(now time.Time, d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := now.Add(d); t.After(h.next) {
		h.next = t
	}
}

// setDelay raises the pause between requests to a robots Crawl-delay.
func (h *host) setDelay(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.delay = max(h.delay, d)
}

// crawlDelay returns the Crawl-delay known so far.
func (h *host) crawlDelay() time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.delay
}

// wait books a request and sleeps until its turn.
func (h *host) wait(ctx context.Context, now func() time.Time) error {
	h.mu.Lock()
	t := now()
	at := h.next
	if at.Before(t) {
		at = t
	}
	h.next = at.Add(h.gap(t))
	h.mu.Unlock()
	if at.Equal(t) {
		return ctx.Err()
	}
	timer := time.NewTimer(at.Sub(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
