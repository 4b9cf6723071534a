package storetest

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
)

// text is JSON, for which every exported field counts.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	return string(b)
}

// same fails the test with a diff.
func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func pages(t testing.TB, s *store.Store, id string) (list []portal.Page) {
	t.Helper()
	must(t, value(s.Snapshot(t.Context(), id))(t).Pages(func(p *portal.Page) error {
		list = append(list, *p)
		return nil
	}))
	return list
}

func items(t testing.TB, s *store.Store, id string) (list []portal.Item) {
	t.Helper()
	must(t, value(s.Snapshot(t.Context(), id))(t).Items(func(i *portal.Item) error {
		list = append(list, *i)
		return nil
	}))
	return list
}

func targets(t testing.TB, s *store.Store, id string) (list []portal.Target) {
	t.Helper()
	must(t, value(s.Snapshot(t.Context(), id))(t).Targets(func(x *portal.Target) error {
		list = append(list, *x)
		return nil
	}))
	return list
}

func gaps(t testing.TB, s *store.Store, id string) (list []portal.Gap) {
	t.Helper()
	must(t, value(s.Snapshot(t.Context(), id))(t).Gaps(func(g *portal.Gap) error {
		list = append(list, *g)
		return nil
	}))
	return list
}

func sortStrings(list []string) { slices.Sort(list) }
