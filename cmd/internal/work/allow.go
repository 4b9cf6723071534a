package work

import (
	"fmt"
	"strings"
	"time"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/notice"
)

// AllowRequest drafts the request (加白申请函) to the companies that run the
// portals of a config. addresses are the scanner's own, "" for a blank to fill
// in; version is the program's.
func AllowRequest(cfg *config.Config, addresses, version string, made portal.Date) ([]store.File, error) {
	a := &notice.AllowRequest{Office: Office(cfg), Made: made, Agent: cfg.UserAgent(version), Addresses: addresses,
		Rate: rateWord(cfg.Crawl.Rate) + fmt.Sprintf("，每台主机同时不超过%d个请求", cfg.Crawl.PerHost), Robots: cfg.Crawl.Robots != config.RobotsIgnore}
	a.Hours = "不定时，以夜间为主"
	if n := cfg.Crawl.Night; n != nil {
		a.Hours = fmt.Sprintf("以夜间（%s至次日%s）为主", clockWord(n.From), clockWord(n.To))
		if n.From < n.To {
			a.Hours = fmt.Sprintf("以每日%s至%s为主", clockWord(n.From), clockWord(n.To))
		}
		a.Rate += "；上述时段" + rateWord(n.Rate)
	}
	for _, s := range cfg.Sites {
		a.Sites = append(a.Sites, notice.AllowSite{Name: s.Name, URL: s.URL, Hosts: strings.Join(s.Hosts, "、")})
	}
	return letterFiles(notice.AllowName, a.Letter())
}

func rateWord(rate float64) string {
	if rate == 0 {
		return "每台主机不限频率"
	}
	return fmt.Sprintf("每台主机每秒不超过%g次", rate)
}

func clockWord(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}
