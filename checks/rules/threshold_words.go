package rules

// argumentWords say an argument that is one value or list: what stands before
// it and behind it.
var argumentWords = map[string][2]string{
	"stale_columns": {"超期栏目达", "个"}, "overdue_columns": {"应更新未更新栏目达", "个"}, "blank_columns": {"空白栏目达", "个"},
	"days": {"看最近", "天"}, "least": {"从", "起算"},
	"names": {"名称为", ""}, "words": {"词语：", ""}, "spared": {"不含", ""},
}

// leadWords are further words of arguments, as chineseWords.
var leadWords = map[string]string{
	"unclear": "含义不清", "off-duty": "与履职无关", "other": "其他栏目",
}
