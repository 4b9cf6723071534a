package checks

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of site-identity.
const (
	identityName   = "name"   // page tag SiteName and the registered name
	identityHeader = "header" // the head shows neither name nor logo
	identityCode   = "code"   // footer, page tag, error report and register
	identityFrame  = "frame"  // foot of further pages and of the home page
)

// siteIdentityArgs of site-identity.
type siteIdentityArgs struct {
	Kind    string `yaml:"kind"`
	Suspect bool   `yaml:"suspect"`
}

func (a *siteIdentityArgs) validate() error {
	return oneOf("kind", a.Kind, identityName, identityHeader, identityCode, identityFrame)
}

type siteIdentityEvidence struct {
	Kind    string   `json:"kind"`
	Values  []string `json:"values"` // what stands where
	Count   int      `json:"count,omitempty"`
	Samples []string `json:"samples,omitempty"`
}

var _ = register(&Check{
	ID:    "site-identity",
	Title: "网站名称、徽标和标识码",
	Doc:   "网站名称在页头、网页标签和台账中应当一致；标识码在页脚、网页标签、“我为政府网站找错”链接和台账中应当一致；内页页脚的主办单位、标识码应与首页一致。只比较两处都写明的内容，一处没有写的不算不一致。",
	Fix:   "请以备案的网站名称、主办单位和标识码为准，改正写错的一处；内页与首页使用同一页头页脚模板。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "附件《网页设计规范》（头部标识区、底部功能区）"},
	},
	Args: func() any { return &siteIdentityArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*siteIdentityArgs)
		if args.Kind == identityFrame {
			return beginFrame(p, args)
		}
		return Examiner{Site: func(site *Site) {
			if site.Home == nil {
				return
			}
			s := siteSubject(site).with(args.Kind)
			bad := func(message string, values ...string) {
				p.Bad(Bad{Subject: s, Suspect: args.Suspect, Message: message, Explanation: []string{strings.Join(values, "；") + "。"}, Evidence: siteIdentityEvidence{Kind: args.Kind, Values: values}})
			}
			switch args.Kind {
			case identityName:
				tag, _ := site.Home.Tag("SiteName")
				tag, name := fold(tag), fold(site.Name)
				switch {
				case tag == "" || tag == "null":
				case strings.Contains(tag, name) || strings.Contains(name, tag):
					p.Good(s)
				default:
					bad(fmt.Sprintf("网页标签SiteName的网站名称“%s”与台账登记的“%s”不一致。", tag, site.Name), "SiteName："+tag, "台账："+site.Name)
				}
			case identityHeader:
				name := strings.NewReplacer("门户网站", "", "网站", "").Replace(fold(site.Name))
				if site.Home.Control(portal.ShowsLogo) || strings.Contains(fold(site.Home.Header), name) || strings.Contains(fold(site.Home.Facts.Title), name) && site.Home.Header == "" {
					p.Good(s)
					return
				}
				bad(fmt.Sprintf("“%s”网站首页的页头没有网站名称，也没有徽标图片。", site.Name), "页头读到的文字："+clipText(site.Home.Header, 60))
			case identityCode:
				values := codes(site)
				if len(values) < 2 {
					return
				}
				same := true
				for _, v := range values[1:] {
					same = same && v.code == values[0].code
				}
				if same {
					p.Good(s)
					return
				}
				var list []string
				for _, v := range values {
					list = append(list, v.where+"："+v.code)
				}
				bad(fmt.Sprintf("“%s”网站标识码前后不一致（%s）。", site.Name, strings.Join(list, "，")), list...)
			}
		}}
	},
})

type placedCode struct{ where, code string }

var codeInLink = regexp.MustCompile(`(?i)site_?code=(bm\d{8}|\d{10})`)

// codes are the site's codes wherever one is written.
func codes(site *Site) []placedCode {
	var list []placedCode
	add := func(where, code string) {
		if code = strings.ToLower(fold(code)); code != "" && code != "null" {
			list = append(list, placedCode{where, code})
		}
	}
	add("页脚", site.Home.Mark(portal.MarkCode))
	tag, _ := site.Home.Tag("SiteIDCode")
	add("网页标签SiteIDCode", tag)
	if m := codeInLink.FindStringSubmatch(site.Home.Mark(portal.MarkReportError)); m != nil {
		add("找错链接", m[1])
	}
	add("台账", site.Code)
	return list
}

// beginFrame compares the feet of a site's pages with the home page's, which
// may come after them: what each page shows is counted first.
func beginFrame(p *Pass, args *siteIdentityArgs) Examiner {
	type seen struct {
		count   int
		samples []string
	}
	feet := map[[2]string]map[string]*seen{} // site and mark → value
	return Examiner{
		Page: func(page *portal.Page) {
			if page.Role == portal.RoleHome {
				return
			}
			for _, mark := range []string{portal.MarkSponsor, portal.MarkCode} {
				v := fold(page.Mark(mark))
				if v == "" {
					continue
				}
				k := [2]string{page.Site, mark}
				if feet[k] == nil {
					feet[k] = map[string]*seen{}
				}
				if feet[k][v] == nil {
					feet[k][v] = &seen{}
				}
				f := feet[k][v]
				if f.count++; len(f.samples) < 5 {
					f.samples = append(f.samples, page.URL)
				}
			}
		},
		Site: func(site *Site) {
			if site.Home == nil {
				return
			}
			for _, mark := range []string{portal.MarkSponsor, portal.MarkCode} {
				want := fold(site.Home.Mark(mark))
				values := feet[[2]string{site.ID, mark}]
				if want == "" || len(values) == 0 {
					continue
				}
				s := siteSubject(site).with(args.Kind + ":" + mark)
				e := siteIdentityEvidence{Kind: args.Kind}
				for v, f := range values {
					if v != want {
						e.Values = append(e.Values, v)
						e.Count += f.count
						e.Samples = append(e.Samples, f.samples...)
					}
				}
				if e.Count == 0 {
					p.Good(s)
					continue
				}
				slices.Sort(e.Values)
				slices.Sort(e.Samples)
				e.Values, e.Samples = e.Values[:min(len(e.Values), 5)], e.Samples[:min(len(e.Samples), 5)]
				p.Bad(Bad{Subject: s, Suspect: args.Suspect,
					Message:     fmt.Sprintf("“%s”网站有%d个页面页脚的%s与首页不一致。", site.Name, e.Count, markNames[mark]),
					Explanation: []string{fmt.Sprintf("首页：%s；其他页面：%s。", want, strings.Join(e.Values, "、"))}, Evidence: e})
			}
		},
	}
}

// hostOf returns an address's host without its port, "" when it has none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
