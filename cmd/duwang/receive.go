package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/reports/rectify"
)

func newNoticeReceive() *cobra.Command {
	var file, by, asOf string
	c := &cobra.Command{
		Use: "receive 文号 -c 文件 --by 签收人", Short: "登记签收", Args: cobra.ExactArgs(1),
		Long: `登记单位签收通知书的日期和签收人。配置中 office.deadline_from 为 receipt 时，整改时限改从签收之日起算，
工作日数与下发时相同，只会推后、不会提前；默认从成文日期起算，签收不改变时限。`,
		Example: "  duwang notice receive 3 -c duwang.yaml --by 教育局联络员 --as-of 2026-11-24",
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(by) == "" {
				return usage("请用 --by 写明签收的单位或者人")
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
				w := cmd.OutOrStdout()
				r, err := work.ReceiveNotice(cmd.Context(), d.cfg, d.st, n, day, strings.TrimSpace(by))
				switch {
				case errors.Is(err, store.ErrConflict):
					fmt.Fprintf(w, "%s已于%s由%s签收。\n", n.Serial(), n.ReceivedOn.Chinese(), n.ReceivedBy)
					return nil
				case errors.Is(err, rectify.ErrDate):
					return usage("签收日期%s早于下发日期%s", day.Chinese(), n.IssuedOn.Chinese())
				case err != nil:
					return err
				}
				fmt.Fprintf(w, "%s已登记签收：%s，%s。\n", n.Serial(), r.ReceivedOn.ChineseLong(), r.ReceivedBy)
				if r.Moved {
					fmt.Fprintf(w, "整改时限从签收之日起算，最迟为%s。\n", r.Deadline.ChineseLong())
				}
				if r.Provisional {
					fmt.Fprintln(w, "注意：整改时限所在年份的放假安排尚未公布，时限为暂定。")
				}
				return nil
			})
		},
	}
	configFlag(c, &file)
	c.Flags().StringVar(&by, "by", "", "签收的`单位或者人`")
	asOfFlag(c, &asOf)
	return c
}
