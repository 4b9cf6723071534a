package checks

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of letters.
const (
	lettersLate = "late" // answered after the term
	lettersOpen = "open" // not answered for too long
)

// letterArgs of letters.
type letterArgs struct {
	Kind  string `yaml:"kind"`
	Limit int    `yaml:"limit"` // late: working days; open: days
	Year  int    `yaml:"year"`  // open: letters of so many days back are looked at
}

func (a *letterArgs) validate() error {
	if a.Limit <= 0 {
		return fmt.Errorf("limit 应为正整数")
	}
	return oneOf("kind", a.Kind, lettersLate, lettersOpen)
}

type letterEvidence struct {
	Kind    string      `json:"kind"`
	Asked   portal.Date `json:"asked_on"`
	Replied portal.Date `json:"replied_on"`
	Days    int         `json:"days"`
	Count   int         `json:"count"` // letters of the page that are so
}

// A letter is what a list or a page of a consultation column tells of one.
type letter struct {
	title   string
	asked   portal.Date
	replied portal.Date
	open    bool // said to be unanswered
}

var _ = register(&Check{
	ID:    "letters",
	Title: "网民来信答复超期",
	Doc: "咨询投诉类栏目的列表或信件页同时标明来信时间和答复时间的，按工作日计算答复用时，超过期限为超期，恰在最后一日答复的不算；标明“未回复”“待办理”等状态、来信已超过规定天数的为长期未答复。" +
		"没有标明这些日期的不作判断。同一页面合为一条。",
	Fix: "请尽快答复所列来信并在网上公开，查明超期原因，今后在承诺时限内答复。",
	Serves: []rules.Basis{
		{Document: "检查指标", Clause: "单项否决：互动回应差"},
	},
	Args: func() any { return &letterArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*letterArgs)
		return Examiner{Page: func(page *portal.Page) {
			c := p.Column(page.Column)
			if c == nil || c.Type != portal.TypeConsultation || page.Text == "" || !p.Binds(c.ID) {
				return
			}
			list := lettersOf(page.Text)
			if len(list) == 0 {
				return
			}
			s := pageSubject(page).with(args.Kind)
			count, worst, longest := 0, letter{}, 0
			for _, l := range list {
				if n, bad := p.overdue(l, args); bad {
					count++
					if n > longest {
						worst, longest = l, n
					}
				}
			}
			if count == 0 {
				p.Good(s)
				return
			}
			e := letterEvidence{args.Kind, worst.asked, worst.replied, longest, count}
			where := p.place(page.Unit, page.Column)
			if args.Kind == lettersOpen {
				p.Bad(Bad{Subject: s, Suspect: true, Evidence: e,
					Message: fmt.Sprintf("%s有%d封来信标明尚未答复，其中%s的来信“%s”已过%d天，超过%d天。", where, count, worst.asked.Chinese(), worst.title, longest, args.Limit)})
				return
			}
			p.Bad(Bad{Subject: s, Evidence: e,
				Message: fmt.Sprintf("%s有%d封来信答复超期，其中“%s”于%s来信、%s答复，用了%d个工作日，超过%d个工作日的期限。", where, count, worst.title, worst.asked.Chinese(), worst.replied.Chinese(), longest, args.Limit)})
		}}
	},
})

// overdue tells how long a letter took, or has waited, and whether that is
// too long.
func (p *Pass) overdue(l letter, args *letterArgs) (int, bool) {
	if l.asked == 0 || l.asked > p.AsOf {
		return 0, false
	}
	if args.Kind == lettersOpen {
		n := p.AsOf.DaysSince(l.asked)
		return n, l.open && l.replied == 0 && n > args.Limit && (args.Year == 0 || n <= args.Year)
	}
	if l.replied < l.asked || l.asked < p.Since {
		return 0, false
	}
	n, known := p.Calendar.Workdays(l.asked, l.replied)
	return n, known && n > args.Limit
}

var (
	askedWords   = []string{"来信时间", "来信日期", "写信时间", "写信日期", "提交时间", "留言时间", "留言日期", "咨询时间", "提问时间", "来件时间"}
	repliedWords = []string{"回复时间", "回复日期", "答复时间", "答复日期", "办结时间", "办理时间", "回信时间", "反馈时间"}
	stateWords   = []string{"状态", "办理情况", "处理情况", "办理结果"}
	openWords    = []string{"未回复", "未答复", "未办结", "未处理", "待回复", "待答复", "待办理", "待处理", "办理中", "处理中", "受理中"}
	dayPattern   = regexp.MustCompile(`(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})`)
)

// dayIn returns the first day that a text states, zero when it states none.
func dayIn(text string) portal.Date {
	m := dayPattern.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	y, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	d, _ := strconv.Atoi(m[3])
	return portal.NewDate(y, time.Month(month), d)
}

func saysOne(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// lettersOf reads the letters of a page: the rows of a table whose head names
// when they came, or one letter whose page labels both times.
func lettersOf(text string) []letter {
	var list []letter
	asked, replied, state := -1, -1, -1
	one := letter{}
	for line := range strings.SplitSeq(text, "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) < 3 {
			plain := fold(line)
			for label, into := range map[*portal.Date][]string{&one.asked: askedWords, &one.replied: repliedWords} {
				for _, w := range into {
					if _, after, ok := strings.Cut(plain, w); ok && *label == 0 {
						*label = dayIn(after[:min(len(after), 40)])
					}
				}
			}
			if saysOne(plain, stateWords) && saysOne(plain, openWords) {
				one.open = true
			}
			continue
		}
		if saysOne(fold(line), askedWords) && dayIn(line) == 0 {
			asked, replied, state = -1, -1, -1
			for i, c := range cells {
				switch c = fold(c); {
				case asked < 0 && saysOne(c, askedWords):
					asked = i
				case replied < 0 && saysOne(c, repliedWords):
					replied = i
				case state < 0 && saysOne(c, stateWords):
					state = i
				}
			}
			continue
		}
		if asked < 0 || asked >= len(cells) || dayIn(cells[asked]) == 0 {
			continue
		}
		l := letter{asked: dayIn(cells[asked])}
		if replied >= 0 && replied < len(cells) {
			l.replied = dayIn(cells[replied])
		}
		if state >= 0 && state < len(cells) {
			l.open = saysOne(fold(cells[state]), openWords)
		}
		for i, c := range cells {
			if i != asked && i != replied && i != state && len([]rune(c)) > len([]rune(l.title)) {
				l.title = strings.TrimSpace(c)
			}
		}
		list = append(list, l)
	}
	if len(list) == 0 && one.asked != 0 && (one.replied != 0 || one.open) {
		list = append(list, one)
	}
	return list
}
