package demo

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
)

// A BigPortal is a portal for benchmarks, of any number of pages of about
// 30 KB with about 128 links. Each page is made from its number when it is
// asked for and forgotten afterwards, so a million pages need no more memory
// than ten. It is safe for concurrent use.
//
// Its pages are in order (tags, dates, sources), but for planted links: see
// Broken and Soft.
type BigPortal struct {
	articles int
	columns  int
	served   atomic.Int64
	head     piece
	tail     piece
	prose    []piece
	units    []string // by column
	names    []string // by column
	days     []bigDay // by days before AsOf
}

// A bigDay is a date as the pages write it.
type bigDay struct{ iso, folder string }

const (
	bigRows  = 20      // on one list page
	bigFirst = 1000000 // number of the first article
	// bigGone and bigSoft are how many articles there are to one that shows a
	// link to a page that is not there, or that says so with status 200.
	bigGone = 133
	bigSoft = 2000
	// bigDays is over how many days the articles of a column are spread.
	bigDays = 300
)

// Big returns a portal of n HTML pages: a home page, columns with their
// further list pages, and articles. The least is 50.
func Big(n int) *BigPortal {
	n = max(n, 50)
	b := &BigPortal{columns: min(max(n/150, 4), 320)}
	low, high := 0, n
	for low < high { // the most articles that fit
		b.articles = (low + high + 1) / 2
		if b.Pages() <= n {
			low = b.articles
		} else {
			high = b.articles - 1
		}
	}
	b.articles = low
	b.prepare()
	return b
}

// Pages returns how many HTML pages the portal has.
func (b *BigPortal) Pages() int {
	total := 1 + b.articles
	for c := range b.columns {
		total += b.sheets(c)
	}
	return total
}

// Broken returns how many links lead to pages that are not there (404).
func (b *BigPortal) Broken() int { return (b.articles + bigGone - 8) / bigGone }

// Soft returns how many links lead to pages that say with status 200 that
// they are not there.
func (b *BigPortal) Soft() int { return (b.articles + bigSoft - 12) / bigSoft }

// Served returns how many requests were answered so far.
func (b *BigPortal) Served() int64 { return b.served.Load() }

// in returns how many articles a column has.
func (b *BigPortal) in(c int) int { return (b.articles - c + b.columns - 1) / b.columns }

func (b *BigPortal) sheets(c int) int { return max(1, (b.in(c)+bigRows-1)/bigRows) }

// day on which an article appeared: the first of a column, yesterday.
func (b *BigPortal) day(k int) *bigDay {
	return &b.days[(k/b.columns)*bigDays/(b.articles/b.columns+1)]
}

func bigColumn(c, sheet int) string {
	if sheet == 0 {
		return fmt.Sprintf("/c%03d/", c)
	}
	return fmt.Sprintf("/c%03d/index_%d.html", c, sheet+1)
}

// appendArticle appends the address of an article.
func (b *BigPortal) appendArticle(dst []byte, k int) []byte {
	dst = append(dst, "/c"...)
	dst = padded(dst, k%b.columns, 3)
	dst = append(dst, b.day(k).folder...)
	dst = padded(dst, bigFirst+k, 7)
	return append(dst, ".html"...)
}

func padded(dst []byte, n, width int) []byte {
	for least := 10; width > 1; least, width = least*10, width-1 {
		if n < least {
			for range width - 1 {
				dst = append(dst, '0')
			}
			break
		}
	}
	return strconv.AppendInt(dst, int64(n), 10)
}

var bigAddress = regexp.MustCompile(`^/c(\d{3})/(?:index_(\d+)\.html|index\.html|(\d{6})/t(\d{8})_(\d+)\.html|(gone|soft)_(\d+)\.html)?$`)

// ServeHTTP answers an address of the portal.
func (b *BigPortal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.served.Add(1)
	if r.URL.Path == "/" || r.URL.Path == "/index.html" {
		b.send(w, r, "home", func(dst []byte) []byte { return b.appendHome(dst) }, 0)
		return
	}
	m := bigAddress.FindStringSubmatch(r.URL.Path)
	if m == nil {
		notFound(w)
		return
	}
	c := number10(m[1])
	switch {
	case c >= b.columns, m[6] == "gone":
		notFound(w)
	case m[6] == "soft":
		softNotFound(w, r)
	case m[5] != "":
		k := number10(m[5]) - bigFirst
		if k < 0 || k >= b.articles || string(b.appendArticle(nil, k)) != r.URL.Path {
			notFound(w)
			return
		}
		b.send(w, r, m[5], func(dst []byte) []byte { return b.appendBody(dst, k) }, 1+k%len(b.prose))
	default:
		sheet := 0
		if m[2] != "" {
			if sheet = number10(m[2]) - 1; sheet < 1 || sheet >= b.sheets(c) {
				notFound(w)
				return
			}
		}
		b.send(w, r, "list-"+m[1]+"-"+m[2], func(dst []byte) []byte { return b.appendList(dst, c, sheet) }, 0)
	}
}

// number10 reads digits that a pattern has matched; what is too long for any
// page is -1.
func number10(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// Config returns the text of a duwang.yaml for the portal, eight columns a
// unit.
func (b *BigPortal) Config(base, dir string) string {
	var s strings.Builder
	settings(&s, office, dir)
	site(&s, base, siteName, siteCode)
	s.WriteString("units:\n")
	for c := range b.columns {
		if c%8 == 0 {
			fmt.Fprintf(&s, "  - id: unit-%d\n    name: %s\n    kind: department\n    columns:\n", c/8, b.units[c])
		}
		fmt.Fprintf(&s, "      - {id: column-%d, name: %s, url: %s, type: news}\n", c, b.names[c], quoted(bigColumn(c, 0)))
	}
	return s.String()
}
