package page

import (
	"strings"
	"time"

	"duwang/crawler/portal"
)

// A dateHit is one date with its year, found in folded text.
type dateHit struct {
	stamp      portal.Stamp
	start, end int // bytes, the clock included
	chinese    bool
}

// Years that a portal's page can mean; 1970 as a stamp is a clock never set,
// and is refused for publication elsewhere.
const (
	firstYear = 1949
	lastYear  = 2099
)

// findDates returns the dates of a folded text, in order: 2021-03-26,
// 2021/3/26, 2021.03.26, 2021年3月26日, 二〇二一年三月二十六日, each with the
// clock that follows it.
func findDates(s string) []dateHit {
	var hits []dateHit
	for i := 0; i < len(s); {
		if c := s[i]; c >= '0' && c <= '9' {
			j := digits(s, i)
			if j-i == 4 {
				if h, ok := dateAt(s, i, j); ok {
					hits = append(hits, h)
					i = h.end
					continue
				}
			}
			i = j
			continue
		}
		if strings.HasPrefix(s[i:], "年") {
			if h, ok := chineseDate(s, i); ok {
				hits = append(hits, h)
				i = h.end
				continue
			}
		}
		i++
	}
	return hits
}

// mayHit tells whether a text, not yet folded, can hold a date with its year:
// four digits on end, or 年. Most texts cannot, and need not be folded.
func mayHit(s string) bool {
	run := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if run++; run == 4 {
				return true
			}
			continue
		case c == 0xef && i+2 < len(s) && s[i+1] == 0xbc && s[i+2] >= 0x90 && s[i+2] <= 0x99:
			return true // a full-width digit
		case c == 0xe5 && i+2 < len(s) && s[i+1] == 0xb9 && s[i+2] == 0xb4:
			return true // 年
		}
		run = 0
	}
	return false
}

// firstDate returns the first date of a text as it stands on the page.
func firstDate(s string) (portal.Stamp, bool) {
	if !mayHit(s) {
		return portal.Stamp{}, false
	}
	hits := findDates(fold(s))
	if len(hits) == 0 {
		return portal.Stamp{}, false
	}
	return hits[0].stamp, true
}

func digits(s string, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

func blanks(s string, i int) int {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return i
}

func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// dateAt reads a date whose year is s[i:j].
func dateAt(s string, i, j int) (h dateHit, ok bool) {
	year := number(s[i:j])
	if year < firstYear || year > lastYear {
		return h, false
	}
	k := blanks(s, j)
	sep, k := separator(s, k)
	if sep == 0 {
		return h, false
	}
	k = blanks(s, k)
	m := digits(s, k)
	if m == k || m-k > 2 {
		return h, false
	}
	month := number(s[k:m])
	k = blanks(s, m)
	sep2, k := separator(s, k)
	if sep == '年' && sep2 != '月' || sep != '年' && sep2 != sep {
		return h, false
	}
	k = blanks(s, k)
	e := digits(s, k)
	if e == k || e-k > 2 {
		return h, false
	}
	d := portal.NewDate(year, time.Month(month), number(s[k:e]))
	if d == 0 {
		return h, false
	}
	h = dateHit{stamp: portal.Stamp{Date: d}, start: i, end: e}
	if t := blanks(s, e); strings.HasPrefix(s[t:], "日") {
		h.end = t + len("日")
	} else if strings.HasPrefix(s[t:], "号") {
		h.end = t + len("号")
	}
	h.stamp.Clock, h.end = clockAt(s, h.end)
	return h, true
}

func separator(s string, i int) (rune, int) {
	switch {
	case i >= len(s):
		return 0, i
	case s[i] == '-' || s[i] == '/' || s[i] == '.':
		return rune(s[i]), i + 1
	case strings.HasPrefix(s[i:], "年"):
		return '年', i + len("年")
	case strings.HasPrefix(s[i:], "月"):
		return '月', i + len("月")
	}
	return 0, i
}

// clockAt reads the clock that follows a date which ends at i: 10:02, 10:02:33,
// 10时02分, T10:02:33Z, -10:02:33, behind a day of the week if need be. It
// returns "" and i when there is none. 00:00 and 23:59:59 are what systems
// fill in when nobody gave a time, so they are none.
func clockAt(s string, i int) (string, int) {
	j := blanks(s, i)
	if strings.HasPrefix(s[j:], "(星期") {
		if k := strings.IndexByte(s[j:], ')'); k > 0 && k < 14 {
			j = blanks(s, j+k+1)
		}
	} else if strings.HasPrefix(s[j:], "星期") && len(s) >= j+9 {
		j = blanks(s, j+9)
	} else if j < len(s) && (s[j] == 'T' || s[j] == '-' || s[j] == ',') {
		j = blanks(s, j+1)
	}
	afternoon := false
	if strings.HasPrefix(s[j:], "下午") || strings.HasPrefix(s[j:], "上午") {
		afternoon = strings.HasPrefix(s[j:], "下午")
		j = blanks(s, j+len("下午"))
	}
	k := digits(s, j)
	if k == j || k-j > 2 {
		return "", i
	}
	hour := number(s[j:k])
	if afternoon && hour < 12 {
		hour += 12
	}
	k = blanks(s, k)
	chinese := strings.HasPrefix(s[k:], "时") || strings.HasPrefix(s[k:], "点")
	switch {
	case chinese:
		k += len("时")
	case k < len(s) && s[k] == ':':
		k++
	default:
		return "", i
	}
	k = blanks(s, k)
	m := digits(s, k)
	if m-k != 2 && !(chinese && m-k == 1) {
		return "", i
	}
	minute := number(s[k:m])
	if hour > 23 || minute > 59 {
		return "", i
	}
	if t := blanks(s, m); strings.HasPrefix(s[t:], "分") {
		m = t + len("分")
	}
	clock := two(hour) + ":" + two(minute)
	k = m
	if k < len(s) && s[k] == ':' {
		k++
	}
	if n := digits(s, k); n-k == 2 && number(s[k:n]) <= 59 && (k > m || chinese) {
		clock += ":" + s[k:n]
		m = n
		if strings.HasPrefix(s[m:], "秒") {
			m += len("秒")
		}
		if m+1 < len(s) && s[m] == '.' && s[m+1] >= '0' && s[m+1] <= '9' {
			m = digits(s, m+1)
		}
	}
	switch clock {
	case "00:00", "00:00:00", "23:59:59":
		return "", m
	}
	return clock, m
}

func two(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }

// china is the zone of all portals.
var china = time.FixedZone("CST", 8*60*60)

// metaDate reads the value of a page tag, where dates also stand as
// 20210326, 20210326100233 and in Java's own form.
func metaDate(s string) (portal.Stamp, bool) {
	s = strings.TrimSpace(fold(s))
	if t, err := time.Parse(time.RFC3339, s); err == nil && !strings.HasSuffix(s, "Z") && t.Year() >= firstYear && t.Year() <= lastYear {
		// Another zone's clock, in China's. Z is what systems write after either.
		t = t.In(china)
		st := portal.Stamp{Date: portal.DateOf(t)}
		st.Clock, _ = clockAt(t.Format("15:04:05"), 0)
		return st, true
	}
	if d, ok := firstDate(s); ok {
		return d, true
	}
	if digits(s, 0) == len(s) && (len(s) == 8 || len(s) == 12 || len(s) == 14) {
		d := portal.NewDate(number(s[:4]), time.Month(number(s[4:6])), number(s[6:8]))
		if d == 0 || d.Year() < firstYear || d.Year() > lastYear {
			return portal.Stamp{}, false
		}
		st := portal.Stamp{Date: d}
		if len(s) >= 12 {
			clock := s[8:10] + ":" + s[10:12]
			if len(s) == 14 {
				clock += ":" + s[12:]
			}
			st.Clock, _ = clockAt(clock, 0)
		}
		return st, true
	}
	if t, err := time.Parse("Mon Jan 2 15:04:05 MST 2006", s); err == nil && t.Year() >= firstYear {
		st := portal.Stamp{Date: portal.DateOf(t)}
		st.Clock, _ = clockAt(t.Format("15:04:05"), 0)
		return st, true
	}
	return portal.Stamp{}, false
}

// numeral values of the characters in which dates are signed.
func numeral(r rune) (int, bool) {
	switch r {
	case '〇', '零', 'O', 'o', '0':
		return 0, true
	case '一', '元', '壹':
		return 1, true
	case '二', '贰', '两':
		return 2, true
	case '三', '叁':
		return 3, true
	case '四', '肆':
		return 4, true
	case '五', '伍':
		return 5, true
	case '六', '陆':
		return 6, true
	case '七', '柒':
		return 7, true
	case '八', '捌':
		return 8, true
	case '九', '玖':
		return 9, true
	}
	return 0, false
}

// chineseDate reads a date in Chinese numerals whose 年 stands at byte i.
func chineseDate(s string, i int) (h dateHit, ok bool) {
	var year [4]int
	start := i
	for n := 3; n >= 0; n-- {
		start = len(strings.TrimRight(s[:start], " "))
		r, size := lastRune(s[:start])
		v, good := numeral(r)
		if !good {
			return h, false
		}
		year[n] = v
		start -= size
	}
	y := year[0]*1000 + year[1]*100 + year[2]*10 + year[3]
	month, k, good := chineseNumber(s, i+len("年"))
	if !good || !strings.HasPrefix(s[blanks(s, k):], "月") {
		return h, false
	}
	day, k, good := chineseNumber(s, blanks(s, k)+len("月"))
	if !good {
		return h, false
	}
	k = blanks(s, k)
	if !strings.HasPrefix(s[k:], "日") {
		return h, false
	}
	d := portal.NewDate(y, time.Month(month), day)
	if d == 0 || y < firstYear || y > lastYear {
		return h, false
	}
	return dateHit{stamp: portal.Stamp{Date: d}, start: start, end: k + len("日"), chinese: true}, true
}

// chineseNumber reads 1 to 99 in Chinese numerals or digits at byte i.
func chineseNumber(s string, i int) (n, end int, ok bool) {
	i = blanks(s, i)
	if j := digits(s, i); j > i && j-i <= 2 {
		return number(s[i:j]), j, true
	}
	tens, units, seen := 0, 0, false
	for i < len(s) {
		r, size := firstRune(s[i:])
		if r == ' ' {
			i += size
			continue
		}
		if r == '十' {
			tens, units, seen = max(units, 1), 0, true
		} else if v, good := numeral(r); good && r >= 0x80 {
			if seen && tens == 0 {
				units = units*10 + v
			} else {
				units = v
			}
			seen = true
		} else if r == '廿' {
			tens, seen = 2, true
		} else {
			break
		}
		i += size
	}
	return tens*10 + units, i, seen
}
