package checks

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of page-value.
const (
	valuePubDate  = "pubdate"  // the form of the page tag PubDate
	valueShown    = "shown"    // the form of the date that an article shows
	valueMismatch = "mismatch" // page tags and what the page says
)

// valueArgs of page-value.
type valueArgs struct {
	Kind string `yaml:"kind"`
	// Forms are, of pubdate, the ways in which the tag may be written, with 年 月
	// 日 时 分 秒 for the figures: 年-月-日 时:分.
	Forms   []string `yaml:"forms"`
	Suspect bool     `yaml:"suspect"`

	form *regexp.Regexp
}

var clockWords = strings.NewReplacer("年", `\d{4}`, "月", `(?:0[1-9]|1[0-2])`, "日", `(?:0[1-9]|[12]\d|3[01])`,
	"时", `(?:[01]\d|2[0-3])`, "分", `[0-5]\d`, "秒", `[0-5]\d`)

func (a *valueArgs) validate() (err error) {
	if a.Kind == valuePubDate {
		if len(a.Forms) == 0 {
			return errors.New("kind 为 pubdate 时须写明 forms")
		}
		var list []string
		for _, f := range a.Forms {
			list = append(list, clockWords.Replace(regexp.QuoteMeta(f)))
		}
		if a.form, err = regexp.Compile("^(?:" + strings.Join(list, "|") + ")$"); err != nil {
			return fmt.Errorf("forms 有误：%w", err)
		}
	}
	return oneOf("kind", a.Kind, valuePubDate, valueShown, valueMismatch)
}

type valueEvidence struct {
	Kind    string   `json:"kind"`
	Tag     string   `json:"tag,omitempty"`
	Value   string   `json:"value"`           // of the first sample
	Shown   string   `json:"shown,omitempty"` // what the page says instead
	Count   int      `json:"count"`
	Samples []string `json:"samples"`
}

var _ = register(&Check{
	ID:    "page-value",
	Title: "网页标签和时间的写法",
	Doc:   "信息页的PubDate标签和页面显示的时间应写作“年-月-日 时:分”；标签写的网站域名、栏目名称、标题、日期应与页面、台账一致。同一栏目的同一种问题合为一处，列出页面数和样例。没有标签的由“网页标签缺失”检查。",
	Fix:   "请在信息发布模板中改正标签和时间的取值与格式，更新后抽查几个页面。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "附件《网页设计规范》（网页标签）"},
	},
	Args:  func() any { return &valueArgs{} },
	Begin: beginValue,
})

type valueKey struct{ site, unit, column, tag string }

func beginValue(p *Pass) Examiner {
	args := p.Args.(*valueArgs)
	wrong, right := map[valueKey]*valueEvidence{}, map[valueKey]bool{}
	tell := func(page *portal.Page, tag, value, shown string, ok bool) {
		k := valueKey{page.Site, page.Unit, page.Column, tag}
		if tag == "SiteDomain" {
			k.unit, k.column = page.Site, "" // one template writes it on every page
		}
		if ok {
			right[k] = true
			return
		}
		e := wrong[k]
		if e == nil {
			e = &valueEvidence{Kind: args.Kind, Tag: tag, Value: clipText(value, quoteLimit), Shown: clipText(shown, quoteLimit)}
			wrong[k] = e
		}
		if e.Count++; len(e.Samples) < 5 {
			e.Samples = append(e.Samples, page.URL)
		}
	}
	return Examiner{
		Page: func(page *portal.Page) {
			if !p.Binds(page.Column) {
				return
			}
			switch args.Kind {
			case valuePubDate:
				if v, ok := page.Tag("PubDate"); ok && v != "" && v != "null" && p.Looks(page) {
					tell(page, "PubDate", v, "", args.form.MatchString(strings.TrimSpace(v)))
				}
			case valueShown:
				if at := page.PublishedAt; at.Date != 0 && p.Looks(page) && !strings.HasPrefix(page.From.PublishedAt, "meta") {
					tell(page, "", at.String(), "", at.Clock != "")
				}
			case valueMismatch:
				mismatches(p, page, tell)
			}
		},
		Done: func() {
			keys := make([]valueKey, 0, len(wrong)+len(right))
			for k := range wrong {
				keys = append(keys, k)
			}
			for k := range right {
				if wrong[k] == nil {
					keys = append(keys, k)
				}
			}
			slices.SortFunc(keys, func(a, b valueKey) int {
				return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.column, b.column), cmp.Compare(a.tag, b.tag), cmp.Compare(a.site, b.site))
			})
			for _, k := range keys {
				judgeValue(p, args, k, wrong[k])
			}
		},
	}
}

// mismatches compares a page's tags with what the page and the register say.
func mismatches(p *Pass, page *portal.Page, tell func(page *portal.Page, tag, value, shown string, ok bool)) {
	compare := func(tag, shown string, same func(a, b string) bool) {
		v, ok := page.Tag(tag)
		if !ok || v == "" || v == "null" || shown == "" {
			return
		}
		tell(page, tag, v, shown, same(fold(v), fold(shown)))
	}
	contains := func(a, b string) bool { return strings.Contains(a, b) || strings.Contains(b, a) }
	compare("SiteDomain", publicHost(page.URL), func(tag, host string) bool {
		tag = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(tag, "http://"), "https://"), "/"))
		tag, _, _ = strings.Cut(tag, ":")
		return tag == host || strings.HasSuffix(host, "."+strings.TrimPrefix(tag, "www.")) || registered(tag) == registered(host)
	})
	if c := p.Column(page.Column); c != nil && page.Role == portal.RoleList && page.Sheet == 0 {
		compare("ColumnName", c.Name, contains)
	}
	if page.Kind == portal.KindArticle && p.Looks(page) {
		if page.From.Title != "" && !strings.HasPrefix(page.From.Title, "meta") && page.From.Title != "title" {
			compare("ArticleTitle", page.Facts.Title, func(a, b string) bool { return contains(letters(a), letters(b)) })
		}
		if at := page.PublishedAt.Date; at != 0 && !strings.HasPrefix(page.From.PublishedAt, "meta") {
			compare("PubDate", at.String(), func(tag, shown string) bool {
				d := strings.NewReplacer("/", "-", ".", "-").Replace(tag)
				return len(d) < len(shown) || d[:len(shown)] == shown || d[4] != '-'
			})
		}
	}
}

// publicHost returns the host of an address, "" when it is no name that a
// site could be registered under: one under trial, behind a tunnel, by number.
func publicHost(address string) string {
	host := hostOf(address)
	if _, err := netip.ParseAddr(host); err == nil || trialHost(host) {
		return ""
	}
	return host
}

// letters drops all but letters and digits.
func letters(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x4e00 && c <= 0x9fff {
			return c
		}
		return -1
	}, s)
}

func judgeValue(p *Pass, args *valueArgs, k valueKey, e *valueEvidence) {
	s := Subject{Site: k.site, Unit: k.unit, Column: k.column}
	if c := p.Column(k.column); c != nil {
		s.URL, s.Title = c.URL, c.Name
	} else if site := p.run.sites[k.site]; site != nil {
		s.URL, s.Title = site.URL, site.Name
	}
	s.Mark = strings.TrimSuffix(args.Kind+":"+k.tag, ":")
	if e == nil {
		p.Good(s)
		return
	}
	where := p.place(k.unit, k.column)
	b := Bad{Subject: s, Suspect: args.Suspect, Evidence: e}
	switch args.Kind {
	case valuePubDate:
		b.Message = fmt.Sprintf("%s有%d个信息页的PubDate标签没有写作“年-月-日 时:分”，例如“%s”。", where, e.Count, e.Value)
	case valueShown:
		b.Message = fmt.Sprintf("%s有%d个信息页显示的发布时间没有精确到分，例如“%s”。", where, e.Count, e.Value)
	default:
		b.Message = fmt.Sprintf("%s有%d个页面的%s标签与页面或台账不一致：标签写“%s”，应为“%s”。", where, e.Count, e.Tag, e.Value, e.Shown)
	}
	b.Explanation = []string{"样例页面：" + strings.Join(e.Samples, "、") + "。"}
	p.Bad(b)
}
