package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/cmd/internal/config"
)

func newConfig() *cobra.Command {
	c := &cobra.Command{Use: "config", Short: "检查配置文件", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	var file string
	check := &cobra.Command{
		Use: "check -c 文件", Short: "检查配置文件是否正确，指出出错的行、键和改法", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(file)
			if err != nil {
				return err
			}
			l := cfg.Ledger()
			set, err := rules.Load(cfg.Ruleset)
			if err != nil {
				return &exit{exitUsage, err}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "配置正确：%d 个站点，%d 个单位，%d 个栏目；指标体系 %s（%s）。\n",
				len(l.Sites), len(l.Units), len(l.Columns), set.Name, set.Title)
			return nil
		},
	}
	configFlag(check, &file)
	c.AddCommand(check)
	return c
}

// configFlag adds -c/--config.
func configFlag(c *cobra.Command, file *string) {
	c.Flags().StringVarP(file, "config", "c", "duwang.yaml", "配置`文件`")
}

// loadConfig reads a config and makes sure that its ruleset and holiday files
// can be used; whatever is wrong with them is a usage error.
func loadConfig(file string) (*config.Config, error) {
	cfg, err := config.Load(file)
	if err != nil {
		var e *config.Error
		if errors.As(err, &e) {
			return nil, &exit{exitUsage, fmt.Errorf("%s", strings.TrimRight(e.Error(), "\n"))}
		}
		return nil, &exit{exitUsage, err}
	}
	set, err := rules.Load(cfg.Ruleset)
	if err != nil {
		return nil, &exit{exitUsage, fmt.Errorf("%s: ruleset: %w", file, err)}
	}
	if err := checks.Bind(set); err != nil {
		return nil, &exit{exitUsage, fmt.Errorf("%s: ruleset: %w", file, err)}
	}
	return cfg, nil
}
