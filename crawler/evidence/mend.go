package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// mend takes away what a writer that was stopped in the middle left half
// written: the end of the file behind its last whole record, the lines of the
// index that point there, and a line without its end. It returns how long the
// file is then, 0 when it has to begin anew.
func mend(dir, name string) (int64, error) {
	if err := mendIndex(dir); err != nil {
		return 0, err
	}
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("evidence file: %w", err)
	}
	defer f.Close()
	var own []int64
	err = eachEntry(dir, func(e *Entry) {
		if e.File == name {
			own = append(own, e.Offset)
		}
	})
	if err != nil {
		return 0, err
	}
	end, bad := int64(0), 0
	for i := len(own) - 1; i >= 0; i-- {
		if end, err = memberEnd(f, own[i]); err == nil {
			break
		}
		end = 0
		bad++
	}
	if bad > 0 {
		entries, err := Index(dir)
		if err != nil {
			return 0, err
		}
		var whole []Entry
		for _, e := range entries {
			if e.File != name || e.Offset < end {
				whole = append(whole, e)
			}
		}
		if err := writeIndex(dir, whole); err != nil {
			return 0, err
		}
	}
	if err := f.Truncate(end); err != nil {
		return 0, fmt.Errorf("evidence file: %w", err)
	}
	return end, nil
}

// mendIndex cuts off a last line that has no end.
func mendIndex(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, indexName), os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("evidence index: %w", err)
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return err
	}
	const longest = 64 << 10
	from := max(size-longest, 0)
	tail := make([]byte, size-from)
	if _, err := f.ReadAt(tail, from); err != nil {
		return fmt.Errorf("evidence index: %w", err)
	}
	if end := from + int64(bytes.LastIndexByte(tail, '\n')+1); end < size {
		return f.Truncate(end)
	}
	return nil
}
