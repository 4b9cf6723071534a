package evidence

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Marks in the folder keep writers and Prune from one another: a writer's
// stands beside its file while that is open, Prune's alone. Each sets its own
// before it looks for the other's.
const (
	ending      = ".warc.gz"
	writingMark = ".writing"
	pruningMark = "pruning"

	// A mark of somebody who was killed does not stay for ever.
	writingLife = 7 * 24 * time.Hour
	pruningLife = 10 * time.Minute
	pruningLook = 100 * time.Millisecond
)

// claimFolder gives the folder to Prune unless somebody writes into it.
func claimFolder(dir string, now time.Time) (done func(), ok bool, err error) {
	mark := filepath.Join(dir, pruningMark)
	if info, err := os.Stat(mark); err == nil && now.Sub(info.ModTime()) > pruningLife {
		_ = os.Remove(mark) // if it stays, the next line says so
	}
	f, err := os.OpenFile(mark, os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("evidence folder: %w", err)
	}
	done = func() { _ = os.Remove(mark) } // a mark that stays is void in ten minutes
	if err := f.Close(); err != nil {
		done()
		return nil, false, err
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		done()
		return nil, false, err
	}
	for _, f := range list {
		if info, err := f.Info(); err == nil && strings.HasSuffix(f.Name(), writingMark) && now.Sub(info.ModTime()) < writingLife {
			done()
			return nil, false, nil
		}
	}
	return done, true, nil
}

// claimFile marks a writer's file; it waits while the folder is pruned.
func claimFile(dir, name string) error {
	mark := filepath.Join(dir, name+writingMark)
	for waited := time.Duration(0); ; waited += pruningLook {
		if err := os.WriteFile(mark, nil, 0o644); err != nil {
			return fmt.Errorf("evidence folder: %w", err)
		}
		_, err := os.Stat(filepath.Join(dir, pruningMark))
		if errors.Is(err, os.ErrNotExist) || waited >= pruningLife {
			return nil
		}
		if err := os.Remove(mark); err != nil {
			return fmt.Errorf("evidence folder: %w", err)
		}
		time.Sleep(pruningLook)
	}
}

func releaseFile(dir, name string) error {
	err := os.Remove(filepath.Join(dir, name+writingMark))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
