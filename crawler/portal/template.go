package portal

import "strings"

// SameTemplate tells whether two template signatures, as Facts.Template and
// Column.Template hold them, may be of one template. Where either is missing
// or of another version, nothing speaks against it.
func SameTemplate(a, b string) bool {
	va, x, _ := strings.Cut(a, "-")
	vb, y, _ := strings.Cut(b, "-")
	if a == "" || b == "" || va != vb || len(x) != len(y) {
		return true
	}
	same, all := 0, 0
	for i := 0; i+1 < len(x); i += 2 {
		all++
		if x[i:i+2] == y[i:i+2] {
			same++
		}
	}
	return same*5 >= all*2
}
