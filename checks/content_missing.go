package checks

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Scopes of content-missing.
const (
	scopeSite = "site"
	scopeUnit = "unit"
)

// contentArgs of content-missing.
type contentArgs struct {
	Kind  string        `yaml:"kind"`  // identity: art20-3, fields…
	Scope string        `yaml:"scope"` // site: the site's navigation; unit: a unit's catalogue and columns
	Items []contentItem `yaml:"items"`
	// Menu is how many names the navigation must show before anything is
	// called missing from it; of a unit's, those count that the site's home
	// page does not show as well.
	Menu int `yaml:"menu"`
	// Found is how many of the items must be there first: with fewer, the site
	// lists them elsewhere.
	Found    int  `yaml:"found"`
	Together bool `yaml:"together"` // one finding for all that is missing
	Suspect  bool `yaml:"suspect"`
}

// A contentItem is known by a word in the name of a link or column, or by a
// column of one of the types.
type contentItem struct {
	Name  string   `yaml:"name"`
	Words []string `yaml:"words"`
	Types []string `yaml:"types"`
}

func (a *contentArgs) validate() error {
	if a.Kind == "" || len(a.Items) == 0 || a.Menu < 1 {
		return errors.New("kind、items 和不小于1的 menu 须写明")
	}
	for i := range a.Items {
		if it := &a.Items[i]; it.Name == "" || len(it.Words)+len(it.Types) == 0 {
			return errors.New("items 的每一项须写明 name，以及 words 或 types")
		}
	}
	return oneOf("scope", a.Scope, scopeSite, scopeUnit)
}

type contentEvidence struct {
	Kind    string   `json:"kind"`
	Missing []string `json:"missing"`
	Names   int      `json:"names"` // that were read
}

var _ = register(&Check{
	ID:    "content-missing",
	Title: "应公开的内容没有栏目",
	Doc:   "按栏目和链接的名称，核对规定应当公开的内容有没有相应的栏目：全站性的看首页、网站地图、专栏和台账，单位的看本单位的法定主动公开内容栏目和其他登记栏目。导航由脚本加载、没有读到，或者读到的名称太少的，不作判断；名称对应之外，内容是否充分须人工核实。",
	Fix:   "请在门户网站或本单位的法定主动公开内容中设置相应栏目并发布内容；已经公开的，改用规范的栏目名称。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第二十条、第二十一条"},
		{Document: "指引", Clause: "信息发布"},
		{Document: "标准目录", Clause: "26个试点领域"},
	},
	Args:  func() any { return &contentArgs{} },
	Begin: beginContent,
})

// A navigation is what was read of how a site, or a unit in it, names what it
// publishes.
type navigation struct {
	names map[string]bool // folded
	types map[string]bool // of registered columns
	place Subject
	read  bool // the page that ought to show the names was read
	doubt bool // part of it is drawn by script or was not read
}

func beginContent(p *Pass) Examiner {
	args := p.Args.(*contentArgs)
	places := map[string]*navigation{}
	home := map[string]map[string]bool{} // names on the home page, by site
	at := func(key string) *navigation {
		n := places[key]
		if n == nil {
			n = &navigation{names: map[string]bool{}, types: map[string]bool{}}
			places[key] = n
		}
		return n
	}
	for i := range p.Ledger.Columns {
		c := &p.Ledger.Columns[i]
		n := at(c.Site)
		if args.Scope == scopeUnit {
			n = at(c.Unit)
		}
		n.names[fold(c.Name)], n.types[c.Type] = true, true
	}
	return Examiner{
		Page: func(page *portal.Page) {
			n := at(page.Site)
			if args.Scope == scopeUnit {
				if page.Role == portal.RoleHome {
					shown := map[string]bool{}
					for _, name := range page.Names {
						shown[fold(name)] = true
					}
					home[page.Site] = shown
				}
				if p.Column(page.Column) == nil {
					return
				}
				n = at(page.Unit)
			}
			news := map[string]bool{} // on a home page; elsewhere rows may be what the page leads to
			if page.Role == portal.RoleHome {
				for i := range page.Items {
					news[fold(page.Items[i].Title)] = true
				}
			}
			for _, name := range page.Names {
				if name = fold(name); !news[name] {
					n.names[name] = true
				}
			}
			if page.Facts.Title != "" && page.Kind != portal.KindArticle {
				n.names[fold(page.Facts.Title)] = true
			}
			switch {
			case args.Scope == scopeSite && page.Role == portal.RoleHome:
				n.read = true
				n.doubt = n.doubt || page.Script != ""
			case args.Scope == scopeUnit && page.Role == portal.RoleList && page.Sheet == 0 && p.Column(page.Column).Type == portal.TypeCatalogue:
				n.read = true
				n.doubt = n.doubt || page.Script != ""
			}
		},
		Column: func(c *Column) {
			if args.Scope == scopeUnit && c.Type == portal.TypeCatalogue {
				n := at(c.Column.Unit)
				n.place = columnSubject(c)
				n.doubt = n.doubt || len(c.Gaps) > 0
			}
		},
		Site: func(s *Site) {
			if args.Scope == scopeSite {
				n := at(s.ID)
				n.place = siteSubject(s)
				n.doubt = n.doubt || s.HomeGap != nil || p.Ledger.Partial
			}
		},
		Done: func() {
			keys := make([]string, 0, len(places))
			for k, n := range places {
				if n.place.URL == "" || !n.read || n.doubt || args.Scope == scopeUnit && (!p.BindsUnit(k) || home[n.place.Site] == nil) {
					continue
				}
				if n.beyond(home[n.place.Site]) >= args.Menu {
					keys = append(keys, k)
				}
			}
			slices.Sort(keys)
			for _, k := range keys {
				judgeContent(p, args, places[k])
			}
		},
	}
}

func judgeContent(p *Pass, args *contentArgs, n *navigation) {
	var missing []string
	for i := range args.Items {
		if !n.has(&args.Items[i]) {
			missing = append(missing, args.Items[i].Name)
		}
	}
	if len(args.Items)-len(missing) < args.Found {
		return
	}
	whose := "“" + n.place.Title + "”网站"
	if args.Scope == scopeUnit {
		whose = cmp.Or(p.unitName(n.place.Unit), "本单位") + "公开的栏目"
	}
	say := func(s Subject, what []string) {
		if len(what) == 0 {
			p.Good(s)
			return
		}
		p.Bad(Bad{Subject: s, Suspect: args.Suspect,
			Message:     fmt.Sprintf("%s中没有“%s”。", whose, some(what, 5)),
			Explanation: []string{fmt.Sprintf("共核对%d个栏目和链接的名称，没有与之对应的。", len(n.names)), "内容可能以其他名称公开，请核实。"},
			Evidence:    contentEvidence{args.Kind, what, len(n.names)}})
	}
	if args.Together || len(args.Items) == 1 {
		say(n.place.with(args.Kind), missing)
		return
	}
	for i := range args.Items {
		name := args.Items[i].Name
		s := n.place.with(args.Kind + ":" + name)
		if slices.Contains(missing, name) {
			say(s, []string{name})
		} else {
			say(s, nil)
		}
	}
}

// beyond counts the names that another page does not show.
func (n *navigation) beyond(other map[string]bool) int {
	count := 0
	for name := range n.names {
		if !other[name] {
			count++
		}
	}
	return count
}

func (n *navigation) has(it *contentItem) bool {
	for _, t := range it.Types {
		if n.types[t] {
			return true
		}
	}
	for name := range n.names {
		if slices.ContainsFunc(it.Words, func(w string) bool { return strings.Contains(name, w) }) {
			return true
		}
	}
	return false
}

// unitName returns a unit's name, "" when there is no such unit.
func (p *Pass) unitName(id string) string {
	if u := p.Unit(id); u != nil {
		return u.Name
	}
	return ""
}
