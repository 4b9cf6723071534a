package portaltest

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// An Answer says how an address answers one request. The zero Answer serves
// the file with status 200, or 404 when there is none.
type Answer struct {
	Status   int               `yaml:"status"`
	Type     string            `yaml:"type"`    // Content-Type as sent; "" = by the file's name
	Charset  string            `yaml:"charset"` // encode the body so; the header says nothing of it unless type does
	Redirect string            `yaml:"redirect"`
	Cookie   string            `yaml:"cookie"` // without this name=value the answer is a redirect to itself that sets it
	Fail     string            `yaml:"fail"`   // no-such-host, refused, reset, tls, tls-expired, tls-name, timeout; cut = the body breaks off
	Delay    time.Duration     `yaml:"delay"`  // before the answer; in a synctest bubble it costs nothing
	Size     *int              `yaml:"size"`   // body of so many bytes, cut or filled with blanks
	ETag     string            `yaml:"etag"`   // answers 304 to a request that knows it
	Gzip     bool              `yaml:"gzip"`
	Header   map[string]string `yaml:"header"`
	Body     string            `yaml:"body"` // for an address without a file
	Pack     string            `yaml:"pack"` // the file's text becomes a docx, xlsx, pdf or zip: see pack.go
}

// Answers are what an address answers the first, second … time; the last one
// stands for all further times.
type Answers []Answer

func (p *Portal) readAnswers(data []byte) error {
	var y map[string]yaml.Node
	if err := strict(data, &y); err != nil {
		return err
	}
	for name, node := range y {
		at, err := p.address(name)
		if err != nil {
			return err
		}
		list, err := answersOf(&node)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, a := range list {
			if _, ok := failures[a.Fail]; !ok && a.Fail != "" && a.Fail != "cut" {
				return fmt.Errorf("%s: fail %q", name, a.Fail)
			}
			if packers[a.Pack] == nil && a.Pack != "" {
				return fmt.Errorf("%s: pack %q", name, a.Pack)
			}
			if _, err := encoder(a.Charset); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if u, err := url.Parse(at); err == nil {
			p.hosts[u.Host] = true
		}
		p.answers[at] = list
	}
	return nil
}

// answersOf reads one answer or a list of them. A node decoded by itself would
// let unknown keys pass, so it goes through its text.
func answersOf(n *yaml.Node) (list Answers, err error) {
	raw, err := yaml.Marshal(n)
	if err != nil {
		return nil, err
	}
	if n.Kind == yaml.SequenceNode {
		return list, strict(raw, &list)
	}
	list = make(Answers, 1)
	return list, strict(raw, &list[0])
}

// official are hosts that every portal's footer points to; whatever is asked
// of them opens.
var official = []string{"zfwzgl.www.gov.cn", "bszs.conac.cn", "dcs.conac.cn", "beian.miit.gov.cn", "beian.mps.gov.cn", "www.beian.gov.cn", "www.gov.cn"}

const officialPage = `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>官方网站</title></head>
<body><div class="nav"><a href="/">首页</a> <a href="/service/">服务</a> <a href="/about/">关于我们</a></div>
<h1>官方网站</h1>
<p>本网站由有关主管部门主办，提供备案查询、标识核验、纠错受理等服务。使用中遇到问题，可以通过页面下方的联系方式与我们联系。</p>
<p>受理的事项由工作人员按照规定程序办理，办理结果在本网站公布，供社会各界查询和监督。</p>
</body></html>
`

// failures are what the wire does, as Go's own transport reports it.
var failures = map[string]func(host string) error{
	"no-such-host": func(host string) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	},
	"refused": func(string) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	},
	"reset": func(string) error {
		return &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	},
	"tls": func(string) error { return &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}} },
	"tls-expired": func(string) error {
		cert := &x509.Certificate{NotAfter: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)}
		return &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Cert: cert, Reason: x509.Expired}}
	},
	"tls-name": func(host string) error {
		return &tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: host}}
	},
	"timeout": func(string) error { return &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded} },
}

// A Request is one request that the portal was asked.
type Request struct {
	Method string
	URL    string
	Header http.Header
}

// Requests returns every request so far, in the order in which they came.
func (p *Portal) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// take books a request and returns the answer whose turn it is.
func (p *Portal) take(r *http.Request) Answer {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := key(r.URL)
	p.requests = append(p.requests, Request{r.Method, r.URL.String(), r.Header.Clone()})
	list := p.answers[at]
	n := p.asked[at]
	p.asked[at]++
	if len(list) == 0 {
		return Answer{}
	}
	return list[min(n, len(list)-1)]
}

// key is the address by which files and answers are known.
func key(u *url.URL) string {
	k := *u
	k.Fragment, k.RawFragment = "", ""
	if k.Path == "" {
		k.Path = "/"
	}
	return strings.TrimSuffix(k.String(), "?")
}

// RoundTrip answers a request the way the archive says. A host that the
// archive does not know does not exist.
func (p *Portal) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	a := p.take(r)
	if err := wait(r.Context(), a.Delay); err != nil {
		return nil, err
	}
	host := r.URL.Host
	if !p.hosts[host] && !slices.Contains(official, host) {
		return nil, failures["no-such-host"](host)
	}
	if fail := failures[a.Fail]; fail != nil {
		return nil, fail(host)
	}
	header := http.Header{}
	for k, v := range a.Header {
		header.Set(k, v)
	}
	status, body := p.content(r, &a, header)
	if a.Fail == "cut" {
		header.Set("Content-Length", fmt.Sprint(len(body)+1))
	}
	return respond(r, status, header, body, a.Fail == "cut"), nil
}

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// content works out status and body, and adds to the header.
func (p *Portal) content(r *http.Request, a *Answer, header http.Header) (int, []byte) {
	if a.Cookie != "" && !strings.Contains(r.Header.Get("Cookie"), a.Cookie) {
		header.Set("Set-Cookie", a.Cookie+"; path=/")
		header.Set("Location", r.URL.String())
		return http.StatusFound, nil
	}
	if a.Redirect != "" {
		header.Set("Location", a.Redirect)
		if a.Status == 0 {
			a.Status = http.StatusFound
		}
		return a.Status, nil
	}
	body, status := p.body(r.URL, a), a.Status
	switch {
	case body == nil && status == 0 && slices.Contains(official, r.URL.Host):
		body, status = []byte(officialPage), http.StatusOK
	case body == nil && status == 0:
		status = http.StatusNotFound
	case status == 0:
		status = http.StatusOK
	}
	if pack := packers[a.Pack]; pack != nil {
		var err error
		if body, err = pack(string(body)); err != nil {
			body, status = []byte(err.Error()), http.StatusInternalServerError
		}
	}
	if body == nil {
		body = []byte(fmt.Sprintf("<html><head><title>%d</title></head><body></body></html>", status))
	}
	if a.ETag != "" {
		header.Set("ETag", a.ETag)
		if r.Header.Get("If-None-Match") == a.ETag && status == http.StatusOK {
			return http.StatusNotModified, nil
		}
	}
	contentType := a.Type
	if contentType == "" {
		contentType = typeOf(r.URL.Path, a.Charset)
	}
	header.Set("Content-Type", contentType)
	if e, err := encoder(a.Charset); err == nil && e != nil {
		if coded, err := encoding.ReplaceUnsupported(e.NewEncoder()).Bytes(body); err == nil {
			body = coded
		}
	}
	if a.Size != nil {
		body = append(bytes.Clone(body), bytes.Repeat([]byte(" "), max(*a.Size-len(body), 0))...)[:*a.Size]
	}
	if a.Gzip && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = w.Write(body) // a Buffer takes everything
		_ = w.Close()
		body = packed.Bytes()
		header.Set("Content-Encoding", "gzip")
	}
	return status, body
}

func (p *Portal) body(u *url.URL, a *Answer) []byte {
	if a.Body != "" {
		return []byte(a.Body)
	}
	at := key(u)
	if b, ok := p.bodies[at]; ok {
		return b
	}
	if folder, ok := strings.CutSuffix(at, "/index.html"); ok {
		return p.bodies[folder+"/"]
	}
	return nil
}

func typeOf(name, charset string) string {
	ext := path.Ext(name)
	if t := mime.TypeByExtension(ext); t != "" && ext != ".html" && ext != ".htm" {
		return t
	}
	if charset != "" {
		return "text/html"
	}
	return "text/html; charset=utf-8"
}

// encoder returns the encoding of a name, nil for UTF-8.
func encoder(charset string) (encoding.Encoding, error) {
	switch strings.ToLower(charset) {
	case "", "utf-8":
		return nil, nil
	case "utf-16":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	}
	return htmlindex.Get(charset)
}

func respond(r *http.Request, status int, header http.Header, body []byte, cut bool) *http.Response {
	var content io.Reader = bytes.NewReader(body)
	length := int64(len(body))
	if cut {
		content, length = io.MultiReader(content, broken{}), -1
	}
	if r.Method == http.MethodHead {
		content = http.NoBody
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(content), ContentLength: length, Request: r,
	}
}

// broken is a body that ends before its time.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
