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
	var asJSON, coverage bool
	c := &cobra.Command{
		Use: "rules [指标编号]", Short: "显示指标体系：查什么、依据哪一条、扣几分、怎么改", Args: cobra.MaximumNArgs(1),
		Example: "  duwang rules\n  duwang rules publish-late-20wd\n  duwang rules --ruleset fenggang-2018 --json\n  duwang rules --coverage --ruleset fenggang-2018",
		RunE: func(cmd *cobra.Command, args []string) error {
			if coverage {
				if len(args) > 0 {
					return usage("--coverage 列出逐条对照表，不能同时写指标编号")
				}
				name := ""
				if cmd.Flags().Changed("ruleset") {
					name = ruleset
				}
				return covered(cmd, name, asJSON)
			}
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
	c.Flags().BoolVar(&coverage, "coverage", false, "逐条对照：地方文件的每一条对应哪些指标、人工评分项，或者为何不涉及门户")
	c.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return c
}

// covered writes what becomes of every article of the local documents.
func covered(cmd *cobra.Command, ruleset string, asJSON bool) error {
	c, err := rules.LoadCoverage(ruleset)
	if err != nil {
		return &exit{exitUsage, err}
	}
	if asJSON {
		return encode(cmd, c)
	}
	return c.Describe(cmd.OutOrStdout())
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
