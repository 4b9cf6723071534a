package page

import "unicode"

const (
	// shortestHash is in characters: shorter texts are alike by chance.
	shortestHash = 120
	// longestHash bounds the characters that are hashed.
	longestHash = 20000
)

// spread turns a byte's bits into the lowest bits of eight bytes, so that
// eight counters are raised by one addition.
var spread = func() (table [256]uint64) {
	for v := range table {
		for bit := range 8 {
			if v>>bit&1 == 1 {
				table[v] |= 1 << (8 * bit)
			}
		}
	}
	return table
}()

// simhash is the 64-bit simhash of the text's three-character pieces, letters
// and figures alone (M. Charikar, Similarity estimation techniques from
// rounding algorithms, STOC 2002). It is 0 for a text that is too short.
func (b *body) simhash(d *document) uint64 {
	var sum [64]int32
	var lanes [8]uint64
	n, pending := 0, 0
	flush := func() {
		for i, lane := range lanes {
			for bit := range 8 {
				sum[8*i+bit] += int32(lane >> (8 * bit) & 0xff)
			}
		}
		lanes, pending = [8]uint64{}, 0
	}
	var before, last uint64
	for i := b.lines.from; i < b.lines.to && n < longestHash; i++ {
		l := &d.lines[i]
		if l.flags&(unread|inPager) != 0 {
			continue
		}
		for _, c := range l.text {
			if c < 0x80 && (c < '0' || c > '9' && c < 'A' || c > 'Z' && c < 'a' || c > 'z') || c >= 0x80 && c < 0x4e00 && !unicode.IsLetter(c) || c >= 0xff00 {
				continue
			}
			h := mix(before<<42 ^ last<<21 ^ uint64(c))
			before, last = last, uint64(c)
			if n++; n < 3 {
				continue
			}
			for k := range lanes {
				lanes[k] += spread[byte(h>>(8*k))]
			}
			if pending++; pending == 255 {
				flush()
			}
		}
	}
	if n < shortestHash {
		return 0
	}
	flush()
	h := uint64(0)
	for i, s := range sum {
		if int(s)*2 > n-2 {
			h |= 1 << i
		}
	}
	return h
}

// mix spreads a key over 64 bits (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
