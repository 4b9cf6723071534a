package evidence

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// byLibarchive hands a WARC file to a reader that is not ours, libarchive's
// bsdtar, and returns what it takes out: the name of each response record with
// the HTTP answer in it. libarchive knows WARC up to version 1.0, whose
// records have the same form (ISO 28500:2017, annex), so it is told that
// version; it leaves out warcinfo and revisit records.
func byLibarchive(t *testing.T, path string) map[string]string {
	t.Helper()
	if _, err := exec.LookPath("bsdtar"); err != nil {
		t.Fatal("没有找到 bsdtar：运行 make test 会先安装它（Debian: apt-get install libarchive-tools）")
	}
	f, err := os.Open(path)
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
	plain := bytes.ReplaceAll(text, []byte("WARC/1.1\r\nWARC-Type"), []byte("WARC/1.0\r\nWARC-Type"))
	into := t.TempDir()
	cmd := exec.Command("bsdtar", "-xf", "-", "-C", into)
	cmd.Stdin = bytes.NewReader(plain)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("bsdtar: %v\n%s", err, out)
	}
	found := map[string]string{}
	err = filepath.WalkDir(into, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		name, _ := filepath.Rel(into, p)
		found[filepath.ToSlash(name)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// readByOthers wants so many response records to be found.
func readByOthers(t *testing.T, path string, records int) {
	t.Helper()
	if got := byLibarchive(t, path); len(got) != records {
		t.Errorf("bsdtar finds %d records, not %d", len(got), records)
	}
}

func TestAnotherToolReadsOurFiles(t *testing.T) {
	dir := t.TempDir()
	packed := coded(t, "http://h/gzip.html", "压缩传来的一页")
	keep(t, dir, "scan-1", answer("http://h/a.html", "一页"), answer("http://h/again.html", "一页"), packed,
		answer("http://h/%E5%85%AC%E5%BC%80/x.jsp?id=1", "中文网址的一页\r\n\r\nWARC/9.9\r\n"), answer("http://h/empty", ""))
	if _, err := Prune(dir, 1, func(u string) bool { return u != "http://h/empty" }, "duwang/test", today); err != nil {
		t.Fatal(err)
	}
	got := byLibarchive(t, filepath.Join(dir, "scan-1~1.warc.gz"))
	body := map[string]string{}
	for name, text := range got {
		head, rest, _ := strings.Cut(text, "\r\n\r\n")
		if !strings.HasPrefix(head, "HTTP/1.1 200 OK\r\n") {
			t.Errorf("%s begins %.40q", name, head)
		}
		if strings.Contains(head, "\r\nContent-Encoding: gzip") {
			rest = string(unpack([]byte(rest)))
		}
		body[name] = rest
	}
	want := map[string]string{"a.html": "一页", "gzip.html": "压缩传来的一页", "%E5%85%AC%E5%BC%80/x.jsp?id=1": "中文网址的一页\r\n\r\nWARC/9.9\r\n"}
	if d := cmp.Diff(want, body); d != "" {
		t.Errorf("bodies (-want +got):\n%s", d)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"+ending))
	if err != nil || !slices.Equal(files, []string{filepath.Join(dir, "scan-1~1.warc.gz")}) {
		t.Errorf("files %v, %v", files, err)
	}
}
