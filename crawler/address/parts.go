package address

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nlnwa/whatwg-url/url"
)

// errNotHTTP is the reason why an address is refused.
var errNotHTTP = errors.New("not an absolute http or https address")

// parts of an http(s) address without user and fragment.
type parts struct {
	scheme, host, port, path, query string
}

func (p *parts) String() string {
	n := len(p.scheme) + 3 + len(p.host) + len(p.path)
	if p.port != "" {
		n += 1 + len(p.port)
	}
	if p.query != "" {
		n += 1 + len(p.query)
	}
	var s strings.Builder
	s.Grow(n)
	s.WriteString(p.scheme)
	s.WriteString("://")
	s.WriteString(p.host)
	if p.port != "" {
		s.WriteByte(':')
		s.WriteString(p.port)
	}
	s.WriteString(p.path)
	if p.query != "" {
		s.WriteByte('?')
		s.WriteString(p.query)
	}
	return s.String()
}

// authority reads host[:port][/path][?query] and tells whether host and port
// are plain enough to be taken as they stand.
func (p *parts) authority(s string) bool {
	end := strings.IndexAny(s, "/?")
	rest := ""
	if end >= 0 {
		s, rest = s[:end], s[end:]
	}
	if i := strings.IndexByte(s, ':'); i >= 0 {
		s, p.port = s[:i], s[i+1:]
		if len(p.port) > 5 || strings.HasPrefix(p.port, "0") {
			return false
		}
		n := 0
		for _, c := range []byte(p.port) {
			if c < '0' || c > '9' {
				return false
			}
			n = n*10 + int(c-'0')
		}
		if n > 65535 {
			return false
		}
	}
	if s == "" || !plainHost(s) {
		return false
	}
	p.host = strings.ToLower(s)
	p.pathQuery(rest)
	return true
}

// plainHost tells whether a host is a name or a dotted quad that needs no
// further thought. A last label of digits makes it an IPv4 address, which
// browsers read in many spellings.
func plainHost(s string) bool {
	last := s[strings.LastIndexByte(s, '.')+1:]
	if last == "" || last[0] >= '0' && last[0] <= '9' {
		return dottedQuad(s)
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c == '-', c == '_':
		case c == '.':
			if i == 0 || s[i-1] == '.' {
				return false
			}
		default:
			return false
		}
	}
	return !strings.Contains(strings.ToLower(s), "xn--")
}

func dottedQuad(s string) bool {
	n := 0
	for label := range strings.SplitSeq(s, ".") {
		n++
		if len(label) == 0 || len(label) > 3 || len(label) > 1 && label[0] == '0' {
			return false
		}
		v := 0
		for _, c := range []byte(label) {
			if c < '0' || c > '9' {
				return false
			}
			v = v*10 + int(c-'0')
		}
		if v > 255 {
			return false
		}
	}
	return n == 4
}

func (p *parts) pathQuery(s string) {
	p.path, p.query = s, ""
	if i := strings.IndexByte(s, '?'); i >= 0 {
		p.path, p.query = s[:i], s[i+1:]
	}
}

// normalise settles what is left open after resolving.
func (p *parts) normalise() {
	if p.scheme == "http" && p.port == "80" || p.scheme == "https" && p.port == "443" {
		p.port = ""
	}
	p.path = removeDots(removeSession(recode(p.path, inPath)))
	p.query = recode(p.query, inQuery)
}

// parse reads an absolute address.
func parse(s string) (parts, error) {
	s = trim(s)
	if i := strings.IndexByte(s, '#'); i >= 0 {
		s = s[:i]
	}
	scheme, rest := cutScheme(s)
	if scheme != "http" && scheme != "https" {
		return parts{}, fmt.Errorf("%q: %w", s, errNotHTTP)
	}
	if !odd(s) && strings.HasPrefix(rest, "//") {
		p := parts{scheme: scheme}
		if p.authority(rest[2:]) {
			p.normalise()
			return p, nil
		}
	}
	u, err := url.Parse(s)
	if err != nil {
		return parts{}, fmt.Errorf("%q: %w", s, errNotHTTP)
	}
	return fromWHATWG(u)
}

// resolveOdd is the long way, for what the short one does not trust.
func (b *Base) resolveOdd(ref string) (string, bool) {
	u, err := url.ParseRef(b.parts.String(), ref)
	if err != nil {
		return "", false
	}
	p, err := fromWHATWG(u)
	if err != nil {
		return "", false
	}
	return p.String(), true
}

func fromWHATWG(u *url.Url) (parts, error) {
	p := parts{
		scheme: strings.TrimSuffix(u.Protocol(), ":"), host: strings.ToLower(u.Hostname()), port: u.Port(),
		path: u.Pathname(), query: strings.TrimPrefix(u.Search(), "?"),
	}
	if p.scheme != "http" && p.scheme != "https" || !usableHost(p.host) {
		return parts{}, fmt.Errorf("%q: %w", u.Href(true), errNotHTTP)
	}
	if p.path == "" {
		p.path = "/"
	}
	p.normalise()
	return p, nil
}

// usableHost tells whether an HTTP client can connect to a host that the
// parser accepted.
func usableHost(h string) bool {
	if strings.HasPrefix(h, "[") {
		return strings.HasSuffix(h, "]") && !strings.Contains(h, "%")
	}
	for i := 0; i < len(h); i++ {
		switch c := h[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return h != ""
}

// cutScheme returns the lower-case scheme of s and what follows its colon, ""
// and s when s has none.
func cutScheme(s string) (scheme, rest string) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case c == ':' && i > 0:
			return strings.ToLower(s[:i]), s[i+1:]
		default:
			return "", s
		}
	}
	return "", s
}

// trim drops the blanks and control characters around a reference, as browsers do.
func trim(s string) string {
	for s != "" && s[0] <= ' ' {
		s = s[1:]
	}
	for s != "" && s[len(s)-1] <= ' ' {
		s = s[:len(s)-1]
	}
	return s
}

// odd tells whether a reference needs a full WHATWG parse: backslashes, tabs
// and line ends inside, a user name, a host that is not ASCII.
func odd(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '\\' || c == 0x7f {
			return true
		}
	}
	i := strings.Index(s, "//")
	if i < 0 || i > 8 {
		return false
	}
	host := s[i+2:]
	if j := strings.IndexAny(host, "/?"); j >= 0 {
		host = host[:j]
	}
	return !ascii(host) || strings.ContainsAny(host, "@[]% ")
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
