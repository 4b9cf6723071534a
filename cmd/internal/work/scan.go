package work

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/crawler/evidence"
	"duwang/crawler/portal"
)

// A Request says which scan is wanted.
type Request struct {
	Kind    string      // portal.ScanRecent or portal.ScanFull
	AsOf    portal.Date // zero = today in config.Zone
	Sites   []string    // ids; none = all
	Units   []string    // ids; none = all
	Resume  bool        // go on with the scan that was left unfinished
	Version string      // of the program, for the user agent
	Report  func(crawler.Progress)
	Debug   func(url, decision string)
	// Pause before a retry round; 0 = two seconds.
	Pause time.Duration
}

// ErrNothingToResume says that no scan was left unfinished.
var ErrNothingToResume = errors.New("没有未完成的巡检可以继续")

// ErrConfigChanged says that the config's table is no longer the one that the
// unfinished scan was begun with.
var ErrConfigChanged = errors.New("上次未完成的巡检之后，配置中的站点、单位或栏目有改动，不能继续；请重新巡检")

// An UnknownID error names ids of --site or --unit that the config lacks.
type UnknownID struct {
	Kind string // 站点 or 单位
	IDs  []string
}

func (e *UnknownID) Error() string {
	return fmt.Sprintf("配置中没有%s %s", e.Kind, strings.Join(e.IDs, "、"))
}

// Scan makes one scan: it crawls what the request asks for and stores it. The
// scan that comes back is finished, be it complete, incomplete or void; an
// error is of our own side and leaves what was fetched in the store.
func Scan(ctx context.Context, cfg *config.Config, st *store.Store, req Request) (*portal.Scan, *crawler.Summary, error) {
	now := func() time.Time { return time.Now().In(config.Zone) }
	scan, ledger, err := begin(ctx, cfg, st, req, now())
	if err != nil {
		return nil, nil, err
	}
	sum, err := crawl(ctx, cfg, scan, ledger, st.Frontier(scan.ID), req)
	if err != nil {
		return scan, sum, err
	}
	return scan, sum, finish(context.WithoutCancel(ctx), st, scan, ledger, sum, now())
}

// finish enters how a scan went: complete, incomplete or void. One that was
// interrupted is not looked at for reasons to be void.
func finish(ctx context.Context, st *store.Store, scan *portal.Scan, ledger *portal.Ledger, sum *crawler.Summary, now time.Time) (err error) {
	scan.FinishedAt = now.Truncate(time.Second)
	if scan.FinishedAt.Before(scan.StartedAt) {
		scan.FinishedAt = scan.StartedAt // the clock was put back meanwhile
	}
	scan.Complete = sum.Complete
	if scan.Sites, err = st.Counts(ctx, scan.ID); err != nil {
		return err
	}
	for i := range scan.Sites {
		scan.Sites[i].Requests += sum.Robots[scan.Sites[i].ID]
	}
	if !sum.Interrupted {
		if scan.VoidReasons, err = voidReasons(ctx, st, scan, ledger); err != nil {
			return err
		}
		scan.Void = len(scan.VoidReasons) > 0
	}
	return st.FinishScan(ctx, *scan)
}

// crawl reads what a frontier hands out, as the config says, and keeps
// evidence of it.
func crawl(ctx context.Context, cfg *config.Config, scan *portal.Scan, ledger *portal.Ledger, f crawler.Frontier, req Request) (*crawler.Summary, error) {
	kind := scan.Kind
	if kind == portal.ScanRecheck {
		kind = portal.ScanFull // every page it is handed is read for its links
	}
	pause := req.Pause
	if pause == 0 {
		pause = 2 * time.Second
	}
	words, err := Words(cfg)
	if err != nil {
		return nil, err
	}
	opt := crawler.Options{
		Ledger: ledger, Kind: kind, AsOf: scan.AsOf, Since: scan.Since, Words: words,
		Concurrency: cfg.Crawl.Concurrency, PerHost: cfg.Crawl.PerHost, Rate: cfg.Crawl.RateAt,
		Timeout: cfg.Crawl.Timeout, Retries: cfg.Crawl.Retries, Pause: pause,
		MaxPages: cfg.Crawl.MaxPages, MaxBody: cfg.Crawl.MaxBody,
		Robots: cfg.Crawl.Robots != config.RobotsIgnore, ExternalLinks: cfg.Crawl.ExternalLinks,
		AllowPrivate: cfg.Crawl.AllowPrivate, UserAgent: cfg.UserAgent(req.Version),
		Report: req.Report, Debug: req.Debug,
	}
	keeper, err := evidence.Open(cfg.Evidence, "scan-"+scan.ID, "duwang/"+req.Version, time.Now().In(config.Zone))
	if err != nil {
		return nil, err
	}
	var keepErr error
	var once sync.Once
	opt.Keep = func(x *crawler.Exchange) {
		if err := keeper.Keep(&evidence.Answer{URL: x.URL, Status: x.Status, Header: x.Header, Body: x.Body, Coded: x.Coded, Taken: x.Taken}); err != nil {
			once.Do(func() { keepErr = fmt.Errorf("证据没有全部写入 %s：%w", cfg.Evidence, err) })
		}
	}
	sum, err := crawler.Run(ctx, f, opt)
	return sum, errors.Join(err, keepErr, keeper.Close())
}

// begin starts a scan or takes up the unfinished one.
func begin(ctx context.Context, cfg *config.Config, st *store.Store, req Request, now time.Time) (*portal.Scan, *portal.Ledger, error) {
	if req.Resume {
		scan, digest, err := st.Unfinished(ctx)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil, ErrNothingToResume
		}
		if err != nil {
			return nil, nil, err
		}
		if digest != configDigest(cfg) {
			return nil, nil, ErrConfigChanged
		}
		ledger, err := st.Ledger(ctx, scan.ID)
		return &scan, ledger, err
	}
	ledger, err := narrow(cfg.Ledger(), req.Sites, req.Units)
	if err != nil {
		return nil, nil, err
	}
	asOf := req.AsOf
	if asOf == 0 {
		asOf = portal.DateOf(now)
	}
	kind := req.Kind
	if kind == "" {
		kind = portal.ScanRecent
	}
	scan := portal.Scan{ID: newID(now), Kind: kind, AsOf: asOf, Since: cfg.ArticlesSince(asOf), StartedAt: now.Truncate(time.Second)}
	return &scan, ledger, st.StartScan(ctx, scan, ledger, configDigest(cfg))
}

// configDigest names the table of sites, units and columns that a scan was
// begun with: going on with another table would mix two scans.
func configDigest(cfg *config.Config) string {
	b, err := json.Marshal(cfg.Ledger())
	if err != nil {
		panic(err) // strings and numbers only
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// newID names a scan by its start, so that names sort by time, with four
// random digits for scans of the same second.
func newID(now time.Time) string {
	var b [2]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return now.Format("20060102-150405-") + hex.EncodeToString(b[:])
}

// narrow keeps the chosen sites and units of a ledger.
func narrow(l portal.Ledger, sites, units []string) (*portal.Ledger, error) {
	var missing []string
	for _, id := range sites {
		if !slices.ContainsFunc(l.Sites, func(s portal.Site) bool { return s.ID == id }) {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		return nil, &UnknownID{"站点", missing}
	}
	for _, id := range units {
		if !slices.ContainsFunc(l.Units, func(u portal.Unit) bool { return u.ID == id }) {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		return nil, &UnknownID{"单位", missing}
	}
	if len(sites) > 0 {
		l.Sites = slices.DeleteFunc(l.Sites, func(s portal.Site) bool { return !slices.Contains(sites, s.ID) })
		l.Units = slices.DeleteFunc(l.Units, func(u portal.Unit) bool { return !slices.Contains(sites, u.Site) })
		l.Columns = slices.DeleteFunc(l.Columns, func(c portal.Column) bool { return !slices.Contains(sites, c.Site) })
	}
	if len(units) > 0 {
		l.Partial = true
		l.Units = slices.DeleteFunc(l.Units, func(u portal.Unit) bool { return !slices.Contains(units, u.ID) })
		l.Columns = slices.DeleteFunc(l.Columns, func(c portal.Column) bool { return !slices.Contains(units, c.Unit) })
		l.Sites = slices.DeleteFunc(l.Sites, func(s portal.Site) bool {
			return !slices.ContainsFunc(l.Units, func(u portal.Unit) bool { return u.Site == s.ID })
		})
	}
	return &l, nil
}
