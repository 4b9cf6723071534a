package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/evidence"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
)

func newCase() *cobra.Command {
	c := &cobra.Command{
		Use: "case", Short: "整改事项：查看、确认、认定误报、免责、移交、延期、申诉", Args: cobra.NoArgs,
		Long: `每次巡检发现的问题立案为整改事项，此后历次巡检的情况和每一步办理都记在其名下，只增不改。

  待确认 → 已确认 → 已下发 → 已反馈 → 复查通过 → 销号

单项否决问题须两人确认；疑似打不开的链接须在相隔一天以上的两次巡检中都打不开才能确认。`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(newCaseList(), newCaseShow(), newCaseEvidence())
	for _, m := range caseMoves {
		c.AddCommand(newCaseMove(m))
	}
	return c
}

// A desk is an open store with its config: where commands about cases work.
type desk struct {
	cfg   *config.Config
	st    *store.Store
	units map[string]string // names of units and sites
}

// atDesk runs f with the store of a config open.
func atDesk(ctx context.Context, file string, f func(*desk) error) error {
	cfg, err := loadConfig(file)
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, cfg.Store)
	if err != nil {
		return err
	}
	d := &desk{cfg: cfg, st: st, units: map[string]string{}}
	l := cfg.Ledger()
	for _, s := range l.Sites {
		d.units[s.ID] = s.Name + "（网站本身）"
	}
	for _, u := range l.Units {
		d.units[u.ID] = u.Name
	}
	return errors.Join(f(d), st.Close())
}

func (d *desk) unit(id string) string { return cmp.Or(d.units[id], id) }

// known refuses units that the config lacks.
func (d *desk) known(units []string) error {
	for _, id := range units {
		if d.units[id] == "" {
			return usage("配置中没有单位 %s", id)
		}
	}
	return nil
}

// today is the day that --as-of names, failing that today in China.
func today(asOf string) (portal.Date, error) {
	d, err := dateFlag("--as-of", asOf)
	if err == nil && d == 0 {
		d = portal.DateOf(time.Now().In(config.Zone))
	}
	return d, err
}

// person is who acts: --by, failing that the account that runs the program.
func person(by string) string {
	if by = strings.TrimSpace(by); by != "" {
		return by
	}
	if u, err := user.Current(); err == nil {
		return cmp.Or(u.Name, u.Username)
	}
	return "本机用户"
}

// A caseView is a case as --json writes it.
type caseView struct {
	Number    string         `json:"number"`
	State     rectify.Phase  `json:"state"`
	StateName string         `json:"state_name"`
	Site      string         `json:"site"`
	Unit      string         `json:"unit"`
	UnitName  string         `json:"unit_name"`
	Column    string         `json:"column"`
	Check     string         `json:"check"`
	Rule      string         `json:"rule"`
	Severity  string         `json:"severity"`
	Verdict   string         `json:"verdict"`
	URL       string         `json:"url"`
	Title     string         `json:"title"`
	Message   string         `json:"message"`
	Print     string         `json:"fingerprint"`
	FirstSeen portal.Date    `json:"first_seen"`
	LastSeen  portal.Date    `json:"last_seen"`
	Times     int            `json:"times"`
	Round     int            `json:"round"`
	Recurred  bool           `json:"recurred"`
	Notice    string         `json:"notice"`
	Deadline  portal.Date    `json:"deadline"`
	Overdue   bool           `json:"overdue"`
	Confirmed []string       `json:"confirmed_by"`
	ClosedOn  portal.Date    `json:"closed_on"`
	Events    []eventView    `json:"events,omitempty"`
	Evidence  []evidenceView `json:"evidence,omitempty"`
}

// An eventView is an event with its word.
type eventView struct {
	rectify.Event
	Name string `json:"name"`
}

// An evidenceView is where one kept answer stands.
type evidenceView struct {
	ID     string    `json:"id"` // file and offset of the WARC record
	URL    string    `json:"url"`
	Taken  time.Time `json:"taken"`
	Status int       `json:"status"`
}

func (d *desk) view(c *rectify.Case, day portal.Date) caseView {
	return caseView{Number: c.Number, State: c.Phase, StateName: c.Phase.Word(), Site: c.Site, Unit: c.Unit, UnitName: d.unit(c.Unit), Column: c.Column,
		Check: c.Check, Rule: c.Finding.Rule, Severity: c.Severity, Verdict: c.Finding.Verdict, URL: c.URL, Title: c.Title, Message: c.Finding.Message,
		Print: c.Fingerprint, FirstSeen: c.FirstSeen, LastSeen: c.LastSeen, Times: c.Times, Round: c.Round, Recurred: c.Recurred(), Notice: c.Notice,
		Deadline: c.Deadline, Overdue: c.Overdue(day), Confirmed: append([]string{}, c.ConfirmedBy...), ClosedOn: c.ClosedOn}
}

// printJSON writes a value for programs.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func newCaseList() *cobra.Command {
	var file, asOf, noticeNo string
	var states, units []string
	var all, overdue, asJSON bool
	c := &cobra.Command{
		Use: "list -c 文件", Short: "列出整改事项，默认只列未了结的", Args: cobra.NoArgs,
		Example: "  duwang case list -c duwang.yaml --state 待确认\n  duwang case list -c duwang.yaml --unit edu --all --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			day, err := today(asOf)
			if err != nil {
				return err
			}
			q := store.CaseQuery{Units: units}
			for _, s := range states {
				p, ok := rectify.ParsePhase(s)
				if !ok {
					return usage("没有名为 %q 的状态；可选 %s", s, phaseWords())
				}
				q.Phases = append(q.Phases, p)
			}
			return atDesk(cmd.Context(), file, func(d *desk) error {
				if err := d.known(units); err != nil {
					return err
				}
				if noticeNo != "" {
					n, err := d.notice(cmd.Context(), noticeNo, day)
					if err != nil {
						return err
					}
					q.Notice = n.Key
				}
				list, err := d.st.Cases(cmd.Context(), q)
				if err != nil {
					return err
				}
				list = slices.DeleteFunc(list, func(c rectify.Case) bool {
					return overdue && !c.Overdue(day) || !all && len(states) == 0 && noticeNo == "" && !c.Open()
				})
				if asJSON {
					views := make([]caseView, len(list))
					for i := range list {
						views[i] = d.view(&list[i], day)
					}
					return printJSON(cmd.OutOrStdout(), views)
				}
				d.list(cmd.OutOrStdout(), list, day)
				return nil
			})
		},
	}
	configFlag(c, &file)
	c.Flags().StringSliceVar(&states, "state", nil, "只列这些`状态`（待确认、已确认、已下发、已反馈、复查通过、销号、误报、免责、申诉）")
	c.Flags().StringSliceVar(&units, "unit", nil, "只列这些单位的（`编号`，可多次）")
	c.Flags().StringVar(&noticeNo, "notice", "", "只列这份通知书中的（`文号`）")
	c.Flags().BoolVar(&overdue, "overdue", false, "只列逾期未反馈的")
	c.Flags().BoolVar(&all, "all", false, "连同已销号、误报、免责的一起列出")
	c.Flags().BoolVar(&asJSON, "json", false, "以 JSON 写出")
	asOfFlag(c, &asOf)
	return c
}

func asOfFlag(c *cobra.Command, asOf *string) {
	c.Flags().StringVar(asOf, "as-of", "", "以这一天为办理日（`YYYY-MM-DD`），默认今天")
}

func phaseWords() string {
	words := make([]string, len(rectify.Phases))
	for i, p := range rectify.Phases {
		words[i] = p.Word()
	}
	return strings.Join(words, "、")
}

// list prints cases, a line each, and their sum.
func (d *desk) list(w io.Writer, list []rectify.Case, day portal.Date) {
	counts := map[rectify.Phase]int{}
	for i := range list {
		c := &list[i]
		counts[c.Phase]++
		marks := ""
		if c.Finding.Verdict == "suspect" {
			marks += "〔疑似〕"
		}
		if c.Recurred() {
			marks += "〔复发〕"
		}
		when := ""
		switch {
		case c.Overdue(day):
			when = fmt.Sprintf("，%s到期，已逾期%d天", c.Deadline, day.DaysSince(c.Deadline))
		case c.Deadline != 0 && c.Open():
			when = fmt.Sprintf("，%s到期", c.Deadline)
		}
		fmt.Fprintf(w, "%s  %s  %s  %s%s  %s（发现%d次，最近%s%s）\n", c.Number, c.Phase.Word(), d.unit(c.Unit), reports.SeverityWord(c.Severity), marks,
			reports.Cut(reports.Clean(c.Finding.Message), 60), c.Times, c.LastSeen, when)
	}
	if len(list) == 0 {
		fmt.Fprintln(w, "没有符合条件的整改事项。")
		return
	}
	var parts []string
	for _, p := range rectify.Phases {
		if counts[p] > 0 {
			parts = append(parts, fmt.Sprintf("%s%d项", p.Word(), counts[p]))
		}
	}
	fmt.Fprintf(w, "共%d项：%s。\n", len(list), strings.Join(parts, "，"))
}

func newCaseShow() *cobra.Command {
	var file, asOf string
	var asJSON bool
	c := &cobra.Command{
		Use: "show 问题编号 -c 文件", Short: "显示一个整改事项的全部经过和证据", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			day, err := today(asOf)
			if err != nil {
				return err
			}
			return atDesk(cmd.Context(), file, func(d *desk) error {
				c, events, err := d.st.Case(cmd.Context(), args[0])
				if errors.Is(err, store.ErrNotFound) {
					return usage("没有编号为 %q 的问题", args[0])
				}
				if err != nil {
					return err
				}
				v := d.view(&c, day)
				if v.Evidence, err = kept(d.cfg.Evidence, c.URL); err != nil {
					return err
				}
				if asJSON {
					for _, e := range events {
						v.Events = append(v.Events, eventView{e, e.Kind.Word()})
					}
					return printJSON(cmd.OutOrStdout(), v)
				}
				d.show(cmd.OutOrStdout(), &c, events, v.Evidence, day)
				return nil
			})
		},
	}
	configFlag(c, &file)
	c.Flags().BoolVar(&asJSON, "json", false, "以 JSON 写出")
	asOfFlag(c, &asOf)
	return c
}

// kept lists the evidence of an address, the latest first.
func kept(dir, url string) ([]evidenceView, error) {
	entries, err := evidence.Index(dir)
	if err != nil {
		return nil, fmt.Errorf("读取证据索引：%w", err)
	}
	var out []evidenceView
	for _, e := range entries {
		if e.URL == url {
			out = append(out, evidenceView{fmt.Sprintf("%s@%d", e.File, e.Offset), e.URL, e.Taken, e.Status})
		}
	}
	slices.Reverse(out)
	return out, nil
}

// evidenceShown is how many kept answers a person is shown.
const evidenceShown = 5

func (d *desk) show(w io.Writer, c *rectify.Case, events []rectify.Event, proof []evidenceView, day portal.Date) {
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(w, "%s：%s\n", label, reports.Clean(text))
		}
	}
	f := &c.Finding
	line("问题编号", c.Number)
	state := c.Phase.Word()
	if c.Overdue(day) {
		state += fmt.Sprintf("（逾期%d天）", day.DaysSince(c.Deadline))
	}
	if c.Recurred() {
		state += "（复发）"
	}
	line("状态", state)
	line("责任单位", d.unit(c.Unit))
	line("问题", f.Message)
	line("页面", c.URL)
	line("标题", c.Title)
	line("性质", reports.VerdictWord(f.Verdict)+"，"+reports.SeverityWord(c.Severity))
	for _, s := range f.Explanation {
		line("认定经过", s)
	}
	for _, b := range f.Basis {
		line("依据", "《"+b.Document+"》"+b.Clause)
	}
	line("整改方法", f.Remedy)
	line("发现", fmt.Sprintf("首次%s，最近%s，共%d次", c.FirstSeen, c.LastSeen, c.Times))
	if c.Earlier != "" {
		line("此前", c.Earlier)
	}
	if c.Notice != "" {
		line("通知书", fmt.Sprintf("%s，%s下发，%s到期", c.Notice, c.IssuedOn, c.Deadline.ChineseLong()))
	}
	if a := c.Answer; a != nil {
		line("反馈", fmt.Sprintf("%s（%s）%s", a.Outcome, c.AnsweredOn, a.After))
	}
	if x := c.Exemption; x != nil {
		line("免责", fmt.Sprintf("%s，%s批准，至%s", x.Why, x.Allowed, x.Until.Chinese()))
	}
	if p := c.Plea; p != nil {
		line("申诉", fmt.Sprintf("%s（%s，%s）", p.Why, p.By, p.On))
	}
	for i, e := range proof {
		if i == evidenceShown {
			fmt.Fprintf(w, "证据：另有%d份\n", len(proof)-i)
			break
		}
		line("证据", fmt.Sprintf("%s 取得，状态码%d，%s", e.Taken.In(config.Zone).Format("2006-01-02 15:04"), e.Status, e.ID))
	}
	fmt.Fprintln(w, "经过：")
	for i := range events {
		e := &events[i]
		fmt.Fprintf(w, "  %s  %s  %s%s\n", e.On, e.Kind.Word(), reports.Clean(e.By), d.told(e))
	}
}

// told says what an event was about.
func (d *desk) told(e *rectify.Event) string {
	var parts []string
	add := func(label, text string) {
		if text != "" {
			parts = append(parts, label+reports.Clean(text))
		}
	}
	add("", e.Why)
	add("巡检", e.Scan)
	if e.Finding != nil {
		add("", e.Finding.Message)
	}
	if e.Unit != "" {
		add("移交给", d.unit(e.Unit))
	}
	add("通知书", e.Notice)
	add("由", e.Allowed)
	add("至", e.Until.String())
	if e.Answer != nil {
		add("", e.Answer.Outcome)
		add("", e.Answer.After)
	}
	if e.Kind == rectify.Decide {
		add("", map[bool]string{true: "申诉成立", false: "维持原认定"}[e.Granted])
		if x := e.Scores; x != nil {
			add("", fmt.Sprintf("得分：计入本问题%s分，不计入%s分（巡检%s）", x.With, x.Without, x.Scan))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "：" + strings.Join(parts, "；")
}
