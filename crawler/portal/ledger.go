package portal

// A Site (站点) is one portal, known by its 政府网站标识码.
type Site struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	URL   string   `json:"url"` // the home page, absolute and normalised
	Code  string   `json:"code,omitempty"`
	Hosts []string `json:"hosts,omitempty"` // further hosts (host or host:port) that belong to it
}

// Kinds of Unit, which pick the rules that apply to it.
const (
	UnitDepartment = "department"
	UnitTownship   = "township"
	UnitGovernment = "government"
	UnitEnterprise = "enterprise"
	// UnitSite is the kind under which a site answers for its home page,
	// navigation and footer; no config writes it.
	UnitSite = "site"
)

// A Unit (责任单位) answers for columns.
type Unit struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind"`
	Site string `json:"site"`
}

// Column types of the contract.
const (
	TypeNews           = "news"
	TypeNotice         = "notice"
	TypePolicy         = "policy"
	TypeInterpretation = "interpretation"
	TypePersonnel      = "personnel"
	TypePlan           = "plan"
	TypeSummary        = "summary"
	TypeStatistics     = "statistics"
	TypeBudget         = "budget"
	TypeGuide          = "guide"
	TypeInstitution    = "institution"
	TypeCatalogue      = "catalogue"
	TypeAnnualReport   = "annual-report"
	TypeLeaders        = "leaders"
	TypeOrganisation   = "organisation"
	TypeServiceGuide   = "service-guide"
	TypeConsultation   = "consultation"
	TypeSurvey         = "survey"
	TypeApplication    = "application"
	TypeOther          = "other"
)

// A TypeName is a column type with the words an office uses for it.
type TypeName struct{ Type, Chinese string }

// ColumnTypes lists every column type in the order in which offices list them.
var ColumnTypes = []TypeName{
	{TypeNews, "动态要闻"}, {TypeNotice, "通知公告"}, {TypePolicy, "政策文件"}, {TypeInterpretation, "政策解读"},
	{TypePersonnel, "人事信息"}, {TypePlan, "规划计划"}, {TypeSummary, "工作总结"}, {TypeStatistics, "统计信息"},
	{TypeBudget, "财政预决算"}, {TypeGuide, "政府信息公开指南"}, {TypeInstitution, "政府信息公开制度"},
	{TypeCatalogue, "法定主动公开内容"}, {TypeAnnualReport, "政府信息公开年报"}, {TypeLeaders, "领导信息"},
	{TypeOrganisation, "机构职能"}, {TypeServiceGuide, "办事指南"}, {TypeConsultation, "咨询投诉"},
	{TypeSurvey, "意见征集"}, {TypeApplication, "依申请公开"}, {TypeOther, "其他"},
}

// TypeChinese returns the office's word for a column type, the type itself
// when it is none.
func TypeChinese(t string) string {
	for _, n := range ColumnTypes {
		if n.Type == t {
			return n.Chinese
		}
	}
	return t
}

// A Column (栏目) is a registered list page with a type, an update duty and a
// Unit that answers for it.
type Column struct {
	ID     string `json:"id"`
	Unit   string `json:"unit"`
	Site   string `json:"site"`
	Name   string `json:"name"`
	URL    string `json:"url"` // absolute and normalised
	Type   string `json:"type"`
	MaxAge int    `json:"max_age,omitempty"` // days; 0 = the ruleset's limit for the type
	// Template is the signature that the list's template had when the column
	// was confirmed, "" when none was kept.
	Template string `json:"template,omitempty"`
	// Duties name the units that answer for the column from a day on; none =
	// Unit always does.
	Duties []Duty `json:"duties,omitempty"`
}

// A Ledger (台账) is the confirmed table of sites, units and columns, in the
// order of the config.
type Ledger struct {
	Office  string   `json:"office"`
	Sites   []Site   `json:"sites"`
	Units   []Unit   `json:"units"`
	Columns []Column `json:"columns"`
	// Partial says that the scan was narrowed to some units: what the others
	// have is unknown, and nothing may be called missing from the site.
	Partial bool `json:"partial,omitempty"`
}
