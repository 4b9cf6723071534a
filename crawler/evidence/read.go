package evidence

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// Read returns the answer that an entry points at; of a revisit entry the
// body is that of the record it refers to, found by digest among entries.
func Read(dir string, e Entry, entries []Entry) (*Answer, error) {
	a, err := readRecord(dir, e)
	if err != nil || e.Payload {
		return a, err
	}
	for _, o := range entries {
		if o.Payload && o.Digest == e.Digest {
			if first, err := readRecord(dir, o); err == nil {
				a.Body = first.Body
				return a, nil
			}
		}
	}
	return nil, fmt.Errorf("evidence of %s: the record it refers to is gone", e.URL)
}

func readRecord(dir string, e Entry) (*Answer, error) {
	f, err := os.Open(filepath.Join(dir, filepath.Base(e.File)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, _, err := openRecord(f, e.Offset)
	if err != nil {
		return nil, fmt.Errorf("evidence of %s: %w", e.URL, err)
	}
	var req *http.Request
	if !e.Payload {
		req = &http.Request{Method: http.MethodHead} // the head stands alone
	}
	res, err := http.ReadResponse(r, req)
	if err != nil {
		return nil, fmt.Errorf("evidence of %s: %w", e.URL, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if coding := res.Header.Get("Content-Encoding"); coding != "" {
		res.Header.Del("Content-Encoding")
		res.Header.Set(original+"Content-Encoding", coding)
		if e.Payload {
			body = unpack(body)
		}
	}
	return &Answer{URL: e.URL, Status: res.StatusCode, Header: res.Header, Body: body, Taken: e.Taken}, err
}

// unpack takes gzip off a payload, as far as it goes.
func unpack(coded []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(coded))
	if err != nil {
		return coded
	}
	z.Multistream(false)      // what follows the stream is no part of the page
	plain, _ := io.ReadAll(z) // a body that breaks off is shown up to there
	return plain
}

// openRecord opens the record at an offset and reads its WARC header.
func openRecord(f io.ReaderAt, offset int64) (*bufio.Reader, map[string]string, error) {
	z, err := gzip.NewReader(bufio.NewReader(io.NewSectionReader(f, offset, 1<<62)))
	if err != nil {
		return nil, nil, err
	}
	z.Multistream(false)
	r, head := bufio.NewReader(z), map[string]string{}
	for { // the WARC header ends with a blank line
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, nil, err
		}
		if line == "\r\n" {
			return r, head, nil
		}
		name, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), ": ")
		head[name] = value
	}
}

// newGunzip reads one gzip member and no more.
func newGunzip(r io.Reader) (*gzip.Reader, error) {
	z, err := gzip.NewReader(r)
	if err == nil {
		z.Multistream(false)
	}
	return z, err
}
