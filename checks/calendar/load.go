package calendar

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"duwang/crawler/portal"
)

//go:embed data/*.json
var data embed.FS

// version is the commit date of data/2019.json … 2027.json, see data/SOURCE.md.
const version = "2026-08-07"

// Built-in years: earlyFile holds the first ones, a file a year the others.
const (
	earlyFile = "data/2007-2018.json"
	firstYear = 2019
	lastYear  = 2027
)

// Years outside these bounds are mistakes of typing, not calendars; they also
// bound the size of the table.
const (
	minYear = 1990
	maxYear = 2200
)

// A special is a day that a notice names.
type special struct {
	name string // 春节
	off  bool
}

// A draft is a calendar before its table is laid out.
type draft struct {
	days  map[portal.Date]special
	years map[int]bool // years whose notice is known
}

var builtIn = sync.OnceValues(func() (*Calendar, error) {
	d := draft{days: map[portal.Date]special{}, years: map[int]bool{}}
	raw, err := data.ReadFile(earlyFile)
	if err != nil {
		return nil, err
	}
	if err := d.early(raw); err != nil {
		return nil, fmt.Errorf("%s: %w", earlyFile, err)
	}
	for y := firstYear; y <= lastYear; y++ {
		name := fmt.Sprintf("data/%d.json", y)
		raw, err := data.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := d.year(raw); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return d.calendar(version), nil
})

// Default returns the built-in State Council calendar. The error is only
// possible in a broken program.
func Default() (*Calendar, error) { return builtIn() }

// MustDefault is Default for programs and tests; it panics on an error.
func MustDefault() *Calendar {
	c, err := builtIn()
	if err != nil {
		panic(err)
	}
	return c
}

// Load returns base with further holiday files laid over it, in their order;
// base stays as it is, nil stands for the built-in calendar. Each file is the
// JSON of one year's notice:
//
//	{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}, …]}
//
// A day named again takes the later file's word, so a local arrangement for a
// known year (a province that stayed closed longer) fits the same shape. A
// file without days leaves its year as it was. An error names the file by its
// place (第1个) and what is wrong, in Chinese, for whoever wrote the file.
func Load(base *Calendar, files ...[]byte) (*Calendar, error) {
	if base == nil {
		var err error
		if base, err = builtIn(); err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return base, nil
	}
	d := base.draft()
	hash := sha256.New()
	fmt.Fprintf(hash, "%s\n", base.version)
	for i, raw := range files {
		if err := d.year(raw); err != nil {
			return nil, fmt.Errorf("第%d个节假日文件：%w", i+1, err)
		}
		fmt.Fprintf(hash, "%d:", len(raw))
		hash.Write(raw)
	}
	root := base.version
	if len(root) > len(version) {
		root = root[:len(version)]
	}
	return d.calendar(root + "+" + hex.EncodeToString(hash.Sum(nil)[:4])), nil
}

// year takes in one year's file.
func (d *draft) year(raw []byte) error {
	var file struct {
		Year int `json:"year"`
		Days []struct {
			Name string      `json:"name"`
			Date portal.Date `json:"date"`
			Off  *bool       `json:"isOffDay"`
		} `json:"days"`
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if err := json.Unmarshal(raw, &file); err != nil {
		return fmt.Errorf("不是节假日数据（JSON）：%w", err)
	}
	if file.Year < minYear || file.Year > maxYear {
		return fmt.Errorf("year 为 %d，应是放假通知的年份（%d—%d）", file.Year, minYear, maxYear)
	}
	seen := map[portal.Date]bool{}
	for i, day := range file.Days {
		at := fmt.Sprintf("%d年第%d条", file.Year, i+1)
		switch {
		case day.Date == 0:
			return fmt.Errorf("%s没有 date", at)
		case day.Off == nil:
			return fmt.Errorf("%s（%s）没有 isOffDay，true 为放假，false 为调休上班", at, day.Date)
		case day.Name == "":
			return fmt.Errorf("%s（%s）没有 name", at, day.Date)
		case seen[day.Date]:
			return fmt.Errorf("%s（%s）重复", at, day.Date)
		}
		// A notice speaks of its own year and of the days around the two New
		// Years; anything else is a slip of the year.
		if y := day.Date.Year(); y < file.Year-1 || y > file.Year+1 {
			return fmt.Errorf("%s（%s）不在%d年前后", at, day.Date, file.Year)
		}
		seen[day.Date] = true
		d.days[day.Date] = special{day.Name, *day.Off}
	}
	if len(file.Days) > 0 {
		d.years[file.Year] = true
	}
	return nil
}

// early takes in the compact file of the first years: a row of off is
// [name, first day, last day] or [name, day]; a row of work is [name, day].
func (d *draft) early(raw []byte) error {
	var file struct {
		Years []struct {
			Year int        `json:"year"`
			Off  [][]string `json:"off"`
			Work [][]string `json:"work"`
		} `json:"years"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return err
	}
	for _, y := range file.Years {
		d.years[y.Year] = true
		for _, rows := range []struct {
			off  bool
			list [][]string
		}{{true, y.Off}, {false, y.Work}} {
			for _, row := range rows.list {
				if len(row) < 2 || len(row) > 3 {
					return fmt.Errorf("%d: row %q", y.Year, row)
				}
				from, err := portal.ParseDate(row[1])
				if err != nil {
					return err
				}
				to, err := portal.ParseDate(row[len(row)-1])
				if err != nil {
					return err
				}
				for day := from; day <= to; day++ {
					d.days[day] = special{row[0], rows.off}
				}
			}
		}
	}
	return nil
}

// calendar lays the table out.
func (d *draft) calendar(version string) *Calendar {
	c := &Calendar{version: version, reasons: []string{""}}
	years := slices.Sorted(maps.Keys(d.years))
	if len(years) == 0 {
		return c
	}
	first, last := years[0], years[len(years)-1]
	for day := range d.days {
		first, last = min(first, day.Year()), max(last, day.Year())
	}
	c.first = portal.NewDate(first, time.January, 1)
	n := portal.NewDate(last+1, time.January, 1).DaysSince(c.first)
	c.cells = make([]cell, n)
	c.before, c.unknown = make([]int32, n+1), make([]int32, n+1)
	number := map[string]cell{}
	reason := func(s special) cell {
		text := s.name + "放假"
		if !s.off {
			text = s.name + "调休上班"
		}
		if number[text] == 0 {
			number[text] = cell(len(c.reasons))
			c.reasons = append(c.reasons, text)
		}
		return number[text]
	}
	for i := range c.cells {
		day := c.first.AddDays(i)
		working := plain(day)
		if s, ok := d.days[day]; ok {
			working = !s.off
			c.cells[i] = reason(s)
		}
		c.before[i+1], c.unknown[i+1] = c.before[i], c.unknown[i]
		if working {
			c.cells[i] |= cellWorking
			c.before[i+1]++
		}
		if d.years[day.Year()] {
			c.cells[i] |= cellKnown
		} else {
			c.unknown[i+1]++
		}
	}
	return c
}

// draft takes the table apart again, so that further files can be laid over it.
func (c *Calendar) draft() draft {
	d := draft{days: map[portal.Date]special{}, years: map[int]bool{}}
	for i, v := range c.cells {
		day := c.first.AddDays(i)
		if v&cellKnown != 0 {
			d.years[day.Year()] = true
		}
		if v&cellReason == 0 {
			continue
		}
		text := c.reasons[v&cellReason]
		off := v&cellWorking == 0
		suffix := "放假"
		if !off {
			suffix = "调休上班"
		}
		d.days[day] = special{text[:len(text)-len(suffix)], off}
	}
	return d
}
