package crawler_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

// ways are the ways in which pages name addresses: the page that does, and
// what a browser would ask for. $HOST is the portal's own host and port.
var ways = []struct {
	name, page string // body of the page, or the whole of it when it begins with <html
	want       string // addresses, by blanks
}{
	{"fragments", `<a href="/w/frag.html#a">一</a><a href="/w/frag.html#b">二</a>`, "/w/frag.html"},
	{"case of hosts, scheme's own port, no scheme", `<a href="HTTP://$UPPER/w/host.html">一</a><a href="//$HOST/w/host.html">二</a>`, "/w/host.html"},
	{"dots and doubled slashes", `<a href="/w/x/../dots.html">一</a><a href="/w/./dots.html">二</a><a href="/w//double.html">三</a>`, "/w/dots.html /w//double.html"},
	{"backslashes, blanks and line ends", "<a href='\\w\\back.html'>一</a><a href=' /w/back.html\n'>二</a><a href='/w/with blank.html'>三</a>", "/w/back.html /w/with%20blank.html"},
	{"escapes", `<a href="/w/%7eu%2Dx.html">一</a><a href="/w/~u-x.html">二</a><a href="/w/%e5%85%ac.html">三</a><a href="/w/公.html">四</a>`, "/w/~u-x.html /w/%E5%85%AC.html"},
	{"session ids", `<a href="/w/s.jsp;jsessionid=0123456789ABCDEF01234567?id=1">一</a><a href="/w/s.jsp?id=1&PHPSESSID=0123456789abcdef01234567">二</a>
		<a href="/w/(S(abcdefghijklmnopqrstuvwx))/s.aspx">三</a><a href="/w/s.aspx">四</a>`, "/w/s.jsp?id=1 /w/s.aspx"},
	{"order of parameters", `<a href="/w/p.jsp?a=1&b=2">一</a><a href="/w/p.jsp?b=2&amp;a=1">二</a>`, "/w/p.jsp?a=1&b=2"},
	{"empty query", `<a href="/w/eq.html?">一</a><a href="/w/eq.html">二</a>`, "/w/eq.html"},
	{"base", `<html><head><title>基</title><base href="/w/base/"></head><body><a href="one.html">一</a><a href="./one.html">二</a></body></html>`, "/w/base/one.html"},
	{"base without a slash at its end", `<html><head><title>基</title><base href="/w/nobase"></head><body><a href="two.html">一</a></body></html>`, "/w/two.html"},
	{"meta refresh", `<html><head><title>转</title><meta http-equiv="refresh" content="5; URL='/w/refresh.html'"></head><body>请稍候</body></html>`, "/w/refresh.html"},
	{"frames", `<html><head><title>框架</title></head><frameset cols="20%,*"><frame src="/w/frame1.html"><frame src="/w/frame2.html"></frameset></html>`, "/w/frame1.html /w/frame2.html"},
	{"inline frame", `<iframe src="/w/iframe.html"></iframe>`, "/w/iframe.html"},
	{"onclick", `<div onclick="window.open('/w/c1.html')">一</div><input type="button" value="二" onclick="location.href='/w/c2.html'"><table><tr onclick="javascript:window.location='/w/c3.html';"><td>三</td></tr></table>
		<span onclick='top.location.replace("/w/c4.html")'>四</span><img src="/w/c.png" onclick="self.location.href = '/w/c5.html'">`, "/w/c1.html /w/c2.html /w/c3.html /w/c4.html /w/c5.html /w/c.png"},
	{"javascript: links", `<a href="javascript:window.open('/w/j1.html','_blank')">一</a><a href="JavaScript:location.href='/w/j2.html'">二</a><a href="javascript:void(0)">三</a>
		<a href="javascript:go('/no/such')">四</a><a href="javascript:void(0)" onclick="window.open('/w/j3.html')">五</a><a href="javascript:document.location='/w/j4.html'">六</a>`, "/w/j1.html /w/j2.html /w/j3.html /w/j4.html"},
	{"image map", `<map name="m"><area shape="rect" coords="0,0,9,9" href="/w/area.html" alt="区"></map><img src="/w/map.png" usemap="#m">`, "/w/area.html /w/map.png"},
	{"drop-down of links", `<select onchange="window.open(this.value)"><option value="">请选择</option><option value="http://$HOST/w/option.html">一</option></select>`, "/w/option.html"},
	{"pictures", `<img src="/w/i0.png" srcset="/w/i1.png 1x, /w/i2.png 2x"><picture><source srcset="/w/i3.webp 800w,/w/i4.webp 1600w"><img src="/w/i5.png"></picture>
		<input type="image" src="/w/i6.png">`, "/w/i0.png /w/i1.png /w/i2.png /w/i3.webp /w/i4.webp /w/i5.png /w/i6.png"},
	{"pictures by style", `<div style="color:red;background:url( '/w/b1.png' ) no-repeat">一</div><table background="/w/b2.png"><tr><td background="/w/b3.png">二</td></tr></table>
		<div style="background-image:url(data:image/png;base64,AA==)">三</div><div style="display:none;background:url(/no/hidden.png)">四</div>`, "/w/b1.png /w/b2.png /w/b3.png"},
	{"no addresses", `<a href="#top">一</a><a href="mailto:a@b.example">二</a><a href="tel:12345">三</a><a href="javascript:;">四</a><a href="">五</a><a>六</a><img src="data:image/gif;base64,AA==">`, ""},
}

// TestEveryWayToNameAnAddress has a portal on which each way stands on a page
// of its own: what a browser would ask for is asked for once, and nothing else.
func TestEveryWayToNameAnAddress(t *testing.T) {
	s := newServer(t, nil)
	host := strings.TrimPrefix(s.URL, "http://")
	home := ""
	var want []string
	for i, w := range ways {
		at := "/way/" + string(rune('a'+i)) + ".html"
		home += `<a href="` + at + `">` + w.name + `</a>`
		page := strings.NewReplacer("$HOST", host, "$UPPER", strings.ToUpper(host)).Replace(w.page)
		if strings.HasPrefix(page, "<html") {
			s.answer[at] = func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", "text/html; charset=utf-8")
				_, _ = rw.Write([]byte(page))
			}
		} else {
			s.answer[at] = html(page + "<p>" + w.name + strings.Repeat("的页面", 20) + "</p>")
		}
		want = append(want, at)
		for f := range strings.FieldsSeq(w.want) {
			want = append(want, f)
		}
	}
	// A page in GBK, whose raw query goes out in GBK.
	gbk := "<html><head><meta charset=\"gb2312\"><title>\xcb\xd1\xcb\xf7</title></head><body><p>" + strings.Repeat("\xd5\xfe\xce\xf1\xb9\xab\xbf\xaa", 20) +
		"</p><a href=\"/w/search.jsp?q=\xd6\xd0&p=1\">\xcb\xd1</a></body></html>"
	s.answer["/way/gbk.html"] = func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		_, _ = rw.Write([]byte(gbk))
	}
	want = append(want, "/", "/way/gbk.html", "/w/search.jsp?q=%D6%D0&p=1")
	s.answer["/"] = html(home + `<a href="/way/gbk.html">GBK</a>`)
	s.otherwise = func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, ".png"), strings.HasSuffix(r.URL.Path, ".webp"):
			rw.Header().Set("Content-Type", "image/png")
			_, _ = rw.Write([]byte("\x89PNG\r\n\x1a\n"))
		case strings.HasPrefix(r.URL.Path, "/w/"):
			html("<p>"+strings.Repeat("第"+r.URL.RequestURI()+"页的正文。", 10)+"</p>")(rw, r)
		default:
			http.NotFound(rw, r)
		}
	}
	opt := s.options(portal.ScanFull)
	opt.Ledger.Columns, opt.Robots = nil, false
	_, sum := crawl(t, opt)
	if !sum.Complete || len(sum.Notes) > 0 {
		t.Errorf("summary %+v", sum)
	}
	var got []string
	for uri, times := range s.asked {
		if strings.HasPrefix(uri, "/duwang-") {
			continue // the look for a page that is not there
		}
		if times != 1 {
			t.Errorf("%s was asked %d times", uri, times)
		}
		got = append(got, uri)
	}
	slices.Sort(got)
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
}
