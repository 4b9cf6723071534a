package web

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

type noticeListData struct {
	Notices []store.Notice
	Ready   []readyUnit // units with confirmed cases that wait to be issued
	Desk    bool
}

// A readyUnit is a unit with confirmed cases.
type readyUnit struct {
	ID, Name string
	N        int
}

func (d *Desk) noticeList(w http.ResponseWriter, r *http.Request) error {
	v := who(r)
	list, err := d.Store.Notices(r.Context(), 0)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(n store.Notice) bool { return !v.sees(n.Unit) })
	slices.Reverse(list)
	data := noticeListData{Notices: list, Desk: v.can(desks...)}
	if data.Desk {
		cases, err := d.Store.Cases(r.Context(), store.CaseQuery{Phases: []rectify.Phase{rectify.Confirmed}})
		if err != nil {
			return err
		}
		n := map[string]int{}
		for i := range cases {
			n[cases[i].Unit]++
		}
		for _, u := range d.unitOptions(v) {
			if n[u.ID] > 0 {
				data.Ready = append(data.Ready, readyUnit{u.ID, u.Name, n[u.ID]})
			}
		}
	}
	return d.show(w, r, "notices", "通知书与反馈", data)
}

// issueNotices issues one unit's confirmed cases, or every unit's.
func (d *Desk) issueNotices(w http.ResponseWriter, r *http.Request) error {
	req := work.IssueRequest{On: portal.DateOf(d.now()), By: who(r).FullName}
	if u := r.PostFormValue("unit"); u != "" {
		req.Units = []string{u}
	}
	list, err := work.IssueNotices(r.Context(), d.Config, d.Store, req)
	if errors.Is(err, work.ErrNoCode) {
		return invalid(err.Error() + "。请管理员在配置中补上。")
	}
	if err != nil && len(list) == 0 {
		return err
	}
	if len(list) == 0 {
		return invalid("没有已确认、待下发的问题。")
	}
	var names []string
	for _, n := range list {
		names = append(names, n.Serial()+"（"+n.UnitName+"）")
		if err := d.Store.Note(r.Context(), store.Audit{At: d.now(), By: req.By, Action: "下发通知书", Subject: n.Serial(), Became: fmt.Sprintf("%s，%d 个问题", n.UnitName, len(n.Cases))}); err != nil {
			return err
		}
	}
	text := "已编号并生成：" + strings.Join(names, "、") + "。请下载、打印、用印后送达。"
	if err != nil {
		text += "其余未能生成：" + err.Error()
	}
	return d.done(w, r, "/notices", text)
}

type noticeData struct {
	*store.Notice
	Rows  []caseRow
	Files []string
	Desk  bool
	Today portal.Date
}

// notice finds the notice of a path that the visitor may see.
func (d *Desk) notice(r *http.Request) (*store.Notice, error) {
	y, n, ok := work.ParseNotice(r.PathValue("key"), portal.DateOf(d.now()).Year())
	if !ok {
		return nil, errMissing
	}
	list, err := d.Store.Notice(r.Context(), y, n)
	if err != nil {
		return nil, err
	}
	if !who(r).sees(list.Unit) {
		return nil, errMissing
	}
	return list, nil
}

func (d *Desk) noticePage(w http.ResponseWriter, r *http.Request) error {
	n, err := d.notice(r)
	if err != nil {
		return err
	}
	data := noticeData{Notice: n, Desk: who(r).can(desks...), Today: portal.DateOf(d.now())}
	var numbers []string
	for _, c := range n.Cases {
		numbers = append(numbers, c.Number)
	}
	cases, err := d.Store.Cases(r.Context(), store.CaseQuery{Numbers: numbers})
	if err != nil {
		return err
	}
	for i := range cases {
		if mayRead(who(r), &cases[i]) {
			data.Rows = append(data.Rows, d.row(&cases[i], data.Today))
		}
	}
	files, err := d.Store.NoticeFiles(r.Context(), n)
	if err != nil {
		return err
	}
	for _, f := range files {
		data.Files = append(data.Files, f.Name)
	}
	return d.show(w, r, "notice", n.Serial(), data)
}

// noticeFile answers with one paper of a notice, to be saved: nothing of it
// runs in the dashboard's name.
func (d *Desk) noticeFile(w http.ResponseWriter, r *http.Request) error {
	n, err := d.notice(r)
	if err != nil {
		return err
	}
	files, err := d.Store.NoticeFiles(r.Context(), n)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Name == r.PathValue("name") {
			return attach(w, f.Name, f.Content)
		}
	}
	return errMissing
}

// attach answers with a file to be saved.
func attach(w http.ResponseWriter, name string, content []byte) error {
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, _ = w.Write(content) // nobody is left to tell
	return nil
}

// maxLedger bounds a ledger that comes back.
const maxLedger = 30 << 20

// replyNotice reads a ledger that the unit has filled in.
func (d *Desk) replyNotice(w http.ResponseWriter, r *http.Request) error {
	n, err := d.notice(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxLedger)
	file, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) {
		return invalid("请选择填好的整改台账（xlsx）再提交。")
	}
	if err != nil {
		return err
	}
	defer file.Close()
	v := who(r)
	done, err := work.Reply(r.Context(), d.Store, file, portal.DateOf(d.now()), v.FullName)
	if errors.Is(err, work.ErrNoLedger) {
		return invalid(err.Error() + "，没有读入任何内容。")
	}
	if err != nil {
		return err
	}
	if err := d.Store.Note(r.Context(), store.Audit{At: d.now(), By: v.FullName, Action: "提交反馈台账", Subject: n.Serial(), Became: head.Filename + fmt.Sprintf("：读入 %d 行，%d 行有误", len(done.Accepted), len(done.Problems))}); err != nil {
		return err
	}
	return d.show(w, r, "replied", "反馈结果", struct {
		*work.Replies
		Key string
	}{done, n.Key})
}

// receiveNotice writes down that the unit signed for a notice.
func (d *Desk) receiveNotice(w http.ResponseWriter, r *http.Request) error {
	n, err := d.notice(r)
	if err != nil {
		return err
	}
	on := portal.DateOf(d.now())
	if s := strings.TrimSpace(r.PostFormValue("on")); s != "" {
		if on, err = portal.ParseDate(s); err != nil {
			return invalid(fmt.Sprintf("日期 %q 应写成 2026-11-21 这样。", s))
		}
	}
	got, err := work.ReceiveNotice(r.Context(), d.Config, d.Store, n, on, who(r).FullName)
	if errors.Is(err, store.ErrConflict) {
		return invalid("这份通知书此前已经签收。")
	}
	if err != nil {
		return err
	}
	text := "已登记签收。"
	if got.Moved {
		text += "整改时限自签收之日起计算，已相应顺延。"
	}
	return d.done(w, r, "/notices/"+n.Key, text)
}
