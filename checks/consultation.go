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

// What rules of consultation look at.
const (
	consultShort  = "short"  // the term is too short
	consultResult = "result" // ended, and nothing tells what came of it
	consultDraft  = "draft"  // a document without an earlier draft
)

// consultArgs of consultation.
type consultArgs struct {
	Kind   string   `yaml:"kind"`   // identity: consult, land-notice…
	Aspect string   `yaml:"aspect"` // short, result or draft
	Terms  []term   `yaml:"terms"`  // short
	Titles []string `yaml:"titles"` // result, draft: words of a headline that make it a call
	Limit  int      `yaml:"limit"`  // result: days after the end
	// Numbers are, of draft, how the 代字 of documents end that need one.
	Numbers []string `yaml:"numbers"`
}

// A term is how long notices with such a headline have to run.
type term struct {
	Name     string   `yaml:"name"` // what people call it: 征求意见期
	Titles   []string `yaml:"titles"`
	Limit    int      `yaml:"limit"`    // days
	Workdays bool     `yaml:"workdays"` // and these working days
	Most     bool     `yaml:"most"`     // the limit is the most, not the least
}

func (a *consultArgs) validate() error {
	if a.Kind == "" || a.Aspect == consultShort && len(a.Terms) == 0 || a.Aspect != consultShort && len(a.Titles) == 0 {
		return fmt.Errorf("kind，以及 terms 或 titles 须写明")
	}
	for _, t := range a.Terms {
		if t.Name == "" || t.Limit <= 0 || len(t.Titles) == 0 {
			return fmt.Errorf("terms 的每一项须写明 name、titles 和 limit（正整数）")
		}
	}
	return oneOf("aspect", a.Aspect, consultShort, consultResult, consultDraft)
}

type consultEvidence struct {
	Kind  string      `json:"kind"`
	From  portal.Date `json:"from"`
	To    portal.Date `json:"to"`
	Days  int         `json:"days,omitempty"`
	Limit int         `json:"limit_days,omitempty"`
}

var _ = register(&Check{
	ID:    "consultation",
	Title: "公开征求意见、公示不到位",
	Doc: "标题写明征求意见、公示的信息：正文写明起止日期的，期限短于（或长于）规定天数；已经结束规定天数，网站上没有标题相应的采纳情况、结果反馈；规范性文件没有找到事先的征求意见。" +
		"没有写明起止日期的、说明了缩短理由的不作判断。一律列为疑似，须人工核对。",
	Fix: "请核对该事项：期限不足的依法延长或说明理由，已结束的公开意见采纳情况和结果。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "互动交流（征集调查）"},
	},
	Args:  func() any { return &consultArgs{} },
	Begin: func(p *Pass) Examiner { return (&consultPass{Pass: p, args: p.Args.(*consultArgs)}).examine() },
})

// A call is one article that asks for opinions or announces something.
type call struct {
	Subject
	core      string
	from, to  portal.Date
	published portal.Date
}

type consultPass struct {
	*Pass
	args    *consultArgs
	calls   []call
	results []string // cores of articles that tell what came of one
	docs    []call
	drafts  []string
	gaps    bool
}

func (t *consultPass) examine() Examiner {
	return Examiner{
		Item:   func(it *portal.Item) { t.item(it.Title) },
		Page:   t.page,
		Column: func(c *Column) { t.gaps = t.gaps || c.Type == portal.TypeSurvey && !c.Whole() },
		Done:   t.done,
	}
}

// resultWords mark a headline that tells what came of a call.
var resultWords = []string{"采纳", "反馈", "结果", "情况说明", "意见汇总", "征集情况", "征求意见情况", "调查报告", "意见建议情况"}

func (t *consultPass) item(title string) {
	if t.args.Aspect == consultShort || title == "" {
		return
	}
	title = fold(title)
	switch {
	case containsOne(title, resultWords):
		t.results = append(t.results, callCore(title))
	case containsOne(title, t.args.Titles):
		t.drafts = append(t.drafts, callCore(title))
	}
}

func (t *consultPass) page(page *portal.Page) {
	if page.Kind != portal.KindArticle || page.DatesApart() {
		return
	}
	title := fold(titleOf(page))
	t.item(title)
	d := page.PublishedAt.Date
	if !t.Looks(page) || d == 0 || d > t.AsOf {
		return
	}
	s := pageSubject(page).with(t.args.Kind)
	switch t.args.Aspect {
	case consultDraft:
		if stem, _, ok := strings.Cut(page.DocumentNumber, "〔"); ok && slices.ContainsFunc(t.args.Numbers, func(end string) bool { return strings.HasSuffix(stem, end) }) {
			t.docs = append(t.docs, call{Subject: s, core: coreOf(title), published: d})
		}
	default:
		if containsOne(title, resultWords) || page.Text == "" {
			return
		}
		i := slices.IndexFunc(t.args.Terms, func(x term) bool { return containsOne(title, x.Titles) })
		if i < 0 && !containsOne(title, t.args.Titles) {
			return
		}
		from, to := termIn(page.Text, d)
		if to == 0 {
			return
		}
		t.calls = append(t.calls, call{s, callCore(title), from, to, d})
		if i >= 0 {
			t.short(&t.calls[len(t.calls)-1], &t.args.Terms[i], fold(page.Text))
		}
	}
}

// short judges a term by its days: the last day less the first, as 期限 are
// counted, the first day itself left out (民法典第二百零一条).
func (t *consultPass) short(c *call, x *term, text string) {
	days, unit := c.to.DaysSince(c.from), "天"
	if x.Workdays {
		n, known := t.Calendar.Workdays(c.from, c.to)
		if !known {
			return
		}
		days, unit = n, "个工作日"
	}
	switch {
	case !x.Most && days >= x.Limit, x.Most && days <= x.Limit:
		t.Good(c.Subject)
	case !x.Most && (days+1 >= x.Limit || containsOne(text, []string{"缩短", "紧急", "特殊情况", "应急"})):
		// The first day may have been counted, or a reason was given.
	default:
		than := "少于"
		if x.Most {
			than = "多于"
		}
		t.Bad(Bad{Subject: c.Subject, Suspect: true, Evidence: consultEvidence{t.args.Kind, c.from, c.to, days, x.Limit},
			Message: fmt.Sprintf("%s的%s写明的%s为%s至%s，共%d%s，%s%d%s。", t.place(c.Unit, c.Column), called(c.Title), x.Name, c.from.Chinese(), c.to.Chinese(), days, unit, than, x.Limit, unit)})
	}
}

func (t *consultPass) done() {
	switch t.args.Aspect {
	case consultResult:
		for i := range t.calls {
			c := &t.calls[i]
			if t.AsOf.DaysSince(c.to) <= t.args.Limit {
				if t.AsOf > c.to && known(c.core) && !t.gaps {
					t.Warn(c.Subject, c.to.AddDays(t.args.Limit))
				}
				continue
			}
			t.answered(c.Subject, c.core, t.results, c, fmt.Sprintf("%s的%s已于%s结束，没有找到意见采纳情况或结果的反馈。", t.place(c.Unit, c.Column), called(c.Title), c.to.Chinese()))
		}
	case consultDraft:
		slices.SortFunc(t.docs, func(a, b call) int { return cmp.Compare(a.URL, b.URL) })
		for i := range t.docs {
			c := &t.docs[i]
			t.answered(c.Subject, c.core, t.drafts, c, fmt.Sprintf("没有找到%s的%s出台前公开征求意见的信息。", t.place(c.Unit, c.Column), called(c.Title)))
		}
	}
}

func (t *consultPass) answered(s Subject, core string, others []string, c *call, message string) {
	switch {
	case !known(core):
	case slices.ContainsFunc(others, func(o string) bool { return sameCore(core, o) }):
		t.Good(s)
	case t.gaps || t.run.kind != portal.ScanFull && t.args.Aspect == consultDraft:
		// What was not read may hold it.
	default:
		t.Bad(Bad{Subject: s, Suspect: true, Message: message, Evidence: consultEvidence{Kind: t.args.Kind, From: c.from, To: c.to}})
	}
}

func known(core string) bool { return utf8.RuneCountInString(core) >= coreLength }

var callNotes = regexp.MustCompile(`(?:面向社会)?(?:公开)?(?:征求|征集)(?:社会|公众|各方)?(?:对)?|意见建议|意见|建议|的?(?:公告|通知|启事|函|采纳情况|反馈|结果|情况说明|情况|汇总|征集情况)$|[（(]?(?:征求意见稿|草案|送审稿|公开征求意见稿)[)）]?`)

// callCore takes the name of the thing out of the headline of a call or of
// what came of it.
func callCore(title string) string {
	if i, j := strings.Index(title, "《"), strings.LastIndex(title, "》"); i >= 0 && j > i {
		title = title[i+len("《") : j]
	}
	title = coreHead.ReplaceAllString(title, "")
	for range 3 {
		title = callNotes.ReplaceAllString(title, "")
	}
	return title
}

var (
	spanPattern = regexp.MustCompile(`(?:自|从|期限为?|时间为?|时间|：|:)\s*(20\d{2})年(\d{1,2})月(\d{1,2})日?(?:起|开始)?\s*(?:至|到|—|－|-|~|～)\s*(?:(20\d{2})年)?(\d{1,2})月(\d{1,2})日`)
	endPattern  = regexp.MustCompile(`(?:请于|截止时间为?|截止日期为?|截至|截止到|截止至|于)[:：]?\s*(20\d{2})年(\d{1,2})月(\d{1,2})日(?:\d{1,2}[:：时]\d{0,2}分?)?(?:前|之前|以前|止|截止|，|。)`)
)

// termIn returns the first and the last day that a notice states for opinions
// or objections. A notice that states only the end begins on the day of its
// publication. Zero when it states no end.
func termIn(text string, published portal.Date) (from, to portal.Date) {
	plain := fold(text)
	if m := spanPattern.FindStringSubmatch(plain); m != nil {
		from = dayIn(m[1] + "年" + m[2] + "月" + m[3])
		year := cmp.Or(m[4], m[1])
		to = dayIn(year + "年" + m[5] + "月" + m[6])
		if from != 0 && to >= from {
			return from, to
		}
	}
	if m := endPattern.FindStringSubmatch(plain); m != nil {
		if to = dayIn(m[1] + "年" + m[2] + "月" + m[3]); to >= published {
			return published, to
		}
	}
	return 0, 0
}
