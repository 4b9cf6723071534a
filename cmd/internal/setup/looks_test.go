package setup

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"duwang/cmd/internal/demo"
	"duwang/crawler/address"
	"duwang/crawler/discover"
)

// simLooks are six ways in which counties build their portals.
var simLooks = []struct {
	name string
	make func(seed uint64) *county
}{
	{"flat, platforms under /zwgk/", flatLook},
	{"a tree of public information", treeLook},
	{"a host for each department", hostLook},
	{"addresses that say nothing", uuidLook},
	{"大汉 with a list of units", dahanLook},
	{"TRS with topics, landings, aliases", trsLook},
}

// TestColumnsAreFoundInEveryLook is the goal: of 300 columns and 60 units at
// least 95 % found, 90 % with their type, 90 % with their unit, in at most
// 2,000 requests.
func TestColumnsAreFoundInEveryLook(t *testing.T) {
	for i, look := range simLooks {
		t.Run(look.name, func(t *testing.T) {
			c := look.make(uint64(i) + 1)
			opt := local()
			opt.Transport = http.RoundTripper(c)
			p, err := Discover(context.Background(), Request{Home: c.base() + "/", AsOf: demo.AsOf, Max: 2000, Options: opt})
			if err != nil {
				t.Fatal(err)
			}
			parse(t, YAML(p, Settings{Rate: -1}))
			compare(t, c, p)
		})
	}
}

func compare(t *testing.T, c *county, p *discover.Proposal) {
	t.Helper()
	type got struct {
		col  *discover.Column
		unit *discover.Unit
	}
	found := map[string]got{}
	proposed := 0
	for i := range p.Units {
		for j := range p.Units[i].Columns {
			col := &p.Units[i].Columns[j]
			proposed++
			for _, u := range append([]string{col.URL}, col.Aliases...) {
				found[address.Key(u)] = got{col, &p.Units[i]}
			}
		}
	}
	var missed, types, units, sureWrong []string
	right := map[*discover.Column]bool{}
	all := c.columns()
	for _, want := range all {
		g, ok := found[address.Key(want.url)]
		for _, a := range want.aliases {
			if !ok {
				g, ok = found[address.Key(a)]
			}
		}
		if !ok {
			missed = append(missed, fmt.Sprintf("%s %s %s", want.unit.name, want.name, want.url))
			continue
		}
		right[g.col] = true
		wrong := false
		if g.col.Type != want.typ {
			types = append(types, fmt.Sprintf("%s %s: %s, want %s", want.unit.name, want.name, g.col.Type, want.typ))
			wrong = true
		}
		if !slices.Contains([]string{want.unit.name, want.unit.full, c.name + want.unit.name}, g.unit.Name) || g.unit.Kind != want.unit.kind {
			units = append(units, fmt.Sprintf("%s %s %s: %s (%s) %v", want.unit.name, want.name, want.url, g.unit.Name, g.unit.Kind, g.col.Why))
			wrong = true
		}
		if wrong && g.col.Sure == discover.Sure {
			sureWrong = append(sureWrong, fmt.Sprintf("%s %s %s", want.unit.name, want.name, want.url))
		}
	}
	var extra []string
	for i := range p.Units {
		for j := range p.Units[i].Columns {
			if col := &p.Units[i].Columns[j]; !right[col] {
				extra = append(extra, fmt.Sprintf("%s %s %s %s %s %s", p.Units[i].Name, col.Name, col.URL, col.Type, col.Sure, col.Doubt))
			}
		}
	}
	n := len(all)
	share := func(k int) float64 { return float64(k) / float64(n) * 100 }
	recall, typed, owned := share(n-len(missed)), share(n-len(missed)-len(types)), share(n-len(missed)-len(units))
	t.Logf("%d units, %d columns: found %.1f %%, type right %.1f %%, unit right %.1f %%; %d beyond the truth; %d sure and wrong; %d requests",
		len(c.units), n, recall, typed, owned, len(extra), len(sureWrong), p.Requests)
	if recall < 95 || typed < 90 || owned < 90 || p.Requests > 2000 {
		t.Errorf("below the goal of 95 %%, 90 %%, 90 %%, 2000 requests")
	}
	if len(extra)*20 > n {
		t.Errorf("%d columns are proposed that are none", len(extra))
	}
	if len(sureWrong)*50 > n {
		t.Errorf("%d columns are called sure and wrong", len(sureWrong))
	}
	for what, list := range map[string][]string{"missed": missed, "type": types, "unit": units, "extra": extra} {
		for i, s := range list {
			if i < 12 {
				t.Logf("%s: %s", what, s)
			}
		}
	}
	if testing.Verbose() {
		left := map[string]int{}
		for _, l := range p.Left {
			left[l.Kind]++
		}
		t.Logf("left out: %v", left)
	}
}
