package notice

import (
	"fmt"
	"strconv"
	"strings"

	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/letter"
)

// Title is the title of every notice.
const title = "政务公开问题整改通知书"

// blocks returns the whole notice, element by element.
func (n *Notice) blocks() []letter.Block {
	b := &builder{n: n}
	b.Add(letter.Block{Kind: letter.KindLetterhead, Text: n.Office.Name})
	b.Add(letter.Block{Kind: letter.KindNumber, Text: n.Serial()})
	b.Add(letter.Block{Kind: letter.KindTitle, Text: title})
	b.Add(letter.Block{Kind: letter.KindAddressee, Text: n.addressee()})
	what := "负责的栏目和信息"
	if n.site() {
		what = "主办的网站"
	}
	b.Para("根据政府信息公开和政务公开工作有关规定，" + n.Office.Name + "组织对" + n.Sites + "进行了检查，发现你单位" + what + "存在问题，现通知你单位限期整改。")
	b.basis()
	b.method()
	b.result()
	b.problems()
	b.demands()
	b.feedback()
	b.Heading("逾期责任")
	b.Add(letter.Block{Kind: letter.KindClosing, Text: "逾期未整改或者整改不到位的，予以通报批评，并计入年度政务公开工作考核。"})
	b.Add(letter.Block{Kind: letter.KindList, Names: []string{"问题清单", "整改情况反馈表"}})
	b.Add(letter.Block{Kind: letter.KindSign, Text: n.Office.Name, More: n.date()})
	b.Add(letter.Block{Kind: letter.KindNote, Text: contact(n.Office)})
	b.list()
	b.form()
	b.receipt()
	return b.Blocks
}

// site tells whether a site itself is to be put right, by whoever runs it.
func (n *Notice) site() bool { return n.Sheet.Kind == portal.UnitSite }

// addressee returns the main recipient (主送机关).
func (n *Notice) addressee() string {
	if !n.site() {
		return n.Unit
	}
	return SiteOwner(n.Unit)
}

// SiteOwner addresses whoever runs the site of the given name.
func SiteOwner(site string) string {
	if strings.HasSuffix(site, "网站") {
		return site + "主办单位"
	}
	return site + "网站主办单位"
}

type builder struct {
	n *Notice
	letter.Builder
}

// date returns 成文日期, blank in a draft.
func (n *Notice) date() string {
	if n.Draft() {
		return "　　年　月　日"
	}
	return n.Issued.Chinese()
}

// contact returns who to call: the office's own words, else blanks to fill in.
func contact(o reports.Office) string {
	if o.Contact != "" {
		return "联系人及电话：" + o.Contact
	}
	return "联系人：　　　　　联系电话：　　　　　　　"
}

func (b *builder) basis() {
	b.Heading("检查依据")
	for i, c := range b.n.Basis {
		b.Para(fmt.Sprintf("%d．%s。", i+1, c.Source()))
	}
	b.Para(fmt.Sprintf("检查采用“%s”，各问题所依据的条款见附件1。", b.n.Ruleset))
}

func (b *builder) method() {
	n := b.n
	b.Heading("检查时间、范围和方式")
	b.Para("检查时间：" + n.Period + "，以" + n.Checked.ChineseLong() + "为检查日。")
	scope := n.Scope
	if scope == "" {
		if n.site() {
			scope = n.Sites + "的首页、导航、页脚等公共部分，以及多个单位共用页面上的内容"
		} else {
			scope = fmt.Sprintf("你单位在%s负责的%d个栏目及其信息", n.Sites, n.Columns)
		}
	}
	b.Para("检查范围：" + scope + "。")
	b.Para("检查方式：逐页读取公开网页，对照指标检查，留存网页作为证据。对打不开、读不全的页面不作认定。")
}

func (b *builder) result() {
	n, s := b.n, b.n.Sheet
	b.Heading("总体情况")
	text := fmt.Sprintf("应查%d页，已查%d页，覆盖率%s", s.Coverage.Due, s.Coverage.Checked, s.CoverageWord())
	if s.Coverage.Unverified > 0 {
		text += fmt.Sprintf("；另有%d页无法核实，不作为问题", s.Coverage.Unverified)
	}
	b.Para(text + fmt.Sprintf("。共发现问题%d个，其中%s。", len(n.Items), reports.CountWords(n.counts())))
	b.Para(n.scored())
}

// scored says what the problems come to in points.
func (n *Notice) scored() string {
	s := n.Sheet
	text := "本次检查得分" + s.Score.String() + "分"
	switch {
	case !s.Priced:
		text = "本次检查不计分"
	case !s.Scored || s.Coverage.Checked == 0:
		text = "本次检查未评分"
	case s.Provisional:
		text += "（暂定），等次暂不评定"
	default:
		text += "，等次为" + s.GradeWord()
	}
	if v := s.Vetoes(); len(v) > 0 {
		text += fmt.Sprintf("；出现单项否决情形%d项", len(v))
	}
	return text + "。"
}

// shown is how many problems of one kind the letter itself describes; the
// list of problems has them all.
const shown = 5

func (b *builder) problems() {
	b.Heading("存在问题")
	type kind struct {
		point string
		items []int
	}
	var kinds []kind
	at := map[string]int{}
	for i, it := range b.n.Items {
		j, ok := at[it.Point]
		if !ok {
			j = len(kinds)
			at[it.Point] = j
			kinds = append(kinds, kind{point: it.Point})
		}
		kinds[j].items = append(kinds[j].items, i)
	}
	for _, k := range kinds {
		b.Subheading(fmt.Sprintf("%s（%d个）", k.point, len(k.items)))
		for j, i := range k.items {
			if j == shown && len(k.items) > shown+1 {
				b.Para(fmt.Sprintf("其余%d个见附件1。", len(k.items)-shown))
				break
			}
			it := b.n.Items[i]
			where := ""
			if it.Title != "" && !strings.Contains(it.Sentence, it.Title) {
				where = "“" + reports.Cut(it.Title, 40) + "”："
			}
			b.Para(fmt.Sprintf("%d．%s%s（附件1第%d项）", j+1, where, it.Sentence, i+1))
		}
	}
}

func (b *builder) demands() {
	b.Heading("整改要求")
	b.Subheading("按时整改")
	for i, t := range b.n.terms() {
		by := "尽快"
		if t.date != 0 {
			by = "于" + t.date.ChineseLong() + "前（含当日）"
		}
		b.Para(fmt.Sprintf("%d．%s问题%d个，%s整改到位。", i+1, reports.SeverityWord(t.severity), t.count, by))
	}
	b.Subheading("逐项落实")
	seen := map[string]bool{}
	for _, it := range b.n.Items {
		if it.Remedy == "" || seen[it.Point] {
			continue
		}
		seen[it.Point] = true
		b.Para(fmt.Sprintf("%d．%s：%s", len(seen), it.Point, it.Remedy))
	}
	b.Subheading("举一反三")
	b.Para("请对照问题清单检查本单位其他栏目和信息，查明原因，完善审核发布和日常巡查措施，防止同类问题再次发生。")
}

func (b *builder) feedback() {
	b.Heading("反馈要求")
	by := "整改完成后"
	if d := b.n.last(); d != 0 {
		by = "于" + d.ChineseLong() + "前（含当日）"
	}
	b.Para("请" + by + "书面反馈整改情况，并附整改情况反馈表（附件2），逐项填写整改情况和整改后链接。未反馈整改情况反馈表的，视为未整改。")
	b.Para("不属于你单位职责，或者对问题认定有异议的，请在整改时限内书面说明并附有关材料。")
}

// addressShown is how much of an address a printed cell shows; the unit's
// ledger has it whole.
const addressShown = 160

// Column widths in twips; each row sums to the width of a landscape page.
var (
	listWidths = []int{480, 900, 1150, 1900, 3376, 1400, 700, 750, 1200, 900}
	formWidths = []int{640, 1850, 3200, 2366, 2500, 1300, 900}
)

func (b *builder) list() {
	b.Add(letter.Block{Kind: letter.KindPage, Wide: true})
	b.Add(letter.Block{Kind: letter.KindAttachment, N: 1, Text: "问题清单"})
	t := &letter.Table{Widths: listWidths,
		Head:   []string{"序号", "指标", "考察点", "依据条款", "问题（页面标题、网址）", "首次/最近发现时间", "截图号", "扣分", "整改时限", "整改情况"},
		Centre: []bool{true, false, false, false, false, true, true, true, true, true}, Links: 5}
	for i, it := range b.n.Items {
		problem := it.Sentence
		if it.Title != "" {
			problem += "\n" + it.Title
		}
		problem += "\n" + reports.Cut(it.URL, addressShown)
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), it.Group, it.Point, it.Basis, problem,
			it.seen(), it.Shot, it.Cost, it.Deadline.ChineseLong(), ""})
	}
	b.Add(letter.Block{Kind: letter.KindTable, Table: t})
}

// seen says when the problem was first and last seen.
func (it *Item) seen() string {
	if it.FirstSeen == it.LastSeen {
		return it.FirstSeen.Chinese()
	}
	return "首次：" + it.FirstSeen.Chinese() + "\n最近：" + it.LastSeen.Chinese()
}

func (b *builder) form() {
	b.Add(letter.Block{Kind: letter.KindPage, Wide: true})
	b.Add(letter.Block{Kind: letter.KindAttachment, N: 2, Text: "整改情况反馈表"})
	b.Add(letter.Block{Kind: letter.KindLine, Text: "填报单位：" + b.n.Unit + "　　通知书编号：" + b.n.Serial() + "　　填报日期：　　　　年　　月　　日"})
	t := &letter.Table{Widths: formWidths, Height: 560,
		Head:   []string{"序号", "问题编号", "问题", "整改情况（未整改的写明原因）", "整改后链接", "完成时间", "责任人"},
		Centre: []bool{true, true}}
	for i, it := range b.n.Items {
		problem := it.Point
		if it.Title != "" {
			problem += "：" + reports.Cut(it.Title, 40)
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), it.Number, problem, "", "", "", ""})
	}
	b.Add(letter.Block{Kind: letter.KindTable, Table: t})
	b.Add(letter.Block{Kind: letter.KindLine, Text: "单位负责人（签字）：　　　　　　　　　　填报人：　　　　　　　　　　联系电话：　　　　　　　　　　"})
}

func (b *builder) receipt() {
	n := b.n
	b.Add(letter.Block{Kind: letter.KindPage})
	b.Add(letter.Block{Kind: letter.KindForm, Text: "送达回执"})
	b.Add(letter.Block{Kind: letter.KindTable, Table: &letter.Table{Widths: []int{2200, 2222, 2200, 2222}, Height: 720, Heads: []bool{true, false, true, false},
		Rows: [][]string{
			{"文书名称", title, "文书编号", n.Serial()},
			{"送达单位", n.Unit, "问题数量", strconv.Itoa(len(n.Items)) + "个"},
			{"送达方式", "", "送达人", ""},
			{"送达时间", "　　　年　月　日", "签收时间", "　　　年　月　日"},
			{"签收人", "", "联系电话", ""},
			{"备注", ""},
		}}})
	b.Add(letter.Block{Kind: letter.KindLine, Text: "请签收后将本回执退回" + n.Office.Name + "。"})
	imprint := letter.Block{Kind: letter.KindImprint, Text: n.Copies, More: n.date()}
	if n.Draft() && n.Copies == "" {
		imprint.Text = "　"
	}
	b.Add(imprint)
}
