package crawler_test

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

// A rawServer answers each path with bytes of its own, below HTTP.
type rawServer struct {
	net.Listener
	answers map[string]func(c net.Conn)
}

func newRaw(t *testing.T, answers map[string]func(c net.Conn)) *rawServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &rawServer{l, answers}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	t.Cleanup(func() { l.Close() })
	return s
}

func (s *rawServer) serve(c net.Conn) {
	defer c.Close()
	req, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return
	}
	if answer := s.answers[req.URL.Path]; answer != nil {
		answer(c)
		return
	}
	fmt.Fprint(c, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

func say(parts ...string) func(net.Conn) {
	return func(c net.Conn) { fmt.Fprint(c, strings.Join(parts, "")) }
}

const htmlHead = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"

// drip sends head at once and then what next returns, slowly, until the other
// side has had enough.
func drip(head, more string) func(net.Conn) {
	return func(c net.Conn) {
		fmt.Fprint(c, head)
		for {
			if _, err := io.WriteString(c, more); err != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func packed(t *testing.T, body string, to func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := to(&b)
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bomb packs 100 MiB into 100 KiB.
func bomb(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for range 100 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zip(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
func deflateRaw(w io.Writer) io.WriteCloser {
	f, err := flate.NewWriter(w, 6)
	if err != nil {
		panic(err)
	}
	return f
}

// watchHeap samples the heap until the returned function is called, which
// gives the highest value seen, in bytes.
func watchHeap() func() uint64 {
	runtime.GC()
	var most atomic.Uint64
	stop, ended := make(chan bool), make(chan bool)
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > most.Load() {
				most.Store(m.HeapAlloc)
			}
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(stop); <-ended; return most.Load() }
}

// TestHostileAnswersHurtNobody links a healthy portal to everything a hostile
// or broken server can answer: the crawl ends soon, in little memory, with a
// fair word for each, and the healthy pages are all there.
func TestHostileAnswersHurtNobody(t *testing.T) {
	const rows = 12
	text := "<html><head><title>示例县</title></head><body><p>" + strings.Repeat("办事指南和说明。", 30) + "</p></body></html>"
	raw := newRaw(t, map[string]func(net.Conn){
		"/http10.html":    say("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", text),
		"/short.html":     say(htmlHead, "Content-Length: 100000\r\n\r\n", text),
		"/long.html":      say(htmlHead, "Content-Length: "+strconv.Itoa(len(text))+"\r\n\r\n", text, strings.Repeat("x", 5000)),
		"/twolengths":     say(htmlHead, "Content-Length: 5\r\nContent-Length: 50\r\n\r\n", text),
		"/badchunk.html":  say(htmlHead, "Transfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\nzz\r\n"),
		"/cutchunk.html":  say(htmlHead, "Transfer-Encoding: chunked\r\n\r\n", "fff\r\nhello"),
		"/garbage.html":   say("\x00\x01\x02 no such protocol\r\n\r\n"),
		"/silent.html":    func(net.Conn) {},
		"/status.html":    say("HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n"),
		"/endless.html":   func(c net.Conn) { endless(c, htmlHead+"\r\n", strings.Repeat("<p>无尽的正文</p>", 1000)) },
		"/headers.html":   func(c net.Conn) { endless(c, "HTTP/1.1 200 OK\r\n", "X-A: "+strings.Repeat("a", 4000)+"\r\n") },
		"/hints.html":     func(c net.Conn) { endless(c, "", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") },
		"/slowhead.html":  drip("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"),
		"/drip.html":      drip(htmlHead+"\r\n", "<p>"),
		"/dripto.html":    drip("HTTP/1.1 302 Found\r\nLocation: /http10.html\r\n\r\n", "x"),
		"/plaingzip.html": say(htmlHead, "Content-Encoding: gzip\r\n\r\n", text),
		"/cutgzip.html":   say(htmlHead, "Content-Encoding: gzip\r\n\r\n", packed(t, text, zip)[:100]),
		"/tailgzip.html":  say(htmlHead, "Content-Encoding: gzip\r\n\r\n", packed(t, text, zip), "trailing rubbish"),
		"/zlib.html": say(htmlHead, "Content-Encoding: deflate\r\n\r\n",
			packed(t, text, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })),
		"/flate.html":  say(htmlHead, "Content-Encoding: deflate\r\n\r\n", packed(t, text, deflateRaw)),
		"/brotli.html": say(htmlHead, "Content-Encoding: br\r\n\r\n", "\x8b\x02\x80"),
		"/bomb.html":   say(htmlHead, "Content-Encoding: gzip\r\n\r\n", bomb(t)),
		"/reset.html": func(c net.Conn) {
			c.(*net.TCPConn).SetLinger(0)
		},
		"/huge.html": func(c net.Conn) {
			fmt.Fprint(c, htmlHead, "Content-Length: 209715200\r\n\r\n")
			endless(c, "", strings.Repeat("a", 64<<10))
		},
		"/file.html":    say("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
		"/ftp.html":     say("HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
		"/script.html":  say("HTTP/1.1 302 Found\r\nLocation: javascript:alert(1)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
		"/oddto.html":   say("HTTP/1.1 302 Found\r\nLocation: http://[::1/%zz\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
		"/nowhere.html": say("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
		"/loop.html":    say("HTTP/1.1 302 Found\r\nLocation: /pool.html\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
		"/pool.html":    say("HTTP/1.1 302 Found\r\nLocation: /loop.html\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
		"/links.html": func(c net.Conn) {
			fmt.Fprint(c, htmlHead, "\r\n<html><body>")
			for i := range 30000 {
				fmt.Fprintf(c, "<a href=/l/%d>第%d项</a>", i, i)
			}
		},
		"/deep.html": say(htmlHead, "\r\n", strings.Repeat("<div>", 100000), "深", strings.Repeat("</div>", 100000)),
		"/nul.html":  say(htmlHead, "\r\n", "<html><body><p>", strings.Repeat("\x00\xff\xfe断\x80", 500), "</p></body></html>"),
	})
	base := "http://" + raw.Addr().String()
	want := map[string]string{}
	for path, outcome := range map[string]string{
		"/http10.html": "200 x1", "/short.html": "0 reset x2", "/long.html": "200 x1", "/twolengths": "0 fetch x2", "/badchunk.html": "0 fetch x2",
		"/cutchunk.html": "0 reset x2", "/garbage.html": "0 fetch x2", "/silent.html": "0 reset x2", "/status.html": "999 blocked x1",
		"/endless.html": "200 size x1", "/headers.html": "0 fetch x2", "/hints.html": "0 fetch x2", "/slowhead.html": "0 timeout x2",
		"/drip.html": "0 timeout x2", "/dripto.html": "200 x1", "/plaingzip.html": "200 x1", "/cutgzip.html": "0 reset x2", "/tailgzip.html": "200 x1",
		"/zlib.html": "200 x1", "/flate.html": "200 x1", "/brotli.html": "0 error x1", "/bomb.html": "200 size x1", "/reset.html": "0 reset x2",
		"/huge.html": "200 size x1", "/file.html": "0 error x1", "/ftp.html": "0 error x1", "/script.html": "0 error x1", "/oddto.html": "0 error x1",
		"/nowhere.html": "302 error x1", "/loop.html": "0 redirect-loop x2", "/pool.html": "0 redirect-loop x2",
		"/links.html": "200 x1", "/deep.html": "200 x1", "/nul.html": "200 x1",
	} {
		want[base+path] = outcome
	}

	home := `<a href="/jyj/gzdt/">工作动态</a>`
	for path := range raw.answers {
		home += fmt.Sprintf(`<a href="%s">%s</a>`, base+path, path)
	}
	// A file of any length is looked at, not read.
	home += `<a href="` + base + `/huge.html?a.zip" target="_blank">大</a>`
	pagesOf := map[string]string{"/": home}
	var list1 []string
	healthy := []string{"/", "/jyj/gzdt/"}
	for i := range rows {
		ref := fmt.Sprintf("t202611%02d_%d.html", i+1, i)
		list1 = append(list1, row(ref, fmt.Sprintf("教育局第%d次召开工作会议部署重点任务", i), fmt.Sprintf("2026-11-%02d", i+1)))
		pagesOf["/jyj/gzdt/"+ref] = article("教育局召开工作会议部署重点任务", fmt.Sprintf("2026-11-%02d", i+1), "")
		healthy = append(healthy, "/jyj/gzdt/"+ref)
	}
	pagesOf["/jyj/gzdt/"] = list(list1...)
	s := newServer(t, pagesOf)
	opt := s.options(portal.ScanRecent)
	opt.Timeout, opt.Retries, opt.Robots, opt.MaxBody = 3*time.Second, 1, false, 2<<20
	opt.Concurrency, opt.PerHost = 16, 8
	opt.Ledger.Sites[0].Hosts = []string{raw.Addr().String()}

	peak := watchHeap()
	began := time.Now()
	m, sum := crawl(t, opt)
	if spent := time.Since(began); spent > 90*time.Second {
		t.Errorf("the crawl took %v", spent)
	}
	if p := peak(); p > 512<<20 {
		t.Errorf("the heap grew to %d MiB", p>>20)
	}
	if !sum.Complete {
		t.Errorf("incomplete: %v", sum.Reasons)
	}
	got := targets(t, m, s.URL)
	for url := range got {
		if !strings.HasPrefix(url, base) || strings.Contains(url, "?") {
			delete(got, url)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("hostile targets (-want +got):\n%s", d)
	}
	read := pages(t, m, s.URL)
	for _, p := range healthy {
		if !slices.Contains(read, p) {
			t.Errorf("healthy page %s was not read", p)
		}
	}
}

// endless writes head once and more for ever.
func endless(c net.Conn, head, more string) {
	if _, err := io.WriteString(c, head); err != nil {
		return
	}
	for {
		if _, err := io.WriteString(c, more); err != nil {
			return
		}
	}
}

func TestHundredThousandLinksStayWithinTheLimit(t *testing.T) {
	var home strings.Builder
	for i := range 100000 {
		fmt.Fprintf(&home, `<a href="/p/%d.html">第%d页</a>`, i, i)
	}
	s := newServer(t, map[string]string{"/": home.String()})
	opt := s.options(portal.ScanRecent)
	opt.Ledger.Columns, opt.Robots, opt.MaxBody, opt.MaxPages = nil, false, 16<<20, 40
	opt.Retries = 0
	for i := range 100 {
		s.answer[fmt.Sprintf("/p/%d.html", i)] = html("<p>页</p>")
	}
	peak := watchHeap()
	began := time.Now()
	m, sum := crawl(t, opt)
	if spent := time.Since(began); spent > 5*time.Minute { // a machine that does other things too
		t.Errorf("the crawl took %v", spent)
	}
	if p := peak(); p > 700<<20 {
		t.Errorf("the heap grew to %d MiB", p>>20)
	}
	if n := len(pages(t, m, s.URL)); n != 40 || sum.Complete {
		t.Errorf("%d pages read of 40 allowed; complete %v", n, sum.Complete)
	}
}

func TestHTTP2Oddities(t *testing.T) {
	mux := http.NewServeMux()
	protocols := make(chan string, 100)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		protocols <- r.Proto
		switch r.URL.Path {
		case "/":
			html(`<a href="/abort.html">一</a><a href="/cut.html">二</a><a href="/flood.html">三</a><a href="/good.html">四</a><a href="/long.html">五</a>`)(w, r)
		case "/good.html":
			html("<p>页</p>")(w, r)
		case "/abort.html":
			panic(http.ErrAbortHandler)
		case "/cut.html":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<p>"+strings.Repeat("正文", 3000))
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "/flood.html":
			for i := range 5000 {
				w.Header().Set("X-"+strconv.Itoa(i), strings.Repeat("a", 200))
			}
		case "/long.html":
			for {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
		default:
			http.NotFound(w, r)
		}
	})
	s := httptest.NewUnstartedServer(mux)
	s.EnableHTTP2 = true
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	defer s.Close()
	opt := (&server{Server: s}).options(portal.ScanRecent)
	// One after the other: a broken stream may take the shared connection with it.
	opt.Ledger.Columns, opt.Robots, opt.Roots, opt.Retries, opt.Concurrency = nil, false, rootsOf(s.Certificate()), 1, 1
	m, _ := crawl(t, opt)
	want := map[string]string{"/abort.html": "0 fetch x2", "/cut.html": "0 fetch x2", "/flood.html": "0 fetch x2", "/good.html": "200 x1", "/long.html": "200 size x1"}
	got := targets(t, m, s.URL)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("targets (-want +got):\n%s", d)
	}
	if p := <-protocols; p != "HTTP/2.0" {
		t.Errorf("spoke %s", p)
	}
}

// TestStrangeSchemesAreNotFollowed keeps strange schemes on pages from being asked.
func TestStrangeSchemesAreNotFollowed(t *testing.T) {
	s := newServer(t, map[string]string{"/": `<a href="file:///etc/passwd">一</a><a href="gopher://x/">二</a><a href="data:text/html,x">三</a><a href="about:blank">四</a><a href="http://">五</a><a href="//">六</a><a href="http://a b/">七</a>`})
	opt := s.options(portal.ScanFull)
	opt.Ledger.Columns = nil
	m, _ := crawl(t, opt)
	for u := range targets(t, m, s.URL) {
		if p, err := url.Parse(u); err != nil || p.Scheme != "" && p.Scheme != "http" {
			t.Errorf("followed %s", u)
		}
	}
}
