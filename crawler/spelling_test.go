package crawler

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"duwang/crawler/portal"
)

func TestOneSpellingOfAPage(t *testing.T) {
	s := newSpellings()
	s.own("http://a.example/list.jsp?type=2&id=1")
	for _, c := range [][2]string{
		{"http://a.example/b.jsp?x=1&a=2", "http://a.example/b.jsp?x=1&a=2"},
		{"http://a.example/b.jsp?a=2&x=1", "http://a.example/b.jsp?x=1&a=2"},
		{"http://a.example/b.jsp?a=2&x=2", "http://a.example/b.jsp?a=2&x=2"},
		{"http://a.example/list.jsp?id=1&type=2", "http://a.example/list.jsp?type=2&id=1"},
		{"http://a.example/c.php?PHPSESSID=0123456789abcdef0123&id=1", "http://a.example/c.php?id=1"},
		{"http://a.example/c.php?PHPSESSID=0123456789abcdef0123", "http://a.example/c.php"},
		{"http://a.example/gkmlpt/api?sid=755001", "http://a.example/gkmlpt/api?sid=755001"},
		{"http://a.example/d.html?_=1763683200123", "http://a.example/d.html"},
		{"http://a.example/d.html?t=20261121", "http://a.example/d.html?t=20261121"},
		{"http://a.example/d.html?r=1&rand=0.8371625", "http://a.example/d.html?r=1"},
		{"http://a.example/(S(abcdefghijklmnopqrstuvwx))/e.aspx", "http://a.example/e.aspx"},
		{"http://a.example/(S(short))/e.aspx", "http://a.example/(S(short))/e.aspx"},
		{"http://a.example/f?/a/b&c", "http://a.example/f?/a/b&c"},
		{"http://a.example/g?b=1&a=1&b=2", "http://a.example/g?b=1&a=1&b=2"},
		{"http://a.example/g?b=2&a=1&b=1", "http://a.example/g?b=2&a=1&b=1"}, // order within one name may matter
		{"http://a.example/g?a=1&b=1&b=2", "http://a.example/g?b=1&a=1&b=2"},
	} {
		if got := s.one(c[0]); got != c[1] {
			t.Errorf("one(%s) = %s, want %s", c[0], got, c[1])
		}
	}
}

func TestRepeatedFolders(t *testing.T) {
	for u, want := range map[string]bool{
		"http://a.example/a/b/c/d/e/f/g.html": false, "http://a.example/a/b/a/b/a/b/a/b/x.html": true, "http://a.example/x/x/x/x/x": true,
		"http://a.example/2026/2026/2026/1.html": false, "http://a.example/?u=/a/a/a/a/a/a": false, "http://a.example/////////": false,
		"http://a.example/" + strings.Repeat("d/", 30): true, "no address": true,
	} {
		if got := repeats(u); got != want {
			t.Errorf("repeats(%s) = %v", u, got)
		}
	}
}

func TestTrapsCloseOnlyWhatBringsNothing(t *testing.T) {
	p := newTraps()
	page := func(u string) *Task { return &Task{URL: u, Role: portal.RolePage} }
	link := func(u string) *Shown { return &Shown{URL: u, Kind: portal.LinkPage, Role: portal.RolePage} }
	for i := range barrenQueries {
		if why := p.endless(link(fmt.Sprintf("http://a.example/cal?y=%d", i))); why != "" {
			t.Fatalf("closed after %d: %s", i, why)
		}
		p.read(page(fmt.Sprintf("http://a.example/cal?y=%d", i)), &portal.Facts{Kind: portal.KindOther})
		rows := []portal.Row{{URL: "http://a.example/1"}, {URL: "http://a.example/2"}}
		p.read(page(fmt.Sprintf("http://a.example/list?sort=%d", i)), &portal.Facts{Kind: portal.KindColumn, Items: rows[:]})
		p.read(page(fmt.Sprintf("http://a.example/show?id=%d", i)), &portal.Facts{Kind: portal.KindArticle})
		p.read(page(fmt.Sprintf("http://a.example/turn?page=%d", i)), &portal.Facts{Kind: portal.KindColumn, Items: []portal.Row{{URL: fmt.Sprint(i)}}})
	}
	// The first list was news, so its shape needs one page more.
	p.read(page("http://a.example/list?sort=x"), &portal.Facts{Kind: portal.KindColumn, Items: []portal.Row{{URL: "http://a.example/2"}, {URL: "http://a.example/1"}}})
	for u, closed := range map[string]bool{
		"http://a.example/cal?y=9999": true, "http://a.example/list?sort=z": true, "http://a.example/show?id=9999": false,
		"http://a.example/turn?page=9999": false, "http://a.example/cal": false, "http://a.example/cal?m=1": false, "http://b.example/cal?y=1": false,
	} {
		if why := p.endless(link(u)); (why != "") != closed {
			t.Errorf("%s: %q", u, why)
		}
	}
	item := link("http://a.example/cal?y=9999")
	item.Role = portal.RoleItem
	if why := p.endless(item); why != "" {
		t.Errorf("what a list names is cut: %s", why)
	}
}

func FuzzSpellings(f *testing.F) {
	f.Add("http://a.example/(S(abcdefghijklmnopqrstuvwx))/a?b=1&a=2&sid=0123456789abcdef01", "http://a.example/?")
	f.Add("http://a.example/?&&=&a", "http://a.example/a/a/a/a")
	f.Fuzz(func(t *testing.T, a, b string) {
		s, p := newSpellings(), newTraps()
		for _, u := range []string{a, b} {
			one := s.one(u)
			if again := s.one(one); again != one && !strings.Contains(one, "/(S(") {
				t.Errorf("%q is %q, and that %q", u, one, again)
			}
			p.shape(u)
			repeats(u)
			sheetNumber(u)
			looksArticle(u)
			retryAfter(u, time.Unix(0, 0))
			if v, err := url.Parse(u); err == nil && v.Host != "" && v.User == nil && strings.ToLower(u) == u && v.Opaque == "" && strings.HasPrefix(u, v.Scheme+"://") {
				if v.Host != hostOf(u) && !strings.Contains(v.Host, "%") && !strings.ContainsAny(hostOf(u), "%\\") {
					t.Errorf("host of %q: %q, not %q", u, hostOf(u), v.Host)
				}
			}
		}
	})
}
