package work

import (
	"context"
	"fmt"
	"slices"

	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
)

// voidReasons says, in Chinese, why a scan accuses nobody and acquits nobody
// (contract §3): a home page fails, or every news column of a site, a fifth
// of the hosts that answered last time do not, the page count falls by a
// third.
func voidReasons(ctx context.Context, st *store.Store, scan *portal.Scan, ledger *portal.Ledger) ([]string, error) {
	now, err := census(ctx, st, scan.ID)
	if err != nil {
		return nil, err
	}
	var reasons []string
	for i := range ledger.Sites {
		s := &ledger.Sites[i]
		switch {
		case now.homes[s.ID]:
		case now.homeGaps[s.ID] != "":
			reasons = append(reasons, fmt.Sprintf("站点“%s”的首页未能读取（%s）", s.Name, now.homeGaps[s.ID]))
		default:
			reasons = append(reasons, fmt.Sprintf("站点“%s”的首页未能读取", s.Name))
		}
		news, failed := 0, 0
		for j := range ledger.Columns {
			c := &ledger.Columns[j]
			if c.Site == s.ID && c.Type == portal.TypeNews {
				news++
				if !now.lists[c.ID] {
					failed++
				}
			}
		}
		if news > 0 && news == failed && !ledger.Partial {
			reasons = append(reasons, fmt.Sprintf("站点“%s”的 %d 个动态要闻类栏目全部未能读取", s.Name, news))
		}
	}
	before, err := previous(ctx, st, scan)
	if before == nil || err != nil {
		return reasons, err
	}
	old, err := st.Ledger(ctx, before.ID)
	if err != nil {
		return nil, err
	}
	// Only a scan of the same table can be measured by the one before it.
	if !slices.Equal(ids(old.Sites), ids(ledger.Sites)) || !slices.EqualFunc(old.Columns, ledger.Columns, portal.Column.Equal) {
		return reasons, nil
	}
	last, err := census(ctx, st, before.ID)
	if err != nil {
		return nil, err
	}
	answered, gone := 0, 0
	for h, did := range last.asked {
		// A host that no page links to any more was not asked.
		does, asked := now.asked[h]
		if !did || !asked {
			continue
		}
		answered++
		if !does {
			gone++
		}
	}
	if gone > 0 && gone*5 >= answered {
		reasons = append(reasons, fmt.Sprintf("上次能够访问的 %d 个主机中有 %d 个本次无应答，可能是本机网络问题", answered, gone))
	}
	// Another articles_since reads another share of the lists: at the turn of
	// the year a recent scan shrinks without any fault.
	if before.Since != scan.Since {
		return reasons, nil
	}
	for i := range ledger.Sites {
		s := &ledger.Sites[i]
		if was, is := last.pages[s.ID], now.pages[s.ID]; was >= 10 && is*3 <= was*2 {
			reasons = append(reasons, fmt.Sprintf("站点“%s”本次读到 %d 页，比上次的 %d 页减少三分之一以上", s.Name, is, was))
		}
	}
	return reasons, nil
}

// previous returns the last sound scan of the same kind, nil when there is none.
func previous(ctx context.Context, st *store.Store, scan *portal.Scan) (*portal.Scan, error) {
	list, err := st.Scans(ctx, 0)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if s := &list[i]; s.ID != scan.ID && s.Kind == scan.Kind && s.Complete && !s.Void {
			return s, nil
		}
	}
	return nil, nil
}

// A tally is what a snapshot holds, counted.
type tally struct {
	pages    map[string]int
	homes    map[string]bool
	lists    map[string]bool
	homeGaps map[string]string // details, by site
	asked    map[string]bool   // hosts that were asked; true: answered anything
}

func census(ctx context.Context, st *store.Store, id string) (*tally, error) {
	snap, err := st.Snapshot(ctx, id)
	if err != nil {
		return nil, err
	}
	read, err := st.Census(ctx, id)
	if err != nil {
		return nil, err
	}
	t := &tally{pages: read.Pages, homes: read.Homes, lists: read.Lists, asked: read.Asked, homeGaps: map[string]string{}}
	return t, snap.Gaps(func(g *portal.Gap) error {
		if g.Role == portal.RoleHome {
			t.homeGaps[g.Site] = g.Detail
		}
		return nil
	})
}

func ids(sites []portal.Site) []string {
	list := make([]string, len(sites))
	for i := range sites {
		list[i] = sites[i].ID
	}
	return list
}
