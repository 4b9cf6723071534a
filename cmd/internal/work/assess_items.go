package work

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"duwang/checks/rules"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/assess"
	"duwang/reports/xlsx"
)

// ErrNoEntries says that a file is no entry book (考核录入表).
var ErrNoEntries = errors.New("不是考核录入表")

// ReadItems reads an entry book that came back filled in. What is wrong with
// single rows stands in the result; a file that is no entry book at all is
// ErrNoEntries.
func ReadItems(path string, set *rules.Set, units []portal.Unit) (*xlsx.Entries, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w：打不开 %s：%w", ErrNoEntries, path, err)
	}
	ids, _ := assess.Indicators(set)
	names := map[string]string{}
	for _, u := range units {
		names[u.ID] = u.Name
	}
	e, err := xlsx.ReadEntries(bytes.NewReader(raw), assess.Form(set, units), ids, names)
	if err != nil {
		return nil, fmt.Errorf("%w：%s：%w", ErrNoEntries, path, err)
	}
	return e, nil
}

// WriteEntryBook writes the entry book for the assessors into a folder and
// returns its name; "" when the ruleset has no manual items. A book that
// stands there may have been filled in and is left as it is: the new one gets
// another name.
func WriteEntryBook(dir string, year int, set *rules.Set, units []portal.Unit) (name string, kept bool, err error) {
	rows := assess.Form(set, units)
	if len(rows) == 0 {
		return "", false, nil
	}
	ids, titles := assess.Indicators(set)
	var b bytes.Buffer
	if err := xlsx.WriteEntries(&b, year, set.Title, rows, ids, titles); err != nil {
		return "", false, err
	}
	name = EntryBookName
	old, err := os.ReadFile(filepath.Join(dir, name))
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return "", false, err
	case !bytes.Equal(old, b.Bytes()):
		name, kept = strings.TrimSuffix(EntryBookName, ".xlsx")+"（空白）.xlsx", true
	}
	w := &writer{dir: dir}
	w.file(name, bytesTo(b.Bytes()))
	return name, kept, w.err
}

// Carry chooses the entries and claims that also mean something under another
// ruleset: of items that it has, with points that it allows. dropped counts
// the others.
func Carry(set *rules.Set, units []portal.Unit, entries []assess.Entry, claims []assess.Claim) (e []assess.Entry, c []assess.Claim, dropped int) {
	most := map[string]rules.Centi{}
	for _, r := range assess.Form(set, units) {
		most[r.Unit+" "+r.Item] = r.Points
		if r.Kind == assess.VetoItem {
			most[r.Unit+" "+r.Item] = 100
		}
	}
	for _, x := range entries {
		limit, ok := most[x.Unit+" "+x.Item]
		for _, p := range []*rules.Centi{x.Review, x.Final} {
			ok = ok && (p == nil || *p <= limit)
		}
		if !ok {
			dropped++
			continue
		}
		e = append(e, x)
	}
	_, titles := assess.Indicators(set)
	for _, x := range claims {
		if titles[x.Item] == "" {
			dropped++
			continue
		}
		c = append(c, x)
	}
	return e, c, dropped
}

// AssessmentFolder is where a sheet's papers go below the folder of its year:
// the frozen ones into it, corrections and later trials beside them.
func AssessmentFolder(dir string, s assess.Sheet, frozen bool) string {
	switch {
	case s.Kind == assess.Correction:
		return filepath.Join(dir, fmt.Sprintf("更正%d", s.Number))
	case s.Kind == assess.Trial && frozen:
		return filepath.Join(dir, "试算")
	}
	return dir
}

// Thresholds names the rules that two sets judge by different thresholds, and
// those that only one of them has: problems were found under the first.
func Thresholds(a, b *rules.Set) (different, missing []string) {
	for i := range a.Rules {
		r := &a.Rules[i]
		o, ok := b.Rule(r.ID)
		switch {
		case !ok:
			missing = append(missing, r.Title)
		case rules.Threshold(r) != rules.Threshold(o):
			different = append(different, r.Title)
		}
	}
	return different, missing
}

// FillTemplate fills in the office's own score sheet for every unit. notes
// name the rows that could not be filled in, each once with for how many
// units; a file that is no score sheet is ErrNoTemplate.
func FillTemplate(path string, r *assess.Result) (files []store.File, notes []string, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("%w：打不开 %s：%w", ErrNoTemplate, path, err)
	}
	t, err := xlsx.ReadTemplate(raw)
	if err != nil {
		return nil, nil, fmt.Errorf("%w：%s：%w", ErrNoTemplate, path, err)
	}
	count := map[string]int{}
	units := 0
	for _, u := range r.Ranking() {
		if u.Site() {
			continue
		}
		units++
		var b bytes.Buffer
		rows, err := t.Fill(&b, r, u)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, store.File{Name: "评分表-" + u.ID + ".xlsx", Content: b.Bytes()})
		for _, n := range rows {
			if count[n.String()] == 0 {
				notes = append(notes, n.String())
			}
			count[n.String()]++
		}
	}
	for i, n := range notes {
		if count[n] < units {
			notes[i] = fmt.Sprintf("%s（%d个单位）", n, count[n])
		}
	}
	return files, notes, nil
}

// CheckTemplate refuses a file that is no score sheet, before anything is kept.
func CheckTemplate(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%w：打不开 %s：%w", ErrNoTemplate, path, err)
	}
	if _, err := xlsx.ReadTemplate(raw); err != nil {
		return fmt.Errorf("%w：%s：%w", ErrNoTemplate, path, err)
	}
	return nil
}

// ErrNoTemplate says that a file is no score sheet (评分表).
var ErrNoTemplate = errors.New("不是可以套用的评分表")
