package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

func newNoticeRecheck() *cobra.Command {
	var file, asOf, out string
	var quiet, asJSON bool
	c := &cobra.Command{
		Use: "recheck 文号 -c 文件", Short: "复查：只读取这份通知书涉及的页面", Args: cobra.ExactArgs(1),
		Long: `只读取这份通知书涉及的页面（和网站首页），逐项写明已整改、仍存在或者无法核实，并写出复查后的台账。
相隔一天以上的两次复查都正常，才能用 duwang notice close 销号。`,
		RunE: func(cmd *cobra.Command, args []string) error {
			asOfDay, err := dateFlag("--as-of", asOf)
			if err != nil {
				return err
			}
			day, err := today(asOf)
			if err != nil {
				return err
			}
			return atDesk(cmd.Context(), file, func(d *desk) error {
				n, err := d.notice(cmd.Context(), args[0], day)
				if err != nil {
					return err
				}
				if out == "" {
					out = filepath.Join("duwang-notices", day.String())
				}
				return d.recheck(cmd, n, work.Request{AsOf: asOfDay, Version: version}, quiet, asJSON, out)
			})
		},
	}
	configFlag(c, &file)
	c.Flags().StringVar(&out, "out", "", "复查后的台账写到这个`目录`，默认 duwang-notices/复查日期")
	c.Flags().BoolVar(&quiet, "quiet", false, "不显示进度")
	c.Flags().BoolVar(&asJSON, "json", false, "以 JSON 写出")
	asOfFlag(c, &asOf)
	return c
}

// A recheckView is a recheck as --json writes it.
type recheckView struct {
	Scan        string           `json:"scan"`
	AsOf        portal.Date      `json:"as_of"`
	Requests    int              `json:"requests"`
	Complete    bool             `json:"complete"`
	Void        bool             `json:"void"`
	VoidReasons []string         `json:"void_reasons"`
	Cases       []recheckRowView `json:"cases"`
	File        string           `json:"file,omitempty"`
}

type recheckRowView struct {
	Number   string        `json:"number"`
	Outcome  string        `json:"outcome"` // mended, still or unknown
	Note     string        `json:"note"`
	State    rectify.Phase `json:"state"`
	Closable bool          `json:"closable"`
}

var outcomeCodes = map[string]string{work.RecheckMended: "mended", work.RecheckStill: "still", work.RecheckUnknown: "unknown"}

func (d *desk) recheck(cmd *cobra.Command, n *store.Notice, req work.Request, quiet, asJSON bool, out string) error {
	ctx, w := cmd.Context(), cmd.OutOrStdout()
	bar := newProgress(cmd.ErrOrStderr(), quiet)
	req.Report = bar.report
	r, err := work.RecheckNotice(ctx, d.cfg, d.st, n, req)
	bar.close()
	if errors.Is(err, work.ErrSettled) {
		fmt.Fprintf(w, "%s没有待复查的问题。\n", n.Serial())
		return nil
	}
	if err != nil {
		return err
	}
	v := recheckView{Scan: r.Scan.ID, AsOf: r.Scan.AsOf, Complete: r.Scan.Complete, Void: r.Scan.Void, VoidReasons: append([]string{}, r.Scan.VoidReasons...), Cases: []recheckRowView{}}
	for _, s := range r.Scan.Sites {
		v.Requests += s.Requests
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		v.Cases = append(v.Cases, recheckRowView{row.Case.Number, outcomeCodes[row.Outcome], row.Note, row.Case.Phase, row.Case.Closable()})
	}
	sound := r.Scan.Complete && !r.Scan.Void
	if sound {
		f, err := work.LedgerNow(ctx, d.st, n, r, r.Scan.AsOf)
		if err != nil {
			return err
		}
		files, err := work.WriteFiles(out, []store.File{*f})
		if err != nil {
			return err
		}
		v.File = filepath.Join(out, files[0])
	}
	if asJSON {
		if err := printJSON(w, v); err != nil {
			return err
		}
	} else if sound {
		tellRecheck(w, n, r, &v)
	}
	switch {
	case r.Scan.Void:
		return &exit{exitIncomplete, fmt.Errorf("本次复查作废：%s。作废的复查不改变任何问题的状态。", strings.Join(r.Scan.VoidReasons, "；"))}
	case !r.Scan.Complete:
		return &exit{exitIncomplete, errors.New("本次复查没有完成，不改变任何问题的状态，请重新复查")}
	}
	return nil
}

func tellRecheck(w io.Writer, n *store.Notice, r *work.Rechecked, v *recheckView) {
	fmt.Fprintf(w, "复查%s（%s），以%s为检查日，请求%d次。\n", n.Serial(), n.UnitName, r.Scan.AsOf.ChineseLong(), v.Requests)
	counts := map[string]int{}
	closable := 0
	for i := range r.Rows {
		row := &r.Rows[i]
		counts[row.Outcome]++
		if row.Case.Closable() {
			closable++
		}
		fmt.Fprintf(w, "%s  %s：%s（现为“%s”）\n", row.Case.Number, row.Outcome, row.Note, row.Case.Phase.Word())
	}
	fmt.Fprintf(w, "共%d项：已整改%d项，仍存在%d项，无法核实%d项。\n", len(r.Rows), counts[work.RecheckMended], counts[work.RecheckStill], counts[work.RecheckUnknown])
	switch {
	case closable > 0:
		fmt.Fprintf(w, "%d项已两次复查正常，可用 duwang notice close %s 销号。\n", closable, n.Key)
	case counts[work.RecheckMended] > 0:
		fmt.Fprintln(w, "复查正常的，隔一天以上再复查一次仍正常，即可销号。")
	}
	fmt.Fprintf(w, "复查后的台账：%s\n", v.File)
}

func newNoticeClose() *cobra.Command {
	var file, by, why, asOf string
	c := &cobra.Command{
		Use: "close 文号 -c 文件", Short: "销号：两次复查都正常的问题销号，全部了结的通知书办结", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			day, err := today(asOf)
			if err != nil {
				return err
			}
			return atDesk(cmd.Context(), file, func(d *desk) error {
				n, err := d.notice(cmd.Context(), args[0], day)
				if err != nil {
					return err
				}
				return d.close(cmd, n, day, person(by), why)
			})
		},
	}
	configFlag(c, &file)
	c.Flags().StringVar(&by, "by", "", "办理人`姓名`，默认本机登录用户")
	c.Flags().StringVar(&why, "why", "相隔一天以上的两次复查均正常", "`理由`")
	asOfFlag(c, &asOf)
	return c
}

func (d *desk) close(cmd *cobra.Command, n *store.Notice, day portal.Date, by, why string) error {
	w := cmd.OutOrStdout()
	closed, after, err := d.st.CloseNotice(cmd.Context(), n, day, time.Now(), by, why)
	if errors.Is(err, store.ErrConflict) {
		fmt.Fprintf(w, "%s已于%s办结。\n", n.Serial(), n.ClosedOn.Chinese())
		return nil
	}
	if err != nil {
		return err
	}
	if len(closed) > 0 {
		fmt.Fprintf(w, "销号%d项：%s。\n", len(closed), strings.Join(closed, "、"))
	}
	if !after.Open() {
		fmt.Fprintf(w, "%s已办结。\n", after.Serial())
		return nil
	}
	for _, c := range after.Cases {
		if c.Still && c.Phase != rectify.Closed {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s  现为“%s”，尚不能销号。\n", c.Number, c.Phase.Word())
		}
	}
	return &exit{exitFailed, fmt.Errorf("%s还有%d项没有了结，未办结；%w", after.Serial(), left(after), rectify.ErrLooks)}
}
