package schedule

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
)

// small is a portal of a home page, a list and ten articles.
func small() http.Handler {
	m := http.NewServeMux()
	page := func(w http.ResponseWriter, body string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html><head><title>示例县人民政府</title></head><body>"+body+"</body></html>")
	}
	m.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { page(w, `<a href="/news/">工作动态</a>`) })
	m.HandleFunc("/news/{$}", func(w http.ResponseWriter, _ *http.Request) {
		rows := ""
		for i := range 10 {
			rows += fmt.Sprintf(`<li><a href="/news/%d.html">示例县第%d次会议召开</a><span>2026-09-%02d</span></li>`, i, i+1, i+1)
		}
		page(w, "<h1>工作动态</h1><ul>"+rows+"</ul>")
	})
	m.HandleFunc("/news/{id}", func(w http.ResponseWriter, r *http.Request) {
		page(w, "<h1>示例县会议召开</h1><p>来源：示例县 发布时间：2026-09-01</p><div>"+r.PathValue("id")+" 会议研究了有关工作。</div>")
	})
	return m
}

func TestALocalRunIsScannedJudgedAndFollowed(t *testing.T) {
	site := httptest.NewServer(small())
	defer site.Close()
	cfg := office(t, filepath.Join(t.TempDir(), "duwang.db"), "", site.URL+"/")
	st := open(t, cfg)
	r, err := st.AddRun(t.Context(), "", portal.ScanFull, "经办甲", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	l := &Local{Worker: work.Worker{Config: cfg, Store: st, Name: "w1", Version: "test"}, Log: slog.New(slog.DiscardHandler), Every: 20 * time.Millisecond}
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	r = await(t, st, r.ID)
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if r.State != store.RunDone || r.Scan == "" || r.Coverage.Due == 0 || r.Coverage.Checked != r.Coverage.Due || r.Finished.IsZero() {
		t.Errorf("run %+v", r)
	}
	cases, err := st.Cases(t.Context(), store.CaseQuery{})
	if err != nil || len(cases) == 0 {
		t.Errorf("cases %d, %v: the news column is stale", len(cases), err)
	}
}

// await waits until a run has ended.

func await(t *testing.T, st *store.Store, id int64) store.Run {
	t.Helper()
	for {
		r, err := st.Run(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Live() {
			return r
		}
		select {
		case <-t.Context().Done():
			t.Fatalf("run %d never ended: %+v", id, r)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func TestARunGoesOnWhereASilentWorkerLeftIt(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	inner := small()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/news/3.html" {
			stop() // the program is shut down in the middle of the first piece
		}
		inner.ServeHTTP(w, r)
	}))
	defer site.Close()
	cfg := office(t, filepath.Join(t.TempDir(), "duwang.db"), "", site.URL+"/")
	st := open(t, cfg)
	r, err := st.AddRun(t.Context(), "", portal.ScanFull, "经办甲", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	first := work.Worker{Config: cfg, Store: st, Name: "w1", Version: "test"}
	if more, err := first.Perform(ctx, r.ID); !more || err != nil {
		t.Fatalf("first piece: more %v, %v", more, err)
	}
	begun, err := st.Run(t.Context(), r.ID)
	if err != nil || begun.Scan == "" || begun.Worker != "" || begun.State != store.RunRunning {
		t.Fatalf("handed back: %+v, %v", begun, err)
	}
	// The second takes it and is never heard of again.
	if _, err := st.TakeRun(t.Context(), r.ID, "w2", 0); err != nil {
		t.Fatal(err)
	}
	if silent, err := st.Silent(t.Context()); err != nil || len(silent) != 1 {
		t.Fatalf("silent %v, %v", silent, err)
	}
	third := work.Worker{Config: cfg, Store: st, Name: "w3", Version: "test"}
	if more, err := third.Perform(t.Context(), r.ID); more || err != nil {
		t.Fatalf("last piece: more %v, %v", more, err)
	}
	end, err := st.Run(t.Context(), r.ID)
	if err != nil || end.State != store.RunDone || end.Scan != begun.Scan {
		t.Errorf("end %+v, %v", end, err)
	}
}

func TestAStoppedRunEndsAndKeepsWhatItRead(t *testing.T) {
	hold := make(chan struct{})
	inner := small()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/news/7.html" {
			<-hold
		}
		inner.ServeHTTP(w, r)
	}))
	defer site.Close()
	defer close(hold)
	cfg := office(t, filepath.Join(t.TempDir(), "duwang.db"), "", site.URL+"/")
	st := open(t, cfg)
	r, err := st.AddRun(t.Context(), "", portal.ScanFull, "经办甲", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := st.StopRun(t.Context(), r.ID, "经办甲", time.Now()); err != nil {
		t.Fatal(err)
	}
	if end, err := st.Run(t.Context(), r.ID); err != nil || end.State != store.RunStopped {
		t.Fatalf("stopped while it waited: %+v, %v", end, err)
	}
	r, err = st.AddRun(t.Context(), "", portal.ScanFull, "经办甲", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	w := work.Worker{Config: cfg, Store: st, Name: "w1", Version: "test", Lease: 200 * time.Millisecond}
	done := make(chan error, 1)
	go func() { _, err := w.Perform(t.Context(), r.ID); done <- err }()
	for {
		if now, err := st.Run(t.Context(), r.ID); err != nil {
			t.Fatal(err)
		} else if now.Scan != "" {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := st.StopRun(t.Context(), r.ID, "经办甲", time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	end, err := st.Run(t.Context(), r.ID)
	if err != nil || end.State != store.RunStopped || end.Detail != "由经办甲停止" {
		t.Errorf("end %+v, %v", end, err)
	}
}
