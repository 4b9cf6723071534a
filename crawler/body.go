package crawler

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"

	"duwang/crawler/portal"
)

// errCoding says that a body came in a content coding that we did not ask for
// and cannot read.
var errCoding = errors.New("content coding")

// A meter counts what comes over the wire, and keeps it when it is told to.
type meter struct {
	r    io.Reader
	n    int64
	keep bool
	raw  []byte
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	if m.keep {
		m.raw = append(m.raw, p[:n]...)
	}
	return n, err
}

// An unpacker holds what reading one body needs, for the next one.
type unpacker struct {
	wire  meter
	ahead *bufio.Reader
	gzip  gzip.Reader
	buf   bytes.Buffer
}

var unpackers = sync.Pool{New: func() any { return &unpacker{ahead: bufio.NewReaderSize(nil, 4<<10)} }}

// tail is what may follow a body's coded stream: the end of the last chunk.
const tail = 8 << 10

// keptBuffer is how large a buffer may have grown and still be kept.
const keptBuffer = 1 << 20

// readBody reads at most the flight's limit, whatever coding the server used.
// A body over the limit marks the flight instead of being cut in silence. One
// that came whole in gzip is left in f.coded as well when keep asks for it.
func readBody(res *http.Response, f *flight, keep bool) ([]byte, error) {
	if res.ContentLength == 0 {
		return nil, nil
	}
	if res.ContentLength > f.limit && !f.cut && coding(res) == "" {
		f.oversize = true
		return nil, nil
	}
	if res.ContentLength > f.limit && f.task.Kind == portal.LinkAttachment {
		f.limit = min(f.limit, peek) // what cannot be read whole is only looked at
	}
	u := unpackers.Get().(*unpacker)
	defer func() {
		u.wire.r = nil
		if u.buf.Cap() <= keptBuffer && cap(u.wire.raw) <= keptBuffer {
			unpackers.Put(u)
		}
	}()
	u.wire = meter{r: res.Body, raw: u.wire.raw[:0]}
	u.buf.Reset()
	r, err := u.open(res)
	u.wire.keep = keep && r == &u.gzip
	var n int64
	if err == nil {
		n, err = u.buf.ReadFrom(io.LimitReader(r, f.limit+1))
	}
	f.bytes += u.wire.n
	switch {
	case n > f.limit:
		u.buf.Truncate(int(f.limit))
		f.oversize = !f.cut
		f.partial = portal.GapSize
		err = nil
	case f.cut && n > 0:
		if err != nil {
			f.partial = portal.GapTimeout
		}
		err = nil
	case err == nil:
		if u.wire.keep {
			f.coded = bytes.Clone(u.wire.raw)
			u.wire.keep = false
		}
		// A connection whose body was not read to its end is lost.
		_, _ = io.CopyN(io.Discard, &u.wire, tail)
	}
	return bytes.Clone(u.buf.Bytes()), err
}

// coding returns the content coding that is still on a body, "" when none is.
func coding(res *http.Response) string {
	if res.Uncompressed {
		return ""
	}
	switch c := strings.ToLower(strings.TrimSpace(res.Header.Get("Content-Encoding"))); c {
	case "identity", "none", "utf-8", "8bit", "binary":
		return "" // nothing, in words that servers use for it
	default:
		return strings.TrimPrefix(c, "x-")
	}
}

// open takes the coding off a body. A body that is not what its header says
// is read as it is, as browsers do.
func (u *unpacker) open(res *http.Response) (io.Reader, error) {
	named := coding(res)
	switch named {
	case "":
		return &u.wire, nil
	case "gzip", "deflate":
	default:
		return nil, fmt.Errorf("%w %q", errCoding, named)
	}
	u.ahead.Reset(&u.wire)
	u.wire.keep = named == "gzip"
	head, err := u.ahead.Peek(2)
	if len(head) < 2 {
		return u.ahead, ignoreEOF(err)
	}
	switch {
	case named == "gzip" && head[0] == 0x1f && head[1] == 0x8b:
		if err := u.gzip.Reset(u.ahead); err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		u.gzip.Multistream(false) // what follows the stream is no part of the page
		return &u.gzip, nil
	case named == "deflate" && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0:
		return zlib.NewReader(u.ahead)
	case named == "deflate":
		return flate.NewReader(u.ahead), nil
	}
	return u.ahead, nil
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
