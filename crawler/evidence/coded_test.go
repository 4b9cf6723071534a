package evidence

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func coded(t *testing.T, url, body string) *Answer {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	a := answer(url, body)
	a.Coded = b.Bytes()
	return a
}

// keep writes answers as one scan would.
func keep(t *testing.T, dir, name string, answers ...*Answer) {
	t.Helper()
	w, err := Open(dir, name, "duwang/test", time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range answers {
		if err := w.Keep(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestABodyIsKeptAsItCameAndReadWithoutItsCoding(t *testing.T) {
	dir := t.TempDir()
	broken := coded(t, "http://h/broken", "只来了一半的一页")
	broken.Coded = broken.Coded[:len(broken.Coded)-8]
	keep(t, dir, "scan-1", coded(t, "http://h/1", "一页"), coded(t, "http://h/2", "一页"), broken)
	keep(t, dir, "scan-2", coded(t, "http://h/1", "一页"), answer("http://h/1", "一页"))
	entries, err := Index(dir)
	if err != nil || len(entries) != 5 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	for i, want := range []struct {
		body    string
		payload bool
	}{{"一页", true}, {"一页", false}, {"只来了一半的一页", true}, {"一页", false}, {"一页", true}} {
		a, err := Read(dir, entries[i], entries)
		if err != nil {
			t.Fatal(err)
		}
		if string(a.Body) != want.body || entries[i].Payload != want.payload || a.Header.Get("Content-Encoding") != "" {
			t.Errorf("entry %d: %+v reads %q, %v", i, entries[i], a.Body, a.Header)
		}
	}
	// On disk the record is a true answer: its head names the coding of its body.
	f, err := os.Open(filepath.Join(dir, entries[0].File))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, _, err := openRecord(f, entries[0].Offset)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("the record's head: %v", res.Header)
	}
}

func TestAPayloadWhoseFirstRecordIsGoneIsKeptAgain(t *testing.T) {
	dir := t.TempDir()
	keep(t, dir, "scan-1", answer("http://h/1", "一页"))
	if err := os.Remove(filepath.Join(dir, "scan-1.warc.gz")); err != nil {
		t.Fatal(err)
	}
	keep(t, dir, "scan-2", answer("http://h/1", "一页"), answer("http://h/2", "一页"))
	entries, err := Index(dir)
	if err != nil || len(entries) != 3 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	if a, err := Read(dir, entries[1], entries); err != nil || !entries[1].Payload || string(a.Body) != "一页" {
		t.Errorf("%+v: %v", entries[1], err)
	}
	if a, err := Read(dir, entries[2], entries); err != nil || entries[2].Payload || string(a.Body) != "一页" {
		t.Errorf("%+v: %v", entries[2], err)
	}
}
