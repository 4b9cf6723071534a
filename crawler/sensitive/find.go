package sensitive

import (
	"hash/maphash"
	"slices"
	"strings"
	"unicode/utf8"

	"duwang/crawler/portal"
)

const (
	placesKept = 5       // of one kind
	mostSeen   = 1 << 20 // different numbers that are told apart
	infant     = 3       // years: a younger birth needs its label
	contextLen = 240     // bytes before a number in which its label and holder stand
	nearLen    = 72      // bytes around an account in which 财政专户 and the like count
	wideColumn = 256     // cells of a row that are looked at
)

// A Finder takes a text line by line and tallies what it finds. The zero
// Finder is ready; it serves one text, or one file with all its parts.
type Finder struct {
	// AsOf is the last day of birth that is believed; zero believes any.
	AsOf portal.Date

	place  string
	hidden bool

	lines, runes int // of the present part, while its head lasts
	head         bool
	before       [3]string // the lines before, the last one last
	columns      []label   // of the table being read
	mentions     bool      // the text speaks of 身份证
	waiting      []card    // cards whose holder may yet be named
	roster       roster    // of the table being read, when it lists people

	tallies [len(kinds)]tally
	seed    maphash.Seed
}

// kinds are the kinds of leak in the order of the tallies, which is theirs.
var kinds = [...]string{portal.LeakAddress, portal.LeakBadMask, portal.LeakBankCard, portal.LeakHealth, portal.LeakIDNumber,
	portal.LeakInternalMark, portal.LeakMobile, portal.LeakPupil, portal.LeakSecretMark}

const (
	homeAddress = iota
	badlyMasked
	bankCard
	healthState
	idNumber
	internalOnly
	mobileNumber
	schoolChild
	secretMark
)

type tally struct {
	first  string // masked
	count  int
	seen   map[uint64]bool
	places []string
	hidden bool
}

// A card waits for the lines after it, which may say that it is an
// organisation's account.
type card struct {
	digits string
	place  string
	hidden bool
	lines  int
}

// Part begins a part of the text: a document, a sheet, the comments. place
// names it for people ("" needs no name), hidden says that nobody sees it at
// first sight. The head of a part, where secrecy marks stand, is its first
// lines.
func (f *Finder) Part(place string, hidden bool) {
	f.settle(true)
	f.place, f.hidden = place, hidden
	f.lines, f.runes, f.head = 0, 0, true
	f.before, f.columns, f.roster = [3]string{}, nil, roster{}
}

// Where renames the part without beginning another: the same sheet's hidden
// rows.
func (f *Finder) Where(place string, hidden bool) { f.place, f.hidden = place, hidden }

// Rest says that the head of the part is over.
func (f *Finder) Rest() { f.head = false }

// Line reads one line. Cells of a table's row stand between tabs, empty ones
// too, so that a head above them can say what they hold.
func (f *Finder) Line(s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	f.internal(s)
	f.mark(s)
	f.settle(false)
	if len(f.waiting) > 0 && holder(head(s, contextLen)) {
		f.waiting = f.waiting[:0]
	}
	if !f.mentions {
		f.mentions = strings.Contains(s, "身份") && (strings.Contains(s, "身份证") || strings.Contains(s, "身份号码"))
	}
	table := strings.IndexByte(s, '\t') >= 0
	if table {
		f.people(s)
	} else {
		f.person(s)
	}
	f.badMask(s)
	if enough(s) {
		f.numbers(s, table)
	} else if table {
		f.tableHead(s)
	}
	if !table && len(s) > 180 {
		f.columns, f.roster = nil, roster{}
	}
	f.before = [3]string{f.before[1], f.before[2], s}
}

// Text reads lines between line feeds.
func (f *Finder) Text(s string) {
	for line := range strings.SplitSeq(s, "\n") {
		f.Line(strings.TrimSuffix(line, "\r"))
	}
}

// Leaks returns what was found, by kind; nil when nothing was.
func (f *Finder) Leaks() []portal.Leak {
	f.settle(true)
	var list []portal.Leak
	for i := range f.tallies {
		t := &f.tallies[i]
		if t.count == 0 {
			continue
		}
		l := portal.Leak{Kind: kinds[i], Count: t.count, Hidden: t.hidden, Places: slices.Clone(t.places)}
		if i == secretMark || i == internalOnly {
			l.Mark = t.first
		} else {
			l.Masked = t.first
		}
		list = append(list, l)
	}
	return list
}

// mark looks for a secrecy mark while the part's head lasts.
func (f *Finder) mark(s string) {
	if !f.head {
		return
	}
	f.lines++
	if mayMark(s) {
		if m := markOf(s, f.lines <= topLines); m != "" {
			f.add(secretMark, m, m, f.place, f.hidden)
		}
	}
	f.runes += utf8.RuneCountInString(s)
	f.head = f.lines < headLines && f.runes < headRunes
}

// tableHead takes a row without numbers for the head of a table when one of
// its cells is a label.
func (f *Finder) tableHead(s string) {
	columns := make([]label, 0, 16)
	said := false
	for cell := range strings.SplitSeq(s, "\t") {
		if len(columns) == wideColumn {
			break
		}
		l := labelOf(cell)
		said = said || l != noLabel
		columns = append(columns, l)
	}
	if !said {
		return
	}
	for i, l := range columns {
		if i < len(f.columns) && l == noLabel {
			columns[i] = f.columns[i]
		}
	}
	f.columns = columns
}

// column is the label of the column in which a place of a row stands.
func (f *Finder) column(s string, at int) label {
	if n := strings.Count(s[:at], "\t"); n < len(f.columns) {
		return f.columns[n]
	}
	return noLabel
}

// numbers looks at every run of digits of a line, and at every group of them.
func (f *Finder) numbers(s string, table bool) {
	runs := runsOf(s)
	for i := 0; i < len(runs); i++ {
		r := &runs[i]
		taken := false
		switch n := len(r.digits); {
		case n == 18:
			taken = f.id(s, r, table)
		case n == 15:
			taken = f.oldID(s, r, table)
		}
		if n := len(r.digits); !taken && n >= 16 && n <= 19 {
			taken = f.card(s, r, table)
		}
		if taken || i+1 == len(runs) || !runs[i+1].joined {
			continue
		}
		for _, lengths := range idGroups {
			if g, ok := group(runs[i:], lengths); ok && f.id(s, &g, table) {
				i += len(lengths) - 1
				taken = true
				break
			}
		}
		if taken || r.joined {
			continue
		}
		for _, lengths := range cardGroups {
			last := i + len(lengths)
			if last < len(runs) && runs[last].joined {
				continue
			}
			if g, ok := group(runs[i:], lengths); ok && f.card(s, &g, table) {
				i = last - 1
				break
			}
		}
	}
}

// context is what stands before a place of a line, the lines before included.
func (f *Finder) context(s string, at int) string {
	here := tail(s[:at], contextLen)
	for i := len(f.before) - 1; i >= 0 && len(here) < contextLen; i-- {
		here = tail(f.before[i], contextLen) + "\n" + here
	}
	return tail(here, contextLen)
}

// said returns the label of a number, by the words before it and by the head
// of its column.
func (f *Finder) said(s string, r *run, table bool) (is label, beside bool) {
	is, beside = labelBefore(f.context(s, r.start))
	if table && !beside {
		l := f.column(s, r.start)
		if l == otherLabel && strings.Count(s, "\t") < len(f.columns)-1 && slices.Contains(f.columns, idLabel) {
			// Rows below a cell that spans several are short of a column: what
			// stands under 编号 may belong under 身份证号.
			return noLabel, false
		}
		if l != noLabel {
			return l, true
		}
	}
	return is, beside
}

// id takes a run for an identity number when it is one.
func (f *Finder) id(s string, r *run, table bool) bool {
	born, ok := idBirth(r.digits)
	if !ok || !begins(s[:r.start]) || !ends(s[r.end:]) || f.AsOf != 0 && born > f.AsOf || inAddress(s, r.start, r.end) {
		return false
	}
	is, beside := f.said(s, r, table)
	labelled := is == idLabel && beside
	if !labelled {
		switch {
		case is == otherLabel && beside:
			return false
		case creditCode(r.digits):
			return false
		case !region(r.digits) && !f.mentions:
			return false
		case f.AsOf != 0 && f.AsOf.DaysSince(born) < infant*366:
			// File numbers hold a region and a recent date, too.
			return false
		}
	}
	f.add(idNumber, r.digits, maskID(r.digits), f.place, f.hidden)
	return true
}

// oldID takes a run of fifteen digits for an identity number beside its word.
func (f *Finder) oldID(s string, r *run, table bool) bool {
	born, ok := oldBirth(r.digits)
	if !ok || !region(r.digits) || !begins(s[:r.start]) || !ends(s[r.end:]) || f.AsOf != 0 && born > f.AsOf {
		return false
	}
	if is, beside := f.said(s, r, table); is != idLabel || !beside {
		return false
	}
	f.add(idNumber, r.digits, maskID(r.digits), f.place, f.hidden)
	return true
}

// card takes a run for a bank card beside its word, unless the text says that
// it is an organisation's account.
func (f *Finder) card(s string, r *run, table bool) bool {
	if !Luhn(r.digits) || same(r.digits) || !begins(s[:r.start]) || !ends(s[r.end:]) || inAddress(s, r.start, r.end) {
		return false
	}
	if is, _ := f.said(s, r, table); is != cardLabel {
		return false
	}
	before, after := f.context(s, r.start), head(s[r.end:], contextLen)
	if holder(before) || holder(after) || public(tail(before, nearLen)) || public(head(after, nearLen)) {
		return false
	}
	f.waiting = append(f.waiting, card{r.digits, f.place, f.hidden, 0})
	return true
}

// settle books cards whose next two lines have passed, or all of them.
func (f *Finder) settle(all bool) {
	n := 0
	for _, c := range f.waiting {
		if c.lines++; all || c.lines > 2 {
			f.add(bankCard, c.digits, maskCard(c.digits), c.place, c.hidden)
			continue
		}
		f.waiting[n] = c
		n++
	}
	f.waiting = f.waiting[:n]
}

// add books one find; the value is only hashed.
func (f *Finder) add(kind int, value, shown, place string, hidden bool) {
	t := &f.tallies[kind]
	if t.seen == nil {
		if f.seed == (maphash.Seed{}) {
			f.seed = maphash.MakeSeed()
		}
		t.seen = map[uint64]bool{}
	}
	t.hidden = t.hidden || hidden
	if place != "" && len(t.places) < placesKept && !slices.Contains(t.places, place) {
		t.places = append(t.places, place)
	}
	h := maphash.String(f.seed, value)
	if t.seen[h] || len(t.seen) >= mostSeen {
		return
	}
	t.seen[h] = true
	t.count++
	if t.first == "" {
		t.first = shown
	}
}

// tail cuts a text to its last n bytes, at a character.
func tail(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = s[len(s)-n:]
	for len(s) > 0 && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	return s
}

// head cuts a text to its first n bytes, at a character.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Mask hides the numbers of a short text, a title or the words of a link, as
// a leak's own value is hidden; a text without any comes back as it is.
func Mask(s string) string {
	if !enough(s) {
		return s
	}
	f := Finder{mentions: true}
	var b strings.Builder
	at := 0
	hide := func(r *run, mask func(string) string) {
		b.WriteString(s[at:r.start])
		b.WriteString(mask(r.digits))
		at = r.end
	}
	runs := runsOf(s)
	for i := 0; i < len(runs); i++ {
		r := &runs[i]
		g, n, isID := *r, 1, false
		for _, lengths := range append([][]int{{18}}, idGroups...) {
			if j, ok := group(runs[i:], lengths); ok && f.id(s, &j, false) {
				g, n, isID = j, len(lengths), true
				break
			}
		}
		switch {
		case isID, len(r.digits) == 15 && f.oldID(s, r, false):
			hide(&g, maskID)
			i += n - 1
		case len(r.digits) >= 16 && len(r.digits) <= 19 && f.card(s, r, false):
			hide(r, maskCard)
		}
	}
	if at == 0 {
		return s
	}
	b.WriteString(s[at:])
	return b.String()
}
