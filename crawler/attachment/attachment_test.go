package attachment

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"duwang/crawler/portal"
)

// Numbers of nobody: there is no county 522990.
const (
	someone = "522990194912310024"
	another = "522990196607070035"
	account = "6222990000000000014"
)

var asOf = portal.MustDate("2026-11-21")

func look(name string, body []byte) portal.Content {
	return Look(body, Options{Name: name, AsOf: asOf})
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func id(count int, places ...string) portal.Leak {
	return portal.Leak{Kind: portal.LeakIDNumber, Masked: "5229**********0024", Count: count, Places: places}
}

func bank(places ...string) portal.Leak {
	return portal.Leak{Kind: portal.LeakBankCard, Masked: "6222***********0014", Count: 1, Places: places}
}

func hidden(l portal.Leak) portal.Leak {
	l.Hidden = true
	return l
}

var mark = portal.Leak{Kind: portal.LeakSecretMark, Mark: "机密★5年", Count: 1}

// TestFilesOfOfficePrograms reads the same letter and the same list as office
// programs wrote them (testdata: LibreOffice 7.4 and excelize). The list has
// numbers on a sheet, in a hidden row, a hidden column, a comment and on a
// hidden sheet.
func TestFilesOfOfficePrograms(t *testing.T) {
	letter := []portal.Leak{bank(), id(1), mark}
	for name, want := range map[string][]portal.Leak{
		"letter.doc": letter, "letter.docx": letter, "letter.rtf": letter, "letter.pdf": letter,
		"list.pdf":  {bank(), id(1)},
		"deck.pptx": {id(1, "第1张幻灯片")},
		"list.xlsx": {bank("工作表“公示”"), hidden(id(5, "工作表“公示”", "工作表“公示”（隐藏的列）", "工作表“公示”（隐藏的行）", "工作表“底稿”（隐藏）", "批注"))},
		"list.xls":  {bank("工作表“公示”"), hidden(id(5, "工作表“公示”", "工作表“公示”（隐藏的列）", "工作表“公示”（隐藏的行）", "工作表“公示”的批注或文本框", "工作表“底稿”（隐藏）"))},
	} {
		t.Run(name, func(t *testing.T) {
			// The name does not matter: the bytes say what a file is.
			for _, as := range []string{name, "附件1.doc", "download.jsp"} {
				if diff := cmp.Diff(portal.Content{Looked: true, Leaks: want}, look(as, read(t, name))); diff != "" {
					t.Errorf("%s as %s: -want +got\n%s", name, as, diff)
				}
			}
		})
	}
}

func packed(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		f, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Deflate, NonUTF8: strings.ContainsFunc(parts[i], func(r rune) bool { return r == '\ufffd' })})
		if err == nil {
			_, err = f.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gbkOf(s string) string {
	b, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return b
}

func docx(body string) []string {
	return []string{"word/document.xml", `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`}
}

func TestText(t *testing.T) {
	for _, test := range []struct {
		name, file string
		body       []byte
		want       []portal.Leak
	}{
		{"plain", "a.txt", []byte("身份证号：" + someone), []portal.Leak{id(1)}},
		{"GBK", "a.txt", []byte(gbkOf("某某，身份证号：" + someone + "，示例县民政局救助对象")), []portal.Leak{id(1)}},
		{"UTF-16", "a.txt", utf16le("身份证号：" + someone), []portal.Leak{id(1)}},
		{"CSV", "a.csv", []byte("姓名,银行卡号,身份证号\n\"甲,乙\",\"" + account + "\",=\"" + someone + "\"\n"), []portal.Leak{bank(), id(1)}},
		{"HTML called xls", "a.xls", []byte("<html><table><tr><td>姓名</td><td>银行卡号</td></tr><tr><td>甲</td><td><p>" + account + "</p></td></tr></table></html>"), []portal.Leak{bank()}},
		{"script is not text", "a.doc", []byte("<html><script>var a='" + someone + "'</script><body>无</body></html>"), nil},
		{"RTF", "a.doc", []byte(`{\rtf1\ansi{\fonttbl{\f0 522990194912310024;}}{\*\x 1}\'c9\'ed\'b7\'dd\'d6\'a4 ` + someone + `\par \u36523?\u20221?}`), []portal.Leak{id(1)}},
		{"hidden and deleted words", "a.docx", packed(t, docx(`<w:p><w:r><w:t>公示</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>`+someone+`</w:t></w:r><w:r><w:delText>，`+another+`</w:delText></w:r></w:p>`)...),
			[]portal.Leak{hidden(id(2, "隐藏或已删除的文字"))}},
		{"a run a digit", "a.docx", packed(t, docx("<w:p>"+strings.Join(func() (l []string) {
			for _, c := range someone {
				l = append(l, "<w:r><w:t>"+string(c)+"</w:t></w:r>")
			}
			return l
		}(), "")+"</w:p>")...), []portal.Leak{id(1)}},
		{"merged cells keep the columns", "a.docx", packed(t, docx(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>对象</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>银行卡号</w:t></w:r></w:p></w:tc></w:tr>`+
			`<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>`+account+`</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`)...), []portal.Leak{bank()}},
		{"a text box and its fallback are one", "a.docx", packed(t, docx(`<w:p><mc:AlternateContent><mc:Choice><w:t>`+someone+`</w:t></mc:Choice><mc:Fallback><w:t>`+someone[:9]+`</w:t></mc:Fallback></mc:AlternateContent></w:p>`)...), []portal.Leak{id(1)}},
		{"comments, notes and headers", "a.docx", packed(t, append(docx(`<w:p/>`), "word/comments.xml", "<c><w:t>"+someone+"</w:t></c>", "word/header1.xml", "<h><w:p><w:t>机密★5年</w:t></w:p></h>")...),
			[]portal.Leak{hidden(id(1, "批注")), {Kind: portal.LeakSecretMark, Mark: "机密★5年", Count: 1, Places: []string{"页眉"}}}},
		{"what a pivot table keeps", "a.xlsx", packed(t, "xl/workbook.xml", "<workbook/>", "xl/pivotCache/pivotCacheDefinition1.xml", `<x><s v="`+someone+`"/></x>`), []portal.Leak{hidden(id(1, "数据透视表的源数据"))}},
		{"shared strings", "a.xlsx", packed(t, "xl/workbook.xml", `<workbook><sheets><sheet name="名单" r:id="r1" state="veryHidden"/></sheets></workbook>`, "xl/_rels/workbook.xml.rels", `<r><Relationship Id="r1" Target="/xl/worksheets/sheet1.xml"/></r>`,
			"xl/sharedStrings.xml", `<sst><si><r><t>`+someone[:6]+`</t></r><r><t>`+someone[6:]+`</t></r><rPh><t>1</t></rPh></si></sst>`, "xl/worksheets/sheet1.xml", `<s><row r="1"><c r="A1" t="s"><v>0</v></c></row></s>`),
			[]portal.Leak{hidden(id(1, "工作表“名单”（隐藏）"))}},
		{"cells do not run together", "a.xlsx", packed(t, "xl/workbook.xml", "<workbook/>", "xl/worksheets/sheet1.xml", `<s><row r="1"><c r="A1"><v>522990</v></c><c r="B1"><v>194912310024</v></c></row></s>`), nil},
		{"hidden slide and notes", "a.pptx", packed(t, "ppt/presentation.xml", "<p/>", "ppt/slides/slide2.xml", `<p:sld show="0"><a:p><a:t>`+someone+`</a:t></a:p></p:sld>`, "ppt/notesSlides/notesSlide2.xml", `<n><a:p><a:t>`+another+`</a:t></a:p></n>`),
			[]portal.Leak{hidden(id(2, "第2张幻灯片（隐藏）", "备注"))}},
		{"OFD", "a.ofd", packed(t, "OFD.xml", "<OFD/>", "Doc_0/Pages/Page_0/Content.xml", "<Page><TextObject><TextCode>身份证"+someone+"</TextCode></TextObject></Page>"), []portal.Leak{id(1)}},
		{"GBK names in a ZIP", "a.zip", zipGBK(t, "名单.csv", "姓名,身份证号\n甲,"+someone+"\n"), []portal.Leak{id(1, "压缩包内“名单.csv”")}},
		{"a ZIP in a ZIP", "a.zip", packed(t, "b.zip", string(packed(t, "c/d.txt", someone))), []portal.Leak{id(1, "压缩包内“b.zip”压缩包内“d.txt”")}},
		{"a tiny broken PDF hides nothing", "a.pdf", []byte("%PDF-1.4\n%%EOF\n"), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := look(test.file, test.body)
			got.Fault = "" // TestFaults
			if diff := cmp.Diff(portal.Content{Looked: true, Leaks: test.want}, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func utf16le(s string) []byte {
	b := []byte("\xff\xfe")
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return b
}

func zipGBK(t testing.TB, name, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.CreateHeader(&zip.FileHeader{Name: gbkOf(name), NonUTF8: true, Method: zip.Deflate})
	if err == nil {
		_, err = f.Write([]byte(text))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWhatCannotBeReadIsSaid: never silence, never an acquittal.
func TestWhatCannotBeReadIsSaid(t *testing.T) {
	cut := read(t, "list.xlsx")
	cut = cut[:len(cut)-400]
	locked := packed(t, "a.txt", strings.Repeat("x", 500))
	for _, at := range []int{6, bytes.Index(locked, []byte("PK\x01\x02")) + 8} {
		locked[at] |= 1
	}
	nest := packed(t, "a.txt", someone)
	for range 5 {
		nest = packed(t, "b.zip", string(nest))
	}
	scan := "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]>>endobj 3 0 obj<</Type/Page/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n" +
		"4 0 obj<</Length 5>>stream\n/I Do\nendstream endobj 5 0 obj<</Subtype/Image/Length 1>>stream\nx\nendstream endobj"
	for _, test := range []struct {
		name      string
		body      []byte
		gap, says string
	}{
		{"cut short", cut, portal.GapUnread, "文件已损坏"},
		{"an entry with a password", locked, portal.GapUnread, "压缩包内“a.txt”：文件已加密"},
		{"encrypted office file", packed(t, "EncryptedPackage", strings.Repeat("x", 300)), portal.GapUnread, "文件已加密"},
		{"archives without end", nest, portal.GapUnread, "压缩包层数过多"},
		{"a bomb", packed(t, "a.txt", strings.Repeat("\x00", 32<<20)), portal.GapSize, "解压后过大"},
		{"a scan", []byte(scan), portal.GapUnread, "是扫描件，没有文字层"},
		{"RAR in a ZIP", packed(t, "a.rar", "Rar!\x1a\x07"+strings.Repeat("\x00x", 200)), portal.GapUnread, "压缩格式无法打开"},
		{"who knows", bytes.Repeat([]byte{0, 1, 2, 3, 0xfe, 0xff, 0x80}, 100), portal.GapUnread, "格式不能识别"},
		{"broken compound file", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), bytes.Repeat([]byte{0xff}, 600)...), portal.GapUnread, "文件已损坏"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := look("a", test.body)
			if c.Gap != test.gap || !strings.Contains(c.Detail, test.says) || len(c.Leaks) > 0 {
				t.Errorf("%+v", c)
			}
		})
	}
	found := look("a.zip", packed(t, "a.txt", someone, "b.docx", "PK\x03\x04"+strings.Repeat("x", 300)))
	if len(found.Leaks) != 1 || found.Gap != portal.GapUnread {
		t.Errorf("what was read before the trouble counts, and the trouble is said: %+v", found)
	}
}

func TestReadable(t *testing.T) {
	for address, want := range map[string]bool{
		"http://h/a.XLSX": true, "http://h/a.doc?x=1": true, "http://h/module/download/downfile.jsp?filename=a.pdf": true, "http://h/down.jsp?id=3": true,
		"http://h/attachment/0/1": true, "http://h/a.rar": false, "http://h/a.mp4": false, "http://h/d.jsp?f=a.jpg": false,
	} {
		if Readable(address) != want {
			t.Errorf("Readable(%s) = %v", address, !want)
		}
	}
	if c := Unfetched("http://h/a.rar"); c.Gap != portal.GapUnread || c.Detail == "" {
		t.Errorf("rar: %+v", c)
	}
	if c := Unfetched("http://h/a.mp4"); !c.IsZero() {
		t.Errorf("mp4: %+v", c)
	}
}

// TestSlidesOfBefore2007 reads the records of a .ppt: characters of two bytes,
// of one, and a note.
func TestSlidesOfBefore2007(t *testing.T) {
	rec := func(ver byte, kind int, data []byte) []byte {
		return append([]byte{ver, 0, byte(kind), byte(kind >> 8), byte(len(data)), byte(len(data) >> 8), 0, 0}, data...)
	}
	stream := rec(15, 1006, append(rec(0, 0x0fa0, utf16le("身份证号\r" + someone)[2:]), rec(0, 0x0fa8, []byte("ID "+another))...))
	stream = append(stream, rec(15, 1008, rec(0, 0x0fba, utf16le("522990198001010010")[2:]))...)
	r := &reader{left: mostUnpacked}
	r.part("", false)
	r.ppt(stream, 0)
	if diff := cmp.Diff([]portal.Leak{hidden(id(3, "备注"))}, r.find.Leaks()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestStringsAcrossRecords: a shared string of BIFF8 goes on in the next
// record, where its characters may become wide.
func TestStringsAcrossRecords(t *testing.T) {
	first := append([]byte{1, 0, 0, 0, 2, 0, 0, 0, 18, 0, 0}, someone[:10]...)
	var second []byte
	for _, c := range someone[10:] {
		second = append(second, byte(c), 0)
	}
	second = append([]byte{1}, second...)
	second = append(second, 1, 0, 8|4, 1, 0, 2, 0, 0, 0, 'z', 0, 0, 0, 0, 9, 9)
	if diff := cmp.Diff([]string{someone, "z"}, stringsOf([][]byte{first, second})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func FuzzLook(f *testing.F) {
	for _, name := range []string{"letter.doc", "letter.docx", "letter.rtf", "list.xls", "list.xlsx", "deck.pptx", "list.pdf"} {
		f.Add(read(f, name))
	}
	f.Add([]byte("%PDF-1.4\n1 0 obj<</Type/Page/Contents 2 0 R>>endobj 2 0 obj<<>>stream\nBT(1)Tj[(2)-9(3)]TJ ET BI EI\nendstream"))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := look("a.csv", body)
		if !c.Looked || c.Gap != "" && c.Detail == "" {
			t.Errorf("%+v", c)
		}
	})
}

func BenchmarkLook(b *testing.B) {
	rows := strings.Builder{}
	rows.WriteString("<s>")
	for i := range 20000 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d" t="inlineStr"><is><t>某某某</t></is></c><c r="C%d" t="inlineStr"><is><t>5229**********%04d</t></is></c><c r="D%d"><v>300.5</v></c></row>`, i+1, i+1, i, i+1, i+1, i%10000, i+1)
	}
	rows.WriteString("</s>")
	files := map[string][]byte{
		"xlsx of 20000 rows": packed(b, "xl/workbook.xml", "<workbook/>", "xl/worksheets/sheet1.xml", rows.String()),
		"letter.pdf":         read(b, "letter.pdf"), "letter.doc": read(b, "letter.doc"), "list.xls": read(b, "list.xls"),
	}
	for name, body := range files {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if look(name, body).Gap != "" {
					b.Fatal("not read")
				}
			}
		})
	}
}

func TestFaults(t *testing.T) {
	for name, test := range map[string]struct {
		file string
		body []byte
		want string
	}{
		"broken PDF":           {"a.pdf", []byte("%PDF-1.4\n%%EOF\n"), portal.FaultDamaged},
		"cut ZIP":              {"a.zip", packed(t, "a.txt", strings.Repeat("名单", 400))[:60], portal.FaultDamaged},
		"a page for a PDF":     {"a.pdf", []byte("<html><body>网站维护</body></html>"), portal.FaultForm},
		"text for a workbook":  {"a.xlsx", []byte("工作簿"), portal.FaultForm},
		"a page called a .doc": {"a.doc", []byte("<html><body>关于有关工作的通知</body></html>"), ""},
		"whole ZIP":            {"a.zip", packed(t, "a.txt", "名单"), ""},
		"inside a ZIP":         {"a.zip", packed(t, "b.pdf", "%PDF-1.4 stream"), ""},
		"plain text":           {"a.txt", []byte("名单"), ""},
	} {
		if got := look(test.file, test.body).Fault; got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
