package portal

import (
	"net/url"
	"path"
	"strings"
)

// Owners answers which unit and column a page belongs to (contract §2): the
// column whose list names it; failing that, the column with the longest URL
// prefix; failing that, the site itself.
type Owners struct {
	columns map[string]*Column
	order   map[string]int
	folders []folder
}

type folder struct {
	site, prefix string
	column       *Column
}

// NewOwners prepares the answers for a ledger.
func NewOwners(l *Ledger) *Owners {
	o := &Owners{columns: map[string]*Column{}, order: map[string]int{}}
	for i := range l.Columns {
		c := &l.Columns[i]
		o.columns[c.ID], o.order[c.ID] = c, i
		if p := folderOf(c.URL); p != "" {
			o.folders = append(o.folders, folder{c.Site, p, c})
		}
	}
	return o
}

// Page returns the unit and column of a page, given the columns whose lists
// name it, in any order. The unit is the site's id when no column answers.
func (o *Owners) Page(site, address string, named []string) (unit, column string) {
	var best *Column
	rank := func(c *Column) (int, int) {
		n := 0
		if p := folderOf(c.URL); p != "" && strings.HasPrefix(withoutScheme(address), p) {
			n = len(p)
		}
		return n, -o.order[c.ID]
	}
	for _, id := range named {
		c := o.columns[id]
		if c == nil || c.Site != site {
			continue
		}
		if best == nil {
			best = c
			continue
		}
		a, b := rank(c)
		x, y := rank(best)
		if a > x || a == x && b > y {
			best = c
		}
	}
	if best == nil {
		length := 0
		bare := withoutScheme(address)
		for _, f := range o.folders {
			if f.site == site && len(f.prefix) > length && strings.HasPrefix(bare, f.prefix) {
				best, length = f.column, len(f.prefix)
			}
		}
	}
	if best == nil {
		return site, ""
	}
	return best.Unit, best.ID
}

// folderOf returns host and folder of a column's address, "" when the folder
// is the whole host, which would swallow every page of the site.
func folderOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	p := u.EscapedPath()
	if !strings.HasSuffix(p, "/") {
		if path.Ext(p) == "" && u.RawQuery == "" {
			p += "/"
		} else {
			p = path.Dir(p)
		}
	}
	if !strings.HasSuffix(p, "/") {
		p += "/"
	}
	if p == "/" {
		return ""
	}
	return u.Host + p
}

func withoutScheme(address string) string {
	if i := strings.Index(address, "://"); i >= 0 {
		return address[i+3:]
	}
	return address
}
