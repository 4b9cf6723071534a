package work

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/letter"
	"duwang/reports/notice"
	"duwang/reports/rectify"
	"duwang/reports/remind"
)

// A RemindRequest says which reminders are wanted.
type RemindRequest struct {
	Units []string // ids of units or sites; none = all
	On    portal.Date
	By    string
	Dry   bool // only say what is due: nothing is numbered or written down
}

// An IssuedMessage is one reminder or chaser with its papers; a dry run has
// neither number nor papers.
type IssuedMessage struct {
	store.Message
	Serial string // 催办〔2026〕1号
	Over   int    // problems past their deadline
	Soon   int    // problems whose deadline is near
	Early  int    // columns that will be overdue
	Files  []store.File
}

// Remind makes the reminders and chasers (提醒单、催办单) that are due on a day,
// at most one a unit, and writes down that they went out. A unit that heard
// something that day already, a notice included, hears nothing more. An error
// leaves those made before it, which come back with it.
func Remind(ctx context.Context, cfg *config.Config, st *store.Store, req RemindRequest) (list []IssuedMessage, err error) {
	r, plan, err := reminders(ctx, cfg, st, req)
	if err != nil {
		return nil, err
	}
	for i := range plan {
		m := &plan[i]
		if len(req.Units) > 0 && !slices.Contains(req.Units, m.Unit) {
			continue
		}
		paper := r.paper(m)
		out := IssuedMessage{Over: len(m.Over), Soon: len(m.Soon), Early: len(m.Early),
			Message: store.Message{Kind: m.Kind, Unit: m.Unit, UnitName: paper.Addressee, On: req.On, At: time.Now(), By: req.By, Marks: m.Marks}}
		if req.Dry {
			list = append(list, out)
			continue
		}
		sent, files, err := st.IssueMessage(ctx, out.Message, func(number int) ([]store.File, error) {
			paper.Year, paper.Number = req.On.Year(), number
			return letterFiles(paper.Name(), paper.Letter())
		})
		if errors.Is(err, store.ErrConflict) {
			continue // somebody else has just written to the unit
		}
		if err != nil {
			return list, err
		}
		out.Message, out.Files, out.Serial = *sent, files, paper.Serial()
		list = append(list, out)
	}
	return list, nil
}

// letterFiles writes a letter for Word and as a page.
func letterFiles(name string, l *letter.Letter) ([]store.File, error) {
	var files []store.File
	for _, f := range []struct {
		ending string
		write  func(io.Writer) error
	}{{".docx", l.WriteDOCX}, {".html", l.WriteHTML}} {
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			return nil, err
		}
		files = append(files, store.File{Name: name + f.ending, Content: b.Bytes()})
	}
	return files, nil
}

// A reminder has what the papers of reminders need besides the plan.
type reminder struct {
	cfg     *config.Config
	day     portal.Date
	names   map[string]string // of units and sites
	columns map[string]string // names of columns
	serials map[string]string // 文号 of notices by key
	checked map[string]portal.Date
}

// reminders plans what is due on a day.
func reminders(ctx context.Context, cfg *config.Config, st *store.Store, req RemindRequest) (*reminder, []remind.Message, error) {
	set, err := rules.Load(cfg.Ruleset)
	if err != nil {
		return nil, nil, err
	}
	w := &remind.World{Terms: set.Reminders, Owner: map[string]string{}, Warned: map[string]bool{}}
	if w.Calendar, err = Calendar(cfg); err != nil {
		return nil, nil, err
	}
	if w.Cases, err = st.Cases(ctx, store.CaseQuery{Phases: []rectify.Phase{rectify.Issued}, Units: req.Units}); err != nil {
		return nil, nil, err
	}
	said, err := st.Messages(ctx, 0)
	if err != nil {
		return nil, nil, err
	}
	for i := range said {
		w.Said = append(w.Said, said[i].Said())
	}
	notices, err := st.Notices(ctx, 0)
	if err != nil {
		return nil, nil, err
	}
	r := &reminder{cfg: cfg, day: req.On, names: map[string]string{}, columns: map[string]string{}, serials: map[string]string{}, checked: map[string]portal.Date{}}
	for i := range notices {
		n := &notices[i]
		r.names[n.Unit], r.serials[n.Key] = n.UnitName, n.Serial()
		if n.IssuedOn == req.On {
			w.Busy = append(w.Busy, n.Unit)
		}
	}
	l := cfg.Ledger()
	for _, s := range l.Sites {
		r.names[s.ID] = notice.SiteOwner(s.Name)
	}
	for _, u := range l.Units {
		r.names[u.ID] = u.Name
	}
	if err := r.early(ctx, st, w, &l, req.Units); err != nil {
		return nil, nil, err
	}
	return r, remind.Plan(w, req.On), nil
}

// early takes in the columns that will be overdue, each unit's from the last
// sound scan that looked at it. Without a sound scan there are none.
func (r *reminder) early(ctx context.Context, st *store.Store, w *remind.World, l *portal.Ledger, only []string) error {
	d := &drafter{cfg: r.cfg, st: st, cal: w.Calendar, bases: map[string]*base{}, ledgers: map[string]*portal.Ledger{}, on: r.day}
	for _, u := range l.Units {
		if len(only) > 0 && !slices.Contains(only, u.ID) {
			continue
		}
		b, err := d.base(ctx, u.ID)
		if errors.Is(err, errNoScan) {
			return nil
		}
		if err != nil {
			return err
		}
		res := b.res
		for i := range res.Warnings {
			if x := &res.Warnings[i]; x.Unit == u.ID {
				w.Warned[x.Column] = true
			}
		}
		r.checked[u.ID] = res.Scan.AsOf
		for i := range res.Columns {
			c := &res.Columns[i]
			if c.Unit != u.ID || c.Due == 0 || overdueThen(res, c) {
				continue
			}
			w.Owner[c.ID] = c.Unit
			w.Early = append(w.Early, remind.Due{Column: c.ID, URL: c.URL, Date: c.Due})
			k := slices.IndexFunc(b.ledger.Columns, func(x portal.Column) bool { return x.ID == c.ID })
			if k >= 0 {
				r.columns[c.ID] = b.ledger.Columns[k].Name
			}
		}
	}
	return nil
}

// overdueThen tells whether the column was overdue when it was looked at: that
// is a fault, which no early reminder is for.
func overdueThen(res *checks.Result, c *checks.ColumnState) bool { return c.Due < res.Scan.AsOf }

// paper turns a planned message into its paper, still without a number.
func (r *reminder) paper(m *remind.Message) *notice.Reminder {
	p := &notice.Reminder{Office: Office(r.cfg), Kind: m.Kind, UnitID: m.Unit, Addressee: r.names[m.Unit], Issued: r.day,
		Checked: r.checked[m.Unit], Provisional: m.Provisional}
	if p.Addressee == "" {
		p.Addressee = m.Unit
	}
	item := func(it *remind.Item, days int) notice.ReminderItem {
		c := &it.Case
		return notice.ReminderItem{Number: c.Number, Serial: r.serials[c.Notice], Problem: reports.Cut(reports.Clean(c.Finding.Message), 120), URL: reports.Clean(c.URL),
			Deadline: c.Deadline, Days: days, Chased: it.Chased, Measure: it.Measure}
	}
	for i := range m.Over {
		p.Over = append(p.Over, item(&m.Over[i], m.Over[i].Over))
	}
	for i := range m.Soon {
		p.Soon = append(p.Soon, item(&m.Soon[i], m.Soon[i].Left))
	}
	for _, e := range m.Early {
		p.Early = append(p.Early, notice.EarlyItem{Column: reports.Clean(r.columns[e.Column]), URL: reports.Clean(e.URL), Due: e.Date, Days: e.Left})
	}
	return p
}
