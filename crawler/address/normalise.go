package address

import "strings"

// Normalise returns the one spelling of an absolute http(s) address. It is
// idempotent, and what it returns can be requested by net/http. The error says
// that the address is not an absolute http or https one.
func Normalise(absolute string) (string, error) {
	p, err := parse(absolute)
	if err != nil {
		return "", err
	}
	return p.String(), nil
}

// Host returns the lower-case host of an absolute address, with its port when
// that is not the scheme's own, and "" when there is none.
func Host(address string) string {
	if h, ok := plainHostOf(address); ok {
		return h
	}
	p, err := parse(address)
	if err != nil {
		return ""
	}
	if p.port != "" {
		return p.host + ":" + p.port
	}
	return p.host
}

// plainHostOf returns the host of an address in which it can be seen at once:
// one without user or port that needs no rewriting.
func plainHostOf(address string) (string, bool) {
	rest, ok := strings.CutPrefix(address, "http://")
	if !ok {
		if rest, ok = strings.CutPrefix(address, "https://"); !ok {
			return "", false
		}
	}
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '/' || c == '?' || c == '#':
			return rest[:i], plainHost(rest[:i])
		case c >= 'A' && c <= 'Z':
			return "", false
		}
	}
	return rest, plainHost(rest)
}

// SamePage tells whether two absolute addresses lead to what every server of
// static pages answers alike: with or without index.html (index.htm,
// index.shtml, default.html…), a trailing slash, and by http or https.
func SamePage(a, b string) bool {
	return a == b || Key(a) == Key(b)
}

// Key returns what SamePage compares: an address without its scheme, an index
// file's name and a trailing slash. It is for comparing, not for fetching.
func Key(address string) string {
	p, err := parse(address)
	if err != nil {
		return address
	}
	path := p.path
	if i := strings.LastIndexByte(path, '/'); isIndex(path[i+1:]) {
		path = path[:i]
	}
	p.path = strings.TrimRight(path, "/")
	s := p.String()
	return s[len(p.scheme)+3:]
}

func isIndex(name string) bool {
	stem, ext, found := strings.Cut(strings.ToLower(name), ".")
	if !found || stem != "index" && stem != "default" {
		return false
	}
	switch ext {
	case "html", "htm", "shtml", "shtm", "jsp", "php", "asp", "aspx", "do":
		return true
	}
	return false
}
