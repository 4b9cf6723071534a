package address

import "strings"

// A Base is what a page's references are resolved against.
type Base struct {
	parts
	folder string              // path up to and including its last slash
	encode func(string) string // query text in the page's charset, nil for UTF-8
}

// NewBase returns a Base for a page's absolute address. The href of the page's
// <base> element, "" when it has none, is resolved against that address first,
// as browsers do. The error names an address that is not absolute http(s).
func NewBase(page, href string) (*Base, error) {
	p, err := parse(page)
	if err != nil {
		return nil, err
	}
	b := newBase(p)
	if href = trim(href); href != "" {
		if u, ok := b.Resolve(href); ok {
			if q, err := parse(u); err == nil {
				b = newBase(q)
			}
		}
	}
	return b, nil
}

func newBase(p parts) *Base {
	return &Base{parts: p, folder: p.path[:strings.LastIndexByte(p.path, '/')+1]}
}

// EncodeQuery sets how text in a query is written for the server: browsers
// send it in the charset of the page, not in UTF-8. encode returns raw bytes,
// which are then percent-coded.
func (b *Base) EncodeQuery(encode func(string) string) { b.encode = encode }

// String returns the address that references are resolved against.
func (b *Base) String() string { return b.parts.String() }

// Resolve returns the absolute, normalised http(s) address that a browser
// opens for ref, and false when ref leads to none: javascript:, mailto:, tel:,
// data:, file: and other schemes, a host that cannot be one, a port that is
// none. An empty ref or a bare fragment resolves to the base itself.
func (b *Base) Resolve(ref string) (string, bool) {
	ref = trim(ref)
	if i := strings.IndexByte(ref, '#'); i >= 0 {
		ref = ref[:i]
	}
	if ref == "" {
		return b.parts.String(), true
	}
	if b.encode != nil {
		ref = b.encodeQuery(ref)
	}
	if odd(ref) {
		return b.resolveOdd(ref)
	}
	var p parts
	switch scheme, rest := cutScheme(ref); {
	case scheme == "http" || scheme == "https":
		if !strings.HasPrefix(rest, "//") {
			return b.resolveOdd(ref)
		}
		p = parts{scheme: scheme}
		if !p.authority(rest[2:]) {
			return b.resolveOdd(ref)
		}
	case scheme != "":
		return "", false
	case strings.HasPrefix(ref, "//"):
		p = parts{scheme: b.scheme}
		if !p.authority(ref[2:]) {
			return b.resolveOdd(ref)
		}
	case ref[0] == '/':
		p = b.parts
		p.pathQuery(ref)
	case ref[0] == '?':
		p = b.parts
		p.query = ref[1:]
	default:
		p = b.parts
		p.pathQuery(b.folder + ref)
	}
	p.normalise()
	return p.String(), true
}

// encodeQuery rewrites the non-ASCII text of ref's query in the page's charset.
func (b *Base) encodeQuery(ref string) string {
	i := strings.IndexByte(ref, '?')
	if i < 0 || ascii(ref[i:]) {
		return ref
	}
	var s strings.Builder
	s.WriteString(ref[:i])
	for q := ref[i:]; q != ""; {
		j := 0
		for j < len(q) && q[j] < 0x80 {
			j++
		}
		s.WriteString(q[:j])
		q = q[j:]
		for j = 0; j < len(q) && q[j] >= 0x80; j++ {
		}
		for _, c := range []byte(b.encode(q[:j])) {
			s.WriteByte('%')
			s.WriteByte(upperHex[c>>4])
			s.WriteByte(upperHex[c&15])
		}
		q = q[j:]
	}
	return s.String()
}
