package page

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// hz decodes a page of ASCII bytes that holds Chinese in HZ (RFC 1843): signs
// of GB 2312 between ~{ and ~}. It says no when the page only mentions them.
func hz(body []byte) ([]byte, bool) {
	signs := 0
	for rest := body; ; {
		i := bytes.Index(rest, []byte("~{"))
		if i < 0 {
			break
		}
		rest = rest[i+2:]
		j := bytes.Index(rest, []byte("~}"))
		if j < 0 || j%2 != 0 || bytes.ContainsAny(rest[:j], " \r\n") {
			return nil, false
		}
		signs += j / 2
		rest = rest[j+2:]
	}
	if signs < 4 {
		return nil, false
	}
	text, err := simplifiedchinese.HZGB2312.NewDecoder().Bytes(body)
	if err != nil || bytes.Contains(text, []byte("\uFFFD")) {
		return nil, false
	}
	return text, true
}

// accidental decodes a page that is valid UTF-8 only by accident: few signs,
// none of them Chinese, where a declared GB charset reads nothing but Chinese.
func accidental(body []byte, contentType string) ([]byte, bool) {
	signs := 0
	for b := body; len(b) > 0; {
		r, n := utf8.DecodeRune(b)
		if r >= 0x800 {
			return nil, false
		}
		if r >= 0x80 {
			if signs++; signs > 64 {
				return nil, false
			}
		}
		b = b[n:]
	}
	if headerCharset(contentType) != charsetGB18030 && metaCharset(body) != charsetGB18030 {
		return nil, false
	}
	text := decodeAs(body, charsetGB18030)
	for _, r := range string(text) {
		if r >= 0x80 && !han(r) && !(r >= 0x3000 && r <= 0x303f) && !(r >= 0xff00 && r <= 0xffef) {
			return nil, false
		}
	}
	return text, true
}
