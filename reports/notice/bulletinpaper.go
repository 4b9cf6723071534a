package notice

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"duwang/reports"
	"duwang/reports/letter"
)

// Title returns the bulletin's title.
func (b *Bulletin) Title() string {
	switch b.Kind {
	case Monthly:
		return b.Span + "政务公开检查月报"
	case Quarterly:
		return b.Span + "政务公开检查季报"
	}
	return "关于" + b.Span + "政务公开检查情况的通报"
}

// Name returns the base name of the bulletin's files: 通报-2026年11月.
func (b *Bulletin) Name() string { return b.Kind + "-" + b.Span }

// stubbornShown is how many cases the text itself names; the annex has all.
const stubbornShown = 5

// Letter returns the bulletin as a document: a draft, which an officer edits
// and a leader signs.
func (b *Bulletin) Letter() *letter.Letter {
	var d letter.Builder
	if b.Kind == Public {
		d.Add(letter.Block{Kind: letter.KindLetterhead, Text: b.Office.Name})
		d.Add(letter.Block{Kind: letter.KindNumber, Text: fmt.Sprintf("%s〔%d〕　号", b.Office.NoticeCode, b.To.Year())})
	}
	d.Add(letter.Block{Kind: letter.KindTitle, Text: b.Title()})
	if b.Kind == Public {
		d.Add(letter.Block{Kind: letter.KindAddressee, Text: "各有关单位"})
	}
	d.Para("根据《中华人民共和国政府信息公开条例》和政务公开工作有关规定，" + b.Office.Name + "对" + b.Span + "政务公开情况进行了检查，现将有关情况" + map[bool]string{true: "通报", false: "报告"}[b.Kind == Public] + "如下。")
	b.overall(&d)
	b.kinds(&d)
	b.before(&d)
	b.stubborn(&d)
	b.demands(&d)
	names := []string{"各单位问题整改情况表"}
	if len(b.Stubborn) > 0 {
		names = append(names, "连续未整改问题清单")
	}
	if len(b.Ranks) > 0 {
		names = append(names, "得分排名表")
	}
	d.Add(letter.Block{Kind: letter.KindList, Names: names})
	d.Add(letter.Block{Kind: letter.KindSign, Text: b.Office.Name, More: "　　年　月　日"})
	d.Add(letter.Block{Kind: letter.KindNote, Text: contact(b.Office)})
	b.annexes(&d, names)
	return &letter.Letter{Office: b.Office.Name, Title: b.Title(), Mark: BulletinMark, Blocks: d.Blocks}
}

// BulletinMark stands at the head of every page of a bulletin's draft.
const BulletinMark = "草稿，请核改后送签"

func (b *Bulletin) overall(d *letter.Builder) {
	d.Heading("总体情况")
	s := fmt.Sprintf("%s至%s，共开展有效检查%d次", b.From.Chinese(), b.To.Chinese(), b.Sound)
	if b.Void > 0 {
		s += fmt.Sprintf("（另有%d次作废，不作为依据）", b.Void)
	}
	d.Para(s + fmt.Sprintf("，涉及单位%d个。新发现并经人工确认的问题%d个，其中复发%d个；下发整改通知书%d份，涉及问题%d个；收到反馈%d个，销号%d个。",
		len(b.Rows), b.Found, b.Recurred, b.Notices, b.Notified, b.Answered, b.Closed))
	s = fmt.Sprintf("截至%s，未办结的问题%d个", b.To.Chinese(), b.Open)
	if b.Overdue > 0 {
		s += fmt.Sprintf("，其中逾期未反馈%d个", b.Overdue)
	}
	if b.Exempt > 0 {
		s += fmt.Sprintf("；经批准免责的%d个，不计入上述数字", b.Exempt)
	}
	if b.Pending > 0 {
		s += fmt.Sprintf("；待人工确认的%d个，确认前不作为问题", b.Pending)
	}
	d.Para(s + "。")
	if n := len(b.Ranks); n > 0 {
		d.Para(fmt.Sprintf("以%s的检查为准，各单位得分和名次见附件。", b.Ranked.Chinese()))
	}
}

func (b *Bulletin) kinds(d *letter.Builder) {
	d.Heading("主要问题")
	if len(b.Kinds) == 0 {
		d.Para("没有发现经确认的问题。")
		return
	}
	for _, part := range []struct {
		veto  bool
		title string
	}{{true, "单项否决情形"}, {false, "其他问题"}} {
		n := 0
		for _, k := range b.Kinds {
			if k.Veto != part.veto {
				continue
			}
			if n++; n == 1 && b.Kinds[0].Veto { // vetoes stand first
				d.Subheading(part.title)
			}
			d.Para(fmt.Sprintf("%d．%s%d个，涉及%s。", n, k.Kind, k.N, reports.NameSome(k.Units, 8)))
		}
	}
}

func (b *Bulletin) before(d *letter.Builder) {
	d.Heading("上期问题整改情况")
	p := b.Before
	if p.Notified == 0 {
		d.Para("上期没有下发需要整改的问题。")
		return
	}
	d.Para(fmt.Sprintf("上期下发问题%d个（不含误报、免责），已销号%d个，复查通过待销号%d个，已反馈待复查%d个，未整改%d个，整改到位率%s。",
		p.Notified, p.Closed, p.Mended, p.Answered, p.Left, reports.Percent(p.Closed+p.Mended, p.Notified)))
}

func (b *Bulletin) stubborn(d *letter.Builder) {
	d.Heading("连续未整改的问题")
	if len(b.Stubborn) == 0 {
		d.Para("没有连续未整改的问题。")
		return
	}
	d.Para(fmt.Sprintf("以下%d个问题在本期之前已经下发，至本期末仍未整改到位：", len(b.Stubborn)))
	for i, s := range b.Stubborn {
		if i == stubbornShown && len(b.Stubborn) > stubbornShown+1 {
			d.Para(fmt.Sprintf("其余%d个见附件2。", len(b.Stubborn)-stubbornShown))
			break
		}
		text := fmt.Sprintf("%d．%s：%s（%s首次下发", i+1, s.Unit, strings.TrimRight(s.Problem, "。"), s.Since.Chinese())
		if s.Refuted > 0 {
			text += fmt.Sprintf("，反馈后复查仍存在%d次", s.Refuted)
		}
		d.Para(text + "）。")
	}
}

func (b *Bulletin) demands(d *letter.Builder) {
	d.Heading("下一步工作要求")
	d.Para("1．有关单位要对照问题清单逐项整改，按整改通知书的时限反馈；逾期未反馈的，应立即补报。")
	d.Para("2．连续未整改的单位要查明原因，明确责任人和完成时间，书面报送" + b.Office.Name + "。")
	d.Add(letter.Block{Kind: letter.KindClosing, Text: "3．各单位要加强日常维护，在栏目更新期限之前发布信息，防止同类问题再次发生。"})
}

var (
	bulletinWidths = []int{700, 3456, 1200, 1200, 1200, 1200, 1200, 1300, 1300}
	stubbornWidths = []int{700, 2400, 1700, 5256, 1500, 1200}
	rankWidths     = []int{1000, 3644, 1400, 1400, 1400}
)

func (b *Bulletin) annexes(d *letter.Builder, names []string) {
	for i, name := range names {
		switch name {
		case "各单位问题整改情况表":
			d.Page(true)
			d.Add(letter.Block{Kind: letter.KindAttachment, N: i + 1, Text: name})
			t := &letter.Table{Widths: bulletinWidths, Centre: []bool{true, false, true, true, true, true, true, true, true}, Head: BulletinHead}
			sum := BulletinRow{}
			for j, r := range b.Rows {
				t.Rows = append(t.Rows, append([]string{strconv.Itoa(j + 1)}, r.cells()...))
				sum.add(&r)
			}
			sum.Unit = "合计"
			t.Rows = append(t.Rows, append([]string{""}, sum.cells()...))
			d.Table(t)
		case "连续未整改问题清单":
			d.Page(true)
			d.Add(letter.Block{Kind: letter.KindAttachment, N: i + 1, Text: name})
			t := &letter.Table{Widths: stubbornWidths, Centre: []bool{true, false, true, false, true, true},
				Head: []string{"序号", "单位", "问题编号", "问题", "首次下发", "反馈后仍存在"}}
			for j, s := range b.Stubborn {
				t.Rows = append(t.Rows, []string{strconv.Itoa(j + 1), s.Unit, s.Number, s.Problem, s.Since.String(), fmt.Sprintf("%d次", s.Refuted)})
			}
			d.Table(t)
		case "得分排名表":
			d.Page(false)
			d.Add(letter.Block{Kind: letter.KindAttachment, N: i + 1, Text: name})
			d.Line("以" + b.Ranked.ChineseLong() + "的检查和经确认的问题为准。")
			t := &letter.Table{Widths: rankWidths, Centre: []bool{true, false, true, true, true}, Head: []string{"名次", "单位", "得分", "等次", "覆盖率"}}
			for _, r := range b.Ranks {
				t.Rows = append(t.Rows, []string{r.Place, r.Unit, r.Score, r.Grade, r.Cover})
			}
			d.Table(t)
		}
	}
}

// BulletinHead is the head of the annex by units.
var BulletinHead = []string{"序号", "单位", "新发现", "下发", "反馈", "销号", "期末未办结", "逾期未反馈", "复发"}

// Counts returns the row's numbers in the order of BulletinHead.
func (r *BulletinRow) Counts() []int {
	return []int{r.Found, r.Notified, r.Answered, r.Closed, r.Open, r.Overdue, r.Recurred}
}

func (r *BulletinRow) cells() []string {
	out := []string{r.Unit}
	for _, n := range r.Counts() {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

func (r *BulletinRow) add(o *BulletinRow) {
	r.Found += o.Found
	r.Notified += o.Notified
	r.Answered += o.Answered
	r.Closed += o.Closed
	r.Open += o.Open
	r.Overdue += o.Overdue
	r.Recurred += o.Recurred
}

// WriteDOCX writes the bulletin as a Word file; the error is that of w.
func (b *Bulletin) WriteDOCX(w io.Writer) error { return b.Letter().WriteDOCX(w) }
