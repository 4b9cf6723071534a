package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// A caseMove is one thing that people do with cases.
type caseMove struct {
	kind         rectify.Kind
	use, short   string
	long         string
	needs        []string // flags besides --why that must be given
	whyByDefault string   // "" = --why must be given
	done         string   // said of each case
}

var caseMoves = []caseMove{
	{kind: rectify.Confirm, use: "confirm", short: "确认问题属实；单项否决问题须两人先后确认", whyByDefault: "经核对属实", done: "已确认"},
	{kind: rectify.Dismiss, use: "dismiss", short: "认定为误报，不再计入", done: "已认定为误报"},
	{kind: rectify.Exempt, use: "exempt", short: "免责：写明理由、由谁批准、到哪一天为止", needs: []string{"allowed", "until"}, done: "已免责"},
	{kind: rectify.Transfer, use: "transfer", short: "移交给另一个单位；已下发的须重新下发", done: "已移交",
		long: "移交给 --to 指明的单位；不写 --to 的，按配置中栏目的 duties 移交给办理日的责任单位。\n已下发的问题移交后须重新下发。"},
	{kind: rectify.Extend, use: "extend", short: "延长整改时限", needs: []string{"until"}, done: "已延期"},
	{kind: rectify.Appeal, use: "appeal", short: "登记单位的申诉", needs: []string{"by"}, done: "已登记申诉"},
	{kind: rectify.Decide, use: "decide", short: "对申诉作出决定；不能由确认问题的人决定", done: "已作出决定",
		long: "对申诉作出决定：--grant 申诉成立，按误报处理；--uphold 维持原认定，继续整改。\n决定人不能是确认该问题的人，也不能是申诉人。"},
	{kind: rectify.Clean, use: "verify", short: "登记一次人工复查正常；相隔一天以上的两次才能销号", done: "已登记复查正常"},
}

type moveFlags struct {
	config, by, why, asOf, to, until, allowed string
	grant, uphold                             bool
}

func newCaseMove(m caseMove) *cobra.Command {
	var f moveFlags
	c := &cobra.Command{
		Use: m.use + " 问题编号… -c 文件", Short: m.short, Long: m.long,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("请写明问题编号，可以写多个；用 duwang case list 查看")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runCaseMove(cmd, m, &f, args) },
	}
	configFlag(c, &f.config)
	by := "办理人`姓名`，默认本机登录用户"
	if m.kind == rectify.Appeal {
		by = "申诉的`单位`和人"
	}
	c.Flags().StringVar(&f.by, "by", "", by)
	c.Flags().StringVar(&f.why, "why", "", "`理由`")
	asOfFlag(c, &f.asOf)
	switch m.kind {
	case rectify.Transfer:
		c.Flags().StringVar(&f.to, "to", "", "移交给这个单位（`编号`）；不写则按栏目的 duties 移交给办理日的责任单位")
	case rectify.Exempt:
		c.Flags().StringVar(&f.allowed, "allowed", "", "由`谁`批准")
		c.Flags().StringVar(&f.until, "until", "", "免责到这一天为止（`YYYY-MM-DD`）")
	case rectify.Extend:
		c.Flags().StringVar(&f.until, "until", "", "新的整改时限（`YYYY-MM-DD`）")
	case rectify.Decide:
		c.Flags().BoolVar(&f.grant, "grant", false, "申诉成立")
		c.Flags().BoolVar(&f.uphold, "uphold", false, "维持原认定")
	}
	return c
}

func runCaseMove(cmd *cobra.Command, m caseMove, f *moveFlags, numbers []string) error {
	for _, name := range m.needs {
		if cmd.Flags().Lookup(name).Value.String() == "" {
			return usage("缺少 --%s；运行“%s --help”查看用法", name, cmd.CommandPath())
		}
	}
	if f.why == "" {
		f.why = m.whyByDefault
	}
	if f.why == "" {
		return usage("请用 --why 写明理由")
	}
	if m.kind == rectify.Decide && f.grant == f.uphold {
		return usage("请写明决定：--grant（申诉成立）或 --uphold（维持原认定）")
	}
	day, err := today(f.asOf)
	if err != nil {
		return err
	}
	until, err := dateFlag("--until", f.until)
	if err != nil {
		return err
	}
	event := rectify.Event{Kind: m.kind, On: day, By: person(f.by), Why: f.why,
		Detail: rectify.Detail{Unit: f.to, Until: until, Allowed: f.allowed, Granted: f.grant}}
	return atDesk(cmd.Context(), f.config, func(d *desk) error {
		if f.to != "" {
			if err := d.known([]string{f.to}); err != nil {
				return err
			}
		}
		refused := 0
		for _, number := range numbers {
			after, err := d.move(cmd, number, event)
			var no *store.CaseError
			switch {
			case errors.As(err, &no):
				refused++
				fmt.Fprintf(cmd.ErrOrStderr(), "%s  未办理：%v。\n", number, no.Err)
			case err != nil:
				return err
			case m.kind == rectify.Confirm && after.Phase == rectify.Pending:
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %s已确认；单项否决问题还须另一人确认。\n", number, event.By)
			default:
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %s，现为“%s”。\n", number, m.done, after.Phase.Word())
			}
		}
		if refused > 0 {
			return &exit{exitFailed, fmt.Errorf("%d 项未办理，其余已办理", refused)}
		}
		return nil
	})
}

// dutyOn returns the unit that answers for a column of the config on a day, ""
// when the config has no such column.
func (d *desk) dutyOn(column string, on portal.Date) string {
	l := d.cfg.Ledger()
	for i := range l.Columns {
		if l.Columns[i].ID == column {
			return l.Columns[i].DutyOn(on)
		}
	}
	return ""
}

// move makes one move of one case.
func (d *desk) move(cmd *cobra.Command, number string, e rectify.Event) (*rectify.Case, error) {
	e.At = time.Now().Truncate(time.Second)
	if e.Kind == rectify.Decide {
		c, _, err := d.st.Case(cmd.Context(), number)
		if err == nil {
			e.Scores, err = work.AppealScores(cmd.Context(), d.cfg, d.st, &c)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
	}
	changed, err := d.st.ChangeCases(cmd.Context(), store.CaseQuery{Numbers: []string{number}}, func(list []rectify.Case) ([]rectify.Event, error) {
		if len(list) != 1 {
			return nil, store.ErrNotFound
		}
		e.Case = list[0].ID
		if e.Kind == rectify.Transfer && e.Unit == "" {
			if e.Unit = d.dutyOn(list[0].Column, e.On); e.Unit == "" {
				return nil, usage("%s：配置中没有这个问题所在的栏目，请用 --to 写明移交给哪个单位", number)
			}
			if e.Unit == list[0].Unit {
				return nil, usage("%s：%s的责任单位就是%s，不用移交；移交给其他单位请用 --to 写明", number, e.On.Chinese(), d.unit(e.Unit))
			}
		}
		return []rectify.Event{e}, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, usage("没有编号为 %q 的问题", number)
	}
	if err != nil {
		return nil, err
	}
	return &changed[0], nil
}
