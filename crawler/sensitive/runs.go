package sensitive

import (
	"strings"
	"unicode/utf8"
)

// A run is a stretch of digits of a line, full-width ones folded.
type run struct {
	start, end int    // bytes of the line
	digits     string // ASCII; a final X belongs to it when seventeen digits stand before
	joined     bool   // nothing but one blank or hyphen between this and the run before
}

// enough tells whether a line has, in one stretch with nothing but separators
// between, as many digits as the shortest number. It is asked of every line of
// every page and looks at each byte once.
func enough(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c-'0' <= 9:
			if n++; n >= 15 {
				return true
			}
		case c < 0x80:
			if c != ' ' && c != '-' {
				n = 0
			}
		case c == 0xef && i+2 < len(s) && s[i+1] == 0xbc && s[i+2]-0x90 <= 9:
			if n++; n >= 15 {
				return true
			}
			i += 2
		case c == 0xe3 || c >= 0xe4 && c <= 0xe9:
			// Chinese; of its block only the wide blank U+3000 separates.
			if i+2 >= len(s) || s[i:i+3] != "\u3000" {
				n = 0
			}
			i += 2
		}
	}
	return false
}

// digit reads a digit at the head of s: its value as ASCII and its size in
// bytes, 0 when there is none.
func digit(s string) (byte, int) {
	switch {
	case s == "":
		return 0, 0
	case s[0]-'0' <= 9:
		return s[0], 1
	case s[0] == 0xef && len(s) >= 3 && s[1] == 0xbc && s[2]-0x90 <= 9:
		return '0' + s[2] - 0x90, 3
	}
	return 0, 0
}

// letterX reads the check character X at the head of s in any of its forms.
func letterX(s string) int {
	switch {
	case strings.HasPrefix(s, "X"), strings.HasPrefix(s, "x"):
		return 1
	case strings.HasPrefix(s, "Ｘ"), strings.HasPrefix(s, "ｘ"):
		return 3
	}
	return 0
}

// unseen is how many bytes of characters without width stand at the head of s.
func unseen(s string) int {
	n := 0
	for strings.HasPrefix(s[n:], "\u200b") || strings.HasPrefix(s[n:], "\u200c") || strings.HasPrefix(s[n:], "\u200d") || strings.HasPrefix(s[n:], "\ufeff") {
		n += 3
	}
	return n
}

// runsOf lists the runs of a line.
func runsOf(s string) []run {
	var list []run
	var buf []byte
	before := -1 // end of the run before
	for i := 0; i < len(s); {
		c, n := digit(s[i:])
		if n == 0 {
			i++
			continue
		}
		r := run{start: i, end: i}
		buf = buf[:0]
		for n > 0 {
			buf = append(buf, c)
			i += n
			r.end = i
			i += unseen(s[i:])
			c, n = digit(s[i:])
		}
		i = r.end
		r.digits = string(buf)
		r.joined = before >= 0 && separator(s[before:r.start])
		if x := letterX(s[i:]); x > 0 && ends(s[i+x:]) {
			switch len(r.digits) {
			case 17, 3, 11, 7, 1:
				// 17 is whole; 3, 11, 7 and 1 may be the last of several groups.
				r.digits += "X"
				r.end = i + x
				i = r.end
			}
		}
		before = r.end
		list = append(list, r)
	}
	return list
}

// separator tells whether a gap is one of those with which people group digits.
func separator(gap string) bool {
	switch gap {
	case " ", "  ", "\u00a0", "\u3000", "\u2002", "\u2003", "-", "－", "—", "–":
		return true
	}
	return false
}

// Groupings in which people write numbers. Others do not count as one number:
// a table of figures would hold one sooner or later.
var (
	idGroups   = [][]int{{6, 8, 4}, {6, 4, 4, 4}, {6, 4, 2, 2, 4}, {6, 12}, {14, 4}, {10, 8}, {4, 4, 4, 4, 2}, {3, 3, 4, 4, 4}, {3, 3, 4, 2, 2, 4}, {6, 8, 3, 1}, singles(18)}
	cardGroups = [][]int{{4, 4, 4, 4}, {4, 4, 4, 4, 1}, {4, 4, 4, 4, 2}, {4, 4, 4, 4, 3}, {6, 10}, {6, 13}, {8, 8}, {8, 11}, {6, 4, 4, 4, 1}}
)

func singles(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = 1
	}
	return list
}

// group joins the runs that begin the list when their lengths are those of a
// grouping.
func group(list []run, lengths []int) (run, bool) {
	if len(list) < len(lengths) {
		return run{}, false
	}
	var b strings.Builder
	for i, n := range lengths {
		if len(list[i].digits) != n || i > 0 && !list[i].joined {
			return run{}, false
		}
		if i < len(lengths)-1 && strings.HasSuffix(list[i].digits, "X") {
			return run{}, false
		}
		b.WriteString(list[i].digits)
	}
	return run{start: list[0].start, end: list[len(lengths)-1].end, digits: b.String()}, true
}

// begins tells whether a number may begin behind text: no letter, digit,
// underscore, star or decimal point directly before it.
func begins(text string) bool {
	r, n := utf8.DecodeLastRuneInString(text)
	switch {
	case n == 0:
		return true
	case word(r):
		return false
	case r == '.' || r == '．':
		c, _ := utf8.DecodeLastRuneInString(text[:len(text)-n])
		return c < '0' || c > '9'
	}
	return true
}

// ends tells whether a number may end before text.
func ends(text string) bool {
	r, n := utf8.DecodeRuneInString(text)
	switch {
	case n == 0:
		return true
	case word(r):
		return false
	case r == '.':
		_, d := digit(text[n:])
		return d == 0
	}
	return true
}

func word(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '_' || r == '*' || r == '＊' ||
		r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ'
}

// inAddress tells whether the stretch of ASCII around a number is a web
// address or a file's name.
func inAddress(s string, start, end int) bool {
	const reach = 300
	from := start
	for from > 0 && start-from < reach && s[from-1] > ' ' && s[from-1] < 0x7f {
		from--
	}
	to := end
	for to < len(s) && to-end < reach && s[to] > ' ' && s[to] < 0x7f {
		to++
	}
	before, after := strings.ToLower(s[from:start]), strings.ToLower(s[end:to])
	if strings.Contains(before, "://") || strings.Contains(before, "www.") || strings.Contains(before, ".gov.cn") {
		return true
	}
	for _, name := range []string{".htm", ".shtml", ".jsp", ".pdf", ".doc", ".xls", ".jpg", ".png", ".zip", ".rar"} {
		if strings.HasPrefix(after, name) {
			return true
		}
	}
	return false
}
