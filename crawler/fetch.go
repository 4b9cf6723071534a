package crawler

import (
	"context"
	"errors"
	"fmt"

	"duwang/crawler/portal"
)

// Fetch makes one GET the way the crawl makes it, redirects included, and
// returns what came back; of opt it uses Timeout, MaxBody, AllowPrivate,
// UserAgent, Resolver, Roots and Transport. URL of the exchange is the address that answered.
// Errors are in Chinese, in words for people.
func Fetch(ctx context.Context, address string, opt Options) (*Exchange, error) {
	opt.Concurrency, opt.PerHost = 1, 1
	opt.Ledger = &portal.Ledger{Sites: []portal.Site{{ID: "site", URL: address}}}
	opt.Robots, opt.Rate, opt.ExternalLinks = false, nil, true
	c, err := newCrawl(nil, opt)
	if err != nil {
		return nil, fmt.Errorf("网址 %q 无效", address)
	}
	w := c.newWorker(ctx)
	f := &flight{task: Task{URL: address, Kind: portal.LinkPage, Role: portal.RoleHome}, limit: c.opt.MaxBody}
	w.flight = f
	c.wire.enter("0", f)
	defer c.wire.leave("0")
	err = w.request("0")
	if f.status == 0 {
		return nil, errors.New(errorText(err))
	}
	return &Exchange{URL: f.final, Status: f.status, Header: f.header, Body: f.body, Taken: f.taken, Role: portal.RoleHome}, nil
}

// errorText says for people why a request got no answer.
func errorText(err error) string {
	word, gap, detail := judgeError(err)
	switch {
	case word == portal.ErrTLS && detail != "":
		return errorWords[word] + "：" + detail
	case detail != "":
		return detail
	case gap != "":
		return gap
	}
	return errorWords[word]
}

// errorWords says what the wire did, for people.
var errorWords = map[string]string{
	portal.ErrNoHost: "域名不存在", portal.ErrTimeout: "超时", portal.ErrRefused: "连接被拒绝", portal.ErrReset: "连接中断",
	portal.ErrTLS: "HTTPS 证书或加密协商失败", portal.ErrRedirectLoop: "反复跳转", portal.ErrFetch: "网络错误",
}
