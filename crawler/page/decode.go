package page

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// Names of the charsets that Decode reports most.
const (
	charsetUTF8    = "utf-8"
	charsetGB18030 = "gb18030"
	charsetBig5    = "big5"
	charsetUTF16LE = "utf-16le"
	charsetUTF16BE = "utf-16be"
	charsetHZ      = "hz-gb-2312"
)

// Decode returns a page's bytes as UTF-8 and the lower-case name of the charset
// they were in. Declarations of Chinese portals are often wrong, so the bytes
// are asked first: a byte order mark, UTF-16 by its zero bytes, valid UTF-8 (a
// few broken sequences allowed, for titles are cut inside characters). Then
// contentType, the header's value, and the document's own meta are believed if
// the page decodes by them without a fault; then statistics decide, and
// GB18030 stands for everything else. Every GB name is read as GB18030.
//
// It never fails; what no charset explains becomes U+FFFD. The result may
// share memory with body.
func Decode(body []byte, contentType string) (text []byte, charset string) {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		for bytes.HasPrefix(body, []byte("\xef\xbb\xbf")) {
			body = body[3:] // an include brings a mark of its own
		}
		if utf8.Valid(body) || mostlyUTF8(body) {
			return bytes.ToValidUTF8(body, []byte("\uFFFD")), charsetUTF8
		}
		// A mark that an editor put before other bytes: the bytes decide.
	case bytes.HasPrefix(body, []byte("\xff\xfe")):
		return decodeAs(body[2:], charsetUTF16LE), charsetUTF16LE
	case bytes.HasPrefix(body, []byte("\xfe\xff")):
		return decodeAs(body[2:], charsetUTF16BE), charsetUTF16BE
	}
	if name := wide(body); name != "" {
		return decodeAs(body, name), name
	}
	if utf8.Valid(body) {
		if asciiOnly(body) {
			if text, ok := hz(body); ok {
				return text, charsetHZ
			}
			return body, declaredOr(body, contentType, charsetUTF8)
		}
		if text, ok := accidental(body, contentType); ok {
			return text, charsetGB18030
		}
		return body, charsetUTF8
	}
	if mostlyUTF8(body) {
		return bytes.ToValidUTF8(body, []byte("\uFFFD")), charsetUTF8
	}
	best, name, faults := []byte(nil), "", -1
	try := func(candidate string) bool {
		if candidate == "" || candidate == name {
			return false
		}
		t := decodeAs(body, candidate)
		n := bytes.Count(t, []byte("\uFFFD"))
		if faults < 0 || n < faults {
			best, name, faults = t, candidate, n
		}
		return n == 0
	}
	for _, declared := range []string{headerCharset(contentType), metaCharset(body)} {
		if declared == charsetUTF8 || declared == charsetHZ || strings.HasPrefix(declared, "utf-16") {
			continue // the bytes have already said no
		}
		if singleByte(declared) && (looksGB(body) || looksBig5(body)) {
			continue // a server's default; every byte decodes by it
		}
		if declared == charsetGB18030 && looksBig5(body) {
			declared = charsetBig5
		}
		if try(declared) {
			return best, name
		}
	}
	if looksBig5(body) && try(charsetBig5) {
		return best, name
	}
	if looksGB(body) && try(charsetGB18030) {
		return best, name
	}
	guess := canonical(chardet.Detect(sample(body)).Encoding)
	if singleByte(guess) && (looksGB(body) || looksBig5(body)) {
		guess = "" // it explains every byte, a stray one too
	}
	if try(guess) {
		return best, name
	}
	try(charsetGB18030)
	return best, name
}

// decodeAs decodes body by a name that canonical returned.
func decodeAs(body []byte, name string) []byte {
	if name == charsetUTF8 {
		return bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	e := encodingOf(name)
	text, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return text
}

// encodingOf returns the encoding of a name that canonical returned; what is
// none is GB18030.
func encodingOf(name string) encoding.Encoding {
	switch name {
	case charsetGB18030:
		return simplifiedchinese.GB18030
	case charsetHZ:
		return simplifiedchinese.HZGB2312
	case charsetBig5:
		return traditionalchinese.Big5
	case charsetUTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case charsetUTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	if e, err := htmlindex.Get(name); err == nil {
		return e
	}
	return simplifiedchinese.GB18030
}

// canonical returns the name under which a declared charset is decoded, ""
// when it is no charset.
func canonical(label string) string {
	label = strings.ToLower(strings.Trim(strings.TrimSpace(label), `"';`))
	switch {
	case label == "":
		return ""
	case label == charsetHZ:
		return charsetHZ
	case strings.HasPrefix(label, "gb") || strings.HasPrefix(label, "x-gb") || label == "chinese":
		return charsetGB18030
	case label == "utf8" || label == charsetUTF8:
		return charsetUTF8
	case strings.HasPrefix(label, "big5"):
		return charsetBig5
	case label == "utf-16" || label == charsetUTF16LE:
		return charsetUTF16LE
	case label == charsetUTF16BE:
		return charsetUTF16BE
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(e)
	switch {
	case err != nil || name == "replacement" || name == "x-user-defined":
		return ""
	case name == "gbk":
		return charsetGB18030
	}
	return name
}

func singleByte(name string) bool {
	return strings.HasPrefix(name, "iso-8859") || strings.HasPrefix(name, "windows-125") || name == "macintosh"
}

func declaredOr(body []byte, contentType, fallback string) string {
	for _, name := range []string{headerCharset(contentType), metaCharset(body)} {
		if name != "" && name != charsetHZ && !strings.HasPrefix(name, "utf-16") {
			return name
		}
	}
	return fallback
}

func headerCharset(contentType string) string {
	_, after, found := cutFold(contentType, "charset=")
	if !found {
		return ""
	}
	if i := strings.IndexAny(after, ";, "); i >= 0 {
		after = after[:i]
	}
	return canonical(after)
}

// metaWindow is how far into a document its declaration may stand.
const metaWindow = 4096

// metaCharset reads charset=… of a meta element, or encoding="…" of an XML
// declaration, near the top of the document.
func metaCharset(body []byte) string {
	head := string(body[:min(len(body), metaWindow)])
	for rest := head; ; {
		_, after, found := cutFold(rest, "<meta")
		if !found {
			break
		}
		element, next, _ := strings.Cut(after, ">")
		if _, value, found := cutFold(element, "charset"); found {
			value = strings.TrimLeft(value, " \t\r\n")
			if v, ok := strings.CutPrefix(value, "="); ok {
				v = strings.TrimLeft(v, " \t\r\n\"'")
				if i := strings.IndexAny(v, " \t\r\n\"';/>"); i >= 0 {
					v = v[:i]
				}
				if name := canonical(v); name != "" {
					return name
				}
			}
		}
		rest = next
	}
	if strings.HasPrefix(strings.TrimLeft(head, " \t\r\n"), "<?xml") {
		declaration, _, _ := strings.Cut(head, "?>")
		if _, v, found := cutFold(declaration, "encoding="); found {
			v = strings.TrimLeft(v, `"'`)
			if i := strings.IndexAny(v, `"' `); i >= 0 {
				v = v[:i]
			}
			return canonical(v)
		}
	}
	return ""
}

// cutFold is strings.Cut without regard to the case of ASCII letters.
func cutFold(s, sep string) (before, after string, found bool) {
	for i := 0; i+len(sep) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(sep)], sep) {
			return s[:i], s[i+len(sep):], true
		}
	}
	return s, "", false
}

func asciiOnly(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// wide recognises UTF-16 without a byte order mark by the zero bytes of its
// markup.
func wide(body []byte) string {
	head := body[:min(len(body), 1024)]
	if len(head) < 8 || bytes.IndexByte(head, 0) < 0 {
		return ""
	}
	var zero [2]int
	for i, c := range head {
		if c == 0 {
			zero[i&1]++
		}
	}
	enough := len(head) / 6
	switch {
	case zero[1] > enough && zero[0]*8 < zero[1]:
		return charsetUTF16LE
	case zero[0] > enough && zero[1]*8 < zero[0]:
		return charsetUTF16BE
	}
	return ""
}

// mostlyUTF8 accepts text with a few broken sequences among many good ones.
func mostlyUTF8(b []byte) bool {
	good, broken := 0, 0
	for len(b) > 0 {
		if b[0] < 0x80 {
			b = b[1:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			broken++
		} else {
			good++
		}
		b = b[n:]
	}
	return good > 0 && broken*25 <= good
}

// pairs counts two-byte characters by where their second byte lies.
func pairs(b []byte) (low, high, common, bad int) {
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		if i+1 == len(b) {
			break
		}
		switch c, d := b[i], b[i+1]; {
		case c == 0x80 || c == 0xff:
			bad++
			continue
		case d >= 0x30 && d <= 0x39: // a four-byte code of GB18030
			i += 2
		case d >= 0x40 && d <= 0x7e:
			low++
		case d >= 0x80 && d < 0xff:
			high++
			if c >= 0xb0 && c <= 0xd7 && d >= 0xa1 {
				common++
			}
		default:
			bad++
			continue
		}
		i++
	}
	return low, high, common, bad
}

// looksBig5: four in ten second bytes of Big5 text are below 0x7F, hardly one
// in fifty of GB text.
func looksBig5(b []byte) bool {
	low, high, common, bad := pairs(b)
	n := low + high
	return n >= 8 && low*5 > n && common*2 < n && bad*20 <= n
}

// looksGB: most characters of simplified text are in the first level of GB 2312.
func looksGB(b []byte) bool {
	low, high, common, bad := pairs(b)
	n := low + high
	return n > 0 && common*2 > n && low*10 < n && bad*50 <= n
}

// sample keeps statistics affordable: a stretch around the first text.
func sample(b []byte) []byte {
	const size = 16 << 10
	if len(b) <= size {
		return b
	}
	i := bytes.IndexFunc(b, func(r rune) bool { return r >= 0x80 })
	return b[max(0, min(i-512, len(b)-size)):][:size]
}
