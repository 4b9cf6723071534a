package checks

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

// formArgs of form-uneditable.
type formArgs struct {
	Words []string `yaml:"words"` // by which an attachment's name is a form to fill in
}

type formEvidence struct {
	Text  string `json:"text"`
	Other string `json:"other"` // the file's address
}

// editable are the files that office programs open for writing.
var editable = []string{".doc", ".docx", ".xls", ".xlsx", ".wps", ".et", ".rtf", ".zip", ".rar"}

var _ = register(&Check{
	ID:    "form-uneditable",
	Title: "办事表格不能编辑",
	Doc:   "名称为申请表、登记表等的表格只提供PDF或图片，同一页面没有同名的可编辑文件（doc、docx、xls、xlsx、wps、et等）。",
	Fix:   "请同时提供可编辑的表格文件，并附填写样例。",
	Serves: []rules.Basis{
		{Document: "普查", Clause: "服务实用（表格下载）"},
	},
	Args: func() any { return &formArgs{} },
	Begin: func(p *Pass) Examiner {
		args := p.Args.(*formArgs)
		isForm := func(text string) bool {
			return slices.ContainsFunc(args.Words, func(w string) bool { return strings.Contains(text, w) }) &&
				!strings.Contains(text, "样") && !strings.Contains(text, "示范") && !strings.Contains(text, "公示") && !strings.Contains(text, "汇总")
		}
		return Examiner{Page: func(page *portal.Page) {
			if !p.Looks(page) {
				return
			}
			s, open, seen := pageSubject(page), false, false
			fixed := -1
			for i, a := range page.Attachments {
				if !isForm(a.Text) {
					continue
				}
				ext := strings.ToLower(path.Ext(strings.SplitN(a.URL, "?", 2)[0]))
				seen = true
				switch {
				case slices.Contains(editable, ext):
					open = true
				case ext == ".pdf" || ext == ".jpg" || ext == ".png" || ext == ".jpeg":
					if fixed < 0 {
						fixed = i
					}
				default:
					open = true // a download script: what it sends is not known here
				}
			}
			switch {
			case open:
				p.Good(s)
			case seen && fixed >= 0:
				a := page.Attachments[fixed]
				p.Bad(Bad{Subject: s, Evidence: formEvidence{a.Text, a.URL},
					Message: fmt.Sprintf("%s的%s提供的表格“%s”是不能编辑的文件。", p.place(page.Unit, page.Column), called(s.Title), a.Text)})
			}
		}}
	},
})
