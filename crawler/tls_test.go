package crawler_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"duwang/crawler"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func rootsOf(c *x509.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(c)
	return p
}

// An authority issues certificates for tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

var serial atomic.Int64

func (a *authority) issue(t *testing.T, name string, change func(*x509.Certificate)) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	c := &x509.Certificate{
		SerialNumber: big.NewInt(serial.Add(1)), Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	change(c)
	parent, signer := c, key
	if a != nil {
		parent, signer = a.cert, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert, key}
}

func isCA(c *x509.Certificate) { c.IsCA, c.KeyUsage, c.IPAddresses = true, x509.KeyUsageCertSign, nil }

func secure(t *testing.T, leaf *authority, change func(*tls.Config)) string {
	t.Helper()
	s := httptest.NewUnstartedServer(html("<p>页</p>"))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.cert.Raw}, PrivateKey: leaf.key}}}
	if change != nil {
		change(s.TLS)
	}
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

// alert is a server that answers any hello with one TLS alert, or with nothing.
func alert(t *testing.T, answer []byte) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 4096)) // whatever the hello is
			_, _ = c.Write(answer)
			c.Close()
		}
	}()
	return "https://" + l.Addr().String()
}

func TestTLSFaultsAreToldApart(t *testing.T) {
	root := (*authority)(nil).issue(t, "示例根", isCA)
	asked := atomic.Int64{}
	var middle *authority
	shelf := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path == "/middle.crt" {
			_, _ = w.Write(middle.cert.Raw)
			return
		}
		_, _ = w.Write(make([]byte, 1<<20))
	}))
	defer shelf.Close()
	middle = root.issue(t, "示例中间", isCA)
	named := func(file string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.IssuingCertificateURL = []string{shelf.URL + file} }
	}
	plain := httptest.NewServer(html("<p>页</p>"))
	defer plain.Close()
	good := func(*x509.Certificate) {}
	old := root.issue(t, "a", good)
	for _, c := range []struct{ name, url, want string }{
		{"good", secure(t, root.issue(t, "a", good), nil), ""},
		{"TLS 1.0 and RSA-less old suites", secure(t, old, func(c *tls.Config) {
			c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
			c.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}
		}), ""},
		{"missing intermediate", secure(t, middle.issue(t, "a", named("/middle.crt")), nil), ""},
		{"missing intermediate, no such file", secure(t, middle.issue(t, "a", named("/rubbish")), nil), "没有发送完整的证书链"},
		{"expired", secure(t, root.issue(t, "a", func(c *x509.Certificate) { c.NotBefore, c.NotAfter = c.NotBefore.Add(-48*time.Hour), c.NotBefore }), nil), "证书已过期（"},
		{"not yet valid", secure(t, root.issue(t, "a", func(c *x509.Certificate) { c.NotBefore, c.NotAfter = c.NotAfter, c.NotAfter.Add(time.Hour) }), nil), "证书尚未生效（"},
		{"wrong name", secure(t, root.issue(t, "a", func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"other.example"} }), nil), "证书不是颁发给 127.0.0.1 的"},
		{"unknown issuer", secure(t, (*authority)(nil).issue(t, "别的根", isCA).issue(t, "a", good), nil), "颁发机构不受信任"},
		{"self-signed", secure(t, (*authority)(nil).issue(t, "a", good), nil), "自签名"},
		{"protocol too old", alert(t, []byte{21, 3, 0, 0, 2, 2, 70}), "过旧的加密协议"},
		{"no common cipher", alert(t, []byte{21, 3, 1, 0, 2, 2, 40}), "可能只支持国密算法"},
		{"hangs up", alert(t, nil), "加密握手被服务器中断"},
		{"plain HTTP", strings.Replace(plain.URL, "http:", "https:", 1), "不是 HTTPS 服务"},
	} {
		t.Run(c.name, func(t *testing.T) {
			opt := crawler.Options{Timeout: 3 * time.Second, AllowPrivate: true, UserAgent: "duwang/test", Roots: rootsOf(root.cert)}
			_, err := crawler.Fetch(context.Background(), c.url+"/", opt)
			if got := fmt.Sprint(err); c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(got, c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("certificates asked for %d times, want 2", n)
	}
}
