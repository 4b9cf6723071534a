package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
)

func newNotice() *cobra.Command {
	c := &cobra.Command{
		Use: "notice", Short: "整改通知书：下发、查看、登记反馈、复查、办结", Args: cobra.NoArgs,
		Long: `把各单位已确认的问题编成整改通知书和整改台账，登记单位填回的台账，复查，销号。

  duwang notice issue -c duwang.yaml --by 姓名         下发
  duwang notice reply -c duwang.yaml --file 台账.xlsx  登记反馈
  duwang notice recheck 1 -c duwang.yaml               复查（须隔一天以上复查两次）
  duwang notice close 1 -c duwang.yaml --by 姓名       销号、办结`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(newNoticeIssue(), newNoticeList(), newNoticeShow(), newNoticeReceive(), newNoticeReply(), newNoticeRecheck(), newNoticeClose(), newNoticeRemind(), newNoticeBulletin(), newNoticeBook(), newNoticeAllow())
	return c
}

// notice finds the notice that a person means.
func (d *desk) notice(ctx context.Context, s string, day portal.Date) (*store.Notice, error) {
	n, err := work.FindNotice(ctx, d.st, s, day.Year())
	if errors.Is(err, store.ErrNotFound) {
		return nil, usage("没有文号为 %q 的整改通知书；用 duwang notice list 查看", s)
	}
	return n, err
}

func newNoticeIssue() *cobra.Command {
	var file, by, asOf, out string
	var units []string
	var confirmAll, pdf bool
	c := &cobra.Command{
		Use: "issue -c 文件", Short: "下发：把各单位已确认的问题编成整改通知书", Args: cobra.NoArgs,
		Long: `把各单位已确认的问题编成整改通知书，编号、计算整改时限，写出通知书（DOCX、HTML）和整改台账（XLSX）。

没有人确认的问题不下发。--confirm-all 以办理人的名义确认全部待确认的问题；单项否决问题仍须另一人
用 duwang case confirm 确认，疑似问题须逐条确认。配置中 office.confirm 为 auto 时自动确认，只用于试运行。`,
		Example: "  duwang notice issue -c duwang.yaml --unit edu --by 姓名 --out 通知书",
		RunE: func(cmd *cobra.Command, _ []string) error {
			day, err := today(asOf)
			if err != nil {
				return err
			}
			return atDesk(cmd.Context(), file, func(d *desk) error {
				if err := d.known(units); err != nil {
					return err
				}
				return d.issue(cmd, work.IssueRequest{Units: units, On: day, By: person(by)}, confirmAll, pdf, out)
			})
		},
	}
	configFlag(c, &file)
	c.Flags().StringSliceVar(&units, "unit", nil, "只下发给这些单位（`编号`，可多次）")
	pdfFlag(c, &pdf)
	c.Flags().BoolVar(&confirmAll, "confirm-all", false, "先确认全部待确认的问题")
	c.Flags().StringVar(&by, "by", "", "办理人`姓名`，默认本机登录用户")
	c.Flags().StringVar(&out, "out", "", "写到这个`目录`，默认 duwang-notices/下发日期")
	asOfFlag(c, &asOf)
	return c
}

func (d *desk) issue(cmd *cobra.Command, req work.IssueRequest, confirmAll, pdf bool, out string) error {
	ctx, w := cmd.Context(), cmd.OutOrStdout()
	if d.cfg.Office.NoticeCode == "" {
		return &exit{exitUsage, work.ErrNoCode}
	}
	auto := d.cfg.Office.Confirm == config.ConfirmAuto
	if confirmAll || auto {
		who, why := req.By, "批量确认"
		if !confirmAll {
			who, why = work.AutoConfirm, "office.confirm 为 auto"
		}
		c, err := work.ConfirmAll(ctx, d.st, req.Units, who, why, req.On)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "确认%d项（%s）。\n", c.Confirmed, who)
		if len(c.Vetoes) > 0 {
			fmt.Fprintf(w, "单项否决问题%d项须两人确认，还须另一人用 duwang case confirm 确认后再下发：%s。\n", len(c.Vetoes), strings.Join(c.Vetoes, "、"))
		}
		if len(c.Suspects) > 0 {
			fmt.Fprintf(w, "疑似问题%d项须逐条核实，未确认：%s。\n", len(c.Suspects), reports.NameSome(c.Suspects, evidenceShown))
		}
	}
	list, err := work.IssueNotices(ctx, d.cfg, d.st, req)
	if out == "" {
		out = filepath.Join("duwang-notices", req.On.String())
	}
	for i := range list {
		n := &list[i]
		files, err := work.WriteFiles(out, n.Files)
		if err != nil {
			return fmt.Errorf("%w（通知书%s已编号保存，可用 duwang notice show %s --out 目录 重新写出）", err, n.Serial(), n.Key)
		}
		fmt.Fprintf(w, "%s  %s  问题%d个，%s前反馈\n", n.Serial(), n.UnitName, len(n.Cases), n.Deadline.ChineseLong())
		for _, f := range files {
			fmt.Fprintf(w, "  %s\n", filepath.Join(out, f))
		}
		if err := printPapers(cmd, pdf, out, files); err != nil {
			return err
		}
		if len(n.Doubts) > 0 {
			fmt.Fprintf(w, "  注意：%d个问题所依据的条款或者数值尚未与文件原文核对，发出前请核对：%s。\n", len(n.Doubts), reports.NameSome(n.Doubts, evidenceShown))
		}
		if n.Provisional {
			fmt.Fprintln(w, "  注意：整改时限所在年份的放假安排尚未公布，时限为暂定。")
		}
	}
	if err != nil {
		return err
	}
	if len(list) > 0 {
		fmt.Fprintf(w, "共下发%d份，办理人：%s。\n", len(list), req.By)
		return nil
	}
	waiting, err := d.st.Cases(ctx, store.CaseQuery{Phases: []rectify.Phase{rectify.Pending}, Units: req.Units})
	if err != nil {
		return err
	}
	if len(waiting) > 0 && !confirmAll && !auto {
		return usage("没有已确认的问题，待确认%d项；先用 duwang case confirm 逐条确认，或加 --confirm-all --by 姓名 批量确认", len(waiting))
	}
	fmt.Fprintln(w, "没有可以下发的问题。")
	return nil
}

// A noticeView is a notice as --json writes it.
type noticeView struct {
	Number   int              `json:"number"`
	Year     int              `json:"year"`
	Serial   string           `json:"serial"`
	Unit     string           `json:"unit"`
	UnitName string           `json:"unit_name"`
	IssuedOn portal.Date      `json:"issued_on"`
	IssuedBy string           `json:"issued_by"`
	Deadline portal.Date      `json:"deadline"`
	Closed   bool             `json:"closed"`
	ClosedOn portal.Date      `json:"closed_on"`
	Received portal.Date      `json:"received_on"`
	Cases    []noticeCaseView `json:"cases"`
	Files    []string         `json:"files,omitempty"`
}

type noticeCaseView struct {
	Number    string        `json:"number"`
	State     rectify.Phase `json:"state"`
	StateName string        `json:"state_name"`
	Deadline  portal.Date   `json:"deadline"`
	Still     bool          `json:"in_notice"` // still stands in this notice
}

func viewNotice(n *store.Notice) noticeView {
	v := noticeView{Number: n.Number, Year: n.Year, Serial: n.Serial(), Unit: n.Unit, UnitName: n.UnitName, IssuedOn: n.IssuedOn, IssuedBy: n.IssuedBy,
		Deadline: n.Deadline, Closed: !n.Open(), ClosedOn: n.ClosedOn, Received: n.ReceivedOn, Cases: []noticeCaseView{}}
	for _, c := range n.Cases {
		v.Cases = append(v.Cases, noticeCaseView{c.Number, c.Phase, c.Phase.Word(), c.Deadline, c.Still})
	}
	return v
}

// left counts the cases of a notice that are not yet settled.
func left(n *store.Notice) int {
	count := 0
	for _, c := range n.Cases {
		if c.Still && c.Phase != rectify.Closed {
			count++
		}
	}
	return count
}

func newNoticeList() *cobra.Command {
	var file string
	var year int
	var asJSON bool
	c := &cobra.Command{
		Use: "list -c 文件", Short: "列出整改通知书", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return atDesk(cmd.Context(), file, func(d *desk) error {
				list, err := d.st.Notices(cmd.Context(), year)
				if err != nil {
					return err
				}
				w := cmd.OutOrStdout()
				if asJSON {
					views := make([]noticeView, len(list))
					for i := range list {
						views[i] = viewNotice(&list[i])
					}
					return printJSON(w, views)
				}
				for i := range list {
					n := &list[i]
					state := fmt.Sprintf("未办结%d个", left(n))
					if !n.Open() {
						state = n.ClosedOn.String() + "办结"
					}
					fmt.Fprintf(w, "%s  %s  %s下发  %s到期  问题%d个，%s\n", n.Serial(), n.UnitName, n.IssuedOn, n.Deadline, len(n.Cases), state)
				}
				if len(list) == 0 {
					fmt.Fprintln(w, "还没有下发过整改通知书。")
				}
				return nil
			})
		},
	}
	configFlag(c, &file)
	c.Flags().IntVar(&year, "year", 0, "只列这一`年`的")
	c.Flags().BoolVar(&asJSON, "json", false, "以 JSON 写出")
	return c
}

func newNoticeShow() *cobra.Command {
	var file, out string
	var asJSON bool
	c := &cobra.Command{
		Use: "show 文号 -c 文件", Short: "显示一份整改通知书；--out 重新写出下发时的文件", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			day, err := today("")
			if err != nil {
				return err
			}
			return atDesk(cmd.Context(), file, func(d *desk) error {
				ctx, w := cmd.Context(), cmd.OutOrStdout()
				n, err := d.notice(ctx, args[0], day)
				if err != nil {
					return err
				}
				files, err := d.st.NoticeFiles(ctx, n)
				if err != nil {
					return err
				}
				v := viewNotice(n)
				for _, f := range files {
					v.Files = append(v.Files, f.Name)
				}
				if out != "" {
					if v.Files, err = work.WriteFiles(out, files); err != nil {
						return err
					}
				}
				if asJSON {
					return printJSON(w, v)
				}
				showNotice(w, n)
				for _, f := range v.Files {
					fmt.Fprintf(w, "文件：%s\n", filepath.Join(out, f))
				}
				return nil
			})
		},
	}
	configFlag(c, &file)
	c.Flags().StringVar(&out, "out", "", "把下发时的文件写到这个`目录`")
	c.Flags().BoolVar(&asJSON, "json", false, "以 JSON 写出")
	return c
}

func showNotice(w io.Writer, n *store.Notice) {
	fmt.Fprintf(w, "%s  %s\n%s由%s下发，%s到期。\n", n.Serial(), n.UnitName, n.IssuedOn.Chinese(), n.IssuedBy, n.Deadline.ChineseLong())
	if n.ReceivedOn != 0 {
		fmt.Fprintf(w, "%s由%s签收。\n", n.ReceivedOn.Chinese(), n.ReceivedBy)
	}
	if !n.Open() {
		fmt.Fprintf(w, "%s由%s办结。\n", n.ClosedOn.Chinese(), n.ClosedBy)
	}
	for i, c := range n.Cases {
		state := c.Phase.Word()
		if !c.Still {
			state += "，已不在本通知书中"
		}
		fmt.Fprintf(w, "%3d  %s  %s  %s到期\n", i+1, c.Number, state, c.Deadline)
	}
}

func newNoticeReply() *cobra.Command {
	var file, ledger, by, asOf string
	var asJSON bool
	c := &cobra.Command{
		Use: "reply --file 台账.xlsx -c 文件", Short: "登记反馈：读回单位填好的整改台账或者整改反馈表", Args: cobra.NoArgs,
		Long: `读回单位填好的整改台账（XLSX）或者整改情况反馈表（DOCX），按问题编号登记反馈。问题编号不存在、下发内容被改动、填写不完整的行
逐行指出，不作登记，也不猜测；其余各行照常登记。同一份台账可以重复读入。`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if ledger == "" {
				return usage("请用 --file 指明填好的台账")
			}
			day, err := today(asOf)
			if err != nil {
				return err
			}
			return atDesk(cmd.Context(), file, func(d *desk) error {
				f, err := os.Open(ledger)
				if err != nil {
					return usage("不能打开台账 %s：%v", ledger, err)
				}
				defer func() { _ = f.Close() }() // only read
				r, err := work.Reply(cmd.Context(), d.st, f, day, strings.TrimSpace(by))
				if errors.Is(err, work.ErrNoLedger) {
					return usage("%s：%v", ledger, err)
				}
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(cmd.OutOrStdout(), r)
				}
				tellReplies(cmd.OutOrStdout(), r)
				return nil
			})
		},
	}
	configFlag(c, &file)
	c.Flags().StringVar(&ledger, "file", "", "填好的整改台账或者整改反馈表（XLSX、DOCX `文件`）")
	c.Flags().StringVar(&by, "by", "", "反馈的`单位或者人`，默认台账中写明的单位和责任人")
	c.Flags().BoolVar(&asJSON, "json", false, "以 JSON 写出")
	asOfFlag(c, &asOf)
	return c
}

func tellReplies(w io.Writer, r *work.Replies) {
	fmt.Fprintf(w, "登记反馈%d项", len(r.Accepted))
	if len(r.Same) > 0 {
		fmt.Fprintf(w, "，与已登记的相同%d项", len(r.Same))
	}
	if len(r.Blank) > 0 {
		fmt.Fprintf(w, "，未填写%d项", len(r.Blank))
	}
	fmt.Fprintln(w, "。")
	if len(r.Pleas) > 0 {
		fmt.Fprintf(w, "申请豁免%d项，请用 duwang case exempt 决定：%s。\n", len(r.Pleas), strings.Join(r.Pleas, "、"))
	}
	if len(r.Problems) == 0 {
		return
	}
	fmt.Fprintf(w, "以下%d行没有登记，请核对后重新反馈：\n", len(r.Problems))
	for _, p := range r.Problems {
		fmt.Fprintf(w, "  第%d行 %s：%s\n", p.Row, reports.Cut(reports.Clean(p.Number), 30), p.Text)
	}
}
