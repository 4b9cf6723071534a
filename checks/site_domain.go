package checks

import (
	"cmp"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of site-domain.
const (
	domainSuffix    = "suffix"
	domainIP        = "ip"
	domainStructure = "structure"
	domainMultiple  = "multiple"
	domainOwn       = "own-site"
	domainHTTPS     = "https"
)

// domainArgs of site-domain.
type domainArgs struct {
	Kind    string   `yaml:"kind"`
	Suffix  []string `yaml:"suffix"` // endings that a government site may have
	Suspect bool     `yaml:"suspect"`
}

func (a *domainArgs) validate() error {
	if a.Kind == domainSuffix && len(a.Suffix) == 0 {
		return fmt.Errorf("kind 为 suffix 时须写明 suffix")
	}
	return oneOf("kind", a.Kind, domainSuffix, domainIP, domainStructure, domainMultiple, domainOwn, domainHTTPS)
}

type domainEvidence struct {
	Kind  string   `json:"kind"`
	Host  string   `json:"host"`
	Other []string `json:"other,omitempty"`
}

var _ = register(&Check{
	ID:    "site-domain",
	Title: "网站域名",
	Doc:   "按台账登记的网站地址，核对域名后缀是否为“.gov.cn”或“.政务”、是否仅用IP地址访问、域名结构是否规范、是否使用多个域名、部门和乡镇是否单独建站、是否支持HTTPS访问。内网地址、测试域名不作判断。",
	Fix:   "请按政府网站域名管理的规定申请、变更或注销域名；网站迁移后在原地址做好跳转。",
	Serves: []rules.Basis{
		{Document: "域名", Clause: "政府网站域名结构和命名"},
		{Document: "指引", Clause: "域名"},
	},
	Args: func() any { return &domainArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*domainArgs)
		d := domainPass{p, args, map[string]bool{}}
		e := Examiner{Site: d.judge}
		if args.Kind == domainHTTPS {
			secure := func(address string) {
				if u, err := url.Parse(address); err == nil && u.Scheme == "https" {
					d.secure[u.Hostname()] = true
				}
			}
			e.Page = func(page *portal.Page) { secure(cmp.Or(page.Final, page.URL)) }
			e.Target = func(t *portal.Target) {
				if t.Status >= 200 && t.Status < 400 {
					secure(t.URL)
				}
			}
		}
		return e
	},
})

type domainPass struct {
	*Pass
	args   *domainArgs
	secure map[string]bool // hosts that answered over HTTPS
}

func (d domainPass) judge(site *Site) {
	u, err := url.Parse(site.URL)
	if err != nil || u.Hostname() == "" {
		return
	}
	host := strings.ToLower(u.Hostname())
	if name, err := idna.ToUnicode(host); err == nil {
		host = name // ×××.政务
	}
	s := siteSubject(site).with(d.args.Kind)
	ip, ipErr := netip.ParseAddr(host)
	if ipErr == nil {
		if d.args.Kind == domainIP && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() && !ip.IsUnspecified() {
			d.bad(s, host, nil, fmt.Sprintf("“%s”网站只能以IP地址%s访问，没有使用域名。", site.Name, host))
		}
		return
	}
	if trialHost(host) {
		return
	}
	switch d.args.Kind {
	case domainIP:
		d.Good(s)
	case domainSuffix:
		for _, suffix := range d.args.Suffix {
			if strings.HasSuffix(host, suffix) {
				d.Good(s)
				return
			}
		}
		d.bad(s, host, nil, fmt.Sprintf("“%s”网站的域名%s不以“%s”结尾。", site.Name, host, strings.Join(d.args.Suffix, "”或“")))
	case domainStructure:
		d.structure(site, s, host)
	case domainMultiple:
		d.multiple(site, s, host)
	case domainOwn:
		d.ownSite(site, s, host)
	case domainHTTPS:
		switch {
		case u.Scheme == "https", d.secure[host]:
			d.Good(s)
		case site.Home != nil:
			d.bad(s, host, nil, fmt.Sprintf("“%s”网站登记的是http地址，本次巡检没有读到它的HTTPS页面。", site.Name))
		}
	}
}

func (d domainPass) bad(s Subject, host string, other []string, message string) {
	d.Bad(Bad{Subject: s, Suspect: d.args.Suspect, Message: message, Evidence: domainEvidence{d.args.Kind, host, other}})
}

// structure: a government's portal is www.X.gov.cn, a department's site
// Y.X.gov.cn, and columns stand on the site's own hosts.
func (d domainPass) structure(site *Site, s Subject, host string) {
	if !strings.HasSuffix(host, ".gov.cn") {
		return
	}
	government := strings.HasSuffix(fold(site.Name), "人民政府") || strings.Contains(site.Name, "门户")
	if www := strings.HasPrefix(host, "www."); government && !www {
		d.bad(s, host, nil, fmt.Sprintf("“%s”网站的域名%s不是“www.×××.gov.cn”的结构。", site.Name, host))
		return
	}
	var apart []string
	for i := range d.Ledger.Columns {
		c := &d.Ledger.Columns[i]
		u, err := url.Parse(c.URL)
		if err != nil || c.Site != site.ID || u.Hostname() == host || slices.Contains(apart, u.Hostname()) {
			continue
		}
		if registered(u.Hostname()) != registered(host) {
			apart = append(apart, u.Hostname())
		}
	}
	if len(apart) > 0 {
		slices.Sort(apart)
		d.bad(s, host, apart, fmt.Sprintf("“%s”网站的部分栏目使用另外的域名：%s。", site.Name, some(apart, 3)))
		return
	}
	d.Good(s)
}

// multiple: one English and one Chinese domain a site.
func (d domainPass) multiple(site *Site, s Subject, host string) {
	english := map[string]bool{}
	add := func(h string) {
		h, _, _ = strings.Cut(strings.ToLower(h), ":")
		if _, err := netip.ParseAddr(h); err == nil || trialHost(h) || strings.Contains(h, "xn--") || hasHan(h) {
			return
		}
		english[registered(h)] = true
	}
	add(host)
	for _, h := range site.Hosts {
		add(h)
	}
	if len(english) < 2 {
		d.Good(s)
		return
	}
	var list []string
	for h := range english {
		list = append(list, h)
	}
	slices.Sort(list)
	d.bad(s, host, list, fmt.Sprintf("“%s”网站使用%d个英文域名：%s。", site.Name, len(list), strings.Join(list, "、")))
}

// ownSite: a site that only one department or township has.
func (d domainPass) ownSite(site *Site, s Subject, host string) {
	var only *portal.Unit
	n := 0
	for i := range d.Ledger.Units {
		if u := &d.Ledger.Units[i]; u.Site == site.ID {
			only = u
			n++
		}
	}
	switch {
	case n == 0 || d.Ledger.Partial:
	case n > 1 || only.Kind != portal.UnitDepartment && only.Kind != portal.UnitTownship || len(d.Ledger.Sites) < 2:
		d.Good(s)
	default:
		d.bad(s, host, nil, fmt.Sprintf("%s单独建有网站（%s）。", only.Name, host))
	}
}

// trialHost tells names that no public site has (RFC 2606, RFC 6761, RFC 6762)
// and names of one word.
func trialHost(host string) bool {
	if !strings.Contains(host, ".") {
		return true
	}
	switch host[strings.LastIndexByte(host, '.')+1:] {
	case "example", "test", "invalid", "localhost", "local", "internal", "lan", "home", "arpa":
		return true
	}
	switch registered(host) {
	case "example.com", "example.net", "example.org":
		return true
	}
	return false
}

// registered returns the domain that was registered: jyj.example.gov.cn →
// example.gov.cn.
func registered(host string) string {
	d, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return host
	}
	return d
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return c >= 0x4e00 && c <= 0x9fff })
}
