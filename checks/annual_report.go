package checks

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of fault with an annual report.
const (
	reportMissing = "missing"
	reportLate    = "late"
)

// reportArgs of annual-report.
type reportArgs struct {
	Due  map[string]string `yaml:"due"`  // unit kind → MM-DD of the year after the reported one
	Kind string            `yaml:"kind"` // missing or late
	Warn int               `yaml:"warn"` // warn when so many days or fewer are left
}

func (a *reportArgs) validate() error {
	for kind, day := range a.Due {
		if _, err := time.Parse("2006-01-02", "2024-"+day); err != nil {
			return fmt.Errorf("due 中 %s 的日期 %q 应写作 MM-DD", kind, day)
		}
	}
	return oneOf("kind", a.Kind, reportMissing, reportLate)
}

// due returns the last day on which a unit of a kind is in time in the given
// year, 0 when it owes no report. Days off do not move it: the Regulations
// name the date itself. 02-29 is the 28th where there is none.
func (a *reportArgs) due(kind string, year int) portal.Date {
	day, ok := a.Due[kind]
	if !ok {
		return 0
	}
	t, err := time.Parse("2006-01-02", "2024-"+day)
	if err != nil {
		return 0
	}
	d := portal.NewDate(year, t.Month(), t.Day())
	if d == 0 {
		d = portal.NewDate(year, t.Month(), t.Day()-1)
	}
	return d
}

type reportEvidence struct {
	Kind        string      `json:"kind"`
	Year        int         `json:"year"`
	Due         portal.Date `json:"due"`
	PublishedOn portal.Date `json:"published_on"`
}

// A reportFound is what a column's list holds of last year's report.
type reportFound struct {
	date    portal.Date // the earliest, 0 when none is known
	undated bool        // some matching row has no date that can be taken
	title   string
	url     string
}

var _ = register(&Check{
	ID:    "annual-report",
	Title: "政府信息公开工作年度报告",
	Doc:   "在政府信息公开年报栏目中，按标题查找上一年度的政府信息公开工作年度报告：到期仍没有的为未发布，期限之后才发布的为逾期。期限不因节假日顺延；未到期、列表未读全的不作判断。",
	Fix:   "请在政府信息公开年报栏目发布上一年度的政府信息公开工作年度报告，标题写明年份。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第四十九条、第五十条"},
	},
	Args: func() any { return &reportArgs{Warn: 30} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*reportArgs)
		year := p.AsOf.Year() - 1
		found := map[string]*reportFound{}
		sheets := map[string]map[string]bool{} // further list pages by column: read or only named
		ours := func(column string) bool {
			c := p.Column(column)
			return c != nil && c.Type == portal.TypeAnnualReport && p.Binds(column)
		}
		report := func(column string) *reportFound {
			if found[column] == nil {
				found[column] = &reportFound{}
			}
			return found[column]
		}
		return Examiner{
			Item: func(it *portal.Item) {
				if ours(it.Column) && isReport(it.Title, year, it.Date()) {
					report(it.Column).add(it)
				}
			},
			Page: func(page *portal.Page) {
				if !ours(page.Column) {
					return
				}
				// Lists cut long titles short; the page has the whole one.
				it := portal.Item{URL: page.URL, Title: page.Facts.Title, ListDate: page.ListDate,
					PublishedAt: page.PublishedAt, Apart: page.DatesApart()}
				if page.Kind == portal.KindArticle && isReport(it.Title, year, it.Date()) {
					report(page.Column).add(&it)
				}
				if page.Role != portal.RoleList {
					return
				}
				known := sheets[page.Column]
				if known == nil {
					known = map[string]bool{}
					sheets[page.Column] = known
				}
				known[page.URL] = true
				for _, m := range page.More {
					if !known[m] {
						known[m] = false
					}
				}
			},
			Column: func(c *Column) {
				if c.Type == portal.TypeAnnualReport && c.Unit != nil {
					r := reportPass{p, args, year, args.due(c.Unit.Kind, year+1)}
					r.judge(c, found[c.ID], r.cutShort(sheets[c.ID]))
				}
			},
		}
	},
})

func (f *reportFound) add(it *portal.Item) {
	// Of the list's date and the page's, the earlier one is taken: a report is
	// late only when everything the portal says is late.
	d := it.ListDate
	if page := it.PublishedAt.Date; page != 0 && !it.Apart && (d == 0 || page < d) {
		d = page
	}
	switch {
	case d == 0:
		f.undated = true
	case f.date == 0 || d < f.date:
		f.date, f.title, f.url = d, it.Title, it.URL
	}
}

type reportPass struct {
	*Pass
	args *reportArgs
	year int
	due  portal.Date
}

// cutShort tells whether a recent scan may have stopped before it came to
// where a report of this year would stand: it reads back to articles_since,
// which the office may have set later than 1 January.
func (r reportPass) cutShort(sheets map[string]bool) bool {
	if r.run.kind != portal.ScanRecent || r.Since <= portal.NewDate(r.year+1, time.January, 1) {
		return false
	}
	for _, read := range sheets {
		if !read {
			return true
		}
	}
	return false
}

func (r reportPass) judge(c *Column, f *reportFound, cut bool) {
	s := columnSubject(c).with(r.args.Kind)
	if r.due == 0 {
		return
	}
	if r.args.Kind == reportLate {
		switch {
		case f == nil || f.undated || f.date > r.AsOf:
		case f.date <= r.due:
			r.Good(s)
		default:
			r.Bad(Bad{
				Subject: s,
				Message: fmt.Sprintf("“%s”栏目的%d年政府信息公开工作年度报告于%s发布，晚于%s的期限。",
					c.Name, r.year, f.date.Chinese(), r.due.Chinese()),
				Explanation: []string{
					fmt.Sprintf("报告：“%s”（%s）。", f.title, f.url),
					fmt.Sprintf("应于%s前发布，实际晚%d天；该期限不因节假日顺延。", r.due.ChineseLong(), f.date.DaysSince(r.due)),
				},
				Evidence: reportEvidence{reportLate, r.year, r.due, f.date},
			})
		}
		return
	}
	switch {
	case f != nil:
		r.Good(s)
	case r.AsOf <= r.due:
		if c.Whole() && !cut && r.due.DaysSince(r.AsOf) <= r.args.Warn {
			r.Warn(s, r.due)
		}
	case !c.Whole():
		r.unreadColumn(c, s)
	case cut:
		r.Unverified(s, portal.GapLimit, "本次巡检没有读完年报栏目的列表，无法判断是否发布了年度报告")
	default:
		r.Bad(Bad{
			Subject: s,
			Message: fmt.Sprintf("“%s”栏目没有%d年政府信息公开工作年度报告，应于%s前发布。", c.Name, r.year, r.due.Chinese()),
			Explanation: []string{
				fmt.Sprintf("栏目列表共读到%d条信息，标题中没有%d年度的政府信息公开工作年度报告。", c.Items, r.year),
				fmt.Sprintf("应于%s前发布，截至检查日%s已过%d天；该期限不因节假日顺延。", r.due.ChineseLong(), r.AsOf.ChineseLong(), r.AsOf.DaysSince(r.due)),
			},
			Evidence: reportEvidence{reportMissing, r.year, r.due, 0},
		})
	}
}

// otherReports are words of reports and papers that stand in the same column
// and are not the report of the Regulations.
var otherReports = []string{"编制", "报送", "填报", "做好", "报表", "法治政府", "网站工作", "网站监管", "预算", "决算", "财务", "统计公报", "培训", "征求意见"}

// isReport tells whether a title of an annual-report column is that year's
// report: 2025年政府信息公开工作年度报告, 二〇二五年度信息公开年报,
// 信息公开年度报告（2025）. A title without any year belongs to the year before
// the one in which it was published.
func isReport(title string, year int, published portal.Date) bool {
	t := fold(title)
	for _, w := range otherReports {
		if strings.Contains(t, w) {
			return false
		}
	}
	named := strings.Contains(t, "信息公开") || strings.Contains(t, "政务公开")
	yearly := strings.Contains(t, "年报") || strings.Contains(t, "年度报告")
	cut := strings.HasSuffix(t, "…") || strings.HasSuffix(t, "...")
	if !yearly && !(named && (cut || strings.Contains(t, "报告"))) {
		return false
	}
	if strings.Contains(t, strconv.Itoa(year)) {
		return true
	}
	t = arabic(t)
	if strings.Contains(t, strconv.Itoa(year)) {
		return true
	}
	return !hasYear(t) && published.Year() == year+1
}

// arabic writes the digits of Chinese years as figures: 二〇二五 → 2025.
func arabic(t string) string {
	return strings.NewReplacer("〇", "0", "○", "0", "零", "0", "一", "1", "二", "2", "三", "3", "四", "4",
		"五", "5", "六", "6", "七", "7", "八", "8", "九", "9").Replace(t)
}

// hasYear tells whether a text names any year from 1900 to 2099.
func hasYear(t string) bool {
	for i := 0; i+4 <= len(t); i++ {
		if n, err := strconv.Atoi(t[i : i+4]); err == nil && n >= 1900 && n <= 2099 {
			return true
		}
	}
	return false
}
