package demo

import (
	"bytes"
	"fmt"
	"strings"

	"duwang/crawler/portal"
)

// region is that of invented identity numbers: a county that does not exist.
const region = "522990"

// identity is the number of nobody, with the check character of GB 11643.
func identity(born string, order int) string {
	s := region + born + fmt.Sprintf("%03d", order)
	sum := 0
	for i, w := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * int(s[i]-'0')
	}
	return s + "10X98765432"[sum%11:sum%11+1]
}

// bankCard is a card of no bank, with the check digit of Luhn.
func bankCard(order int) string {
	s := fmt.Sprintf("6229900000%08d", order)
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return s + string(rune('0'+(10-sum%10)%10))
}

// masked is how a number ought to be published.
func masked(s string) string { return s[:4] + strings.Repeat("*", len(s)-8) + s[len(s)-4:] }

// offer adds a file with the given bytes to an article.
func (w *world) offer(a *article, name, text string, body []byte) func() string {
	a.files = append(a.files, file{name, text})
	w.after = append(w.after, func() { w.files[a.file(name)] = body })
	return func() string { return a.file(name) }
}

// plantLeaks publishes what ought not to be: numbers of people and secrecy
// marks, on pages and inside files.
func (w *world) plantLeaks() {
	c := w.columns["civil-relief"]
	a := c.articles[4]
	a.paras = append(a.paras, "发放对象：某甲，身份证号："+identity("19491231", 2)+"，500元；某乙，身份证号："+identity("19660707", 13)+"，300元。")
	w.fault("identity-exposed", a.at, c.where(), portal.LeakIDNumber, "民政局一期救助资金公示里有两个人的身份证号码。")

	a = c.articles[7]
	w.fault("identity-exposed", w.offer(a, "jiuzhu60107.xlsx", "附件：发放名单.xlsx", workbook(
		table{"公示", "", [][]string{{"姓名", "金额"}, {"某甲", "500"}}},
		table{"底稿", "hidden", [][]string{{"姓名", "身份证号"}, {"某甲", identity("19550505", 1)}}})),
		c.where(), portal.LeakIDNumber, "民政局一份发放名单的隐藏工作表里有身份证号码。")

	c = w.columns["edu-recruit"]
	w.fault("identity-exposed", w.offer(c.articles[1], "P020260800000000103.docx", "附件：拟聘用人员名单.docx", letter("拟聘用人员名单", "1　某丙　身份证号："+identity("19950101", 28))),
		c.where(), portal.LeakIDNumber, "教育局一份拟聘用人员名单（DOCX）里有身份证号码。")

	c = w.columns["songling-notice"]
	w.fault("identity-exposed", w.offer(c.articles[1], "content104.pdf", "附件：补助对象名单.pdf", pdf("No. 1  "+identity("19780808", 45))),
		c.where(), portal.LeakIDNumber, "松岭乡一份补助对象名单（PDF）里有身份证号码。")

	c = w.columns["agriculture-notice"]
	w.fault("identity-exposed", w.offer(c.articles[3], "4960778.csv", "附件：补贴发放明细.csv", []byte("姓名,一卡通账号,金额\r\n某丁,"+bankCard(17)+",820\r\n")),
		c.where(), portal.LeakBankCard, "农业农村局一份补贴发放明细（CSV）里有银行卡号，列为疑似。")
	w.suspect()

	c = w.columns["emergency-notice"]
	a = c.articles[2]
	a.paras = append([]string{"机密★1年"}, a.paras...)
	w.fault("secret-mark", a.at, c.where(), "", "应急管理局一篇公告的开头标着“机密★1年”，列为疑似。")
	w.suspect()

	c = w.columns["natural-notice"]
	w.fault("secret-mark", w.offer(c.articles[2], "4960779.docx", "附件：有关情况.docx", letter("000003", "秘密★6个月", "有关情况", "现将有关情况报告如下。")),
		c.where(), "", "自然资源局一份附件的开头标着“秘密★6个月”，列为疑似。")
	w.suspect()
}

// nearLeaks publishes what looks like it and is none, and a file that nobody
// can read.
func (w *world) nearLeaks() {
	c := w.columns["civil-relief"]
	a := c.articles[9]
	id, wrong := identity("19800808", 31), []byte(identity("19700303", 8))
	wrong[16] = '0' + (wrong[16]-'0'+1)%10
	a.paras = append(a.paras, "发放对象：某戊，身份证号："+masked(id)+"；社会组织统一社会信用代码：52522990MJ00000019；受理编号："+id+"；业务流水号："+string(wrong)+"。")
	w.miss("identity-exposed", a.at, c.where(), "", "民政局一期公示里的身份证号码已经遮盖，其余是信用代码、受理编号和流水号。")

	at := w.offer(c.articles[11], "jiuzhu60111.xlsx", "附件：发放名单.xlsx", workbook(table{"公示", "", [][]string{{"姓名", "身份证号", "银行卡号"}, {"某己", masked(id), masked(bankCard(5))}}}))
	w.miss("identity-exposed", at, c.where(), "", "民政局一份发放名单里的号码都已遮盖。")

	c = w.columns["water-notice"]
	a = c.articles[3]
	a.paras = append(a.paras, "缴费账户：户名：云溪县供水公司，开户行：示例银行云溪支行，账号："+bankCard(88)+"。")
	w.miss("identity-exposed", a.at, c.where(), "", "供水公司公布的是本单位的缴费账户。")

	c = w.columns["market-news"]
	a = c.articles[5]
	a.paras = append([]string{"商业秘密"}, a.paras...)
	a.paras = append(a.paras, "保守国家秘密是每个公民的义务。国家秘密标志由密级、★和保密期限组成，如“机密★10年”，标注在文件首页左上角。")
	w.miss("secret-mark", a.at, c.where(), "", "市场监督管理局一篇信息讲商业秘密和保密常识，没有密级标志。")

	c = w.columns["health-notice"]
	at = w.offer(c.articles[1], "4960780.pdf", "附件：扫描件.pdf", scanned())
	w.miss("identity-exposed", at, c.where(), portal.GapUnread, "卫生健康局一份附件是没有文字的扫描件，读不出来，不能说有，也不能说没有。")
}

// A table is one sheet of a workbook.
type table struct {
	name, state string
	rows        [][]string
}

func workbook(tables ...table) []byte {
	parts := map[string]string{"_rels/.rels": relation("xl/workbook.xml")}
	order := []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
	var types, list, rels strings.Builder
	for i, s := range tables {
		part := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
		order = append(order, part)
		fmt.Fprintf(&types, `<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, part)
		state := ""
		if s.state != "" {
			state = ` state="` + s.state + `"`
		}
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, e(s.name), i+1, state, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		var rows strings.Builder
		for r, row := range s.rows {
			fmt.Fprintf(&rows, `<row r="%d">`, r+1)
			for k, cell := range row {
				fmt.Fprintf(&rows, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+k, r+1, e(cell))
			}
			rows.WriteString(`</row>`)
		}
		parts[part] = xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows.String() + `</sheetData></worksheet>`
	}
	parts["[Content_Types].xml"] = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` + types.String() + `</Types>`
	parts["xl/workbook.xml"] = xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + list.String() + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() + `</Relationships>`
	return archive(order, parts)
}

// letter is a docx of a few paragraphs.
func letter(paragraphs ...string) []byte {
	var b strings.Builder
	for _, p := range paragraphs {
		b.WriteString("<w:p><w:r><w:t>" + e(p) + "</w:t></w:r></w:p>")
	}
	return archive([]string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"}, map[string]string{
		"[Content_Types].xml": contentTypes("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
		"_rels/.rels":         relation("word/document.xml"),
		"word/document.xml":   xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + b.String() + `</w:body></w:document>`,
	})
}

// scanned is a PDF whose one page shows a picture and no text.
func scanned() []byte {
	return writePDF("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /P 5 0 R >> >> /Contents 4 0 R >>",
		"<< /Length 36 >>\nstream\nq 500 0 0 700 40 60 cm /P Do Q      \nendstream",
		"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>\nstream\n"+string([]byte{0xff, 0x80, 0x40, 0xc0})+"\nendstream")
}

// pdf writes one page with a line of ASCII, an empty one when text is "".
func pdf(text string) []byte {
	if text == "" {
		return writePDF("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>")
	}
	content := "BT /F 12 Tf 60 780 Td (" + text + ") Tj ET"
	return writePDF("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
}

// writePDF writes a page and what it needs, numbered from 3, with a correct
// cross-reference table.
func writePDF(objects ...string) []byte {
	var b bytes.Buffer
	var offsets []int
	b.WriteString("%PDF-1.4\n")
	for i, body := range append([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"}, objects...) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes()
}
