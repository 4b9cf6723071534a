package sensitive

import (
	"strings"
	"time"

	"duwang/crawler/portal"
)

// idWeights and idChecks are those of GB 11643—1999, appendix A: the weighted
// sum of the first seventeen digits modulo 11 picks the last character.
var idWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

const idChecks = "10X98765432"

// provinces are the first two digits of codes of GB/T 2260.
var provinces = func() (p [100]bool) {
	for _, c := range []int{11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
		50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83} {
		p[c] = true
	}
	return p
}()

// oldest is the first year of birth that is believed; the standard's own
// example was born in 1880.
const oldest = 1800

// ValidID tells whether s, eighteen characters of digits with an upper-case X
// at most at the end, is formed like a resident identity number: its check
// character is right and its digits 7 to 14 are a date.
func ValidID(s string) bool {
	_, ok := idBirth(s)
	return ok
}

func idBirth(s string) (portal.Date, bool) {
	if len(s) != 18 {
		return 0, false
	}
	sum := 0
	for i, w := range idWeights {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		sum += w * int(s[i]-'0')
	}
	if s[17] != idChecks[sum%11] {
		return 0, false
	}
	return birth(number(s[6:10]), number(s[10:12]), number(s[12:14]))
}

func birth(y, m, d int) (portal.Date, bool) {
	if y < oldest {
		return 0, false
	}
	b := portal.NewDate(y, time.Month(m), d)
	return b, b != 0
}

// number reads a few ASCII digits.
func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// region tells whether six digits can be the code of a county: a province
// that exists, a prefecture and a county that are numbered.
func region(s string) bool {
	prefecture := number(s[2:4])
	return provinces[number(s[:2])] && (prefecture >= 1 && prefecture <= 70 || prefecture == 90) && s[4:6] != "00"
}

// oldBirth reads the date of a fifteen-digit number, of people born in the
// twentieth century.
func oldBirth(s string) (portal.Date, bool) {
	return birth(1900+number(s[6:8]), number(s[8:10]), number(s[10:12]))
}

// Luhn tells whether digits end in the check digit of ISO/IEC 7812-1.
func Luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits != "" && sum%10 == 0
}

// creditLetters and creditWeights are those of GB 32100—2015.
const creditLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// creditCode tells whether eighteen characters are formed like a unified
// social credit code of an authority, a social organisation or an enterprise:
// registrar, class, a region that exists, and the check character.
func creditCode(s string) bool {
	switch s[:2] {
	case "11", "12", "13", "19", "51", "52", "53", "59", "91", "92", "93":
	default:
		return false
	}
	if !region(s[2:8]) {
		return false
	}
	sum := 0
	for i, w := range creditWeights {
		n := strings.IndexByte(creditLetters, s[i])
		if n < 0 {
			return false
		}
		sum += n * w
	}
	return creditLetters[(31-sum%31)%31] == s[17]
}

// same tells digits that are all one, a placeholder.
func same(digits string) bool {
	return strings.Count(digits, digits[:1]) == len(digits)
}

// maskID hides county, date of birth and more: 1101**********002X, and of the
// fifteen-digit form 1101********001.
func maskID(s string) string {
	if len(s) == 15 {
		return s[:4] + strings.Repeat("*", 8) + s[12:]
	}
	return s[:4] + strings.Repeat("*", len(s)-8) + s[len(s)-4:]
}

// maskCard leaves the first and last four digits.
func maskCard(s string) string {
	return s[:4] + strings.Repeat("*", len(s)-8) + s[len(s)-4:]
}
