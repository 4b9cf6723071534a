package crawler

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jimsmart/grobotstxt"
)

// robotsToken is our product token in robots.txt groups.
const robotsToken = "duwang"

// robotsCap is the size of robots.txt that RFC 9309 §2.5 has a crawler read.
const robotsCap = 500 << 10

// maxCrawlDelay bounds a Crawl-delay that would stop a scan for good.
const maxCrawlDelay = 30 * time.Second

// robots answers what a host's robots.txt allows (RFC 9309): 4xx allows all,
// 5xx forbids all, a host that does not answer at all is left to the page's
// own fetch, which will say so.
type robots struct {
	crawl *crawl
	mu    sync.Mutex
	texts map[string]*robotsText
	// requests for robots.txt made, by site
	requests map[string]int
}

type robotsText struct {
	once   sync.Once
	body   string
	forbid bool
	err    error
}

func newRobots(c *crawl) *robots {
	return &robots{crawl: c, texts: map[string]*robotsText{}, requests: map[string]int{}}
}

func (r *robots) allowed(ctx context.Context, u *url.URL) (bool, error) {
	if u.Path == "/robots.txt" {
		return true, nil
	}
	key := u.Scheme + "://" + u.Host
	r.mu.Lock()
	t := r.texts[key]
	if t == nil {
		t = &robotsText{}
		r.texts[key] = t
	}
	r.mu.Unlock()
	t.once.Do(func() { r.fetch(ctx, key, u.Host, t) })
	if t.err != nil {
		r.mu.Lock()
		delete(r.texts, key) // a cancelled look at robots.txt is no answer
		r.mu.Unlock()
		return false, t.err
	}
	if t.forbid {
		return false, nil
	}
	if t.body == "" {
		return true, nil
	}
	return grobotstxt.AgentAllowed(t.body, robotsToken, key+robotsPath(u)), nil
}

func (r *robots) fetch(ctx context.Context, key, hostport string, t *robotsText) {
	h := r.crawl.hosts.of(hostport)
	if t.err = h.wait(ctx, r.crawl.now); t.err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, r.crawl.opt.Timeout)
	defer cancel()
	address := key + "/robots.txt"
	// Redirects of robots.txt are followed (RFC 9309 §2.3.1.2), five at most.
	for range 5 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return
		}
		req.Header.Set("User-Agent", r.crawl.opt.UserAgent)
		r.mu.Lock()
		r.requests[r.crawl.siteOf[hostport]]++
		r.mu.Unlock()
		res, err := r.crawl.base.RoundTrip(req)
		if err != nil {
			if parent := context.Cause(ctx); errors.Is(parent, context.Canceled) {
				t.err = parent
			}
			return
		}
		body, _ := io.ReadAll(io.LimitReader(res.Body, robotsCap))
		res.Body.Close()
		if isRedirect(res) {
			next, err := req.URL.Parse(res.Header.Get("Location"))
			if err != nil {
				return
			}
			address = next.String()
			continue
		}
		switch {
		case res.StatusCode >= 500:
			t.forbid = true
		case res.StatusCode == 200 && !looksHTML(body):
			t.body = fixRobots(string(body))
			h.setDelay(crawlDelay(t.body))
		}
		return
	}
}

// looksHTML tells a portal's "not found" page served with status 200 from a
// robots.txt.
func looksHTML(body []byte) bool {
	head := strings.ToLower(strings.TrimSpace(string(body[:min(len(body), 512)])))
	return strings.HasPrefix(head, "<")
}

// fixRobots brings the rules' percent-coding to the form in which paths are
// compared, as RFC 9309 §2.2.2 asks.
func fixRobots(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "allow", "disallow":
			lines[i] = name + ": " + sameEscapes(strings.TrimSpace(value))
		}
	}
	return strings.Join(lines, "\n")
}

func robotsPath(u *url.URL) string {
	p := u.EscapedPath()
	if p == "" {
		p = "/"
	}
	if u.RawQuery != "" {
		p += "?" + u.RawQuery
	}
	return sameEscapes(p)
}

// sameEscapes writes upper-case percent-coding, decodes what needs none
// (RFC 3986 unreserved) and codes what does (anything beyond ASCII).
func sameEscapes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				if d := byte(v); unreserved(d) {
					b.WriteByte(d)
				} else {
					b.WriteString("%" + strings.ToUpper(s[i+1:i+3]))
				}
				i += 2
				continue
			}
		}
		if c >= 0x80 {
			b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c), 16)))
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// crawlDelay reads the Crawl-delay of our group, failing that of the group
// for all.
func crawlDelay(text string) time.Duration {
	var d delayReader
	grobotstxt.Parse(text, &d)
	if d.ours > 0 {
		return d.ours
	}
	return d.all
}

type delayReader struct {
	ours, all     time.Duration
	forUs, forAll bool
	rules         bool // the group's rules began: the next User-agent starts a new group
}

func (d *delayReader) HandleRobotsStart() {}
func (d *delayReader) HandleRobotsEnd()   {}
func (d *delayReader) HandleUserAgent(_ int, value string) {
	if d.rules {
		d.forUs, d.forAll, d.rules = false, false, false
	}
	switch v := strings.ToLower(strings.TrimSpace(value)); {
	case v == "*":
		d.forAll = true
	case v == robotsToken:
		d.forUs = true
	}
}
func (d *delayReader) HandleAllow(int, string)    { d.rules = true }
func (d *delayReader) HandleDisallow(int, string) { d.rules = true }
func (d *delayReader) HandleSitemap(int, string)  {}
func (d *delayReader) HandleUnknownAction(_ int, action, value string) {
	if !strings.EqualFold(strings.TrimSpace(action), "crawl-delay") {
		return
	}
	d.rules = true
	seconds, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || seconds <= 0 {
		return
	}
	delay := min(time.Duration(seconds*float64(time.Second)), maxCrawlDelay)
	if d.forUs {
		d.ours = delay
	}
	if d.forAll {
		d.all = delay
	}
}
