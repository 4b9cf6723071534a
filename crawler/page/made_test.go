package page

import (
	"fmt"
	"slices"
	"sort"
	"testing"

	"duwang/crawler/page/pagestest"
	"duwang/crawler/portal"
)

// A tally counts readings of made pages, field by field.
type tally struct {
	right, all, stated, invented map[string]int
	misses                       []string
}

func newTally() *tally {
	return &tally{right: map[string]int{}, all: map[string]int{}, stated: map[string]int{}, invented: map[string]int{}}
}

// see compares one field of one page.
func (t *tally) see(p *pagestest.Page, field, got, want string) {
	t.all[field]++
	if want != "" {
		t.stated[field]++
	}
	if got == want {
		t.right[field]++
		return
	}
	if want == "" {
		t.invented[field]++
	}
	t.misses = append(t.misses, fmt.Sprintf("%s: %s is %q, want %q", p.Name, field, clip(got, 60), clip(want, 60)))
}

// compare reads a made page and counts every field.
func (t *tally) compare(p *pagestest.Page) {
	f, err := Read(p.Body, Options{URL: p.URL, ContentType: p.ContentType, Status: p.Status, Home: p.Home, Column: p.Column, AsOf: p.AsOf})
	if err != nil {
		t.misses = append(t.misses, p.Name+": "+err.Error())
		return
	}
	w := &p.Want
	t.see(p, "kind", string(f.Kind), string(w.Kind))
	t.see(p, "charset", f.Charset, w.Charset)
	switch w.Kind {
	case portal.KindArticle:
		t.see(p, "title", squeeze(f.Title), squeeze(w.Title))
		t.see(p, "published day", f.PublishedAt.Date.String(), w.Published.Date.String())
		t.see(p, "published clock", f.PublishedAt.Clock, w.Published.Clock)
		t.see(p, "dates apart", fmt.Sprint(f.DatesApart()), fmt.Sprint(w.Apart))
		t.see(p, "source", squeeze(f.Source), squeeze(w.Source))
		t.see(p, "formed_on", f.FormedOn.String(), w.FormedOn.String())
		t.see(p, "formed_from", f.FormedFrom, w.FormedFrom)
		t.see(p, "index_number", f.IndexNumber, w.IndexNumber)
		t.see(p, "document_number", f.DocumentNumber, w.DocumentNumber)
		t.see(p, "issuer", f.Issuer, w.Issuer)
		t.see(p, "disclosure", f.Disclosure, w.Disclosure)
	case portal.KindColumn:
		if w.Script {
			t.see(p, "list by script", fmt.Sprint(f.Script != "" && len(f.Items) == 0), "true")
			return
		}
		t.rows(p, f.Items)
	case portal.KindBlocked:
		if w.Block != "" {
			t.see(p, "block", f.Block, w.Block)
		}
	}
}

// rows compares a list: its newest date, every row by address with its date
// and its title, and rows that are none.
func (t *tally) rows(p *pagestest.Page, items []portal.Row) {
	newest := portal.Date(0)
	got := map[string]portal.Row{}
	for _, it := range items {
		newest = max(newest, it.Date)
		got[it.URL] = it
	}
	t.see(p, "newest row", newest.String(), p.Want.Newest().String())
	want := map[string]bool{}
	for _, r := range p.Want.Rows {
		want[r.URL] = true
		it, ok := got[r.URL]
		if !ok {
			t.see(p, "rows", "", r.URL)
			continue
		}
		t.see(p, "rows", r.URL, r.URL)
		t.see(p, "row dates", it.Date.String(), r.Date.String())
		t.see(p, "row titles", squeeze(it.Title), squeeze(r.Title))
	}
	var extra []string
	for u := range got {
		if !want[u] {
			extra = append(extra, u)
		}
	}
	sort.Strings(extra)
	for _, u := range extra {
		t.see(p, "rows", fmt.Sprint(got[u]), "")
	}
}

// report prints the tally and returns the share of the worst field.
func (t *tally) report(tb testing.TB, name string) (worst float64) {
	var fields []string
	for f := range t.all {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	worst = 1
	for _, f := range fields {
		share := float64(t.right[f]) / float64(t.all[f])
		worst = min(worst, share)
		tb.Logf("%s %-16s %5d of %5d (%.2f %%), stated on %d, invented on %d", name, f, t.right[f], t.all[f], 100*share, t.stated[f], t.invented[f])
	}
	return worst
}

// madeSeeds: the reader was tuned on the first two; the others surprised it once.
var madeSeeds = []int64{1, 12, 101, 105}

// TestAccuracyMade measures every field over pages of made portals, prints how
// many were read right and every miss, and fails below 99 in a hundred or when
// a value is read where the page states none.
func TestAccuracyMade(t *testing.T) {
	for _, seed := range madeSeeds {
		sum := newTally()
		for _, p := range pagestest.Generate(seed, 400) {
			sum.compare(p)
		}
		for _, m := range sum.misses {
			t.Log(m)
		}
		if worst := sum.report(t, fmt.Sprintf("seed %d", seed)); worst < 0.99 {
			t.Errorf("seed %d: the worst field was read right in %.2f %%", seed, 100*worst)
		}
		for field, n := range sum.invented {
			t.Errorf("seed %d: %s invented on %d pages", seed, field, n)
		}
	}
}
