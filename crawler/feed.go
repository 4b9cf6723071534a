package crawler

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"duwang/crawler/page"
	"duwang/crawler/portal"
)

// mostFeedPages bounds the answers that one list is read from.
const mostFeedPages = 600

// fill makes the request by which the page's own script would fill its list,
// and those that turn its pages as far back as the scan looks, and puts the
// rows into the facts. What could not be read leaves Script with the request
// and the reason, so that the list counts as not verified; rows that were read
// before stay. It tells whether the crawl still goes on.
func (w *worker) fill(facts *portal.Facts) bool {
	feed := *facts.Feed
	opt := w.readOptions(false)
	seen := map[string]bool{}
	var rows []portal.Row
	unread := func(f *portal.Feed, why string) bool {
		facts.Script = f.String() + "：" + why
		facts.Items = rows
		w.crawl.debug(w.flight.task.URL, "列表未能读取："+facts.Script)
		return true
	}
	for n := 0; ; n++ {
		if n >= mostFeedPages {
			return unread(&feed, fmt.Sprintf("已读 %d 页，其余未读", n))
		}
		body, contentType, why := w.askFeed(&feed)
		if w.ctx.Err() != nil {
			return false
		}
		var got []portal.Row
		total := 0
		if why == "" {
			var err error
			got, total, err = page.ReadFeed(body, contentType, &feed, opt)
			switch {
			case n > 0 && page.FeedEmpty(err):
				return w.filled(facts, rows)
			case n == 0 && page.FeedEmpty(err) && feed.Method == http.MethodGet && page.FeedPosts(feed.System):
				feed = asPost(feed) // some answer nothing to a GET
				if body, contentType, why = w.askFeed(&feed); why == "" {
					got, total, err = page.ReadFeed(body, contentType, &feed, opt)
				}
			}
			if why == "" && err != nil {
				why = err.Error()
			}
		}
		if why != "" {
			return unread(&feed, why)
		}
		fresh := 0
		for _, r := range got {
			if !seen[r.URL] {
				seen[r.URL] = true
				rows = append(rows, r)
				fresh++
			}
		}
		if fresh == 0 || total > 0 && len(rows) >= total {
			return w.filled(facts, rows)
		}
		if w.crawl.opt.Kind != portal.ScanFull && !w.crawl.reaches(got) {
			return w.filled(facts, rows)
		}
		next, ok := feed.Next(len(got))
		if !ok {
			if total > len(rows) {
				return unread(&feed, fmt.Sprintf("自称共 %d 条，只给出 %d 条", total, len(rows)))
			}
			return w.filled(facts, rows)
		}
		feed = next
	}
}

// filled books a list whose rows were all read.
func (w *worker) filled(facts *portal.Facts, rows []portal.Row) bool {
	facts.Script, facts.Items = "", rows
	facts.From.Items = "request " + facts.Feed.Method + " " + facts.Feed.URL
	return true
}

// askFeed makes one request of a feed the way the crawl makes all others:
// robots.txt, rate, private addresses and the limits of size and time hold. A
// redirect is not followed. why says in Chinese what kept the answer from us.
func (w *worker) askFeed(feed *portal.Feed) (body []byte, contentType, why string) {
	for try := 0; ; try++ {
		g, err := w.exchange(feed)
		switch {
		case err != nil && w.ctx.Err() == nil && !errors.Is(err, errRobots) && !errors.Is(err, errPrivate) && try == 0,
			err == nil && g.status >= 500 && try == 0:
			continue // nothing is given up after one failure
		case err != nil:
			return nil, "", errorText(err)
		case g.status == http.StatusMethodNotAllowed && feed.System != "" && feed.Method == http.MethodGet && page.FeedPosts(feed.System):
			*feed = asPost(*feed)
			continue
		case g.status != http.StatusOK:
			return nil, "", "服务器返回 " + strconv.Itoa(g.status)
		case g.oversize:
			return nil, "", "数据超过大小上限"
		case g.partial != "":
			return nil, "", "数据没有传完"
		}
		return g.body, g.header.Get("Content-Type"), ""
	}
}

// asPost sends a request's query as a form, as some systems' own scripts do.
func asPost(f portal.Feed) portal.Feed {
	f.Method = http.MethodPost
	f.URL, f.Form, _ = strings.Cut(f.URL, "?")
	return f
}

// exchange makes one request of a feed.
func (w *worker) exchange(feed *portal.Feed) (*flight, error) {
	c, f := w.crawl, w.flight
	g := &flight{task: Task{Site: f.task.Site, URL: feed.URL, Kind: portal.LinkPage, Role: portal.RoleList, Column: f.task.Column}, limit: c.opt.MaxBody}
	key := strconv.FormatInt(c.flights.Add(1), 36)
	c.wire.enter(key, g)
	defer c.wire.leave(key)
	req, err := http.NewRequestWithContext(w.ctx, feed.Method, feed.URL, strings.NewReader(feed.Form))
	if err != nil {
		return g, err
	}
	req.Header.Set(flightHeader, key)
	if feed.Method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	}
	client := http.Client{Transport: c.wire, Jar: c.jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	c.debug(feed.URL, "取：列表数据 "+feed.Method)
	res, err := client.Do(req)
	f.requests += g.requests
	f.bytes += g.bytes
	if err != nil {
		return g, err
	}
	res.Body.Close()
	if g.status == 0 {
		g.status = res.StatusCode // a redirect
		return g, nil
	}
	if c.opt.Keep != nil {
		c.opt.Keep(&Exchange{URL: feed.URL, Status: g.status, Header: g.header, Body: g.body, Coded: g.coded, Taken: g.taken, Role: portal.RoleList})
	}
	return g, nil
}

// isData tells whether a list's address answered with records or JSON instead
// of a page.
func isData(body []byte) bool {
	head := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	return len(head) > 0 && (head[0] == '{' || head[0] == '[') || bytes.Contains(head[:min(len(head), 1024)], []byte("<datastore>"))
}

// readFacts reads the page of the flight, or the data that its address
// answered with.
func (w *worker) readFacts(data bool) (*portal.Facts, error) {
	f := w.flight
	opt := w.readOptions(f.task.Role == portal.RoleHome)
	if data {
		if facts, ok := page.ReadData(f.body, opt.ContentType, opt); ok {
			return facts, nil
		}
		opt.ContentType = ""
	}
	return page.Read(f.body, opt)
}
