package crawler

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash/fnv"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"duwang/crawler/page"
	"duwang/crawler/portal"
)

// lost knows how each host of a site answers for a page that it does not
// have. A host that says so by the status alone needs nothing else. One that
// says 200 gives itself away: a page whose text and scripts are those of the
// host's answer to a path that nobody ever wrote is not there either,
// whatever its words (soft 404).
//
// A wrong accusation costs more than a missed fault, so nothing is concluded
// from a host that answers two such paths differently, or with its home page,
// or with the empty shell of an application, and only sameness counts, never
// likeness: pages of one template differ in a line.
type lost struct {
	mu    sync.Mutex
	hosts map[string]*lostHost
}

type lostHost struct {
	turnstile
	known bool
	// face is the answer to a path that is not there, nil when the host is
	// honest or nothing can be concluded; final is where such a path is
	// redirected to, "" when nowhere.
	face  *face
	final string
}

func newLost() *lost { return &lost{hosts: map[string]*lostHost{}} }

// leastFace is how many characters an answer must show to be recognised by.
const leastFace = 8

// isLost tells whether the flight's answer is its host's answer for a page
// that is not there.
func (w *worker) isLost() bool {
	c, f := w.crawl, w.flight
	host := hostOf(f.task.URL)
	if c.siteOf[host] == "" {
		return false // strangers are asked once and no more
	}
	c.lost.mu.Lock()
	l := c.lost.hosts[host]
	if l == nil {
		l = &lostHost{turnstile: newTurnstile()}
		c.lost.hosts[host] = l
	}
	c.lost.mu.Unlock()
	if l.enter(w.ctx) != nil {
		return false
	}
	if !l.known {
		w.provoke(l, f.task.URL[:strings.Index(f.task.URL, "://")+3]+host)
	}
	known, final := l.face, l.final
	l.leave()
	if final != "" {
		return f.final == final && f.final != f.task.URL
	}
	if known == nil || f.final != f.task.URL || !known.near(len(f.body), f.task.URL) {
		return false
	}
	return known.same(newFace(f.body, f.header.Get("Content-Type"), f.task.URL))
}

// provoke asks a host for paths that are not there. What our own side cut
// short leaves it unknown.
func (w *worker) provoke(l *lostHost, base string) {
	c := w.crawl
	first, second := base+nowhere(base, 1), base+nowhere(base, 2)
	a := w.aside(first)
	if w.ctx.Err() != nil {
		return
	}
	l.known = true
	if a.status != http.StatusOK {
		return
	}
	if a.final != first {
		s := c.sites[c.siteOf[hostOf(first)]]
		if c.siteOf[hostOf(a.final)] == "" || s != nil && c.isHome(s, a.final) {
			return
		}
		if b := w.aside(second); b.status == http.StatusOK && b.final == a.final {
			l.final = a.final
		}
		return
	}
	x := newFace(a.body, a.header.Get("Content-Type"), first)
	if !isHTML(a.header.Get("Content-Type"), a.body) || a.oversize || x.chars < leastFace || x.shell {
		return
	}
	b := w.aside(second)
	if b.status != http.StatusOK || b.final != second || !x.same(newFace(b.body, b.header.Get("Content-Type"), second)) {
		return
	}
	home := w.aside(base + "/")
	if home.status != http.StatusOK || x.same(newFace(home.body, home.header.Get("Content-Type"), home.final)) {
		return
	}
	l.face = x
	c.debug(base+"/", "该主机对不存在的地址也返回 200，已记下其错误页")
}

// nowhere is a path that nobody wrote, the same one in every scan.
func nowhere(base string, n int) string {
	sum := sha256.Sum256([]byte(base + strconv.Itoa(n)))
	return "/duwang-" + hex.EncodeToString(sum[:6]) + ".html"
}

// aside asks for an address besides the worker's own flight, on whose account
// it goes; status is 0 when there was no answer.
func (w *worker) aside(address string) *flight {
	c := w.crawl
	f := &flight{task: Task{Site: w.flight.task.Site, URL: address, Kind: portal.LinkPage}, limit: glance, cut: true}
	key := "a" + strconv.FormatInt(c.flights.Add(1), 36)
	c.wire.enter(key, f)
	defer c.wire.leave(key)
	client := http.Client{Transport: c.wire, Jar: c.jar, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		return f.hop(req.URL.String(), via[0].URL.String(), len(via))
	}}
	req, err := http.NewRequestWithContext(w.ctx, http.MethodGet, address, nil)
	if err != nil {
		return f
	}
	req.Header.Set(flightHeader, key)
	if res, err := client.Do(req); err == nil {
		res.Body.Close()
	}
	w.flight.requests += f.requests
	w.flight.bytes += f.bytes
	return f
}

// A face is what makes two answers the same page: the lines that they show,
// digits and the address itself left out, and their scripts.
type face struct {
	lines  map[uint64]bool
	script uint64
	chars  int
	bytes  int
	shell  bool // shows next to nothing and is drawn by scripts
}

// near tells by size alone whether a page could be the same.
func (x *face) near(size int, address string) bool {
	return max(size-x.bytes, x.bytes-size) <= 512+8*len(address)
}

func (x *face) same(y *face) bool { return x.script == y.script && maps.Equal(x.lines, y.lines) }

// newFace reads the face of a page that was asked for under address.
func newFace(body []byte, contentType, address string) *face {
	text, _ := page.Decode(body, contentType)
	x := &face{lines: map[uint64]bool{}, bytes: len(body)}
	scripts, scripted := fnv.New64a(), 0
	path := address[strings.Index(address, "://")+3:]
	if i := strings.IndexByte(path, '/'); i >= 0 {
		path = path[i:]
	}
	echoes := []string{address, "", path, ""}
	if name := path[strings.LastIndexByte(path, '/')+1:]; len(name) > 3 {
		echoes = append(echoes, name, "")
	}
	if len(path) < 4 {
		echoes = nil
	}
	echo := strings.NewReplacer(echoes...)
	z := html.NewTokenizer(bytes.NewReader(text))
	z.SetMaxBuf(1 << 20)
	skip := atom.Atom(0)
	for {
		switch z.Next() {
		case html.ErrorToken:
			x.script = scripts.Sum64()
			x.shell = x.chars < 60 && scripted > 0
			return x
		case html.StartTagToken:
			name, more := z.TagName()
			switch a := atom.Lookup(name); a {
			case atom.Title, atom.Style, atom.Noscript, atom.Template:
				skip = a
			case atom.Script, atom.Iframe:
				skip = a
				scripted++
				for more {
					var k, v []byte
					if k, v, more = z.TagAttr(); string(k) == "src" {
						scripts.Write(v)
					}
				}
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == skip {
				skip = 0
			}
		case html.TextToken:
			switch skip {
			case 0:
				x.add(echo.Replace(string(z.Text())))
			case atom.Script:
				scripts.Write([]byte(echo.Replace(string(z.Text()))))
			}
		}
	}
}

func (x *face) add(line string) {
	line = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsDigit(r) {
			return -1
		}
		return r
	}, line)
	if line == "" {
		return
	}
	h := fnv.New64a()
	h.Write([]byte(line))
	x.lines[h.Sum64()] = true
	x.chars += utf8.RuneCountInString(line)
}
