package page

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"duwang/crawler/address"
	"duwang/crawler/portal"
)

// turnParam names the parameter of a query that counts pages.
var turnParam = regexp.MustCompile(`(?i)^(?:page|pageno|pagenum|pageindex|currentpage|curpage|page_no|page_num|page_index|current|pn|nowpage|currpage|pagenumber|pageid)$`)

// feed returns the request that fills the page's list: one that a known system
// answers, or the only one of a list's shape that the page's own scripts write
// out. nil when there is none, when there are several, or when part of it is
// worked out by the script. missing then names as much of it as is known.
func (r *reader) feed(text string) (feed *portal.Feed, missing string) {
	system := recognise(text, r.opt.URL)
	if system != nil {
		r.facts.System = system.ID
	}
	calls := r.calls()
	var known, other []*portal.Feed
	for i := range calls {
		c := &calls[i]
		f := r.ask(c)
		if f == nil {
			continue
		}
		if s := answering(f.URL); s != nil {
			if s.Feed.take(c, f, s.ID) {
				known = append(known, f)
			}
			continue
		}
		if c.method == "GET" && listCall(f) {
			other = append(other, f)
		}
	}
	switch {
	case len(known) == 1:
		return known[0], ""
	case len(known) > 1:
		return nil, ""
	}
	if system != nil && system.Feed != nil && system.Feed.URL != "" {
		if f, missing := r.fill(system, text); f != nil || missing != "" {
			return f, missing
		}
	}
	if len(other) == 1 {
		return other[0], ""
	}
	return nil, ""
}

// answering returns the system whose lists a request's path is that of.
func answering(u string) *System {
	path, _, _ := strings.Cut(u, "?")
	for _, s := range systems() {
		if s.Feed != nil && s.ID != genericID && s.Feed.path.MatchString(path) {
			return s
		}
	}
	return nil
}

// ask makes the request of a call, nil when it does not stay on the page's own
// host.
func (r *reader) ask(c *call) *portal.Feed {
	u, ok := r.base.Resolve(c.url)
	if !ok || address.Host(u) != r.home {
		return nil
	}
	f := &portal.Feed{Method: c.method, URL: u}
	if len(c.data) == 0 {
		return f
	}
	if c.method == "POST" {
		f.Form = encode(c)
		return f
	}
	if strings.Contains(u, "?") {
		f.URL = strings.TrimRight(u, "&?") + "&" + encode(c)
	} else {
		f.URL = u + "?" + encode(c)
	}
	return f
}

// encode writes parameters in the order in which the script names them.
func encode(c *call) string {
	var parts []string
	for _, name := range c.order {
		parts = append(parts, url.QueryEscape(name)+"="+url.QueryEscape(c.data.Get(name)))
	}
	return strings.Join(parts, "&")
}

// take makes a call one of the system's lists; false when the system does not
// answer such a call, or its window is not written out.
func (s *feedShape) take(c *call, f *portal.Feed, id string) bool {
	if !slices.Contains(s.Methods, c.method) {
		return false
	}
	f.System, f.From, f.To, f.Page = id, s.From, s.To, s.Page
	if f.From != "" {
		return f.Value(f.From) != "" && f.Value(f.To) != ""
	}
	if f.Page == "" || f.Value(f.Page) == "" {
		f.Page = turning(f, false)
	}
	return true
}

// listCall tells whether a request that no system is known for has the shape
// of a list's: a JSON file, or a parameter that counts pages.
func listCall(f *portal.Feed) bool {
	lower := strings.ToLower(f.URL)
	if containsAny(lower, "login", "visit", "count", "hits", "statistic", "weather", "tianqi", "suggest", "hotword", "share", "jiucuo", "webdig", "config", "banner", "menu", "nav") {
		return false
	}
	f.Page = turning(f, false)
	path, _, _ := strings.Cut(lower, "?")
	return f.Page != "" || strings.HasSuffix(path, ".json")
}

// turning returns the parameter that counts a request's pages, "" when none
// does, or more than one might. A list's first request asks for page 0 or 1,
// later ones for any.
func turning(f *portal.Feed, later bool) string {
	found := ""
	for _, name := range f.Names() {
		v := f.Value(name)
		if !turnParam.MatchString(name) || v == "" || digitCount(v) != len(v) || len(v) > 4 || number(v) > 1 && !later {
			continue
		}
		if found != "" {
			return ""
		}
		found = name
	}
	return found
}

var feedBlank = regexp.MustCompile(`\{(\w+)\}`)

// fill writes a system's request with what the page says; missing is the
// request with the blanks that the page leaves.
func (r *reader) fill(s *System, text string) (feed *portal.Feed, missing string) {
	whole, any := true, false
	scripts := r.opt.URL + "\n"
	for i := range r.scripts {
		t := r.scripts[i].text
		scripts += t[:min(len(t), scriptPart)] + "\n"
	}
	ref := feedBlank.ReplaceAllStringFunc(s.Feed.URL, func(m string) string {
		for _, re := range s.Feed.find[m[1:len(m)-1]] {
			if v := re.FindStringSubmatch(scripts); v != nil {
				any = true
				return v[1]
			}
		}
		whole = false
		return m
	})
	u, ok := r.base.Resolve(ref)
	if !ok || address.Host(u) != r.home {
		return nil, ""
	}
	if !whole {
		if !any && !strings.Contains(scripts, strings.Split(ref, "?")[0]) {
			return nil, ""
		}
		origin, _ := r.base.Resolve("/")
		return nil, s.Feed.Methods[0] + " " + strings.TrimSuffix(origin, "/") + ref
	}
	return &portal.Feed{System: s.ID, Method: s.Feed.Methods[0], URL: u, Page: s.Feed.Page, From: s.Feed.From, To: s.Feed.To}, ""
}

// script says what fills a list without rows of its own.
func (r *reader) script(text []byte) {
	f := r.facts
	f.Script = r.listScript()
	if !r.opt.Column {
		return
	}
	feed, missing := r.feed(string(text))
	switch {
	case feed != nil:
		f.Feed, f.Script = feed, feed.String()
	case missing != "":
		f.Script = missing
	}
}

// FeedPosts tells whether a system answers its lists' requests as POST too.
func FeedPosts(system string) bool {
	s := systemByID(system)
	return s != nil && s.Feed != nil && slices.Contains(s.Feed.Methods, "POST")
}
