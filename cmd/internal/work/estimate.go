package work

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
)

// An Estimate says before a scan how many requests it will make and when it
// will end: exactly for what is known, by the last scan of the same kind for
// the rest, and nothing where neither tells.
type Estimate struct {
	Homes, Columns, Robots int // asked for in any case

	Resumed string       // id of the scan that is gone on with, "" for a new one
	Basis   *portal.Scan // the earlier scan that is taken as the measure; nil = none
	// Requests is what the scan will make: what is left of a resumed one, as
	// many as the basis made, else Homes, Columns and Robots alone.
	Requests int
	Hosts    []HostLoad // by requests, the most first
	// Ends is when the busiest host has been asked so often, by the rates of
	// day and night; the zero time when its rate has no limit.
	Ends     time.Time
	MaxPages int // a site
	Sites    int

	began time.Time
	rate  func(time.Time) float64
}

// A HostLoad is what a scan will ask of one host.
type HostLoad struct {
	Host     string
	Requests int
}

// Foresee estimates the scan that a request asks for, begun at now, without
// fetching anything or changing the store.
func Foresee(ctx context.Context, cfg *config.Config, st *store.Store, req Request, now time.Time) (*Estimate, error) {
	e := &Estimate{began: now, rate: cfg.Crawl.RateAt, MaxPages: cfg.Crawl.MaxPages}
	hosts := map[string]int{}
	if req.Resume {
		scan, _, err := st.Unfinished(ctx)
		if errors.Is(err, store.ErrNotFound) {
			return nil, ErrNothingToResume
		}
		if err != nil {
			return nil, err
		}
		e.Resumed = scan.ID
		loads, err := st.Loads(ctx, scan.ID)
		if err != nil {
			return nil, err
		}
		for _, site := range loads {
			for host, l := range site {
				hosts[host] += l.Open
				e.Requests += l.Open
			}
		}
		e.Sites = len(loads)
		e.book(hosts)
		return e, nil
	}
	ledger, err := narrow(cfg.Ledger(), req.Sites, req.Units)
	if err != nil {
		return nil, err
	}
	e.seeds(cfg, ledger, hosts)
	kind := cmp.Or(req.Kind, portal.ScanRecent)
	if e.Basis, err = measure(ctx, st, kind, ledger); err != nil || e.Basis == nil {
		e.book(hosts)
		return e, err
	}
	loads, err := st.Loads(ctx, e.Basis.ID)
	if err != nil {
		return nil, err
	}
	e.Requests = 0
	clear(hosts)
	for i := range e.Basis.Sites {
		c := &e.Basis.Sites[i]
		if !slices.ContainsFunc(ledger.Sites, func(s portal.Site) bool { return s.ID == c.ID }) {
			continue
		}
		e.Requests += c.Requests
		rest := c.Requests // redirects, robots.txt and looks for pages that are not there
		for host, l := range loads[c.ID] {
			hosts[host] += l.Asked
			rest -= l.Asked
		}
		hosts[siteHost(ledger, c.ID)] += max(rest, 0)
	}
	e.book(hosts)
	return e, nil
}

// seeds counts what is asked for whatever the pages say.
func (e *Estimate) seeds(cfg *config.Config, l *portal.Ledger, hosts map[string]int) {
	e.Sites = len(l.Sites)
	robots := map[string]bool{}
	asked := map[string]bool{}
	add := func(address string, n *int) {
		u, err := url.Parse(address)
		if err != nil || asked[address] {
			return
		}
		asked[address] = true
		*n++
		hosts[u.Host]++
		if cfg.Crawl.Robots != config.RobotsIgnore && !robots[u.Host] {
			robots[u.Host] = true
			e.Robots++
			hosts[u.Host]++
		}
	}
	for i := range l.Sites {
		add(l.Sites[i].URL, &e.Homes)
	}
	for i := range l.Columns {
		add(l.Columns[i].URL, &e.Columns)
	}
	e.Requests = e.Homes + e.Columns + e.Robots
}

func siteHost(l *portal.Ledger, id string) string {
	for i := range l.Sites {
		if u, err := url.Parse(l.Sites[i].URL); err == nil && l.Sites[i].ID == id {
			return u.Host
		}
	}
	return ""
}

// measure finds the last whole scan of a kind that read the same sites and,
// when only some units are wanted, the same columns; nil when there is none.
func measure(ctx context.Context, st *store.Store, kind string, wanted *portal.Ledger) (*portal.Scan, error) {
	scans, err := st.Scans(ctx, 100)
	if err != nil {
		return nil, err
	}
	for i := range scans {
		s := &scans[i]
		if s.Kind != kind || !s.Complete || s.Void {
			continue
		}
		had, err := st.Ledger(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		if wanted.Partial || had.Partial {
			if slices.EqualFunc(had.Columns, wanted.Columns, portal.Column.Equal) {
				return s, nil
			}
			continue
		}
		all := true
		for j := range wanted.Sites {
			all = all && slices.Contains(ids(had.Sites), wanted.Sites[j].ID)
		}
		if all {
			return s, nil
		}
	}
	return nil, nil
}

// book sorts the hosts and works out when the busiest has been asked.
func (e *Estimate) book(hosts map[string]int) {
	for h, n := range hosts {
		if n > 0 {
			e.Hosts = append(e.Hosts, HostLoad{h, n})
		}
	}
	slices.SortFunc(e.Hosts, func(a, b HostLoad) int {
		return cmp.Or(cmp.Compare(b.Requests, a.Requests), cmp.Compare(a.Host, b.Host))
	})
	if len(e.Hosts) > 0 {
		e.Ends = endOf(e.began, e.Hosts[0].Requests, e.rate)
	}
}

// endOf is when n requests to one host that begin at t are made, at a rate
// that may change with the minute; the zero time where it has no limit.
func endOf(t time.Time, n int, rate func(time.Time) float64) time.Time {
	for left := float64(n); ; {
		r := rate(t)
		if r <= 0 {
			return time.Time{}
		}
		step := t.Truncate(time.Minute).Add(time.Minute).Sub(t)
		if made := r * step.Seconds(); made < left {
			left -= made
			t = t.Add(step)
			continue
		}
		return t.Add(time.Duration(left / r * float64(time.Second)))
	}
}

// Lines says the estimate in Chinese, a sentence a line.
func (e *Estimate) Lines() []string {
	var list []string
	switch {
	case e.Resumed != "":
		list = append(list, fmt.Sprintf("继续巡检 %s：已知还有 %d 个地址未取，至少请求 %d 次；其中新出现的链接和重试另计。", e.Resumed, e.Requests, e.Requests))
	case e.Basis != nil:
		list = append(list, e.known(),
			fmt.Sprintf("预计共请求约 %d 次，涉及 %d 个主机：与上次同类巡检（%s）相当，网站页面有增减时会不同。", e.Requests, len(e.Hosts), e.Basis.ID))
	default:
		list = append(list, e.known(),
			fmt.Sprintf("没有可比的上次巡检，其余页面和链接的数目要读过才知道；每个站点最多读 %d 页。", e.MaxPages))
	}
	if len(e.Hosts) == 0 {
		return list
	}
	busiest := e.Hosts[0]
	when := "不限速，用时取决于网站的响应"
	if !e.Ends.IsZero() {
		spent := e.Ends.Sub(e.began)
		when = fmt.Sprintf("按配置的速率（含夜间速率）约需 %s，最早 %s 结束", duration(spent), e.Ends.In(config.Zone).Format("2006-01-02 15:04"))
	}
	if e.Basis == nil && e.Resumed == "" {
		when = "仅这些请求" + when
	}
	return append(list, fmt.Sprintf("请求最多的主机是 %s，%d 次，%s。", busiest.Host, busiest.Requests, when))
}

func (e *Estimate) known() string {
	return fmt.Sprintf("必定请求 %d 次：首页 %d 个、栏目 %d 个、robots.txt %d 个。", e.Homes+e.Columns+e.Robots, e.Homes, e.Columns, e.Robots)
}

func duration(d time.Duration) string {
	switch m := int(d.Minutes()); {
	case d < time.Minute:
		return fmt.Sprintf("%d 秒", int(d.Seconds()))
	case m < 60:
		return fmt.Sprintf("%d 分钟", m)
	default:
		return fmt.Sprintf("%d 小时 %d 分钟", m/60, m%60)
	}
}
