package demo

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/checks"
	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/cmd/internal/config"
	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/crawler/portaltest"
)

// serve starts the portal and its outside on loopback.
func serve(t *testing.T) (p *Portal, base string) {
	t.Helper()
	out := httptest.NewUnstartedServer(nil)
	p = New("http://" + out.Listener.Addr().String())
	out.Config.Handler = p.Outside()
	out.Start()
	t.Cleanup(out.Close)
	in := httptest.NewServer(p)
	t.Cleanup(in.Close)
	return p, in.URL
}

// scan reads a portal with the real crawler and judges it, as its config says.
func scan(t *testing.T, text, kind string) (*checks.Result, *rules.Set) {
	t.Helper()
	c, err := config.Parse("duwang.yaml", []byte(text), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ledger := c.Ledger()
	noon := AsOf.Time().Add(4 * time.Hour)
	row := portal.Scan{ID: "demo", Kind: kind, AsOf: AsOf, Since: c.ArticlesSince(AsOf), StartedAt: noon, FinishedAt: noon}
	memory := portaltest.NewMemory(row, ledger)
	sum, err := crawler.Run(context.Background(), memory, crawler.Options{
		Ledger: &ledger, Kind: kind, AsOf: AsOf, Since: row.Since,
		Concurrency: c.Crawl.Concurrency, PerHost: c.Crawl.PerHost, Timeout: c.Crawl.Timeout, Retries: c.Crawl.Retries,
		MaxPages: c.Crawl.MaxPages, MaxBody: c.Crawl.MaxBody, Robots: c.Crawl.Robots == config.RobotsRespect,
		ExternalLinks: c.Crawl.ExternalLinks, AllowPrivate: c.Crawl.AllowPrivate, UserAgent: c.UserAgent("test"),
	})
	if err != nil {
		t.Fatal(err)
	}
	row.Complete, row.Sites = sum.Complete, memory.Counts()
	memory.Finish(row)
	set, err := rules.Load(c.Ruleset)
	if err != nil {
		t.Fatal(err)
	}
	result, _, err := checks.Run(memory, checks.Options{Set: set, Calendar: calendar.MustDefault(), AsOf: AsOf, Since: row.Since})
	if err != nil {
		t.Fatal(err)
	}
	return result, set
}

func TestScanFindsEveryPlantedFaultAndNothingElse(t *testing.T) {
	for _, kind := range []string{portal.ScanRecent, portal.ScanFull} {
		t.Run(kind, func(t *testing.T) {
			p, base := serve(t)
			result, set := scan(t, p.Config(base, t.TempDir()), kind)
			o := p.Compare(base, result, set)
			for _, f := range o.Missed {
				t.Errorf("missed: %s %s %s (%s)", f.Check, short(base, f.URL), f.Mark, f.Text)
			}
			for _, f := range o.False {
				t.Errorf("false alarm: %s %s/%s %s %s %s", f.Check, f.Unit, f.Column, short(base, f.URL), f.Message, f.Evidence)
			}
			for _, a := range o.Astray {
				t.Errorf("astray: %s %s: %s/%s %s, got %s/%s %s", a.Fault.Check, short(base, a.Fault.URL), a.Fault.Unit, a.Fault.Column, a.Fault.Verdict,
					a.Finding.Unit, a.Finding.Column, a.Finding.Verdict)
			}
			for _, n := range o.Misled {
				t.Errorf("not left unverified (%s): %s %s", n.Unverified, short(base, n.URL), n.Text)
			}
			open := map[string]bool{}
			for _, n := range p.NearMisses(base) {
				open[n.URL+" "+n.Unverified] = true
			}
			for _, f := range p.Truth(base) {
				if f.Verdict == checks.Suspect { // what only fails is not read either
					open[f.URL+" "+portal.GapError] = true
				}
			}
			for _, u := range result.Unverified {
				if !open[u.URL+" "+u.Reason] {
					t.Errorf("unverified without need: %s %s %s %s", u.Reason, short(base, u.URL), u.Column, u.Detail)
				}
			}
			if result.Scan.Void {
				t.Errorf("the scan is void: %v", result.Scan.VoidReasons)
			}
			fmt.Fprintf(t.Output(), "planted %d, found %d, false alarms %d, pages %d, requests %d\n",
				o.Planted, o.Found, len(o.False), result.Sites[0].Pages, result.Sites[0].Requests)
		})
	}
}

func TestBigPortalIsInOrderButForItsLinks(t *testing.T) {
	b := Big(1200)
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	result, _ := scan(t, b.Config(server.URL, t.TempDir()), portal.ScanFull)
	count := map[string]int{}
	for _, f := range result.Findings {
		count[f.Check]++
	}
	// A benchmark's portal has news and nothing else: five sections are missing.
	want := map[string]int{"link-broken": b.Broken() + b.Soft(), "section-missing": 5}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if got := result.Sites[0].Pages; got != b.Pages() {
		t.Errorf("%d pages read of %d", got, b.Pages())
	}
	if len(result.Unverified) > 0 {
		t.Errorf("unverified: %v", result.Unverified[0])
	}
}

func short(base, url string) string { return strings.TrimPrefix(url, base) }
