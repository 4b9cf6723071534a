package crawler

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jimsmart/grobotstxt"
)

const (
	// robotsToken is our product token in robots.txt groups.
	robotsToken = "duwang"
	// robotsCap is the size of robots.txt that RFC 9309 §2.5 has a crawler read.
	robotsCap = 500 << 10
	// robotsHops is how many redirects of robots.txt RFC 9309 §2.3.1.2 has a
	// crawler follow; after more of them the file counts as unavailable.
	robotsHops = 5
	// robotsTries is how often a host that does not answer is asked for it.
	robotsTries = 3
	// maxCrawlDelay bounds a Crawl-delay that would stop a scan for good.
	maxCrawlDelay = 30 * time.Second
)

// robots answers what a host's robots.txt allows (RFC 9309): 4xx allows all,
// 5xx forbids all. While a host does not answer at all, its pages' own
// fetches say so, and robots.txt is asked for again.
type robots struct {
	crawl *crawl
	mu    sync.Mutex
	texts map[string]*robotsText
	// requests for robots.txt made, by site
	requests map[string]int
}

type robotsText struct {
	turnstile
	known  bool
	tries  int
	rules  string // of the group that is for us, "" when all is allowed
	forbid bool
}

func newRobots(c *crawl) *robots {
	return &robots{crawl: c, texts: map[string]*robotsText{}, requests: map[string]int{}}
}

// allowed tells whether a flight may go to u. The host's robots.txt is read
// first when it is not yet known; a request already paid for is spent on it.
// The error is that of a context that ended or of a host at rest.
func (r *robots) allowed(ctx context.Context, u *url.URL, f *flight) (bool, error) {
	if u.Path == "/robots.txt" {
		return true, nil
	}
	host := hostKey(u)
	key := u.Scheme + "://" + host
	r.mu.Lock()
	t := r.texts[key]
	if t == nil {
		t = &robotsText{turnstile: newTurnstile()}
		r.texts[key] = t
	}
	r.mu.Unlock()
	if err := t.enter(ctx); err != nil {
		return false, err
	}
	var err error
	if !t.known {
		err = r.fetch(ctx, key, host, t, f)
	}
	rules, forbid := t.rules, t.forbid
	t.leave()
	if err != nil {
		return false, err
	}
	if forbid || rules == "" {
		return !forbid, nil
	}
	return grobotstxt.AgentAllowed(rules, robotsToken, key+robotsPath(u)), nil
}

// fetch reads a host's robots.txt into t. A look that our own side cut short
// leaves t unknown.
func (r *robots) fetch(ctx context.Context, key, host string, t *robotsText, f *flight) error {
	c := r.crawl
	own, site := c.hosts.of(host), c.siteOf[host]
	address := key + "/robots.txt"
	t.tries++
	for range robotsHops + 1 {
		if f.paid {
			f.paid = false
		} else if err := c.hosts.of(host).wait(ctx, c.now); err != nil {
			return err
		}
		r.mu.Lock()
		r.requests[site]++
		r.mu.Unlock()
		status, next, body, err := r.get(ctx, address)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			t.known = t.tries >= robotsTries
			return nil
		}
		if next != nil {
			address, host = next.String(), hostKey(next)
			continue
		}
		t.known = true
		switch {
		case status >= 500:
			t.forbid = true
		case status >= 200 && status < 300 && !looksHTML(body):
			rules, delay := ourRules(string(body))
			t.rules = rules
			own.setDelay(delay)
		}
		return nil
	}
	t.known = true
	return nil
}

// get asks for one address; next is where a redirect leads.
func (r *robots) get(ctx context.Context, address string) (status int, next *url.URL, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, r.crawl.opt.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, nil, nil, err
	}
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return 0, nil, nil, errScheme
	}
	req.Header.Set("User-Agent", r.crawl.opt.UserAgent)
	res, err := r.crawl.base.RoundTrip(req)
	if err != nil {
		return 0, nil, nil, err
	}
	defer res.Body.Close()
	if isRedirect(res) {
		_, _ = io.CopyN(io.Discard, res.Body, 4<<10) // only so that the connection may be used again
		next, err = req.URL.Parse(res.Header.Get("Location"))
		return res.StatusCode, next, nil, err
	}
	f := flight{limit: robotsCap, cut: true}
	if body, err = readBody(res, &f, false); int64(len(body)) == f.limit {
		// A rule that is cut in its middle would mean something wider.
		body = body[:bytes.LastIndexByte(body, '\n')+1]
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		err = nil // the status says all
	}
	return res.StatusCode, nil, body, err
}

// looksHTML tells a portal's "not found" page served with status 200 from a
// robots.txt.
func looksHTML(body []byte) bool {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	return bytes.HasPrefix(bytes.TrimSpace(body[:min(len(body), 512)]), []byte("<"))
}

// ourRules boils a robots.txt down to the group that is for us, failing that
// the one for all (RFC 9309 §2.2.1), so that a file of any size is read once,
// and brings the rules' percent-coding to the form in which paths are compared
// (§2.2.2). It also returns the group's Crawl-delay. The rules are "" when all
// is allowed.
func ourRules(text string) (rules string, delay time.Duration) {
	var g groupReader
	grobotstxt.Parse(upperEscapes(text), &g)
	group := &g.all
	if g.named {
		group = &g.ours
	}
	if group.rules.Len() == 0 {
		return "", group.delay
	}
	return "User-agent: *\n" + group.rules.String(), group.delay
}

// upperEscapes writes percent-coding in upper case; grobotstxt garbles the
// digits of what it has to put into that form itself.
func upperEscapes(text string) string {
	if strings.IndexByte(text, '%') < 0 {
		return text
	}
	b := []byte(text)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:], bytes.ToUpper(b[i+1:i+3]))
		}
	}
	return string(b)
}

type group struct {
	rules strings.Builder
	delay time.Duration
}

// A groupReader collects the rules of our groups and of those for all, by the
// same grouping as grobotstxt's own matcher: a User-agent line after a rule
// begins a new group.
type groupReader struct {
	ours, all     group
	named         bool // a group names us, be it empty
	forUs, forAll bool
	ruled         bool
}

func (g *groupReader) HandleRobotsStart() {}
func (g *groupReader) HandleRobotsEnd()   {}

func (g *groupReader) HandleUserAgent(_ int, value string) {
	if g.ruled {
		g.forUs, g.forAll, g.ruled = false, false, false
	}
	if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
		g.forAll = true
		return
	}
	product, _, _ := strings.Cut(value, "/")
	product, _, _ = strings.Cut(product, " ")
	if strings.EqualFold(product, robotsToken) {
		g.forUs, g.named = true, true
	}
}

func (g *groupReader) HandleAllow(_ int, value string)    { g.rule("Allow: ", value) }
func (g *groupReader) HandleDisallow(_ int, value string) { g.rule("Disallow: ", value) }

func (g *groupReader) rule(name, value string) {
	if !g.forUs && !g.forAll {
		return
	}
	g.ruled = true
	line := name + sameEscapes(value) + "\n"
	if g.forUs {
		g.ours.rules.WriteString(line)
	}
	if g.forAll {
		g.all.rules.WriteString(line)
	}
}

func (g *groupReader) HandleSitemap(int, string) {}

func (g *groupReader) HandleUnknownAction(_ int, action, value string) {
	if !strings.EqualFold(strings.TrimSpace(action), "crawl-delay") {
		return
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(seconds > 0) {
		return
	}
	delay := maxCrawlDelay
	if seconds < maxCrawlDelay.Seconds() {
		delay = time.Duration(seconds * float64(time.Second))
	}
	if g.forUs {
		g.ours.delay = delay
	}
	if g.forAll {
		g.all.delay = delay
	}
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
