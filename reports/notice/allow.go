package notice

import (
	"fmt"
	"io"
	"strconv"

	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/letter"
)

// An AllowRequest (加白申请函) asks the company that runs a portal to let the
// scanner in: who it is, from where, when and how fast.
type AllowRequest struct {
	Office    reports.Office
	Made      portal.Date
	Sites     []AllowSite
	Agent     string // 访问标识 (User-Agent)
	Addresses string // the scanner's own addresses; "" leaves a blank to fill in
	Rate      string // 每台主机每秒不超过1次
	Hours     string // when it comes
	Robots    bool   // it respects robots.txt
}

// An AllowSite is one portal with its hosts.
type AllowSite struct{ Name, URL, Hosts string }

// AllowName is the base name of the request's files.
const AllowName = "加白申请函"

var (
	allowWidths = []int{2000, 6844}
	hostWidths  = []int{700, 3000, 5144}
)

// Letter returns the request as a document.
func (a *AllowRequest) Letter() *letter.Letter {
	var b letter.Builder
	title := "关于将政务公开检查程序列入访问白名单的函"
	b.Add(letter.Block{Kind: letter.KindTitle, Text: title})
	b.Add(letter.Block{Kind: letter.KindAddressee, Text: "网站技术运维单位"})
	b.Para(fmt.Sprintf("%s负责政务公开日常检查，需要定期用“读网”程序读取下列网站的公开网页。为避免安全防护设备误拦，请将检查程序列入访问白名单，并在办理后函告。", a.Office.Name))
	b.Heading("检查的网站")
	t := &letter.Table{Widths: hostWidths, Centre: []bool{true, false, false}, Head: []string{"序号", "网站", "网址和域名"}}
	for i, s := range a.Sites {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), s.Name, s.URL + "\n" + s.Hosts})
	}
	b.Table(t)
	b.Heading("检查程序的访问方式")
	address := a.Addresses
	if address == "" {
		address = "（请填写检查所用计算机的出口网络地址）"
	}
	robots := "不遵守 robots.txt 的限制（经网站主办单位同意）"
	if a.Robots {
		robots = "遵守 robots.txt"
	}
	b.Table(&letter.Table{Widths: allowWidths, Heads: []bool{true, false}, Rows: [][]string{
		{"来源地址", address}, {"访问标识", a.Agent}, {"访问时间", a.Hours}, {"访问频率", a.Rate},
		{"访问方式", "只以 GET、HEAD 方式读取公开网页和附件，不登录、不提交表单、不执行脚本；" + robots},
		{"异常处理", "遇到拦截、验证或者连续失败即停止访问并放慢；如影响网站运行，请立即与我们联系，我们当即停止。"}}})
	b.Heading("请予协助的事项")
	b.Para("1．将上述来源地址和访问标识列入防火墙、防篡改、流量清洗等设备的白名单，不弹出验证页面。")
	b.Para("2．网站改版、更换域名或者迁移时，请提前告知。")
	b.Add(letter.Block{Kind: letter.KindClosing, Text: "特此函达，请予支持。"})
	b.Add(letter.Block{Kind: letter.KindSign, Text: a.Office.Name, More: a.Made.Chinese()})
	b.Add(letter.Block{Kind: letter.KindNote, Text: contact(a.Office)})
	return &letter.Letter{Office: a.Office.Name, Title: title, Blocks: b.Blocks}
}

// WriteDOCX writes the request as a Word file; the error is that of w.
func (a *AllowRequest) WriteDOCX(w io.Writer) error { return a.Letter().WriteDOCX(w) }
