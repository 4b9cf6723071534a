package demo

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"path"
	"strings"
	"time"
)

// A Portal serves the county. It is safe for concurrent use.
type Portal struct {
	world   *world
	pages   map[string]*page
	html    int
	outside map[string]*page
}

// A page is one address with what it answers.
type page struct {
	body        []byte
	contentType string
	etag        string
	modified    time.Time
}

// robots of the portal: one folder is out of bounds.
const robots = "User-agent: *\nDisallow: /nbgl/\n"

// New builds the portal. Outside is the address of the listener that serves
// Outside, http://host:port without a path: what links of the portal lead to
// when they leave it. It has to be another host or port than the portal's.
func New(outside string) *Portal {
	p := &Portal{world: build(outside), pages: map[string]*page{}, outside: map[string]*page{}}
	w := p.world
	p.add("/robots.txt", newPage("text/plain; charset=utf-8", []byte(robots), AsOf.Time()))
	p.add("/assets/portal.css", newPage("text/css; charset=utf-8", stylesheet, AsOf.Time()))
	for name, body := range w.files {
		p.add(name, newPage(fileType(name), body, AsOf.AddDays(-30).Time()))
	}
	for _, s := range w.sheets() {
		p.html++
		p.add(s.path, newPage(s.contentType, s.body, s.modified.Time()))
		if folder, ok := strings.CutSuffix(s.path, "/"); ok {
			p.add(folder+"/index.html", p.pages[s.path])
		}
	}
	for at, body := range outsidePages() {
		p.outside[at] = newPage("text/html; charset=utf-8", []byte(body), AsOf.Time())
	}
	return p
}

func newPage(contentType string, body []byte, modified time.Time) *page {
	h := fnv.New64a()
	_, _ = h.Write(body) // never fails
	return &page{body: body, contentType: contentType, etag: fmt.Sprintf(`"%x"`, h.Sum64()), modified: modified}
}

func (p *Portal) add(at string, pg *page) {
	if _, twice := p.pages[at]; twice {
		panic("demo: two pages at " + at)
	}
	p.pages[at] = pg
}

// Pages returns how many HTML pages the portal has, home page and lists
// included.
func (p *Portal) Pages() int { return p.html }

// Units returns how many units answer for columns.
func (p *Portal) Units() int { return len(p.world.units) }

// Columns returns how many columns are registered.
func (p *Portal) Columns() int { return len(p.world.columns) }

// ServeHTTP serves the portal itself.
func (p *Portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		status(http.StatusMethodNotAllowed)(w, r)
		return
	}
	at := r.URL.Path
	if fails := p.world.once[at]; fails != nil && fails() {
		status(http.StatusInternalServerError)(w, r)
		return
	}
	if odd, ok := p.world.odd[at]; ok {
		odd(w, r)
		return
	}
	pg, ok := p.pages[at]
	if !ok && path.Ext(at) == "" && !strings.HasSuffix(at, "/") && p.pages[at+"/"] != nil {
		http.Redirect(w, r, at+"/", http.StatusMovedPermanently)
		return
	}
	if !ok {
		notFound(w)
		return
	}
	pg.serve(w, r)
}

func notFound(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(notice("404", "您访问的页面不存在。"))) // the client may have gone
}

// Outside serves what the portal's outside links lead to: a few pages of
// invented national and provincial sites.
func (p *Portal) Outside() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/fangwen/limited.html" {
			status(http.StatusForbidden)(w, r)
			return
		}
		pg, ok := p.outside[r.URL.Path]
		if !ok {
			notFound(w)
			return
		}
		pg.serve(w, r)
	})
}

// outsidePages are the pages of other sites, by path.
func outsidePages() map[string]string {
	return map[string]string{
		"/":                                     notice("示例省人民政府", "示例省人民政府门户网站。"),
		"/robots.txt":                           "User-agent: *\nAllow: /\n",
		"/exposure/jiucuo.html":                 notice("我为政府网站找错", "请填写您发现的问题。"),
		"/bszs.conac.cn/sitename":               notice("党政机关网站标识", "该网站已加挂党政机关网站标识。"),
		"/beian/index.html":                     notice("备案管理", "网站备案信息查询。"),
		"/yaowen/2026/0812/content_700112.html": notice("全省召开基层政务公开工作会议", "会议总结了今年以来的工作，部署了下一阶段的任务。"),
	}
}
