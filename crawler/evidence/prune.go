package evidence

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Pruned says what Prune came to.
type Pruned struct {
	Before, After int64 // bytes in the folder
	Records       int   // that were given up
	// Busy: somebody is writing into the folder, so nothing was touched.
	Busy bool
}

// Prune keeps a folder within limit bytes by giving up answers whose address
// nobody cites, the oldest first; a payload is as old as the last answer that
// refers to it. What is cited stays, even when that alone is over the limit.
// now and software are as for Open.
//
// A stop at any moment leaves every entry of the index readable: files are
// written anew under other names, then the index takes the place of the old
// one, then the old files go.
func Prune(dir string, limit int64, cited func(url string) bool, software string, now time.Time) (p Pruned, err error) {
	if p.Before, err = sizeOf(dir); err != nil || p.Before <= limit {
		p.After = p.Before
		return p, err
	}
	done, ok, err := claimFolder(dir, now)
	if err != nil || !ok {
		p.Busy, p.After = err == nil, p.Before
		return p, err
	}
	defer done()
	entries, err := Index(dir)
	if err != nil {
		return p, err
	}
	lengths, err := lengthsOf(dir, entries)
	if err != nil {
		return p, err
	}
	drop := make([]bool, len(entries))
	// A little more than needed, so that not every scan has to prune.
	left := p.Before
	for _, i := range dispensable(entries, cited) {
		if left <= limit-limit/10 {
			break
		}
		drop[i] = true
		left -= lengths[i]
		p.Records++
	}
	if p.Records > 0 {
		err = rewrite(dir, entries, drop, software, now)
	}
	if err == nil {
		p.After, err = sizeOf(dir)
	}
	return p, err
}

// dispensable returns the entries that may be given up, in that order.
func dispensable(entries []Entry, cited func(string) bool) []int {
	needed := map[string]bool{}      // digests
	newest := map[string]time.Time{} // by digest
	keep := make([]bool, len(entries))
	for i := range entries {
		e := &entries[i]
		if keep[i] = cited(e.URL); keep[i] {
			needed[e.Digest] = true
		}
		if e.Taken.After(newest[e.Digest]) {
			newest[e.Digest] = e.Taken
		}
	}
	age := func(i int) time.Time {
		if entries[i].Payload {
			return newest[entries[i].Digest]
		}
		return entries[i].Taken
	}
	var list []int
	for i := range entries {
		if !keep[i] && !(entries[i].Payload && needed[entries[i].Digest]) {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(i, j int) int {
		// A payload goes after those that refer to it.
		last := map[bool]int{true: 1}
		return cmp.Or(age(i).Compare(age(j)), cmp.Compare(last[entries[i].Payload], last[entries[j].Payload]))
	})
	return list
}

// rewrite writes the files that lose records anew, and the index.
func rewrite(dir string, entries []Entry, drop []bool, software string, now time.Time) error {
	loses := map[string]bool{}
	for i := range entries {
		loses[entries[i].File] = loses[entries[i].File] || drop[i]
	}
	fresh := map[string]*Writer{}
	defer func() {
		for _, w := range fresh {
			_ = w.file.Close() // closed already unless something failed
		}
	}()
	var kept []Entry
	for i := range entries {
		e := entries[i]
		if drop[i] {
			continue
		}
		if !loses[e.File] {
			kept = append(kept, e)
			continue
		}
		w := fresh[e.File]
		if w == nil {
			var err error
			if w, err = begin(dir, nextName(e.File), software, now); err != nil {
				return err
			}
			fresh[e.File] = w
		}
		member, err := memberAt(filepath.Join(dir, filepath.Base(e.File)), e.Offset)
		if err != nil {
			continue // it could not be read before either
		}
		e.File, e.Offset = w.name, w.offset
		if err := w.append(member); err != nil {
			return fmt.Errorf("evidence file: %w", err)
		}
		kept = append(kept, e)
	}
	for _, w := range fresh {
		if err := errors.Join(w.file.Sync(), w.file.Close()); err != nil {
			return fmt.Errorf("evidence file: %w", err)
		}
	}
	if err := writeIndex(dir, kept); err != nil {
		return err
	}
	return removeUnnamed(dir, kept)
}

// removeUnnamed removes the files that no entry names: those that were written
// anew, and what an earlier stop left behind.
func removeUnnamed(dir string, entries []Entry) error {
	named := map[string]bool{}
	for i := range entries {
		named[entries[i].File] = true
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("evidence folder: %w", err)
	}
	for _, f := range list {
		if strings.HasSuffix(f.Name(), ending) && !named[f.Name()] {
			if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
				return fmt.Errorf("evidence file: %w", err)
			}
		}
	}
	return nil
}

// begin starts a WARC file that stands in no index yet.
func begin(dir, name, software string, now time.Time) (*Writer, error) {
	w := &Writer{dir: dir, name: name}
	var err error
	if w.file, err = os.Create(filepath.Join(dir, name)); err != nil {
		return nil, fmt.Errorf("evidence file: %w", err)
	}
	if err := w.info(software, now); err != nil {
		return nil, errors.Join(err, w.file.Close())
	}
	return w, nil
}

// nextName is the name of a file that is written anew: scan-1.warc.gz,
// scan-1~1.warc.gz, scan-1~2.warc.gz.
func nextName(name string) string {
	stem := strings.TrimSuffix(filepath.Base(name), ending)
	n := 1
	if i := strings.LastIndexByte(stem, '~'); i >= 0 {
		if m, err := strconv.Atoi(stem[i+1:]); err == nil {
			stem, n = stem[:i], m+1
		}
	}
	return stem + "~" + strconv.Itoa(n) + ending
}

// writeIndex puts an index in the place of the old one.
func writeIndex(dir string, entries []Entry) error {
	temp := filepath.Join(dir, indexName+".new")
	f, err := os.Create(temp)
	if err != nil {
		return fmt.Errorf("evidence index: %w", err)
	}
	b := bufio.NewWriter(f)
	for i := range entries {
		_, _ = b.WriteString(entries[i].line()) // Flush tells
	}
	if err := errors.Join(b.Flush(), f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("evidence index: %w", err), os.Remove(temp))
	}
	return os.Rename(temp, filepath.Join(dir, indexName))
}

func sizeOf(dir string) (sum int64, err error) {
	list, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	for _, f := range list {
		if info, err := f.Info(); err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
	}
	return sum, err
}

// lengthsOf returns how many bytes each entry's record and line take.
func lengthsOf(dir string, entries []Entry) ([]int64, error) {
	byFile := map[string][]int{}
	for i := range entries {
		byFile[entries[i].File] = append(byFile[entries[i].File], i)
	}
	lengths := make([]int64, len(entries))
	for name, list := range byFile {
		info, err := os.Stat(filepath.Join(dir, filepath.Base(name)))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		slices.SortFunc(list, func(i, j int) int { return cmp.Compare(entries[i].Offset, entries[j].Offset) })
		for k, i := range list {
			end := info.Size()
			if k+1 < len(list) {
				end = entries[list[k+1]].Offset
			}
			lengths[i] = max(end-entries[i].Offset, 0) + int64(len(entries[i].line()))
		}
	}
	return lengths, nil
}

// memberAt reads the gzip member that begins at an offset, as it stands.
func memberAt(path string, offset int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	end, err := memberEnd(f, offset)
	if err != nil {
		return nil, err
	}
	member := make([]byte, end-offset)
	_, err = f.ReadAt(member, offset)
	return member, err
}

// errTorn says that a gzip member is not whole.
var errTorn = errors.New("record is not whole")

// memberEnd finds where the gzip member ends that begins at an offset.
func memberEnd(f io.ReaderAt, offset int64) (int64, error) {
	r := &counter{r: bufio.NewReader(io.NewSectionReader(f, offset, 1<<62))}
	z, err := newGunzip(r)
	if err == nil {
		_, err = io.Copy(io.Discard, z)
	}
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errTorn, err)
	}
	return offset + r.n, nil
}

// A counter counts the bytes that are taken one by one or in blocks.
type counter struct {
	r *bufio.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}
