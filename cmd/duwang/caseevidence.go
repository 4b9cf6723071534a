package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
)

func newCaseEvidence() *cobra.Command {
	var file, out string
	c := &cobra.Command{
		Use: "evidence 问题编号 -c 文件 --out 目录", Short: "取出一个问题的证据：当时的网页原文和响应头", Args: cobra.ExactArgs(1),
		Long: `从证据文件（WARC）中取出发现和复查这个问题时读到的网页，每份写出两个文件：网页原文和说明（网址、时间、
状态码、响应头、校验值、在证据文件中的位置）。网页原文可能含有脚本，请不要直接用浏览器打开。`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return atDesk(cmd.Context(), file, func(d *desk) error {
				list, err := work.CaseEvidence(cmd.Context(), d.cfg, d.st, args[0])
				if errors.Is(err, store.ErrNotFound) {
					return usage("没有编号为 %q 的问题", args[0])
				}
				if err != nil {
					return err
				}
				if len(list) == 0 {
					return &exit{exitFailed, fmt.Errorf("没有找到问题 %s 的证据：证据目录 %s 中没有它引用的网页", args[0], d.cfg.Evidence)}
				}
				if out == "" {
					out = filepath.Join("duwang-evidence", args[0])
				}
				if err := os.MkdirAll(out, 0o755); err != nil {
					return err
				}
				w := cmd.OutOrStdout()
				for i := range list {
					x := &list[i]
					fmt.Fprintf(w, "%s  状态码%d  %s\n", x.Taken.In(config.Zone).Format("2006-01-02 15:04:05"), x.Status, x.URL)
					for _, f := range x.Files(i + 1) {
						if err := os.WriteFile(filepath.Join(out, f.Name), f.Content, 0o600); err != nil {
							return err
						}
						fmt.Fprintf(w, "  %s\n", filepath.Join(out, f.Name))
					}
				}
				return nil
			})
		},
	}
	configFlag(c, &file)
	c.Flags().StringVar(&out, "out", "", "写到这个`目录`，默认 duwang-evidence/问题编号")
	return c
}
