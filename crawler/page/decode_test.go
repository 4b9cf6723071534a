package page

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	sampleSimplified  = "示例县人民政府关于做好二〇二六年春季农业生产工作的通知，各乡镇人民政府、县直各部门要高度重视，认真组织实施。"
	sampleTraditional = "示例縣人民政府關於做好春季農業生產工作的通知，各鄉鎮人民政府、縣直各部門要高度重視，認真組織實施，確保糧食豐收。"
)

func TestDecode(t *testing.T) {
	encode := func(e encoding.Encoding, s string) []byte {
		b, err := e.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	page := func(charset, text string) string {
		return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=` + charset + `"><title>` + text + `</title></head><body>` + text + `</body></html>`
	}
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	leBOM := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	for _, c := range []struct {
		name   string
		body   []byte
		header string
		want   string // charset
		text   string
	}{
		{"UTF-8 undeclared", []byte("<p>" + sampleSimplified), "", "utf-8", sampleSimplified},
		{"UTF-8 declared GB in the header", []byte(page("utf-8", sampleSimplified)), "text/html; charset=gb2312", "utf-8", sampleSimplified},
		{"UTF-8 declared GB in the meta", []byte(page("gb2312", sampleSimplified)), "", "utf-8", sampleSimplified},
		{"UTF-8 with its mark", append([]byte("\xef\xbb\xbf"), page("gbk", sampleSimplified)...), "", "utf-8", sampleSimplified},
		{"UTF-8 with a character cut", []byte(page("utf-8", strings.Repeat(sampleSimplified, 4)+"示例"[:5])), "", "utf-8", sampleSimplified},
		{"GBK with meta gb2312", encode(simplifiedchinese.GBK, page("gb2312", sampleSimplified)), "text/html", "gb18030", sampleSimplified},
		{"GBK with a header that says utf-8", encode(simplifiedchinese.GBK, page("gb2312", sampleSimplified)), "text/html; charset=utf-8", "gb18030", sampleSimplified},
		{"GBK declared utf-8 twice", encode(simplifiedchinese.GBK, page("utf-8", sampleSimplified)), "text/html;charset=UTF-8", "gb18030", sampleSimplified},
		{"GBK undeclared", encode(simplifiedchinese.GBK, "<p>"+sampleSimplified), "", "gb18030", sampleSimplified},
		{"GBK beyond GB 2312", encode(simplifiedchinese.GBK, page("gb2312", sampleSimplified+"镕堃珺喆")), "", "gb18030", "镕堃珺喆"},
		{"four bytes of GB 18030", encode(simplifiedchinese.GB18030, page("gbk", sampleSimplified+"㐂𠮷")), "", "gb18030", "㐂𠮷"},
		{"GBK declared iso-8859-1", encode(simplifiedchinese.GBK, page("gb2312", sampleSimplified)), "text/html; charset=ISO-8859-1", "gb18030", sampleSimplified},
		{"meta charset attribute", encode(simplifiedchinese.GBK, "<meta charset='GBK'>"+sampleSimplified), "", "gb18030", sampleSimplified},
		{"Big5 declared", encode(traditionalchinese.Big5, page("big5", sampleTraditional)), "", "big5", sampleTraditional},
		{"Big5 undeclared", encode(traditionalchinese.Big5, "<p>"+sampleTraditional), "", "big5", sampleTraditional},
		{"Big5 declared gb2312", encode(traditionalchinese.Big5, page("gb2312", sampleTraditional)), "", "big5", sampleTraditional},
		{"UTF-16LE with its mark, declared gb2312", encode(leBOM, page("gb2312", sampleSimplified)), "", "utf-16le", sampleSimplified},
		{"UTF-16LE without a mark, declared gb2312", encode(le, page("gb2312", sampleSimplified)), "", "utf-16le", sampleSimplified},
		{"UTF-16BE without a mark", encode(be, page("utf-8", sampleSimplified)), "", "utf-16be", sampleSimplified},
		{"ASCII declared gb2312", []byte("<meta charset=gb2312><p>404"), "", "gb18030", "404"},
		{"ASCII undeclared", []byte("<p>not here"), "", "utf-8", "not here"},
		{"Shift_JIS declared", encode(japanese.ShiftJIS, `<meta charset="shift_jis">日本語のページです`), "", "shift_jis", "日本語のページです"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, charset := Decode(c.body, c.header)
			if charset != c.want {
				t.Errorf("charset %q, want %q", charset, c.want)
			}
			if !bytes.Contains(text, []byte(c.text)) {
				t.Errorf("text is %.200q", text)
			}
			if strings.Contains(c.name, "cut") != bytes.Contains(text, []byte("\uFFFD")) {
				t.Errorf("faults in %.200q", text)
			}
		})
	}
}

func TestDecodeSharesValidUTF8(t *testing.T) {
	body := []byte("<p>" + sampleSimplified)
	if text, _ := Decode(body, ""); &text[0] != &body[0] {
		t.Error("valid UTF-8 was copied")
	}
}

// FuzzDecode: the result is UTF-8 and the name is one that Decode takes again.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(sampleSimplified), "text/html; charset=gbk")
	f.Add([]byte("\xff\xfe<\x00p\x00"), "")
	f.Add([]byte("<meta charset=big5>\xa4\xa4\xa4\xe5"), "x")
	f.Add([]byte("<?xml version='1.0' encoding='gb2312'?>\xd6\xd0"), "")
	f.Fuzz(func(t *testing.T, body []byte, header string) {
		text, charset := Decode(body, header)
		if !utf8.Valid(text) {
			t.Fatalf("%q as %s is not UTF-8", body, charset)
		}
		if canonical(charset) != charset {
			t.Fatalf("charset %q is called %q", charset, canonical(charset))
		}
	})
}
