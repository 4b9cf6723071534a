package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
)

// put writes papers and names them.
func put(cmd *cobra.Command, out string, files []store.File, pdf bool) error {
	names, err := work.WriteFiles(out, files)
	for _, f := range names {
		fmt.Fprintf(cmd.OutOrStdout(), "  %s\n", filepath.Join(out, f))
	}
	if err != nil {
		return err
	}
	return printPapers(cmd, pdf, out, names)
}

func newNoticeBook() *cobra.Command {
	var file, out, asOf string
	var pdf bool
	c := &cobra.Command{
		Use: "book 文号 -c 文件", Short: "证据册：一份通知书各问题的网页截取、响应头、时间和摘录", Args: cobra.ExactArgs(1),
		Long: `按问题编号汇集一份通知书的证据：取得时间、状态码、响应头、校验值、在证据文件中的位置，以及标出问题文字的
网页摘录。只用检查时留存的网页，不再访问网站；摘录中的长串号码一律遮盖。`,
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
				b, files, err := work.EvidenceBook(cmd.Context(), d.cfg, d.st, n, day)
				if err != nil {
					return err
				}
				missing := 0
				for i := range b.Entries {
					if len(b.Entries[i].Captures) == 0 {
						missing++
					}
				}
				fmt.Fprintf(cmd.OutOrStdout(), "证据册  %s  %s  问题%d个\n", n.Serial(), n.UnitName, len(b.Entries))
				if missing > 0 {
					fmt.Fprintf(cmd.OutOrStdout(), "  注意：%d个问题在证据目录中没有找到网页。\n", missing)
				}
				if out == "" {
					out = filepath.Join("duwang-notices", "证据册")
				}
				return put(cmd, out, files, pdf)
			})
		},
	}
	configFlag(c, &file)
	pdfFlag(c, &pdf)
	c.Flags().StringVar(&out, "out", "", "写到这个`目录`，默认 duwang-notices/证据册")
	asOfFlag(c, &asOf)
	return c
}

func newNoticeAllow() *cobra.Command {
	var file, out, from, asOf string
	var pdf bool
	c := &cobra.Command{
		Use: "allow -c 文件", Short: "加白申请函：请网站运维单位放行检查程序", Args: cobra.NoArgs,
		Long: "起草给网站技术运维单位的函：检查哪些网站，检查程序的来源地址、访问标识、访问时间和频率，请列入访问白名单。",
		RunE: func(cmd *cobra.Command, _ []string) error {
			day, err := today(asOf)
			if err != nil {
				return err
			}
			cfg, err := loadConfig(file)
			if err != nil {
				return err
			}
			files, err := work.AllowRequest(cfg, from, version, day)
			if err != nil {
				return err
			}
			if out == "" {
				out = filepath.Join("duwang-notices", "加白申请函")
			}
			fmt.Fprintf(cmd.OutOrStdout(), "加白申请函：网站%d个。\n", len(cfg.Sites))
			return put(cmd, out, files, pdf)
		},
	}
	configFlag(c, &file)
	pdfFlag(c, &pdf)
	c.Flags().StringVar(&from, "from", "", "检查所用计算机的出口网络`地址`，不写则留空待填")
	c.Flags().StringVar(&out, "out", "", "写到这个`目录`，默认 duwang-notices/加白申请函")
	asOfFlag(c, &asOf)
	return c
}
