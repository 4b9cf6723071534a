package setup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"path"
	"runtime"
	"strings"
	"sync"

	"duwang/crawler"
	"duwang/crawler/address"
	"duwang/crawler/discover"
	"duwang/crawler/page"
	"duwang/crawler/portal"
)

// A Request says what to discover and how.
type Request struct {
	Home    string // address of the home page
	AsOf    portal.Date
	Max     int // addresses to look at
	Options crawler.Options
	// Report is called after every batch; nil keeps quiet.
	Report func(Progress)
}

// A Progress says how far a discovery is.
type Progress struct {
	Asked, Waiting int
	Doing          string // what the next look is for, in Chinese
	URL            string // the first address of it
	Requests       int
}

// ErrNoHome says that the home page could not be read, so there is nothing to
// discover.
var ErrNoHome = errors.New("首页未能读取")

// batch is how many addresses are looked at between two thoughts.
const batch = 48

// Discover looks at a portal and proposes its column table. An interrupted
// look proposes what was seen so far.
func Discover(ctx context.Context, req Request) (*discover.Proposal, error) {
	home, err := address.Normalise(req.Home)
	if err != nil {
		return nil, fmt.Errorf("网址 %q 无效；应写成 http://www.example.gov.cn/ 这样", req.Home)
	}
	b, err := crawler.NewBrowser(home, req.Options)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	survey := discover.New(discover.Options{Home: home, AsOf: req.AsOf, Max: req.Max})
	requests := 0
	for ctx.Err() == nil {
		wants := survey.Next(batch)
		if len(wants) == 0 {
			break
		}
		if req.Report != nil {
			req.Report(Progress{Asked: survey.Asked() - len(wants), Waiting: survey.Waiting() + len(wants), Doing: wants[0].Why, URL: wants[0].URL, Requests: requests + b.Robots()})
		}
		urls := make([]string, len(wants))
		for i := range wants {
			urls[i] = wants[i].URL
		}
		sights := b.Look(ctx, urls)
		read := readAll(sights, wants, home, req.AsOf)
		for i := range read {
			requests += sights[i].Requests
			if sights[i].Gap == portal.GapLimit {
				continue // interrupted: not looked at
			}
			if wants[i].URL == home {
				if err := homeRead(&sights[i], &read[i]); err != nil {
					return nil, err
				}
				if read[i].Final != "" {
					// The portal answers under another address: begin there.
					home = read[i].Final
					survey = discover.New(discover.Options{Home: home, AsOf: req.AsOf, Max: req.Max - survey.Asked()})
					read[i].URL, read[i].Final = home, ""
					survey.Next(1)
				}
			}
			survey.Add(read[i])
		}
		clear(sights)
	}
	out := survey.Propose()
	out.Requests = requests + b.Robots()
	out.Complete = out.Complete && ctx.Err() == nil
	return out, nil
}

// homeRead tells in Chinese why a home page says nothing.
func homeRead(s *crawler.Sight, read *discover.Sight) error {
	why := ""
	switch {
	case s.Gap == portal.GapPrivate:
		why = "地址属于本机或内网；确要读取，请加 --allow-private"
	case s.Gap == portal.GapRobots:
		why = "robots.txt 不允许读取；本机关自己的网站可加 --ignore-robots"
	case s.Gap != "" || s.Status == 0:
		why = s.Detail
		if why == "" {
			why = "没有应答"
		}
	case s.Status >= 400:
		why = fmt.Sprintf("状态码 %d", s.Status)
	case read.Facts == nil:
		why = "不是网页"
	case read.Facts.Kind == portal.KindBlocked:
		why = "网站返回了拦截页（质询、验证码或登录）"
	case read.Facts.Kind == portal.KindError:
		why = "页面自述不存在"
	default:
		return nil
	}
	return fmt.Errorf("%w：%s（%s）", ErrNoHome, s.URL, why)
}

// readAll reads what came back, several pages at a time.
func readAll(sights []crawler.Sight, wants []discover.Want, home string, asOf portal.Date) []discover.Sight {
	out := make([]discover.Sight, len(sights))
	next := make(chan int)
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(sights)) {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := range next {
				out[i] = read(&sights[i], &wants[i], home, asOf)
				sights[i].Body = nil
			}
		}()
	}
	for i := range sights {
		next <- i
	}
	close(next)
	group.Wait()
	return out
}

func read(s *crawler.Sight, want *discover.Want, home string, asOf portal.Date) discover.Sight {
	out := discover.Sight{URL: s.URL, Status: s.Status, Gap: s.Gap, Error: s.Error}
	if s.Final != "" && s.Final != s.URL {
		out.Final = s.Final
	}
	if s.Gap != "" || s.Error != "" || s.Status != 200 || len(s.Body) == 0 {
		return out
	}
	at := s.URL
	if out.Final != "" {
		at = out.Final
	}
	contentType := strings.ToLower(s.Header.Get("Content-Type"))
	if u, err := url.Parse(at); err == nil {
		ext := strings.ToLower(path.Ext(u.Path))
		if ext == ".js" || ext == ".json" || strings.Contains(contentType, "json") || strings.Contains(contentType, "javascript") {
			out.Places, _ = page.ReadTree(s.Body, contentType, home) // an address that is none was refused before
			return out
		}
	}
	if contentType != "" && !strings.Contains(contentType, "html") && !strings.Contains(contentType, "xml") && !strings.Contains(contentType, "text/plain") {
		return out
	}
	facts, outline, err := page.ReadOutline(s.Body, page.Options{
		URL: at, ContentType: contentType, Status: s.Status, Home: want.URL == home, Column: want.Column, AsOf: asOf,
	})
	if err != nil {
		return out
	}
	sum := sha256.Sum256(s.Body)
	out.Facts, out.Outline, out.Sum = facts, outline, hex.EncodeToString(sum[:8])
	return out
}
