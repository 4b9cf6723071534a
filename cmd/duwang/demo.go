package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/demo"
	"duwang/cmd/internal/people"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
)

func newDemo() *cobra.Command {
	var dir, addr string
	var serve bool
	c := &cobra.Command{
		Use: "demo", Short: "演示：巡检内置的县级门户，出各种报告，核对植入的问题", Args: cobra.NoArgs,
		Long: `在本机启动一个虚构的县级门户（约 20 个单位、600 个页面，其中植入了已知的问题），
完整地巡检、评分、出报告，并核对植入的问题是否全部查出、有没有误报。
不需要网络、配置文件和数据库服务器。`,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDemo(cmd, dir, serve, addr) },
	}
	c.Flags().StringVar(&dir, "dir", "duwang-demo", "结果写到这个`目录`")
	c.Flags().BoolVar(&serve, "serve", false, "结束后打开工作台，可用演示账号登录，按 Ctrl-C 退出")
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "与 --serve 同用：工作台的`地址`")
	return c
}

func runDemo(cmd *cobra.Command, dir string, serve bool, addr string) error {
	ctx, out := cmd.Context(), cmd.OutOrStdout()
	if err := demoFolder(dir); err != nil {
		return err
	}
	// Links that leave the portal lead to a second listener, so that nothing
	// leaves this machine.
	outside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("启动演示门户：%w", err)
	}
	inside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(fmt.Errorf("启动演示门户：%w", err), outside.Close())
	}
	p := demo.New("http://" + outside.Addr().String())
	defer serveOn(outside, p.Outside())()
	defer serveOn(inside, p)()
	base := "http://" + inside.Addr().String()

	file := filepath.Join(dir, demoConfig)
	if err := os.WriteFile(file, []byte(demoMark+"\n"+p.Config(base, ".")), 0o644); err != nil {
		return fmt.Errorf("写演示配置：%w", err)
	}
	cfg, err := loadConfig(file)
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, cfg.Store)
	if err != nil {
		return err
	}
	defer st.Close()
	fmt.Fprintf(out, "演示门户在 %s：%d 个单位，%d 个栏目，%d 个页面。以 %s 为检查日，读取整个网站。\n",
		base, p.Units(), p.Columns(), p.Pages(), demo.AsOf.ChineseLong())
	started := time.Now()
	req := work.Request{Kind: portal.ScanFull, AsOf: demo.AsOf, Version: version, Pause: 200 * time.Millisecond}
	j, scan, sum, err := scanAndJudge(ctx, cfg, st, req, cmd.ErrOrStderr(), false)
	if err != nil {
		return err
	}
	if sum.Interrupted {
		return &exit{exitIncomplete, fmt.Errorf("演示已中断（巡检 %s）", scan.ID)}
	}
	files, err := work.Report(cfg, j, dir, work.Formats)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "巡检用时 %.1f 秒。\n", time.Since(started).Seconds())
	summary(out, j, files, dir)
	right := tell(out, p, base, j)
	if serve {
		return serveDemo(ctx, out, cmd.ErrOrStderr(), cfg, st, addr, base)
	}
	if !right {
		return &exit{exitFailed, errors.New("演示结果与植入的问题不一致")}
	}
	return nil
}

// tell compares what was found with what was planted and says so; it returns
// whether the two are the same.
func tell(out io.Writer, p *demo.Portal, base string, j *work.Judgement) bool {
	o := p.Compare(base, j.Result, j.Set)
	fmt.Fprintf(out, "植入 %d 处，查出 %d 处，误报 %d 处。\n", o.Planted, o.Found, len(o.False))
	for _, f := range o.Missed {
		fmt.Fprintf(out, "  漏报：%s（%s %s）\n", f.Text, f.Check, f.URL)
	}
	for _, f := range o.False {
		fmt.Fprintf(out, "  误报：%s（%s %s）\n", f.Message, f.Check, f.URL)
	}
	for _, a := range o.Astray {
		fmt.Fprintf(out, "  归属有误：%s（应为 %s/%s %s，认定为 %s/%s %s）\n", a.Fault.Text,
			a.Fault.Unit, a.Fault.Column, a.Fault.Verdict, a.Finding.Unit, a.Finding.Column, a.Finding.Verdict)
	}
	for _, n := range o.Misled {
		fmt.Fprintf(out, "  应列为无法核实：%s（%s）\n", n.Text, n.URL)
	}
	return len(o.Missed)+len(o.False)+len(o.Astray)+len(o.Misled) == 0
}

// demoConfig is written by every run and begins with demoMark, so that a
// folder that holds it is known to be the demo's.
const (
	demoConfig = "duwang.yaml"
	demoMark   = "# duwang demo：演示用的配置，由程序写成"
)

// demoFolder makes the folder ready: what an earlier demo left in it is
// removed, a folder with anything else in it is refused.
func demoFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("演示目录：%w", err)
	}
	if len(entries) > 0 {
		text, err := os.ReadFile(filepath.Join(dir, demoConfig))
		if err != nil || !strings.HasPrefix(string(text), demoMark) {
			return usage("目录 %s 里有别的文件，演示不会动它；请用 --dir 另指一个目录", dir)
		}
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("清理上次的演示：%w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("建立演示目录：%w", err)
	}
	return nil
}

// serveOn serves a handler until the function it returns is called.
func serveOn(l net.Listener, h http.Handler) (stop func()) {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(l) // ends with ErrServerClosed when it is stopped
	}()
	return func() {
		_ = srv.Close() // readers of the demo may be cut off
		<-done
	}
}

// demoPeople are the demo's accounts: one of each kind of work.
var demoPeople = []store.User{
	{Name: "admin", FullName: "演示管理员", Role: string(people.Admin)},
	{Name: "officer", FullName: "演示经办", Role: string(people.Officer)},
	{Name: "reviewer", FullName: "演示审核", Role: string(people.Reviewer)},
	{Name: "leader", FullName: "演示领导", Role: string(people.Leader)},
	{Name: "assessor", FullName: "演示考核", Role: string(people.Assessor)},
}

// serveDemo opens the dashboard on the demo's data until it is interrupted.
// The accounts' password is made anew each time and shown once.
func serveDemo(ctx context.Context, out, log io.Writer, cfg *config.Config, st *store.Store, addr, base string) error {
	password := rand.Text()
	hash, err := people.Hash(ctx, password)
	if err != nil {
		return err
	}
	accounts := append(slices.Clone(demoPeople), store.User{Name: "liaison", FullName: "演示联络员", Role: string(people.Liaison), Unit: cfg.Units[0].ID})
	fmt.Fprintf(out, "演示门户：%s/　演示账号（密码都是 %s）：\n", base, password)
	for _, u := range accounts {
		u.Password, u.Created = hash, time.Now()
		if err := st.AddUser(ctx, u, store.Audit{At: u.Created, By: people.Program, Action: "建立演示账号", Subject: "用户 " + u.Name}); err != nil {
			return err
		}
		fmt.Fprintf(out, "  %s　%s\n", u.Name, people.Role(u.Role).Word())
	}
	return serveDesk(ctx, cfg, st, addr, false, out, log)
}
