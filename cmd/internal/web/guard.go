package web

import (
	"net"
	"net/http"
	"sync"

	"golang.org/x/time/rate"
)

// maxForm bounds what a request may carry; uploads have a bound of their own.
const maxForm = 1 << 20

// policy forbids pages everything that is not their own: no foreign script,
// style, font, picture or frame, nothing inline. Snapshots of crawled pages
// are sent with a stricter one.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"

// guard wraps the routes in what every request passes.
func (d *Desk) guard(next http.Handler) http.Handler {
	h := d.sessions.LoadAndSave(next)
	h = http.NewCrossOriginProtection().Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", policy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("X-Frame-Options", "SAMEORIGIN")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if !d.calls.allow(caller(r)) {
			d.fail(w, r, errTooMany)
			return
		}
		if r.Body != nil && !d.upload(r) {
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		}
		h.ServeHTTP(w, r)
	})
}

// caller is the address that a request came from.
func caller(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// A limiter allows each address so many calls a second, with a burst. It
// forgets addresses when it knows too many of them.
type limiter struct {
	rate  rate.Limit
	burst int
	mu    *sync.Mutex
	known map[string]*rate.Limiter
}

const knownCallers = 10_000

func newLimiter(perSecond rate.Limit, burst int) limiter {
	return limiter{perSecond, burst, new(sync.Mutex), map[string]*rate.Limiter{}}
}

func (l *limiter) allow(who string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.known[who]
	if one == nil {
		if len(l.known) >= knownCallers {
			clear(l.known)
		}
		one = rate.NewLimiter(l.rate, l.burst)
		l.known[who] = one
	}
	return one.Allow()
}
