// Command duwang (读网) reads a government's portal page by page and says,
// with evidence, what breaks the disclosure rules.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version is set by the linker: -ldflags "-X main.version=1.2.3".
var version = "0.1.0-dev"

// Exit statuses of the contract.
const (
	exitDone       = 0
	exitFailed     = 1 // failed while running
	exitUsage      = 2 // wrong usage or config
	exitIncomplete = 3 // the scan is void or incomplete
	exitFindings   = 4 // --fail-on met
)

// An exit is an error that knows its status; its error may be nil when
// everything was said already.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &exit{exitUsage, fmt.Errorf(format, args...)}
}

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the whole program: arguments and streams in, exit status out.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	code := exitFailed
	var e *exit
	if errors.As(err, &e) {
		code = e.code
	}
	if text := chineseError(err); text != "" {
		fmt.Fprintln(stderr, text)
	}
	return code
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "duwang",
		Short: "读网：逐页读取政府网站，依据公开规定查找问题并出具证据",
		Long: `读网（duwang）按计划读取政府网站及其栏目，依据政务公开的各项规定逐条检查、
按本单位的指标评分、起草整改通知，并保留每个问题的证据。

常用步骤：
  duwang demo                        先看一遍演示（不需要网络和配置）
  duwang config check -c duwang.yaml 检查配置
  duwang scan -c duwang.yaml         巡检一次并出报告`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("没有名为 %q 的命令；运行 duwang help 查看全部命令", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.AddCommand(newDemo(), newInit(), newScan(), newCheck(), newInspect(), newRules(), newReport(), newCase(), newNotice(), newVerify(), newAssess(),
		newServe(), newWorker(), newUser(), newBackup(), newRestore(), newMigrate(), newConfig(),
		newDoctor(), newVersion(), newCompletion())
	chinese(root)
	return root
}
