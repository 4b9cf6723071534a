package crawler

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"duwang/crawler/address"
	"duwang/crawler/portal"
)

// Bounds of what spellings remember; beyond them an address simply stands
// for itself.
const (
	mostQueries = 200000
	mostFolders = 200000
)

// spellings know which addresses of a site are one page written in several
// ways, so that it is read once: under a visitor's session number, with its
// parameters in another order, and as a folder and as that folder's index
// file where the host shows that they are the same.
type spellings struct {
	mu      sync.Mutex
	seed    maphash.Seed
	queries map[uint64]string // parameters in order → the spelling seen first
	folders map[uint64]folder
}

// A folder is a page that is known under its folder or its index file.
type folder struct {
	url string
	sum string // of its body
}

func newSpellings() *spellings {
	return &spellings{seed: maphash.MakeSeed(), queries: map[uint64]string{}, folders: map[uint64]folder{}}
}

// own makes an address of the ledger the spelling that stands for all others.
func (s *spellings) own(u string) {
	if key := sorted(u); key != "" {
		s.mu.Lock()
		s.queries[maphash.String(s.seed, key)] = u
		s.mu.Unlock()
	}
}

// one returns the spelling under which an address of the site is asked for.
func (s *spellings) one(u string) string {
	if strings.Contains(u, "/(") {
		u = withoutFolderSession(u)
	}
	i := strings.IndexByte(u, '?')
	if i < 0 {
		return u
	}
	u = withoutSession(u, i)
	key := sorted(u)
	if key == "" {
		return u
	}
	h := maphash.String(s.seed, key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if first, ok := s.queries[h]; ok {
		// Two addresses may share a hash.
		if sorted(first) == key {
			return first
		}
		return u
	}
	if len(s.queries) < mostQueries {
		s.queries[h] = strings.Clone(u)
	}
	return u
}

// sorted writes an address with its parameters in order, "" when there is
// nothing to order: less than two of them, or a query of another form.
func sorted(u string) string {
	head, query, ok := strings.Cut(u, "?")
	if !ok || strings.IndexByte(query, '&') < 0 {
		return ""
	}
	params := strings.Split(query, "&")
	for _, p := range params {
		if i := strings.IndexByte(p, '='); i <= 0 {
			return ""
		}
	}
	slices.SortStableFunc(params, func(a, b string) int {
		return strings.Compare(a[:strings.IndexByte(a, '=')], b[:strings.IndexByte(b, '=')])
	})
	return head + "?" + strings.Join(params, "&")
}

// sessionNames are parameters that number a visitor, not a page.
var sessionNames = map[string]bool{
	"jsessionid": true, "phpsessid": true, "sessionid": true, "session_id": true, "sid": true, "sessid": true, "zsessionid": true,
	"cfid": true, "cftoken": true, "asp.net_sessionid": true, "wassessionid": true,
}

// clockNames are parameters that scripts and templates add against caches.
var clockNames = map[string]bool{
	"_": true, "t": true, "_t": true, "ts": true, "time": true, "timestamp": true, "rnd": true, "rand": true, "random": true, "nocache": true,
}

// withoutSession drops session numbers and cache busters from the query that
// begins at i. A short value is an id of the site, not of a visitor.
func withoutSession(u string, i int) string {
	query := u[i+1:]
	var kept []string
	dropped := false
	for p := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(p, "=")
		if p == "" || passing(strings.ToLower(name), value) {
			dropped = true
			continue
		}
		kept = append(kept, p)
	}
	switch {
	case !dropped:
		return u
	case len(kept) == 0:
		return u[:i]
	}
	return u[:i+1] + strings.Join(kept, "&")
}

func passing(name, value string) bool {
	switch {
	case sessionNames[name] || strings.HasPrefix(name, "aspsessionid"):
		return len(value) >= 16 && all(value, func(c byte) bool {
			return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("-_.!", c) >= 0
		})
	case clockNames[name]:
		return len(value) == 13 && all(value, digit) || strings.HasPrefix(value, "0.") && len(value) > 6 && all(value[2:], digit)
	case strings.HasPrefix(name, "utm_"):
		return true
	}
	return false
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func all(s string, ok func(byte) bool) bool {
	for i := 0; i < len(s); i++ {
		if !ok(s[i]) {
			return false
		}
	}
	return true
}

// withoutFolderSession drops the /(S(…)) that ASP.NET puts into the path of
// visitors who take no cookie.
func withoutFolderSession(u string) string {
	i := strings.Index(u, "/(S(")
	if i < 0 {
		return u
	}
	j := strings.Index(u[i:], "))/")
	if j < 0 || j < len("/(S(")+20 {
		return u
	}
	return u[:i] + u[i+j+2:]
}

// twin tells whether a page that was only linked is, byte by byte, what its
// folder's other spelling showed. The first spelling read stands; home pages,
// lists and their items always stand.
func (s *spellings) twin(t *Task, hash string) bool {
	path := t.URL[strings.LastIndexByte(t.URL, '/')+1:]
	if strings.IndexByte(t.URL, '?') >= 0 || path != "" && !strings.HasPrefix(strings.ToLower(path), "index.") &&
		!strings.HasPrefix(strings.ToLower(path), "default.") {
		return false
	}
	sum := bodySum(hash)
	h := maphash.String(s.seed, address.Key(t.URL))
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.folders[h]
	if ok && known.url != t.URL && known.sum == sum && t.Role == portal.RolePage && address.SamePage(known.url, t.URL) {
		return true
	}
	if !ok && len(s.folders) < mostFolders {
		s.folders[h] = folder{strings.Clone(t.URL), sum}
	}
	return false
}
