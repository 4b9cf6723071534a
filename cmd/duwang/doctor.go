package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler"
)

func newDoctor() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use: "doctor [-c 文件]", Short: "自检：时钟、放假安排、存储、目录、各站点能否访问", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := &doctor{w: cmd.OutOrStdout()}
			d.clock()
			d.calendar(time.Now().In(config.Zone).Year())
			if _, err := os.Stat(file); err != nil && !cmd.Flags().Changed("config") {
				d.say(true, "配置", "未找到 duwang.yaml，只检查本机；可用 -c 指定配置文件")
			} else {
				cfg, err := loadConfig(file)
				if err != nil {
					return err
				}
				d.store(cmd.Context(), cfg)
				d.sites(cmd.Context(), cfg)
			}
			if d.failed > 0 {
				return &exit{exitFailed, fmt.Errorf("自检发现 %d 处需要处理", d.failed)}
			}
			fmt.Fprintln(d.w, "自检通过。")
			return nil
		},
	}
	configFlag(c, &file)
	return c
}

// A doctor looks at everything a scan stands on and says in plain words what
// is wrong with it.
type doctor struct {
	w      io.Writer
	failed int
}

func (d *doctor) say(ok bool, what, text string) {
	word := "正常"
	if !ok {
		word = "异常"
		d.failed++
	}
	fmt.Fprintf(d.w, "[%s] %s：%s\n", word, what, text)
}

func (d *doctor) clock() {
	now := time.Now().In(config.Zone)
	ok := now.Year() >= 2025 && now.Year() < 2100
	text := "现在是北京时间 " + now.Format("2006-01-02 15:04:05")
	if !ok {
		text += "，明显不对，请先校正本机时钟"
	}
	d.say(ok, "时钟", text)
}

func (d *doctor) calendar(year int) {
	cal, err := calendar.Default()
	if err != nil {
		d.say(false, "放假安排", err.Error())
		return
	}
	if !cal.Known(year) {
		d.say(false, "放假安排", fmt.Sprintf("没有 %d 年的国务院放假安排，涉及该年的工作日计算均为暂定；请在配置 holidays 中补充", year))
		return
	}
	d.say(true, "放假安排", fmt.Sprintf("含 %d 年，数据版本 %s；内置指标体系 %d 套", year, cal.Version(), len(rules.Builtin())))
}

func (d *doctor) store(ctx context.Context, cfg *config.Config) {
	st, err := store.Open(ctx, cfg.Store)
	if err != nil {
		d.say(false, "存储", err.Error())
	} else {
		d.say(true, "存储", "可以打开")
		st.Close()
	}
	if err := writable(cfg.Evidence); err != nil {
		d.say(false, "证据目录", fmt.Sprintf("%s 不能写入：%v", cfg.Evidence, err))
	} else {
		d.say(true, "证据目录", cfg.Evidence+" 可以写入")
	}
}

// writable tells whether files can be made in a folder, or in the nearest one
// above it that exists.
func writable(dir string) error {
	for {
		info, err := os.Stat(dir)
		if err == nil && !info.IsDir() {
			return errors.New("不是目录")
		}
		if err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return err
		}
		dir = parent
	}
	f, err := os.CreateTemp(dir, ".duwang-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func (d *doctor) sites(ctx context.Context, cfg *config.Config) {
	for _, s := range cfg.Sites {
		started := time.Now()
		ex, err := crawler.Fetch(ctx, s.URL, crawler.Options{
			Timeout: cfg.Crawl.Timeout, MaxBody: cfg.Crawl.MaxBody, AllowPrivate: cfg.Crawl.AllowPrivate, UserAgent: cfg.UserAgent(version),
		})
		if err != nil {
			d.say(false, "站点 "+s.Name, fmt.Sprintf("%s 未能访问：%v", s.URL, err))
			continue
		}
		text := fmt.Sprintf("%s 状态码 %d，%d 字节，用时 %.1f 秒", s.URL, ex.Status, len(ex.Body), time.Since(started).Seconds())
		d.say(ex.Status == 200, "站点 "+s.Name, text)
	}
}
