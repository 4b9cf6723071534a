package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/setup"
	"duwang/crawler"
	"duwang/crawler/discover"
	"duwang/crawler/portal"
	"duwang/reports/xlsx"
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
	xlsx         string
	apply        string
}

func newInit() *cobra.Command {
	var f initFlags
	c := &cobra.Command{
		Use: "init 网址", Short: "读取一个网站，提出配置：站点、单位、栏目及其类型",
		Long: `从网站首页起，读导航、网站地图、信息公开目录、部门和乡镇的页面，提出一份配置：
站点、责任单位、栏目及其类型，逐项注明依据和把握程度，拿不准的列在前面，请人核对。
只看能说明栏目的页面，遵守 robots.txt 和每秒请求数。同样的内容另写一份栏目确认表（xlsx），
可在表格中核对填写，再用 --apply 读回配置。

配置已经存在时，只添加新发现的栏目，已有的内容一字不改；改址、打不开、不再有入口和改版的
栏目列出来，请人处理。在配置中用 # 注释掉的栏目不再提出。`,
		Example: "  duwang init http://www.example.gov.cn/\n  duwang init http://www.example.gov.cn/ -o duwang.yaml --rate 2\n  duwang init --apply duwang-栏目确认表.xlsx -o duwang.yaml",
		Args: func(_ *cobra.Command, args []string) error {
			if f.apply != "" && len(args) > 0 {
				return usage("--apply 读回确认表，不再需要网址")
			}
			if f.apply == "" && len(args) != 1 {
				return usage("请给出网站首页的网址；运行“duwang init --help”查看用法")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.apply != "" {
				return applyTable(cmd, &f)
			}
			return runInit(cmd, args[0], &f)
		},
	}
	c.Flags().StringVarP(&f.out, "out", "o", "duwang.yaml", "配置写到这个`文件`")
	c.Flags().StringVar(&f.asOf, "as-of", "", "以这一天为检查日（`YYYY-MM-DD`），默认今天")
	c.Flags().IntVar(&f.max, "max-requests", 2000, "最多请求的`次数`")
	c.Flags().Float64Var(&f.rate, "rate", 1, "每秒向一台主机发出的`请求数`，0 为不限")
	c.Flags().BoolVar(&f.allowPrivate, "allow-private", false, "允许访问本机和内网地址")
	c.Flags().BoolVar(&f.ignoreRobots, "ignore-robots", false, "不遵守 robots.txt，只用于本机关自己的网站")
	c.Flags().BoolVar(&f.quiet, "quiet", false, "不显示进度")
	c.Flags().StringVar(&f.xlsx, "xlsx", "", "栏目确认表写到这个`文件`，默认在配置旁边")
	c.Flags().StringVar(&f.apply, "apply", "", "读回填好的栏目确认表`文件`，写入 -o 所指的配置")
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
	old, err := os.ReadFile(f.out)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return usage("读不到文件 %s：%v", f.out, err)
	}
	exists := err == nil
	if exists {
		// Before an hour of looking: a config that is wrong cannot be added to.
		if _, err := loadConfig(f.out); err != nil {
			return err
		}
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
	text, changes := setup.YAML(p, settings), []setup.Change(nil)
	dir, err := filepath.Abs(filepath.Dir(f.out))
	if err != nil {
		return err
	}
	if exists {
		if text, changes, err = setup.Merge(old, f.out, dir, p); err != nil {
			return &exit{exitUsage, err}
		}
	}
	cfg, err := config.Parse(f.out, text, dir)
	if err != nil {
		return err
	}
	if !exists || !bytes.Equal(text, old) {
		if err := replaceFile(f.out, text); err != nil {
			return fmt.Errorf("写配置文件：%w", err)
		}
	}
	table := f.xlsx
	if table == "" && (!exists || len(changes) > 0) {
		table = freeName(strings.TrimSuffix(f.out, filepath.Ext(f.out))+"-栏目确认表", ".xlsx")
	}
	if table != "" {
		if err := writeTable(table, p, setup.Rows(cfg, p, changes)); err != nil {
			return err
		}
	}
	if err := writeProposal(f.json, cmd.OutOrStdout(), p); err != nil {
		return err
	}
	sayProposal(say, p)
	if exists {
		sayChanges(say, changes, f.out)
	} else {
		fmt.Fprintf(say, "配置已写到 %s。\n", f.out)
	}
	if table != "" {
		fmt.Fprintf(say, "栏目确认表已写到 %s。请先核对标有【待确认】的栏目：可直接改 %s；也可填表后运行 duwang init --apply %s -o %s。\n核对后运行：duwang config check -c %s\n",
			table, f.out, table, f.out, f.out)
	}
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

func sayProposal(w io.Writer, p *discover.Proposal) {
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

// sayChanges says what a further look found beside the config.
func sayChanges(w io.Writer, changes []setup.Change, file string) {
	if len(changes) == 0 {
		fmt.Fprintf(w, "与 %s 相比没有变化，文件没有改动。\n", file)
		return
	}
	added := 0
	for _, c := range changes {
		if c.Kind == setup.ChangeNew {
			added++
		}
	}
	fmt.Fprintf(w, "与 %s 相比：新发现的 %d 个栏目已添加到文件，其余内容没有改动。变化如下：\n", file, added)
	for _, c := range changes {
		fmt.Fprintf(w, "  %s：%s（%s）%s", c.Kind, c.Name, c.ID, c.URL)
		if c.Why != "" {
			fmt.Fprintf(w, "——%s", c.Why)
		}
		fmt.Fprintln(w)
	}
}

// writeTable writes the column table for confirmation.
func writeTable(file string, p *discover.Proposal, rows []xlsx.ColumnRow) error {
	var b bytes.Buffer
	if err := xlsx.WriteColumns(&b, p.Site.Name, rows); err != nil {
		return fmt.Errorf("写栏目确认表：%w", err)
	}
	if err := replaceFile(file, b.Bytes()); err != nil {
		return fmt.Errorf("写栏目确认表：%w", err)
	}
	return nil
}

// freeName returns a name that no file has yet: a table that somebody may be
// filling in is never overwritten.
func freeName(stem, ext string) string {
	for i, name := 2, stem+ext; ; i++ {
		if _, err := os.Stat(name); err != nil {
			return name
		}
		name = fmt.Sprintf("%s-%d%s", stem, i, ext)
	}
}

// replaceFile writes a file whole or not at all.
func replaceFile(name string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".duwang-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		_ = os.Remove(tmp.Name()) // what is left of it helps nobody
	}
	return err
}

// applyTable brings a filled-in column table into the config.
func applyTable(cmd *cobra.Command, f *initFlags) error {
	old, err := os.ReadFile(f.out)
	if err != nil {
		return usage("读不到配置文件 %s：%v；请用 -o 指明要改的配置", f.out, err)
	}
	in, err := os.Open(f.apply)
	if err != nil {
		return usage("读不到确认表 %s：%v", f.apply, err)
	}
	defer in.Close()
	rows, err := xlsx.ReadColumns(in)
	if err != nil {
		return usage("%s：%v", f.apply, err)
	}
	dir, err := filepath.Abs(filepath.Dir(f.out))
	if err != nil {
		return err
	}
	text, done, err := setup.Apply(old, f.out, dir, rows)
	if err != nil {
		return &exit{exitUsage, err}
	}
	if !bytes.Equal(text, old) {
		if err := replaceFile(f.out, text); err != nil {
			return fmt.Errorf("写配置文件：%w", err)
		}
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "确认表共 %d 行：修改 %d 个栏目，新增 %d 个，不列入 %d 个，没有变化 %d 个。配置：%s\n",
		len(rows), done.Changed, done.Added, done.Removed, done.Same, f.out)
	if len(done.Problems) == 0 {
		return nil
	}
	fmt.Fprintf(out, "有 %d 行没有采用，对应的栏目保持原样：\n", len(done.Problems))
	for _, p := range done.Problems {
		fmt.Fprintln(out, "  "+p)
	}
	return &exit{exitUsage, nil}
}
