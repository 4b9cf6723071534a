package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// tagArgs of tag-missing.
type tagArgs struct {
	Tags  []string `yaml:"tags"`  // as the standard spells them
	Kinds []string `yaml:"kinds"` // of page: home, column, article
}

var tagKinds = map[string]string{
	string(portal.KindHome): "首页", string(portal.KindColumn): "栏目页", string(portal.KindArticle): "内容页",
}

func (a *tagArgs) validate() error {
	for _, t := range a.Tags {
		if !slices.Contains(portal.SiteTags, t) && !slices.Contains(portal.ColumnTags, t) && !slices.Contains(portal.ArticleTags, t) {
			return fmt.Errorf("tags 中的 %q 不是页面标签规范中的必选标签", t)
		}
	}
	for _, k := range a.Kinds {
		if tagKinds[k] == "" {
			return fmt.Errorf("kinds 中的 %q 应为 home、column 或 article", k)
		}
	}
	return nil
}

type tagEvidence struct {
	Tag      string   `json:"tag"`
	PageKind string   `json:"page_kind"`
	Count    int      `json:"count"`
	Samples  []string `json:"samples"`
}

// tagSamples is how many addresses a finding shows.
const tagSamples = 5

// A tagGroup is one column's (or, with column "", the site's own) pages of
// one kind.
type tagGroup struct {
	site, column string
	kind         string
}

// A tagCount says how many of a group's pages lack each of the rule's tags.
type tagCount struct {
	pages   int
	lacking []lacking // by the rule's tags
}

type lacking struct {
	count   int
	samples []string // the first by address
}

func (l *lacking) add(other lacking) {
	l.count += other.count
	for _, s := range other.samples {
		l.sample(s)
	}
}

func (l *lacking) sample(address string) {
	i, _ := slices.BinarySearch(l.samples, address)
	if i >= tagSamples {
		return
	}
	l.samples = slices.Insert(l.samples, i, address)
	if len(l.samples) > tagSamples {
		l.samples = l.samples[:tagSamples]
	}
}

var _ = register(&Check{
	ID:    "tag-missing",
	Title: "页面标签缺失",
	Doc:   "首页、栏目页、内容页应按规范设置页面标签，没有该标签、标签为空或为null即为缺失。一个栏目读到的同类页面全部缺失的，记栏目一个问题；各栏目全部缺失的，记网站一个问题；个别页面缺失的只计数，不作为问题。",
	Fix:   "请在对应的页面模板中补充该标签，并由系统自动填入内容。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "附件《网页设计规范》网页标签"},
	},
	Args: func() any { return &tagArgs{} },
	Begin: func(p *Pass) Examiner {
		t := &tagPass{Pass: p, args: p.Args.(*tagArgs), groups: map[tagGroup]*tagCount{}}
		return Examiner{Page: t.page, Done: t.done}
	},
})

type tagPass struct {
	*Pass
	args   *tagArgs
	groups map[tagGroup]*tagCount
}

// pageKind is the kind by which a page's tags are asked: a registered list is
// a column page whatever it looks like, unless it is itself an article.
func pageKind(page *portal.Page) string {
	if page.Role == portal.RoleList && page.Kind == portal.KindOther {
		return string(portal.KindColumn)
	}
	return string(page.Kind)
}

func (t *tagPass) page(page *portal.Page) {
	kind := pageKind(page)
	if !slices.Contains(t.args.Kinds, kind) || !t.Binds(page.Column) {
		return
	}
	g := tagGroup{page.Site, page.Column, kind}
	c := t.groups[g]
	if c == nil {
		c = &tagCount{lacking: make([]lacking, len(t.args.Tags))}
		t.groups[g] = c
	}
	c.pages++
	for i, tag := range t.args.Tags {
		if v, _ := page.Tag(tag); emptyTag(v) {
			c.lacking[i].count++
			c.lacking[i].sample(page.URL)
		}
	}
}

// emptyTag tells whether a tag's value says nothing; templates write null for
// what they do not have.
func emptyTag(value string) bool {
	v := strings.TrimSpace(value)
	return v == "" || strings.EqualFold(v, "null")
}

func (t *tagPass) done() {
	groups := make([]tagGroup, 0, len(t.groups))
	for g := range t.groups {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b tagGroup) int {
		return cmp.Or(cmp.Compare(a.site, b.site), cmp.Compare(a.kind, b.kind), cmp.Compare(a.column, b.column))
	})
	columns := map[string]int{} // registered columns of a site
	for i := range t.Ledger.Columns {
		columns[t.Ledger.Columns[i].Site]++
	}
	for len(groups) > 0 {
		n := 1
		for n < len(groups) && groups[n].site == groups[0].site && groups[n].kind == groups[0].kind {
			n++
		}
		for i := range t.args.Tags {
			t.conclude(groups[:n], i, columns[groups[0].site])
		}
		groups = groups[n:]
	}
}

// conclude judges one tag over the groups of one site and kind. A fault that
// every column shows is the shared template's: it is the site's one finding,
// and the columns are neither accused nor acquitted. One column alone is no
// template, unless it is the only one there is.
func (t *tagPass) conclude(groups []tagGroup, tag, registered int) {
	var judged, bad int
	var all lacking
	own := groups[0].column == "" // pages that answer to the site itself
	for _, g := range groups {
		c := t.groups[g]
		whole := c.lacking[tag].count == c.pages
		if g.column != "" {
			judged++
			if whole {
				bad++
			}
		}
		if whole {
			all.add(c.lacking[tag])
		}
	}
	g := groups[0]
	s := Subject{Site: g.site, Unit: g.site, Mark: t.args.Tags[tag] + "/" + g.kind}
	if site := t.run.sites[g.site]; site != nil {
		s.URL, s.Title = site.URL, site.Name
	}
	ownBad := own && t.groups[g].lacking[tag].count == t.groups[g].pages
	shared := judged > 0 && bad == judged && (judged > 1 || registered == 1)
	switch {
	case shared:
		t.bad(s, tag, g.kind, all, "各栏目")
		return
	case ownBad:
		t.bad(s, tag, g.kind, t.groups[g].lacking[tag], "")
	default:
		t.Good(s)
	}
	for _, g := range groups {
		c := t.Column(g.column)
		if c == nil {
			continue
		}
		s := Subject{Site: c.Site, Unit: c.Unit, Column: c.ID, URL: c.URL, Title: c.Name, Mark: s.Mark}
		count := t.groups[g]
		if count.lacking[tag].count == count.pages {
			t.bad(s, tag, g.kind, count.lacking[tag], "")
		} else {
			t.Good(s)
		}
	}
}

func (t *tagPass) bad(s Subject, tag int, kind string, l lacking, which string) {
	name := t.args.Tags[tag]
	t.Bad(Bad{
		Subject: s,
		Message: fmt.Sprintf("%s%s的%s没有页面标签%s，共%d个页面。", t.place(s.Unit, s.Column), which, tagKinds[kind], name, l.count),
		Explanation: []string{
			fmt.Sprintf("读到的%s全部没有该标签，或标签内容为空，例如：%s。", tagKinds[kind], strings.Join(l.samples, "、")),
		},
		Evidence: tagEvidence{name, kind, l.count, append([]string{}, l.samples...)},
	})
}
