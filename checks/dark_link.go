package checks

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

type darkEvidence struct {
	Text    string   `json:"text"`
	Samples []string `json:"samples"` // pages that hold it, the first few
	Count   int      `json:"count"`   // pages
}

// A dark is one hidden address of one site.
type dark struct {
	subject Subject
	text    string
	pages   []string
	count   int
}

// darkSamples is how many pages are named with a hidden link.
const darkSamples = 5

var _ = register(&Check{
	ID:    "dark-link",
	Title: "疑似暗链",
	Doc:   "网页源代码里有指向其他网站的链接，却用移出屏幕、大小为零、完全透明等样式隐藏起来，访问者看不见。菜单、选项卡那样点开才显示的不算，指向政府、教育、主要新闻网站的不算。只列为疑似，须由技术人员核查。",
	Fix:   "请技术人员检查页面和模板的源代码，确认是暗链的立即清除，排查网站是否被入侵，并修补漏洞。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "安全防护"},
		{Document: "检查指标", Clause: "单项否决：严重问题"},
	},
	Begin: func(p *Pass) Examiner {
		found := map[[2]string]*dark{}
		return Examiner{
			Page: func(page *portal.Page) {
				if !p.Binds("") {
					return
				}
				if len(page.Unseen) == 0 {
					if page.Role == portal.RoleHome {
						p.Good(pageSubject(page))
					}
					return
				}
				for _, l := range page.Unseen {
					if p.ours(l.URL) {
						continue
					}
					k := [2]string{page.Site, l.URL}
					d := found[k]
					if d == nil {
						d = &dark{subject: Subject{Site: page.Site, Unit: page.Site, URL: l.URL, Title: l.Text}, text: l.Text}
						found[k] = d
					}
					d.count++
					if d.pages = append(d.pages, page.URL); len(d.pages) > 4*darkSamples {
						slices.Sort(d.pages)
						d.pages = d.pages[:darkSamples]
					}
				}
			},
			Done: func() {
				for _, d := range found {
					slices.Sort(d.pages)
					d.pages = d.pages[:min(len(d.pages), darkSamples)]
				}
				list := make([]*dark, 0, len(found))
				for _, d := range found {
					list = append(list, d)
				}
				slices.SortFunc(list, func(a, b *dark) int { return cmp.Compare(a.subject.URL, b.subject.URL) })
				for _, d := range list {
					p.Bad(Bad{Subject: d.subject, Suspect: true, Evidence: darkEvidence{d.text, d.pages, d.count},
						Message: fmt.Sprintf("%d个页面的源代码里有指向“%s”的链接，被样式隐藏，疑似暗链。", d.count, hostPort(d.subject.URL))})
				}
			},
		}
	},
})

// ours tells whether an address stands on one of the ledger's sites.
func (p *Pass) ours(address string) bool {
	h := hostPort(address)
	for i := range p.Ledger.Sites {
		s := &p.Ledger.Sites[i]
		if hostPort(s.URL) == h || slices.Contains(s.Hosts, h) {
			return true
		}
	}
	return false
}

func hostPort(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}
