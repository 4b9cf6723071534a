package reports

import (
	"strconv"

	"duwang/crawler/portal"
)

// LedgerHead is the head row of the rectification ledger (整改台账), its 25
// columns in their order.
var LedgerHead = [...]string{
	"序号", "问题编号", "单位", "网站", "栏目路径", "问题类型", "问题描述", "依据", "问题页面链接", "父页面链接", "证据", "发现时间",
	"严重程度", "扣分/否决", "整改时限", "责任单位", "责任人", "整改措施", "整改情况", "整改后链接", "完成时间", "复查结果", "复查时间",
	"状态", "备注",
}

// LedgerStates are the states (状态) that a row of the ledger may have.
var LedgerStates = []string{"待整改", "已整改", "已销号", "逾期", "申请豁免"}

// A LedgerRow is one row of the rectification ledger; its fields stand in the
// order of LedgerHead. What units and reviewers fill in is empty in a fresh row.
type LedgerRow struct {
	Number      string // 问题编号
	Unit        string
	Site        string
	Path        string // 栏目路径
	Kind        string // 问题类型
	Sentence    string // 问题描述
	Basis       string
	URL         string // 问题页面链接
	Parent      string // 父页面链接
	Proof       string // 证据
	Found       portal.Date
	Severity    string // in words
	Cost        string // 扣分/否决
	Deadline    portal.Date
	Responsible string // 责任单位
	Person      string // 责任人
	Measure     string // 整改措施
	Outcome     string // 整改情况
	After       string // 整改后链接
	Done        portal.Date
	Recheck     string // 复查结果
	RecheckedOn portal.Date
	State       string // one of LedgerStates, "" for a suspect
	Remark      string
}

// Row returns the finding as a fresh row of the ledger. The remedy stands as
// the measure to take; a suspect has no state, since nothing is to be put
// right before a person has confirmed it.
func (f *Finding) Row() LedgerRow {
	evidence := f.Evidence()
	r := LedgerRow{
		Number: f.Number, Unit: f.Unit, Path: f.Path(), Kind: f.Kind(), Sentence: f.Sentence(), Basis: f.Sources(),
		URL: f.Address(), Parent: f.parent(evidence), Proof: proof(evidence), Found: f.model.Checked(), Severity: f.SeverityWord(),
		Cost: f.Cost(), Deadline: f.RectifyBy, Responsible: f.Unit, Measure: f.Remedy(), State: LedgerStates[0],
	}
	if f.Site != nil {
		r.Site = Clean(f.Site.Name)
	}
	r.Remark = f.Doubt()
	if f.Suspicion() {
		r.State, r.Deadline, r.Remark = "", 0, "疑似问题，需人工核实，核实前不作为问题"
	}
	return r
}

// Cells returns the row's cells in the order of LedgerHead, each a string, an
// int or a portal.Date.
func (r *LedgerRow) Cells(serial int) []any {
	return []any{serial, r.Number, r.Unit, r.Site, r.Path, r.Kind, r.Sentence, r.Basis, r.URL, r.Parent, r.Proof, r.Found,
		r.Severity, r.Cost, r.Deadline, r.Responsible, r.Person, r.Measure, r.Outcome, r.After, r.Done, r.Recheck, r.RecheckedOn,
		r.State, r.Remark}
}

// Text writes one of Cells as plain text, dates as YYYY-MM-DD.
func Text(cell any) string {
	switch v := cell.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case portal.Date:
		return v.String()
	}
	return ""
}
