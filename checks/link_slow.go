package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

type slowEvidence struct {
	Attempts      int      `json:"attempts"`
	Referrers     []string `json:"referrers"`
	ReferrerCount int      `json:"referrer_count"`
	Text          string   `json:"text"`
}

var _ = register(&Check{
	ID:    "link-slow",
	Title: "链接在规定时间内打不开",
	Doc:   "页面上的链接每次请求都超时：按配置的请求时限（默认15秒）没有打开。可能是对方网站或网络的问题，只列为疑似，须人工确认。",
	Fix:   "请用浏览器打开核对；确实打开缓慢的，联系技术单位处理，失效的更正或删除该链接。",
	Serves: []rules.Basis{
		{Document: "指引", Clause: "链接管理"},
	},
	Begin: func(p *Pass) Examiner {
		return Examiner{Target: func(t *portal.Target) {
			if t.Kind == portal.LinkSheet || t.Column != "" && !p.Binds(t.Column) || t.Column == "" && !p.BindsUnit(t.Unit) {
				return
			}
			s := Subject{Site: t.Site, Unit: t.Unit, Column: t.Column, URL: t.URL, Title: t.Text}
			if found, _ := outcomeOf(t); found == linkGood {
				p.Good(s)
			}
			if t.Error != portal.ErrTimeout {
				return
			}
			p.Bad(Bad{
				Subject: s, Suspect: true,
				Message:     fmt.Sprintf("%s的%s“%s”请求%d次，都没有在规定时间内打开，出现在%d个页面上。", p.place(t.Unit, t.Column), linkKinds[t.Kind], t.Text, t.Attempts, t.ReferrerCount),
				Explanation: linkExplanation(t, "超时未响应"),
				Evidence:    slowEvidence{t.Attempts, append([]string{}, t.Referrers...), t.ReferrerCount, t.Text},
			})
		}}
	},
})
