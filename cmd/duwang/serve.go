package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/schedule"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/web"
)

func newServe() *cobra.Command {
	var file, addr string
	c := &cobra.Command{
		Use: "serve -c 文件", Short: "启动工作台：定时巡检，在浏览器里确认、下发、反馈和评分", Args: cobra.NoArgs,
		Long: `启动工作台，用浏览器打开；同时按配置中的 schedule 定时巡检，每小时看一次各站点首页能否打开。
首次启动会显示一个一次性链接，用来建立管理员账号。停机期间错过的巡检，启动后补做一次。

默认只有本机能打开；要让局域网里的其他电脑打开，写 --addr 0.0.0.0:8080。`,
		Example: "  duwang serve -c duwang.yaml\n  duwang serve -c duwang.yaml --addr 0.0.0.0:8080",
		RunE:    func(cmd *cobra.Command, _ []string) error { return runServe(cmd, file, addr) },
	}
	configFlag(c, &file)
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "在这个`地址`上提供浏览")
	return c
}

func runServe(cmd *cobra.Command, file, addr string) error {
	cfg, err := loadConfig(file)
	if err != nil {
		return err
	}
	st, err := store.Open(cmd.Context(), cfg.Store)
	if err != nil {
		return err
	}
	defer st.Close()
	return serveDesk(cmd.Context(), cfg, st, addr, true, cmd.OutOrStdout(), cmd.ErrOrStderr())
}

// workerName names this process among the workers of a store.
func workerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "本机"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:6])
}

// stopWithin is how long requests under way may still take at the end.
const stopWithin = 5 * time.Second

// serveDesk shows the dashboard on an address until ctx ends, and keeps the
// clock and works on scans when clock says so.
func serveDesk(ctx context.Context, cfg *config.Config, st *store.Store, addr string, clock bool, out, log io.Writer) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return &exit{exitUsage, fmt.Errorf("不能在 %s 上提供浏览：%w；可用 --addr 换一个地址", addr, err)}
	}
	logger := slog.New(slog.NewTextHandler(log, nil))
	engine := &schedule.Engine{Config: cfg, Store: st, Version: version, Name: workerName(), Log: logger}
	o := web.Options{Config: cfg, Store: st, Version: version, Log: logger}
	if clock {
		o.Engine = engine
	}
	d, err := web.New(o)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	users, err := st.Users(ctx)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	base := "http://" + l.Addr().String()
	fmt.Fprintf(out, "工作台：%s/　按 Ctrl-C 退出。\n", base)
	if len(users) == 0 {
		fmt.Fprintf(out, "首次使用，请在浏览器打开这个一次性链接，建立管理员账号：\n  %s%s\n", base, d.Welcome())
	}
	srv := &http.Server{Handler: d, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	failed := make(chan error, 2)
	go func() { failed <- srv.Serve(l) }()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		if !clock {
			return
		}
		if err := engine.Run(ctx); err != nil {
			failed <- err
		}
	}()
	var broken error
	select {
	case broken = <-failed:
	case <-ctx.Done():
	}
	stop()
	<-worked
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := srv.Shutdown(last); err != nil {
		return errors.Join(broken, srv.Close())
	}
	return broken
}
