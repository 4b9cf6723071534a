package evidence

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	indexName = "index.tsv"
	dateForm  = "2006-01-02T15:04:05Z"
	revisit   = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
)

// An Answer is one HTTP answer as it is kept: the body with its content
// coding removed.
type Answer struct {
	URL    string
	Status int
	Header http.Header
	Body   []byte
	Taken  time.Time
}

// An Entry is one line of the index.
type Entry struct {
	URL    string
	Taken  time.Time // to the second, UTC
	Status int
	Digest string // sha1:… of the payload
	File   string // in the folder
	Offset int64
	// Payload tells whether the record holds the body itself, or points at an
	// earlier one with the same digest.
	Payload bool
}

// A Writer appends answers to one WARC file of a folder. Its methods may be
// called from many goroutines.
type Writer struct {
	mu     sync.Mutex
	dir    string
	name   string
	file   *os.File
	index  *os.File
	offset int64
	first  map[string]Entry // digest → the record that holds the payload
	buf    bytes.Buffer
	zip    *gzip.Writer
}

// Open makes the folder if need be and starts, or goes on with, the WARC file
// with the given name (without ending) in it. software names the program in
// the file's warcinfo record, now stamps it.
func Open(dir, name, software string, now time.Time) (_ *Writer, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("evidence folder: %w", err)
	}
	entries, err := Index(dir)
	if err != nil {
		return nil, err
	}
	w := &Writer{dir: dir, name: name + ".warc.gz", first: map[string]Entry{}}
	for _, e := range entries {
		if _, known := w.first[e.Digest]; e.Payload && !known {
			w.first[e.Digest] = e
		}
	}
	if w.file, err = os.OpenFile(filepath.Join(dir, w.name), os.O_CREATE|os.O_RDWR, 0o644); err != nil {
		return nil, fmt.Errorf("evidence file: %w", err)
	}
	if w.offset, err = w.file.Seek(0, io.SeekEnd); err == nil {
		w.index, err = os.OpenFile(filepath.Join(dir, indexName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("evidence file: %w", err), w.file.Close())
	}
	w.zip, _ = gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is a constant
	if w.offset == 0 {
		body := "software: " + software + "\r\nformat: WARC File Format 1.1\r\n"
		head := record("warcinfo", now, "", "application/warc-fields", len(body)) + "WARC-Filename: " + w.name + "\r\n\r\n"
		if err := w.member(head, body); err != nil {
			return nil, errors.Join(err, w.Close())
		}
	}
	return w, nil
}

// Keep appends one answer and its line of the index.
func (w *Writer) Keep(a *Answer) error {
	sum := sha1.Sum(a.Body)
	e := Entry{URL: a.URL, Taken: a.Taken.UTC().Truncate(time.Second), Status: a.Status,
		Digest: "sha1:" + base32.StdEncoding.EncodeToString(sum[:]), File: w.name}
	head := httpHead(a)
	w.mu.Lock()
	defer w.mu.Unlock()
	e.Offset = w.offset
	before, known := w.first[e.Digest]
	var err error
	if known && len(a.Body) > 0 {
		h := record("revisit", a.Taken, a.URL, "application/http; msgtype=response", len(head)) +
			"WARC-Payload-Digest: " + e.Digest + "\r\nWARC-Profile: " + revisit +
			"\r\nWARC-Refers-To-Target-URI: " + before.URL + "\r\nWARC-Refers-To-Date: " + before.Taken.Format(dateForm) + "\r\n\r\n"
		err = w.member(h, head)
	} else {
		e.Payload = true
		h := record("response", a.Taken, a.URL, "application/http; msgtype=response", len(head)+len(a.Body)) +
			"WARC-Payload-Digest: " + e.Digest + "\r\n\r\n"
		err = w.member(h, head, string(a.Body))
	}
	if err != nil {
		return fmt.Errorf("keep evidence of %s: %w", a.URL, err)
	}
	if e.Payload {
		w.first[e.Digest] = e
	}
	if _, err := w.index.WriteString(e.line()); err != nil {
		return fmt.Errorf("evidence index: %w", err)
	}
	return nil
}

// Close ends the file.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	if w.index != nil {
		err = w.index.Close()
	}
	return errors.Join(err, w.file.Close())
}

// member appends one record as a gzip member of its own, whole or not at all.
func (w *Writer) member(parts ...string) error {
	w.buf.Reset()
	w.zip.Reset(&w.buf)
	for _, p := range append(parts, "\r\n\r\n") {
		if _, err := io.WriteString(w.zip, p); err != nil {
			return err
		}
	}
	if err := w.zip.Close(); err != nil {
		return err
	}
	if _, err := w.file.WriteAt(w.buf.Bytes(), w.offset); err != nil {
		return errors.Join(err, w.file.Truncate(w.offset))
	}
	w.offset += int64(w.buf.Len())
	return nil
}

// record begins a WARC record's header; the caller adds its own fields and
// the blank line.
func record(kind string, at time.Time, target, contentType string, length int) string {
	s := "WARC/1.1\r\nWARC-Type: " + kind + "\r\nWARC-Record-ID: <urn:uuid:" + newUUID() + ">\r\nWARC-Date: " + at.UTC().Format(dateForm) + "\r\n"
	if target != "" {
		s += "WARC-Target-URI: " + oneLine(target) + "\r\n"
	}
	return s + "Content-Type: " + contentType + "\r\nContent-Length: " + strconv.Itoa(length) + "\r\n"
}

func newUUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// httpHead writes status line and headers. The body is kept without its
// codings, so their headers are kept under another name.
func httpHead(a *Answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", a.Status, http.StatusText(a.Status))
	names := make([]string, 0, len(a.Header))
	for n := range a.Header {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		as := n
		switch n {
		case "Content-Encoding", "Content-Length", "Transfer-Encoding":
			as = "X-Archive-Orig-" + n
		}
		for _, v := range a.Header[n] {
			b.WriteString(as + ": " + oneLine(v) + "\r\n")
		}
	}
	b.WriteString("Content-Length: " + strconv.Itoa(len(a.Body)) + "\r\n\r\n")
	return b.String()
}

func oneLine(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }

func (e *Entry) line() string {
	what := "revisit"
	if e.Payload {
		what = "response"
	}
	return strings.Join([]string{e.Taken.Format(dateForm), oneLine(strings.ReplaceAll(e.URL, "\t", "%09")), strconv.Itoa(e.Status), e.Digest, what, e.File,
		strconv.FormatInt(e.Offset, 10)}, "\t") + "\n"
}

// Index reads the index of a folder, oldest line first. A folder without one
// has no entries; a last line that was cut off is left out.
func Index(dir string) ([]Entry, error) {
	f, err := os.Open(filepath.Join(dir, indexName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("evidence index: %w", err)
	}
	defer f.Close()
	var list []Entry
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("evidence index: %w", err)
		}
		p := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(p) != 7 {
			continue
		}
		taken, err1 := time.Parse(dateForm, p[0])
		status, err2 := strconv.Atoi(p[2])
		offset, err3 := strconv.ParseInt(p[6], 10, 64)
		if errors.Join(err1, err2, err3) != nil {
			continue
		}
		list = append(list, Entry{URL: p[1], Taken: taken, Status: status, Digest: p[3], Payload: p[4] == "response", File: p[5], Offset: offset})
	}
}

// Read returns the answer that an entry points at; of a revisit entry the
// body is that of the record it refers to, found by digest among entries.
func Read(dir string, e Entry, entries []Entry) (*Answer, error) {
	a, err := readRecord(dir, e)
	if err != nil || e.Payload {
		return a, err
	}
	for _, o := range entries {
		if o.Payload && o.Digest == e.Digest {
			first, err := readRecord(dir, o)
			if err != nil {
				return nil, err
			}
			a.Body = first.Body
			return a, nil
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
	if _, err := f.Seek(e.Offset, io.SeekStart); err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("evidence of %s: %w", e.URL, err)
	}
	z.Multistream(false)
	r := bufio.NewReader(z)
	for { // the WARC header ends with a blank line
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("evidence of %s: %w", e.URL, err)
		}
		if line == "\r\n" {
			break
		}
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
	return &Answer{URL: e.URL, Status: res.StatusCode, Header: res.Header, Body: body, Taken: e.Taken}, err
}
