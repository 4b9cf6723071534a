package crawler

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"

	"golang.org/x/net/publicsuffix"
)

const (
	mostCookies = 50      // that one host may keep with us
	longCookie  = 4 << 10 // bytes of one, as browsers allow
)

// A jar keeps cookies for all workers: some portals answer only after they
// have set one. It bounds what a host can make us remember and send.
type jar struct {
	*cookiejar.Jar
	mu   sync.Mutex
	held map[string]map[string]bool // by host: name, domain and path of its cookies
}

// newJar returns an empty jar. gov.cn is a public suffix, so portals never
// share their cookies.
func newJar() *jar {
	j, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // the error is always nil
	return &jar{Jar: j, held: map[string]map[string]bool{}}
}

// SetCookies keeps the cookies of an answer that the host had before, and
// further ones while it has room.
func (j *jar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	kept := make([]*http.Cookie, 0, min(len(cookies), mostCookies))
	j.mu.Lock()
	held := j.held[u.Host]
	if held == nil {
		held = map[string]bool{}
		j.held[u.Host] = held
	}
	for _, c := range cookies {
		key := c.Name + "\n" + c.Domain + "\n" + c.Path
		if len(c.Name)+len(c.Value) > longCookie || !held[key] && len(held) >= mostCookies {
			continue
		}
		held[key] = true
		kept = append(kept, c)
	}
	j.mu.Unlock()
	j.Jar.SetCookies(u, kept)
}
