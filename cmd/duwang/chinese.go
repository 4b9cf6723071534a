package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/store"
)

const usageTemplate = `用法：
  {{if .HasAvailableSubCommands}}{{.CommandPath}} [命令]{{else}}{{.UseLine}}{{end}}
{{- if .HasExample}}

示例：
{{.Example}}{{end}}
{{- if .HasAvailableSubCommands}}

命令：{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}
{{- if .HasAvailableLocalFlags}}

选项：
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
{{- if .HasAvailableSubCommands}}

运行“{{.CommandPath}} 命令 --help”查看某个命令的说明。{{end}}
`

// chinese gives a command and all below it help in Chinese, and turns cobra's
// complaints about flags and arguments into usage errors.
func chinese(root *cobra.Command) {
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpTemplate("{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}\n\n{{end}}{{.UsageString}}")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("%s；运行“%s --help”查看用法", flagWords(err.Error()), cmd.CommandPath())
	})
	help := &cobra.Command{
		Use: "help [命令]", Short: "显示某个命令的说明",
		RunE: func(cmd *cobra.Command, args []string) error {
			c, _, err := root.Find(args)
			if err != nil {
				return usage("没有名为 %q 的命令", strings.Join(args, " "))
			}
			c.InitDefaultHelpFlag()
			return c.Help()
		},
	}
	root.SetHelpCommand(help)
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		c.Flags().BoolP("help", "h", false, "显示本命令的说明")
		c.DisableFlagsInUseLine = true
		if c.Args != nil {
			inner := c.Args
			c.Args = func(cmd *cobra.Command, args []string) error {
				err := inner(cmd, args)
				var e *exit
				if err == nil || errors.As(err, &e) {
					return err
				}
				return usage("参数个数不对（给了 %d 个）；运行“%s --help”查看用法", len(args), cmd.CommandPath())
			}
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
}

// flagComplaints are pflag's sentences with the words an officer understands.
var flagComplaints = []struct {
	re   *regexp.Regexp
	text string
}{
	{regexp.MustCompile(`^unknown flag: (\S+)`), "没有选项 $1"},
	{regexp.MustCompile(`^unknown shorthand flag: '(.)' in (\S+)`), "没有选项 -$1"},
	{regexp.MustCompile(`^flag needs an argument: (?:'.' in )?(\S+)`), "选项 $1 后面需要一个值"},
	{regexp.MustCompile(`^invalid argument "([^"]*)" for "([^"]*)" flag.*`), "选项 $2 的值 “$1” 无效"},
}

func flagWords(s string) string {
	for _, c := range flagComplaints {
		if c.re.MatchString(s) {
			return c.re.ReplaceAllString(s, c.text)
		}
	}
	return s
}

// chineseError returns what to print for an error, "" when everything was
// said already.
func chineseError(err error) string {
	var e *exit
	if errors.As(err, &e) {
		if e.err == nil {
			return ""
		}
		return e.err.Error()
	}
	if full(err) {
		return fmt.Sprintf("运行出错：%v。\n详细：%v", store.ErrFull, err)
	}
	for _, kind := range []error{store.ErrFull, store.ErrDisk, store.ErrBroken, store.ErrReadOnly, store.ErrBusy, store.ErrUnreachable} {
		if errors.Is(err, kind) {
			return fmt.Sprintf("运行出错：%v。\n详细：%v", kind, err)
		}
	}
	return fmt.Sprintf("运行出错：%v", err)
}

// full tells a disk without room, or a file that has reached its limit.
func full(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EFBIG) }
