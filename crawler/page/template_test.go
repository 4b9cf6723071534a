package page

import (
	"fmt"
	"strings"
	"testing"

	"duwang/crawler/portal"
)

func templateOf(t *testing.T, body string) string {
	t.Helper()
	f, err := Read([]byte(body), Options{URL: "http://www.example.gov.cn/gzdt/", Status: 200, Column: true})
	if err != nil {
		t.Fatal(err)
	}
	return f.Template
}

func listPage(rows int) string {
	var b strings.Builder
	b.WriteString(`<body class="page-list"><div class="top-bar"><div class="logo-box"></div></div><div class="nav-main"><ul class="nav-items"></ul></div><div class="crumb-line"></div><div class="wrap"><div class="side-menu"><ul class="menu-list"></ul></div><div class="list-box"><div class="list-head"></div><ul class="news-list">`)
	for i := range rows {
		fmt.Fprintf(&b, `<li class="row-%d"><a class="row-title" href="t2026010%d_1.html">关于开展第%d次检查的通知公告</a><span class="row-date">2026-01-0%d</span></li>`, i, i+1, i, i+1)
	}
	return b.String() + `</ul><div class="pager-box"></div></div></div><div class="foot-bar"><div class="foot-links"></div></div></body>`
}

func TestTemplateStaysWhileRowsComeAndGo(t *testing.T) {
	full := templateOf(t, listPage(9))
	for _, rows := range []int{0, 1, 5} {
		if got := templateOf(t, listPage(rows)); !portal.SameTemplate(full, got) {
			t.Errorf("%d rows: %s is not the template of %s", rows, got, full)
		}
	}
	other := templateOf(t, `<body><div id="app" class="layout"><header class="hd"><div class="hd-inner"></div></header><main class="main-col"><section class="card"><div class="card-title"></div><div class="card-body"><p>教育局近期工作情况如下，欢迎社会各界监督，提出意见和建议，我们将认真研究办理。</p><a href="a1.html">关于检查的通知公告</a></div></section></main><aside class="aside-col"></aside><div class="ft"></div></div></body>`)
	if portal.SameTemplate(full, other) {
		t.Errorf("another template passes for the same: %s %s", full, other)
	}
	if got := templateOf(t, "<body><ul><li>通知</li></ul></body>"); got != "" {
		t.Errorf("a page without names has the template %s", got)
	}
	if !portal.SameTemplate("", full) || !portal.SameTemplate("t0-00", full) {
		t.Error("what is not known speaks against a template")
	}
}
