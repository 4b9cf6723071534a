package demo

import (
	"fmt"
	"strings"

	"duwang/crawler/portal"
)

// Titles, by column type. {x} is a piece of the unit's work, {u} the unit's
// name, {p} a place.
var titles = map[string][]string{
	"gov-news": {
		"我县召开{x}工作推进会", "县政府常务会议研究{x}等工作", "我县部署{x}工作", "县政府督查{x}落实情况", "我县{x}工作取得阶段性成效", "我县开展{x}专项行动"},
	portal.TypeNews: {
		"{u}召开{x}工作部署会", "{u}赴{p}调研{x}情况", "{u}扎实推进{x}", "{u}组织{x}集中检查", "{u}开展{x}专题培训", "{u}举办{x}宣传活动"},
	portal.TypeNotice: {
		"{u}关于{x}有关事项的公告", "关于开展{x}工作的通知", "关于{x}情况的公示", "关于举办{x}培训班的通知"},
	"gov-policy": {
		"云溪县人民政府关于加强{x}工作的意见", "云溪县人民政府关于印发《云溪县{x}实施方案》的通知", "云溪县人民政府关于做好{x}工作的通知"},
	portal.TypePolicy: {
		"{u}关于印发《云溪县{x}实施方案》的通知", "{u}关于进一步加强{x}工作的通知", "{u}关于做好{x}有关工作的通知"},
	portal.TypePlan:         {"云溪县{x}工作计划", "云溪县{x}三年行动安排"},
	portal.TypeBudget:       {"{u}预算公开说明", "{u}决算公开说明"},
	portal.TypePersonnel:    {"{u}{x}岗位公开招聘公告", "{u}{x}岗位面试安排", "{u}{x}岗位拟聘用情况公示"},
	portal.TypeSurvey:       {"关于《云溪县{x}管理办法》公开征求意见的公告"},
	portal.TypeSummary:      {"{u}工作总结"},
	portal.TypeServiceGuide: {"{x}办理指南"},
	portal.TypeOther:        {"城乡困难群众救助资金发放情况公示", "救助供养对象动态调整情况公示"},
}

var places = []string{"青石镇", "白杨镇", "柳河镇", "石桥乡", "松岭乡", "城关街道", "县产业园区", "北湾片区"}

// Sentences of the body. {n} is a number.
var openings = []string{
	"为做好{x}工作，近日，{u}在{p}组织开展了专题活动，有关股室和{p}负责同志参加。",
	"连日来，{u}把{x}作为一项重点任务，细化措施，压实责任，各项工作有序推进。",
	"按照县委、县政府统一安排，{u}围绕{x}开展工作，进一步明确了目标任务和完成时限。",
	"{u}坚持问题导向，聚焦群众关切，着力抓好{x}，取得了较好成效。",
}

var middles = []string{
	"活动中，工作人员实地查看了{n}处点位，听取了情况介绍，与群众面对面交流，现场解答疑问{n}人次，发放宣传材料{n}份。",
	"会议要求，各单位要提高认识，建立台账，逐项对账销号；要加强协作配合，形成工作合力；要畅通反馈渠道，及时回应群众诉求。",
	"针对发现的问题，检查组当场提出整改意见{n}条，能够立即整改的当场整改，不能立即整改的限期完成，并安排专人跟踪复查。",
	"截至目前，全县已完成年度任务的百分之{n}，涉及{n}个村（社区），惠及群众{n}户。",
	"在{p}，工作组逐户走访，摸清底数，对符合条件的对象做到应纳尽纳、应享尽享，对不符合条件的耐心做好解释说明。",
	"通过悬挂横幅、设置展板、入户讲解、线上推送等方式，让有关政策家喻户晓，营造了良好氛围。",
}

var closings = []string{
	"下一步，{u}将继续加大工作力度，健全长效机制，推动{x}再上新台阶。",
	"下一步，{u}将及时总结经验做法，查漏补缺，确保{x}各项任务落到实处。",
	"{u}将持续做好跟踪服务，定期通报进展情况，自觉接受社会监督。",
}

var measures = []string{
	"一、总体要求。坚持以人民为中心，立足实际、突出重点、分步实施，力争到年底前{x}各项指标达到预期目标。",
	"二、主要任务。（一）摸清底数，建立清单，明确责任人和完成时限；（二）完善制度，规范流程，提高办理效率；（三）加强日常检查，发现问题及时纠正。",
	"三、保障措施。各责任单位要加强组织领导，统筹安排经费，强化宣传引导，每季度末报送工作进展情况。",
	"各有关单位要对照任务分工抓好落实，工作中遇到的重要情况及时报告。联系电话：" + phone + "。",
}

var announcements = []string{
	"为保障群众的知情权和参与权，现将{x}有关事项公告如下。",
	"一、时间安排：自本公告发布之日起三十日内，工作日上午八时三十分至十二时、下午二时三十分至六时。",
	"二、办理地点：{u}一楼办事大厅，或{p}便民服务中心。",
	"三、有关要求：请按规定准备材料，并对材料的真实性负责。咨询电话：" + phone + "。",
}

// fillIn writes a unit, a piece of its work, a place and numbers into a sentence.
func fillIn(sentence string, u *unit, x string, seed ...any) string {
	s := strings.NewReplacer("{u}", u.name, "{x}", x, "{p}", places[roll(len(places), append(seed, sentence, "p")...)]).Replace(sentence)
	for i := 0; strings.Contains(s, "{n}"); i++ {
		s = strings.Replace(s, "{n}", fmt.Sprint(11+roll(80, append(seed, sentence, i)...)), 1)
	}
	return s
}

// heading returns the title of a column's i-th article, published on d, and
// the piece of the unit's work that it is about.
func heading(c *column, i int, d portal.Date) (title, x string) {
	if title = monthly(c, d); title != "" {
		return title, ""
	}
	work := c.unit.work
	x = work[i%len(work)]
	list := titles[c.typ]
	if own := titles[c.unit.id+"-"+c.key]; own != nil {
		list = own
	}
	title = fillIn(list[(i/len(work)+i%len(work))%len(list)], c.unit, x, c.id, i)
	switch c.typ {
	case portal.TypeSummary:
		title = fmt.Sprintf("%s%d年工作总结", c.unit.name, d.Year()-1)
	case portal.TypeBudget, portal.TypePlan, portal.TypePersonnel:
		title = fmt.Sprintf("%d年%s", d.Year(), title)
	case portal.TypeOther:
		title = fmt.Sprintf("%s（第%d期）", title, c.count-i)
	}
	return title, x
}

// write gives an article a body that suits its column.
func write(a *article, x string) {
	u := a.column.unit
	say := func(list []string, n int) {
		first := roll(len(list), a.id, list[0])
		for i := 0; i < n; i++ {
			a.paras = append(a.paras, fillIn(list[(first+i)%len(list)], u, x, a.id))
		}
	}
	all := func(list []string) {
		for _, s := range list {
			a.paras = append(a.paras, fillIn(s, u, x, a.id))
		}
	}
	switch a.column.typ {
	case portal.TypePolicy, portal.TypePlan, portal.TypeSurvey, portal.TypeSummary:
		a.paras = append(a.paras, "各有关单位：")
		a.paras = append(a.paras, fillIn("为进一步做好{x}工作，结合我县实际，现将有关事项通知如下，请认真贯彻执行。", u, x, a.id))
		all(measures)
	case portal.TypeNotice, portal.TypePersonnel, portal.TypeServiceGuide, portal.TypeOther, portal.TypeBudget:
		all(announcements)
	default:
		say(openings, 1)
		say(middles, 2+roll(3, a.id))
		say(closings, 1)
	}
}

// monthly is the title of a report that appears every month, about the month
// before it.
func monthly(c *column, d portal.Date) string {
	y, m, _ := d.AddDays(-27).Date()
	switch c.id {
	case "gov-statistics":
		return fmt.Sprintf("%d年%d月全县经济运行情况", y, int(m))
	case "ecology-monitor":
		_, week := d.Time().ISOWeek()
		return fmt.Sprintf("云溪县城区空气质量周报（%d年第%d期）", d.Year(), week)
	case "health-statistics":
		y, m, _ = d.AddDays(-40).Date()
		return fmt.Sprintf("%d年%s全县医疗服务情况", y, [...]string{"第一季度", "第二季度", "第三季度", "第四季度"}[(int(m)-1)/3])
	}
	return ""
}

var figures = []string{
	"本期数据由{u}根据各单位上报情况汇总，主要指标运行平稳，与上期相比变化不大。",
	"其中，主要指标完成{n}，比上期增长百分之一点{n}；其余{n}项指标保持稳定。数据为初步统计结果，以年度公布数为准。",
	"指标解释和口径说明可向{u}咨询，电话：" + phone + "。",
}
