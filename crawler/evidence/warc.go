package evidence

import (
	"bytes"
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

	"github.com/klauspost/compress/gzip"
)

const (
	indexName = "index.tsv"
	dateForm  = "2006-01-02T15:04:05Z"
	revisit   = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
)

// An Answer is one HTTP answer as it is kept.
type Answer struct {
	URL    string
	Status int
	Header http.Header
	// Body has its content coding removed. Coded is the body as it came over
	// the wire in gzip, nil when it came otherwise: it is kept as it came
	// (ISO 28500, 6.3.2), which spares compressing it again. Keep looks at
	// Coded first; Read fills in Body alone.
	Body  []byte
	Coded []byte
	Taken time.Time
}

// An Entry is one line of the index.
type Entry struct {
	URL    string
	Taken  time.Time // to the second, UTC
	Status int
	Digest string // sha1:… of the payload, in the coding that it is kept in
	File   string // in the folder
	Offset int64
	// Payload tells whether the record holds the body itself, or points at an
	// earlier one with the same digest.
	Payload bool
}

// A Writer appends answers to one WARC file of a folder. Its methods may be
// called from many goroutines.
type Writer struct {
	dir, name string
	file      *os.File
	mu        sync.Mutex
	index     *os.File
	offset    int64
	first     firsts
	torn      bool // the index may end in half a line
}

// Open makes the folder if need be and starts, or goes on with, the WARC file
// with the given name (without ending) in it. software names the program in
// the file's warcinfo record, now stamps it.
func Open(dir, name, software string, now time.Time) (_ *Writer, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("evidence folder: %w", err)
	}
	w := &Writer{dir: dir, name: name + ending, first: newFirsts(dir)}
	if err := claimFile(dir, w.name); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, releaseFile(dir, w.name))
		}
	}()
	if w.offset, err = mend(dir, w.name); err != nil {
		return nil, err
	}
	err = eachEntry(dir, func(e *Entry) {
		if e.Payload {
			w.first.add(e)
		}
	})
	if err != nil {
		return nil, err
	}
	if w.file, err = os.OpenFile(filepath.Join(dir, w.name), os.O_CREATE|os.O_RDWR, 0o644); err != nil {
		return nil, fmt.Errorf("evidence file: %w", err)
	}
	if w.index, err = os.OpenFile(filepath.Join(dir, indexName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644); err != nil {
		return nil, errors.Join(fmt.Errorf("evidence file: %w", err), w.file.Close())
	}
	if w.offset == 0 {
		if err := w.info(software, now); err != nil {
			return nil, errors.Join(err, w.Close())
		}
	}
	return w, nil
}

// info writes the record that a file begins with.
func (w *Writer) info(software string, now time.Time) error {
	body := "software: " + software + "\r\nformat: WARC File Format 1.1\r\n"
	head := record("warcinfo", now, "", "application/warc-fields", len(body)) + "WARC-Filename: " + w.name + "\r\n\r\n"
	p := newPress()
	defer p.release()
	m, err := p.member(head, body, nil, false)
	if err == nil {
		err = w.append(m)
	}
	return err
}

// Keep appends one answer and its line of the index.
func (w *Writer) Keep(a *Answer) error {
	payload := a.Body
	if a.Coded != nil {
		payload = a.Coded
	}
	sum := sha1.Sum(payload)
	e := Entry{URL: a.URL, Taken: a.Taken.UTC().Truncate(time.Second), Status: a.Status,
		Digest: "sha1:" + base32.StdEncoding.EncodeToString(sum[:]), File: w.name}
	head := httpHead(a, len(payload))
	w.mu.Lock()
	before, known := w.first.find(e.Digest)
	w.mu.Unlock()
	p := newPress()
	defer p.release()
	var m []byte
	var err error
	if known && len(payload) > 0 {
		h := record("revisit", a.Taken, a.URL, "application/http; msgtype=response", len(head)) +
			"WARC-Payload-Digest: " + e.Digest + "\r\nWARC-Profile: " + revisit +
			"\r\nWARC-Refers-To-Target-URI: " + before.url + "\r\nWARC-Refers-To-Date: " + before.taken + "\r\n\r\n"
		m, err = p.member(h, head, nil, false)
	} else {
		e.Payload = true
		h := record("response", a.Taken, a.URL, "application/http; msgtype=response", len(head)+len(payload)) +
			"WARC-Payload-Digest: " + e.Digest + "\r\n\r\n"
		m, err = p.member(h, head, payload, a.Coded != nil)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	e.Offset = w.offset
	if err == nil {
		err = w.append(m)
	}
	if err != nil {
		return fmt.Errorf("keep evidence of %s: %w", a.URL, err)
	}
	if e.Payload {
		w.first.add(&e)
	}
	line := e.line()
	if w.torn {
		line = "\n" + line
	}
	if _, err := w.index.WriteString(line); err != nil {
		w.torn = true
		return fmt.Errorf("evidence index: %w", err)
	}
	w.torn = false
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
	return errors.Join(err, w.first.close(), w.file.Close(), releaseFile(w.dir, w.name))
}

// append writes one member at the end of the file, whole or not at all.
func (w *Writer) append(member []byte) error {
	if _, err := w.file.WriteAt(member, w.offset); err != nil {
		return errors.Join(err, w.file.Truncate(w.offset))
	}
	w.offset += int64(len(member))
	return nil
}

// A press makes one gzip member.
type press struct {
	out bytes.Buffer
	zip *gzip.Writer
	// store is for what is compressed already: its member says so and no more.
	store *gzip.Writer
}

var presses = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the levels are constants
	s, _ := gzip.NewWriterLevel(io.Discard, gzip.NoCompression)
	return &press{zip: z, store: s}
}}

func newPress() *press { return presses.Get().(*press) }

func (p *press) release() {
	if p.out.Cap() <= 1<<20 {
		presses.Put(p)
	}
}

// member returns one record as a gzip member of its own. It holds until the
// press makes the next. coded says that the payload is compressed already.
func (p *press) member(head, text string, payload []byte, coded bool) ([]byte, error) {
	z := p.zip
	if coded {
		z = p.store
	}
	p.out.Reset()
	z.Reset(&p.out)
	_, err := io.WriteString(z, head)
	if err == nil {
		_, err = io.WriteString(z, text)
	}
	if err == nil {
		_, err = z.Write(payload)
	}
	if err == nil {
		_, err = io.WriteString(z, "\r\n\r\n")
	}
	if err == nil {
		err = z.Close()
	}
	return p.out.Bytes(), err
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

// original stands before the names of headers that are not true of the record:
// of a coding that was taken off, of a length that has changed.
const original = "X-Archive-Orig-"

// httpHead writes status line and headers for a payload of the given length.
func httpHead(a *Answer, length int) string {
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
		case "Content-Encoding":
			if a.Coded == nil {
				as = original + n
			}
		case "Content-Length", "Transfer-Encoding":
			as = original + n
		}
		for _, v := range a.Header[n] {
			b.WriteString(as + ": " + oneLine(v) + "\r\n")
		}
	}
	b.WriteString("Content-Length: " + strconv.Itoa(length) + "\r\n\r\n")
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
