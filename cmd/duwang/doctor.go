package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duwang/checks/calendar"
	"duwang/checks/rules"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/reports"
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

// sites asks for each site's home page as a scan would.
func (d *doctor) sites(ctx context.Context, cfg *config.Config) {
	for _, s := range cfg.Sites {
		l, err := crawler.LookAt(ctx, s.URL, crawler.Options{
			Timeout: cfg.Crawl.Timeout, MaxBody: cfg.Crawl.MaxBody, AllowPrivate: cfg.Crawl.AllowPrivate, UserAgent: cfg.UserAgent(version),
			Robots: cfg.Crawl.Robots != config.RobotsIgnore,
		})
		if err != nil {
			d.say(false, "站点 "+s.Name, err.Error())
			continue
		}
		d.say(l.Err == "", "站点 "+s.Name, lookText(l, time.Now()))
	}
}

// certificateNear is how soon a certificate's end is worth a word.
const certificateNear = 30 * 24 * time.Hour

// lookText says how a home page answered, in one line.
func lookText(l *crawler.Look, now time.Time) string {
	parts := []string{l.URL}
	if l.Final != "" {
		parts[0] += " 跳转到 " + l.Final
	}
	if l.Err != "" {
		parts = append(parts, l.Err)
		if l.Blocked {
			parts = append(parts, "巡检会把它记为“未能核实”，请联系网站管理单位放行本程序（User-Agent 见配置）")
		}
	}
	if l.Status != 0 {
		parts = append(parts, fmt.Sprintf("状态码 %d，%d 字节，用时 %.1f 秒", l.Status, l.Bytes, l.Spent.Seconds()))
	}
	if l.Title != "" {
		parts = append(parts, "标题“"+reports.Clean(l.Title)+"”")
	}
	parts = append(parts, l.Robots)
	if s := l.Secure; s != nil {
		text := s.Version + "，证书 " + s.Until.In(config.Zone).Format(time.DateOnly) + " 到期"
		if s.Until.Sub(now) < certificateNear {
			text += fmt.Sprintf("（还有 %d 天）", int(s.Until.Sub(now).Hours()/24))
		}
		if s.Old {
			text += "，加密协议过旧，浏览器会拒绝"
		}
		if s.Incomplete {
			text += "，没有发送完整的证书链，部分浏览器打不开"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "；")
}
