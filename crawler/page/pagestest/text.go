package pagestest

import (
	"fmt"
	"strings"

	"duwang/crawler/portal"
)

// paragraphs sets lines as one of the editors of real sites would.
func (m *maker) paragraphs(lines []string) string {
	form := m.Intn(8)
	var b strings.Builder
	for _, l := range lines {
		if strings.HasPrefix(l, "<") {
			b.WriteString(l + "\n")
			continue
		}
		form := form
		if strings.Contains(l, "<") {
			form = 0 // markup of its own
		}
		switch form {
		case 0, 1:
			fmt.Fprintf(&b, "<p>%s</p>\n", l)
		case 2:
			fmt.Fprintf(&b, "<p style=\"text-indent: 2em;\">%s</p>\n", l)
		case 3:
			fmt.Fprintf(&b, "　　%s<br/>\n", l)
		case 4:
			fmt.Fprintf(&b, "<div>&nbsp;&nbsp;&nbsp;&nbsp;%s</div>\n", l)
		case 5:
			half := len([]rune(l)) / 2
			r := []rune(l)
			fmt.Fprintf(&b, "<p class=\"MsoNormal\"><span style=\"font-family:仿宋\">%s</span><span lang=\"EN-US\">%s</span></p>\n", string(r[:half]), string(r[half:]))
		case 6:
			fmt.Fprintf(&b, "<P align=justify><FONT face=仿宋>　　%s</FONT></P>\n", l)
		case 7:
			fmt.Fprintf(&b, "<p>　　%s</p><p>&nbsp;</p>\n", l)
		}
	}
	return b.String()
}

// centred and righted set one line at the middle or the right.
func (m *maker) centred(s string) string {
	return wrap(m.one(`<p style="text-align: center;">{}</p>`, `<p align="center">{}</p>`, `<div align=center><strong>{}</strong></div>`, `<center>{}</center>`), s)
}

func (m *maker) righted(s string) string {
	return wrap(m.one(`<p style="text-align: right;">{}</p>`, `<p align="right">{}</p>`, `<p style="text-align:right;margin-right:2em"><span>{}</span></p>`, `<div align=right>{}</div>`), s)
}

// signature signs a text for one or several organs on a day.
func (m *maker) signature(organs []string, d portal.Date) []string {
	date := m.spellSigned(d)
	if m.in(8) {
		organs[len(organs)-1] += m.one("（盖章）", "（代章）", "（印章）")
	}
	switch form := m.Intn(7); form {
	case 0, 1:
		var out []string
		for _, o := range organs {
			out = append(out, m.righted(o))
		}
		return append(out, m.righted(date))
	case 2:
		return append(append([]string{}, organs...), date)
	case 3:
		return []string{m.righted(strings.Join(organs, " ") + "<br>" + date)}
	case 4:
		if len(organs) > 1 {
			return []string{strings.Join(organs, "　　"), date}
		}
		return []string{organs[0] + "　" + date}
	case 5:
		var out []string
		for i := 0; i < len(organs); i += 2 {
			out = append(out, "　　　　　　　　"+strings.Join(organs[i:min(i+2, len(organs))], "　"))
		}
		return append(out, "　　　　　　　　　　"+date)
	}
	return []string{m.righted(organs[0]), m.righted(date)}
}

// notes by what they mean.
var notes = map[string][]string{
	portal.DisclosureOpen:      {"（此件公开发布）", "（此件主动公开）", "(此件公开发布)", "（此件公开发布。）", "【此件公开发布】", "此件主动公开", "（主动公开）"},
	portal.DisclosureOnRequest: {"（此件依申请公开）", "此件依申请公开"},
	portal.DisclosureClosed:    {"（此件不予公开）"},
}

// annex is text behind a signature, with dates and numbers of its own.
func (m *maker) annex() []string {
	return []string{
		m.one("附件", "附件1"), m.centred(m.one("重点任务分工表", "工作要点")),
		"一、做好2026年度工作任务分解，明确责任单位和完成时限，2026年6月30日前完成初步方案，2026年12月31日前全部完成。",
		`<table border="1"><tr><td>序号</td><td>任务</td><td>完成时限</td><td>责任单位</td></tr><tr><td>1</td><td>编制方案</td><td>2026年6月30日</td><td>` + pick(m, organs) + `</td></tr><tr><td>2</td><td>组织验收</td><td>2026年12月31日</td><td>` + pick(m, organs) + `</td></tr></table>`,
	}
}

// attachments lists files that a text offers.
func (m *maker) attachments() []string {
	name := m.one("任务清单", "实施方案", "申报表", "2026年预算公开表")
	ext := m.one("pdf", "docx", "xls", "doc", "zip")
	return []string{fmt.Sprintf(m.one(`附件：<a href="./P0202606%08d.%s">%s.%[2]s</a>`, `附件1：<a href="/module/download/down.jsp?i=%d&f=x.%s">%s</a>`, `<p><a href="/attachment/0/626/%d.%s">%s.%[2]s</a></p>`), m.Intn(1e8), ext, name)}
}
