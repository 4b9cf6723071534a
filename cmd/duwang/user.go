package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/people"
	"duwang/cmd/internal/store"
)

func newUser() *cobra.Command {
	c := &cobra.Command{
		Use: "user", Short: "工作台的用户：建立、查看、改密码、停用", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(newUserAdd(), newUserList(), newUserPasswd(), newUserDisable(true), newUserDisable(false))
	return c
}

func oneName(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("请写明一个用户名")
	}
	return nil
}

func newUserAdd() *cobra.Command {
	var file, full, role, unit string
	c := &cobra.Command{
		Use: "add 用户名 -c 文件 --role 角色", Short: "建立用户；密码从终端或标准输入读入", Args: oneName,
		Example: "  duwang user add zhang -c duwang.yaml --full-name 张三 --role officer\n  duwang user add edu -c duwang.yaml --full-name 李四 --role liaison --unit edu",
		RunE: func(cmd *cobra.Command, args []string) error {
			return atDesk(cmd.Context(), file, func(d *desk) error {
				u := store.User{Name: args[0], FullName: strings.TrimSpace(full), Role: role, Unit: unit, Created: time.Now()}
				if u.FullName == "" {
					u.FullName = u.Name
				}
				if err := errors.Join(people.CheckName(u.Name), people.CheckFullName(u.FullName), people.CheckRole(people.Role(role), unit, unitIDs(d.cfg))); err != nil {
					return usage("%v", err)
				}
				var err error
				if u.Password, err = readPassword(cmd, u.Name); err != nil {
					return err
				}
				err = d.st.AddUser(cmd.Context(), u, store.Audit{At: time.Now(), By: person(""), Action: "新建用户", Subject: "用户 " + u.Name,
					Became: fmt.Sprintf("姓名 %s，角色 %s，单位 %s", u.FullName, people.Role(role).Word(), unit)})
				if errors.Is(err, store.ErrConflict) {
					return usage("已有同名的用户：用户名和姓名都不能与别人相同")
				}
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "已建立用户 %s（%s，%s）。\n", u.Name, u.FullName, people.Role(role).Word())
				}
				return err
			})
		},
	}
	configFlag(c, &file)
	c.Flags().StringVar(&full, "full-name", "", "`姓名`，办理记录用它署名；默认同用户名")
	c.Flags().StringVar(&role, "role", "", "`角色`：admin 管理员、officer 经办、reviewer 审核、liaison 联络员、leader 领导、assessor 考核组")
	c.Flags().StringVar(&unit, "unit", "", "联络员（必填）或领导所属的单位`编号`")
	return c
}

func unitIDs(cfg *config.Config) (list []string) {
	for _, u := range cfg.Units {
		list = append(list, u.ID)
	}
	return list
}

func newUserList() *cobra.Command {
	var file string
	c := &cobra.Command{Use: "list -c 文件", Short: "列出用户", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return atDesk(cmd.Context(), file, func(d *desk) error {
			users, err := d.st.Users(cmd.Context())
			if err != nil {
				return err
			}
			if len(users) == 0 {
				fmt.Fprintln(cmd.OutOrStdout(), "还没有用户。")
			}
			for _, u := range users {
				state := "启用"
				if u.Disabled {
					state = "停用"
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %s  %s  %s  %s\n", u.Name, u.FullName, people.Role(u.Role).Word(), d.unit(u.Unit), state)
			}
			return nil
		})
	}}
	configFlag(c, &file)
	return c
}

func newUserPasswd() *cobra.Command {
	var file string
	c := &cobra.Command{Use: "passwd 用户名 -c 文件", Short: "重设密码；该用户的其他登录随即退出", Args: oneName, RunE: func(cmd *cobra.Command, args []string) error {
		return atDesk(cmd.Context(), file, func(d *desk) error {
			hash, err := readPassword(cmd, args[0])
			if err != nil {
				return err
			}
			return change(cmd, d, args[0], "重设密码", func(u *store.User) { u.Password, u.Failed, u.LockedUntil = hash, 0, time.Time{} })
		})
	}}
	configFlag(c, &file)
	return c
}

func newUserDisable(off bool) *cobra.Command {
	use, text := "disable", "停用"
	if !off {
		use, text = "enable", "启用"
	}
	var file string
	c := &cobra.Command{Use: use + " 用户名 -c 文件", Short: text + "用户", Args: oneName, RunE: func(cmd *cobra.Command, args []string) error {
		return atDesk(cmd.Context(), file, func(d *desk) error {
			return change(cmd, d, args[0], text+"用户", func(u *store.User) { u.Disabled = off })
		})
	}}
	configFlag(c, &file)
	return c
}

// change changes one user and says so.
func change(cmd *cobra.Command, d *desk, name, action string, to func(*store.User)) error {
	err := d.st.ChangeUser(cmd.Context(), name, func(u *store.User) ([]store.Audit, error) {
		to(u)
		return []store.Audit{{At: time.Now(), By: person(""), Action: action, Subject: "用户 " + name}}, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return usage("没有用户 %q；用 duwang user list 查看", name)
	}
	if err == nil {
		fmt.Fprintf(cmd.OutOrStdout(), "%s：已%s。\n", name, action)
	}
	return err
}

// readPassword reads a password, twice and unseen at a terminal, else the
// first line of standard input, and returns its hash.
func readPassword(cmd *cobra.Command, name string) (string, error) {
	var password string
	if in, ok := cmd.InOrStdin().(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		var typed [2]string
		for i, ask := range []string{"密码（至少 10 个字符，输入时不显示）：", "再输一遍："} {
			fmt.Fprint(cmd.ErrOrStderr(), ask)
			b, err := term.ReadPassword(int(in.Fd()))
			fmt.Fprintln(cmd.ErrOrStderr())
			if err != nil {
				return "", err
			}
			typed[i] = string(b)
		}
		if typed[0] != typed[1] {
			return "", usage("两次输入的密码不一样，没有保存")
		}
		password = typed[0]
	} else {
		line, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
		if err != nil && line == "" {
			return "", usage("没有读到密码：请在终端运行，或把密码从标准输入送入")
		}
		password = strings.TrimRight(line, "\r\n")
	}
	if err := people.CheckPassword(name, password); err != nil {
		return "", usage("%v", err)
	}
	return people.Hash(cmd.Context(), password)
}
