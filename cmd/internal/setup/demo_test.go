package setup

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/checks"
	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/demo"
	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/crawler/portaltest"
)

func serveDemo(t *testing.T) (*demo.Portal, string) {
	t.Helper()
	out := httptest.NewUnstartedServer(nil)
	p := demo.New("http://" + out.Listener.Addr().String())
	out.Config.Handler = p.Outside()
	out.Start()
	t.Cleanup(out.Close)
	in := httptest.NewServer(p)
	t.Cleanup(in.Close)
	return p, in.URL
}

func local() crawler.Options {
	return crawler.Options{Concurrency: 8, PerHost: 8, Timeout: 15 * time.Second, MaxBody: 10 << 20, Robots: true, AllowPrivate: true, UserAgent: "duwang/test"}
}

func parse(t *testing.T, text []byte) *config.Config {
	t.Helper()
	c, err := config.Parse("duwang.yaml", text, t.TempDir())
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return c
}

// findings scans a portal by a config and returns what was found, as far as
// it does not hang on the ids of units and columns.
func findings(t *testing.T, c *config.Config, base string) []string {
	t.Helper()
	ledger := c.Ledger()
	noon := demo.AsOf.Time().Add(4 * time.Hour)
	row := portal.Scan{ID: "demo", Kind: portal.ScanFull, AsOf: demo.AsOf, Since: c.ArticlesSince(demo.AsOf), StartedAt: noon, FinishedAt: noon}
	memory := portaltest.NewMemory(row, ledger)
	opt := local()
	opt.Ledger, opt.Kind, opt.AsOf, opt.Since = &ledger, row.Kind, row.AsOf, row.Since
	opt.Retries, opt.MaxPages, opt.ExternalLinks = c.Crawl.Retries, c.Crawl.MaxPages, true
	sum, err := crawler.Run(context.Background(), memory, opt)
	if err != nil {
		t.Fatal(err)
	}
	row.Complete, row.Sites = sum.Complete, memory.Counts()
	memory.Finish(row)
	set, err := rules.Load(c.Ruleset)
	if err != nil {
		t.Fatal(err)
	}
	result, _, err := checks.Run(memory, checks.Options{Set: set, Calendar: calendar.MustDefault(), AsOf: demo.AsOf, Since: row.Since})
	if err != nil {
		t.Fatal(err)
	}
	if result.Scan.Void {
		t.Fatalf("the scan is void: %v", result.Scan.VoidReasons)
	}
	names := map[string]string{}
	for _, s := range ledger.Sites {
		names[s.ID] = s.Name
	}
	for _, u := range ledger.Units {
		names[u.ID] = u.Name
	}
	var list []string
	for _, f := range result.Findings {
		list = append(list, strings.Join([]string{f.Check, f.Rule, f.Verdict, names[f.Unit], strings.TrimPrefix(f.URL, base)}, " "))
	}
	slices.Sort(list)
	return list
}

// TestProposedConfigFindsWhatTheDemosOwnFinds is the whole way of a new user:
// an address, a proposal, a config, a scan.
func TestProposedConfigFindsWhatTheDemosOwnFinds(t *testing.T) {
	d, base := serveDemo(t)
	p, err := Discover(context.Background(), Request{Home: base, AsOf: demo.AsOf, Max: 2000, Options: local()})
	if err != nil {
		t.Fatal(err)
	}
	proposed := parse(t, YAML(p, Settings{AllowPrivate: true, Rate: 0}))
	own := parse(t, []byte(d.Config(base, t.TempDir())))
	if diff := cmp.Diff(table(own), table(proposed)); diff != "" {
		t.Errorf("column table (-the demo's own +proposed):\n%s", diff)
	}
	if got, want := proposed.Sites[0].Code, own.Sites[0].Code; got != want {
		t.Errorf("code %q, want %q", got, want)
	}
	if p.Requests > 200 {
		t.Errorf("%d requests for %d columns", p.Requests, d.Columns())
	}
	if diff := cmp.Diff(findings(t, own, base), findings(t, proposed, base)); diff != "" {
		t.Errorf("findings (-by the demo's own config +by the proposed one):\n%s", diff)
	}
}

// table lists a config's columns by what people see of them.
func table(c *config.Config) []string {
	var list []string
	for _, u := range c.Units {
		for _, col := range u.Columns {
			list = append(list, strings.Join([]string{u.Name, u.Kind, col.Name, col.URL, col.Type}, " "))
		}
	}
	slices.Sort(list)
	return list
}
