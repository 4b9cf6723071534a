package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// blank tells whether a rune shows as empty space.
func blank(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\f', '\v', 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
		return true
	}
	return r >= 0x2000 && r <= 0x200a
}

// invisible tells whether a rune shows nothing at all.
func invisible(r rune) bool {
	switch r {
	case 0, 0xad, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2060, 0xfeff:
		return true
	}
	return r < ' ' && !blank(r) || r >= 0xe000 && r <= 0xf8ff // icon fonts
}

// collapse trims a text and makes one space of each stretch of blanks. It also
// tells how many visible runes the text has and whether it began and ended
// with a blank.
func collapse(s string) (text string, count int, before, after bool) {
	start, end := 0, len(s)
	for start < end {
		r, n := utf8.DecodeRuneInString(s[start:])
		if !blank(r) && !invisible(r) {
			break
		}
		before = before || blank(r)
		start += n
	}
	for end > start {
		r, n := utf8.DecodeLastRuneInString(s[start:end])
		if !blank(r) && !invisible(r) {
			break
		}
		after = after || blank(r)
		end -= n
	}
	s = s[start:end]
	clean, space := true, false
	for i := 0; i < len(s) && clean; {
		switch c := s[i]; {
		case c > ' ' && c < 0x7f:
			space = false
			count++
			i++
		case c == ' ':
			clean = !space
			space = true
			i++
		case plainLead(c):
			space = false
			count++
			i += 3
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			clean = !blank(r) && !invisible(r)
			space = false
			count++
			i += n
		}
	}
	if clean {
		return s, count, before, after
	}
	var b strings.Builder
	b.Grow(len(s))
	space, count = false, 0
	for _, r := range s {
		switch {
		case blank(r):
			space = true
		case invisible(r):
		default:
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			count++
			b.WriteRune(r)
		}
	}
	return b.String(), count, before, after
}

// plainLead tells whether a byte begins a three-byte letter of UTF-8 that is
// neither blank nor invisible: most Chinese.
func plainLead(c byte) bool { return c >= 0xe4 && c <= 0xed }

// tidy is collapse for the text alone.
func tidy(s string) string {
	s, _, _, _ = collapse(s)
	return s
}

// plain returns how many bytes a text begins with that are printable ASCII
// without blanks, or letters of most Chinese: what nothing here changes.
func plain(s string) int {
	i := 0
	for i < len(s) {
		switch c := s[i]; {
		case c > ' ' && c < 0x7f:
			i++
		case plainLead(c) && i+3 <= len(s):
			i += 3
		default:
			return i
		}
	}
	return i
}

// squeeze drops all blanks.
func squeeze(s string) string {
	if plain(s) == len(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if blank(r) || invisible(r) {
			return -1
		}
		return r
	}, s)
}

// fold writes full-width letters, digits and punctuation as ASCII, the colon
// look-alikes as a colon and the dash look-alikes as a hyphen.
func fold(s string) string {
	i := 0
	for i < len(s) {
		i += plain(s[i:])
		if i == len(s) {
			return s
		}
		if s[i] == ' ' || s[i] == 0x7f {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError || foldRune(r) != r {
			break
		}
		i += n
	}
	if i >= len(s) {
		return s
	}
	b := make([]byte, i, len(s)+utf8.UTFMax)
	copy(b, s)
	for i < len(s) {
		if n := plain(s[i:]); n > 0 {
			b = append(b, s[i:i+n]...)
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		b = utf8.AppendRune(b, foldRune(r))
		i += n
	}
	return string(b)
}

func foldRune(r rune) rune {
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xfee0
	case r == 0x2236 || r == 0xfe55 || r == 0xfe13:
		return ':'
	case r == 0x2010 || r == 0x2011 || r == 0x2012 || r == 0x2013 || r == 0x2014 || r == 0x2212 || r == 0xfe63:
		return '-'
	case blank(r):
		return ' '
	case r == '〇' || r == '○' || r == '◯' || r == 'Ο' || r == 'О':
		return '〇'
	}
	return r
}

// key reduces a text to its letters and digits, for comparing wordings that
// differ in blanks, width or punctuation only.
func key(s string) string {
	i := lower(s)
	if i == len(s) {
		return s
	}
	b := make([]byte, i, len(s))
	copy(b, s)
	for i < len(s) {
		if n := lower(s[i:]); n > 0 {
			b = append(b, s[i:i+n]...)
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r >= 0xff01 && r <= 0xff5e {
			r -= 0xfee0
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
	}
	return string(b)
}

// lower returns how many bytes a text begins with that are lower-case ASCII,
// digits or letters of most Chinese: what is a key already.
func lower(s string) int {
	i := 0
	for i < len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			i++
		case c >= 0xe5 && c <= 0xe9 && i+3 <= len(s):
			i += 3
		default:
			return i
		}
	}
	return i
}

// runes counts the visible characters of a text: no blanks.
func runes(s string) int {
	count := 0
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c < 0x80:
			if c > ' ' {
				count++
			}
			i++
		case plainLead(c):
			count++
			i += 3
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !blank(r) && !invisible(r) {
				count++
			}
			i += n
		}
	}
	return count
}

func han(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf || r == '〇' || r >= 0x20000 && r <= 0x3ffff
}

// hasHan tells whether a text contains Chinese.
func hasHan(s string) bool { return strings.IndexFunc(s, han) >= 0 }

// containsAny tells whether s contains one of the words.
func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// hasSuffixAny tells whether s ends with one of the words.
func hasSuffixAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

func firstRune(s string) (rune, int) { return utf8.DecodeRuneInString(s) }
func lastRune(s string) (rune, int)  { return utf8.DecodeLastRuneInString(s) }
