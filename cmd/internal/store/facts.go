package store

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/klauspost/compress/s2"

	"duwang/crawler/portal"
)

// hashSize is long enough that nobody meets a collision, nor makes one.
const hashSize = 16

func hashOf(s string) []byte {
	h := sha256.Sum256([]byte(s))
	return h[:hashSize]
}

// clean returns text that both databases take: valid UTF-8 without NUL.
func clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// A record is a page's facts as they are stored.
type record struct {
	hash  []byte
	facts string // JSON
	links []byte // pressed
	// stored: the store has it already, and no more than the hash is known.
	stored bool
}

// encode turns facts into a record. The hash covers the facts and the links,
// so that equal records are equal pages.
func encode(f *portal.Facts) (record, error) {
	text, err := json.Marshal(f)
	if err != nil {
		return record{}, err
	}
	raw := packLinks(f.Links)
	h := sha256.New()
	h.Write(text)
	h.Write([]byte{0})
	h.Write(raw)
	r := record{hash: h.Sum(nil)[:hashSize], facts: string(text)}
	r.links = press(raw)
	return r, nil
}

// decode reads what encode wrote.
func decode(facts string, links []byte) (*portal.Facts, error) {
	f := &portal.Facts{}
	if err := json.Unmarshal([]byte(facts), f); err != nil {
		return nil, err
	}
	raw, err := unpress(links)
	if err != nil {
		return nil, err
	}
	f.Links, err = unpackLinks(raw)
	return f, err
}

// packLinks writes links one after another: how many bytes the address shares
// with the one before, the rest of it, the text, the kind.
func packLinks(links []portal.Link) []byte {
	out := make([]byte, 0, 64*len(links))
	put := func(s string) {
		out = binary.AppendUvarint(out, uint64(len(s)))
		out = append(out, s...)
	}
	before := ""
	for _, l := range links {
		n := 0
		for n < len(before) && n < len(l.URL) && before[n] == l.URL[n] {
			n++
		}
		out = binary.AppendUvarint(out, uint64(n))
		put(l.URL[n:])
		put(l.Text)
		put(l.Kind)
		before = l.URL
	}
	return out
}

var errLinks = errors.New("stored links are damaged")

func unpackLinks(packed []byte) ([]portal.Link, error) {
	// The texts lie in one string, so that a page's links are few objects.
	raw, at := string(packed), 0
	size := func() (int, bool) {
		v, shift := uint64(0), 0
		for ; at < len(raw) && shift < 64; shift += 7 {
			c := raw[at]
			at++
			v |= uint64(c&0x7f) << shift
			if c < 0x80 {
				return int(v), true
			}
		}
		return 0, false
	}
	take := func() (string, bool) {
		n, ok := size()
		if !ok || n < 0 || n > len(raw)-at {
			return "", false
		}
		at += n
		return raw[at-n : at], true
	}
	links := make([]portal.Link, 0, len(raw)/48)
	urls := make([]byte, 0, len(raw)+len(raw)/2)
	type place struct{ from, to int }
	var places []place
	before := place{}
	for at < len(raw) {
		n, a := size()
		rest, b := take()
		text, c := take()
		kind, d := take()
		if !a || !b || !c || !d || n < 0 || n > before.to-before.from {
			return nil, errLinks
		}
		if n+len(rest) > maxURL {
			return nil, errLinks
		}
		from := len(urls)
		urls = append(append(urls, urls[before.from:before.from+n]...), rest...)
		before = place{from, len(urls)}
		places = append(places, before)
		links = append(links, portal.Link{Text: text, Kind: kind})
	}
	all := string(urls)
	for i, p := range places {
		links[i].URL = all[p.from:p.to]
	}
	if len(links) == 0 {
		return nil, nil
	}
	return links, nil
}

// maxURL bounds what damaged links can make of memory.
const maxURL = 1 << 20

// pressed begins links pressed by S2. Older ones are a deflate stream, which
// cannot begin so: it would be of a block type that there is not.
const pressed = 0xff

func press(raw []byte) []byte {
	out := make([]byte, 1+s2.MaxEncodedLen(len(raw)))
	out[0] = pressed
	return bytes.Clone(out[:1+len(s2.Encode(out[1:], raw))])
}

func unpress(links []byte) ([]byte, error) {
	if len(links) > 0 && links[0] == pressed {
		return s2.Decode(nil, links[1:])
	}
	return io.ReadAll(flate.NewReader(bytes.NewReader(links)))
}
