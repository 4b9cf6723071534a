package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/work"
	"duwang/reports/assess"
)

// assessFlags are the flags of duwang assess.
type assessFlags struct {
	file, asOf, out, ruleset string
	year                     int
}

func newAssess() *cobra.Command {
	var f assessFlags
	c := &cobra.Command{
		Use: "assess -c 文件 --year 年份", Short: "年度考核：汇总全年问题和人工评分，出考核评分表", Args: cobra.NoArgs,
		Long: `按指标体系的年度考核表，把全年确认的问题、整改通知书的反馈情况和人工评分项汇总成各单位的考核得分。

同一问题不论多少次巡检发现只计一次；待确认、申诉未决、免责和误报的不扣分，另行列出。`,
		Example: "  duwang assess -c duwang.yaml --year 2026",
		RunE:    func(cmd *cobra.Command, _ []string) error { return runAssess(cmd, &f) },
	}
	configFlag(c, &f.file)
	c.Flags().IntVar(&f.year, "year", 0, "考核`年份`")
	c.Flags().StringVar(&f.ruleset, "ruleset", "", "按这个指标体系的`名称`或者 YAML 文件考核，默认配置所写的")
	c.Flags().StringVar(&f.out, "out", "", "写到这个`目录`，默认 duwang-assess/年份")
	asOfFlag(c, &f.asOf)
	return c
}

func runAssess(cmd *cobra.Command, f *assessFlags) error {
	if f.year == 0 {
		return usage("请用 --year 指明考核年份，例如 --year 2026")
	}
	if f.year < 2000 || f.year > 2100 {
		return usage("--year %d 不是可以考核的年份", f.year)
	}
	day, err := today(f.asOf)
	if err != nil {
		return err
	}
	if day.Year() < f.year {
		return usage("%d年还没有到，不能考核", f.year)
	}
	out := f.out
	if out == "" {
		out = filepath.Join("duwang-assess", strconv.Itoa(f.year))
	}
	return atDesk(cmd.Context(), f.file, func(d *desk) error {
		ctx, w := cmd.Context(), cmd.OutOrStdout()
		book, err := work.ReadYear(ctx, d.cfg, d.st, f.year, day)
		if err != nil {
			return err
		}
		r, _, err := book.Assess(ctx, d.cfg, d.st, work.AssessRequest{Year: f.year, AsOf: day, Ruleset: f.ruleset})
		if errors.Is(err, work.ErrNotScored) {
			return &exit{exitUsage, err}
		}
		if err != nil {
			return err
		}
		files, err := work.AssessPapers(r)
		if err != nil {
			return err
		}
		written, err := work.WriteFiles(out, files)
		if err != nil {
			return err
		}
		tellAssessment(w, r)
		fmt.Fprintf(w, "写在 %s：%d个文件。\n", out, len(written))
		return nil
	})
}

// tellAssessment prints the ranking.
func tellAssessment(w io.Writer, r *assess.Result) {
	fmt.Fprintf(w, "%s（%s），办理情况截至%s。\n", r.Heading("考核"), r.RulesetTitle, r.Period.AsOf.Chinese())
	for _, s := range r.Provisional {
		fmt.Fprintf(w, "全部得分为暂定：%s。\n", s)
	}
	for _, u := range r.Ranking() {
		n := u.Counts()
		fmt.Fprintf(w, "  %s  %s  %s  %s  计入问题%d个", u.PlaceWord(), u.Name, u.ScoreWord(r), u.GradeWord(), n[0])
		if len(u.Provisional) > 0 {
			fmt.Fprintf(w, "（%s）", strings.Join(u.Provisional, "；"))
		}
		fmt.Fprintln(w)
	}
	if n := len(r.Outside); n > 0 {
		fmt.Fprintf(w, "另有%d个问题的责任单位不在配置中，没有计入。\n", n)
	}
}
