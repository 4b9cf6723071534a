package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/assess"
	"duwang/reports/xlsx"
)

// assessFlags are the flags of duwang assess.
type assessFlags struct {
	file, asOf, out, ruleset, compare string
	items, template                   string
	by, correct                       string
	freeze                            bool
	year                              int
}

func newAssess() *cobra.Command {
	var f assessFlags
	c := &cobra.Command{
		Use: "assess -c 文件 --year 年份", Short: "年度考核：汇总全年问题和人工评分，出考核评分表、排名、通报和反馈表", Args: cobra.NoArgs,
		Long: `按指标体系的年度考核表，把全年确认的问题、整改通知书的反馈情况和人工评分项汇总成各单位的考核得分。

同一问题不论多少次巡检发现只计一次；待确认、申诉未决、免责和误报的不扣分，另行列出。第一次运行写出
考核录入表.xlsx，由考核组填写自评分、复评分、审定分后用 --items 读回。不加 --freeze 的都是试算；
--freeze 审定后不再改动，以后的变化用 --correct 出更正。`,
		Example: `  duwang assess -c duwang.yaml --year 2026
  duwang assess -c duwang.yaml --year 2026 --items 考核录入表.xlsx
  duwang assess -c duwang.yaml --year 2026 --compare national-2019
  duwang assess -c duwang.yaml --year 2026 --items 考核录入表.xlsx --freeze --by 姓名
  duwang assess -c duwang.yaml --year 2026 --items 考核录入表.xlsx --correct 申诉成立 --by 姓名`,
		RunE: func(cmd *cobra.Command, _ []string) error { return runAssess(cmd, &f) },
	}
	configFlag(c, &f.file)
	c.Flags().IntVar(&f.year, "year", 0, "考核`年份`")
	c.Flags().StringVar(&f.items, "items", "", "填好的考核录入表（XLSX `文件`）")
	c.Flags().StringVar(&f.template, "template", "", "套用本单位的评分表（XLSX `文件`），保留其样式，按表头和名称填写")
	c.Flags().StringVar(&f.ruleset, "ruleset", "", "按这个指标体系的`名称`或者 YAML 文件考核，默认配置所写的")
	c.Flags().StringVar(&f.compare, "compare", "", "同时按另一个指标体系的`名称`或者 YAML 文件试算，列出各单位的差别")
	c.Flags().BoolVar(&f.freeze, "freeze", false, "审定：作为该年度的正式结果保存，以后不再改动")
	c.Flags().StringVar(&f.correct, "correct", "", "更正：审定之后有变化，写明`理由`，另出一份有编号的更正")
	c.Flags().StringVar(&f.by, "by", "", "审定或者更正的办理人`姓名`，默认本机登录用户")
	c.Flags().StringVar(&f.out, "out", "", "写到这个`目录`，默认 duwang-assess/年份")
	asOfFlag(c, &f.asOf)
	return c
}

// check refuses flags that do not fit together.
func (f *assessFlags) check(day portal.Date) error {
	switch {
	case f.year == 0:
		return usage("请用 --year 指明考核年份，例如 --year 2026")
	case f.year < 2000 || f.year > 2100:
		return usage("--year %d 不是可以考核的年份", f.year)
	case day.Year() < f.year:
		return usage("%d年还没有到，不能考核", f.year)
	case f.freeze && f.correct != "":
		return usage("--freeze 和 --correct 不能同时使用：先审定，以后有变化再更正")
	case (f.freeze || f.correct != "") && f.compare != "":
		return usage("--compare 只用于试算，不能与 --freeze、--correct 同时使用")
	}
	return nil
}

func runAssess(cmd *cobra.Command, f *assessFlags) error {
	day, err := today(f.asOf)
	if err != nil {
		return err
	}
	f.correct = strings.TrimSpace(f.correct)
	if cmd.Flags().Changed("correct") && f.correct == "" {
		return usage("--correct 要写明更正的理由")
	}
	if err := f.check(day); err != nil {
		return err
	}
	if f.out == "" {
		f.out = filepath.Join("duwang-assess", strconv.Itoa(f.year))
	}
	return atDesk(cmd.Context(), f.file, func(d *desk) error { return d.assess(cmd, f, day) })
}

func (d *desk) assess(cmd *cobra.Command, f *assessFlags, day portal.Date) error {
	ctx, w := cmd.Context(), cmd.OutOrStdout()
	set, err := work.YearRuleset(d.cfg, f.ruleset)
	if err != nil {
		return &exit{exitUsage, err}
	}
	if f.template != "" {
		if err := work.CheckTemplate(f.template); err != nil {
			return &exit{exitUsage, err}
		}
	}
	req := work.AssessRequest{Set: set}
	refused := 0
	book, err := work.ReadYear(ctx, d.cfg, d.st, f.year, day)
	if err != nil {
		return err
	}
	if f.items != "" {
		entries, err := work.ReadItems(f.items, set, book.Units)
		if errors.Is(err, work.ErrNoEntries) {
			return &exit{exitUsage, err}
		}
		if err != nil {
			return err
		}
		req.Entries, req.Claims, refused = entries.Entries, entries.Claims, len(entries.Problems)
		tellEntries(w, entries)
	}
	r, err := book.Assess(ctx, d.cfg, d.st, req)
	if err != nil {
		return err
	}
	have, err := d.st.Assessments(ctx, f.year)
	if err != nil {
		return err
	}
	var papers []store.File
	switch {
	case f.freeze || f.correct != "":
		if refused > 0 {
			return usage("录入表有%d行没有采用，改正后再审定或者更正", refused)
		}
		papers, err = work.Freeze(ctx, d.cfg, d.st, r, set, person(f.by), f.correct, day)
		switch {
		case errors.Is(err, work.ErrFrozen):
			return usage("%d年度已于%s由%s审定，不能再次审定；有变化的用 --correct 写明理由另出更正", f.year, have[0].On.Chinese(), have[0].By)
		case errors.Is(err, work.ErrNotFrozen):
			return usage("%d年度尚未审定，不能更正；先用 --freeze 审定", f.year)
		case errors.Is(err, work.ErrSame):
			return &exit{exitUsage, err}
		}
	default:
		papers, err = work.AssessPapers(d.cfg, r, set)
	}
	if err != nil {
		return err
	}
	if f.template != "" {
		sheets, notes, err := work.FillTemplate(f.template, r)
		if err != nil {
			return err
		}
		papers = append(papers, sheets...)
		tellTemplate(w, f.template, len(sheets), notes)
	}
	if f.compare != "" {
		paper, err := d.compare(cmd, f, book, r, req)
		if err != nil {
			return err
		}
		papers = append(papers, *paper)
	}
	out := work.AssessmentFolder(f.out, r.Sheet, len(have) > 0)
	written, err := work.WriteFiles(out, papers)
	if err != nil {
		return err
	}
	tellAssessment(w, r)
	if r.Sheet.Kind == assess.Trial && len(have) > 0 {
		tellFrozen(w, r, have)
	}
	if f.items == "" && r.Sheet.Kind == assess.Trial {
		name, kept, err := work.WriteEntryBook(out, f.year, set, book.Units)
		if err != nil {
			return err
		}
		switch {
		case kept:
			fmt.Fprintf(w, "%s 已有，没有改动；空白的写在 %s。\n", filepath.Join(out, work.EntryBookName), filepath.Join(out, name))
		case name != "":
			fmt.Fprintf(w, "考核录入表写在 %s，填好后用 --items 读回。\n", filepath.Join(out, name))
		}
	}
	fmt.Fprintf(w, "考核评分表、通报、反馈表等%d个文件写在 %s。\n", len(written), out)
	return nil
}

// tellEntries says what of an entry book was taken in.
func tellEntries(w io.Writer, e *xlsx.Entries) {
	fmt.Fprintf(w, "读入人工评分%d项，确无此项%d项，未填写%d项。\n", len(e.Entries), len(e.Claims), e.Blank)
	if n := len(e.Missing); n > 0 {
		fmt.Fprintf(w, "录入表中缺少%d项：%s。\n", n, reports.NameSome(e.Missing, evidenceShown))
	}
	if n := len(e.Doubts); n > 0 {
		fmt.Fprintf(w, "有%d项已采用，请补写佐证：\n", n)
		tellCells(w, e.Doubts)
	}
	if n := len(e.Problems); n > 0 {
		fmt.Fprintf(w, "以下%d行没有采用，请改正后重新读入：\n", n)
		tellCells(w, e.Problems)
	}
}

// tellTemplate says which rows of the office's own sheet could not be filled in.
func tellTemplate(w io.Writer, name string, sheets int, notes []string) {
	fmt.Fprintf(w, "套用 %s，写出%d个单位的评分表", name, sheets)
	if len(notes) == 0 {
		fmt.Fprintln(w, "，各行都已填写。")
		return
	}
	fmt.Fprintf(w, "；以下%d行没有填写：\n", len(notes))
	for i, n := range notes {
		if i == cellsShown {
			fmt.Fprintf(w, "  等%d行\n", len(notes))
			return
		}
		fmt.Fprintf(w, "  %s\n", n)
	}
}

// cellsShown is how many cells are named on the terminal.
const cellsShown = 20

func tellCells(w io.Writer, list []xlsx.CellProblem) {
	for i, p := range list {
		if i == cellsShown {
			fmt.Fprintf(w, "  等%d行\n", len(list))
			return
		}
		fmt.Fprintf(w, "  %s\n", reports.Cut(reports.Clean(p.String()), 200))
	}
}

// tellAssessment prints the ranking.
func tellAssessment(w io.Writer, r *assess.Result) {
	fmt.Fprintf(w, "%s，%s，办理情况截至%s。\n校验值：%s\n", r.Heading("考核"), r.RulesetTitle, r.Period.AsOf.Chinese(), r.Hash)
	for _, s := range r.Provisional {
		fmt.Fprintf(w, "全部得分为暂定：%s。\n", s)
	}
	for _, u := range r.Ranking() {
		fmt.Fprintf(w, "  %s  %s  %s  %s  计入问题%d个", u.PlaceWord(), u.Name, u.ScoreWord(r), u.GradeWord(), u.Counts()[0])
		if len(u.Provisional) > 0 {
			fmt.Fprintf(w, "（%s）", strings.Join(u.Provisional, "；"))
		}
		fmt.Fprintln(w)
	}
	if n := len(r.Outside); n > 0 {
		fmt.Fprintf(w, "另有%d个问题的责任单位不在配置中，没有计入。\n", n)
	}
}

// tellFrozen says how a trial stands to what was frozen.
func tellFrozen(w io.Writer, r *assess.Result, have []store.Assessment) {
	last := have[len(have)-1]
	what := "审定"
	if last.Number > 0 {
		what = fmt.Sprintf("第%d次更正", last.Number)
	}
	fmt.Fprintf(w, "%d年度已于%s由%s%s，正式结果没有改动。", r.Year, last.On.Chinese(), last.By, what)
	if last.Hash == r.Hash {
		fmt.Fprintln(w, "本次试算的输入与之相同。")
		return
	}
	fmt.Fprintf(w, "本次试算的输入与之不同（原校验值 %s）；确需改变的，用 --correct 另出更正。\n", last.Hash)
}

// compare assesses the year by another ruleset and says who fares how.
func (d *desk) compare(cmd *cobra.Command, f *assessFlags, book *work.YearBook, r *assess.Result, req work.AssessRequest) (*store.File, error) {
	w := cmd.OutOrStdout()
	other, err := work.YearRuleset(d.cfg, f.compare)
	if err != nil {
		return nil, &exit{exitUsage, err}
	}
	dropped := 0
	set := req.Set
	req.Set = other
	req.Entries, req.Claims, dropped = work.Carry(other, book.Units, req.Entries, req.Claims)
	o, err := book.Assess(cmd.Context(), d.cfg, d.st, req)
	if err != nil {
		return nil, err
	}
	var notes []string
	different, missing := work.Thresholds(set, other)
	if len(different) > 0 {
		notes = append(notes, fmt.Sprintf("两个指标体系的检查标准不同的有%s，问题仍按原标准认定，须用 duwang check --ruleset 重新检查才准确", reports.NameSome(different, evidenceShown)))
	}
	if len(missing) > 0 {
		notes = append(notes, "乙没有的指标："+reports.NameSome(missing, evidenceShown))
	}
	if dropped > 0 {
		notes = append(notes, fmt.Sprintf("人工评分%d项乙没有或者分值不同，没有带入", dropped))
	}
	note := strings.Join(notes, "。")
	if note != "" {
		note += "。"
	}
	fmt.Fprintf(w, "与 %s 对比：%s\n", other.Title, note)
	for i := range r.Units {
		a, b := &r.Units[i], &o.Units[i]
		fmt.Fprintf(w, "  %s  %s → %s（%s）  %s → %s\n", a.Name, a.ScoreWord(r), b.ScoreWord(o), signed(int64(b.Score-a.Score)), a.GradeWord(), b.GradeWord())
	}
	var buf bytes.Buffer
	if err := xlsx.WriteComparison(&buf, r, o, note); err != nil {
		return nil, err
	}
	return &store.File{Name: "方案对比.xlsx", Content: buf.Bytes()}, nil
}

// signed writes hundredths of points with their sign: +2.5.
func signed(n int64) string {
	text := strconv.FormatFloat(float64(n)/100, 'f', -1, 64)
	if n > 0 {
		return "+" + text
	}
	return text
}
