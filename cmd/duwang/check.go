package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
)

func newCheck() *cobra.Command {
	var file, scanID, ruleset, asOfText, jsonTo string
	c := &cobra.Command{
		Use: "check -c 文件", Short: "对已保存的巡检重新检查评分，不访问网络", Args: cobra.NoArgs,
		Long: `用另一套指标体系或另一个检查日，对已保存的巡检内容重新检查评分，不再访问网站。
同一次巡检、同一指标体系、同一放假安排、同一检查日，结果逐字节相同。`,
		Example: "  duwang check -c duwang.yaml\n  duwang check -c duwang.yaml --ruleset fenggang-2018 --json 结果.json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			asOf, err := dateFlag("--as-of", asOfText)
			if err != nil {
				return err
			}
			cfg, err := loadConfig(file)
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			st, err := store.Open(ctx, cfg.Store)
			if err != nil {
				return err
			}
			defer st.Close()
			id, err := findScan(ctx, st, scanID)
			if err != nil {
				return err
			}
			if ruleset != "" {
				if err := bindable(ruleset); err != nil {
					return err
				}
			}
			j, err := work.Judge(ctx, cfg, st, id, ruleset, asOf)
			if err != nil {
				return err
			}
			if err := writeJSON(jsonTo, cmd.OutOrStdout(), j.Result); err != nil {
				return err
			}
			say := cmd.OutOrStdout()
			if jsonTo == "-" {
				say = cmd.ErrOrStderr()
			}
			summary(say, j, nil, "")
			if j.Result.Scan.Void || !j.Result.Scan.Complete {
				return &exit{exitIncomplete, errors.New("该次巡检作废或不完整，结果仅供参考。")}
			}
			return nil
		},
	}
	configFlag(c, &file)
	c.Flags().StringVar(&scanID, "scan", "", "巡检`编号`，可只写开头几位；默认最近一次")
	c.Flags().StringVar(&ruleset, "ruleset", "", "指标体系的`名称`或 YAML 文件；默认用配置中的")
	c.Flags().StringVar(&asOfText, "as-of", "", "以这一天为检查日（`YYYY-MM-DD`），默认用巡检时的")
	c.Flags().StringVar(&jsonTo, "json", "", "把结果写成 JSON `文件`；- 表示标准输出")
	return c
}

func newReport() *cobra.Command {
	var file, scanID, out string
	var formats []string
	c := &cobra.Command{
		Use: "report -c 文件", Short: "把已保存的巡检重新写成报告", Args: cobra.NoArgs,
		Example: "  duwang report -c duwang.yaml --format html,xlsx --out 报告",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := work.CheckFormats(formats); err != nil {
				return &exit{exitUsage, err}
			}
			cfg, err := loadConfig(file)
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			st, err := store.Open(ctx, cfg.Store)
			if err != nil {
				return err
			}
			defer st.Close()
			id, err := findScan(ctx, st, scanID)
			if err != nil {
				return err
			}
			j, err := work.Judge(ctx, cfg, st, id, "", 0)
			if err != nil {
				return err
			}
			if out == "" {
				out = "duwang-reports/" + id
			}
			files, err := work.Report(cfg, j, out, formats)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "已写出 %d 个文件，在 %s。\n", len(files), out)
			return nil
		},
	}
	configFlag(c, &file)
	c.Flags().StringVar(&scanID, "scan", "", "巡检`编号`，可只写开头几位；默认最近一次")
	c.Flags().StringSliceVar(&formats, "format", work.Formats, "`格式`：html、xlsx、docx、csv、json")
	c.Flags().StringVar(&out, "out", "", "写到这个`目录`")
	return c
}
