package checks

import (
	"fmt"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// hiddenKinds are what is looked for where nobody sees it at first sight.
var hiddenKinds = []string{portal.LeakIDNumber, portal.LeakBankCard, portal.LeakMobile}

type hiddenEvidence struct {
	Masked string `json:"masked"`
	Count  int    `json:"count"`
	showing
}

var _ = register(&Check{
	ID:    "hidden-number",
	Title: "隐藏内容里有个人号码",
	Doc:   "附件的隐藏工作表、隐藏行列、批注、隐藏文字，或网页中隐藏的内容里，有完整的居民身份证号码、银行卡号，或名单里的手机号码：打开时看不到，下载后可以看到。",
	Fix:   "请撤下附件，删除隐藏的工作表、行、列和批注（不是再次隐藏），检查后重新上传。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十五条"},
		{Document: "个人信息保护法", Clause: "第二十八条"},
	},
	Begin: func(p *Pass) Examiner {
		return leakCheck{pick: func(list []portal.Leak) *portal.Leak {
			for i := range list {
				for _, k := range hiddenKinds {
					if list[i].Kind == k && list[i].Hidden {
						return &list[i]
					}
				}
			}
			return nil
		}, say: func(l *portal.Leak, in showing) (string, any) {
			names := map[string]string{portal.LeakIDNumber: "居民身份证号码", portal.LeakBankCard: "银行卡号", portal.LeakMobile: "手机号码"}
			return fmt.Sprintf("隐藏的内容里有%s（如%s）。", names[l.Kind], strings.TrimSpace(l.Masked)), hiddenEvidence{l.Masked, l.Count, in}
		}}.examine(p)
	},
})
