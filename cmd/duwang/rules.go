package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"duwang/checks"
	"duwang/checks/rules"
)

func newRules() *cobra.Command {
	var ruleset string
	var asJSON bool
	c := &cobra.Command{
		Use: "rules [指标编号]", Short: "显示指标体系：查什么、依据哪一条、扣几分、怎么改", Args: cobra.MaximumNArgs(1),
		Example: "  duwang rules\n  duwang rules publish-late-20wd\n  duwang rules --ruleset fenggang-2018 --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := rules.Load(ruleset)
			if err == nil {
				err = checks.Bind(set)
			}
			if err != nil {
				return &exit{exitUsage, err}
			}
			w := cmd.OutOrStdout()
			if !asJSON {
				if err := rules.Describe(w, set, words, args...); err != nil {
					return &exit{exitUsage, err}
				}
				return nil
			}
			if len(args) == 0 {
				return encode(cmd, set)
			}
			r, ok := set.Rule(args[0])
			if !ok {
				return usage("指标体系 %s 中没有 %q；运行“duwang rules --ruleset %s”查看全部指标", set.Name, args[0], ruleset)
			}
			return encode(cmd, r)
		},
	}
	c.Flags().StringVar(&ruleset, "ruleset", "national-2019", "指标体系的`名称`或 YAML 文件")
	c.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return c
}

func encode(cmd *cobra.Command, v any) error {
	e := json.NewEncoder(cmd.OutOrStdout())
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// words gives a rule the texts of its check.
func words(r *rules.Rule) (doc, fix string) {
	if c, ok := checks.Lookup(r.Check); ok {
		return c.Doc, c.Fix
	}
	return "", ""
}
