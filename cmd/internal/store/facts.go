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
	if f.LinkCount == partOnly {
		return record{}, errors.New("facts that are known in part come back under another name")
	}
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
	if headed(f) {
		r.links = press(pressedHead, append(packHead(f), raw...))
	} else {
		r.links = press(pressed, raw)
	}
	return r, nil
}

// decode reads back what the crawl follows of the facts that encode wrote; see
// crawler.Frontier.Known. Reading all of them is a tenth of a scan in which
// nothing changed.
func decode(facts string, links []byte) (*portal.Facts, error) {
	raw, head, err := unpress(links)
	if err != nil {
		return nil, err
	}
	f := &portal.Facts{}
	if head {
		raw, err = unpackHead(raw, f)
	} else {
		err = json.Unmarshal([]byte(facts), f)
	}
	if err != nil {
		return nil, err
	}
	f.Links, err = unpackLinks(raw)
	return f, err
}

// partOnly stands for the number of links in facts that are known in part, so
// that they are never taken for all that a page said.
const partOnly = -1

// headed tells whether all that the crawl follows of a page besides its links
// is what packHead writes: an article that shows no list.
func headed(f *portal.Facts) bool {
	return f.Kind == portal.KindArticle && len(f.Items) == 0 && len(f.More) == 0 && f.Block == ""
}

// packHead writes what the crawl follows of an article besides its links.
func packHead(f *portal.Facts) []byte {
	fields := []string{f.Title, f.PublishedAt.String()}
	for _, s := range f.Published {
		fields = append(fields, s.String())
	}
	out := binary.AppendUvarint(nil, uint64(len(fields)))
	for _, s := range fields {
		out = binary.AppendUvarint(out, uint64(len(s)))
		out = append(out, s...)
	}
	return out
}

// unpackHead reads what packHead wrote and returns what follows it.
func unpackHead(raw []byte, f *portal.Facts) ([]byte, error) {
	n, size := binary.Uvarint(raw)
	if size <= 0 || n < 2 || n > uint64(len(raw)) {
		return nil, errLinks
	}
	raw = raw[size:]
	f.Kind, f.LinkCount = portal.KindArticle, partOnly
	for i := range n {
		length, size := binary.Uvarint(raw)
		if size <= 0 || length > uint64(len(raw)-size) {
			return nil, errLinks
		}
		text := string(raw[size : size+int(length)])
		raw = raw[size+int(length):]
		if i == 0 {
			f.Title = text
			continue
		}
		stamp, err := portal.ParseStamp(text)
		if err != nil {
			return nil, err
		}
		if i == 1 {
			f.PublishedAt = stamp
		} else {
			f.Published = append(f.Published, stamp)
		}
	}
	return raw, nil
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

// What begins links pressed by S2, without and with a head before them. Older
// ones are a deflate stream, which cannot begin so: it would be of a block type
// that there is not.
const (
	pressed     = 0xff
	pressedHead = 0xfe
)

func press(kind byte, raw []byte) []byte {
	out := make([]byte, 1+s2.MaxEncodedLen(len(raw)))
	out[0] = kind
	return bytes.Clone(out[:1+len(s2.Encode(out[1:], raw))])
}

// unpress returns what press pressed, and whether a head stands before it.
func unpress(links []byte) (raw []byte, head bool, err error) {
	if len(links) > 0 && links[0] >= pressedHead {
		raw, err = s2.Decode(nil, links[1:])
		return raw, links[0] == pressedHead, err
	}
	raw, err = io.ReadAll(flate.NewReader(bytes.NewReader(links)))
	return raw, false, err
}
