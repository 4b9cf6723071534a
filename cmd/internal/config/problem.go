package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Problem is one thing that is wrong with a file, in words for the person
// who wrote it.
type Problem struct {
	File string
	Line int    // from 1; 0 when the problem has no place
	Key  string // units[edu].columns[edu-news].type; "" for the file as a whole
	What string // what is wrong
	Want string // what was expected, "" when What says it
	Near string // the nearest right spelling, "" when nothing is near
}

// String returns 文件:行: 键: 说明；应为…；最接近的写法是…
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	b.WriteString(": ")
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	b.WriteString(p.What)
	if p.Want != "" {
		b.WriteString("；应为")
		if p.Want[0] < utf8.RuneSelf {
			b.WriteByte(' ')
		}
		b.WriteString(p.Want)
	}
	if p.Near != "" {
		b.WriteString("；最接近的写法是 " + p.Near)
	}
	return b.String()
}

// An Error is everything that is wrong with one file, in the order of its
// lines.
type Error struct {
	Problems []Problem
	err      error // the cause, when the file could not be read at all
}

// Error returns one line a problem.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns why the file could not be read, nil when it was.
func (e *Error) Unwrap() error { return e.err }

// Problem makes an error about a key of the file that only the caller could
// judge, such as a ruleset nobody knows. Key is written as in Problem.Key;
// want and near may be empty.
func (c *Config) Problem(key, what, want, near string) error {
	return &Error{Problems: []Problem{{File: c.file, Line: c.lines[key], Key: key, What: what, Want: want, Near: near}}}
}

// nearest returns the candidate that most looks like s, "" when none is
// close enough to be meant.
func nearest(s string, candidates []string) string {
	// Half of a long word may be wrong, one letter of a short one.
	best, least := "", 2
	if n := len([]rune(s)); n > 5 {
		least = n/2 + 1
	}
	for _, c := range candidates {
		if plain(c) == plain(s) {
			return c
		}
		if d := distance(plain(s), plain(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

// plain folds the ways in which one key is spelt: maxAge, max-age, MAX_AGE.
func plain(s string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
}

// distance counts the letters to insert, drop, replace or swap with their
// neighbour to turn a into b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 {
		return 64
	}
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}

// sorted puts problems in the order of the file.
func sorted(list []Problem) []Problem {
	slices.SortStableFunc(list, func(a, b Problem) int { return a.Line - b.Line })
	return list
}
