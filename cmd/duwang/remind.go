package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports/remind"
)

// A messageView is a reminder as --json writes it.
type messageView struct {
	Kind     string      `json:"kind"` // remind or chase
	KindName string      `json:"kind_name"`
	Serial   string      `json:"serial"` // "" in a dry run
	Unit     string      `json:"unit"`
	UnitName string      `json:"unit_name"`
	On       portal.Date `json:"on"`
	Overdue  int         `json:"overdue"`
	Soon     int         `json:"due_soon"`
	Early    int         `json:"early"`
	Files    []string    `json:"files,omitempty"`
}

func newNoticeRemind() *cobra.Command {
	var file, by, asOf, date, out string
	var units []string
	var dry, asJSON, pdf bool
	c := &cobra.Command{
		Use: "remind -c 文件", Short: "提醒、催办：按日期出提醒单和催办单，每个单位每天至多一份", Args: cobra.NoArgs,
		Long: `按整改时限和指标体系规定的提醒日（一般为到期前3个、1个工作日和当日，逾期1个、3个工作日）出提醒单
和催办单，并提醒即将超过更新期限的栏目（每周最后一个工作日列出下周到期的）。已反馈、申诉中的问题
不提醒；当天已收到通知书、提醒单或者催办单的单位不再发。出过的记录在案，重复运行不会重复提醒。`,
		Example: "  duwang notice remind -c duwang.yaml --by 姓名 --out 提醒\n  duwang notice remind -c duwang.yaml --dry-run",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if date != "" && asOf != "" && date != asOf {
				return usage("--date 和 --as-of 是同一个意思，写一个即可")
			}
			day, err := dateFlag("--date", date)
			if err == nil && day == 0 {
				day, err = today(asOf)
			}
			if err != nil {
				return err
			}
			return atDesk(cmd.Context(), file, func(d *desk) error {
				if err := d.known(units); err != nil {
					return err
				}
				return d.remind(cmd, work.RemindRequest{Units: units, On: day, By: person(by), Dry: dry}, asJSON, pdf, out)
			})
		},
	}
	configFlag(c, &file)
	c.Flags().StringSliceVar(&units, "unit", nil, "只提醒这些单位（`编号`，可多次）")
	c.Flags().StringVar(&by, "by", "", "办理人`姓名`，默认本机登录用户")
	c.Flags().StringVar(&date, "date", "", "提醒的`日期`（YYYY-MM-DD），默认今天")
	c.Flags().StringVar(&out, "out", "", "写到这个`目录`，默认 duwang-notices/提醒日期")
	pdfFlag(c, &pdf)
	c.Flags().BoolVar(&dry, "dry-run", false, "只列出应提醒的单位，不编号、不写文件")
	c.Flags().BoolVar(&asJSON, "json", false, "以 JSON 写出")
	asOfFlag(c, &asOf)
	return c
}

func (d *desk) remind(cmd *cobra.Command, req work.RemindRequest, asJSON, pdf bool, out string) error {
	w := cmd.OutOrStdout()
	list, err := work.Remind(cmd.Context(), d.cfg, d.st, req)
	if out == "" {
		out = filepath.Join("duwang-notices", req.On.String())
	}
	views := []messageView{}
	for i := range list {
		m := &list[i]
		files, err := work.WriteFiles(out, m.Files)
		if err != nil {
			return err
		}
		if !asJSON {
			if err := printPapers(cmd, pdf, out, files); err != nil {
				return err
			}
		}
		v := messageView{Kind: m.Kind, KindName: remind.KindWord(m.Kind), Serial: m.Serial, Unit: m.Unit, UnitName: m.UnitName, On: m.On,
			Overdue: m.Over, Soon: m.Soon, Early: m.Early}
		for _, f := range files {
			v.Files = append(v.Files, filepath.Join(out, f))
		}
		views = append(views, v)
	}
	if asJSON {
		if e := printJSON(w, views); e != nil {
			return e
		}
		return err
	}
	for i := range views {
		v := &views[i]
		var parts []string
		for _, p := range []struct {
			n    int
			text string
		}{{v.Overdue, "逾期未反馈%d个"}, {v.Soon, "即将到期%d个"}, {v.Early, "栏目即将超期%d个"}} {
			if p.n > 0 {
				parts = append(parts, fmt.Sprintf(p.text, p.n))
			}
		}
		name := v.KindName
		if v.Serial != "" {
			name += "  " + v.Serial
		}
		fmt.Fprintf(w, "%s  %s  %s\n", name, v.UnitName, strings.Join(parts, "，"))
		for _, f := range v.Files {
			fmt.Fprintf(w, "  %s\n", f)
		}
	}
	if err != nil {
		return err
	}
	switch {
	case len(views) == 0:
		fmt.Fprintf(w, "%s没有应当提醒或者催办的单位。\n", req.On.ChineseLong())
	case req.Dry:
		fmt.Fprintf(w, "应提醒%d个单位。这是试算，没有编号，也没有记录在案。\n", len(views))
	default:
		fmt.Fprintf(w, "共%d份，办理人：%s。\n", len(views), req.By)
	}
	return nil
}
