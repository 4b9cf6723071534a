package portal

// TextLimit bounds Facts.Text, in bytes.
const TextLimit = 64 << 10

// wordedTypes are the column types whose pages rules read word by word:
// guides, reports, directories and forms, never ordinary articles.
var wordedTypes = map[string]bool{
	TypeGuide: true, TypeInstitution: true, TypeCatalogue: true, TypeAnnualReport: true, TypeLeaders: true,
	TypeOrganisation: true, TypeServiceGuide: true, TypeConsultation: true, TypeSurvey: true, TypeApplication: true,
	TypeInterpretation: true,
}

// Worded tells whether the pages of a column type keep their wording (Facts.Text).
func Worded(columnType string) bool { return wordedTypes[columnType] }

// Controls that a page shows to its visitors, the words of Facts.Shows.
const (
	ShowsSearch        = "search"        // 站内搜索: a home page's box or entry
	ShowsAccessibility = "accessibility" // 无障碍、适老化: a home page's entry
	ShowsLogo          = "logo"          // a picture in the head of a home page
	ShowsShare         = "share"         // 分享: an article's button
)

// Control tells whether the page shows a control.
func (f *Facts) Control(name string) bool {
	for _, s := range f.Shows {
		if s == name {
			return true
		}
	}
	return false
}

// A Report is what a 政府信息公开工作年度报告 holds, as the form of
// 国办公开办函〔2021〕30号 lays it out. Cells are as written, "" where the
// report leaves one empty.
type Report struct {
	Title      string      `json:"title,omitempty"`    // the line that names the report
	Headings   []string    `json:"headings,omitempty"` // 一、总体情况 …, in the order of the text
	Period     string      `json:"period,omitempty"`   // as stated: 2025年1月1日至2025年12月31日
	From       Date        `json:"from"`
	To         Date        `json:"to"`
	Active     []ReportRow `json:"active,omitempty"`       // 主动公开政府信息情况
	Applicants []string    `json:"applicants,omitempty"`   // columns that the applications table names
	Requests   []ReportRow `json:"applications,omitempty"` // 收到和处理政府信息公开申请情况
	Reviews    []string    `json:"reviews,omitempty"`      // 行政复议、行政诉讼: fifteen cells
	Received   []string    `json:"received,omitempty"`     // numbers that the prose gives for applications received
	// Loose says that the tables were read from text without cells (PDF): a row
	// that is not here may well stand in the report.
	Loose bool `json:"loose,omitempty"`
}

// A ReportRow is one row of a report's table, known by one of the Row words.
type ReportRow struct {
	Row   string   `json:"row"`
	Cells []string `json:"cells"`
}

// Rows of the table 主动公开政府信息情况.
const (
	RowRegulation  = "regulation"  // 规章
	RowNormative   = "normative"   // 行政规范性文件
	RowLicence     = "licence"     // 行政许可
	RowPenalty     = "penalty"     // 行政处罚
	RowEnforcement = "enforcement" // 行政强制
	RowFee         = "fee"         // 行政事业性收费
)

// Rows of the table 收到和处理政府信息公开申请情况 that carry more than a detail.
const (
	RowNew     = "new"     // 一、本年新收
	RowCarried = "carried" // 二、上年结转
	RowTotal   = "total"   // 三（七）总计
	RowForward = "forward" // 四、结转下年度继续办理
)

// A RowName is a row of a table with the words of the form.
type RowName struct{ Row, Chinese string }

// ActiveRows are the rows of 主动公开政府信息情况 in the form's order.
var ActiveRows = []RowName{
	{RowRegulation, "规章"}, {RowNormative, "行政规范性文件"}, {RowLicence, "行政许可"}, {RowPenalty, "行政处罚"},
	{RowEnforcement, "行政强制"}, {RowFee, "行政事业性收费"},
}

// RequestRows are the rows of 收到和处理政府信息公开申请情况 in the form's order.
var RequestRows = []RowName{
	{RowNew, "一、本年新收政府信息公开申请数量"}, {RowCarried, "二、上年结转政府信息公开申请数量"},
	{"open", "（一）予以公开"}, {"partial", "（二）部分公开"},
	{"secret", "（三）1.属于国家秘密"}, {"law", "（三）2.其他法律行政法规禁止公开"}, {"safety", "（三）3.危及“三安全一稳定”"},
	{"third", "（三）4.保护第三方合法权益"}, {"internal", "（三）5.属于三类内部事务信息"}, {"process", "（三）6.属于四类过程性信息"},
	{"file", "（三）7.属于行政执法案卷"}, {"inquiry", "（三）8.属于行政查询事项"},
	{"lacking", "（四）1.本机关不掌握相关政府信息"}, {"making", "（四）2.没有现成信息需要另行制作"}, {"unclear", "（四）3.补正后申请内容仍不明确"},
	{"petition", "（五）1.信访举报投诉类申请"}, {"repeat", "（五）2.重复申请"}, {"publication", "（五）3.要求提供公开出版物"},
	{"frequent", "（五）4.无正当理由大量反复申请"}, {"confirm", "（五）5.要求行政机关确认或重新出具已获取信息"},
	{"uncorrected", "（六）1.逾期不补正"}, {"unpaid", "（六）2.逾期未缴费"}, {"others", "（六）3.其他"},
	{RowTotal, "（七）总计"}, {RowForward, "四、结转下年度继续办理"},
}

// Applicants are the seven columns of the applications table.
var Applicants = []string{"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"}

// ReviewCells are the cells of the table of 行政复议、行政诉讼: three groups of five.
const ReviewCells = 15

// RowWidth returns how many cells the form gives to a row of either table.
func RowWidth(row string) int {
	switch row {
	case RowRegulation, RowNormative:
		return 3
	case RowLicence, RowPenalty, RowEnforcement, RowFee:
		return 1
	}
	return len(Applicants)
}

// RowCells returns the cells of a row, and whether the table has it.
func RowCells(rows []ReportRow, name string) ([]string, bool) {
	for i := range rows {
		if rows[i].Row == name {
			return rows[i].Cells, true
		}
	}
	return nil, false
}
