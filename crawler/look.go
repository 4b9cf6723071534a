package crawler

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"duwang/crawler/page"
	"duwang/crawler/portal"
)

// A Look is how one home page answers the crawler: all that decides whether a
// scan will get anywhere.
type Look struct {
	URL    string
	Final  string // address that answered, "" when it is URL
	Status int    // 0 when there was no answer
	Bytes  int    // of the body, its coding removed
	Spent  time.Duration
	Title  string
	// Err says in Chinese why there was no answer, or why the answer is not
	// the page; "" when a scan can read it.
	Err string
	// Blocked tells an answer that keeps us out from one that fails.
	Blocked bool

	Robots     string // in Chinese, what robots.txt says of the address
	Forbidden  bool   // by robots.txt, which the options respect
	CrawlDelay time.Duration
	Secure     *Secure // of the answer by HTTPS, nil without
}

// A Secure is what the crawler saw of a server's TLS.
type Secure struct {
	Version string // TLS 1.2
	Old     bool   // below TLS 1.2, which browsers refuse (RFC 8996)
	Until   time.Time
	// Incomplete tells a server that does not send the certificates above its
	// own: the crawler fetches them, as browsers do, other programs fail.
	Incomplete bool
}

// LookAt asks for one page the way a scan does: its robots.txt, the hops of
// its redirects, TLS, and what the answer says. Of opt it uses what Fetch uses
// and Robots. The error says that the address is none.
func LookAt(ctx context.Context, address string, opt Options) (*Look, error) {
	respect := opt.Robots
	opt.Concurrency, opt.PerHost = 1, 1
	opt.Ledger = &portal.Ledger{Sites: []portal.Site{{ID: "site", URL: address}}}
	opt.Robots, opt.Rate, opt.ExternalLinks = false, nil, true
	c, err := newCrawl(nil, opt)
	if err != nil {
		return nil, fmt.Errorf("网址 %q 无效", address)
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("网址 %q 无效", address)
	}
	l := &Look{URL: address}
	l.askRobots(ctx, c, u, respect)
	if l.Forbidden {
		l.Err = "robots.txt 不允许访问，巡检将不读取该站"
		return l, nil
	}
	w := c.newWorker(ctx)
	f := &flight{task: Task{URL: address, Kind: portal.LinkPage, Role: portal.RoleHome}, limit: c.opt.MaxBody}
	w.flight = f
	c.wire.enter("0", f)
	defer c.wire.leave("0")
	began := c.now()
	err = w.request("0")
	l.Spent = c.now().Sub(began)
	if f.status == 0 {
		l.Err = errorText(err)
		return l, nil
	}
	l.Status, l.Bytes = f.status, len(f.body)
	if f.final != address {
		l.Final = f.final
	}
	l.Secure = secureOf(f.tls, hostOnly(f.final), opt.Roots)
	l.judge(f)
	return l, nil
}

func (l *Look) askRobots(ctx context.Context, c *crawl, u *url.URL, respect bool) {
	allowed, err := c.robots.allowed(ctx, u, &flight{paid: true})
	t := c.robots.texts[u.Scheme+"://"+hostKey(u)]
	l.CrawlDelay = c.hosts.of(hostKey(u)).crawlDelay()
	switch {
	case err != nil || t == nil || !t.known:
		l.Robots = "未能取得 robots.txt"
	case t.forbid:
		l.Robots = "服务器取 robots.txt 时出错，按规定视为不允许访问"
	case !allowed:
		l.Robots = "robots.txt 不允许访问"
	case t.rules == "":
		l.Robots = "robots.txt 没有限制"
	default:
		l.Robots = "robots.txt 允许访问首页，另有限制"
	}
	if l.CrawlDelay > 0 {
		l.Robots += fmt.Sprintf("，要求每次间隔 %s 秒", strconv.FormatFloat(l.CrawlDelay.Seconds(), 'f', -1, 64))
	}
	l.Forbidden = respect && err == nil && !allowed
	if !respect && !allowed && err == nil {
		l.Robots += "（配置为不遵守）"
	}
}

// judge says whether what came is the page.
func (l *Look) judge(f *flight) {
	if gap, detail := judgeStatus(f.status); gap != "" {
		l.Blocked = gap == portal.GapBlocked
		l.Err = "服务器拒绝访问（" + detail + "）"
		if !l.Blocked {
			l.Err = "服务器返回 " + detail
		}
	} else if f.status != http.StatusOK {
		l.Err = fmt.Sprintf("服务器返回 %d", f.status)
	}
	if f.oversize {
		l.Err = fmt.Sprintf("首页超过 %d 字节的上限", f.limit)
		return
	}
	if !isHTML(f.header.Get("Content-Type"), f.body) {
		if l.Err == "" {
			l.Err = "返回的不是网页"
		}
		return
	}
	facts, err := page.Read(f.body, page.Options{URL: f.final, ContentType: f.header.Get("Content-Type"), Status: f.status, Home: true})
	if err != nil {
		return
	}
	l.Title = facts.Title
	switch {
	case facts.Kind == portal.KindBlocked && facts.Block != "":
		l.Blocked, l.Err = true, "返回的是"+strings.TrimPrefix(blockDetail(f.status, facts.Block), strconv.Itoa(f.status)+" ")
	case facts.Kind == portal.KindError && l.Err == "":
		l.Err = "页面自称不存在"
	}
}

func hostOnly(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func secureOf(s *tls.ConnectionState, host string, roots *x509.CertPool) *Secure {
	if s == nil || len(s.PeerCertificates) == 0 {
		return nil
	}
	v := &Secure{Version: tls.VersionName(s.Version), Old: s.Version < tls.VersionTLS12, Until: s.PeerCertificates[0].NotAfter}
	opts := x509.VerifyOptions{DNSName: host, Roots: roots, Intermediates: x509.NewCertPool()}
	for _, c := range s.PeerCertificates[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := s.PeerCertificates[0].Verify(opts)
	var unknown x509.UnknownAuthorityError
	v.Incomplete = errors.As(err, &unknown)
	return v
}
