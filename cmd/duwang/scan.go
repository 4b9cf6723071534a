package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler"
	"duwang/crawler/portal"
	"duwang/reports/json"
)

type scanFlags struct {
	config string
	asOf   string
	sites  []string
	units  []string
	full   bool
	resume bool
	out    string
	json   string
	quiet  bool
	debug  bool
	dryRun bool
	failOn string
}

func newScan() *cobra.Command {
	var f scanFlags
	c := &cobra.Command{
		Use: "scan -c 文件", Short: "巡检一次：读取、检查、评分、保存并出报告", Args: cobra.NoArgs,
		Long: `读取配置中的站点和栏目，逐条检查，按指标体系评分，保存结果并写出报告。

默认只读到 articles_since 以来的内容；--full 读取整个网站。
开始前先说明预计请求多少次、何时结束；--dry-run 只作说明，不访问网站。
退出码：0 完成；1 运行出错；2 用法或配置有误；3 巡检作废或不完整；4 发现 --fail-on 所指的问题。`,
		Example: "  duwang scan -c duwang.yaml\n  duwang scan -c duwang.yaml --full --out 报告\n  duwang scan -c duwang.yaml --unit edu --json -",
		RunE:    func(cmd *cobra.Command, _ []string) error { return runScan(cmd, &f) },
	}
	configFlag(c, &f.config)
	c.Flags().StringVar(&f.asOf, "as-of", "", "以这一天为检查日（`YYYY-MM-DD`），默认今天")
	c.Flags().StringSliceVar(&f.sites, "site", nil, "只巡检这些站点（`编号`，可多次）")
	c.Flags().StringSliceVar(&f.units, "unit", nil, "只巡检这些单位（`编号`，可多次）")
	c.Flags().BoolVar(&f.full, "full", false, "读取整个网站，而不只是近期内容")
	c.Flags().BoolVar(&f.resume, "resume", false, "继续上次未完成的巡检")
	c.Flags().StringVar(&f.out, "out", "", "报告写到这个`目录`，默认 duwang-reports/巡检编号")
	c.Flags().StringVar(&f.json, "json", "", "把结果写成 JSON `文件`；- 表示标准输出")
	c.Flags().BoolVar(&f.quiet, "quiet", false, "不显示进度")
	c.Flags().BoolVar(&f.debug, "debug", false, "逐页说明为什么读取或不读取")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "只预计请求次数和用时，不访问网站")
	c.Flags().StringVar(&f.failOn, "fail-on", "", "发现该`严重程度`或更重的问题时以 4 退出（veto、critical、major、minor、info）")
	return c
}

// crawlGC is how much a crawl's heap may grow, in percent, between two
// collections. What a crawl holds is small and what it drops, a tree a page, is
// nearly all: at 100 a fifteenth of its CPU went into looking for the rest.
// Over 3,000 pages its memory peaks at 92 MiB with 100, 101 with 150 and 106
// with 200.
const crawlGC = 150

func runScan(cmd *cobra.Command, f *scanFlags) error {
	if os.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(crawlGC))
	}
	asOf, err := dateFlag("--as-of", f.asOf)
	if err != nil {
		return err
	}
	if f.failOn != "" && !slices.Contains(rules.Severities, f.failOn) {
		return usage("--fail-on 的值 %q 无效；应为 %s 之一", f.failOn, strings.Join(rules.Severities, "、"))
	}
	cfg, err := loadConfig(f.config)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	st, err := store.Open(ctx, cfg.Store)
	if err != nil {
		return err
	}
	defer st.Close()

	// With --json - standard output belongs to the result alone.
	say := cmd.OutOrStdout()
	if f.json == "-" {
		say = cmd.ErrOrStderr()
	}
	req := work.Request{Kind: portal.ScanRecent, AsOf: asOf, Sites: f.sites, Units: f.units, Resume: f.resume, Version: version}
	if f.full {
		req.Kind = portal.ScanFull
	}
	if f.debug {
		req.Debug = func(url, decision string) { fmt.Fprintf(cmd.ErrOrStderr(), "%s  %s\n", decision, url) }
	}
	if f.dryRun || !f.quiet {
		e, err := work.Foresee(ctx, cfg, st, req, time.Now().In(config.Zone))
		if err != nil {
			return wrongRequest(err)
		}
		to := cmd.ErrOrStderr()
		if f.dryRun {
			to = say
		}
		for _, line := range e.Lines() {
			fmt.Fprintln(to, line)
		}
	}
	if f.dryRun {
		return nil
	}
	j, scan, sum, err := scanAndJudge(ctx, cfg, st, req, cmd.ErrOrStderr(), f.quiet)
	if err != nil && scan != nil {
		return fmt.Errorf("%w\n巡检 %s 没有做完，此前已保存的内容完好。处理后继续：duwang scan -c %s --resume", err, scan.ID, f.config)
	}
	if err != nil {
		return err
	}
	if sum.Interrupted {
		return &exit{exitIncomplete, fmt.Errorf("巡检 %s 已中断，已读取的内容均已保存。继续：duwang scan -c %s --resume", scan.ID, f.config)}
	}
	if err := writeJSON(f.json, cmd.OutOrStdout(), j.Result); err != nil {
		return err
	}
	out := f.out
	if out == "" {
		out = filepath.Join("duwang-reports", scan.ID)
	}
	files, err := work.Report(cfg, j, out, work.Formats)
	if err != nil {
		return err
	}
	if !f.quiet || f.json != "-" {
		summary(say, j, files, out)
		for _, n := range sum.Notes {
			fmt.Fprintln(say, "采集说明："+n)
		}
		if s := j.Cases.String(); s != "" {
			fmt.Fprintln(say, s)
		}
		if j.EvidenceNote != "" {
			fmt.Fprintln(say, j.EvidenceNote)
		}
	}
	return verdict(j.Result, sum, f.failOn)
}

// scanAndJudge crawls with a progress bar, judges what was read and carries it
// over to the cases.
func scanAndJudge(ctx context.Context, cfg *config.Config, st *store.Store, req work.Request, progressTo io.Writer, quiet bool) (*work.Judgement, *portal.Scan, *crawler.Summary, error) {
	bar := newProgress(progressTo, quiet)
	req.Report = bar.report
	scan, sum, err := work.Scan(ctx, cfg, st, req)
	bar.close()
	if err != nil {
		return nil, scan, nil, wrongRequest(err)
	}
	if sum.Interrupted {
		return nil, scan, sum, nil
	}
	j, err := work.JudgeAndFollow(ctx, cfg, st, scan.ID)
	return j, scan, sum, err
}

// wrongRequest marks what the user asked wrongly for as wrong usage.
func wrongRequest(err error) error {
	var unknown *work.UnknownID
	if errors.Is(err, work.ErrNothingToResume) || errors.Is(err, work.ErrConfigChanged) || errors.As(err, &unknown) {
		return &exit{exitUsage, err}
	}
	return err
}

// verdict turns a result into the contract's exit status.
func verdict(res *checks.Result, sum *crawler.Summary, failOn string) error {
	if res.Scan.Void {
		return &exit{exitIncomplete, fmt.Errorf("本次巡检作废：%s。作废的巡检不认定任何问题。", strings.Join(res.Scan.VoidReasons, "；"))}
	}
	if !res.Scan.Complete {
		reasons := strings.Join(sum.Reasons, "；")
		return &exit{exitIncomplete, fmt.Errorf("本次巡检不完整：%s。", reasons)}
	}
	if failOn != "" {
		worst := slices.Index(rules.Severities, failOn)
		for i := range res.Findings {
			if slices.Index(rules.Severities, res.Findings[i].Severity) <= worst {
				return &exit{exitFindings, nil}
			}
		}
	}
	return nil
}

func dateFlag(name, value string) (portal.Date, error) {
	if value == "" {
		return 0, nil
	}
	d, err := portal.ParseDate(value)
	if err != nil {
		return 0, usage("%s 的值 %q 不是日期；应写成 2026-11-21 这样", name, value)
	}
	return d, nil
}

// writeJSON writes the result where --json says, nowhere when it says nothing.
func writeJSON(to string, stdout io.Writer, res *checks.Result) error {
	switch to {
	case "":
		return nil
	case "-":
		return json.Write(stdout, res)
	}
	f, err := os.Create(to)
	if err != nil {
		return fmt.Errorf("写 JSON 文件：%w", err)
	}
	return errors.Join(json.Write(f, res), f.Close())
}
