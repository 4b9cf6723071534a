package reports

// ReasonWord returns the office's words for why something could not be
// verified, one of the portal.Gap words: 网站拒绝访问.
func ReasonWord(gap string) string { return reasonOf(gap).word }
