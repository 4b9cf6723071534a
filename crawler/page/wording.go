package page

import (
	"strings"

	"duwang/crawler/annual"
	"duwang/crawler/portal"
	"duwang/crawler/sensitive"
)

// titleWords tell a page whose wording rules look at by its own title,
// wherever it stands.
var titleWords = []string{"公开指南", "公开制度", "年度报告", "公开年报", "依申请公开", "主动公开内容", "公开目录", "标准目录", "事项清单", "公开清单", "网站地图",
	"机构职能", "机构概况", "领导信息", "领导之窗", "领导分工", "意见征集", "征求意见", "征集意见", "问卷调查",
	"公开征集", "采纳情况", "征收土地预公告", "补偿安置方案", "征收土地公告", "中标候选人", "中标结果", "成交结果", "预公开", "解读"}

// longestWorded is in runes: a longer title speaks of such a page.
const longestWorded = 60

func worded(title string) bool {
	return title != "" && runes(title) <= longestWorded && containsAny(title, titleWords...)
}

// wording keeps the text of a page that rules read word by word, what it
// leads to, and the report that it is.
func (r *reader) wording(b *body) {
	f := r.facts
	if r.opt.Home {
		f.Names, f.Header = r.names(), r.header()
		return
	}
	if !r.opt.Worded && !worded(f.Title) {
		return
	}
	if f.Kind != portal.KindArticle {
		f.Names = r.names()
	}
	t := &textOfLines{}
	text := b.lines
	r.rowsTo(t, span{0, int32(len(r.lines))}, func(i int32) bool {
		l := &r.lines[i]
		if l.flags&isTemplate != 0 || f.Kind == portal.KindArticle && b.elem >= 0 && i >= text.to && l.flags&inBody == 0 && tailLine(l) {
			return false
		}
		return l.flags&chrome == 0 || f.Kind == portal.KindArticle && text.has(i)
	})
	f.Text = sensitive.Mask(t.String())
	if annual.Named(f.Title) || annual.Speaks(f.Text) {
		f.Report = annual.Read(strings.Split(f.Text, "\n"))
		if f.Report.Title == "" && annual.Named(f.Title) {
			f.Report.Title = squeeze(f.Title)
		}
		if len(f.Report.Headings) == 0 && len(f.Report.Requests) == 0 {
			f.Report = nil
		}
	}
}

// A textOfLines joins lines up to portal.TextLimit. Parts that a browser
// shows only after a click count like the others.
type textOfLines struct{ strings.Builder }

func (t *textOfLines) Where(string, bool) {}

func (t *textOfLines) Line(s string) {
	if s == "" || t.Len()+len(s) >= portal.TextLimit {
		return
	}
	if t.Len() > 0 {
		t.WriteByte('\n')
	}
	t.WriteString(s)
}

const (
	mostNames   = 800
	longestName = 20 // runes
)

// names are the short wordings of the page's links, each once, in its order.
func (r *reader) names() []string {
	var list []string
	seen := map[string]bool{}
	for i := range r.anchors {
		a := &r.anchors[i]
		if r.flagsOf(a.elem)&isTemplate != 0 {
			continue
		}
		text := a.text
		if text == "" {
			text = r.linkText(a.elem)
		}
		text = squeeze(text)
		if n := runes(text); n < 2 || n > longestName || !hasHan(text) || seen[text] {
			continue
		}
		seen[text] = true
		if list = append(list, text); len(list) == mostNames {
			break
		}
	}
	return list
}

// longestHeader is in runes.
const longestHeader = 200

// header returns what the head of the page says, in its words and in those of
// its pictures.
func (r *reader) header() string {
	var b strings.Builder
	add := func(s string) {
		if s = squeeze(s); s != "" && runes(b.String()) < longestHeader {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(s)
		}
	}
	for i := range r.lines {
		if l := &r.lines[i]; l.flags&isTemplate == 0 && (i < 12 || l.flags&inHead != 0) && l.flags&inFoot == 0 && l.length <= 40 {
			add(l.text)
		}
	}
	pictures := 0
	for i := range r.refs {
		if f := &r.refs[i]; f.from == refImage && pictures < 8 {
			pictures++
			add(f.text)
		}
	}
	return clip(b.String(), longestHeader)
}
