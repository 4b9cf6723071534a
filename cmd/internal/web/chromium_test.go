package web

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"duwang/cmd/internal/store"
	"duwang/reports/rectify"
)

// chromium opens a real browser for a test and notes what it complains of:
// scripts that fail, styles and requests that the policy refuses.
func chromium(t *testing.T) (ctx context.Context, complaints func() []string) {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Fatal("chromium is not installed; .ci/packages installs it")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.WindowSize(1280, 900))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, stop := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stop)
	ctx, stopTab := chromedp.NewContext(alloc)
	t.Cleanup(stopTab)
	ctx, over := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(over)
	var mu sync.Mutex
	var said []string
	chromedp.ListenTarget(ctx, func(ev any) {
		mu.Lock()
		defer mu.Unlock()
		switch ev := ev.(type) {
		case *log.EventEntryAdded:
			said = append(said, ev.Entry.Text)
		case *runtime.EventExceptionThrown:
			said = append(said, ev.ExceptionDetails.Error())
		}
	})
	return ctx, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return said
	}
}

// TestTheOfficersMonday signs in, reads the home screen, works off the queue
// by the keyboard and issues the notices.
func TestTheOfficersMonday(t *testing.T) {
	s := newStage(t)
	pending, err := s.st.Cases(t.Context(), store.CaseQuery{Phases: []rectify.Phase{rectify.Pending}})
	if err != nil || len(pending) < 3 {
		t.Fatalf("%d pending, %v", len(pending), err)
	}
	ctx, complaints := chromium(t)
	var home, first, second, queue, notices string
	err = chromedp.Run(ctx,
		chromedp.Navigate(s.url+"/queue"),
		chromedp.SendKeys("input[name=name]", "officer"),
		chromedp.SendKeys("input[name=password]", password),
		chromedp.Submit("input[name=password]"),
		chromedp.WaitVisible(".finding"), // where he wanted to go
		chromedp.Navigate(s.url+"/"),
		chromedp.Text("main", &home),
		chromedp.Click(`a[href="/queue"]`),
		chromedp.WaitVisible(".finding"),
		chromedp.Text(".lead a", &first),
		chromedp.KeyEvent("1"), // 确认属实
		chromedp.WaitVisible(".flash"),
		chromedp.Text(".lead a", &second),
		// A move that needs its reason goes to the field first.
		chromedp.KeyEvent("2"),
		chromedp.SendKeys("form.move:nth-of-type(2) input[name=why]", "页面其实已更新\r"),
		chromedp.WaitVisible(".flash"),
		chromedp.Text("main", &queue),
		chromedp.Navigate(s.url+"/notices"),
		chromedp.Click(`form[action="/notices"] button`),
		chromedp.WaitVisible(".flash"),
		chromedp.Text("main", &notices),
	)
	if err != nil {
		t.Fatal(err)
	}
	for what, x := range map[string]struct{ text, want string }{
		"home": {home, "待确认"}, "queue": {queue, "误报"}, "notices": {notices, "示政公开整〔2026〕1号"},
	} {
		if !strings.Contains(x.text, x.want) {
			t.Errorf("%s lacks %q:\n%s", what, x.want, x.text)
		}
	}
	if first == second {
		t.Errorf("the queue stays at %s", first)
	}
	if list := complaints(); len(list) > 0 {
		t.Errorf("the browser complains: %q", list)
	}
	for number, want := range map[string]rectify.Phase{first: rectify.Issued, second: rectify.Dismissed} {
		if c, _, err := s.st.Case(t.Context(), number); err != nil || c.Phase != want {
			t.Errorf("case %s: %s, want %s (%v)", number, c.Phase, want, err)
		}
	}
}
