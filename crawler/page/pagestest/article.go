package pagestest

import (
	"fmt"
	"strings"

	"duwang/crawler/portal"
)

// news draws an article of news.
func (m *maker) news() *Page {
	a := &article{column: m.column, tags: m.in(62), inHead: m.in(85)}
	a.Kind, a.Charset, a.Title = portal.KindArticle, "utf-8", m.newsTitle()
	lines := m.prose(newsProse, m.between(2, 6))
	switch {
	case m.in(12):
		lines = append(lines, fmt.Sprintf("（%s记者 某某）", m.place))
	case m.in(10):
		lines[0] = fmt.Sprintf("本报%s%d月%d日电 %s", m.place, m.between(1, 12), m.between(1, 28), lines[0])
	}
	if m.in(20) {
		lines = append(lines[:1], append([]string{`<p align="center"><img src="./W0202606.jpg"></p>`, m.centred("图为活动现场。某某摄")}, lines[1:]...)...)
	}
	info := m.dateAndSource(a)
	if m.in(10) {
		lines = append(lines, m.dataTable())
	}
	if m.in(8) {
		lines = append(lines, m.related())
	}
	return m.article(a, "", info, m.paragraphs(lines))
}

// dateAndSource draws when and from where an article was published, how the
// page says so, and writes the truth; it returns the line to show.
func (m *maker) dateAndSource(a *article) string {
	d, clock := m.day(700), m.clock()
	precision := m.Intn(3)
	a.made = m.today.String() + " " + m.clock()
	source := ""
	if m.in(80) {
		source = strings.TrimSpace(m.source())
	}
	date := ""
	visible := m.in(88)
	if visible {
		a.Published = stamp(d, clock, precision)
		date = m.shown(m.spell(a.Published))
	}
	if a.tags {
		switch {
		case !visible && m.in(50):
			a.Published = stamp(d, clock, m.Intn(3))
			a.pubDate = metaSpelling(m, a.Published)
		case !visible && m.in(50) && strings.Contains(strings.Join(m.look.meta, ""), "{made}") && !strings.Contains(strings.Join(m.look.meta, ""), "createDate") && len(m.look.meta) == 1:
			a.pubDate = a.made // the generator's time is no publication
		case !visible:
		case m.in(70): // the same day, precise or not
			tag := stamp(d, clock, m.Intn(3))
			a.pubDate, a.tagTime = metaSpelling(m, tag), tag.Clock
			if a.Published.Clock == "" {
				a.Published = tag
			}
		case m.in(30): // migrated: the tag carries another year
			other := d.AddDays(-m.between(40, 900))
			a.pubDate, a.Apart = metaSpelling(m, stamp(other, clock, m.Intn(3))), true
		}
		switch {
		case source == "" && m.in(30):
			source = strings.TrimSpace(m.source())
			a.tagSrc, a.Source = source, source
			return m.infoLine(m.dateLabel(), date, "")
		case m.in(75):
			a.tagSrc = source
		}
	}
	a.Source = source
	if date == "" && source == "" && m.in(50) {
		return ""
	}
	label := m.dateLabel()
	if label == "更新时间：" && a.Apart {
		// A change after the day that the page's own tag names.
		label = "发布时间："
	}
	a.updated = date != "" && label == "更新时间："
	return m.infoLine(label, date, source)
}

// metaSpelling writes a stamp as page tags do.
func metaSpelling(m *maker, s portal.Stamp) string {
	if s.Clock == "" {
		return m.one(s.Date.String(), s.Date.String(), s.Date.Chinese(), strings.ReplaceAll(s.Date.String(), "-", "/"), strings.ReplaceAll(s.Date.String(), "-", ""), s.Date.String()+" 00:00:00")
	}
	return m.one(s.Date.String()+" "+s.Clock, s.Date.String()+" "+s.Clock, s.Date.String()+"T"+s.Clock, s.Date.String()+"-"+s.Clock)
}

// document draws an official document with its fields.
func (m *maker) document() *Page {
	a := &article{column: m.column, tags: m.in(62), inHead: m.in(88)}
	a.Kind, a.Charset = portal.KindArticle, "utf-8"
	issuer := m.one(m.place+"人民政府", m.place+"人民政府办公室", m.organ(), m.organ())
	a.Title = m.documentTitle(issuer)
	onlyTable := false // the date of publication stands in the table alone
	info := m.dateAndSource(a)
	if a.Published.Date == 0 && m.in(60) {
		a.Published.Date, onlyTable = m.day(700), true
	}
	formed := m.day(700)
	if a.Published.Date != 0 {
		formed = a.Published.Date.AddDays(-m.Intn(25))
	}
	number, shown := m.number(formed.Year())
	if onlyTable || m.in(75) {
		table := []said{}
		put := func(share int, label string, value string, say func()) {
			if m.in(share) {
				table = append(table, said{label, value})
				if say != nil {
					say()
				}
			}
		}
		index := m.index(formed.Year())
		put(90, pick(m, indexLabels), index, func() { a.IndexNumber = index })
		put(70, m.one("主题分类", "信息分类", "体裁分类", "组配分类"), m.one("综合政务", "其他", "", "农业、林业、水利 / 通知"), nil)
		put(90, pick(m, issuerLabels), issuer, func() { a.Issuer = issuer })
		put(80, pick(m, formedLabels), m.spellFormed(formed), func() { a.FormedOn, a.FormedFrom = formed, portal.FormedFromMetadata })
		put(55, pick(m, titleLabels), a.Title, nil)
		switch {
		case m.in(80):
			put(100, pick(m, numberLabels), shown, func() { a.DocumentNumber = number })
		case m.in(60):
			put(100, pick(m, numberLabels), m.one("", "无", "&nbsp;", "--"), nil)
		}
		if a.Published.Date != 0 && !a.Apart {
			share := 70
			if onlyTable {
				share = 100
			}
			put(share, pick(m, publishedLabels), m.spell(portal.Stamp{Date: a.Published.Date}), func() {
				if a.updated {
					a.Published.Clock = a.tagTime // an update's clock is not the publication's
				}
			})
		}
		if m.in(50) {
			d := m.one(portal.DisclosureOpen, portal.DisclosureOpen, portal.DisclosureOnRequest)
			put(100, pick(m, disclosureLabels), d, func() { a.Disclosure = d })
		}
		put(40, m.one("有效性", "时效性", "效力状态"), m.one("有效", "有效", "失效", ""), nil)
		put(25, m.one("生效日期", "实施日期", "施行日期"), m.spellFormed(formed.AddDays(30)), nil)
		put(25, m.one("废止日期", "失效日期"), m.one("", formed.AddDays(1500).String()), nil)
		put(40, m.one("主题词", "关键词"), m.one("", "通知；方案", "工作 安排"), nil)
		put(20, m.one("内容概述", "内容概要"), "根据上级要求（国办发〔2019〕14号），就有关工作作出安排，自2021年1月1日起施行。", nil)
		if len(table) < 4 {
			table = append(table, said{"索引号", index}, said{"发布机构", issuer}, said{"主题词", ""})
			a.IndexNumber, a.Issuer = index, issuer
		}
		if m.in(30) {
			m.Shuffle(len(table), func(i, j int) { table[i], table[j] = table[j], table[i] })
		}
		html := ""
		if m.in(8) {
			html = m.headed(table)
		} else {
			html = m.metadata(table)
		}
		return m.article(a, html, info, m.documentText(a, issuer, number, shown, formed))
	}
	return m.article(a, "", info, m.documentText(a, issuer, number, shown, formed))
}

// documentText draws the text: number, addressees, prose, attachments,
// signature, note, annex.
func (m *maker) documentText(a *article, issuer, number, shown string, formed portal.Date) string {
	var lines []string
	if m.in(35) {
		lines = append(lines, m.centred(a.Title))
	}
	if m.in(45) {
		lines = append(lines, m.one(m.centred(shown), m.centred(shown), shown, m.righted(shown)))
		if a.DocumentNumber == "" {
			a.DocumentNumber = number
		}
	}
	if m.in(75) {
		lines = append(lines, m.one("各乡镇人民政府，县直各部门、各单位：", "各有关单位:", "各镇（街道）、区直各单位："))
	}
	lines = append(lines, m.prose(documentProse, m.between(2, 6))...)
	if m.in(30) {
		lines = append(lines, m.attachments()...)
	}
	if m.in(75) {
		organs := []string{issuer}
		for range m.Intn(4) * m.Intn(2) {
			organs = append(organs, m.organ())
		}
		lines = append(lines, m.signature(organs, formed)...)
		if a.FormedOn == 0 {
			a.FormedOn, a.FormedFrom = formed, portal.FormedFromSignature
		}
	}
	if m.in(45) {
		d := a.Disclosure
		if d == "" {
			d = m.one(portal.DisclosureOpen, portal.DisclosureOpen, portal.DisclosureOpen, portal.DisclosureOnRequest, portal.DisclosureClosed)
			a.Disclosure = d
		}
		lines = append(lines, m.one(pick(m, notes[d]), m.centred(pick(m, notes[d]))))
	}
	if m.in(20) {
		lines = append(lines, m.annex()...)
	}
	if m.in(10) {
		lines = append(lines, m.dataTable())
	}
	if m.in(8) {
		lines = append(lines, m.related())
	}
	return m.paragraphs(lines)
}

// article puts headline, fields, line of date and text in one of the orders
// that pages use.
func (m *maker) article(a *article, table, info, text string) *Page {
	d := a.Published.Date
	if d == 0 {
		d = m.day(700)
	}
	if m.in(10) {
		d = d.AddDays(-m.Intn(400)) // the address names another day than the page
	}
	title := wrap(pick(m, m.look.title), a.Title)
	if info != "" {
		info = wrap(pick(m, m.look.info), info)
	}
	body := wrap(pick(m, m.look.text), text)
	order := m.one("title info table body", "table title info body", "title info body table", "title table info body", "table title info body", "title info table body")
	if strings.HasPrefix(m.look.name, "table") {
		order = m.one("title info body", "title info body")
	}
	parts := map[string]string{"title": title, "info": info, "table": table, "body": body}
	var b strings.Builder
	for part := range strings.FieldsSeq(order) {
		b.WriteString(parts[part] + "\n")
	}
	main := b.String()
	if strings.HasPrefix(m.look.name, "table") {
		main = table + `<table width="100%">` + main + "</table>"
	}
	main += m.tail()
	if m.look.name == "double" {
		main = `<div class="pc hidden-xs">` + main + `</div><div class="wap visible-xs">` + title + "<p>" + info + "</p>" + body + `</div>`
	}
	u := m.address(m.look.article, d)
	return &Page{Body: m.page(a, main, m.in(70)), URL: u, ContentType: m.one("text/html", "text/html; charset=utf-8"), Status: 200, Want: a.Truth}
}
