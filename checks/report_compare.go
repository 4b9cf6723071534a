package checks

import (
	"fmt"
	"strconv"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// Kinds of comparison of an annual report.
const (
	compareCarried = "carried" // with the year before: 上年结转
	compareText    = "text"    // with the unit's own of the year before, or with other units'
	compareProse   = "prose"   // of prose and table
)

// reportCompareArgs of report-compare.
type reportCompareArgs struct {
	Kind  string `yaml:"kind"`
	Since int    `yaml:"since"` // first reported year to which the form applies
	// Alike is the least likeness, in percent, of two texts that are said to
	// be the same; Shortest how many characters of prose each must have.
	Alike    int  `yaml:"alike"`
	Shortest int  `yaml:"shortest"`
	Suspect  bool `yaml:"suspect"`
}

func (a *reportCompareArgs) validate() error {
	if a.Kind == compareText && (a.Alike < 50 || a.Alike > 100 || a.Shortest < 50) {
		return fmt.Errorf("alike 应在50到100之间，shortest 应不小于50")
	}
	return oneOf("kind", a.Kind, compareCarried, compareText, compareProse)
}

type reportCompareEvidence struct {
	Kind  string `json:"kind"`
	Year  int    `json:"year"`
	Other string `json:"other,omitempty"` // address of the other report
	Here  int    `json:"here"`            // the number here, or the likeness in percent
	There int    `json:"there,omitempty"`
}

var _ = register(&Check{
	ID:    "report-compare",
	Title: "年度报告前后和相互比对",
	Doc:   "上一年度年度报告的“上年结转”应等于再上一年度报告的“结转下年度继续办理”，正文写明的收到申请数应等于表格中的“本年新收”，正文不应与本单位上年或其他单位的报告雷同（以连续四个字的片段计算相似度，表格不参加比对）。",
	Fix:   "请核对两年的报告和正文、表格中的数据，改正不一致之处；正文雷同的，按本单位当年实际重新撰写。",
	Serves: []rules.Basis{
		{Document: "年报格式", Clause: "数据和文字要求"},
	},
	Args: func() any { return &reportCompareArgs{Since: 2021, Alike: 80, Shortest: 300} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*reportCompareArgs)
		r := reportComparePass{p, args}
		return collect(p, min(args.Since, p.AsOf.Year()-2), func(list []*yearly) {
			switch args.Kind {
			case compareText:
				r.texts(list)
			default:
				for _, y := range list {
					if !p.dueReport(y) || y.year < args.Since {
						continue
					}
					if args.Kind == compareProse {
						r.prose(y)
						continue
					}
					for _, before := range list {
						if before.Column == y.Column && before.year == y.year-1 {
							r.carried(y, before)
							break
						}
					}
				}
			}
		})
	},
})

type reportComparePass struct {
	*Pass
	args *reportCompareArgs
}

func (r reportComparePass) carried(y, before *yearly) {
	n := len(portal.Applicants)
	now, a := cells(y.Requests, portal.RowCarried, n)
	then, b := cells(before.Requests, portal.RowForward, n)
	if !a || !b {
		return
	}
	s := y.with(compareCarried)
	if now[n-1] == then[n-1] {
		r.Good(s)
		return
	}
	r.Bad(Bad{Subject: s, Suspect: r.args.Suspect,
		Message: fmt.Sprintf("%s的“上年结转”是%d件，%d年报告的“结转下年度继续办理”却是%d件。", y.called(), now[n-1], before.year, then[n-1]),
		Explanation: []string{fmt.Sprintf("%d年报告：%s（%s）。", before.year, before.called(), before.URL),
			"上一年度结转下来的申请应当全部计入本年度的“上年结转”。"},
		Evidence: reportCompareEvidence{compareCarried, y.year, before.URL, now[n-1], then[n-1]}})
}

// prose compares the number of applications that the text states, when it
// states one, with the table's.
func (r reportComparePass) prose(y *yearly) {
	fresh, ok := cells(y.Requests, portal.RowNew, len(portal.Applicants))
	if !ok || len(y.Received) == 0 {
		return
	}
	s := y.with(compareProse)
	here := fresh[len(fresh)-1]
	for _, text := range y.Received {
		if n, err := strconv.Atoi(text); err == nil && n == here {
			r.Good(s)
			return
		}
	}
	said, err := strconv.Atoi(y.Received[0])
	if err != nil {
		return
	}
	r.Bad(Bad{Subject: s, Suspect: r.args.Suspect,
		Message:     fmt.Sprintf("%s正文写明收到政府信息公开申请%d件，表格中的“本年新收”却是%d件。", y.called(), said, here),
		Explanation: []string{"正文的数字可能包含上年结转或其他口径，请核对后改为一致。"},
		Evidence:    reportCompareEvidence{compareProse, y.year, "", said, here}})
}

// texts compares the prose of each report due with the unit's report of the
// year before and with the other units' of the same year; the most alike is
// named, the first by address among equals.
func (r reportComparePass) texts(list []*yearly) {
	pieces := make([]map[string]bool, len(list))
	for i, y := range list {
		if y.year >= r.AsOf.Year()-2 {
			pieces[i] = piecesOf(y.text, r.args.Shortest)
		}
	}
	for i, y := range list {
		if !r.dueReport(y) || y.year < r.args.Since || pieces[i] == nil {
			continue
		}
		best, other := 0, -1
		compared := false
		for j, o := range list {
			if i == j || pieces[j] == nil || o.Subject.URL == y.Subject.URL {
				continue
			}
			if own := o.Unit == y.Unit && o.year == y.year-1; !own && (o.Unit == y.Unit || o.year != y.year) {
				continue
			}
			compared = true
			if n := alike(pieces[i], pieces[j]); n > best {
				best, other = n, j
			}
		}
		s := y.with(compareText)
		switch {
		case !compared:
		case best < r.args.Alike:
			r.Good(s)
		default:
			o := list[other]
			whose := fmt.Sprintf("本单位%d年的报告", o.year)
			if o.Unit != y.Unit {
				whose = "其他单位的报告"
			}
			r.Bad(Bad{Subject: s, Suspect: r.args.Suspect,
				Message:     fmt.Sprintf("%s的正文与%s相似度为%d%%，疑似内容雷同。", y.called(), whose, best),
				Explanation: []string{fmt.Sprintf("雷同的报告：%s（%s）。", o.called(), o.URL), fmt.Sprintf("相似度达到%d%%的列为问题；表格和标题没有参加比对。", r.args.Alike)},
				Evidence:    reportCompareEvidence{compareText, y.year, o.URL, best, 0}})
		}
	}
}

// piecesOf returns the pieces of four characters of a text's prose, letters
// alone: tables, headings and figures, which the form gives to all reports,
// are left out. It is nil for less than shortest characters.
func piecesOf(text string, shortest int) map[string]bool {
	var prose []rune
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, "\t") || len([]rune(line)) < 25 {
			continue
		}
		for _, c := range line {
			if c >= 0x4e00 && c <= 0x9fff {
				prose = append(prose, c)
			}
		}
	}
	if len(prose) < shortest {
		return nil
	}
	set := make(map[string]bool, len(prose))
	for i := 0; i+4 <= len(prose); i++ {
		set[string(prose[i:i+4])] = true
	}
	return set
}

// alike is the Jaccard likeness of two sets of pieces in percent, rounded down.
func alike(a, b map[string]bool) int {
	both := 0
	for p := range a {
		if b[p] {
			both++
		}
	}
	return both * 100 / (len(a) + len(b) - both)
}
