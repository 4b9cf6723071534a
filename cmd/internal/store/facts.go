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
	"sync"

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
	links []byte // compressed; nil when only the hash is wanted
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
	r.links, err = deflate(raw)
	return r, err
}

// decode reads what encode wrote.
func decode(facts string, links []byte) (*portal.Facts, error) {
	f := &portal.Facts{}
	if err := json.Unmarshal([]byte(facts), f); err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(links)))
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

func unpackLinks(raw []byte) ([]portal.Link, error) {
	var links []portal.Link
	size := func() (int, bool) {
		v, n := binary.Uvarint(raw)
		if n <= 0 {
			return 0, false
		}
		raw = raw[n:]
		return int(v), true
	}
	take := func() (string, bool) {
		n, ok := size()
		if !ok || n < 0 || n > len(raw) {
			return "", false
		}
		s := string(raw[:n])
		raw = raw[n:]
		return s, true
	}
	before := ""
	for len(raw) > 0 {
		n, a := size()
		rest, b := take()
		text, c := take()
		kind, d := take()
		if !a || !b || !c || !d || n < 0 || n > len(before) {
			return nil, errLinks
		}
		before = before[:n] + rest
		links = append(links, portal.Link{URL: before, Text: text, Kind: kind})
	}
	return links, nil
}

var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

func deflate(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&out)
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}
