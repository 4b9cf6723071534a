package portaltest

import (
	"context"
	"time"

	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/crawler/wordlist"
)

// Options are those of a crawl of the portal: polite settings are off, the
// rest as in the program's defaults. The clock stands at noon of the portal's
// day.
func (p *Portal) Options() crawler.Options {
	return crawler.Options{
		Ledger: &p.Ledger, Kind: p.Kind, AsOf: p.AsOf, Since: p.Since, Words: wordlist.Builtin(),
		Concurrency: 4, PerHost: 2, Timeout: 15 * time.Second, Retries: 2, Pause: time.Second,
		MaxPages: 10000, MaxBody: 1 << 20, Robots: true, ExternalLinks: true, AllowPrivate: true,
		UserAgent: "portaltest", Transport: p,
	}
}

// Scan is the row of a scan of the portal.
func (p *Portal) Scan() portal.Scan {
	noon := p.AsOf.Time().Add(4 * time.Hour) // 12:00 in Shanghai
	return portal.Scan{ID: "scan", Kind: p.Kind, AsOf: p.AsOf, Since: p.Since, StartedAt: noon, FinishedAt: noon}
}

// Crawl runs the crawler over the portal and returns what it left.
func (p *Portal) Crawl(ctx context.Context) (*Memory, *crawler.Summary, error) {
	m := NewMemory(p.Scan(), p.Ledger)
	sum, err := crawler.Run(ctx, m, p.Options())
	if err != nil {
		return m, sum, err
	}
	scan := p.Scan()
	scan.Complete, scan.Sites = sum.Complete, m.Counts()
	for i := range scan.Sites {
		scan.Sites[i].Requests += sum.Robots[scan.Sites[i].ID]
	}
	m.Finish(scan)
	return m, sum, nil
}
