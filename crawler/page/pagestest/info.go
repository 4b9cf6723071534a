package pagestest

import (
	"fmt"
	"strings"
)

// A said is a label with its value; an empty label leaves the value bare.
type said struct{ label, value string }

// dateLabels announce a publication beside a headline.
var dateLabels = []string{"发布日期：", "发布时间：", "发布时间:", "时间：", "日期：", "发布日期:", "时间发布：", "发布于：", "信息发布日期：", "发稿时间：", "更新时间：", "发布时间 ：", "发 布 日 期：", "发布&nbsp;日期：", "日期:", "发表时间："}

var sourceLabels = []string{"来源：", "来源：", "来源:", "信息来源：", "稿源：", "文章来源：", "来&nbsp;&nbsp;源：", "来 源：", "消息来源：", "来源 : "}

// dateLabel draws what announces a date beside a headline; about a fifth of
// real pages show it bare.
func (m *maker) dateLabel() string {
	if m.in(22) {
		return ""
	}
	return pick(m, dateLabels)
}

// infoLine writes the line of date and source; an empty date or source is left
// out, or its label stands without a value.
func (m *maker) infoLine(label, date, source string) string {
	var list []said
	if date != "" {
		list = append(list, said{label, date})
	}
	switch {
	case source != "":
		list = append(list, said{pick(m, sourceLabels), source})
	case m.in(15):
		list = append(list, said{"来源：", ""})
	}
	if m.in(25) {
		list = append(list, said{m.one("作者：", "编辑：", "责编：", "作者:"), m.one("某某", "佚名", "张某某", "")})
	}
	if m.in(35) {
		list = append(list, said{m.one("浏览次数：", "点击数：", "阅读：", "浏览量:", "点击："), m.one("1024", "326次", `<span id="hits"></span>`, "12")})
	}
	if m.in(50) {
		m.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	out := m.lay(list)
	if t := m.tools(); t != "" {
		out = m.one(out+" "+t, out+"<div>"+t+"</div>", out+"&nbsp;&nbsp;"+t, t+" "+out)
	}
	return out
}

// lay puts labelled values beside one another.
func (m *maker) lay(list []said) string {
	var b strings.Builder
	form := m.Intn(9)
	sep := m.one("　", "&nbsp;&nbsp;", " | ", "&nbsp;&nbsp;&nbsp;&nbsp;", " ", "\n")
	for i, s := range list {
		switch form {
		case 0, 1:
			if i > 0 {
				b.WriteString(sep)
			}
			b.WriteString(s.label + s.value)
		case 2:
			fmt.Fprintf(&b, "<span>%s%s</span>\n", s.label, s.value)
		case 3:
			if s.label == "" {
				fmt.Fprintf(&b, `<span class="date">%s</span>`, s.value)
			} else {
				fmt.Fprintf(&b, "<span>%s</span><span>%s</span> ", s.label, s.value)
			}
		case 4:
			if i == 0 {
				b.WriteString("<ul>")
			}
			fmt.Fprintf(&b, "<li>%s%s</li>", s.label, s.value)
			if i+1 == len(list) {
				b.WriteString("</ul>")
			}
		case 5:
			if i == 0 {
				b.WriteString("<table><tr>")
			}
			fmt.Fprintf(&b, "<td>%s%s</td>", s.label, s.value)
			if i+1 == len(list) {
				b.WriteString("</tr></table>")
			}
		case 6:
			fmt.Fprintf(&b, `<i class="icon"></i><b>%s</b><em>%s</em>`, s.label, s.value)
		case 7:
			fmt.Fprintf(&b, "<p>%s<span>%s</span></p>", s.label, s.value)
		case 8: // glued, as far as a label or a blank tells them apart
			if i > 0 && s.label == "" {
				b.WriteString(" ")
			}
			b.WriteString(s.label + s.value)
			if s.label == "" {
				b.WriteString(" ")
			}
		}
	}
	return b.String()
}

// shown writes a date as pages show it, now and then with the year in pieces.
func (m *maker) shown(s string) string {
	if y, rest, ok := strings.Cut(s, "年"); ok && m.in(10) && !strings.Contains(rest, " ") {
		if mo, d, ok := strings.Cut(rest, "月"); ok {
			if d, tail, ok := strings.Cut(d, "日"); ok && tail == "" {
				return fmt.Sprintf("<span>%s</span>年<span>%s</span>月<span>%s</span>日", y, mo, d)
			}
		}
	}
	return s
}
