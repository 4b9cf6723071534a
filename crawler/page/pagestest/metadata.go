package pagestest

import (
	"fmt"
	"strings"
)

// Spellings of the labels of a document's fields.
var (
	indexLabels      = []string{"索引号", "索 引 号", "索&nbsp;引&nbsp;号", "信息索引号", "索取号", "索　引　号", "信息索引"}
	numberLabels     = []string{"发文字号", "文号", "文　　号", "文&nbsp;&nbsp;&nbsp;&nbsp;号", "文件编号", "发文文号", "发 文 字 号", "文 号"}
	issuerLabels     = []string{"发布机构", "发文机关", "发布单位", "发文单位", "发 布 机 构", "公开机构", "制发机关", "信息公开机构", "发布机关", "公开主体"}
	formedLabels     = []string{"成文日期", "生成日期", "制发日期", "成文时间", "生成时间", "成 文 日 期", "成文&nbsp;日期", "信息生成日期", "印发日期", "发文日期", "形成日期"}
	publishedLabels  = []string{"发布日期", "发布时间", "公开日期", "发 布 日 期", "公开时间", "发布&nbsp;日期"}
	disclosureLabels = []string{"公开方式", "公开属性", "公开形式", "公开类别"}
	titleLabels      = []string{"标题", "名称", "信息名称", "标　　题", "名&nbsp;&nbsp;称", "文件名称"}
)

// layouts of a table of fields: before, one pair, after, and how many pairs a
// row takes.
var layouts = []struct {
	open, pair, end string
	perRow          int
}{
	{`<table class="xxgk_table"><tbody>`, `<th>%s</th><td>%s</td>`, `</tbody></table>`, 2},
	{`<table width="100%%" border="1">`, `<td class="label"><strong>%s：</strong></td><td>%s</td>`, `</table>`, 1},
	{`<table>`, `<td bgcolor="#eee">%s:</td><td>%s</td>`, `</table>`, 2},
	{`<table>`, `<td><b>%s：</b>%s</td>`, `</table>`, 2},
	{`<div class="xxgk_ul"><ul>`, `<li><em>%s：</em>%s</li>`, `</ul></div>`, 0},
	{`<div class="people-desc">`, `<p><span>%s：</span><span>%s</span></p>`, `</div>`, 0},
	{`<dl>`, `<dt>%s：</dt><dd>%s</dd>`, `</dl>`, 0},
	{`<div class="attr">`, `<div class="item"><div class="l">%s</div><div class="v">%s</div></div>`, `</div>`, 0},
	{`<div class="gk">`, `<span>【%s】 %s</span><br>`, `</div>`, 0},
	{`<ul class="header">`, `<li><label>%s：</label><span>%s</span></li>`, `</ul>`, 0},
	{`<div>`, `<p>%s：%s</p>`, `</div>`, 0},
	{`<table cellspacing="1"><tbody>`, `<td align="right">%s：</td><td align="left"><a>%s</a></td>`, `</tbody></table>`, 2},
	{`<div class="row">`, `<div class="col-6"><b>[ %s ]</b> %s</div>`, `</div>`, 0},
	{`<div>`, `%s：%s<br>`, `</div>`, 0},
	{`<table><tr><td colspan="4"><table>`, `<td>%s&nbsp;：</td><td>&nbsp;%s</td>`, `</table></td></tr></table>`, 2},
}

// metadata lays out fields as a table of one of the layouts.
func (m *maker) metadata(list []said) string {
	l := pick(m, layouts)
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(l.open, "%%", "%"))
	for i, s := range list {
		if l.perRow > 0 && i%l.perRow == 0 {
			b.WriteString("<tr>")
		}
		value := s.value
		if strings.HasPrefix(l.open, "<dl") && value == "" {
			value = "&nbsp;"
		}
		fmt.Fprintf(&b, l.pair, s.label, value)
		if l.perRow > 0 && (i%l.perRow == l.perRow-1 || i+1 == len(list)) {
			b.WriteString("</tr>")
		}
		b.WriteString("\n")
	}
	b.WriteString(l.end)
	return b.String()
}

// headed lays fields out as a table whose first row holds the labels.
func (m *maker) headed(list []said) string {
	var labels, values strings.Builder
	for _, s := range list {
		fmt.Fprintf(&labels, "<td>%s</td>", s.label)
		fmt.Fprintf(&values, "<td>%s</td>", s.value)
	}
	return "<table border=1><tr>" + labels.String() + "</tr><tr>" + values.String() + "</tr></table>"
}

// number draws a document number and how the page writes it.
func (m *maker) number(year int) (want, shown string) {
	code := m.one("示政发", "示政办发", "示教发", "青政办字", "示人社规", "示府办函", "示政", "示发改价格", "云农字", "示财预")
	n := m.between(1, 220)
	want = fmt.Sprintf("%s〔%d〕%d号", code, year, n)
	shown = m.one(want, want, want, fmt.Sprintf("%s[%d]%d号", code, year, n), fmt.Sprintf("%s［%d］%d号", code, year, n), fmt.Sprintf("%s【%d】%d号", code, year, n),
		fmt.Sprintf("%s(%d)%d号", code, year, n), fmt.Sprintf("%s（%d）%d号", code, year, n), fmt.Sprintf("%s〔%d〕 %d 号", code, year, n), fmt.Sprintf("%s 〔%d〕%d号", code, year, n), fmt.Sprintf("%s﹝%d﹞%d号", code, year, n))
	return want, shown
}

func (m *maker) index(year int) string {
	return m.one(fmt.Sprintf("11152200011%05dM/%d-%05d", m.Intn(1e5), year, m.Intn(1e5)), fmt.Sprintf("QL0%d-02-%d-%04d", m.Intn(99), year, m.Intn(1e4)),
		fmt.Sprintf("0146%04d-%d/%d-%05d", m.Intn(1e4), m.Intn(9), year, m.Intn(1e5)), fmt.Sprintf("%09d/%d-%06d", m.Intn(1e9), year, m.Intn(1e6)), fmt.Sprintf("A%05d-0204-%d-%04d", m.Intn(1e5), year, m.Intn(1e4)))
}
