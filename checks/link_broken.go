package checks

import (
	"cmp"
	"fmt"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Places of a link, arguments of link-broken.
const (
	linksHome  = "home"  // shown by a site's home page, wherever else it stands
	linksInner = "inner" // shown by other pages only
	linksAny   = "any"
)

// linkArgs of link-broken.
type linkArgs struct {
	Where   string `yaml:"where"`   // home, inner or any
	Verdict string `yaml:"verdict"` // violation or suspect: which of the two outcomes the rule is about
}

func (a *linkArgs) validate() error {
	return cmp.Or(oneOf("where", a.Where, linksHome, linksInner, linksAny), oneOf("verdict", a.Verdict, Violation, Suspect))
}

// linkEvidence states the outcome in one of its first two keys: a status when
// the answer itself decides, else the error's word.
type linkEvidence struct {
	Status        int      `json:"status,omitempty"`
	Error         string   `json:"error,omitempty"`
	Detail        string   `json:"detail,omitempty"` // what more is known of the error, in words for people
	Kind          string   `json:"kind"`
	Attempts      int      `json:"attempts"`
	Referrers     []string `json:"referrers"`
	ReferrerCount int      `json:"referrer_count"`
	Text          string   `json:"text"`
}

// An outcome is what the GETs of a target come to (contract §4).
type outcome int

const (
	linkUnknown outcome = iota // not looked at, or an answer that says nothing of the page
	linkGood
	linkSuspect
	linkBad
)

var linkErrors = map[string]struct {
	outcome outcome
	words   string
}{
	portal.ErrNoHost:       {linkBad, "域名不存在"},
	portal.ErrRedirectLoop: {linkBad, "循环跳转"},
	portal.ErrSoft404:      {linkBad, "页面提示内容不存在"},
	portal.ErrToHome:       {linkBad, "跳转到了网站首页"},
	portal.ErrEmpty:        {linkBad, "文件大小为0字节"},
	portal.ErrTimeout:      {linkSuspect, "超时未响应"},
	portal.ErrRefused:      {linkSuspect, "服务器拒绝连接"},
	portal.ErrReset:        {linkSuspect, "连接被中断"},
	portal.ErrTLS:          {linkSuspect, "加密连接失败（证书或协议问题）"},
	portal.ErrFetch:        {linkSuspect, "连接失败"},
}

// outcomeOf judges a target and says in words what happened. Answers that
// keep us out (401, 403 …) are gaps and say nothing of the page.
func outcomeOf(t *portal.Target) (outcome, string) {
	if e, ok := linkErrors[t.Error]; ok {
		if t.Error == portal.ErrTLS && t.Detail != "" {
			return e.outcome, "加密连接失败，" + t.Detail
		}
		return e.outcome, e.words
	}
	switch s := t.Status; {
	case t.Gap != "" || t.Error != "" || s == 0:
		return linkUnknown, ""
	case s == 404:
		return linkBad, "页面不存在（404）"
	case s == 410:
		return linkBad, "页面已删除（410）"
	case s == 521, s == 999:
		return linkUnknown, ""
	case s >= 500:
		return linkSuspect, fmt.Sprintf("服务器出错（%d）", s)
	case s >= 200 && s < 300, s == 304:
		return linkGood, ""
	}
	return linkUnknown, ""
}

var linkKinds = map[string]string{
	portal.LinkPage: "链接", portal.LinkImage: "图片", portal.LinkAttachment: "附件", portal.LinkExternal: "外部链接",
}

var _ = register(&Check{
	ID:    "link-broken",
	Title: "错链断链",
	Doc:   "页面上的链接、图片、附件和外部链接打不开。多次请求后仍返回404、410，域名不存在，循环跳转，页面提示内容不存在，信息页跳转到首页，文件为0字节的，为错链断链；服务器出错、超时、拒绝连接、连接中断、加密连接失败的，列为疑似，须人工确认。被拦截（403、412、验证码等）的不作判断。",
	Fix:   "请修正或删除该链接；附件、图片缺失的请重新上传，网页已迁移的请改为新地址。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "首页、其他页面的错链断链"},
		{Document: "指引", Clause: "链接管理"},
	},
	Args: func() any { return &linkArgs{Where: linksAny, Verdict: Violation} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*linkArgs)
		wanted := linkBad
		if args.Verdict == Suspect {
			wanted = linkSuspect
		}
		return Examiner{Target: func(t *portal.Target) {
			if t.Kind == portal.LinkSheet {
				return // a guessed pager address: nobody shows it as a link
			}
			if args.Where == linksHome && !t.OnHome || args.Where == linksInner && t.OnHome {
				return
			}
			if t.Column != "" && !p.Binds(t.Column) || t.Column == "" && !p.BindsUnit(t.Unit) {
				return
			}
			s := Subject{Site: t.Site, Unit: t.Unit, Column: t.Column, URL: t.URL, Title: t.Text}
			found, words := outcomeOf(t)
			switch found {
			case linkGood:
				p.Good(s)
			case wanted:
				p.Bad(Bad{
					Subject: s, Suspect: found == linkSuspect,
					Message:     linkMessage(p, t, words),
					Explanation: linkExplanation(t, words),
					Evidence:    evidenceOfLink(t),
				})
			}
		}}
	},
})

func evidenceOfLink(t *portal.Target) linkEvidence {
	e := linkEvidence{Error: t.Error, Detail: t.Detail, Kind: t.Kind, Attempts: t.Attempts, Referrers: append([]string{}, t.Referrers...), ReferrerCount: t.ReferrerCount, Text: t.Text}
	if e.Error == "" {
		e.Status, e.Detail = t.Status, ""
	}
	return e
}

func linkMessage(p *Pass, t *portal.Target, words string) string {
	name := linkKinds[t.Kind]
	if t.Text != "" {
		name += "“" + t.Text + "”"
	}
	if t.ReferrerCount == 0 {
		return fmt.Sprintf("%s登记的地址打不开：%s。", p.place(t.Unit, t.Column), words)
	}
	if t.Kind == portal.LinkImage {
		return fmt.Sprintf("%s的%s不能显示：%s，出现在%d个页面上。", p.place(t.Unit, t.Column), name, words, t.ReferrerCount)
	}
	return fmt.Sprintf("%s的%s打不开：%s，出现在%d个页面上。", p.place(t.Unit, t.Column), name, words, t.ReferrerCount)
}

func linkExplanation(t *portal.Target, words string) []string {
	list := []string{fmt.Sprintf("共请求%d次，最后一次的结果：%s。", t.Attempts, words)}
	if t.Status != 0 && t.Error != "" {
		list = append(list, fmt.Sprintf("服务器返回的状态码为%d。", t.Status))
	}
	switch {
	case len(t.Referrers) == 0:
	case t.ReferrerCount > len(t.Referrers):
		list = append(list, fmt.Sprintf("%d个页面上有此链接，列出其中%d个：%s。", t.ReferrerCount, len(t.Referrers), strings.Join(t.Referrers, "、")))
	default:
		list = append(list, fmt.Sprintf("有此链接的页面：%s。", strings.Join(t.Referrers, "、")))
	}
	return list
}
