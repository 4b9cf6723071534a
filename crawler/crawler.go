package crawler

import (
	"context"
	"crypto/x509"
	"net/http"
	"net/netip"
	"time"

	"duwang/crawler/portal"
	"duwang/crawler/wordlist"
)

// Options are everything a crawl depends on besides its frontier.
type Options struct {
	Ledger *portal.Ledger
	Kind   string         // portal.ScanRecent or portal.ScanFull
	AsOf   portal.Date    // the day the scan is made for
	Words  *wordlist.List // to look for in articles, nil for none
	Since  portal.Date    // articles_since: a recent scan follows lists back to it

	Concurrency int                     // requests in flight, all hosts together
	PerHost     int                     // of them to one host
	Rate        func(time.Time) float64 // requests a second to one host at that time; nil or 0 = no limit
	Timeout     time.Duration           // one whole exchange, body included
	Retries     int                     // further GETs after a failed one, the last at the end of the scan
	Pause       time.Duration           // before a retry round
	MaxPages    int                     // pages read a site
	MaxBody     int64                   // bytes of one body

	Robots        bool // respect robots.txt
	ExternalLinks bool // check addresses on hosts of no site
	AllowPrivate  bool // loopback and private addresses may be fetched
	UserAgent     string

	// Resolver turns a host's name into addresses; nil asks the system. Its
	// answers pass the same gate as any other: AllowPrivate decides when the
	// connection is made.
	Resolver func(ctx context.Context, host string) ([]netip.Addr, error)
	// Roots are the certificate authorities to trust; nil trusts the system's.
	Roots *x509.CertPool
	// Transport replaces the wire in tests; nil dials.
	Transport http.RoundTripper
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Report is called now and then with how far the crawl is, and with
	// every line of the debug trace when Debug is set; nil keeps quiet.
	Report func(Progress)
	Debug  func(url, decision string)
	// Keep is handed every answer that evidence may cite, before it is read;
	// nil keeps nothing.
	Keep func(*Exchange)
}

// An Exchange is one request and what came back, as evidence keeps it.
type Exchange struct {
	URL     string
	Request http.Header
	Status  int
	Header  http.Header
	Body    []byte // content coding removed
	Coded   []byte // the body as it came over the wire in gzip; nil when it came otherwise
	Taken   time.Time
	Role    portal.Role
}

// A Summary says what a crawl came to.
type Summary struct {
	// Robots counts the requests for robots.txt, by site; all others are
	// booked on their visits.
	Robots map[string]int
	// Complete is false when something that was wanted was left undone:
	// Reasons says what, in Chinese.
	Complete    bool
	Reasons     []string
	Interrupted bool
	// Notes say, in Chinese and in a fixed order, what the crawl left out or
	// put up with without becoming incomplete: endless addresses that it cut
	// off, hosts that it gave a rest, a store that was gone for a while.
	Notes []string
}

// Run crawls until the frontier is empty, the limits are reached or the
// context ends. What was fetched is in the frontier whatever happens; run
// again over the same frontier, it goes on from there. The error is of our
// own side (the store, the options), never of the portal.
func Run(ctx context.Context, f Frontier, opt Options) (*Summary, error) {
	c, err := newCrawl(f, opt)
	if err != nil {
		return nil, err
	}
	return c.run(ctx)
}
