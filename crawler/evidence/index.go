package evidence

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Index reads the index of a folder, oldest line first. A folder without one
// has no entries; a last line that was cut off is left out.
func Index(dir string) (list []Entry, err error) {
	err = eachEntry(dir, func(e *Entry) { list = append(list, *e) })
	return list, err
}

// eachEntry reads the index of a folder entry by entry.
func eachEntry(dir string, yield func(*Entry)) error {
	f, err := os.Open(filepath.Join(dir, indexName))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("evidence index: %w", err)
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("evidence index: %w", err)
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
		yield(&Entry{URL: p[1], Taken: taken, Status: status, Digest: p[3], Payload: p[4] == "response", File: p[5], Offset: offset})
	}
}
