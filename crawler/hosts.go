package crawler

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	// maxHeld bounds what the Retry-After headers of one host may cost a scan.
	maxHeld = 15 * time.Minute
	// maxHop is how long a redirect may wait for the host it leads to; beyond
	// that the whole task is put off.
	maxHop = 30 * time.Second
)

// errHeld says that a host is having a rest.
var errHeld = errors.New("host is held")

// hosts keeps manners, one gate a host.
type hosts struct {
	mu   sync.Mutex
	all  map[string]*host
	rate func(time.Time) float64
}

// A host is one host:port with its queue and the time of its next request.
type host struct {
	name    string
	rate    func(time.Time) float64
	mu      sync.Mutex
	seen    time.Time // when the host's clock was looked at last
	next    time.Time
	delay   time.Duration // robots' Crawl-delay, when it is longer than the rate asks
	held    time.Duration // asked for by Retry-After so far
	breaker breaker

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

// reopen gives every host that was given up another chance.
func (h *hosts) reopen() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, g := range h.all {
		g.mu.Lock()
		g.breaker.reopen()
		g.mu.Unlock()
	}
}

// look notes what time it is. When the clock was put back, the host's next
// request moves with it, or it would have to wait for the time to come again;
// one that jumps ahead costs one pause.
func (h *host) look(now time.Time) {
	if now.Before(h.seen) {
		back := h.seen.Sub(now)
		h.next = h.next.Add(-back)
		h.breaker.tripped = h.breaker.tripped.Add(-back)
	}
	h.seen = now
}

// gap is the pause between two requests that begin at now.
func (h *host) gap(now time.Time) time.Duration {
	d := h.delay
	if h.rate != nil {
		if r := h.rate(now); r > 0 {
			d = max(d, time.Duration(float64(time.Second)/r))
		}
	}
	return h.breaker.slowed(d)
}

// pay books a request at now when the host may be asked; otherwise it says
// how long that will take.
func (h *host) pay(now time.Time) (wait time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.look(now)
	if now.Before(h.next) {
		return h.next.Sub(now)
	}
	h.next = now.Add(h.gap(now))
	return 0
}

// hold keeps the host quiet for d, as a Retry-After asks, up to maxHeld in
// all: a server that asks for more with every answer would stop a scan.
func (h *host) hold(now time.Time, d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.look(now)
	t := now.Add(min(d, maxHeld-h.held))
	if t.After(h.next) {
		h.held += t.Sub(now)
		h.next = t
	}
}

// tell books how a request that began at started came out, one of a retry
// round or not; it reports how long the host gets a rest for it.
func (h *host) tell(started, now time.Time, r result, retry bool) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.look(now)
	rest := h.breaker.tell(started, now, r, retry, h.gap(now))
	if t := now.Add(rest); rest > 0 && t.After(h.next) {
		h.next = t
	}
	return rest
}

// closed returns why the host is asked no more, "" when it may be asked.
func (h *host) closed() result {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.breaker.closed
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

// wait books a request and sleeps until its turn. A host at rest is not
// waited for: errHeld.
func (h *host) wait(ctx context.Context, now func() time.Time) error {
	h.mu.Lock()
	t := now()
	h.look(t)
	at := h.next
	if at.Before(t) {
		at = t
	}
	if at.Sub(t) > max(maxHop, 2*h.gap(t)) {
		h.mu.Unlock()
		return errHeld
	}
	h.next = at.Add(h.gap(t))
	h.mu.Unlock()
	if at.Equal(t) {
		return ctx.Err()
	}
	return sleep(ctx, at.Sub(t))
}

// A turnstile lets one at a time through; what is held over a request must
// not keep those who wait from being stopped.
type turnstile chan struct{}

func newTurnstile() turnstile { return make(turnstile, 1) }

func (t turnstile) enter(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turnstile) leave() { <-t }

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hostOf returns host[:port] of a normalised address, "" when it has none.
func hostOf(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// hostKey is the name under which the host of any address is known: lower
// case, without the scheme's own port.
func hostKey(u *url.URL) string {
	h := strings.ToLower(u.Host)
	switch {
	case u.Scheme == "http":
		return strings.TrimSuffix(h, ":80")
	case u.Scheme == "https":
		return strings.TrimSuffix(h, ":443")
	}
	return h
}
