package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// order is the order of children that the schema of WordprocessingML (ECMA-376
// part 1, annex A) prescribes. Word refuses a file that breaks it.
var order = map[string][]string{
	"pPr": {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr", "shd", "tabs",
		"suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd",
		"snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment",
		"textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr"},
	"rPr": {"rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss", "imprint", "noProof",
		"snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd",
		"fitText", "vertAlign", "rtl", "cs", "em", "lang"},
	"tblPr": {"tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc", "tblCellSpacing", "tblInd",
		"tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"},
	"tblBorders": {"top", "left", "start", "bottom", "right", "end", "insideH", "insideV"},
	"tblCellMar": {"top", "left", "start", "bottom", "right", "end"},
	"pBdr":       {"top", "left", "bottom", "right", "between", "bar"},
	"tcPr":       {"cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark"},
	"tbl":        {"tblPr", "tblGrid", "tr"},
	"tr":         {"tblPrEx", "trPr", "tc"},
	"tc":         {"tcPr", "p"},
	"p":          {"pPr", "r"},
	"sectPr": {"headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType",
		"pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid"},
	"style": {"name", "aliases", "basedOn", "next", "link", "autoRedefine", "hidden", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat", "locked",
		"pPr", "rPr", "tblPr"},
	"docDefaults": {"rPrDefault", "pPrDefault"},
	"styles":      {"docDefaults", "latentStyles", "style"},
	"font":        {"altName", "panose1", "charset", "family", "notTrueType", "pitch", "sig"},
	"settings":    {"zoom", "evenAndOddHeaders", "drawingGridVerticalSpacing", "characterSpacingControl", "compat", "themeFontLang"},
}

// node is an element with its children.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []node     `xml:",any"`
	Text    string     `xml:",chardata"`
}

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) each(f func(*node)) {
	f(n)
	for i := range n.Nodes {
		n.Nodes[i].each(f)
	}
}

// sample calls everything once, with text that attacks the XML.
func sample(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	hostile := "</w:t><script>&\"'\x00\x0b\uFFFE\xff甲"
	d := NewWriter(&b, Options{Title: hostile, Author: hostile, Head: "草稿"})
	d.Letterhead("示例县人民政府办公室")
	d.Number("示政公开整〔2026〕1号")
	d.Title("关于" + hostile)
	d.Addressee(hostile)
	d.Heading(1, "一、检查依据")
	d.Heading(2, "（一）范围")
	d.Para(Run{Text: hostile}, Run{Text: "甲", Bold: true}, Run{Text: "乙", Kai: true}, Run{Text: "丙", Black: true, Bold: true})
	d.Closing(Run{Text: "末段。"})
	d.Attachments([]string{"问题清单", "反馈表"})
	d.Attachments([]string{"只有一个"})
	d.Sign("示例县人民政府办公室", "2026年8月1日")
	d.Note("此件不公开")
	d.NewSection(true)
	d.AttachmentHead(1, "问题清单")
	d.FormLine("填报单位：")
	d.Table(Table{Widths: []int{4000, 4000, 4756}, Head: []string{"序号", "问题", "网址"}, Rows: [][]string{{"1", hostile, "甲\n乙"}, {"合并", "到右边"}, {"一格"}},
		Centre: []bool{true}, Heads: []bool{false, true}, Height: 500})
	d.NewSection(false)
	d.FormTitle("送达回执")
	d.Imprint(3000, "甲办，乙办", "示例县人民政府办公室", "2026年8月1日")
	d.Imprint(0, "", "示例县人民政府办公室", "2026年8月1日")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t *testing.T, raw []byte) map[string]*node {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]*node{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		n := &node{}
		if err := xml.Unmarshal(text, n); err != nil {
			t.Fatalf("%s is not well-formed: %v", f.Name, err)
		}
		parts[f.Name] = n
	}
	return parts
}

func TestChildrenStandInTheOrderOfTheSchema(t *testing.T) {
	for name, part := range read(t, sample(t)) {
		part.each(func(n *node) {
			allowed := order[n.XMLName.Local]
			if allowed == nil || !strings.HasPrefix(name, "word/") || strings.Contains(name, "_rels") {
				return
			}
			last := -1
			for i := range n.Nodes {
				child := n.Nodes[i].XMLName.Local
				at := slices.Index(allowed, child)
				if at < 0 {
					t.Errorf("%s: %s may not hold %s", name, n.XMLName.Local, child)
				}
				if at < last {
					t.Errorf("%s: %s stands too late in %s", name, child, n.XMLName.Local)
				}
				last = max(last, at)
			}
		})
	}
}

func TestEveryPartIsDeclaredAndEveryReferenceResolves(t *testing.T) {
	parts := read(t, sample(t))
	types := map[string]bool{}
	for _, n := range parts["[Content_Types].xml"].Nodes {
		if n.XMLName.Local == "Override" {
			types[strings.TrimPrefix(n.attr("PartName"), "/")] = true
		}
	}
	for name := range parts {
		if !types[name] && !strings.HasSuffix(name, ".rels") && name != "[Content_Types].xml" {
			t.Errorf("part %s has no content type", name)
		}
	}
	for name := range types {
		if parts[name] == nil {
			t.Errorf("content type for a missing part %s", name)
		}
	}
	ids := map[string]bool{}
	for _, n := range parts["word/_rels/document.xml.rels"].Nodes {
		ids[n.attr("Id")] = true
		if parts["word/"+n.attr("Target")] == nil {
			t.Errorf("relationship to a missing part %s", n.attr("Target"))
		}
	}
	styles := map[string]bool{}
	for _, n := range parts["word/styles.xml"].Nodes {
		styles[n.attr("styleId")] = true
	}
	parts["word/document.xml"].each(func(n *node) {
		switch n.XMLName.Local {
		case "headerReference", "footerReference":
			if !ids[n.attr("id")] {
				t.Errorf("%s refers to %q", n.XMLName.Local, n.attr("id"))
			}
		case "pStyle":
			if !styles[n.attr("val")] {
				t.Errorf("no style %q", n.attr("val"))
			}
		}
	})
}

func TestTablesAreRectangular(t *testing.T) {
	tables := 0
	read(t, sample(t))["word/document.xml"].each(func(n *node) {
		if n.XMLName.Local != "tbl" {
			return
		}
		tables++
		columns := 0
		for _, c := range n.Nodes {
			switch c.XMLName.Local {
			case "tblGrid":
				columns = len(c.Nodes)
			case "tr":
				got := 0
				for _, cell := range c.Nodes {
					if cell.XMLName.Local != "tc" {
						continue
					}
					span := 1
					cell.each(func(x *node) {
						if x.XMLName.Local == "gridSpan" {
							span = int(x.attr("val")[0] - '0')
						}
					})
					got += span
					if last := cell.Nodes[len(cell.Nodes)-1].XMLName.Local; last != "p" {
						t.Errorf("a cell ends with %s, not a paragraph", last)
					}
				}
				if got != columns {
					t.Errorf("a row spans %d of %d columns", got, columns)
				}
			}
		}
	})
	if tables != 3 {
		t.Errorf("%d tables, want 3", tables)
	}
}

// TestPageOfTheStandard holds the measures of GB/T 9704—2012 in twips.
func TestPageOfTheStandard(t *testing.T) {
	parts := read(t, sample(t))
	var pages []string
	parts["word/document.xml"].each(func(n *node) {
		switch n.XMLName.Local {
		case "pgMar":
			pages = append(pages, strings.Join([]string{n.attr("top"), n.attr("right"), n.attr("bottom"), n.attr("left")}, " "))
		case "docGrid":
			if n.attr("linePitch") != "579" {
				t.Errorf("line pitch %s", n.attr("linePitch"))
			}
		}
	})
	if want := []string{"2098 1474 1984 1587", "1587 1984 1474 2098", "2098 1474 1984 1587"}; !slices.Equal(pages, want) {
		t.Errorf("margins %v, want %v", pages, want)
	}
	// 22 lines fill the 225 mm, 28 characters of 16 pt less a quarter the 156 mm.
	if h := pageLong - 2098 - 1984; 22*pitch > h || 23*pitch <= h {
		t.Errorf("22 lines of %d twips do not fill %d", pitch, h)
	}
	if 28*(320-5) > Width || 29*(320-5) <= Width {
		t.Errorf("28 characters do not fill %d twips", Width)
	}
	for name, jc := range map[string]string{"word/footer1.xml": "right", "word/footer2.xml": "left"} {
		text := ""
		parts[name].each(func(n *node) {
			if n.XMLName.Local == "jc" && n.attr("val") != jc {
				t.Errorf("%s stands %s", name, n.attr("val"))
			}
			if n.XMLName.Local == "t" || n.XMLName.Local == "instrText" {
				text += n.Text
			}
		})
		if text != "—  PAGE 1 —" {
			t.Errorf("%s reads %q", name, text)
		}
	}
	for _, n := range parts["word/styles.xml"].Nodes {
		n.each(func(x *node) {
			if x.XMLName.Local == "rFonts" && x.attr("eastAsia") == "" {
				t.Errorf("style %s names no East Asian font", n.attr("styleId"))
			}
		})
	}
}

func TestSameCallsSameBytes(t *testing.T) {
	if !bytes.Equal(sample(t), sample(t)) {
		t.Error("two documents differ")
	}
}

func TestHostileTextStaysText(t *testing.T) {
	text := ""
	read(t, sample(t))["word/document.xml"].each(func(n *node) {
		if n.XMLName.Local == "script" {
			t.Error("text became an element")
		}
		if n.XMLName.Local == "t" {
			text += n.Text
		}
	})
	if !strings.Contains(text, `</w:t><script>&"'`+"\uFFFD甲") {
		t.Error("the hostile text is not shown as it is")
	}
}

func TestIssuerIsCentredOnTheDate(t *testing.T) {
	for _, c := range []struct {
		office, date string
		right        string // hundredths of a character between the issuer and the edge
	}{
		{"示例县人民政府办公室", "2026年8月1日", "200"}, // 10 wide; the date is 6 wide, its centre at 4+3
		{"县办公室", "2026年12月31日", "550"},
		{"示例县人民政府办公室政务公开和政务服务科", "2026年8月1日", "0"},
	} {
		var b bytes.Buffer
		d := NewWriter(&b, Options{})
		d.Sign(c.office, c.date)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		var got []string
		read(t, b.Bytes())["word/document.xml"].each(func(n *node) {
			if n.XMLName.Local == "ind" {
				got = append(got, n.attr("rightChars"))
			}
		})
		if want := []string{c.right, "400"}; !slices.Equal(got, want) {
			t.Errorf("%s: issuer and date stand %v from the edge, want %v", c.office, got, want)
		}
	}
}

type failing struct{ after int }

var errFull = errors.New("disk full")

func (f *failing) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestErrorOfTheDiskIsReturned(t *testing.T) {
	for after := 0; after < 4000; after += 500 {
		d := NewWriter(&failing{after}, Options{})
		d.Para(Run{Text: strings.Repeat("政务公开", 20000)})
		if err := d.Close(); !errors.Is(err, errFull) {
			t.Errorf("after %d bytes: %v", after, err)
		}
	}
}
