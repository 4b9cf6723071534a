package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"duwang/cmd/internal/store"
	"duwang/crawler"
	"duwang/crawler/portal"
)

// A runRow is a run as the screens show it.
type runRow struct {
	store.Run
	SiteName string
	Progress crawler.Progress // while it works
}

// runShown is how many runs the screen of scans shows.
const runShown = 30

func (d *Desk) runRows(ctx context.Context) ([]runRow, error) {
	list, err := d.Store.Runs(ctx, runShown)
	if err != nil {
		return nil, err
	}
	rows := make([]runRow, len(list))
	for i := range list {
		rows[i] = runRow{Run: list[i], SiteName: d.siteName(list[i].Site)}
		if list[i].Live() && list[i].Scan != "" {
			if rows[i].Progress, err = d.Store.Frontier(list[i].Scan).Progress(ctx); err != nil {
				return nil, err
			}
		}
	}
	return rows, nil
}

func (d *Desk) siteName(id string) string {
	for _, s := range d.Config.Sites {
		if s.ID == id {
			return s.Name
		}
	}
	return "全部站点"
}

// StateWord is the run's state in words.
func (r runRow) StateWord() string {
	switch r.State {
	case store.RunWaiting:
		return "等待"
	case store.RunRunning:
		return "进行中"
	case store.RunDone:
		return "有效"
	case store.RunVoid:
		return "作废"
	case store.RunIncomplete:
		return "不完整"
	case store.RunFailed:
		return "出错"
	case store.RunStopped:
		return "已停止"
	}
	return r.State
}

// askRun asks for a scan now.
func (d *Desk) askRun(w http.ResponseWriter, r *http.Request) error {
	if d.Engine == nil {
		return invalid("演示中不能另起巡检；用 duwang serve 启动的工作台可以。")
	}
	kind := r.PostFormValue("kind")
	if kind != portal.ScanRecent && kind != portal.ScanFull {
		return invalid("请选择近期巡检或全站巡检。")
	}
	site := r.PostFormValue("site")
	if site != "" && d.siteName(site) == d.siteName("") {
		return errMissing
	}
	run, err := d.Engine.Ask(r.Context(), site, kind, who(r).FullName)
	if errors.Is(err, store.ErrConflict) {
		return invalid("这个站点已有巡检在等待或进行，请等它结束。")
	}
	if err != nil {
		return err
	}
	if err := d.Store.Note(r.Context(), store.Audit{At: d.now(), By: who(r).FullName, Action: "要求巡检", Subject: fmt.Sprintf("巡检任务 %d", run.ID), Became: d.siteName(site) + " " + kind}); err != nil {
		return err
	}
	return d.done(w, r, "/scans", "已安排巡检，很快开始。离开本页不影响巡检。")
}

func (d *Desk) stopRun(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errMissing
	}
	err = d.Store.StopRun(r.Context(), id, who(r).FullName, d.now())
	if errors.Is(err, store.ErrConflict) {
		return invalid("这次巡检已经结束。")
	}
	if err != nil {
		return err
	}
	if err := d.Store.Note(r.Context(), store.Audit{At: d.now(), By: who(r).FullName, Action: "停止巡检", Subject: fmt.Sprintf("巡检任务 %d", id)}); err != nil {
		return err
	}
	return d.done(w, r, "/scans", "已要求停止，已读取的内容都会保存。")
}

// liveEvery is how often a live screen hears of a run's progress.
const liveEvery = 2 * time.Second

// runEvents tells of a run's progress as server-sent events until it ends.
func (d *Desk) runEvents(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errMissing
	}
	if _, err := d.Store.Run(r.Context(), id); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	out := http.NewResponseController(w)
	tick := time.NewTicker(liveEvery)
	defer tick.Stop()
	for {
		run, err := d.Store.Run(r.Context(), id)
		if err != nil {
			return nil // the answer has begun; the page asks again
		}
		row := runRow{Run: run}
		text := row.StateWord()
		if run.Live() && run.Scan != "" {
			p, err := d.Store.Frontier(run.Scan).Progress(r.Context())
			if err != nil {
				return nil
			}
			text = fmt.Sprintf("%s：已读 %d / 已知 %d 个地址，%d 个页面，%d 处打不开", text, p.Done, p.Known, p.Pages, p.Failed)
		}
		event := "progress"
		if !run.Live() {
			event = "end"
		}
		if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, text); err != nil {
			return nil // the page was closed
		}
		if err := out.Flush(); err != nil || event == "end" {
			return nil
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-tick.C:
		}
	}
}
