package evidence

import (
	"encoding/base32"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// firsts knows where each payload was kept first. It holds sixteen bytes a
// payload, whatever its address, because a portal has a million of them; what
// else a revisit record must say is read from the record that it points at.
type firsts struct {
	dir   string
	at    map[uint64]uint64 // beginning of a digest → file and offset
	files []string
	open  map[uint64]*os.File
}

// A place is a file's number over an offset in it.
const offsetBits = 44

func newFirsts(dir string) firsts {
	return firsts{dir: dir, at: map[uint64]uint64{}, open: map[uint64]*os.File{}}
}

func digestKey(digest string) (uint64, bool) {
	text, ok := strings.CutPrefix(digest, "sha1:")
	sum, err := base32.StdEncoding.DecodeString(text)
	if !ok || err != nil || len(sum) < 8 {
		return 0, false
	}
	return binary.BigEndian.Uint64(sum), true
}

// add notes the record of a payload, unless an earlier one holds it.
func (f *firsts) add(e *Entry) {
	key, ok := digestKey(e.Digest)
	if _, known := f.at[key]; known || !ok || e.Offset >= 1<<offsetBits {
		return
	}
	// The file is the last one but for entries out of order.
	n := len(f.files) - 1
	for n >= 0 && f.files[n] != e.File {
		n--
	}
	if n < 0 {
		if len(f.files) > math.MaxUint16 {
			return
		}
		n = len(f.files)
		f.files = append(f.files, e.File)
	}
	f.at[key] = uint64(n)<<offsetBits | uint64(e.Offset)
}

// A before is what a revisit record says of the record that it points at.
type before struct{ url, taken string }

// find returns the record that holds a payload. One that is not there any
// more, or cannot be read, is none: the payload is kept again.
func (f *firsts) find(digest string) (before, bool) {
	key, ok := digestKey(digest)
	if !ok {
		return before{}, false
	}
	place, known := f.at[key]
	if !known {
		return before{}, false
	}
	number := place >> offsetBits
	file := f.open[number]
	if file == nil {
		var err error
		if file, err = os.Open(filepath.Join(f.dir, filepath.Base(f.files[number]))); err != nil {
			delete(f.at, key)
			return before{}, false
		}
		f.open[number] = file
	}
	_, head, err := openRecord(file, int64(place&(1<<offsetBits-1)))
	if err != nil || head["WARC-Payload-Digest"] != digest {
		delete(f.at, key)
		return before{}, false
	}
	return before{head["WARC-Target-URI"], head["WARC-Date"]}, true
}

func (f *firsts) close() (err error) {
	for _, file := range f.open {
		err = errors.Join(err, file.Close())
	}
	clear(f.open)
	return err
}
