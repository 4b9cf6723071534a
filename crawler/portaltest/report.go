package portaltest

import (
	"fmt"
	"strings"

	"duwang/crawler/portal"
)

// [[report "示例县教育局" 2025 "new.1=12" …]] writes the text of an annual report
// in the form of 国办公开办函〔2021〕30号, in which every sum is right. Changes
// say where it is not as it should be:
//
//	row.column=value   a cell, by portal's row word and its column from 1
//	reviews.7=value    one of the fifteen cells of the reviews
//	drop=row           the table lacks the row
//	drop=标题           the heading that contains the word is left out
//	swap               two headings stand in the wrong order
//	period=…           what the period says; "" leaves it out
//	fee=, review=, catalogue=   what stands under 其他需要报告的事项
//	prose=…            a sentence of the first part
type reportText struct {
	unit    string
	year    int
	cells   map[string]string
	dropped []string
	swap    bool
	period  string
	prose   string
	other   []string
}

func (w *world) report(unit string, year int, changes ...string) (string, error) {
	r := &reportText{unit: unit, year: year, cells: map[string]string{},
		period: fmt.Sprintf("%d年1月1日至%d年12月31日", year, year),
		prose:  "全年通过门户网站主动公开各类政府信息，及时更新机构职能、政策文件和工作动态。",
		other:  []string{"本机关未收取信息处理费。", "本年度政务公开工作考核、社会评议结果良好，没有责任追究情况。", "本年度政务公开事项清单没有调整。"}}
	for _, c := range changes {
		key, value, _ := strings.Cut(c, "=")
		switch key {
		case "drop":
			r.dropped = append(r.dropped, value)
		case "swap":
			r.swap = true
		case "period":
			r.period = value
		case "prose":
			r.prose = value
		case "fee":
			r.other[0] = value
		case "review":
			r.other[1] = value
		case "catalogue":
			r.other[2] = value
		default:
			if !strings.Contains(key, ".") {
				return "", fmt.Errorf("report: unknown change %q", c)
			}
			r.cells[key] = value
		}
	}
	return r.html(), nil
}

func (r *reportText) drops(what string) bool {
	for _, d := range r.dropped {
		if d == what || len(d) > 6 && strings.Contains(what, d) {
			return true
		}
	}
	return false
}

func (r *reportText) html() string {
	parts := []struct{ heading, text string }{
		{"总体情况", "<p>" + r.prose + "</p>"},
		{"主动公开政府信息情况", r.active()},
		{"收到和处理政府信息公开申请情况", r.requests()},
		{"政府信息公开行政复议、行政诉讼情况", r.reviews()},
		{"存在的主要问题及改进情况", "<p>公开的及时性有待提高，下一步将加强学习培训，完善工作机制，提升公开质量。</p>"},
		{"其他需要报告的事项", "<p>" + strings.Join(r.other, "</p><p>") + "</p>"},
	}
	if r.swap {
		parts[3], parts[4] = parts[4], parts[3]
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<p>根据《中华人民共和国政府信息公开条例》，%s编制本年度报告。", r.unit)
	if r.period != "" {
		fmt.Fprintf(&b, "本报告所列数据的统计期限为%s。", r.period)
	}
	b.WriteString("如对本报告有疑问，请与本机关办公室联系。</p>\n")
	n := 0
	for _, p := range parts {
		if r.drops(p.heading) {
			continue
		}
		fmt.Fprintf(&b, "<p><strong>%s、%s</strong></p>\n%s\n", string([]rune("一二三四五六")[n]), p.heading, p.text)
		n++
	}
	return b.String()
}

func (r *reportText) cell(row string, column int, usual string) string {
	if v, ok := r.cells[fmt.Sprintf("%s.%d", row, column)]; ok {
		return v
	}
	return usual
}

func (r *reportText) active() string {
	var b strings.Builder
	b.WriteString("<table>\n")
	head := func(item string, columns ...string) {
		fmt.Fprintf(&b, "<tr><td colspan=\"4\">第二十条第（%s）项</td></tr>\n<tr><td>信息内容</td><td>%s</td></tr>\n", item, strings.Join(columns, "</td><td>"))
	}
	for i, row := range portal.ActiveRows {
		columns := 1
		switch i {
		case 0:
			head("一", "本年制发件数", "本年废止件数", "现行有效件数")
		case 2:
			head("五", "本年处理决定数量")
		case 3:
			head("六", "本年处理决定数量")
		case 5:
			head("八", "本年收费金额（单位：万元）")
		}
		if r.drops(row.Row) {
			continue
		}
		if i < 2 {
			columns = 3
		}
		fmt.Fprintf(&b, "<tr><td>%s</td>", row.Chinese)
		for c := range columns {
			fmt.Fprintf(&b, "<td>%s</td>", r.cell(row.Row, c+1, "0"))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>")
	return b.String()
}

// groups are the details that stand beside the name of their group.
var groups = map[string]string{"secret": "（三）不予公开", "lacking": "（四）无法提供", "petition": "（五）不予处理", "uncorrected": "（六）其他处理"}

func (r *reportText) requests() string {
	var b strings.Builder
	b.WriteString("<table>\n<tr><td colspan=\"3\" rowspan=\"3\">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td><td colspan=\"7\">申请人情况</td></tr>\n")
	columns := portal.Applicants
	var shown []string
	for _, c := range columns {
		if !r.drops(c) {
			shown = append(shown, c)
		}
	}
	fmt.Fprintf(&b, "<tr><td rowspan=\"2\">%s</td><td colspan=\"5\">法人或其他组织</td><td rowspan=\"2\">%s</td></tr>\n<tr><td>%s</td></tr>\n",
		shown[0], shown[len(shown)-1], strings.Join(shown[1:len(shown)-1], "</td><td>"))
	for _, row := range portal.RequestRows {
		if r.drops(row.Row) {
			continue
		}
		b.WriteString("<tr>")
		label := row.Chinese
		if _, after, ok := strings.Cut(label, "）"); ok && len(after) > 1 && after[0] >= '1' && after[0] <= '9' {
			label = after
		}
		if row.Row == "open" {
			b.WriteString("<td rowspan=\"22\">三、本年度办理结果</td>")
		}
		if g := groups[row.Row]; g != "" {
			fmt.Fprintf(&b, "<td>%s</td>", g)
		}
		fmt.Fprintf(&b, "<td>%s</td>", label)
		for c := range shown {
			// One person asked, and was answered: every sum is right.
			usual := "0"
			if c == 0 || c == len(shown)-1 {
				switch row.Row {
				case portal.RowNew, "open", portal.RowTotal:
					usual = "3"
				}
			}
			fmt.Fprintf(&b, "<td>%s</td>", r.cell(row.Row, c+1, usual))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>")
	return b.String()
}

func (r *reportText) reviews() string {
	five := "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>"
	var b strings.Builder
	b.WriteString("<table>\n<tr><td colspan=\"5\" rowspan=\"2\">行政复议</td><td colspan=\"10\">行政诉讼</td></tr>\n" +
		"<tr><td colspan=\"5\">未经复议直接起诉</td><td colspan=\"5\">复议后起诉</td></tr>\n<tr>" + five + five + five + "</tr>\n<tr>")
	for c := range 15 {
		fmt.Fprintf(&b, "<td>%s</td>", r.cell("reviews", c+1, "0"))
	}
	b.WriteString("</tr>\n</table>")
	return b.String()
}
