package schedule

import (
	"context"
	"errors"
	"hash/fnv"
	"log/slog"
	"time"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/crawler/portal"
)

const (
	// probeEvery gives 24 looks a day, above the 20 that 检查指标 asks for.
	probeEvery = time.Hour
	// probeLimit is after how long a home page counts as not open (检查指标:
	// 15 seconds).
	probeLimit = 15 * time.Second
	// probesKept is how long probes are kept: a year's assessment and a month.
	probesKept = 400 * 24 * time.Hour
)

// A Prober looks at the home page of each site once an hour, each site at its
// own minute, so that probes are spread over the hour.
type Prober struct {
	Config  *config.Config
	Store   *store.Store
	Version string
	Now     func() time.Time
	Log     *slog.Logger

	last map[string]time.Time // the slot that was last looked at
}

// slot is the beginning of the hour, moved by the site's own minute, in which
// t lies.
func slot(site string, t time.Time) time.Time {
	h := fnv.New32a()
	_, _ = h.Write([]byte(site)) // never fails
	shift := time.Duration(h.Sum32()%3600) * time.Second
	return t.Add(-shift).Truncate(probeEvery).Add(shift)
}

// Tick looks at the sites whose time has come. When no site at all can be
// reached the fault is our network's, and the probes say so.
func (p *Prober) Tick(ctx context.Context) error {
	now := p.Now()
	if p.last == nil {
		p.last = map[string]time.Time{}
		for _, s := range p.Config.Sites {
			p.last[s.ID] = slot(s.ID, now) // the hour that runs already has its look, or none
		}
		if err := p.Store.DropProbes(ctx, now.Add(-probesKept)); err != nil {
			return err
		}
	}
	var made []portal.Probe
	for i := range p.Config.Sites {
		s := &p.Config.Sites[i]
		if at := slot(s.ID, now); !p.last[s.ID].Equal(at) {
			p.last[s.ID] = at
			made = append(made, p.look(ctx, s))
		}
	}
	if len(made) == 0 || ctx.Err() != nil {
		return nil
	}
	if p.offline(ctx, made) {
		for i := range made {
			made[i].Own = true
		}
	}
	return p.Store.AddProbes(ctx, made)
}

func (p *Prober) options() crawler.Options {
	return crawler.Options{Timeout: probeLimit, MaxBody: p.Config.Crawl.MaxBody, AllowPrivate: p.Config.Crawl.AllowPrivate,
		UserAgent: p.Config.UserAgent(p.Version)}
}

func (p *Prober) look(ctx context.Context, s *portal.Site) portal.Probe {
	out := portal.Probe{Site: s.ID, At: p.Now()}
	began := time.Now()
	x, err := crawler.Fetch(ctx, s.URL, p.options())
	out.Millis = int(time.Since(began).Milliseconds())
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		out.Error = portal.ErrTimeout
	case err != nil:
		out.Error = err.Error()
	default:
		out.Status, out.OK = x.Status, x.Status < 400
	}
	return out
}

// offline tells whether probes failed because we cannot reach anything: none
// of them had any answer, and neither has any other site of the config now.
func (p *Prober) offline(ctx context.Context, made []portal.Probe) bool {
	asked := map[string]bool{}
	for i := range made {
		if made[i].Status != 0 {
			return false
		}
		asked[made[i].Site] = true
	}
	if len(p.Config.Sites) == len(asked) {
		return len(asked) > 1 // of one site alone nobody can tell
	}
	for i := range p.Config.Sites {
		if s := &p.Config.Sites[i]; !asked[s.ID] {
			return p.look(ctx, s).Status == 0
		}
	}
	return false
}
