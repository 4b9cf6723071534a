package reports

import (
	"duwang/checks"
	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/crawler/portal"
)

// An Office (公开办) is who reports and who signs the notices.
type Office struct {
	Name       string // 示例县人民政府办公室
	NoticeCode string // 发文机关代字: 示政公开整
	Contact    string // 联系人及电话, in the office's own words; "" leaves a blank to fill in
}

// A Model is everything a report says, already chosen, sorted, summed and in
// words. Renderers read it and change nothing.
type Model struct {
	Result *checks.Result
	Set    *rules.Set
	Ledger *portal.Ledger
	Office Office

	Title    string   // of the report
	Headline string   // first line: valid (有效) or void (作废), and the coverage
	Valid    bool     // false for a void scan
	Summary  []string // the report in a few sentences
	Cautions []string // why the scan is void, incomplete or its scores provisional (暂定)

	Coverage   score.Coverage
	Counts     []Count // problems by severity, worst first, zeros included
	Violations int
	Suspects   int

	Sites   []*Sheet // the sites themselves (网站本身), in the order of the ledger; never ranked
	Ranking []*Sheet // the units by place; those without a place last
	Entries []*Sheet // sites, then units, in the order of the ledger

	Warnings   []Warning
	Unverified []Gap
	Unchecked  int // rows of all Gaps
	Columns    []Column

	Priced    bool // the ruleset turns problems into points; without, there are no scores and no places
	OwnPoints bool // some points or grades are the ruleset's own default (Effect.Own)
}

// A Count is the number of problems of one severity.
type Count struct {
	Severity string // as rulesets write it
	Word     string // 一票否决, 严重, 较重, 一般, 提示
	N        int
}

// A Sheet is what the report says of one unit, or of a site under its own id.
type Sheet struct {
	score.Unit
	Anchor string // of its section in a document: unique, letters, digits and hyphens
	Class  string // 类别: 部门, 乡镇（街道）, …
	Scored bool   // false for a unit that the result has no score for
	Priced bool   // of the Model

	Place      int  // 名次; 0 = not ranked, because too little could be read
	ClassPlace int  // 同类名次
	Tied       bool // shares its place

	Columns  int // registered columns
	Base     rules.Centi
	Deducted rules.Centi // sum of Lines
	Lines    []Line

	Findings   []*Finding // violations, worst first
	Suspects   []*Finding
	Counts     []Count
	Warnings   int
	Unverified int
}

// A Line is what one rule cost a unit.
type Line struct {
	score.Line
	Rule    *rules.Rule // nil when the ruleset no longer has it
	Title   string
	Group   string // 一级指标
	Price   string // 每处扣0.5分，最多扣3分
	Numbers []Ref  // the problems behind it
}

// A Ref points at a finding by its number.
type Ref struct{ Number, Anchor string }

// A Finding (问题) is one problem with everything needed to put it into words.
// Its methods compute on demand, so that a hundred thousand of them are cheap.
type Finding struct {
	*checks.Finding
	Number  string // 问题编号: date of the check and a serial number
	Anchor  string
	Rule    *rules.Rule // nil when the ruleset no longer has it
	Site    *portal.Site
	Unit    string         // name of the unit that answers
	Column  *portal.Column // nil when no column answers
	Charged rules.Centi    // points it cost, after caps
	model   *Model
}

// A Warning (提醒) is a column that will be overdue, with the words for it.
type Warning struct {
	*checks.Warning
	Unit, Column string // names
	Kind         string // 提醒事项: 栏目更新即将超期
	Advice       string
}

// A Gap gathers what could not be verified for one reason.
type Gap struct {
	Reason  string // as the result writes it
	Word    string // 网站拒绝访问
	Meaning string // what it means and what to do
	Rows    []GapRow
}

// A GapRow is one address that could not be verified.
type GapRow struct {
	*checks.Unverified
	Unit, Column string // names
	Note         string // the detail in words, "" when there is none
}

// States of a column, as people read them.
const (
	StateFine       = "正常"
	StateDue        = "即将超期"
	StateStale      = "超期"
	StateBlank      = "空白"
	StateUndated    = "无日期"
	StateUnverified = "无法核实"
	StateFree       = "无更新期限"
)

// A Column is one row of the table of columns (栏目一览).
type Column struct {
	*checks.ColumnState
	Unit  string // name
	Name  string
	Type  string // 动态要闻, 通知公告, …
	State string // one of the State words
}
