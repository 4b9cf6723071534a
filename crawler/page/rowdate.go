package page

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"duwang/crawler/portal"
)

// Forms in which lists split or shorten a date; brackets and blanks around
// them are gone, text is folded.
var (
	dayFirst   = regexp.MustCompile(`^(\d{1,2})日?\s*((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})月?$`)
	dayLast    = regexp.MustCompile(`^((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})月?\s+(\d{1,2})日?$`)
	yearLast   = regexp.MustCompile(`^(\d{1,2})\s*[-./月]\s*(\d{1,2})日?\s+((?:19|20)\d{2})年?$`)
	yearFirst  = regexp.MustCompile(`^((?:19|20)\d{2})年?\s+(\d{1,2})\s*[-./月]\s*(\d{1,2})日?$`)
	shortYear  = regexp.MustCompile(`^(\d{2})[-./](\d{1,2})[-./](\d{1,2})$`)
	monthDay   = regexp.MustCompile(`^(\d{1,2})\s*[-./月]\s*(\d{1,2})日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$`)
	agoForm    = regexp.MustCompile(`^(\d{1,3})\s*(天|小时|分钟|秒)前$`)
	compactDay = regexp.MustCompile(`^(?:19|20)\d{6}$`)
)

// rowDate reads a list's date out of a piece of text that is nothing else. u
// is the row's address, whose own date settles a missing year; asOf the day of
// the scan. ok is false when the text is no date; the date may still be zero
// when its year cannot be known.
func rowDate(text, u string, asOf portal.Date) (d portal.Date, ok bool) {
	if len(text) > 80 || text == "" || !mayDate(text) {
		return 0, false
	}
	s := strings.TrimSpace(fold(text))
	s = strings.Trim(s, "[]()【】{}<>「」〔〕|·•:;,-. ")
	switch s {
	case "今天", "今日", "刚刚":
		return asOf, true
	case "昨天", "昨日":
		return back(asOf, 1), true
	case "前天":
		return back(asOf, 2), true
	}
	if word, f, _, start := labelBefore(strings.TrimRight(labelHead(s), " :([【")); word != "" {
		switch f {
		case published, publishedDay, updated:
			if start == 0 {
				s = strings.TrimLeft(s[len(labelHead(s)):], " :([【")
			}
		default:
			return 0, false
		}
	}
	if hits := findDates(s); len(hits) > 0 {
		h := hits[0]
		rest := s[:h.start] + s[h.end:]
		if utf8.RuneCountInString(strings.Trim(rest, " []()【】{}|:-.")) <= 2 || weekdayOnly(rest) {
			return h.stamp.Date, true
		}
		return 0, false
	}
	if len(s) < 2 || len(s) > 40 {
		return 0, false
	}
	if c := s[0]; c < '0' || c > '9' {
		return 0, false
	}
	switch {
	case compactDay.MatchString(s):
		return portal.NewDate(number(s[:4]), time.Month(number(s[4:6])), number(s[6:])), true
	}
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		return portal.NewDate(number(m[2]), time.Month(number(m[3])), number(m[1])), true
	}
	if m := dayLast.FindStringSubmatch(s); m != nil {
		return portal.NewDate(number(m[1]), time.Month(number(m[2])), number(m[3])), true
	}
	if m := yearLast.FindStringSubmatch(s); m != nil {
		return portal.NewDate(number(m[3]), time.Month(number(m[1])), number(m[2])), true
	}
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		return portal.NewDate(number(m[1]), time.Month(number(m[2])), number(m[3])), true
	}
	if m := shortYear.FindStringSubmatch(s); m != nil {
		if y := number(m[1]); y <= 69 {
			return portal.NewDate(2000+y, time.Month(number(m[2])), number(m[3])), true
		}
		return 0, false
	}
	if m := monthDay.FindStringSubmatch(s); m != nil {
		month, day := number(m[1]), number(m[2])
		if month < 1 || month > 12 || day < 1 || day > 31 {
			return 0, false
		}
		return withYear(month, day, u, asOf), true
	}
	if m := agoForm.FindStringSubmatch(s); m != nil {
		if m[2] == "天" {
			return back(asOf, number(m[1])), true
		}
		return asOf, true
	}
	return 0, false
}

// mayDate tells whether a text can hold a date at all: a word for a day, four
// digits on end, or digits beside what stands between the parts of a date.
func mayDate(s string) bool {
	if mayHit(s) {
		return true
	}
	before := byte(0) // '0' behind a digit, ' ' behind a digit and a blank
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if before == ' ' {
				return true
			}
			before = '0'
		case c == '-' || c == '/' || c == '.' || c == ':':
			if before != 0 {
				return true
			}
		case c == ' ' || c < ' ':
			if before == '0' {
				before = ' '
			}
		case plainLead(c) && i+2 < len(s):
			switch s[i : i+3] {
			case "月", "天", "日", "刚", "前":
				return true
			}
			before = 0
			i += 2
		case c >= 0x80 && before != 0:
			return true // a blank, colon or dash of another form, perhaps
		default:
			before = 0
		}
	}
	return false
}

// labelHead returns the part of a text before its first digit.
func labelHead(s string) string {
	if i := strings.IndexAny(s, "0123456789"); i >= 0 {
		return s[:i]
	}
	return s
}

func weekdayOnly(s string) bool {
	s = strings.Trim(s, " []()【】{}|:-.")
	return strings.HasPrefix(s, "星期") || strings.HasPrefix(s, "周")
}

func back(asOf portal.Date, days int) portal.Date {
	if asOf == 0 {
		return 0
	}
	return asOf.AddDays(-days)
}

// rowDateOnly tells whether a text is a list's date and nothing else.
func rowDateOnly(s string) bool {
	_, ok := rowDate(s, "", 0)
	return ok
}

// withYear completes a day without its year: the year that the row's address
// names for this very day or month, else the latest that does not lie after
// asOf. Without either the date stays unknown.
func withYear(month, day int, u string, asOf portal.Date) portal.Date {
	if y, m, d := addressDate(u); y != 0 && m == month && (d == 0 || d == day) {
		return portal.NewDate(y, time.Month(month), day)
	}
	if asOf == 0 {
		return 0
	}
	for y := asOf.Year(); y > asOf.Year()-9; y-- { // nine years back finds 29 February
		if d := portal.NewDate(y, time.Month(month), day); d != 0 && d <= asOf {
			return d
		}
	}
	return 0
}

// addressDigits finds 20210622, 202106, 2021/06/22, 2021-06-22 and 2021/6 in
// an address.
var addressDigits = regexp.MustCompile(`(?:^|[^0-9])(20[0-4]\d)(?:([01]\d)([0-3]\d)?|[-/](\d{1,2})(?:[-/](\d{1,2}))?)(?:[^0-9]|$)`)

// addressDate returns the day an address names, d 0 when it names a month
// only, all 0 when it names none. It is a hint to a year, never a date.
func addressDate(u string) (y, m, d int) {
	for _, g := range addressDigits.FindAllStringSubmatch(u, -1) {
		y = number(g[1])
		if g[2] != "" {
			m = number(g[2])
			if g[3] != "" {
				d = number(g[3])
			}
		} else {
			m = number(g[4])
			if g[5] != "" {
				d = number(g[5])
			}
		}
		if m >= 1 && m <= 12 && d <= 31 {
			if d != 0 {
				return y, m, d
			}
			// A month alone; a fuller date may follow: 202106/t20210622.
			for _, h := range addressDigits.FindAllStringSubmatch(u, -1) {
				if h[3] != "" && number(h[1]) == y && number(h[2]) == m {
					return y, m, number(h[3])
				}
			}
			return y, m, 0
		}
	}
	return 0, 0, 0
}
