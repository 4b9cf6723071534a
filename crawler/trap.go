package crawler

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"duwang/crawler/portal"
)

const (
	maxDepth    = 40   // link steps from the home page
	maxAddress  = 2048 // bytes of an address
	maxRepeats  = 4    // times one path segment may stand in an address
	maxSegments = 25   // segments of a path
	// barrenQueries and barrenPaths are how many pages of one shape, one after
	// the other, may bring nothing new before the shape counts as endless:
	// addresses that differ in their parameters, or in the numbers of their path.
	barrenQueries = 200
	barrenPaths   = 500
	mostShapes    = 100000
	mostLists     = 1000000
)

// traps find the places where a site makes addresses without end: calendars
// that turn for ever, one list in every order of every field, links that grow
// by a folder at each step. What is cut off there is said in the summary.
type traps struct {
	seed   maphash.Seed
	closed atomic.Int32 // shapes that are
	mu     sync.Mutex
	barren map[uint64]int // shape → pages in a row that brought nothing; -1 = closed
	lists  map[uint64]bool
}

func newTraps() *traps {
	return &traps{seed: maphash.MakeSeed(), barren: map[uint64]int{}, lists: map[uint64]bool{}}
}

// shape names an address by what it has in common with its like: digits in
// its path and the values of its parameters left out.
func (p *traps) shape(u string) (hash uint64, query bool) {
	var h maphash.Hash
	h.SetSeed(p.seed)
	path, params, query := strings.Cut(u, "?")
	_, path, _ = strings.Cut(path, "://")
	number := false
	for i := 0; i < len(path); i++ {
		if c := path[i]; !digit(c) {
			h.WriteByte(c)
			number = false
		} else if !number {
			h.WriteByte('#')
			number = true
		}
	}
	if query {
		var names []string
		for part := range strings.SplitSeq(params, "&") {
			name, _, _ := strings.Cut(part, "=")
			names = append(names, name)
		}
		slices.Sort(names)
		for _, n := range slices.Compact(names) {
			h.WriteByte('&')
			h.WriteString(n)
		}
	}
	return h.Sum64(), query
}

// read books a page of the site: whether it brought an article, or a list
// that no page of its shape has shown before.
func (p *traps) read(t *Task, facts *portal.Facts) {
	if t.Role != portal.RolePage {
		return
	}
	shape, query := p.shape(t.URL)
	most := barrenPaths
	if query {
		most = barrenQueries
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	n, known := p.barren[shape]
	switch {
	case n < 0 || !known && len(p.barren) >= mostShapes:
	case facts.Kind == portal.KindArticle || len(facts.Attachments) > 0 || len(facts.Items) > 0 && p.fresh(shape, facts.Items):
		p.barren[shape] = 0
	case n+1 >= most:
		p.barren[shape] = -1
		p.closed.Add(1)
	default:
		p.barren[shape] = n + 1
	}
}

// again tells whether a further page of a list shows only rows that another
// page of that list showed, so that turning more pages leads nowhere.
func (p *traps) again(t *Task, rows []portal.Row) bool {
	if t.Sheet == 0 || len(rows) == 0 {
		return t.Sheet > 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.fresh(maphash.String(p.seed, "list "+t.Site+" "+t.Column), rows)
}

// fresh tells whether rows were not seen before under the same heading, in
// whatever order. The caller holds the lock.
func (p *traps) fresh(heading uint64, rows []portal.Row) bool {
	sum := heading
	for i := range rows {
		sum += maphash.String(p.seed, rows[i].URL)
	}
	if p.lists[sum] {
		return false
	}
	if len(p.lists) < mostLists {
		p.lists[sum] = true
	}
	return true
}

// endless says, in Chinese, why an address is not followed any further, ""
// when it is.
func (p *traps) endless(s *Shown) string {
	switch {
	case len(s.URL) > maxAddress:
		return "网址过长"
	case s.Depth > maxDepth:
		return "层级过深"
	case repeats(s.URL):
		return "目录无限重复"
	}
	if p.closed.Load() == 0 || s.Role != portal.RolePage || s.Kind != portal.LinkPage {
		return ""
	}
	shape, _ := p.shape(s.URL)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.barren[shape] < 0 {
		return "无穷无尽又没有新内容（如日历、排序）"
	}
	return ""
}

// repeats tells an address that a site builds endlessly by repeating parts of
// its path.
func repeats(address string) bool {
	_, path, ok := strings.Cut(address, "://")
	if !ok {
		return true
	}
	if i := strings.IndexByte(path, '?'); i >= 0 {
		path = path[:i]
	}
	n := strings.Count(path, "/")
	if n <= maxRepeats {
		return false // too short to repeat so often
	}
	if n > maxSegments {
		return true
	}
	_, rest, _ := strings.Cut(path, "/")
	for rest != "" {
		var part string
		part, rest, _ = strings.Cut(rest, "/")
		same := 1
		for after := rest; part != "" && after != ""; {
			var other string
			if other, after, _ = strings.Cut(after, "/"); other == part {
				same++
			}
		}
		if same >= maxRepeats {
			return true
		}
	}
	return false
}

// cut notes an address that was not followed because its like are endless.
func (c *crawl) cut(t *Task, address, why string) {
	c.debug(address, "未取："+why)
	name := t.Site
	if s := c.sites[t.Site]; s != nil {
		name = s.Name
	}
	c.notes.add("trap", t.Site+" "+why, fmt.Sprintf("站点“%s”部分链接%s，未继续跟踪，如 %s", name, why, address))
}
