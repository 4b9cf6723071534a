package evidence

import (
	"crypto/sha1"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

// Find returns the entries of the wanted addresses, each address's oldest
// first. It holds no others in memory, however long the index is.
func Find(dir string, wanted map[string]bool) (map[string][]Entry, error) {
	found := map[string][]Entry{}
	err := eachEntry(dir, func(e *Entry) {
		if wanted[e.URL] {
			found[e.URL] = append(found[e.URL], *e)
		}
	})
	return found, err
}

// Payloads returns, of the wanted digests, an entry whose record holds the
// payload itself.
func Payloads(dir string, wanted map[string]bool) (map[string]Entry, error) {
	found := map[string]Entry{}
	err := eachEntry(dir, func(e *Entry) {
		if _, have := found[e.Digest]; e.Payload && !have && wanted[e.Digest] {
			found[e.Digest] = *e
		}
	})
	return found, err
}

// ErrAltered says that a kept payload is not what its digest names.
var ErrAltered = errors.New("kept payload differs from its digest")

// Check reads the payload that an entry's record holds and compares it with
// the entry's digest: ErrAltered when they differ, another error when the
// record cannot be read.
func Check(dir string, e Entry) error {
	f, err := os.Open(filepath.Join(dir, filepath.Base(e.File)))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read
	r, _, err := openRecord(f, e.Offset)
	if err != nil {
		return fmt.Errorf("evidence of %s: %w", e.URL, err)
	}
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		return fmt.Errorf("evidence of %s: %w", e.URL, err)
	}
	defer func() { _ = res.Body.Close() }() // in memory
	h := sha1.New()
	if _, err := io.Copy(h, res.Body); err != nil {
		return fmt.Errorf("evidence of %s: %w", e.URL, err)
	}
	if e.Digest != "sha1:"+base32.StdEncoding.EncodeToString(h.Sum(nil)) {
		return fmt.Errorf("evidence of %s: %w", e.URL, ErrAltered)
	}
	return nil
}
