package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/crawler/portal"
)

// hour is a lease that outlives any test; a lease of 0 is over at once.
const hour = time.Hour

func worker(name string, lasts time.Duration, hosts int) store.Lease {
	return store.Lease{Worker: name, For: lasts, Hosts: hosts}
}

// shared seeds a scan with so many pages on each of some hosts.
func shared(t *testing.T, s *store.Store, hosts, pages int) {
	t.Helper()
	var seeds []crawler.Task
	for i := range hosts * pages {
		seeds = append(seeds, task(fmt.Sprintf("http://h%d.test/%d", i%hosts, i/hosts), portal.RolePage))
	}
	must(t, begin(t, s, "one").Seed(t.Context(), seeds))
}

func hostsOf(tasks []crawler.Task) []string {
	var list []string
	for _, k := range tasks {
		host, _, _ := strings.Cut(strings.TrimPrefix(k.URL, "http://"), "/")
		list = append(list, host)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

var leases = []promise{
	{"NoHostIsVisitedByTwo", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		shared(t, s, 3, 4)
		a, b := s.Share("one", worker("a", hour, 2)), Open(t, dsn).Share("one", worker("b", hour, 0))
		same(t, "a", hostsOf(claim(t, a, 4)), []string{"h0.test", "h1.test"})
		same(t, "b", urls(claim(t, b, 99)), []string{"http://h2.test/0", "http://h2.test/1", "http://h2.test/2", "http://h2.test/3"})
		same(t, "b again", claim(t, b, 99), []crawler.Task(nil))
		rest := claim(t, a, 99)
		same(t, "the rest of a", urls(rest), []string{"http://h0.test/2", "http://h1.test/2", "http://h0.test/3", "http://h1.test/3"})
		// What a gives back with its hosts goes to b.
		must(t, a.Save(t.Context(), []crawler.Visit{visit(rest[0])}))
		must(t, a.Release(t.Context()))
		same(t, "b after a", hostsOf(claim(t, b, 99)), []string{"h0.test", "h1.test"})
		same(t, "progress", value(b.Progress(t.Context()))(t), crawler.Progress{Known: 12, Done: 1, Pages: 1, InFlight: 11})
	}},
	{"WhatADeadWorkerTookFallsToTheOthers", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		shared(t, s, 1, 3)
		a, b := s.Share("one", worker("a", 0, 0)), Open(t, dsn).Share("one", worker("b", hour, 0))
		took := claim(t, a, 2)
		same(t, "b", urls(claim(t, b, 99)), []string{"http://h0.test/0", "http://h0.test/1", "http://h0.test/2"})
		same(t, "a once more", claim(t, a, 99), []crawler.Task(nil))
		// a was not dead. What it says of what b has now is not heard, but it was asked.
		gone := crawler.Visit{Task: took[0], Status: 404, Requests: 3, Bytes: 30}
		must(t, a.Save(t.Context(), []crawler.Visit{gone}))
		same(t, "progress", value(b.Progress(t.Context()))(t), crawler.Progress{Known: 3, InFlight: 3})
		must(t, b.Save(t.Context(), []crawler.Visit{visit(took[0])}))
		must(t, a.Save(t.Context(), []crawler.Visit{gone}))
		same(t, "progress", value(b.Progress(t.Context()))(t), crawler.Progress{Known: 3, Done: 1, Pages: 1, InFlight: 2})
		same(t, "cost", value(s.Counts(t.Context(), "one"))(t)[0], portal.SiteCount{ID: "portal", Requests: 7, Bytes: 160, Pages: 1})
	}},
	{"ASignOfLifeKeepsALease", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		shared(t, s, 1, 2)
		short, long := s.Share("one", worker("a", 0, 0)), Open(t, dsn).Share("one", worker("b", hour, 0))
		took := claim(t, short, 1)
		// The same worker, saved under its own lease while nobody looked.
		must(t, short.Save(t.Context(), []crawler.Visit{visit(took[0])}))
		same(t, "progress", value(short.Progress(t.Context()))(t), crawler.Progress{Known: 2, Done: 1, Pages: 1, Pending: 1})
		must(t, long.Renew(t.Context()))
		same(t, "claimed", len(claim(t, long, 9)), 1)
		must(t, long.Renew(t.Context()))
		same(t, "short", claim(t, short, 9), []crawler.Task(nil))
	}},
	{"AWorkerThatComesBackTakesUpWhatItLeft", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		shared(t, s, 1, 3)
		before := s.Share("one", worker("a", hour, 1))
		took := claim(t, before, 2)
		back := Open(t, dsn).Share("one", worker("a", hour, 1))
		same(t, "taken up", urls(claim(t, back, 99)), []string{"http://h0.test/0", "http://h0.test/1", "http://h0.test/2"})
		must(t, before.Save(t.Context(), []crawler.Visit{visit(took[0])}))
		same(t, "progress", value(back.Progress(t.Context()))(t), crawler.Progress{Known: 3, InFlight: 3})
	}},
	{"WhoWorksAloneWaitsForTheOthers", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		shared(t, s, 2, 2)
		live, dead := s.Share("one", worker("a", hour, 1)), s.Share("one", worker("b", 0, 1))
		claim(t, dead, 1)
		claim(t, live, 1)
		alone := s.Frontier("one")
		want(t, alone.Release(t.Context()), store.ErrBusy)
		must(t, live.Release(t.Context()))
		must(t, alone.Release(t.Context()))
		same(t, "claimed", len(claim(t, alone, 9)), 4)
	}},
	{"SharedWorkGivesTheSameSnapshot", func(t *testing.T, fresh Fresh) {
		w := newWorld(78, 80)
		alone := Open(t, fresh(t))
		w.crawl(t, begin(t, alone, "one"), rand.New(rand.NewPCG(1, 1)), 20)
		dsn := fresh(t)
		s := Open(t, dsn)
		must(t, begin(t, s, "one").Seed(t.Context(), w.seeds))
		errs := make([]error, 4)
		var wg sync.WaitGroup
		for i := range errs {
			other := Open(t, dsn)
			wg.Go(func() {
				// Some shares die with what they have in hand.
				r := rand.New(rand.NewPCG(7, uint64(i)))
				for share := 0; ; share++ {
					lasts := hour
					if r.IntN(3) == 0 {
						lasts = 0
					}
					f := other.Share("one", worker(fmt.Sprint("w", i, "-", share), lasts, 1))
					done, err := w.share(t, f, r)
					if err == nil && lasts > 0 {
						err = f.Release(t.Context())
					}
					if err != nil || done {
						errs[i] = err
						return
					}
				}
			})
		}
		wg.Wait()
		must(t, errors.Join(errs...))
		same(t, "snapshot", dump(t, s, "one"), dump(t, alone, "one"))
	}},
}

// share works on a share until nothing is left of it, or until it drops what
// it took; done tells whether the whole scan is.
func (w *world) share(t *testing.T, f *store.Shared, r *rand.Rand) (done bool, err error) {
	for {
		tasks, err := f.Claim(t.Context(), 1+r.IntN(8))
		if err != nil {
			return false, err
		}
		if len(tasks) == 0 || r.IntN(4) == 0 {
			p, err := f.Progress(t.Context())
			return p.Done == p.Known, err
		}
		var visits []crawler.Visit
		for _, k := range tasks {
			visits = append(visits, w.visit(t, k))
		}
		if err := f.Save(t.Context(), visits); err != nil {
			return false, err
		}
	}
}
