package notice

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/letter"
	"duwang/reports/remind"
)

// A Reminder is a 提醒单 or a 催办单: what one unit hears on one day.
type Reminder struct {
	Office    reports.Office
	Kind      string // remind.Remind or remind.Chase
	UnitID    string
	Addressee string
	Year      int
	Number    int // runs by kind and year
	Issued    portal.Date
	Over      []ReminderItem
	Soon      []ReminderItem
	Early     []EarlyItem
	// Checked is the day as of which the columns of Early were looked at.
	Checked portal.Date
	// Provisional says that days were counted in a year whose calendar is not
	// yet published (暂定).
	Provisional bool
}

// A ReminderItem is one problem that a reminder speaks of.
type ReminderItem struct {
	Number   string // 问题编号
	Serial   string // 文号 of the notice it stands in
	Problem  string // what and where, in a line
	URL      string
	Deadline portal.Date
	Days     int // working days left, or overdue
	Chased   int // how often the unit was chased for it before
	Measure  string
}

// An EarlyItem is a column that will be overdue.
type EarlyItem struct {
	Column string
	URL    string
	Due    portal.Date
	Days   int // working days left
}

// Serial returns the reminder's number: 提醒〔2026〕1号.
func (r *Reminder) Serial() string {
	word := "提醒"
	if r.Kind == remind.Chase {
		word = "催办"
	}
	return fmt.Sprintf("%s〔%d〕%d号", word, r.Year, r.Number)
}

// Name returns the base name of the reminder's files: 催办单-edu-2026-1.
func (r *Reminder) Name() string {
	return fmt.Sprintf("%s-%s-%d-%d", remind.KindWord(r.Kind), r.UnitID, r.Year, r.Number)
}

// Column widths in twips of an upright page.
var (
	overWidths  = []int{560, 1500, 1284, 2500, 1400, 850, 750}
	soonWidths  = []int{560, 1600, 1334, 2950, 1500, 900}
	earlyWidths = []int{560, 2200, 3584, 1600, 900}
)

// Letter returns the reminder as a document.
func (r *Reminder) Letter() *letter.Letter {
	var b letter.Builder
	title := "政务公开工作提醒单"
	if r.Kind == remind.Chase {
		title = "政务公开问题整改催办单"
	}
	b.Add(letter.Block{Kind: letter.KindForm, Text: title})
	b.Add(letter.Block{Kind: letter.KindSerial, Text: "编号：" + r.Serial()})
	b.Add(letter.Block{Kind: letter.KindAddressee, Text: r.Addressee})
	parts := 0
	for _, n := range []int{len(r.Over), len(r.Soon), len(r.Early)} {
		if n > 0 {
			parts++
		}
	}
	head := func(s string) {
		if parts > 1 {
			b.Heading(s)
		}
	}
	if len(r.Over) > 0 {
		head("逾期未反馈的问题")
		r.over(&b)
	}
	if len(r.Soon) > 0 {
		head("即将到期的问题")
		r.soon(&b)
	}
	if len(r.Early) > 0 {
		head("即将超过更新期限的栏目")
		r.early(&b)
	}
	closing := "对本单内容有疑问的，或者所列事项不属于你单位职责的，请及时与我们联系。"
	if r.Provisional {
		closing = "本单所涉年份的放假安排尚未全部公布，工作日数为暂定。" + closing
	}
	b.Add(letter.Block{Kind: letter.KindClosing, Text: closing})
	b.Add(letter.Block{Kind: letter.KindSign, Text: r.Office.Name, More: r.Issued.Chinese()})
	b.Add(letter.Block{Kind: letter.KindNote, Text: contact(r.Office)})
	return &letter.Letter{Office: r.Office.Name, Title: title + "（" + r.Addressee + "）", Blocks: b.Blocks}
}

func (r *Reminder) over(b *letter.Builder) {
	b.Para(fmt.Sprintf("截至%s，你单位有%d个问题已过整改时限，尚未收到整改反馈。请立即整改，并填写整改情况反馈表或者整改台账反馈；已经整改的，请当日反馈。", r.Issued.ChineseLong(), len(r.Over)))
	t := &letter.Table{Widths: overWidths, Centre: []bool{true, true, true, false, true, true, true},
		Head: []string{"序号", "原通知书编号", "问题编号", "问题", "整改时限", "逾期工作日", "催办次数"}}
	measures := map[string][]string{}
	var order []string
	for i, it := range r.Over {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), it.Serial, it.Number, it.problem(), it.Deadline.ChineseLong(), strconv.Itoa(it.Days), fmt.Sprintf("第%d次", it.Chased+1)})
		if it.Measure != "" {
			if measures[it.Measure] == nil {
				order = append(order, it.Measure)
			}
			measures[it.Measure] = append(measures[it.Measure], strconv.Itoa(i+1))
		}
	}
	b.Table(t)
	for _, m := range order {
		b.Para(fmt.Sprintf("其中第%s项逾期时间较长，转入%s。", strings.Join(measures[m], "、"), m))
	}
}

func (r *Reminder) soon(b *letter.Builder) {
	b.Para(fmt.Sprintf("你单位有%d个问题即将到整改时限，尚未收到整改反馈。请按时整改，并在时限前反馈；确实不能按时完成的，请在时限前书面申请延期。", len(r.Soon)))
	t := &letter.Table{Widths: soonWidths, Centre: []bool{true, true, true, false, true, true},
		Head: []string{"序号", "原通知书编号", "问题编号", "问题", "整改时限", "剩余工作日"}}
	for i, it := range r.Soon {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), it.Serial, it.Number, it.problem(), it.Deadline.ChineseLong(), left(it.Days)})
	}
	b.Table(t)
}

func (r *Reminder) early(b *letter.Builder) {
	b.Para(fmt.Sprintf("据%s的检查，以下%d个栏目即将超过更新期限。目前尚不构成问题，请在期限前发布新的信息；确无新信息的，请发布情况说明。检查之后已经更新的，不必答复。", r.Checked.Chinese(), len(r.Early)))
	t := &letter.Table{Widths: earlyWidths, Centre: []bool{true, false, false, true, true}, Links: 3,
		Head: []string{"序号", "栏目", "网址", "更新期限", "剩余工作日"}}
	for i, it := range r.Early {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), it.Column, reports.Cut(it.URL, addressShown), it.Due.ChineseLong(), left(it.Days)})
	}
	b.Table(t)
}

func (it *ReminderItem) problem() string {
	return it.Problem + "\n" + reports.Cut(it.URL, addressShown)
}

// left writes working days left; on the last day none is.
func left(days int) string {
	if days == 0 {
		return "当日"
	}
	return strconv.Itoa(days)
}

// WriteDOCX writes the reminder as a Word file. The same reminder gives the
// same bytes; the error is that of w.
func (r *Reminder) WriteDOCX(w io.Writer) error { return r.Letter().WriteDOCX(w) }

// WriteHTML writes the reminder as a page that prints like the Word file. The
// error is that of w.
func (r *Reminder) WriteHTML(w io.Writer) error { return r.Letter().WriteHTML(w) }
