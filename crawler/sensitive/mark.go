package sensitive

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Bounds of the head of a document, in which a marking stands.
const (
	headLines = 40  // for a mark with its star
	headRunes = 600 // of text before it
	topLines  = 4   // for the bare word: 份号, 密级 and 紧急程度 come before the office's name
)

// mayMark tells cheaply whether a line can hold a marking.
func mayMark(s string) bool {
	return len(s) < 400 && strings.Contains(s, "密")
}

// markLine is a line that holds nothing but a marking and what GB/T 9704—2012
// puts beside it: 份号, 紧急程度, 发文字号. The first group is the mark, the
// second its star and term.
var markLine = regexp.MustCompile(`^(?:份号[:：]?|No\.?|№)?\d{0,8}[【〔\[（(]?(密级(?:和保密期限)?[:：])?((?:绝密|机密|秘密)([★☆](?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:年|个?月|日|天)|长期|启用前|解密前|公布前|公开前)?)?)[】〕\]）)]?` +
	`(?:特急|加急|特提|平急|急件)?(?:\p{Han}{1,15}[〔\[（(]\d{4}[〕\]）)]\d{1,5}号)?$`)

// markHead is a marking with its star at the head of a line that goes on.
var markHead = regexp.MustCompile(`^(?:绝密|机密|秘密)[ 　]{0,4}[★☆][ 　]{0,4}(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})[ 　]?(?:年|个?月|日|天)|长期|启用前|解密前|公布前)?(?:[\s　]|$)`)

// markOf returns the marking that a line of a document's head is, "" when it
// is none. A bare word counts on the topmost lines only.
func markOf(line string, top bool) string {
	s := squeeze(strings.TrimSpace(line))
	if strings.ContainsRune(s, '\t') {
		return "" // a row of a table: a column may well be called 密级
	}
	if m := markLine.FindStringSubmatch(s); m != nil {
		if m[3] != "" || m[1] != "" || top && utf8.RuneCountInString(s) <= 20 {
			return m[2]
		}
		return ""
	}
	if top {
		return squeeze(markHead.FindString(strings.TrimLeft(line, " \t　")))
	}
	return ""
}
