package address

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const here = "http://www.Example.gov.cn:80/zwgk/tzgg/202603/index.html?x=1#top"

func TestResolve(t *testing.T) {
	for _, c := range []struct{ name, ref, want string }{
		{"relative with dot", "./t20260301_1.html", "http://www.example.gov.cn/zwgk/tzgg/202603/t20260301_1.html"},
		{"up", "../../zcwj/", "http://www.example.gov.cn/zwgk/zcwj/"},
		{"above the root", "../../../../../a", "http://www.example.gov.cn/a"},
		{"rooted", "/a/./b/../c.html", "http://www.example.gov.cn/a/c.html"},
		{"last segment is dots", "/a/b/..", "http://www.example.gov.cn/a/"},
		{"protocol-relative", "//WWW.cac.gov.cn/x", "http://www.cac.gov.cn/x"},
		{"absolute", "HTTPS://A.gov.cn:443/", "https://a.gov.cn/"},
		{"absolute without path", "https://a.gov.cn", "https://a.gov.cn/"},
		{"port stays", "http://a.gov.cn:8080/x", "http://a.gov.cn:8080/x"},
		{"query only", "?page=2", "http://www.example.gov.cn/zwgk/tzgg/202603/index.html?page=2"},
		{"query without path", "http://a.gov.cn?x=1", "http://a.gov.cn/?x=1"},
		{"empty query", "b.html?", "http://www.example.gov.cn/zwgk/tzgg/202603/b.html"},
		{"fragment", "b.html#c", "http://www.example.gov.cn/zwgk/tzgg/202603/b.html"},
		{"fragment only", "#c", "http://www.example.gov.cn/zwgk/tzgg/202603/index.html?x=1"},
		{"blanks around", " \n b.html\t ", "http://www.example.gov.cn/zwgk/tzgg/202603/b.html"},
		{"line end inside", "/a\n/b.html", "http://www.example.gov.cn/a/b.html"},
		{"blank inside", "/a b.html", "http://www.example.gov.cn/a%20b.html"},
		{"backslashes", `..\..\a\b.html`, "http://www.example.gov.cn/zwgk/a/b.html"},
		{"backslashed host", `http:\\a.gov.cn\b`, "http://a.gov.cn/b"},
		{"lower percent", "/%e4%b8%ad", "http://www.example.gov.cn/%E4%B8%AD"},
		{"raw Chinese", "/中", "http://www.example.gov.cn/%E4%B8%AD"},
		{"unreserved decoded", "/%7Ea%2Db", "http://www.example.gov.cn/~a-b"},
		{"coded dots", "/a/%2e%2E/b", "http://www.example.gov.cn/b"},
		{"lone percent", "/100%zz", "http://www.example.gov.cn/100%25zz"},
		{"percent at the end", "/100%", "http://www.example.gov.cn/100%25"},
		{"coded slash stays", "/a%2fb", "http://www.example.gov.cn/a%2Fb"},
		{"session", "/show.jsp;jsessionid=AB12?id=3", "http://www.example.gov.cn/show.jsp?id=3"},
		{"session upper case", "/a;JSESSIONID=1/b", "http://www.example.gov.cn/a/b"},
		{"other parameter stays", "/a;v=1/b", "http://www.example.gov.cn/a;v=1/b"},
		{"Chinese host", "http://政府网站.政务/", "http://xn--mxtq1mbouz8d.xn--zfr164b/"},
		{"user name dropped", "http://u:p@a.gov.cn/", "http://a.gov.cn/"},
		{"address as a number", "http://2130706433/", "http://127.0.0.1/"},
		{"IPv6", "http://[::1]:8080/a", "http://[::1]:8080/a"},
		{"scheme without slashes", "http:/a/b", "http://www.example.gov.cn/a/b"},
		{"slashes without scheme", "http//www.a.gov.cn/", "http://www.example.gov.cn/zwgk/tzgg/202603/http//www.a.gov.cn/"},
		{"colon in a segment", "./a:b", "http://www.example.gov.cn/zwgk/tzgg/202603/a:b"},
		{"quotes", `/a"b'c`, "http://www.example.gov.cn/a%22b'c"},
		{"double slash kept", "/a//b", "http://www.example.gov.cn/a//b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := base(t, here, "")
			for range 2 { // the second time from the memo
				got, ok := b.Resolve(c.ref)
				if !ok || got != c.want {
					t.Errorf("Resolve(%q) = %q, %v, want %q", c.ref, got, ok, c.want)
				}
			}
		})
	}
}

func TestRefused(t *testing.T) {
	b := base(t, here, "")
	for _, ref := range []string{
		"javascript:void(0)", "JavaScript:;", "mailto:a@b.cn", "tel:12345", "data:text/html,x", "file:///c:/a.doc", "ftp://a.gov.cn/",
		"weixin://x", "about:blank", "http://", "http:///", "http://a.gov.cn:99999/", "http://a.gov.cn:8x/", "http://a b/", "http://%/", "//",
	} {
		if got, ok := b.Resolve(ref); ok {
			t.Errorf("Resolve(%q) = %q, want it refused", ref, got)
		}
	}
}

func TestBaseElement(t *testing.T) {
	for _, c := range []struct{ href, ref, want string }{
		{"/sub/", "a.html", "http://www.example.gov.cn/sub/a.html"},
		{"http://b.gov.cn/x/y", "a.html", "http://b.gov.cn/x/a.html"},
		{"//b.gov.cn", "a.html", "http://b.gov.cn/a.html"},
		{"javascript:x", "a.html", "http://www.example.gov.cn/zwgk/tzgg/202603/a.html"},
		{"  ", "a.html", "http://www.example.gov.cn/zwgk/tzgg/202603/a.html"},
	} {
		if got, _ := base(t, here, c.href).Resolve(c.ref); got != c.want {
			t.Errorf("base %q: %q, want %q", c.href, got, c.want)
		}
	}
	if _, err := NewBase("zwgk/index.html", ""); err == nil {
		t.Error("a relative page address is taken")
	}
}

func TestQueryInPageCharset(t *testing.T) {
	b := base(t, "http://www.example.gov.cn/", "")
	b.EncodeQuery(func(s string) string {
		if s == "中" {
			return "\xd6\xd0"
		}
		return s
	})
	if got, _ := b.Resolve("/中?q=中&r=1"); got != "http://www.example.gov.cn/%E4%B8%AD?q=%D6%D0&r=1" {
		t.Errorf("got %q", got)
	}
}

func TestSamePage(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"http://a.gov.cn", "http://a.gov.cn/index.html", true},
		{"http://a.gov.cn/x", "http://a.gov.cn/x/index.shtml", true},
		{"http://a.gov.cn/x/", "https://a.gov.cn/x/index.htm", true},
		{"http://a.gov.cn/x/index_1.html", "http://a.gov.cn/x/index.html", false},
		{"http://a.gov.cn/x/?id=1", "http://a.gov.cn/x/?id=2", false},
		{"http://a.gov.cn/x", "http://b.gov.cn/x", false},
	} {
		if got := SamePage(c.a, c.b); got != c.want {
			t.Errorf("SamePage(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestHost(t *testing.T) {
	for in, want := range map[string]string{
		"http://A.gov.cn:80/x": "a.gov.cn", "https://a.gov.cn:8443": "a.gov.cn:8443", "x": "", "http://127.0.0.1:8080/": "127.0.0.1:8080",
	} {
		if got := Host(in); got != want {
			t.Errorf("Host(%q) = %q, want %q", in, got, want)
		}
	}
}

func base(t testing.TB, page, href string) *Base {
	t.Helper()
	b, err := NewBase(page, href)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// FuzzResolve: what is resolved is normalised already, can be requested, and
// keeps no fragment, blank or session.
func FuzzResolve(f *testing.F) {
	for _, s := range []string{"./a.html", "//h/x", "http://中.cn/%zz?q= #f", `\\a\b`, "/a;jsessionid=1;b", "http://[::1]/", "?", "..//..", "http://0x7f.1/", "/%2e%2e/%C3%28", "http://a.cn:0080/"} {
		f.Add(here, s)
	}
	f.Fuzz(func(t *testing.T, page, ref string) {
		b, err := NewBase(page, "")
		if err != nil {
			if b, err = NewBase(here, ""); err != nil {
				t.Fatal(err)
			}
		}
		u, ok := b.Resolve(ref)
		if !ok {
			return
		}
		again, err := Normalise(u)
		if err != nil || again != u {
			t.Fatalf("Resolve(%q) = %q, normalised again %q, %v", ref, u, again, err)
		}
		if strings.ContainsAny(u, "# \t\r\n\\") || strings.Contains(strings.ToLower(u), ";jsessionid=") {
			t.Fatalf("Resolve(%q) = %q", ref, u)
		}
		p, err := url.Parse(u)
		if err != nil {
			t.Fatalf("Resolve(%q) = %q: %v", ref, u, err)
		}
		if p.Scheme != "http" && p.Scheme != "https" || p.Host == "" {
			t.Fatalf("Resolve(%q) = %q", ref, u)
		}
		if _, err := http.NewRequest(http.MethodGet, u, nil); err != nil {
			t.Fatalf("Resolve(%q) = %q: %v", ref, u, err)
		}
		if !SamePage(u, u) || Host(u) == "" {
			t.Fatalf("%q has no host or is not itself", u)
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	refs := []string{"./202609/t20260910_1.html", "/zwgk/", "../tzgg/index.html", "http://www.gov.cn/", "//www.cac.gov.cn/x.html", "images/a.png"}
	b.ReportAllocs()
	for b.Loop() {
		base, err := NewBase(here, "")
		if err != nil {
			b.Fatal(err)
		}
		for i := range 128 {
			base.Resolve(refs[i%len(refs)])
		}
	}
}

// TestHostIsSeenAtOnce holds the quick way to a host against the long one.
func TestHostIsSeenAtOnce(t *testing.T) {
	for _, u := range []string{
		"http://www.example.gov.cn/", "https://www.example.gov.cn", "http://www.example.gov.cn?a=1", "http://a.test#x", "http://a.test:80/", "http://a.test:8080/",
		"http://A.Test/", "http://a..test/", "http://.test/", "http://1.2.3.4/", "http://1.2/", "http://xn--fiqs8s/", "http://u@a.test/", "http://a.test\\b/", "http://政府.cn/",
		"http:///x", "http://", "ftp://a.test/", " http://a.test/", "http://a_b.test/\tx", "http://a.test /", "//a.test/", "",
	} {
		want := ""
		if p, err := parse(u); err == nil {
			want = p.host
			if p.port != "" {
				want += ":" + p.port
			}
		}
		if got := Host(u); got != want {
			t.Errorf("Host(%q) = %q, not %q", u, got, want)
		}
	}
}
