package pagestest

import (
	"fmt"
	"strings"
)

// dataTable is a table of a text whose head reads like a document's fields but
// whose rows are other documents.
func (m *maker) dataTable() string {
	var b strings.Builder
	b.WriteString(m.one(
		`<table border="1"><tr><td>序号</td><td>文件名称</td><td>文号</td><td>发布机构</td><td>发布日期</td></tr>`,
		`<table><tr><th>序号</th><th>名称</th><th>发文字号</th><th>制定机关</th><th>成文日期</th></tr>`,
		`<table border="1"><tbody><tr><td><p>序号</p></td><td><p>标题</p></td><td><p>文　号</p></td><td><p>发文单位</p></td><td><p>印发日期</p></td></tr>`,
	))
	for i := range m.between(2, 5) {
		_, number := m.number(m.between(2008, 2018))
		fmt.Fprintf(&b, `<tr><td>%d</td><td>%s</td><td>%s</td><td>%s</td><td>%d-0%d-1%d</td></tr>`, i+1, m.documentTitle(m.organ()), number, m.organ(), m.between(2008, 2018), m.between(1, 9), m.between(0, 9))
	}
	return b.String() + "</table>"
}

// related names other documents below a text, with their numbers.
func (m *maker) related() string {
	want, _ := m.number(m.between(2015, 2024))
	return fmt.Sprintf(m.one(
		`<p>相关文件：<a href="/zwgk/old/%[3]d.html">%[1]s（%[2]s）</a></p>`,
		`<div class="xgjd"><span>相关解读：</span><a href="/zwgk/old/%[3]d.html">《%[1]s》政策解读</a>%.0[2]s</div>`,
		`<p>原文链接：<a href="/zwgk/old/%[3]d.html">%[1]s</a>（%[2]s）</p>`,
	), m.documentTitle(m.organ()), want, m.between(1000, 9999))
}
