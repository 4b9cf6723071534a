package page

import "strings"

// A wordSet finds any of its words in a text, looking at each letter once: in
// Chinese text the bytes that words begin with stand everywhere, so looking
// for one word after the other is slow.
type wordSet struct {
	words  []string
	lead   [256]bool       // first bytes
	starts [1 << 10]uint64 // first letters of three bytes
}

func newWords(words ...string) *wordSet {
	set := &wordSet{words: words}
	for _, w := range words {
		set.lead[w[0]] = true
		if r, n := firstRune(w); n == 3 {
			set.starts[r>>6] |= 1 << (r & 63)
		}
	}
	return set
}

// in tells whether a text holds one of the words.
func (set *wordSet) in(s string) bool {
	for i := 0; i < len(s); {
		c, n := s[i], 1
		if c >= 0xe0 && c < 0xf0 && i+3 <= len(s) {
			n = 3
		}
		if set.lead[c] && (n == 1 || set.begins(s[i:])) {
			for _, w := range set.words {
				if strings.HasPrefix(s[i:], w) {
					return true
				}
			}
		}
		i += n
	}
	return false
}

// begins tells whether the letter of three bytes at the head of s begins a word.
func (set *wordSet) begins(s string) bool {
	r := uint16(s[0]&0x0f)<<12 | uint16(s[1]&0x3f)<<6 | uint16(s[2]&0x3f)
	return set.starts[r>>6]>>(r&63)&1 != 0
}
