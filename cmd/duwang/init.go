package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/setup"
	"duwang/crawler"
	"duwang/crawler/discover"
	"duwang/crawler/portal"
)

type initFlags struct {
	out          string
	asOf         string
	max          int
	rate         float64
	allowPrivate bool
	ignoreRobots bool
	quiet        bool
	json         string
}

func newInit() *cobra.Command {
	var f initFlags
	c := &cobra.Command{
		Use: "init 网址", Short: "读取一个网站，提出配置：站点、单位、栏目及其类型",
		Long: `从网站首页起，读导航、网站地图、信息公开目录、部门和乡镇的页面，提出一份配置：
站点、责任单位、栏目及其类型，逐项注明依据和把握程度，拿不准的列在前面，请人核对。
只看能说明栏目的页面，遵守 robots.txt 和每秒请求数。`,
		Example: "  duwang init http://www.example.gov.cn/\n  duwang init http://www.example.gov.cn/ -o duwang.yaml --rate 2",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("请给出网站首页的网址；运行“duwang init --help”查看用法")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runInit(cmd, args[0], &f) },
	}
	c.Flags().StringVarP(&f.out, "out", "o", "duwang.yaml", "配置写到这个`文件`")
	c.Flags().StringVar(&f.asOf, "as-of", "", "以这一天为检查日（`YYYY-MM-DD`），默认今天")
	c.Flags().IntVar(&f.max, "max-requests", 2000, "最多请求的`次数`")
	c.Flags().Float64Var(&f.rate, "rate", 1, "每秒向一台主机发出的`请求数`，0 为不限")
	c.Flags().BoolVar(&f.allowPrivate, "allow-private", false, "允许访问本机和内网地址")
	c.Flags().BoolVar(&f.ignoreRobots, "ignore-robots", false, "不遵守 robots.txt，只用于本机关自己的网站")
	c.Flags().BoolVar(&f.quiet, "quiet", false, "不显示进度")
	c.Flags().StringVar(&f.json, "json", "", "把提出的内容写成 JSON `文件`；- 表示标准输出")
	return c
}

func runInit(cmd *cobra.Command, home string, f *initFlags) error {
	asOf, err := dateFlag("--as-of", f.asOf)
	if err != nil {
		return err
	}
	if asOf == 0 {
		asOf = portal.DateOf(time.Now().In(config.Zone))
	}
	if f.max < 1 {
		return usage("--max-requests 的值 %d 无效；应为大于零的整数", f.max)
	}
	if f.rate < 0 {
		return usage("--rate 的值 %g 无效；应为不小于零的数", f.rate)
	}
	if _, err := os.Stat(f.out); err == nil {
		return usage("文件 %s 已经存在，不会覆盖；请用 -o 另指一个文件", f.out)
	}
	say := cmd.OutOrStdout()
	if f.json == "-" {
		say = cmd.ErrOrStderr()
	}
	p, err := lookAround(cmd.Context(), home, asOf, f, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	settings := setup.Settings{AllowPrivate: f.allowPrivate, Rate: -1}
	if cmd.Flags().Changed("rate") {
		settings.Rate = f.rate
	}
	if err := os.WriteFile(f.out, setup.YAML(p, settings), 0o644); err != nil {
		return fmt.Errorf("写配置文件：%w", err)
	}
	if err := writeProposal(f.json, cmd.OutOrStdout(), p); err != nil {
		return err
	}
	sayProposal(say, p, f.out)
	if !p.Complete {
		return &exit{exitIncomplete, fmt.Errorf("没有读完：已达 --max-requests 的 %d 次上限或被中断；上面是已读到的部分", f.max)}
	}
	return nil
}

// lookAround discovers the portal, saying what it is doing.
func lookAround(ctx context.Context, home string, asOf portal.Date, f *initFlags, to io.Writer) (*discover.Proposal, error) {
	cfg := config.Default()
	opt := crawler.Options{
		Concurrency: 8, PerHost: cfg.Crawl.PerHost, Timeout: cfg.Crawl.Timeout, MaxBody: cfg.Crawl.MaxBody,
		Robots: !f.ignoreRobots, AllowPrivate: f.allowPrivate, UserAgent: cfg.UserAgent(version),
	}
	if f.rate > 0 {
		opt.Rate = func(time.Time) float64 { return f.rate }
	}
	req := setup.Request{Home: home, AsOf: asOf, Max: f.max, Options: opt}
	started := time.Now()
	if !f.quiet {
		req.Report = func(p setup.Progress) {
			left := ""
			if spent := time.Since(started).Seconds(); p.Asked > 0 && spent > 1 {
				left = "，约剩 " + chineseDuration(time.Duration(float64(min(p.Waiting, f.max-p.Asked))*spent/float64(p.Asked)*float64(time.Second)))
			}
			fmt.Fprintf(to, "已看 %d 页，已知还要看 %d 页%s；正在看：%s %s\n", p.Asked, p.Waiting, left, p.Doing, p.URL)
		}
	}
	p, err := setup.Discover(ctx, req)
	switch {
	case errors.Is(err, setup.ErrNoHome):
		return nil, &exit{exitIncomplete, err}
	case err != nil:
		return nil, &exit{exitUsage, err}
	}
	return p, nil
}

func sayProposal(w io.Writer, p *discover.Proposal, file string) {
	columns, sure := 0, map[string]int{}
	for i := range p.Units {
		columns += len(p.Units[i].Columns)
		for j := range p.Units[i].Columns {
			sure[p.Units[i].Columns[j].Sure]++
		}
	}
	code := p.Site.Code
	if code == "" {
		code = "首页上没有读到"
	}
	fmt.Fprintf(w, "站点：%s（标识码：%s）\n", p.Site.Name, code)
	for _, h := range p.Site.Hosts {
		fmt.Fprintf(w, "  属于本站的其他主机：%s\n", h)
	}
	fmt.Fprintf(w, "单位 %d 个，栏目 %d 个：确定 %d 个，较确定 %d 个，待确认 %d 个。共请求 %d 次。\n",
		len(p.Units), columns, sure[discover.Sure], sure[discover.Likely], sure[discover.Unsure], p.Requests)
	left := map[string]int{}
	for i := range p.Left {
		left[p.Left[i].Kind]++
	}
	for _, kind := range []string{discover.LeftAlias, discover.LeftLanding, discover.LeftTopic, discover.LeftUnread, discover.LeftGone, discover.LeftOutside} {
		if left[kind] > 0 {
			fmt.Fprintf(w, "  未列入：%s %d 个\n", discover.LeftWord(kind), left[kind])
		}
	}
	fmt.Fprintf(w, "配置已写到 %s。请先核对标有【待确认】的栏目，再运行：duwang config check -c %s\n", file, file)
}

func writeProposal(to string, stdout io.Writer, p *discover.Proposal) error {
	if to == "" {
		return nil
	}
	w := stdout
	if to != "-" {
		f, err := os.Create(to)
		if err != nil {
			return fmt.Errorf("写 JSON 文件：%w", err)
		}
		defer f.Close()
		w = f
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(p)
}
