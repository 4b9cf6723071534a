package checks

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// yearlyItemArgs of yearly-item.
type yearlyItemArgs struct {
	Kind  string     `yaml:"kind"`  // identity: site-form, review, assessment
	Name  string     `yaml:"name"`  // what has to be published
	Words [][]string `yaml:"words"` // a title names it when it holds all words of one of the lists
	Due   string     `yaml:"due"`   // MM-DD of the year after the one it is about
	// Menu is how many names the home page must show before something is
	// called missing from the site.
	Menu    int  `yaml:"menu"`
	Suspect bool `yaml:"suspect"`

	month time.Month
	day   int
}

func (a *yearlyItemArgs) validate() error {
	if a.Kind == "" || a.Name == "" || len(a.Words) == 0 || a.Menu < 1 {
		return errors.New("kind、name、words 和不小于1的 menu 须写明")
	}
	t, err := time.Parse("2006-01-02", "2024-"+a.Due)
	if err != nil {
		return fmt.Errorf("due 的日期 %q 应写作 MM-DD", a.Due)
	}
	a.month, a.day = t.Month(), t.Day()
	return nil
}

type yearlyItemEvidence struct {
	Kind string      `json:"kind"`
	Year int         `json:"year"`
	Due  portal.Date `json:"due"`
}

var _ = register(&Check{
	ID:    "yearly-item",
	Title: "每年应发布的信息",
	Doc:   "每年应发布一次的信息（政府网站工作年度报表、社会评议结果、考核结果等），到期后在首页、各栏目的列表和链接文字中查找标题；标题写明别的年份的不算。首页没有读到、栏目列表没有读全的，不作判断。",
	Fix:   "请发布上一年度的该项信息，标题写明年份，并在首页或相应栏目提供入口。",
	Serves: []rules.Basis{
		{Document: "网站报表", Clause: "年度报表发布"},
	},
	Args: func() any { return &yearlyItemArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*yearlyItemArgs)
		year := p.AsOf.Year() - 1
		due := portal.NewDate(year+1, args.month, args.day)
		found, names, doubt := map[string]bool{}, map[string]int{}, map[string]bool{}
		look := func(site, title string) {
			t := fold(title)
			for _, all := range args.Words {
				if holdsAll(t, all) && (!hasYear(t) || strings.Contains(t, strconv.Itoa(year))) {
					found[site] = true
				}
			}
		}
		return Examiner{
			Item: func(it *portal.Item) { look(it.Site, it.Title) },
			Page: func(page *portal.Page) {
				look(page.Site, titleOf(page))
				if page.Role == portal.RoleHome {
					names[page.Site] = len(page.Names)
					doubt[page.Site] = doubt[page.Site] || page.Script != ""
					for i := range page.Items {
						look(page.Site, page.Items[i].Title)
					}
				}
				for _, n := range page.Names {
					look(page.Site, n)
				}
			},
			Target: func(t *portal.Target) { look(t.Site, t.Text) },
			Column: func(c *Column) {
				if len(c.Gaps) > 0 {
					doubt[c.Column.Site] = true
				}
			},
			Site: func(site *Site) {
				s := siteSubject(site).with(args.Kind)
				switch {
				case p.AsOf <= due || p.Ledger.Partial:
				case found[site.ID]:
					p.Good(s)
				case site.Home == nil || doubt[site.ID] || names[site.ID] < args.Menu:
				default:
					p.Bad(Bad{Subject: s, Suspect: args.Suspect,
						Message:     fmt.Sprintf("“%s”网站没有读到%d年度的%s，应于%s前发布。", site.Name, year, args.Name, due.Chinese()),
						Explanation: []string{fmt.Sprintf("首页、各栏目列表和%d个页面的链接文字中都没有该标题。", site.Pages)},
						Evidence:    yearlyItemEvidence{args.Kind, year, due}})
				}
			},
		}
	},
})

func holdsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
