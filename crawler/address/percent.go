package address

import "strings"

const upperHex = "0123456789ABCDEF"

// Where a character stands decides whether it must be percent-coded.
const (
	inPath = 1 << iota
	inQuery
	isUnreserved
)

// class says, byte by byte, where it may stand as it is.
var class = func() (t [256]byte) {
	for c := '!'; c <= '~'; c++ {
		t[c] = inPath | inQuery
	}
	for _, c := range "\"#<>\\" {
		t[c] = 0
	}
	for _, c := range "?`{}^" {
		t[c] &^= inPath
	}
	t['\''] &^= inQuery
	t['%'] = 0
	for c := range t {
		switch c := byte(c); {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '.', c == '_', c == '~':
			t[c] |= isUnreserved
		}
	}
	return t
}()

// recode percent-codes what may not stand in the given place, writes existing
// codes in upper case, decodes those of unreserved characters, and codes a
// percent sign that begins none, so that every HTTP client can send the result.
func recode(s string, place byte) string {
	i := 0
	for i < len(s) && class[s[i]]&place != 0 {
		i++
	}
	if i == len(s) {
		return s
	}
	b := make([]byte, i, len(s)+24)
	copy(b, s[:i])
	for ; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if v, ok := unhex(s[i+1], s[i+2]); ok {
				i += 2
				if class[v]&isUnreserved != 0 {
					b = append(b, v)
				} else {
					b = append(b, '%', upperHex[v>>4], upperHex[v&15])
				}
				continue
			}
		}
		if class[c]&place != 0 {
			b = append(b, c)
		} else {
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return string(b)
}

func unhex(a, b byte) (byte, bool) {
	x, ok := digit(a)
	y, ok2 := digit(b)
	return x<<4 | y, ok && ok2
}

func digit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// removeDots resolves the segments . and .. of a path and makes it begin with
// a slash.
func removeDots(p string) string {
	if p == "" {
		return "/"
	}
	if p[0] != '/' {
		p = "/" + p
	}
	if !strings.Contains(p, "/.") {
		return p
	}
	b := make([]byte, 0, len(p))
	for i := 0; i < len(p); {
		j := i + 1
		for j < len(p) && p[j] != '/' {
			j++
		}
		last := j == len(p)
		switch p[i+1 : j] {
		case ".":
			if last {
				b = append(b, '/')
			}
		case "..":
			k := len(b) - 1
			for k >= 0 && b[k] != '/' {
				k--
			}
			b = b[:max(k, 0)]
			if last {
				b = append(b, '/')
			}
		default:
			b = append(b, p[i:j]...)
		}
		i = j
	}
	if len(b) == 0 {
		return "/"
	}
	return string(b)
}

// removeSession drops ;jsessionid=… from the segments of a path: the same page
// under a new name at every visit.
func removeSession(p string) string {
	const name = ";jsessionid="
	for from := 0; ; {
		i := strings.IndexByte(p[from:], ';')
		if i < 0 {
			return p
		}
		i += from
		if len(p) < i+len(name) || !strings.EqualFold(p[i:i+len(name)], name) {
			from = i + 1
			continue
		}
		j := i + len(name)
		for j < len(p) && p[j] != '/' && p[j] != ';' {
			j++
		}
		p, from = p[:i]+p[j:], i
	}
}
