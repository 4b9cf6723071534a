package page

import (
	"regexp"
	"strings"
)

// numbered matches a 发文字号 that stands alone: 机关代字〔年份〕序号号 (GB/T 9704
// §7.2.5), or an order's 令第n号, in the brackets and blanks of real pages,
// blanks already removed.
var numbered = regexp.MustCompile(`^(?:[\p{Han}A-Za-z·、]{1,24}(?:[〔\[【（(﹝［〈<「]|&#12308;)(?:19|20)\d{2}年?[〕\]】）)﹞］〉>」](?:第)?[0-9]{1,6}(?:[-—]\d{1,4})?号?` +
	`|[\p{Han}]{0,24}(?:令|公告|通告|决定)[（(]?(?:(?:19|20)\d{2}年)?第?[0-9〇零一二三四五六七八九十百]{1,6}号[）)]?` +
	`|(?:19|20)\d{2}年第[0-9]{1,5}号)$`)

// orderNumber is the number of an order on a line of its own.
var orderNumber = regexp.MustCompile(`^[（(]?(?:(?:19|20)\d{2}年)?第[0-9０-９〇零一二三四五六七八九十百]{1,6}号[）)]?$`)

// yearInBrackets finds the year of a number, whatever brackets it is in.
var yearInBrackets = regexp.MustCompile(`[〔\[【（(﹝［〈<「]((?:19|20)\d{2})年?[〕\]】）)﹞］〉>」]`)

// isDocNumber tells whether a text is a document number and nothing else.
func isDocNumber(s string) bool {
	if len(s) < 8 || len(s) > 120 || !strings.ContainsRune(s, '号') {
		return false
	}
	s = digitsOnly(squeeze(s))
	return numbered.MatchString(s) || numbered.MatchString(strings.Trim(s, "（）()【】"))
}

// digitsOnly writes full-width digits as ASCII.
func digitsOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

// normaliseNumber writes a document number in one form: no blanks, the year in
// 〔〕. It returns "" for a value that is no number.
func normaliseNumber(s string) string {
	s = digitsOnly(squeeze(s))
	if len(s) > 2 && (strings.HasPrefix(s, "（") && strings.HasSuffix(s, "）") || strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")")) {
		inner := strings.TrimRight(strings.TrimLeft(s, "（("), "）)")
		if !strings.ContainsAny(inner, "（()）") {
			s = inner
		}
	}
	if empty(s) || !strings.ContainsAny(s, "0123456789〇一二三四五六七八九十") || len(s) > 150 {
		return ""
	}
	return yearInBrackets.ReplaceAllString(s, "〔$1〕")
}

// cellNumber accepts the value of a 文号 cell: a number, alone or the first of
// what stands there.
func cellNumber(s string) string {
	n := normaliseNumber(s)
	switch {
	case n == "":
		return ""
	case numbered.MatchString(n), strings.ContainsRune(n, '号') && runes(n) <= 40, strings.ContainsRune(n, '〔'):
		return n
	}
	return ""
}
