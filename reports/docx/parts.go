package docx

import (
	"encoding/xml"
	"fmt"
	"strings"
)

const (
	nsMain = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsRel  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsPkg  = "http://schemas.openxmlformats.org/package/2006/relationships"
)

type part struct{ name, text string }

// parts are the parts of the file that do not depend on its text.
func parts(o Options) []part {
	head := ""
	if o.Head != "" {
		head = `<w:headerReference/>`
	}
	list := []part{
		{"[Content_Types].xml", contentTypes(head != "")},
		{"_rels/.rels", xml.Header + `<Relationships xmlns="` + nsPkg + `">` +
			`<Relationship Id="rId1" Type="` + nsRel + `/officeDocument" Target="word/document.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
			`</Relationships>`},
		{"docProps/core.xml", xml.Header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
			`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + escape(o.Title) + `</dc:title><dc:creator>` + escape(o.Author) +
			`</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>`},
		{"word/_rels/document.xml.rels", documentRels(head != "")},
		{"word/styles.xml", styles()},
		{"word/settings.xml", xml.Header + `<w:settings xmlns:w="` + nsMain + `"><w:zoom w:percent="100"/><w:evenAndOddHeaders/>` +
			`<w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="compressPunctuation"/>` +
			`<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>` +
			`<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>` +
			`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
			`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`},
		{"word/fontTable.xml", fontTable()},
		{"word/footer1.xml", footer("right", "right")}, // odd pages
		{"word/footer2.xml", footer("left", "left")},   // even pages
	}
	if head != "" {
		list = append(list, part{"word/header1.xml", xml.Header + `<w:hdr xmlns:w="` + nsMain + `"><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>` +
			`<w:r>` + text(o.Head) + `</w:r></w:p></w:hdr>`})
	}
	return list
}

func contentTypes(head bool) string {
	const main = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	over := func(name, kind string) string {
		return `<Override PartName="/` + name + `" ContentType="` + kind + `"/>`
	}
	s := xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		over("word/document.xml", main+"document.main+xml") + over("word/styles.xml", main+"styles+xml") +
		over("word/settings.xml", main+"settings+xml") + over("word/fontTable.xml", main+"fontTable+xml") +
		over("word/footer1.xml", main+"footer+xml") + over("word/footer2.xml", main+"footer+xml") +
		over("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
	if head {
		s += over("word/header1.xml", main+"header+xml")
	}
	return s + `</Types>`
}

func documentRels(head bool) string {
	s := xml.Header + `<Relationships xmlns="` + nsPkg + `">`
	for i, r := range []string{"styles", "settings", "fontTable"} {
		s += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/%s" Target="%s.xml"/>`, i+1, nsRel, r, r)
	}
	s += `<Relationship Id="rId4" Type="` + nsRel + `/footer" Target="footer1.xml"/><Relationship Id="rId5" Type="` + nsRel + `/footer" Target="footer2.xml"/>`
	if head {
		s += `<Relationship Id="rId6" Type="` + nsRel + `/header" Target="header1.xml"/>`
	}
	return s + `</Relationships>`
}

// footer is the page number — 1 —, 4号 宋体, one character in from the outer
// edge (GB/T 9704—2012 7.5).
func footer(jc, side string) string {
	field := func(kind string) string { return `<w:r><w:fldChar w:fldCharType="` + kind + `"/></w:r>` }
	return xml.Header + `<w:ftr xmlns:w="` + nsMain + `"><w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:` + side + `Chars="100" w:` + side + `="280"/><w:jc w:val="` + jc + `"/></w:pPr>` +
		`<w:r><w:t xml:space="preserve">— </w:t></w:r>` + field("begin") + `<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` + field("separate") +
		`<w:r><w:t>1</w:t></w:r>` + field("end") + `<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
}

// fontTable names what stands in for a font that a machine does not have.
func fontTable() string {
	s := xml.Header + `<w:fonts xmlns:w="` + nsMain + `">`
	for _, f := range [][2]string{{"仿宋_GB2312", "仿宋"}, {"楷体_GB2312", "楷体"}, {"黑体", "SimHei"}, {"方正小标宋简体", "宋体"}, {"宋体", "SimSun"}} {
		s += `<w:font w:name="` + f[0] + `"><w:altName w:val="` + f[1] + `"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>`
	}
	return s + `</w:fonts>`
}

// A style is one paragraph style: ppr and rpr are the inner XML of its
// properties, in the order of the schema.
type style struct{ id, name, ppr, rpr string }

// Sizes are in half points: 2号 44, 3号 32, 4号 28, 5号 21.
func size(half int) string { return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, half, half) }

// lineHeight sets an exact line pitch in twips.
func lineHeight(twips int) string {
	return fmt.Sprintf(`<w:spacing w:before="0" w:after="0" w:line="%d" w:lineRule="exact"/>`, twips)
}

const (
	pitch  = 579 // twips a line: 225 mm of 版心 over 22 lines
	indent = `<w:ind w:firstLineChars="200" w:firstLine="640"/>`
	loose  = `<w:snapToGrid w:val="0"/>`
	// tight sets 28 characters of 3号 on the 156 mm of a line, a quarter point
	// closer than they are wide. A character grid would say the same, but some
	// word processors give each character two of its cells.
	tight = `<w:spacing w:val="-5"/>`
)

var styleTable = []style{
	{"Body", "公文正文", lineHeight(pitch) + indent + `<w:jc w:val="both"/>`, tight},
	{"Flush", "公文顶格", lineHeight(pitch) + `<w:jc w:val="both"/>`, tight},
	{"Letterhead", "发文机关标志", loose + `<w:spacing w:before="1984" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>`,
		fonts("方正小标宋简体") + `<w:color w:val="FF0000"/>`},
	{"DocNumber", "发文字号", `<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="11" w:color="FF0000"/></w:pBdr>` + loose +
		`<w:spacing w:before="1158" w:after="0" w:line="320" w:lineRule="atLeast"/><w:jc w:val="center"/>`, ""},
	{"DocTitle", "公文标题", `<w:keepNext/>` + loose + `<w:spacing w:before="1158" w:after="579" w:line="700" w:lineRule="exact"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>`,
		fonts("方正小标宋简体") + size(44)},
	{"Level1", "公文一级标题", `<w:keepNext/>` + lineHeight(pitch) + indent + `<w:jc w:val="both"/><w:outlineLvl w:val="1"/>`, fonts("黑体") + tight},
	{"Level2", "公文二级标题", `<w:keepNext/>` + lineHeight(pitch) + indent + `<w:jc w:val="both"/><w:outlineLvl w:val="2"/>`, fonts("楷体_GB2312") + tight},
	{"Sign", "公文署名", `<w:keepNext/>` + lineHeight(pitch) + `<w:jc w:val="right"/>`, tight},
	{"AttachmentMark", "附件标记", `<w:keepNext/>` + lineHeight(pitch), fonts("黑体")},
	{"AttachmentTitle", "附件标题", `<w:keepNext/>` + loose + `<w:spacing w:before="290" w:after="290" w:line="700" w:lineRule="exact"/><w:jc w:val="center"/><w:outlineLvl w:val="1"/>`,
		fonts("方正小标宋简体") + size(44)},
	{"Serial", "编号", lineHeight(pitch) + `<w:jc w:val="center"/>`, ""},
	{"FormLine", "表前说明", loose + `<w:spacing w:before="0" w:after="60" w:line="360" w:lineRule="exact"/>`, size(24)},
	{"Cell", "表格正文", `<w:wordWrap w:val="0"/>` + loose + `<w:spacing w:before="20" w:after="20" w:line="300" w:lineRule="exact"/>`, size(21)},
	{"CellHead", "表格表头", loose + `<w:spacing w:before="20" w:after="20" w:line="300" w:lineRule="exact"/><w:jc w:val="center"/>`, fonts("黑体") + size(21)},
	{"Imprint", "版记", loose + `<w:spacing w:before="0" w:after="0" w:line="420" w:lineRule="exact"/>`, size(28)},
	{"Break", "间隔", loose + `<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>`, size(2)},
	{"Header", "页眉", loose + `<w:jc w:val="center"/>`, fonts("黑体") + `<w:color w:val="C00000"/>` + size(24)},
	{"Footer", "页脚", loose, fonts("宋体") + size(28)},
}

func styles() string {
	var b strings.Builder
	b.WriteString(xml.Header + `<w:styles xmlns:w="` + nsMain + `"><w:docDefaults><w:rPrDefault><w:rPr>` + fonts("仿宋_GB2312") +
		`<w:kern w:val="0"/>` + size(32) + `<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl w:val="0"/></w:pPr><w:rPr>` + size(32) + `</w:rPr></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
		`<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	for _, s := range styleTable {
		b.WriteString(`<w:style w:type="paragraph" w:customStyle="1" w:styleId="` + s.id + `"><w:name w:val="` + s.name + `"/><w:basedOn w:val="Normal"/><w:qFormat/>`)
		if s.ppr != "" {
			b.WriteString("<w:pPr>" + s.ppr + "</w:pPr>")
		}
		if s.rpr != "" {
			b.WriteString("<w:rPr>" + s.rpr + "</w:rPr>")
		}
		b.WriteString("</w:style>")
	}
	b.WriteString("</w:styles>")
	return b.String()
}
