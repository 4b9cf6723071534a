package crawler

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"duwang/crawler/address"
	"duwang/crawler/portal"
)

// flightHeader carries the number of a flight from colly's request to our
// transport; it never reaches the wire.
const flightHeader = "X-Duwang-Flight"

// A flight is one task in the air: what the transport needs to know of it and
// what it noted on the way.
type flight struct {
	task      Task
	limit     int64 // bytes of body to read
	cut       bool  // reading stops quietly at the limit: the rest does not matter
	validator Validator
	paid      bool          // the rate of the first request was paid by the dispatcher
	delay     time.Duration // the host's Crawl-delay as known when it was paid

	requests int
	bytes    int64 // bodies as they came over the wire
	status   int
	header   http.Header
	body     []byte
	coded    []byte // the body as it came in gzip, when evidence wants it; else nil
	final    string // address that answered
	tls      *tls.ConnectionState
	host     *host // asked last
	hops     map[string]int
	taken    time.Time // when the last request began
	oversize bool
	partial  string // why the body is not whole: GapSize, or GapTimeout when it broke off
	looped   bool
	cookies  bool // a redirect hop tried to set a cookie
	again    bool // ask once more, without validators
	settled  bool // a further try would end the same way
	worded   bool // the page answers to a column whose wording rules look at
}

var (
	errPrivate = errors.New("private address")
	errRobots  = errors.New("disallowed by robots.txt")
	errLoop    = errors.New("redirect loop")
	errScheme  = errors.New("neither http nor https")
)

// wire is the outermost transport: it strips the flight's number, asks robots
// and rate for every hop, applies the caps and keeps what came back.
type wire struct {
	base   http.RoundTripper
	crawl  *crawl
	mu     sync.Mutex
	flying map[string]*flight
}

func (w *wire) enter(key string, f *flight) {
	w.mu.Lock()
	w.flying[key] = f
	w.mu.Unlock()
}

func (w *wire) leave(key string) {
	w.mu.Lock()
	delete(w.flying, key)
	w.mu.Unlock()
}

// RoundTrip makes one hop of a flight. What it returns has no body: the
// flight keeps that.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	key := req.Header.Get(flightHeader)
	w.mu.Lock()
	f := w.flying[key]
	w.mu.Unlock()
	if f == nil {
		return nil, fmt.Errorf("request for %s without a flight", req.URL)
	}
	if err := w.clear(req, f); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(req.Context(), w.crawl.opt.Timeout)
	defer cancel()
	out := req.Clone(ctx)
	out.Header.Del(flightHeader)
	out.Header.Del("Referer")
	out.Header.Set("User-Agent", w.crawl.opt.UserAgent)
	out.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	out.Header.Set("Accept-Language", "zh-CN,zh;q=0.9")
	out.Header.Set("Accept-Encoding", "gzip")
	if f.requests == 0 {
		if f.validator.ETag != "" {
			out.Header.Set("If-None-Match", f.validator.ETag)
		}
		if f.validator.LastModified != "" {
			out.Header.Set("If-Modified-Since", f.validator.LastModified)
		}
	}
	f.requests++
	f.taken = w.crawl.now()
	res, err := w.base.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if isRedirect(res) {
		f.cookies = f.cookies || len(res.Header.Values("Set-Cookie")) > 0
		n, _ := io.CopyN(io.Discard, res.Body, 64<<10) // only so that the connection may be used again
		f.bytes += n
		res.Body = http.NoBody
		if err := readable(res, req.URL); err != nil {
			return nil, err
		}
		return res, nil
	}
	body, err := readBody(res, f, w.crawl.opt.Keep != nil && f.task.Kind == portal.LinkPage)
	if err != nil {
		return nil, err
	}
	f.status, f.header, f.body, f.final, f.tls = res.StatusCode, res.Header.Clone(), body, f.task.URL, res.TLS
	if len(f.hops) > 0 {
		f.final = req.URL.String()
		if u, err := address.Normalise(f.final); err == nil {
			f.final = u
		}
	}
	// colly has nothing to read: charset and tree are the reader's.
	res.Header.Del("Content-Encoding")
	res.Body, res.ContentLength = http.NoBody, 0
	return res, nil
}

// clear asks everything that may keep a hop from being made: its scheme,
// robots.txt, and the host's turn.
func (w *wire) clear(req *http.Request, f *flight) error {
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return errScheme
	}
	ctx, c := req.Context(), w.crawl
	key := hostKey(req.URL)
	f.host = c.hosts.of(key)
	// robots.txt rules crawling; an address of another site is not crawled,
	// one of its pages is opened once because a page of ours points there.
	if c.opt.Robots && (c.guest || c.siteOf[key] != "") {
		allowed, err := c.robots.allowed(ctx, req.URL, f)
		if err != nil {
			return err
		}
		if !allowed {
			return errRobots
		}
	}
	if f.paid && f.delay == f.host.crawlDelay() {
		f.paid = false
		return nil
	}
	f.paid = false
	return f.host.wait(ctx, c.now)
}

func isRedirect(res *http.Response) bool {
	switch res.StatusCode {
	case 301, 302, 303, 307, 308:
		return res.Header.Get("Location") != ""
	}
	return false
}

// readable writes a Location that net/http could not follow the way a browser
// reads it.
func readable(res *http.Response, from *url.URL) error {
	to := res.Header.Get("Location")
	u, err := from.Parse(to)
	if err == nil {
		if u.Scheme == "http" && u.Host != "" || u.Scheme == "https" && u.Host != "" {
			return nil
		}
		return errScheme
	}
	base, err := address.NewBase(from.String(), "")
	if err != nil {
		return err
	}
	next, ok := base.Resolve(to)
	if !ok {
		return errScheme
	}
	res.Header.Set("Location", next)
	return nil
}
