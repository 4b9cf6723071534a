package work

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/checks"
)

func TestSpansJoinWithoutGap(t *testing.T) {
	for _, c := range []struct {
		span             Span
		from, to, before string
		word             string
	}{
		{Month(2026, time.November), "2026-11-01", "2026-11-30", "2026-10-01", "2026年11月"},
		{Month(2026, time.January), "2026-01-01", "2026-01-31", "2025-12-01", "2026年1月"},
		{Month(2028, time.February), "2028-02-01", "2028-02-29", "2028-01-01", "2028年2月"},
		{Quarter(2026, 1), "2026-01-01", "2026-03-31", "2025-10-01", "2026年第一季度"},
		{Quarter(2026, 4), "2026-10-01", "2026-12-31", "2026-07-01", "2026年第四季度"},
	} {
		got := []string{c.span.From.String(), c.span.To.String(), c.span.Before.String(), c.span.Word}
		if d := cmp.Diff([]string{c.from, c.to, c.before, c.word}, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	}
}

func TestAnExcerptShowsTheFaultAndHidesNumbers(t *testing.T) {
	page := `<html><head><title>头</title><script>var x = "2026-11-02"</script></head><body><div>网站首页</div><ul>
		<li><a href="x">会议<b>通知</b></a><span>2026年11月02日</span></li><li>联系人 身份证 110101199003070000 电话 13800001111 010-12345678</li></ul></body></html>`
	f := &checks.Finding{Title: "工作动态", Evidence: json.RawMessage(`{"newest":"2026-11-02"}`)}
	lines, apart := excerpt([]byte(page), "text/html", f)
	text := strings.Join(lines, "\n")
	want := "网站首页\n会议 通知 2026年11月02日\n联系人 身份证 110*************00 电话 138******11 010-12345678"
	if d := cmp.Diff(want, text); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if len(apart) == 0 || apart[0] != "2026-11-02" {
		t.Errorf("set apart: %q", apart)
	}
	if lines, _ := excerpt(nil, "text/html", f); len(lines) > 0 {
		t.Errorf("an empty page has %q", lines)
	}
}
