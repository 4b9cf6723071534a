// Package wordlist finds words in a text that ought not to stand there as they
// do: misspellings with what is right, set phrases and names that are told
// wrong, words of harmful content. A small list of misspellings is built in;
// an office adds its own files. What is found is a lead for a person, never a
// fault by itself.
//
// A file is CSV or YAML with, for each entry, what is wrong, what is right,
// its kind (typo, misstatement or harmful) and where the entry came from:
//
//	wrong,right,kind,from,unless
//	贯切落实,贯彻落实,typo,本单位错敏词库,
//
// A longer word that holds the wrong one and is right in itself stands under
// unless, several between vertical bars: 布署 is none in 发布署名文章.
//
// Words are matched by an Aho–Corasick automaton (Aho and Corasick 1975), one
// pass over the text whatever the length of the list; a List may be used by
// many goroutines.
package wordlist

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	aho "github.com/petar-dambovaliev/aho-corasick"
	"go.yaml.in/yaml/v3"

	"duwang/crawler/portal"
)

// An Entry is one word of a list.
type Entry struct {
	Wrong  string `yaml:"wrong"`
	Right  string `yaml:"right"`
	Kind   string `yaml:"kind"` // one of the portal.Word kinds
	From   string `yaml:"from"` // where the entry came from
	Unless string `yaml:"unless"`
}

// A List finds its entries in texts.
type List struct {
	entries []Entry
	machine aho.AhoCorasick
	digest  string
}

//go:embed builtin.csv
var builtin []byte

// Builtin returns the list that comes with the program.
var Builtin = sync.OnceValue(func() *List {
	entries, err := Parse("builtin.csv", builtin)
	if err != nil {
		panic(err)
	}
	return New(entries)
})

// Parse reads a file of entries, CSV or YAML by its name's extension. An
// error names the row and says in Chinese what is wrong with it.
func Parse(name string, data []byte) ([]Entry, error) {
	var list []Entry
	if ext := path.Ext(name); ext == ".yaml" || ext == ".yml" {
		d := yaml.NewDecoder(bytes.NewReader(data))
		d.KnownFields(true)
		if err := d.Decode(&list); err != nil {
			return nil, fmt.Errorf("词表 %s：应为一列条目，每条写明 wrong、right、kind、from：%w", path.Base(name), err)
		}
	} else {
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("词表 %s：不是规范的CSV：%w", path.Base(name), err)
		}
		if len(rows) == 0 || !slices.Equal(rows[0][:min(3, len(rows[0]))], []string{"wrong", "right", "kind"}) {
			return nil, fmt.Errorf("词表 %s：第一行应为表头 wrong,right,kind,from,unless", path.Base(name))
		}
		for _, r := range rows[1:] {
			r = append(r, "", "")
			list = append(list, Entry{r[0], r[1], r[2], r[3], r[4]})
		}
	}
	for i := range list {
		e := &list[i]
		e.Wrong = strings.TrimSpace(e.Wrong)
		switch {
		case utf8.RuneCountInString(e.Wrong) < 2:
			return nil, fmt.Errorf("词表 %s：第%d条的 wrong 应有两个字以上", path.Base(name), i+1)
		case e.Wrong == e.Right:
			return nil, fmt.Errorf("词表 %s：第%d条的 wrong 和 right 相同", path.Base(name), i+1)
		case e.Kind != portal.WordTypo && e.Kind != portal.WordMisstatement && e.Kind != portal.WordHarmful:
			return nil, fmt.Errorf("词表 %s：第%d条的 kind 应为 typo（错别字）、misstatement（严重表述错误）、harmful（有害内容）之一", path.Base(name), i+1)
		}
	}
	return list, nil
}

// New builds a list; entries with one wrong word are the first of them.
func New(entries []Entry) *List {
	l := &List{}
	seen := map[string]bool{}
	var words []string
	h := sha256.New()
	for _, e := range entries {
		if seen[e.Wrong] {
			continue
		}
		seen[e.Wrong] = true
		l.entries = append(l.entries, e)
		words = append(words, e.Wrong)
		fmt.Fprintf(h, "%q%q%q%q", e.Wrong, e.Right, e.Kind, e.Unless)
	}
	builder := aho.NewAhoCorasickBuilder(aho.Opts{MatchKind: aho.LeftMostLongestMatch})
	l.machine = builder.Build(words)
	l.digest = hex.EncodeToString(h.Sum(nil)[:8])
	return l
}

// With returns a list of the entries of both, l's first.
func (l *List) With(entries []Entry) *List {
	return New(append(slices.Clone(l.entries), entries...))
}

// Digest names the list by its content.
func (l *List) Digest() string { return l.digest }

// Bounds of what is kept of one text.
const (
	mostWords = 20
	around    = 24 // bytes on either side of a quotation
)

// Find returns the entries that stand in a text, in its order, each once with
// how often, and a quotation of the first place.
func (l *List) Find(text string) []portal.Word {
	var found []portal.Word
	at := map[int]int{}
	it := l.machine.Iter(text)
	for m := it.Next(); m != nil; m = it.Next() {
		e := &l.entries[m.Pattern()]
		if e.Unless != "" && excused(text, m.Start(), m.End(), e.Unless) {
			continue
		}
		if i, ok := at[m.Pattern()]; ok {
			found[i].Count++
			continue
		}
		if len(found) == mostWords {
			continue
		}
		at[m.Pattern()] = len(found)
		found = append(found, portal.Word{Kind: e.Kind, Wrong: e.Wrong, Right: e.Right, From: e.From, Count: 1, Quote: quote(text, m.Start(), m.End())})
	}
	return found
}

// excused tells whether one of the longer right words covers a match.
func excused(text string, from, to int, unless string) bool {
	for w := range strings.SplitSeq(unless, "|") {
		if w == "" {
			continue
		}
		start := max(from-len(w), 0)
		if i := strings.Index(text[start:min(to+len(w), len(text))], w); i >= 0 && start+i <= from && start+i+len(w) >= to {
			return true
		}
	}
	return false
}

// quote cuts the words around a match.
func quote(text string, from, to int) string {
	start, end := max(from-around, 0), min(to+around, len(text))
	for start < from && !utf8.RuneStart(text[start]) {
		start++
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	return strings.Join(strings.Fields(text[start:end]), " ")
}
