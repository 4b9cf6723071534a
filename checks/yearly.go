package checks

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"duwang/crawler/portal"
)

// A yearly is one 政府信息公开工作年度报告 that was read, on a page or in a file
// that a page of an annual-report column offers.
type yearly struct {
	*portal.Report
	Subject
	year int    // that its title names, 0 when it names none
	text string // of the page; "" of a file
	page bool
}

// collect gathers the annual reports of the columns that the rule binds and
// hands them to judge, by unit, column and address, when all are there. Where
// a page tells the report itself, the file that it offers is the same report
// and is left out. A report on paper of before the form (国办公开办函〔2021〕30号)
// is none of our business: since is the first year that counts.
func collect(p *Pass, since int, judge func([]*yearly)) Examiner {
	var list []*yearly
	onPages := map[string]bool{} // column and year
	add := func(y *yearly) {
		y.year = titleYear(y.Report.Title)
		if y.year == 0 {
			y.year = titleYear(y.Subject.Title)
		}
		if y.year >= since {
			list = append(list, y)
		}
	}
	return Examiner{
		Page: func(page *portal.Page) {
			if page.Report == nil || page.Column == "" || !p.Binds(page.Column) {
				return
			}
			y := &yearly{Report: page.Report, Subject: pageSubject(page), text: page.Text, page: true}
			add(y)
			onPages[y.Column+"\n"+strconv.Itoa(y.year)] = true
		},
		Target: func(t *portal.Target) {
			if t.Content.Report == nil || t.Column == "" || !p.Binds(t.Column) {
				return
			}
			add(&yearly{Report: t.Content.Report, Subject: Subject{Site: t.Site, Unit: t.Unit, Column: t.Column, URL: t.URL, Title: cmp.Or(t.Content.Report.Title, t.Text)}})
		},
		Done: func() {
			list = slices.DeleteFunc(list, func(y *yearly) bool { return !y.page && onPages[y.Column+"\n"+strconv.Itoa(y.year)] })
			slices.SortFunc(list, func(a, b *yearly) int {
				return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Column, b.Column), cmp.Compare(a.URL, b.URL))
			})
			judge(list)
		},
	}
}

// due tells whether the report is the one that was to be published last: the
// year before that of the day of checking.
func (p *Pass) dueReport(y *yearly) bool { return y.year == p.AsOf.Year()-1 }

var yearWords = regexp.MustCompile(`(?:19|20)\d\d`)

// titleYear returns the one year that a title names, 0 when it names none or
// several.
func titleYear(title string) int {
	t := fold(title)
	m := yearWords.FindAllString(t, -1)
	if len(m) == 0 {
		m = yearWords.FindAllString(arabic(t), -1)
	}
	if len(m) == 0 || slices.ContainsFunc(m, func(s string) bool { return s != m[0] }) {
		return 0
	}
	n, err := strconv.Atoi(m[0])
	if err != nil {
		return 0
	}
	return n
}

// called names a report in a sentence.
func (y *yearly) called() string { return "“" + y.Subject.Title + "”" }

// says tells whether the report's text holds one of the words; a file's text
// is not kept, and nothing is known of it.
func (y *yearly) says(words ...string) (holds, known bool) {
	t := fold(y.text)
	for _, w := range words {
		if strings.Contains(t, w) {
			return true, true
		}
	}
	return false, y.page
}

// cells reads a row's cells as whole numbers; ok is false when the row is not
// there or one of the first n is no number.
func cells(rows []portal.ReportRow, row string, n int) (values []int, ok bool) {
	raw, have := portal.RowCells(rows, row)
	if !have || len(raw) != n {
		return nil, false
	}
	return whole(raw)
}

func whole(raw []string) ([]int, bool) {
	values := make([]int, len(raw))
	for i, c := range raw {
		n, err := strconv.Atoi(c)
		if err != nil {
			return nil, false
		}
		values[i] = n
	}
	return values, true
}
