package attachment

import (
	"bytes"
	"compress/lzw"
	"compress/zlib"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"encoding/ascii85"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

// A pdfMaker writes a PDF object by object.
type pdfMaker struct {
	objects []string // from number 1
	streams map[int]string
	trailer string
	seal    func(number int, b []byte) []byte // encrypts streams
}

func (m *pdfMaker) bytes() []byte {
	var b bytes.Buffer
	var offsets []int
	b.WriteString("%PDF-1.7\n")
	for i, o := range m.objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", i+1)
		s, ok := m.streams[i+1]
		if !ok {
			fmt.Fprintf(&b, "%s\nendobj\n", o)
			continue
		}
		if m.seal != nil {
			s = string(m.seal(i+1, []byte(s)))
		}
		fmt.Fprintf(&b, "<< %s /Length %d >>\nstream\n%s\nendstream\nendobj\n", o, len(s), s)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, m.trailer, start)
	return b.Bytes()
}

// onePage is a PDF of one page: its content, the filter of it, the font's
// dictionary, further objects.
func onePage(content, filter, font string, more ...string) *pdfMaker {
	if font == "" {
		font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
	}
	return &pdfMaker{objects: append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 5 0 R >> /XObject << /X1 6 0 R >> >> >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
		filter, font,
	}, more...), streams: map[int]string{4: content}}
}

func (m *pdfMaker) with(number int, stream string) *pdfMaker {
	m.streams[number] = stream
	return m
}

const line = "BT /F1 12 Tf 60 780 Td (" + someone + ") Tj ET"

func deflated(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s)) // into memory: cannot fail
	_ = z.Close()
	return b.String()
}

func TestPDF(t *testing.T) {
	a85 := make([]byte, ascii85.MaxEncodedLen(len(line)))
	a85 = append(a85[:ascii85.Encode(a85, []byte(line))], "~>"...)
	glyphByGlyph := "BT /F1 12 Tf "
	for i, c := range someone {
		glyphByGlyph += fmt.Sprintf("1 0 0 1 %.1f 780 Tm (%c) Tj ", 60+6.6*float64(i), c)
	}
	gbk := fmt.Sprintf("BT /F1 12 Tf 60 780 Td <%s> Tj ET", hex.EncodeToString([]byte(gbkOf("银行卡号"+account))))
	ucs := fmt.Sprintf("BT /F1 12 Tf 60 780 Td <%s> Tj ET", hex.EncodeToString(big("银行卡号"+account)))
	type0 := func(encoding, more string) string {
		return "<< /Type /Font /Subtype /Type0 /Encoding /" + encoding + " /DescendantFonts [<< /Subtype /CIDFontType0 /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>] " + more + " >>"
	}
	cid := "BT /F1 12 Tf 60 780 Td <"
	own, letters := cid, ""
	for _, c := range someone {
		letters += string(c - '0' + 'A')
		cid += fmt.Sprintf("%04x", c-0x1f)
		own += fmt.Sprintf("%04x", c-'0'+0x120)
	}
	cmap := "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0120> <0128> <0030> endbfrange 1 beginbfchar <0129> <0039> endbfchar"
	want := []portal.Leak{id(1)}
	for _, test := range []struct {
		name string
		pdf  *pdfMaker
		want []portal.Leak
	}{
		{"plain", onePage(line, "", ""), want},
		{"Flate", onePage(deflated(line), "/Filter /FlateDecode", ""), want},
		{"Flate cut short", onePage(deflated(line + strings.Repeat(" ET", 9))[:60], "/Filter /FlateDecode", ""), want},
		{"ASCII85", onePage(string(a85), "/Filter [/ASCII85Decode]", ""), want},
		{"hex of Flate", onePage(hex.EncodeToString([]byte(deflated(line)))+">", "/Filter [/ASCIIHexDecode /FlateDecode]", ""), want},
		{"octal", onePage(`BT /F1 12 Tf 60 780 Td (\065\0622990194912310024) Tj ET`, "", ""), want},
		{"kerning", onePage("BT /F1 12 Tf 60 780 Td [(522990) -20 (1949) 15 (12310024)] TJ ET", "", ""), want},
		{"a glyph at a time", onePage(glyphByGlyph+"ET", "", ""), want},
		{"two columns are two numbers", onePage("BT /F1 12 Tf 60 780 Td (522990) Tj 80 0 Td (194912310024) Tj ET", "", ""), nil},
		{"a number behind its row's", onePage("BT /F1 12 Tf 60 780 Td (12) Tj 40 0 Td ("+someone+") Tj ET", "", ""), want},
		{"two lines are two", onePage("BT /F1 12 Tf 14 TL 60 780 Td (522990) Tj T* (194912310024) Tj ET", "", ""), nil},
		{"upright", onePage("BT /F1 12 Tf 0 1 -1 0 60 780 Tm (522990) Tj (194912310024) Tj ET", "", ""), want},
		{"inline picture before", onePage("BI /W 1 /H 1 ID xEIx\x00 EI\n"+line, "", ""), want},
		{"form", onePage("q 1 0 0 1 0 0 cm /X1 Do Q", "", "", "/Type /XObject /Subtype /Form").with(6, line), want},
		{"form of itself", onePage("/X1 Do", "", "", "/Type /XObject /Subtype /Form").with(6, line+" /X1 Do"), want},
		{"GBK-EUC-H", onePage(gbk, "", type0("GBK-EUC-H", "")), []portal.Leak{bank()}},
		{"UniGB-UCS2-H", onePage(ucs, "", type0("UniGB-UCS2-H", "")), []portal.Leak{bank()}},
		{"Identity-H, Adobe-GB1", onePage(cid+"> Tj ET", "", type0("Identity-H", "")), want},
		{"ToUnicode", onePage(own+"> Tj ET", "", type0("Identity-H", "/ToUnicode 6 0 R"), "").with(6, cmap), want},
		{"differences", onePage("BT /F1 12 Tf 60 780 Td ("+letters+") Tj ET", "", "<< /Subtype /Type1 /Encoding << /Differences [65 /zero /one /two /three /four /five /six /seven /eight /nine] >> >>"), want},
		{"form field", onePage("", "", "", "<< /FT /Tx /V ("+someone+") >>"), []portal.Leak{id(1, "表单")}},
		{"comment", onePage("", "", "", "<< /Subtype /Text /Contents <"+hex.EncodeToString(append([]byte("\xfe\xff"), big(someone)...))+"> >>"), []portal.Leak{hidden(id(1, "批注"))}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(portal.Content{Looked: true, Leaks: test.want}, look("a.pdf", test.pdf.bytes())); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
	packed := onePage(line, "", "", "/Type /ObjStm /N 2 /First 9 /Filter /FlateDecode")
	packed.objects[1] = "<< /Type /Pages /Kids [7 0 R] /Resources << /Font << /F1 5 0 R >> >> >>"
	packed.objects[2] = "null"
	packed.with(6, deflated("7 0 8 60 << /Type /Page /Parent 2 0 R /Contents 4 0 R >>"))
	if diff := cmp.Diff(want, look("a.pdf", packed.bytes()).Leaks); diff != "" {
		t.Errorf("object stream: -want +got\n%s", diff)
	}
	blind := look("a.pdf", onePage(own+"> Tj ET", "", "<< /Subtype /Type0 /Encoding /Identity-H >>").bytes())
	if blind.Gap != portal.GapUnread || !strings.Contains(blind.Detail, "字体没有编码") {
		t.Errorf("a font without meaning: %+v", blind)
	}
}

func big(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r>>8), byte(r))
	}
	return b
}

// TestLZW undoes what the standard library writes; its codes grow one entry
// later than a PDF's do by default.
func TestLZW(t *testing.T) {
	text := strings.Repeat("现将有关事项通知如下，请认真贯彻执行。522990194912310024\n", 400)
	var b bytes.Buffer
	w := lzw.NewWriter(&b, lzw.MSB, 8)
	_, _ = w.Write([]byte(text)) // into memory: cannot fail
	_ = w.Close()
	if got := string(unlzw(b.Bytes(), false, 1<<20)); got != text {
		t.Errorf("%d bytes of %d", len(got), len(text))
	}
	// The example of ISO 32000-1, 7.4.4.2.
	if got := unlzw([]byte{0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01}, true, 100); !bytes.Equal(got, []byte{45, 45, 45, 45, 45, 65, 45, 45, 45, 66}) {
		t.Errorf("% d", got)
	}
}

// TestPNGPredictor: up, as object streams are written.
func TestPNGPredictor(t *testing.T) {
	f := &pdfFile{reader: &reader{left: 1 << 20}}
	got := f.predict([]byte{2, 1, 2, 3, 2, 1, 1, 1, 1, 5, 1, 1}, pdfDict{"Predictor": 12.0, "Columns": 3.0})
	if want := []byte{1, 2, 3, 2, 3, 4, 5, 6, 7}; !bytes.Equal(got, want) {
		t.Errorf("% d, want % d", got, want)
	}
}

// sealed encrypts a page's content for the empty user password: 128-bit RC4,
// AES-128, or AES-256 (revision 6).
func sealed(method string) *pdfMaker {
	m := onePage(line, "", "", "")
	owner, fileID := bytes.Repeat([]byte{7}, 32), []byte("0123456789abcdef")
	h := md5.New()
	h.Write(pdfPad)
	h.Write(owner)
	h.Write([]byte{0xfc, 0xff, 0xff, 0xff})
	h.Write(fileID)
	key := h.Sum(nil)
	for range 50 {
		s := md5.Sum(key)
		key = s[:]
	}
	user := md5.New()
	user.Write(pdfPad)
	user.Write(fileID)
	u := user.Sum(nil)
	for i := range 20 {
		k := bytes.Clone(key)
		for j := range k {
			k[j] ^= byte(i)
		}
		u = rc4ed(k, u)
	}
	u = append(u, make([]byte, 16)...)
	cbc := func(key, b []byte) []byte {
		pad := 16 - len(b)%16
		b = append(bytes.Clone(b), bytes.Repeat([]byte{byte(pad)}, pad)...)
		block, err := aes.NewCipher(key)
		if err != nil {
			panic(err)
		}
		iv := bytes.Repeat([]byte{9}, 16)
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(b, b)
		return append(iv, b...)
	}
	objectKey := func(n int, salt string) []byte {
		s := md5.Sum(append(append(bytes.Clone(key), byte(n), byte(n>>8), byte(n>>16), 0, 0), salt...))
		return s[:]
	}
	hexed := func(b []byte) string { return "<" + hex.EncodeToString(b) + ">" }
	m.trailer = "/Encrypt 6 0 R /ID [" + hexed(fileID) + hexed(fileID) + "]"
	switch method {
	case "RC4":
		m.objects[5] = "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O " + hexed(owner) + " /U " + hexed(u) + " >>"
		m.seal = func(n int, b []byte) []byte { return rc4ed(objectKey(n, ""), b) }
	case "AES-128":
		m.objects[5] = "<< /Filter /Standard /V 4 /R 4 /Length 128 /P -4 /O " + hexed(owner) + " /U " + hexed(u) + " /CF << /StdCF << /CFM /AESV2 /Length 16 >> >> /StmF /StdCF /StrF /StdCF >>"
		m.seal = func(n int, b []byte) []byte { return cbc(objectKey(n, "sAlT"), b) }
	case "AES-256":
		fileKey := bytes.Repeat([]byte{3}, 32)
		check, salt := []byte("abcdefgh"), []byte("ijklmnop")
		u = append(append(hash2B(check), check...), salt...)
		block, err := aes.NewCipher(hash2B(salt))
		if err != nil {
			panic(err)
		}
		wrapped := make([]byte, 32)
		cipher.NewCBCEncrypter(block, make([]byte, 16)).CryptBlocks(wrapped, fileKey)
		m.objects[5] = "<< /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O " + hexed(make([]byte, 48)) + " /OE " + hexed(make([]byte, 32)) + " /U " + hexed(u) + " /UE " + hexed(wrapped) +
			" /Perms " + hexed(make([]byte, 16)) + " /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF >>"
		m.seal = func(_ int, b []byte) []byte { return cbc(fileKey, b) }
	}
	return m
}

// TestPDFsThatOpenWithoutAPassword are read though they are encrypted; one
// that asks for a password is said to be unread.
func TestPDFsThatOpenWithoutAPassword(t *testing.T) {
	for _, method := range []string{"RC4", "AES-128", "AES-256"} {
		m := sealed(method)
		if diff := cmp.Diff(portal.Content{Looked: true, Leaks: []portal.Leak{id(1)}}, look("a.pdf", m.bytes())); diff != "" {
			t.Errorf("%s: -want +got\n%s", method, diff)
		}
		m.objects[5] = strings.Replace(m.objects[5], "/U <", "/U <00", 1)
		if c := look("a.pdf", m.bytes()); c.Gap != portal.GapUnread || c.Detail != "文件已加密" || c.Leaks != nil {
			t.Errorf("%s with another password: %+v", method, c)
		}
	}
}
