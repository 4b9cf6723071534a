package crawler

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"duwang/crawler/portal"
)

func TestPrivateAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1": true, "10.1.2.3": true, "172.16.0.1": true, "192.168.1.1": true, "169.254.169.254": true, "0.0.0.0": true, "0.1.2.3": true,
		"100.64.0.1": true, "198.18.0.1": true, "224.0.0.1": true, "240.0.0.1": true, "255.255.255.255": true, "192.0.0.8": true,
		"::1": true, "::": true, "fe80::1": true, "fe80::1%eth0": true, "fd00::1": true, "ff02::1": true, "::ffff:127.0.0.1": true, "::ffff:10.0.0.1": true,
		"64:ff9b::7f00:1": true, "64:ff9b::a00:1": true, "64:ff9b:1::1": true, "2002:7f00:1::": true, "2002:c0a8:101::1": true, "::7f00:1": true, "2001:db8::1": true,
		"8.8.8.8": false, "220.181.38.148": false, "172.32.0.1": false, "100.128.0.1": false, "2400:3200::1": false, "64:ff9b::808:808": false, "2002:808:808::": false,
	} {
		if got := privateAddr(netip.MustParseAddr(address)); got != want {
			t.Errorf("privateAddr(%s) = %v", address, got)
		}
	}
	if !privateAddr(netip.Addr{}) {
		t.Error("no address at all counts as public")
	}
}

// TestNoHopLeadsInside plays a public server on 127.0.0.2 and an inner one on
// 127.0.0.1: neither redirects nor DNS answers, nor a name that changes its
// answer after the first look, may reach the inner one.
func TestNoHopLeadsInside(t *testing.T) {
	inner := atomic.Int64{}
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inner.Add(1) }))
	defer secret.Close()
	_, port, err := net.SplitHostPort(secret.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	public, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	_, publicPort, err := net.SplitHostPort(public.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	base := "http://public.example:" + publicPort
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{
			"/direct": "http://127.0.0.1:" + port + "/", "/name": "http://inner.example:" + port + "/", "/six": "http://[::ffff:127.0.0.1]:" + port + "/",
			"/number": "http://2130706433:" + port + "/", "/chain": base + "/name", "/tls": "https://inner.example:" + port + "/",
			"/mixed": "http://mixed.example:" + publicPort + "/open", "/rebind": "http://turns.example:" + publicPort + "/again", "/again": "http://turns.example:" + port + "/",
		}[r.URL.Path]
		if to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	})}
	go srv.Serve(public)
	defer srv.Close()

	looks := atomic.Int64{}
	outside, inside := netip.MustParseAddr("127.0.0.2"), netip.MustParseAddr("127.0.0.1")
	opt := Options{Timeout: 3 * time.Second, UserAgent: "duwang/test", Resolver: func(_ context.Context, host string) ([]netip.Addr, error) {
		switch host {
		case "public.example":
			return []netip.Addr{outside}, nil
		case "mixed.example":
			return []netip.Addr{inside, outside}, nil
		case "turns.example":
			if looks.Add(1) == 1 {
				return []netip.Addr{outside}, nil
			}
		case "none.example":
			return nil, nil
		}
		return []netip.Addr{inside}, nil
	}}
	// The rule is the real one, but for the one address that plays outside.
	opt.Transport = newTransport(opt, func(a netip.Addr) bool { return a != outside && privateAddr(a) })
	for path, refused := range map[string]bool{
		"/open": false, "/mixed": false,
		"/direct": true, "/name": true, "/six": true, "/number": true, "/chain": true, "/tls": true, "/rebind": true,
	} {
		_, err := Fetch(context.Background(), base+path, opt)
		if refused && (err == nil || err.Error() != "地址在内网或本机，未获准访问") || !refused && err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if n := inner.Load(); n != 0 {
		t.Errorf("the inner server was asked %d times", n)
	}
	if word, _, _ := judge(opt, "http://none.example/"); word != portal.ErrNoHost {
		t.Errorf("a name without an address: %q", word)
	}
}

// judge fetches an address and returns the words for what went wrong.
func judge(opt Options, address string) (word, gap, detail string) {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err.Error(), "", ""
	}
	res, err := opt.Transport.RoundTrip(req)
	if err == nil {
		res.Body.Close()
		return "", "", ""
	}
	return judgeError(err)
}
