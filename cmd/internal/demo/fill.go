package demo

import (
	"fmt"

	"duwang/crawler/portal"
)

// fill writes the articles of a column as they are before anything is bent:
// fresh enough for its type, every field there, every document in time.
func (w *world) fill(c *column) {
	switch {
	case c.key == "guide":
		c.text = w.guide(c)
	case c.key == "duties":
		c.text = w.duties(c)
	case c.typ == portal.TypeAnnualReport:
		w.reports(c)
	case c.key == "application":
		w.application(c)
	}
	if c.key == "application" {
		return
	}
	d := AsOf.AddDays(-c.newest)
	for i := 0; i < c.count; i++ {
		d = weekday(d)
		title, x := heading(c, i, d)
		a := w.add(c, title, d)
		if c.typ == portal.TypeStatistics {
			for _, s := range figures {
				a.paras = append(a.paras, fillIn(s, c.unit, "", a.id))
			}
		} else {
			write(a, x)
		}
		w.furnish(a, x, i)
		d = d.AddDays(-max(1, c.step+roll(5, c.id, i)-2))
	}
}

// furnish adds what articles of a type carry besides their text.
func (w *world) furnish(a *article, x string, i int) {
	c := a.column
	switch c.typ {
	case portal.TypeNews:
		if i%3 == 0 {
			a.images = []string{fmt.Sprintf("W0%s%03d.png", digits(a.published.Date), a.id%1000)}
		}
		if c.unit.kind != portal.UnitGovernment && i%4 == 1 {
			a.source = "云溪县融媒体中心"
		}
	case portal.TypeNotice, portal.TypePersonnel:
		if i%2 == 0 {
			formed := before(a, roll(3, a.id))
			a.sign = []string{c.unit.name, formed.Chinese()}
		}
		if i%3 == 1 {
			kind := [...]string{"docx", "xlsx", "pdf", "zip"}[i%4]
			a.files = []file{{fmt.Sprintf("P0%s%03d.%s", digits(a.published.Date), a.id%1000, kind), "附件：" + x + "登记表." + kind}}
		}
	case portal.TypeBudget, portal.TypeSummary:
		a.files = []file{{fmt.Sprintf("P0%s%03d.pdf", digits(a.published.Date), a.id%1000), a.title + ".pdf"}}
	case portal.TypePolicy:
		w.document(a, i)
	}
}

func digits(d portal.Date) string {
	y, m, day := d.Date()
	return fmt.Sprintf("%d%02d%02d", y, int(m), day)
}

// document gives a policy article its metadata. Every fourth states number,
// date and disclosure in the text alone, as older systems do.
func (w *world) document(a *article, i int) {
	u := a.column.unit
	formed := before(a, 2+roll(5, a.id))
	number := fmt.Sprintf("%s〔%d〕%d号", u.mark, formed.Year(), 3+4*(a.column.count-i))
	a.doc = &document{
		index: fmt.Sprintf("%s/%d-%05d", organisationCode(u), formed.Year(), a.id%100000), number: number, issuer: u.name,
		topic: "综合政务", disclosure: portal.DisclosureOpen, formed: formed,
	}
	if i%4 == 3 {
		a.doc.number, a.doc.disclosure, a.doc.formed = "", "", 0
		a.head, a.note = number, "（此件公开发布）"
		a.sign = []string{u.name, chineseNumerals(formed)}
	}
}

// organisationCode is the 机构代码 that index numbers begin with: invented.
func organisationCode(u *unit) string { return fmt.Sprintf("990100%03d", 100+roll(900, u.id)) }

var numerals = [...]string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// chineseNumerals writes a date as signatures do: 二〇二六年九月十八日.
func chineseNumerals(d portal.Date) string {
	y, m, day := d.Date()
	s := ""
	for _, c := range fmt.Sprint(y) {
		s += numerals[c-'0']
	}
	return s + "年" + small(int(m)) + "月" + small(day) + "日"
}

// small writes 1 to 31.
func small(n int) string {
	s := ""
	if n >= 10 {
		if n >= 20 {
			s = numerals[n/10]
		}
		s += "十"
	}
	if n%10 != 0 {
		s += numerals[n%10]
	}
	return s
}

// guide is a column whose address is the text itself.
func (w *world) guide(c *column) *article {
	a := w.text(c, "云溪县人民政府信息公开指南", portal.MustDate("2026-01-08"))
	a.paras = []string{
		"为了方便公民、法人和其他组织获取本机关的政府信息，根据《中华人民共和国政府信息公开条例》，编制本指南，并每年更新一次。",
		"一、信息分类和编排体系。本机关主动公开的信息按机构职能、政策文件、规划计划、统计数据、财政预决算、公示公告等类别编排。",
		"二、获取方式。公众可以通过本网站、政府公报、县档案馆和县图书馆查阅主动公开的信息。",
		"三、工作机构。名称：" + office + "；办公地址：云溪县人民路1号；办公时间：工作日8:30至12:00、14:30至18:00；联系电话：" + phone +
			"；传真号码：0000-1234568；电子邮箱：gongkai@yunxi.example。",
		"四、监督方式。认为本机关未依法履行公开义务的，可以向县政府信息公开工作主管部门投诉、举报。",
	}
	return a
}

func (w *world) duties(c *column) *article {
	u := c.unit
	a := w.text(c, u.name+c.name, portal.MustDate("2026-02-05").AddDays(roll(20, u.id)))
	a.paras = []string{
		u.name + "负责本辖区、本领域的" + u.work[0] + "、" + u.work[1] + "、" + u.work[2] + "等工作。",
		"一、贯彻执行国家和省、市有关方针政策和法律法规，拟订全县有关工作规划并组织实施。",
		"二、承担" + u.work[3] + "、" + u.work[4] + "等具体工作，受理群众来信来访。",
		"三、完成县委、县政府交办的其他任务。",
		"办公地址：云溪县人民路" + fmt.Sprint(2+roll(90, u.id)) + "号；办公时间：工作日8:30至12:00、14:30至18:00；联系电话：" + phone + "。",
	}
	return a
}

// text makes an article that is a column's own address, not a row of its list.
func (w *world) text(c *column, title string, d portal.Date) *article {
	a := w.add(c, title, weekday(d))
	c.articles = nil
	return a
}

// application is the channel for requests: how they go, and the form.
func (w *world) application(c *column) {
	flow := w.add(c, "政府信息公开申请办理流程", portal.MustDate("2026-03-12"))
	flow.paras = []string{
		"公民、法人或者其他组织可以通过信函、当面递交或者互联网渠道提出申请。",
		"本机关收到申请后，能够当场答复的当场答复；不能当场答复的，自收到申请之日起20个工作日内答复；需要延长的，经同意后延长不超过20个工作日。",
		"受理机构：" + office + "；地址：云溪县人民路1号；邮政编码：000000；电话：" + phone + "；电子邮箱：gongkai@yunxi.example。",
	}
	form := w.add(c, "政府信息公开申请表", portal.MustDate("2026-03-11"))
	form.paras = []string{"申请人可以下载本表，填写姓名或者名称、身份证明、联系方式，所需信息的名称、文号或者特征性描述，以及获取信息的方式和途径。"}
	form.files = []file{{"P020260311001.docx", "政府信息公开申请表.docx"}}
}

// reports are the 年度报告 of three years, the last in time for its unit.
func (w *world) reports(c *column) {
	for year := 2025; year >= 2023; year-- {
		d := portal.NewDate(year+1, 1, 10+roll(17, c.id, year))
		if c.unit.kind != portal.UnitDepartment {
			d = portal.NewDate(year+1, 3, 5+roll(22, c.id, year))
		}
		title := fmt.Sprintf("%s%d年政府信息公开工作年度报告", c.unit.name, year)
		if c.unit.system == systemJpage {
			title = fmt.Sprintf("%d年度%s政府信息公开年报", year, c.unit.name)
		}
		a := w.add(c, title, weekday(d))
		a.paras = []string{
			fmt.Sprintf("本报告依据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自%d年1月1日起至%d年12月31日止。", year, year),
			fmt.Sprintf("一、总体情况。%d年，%s主动公开信息%d条，回应群众关切%d次，政策解读%d篇。", year, c.unit.name, 120+roll(300, a.id), 11+roll(40, a.id), 4+roll(9, a.id)),
			"二、主动公开政府信息情况。全年制发文件均按规定公开，未收取任何费用。",
			"三、收到和处理政府信息公开申请情况。全年收到申请2件，均已按期答复。",
			"四、政府信息公开行政复议、行政诉讼情况。全年未发生。",
			"五、存在的主要问题及改进情况。公开内容还不够丰富，下一步将加强培训、拓展渠道。",
			"六、其他需要报告的事项。本机关全年未收取信息处理费。",
		}
	}
}

// explain gives each document of the county government an interpretation of
// the same day, and links the two to each other.
func (w *world) explain() {
	c := w.columns["gov-interpretation"]
	for _, doc := range w.columns["gov-policy"].articles {
		a := w.add(c, "《"+doc.title+"》政策解读", doc.published.Date)
		a.source = office
		a.paras = []string{
			"一、制定背景。为落实上级部署、回应群众关切，县政府组织起草了该文件，起草过程中征求了各有关单位和社会公众的意见。",
			"二、主要内容。文件明确了工作目标、重点任务、责任分工和保障措施，对群众办事涉及的条件、程序、时限作了细化。",
			"三、解读机关：" + office + "；咨询电话：" + phone + "。",
		}
		pair(doc, a)
	}
}

// pair links a document and its interpretation to each other; the addresses
// are filled in when the pages are written.
func pair(doc, interpretation *article) {
	doc.links = append(doc.links, link{text: "相关解读：" + interpretation.title, to: interpretation})
	interpretation.links = append(interpretation.links, link{text: "相关文件：" + doc.title, to: doc})
}
