package setup

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"duwang/cmd/internal/demo"
	"duwang/crawler/portal"
)

// A county is an invented county with the truth about its columns; a look
// writes it as a portal.
type county struct {
	name  string // 云河县
	host  string
	rng   *rand.Rand
	units []*simUnit
	pages map[string]simPage // by address
}

type simPage struct {
	body   string
	gbk    bool
	status int
	to     string // a redirect
}

type simUnit struct {
	name, full, kind, initials string
	cols                       []*simColumn
}

type simColumn struct {
	name, folder, typ string
	unit              *simUnit
	rows              int
	text              bool // one page of text
	url               string
	aliases           []string
	id                int
	first             int  // number of its first article
	crossed           bool // stands among the government's columns; only its articles tell whose it is
}

var simDepartments = []string{
	"教育局 jyj", "科学技术局 kjj", "工业和信息化局 gxj", "公安局 gaj", "民政局 mzj", "司法局 sfj", "财政局 czj", "人力资源和社会保障局 rsj", "自然资源局 zrzyj", "生态环境局 sthjj",
	"住房和城乡建设局 zjj", "交通运输局 jtj", "水利局 slj", "农业农村局 nyncj", "商务局 swj", "文化和旅游局 wlj", "卫生健康委员会 wjw", "退役军人事务局 tyjrj", "应急管理局 yjglj", "审计局 sjj",
	"市场监督管理局 scjgj", "统计局 tjj", "医疗保障局 ybj", "信访局 xfj", "乡村振兴局 xczxj", "发展和改革委员会 fgw", "林业和草原局 lcj", "城市管理局 cgj", "政务服务中心 zwfwzx", "公共资源交易中心 ggzyjyzx",
	"机关事务服务中心 jgswzx", "残疾人联合会 cl", "供销合作社联合社 gxs", "人民政府办公室 zfb", "档案馆 dag", "投资促进局 tcj", "经济开发区管理委员会 jkq"}

var simTowns = []string{"城关镇 cgz", "青石镇 qsz", "白杨镇 byz", "柳河镇 lhz", "双桥镇 sqz", "石门乡 smx", "松岭乡 slx", "大湾乡 dwx", "太平镇 tpz", "红旗街道 hqjd", "新华街道 xhjd", "东城街道 dcjd", "和平乡 hpx", "龙泉镇 lqz", "马家河乡 mjhx"}

var simEnterprises = []string{"自来水公司 zlsgs", "公共交通公司 gjgs", "人民医院 rmyy", "第一中学 dyzx"}

// spellings of a column's name by type: many for what is common.
var simColumns = []struct {
	typ, names string // name folder
	rows       int
	text       bool
	share      int // of ten units have it
}{
	{portal.TypeNews, "工作动态 gzdt|部门动态 bmdt|工作动态 gzdt|单位动态 dwdt|图片新闻 tpxw", 18, false, 10},
	{portal.TypeNotice, "通知公告 tzgg|公示公告 gsgg|公告公示 gggs|通知公告 tzgg", 9, false, 9},
	{portal.TypePolicy, "政策文件 zcwj|规范性文件 gfxwj|部门文件 bmwj|本级文件 bjwj", 7, false, 8},
	{portal.TypeInterpretation, "政策解读 zcjd|解读回应 jdhy|部门解读 bmjd", 4, false, 3},
	{portal.TypePersonnel, "人事任免 rsrm|干部任前公示 rqgs|招考录用 zkly|人事信息 rsxx", 3, false, 3},
	{portal.TypePlan, "规划计划 ghjh|发展规划 fzgh|工作计划 gzjh", 3, false, 3},
	{portal.TypeSummary, "工作总结 gzzj|年度总结 ndzj", 2, false, 2},
	{portal.TypeStatistics, "统计信息 tjxx|统计公报 tjgb|统计数据 tjsj", 5, false, 2},
	{portal.TypeBudget, "财政预决算 czyjs|部门预决算 bmyjs|部门预算 bmys|三公经费 sgjf", 4, false, 5},
	{portal.TypeGuide, "政府信息公开指南 zfxxgkzn|公开指南 gkzn", 0, true, 3},
	{portal.TypeInstitution, "政府信息公开制度 zfxxgkzd|公开制度 gkzd", 3, false, 2},
	{portal.TypeCatalogue, "法定主动公开内容 fdzdgknr", 12, false, 2},
	{portal.TypeAnnualReport, "政府信息公开年报 zfxxgknb|公开年报 gknb|年度报告 ndbg", 1, false, 6},
	{portal.TypeLeaders, "领导分工 ldfg|领导信息 ldxx|领导班子 ldbz", 0, true, 3},
	{portal.TypeOrganisation, "机构职能 jgzn|机构设置 jgsz|机构简介 jgjj|主要职责 zyzz", 0, true, 8},
	{portal.TypeServiceGuide, "办事指南 bszn|服务指南 fwzn", 4, false, 3},
	{portal.TypeConsultation, "咨询投诉 zxts|局长信箱 jzxx", 5, false, 1},
	{portal.TypeSurvey, "意见征集 yjzj|民意征集 myzj", 2, false, 1},
	{portal.TypeApplication, "依申请公开 ysqgk", 0, true, 2},
	{portal.TypeOther, "行政处罚 xzcf|双随机 ssj|建议提案办理 jytabl|专项资金 zxzj", 4, false, 3},
}

var simGovernment = []struct {
	name, folder, typ string
	rows              int
	text              bool
}{
	{"云河要闻", "yhyw", portal.TypeNews, 20, false}, {"政务动态", "zwdt", portal.TypeNews, 20, false}, {"图片新闻", "tpxw", portal.TypeNews, 9, false},
	{"公示公告", "gsgg", portal.TypeNotice, 20, false}, {"县政府文件", "xzfwj", portal.TypePolicy, 15, false}, {"县政府办公室文件", "xzfbwj", portal.TypePolicy, 15, false},
	{"政策解读", "zcjd", portal.TypeInterpretation, 8, false}, {"回应关切", "hygq", portal.TypeInterpretation, 4, false}, {"人事任免", "rsrm", portal.TypePersonnel, 6, false},
	{"招考录用", "zkly", portal.TypePersonnel, 5, false}, {"发展规划", "fzgh", portal.TypePlan, 4, false}, {"政府工作报告", "zfgzbg", portal.TypeSummary, 5, false},
	{"统计公报", "tjgb", portal.TypeStatistics, 4, false}, {"政府预决算", "zfyjs", portal.TypeBudget, 6, false}, {"政府信息公开指南", "zfxxgkzn", portal.TypeGuide, 0, true},
	{"政府信息公开制度", "zfxxgkzd", portal.TypeInstitution, 6, false}, {"政府信息公开年报", "zfxxgknb", portal.TypeAnnualReport, 4, false}, {"依申请公开", "ysqgk", portal.TypeApplication, 0, true},
	{"领导之窗", "ldzc", portal.TypeLeaders, 0, true}, {"机构设置", "jgsz", portal.TypeOrganisation, 0, true}, {"县长信箱", "xzxx", portal.TypeConsultation, 7, false},
	{"意见征集", "yjzj", portal.TypeSurvey, 3, false}, {"网上调查", "wsdc", portal.TypeSurvey, 3, false}, {"政府采购", "zfcg", portal.TypeOther, 8, false}, {"建议提案", "jyta", portal.TypeOther, 5, false},
	{"办事指南", "bszn", portal.TypeServiceGuide, 5, false},
}

func newCounty(seed uint64, host string) *county {
	c := &county{name: "云河县", host: host, rng: rand.New(rand.NewPCG(seed, 7)), pages: map[string]simPage{}}
	add := func(text, kind string) *simUnit {
		name, initials, _ := strings.Cut(text, " ")
		u := &simUnit{name: name, full: c.name + name, kind: kind, initials: initials}
		if kind == portal.UnitTownship {
			u.full = name + "人民政府"
			if strings.HasSuffix(name, "街道") {
				u.full = name + "办事处"
			}
		}
		c.units = append(c.units, u)
		return u
	}
	gov := add("人民政府 zf", portal.UnitGovernment)
	gov.name = gov.full
	for i, g := range simGovernment {
		gov.cols = append(gov.cols, &simColumn{name: g.name, folder: g.folder, typ: g.typ, rows: g.rows, text: g.text, unit: gov, id: 900 + i})
	}
	for _, d := range simDepartments {
		add(d, portal.UnitDepartment)
	}
	for _, d := range simTowns {
		add(d, portal.UnitTownship)
	}
	for _, d := range simEnterprises {
		add(d, portal.UnitEnterprise)
	}
	n := 1000
	for _, u := range c.units {
		for _, spec := range simColumns {
			if u.kind == portal.UnitGovernment || c.rng.IntN(10) >= spec.share {
				continue
			}
			options := strings.Split(spec.names, "|")
			name, folder, _ := strings.Cut(options[c.rng.IntN(len(options))], " ")
			n++
			u.cols = append(u.cols, &simColumn{name: name, folder: folder, typ: spec.typ, rows: spec.rows, text: spec.text, unit: u, id: n})
		}
	}
	// A few columns of one document, and a few blank ones.
	for i, col := range c.columns() {
		col.first = 100000 + i*100
		switch {
		case col.rows > 0 && i%17 == 3:
			col.rows = 1
		case col.rows > 0 && i%41 == 5 && col.unit.kind != portal.UnitGovernment:
			col.rows = 0
		}
	}
	return c
}

func (c *county) columns() []*simColumn {
	var list []*simColumn
	for _, u := range c.units {
		list = append(list, u.cols...)
	}
	return list
}

func (c *county) base() string { return "http://" + c.host }

func (c *county) put(u, body string) {
	if _, twice := c.pages[u]; twice {
		panic("two pages at " + u)
	}
	c.pages[u] = simPage{body: body}
}

// RoundTrip answers for every host of the county.
func (c *county) RoundTrip(req *http.Request) (*http.Response, error) {
	u := req.URL.String()
	p, ok := c.pages[u]
	status, header := 200, http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	switch {
	case strings.HasSuffix(u, "/robots.txt"):
		status = 404
	case !ok:
		status, p.body = 404, "<html><body><h1>404</h1><p>您访问的页面不存在</p></body></html>"
	case p.to != "":
		status = 302
		header.Set("Location", p.to)
	case p.status != 0:
		status = p.status
	}
	body := []byte(p.body)
	if p.gbk {
		header.Set("Content-Type", "text/html")
		b, err := simplifiedchinese.GBK.NewEncoder().Bytes(body)
		if err != nil {
			return nil, err
		}
		body = b
	}
	if strings.HasSuffix(req.URL.Path, ".js") {
		header.Set("Content-Type", "application/javascript")
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: req, ProtoMajor: 1, ProtoMinor: 1, ContentLength: int64(len(body))}, nil
}

// A simRow is one row of a list.
type simRow struct {
	title, date string
	n           int
	day         portal.Date
}

var simTopics = []string{"安全生产检查", "防汛工作部署", "乡村振兴推进", "营商环境优化", "惠民补贴发放", "人居环境整治", "项目建设调度", "作风纪律教育", "基层调研走访", "便民服务提升"}

// rowsOf makes the rows of a column; the newest is a few days before the day.
func (c *county) rowsOf(col *simColumn) []simRow {
	var list []simRow
	for i := range col.rows {
		day := demo.AsOf.AddDays(-3 - i*11 - col.id%5)
		topic := simTopics[(col.id+i)%len(simTopics)]
		title := fmt.Sprintf("%s关于%s有关情况的报道（第%d期）", col.unit.name, topic, col.rows-i)
		switch col.typ {
		case portal.TypeNotice:
			title = fmt.Sprintf("%s关于%s的公告（第%d号）", col.unit.name, topic, col.rows-i)
		case portal.TypePolicy:
			title = fmt.Sprintf("%s关于印发《%s实施方案》的通知（%d）", col.unit.name, topic, col.rows-i)
		case portal.TypeAnnualReport:
			title = fmt.Sprintf("%s%d年政府信息公开工作年度报告", col.unit.name, day.Year()-1)
		}
		list = append(list, simRow{title, day.String(), col.first + i, day})
	}
	return list
}

// articleText writes an article's title, line of date and source, and text.
func articleText(u *simUnit, r simRow) string {
	return fmt.Sprintf("<div class=\"article\"><h1 class=\"title\">%s</h1>\n<div class=\"info\"><span>发布时间：%s</span> <span>来源：%s</span></div>\n<div class=\"TRS_Editor\">%s</div></div>\n",
		r.title, r.date, u.full, strings.Repeat("<p>　　近日，有关工作按照部署有序推进，各项任务落实到位，取得了明显的成效，下一步将继续抓好落实。</p>\n", 4))
}

// plainText writes what a column says that is one page of text.
func plainText(col *simColumn) string {
	return fmt.Sprintf("<div class=\"TRS_Editor\"><p>　　%s负责本行政区域内相关行政管理工作，依法履行职责，接受社会监督，办公时间为工作日上午九时至十二时、下午二时至五时，办公地址在人民路一号。</p>\n%s</div>\n",
		col.unit.full, strings.Repeat("<p>　　内设机构承担文电、会务、机要、档案等日常运转工作，承担信息、安全、保密、信访、政务公开等工作。</p>\n", 4))
}

func (c *county) foot() string {
	return fmt.Sprintf("<div class=\"footer\"><p><a href=\"%s/lxwm/\">联系我们</a> <a href=\"%s/wzdt/\">网站地图</a> <a href=\"%s/wzsm/\">网站声明</a></p><p>主办单位：%s人民政府办公室　政府网站标识码：9902000001　<a href=\"http://beian.example.cn/\">示ICP备00000002号</a></p></div>\n",
		c.base(), c.base(), c.base(), c.name)
}

func siteMetas(c *county) string {
	return fmt.Sprintf("<meta name=\"SiteName\" content=\"%s人民政府\"><meta name=\"SiteDomain\" content=\"%s\"><meta name=\"SiteIDCode\" content=\"9902000001\">\n", c.name, c.host)
}

func columnMetas(name, typ string) string {
	return fmt.Sprintf("<meta name=\"ColumnName\" content=\"%s\"><meta name=\"ColumnDescription\" content=\"%s\"><meta name=\"ColumnKeywords\" content=\"%s\"><meta name=\"ColumnType\" content=\"%s\">\n", name, name, name, typ)
}

func document(head, body string) string {
	return "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n" + head + "</head>\n<body>\n" + body + "</body></html>\n"
}

// always are the pages that every look has.
func (c *county) always(top string) {
	for at, title := range map[string]string{"/lxwm/": "联系我们", "/wzsm/": "网站声明"} {
		c.put(c.base()+at, document(siteMetas(c)+"<title>"+title+"_"+c.name+"人民政府</title>", top+"<div class=\"main\"><h1>"+title+"</h1><p>本网站由"+c.name+"人民政府办公室主办，欢迎提出宝贵意见和建议，我们将及时答复。</p></div>"+c.foot()))
	}
}

func TestCountyIsOfTheSizeThatTheGoalNames(t *testing.T) {
	c := newCounty(1, "www.yunhe.gov.cn")
	if n := len(c.units); n < 55 {
		t.Errorf("%d units", n)
	}
	if n := len(c.columns()); n < 290 {
		t.Errorf("%d columns", n)
	}
}
