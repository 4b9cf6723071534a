package demo

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"duwang/checks"
	"duwang/checks/calendar"
	"duwang/cmd/internal/config"
	"duwang/crawler/portal"
)

// get asks a handler without a wire; redirects are not followed.
func get(h http.Handler, at string, header ...string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, at, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const elsewhere = "http://outside.test:8080"

var reference = regexp.MustCompile(`(?:href|src)=["']([^"']+)["']`)

// TestEveryLinkLeadsSomewhere walks the portal from its home page as a
// browser would and compares what does not open with what was planted.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	p := New(elsewhere)
	const base = "http://portal.test"
	broken, outside := map[string]bool{}, map[string]bool{}
	seen, queue := map[string]bool{"/": true}, []string{"/"}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if strings.HasPrefix(at, "/nbgl/") {
			continue // robots.txt keeps us out
		}
		r := get(p, at)
		if r.StatusCode == http.StatusInternalServerError {
			r = get(p, at) // as a crawler does
		}
		data := body(t, r)
		switch {
		case r.StatusCode == http.StatusFound || r.StatusCode == http.StatusMovedPermanently:
			if to := r.Header.Get("Location"); to == "/" && at != "/index.shtml" || strings.Contains(at, "post_40001") {
				broken[at] = true
			} else if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
			continue
		case r.StatusCode == 401 || r.StatusCode == 403 || r.StatusCode == 412:
			continue
		case r.StatusCode != http.StatusOK || len(data) == 0 || bytes.Contains(data, []byte("<title>页面不存在</title>")):
			broken[at] = true
			continue
		}
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			continue
		}
		here, err := url.Parse(base + at)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range reference.FindAllSubmatch(data, -1) {
			ref := strings.ReplaceAll(string(m[1]), "&amp;", "&")
			if strings.HasPrefix(ref, "javascript:") || strings.Contains(ref, "' +") {
				continue
			}
			u, err := here.Parse(ref)
			if err != nil {
				t.Fatalf("%s: %v", at, err)
			}
			if u.Host != here.Host {
				outside[u.String()] = true
				continue
			}
			if !seen[u.Path] {
				seen[u.Path] = true
				queue = append(queue, u.Path)
			}
		}
	}
	for u := range outside {
		if r := get(p.Outside(), strings.TrimPrefix(u, elsewhere)); r.StatusCode == http.StatusNotFound {
			broken[u] = true
		}
	}
	var want []string
	for _, f := range p.Truth(base) {
		if f.Check == "link-broken" {
			want = append(want, strings.TrimPrefix(f.URL, base))
		}
	}
	// The two ends of a loop are one fault: the end that the page shows.
	delete(broken, "/nyncj/tzgg/content/post_400018.html")
	var got []string
	for at := range broken {
		got = append(got, at)
	}
	sort.Strings(want)
	sort.Strings(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("broken links (-planted +met):\n%s", diff)
	}
	var unlinked []string
	for at, pg := range p.pages {
		if strings.HasPrefix(pg.contentType, "text/html") && !seen[at] && !strings.HasSuffix(at, "/index.html") && p.world.odd[at] == nil {
			unlinked = append(unlinked, at)
		}
	}
	// The pagers of TRS are drawn by a script that the walk does not run.
	if diff := cmp.Diff([]string{"/zwgk/gsgg/index_1.html", "/zwgk/yw/yxyw/index_1.html", "/zwgk/yw/yxyw/index_2.html"}, lists(unlinked)); diff != "" {
		t.Errorf("pages that no page shows (-want +got):\n%s", diff)
	}
}

// lists are the list pages among addresses: articles that only they show are
// left out.
func lists(addresses []string) []string {
	article := regexp.MustCompile(`/t\d{8}_\d+\.html$`)
	rest := []string{}
	for _, at := range addresses {
		if !article.MatchString(at) {
			rest = append(rest, at)
		}
	}
	sort.Strings(rest)
	return rest
}

func TestSizeOfTheCounty(t *testing.T) {
	p := New(elsewhere)
	if p.Units() != 20 || p.Columns() < 100 || p.Pages() < 600 || p.Pages() > 900 {
		t.Errorf("%d units, %d columns, %d pages", p.Units(), p.Columns(), p.Pages())
	}
	systems := map[string]int{}
	for _, u := range p.world.units {
		systems[u.system]++
	}
	if len(systems) != 4 {
		t.Errorf("looks: %v", systems)
	}
	count := map[string]int{}
	for _, f := range p.Truth("http://portal.test") {
		count[f.Check]++
	}
	for check := range count {
		if _, known := checks.Lookup(check); !known {
			t.Errorf("a fault is planted for %s, which is no check", check)
		}
	}
	// The core checks; home-stale is not among them, for there is one home
	// page, and it is fresh.
	for _, check := range []string{"column-stale", "column-blank", "column-undated", "section-missing", "link-broken", "field-missing", "tag-missing",
		"mark-missing", "deadline", "date-implausible", "annual-report", "interpretation", "non-public-note"} {
		if n := count[check]; n < 2 {
			t.Errorf("%s is planted %d times", check, n)
		}
	}
}

func TestSameBytesEveryTime(t *testing.T) {
	a, b := New(elsewhere), New(elsewhere)
	if diff := cmp.Diff(keys(a), keys(b)); diff != "" {
		t.Fatalf("addresses differ:\n%s", diff)
	}
	for at, pg := range a.pages {
		if !bytes.Equal(pg.body, b.pages[at].body) || pg.etag != b.pages[at].etag || !pg.modified.Equal(b.pages[at].modified) {
			t.Errorf("%s differs", at)
		}
	}
}

func keys(p *Portal) []string {
	var list []string
	for at := range p.pages {
		list = append(list, at)
	}
	sort.Strings(list)
	return list
}

func TestConfigLoads(t *testing.T) {
	p := New(elsewhere)
	dir := t.TempDir()
	c, err := config.Parse("duwang.yaml", []byte(p.Config("http://127.0.0.1:8080", dir)), dir)
	if err != nil {
		t.Fatal(err)
	}
	l := c.Ledger()
	if len(l.Units) != p.Units() || len(l.Columns) != p.Columns() || c.Since != 0 || !c.Crawl.AllowPrivate || c.Crawl.Rate != 0 || c.Crawl.PerHost != 8 {
		t.Errorf("%d units, %d columns, crawl %+v", len(l.Units), len(l.Columns), c.Crawl)
	}
	for _, col := range l.Columns {
		if r := get(p, strings.TrimPrefix(col.URL, "http://127.0.0.1:8080")); r.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d", col.URL, r.StatusCode)
		}
	}
}

// TestPlantedDatesAreWhatTheySay counts the planted days again, by the State
// Council's calendar.
func TestPlantedDatesAreWhatTheySay(t *testing.T) {
	w := New(elsewhere).world
	cal := calendar.MustDefault()
	for _, row := range []struct {
		column   string
		article  int
		workdays int
	}{
		{"edu-policy", 0, 21}, {"transport-policy", 3, 21}, {"civil-policy", 0, 20}, {"housing-policy", 3, 20},
	} {
		a := w.columns[row.column].articles[row.article]
		formed := formedOn(a)
		if n := cal.Count(formed, a.published.Date); !n.Known || n.Workdays != row.workdays {
			t.Errorf("%s %s: %d working days from %s to %s, want %d", row.column, a.title, n.Workdays, formed, a.published.Date, row.workdays)
		}
	}
	late := w.columns["qingshi-notice"].articles[1]
	if n := cal.Count(portal.MustDate("2026-08-20"), late.published.Date); n.Workdays <= 20 {
		t.Errorf("the notice of %s is %d working days old", late.published.Date, n.Workdays)
	}
	for id, days := range map[string]int{
		"housing-news": 15, "liuhe-news": 49, "transport-notice": 181, "civil-news": 14, "health-notice": 180, "fin-budget": 365,
		"ecology-monitor": 15, "ecology-policy": 259, "gov-statistics": 33,
	} {
		newest := portal.Date(0)
		for _, a := range w.columns[id].articles {
			newest = max(newest, a.published.Date)
		}
		if got := AsOf.DaysSince(newest); got != days {
			t.Errorf("%s: newest is %d days old, want %d", id, got, days)
		}
	}
	// Nothing unplanted is made later, or published long after it was made.
	planted := map[*article]bool{
		w.columns["edu-policy"].articles[0]: true, w.columns["transport-policy"].articles[3]: true, late: true,
		w.columns["health-policy"].articles[2]: true, w.columns["hr-policy"].articles[1]: true,
	}
	for _, c := range w.all() {
		for _, a := range c.articles {
			formed := formedOn(a)
			if formed == 0 || planted[a] {
				continue
			}
			if n := cal.Count(formed, a.published.Date); formed > a.published.Date || n.Workdays > 20 {
				t.Errorf("%s %s: formed %s, published %s", c.id, a.title, formed, a.published.Date)
			}
		}
	}
}

// formedOn reads an article's date of formation as it was planted.
func formedOn(a *article) portal.Date {
	if a.doc != nil && a.doc.formed != 0 {
		return a.doc.formed
	}
	for d := a.published.Date.AddDays(-90); d <= a.published.Date.AddDays(30); d++ {
		for _, line := range a.sign {
			if line == d.Chinese() || line == chineseNumerals(d) {
				return d
			}
		}
	}
	return 0
}

func TestConditionalRequestsAreAnswered(t *testing.T) {
	p := New(elsewhere)
	r := get(p, "/bm/jyj/gzdt/")
	if r.StatusCode != http.StatusOK || r.Header.Get("ETag") == "" || r.Header.Get("Last-Modified") == "" {
		t.Fatalf("%d %v", r.StatusCode, r.Header)
	}
	if again := get(p, "/bm/jyj/gzdt/", "If-None-Match", r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("by ETag: %d", again.StatusCode)
	}
	if again := get(p, "/bm/jyj/gzdt/", "If-Modified-Since", r.Header.Get("Last-Modified")); again.StatusCode != http.StatusNotModified {
		t.Errorf("by date: %d", again.StatusCode)
	}
}

func TestAnswersOtherThanPages(t *testing.T) {
	p := New(elsewhere)
	for _, row := range []struct {
		at       string
		status   int
		location string
	}{
		{"/robots.txt", 200, ""}, {"/nowhere.html", 404, ""}, {"/lxwm", 301, "/lxwm/"}, {"/wsbs/my/index.html", 401, ""},
		{"/index.shtml", 302, "/"}, {"/module/web/bsdt/query.html", 500, ""}, {"/module/web/bsdt/query.html", 500, ""},
		{"/art/2026/3/2/art_60013_917.html", 200, ""},
	} {
		r := get(p, row.at)
		if r.StatusCode != row.status || r.Header.Get("Location") != row.location {
			t.Errorf("%s: %d %q", row.at, r.StatusCode, r.Header.Get("Location"))
		}
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
	flaky := p.world.columns["hr-news"].articles[5].path
	if first, second := get(p, flaky).StatusCode, get(p, flaky).StatusCode; first != 500 || second != 200 {
		t.Errorf("the page that recovers: %d, then %d", first, second)
	}
}

func TestJpageIsGBKWithoutHeader(t *testing.T) {
	p := New(elsewhere)
	c := p.world.columns["civil-news"]
	r := get(p, c.at())
	if ct := r.Header.Get("Content-Type"); ct != "text/html" {
		t.Errorf("Content-Type %q", ct)
	}
	text, err := simplifiedchinese.GBK.NewDecoder().Bytes(body(t, r))
	if err != nil || !bytes.Contains(text, []byte("charset=gb2312")) || !bytes.Contains(text, []byte("云溪县民政局")) {
		t.Errorf("not GBK: %v", err)
	}
}

func TestChineseNumerals(t *testing.T) {
	for day, want := range map[string]string{
		"2026-09-18": "二〇二六年九月十八日", "2026-10-10": "二〇二六年十月十日", "2020-12-31": "二〇二〇年十二月三十一日", "2026-11-20": "二〇二六年十一月二十日",
	} {
		if got := chineseNumerals(portal.MustDate(day)); got != want {
			t.Errorf("%s: %s", day, got)
		}
	}
}
