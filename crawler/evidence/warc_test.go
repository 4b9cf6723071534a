package evidence

import (
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func answer(url, body string) *Answer {
	return &Answer{URL: url, Status: 200, Header: http.Header{"Content-Type": {"text/html"}, "Content-Encoding": {"gzip"}},
		Body: []byte(body), Taken: time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)}
}

func TestWhatWasKeptIsReadBack(t *testing.T) {
	dir := t.TempDir()
	w, err := Open(dir, "scan-1", "duwang/test", time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []*Answer{answer("http://h/1", "一页"), answer("http://h/2", "一页"), answer("http://h/3", "另一页")} {
		if err := w.Keep(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// A later scan refers to what the first one kept.
	if w, err = Open(dir, "scan-2", "duwang/test", time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if err := w.Keep(answer("http://h/1", "一页")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := Index(dir)
	if err != nil || len(entries) != 4 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	for i, want := range []struct {
		url, body string
		payload   bool
	}{{"http://h/1", "一页", true}, {"http://h/2", "一页", false}, {"http://h/3", "另一页", true}, {"http://h/1", "一页", false}} {
		e := entries[i]
		a, err := Read(dir, e, entries)
		if err != nil {
			t.Fatal(err)
		}
		if e.URL != want.url || e.Payload != want.payload || string(a.Body) != want.body || a.Status != 200 || a.Header.Get("Content-Type") != "text/html" {
			t.Errorf("entry %d: %+v %q", i, e, a.Body)
		}
	}
}

// TestEveryRecordIsAMember reads the file as any WARC tool does: one gzip
// member after another, each a record whose length is right.
func TestEveryRecordIsAMember(t *testing.T) {
	dir := t.TempDir()
	w, err := Open(dir, "s", "duwang/test", time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []string{"a", "b", "a"} {
		if err := w.Keep(answer("http://h/"+b, b)); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	f, err := os.Open(filepath.Join(dir, "s.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	rest := string(text)
	for rest != "" {
		head, after, ok := strings.Cut(rest, "\r\n\r\n")
		if !ok || !strings.HasPrefix(head, "WARC/1.1\r\n") {
			t.Fatalf("not a record: %.80q", rest)
		}
		length := -1
		for _, l := range strings.Split(head, "\r\n")[1:] {
			name, value, _ := strings.Cut(l, ": ")
			switch name {
			case "WARC-Type":
				kinds = append(kinds, value)
			case "Content-Length":
				length = 0
				for _, c := range value {
					length = length*10 + int(c-'0')
				}
			}
		}
		if length < 0 || !strings.HasPrefix(after[length:], "\r\n\r\n") {
			t.Fatalf("record of length %d does not end where it says: %.80q", length, after)
		}
		rest = after[length+4:]
	}
	if got := strings.Join(kinds, " "); got != "warcinfo response response revisit" {
		t.Errorf("records %q", got)
	}
}
