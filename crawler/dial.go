package crawler

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// A dialer makes connections. Every address is looked at when it is dialled,
// after the name was resolved, so that neither a redirect nor a DNS answer
// leads to a private network; certificates whose intermediates the server
// forgot are completed.
type dialer struct {
	net.Dialer
	resolver func(context.Context, string) ([]netip.Addr, error)
	roots    *x509.CertPool
	timeout  time.Duration
	issuers  *issuers
	suites   []uint16
}

// newTransport builds the transport that talks to the network: no proxy, old
// ciphers accepted (old portals still need them; weakness is not a broken
// link), content coding left to readBody.
// It connects to no address for which refuse holds.
func newTransport(opt Options, refuse func(netip.Addr) bool) *http.Transport {
	d := &dialer{
		Dialer:   net.Dialer{Timeout: opt.Timeout, KeepAlive: 30 * time.Second, Control: guard(refuse)},
		resolver: opt.Resolver, roots: opt.Roots, timeout: opt.Timeout,
	}
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		d.suites = append(d.suites, s.ID)
	}
	d.issuers = newIssuers(d)
	return &http.Transport{
		DialContext:            d.dial,
		DialTLSContext:         d.dialTLS,
		TLSHandshakeTimeout:    opt.Timeout,
		MaxIdleConns:           4 * opt.Concurrency,
		MaxIdleConnsPerHost:    opt.PerHost,
		MaxConnsPerHost:        opt.PerHost + 1,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		WriteBufferSize:        4 << 10,
		ReadBufferSize:         32 << 10,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}
}

func (d *dialer) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if d.resolver == nil {
		return d.DialContext(ctx, network, addr)
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return d.DialContext(ctx, network, addr)
	}
	found, err := d.resolver(ctx, host)
	if err != nil {
		return nil, err
	}
	err = &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	for i, a := range found {
		conn, e := d.DialContext(ctx, network, net.JoinHostPort(a.String(), port))
		if e == nil {
			return conn, nil
		}
		if i == 0 {
			err = e
		}
	}
	return nil, err
}

// A handshakeError says that the connection stood and TLS did not.
type handshakeError struct{ error }

func (e handshakeError) Unwrap() error { return e.error }

// dialTLS connects and shakes hands, with what every server of the last
// twenty years understands; one that breaks off is asked again without what
// it may have stumbled over.
func (d *dialer) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	var first error
	for _, most := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
		conn, err := d.dial(ctx, network, addr)
		if err != nil {
			if first != nil {
				return nil, first
			}
			return nil, err
		}
		t := tls.Client(conn, d.config(ctx, host, most))
		if err = t.HandshakeContext(ctx); err == nil {
			return t, nil
		}
		conn.Close()
		if first == nil {
			first = handshakeError{err}
		}
		var refused *tls.CertificateVerificationError
		if errors.As(err, &refused) || ctx.Err() != nil {
			return nil, first
		}
	}
	return nil, first
}

func (d *dialer) config(ctx context.Context, host string, most uint16) *tls.Config {
	c := &tls.Config{
		ServerName: host, MinVersion: tls.VersionTLS10, MaxVersion: most, CipherSuites: d.suites,
		// The plain curves only: a hello with a post-quantum share does not fit
		// one packet, which old firewalls answer by a reset.
		CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521},
		Renegotiation:    tls.RenegotiateOnceAsClient,
		// VerifyConnection verifies, with intermediates fetched where they lack.
		InsecureSkipVerify: true,
		VerifyConnection:   func(s tls.ConnectionState) error { return d.verify(ctx, host, s.PeerCertificates) },
	}
	if most == tls.VersionTLS13 {
		c.NextProtos = []string{"h2", "http/1.1"}
	}
	return c
}

// verify checks a server's chain against the roots and the host's name.
func (d *dialer) verify(ctx context.Context, host string, chain []*x509.Certificate) error {
	if len(chain) == 0 {
		return errors.New("tls: no certificate")
	}
	opts := x509.VerifyOptions{DNSName: host, Roots: d.roots, Intermediates: x509.NewCertPool()}
	for _, c := range chain[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := chain[0].Verify(opts)
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) {
		for _, c := range d.issuers.above(ctx, chain) {
			opts.Intermediates.AddCert(c)
		}
		_, err = chain[0].Verify(opts)
	}
	if err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: chain, Err: err}
	}
	return nil
}

// guard asks about the address that is about to be connected to.
func guard(refuse func(netip.Addr) bool) func(string, string, syscall.RawConn) error {
	return func(_, addr string, _ syscall.RawConn) error {
		a, err := netip.ParseAddrPort(addr)
		if err != nil {
			return err
		}
		if refuse(a.Addr()) {
			return fmt.Errorf("%w: %s", errPrivate, a.Addr())
		}
		return nil
	}
}

func nothing(netip.Addr) bool { return false }

// reserved are the blocks that belong to no public host, besides those that
// netip knows (RFC 6890).
var reserved = func() (list []netip.Prefix) {
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"100::/64", "2001:2::/48", "2001:db8::/32", "fec0::/10",
	} {
		list = append(list, netip.MustParsePrefix(p))
	}
	return list
}()

var (
	nat64      = netip.MustParsePrefix("64:ff9b::/96")
	nat64Local = netip.MustParsePrefix("64:ff9b:1::/48")
	sixToFour  = netip.MustParsePrefix("2002::/16")
	compatible = netip.MustParsePrefix("::/96")
)

// privateAddr tells whether an address belongs to no public host: loopback,
// private, link-local, unspecified, multicast, carrier-grade NAT, reserved,
// or an IPv6 form of one of these.
func privateAddr(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified() || a.IsMulticast() || !a.IsValid() {
		return true
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return true
		}
	}
	b := a.As16()
	switch {
	case a.Is4():
		return false
	case nat64Local.Contains(a):
		return true
	case nat64.Contains(a), compatible.Contains(a):
		return privateAddr(netip.AddrFrom4([4]byte(b[12:])))
	case sixToFour.Contains(a):
		return privateAddr(netip.AddrFrom4([4]byte(b[2:6])))
	}
	return false
}
