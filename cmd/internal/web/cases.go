package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"duwang/cmd/internal/people"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/rectify"
)

// A caseRow is a case as lists show it.
type caseRow struct {
	*rectify.Case
	UnitName string
	Message  string
	Late     int // days past the deadline
	Left     int // days until it
	Soon     bool
}

func (d *Desk) row(c *rectify.Case, today portal.Date) caseRow {
	r := caseRow{Case: c, UnitName: d.unitName(c.Unit), Message: reports.Clean(c.Finding.Message), Soon: c.DueSoon(today)}
	if c.Overdue(today) {
		r.Late = today.DaysSince(c.Deadline)
	} else if c.Deadline != 0 {
		r.Left = c.Deadline.DaysSince(today)
	}
	return r
}

// listShown is how many cases a page of the list shows.
const listShown = 50

type caseListData struct {
	Phases      []rectify.Phase
	Units       []unitOption
	Phase, Unit string
	Due, Query  string
	Rows        []caseRow
	All         int
	Page, Pages int
	Path        string // of this list without its page
}

// Prev and Next are the numbers of the pages beside this one.
func (l caseListData) Prev() int { return l.Page - 1 }
func (l caseListData) Next() int { return l.Page + 1 }

// A unitOption is a unit to choose.
type unitOption struct{ ID, Name string }

func (d *Desk) unitOptions(v *visitor) (list []unitOption) {
	for _, s := range d.Config.Sites {
		list = append(list, unitOption{s.ID, d.unitName(s.ID)})
	}
	for _, u := range d.Config.Units {
		list = append(list, unitOption{u.ID, u.Name})
	}
	return slices.DeleteFunc(list, func(u unitOption) bool { return !v.sees(u.ID) })
}

func (d *Desk) caseList(w http.ResponseWriter, r *http.Request) error {
	v := who(r)
	data := caseListData{Phases: rectify.Phases, Units: d.unitOptions(v), Phase: r.FormValue("phase"), Unit: r.FormValue("unit"),
		Due: r.FormValue("due"), Query: strings.TrimSpace(r.FormValue("q"))}
	q := store.CaseQuery{Units: v.scope()}
	if data.Phase != "" {
		q.Phases = []rectify.Phase{rectify.Phase(data.Phase)}
	}
	if data.Unit != "" {
		if !v.sees(data.Unit) {
			return errForbidden
		}
		q.Units = []string{data.Unit}
	}
	list, err := d.Store.Cases(r.Context(), q)
	if err != nil {
		return err
	}
	today := portal.DateOf(d.now())
	list = slices.DeleteFunc(list, func(c rectify.Case) bool {
		switch {
		case !mayRead(v, &c), data.Due == "overdue" && !c.Overdue(today), data.Due == "soon" && !c.DueSoon(today):
			return true
		case data.Query == "":
			return false
		}
		return !strings.Contains(c.Number+"\n"+c.URL+"\n"+c.Title+"\n"+c.Finding.Message, data.Query)
	})
	slices.Reverse(list) // the latest first
	data.All = len(list)
	data.Pages = max(1, (len(list)+listShown-1)/listShown)
	data.Page, _ = strconv.Atoi(r.FormValue("page"))
	data.Page = min(max(data.Page, 1), data.Pages)
	list = list[(data.Page-1)*listShown : min(len(list), data.Page*listShown)]
	for i := range list {
		data.Rows = append(data.Rows, d.row(&list[i], today))
	}
	data.Path = fmt.Sprintf("/cases?phase=%s&unit=%s&due=%s&q=%s", encode(data.Phase), encode(data.Unit), encode(data.Due), encode(data.Query))
	return d.show(w, r, "cases", "整改事项", data)
}

// mayRead tells whether a visitor may see a case: what the office has not
// issued is nobody's business but the office's.
func mayRead(v *visitor, c *rectify.Case) bool {
	if !v.sees(c.Unit) {
		return false
	}
	return v.Unit == "" || c.Notice != "" || c.IssuedOn != 0
}

// A caseData is one case with everything known of it.
type caseData struct {
	caseRow
	Finding *reports.Finding
	Events  []rectify.Event
	Seen    []rectify.Event // the sights among them
	Moves   []move
	Units   []unitOption
	Today   portal.Date
	// Of the queue: how many wait, and the next of them.
	Waiting    int
	Next, Back string
	Same       []caseRow // others of the same rule and unit
}

// A move is something the visitor may do with the case now.
type move struct {
	Kind  rectify.Kind
	Text  string // on the button
	Key   string // on the keyboard
	Why   bool   // needs a reason
	Until string // label of the day it needs, ""
	To    bool   // needs a unit
	Allow bool   // needs who allowed it
	Yes   bool   // decides an appeal: granted or not
}

var moves = []struct {
	move
	roles  []people.Role
	phases []rectify.Phase // where the case may stand; rectify decides in the end
}{
	{move{Kind: rectify.Confirm, Text: "确认属实", Key: "1"}, desks, []rectify.Phase{rectify.Pending}},
	{move{Kind: rectify.Dismiss, Text: "误报", Key: "2", Why: true}, desks, []rectify.Phase{rectify.Pending, rectify.Confirmed, rectify.Issued, rectify.Replied}},
	{move{Kind: rectify.Exempt, Text: "免责", Key: "3", Why: true, Until: "免责到", Allow: true}, desks,
		[]rectify.Phase{rectify.Pending, rectify.Confirmed, rectify.Issued, rectify.Replied}},
	{move{Kind: rectify.Transfer, Text: "转其他单位", Key: "4", Why: true, To: true}, desks,
		[]rectify.Phase{rectify.Pending, rectify.Confirmed, rectify.Issued, rectify.Replied}},
	{move{Kind: rectify.Extend, Text: "延期", Why: true, Until: "新的整改时限"}, desks, []rectify.Phase{rectify.Issued}},
	{move{Kind: rectify.Decide, Text: "对申诉作出决定", Why: true, Yes: true}, desks, []rectify.Phase{rectify.Appealed}},
	{move{Kind: rectify.Clean, Text: "人工复查正常", Why: true}, desks, []rectify.Phase{rectify.Issued, rectify.Replied, rectify.Verified}},
	{move{Kind: rectify.Reply, Text: "反馈整改情况", Why: true}, []people.Role{people.Liaison, people.Officer}, []rectify.Phase{rectify.Issued, rectify.Replied}},
	{move{Kind: rectify.Appeal, Text: "申诉", Why: true}, []people.Role{people.Liaison}, []rectify.Phase{rectify.Issued, rectify.Replied}},
}

func movesFor(v *visitor, c *rectify.Case) (list []move) {
	for _, m := range moves {
		if slices.Contains(m.roles, v.Role) && slices.Contains(m.phases, c.Phase) {
			list = append(list, m.move)
		}
	}
	return list
}

func (d *Desk) caseData(r *http.Request, number string) (*caseData, error) {
	v := who(r)
	c, events, err := d.Store.Case(r.Context(), number)
	if err != nil {
		return nil, err
	}
	if !mayRead(v, &c) {
		return nil, errMissing // not even that it is there
	}
	today := portal.DateOf(d.now())
	data := &caseData{caseRow: d.row(&c, today), Events: events, Moves: movesFor(v, &c), Units: d.unitOptions(v), Today: today}
	for _, e := range events {
		if e.Kind == rectify.Seen {
			data.Seen = append(data.Seen, e)
		}
	}
	data.Finding, err = d.finding(r.Context(), &c)
	return data, err
}

func (d *Desk) casePage(w http.ResponseWriter, r *http.Request) error {
	data, err := d.caseData(r, r.PathValue("number"))
	if err != nil {
		return err
	}
	return d.show(w, r, "case", "问题 "+data.Number, data)
}

// queue shows one case that waits for confirmation, the gravest unit by unit.
func (d *Desk) queue(w http.ResponseWriter, r *http.Request) error {
	v := who(r)
	list, err := d.Store.Cases(r.Context(), store.CaseQuery{Phases: []rectify.Phase{rectify.Pending}})
	if err != nil {
		return err
	}
	// What the visitor has confirmed himself waits for somebody else.
	list = slices.DeleteFunc(list, func(c rectify.Case) bool { return slices.Contains(c.ConfirmedBy, v.FullName) || !c.Ripe() })
	if len(list) == 0 {
		return d.show(w, r, "queue", "待确认", (*caseData)(nil))
	}
	slices.SortStableFunc(list, func(a, b rectify.Case) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.ID, b.ID))
	})
	at := max(0, slices.IndexFunc(list, func(c rectify.Case) bool { return c.Number == r.FormValue("at") }))
	data, err := d.caseData(r, list[at].Number)
	if err != nil {
		return err
	}
	data.Waiting, data.Back = len(list), "/queue"
	data.Next = list[(at+1)%len(list)].Number
	for i := range list {
		if c := &list[i]; i != at && c.Rule == data.Rule && c.Unit == data.Unit {
			data.Same = append(data.Same, d.row(c, data.Today))
		}
	}
	return d.show(w, r, "queue", "待确认", data)
}

// moveCase makes one move of one case in the visitor's name.
func (d *Desk) moveCase(w http.ResponseWriter, r *http.Request) error {
	v, number := who(r), r.PathValue("number")
	c, _, err := d.Store.Case(r.Context(), number)
	if err != nil {
		return err
	}
	if !mayRead(v, &c) {
		return errMissing
	}
	kind := rectify.Kind(r.PostFormValue("move"))
	if !slices.ContainsFunc(moves, func(m struct {
		move
		roles  []people.Role
		phases []rectify.Phase
	}) bool {
		return m.Kind == kind && slices.Contains(m.roles, v.Role)
	}) {
		return errForbidden
	}
	e, err := d.event(r, kind, &c)
	if err != nil {
		return err
	}
	changed, err := d.Store.ChangeCases(r.Context(), store.CaseQuery{Numbers: []string{number}}, func(list []rectify.Case) ([]rectify.Event, error) {
		if len(list) != 1 {
			return nil, store.ErrNotFound
		}
		e.Case = list[0].ID
		return []rectify.Event{e}, nil
	})
	var no *store.CaseError
	if errors.As(err, &no) {
		return invalid(no.Err.Error() + "。")
	}
	if err != nil {
		return err
	}
	text := fmt.Sprintf("问题 %s：%s，现为“%s”。", number, kind.Word(), changed[0].Phase.Word())
	if kind == rectify.Confirm && changed[0].Phase == rectify.Pending {
		text = fmt.Sprintf("问题 %s 已由您确认；单项否决问题还须另一人确认。", number)
	}
	if to := r.PostFormValue("back"); to == "/queue" {
		return d.done(w, r, "/queue?at="+encode(r.PostFormValue("next")), text)
	}
	return d.done(w, r, "/cases/"+number, text)
}

// event reads a move off a form.
func (d *Desk) event(r *http.Request, kind rectify.Kind, c *rectify.Case) (rectify.Event, error) {
	v, now := who(r), d.now()
	e := rectify.Event{Kind: kind, On: portal.DateOf(now), At: now, By: v.FullName, Why: strings.TrimSpace(r.PostFormValue("why"))}
	if s := strings.TrimSpace(r.PostFormValue("until")); s != "" {
		day, err := portal.ParseDate(s)
		if err != nil {
			return e, invalid(fmt.Sprintf("日期 %q 应写成 2026-11-21 这样。", s))
		}
		e.Until = day
	}
	switch kind {
	case rectify.Confirm:
		e.Why = cmp.Or(e.Why, "经核对属实")
	case rectify.Exempt:
		e.Allowed = strings.TrimSpace(r.PostFormValue("allowed"))
	case rectify.Transfer:
		e.Unit = r.PostFormValue("unit")
		if d.unitName(e.Unit) == e.Unit {
			return e, invalid("请选择移交给哪个单位。")
		}
	case rectify.Decide:
		switch r.PostFormValue("granted") {
		case "yes":
			e.Granted = true
		case "no":
		default:
			return e, invalid("请选择申诉成立或维持原认定。")
		}
	case rectify.Reply:
		e.Answer = &rectify.Answer{Person: v.FullName, Outcome: e.Why, After: strings.TrimSpace(r.PostFormValue("after")), Done: e.On, Claim: "已整改"}
	}
	return e, nil
}

// sortByDeadline puts what is due first on top; what has no deadline comes
// last.
func sortByDeadline(rows []caseRow) {
	slices.SortStableFunc(rows, func(a, b caseRow) int {
		if (a.Deadline == 0) != (b.Deadline == 0) {
			return cmp.Compare(b.Deadline, a.Deadline)
		}
		return cmp.Compare(a.Deadline, b.Deadline)
	})
}
