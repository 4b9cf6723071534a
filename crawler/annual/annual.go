// Package annual reads a 政府信息公开工作年度报告 off its lines of text: its
// headings, period and tables, as the form of 国办公开办函〔2021〕30号 lays them
// out. It serves pages and attachments alike, which both hand it a table's row
// as one line with tabs between the cells.
package annual

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"duwang/crawler/portal"
)

// Named tells whether a title is an annual report's: 某局2025年政府信息公开工作年度报告.
func Named(title string) bool {
	t := squeeze(title)
	return (strings.Contains(t, "信息公开") || strings.Contains(t, "政务公开")) &&
		(strings.Contains(t, "年度报告") || strings.Contains(t, "年报")) && !strings.Contains(t, "通知")
}

// Speaks tells whether a text is an annual report by what it says, whatever
// its title.
func Speaks(text string) bool {
	return strings.Contains(text, "总体情况") && strings.Contains(text, "信息公开") &&
		(strings.Contains(text, "本年新收") || strings.Contains(text, "主动公开政府信息情况") || strings.Contains(text, "存在的主要问题"))
}

var (
	heading = regexp.MustCompile(`^([一二三四五六七八九十]{1,2})[、．.,，](.+)$`)
	period  = regexp.MustCompile(`(\d{4})年(\d{1,2})月(\d{1,2})日起?(?:至|到|—+|-+|~|止)+(?:(\d{4})年|同年|当年)?(\d{1,2})月(\d{1,2})日`)
	// received is what the prose gives as applications received this year.
	received = regexp.MustCompile(`(?:共|新)?(?:收到|新收|受理)(?:公民|群众|社会|各类|书面|网上|网络|来自)*(?:政府)?信息(?:依申请)?公开(?:的)?申请(?:共计|共|总数|数量|为)?(\d{1,7})(?:件|条|份|宗)`)
	figure   = regexp.MustCompile(`^-?\d[\d,]*(?:\.\d+)?(?:件|条|万元|元|%)?$`)
	mark     = regexp.MustCompile(`^[\d一二三四五六七八九十]{1,2}[、.．)）]|^[(（][\d一二三四五六七八九十]{1,2}[)）]`)
)

// stroke are what editors put into a cell that has nothing to say.
var stroke = map[string]bool{"/": true, "-": true, "--": true, "—": true, "——": true, "\\": true, "无": true}

// headingLimit in runes: a line that begins like a heading and is longer goes
// on with prose behind it.
const headingLimit = 40

// where the reading stands
const (
	inActive = iota
	inRequests
	inReviews
	after
)

// Read reads the lines of a report. Lines of a table hold its cells between
// tabs, empty ones too.
func Read(lines []string) *portal.Report {
	r := &portal.Report{}
	at, tabbed := inActive, false
	for _, raw := range lines {
		line := strings.TrimRight(width.Fold.String(raw), " \r\n")
		if inTable(line) {
			tabbed = true
			at = row(r, cellsOf(line), at)
			continue
		}
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if cells, ok := loose(line); ok && !tabbed {
			if next := row(r, cells, at); len(r.Requests) > 0 {
				at = next
				r.Loose = true
				continue
			}
		}
		prose(r, line)
	}
	return r
}

// inTable tells a table's row from a paragraph, also one that an editor laid
// out in a table of one cell.
func inTable(line string) bool {
	bare := strings.Trim(line, "\t")
	if strings.Contains(bare, "\t") {
		return true
	}
	return len(bare) < len(line) && !heading.MatchString(bare) && utf8.RuneCountInString(bare) < headingLimit &&
		rowOf(activeWords, squeeze(bare))+rowOf(requestWords, squeeze(bare)) != ""
}

// prose reads a line outside the tables.
func prose(r *portal.Report, line string) {
	s := squeeze(line)
	if r.Title == "" && Named(s) && utf8.RuneCountInString(s) <= 60 && !strings.ContainsAny(s, "。;") {
		r.Title = s
	}
	if m := heading.FindStringSubmatch(s); m != nil {
		name := m[2]
		if i := strings.IndexAny(name, "。:;("); i > 0 {
			name = name[:i]
		}
		if !strings.HasPrefix(name, "本年") && !strings.HasPrefix(name, "上年结转") && !strings.HasPrefix(name, "结转下年") {
			r.Headings = append(r.Headings, m[1]+"、"+clip(name, headingLimit))
		}
	}
	if r.Period == "" {
		if m := period.FindStringSubmatch(s); m != nil {
			to := m[4]
			if to == "" {
				to = m[1]
			}
			from, until := date(m[1], m[2], m[3]), date(to, m[5], m[6])
			if from != 0 && until != 0 {
				r.Period, r.From, r.To = m[0], from, until
			}
		}
	}
	for _, m := range received.FindAllStringSubmatch(s, 4) {
		r.Received = append(r.Received, m[1])
	}
}

func date(y, m, d string) portal.Date {
	at, err := portal.ParseDate(y + "-" + two(m) + "-" + two(d))
	if err != nil {
		return 0
	}
	return at
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// row reads one row of a table and tells where the reading stands after it.
func row(r *portal.Report, cells []string, at int) int {
	n := len(cells)
	for n > 0 && (cells[n-1] == "" || stroke[cells[n-1]] || figure.MatchString(cells[n-1])) {
		n--
	}
	label, all := "", strings.Join(cells[:n], "")
	for i := n - 1; i >= 0 && label == ""; i-- {
		label = cells[i]
	}
	values := numbers(cells[n:])
	filled := slices.ContainsFunc(values, func(v string) bool { return v != "" })
	switch {
	case strings.Contains(all, "本年新收"):
		at = inRequests
	case strings.Contains(all, "结果维持"):
		return inReviews
	case at == inActive && strings.Contains(all, "申请人情况"), at == inRequests && len(r.Requests) == 0:
		at = inRequests
	}
	if at == inRequests && !filled || at == inActive && strings.Contains(all, "自然人") {
		applicants(r, cells)
	}
	switch at {
	case inActive:
		if name := rowOf(activeWords, label); name != "" && name != others && len(values) > 0 {
			put(&r.Active, name, fit(values, portal.RowWidth(name)))
		}
	case inRequests:
		// The table's head names columns like rows, but has no cells behind them.
		if name := rowOf(requestWords, label); name != "" && len(values) > 2 {
			put(&r.Requests, name, fit(values, portal.RowWidth(name)))
		}
	case inReviews:
		if len(values) >= 5 && label == "" {
			r.Reviews = fit(values, portal.ReviewCells)
			return after
		}
	}
	return at
}

// fit brings a row to the form's number of cells. Office files end every cell
// with a tab, and give one that covers several columns as many: the blanks
// that this leaves are no cells. A row that does not fit either way stays as
// it is, and nobody can say which of its cells is empty.
func fit(values []string, width int) []string {
	var filled []string
	for _, v := range values {
		if v != "" {
			filled = append(filled, v)
		}
	}
	if len(filled) == width {
		return filled
	}
	for len(values) > width && values[len(values)-1] == "" {
		values = values[:len(values)-1]
	}
	return values
}

func put(rows *[]portal.ReportRow, name string, values []string) {
	if _, have := portal.RowCells(*rows, name); !have {
		*rows = append(*rows, portal.ReportRow{Row: name, Cells: values})
	}
}

// applicants notes which columns the applications table names.
func applicants(r *portal.Report, cells []string) {
	for _, c := range cells {
		for _, word := range portal.Applicants {
			if c == word && len(r.Applicants) < 2*len(portal.Applicants) {
				r.Applicants = append(r.Applicants, word)
			}
		}
	}
}

// numbers strips what an editor wrote around figures: 1,024件.
func numbers(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.ReplaceAll(strings.TrimRight(c, "件条万元%"), ",", "")
	}
	return out
}

// others is the row 3.其他.
const others = "others"

type rowWords struct {
	row   string
	words []string
}

// activeWords and requestWords tell the rows by the words of the form, the
// most telling first.
var (
	activeWords = []rowWords{
		{portal.RowNormative, []string{"规范性文件"}}, {portal.RowRegulation, []string{"规章"}},
		{portal.RowLicence, []string{"行政许可"}}, {portal.RowPenalty, []string{"行政处罚"}},
		{portal.RowEnforcement, []string{"行政强制"}}, {portal.RowFee, []string{"行政事业性收费", "事业性收费"}},
	}
	requestWords = []rowWords{
		{portal.RowNew, []string{"本年新收"}}, {portal.RowCarried, []string{"上年结转"}}, {portal.RowForward, []string{"结转下年"}},
		{"open", []string{"予以公开"}}, {"partial", []string{"部分公开"}},
		{"secret", []string{"国家秘密"}}, {"law", []string{"禁止公开"}}, {"safety", []string{"三安全一稳定"}},
		{"third", []string{"第三方"}}, {"internal", []string{"内部事务"}}, {"process", []string{"过程性"}},
		{"file", []string{"执法案卷"}}, {"inquiry", []string{"行政查询"}},
		{"lacking", []string{"不掌握"}}, {"making", []string{"另行制作"}}, {"unclear", []string{"仍不明确"}},
		{"petition", []string{"信访"}}, {"frequent", []string{"大量反复"}}, {"repeat", []string{"重复申请"}},
		{"publication", []string{"公开出版物"}}, {"confirm", []string{"重新出具"}},
		{"uncorrected", []string{"逾期不补正"}}, {"unpaid", []string{"逾期未", "缴纳费用"}},
		{portal.RowTotal, []string{"总计"}},
	}
)

func rowOf(list []rowWords, label string) string {
	for _, r := range list {
		for _, w := range r.words {
			if strings.Contains(label, w) {
				return r.row
			}
		}
	}
	if strings.TrimRight(mark.ReplaceAllString(label, ""), "：:") == "其他" {
		return others
	}
	return ""
}

func cellsOf(line string) []string {
	cells := strings.Split(line, "\t")
	for i := range cells {
		cells[i] = squeeze(cells[i])
	}
	return cells
}

// loose reads a table's row from text without cells: a label and at least
// three figures behind it.
func loose(line string) ([]string, bool) {
	words := strings.Fields(line)
	n := len(words)
	for n > 0 && figure.MatchString(words[n-1]) {
		n--
	}
	if len(words)-n < 3 || n == 0 {
		return nil, false
	}
	return append([]string{strings.Join(words[:n], "")}, words[n:]...), true
}

func squeeze(s string) string {
	return strings.Map(func(c rune) rune {
		switch c {
		case ' ', '\t', '\n', '\r', '\u00a0', '\u3000', '\u200b', '\ufeff', '\u2002', '\u2003':
			return -1
		}
		return c
	}, width.Fold.String(s))
}

func clip(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// Number reads a cell as a whole number; ok is false for an empty cell and for
// anything else.
func Number(cell string) (n int, ok bool) {
	n, err := strconv.Atoi(cell)
	return n, err == nil
}
