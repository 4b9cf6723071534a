package page

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	knownSimplified  = "青岚县人民政府办公室关于印发《全县秋季农业生产实施方案》的通知。各乡镇人民政府，县直各部门：为做好二〇二六年秋季农业生产工作，现将有关事项通知如下，请认真贯彻执行。"
	knownTraditional = "青嵐縣人民政府辦公室關於印發《全縣秋季農業生產實施方案》的通知。各鄉鎮人民政府，縣直各部門：為做好秋季農業生產工作，現將有關事項通知如下，請認真貫徹執行。"
	knownGB2312      = "示例县人民政府关于做好春季农业生产工作的通知，各乡镇人民政府要高度重视，认真组织实施。"
	knownRare        = "镕堃珺喆赟钘祎翀玥"
	knownFourBytes   = "㐂㙍䶮𠮷𣗋𬱖"
)

// A sent page is how one page goes over the wire: the encoding of its bytes,
// and what header and markup claim of them.
type sent struct {
	name    string
	text    string
	by      encoding.Encoding // nil: UTF-8
	bom     string
	header  string
	head    string // markup that claims a charset
	spoil   func([]byte) []byte
	charset string
	broken  bool // a few signs are lost for good
}

// TestCharsets sends one known text in every encoding under true and false
// claims. The name of the charset and every sign of the text must come out.
func TestCharsets(t *testing.T) {
	gbk, gb18030, hz, big5 := simplifiedchinese.GBK, simplifiedchinese.GB18030, simplifiedchinese.HZGB2312, traditionalchinese.Big5
	le, be := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	meta := func(name string) string {
		return `<meta http-equiv="Content-Type" content="text/html; charset=` + name + `">`
	}
	html := func(name string) string { return "text/html; charset=" + name }
	var list []sent
	add := func(s sent) { list = append(list, s) }

	// GB bytes under every claim, true and false.
	for _, claim := range []string{"gb2312", "GB2312", "gbk", "GBK", "x-gbk", "gb18030", "GB_2312-80", "csgb2312", "cp936", "chinese", "utf-8", "UTF8", "iso-8859-1", "windows-1252", "big5", "iso-2022-cn", "utf-16", "us-ascii", "", "null", "zh_CN"} {
		add(sent{name: "GBK, meta " + claim, text: knownSimplified + knownRare, by: gbk, head: meta(claim), charset: "gb18030"})
		add(sent{name: "GBK, header " + claim, text: knownSimplified + knownRare, by: gbk, header: html(claim), charset: "gb18030"})
	}
	// UTF-8 bytes under every claim.
	for _, claim := range []string{"utf-8", "utf8", "UTF-8", "unicode-1-1-utf-8", "gb2312", "gbk", "gb18030", "big5", "iso-8859-1", "utf-16", "utf-16le", "shift_jis", "hz-gb-2312", "iso-2022-cn", "x"} {
		add(sent{name: "UTF-8, meta " + claim, text: knownSimplified + knownFourBytes, head: meta(claim), charset: "utf-8"})
		add(sent{name: "UTF-8, header " + claim, text: knownSimplified + knownRare, header: html(claim), charset: "utf-8"})
	}
	// UTF-16 with and without its mark.
	for _, claim := range []string{"", "gb2312", "utf-8", "utf-16"} {
		add(sent{name: "UTF-16LE with mark, meta " + claim, text: knownSimplified + knownFourBytes, by: le, bom: "\xff\xfe", head: meta(claim), charset: "utf-16le"})
		add(sent{name: "UTF-16BE with mark, header " + claim, text: knownSimplified, by: be, bom: "\xfe\xff", header: html(claim), charset: "utf-16be"})
		add(sent{name: "UTF-16LE without mark, meta " + claim, text: knownSimplified, by: le, head: meta(claim), charset: "utf-16le"})
		add(sent{name: "UTF-16BE without mark, meta " + claim, text: knownSimplified, by: be, head: meta(claim), charset: "utf-16be"})
	}
	// Big5, and traditional signs in GBK.
	for _, claim := range []string{"big5", "Big5-HKSCS", "gb2312", "gbk", "utf-8", "iso-8859-1", ""} {
		add(sent{name: "Big5, meta " + claim, text: knownTraditional, by: big5, head: meta(claim), charset: "big5"})
		add(sent{name: "traditional in GBK, meta " + claim, text: knownTraditional, by: gbk, head: meta(claim), charset: "gb18030"})
	}
	for _, s := range []sent{
		{name: "GB18030 of four bytes, meta gb2312", text: knownSimplified + knownFourBytes, by: gb18030, head: meta("gb2312"), charset: "gb18030"},
		{name: "GB18030 of four bytes, undeclared", text: knownSimplified + knownFourBytes, by: gb18030, charset: "gb18030"},
		{name: "GB18030 of four bytes, header utf-8", text: knownSimplified + knownFourBytes, by: gb18030, header: html("utf-8"), charset: "gb18030"},
		{name: "HZ, declared", text: knownGB2312, by: hz, head: meta("hz-gb-2312"), charset: "hz-gb-2312"},
		{name: "HZ, undeclared", text: knownGB2312, by: hz, charset: "hz-gb-2312"},
		{name: "UTF-8 mark over UTF-8, meta gbk", text: knownSimplified, bom: "\xef\xbb\xbf", head: meta("gbk"), charset: "utf-8"},
		{name: "UTF-8 mark over GBK", text: knownSimplified, by: gbk, bom: "\xef\xbb\xbf", head: meta("gb2312"), charset: "gb18030"},
		{name: "UTF-8 mark twice", text: knownSimplified, bom: "\xef\xbb\xbf\xef\xbb\xbf", charset: "utf-8"},
		{name: "meta behind 1024 bytes", text: knownSimplified, by: gbk, head: "<!--" + strings.Repeat("x", 1500) + "-->" + meta("gb2312"), charset: "gb18030"},
		{name: "meta behind 6000 bytes", text: knownSimplified, by: gbk, head: "<script>" + strings.Repeat("x", 6000) + "</script>" + meta("gb2312"), charset: "gb18030"},
		{name: "two metas, the first false", text: knownSimplified, by: gbk, head: meta("utf-8") + meta("gb2312"), charset: "gb18030"},
		{name: "two metas, both false", text: knownSimplified, head: meta("big5") + meta("gb2312"), charset: "utf-8"},
		{name: "meta in a comment", text: knownTraditional, by: big5, head: "<!-- " + meta("gb2312") + " -->" + meta("big5"), charset: "big5"},
		{name: "header and meta disagree, the meta is right", text: knownSimplified, by: gbk, header: html("big5"), head: meta("gb2312"), charset: "gb18030"},
		{name: "header and meta disagree, the header is right", text: knownTraditional, by: big5, header: html("big5"), head: meta("utf-8"), charset: "big5"},
		{name: "header in quotes", text: knownSimplified, by: gbk, header: `text/html;charset="gb2312"`, charset: "gb18030"},
		{name: "header with a blank", text: knownSimplified, by: gbk, header: `text/html; charset= gb2312 ; x=y`, charset: "gb18030"},
		{name: "XML declaration", text: knownSimplified, by: gbk, head: `<?xml version="1.0" encoding="gb2312"?>`, charset: "gb18030"},
		{name: "XML declaration that lies", text: knownSimplified, head: `<?xml version="1.0" encoding="gb2312"?>`, charset: "utf-8"},
		{name: "meta without quotes", text: knownSimplified, by: gbk, head: `<META CHARSET=gb2312>`, charset: "gb18030"},
		{name: "meta with content first", text: knownSimplified, by: gbk, head: `<meta content="text/html;charset=gb2312" http-equiv=Content-Type>`, charset: "gb18030"},
		{name: "meta broken over lines", text: knownSimplified, by: gbk, head: "<meta\n http-equiv='Content-Type'\n content='text/html;\n charset = gb2312'>", charset: "gb18030"},
		{name: "GBK cut inside a sign", text: knownSimplified, by: gbk, head: meta("gb2312"), charset: "gb18030", broken: true, spoil: cutLast},
		{name: "UTF-8 cut inside a sign", text: knownSimplified, head: meta("utf-8"), charset: "utf-8", broken: true, spoil: cutLast},
		{name: "UTF-16LE cut inside a sign", text: knownSimplified, by: le, bom: "\xff\xfe", charset: "utf-16le", broken: true, spoil: cutLast},
		{name: "UTF-8 with a title cut inside a sign", text: knownSimplified + knownSimplified, head: "<title>关于\xe5\x85...</title>", charset: "utf-8", broken: true},
		{name: "UTF-8 with a stray byte", text: knownSimplified + knownSimplified, head: "<!--\xa0-->", header: html("gbk"), charset: "utf-8", broken: true},
		{name: "GBK with a stray byte", text: knownSimplified + knownSimplified, by: gbk, head: meta("gb2312"), charset: "gb18030", broken: true, spoil: func(b []byte) []byte { return append(b, "<p>\xff</p>"...) }},
		{name: "GBK with NULs", text: knownSimplified, by: gbk, head: meta("gb2312"), charset: "gb18030", spoil: func(b []byte) []byte { return append(b, 0, 0) }},
		{name: "GBK of a few signs", text: "一些信息", by: gbk, head: meta("gb2312"), charset: "gb18030"},
		{name: "GBK of a few signs that are also UTF-8", text: "一些", by: gbk, head: meta("gb2312"), charset: "gb18030"},
		{name: "GBK of two signs", text: "联通", by: gbk, head: meta("gb2312"), charset: "gb18030"},
		{name: "ASCII, meta gb2312", text: "404 Not Found", head: meta("gb2312"), charset: "gb18030"},
		{name: "ASCII, meta utf-8", text: "404 Not Found", head: meta("utf-8"), charset: "utf-8"},
		{name: "ASCII, undeclared", text: "404 Not Found", charset: "utf-8"},
		{name: "Latin-1, declared", text: "caf\u00e9 d\u00e9j\u00e0", head: meta("utf-8"), charset: "utf-8"},
	} {
		add(s)
	}
	if len(list) < 60 {
		t.Fatalf("%d pages", len(list))
	}
	for i, s := range list {
		t.Run(fmt.Sprintf("%03d %s", i, s.name), func(t *testing.T) { s.check(t) })
	}
	t.Logf("%d pages", len(list))
}

// cutLast drops the last byte of the text, as a connection that breaks does.
func cutLast(b []byte) []byte { return b[:len(b)-1] }

func (s *sent) check(t *testing.T) {
	page := "<html><head>" + s.head + "<title>x</title></head><body><div class=\"con\"><p>" + s.text + "</p></div>\n"
	if strings.HasPrefix(s.head, "<?xml") {
		page = s.head + "<html><body><p>" + s.text
	}
	if s.spoil != nil && s.broken {
		page += s.text[:len("青岚县人民政府")] // what is cut is the end of something
	}
	body := []byte(page)
	if s.by != nil {
		var err error
		if body, err = s.by.NewEncoder().Bytes(body); err != nil {
			t.Fatal(err)
		}
	}
	body = append([]byte(s.bom), body...)
	if s.spoil != nil {
		body = s.spoil(body)
	}
	text, charset := Decode(body, s.header)
	if charset != s.charset {
		t.Errorf("charset %q, want %q", charset, s.charset)
	}
	if !bytes.Contains(text, []byte("<p>"+s.text)) {
		t.Errorf("text is %.300q", text)
	}
	if bytes.Contains(text, []byte("\uFFFD")) && !s.broken {
		t.Errorf("signs were lost in %.300q", text)
	}
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		t.Error("the mark is left in the text")
	}
}
