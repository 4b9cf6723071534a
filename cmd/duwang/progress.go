package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"duwang/crawler"
)

// plainEvery is how often a line of progress is printed off a terminal.
const plainEvery = 10 * time.Second

// A progress shows how far a scan is: a bar on a terminal, plain lines now
// and then elsewhere, nothing when quiet.
type progress struct {
	mu      sync.Mutex
	w       io.Writer
	bar     *progressbar.ProgressBar
	quiet   bool
	started time.Time
	last    time.Time
}

func newProgress(w io.Writer, quiet bool) *progress {
	p := &progress{w: w, quiet: quiet, started: time.Now()}
	p.last = p.started
	if f, ok := w.(*os.File); ok && !quiet && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(-1,
			progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("正在读网"),
			progressbar.OptionSetWidth(24), progressbar.OptionThrottle(200*time.Millisecond),
			progressbar.OptionUseANSICodes(true), progressbar.OptionSetElapsedTime(false), progressbar.OptionSetPredictTime(false))
	}
	return p
}

func (p *progress) report(n crawler.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.quiet {
		return
	}
	now := time.Now()
	if p.bar == nil {
		if now.Sub(p.last) >= plainEvery {
			p.last = now
			fmt.Fprintln(p.w, p.line(n, now))
		}
		return
	}
	p.bar.ChangeMax(max(n.Known, 1))
	p.bar.Describe(p.line(n, now))
	_ = p.bar.Set(n.Done) // a bar that cannot be drawn is no reason to stop
}

// line says pages done and known, rate, problems so far and time left.
func (p *progress) line(n crawler.Progress, now time.Time) string {
	spent := now.Sub(p.started).Seconds()
	rate := float64(n.Done) / max(spent, 0.001)
	left := "未知"
	if rate > 0 {
		left = chineseDuration(time.Duration(float64(n.Known-n.Done) / rate * float64(time.Second)))
	}
	return fmt.Sprintf("已读 %d/%d 个地址（%d 页），每秒 %.1f 个，打不开 %d 个，约剩 %s", n.Done, n.Known, n.Pages, rate, n.Failed, left)
}

func (p *progress) close() {
	if p.bar != nil {
		_ = p.bar.Clear() // the terminal may be gone
	}
}

func chineseDuration(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d 秒", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d 分", int(d.Minutes()))
	}
	return fmt.Sprintf("%d 小时 %d 分", int(d.Hours()), int(d.Minutes())%60)
}
