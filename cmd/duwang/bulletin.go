package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/work"
	"duwang/reports/notice"
)

var (
	monthText   = regexp.MustCompile(`^(\d{4})-(\d{1,2})$`)
	quarterText = regexp.MustCompile(`^(\d{4})-?[Qq]?([1-4])$`)
)

func newNoticeBulletin() *cobra.Command {
	var file, month, quarter, kind, out string
	var pdf bool
	c := &cobra.Command{
		Use: "bulletin -c 文件 --month 年-月", Short: "起草月报、季报、通报：可编辑的文稿和各单位整改情况表", Args: cobra.NoArgs,
		Long: `按月或者按季起草月报、季报、通报：总体情况、主要问题、上期整改、连续未整改、工作要求，附各单位整改情况表
和得分排名表。只计经人工确认的问题；免责的单列。写出的是草稿，由经办人修改、负责人签发，不编号。`,
		Example: "  duwang notice bulletin -c duwang.yaml --month 2026-11\n  duwang notice bulletin -c duwang.yaml --quarter 2026-4 --kind 通报",
		RunE: func(cmd *cobra.Command, _ []string) error {
			span, err := spanOf(month, quarter)
			if err != nil {
				return err
			}
			if kind == "" {
				kind = notice.Monthly
				if quarter != "" {
					kind = notice.Quarterly
				}
			}
			if !slices.Contains([]string{notice.Monthly, notice.Quarterly, notice.Public}, kind) {
				return usage("--kind 的值 %q 应为 月报、季报、通报 之一", kind)
			}
			return atDesk(cmd.Context(), file, func(d *desk) error {
				b, files, err := work.Bulletin(cmd.Context(), d.cfg, d.st, kind, span)
				if err != nil {
					return err
				}
				if out == "" {
					out = filepath.Join("duwang-notices", kind)
				}
				written, err := work.WriteFiles(out, files)
				if err != nil {
					return err
				}
				w := cmd.OutOrStdout()
				fmt.Fprintf(w, "%s（草稿）：新发现问题%d个，下发%d个，反馈%d个，销号%d个；期末未办结%d个，其中逾期未反馈%d个，连续未整改%d个。\n",
					b.Title(), b.Found, b.Notified, b.Answered, b.Closed, b.Open, b.Overdue, len(b.Stubborn))
				for _, f := range written {
					fmt.Fprintf(w, "  %s\n", filepath.Join(out, f))
				}
				return printPapers(cmd, pdf, out, written)
			})
		},
	}
	configFlag(c, &file)
	pdfFlag(c, &pdf)
	c.Flags().StringVar(&month, "month", "", "哪一个`月`（2026-11）")
	c.Flags().StringVar(&quarter, "quarter", "", "哪一个`季度`（2026-4）")
	c.Flags().StringVar(&kind, "kind", "", "`种类`：月报、季报或者通报，默认按月出月报、按季出季报")
	c.Flags().StringVar(&out, "out", "", "写到这个`目录`，默认 duwang-notices/种类")
	return c
}

// spanOf reads --month or --quarter.
func spanOf(month, quarter string) (work.Span, error) {
	switch {
	case (month == "") == (quarter == ""):
		return work.Span{}, usage("请用 --month（如 2026-11）或者 --quarter（如 2026-4）写明时间，只写一个")
	case month != "":
		if m := monthText.FindStringSubmatch(month); m != nil {
			y, _ := strconv.Atoi(m[1]) // digits
			n, _ := strconv.Atoi(m[2])
			if n >= 1 && n <= 12 && y >= 1900 {
				return work.Month(y, time.Month(n)), nil
			}
		}
		return work.Span{}, usage("--month 的值 %q 不是月份；应写成 2026-11 这样", month)
	}
	if m := quarterText.FindStringSubmatch(quarter); m != nil {
		y, _ := strconv.Atoi(m[1]) // digits
		n, _ := strconv.Atoi(m[2])
		if y >= 1900 {
			return work.Quarter(y, n), nil
		}
	}
	return work.Span{}, usage("--quarter 的值 %q 不是季度；应写成 2026-4 这样", quarter)
}
