package rectify

// Word returns the office's word for a phase: 待确认.
func (p Phase) Word() string {
	switch p {
	case Pending:
		return "待确认"
	case Confirmed:
		return "已确认"
	case Issued:
		return "已下发"
	case Replied:
		return "已反馈"
	case Verified:
		return "复查通过"
	case Closed:
		return "销号"
	case Dismissed:
		return "误报"
	case Exempted:
		return "免责"
	case Appealed:
		return "申诉"
	}
	return "未立案"
}

// Word returns the office's word for what an event does: 确认.
func (k Kind) Word() string {
	switch k {
	case Seen:
		return "发现"
	case Clean:
		return "复查正常"
	case Unverified:
		return "无法核实"
	case Confirm:
		return "确认"
	case Dismiss:
		return "认定误报"
	case Exempt:
		return "免责"
	case Transfer:
		return "移交"
	case Issue:
		return "下发"
	case Receive:
		return "签收"
	case Reply:
		return "反馈"
	case Extend:
		return "延期"
	case Appeal:
		return "申诉"
	case Decide:
		return "申诉决定"
	case Close:
		return "销号"
	}
	return string(k)
}

// ParsePhase returns the phase that a word means, Chinese or as stored.
func ParsePhase(word string) (Phase, bool) {
	for _, p := range Phases {
		if word == string(p) || word == p.Word() {
			return p, true
		}
	}
	return "", false
}
