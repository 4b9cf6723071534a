package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

var _ = register(&Check{
	ID:    "internal-mark",
	Title: "疑似内部资料标志",
	Doc:   "信息页或附件的开头单独一行标有“内部资料 注意保存”“内部文件 不得外传”“工作秘密★”一类不对外的标志。正文里说到这些词的不算。只列为疑似，须人工核查。",
	Fix:   "请立即暂停发布该页面或附件，报公开办和保密工作机构核查，经审查可以公开的，去掉标志后再发布。",
	Serves: []rules.Basis{
		{Document: "条例", Clause: "第十四条、第十六条"},
	},
	Begin: func(p *Pass) Examiner {
		return leakCheck{kind: portal.LeakInternalMark, suspect: true, say: func(l *portal.Leak, in showing) (string, any) {
			return fmt.Sprintf("开头标有“%s”，疑似不对外公开的内部资料。", l.Mark), secretEvidence{l.Mark, in}
		}}.examine(p)
	},
})
