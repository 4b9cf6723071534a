package checks

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of fault with an interpretation.
const (
	interpretMissing  = "missing"
	interpretLate     = "late"
	interpretUnlinked = "unlinked"
)

// interpretArgs of interpretation.
type interpretArgs struct {
	Kind  string `yaml:"kind"`  // missing, late or unlinked
	Limit int    `yaml:"limit"` // working days after the document's publication
	// Numbers are ends of the part of a document number that stands before
	// the year: they tell the documents of a government and its office, and
	// normative documents, from those of departments.
	Numbers []string `yaml:"numbers"`
}

func (a *interpretArgs) validate() error {
	return oneOf("kind", a.Kind, interpretMissing, interpretLate, interpretUnlinked)
}

type interpretEvidence struct {
	Kind     string `json:"kind"`
	Workdays int    `json:"workdays"` // to the interpretation, or to the day of checking when there is none
	Limit    int    `json:"limit"`
}

// A policyDoc is a document that owes an interpretation, an interpreted one
// page that gives one; of each only what the verdict needs is kept.
type policyDoc struct {
	Subject
	published portal.Date
	core      string
	found     *interpreted
	linked    bool
	unsure    bool // more pages show it than are named: a link may be among them
}

type interpreted struct {
	site, url, title string
	published        portal.Date
	core             string
	unsure           bool
	unread           bool     // known from its list only
	shows            []string // documents that this page is known to show or be shown by
}

// The pair of document and interpretation is found by a link between the two
// pages, failing that by the name: an interpretation quotes what it explains.
// Where no interpretation column is registered or read whole, nobody can say
// that one is missing.
var _ = register(&Check{
	ID:    "interpretation",
	Title: "政策解读",
	Doc:   "政府及其办公室文件、行政规范性文件发布后应有解读：期限过后仍未找到解读的为疑似缺少解读，解读晚于期限的为解读超期，文件页与解读页互无链接的为未关联。按链接和标题对应文件与解读；网站没有登记解读栏目，或解读栏目未读全的，不判断缺少。",
	Fix:   "请由起草单位发布解读材料，并在文件页与解读页之间互设链接。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "发布解读（政策解读）"},
		{Document: "指引", Clause: "政策文件与解读材料相互关联"},
	},
	Args: func() any {
		return &interpretArgs{Numbers: []string{"政发", "政办发", "府发", "府办发", "府办", "政办", "规", "规发"}}
	},
	Begin: func(p *Pass) Examiner {
		t := &interpretPass{Pass: p, args: p.Args.(*interpretArgs), docs: map[string]*policyDoc{}, texts: map[string]*interpreted{}, columns: map[string]bool{}}
		for i := range p.Ledger.Columns {
			if c := &p.Ledger.Columns[i]; c.Type == portal.TypeInterpretation {
				t.columns[c.Site] = true
			}
		}
		return Examiner{Item: t.item, Page: t.page, Target: t.target, Done: t.done}
	},
})

type interpretPass struct {
	*Pass
	args    *interpretArgs
	docs    map[string]*policyDoc // by address
	texts   map[string]*interpreted
	columns map[string]bool // sites that have an interpretation column
}

// item takes an interpretation from its list when its own page was not read:
// that it exists is certain all the same, what it links to is not.
func (t *interpretPass) item(it *portal.Item) {
	if c := t.Column(it.Column); c != nil && c.Type == portal.TypeInterpretation && !it.Read {
		t.texts[it.URL] = &interpreted{site: it.Site, url: it.URL, title: it.Title, core: coreOf(it.Title), published: it.ListDate, unread: true}
	}
}

func (t *interpretPass) page(page *portal.Page) {
	if page.Kind != portal.KindArticle || page.DatesApart() {
		return
	}
	title := titleOf(page)
	c := t.Column(page.Column)
	if c != nil && c.Type == portal.TypeInterpretation || strings.Contains(title, "解读") || strings.Contains(title, "图解") || strings.Contains(title, "读懂") {
		t.texts[page.URL] = &interpreted{site: page.Site, url: page.URL, title: title, core: coreOf(title),
			published: cmp.Or(page.PublishedAt.Date, page.ListDate)}
		return
	}
	d := page.PublishedAt.Date
	if c == nil || c.Type != portal.TypePolicy || d == 0 || d > t.AsOf || !t.Looks(page) || !t.owes(page) {
		return
	}
	t.docs[page.URL] = &policyDoc{Subject: pageSubject(page).with(t.args.Kind), published: d, core: coreOf(title)}
}

// owes tells whether a page is one of the documents that are interpreted. The
// number decides; a document without one goes by its issuer. Appointments
// explain themselves.
func (t *interpretPass) owes(page *portal.Page) bool {
	if strings.Contains(page.Facts.Title, "任免") || strings.Contains(page.Facts.Title, "任职") || strings.Contains(page.Facts.Title, "免职") {
		return false
	}
	if page.DocumentNumber == "" {
		return strings.HasSuffix(page.Issuer, "人民政府") || strings.HasSuffix(page.Issuer, "人民政府办公室") || strings.HasSuffix(page.Issuer, "人民政府办公厅")
	}
	stem, _, _ := strings.Cut(page.DocumentNumber, "〔")
	return slices.ContainsFunc(t.args.Numbers, func(end string) bool { return strings.HasSuffix(stem, end) })
}

// target looks for a link between the two pages: the snapshot knows of each
// address the first pages that show it.
func (t *interpretPass) target(l *portal.Target) {
	unsure := l.ReferrerCount > len(l.Referrers)
	if text := t.texts[l.URL]; text != nil {
		text.unsure = unsure
		for _, r := range l.Referrers {
			if t.docs[r] != nil {
				text.shows = append(text.shows, r)
			}
		}
	}
	if doc := t.docs[l.URL]; doc != nil {
		doc.unsure = unsure
		for _, r := range l.Referrers {
			if text := t.texts[r]; text != nil {
				text.shows = append(text.shows, l.URL)
			}
		}
	}
}

func (t *interpretPass) done() {
	texts := make([]*interpreted, 0, len(t.texts))
	for _, x := range t.texts {
		texts = append(texts, x)
	}
	slices.SortFunc(texts, func(a, b *interpreted) int {
		return cmp.Or(cmp.Compare(a.published, b.published), cmp.Compare(a.url, b.url))
	})
	for _, x := range texts {
		for _, url := range x.shows {
			if d := t.docs[url]; !d.linked {
				d.found, d.linked = x, true
			}
		}
	}
	urls := make([]string, 0, len(t.docs))
	for u := range t.docs {
		urls = append(urls, u)
	}
	slices.Sort(urls)
	for _, u := range urls {
		d := t.docs[u]
		for _, x := range texts {
			if d.found != nil {
				break
			}
			if x.site == d.Site && sameCore(d.core, x.core) {
				d.found = x
			}
		}
		t.judge(d)
	}
}

func (t *interpretPass) judge(d *policyDoc) {
	switch t.args.Kind {
	case interpretMissing:
		t.judgeMissing(d)
	case interpretLate:
		if d.found == nil || d.found.published == 0 {
			return
		}
		days, known := t.Calendar.Workdays(d.published, d.found.published)
		switch {
		case !known:
			t.unknownYears(d.published, d.found.published)
		case days <= t.args.Limit:
			t.Good(d.Subject)
		default:
			t.accuse(d, days, false,
				fmt.Sprintf("%s的%s发布%d个工作日后才发布解读，%s。", t.place(d.Unit, d.Column), called(d.Title), days, t.term("没有同步发布")))
		}
	case interpretUnlinked:
		switch {
		case d.found == nil, !d.linked && (d.unsure || d.found.unsure || d.found.unread):
		case d.linked:
			t.Good(d.Subject)
		default:
			days, _ := t.Calendar.Workdays(d.published, d.found.published)
			t.accuse(d, days, false, fmt.Sprintf("%s的%s与其解读没有相互关联，两个页面上都没有通向对方的链接。", t.place(d.Unit, d.Column), called(d.Title)))
		}
	}
}

// term says what the limit is; same for one of no days.
func (t *interpretPass) term(same string) string {
	if t.args.Limit == 0 {
		return same
	}
	return fmt.Sprintf("超过%d个工作日的期限", t.args.Limit)
}

func (t *interpretPass) judgeMissing(d *policyDoc) {
	if d.found != nil {
		t.Good(d.Subject)
		return
	}
	last, known := t.Calendar.AddWorkdays(d.published, max(t.args.Limit, 1))
	if !t.columns[d.Site] || t.AsOf <= last {
		return
	}
	if !known {
		t.unknownYears(d.published, last)
		return
	}
	for _, v := range t.run.views {
		if v.Column.Site == d.Site && v.Type == portal.TypeInterpretation && !v.Whole() {
			t.Unverified(d.Subject, portal.GapError, "政策解读栏目未读全，无法判断该文件是否有解读")
			return
		}
	}
	days, _ := t.Calendar.Workdays(d.published, t.AsOf)
	t.accuse(d, days, true, fmt.Sprintf("没有找到%s的%s的解读，该文件发布已%d个工作日，%s。",
		t.place(d.Unit, d.Column), called(d.Title), days, t.term("应当同步发布")))
}

func (t *interpretPass) accuse(d *policyDoc, days int, suspect bool, message string) {
	why := []string{fmt.Sprintf("文件发布日期为%s。", d.published.ChineseLong())}
	if d.found != nil {
		why = append(why, fmt.Sprintf("解读：“%s”（%s），发布日期为%s。", d.found.title, d.found.url, d.found.published.ChineseLong()))
	} else {
		why = append(why, "政策解读栏目和其他已读页面中，没有链接到该文件、或标题提到该文件的解读材料。")
	}
	t.Bad(Bad{Subject: d.Subject, Suspect: suspect, Message: message, Explanation: why,
		Evidence: interpretEvidence{t.args.Kind, days, t.args.Limit}})
}

var (
	coreHead  = regexp.MustCompile(`^.*?(?:关于印发|印发|关于公布|关于发布|关于)`)
	coreTail  = regexp.MustCompile(`(?:的)?(?:通知|公告|通告|政策解读|解读材料|文字解读|图文解读|图片解读|解读|图解|政策问答)$`)
	coreNotes = regexp.MustCompile(`[（(][^（()）]*[)）]`)
)

// coreOf takes the name of the thing out of a title: 示例县人民政府关于印发《示例县
// 养老服务实施办法（试行）》的通知 and 图解：示例县养老服务实施办法 have one core.
func coreOf(title string) string {
	t := fold(title)
	for range 3 {
		from, to := strings.Index(t, "《"), strings.LastIndex(t, "》")
		if from < 0 || to < from {
			break
		}
		t = t[from+len("《") : to]
	}
	for _, opening := range []string{"一图读懂", "图解", "解读"} {
		if _, rest, ok := strings.Cut(t, opening); ok && utf8.RuneCountInString(rest) >= coreLength {
			t = strings.TrimLeft(rest, "|:：丨—-")
		}
	}
	t = coreNotes.ReplaceAllString(t, "")
	t = coreTail.ReplaceAllString(coreTail.ReplaceAllString(t, ""), "")
	return coreHead.ReplaceAllString(t, "")
}

// coreLength is how many characters make a name that two titles share by more
// than chance.
const coreLength = 6

func sameCore(a, b string) bool {
	if utf8.RuneCountInString(a) < coreLength || utf8.RuneCountInString(b) < coreLength {
		return false
	}
	return strings.Contains(a, b) || strings.Contains(b, a)
}
