package crawler

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"time"
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
	bytes    int64
	status   int
	header   http.Header
	body     []byte
	final    string
	hops     map[string]int
	taken    time.Time
	oversize bool
	looped   bool
	cookies  bool // a redirect hop tried to set a cookie
	gap      string
	detail   string
	err      error
}

var (
	errPrivate = errors.New("private address")
	errRobots  = errors.New("disallowed by robots.txt")
	errLoop    = errors.New("redirect loop")
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

// RoundTrip makes one hop of a flight.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	key := req.Header.Get(flightHeader)
	w.mu.Lock()
	f := w.flying[key]
	w.mu.Unlock()
	if f == nil {
		return nil, fmt.Errorf("request for %s without a flight", req.URL)
	}
	ctx := req.Context()
	host := w.crawl.hosts.of(req.URL.Host)
	if f.task.Kind != linkExternal && w.crawl.opt.Robots {
		if allowed, err := w.crawl.robots.allowed(ctx, req.URL); err != nil {
			return nil, err
		} else if !allowed {
			f.gap, f.detail = gapRobots, "robots.txt 不允许访问"
			return nil, errRobots
		}
	}
	if f.paid && f.delay == host.crawlDelay() {
		f.paid = false
	} else if err := host.wait(ctx, w.crawl.now); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, w.crawl.opt.Timeout)
	defer cancel()
	out := req.Clone(ctx)
	out.Header.Del(flightHeader)
	out.Header.Del("Referer")
	out.Header.Set("User-Agent", w.crawl.opt.UserAgent)
	out.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	out.Header.Set("Accept-Language", "zh-CN,zh;q=0.9")
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
		n, _ := io.CopyN(io.Discard, res.Body, 64<<10)
		f.bytes += n
		res.Body = http.NoBody
		return res, nil
	}
	body, err := readBody(res, f)
	f.bytes += int64(len(body))
	if err != nil {
		return nil, err
	}
	f.status, f.header, f.body, f.final = res.StatusCode, res.Header.Clone(), body, req.URL.String()
	// colly gets the bytes as they are: charset is decided once, by the reader.
	res.Header.Set("Content-Type", "text/html; charset=utf-8")
	res.Header.Del("Content-Encoding")
	res.Uncompressed = true
	res.Body = io.NopCloser(bytes.NewReader(body))
	res.ContentLength = int64(len(body))
	return res, nil
}

func isRedirect(res *http.Response) bool {
	switch res.StatusCode {
	case 301, 302, 303, 307, 308:
		return res.Header.Get("Location") != ""
	}
	return false
}

// readBody reads at most the flight's limit, whatever coding the server used.
// A body over the limit marks the flight instead of being cut in silence.
func readBody(res *http.Response, f *flight) ([]byte, error) {
	var r io.Reader = res.Body
	if !res.Uncompressed {
		switch strings.ToLower(strings.TrimSpace(res.Header.Get("Content-Encoding"))) {
		case "gzip", "x-gzip":
			z, err := gzip.NewReader(r)
			if err == io.EOF {
				return nil, nil
			}
			if err != nil {
				return nil, fmt.Errorf("gzip: %w", err)
			}
			r = z
		case "deflate":
			r = flate.NewReader(r)
		}
	}
	var buf bytes.Buffer
	if n := res.ContentLength; n > 0 && n <= f.limit {
		buf.Grow(int(n) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(r, f.limit+1))
	if n > f.limit {
		buf.Truncate(int(f.limit))
		f.oversize = !f.cut
		return buf.Bytes(), nil
	}
	if err != nil && f.cut && n > 0 {
		return buf.Bytes(), nil
	}
	return buf.Bytes(), err
}

// dial builds the transport that talks to the network: no proxy, old ciphers
// accepted (old portals still need them; weakness is not a broken link), and
// every address looked at when it is dialled, so that neither a redirect nor
// a DNS answer leads to a private network.
func dial(opt Options) http.RoundTripper {
	d := &net.Dialer{Timeout: opt.Timeout, KeepAlive: 30 * time.Second}
	if !opt.AllowPrivate {
		d.Control = func(network, address string, _ syscall.RawConn) error {
			a, err := netip.ParseAddrPort(address)
			if err != nil {
				return err
			}
			if privateAddr(a.Addr()) {
				return fmt.Errorf("%w: %s", errPrivate, a.Addr())
			}
			return nil
		}
	}
	var suites []uint16
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		suites = append(suites, s.ID)
	}
	return &http.Transport{
		DialContext:            d.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS10, CipherSuites: suites, Renegotiation: tls.RenegotiateOnceAsClient},
		TLSHandshakeTimeout:    opt.Timeout,
		MaxIdleConns:           4 * opt.Concurrency,
		MaxIdleConnsPerHost:    opt.PerHost,
		MaxConnsPerHost:        opt.PerHost + 1,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		WriteBufferSize:        4 << 10,
		ReadBufferSize:         32 << 10,
		ForceAttemptHTTP2:      true,
	}
}

// privateAddr tells whether an address belongs to no public host: loopback,
// private, link-local, unspecified, multicast, carrier-grade NAT.
func privateAddr(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified() || a.IsMulticast() ||
		netip.MustParsePrefix("100.64.0.0/10").Contains(a)
}
