package work

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"duwang/cmd/internal/store"
)

var noticeNumber = regexp.MustCompile(`^(?:.*〔(\d{4})〕|(\d{4})-)?(\d{1,6})号?$`)

// ParseNotice reads the number of a notice as people write it: 示政公开整〔2026〕
// 3号, 2026-3, or 3, which is of the given year.
func ParseNotice(s string, year int) (y, number int, ok bool) {
	// Brackets that keyboards offer in place of 〔〕.
	s = strings.NewReplacer("[", "〔", "]", "〕", "(", "〔", ")", "〕", "【", "〔", "】", "〕").Replace(width.Fold.String(strings.TrimSpace(s)))
	m := noticeNumber.FindStringSubmatch(s)
	if m == nil {
		return 0, 0, false
	}
	number, err := strconv.Atoi(m[3])
	if text := m[1] + m[2]; text != "" {
		year, _ = strconv.Atoi(text) // four digits
	}
	return year, number, err == nil && number > 0 && year > 0
}

// WriteFiles writes the papers of a notice into a folder, which is made when
// it is missing, each whole or not at all. A ledger that stands there already
// may have been filled in: it is kept under another name.
func WriteFiles(dir string, files []store.File) ([]string, error) {
	w := &writer{dir: dir}
	for _, f := range files {
		if strings.HasSuffix(f.Name, ".xlsx") {
			if err := setAside(filepath.Join(dir, f.Name), f.Content); err != nil {
				return w.files, err
			}
		}
		w.file(f.Name, bytesTo(f.Content))
	}
	return w.files, w.err
}

// setAside renames a file that holds something else than content.
func setAside(path string, content []byte) error {
	old, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && string(old) == string(content) {
		return nil
	}
	if err != nil {
		return err
	}
	base := strings.TrimSuffix(path, ".xlsx")
	for i := 1; ; i++ {
		to := fmt.Sprintf("%s（原有%d）.xlsx", base, i)
		if _, err := os.Lstat(to); errors.Is(err, os.ErrNotExist) {
			return os.Rename(path, to)
		}
	}
}

// FindNotice returns the notice that a person means, or store.ErrNotFound.
func FindNotice(ctx context.Context, st *store.Store, s string, year int) (*store.Notice, error) {
	y, number, ok := ParseNotice(s, year)
	if !ok {
		return nil, store.ErrNotFound
	}
	n, err := st.Notice(ctx, y, number)
	if errors.Is(err, store.ErrNotFound) && !strings.ContainsAny(s, "-〔[(【") {
		// In January "3" most likely means last year's.
		n, err = st.Notice(ctx, y-1, number)
	}
	return n, err
}
