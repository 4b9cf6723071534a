package crawler

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	issuerTime  = 5 * time.Second // for one certificate
	issuerSize  = 64 << 10
	issuerDepth = 4   // certificates fetched for one chain
	issuersKept = 500 // addresses remembered, failures included
)

// issuers fetches the intermediate certificates that a server forgot to send,
// from the address that the certificate itself names (Authority Information
// Access, RFC 5280 §4.2.2.1), each address once.
type issuers struct {
	client *http.Client
	mu     sync.Mutex
	known  map[string][]*x509.Certificate
}

func newIssuers(d *dialer) *issuers {
	return &issuers{
		known: map[string][]*x509.Certificate{},
		client: &http.Client{
			Timeout:   issuerTime,
			Transport: &http.Transport{DialContext: d.dial, DisableKeepAlives: true, MaxResponseHeaderBytes: issuerSize},
		},
	}
}

// above returns the certificates above a chain, as far as they can be had.
func (s *issuers) above(ctx context.Context, chain []*x509.Certificate) []*x509.Certificate {
	var found []*x509.Certificate
	top := chain[len(chain)-1]
	for _, c := range chain {
		// Of a chain in disorder the certificate whose issuer is missing counts.
		if !issuedWithin(c, chain) {
			top = c
			break
		}
	}
	for range issuerDepth {
		next := s.issuer(ctx, top)
		if next == nil {
			break
		}
		found = append(found, next...)
		top = next[0]
	}
	return found
}

func issuedWithin(c *x509.Certificate, chain []*x509.Certificate) bool {
	for _, p := range chain {
		if p != c && string(p.RawSubject) == string(c.RawIssuer) {
			return true
		}
	}
	return false
}

func (s *issuers) issuer(ctx context.Context, c *x509.Certificate) []*x509.Certificate {
	if string(c.RawIssuer) == string(c.RawSubject) {
		return nil
	}
	for i, address := range c.IssuingCertificateURL {
		if i >= issuerDepth || !strings.HasPrefix(strings.ToLower(address), "http://") {
			continue
		}
		s.mu.Lock()
		list, ok := s.known[address]
		s.mu.Unlock()
		if !ok {
			list = s.fetch(ctx, address)
			s.mu.Lock()
			if ctx.Err() == nil && len(s.known) < issuersKept {
				s.known[address] = list
			}
			s.mu.Unlock()
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// fetch reads one address; nil when there is no certificate behind it.
func (s *issuers) fetch(ctx context.Context, address string) []*x509.Certificate {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, issuerSize))
	if err != nil || res.StatusCode != http.StatusOK {
		return nil
	}
	if block, _ := pem.Decode(raw); block != nil {
		raw = block.Bytes
	}
	list, err := x509.ParseCertificates(raw)
	if err != nil {
		return nil
	}
	return list
}

// tlsWords says what went wrong with TLS, in words for people.
func tlsWords(err error) string {
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var authority x509.UnknownAuthorityError
	var algorithm x509.InsecureAlgorithmError
	text := err.Error()
	says := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(text, p) {
				return true
			}
		}
		return false
	}
	switch {
	case errors.As(err, &invalid):
		switch {
		case invalid.Reason == x509.Expired && strings.Contains(invalid.Detail, "is before"):
			return "证书尚未生效" + day("（", invalid.Cert, func(c *x509.Certificate) time.Time { return c.NotBefore }, " 起有效）")
		case invalid.Reason == x509.Expired:
			return "证书已过期" + day("（", invalid.Cert, func(c *x509.Certificate) time.Time { return c.NotAfter }, " 到期）")
		}
		return "证书无效"
	case errors.As(err, &name):
		return fmt.Sprintf("证书不是颁发给 %s 的", name.Host)
	case errors.As(err, &algorithm), says("insecure algorithm"):
		return "证书使用已淘汰的签名算法"
	case errors.As(err, &authority):
		if selfSigned(err, authority) {
			return "证书是自签名的，不受浏览器信任"
		}
		return "证书的颁发机构不受信任，或服务器没有发送完整的证书链"
	case says("unsupported elliptic curve", "unknown elliptic curve", "unsupported protocol version 101"):
		return "服务器只提供国密（SM2）证书或协议，通用浏览器打不开"
	case says("protocol version not supported", "unsupported protocol version", "unsupported versions"):
		return "服务器只支持过旧的加密协议"
	case says("handshake failure", "insufficient security", "unsupported curve", "no cipher suite", "unconfigured cipher suite"):
		return "双方没有共同的加密算法，服务器可能只支持国密算法"
	case says("first record does not look like", "server gave HTTP response"):
		return "该端口提供的不是 HTTPS 服务"
	case says("unrecognized name"):
		return "服务器上没有为这个域名配置证书"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "加密握手被服务器中断，服务器可能只支持国密算法"
	}
	return "加密协商失败"
}

func day(before string, c *x509.Certificate, of func(*x509.Certificate) time.Time, after string) string {
	if c == nil {
		return ""
	}
	return before + of(c).Format(time.DateOnly) + after
}

func selfSigned(err error, authority x509.UnknownAuthorityError) bool {
	c := authority.Cert
	var verify *tls.CertificateVerificationError
	if errors.As(err, &verify) && len(verify.UnverifiedCertificates) > 0 {
		c = verify.UnverifiedCertificates[0]
	}
	return c != nil && string(c.RawIssuer) == string(c.RawSubject)
}
