package checks

import (
	"fmt"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

type damagedEvidence struct {
	Kind string `json:"kind"` // damaged, encrypted or form
	showing
}

var faultWords = map[string]string{
	portal.FaultDamaged: "文件已损坏", portal.FaultEncrypted: "文件加了密码", portal.FaultForm: "文件内容与扩展名不符",
}

var _ = register(&Check{
	ID:    "file-damaged",
	Title: "附件疑似损坏或加密",
	Doc:   "附件能够下载，但打不开：内容损坏、设了打开密码，或者内容与扩展名不符。压缩包里面的文件、扫描件和程序不能读的格式不算。大小为0字节的由错链断链检查。只列为疑似，须人工下载核对。",
	Fix:   "请下载该附件核对；确实打不开的，重新上传完好、不加密的文件。",
	Serves: []rules.Basis{
		{Document: "普查", Clause: "服务实用（附件下载）"},
	},
	Begin: func(p *Pass) Examiner {
		files := shownFiles{}
		return Examiner{
			Item: func(it *portal.Item) {
				if !it.Wanted && (it.ListDate == 0 || it.ListDate >= p.Since) && p.Binds(it.Column) {
					files.add(it.URL)
				}
			},
			Page: func(page *portal.Page) {
				if p.Looks(page) {
					for i := range page.Attachments {
						files.add(page.Attachments[i].URL)
					}
				}
			},
			Target: func(t *portal.Target) {
				if !t.Content.Looked || !files.has(t.URL) || t.Column != "" && !p.Binds(t.Column) || t.Column == "" && !p.BindsUnit(t.Unit) {
					return
				}
				s := Subject{Site: t.Site, Unit: t.Unit, Column: t.Column, URL: t.URL, Title: t.Text}
				words := faultWords[t.Content.Fault]
				if words == "" {
					if t.Content.Gap == "" {
						p.Good(s)
					}
					return
				}
				p.Bad(Bad{Subject: s, Suspect: true,
					Message:  fmt.Sprintf("%s的附件“%s”疑似打不开：%s。", p.place(t.Unit, t.Column), t.Text, words),
					Evidence: damagedEvidence{t.Content.Fault, showing{append([]string{}, t.Referrers...), t.ReferrerCount}}})
			},
		}
	},
})
