package page

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"strings"
)

// The slow forms say what the quick ones must.
func slowFold(s string) string {
	return strings.Map(func(r rune) rune { return foldRune(r) }, s)
}

func slowKey(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xff01 && r <= 0xff5e {
			r -= 0xfee0
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func slowSqueeze(s string) string {
	return strings.Map(func(r rune) rune {
		if blank(r) || invisible(r) {
			return -1
		}
		return r
	}, s)
}

var quickSeeds = []string{
	"", "发布日期：２０２１－０３－２６ 10:02", "关于Ａ类（第12期）的通知", "26 2021-03", "3月26日", "[03-26]", "二〇二一年三月二十六日", "○○年", "21-03-26",
	"12小时前", "今天", "03\u00a0\u201326", "更多>>", "[详细]", "更多内容请看", "ⅣΟО", "\xff\xfe", "\xe4\xb8", "abc XYZ 09", "昨日", "示ICP备00号", "版权所有 2026", "Copyright", "版 权所有", "来\u200b源：", "成文日期：3-26",
}

// FuzzQuickWays holds the quick ways of looking at a text against the slow ones.
func FuzzQuickWays(f *testing.F) {
	for _, s := range quickSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if utf8.ValidString(s) {
			if got, want := fold(s), slowFold(s); got != want {
				t.Errorf("fold(%q) = %q, not %q", s, got, want)
			}
			if got, want := key(s), slowKey(s); got != want {
				t.Errorf("key(%q) = %q, not %q", s, got, want)
			}
			if got, want := squeeze(s), slowSqueeze(s); got != want {
				t.Errorf("squeeze(%q) = %q, not %q", s, got, want)
			}
			if got, want := footWords.in(s), containsAny(s, footWords.words...); got != want {
				t.Errorf("%q holds a word of the foot: %v, not %v", s, got, want)
			}
			if !mayHit(s) && len(findDates(fold(s))) > 0 {
				t.Errorf("%q holds a date that mayHit does not see", s)
			}
			if !mayDate(s) {
				folded := strings.TrimSpace(fold(s))
				if rest := strings.Trim(folded, "[]()【】{}<>「」〔〕|·•:;,-. "); monthDay.MatchString(rest) || shortYear.MatchString(rest) || agoForm.MatchString(rest) || compactDay.MatchString(rest) ||
					dayFirst.MatchString(rest) || dayLast.MatchString(rest) || yearLast.MatchString(rest) || yearFirst.MatchString(rest) {
					t.Errorf("%q is a row's date that mayDate does not see", s)
				}
			}
		}
	})
}
