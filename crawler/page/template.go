package page

import (
	"fmt"
	"hash/fnv"
	"math"
	"strings"
)

const (
	// templateMarks is of how many marks a signature is made.
	templateMarks = 16
	// leastFeatures is how many named elements a page must have for its
	// template to be told from another.
	leastFeatures = 5
)

// template returns the signature of the page's template, "" when the page has
// too few named elements to be known by. It is a MinHash (Broder, On the
// resemblance and containment of documents, 1997) of the names of its
// elements: rows come and go without changing it much, another template
// shares hardly a mark. portal.SameTemplate compares two.
func (d *document) template() string {
	least := [templateMarks]uint64{}
	for i := range least {
		least[i] = math.MaxUint64
	}
	seen := map[string]bool{}
	for i := range d.elems {
		el := &d.elems[i]
		if el.flags&(isTemplate|inBody) != 0 {
			continue
		}
		for j := range el.n.Attr {
			if a := &el.n.Attr[j]; a.Key != "class" && a.Key != "id" {
				continue
			}
			for name := range strings.FieldsSeq(el.n.Attr[j].Val) {
				name = strings.TrimRight(name, "0123456789-_")
				f := el.n.Data + " " + name
				if len(name) < 2 || len(name) > 40 || seen[f] {
					continue
				}
				seen[f] = true
				h := fnv.New64a()
				_, _ = h.Write([]byte(f)) // never fails
				x := h.Sum64()
				for k := range least {
					least[k] = min(least[k], mix(x+uint64(k+1)*0x9E3779B97F4A7C15))
				}
			}
		}
	}
	if len(seen) < leastFeatures {
		return ""
	}
	var b strings.Builder
	b.WriteString("t1-")
	for _, v := range least {
		fmt.Fprintf(&b, "%02x", byte(v>>32))
	}
	return b.String()
}
