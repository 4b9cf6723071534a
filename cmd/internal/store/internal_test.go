package store

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler"
	"duwang/crawler/portal"
)

func TestAFullDiskIsSaidPlainlyAndHurtsNothing(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "duwang.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.StartScan(t.Context(), portal.Scan{ID: "one", StartedAt: time.Unix(0, 0)}, &portal.Ledger{}, ""); err != nil {
		t.Fatal(err)
	}
	f := s.Frontier("one")
	home := crawler.Task{Site: "portal", URL: "http://a.test/", Kind: portal.LinkPage, Role: portal.RoleHome}
	if err := f.Seed(t.Context(), []crawler.Task{home}); err != nil {
		t.Fatal(err)
	}
	v := crawler.Visit{Task: home, Status: 200, Page: &portal.Facts{Kind: portal.KindHome}}
	for i := range 20000 {
		v.Shows = append(v.Shows, crawler.Shown{URL: fmt.Sprintf("http://a.test/%d", i)})
	}
	limit := func(pages string) {
		w := <-s.writer
		defer func() { s.writer <- w }()
		if _, err := w.conn.ExecContext(t.Context(), "PRAGMA max_page_count = "+pages); err != nil {
			t.Fatal(err)
		}
	}
	limit("200") // the engine's own way to be out of room
	err = f.Save(t.Context(), []crawler.Visit{v})
	if !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "磁盘空间已满") {
		t.Fatalf("full disk: %v", err)
	}
	p, err := f.Progress(t.Context())
	if want := (crawler.Progress{Known: 1, Pending: 1}); err != nil || p != want {
		t.Errorf("after the full disk: %+v, %v; want %+v", p, err, want)
	}
	var check string
	if err := s.r.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&check); err != nil || check != "ok" {
		t.Errorf("integrity: %s, %v", check, err)
	}
	limit("1000000")
	if err := f.Save(t.Context(), []crawler.Visit{v}); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "page.html")
	if err := os.WriteFile(other, []byte(strings.Repeat("<html>这不是数据库</html>\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dsn  string
		kind error
		says string
	}{
		{other, ErrBroken, "不是本程序的数据库文件"},
		{filepath.Join(dir, "missing", "duwang.db"), ErrUnreachable, "打不开数据库"},
		{dir, ErrUnreachable, "打不开数据库"},
		{"", nil, "没有写明数据库"},
		{"mysql://root@localhost/x", nil, "不认识的数据库类型 mysql://"},
		{"postgres://x@/y?host=" + dir + "&connect_timeout=2", ErrUnreachable, "打不开数据库"},
	} {
		s, err := Open(t.Context(), c.dsn)
		if err == nil {
			t.Errorf("%s: opened", c.dsn)
			_ = s.Close()
			continue
		}
		if c.kind != nil && !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.dsn, err)
		}
	}
}

func TestAnOddFileNameIsThatFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "县 100%?#数据&x=1.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		t.Fatalf("%v, %v", info, err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if err := s.StartScan(t.Context(), portal.Scan{ID: "one"}, &portal.Ledger{}, ""); err == nil {
		t.Error("wrote to a closed store")
	}
}

func TestAnswersMergeInAnyOrder(t *testing.T) {
	all := []answer{bySite, {"edu", "a"}, {"edu", "b"}, {"edu", ""}, {"health", "c"}, {}}
	for _, a := range all {
		for _, b := range all {
			if a.and(b) != b.and(a) {
				t.Errorf("%v and %v differ by order", a, b)
			}
			for _, c := range all {
				if a.and(b).and(c) != a.and(b.and(c)) {
					t.Errorf("%v, %v, %v differ by grouping", a, b, c)
				}
			}
		}
	}
}

func TestRolesAndKindsMergeInAnyOrder(t *testing.T) {
	type what struct {
		role       portal.Role
		column     string
		sheet      int
		kind, site string
	}
	r := rand.New(rand.NewPCG(1, 1))
	pick := func() what {
		return what{role: []portal.Role{portal.RoleHome, portal.RoleList, portal.RoleItem, portal.RolePage}[r.IntN(4)], column: []string{"", "a", "b"}[r.IntN(3)], sheet: r.IntN(3),
			kind: []string{portal.LinkPage, portal.LinkAttachment, portal.LinkImage, portal.LinkExternal}[r.IntN(4)], site: []string{"a", "b"}[r.IntN(2)]}
	}
	fold := func(list []what) what {
		out := list[0]
		for _, w := range list[1:] {
			out.role, out.column, out.sheet = roleOf(out.role, out.column, out.sheet, w.role, w.column, w.sheet)
			out.kind, out.site = kindOf(out.kind, out.site, w.kind, w.site)
		}
		return out
	}
	for range 500 {
		list := []what{pick(), pick(), pick(), pick()}
		want := fold(list)
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if got := fold(list); got != want {
			t.Fatalf("%v: %v, in another order %v", list, got, want)
		}
	}
}

func TestInstantsHaveOneForm(t *testing.T) {
	for _, at := range []time.Time{{}, time.Unix(0, 0), time.Date(2026, 11, 21, 10, 0, 0, 123456789, time.FixedZone("CST", 8*3600))} {
		text := formTime(at)
		back, err := parseTime(text)
		if err != nil || !back.Equal(at) || text != "" && len(text) != len("2026-11-21T02:00:00.000000000Z") {
			t.Errorf("%v is %q, back %v, %v", at, text, back, err)
		}
	}
}

func FuzzLinks(f *testing.F) {
	f.Add("http://a.test/1\x01文字\x01page\x00http://a.test/12\x01\x01")
	f.Add("")
	f.Add("\x00\x00\x01\x01\x01")
	f.Fuzz(func(t *testing.T, s string) {
		var links []portal.Link
		for part := range strings.SplitSeq(s, "\x00") {
			fields := append(strings.SplitN(part, "\x01", 3), "", "", "")
			links = append(links, portal.Link{URL: fields[0], Text: fields[1], Kind: fields[2]})
		}
		back, err := unpackLinks(packLinks(links))
		if err != nil || !slices.Equal(back, links) {
			t.Errorf("%v: %s", err, cmp.Diff(links, back))
		}
		// Damaged bytes give an error or other links, never a panic.
		_, _ = unpackLinks([]byte(s))
	})
}

// TestFactsKnownInPart: of an article the crawl is told what it follows, and
// that much is never taken for all that the page said.
func TestFactsKnownInPart(t *testing.T) {
	day := portal.Stamp{Date: portal.MustDate("2026-03-01"), Clock: "10:02"}
	article := &portal.Facts{Kind: portal.KindArticle, Title: "标题", PublishedAt: day, Published: []portal.Stamp{day, {Date: portal.MustDate("2026-06-01")}},
		Source: "教育局", LinkCount: 1, Links: []portal.Link{{URL: "http://a.test/1", Text: "一", Kind: portal.LinkPage}}}
	list := &portal.Facts{Kind: portal.KindColumn, Title: "栏目", Items: []portal.Row{{Title: "一", URL: "http://a.test/1"}}, Source: "教育局"}
	for _, f := range []*portal.Facts{article, list} {
		r, err := encode(f)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decode(r.facts, r.links)
		if err != nil {
			t.Fatal(err)
		}
		want := *f
		if f == article {
			want = portal.Facts{Kind: f.Kind, Title: f.Title, PublishedAt: f.PublishedAt, Published: f.Published, LinkCount: partOnly, Links: f.Links}
		}
		if diff := cmp.Diff(&want, back); diff != "" {
			t.Errorf("%s: -want +got\n%s", f.Kind, diff)
		}
		if _, err := encode(back); (err != nil) != (f == article) {
			t.Errorf("%s comes back under another name: %v", f.Kind, err)
		}
		// What an earlier version stored is read, too.
		old := deflated(t, packLinks(f.Links))
		if back, err = decode(r.facts, old); err != nil || back.Source != f.Source || !slices.Equal(back.Links, f.Links) {
			t.Errorf("%s of an earlier version: %+v, %v", f.Kind, back, err)
		}
	}
	if back, err := unpackHead([]byte("\x02\x01"), &portal.Facts{}); err == nil {
		t.Errorf("a damaged head gives %q", back)
	}
}

func deflated(t *testing.T, raw []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
