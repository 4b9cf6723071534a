package rules

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// Every article of every outline has one row, and every id of a row exists.
func TestCoverageIsWhole(t *testing.T) {
	c, err := LoadCoverage("")
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, d := range c.Documents {
		s := load(t, d.Ruleset)
		declared[d.Ruleset+" "+d.Document] = true
		if !slices.ContainsFunc(s.Documents, func(x Document) bool { return x.Short == d.Document }) {
			t.Errorf("%s does not declare %s", d.Ruleset, d.Document)
		}
		var rows []string
		for _, a := range d.Articles {
			rows = append(rows, a.Article)
			where := d.Document + " " + a.Article
			if a.Subject == "" || (a.None == "") == (len(a.Rules)+len(a.Manual) == 0) {
				t.Errorf("%s: a subject, and either rules and items or a reason for none", where)
			}
			for _, id := range a.Rules {
				if !KnownID(id) {
					t.Errorf("%s: no rule id %s", where, id)
				}
			}
			for _, id := range a.Manual {
				if !slices.ContainsFunc(s.Manual, func(m Manual) bool { return m.ID == id }) {
					t.Errorf("%s: %s has no manual item %s", where, d.Ruleset, id)
				}
			}
		}
		if !slices.Equal(rows, d.Outline) {
			t.Errorf("%s: rows %q, outline %q", d.Document, rows, d.Outline)
		}
	}
	// No local document of a ruleset is left out.
	for _, name := range []string{"baiyin-2021", "fenggang-2018", "kaijiang-eco-2022", "keyouqianqi-2021", "shangcheng-2020"} {
		for _, d := range load(t, name).Documents {
			local := slices.ContainsFunc([]string{"白银", "凤冈", "开江", "前旗", "上城"}, func(p string) bool { return strings.HasPrefix(d.Short, p) })
			if local && !declared[name+" "+d.Short] {
				t.Errorf("%s: %s has no coverage", name, d.Short)
			}
		}
	}
}

// Every id is a rule in some ruleset, or is listed with the reason why not.
func TestEveryIDIsUsedOrOpen(t *testing.T) {
	c, err := LoadCoverage("")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, name := range Builtin() {
		for _, id := range load(t, name).ruleIDs() {
			used[id] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ids())) {
		switch {
		case !used[id] && c.Open[id] == "":
			t.Errorf("no ruleset uses %s, and no reason is given", id)
		case used[id] && c.Open[id] != "":
			t.Errorf("%s is used; strike it from the open ones", id)
		}
	}
	for id := range c.Open {
		if !KnownID(id) {
			t.Errorf("open: no rule id %s", id)
		}
	}
}

func TestCoverageSaysHowAnArticleIsLookedAfter(t *testing.T) {
	open := map[string]string{"site-slow": "要连续多日定时访问"}
	for want, a := range map[string]Covered{
		"A":  {Rules: []string{"publish-late-20wd"}},
		"AS": {Rules: []string{"publish-never", "publish-late-20wd"}},
		"SM": {Rules: []string{"publish-never"}, Manual: []string{"training"}},
		"M":  {Rules: []string{"site-slow"}},
		"":   {None: "总则"},
	} {
		if got := a.Ways(open); got != want {
			t.Errorf("%+v: %q, want %q", a, got, want)
		}
	}
	if _, err := LoadCoverage("national-2019"); err == nil || !strings.Contains(err.Error(), "没有逐条对照表") {
		t.Errorf("%v", err)
	}
}
