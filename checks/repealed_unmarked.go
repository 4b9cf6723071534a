package checks

import (
	"fmt"
	"regexp"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// repealedArgs of repealed-unmarked.
type repealedArgs struct {
	Suspect bool `yaml:"suspect"`
}

type repealedEvidence struct {
	By          string      `json:"by"` // address of the page that says so
	ByTitle     string      `json:"by_title"`
	PublishedOn portal.Date `json:"published_on"` // of that page
	Validity    string      `json:"validity"`     // as the document's page states it
}

var _ = register(&Check{
	ID:    "repealed-unmarked",
	Title: "已废止文件没有标注",
	Doc:   "网站发布了“关于废止《某文件》的通知（决定）”，而该文件的页面标题和“有效性”都没有标明废止或者失效的，列为问题。只按标题中书名号内的文件名称核对，名称完全相同、发布在先的才算。",
	Fix:   "请在该文件的标题或“有效性”中标明“已废止”“失效”，并在文件页加上废止通知的链接。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第二十条（一）"},
	},
	Args: func() any { return &repealedArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*repealedArgs)
		type notice struct {
			url, title string
			on         portal.Date
		}
		type document struct {
			Subject
			on       portal.Date
			validity string
			marked   bool
		}
		notices := map[string]notice{} // by site and folded title of the document
		var documents []document
		return Examiner{
			Page: func(page *portal.Page) {
				if page.Kind != portal.KindArticle {
					return
				}
				title := titleOf(page)
				if ends.MatchString(title) {
					if page.PublishedAt.Date == 0 || page.PublishedAt.Date > p.AsOf {
						return
					}
					for _, m := range booked.FindAllStringSubmatch(title, -1) {
						k := page.Site + "\n" + nameOf(m[1])
						n, have := notices[k]
						if on := page.PublishedAt.Date; !have || on < n.on || on == n.on && page.URL < n.url {
							notices[k] = notice{page.URL, title, on}
						}
					}
					return
				}
				if page.Column != "" && p.Binds(page.Column) {
					documents = append(documents, document{pageSubject(page), page.PublishedAt.Date, page.Validity,
						containsOne(fold(title+page.Validity), []string{"废止", "失效", "无效"})})
				}
			},
			Done: func() {
				for i := range documents {
					d := &documents[i]
					n, ok := notices[d.Site+"\n"+nameOf(d.Title)]
					switch {
					case !ok || d.on == 0 || d.on > n.on:
					case d.marked:
						p.Good(d.Subject)
					default:
						p.Bad(Bad{Subject: d.Subject, Suspect: args.Suspect,
							Message:     fmt.Sprintf("“%s”已由“%s”废止，页面上没有标明。", d.Title, n.title),
							Explanation: []string{fmt.Sprintf("废止的文件于%s发布：%s。", n.on.Chinese(), n.url)},
							Evidence:    repealedEvidence{n.url, n.title, n.on, d.validity}})
					}
				}
			},
		}
	},
})

var (
	// ends is a title that repeals documents: 关于废止《…》的通知, 宣布《…》失效.
	ends   = regexp.MustCompile(`(?:废止|宣布失效|停止执行)[^《]{0,12}《|《[^》]+》[^》]{0,8}(?:废止|失效)的(?:通知|决定|公告)`)
	booked = regexp.MustCompile(`《([^》]{6,})》`)
	tail   = regexp.MustCompile(`的?(?:通知|决定|意见|公告)$`)
)

// nameOf makes the name of a document comparable: letters and digits alone,
// without the issuer's “关于印发” around what it issued.
func nameOf(title string) string {
	if m := booked.FindStringSubmatch(title); m != nil && issues.MatchString(title) {
		title = m[1]
	}
	return letters(tail.ReplaceAllString(fold(title), ""))
}

// issues is a title that puts out another text: 关于印发《…》的通知.
var issues = regexp.MustCompile(`(?:印发|转发|发布)《`)
