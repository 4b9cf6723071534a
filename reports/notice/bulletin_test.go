package notice_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"duwang/checks"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/notice"
	"duwang/reports/rectify"
)

// life is a case with so many events, each "kind day"; its state is given.
func life(number, unit, check string, phase rectify.Phase, first string, set func(*rectify.Case), events ...string) notice.Life {
	l := notice.Life{Case: rectify.Case{Number: number, Check: check}}
	l.Phase, l.Unit, l.Round, l.FirstSeen, l.LastSeen = phase, unit, 1, portal.MustDate(first), portal.MustDate(first)
	l.Finding = checks.Finding{Message: "“<工作动态>”栏目已22天未更新。"}
	for _, e := range events {
		kind, day, _ := strings.Cut(e, " ")
		l.Events = append(l.Events, rectify.Event{Kind: rectify.Kind(kind), On: portal.MustDate(day), Detail: rectify.Detail{Notice: "n-" + unit + day}})
	}
	if set != nil {
		set(&l.Case)
	}
	return l
}

func november(t *testing.T) *notice.Bulletin {
	t.Helper()
	day := portal.MustDate
	lives := []notice.Life{
		life("1", "edu", "column-stale", rectify.Issued, "2026-11-02", func(c *rectify.Case) { c.Deadline = day("2026-11-20") }, "confirm 2026-11-03", "issue 2026-11-04"),
		life("2", "edu", "link-broken", rectify.Closed, "2026-10-02", func(c *rectify.Case) { c.ClosedOn = day("2026-11-09") }, "confirm 2026-10-03", "issue 2026-10-04", "reply 2026-11-01"),
		life("3", "health", "home-stale", rectify.Issued, "2026-09-02", func(c *rectify.Case) { c.Severity, c.Refuted, c.Deadline = "veto", 2, day("2026-12-31") }, "confirm 2026-09-03", "issue 2026-10-08"),
		life("4", "health", "column-stale", rectify.Verified, "2026-11-02", func(c *rectify.Case) { c.EarlierClosed = day("2026-05-01") }, "confirm 2026-11-03", "issue 2026-11-04", "reply 2026-11-10"),
		life("5", "health", "column-stale", rectify.Pending, "2026-11-02", nil),
		life("6", "health", "column-stale", rectify.Dismissed, "2026-10-02", nil, "confirm 2026-10-03", "issue 2026-10-04"),
		life("7", "health", "column-stale", rectify.Exempted, "2026-11-02", nil, "confirm 2026-11-03"),
		life("8", "edu", "column-blank", rectify.Replied, "2026-08-02", nil, "confirm 2026-08-03", "issue 2026-08-04", "reply 2026-11-05"),
	}
	names := map[string]string{"edu": "教育局", "health": "卫生健康局", "tax": "税务局"}
	return notice.NewBulletin(reports.Office{Name: "示例县人民政府办公室", NoticeCode: "示政公开整"}, notice.Public, "2026年11月", day("2026-11-01"), day("2026-11-30"), day("2026-10-01"),
		lives, []string{"tax", "health", "edu"}, func(id string) string { return names[id] })
}

func TestABulletinCountsWhatPeopleConfirmed(t *testing.T) {
	b := november(t)
	got := map[string]int{"found": b.Found, "confirmed": b.Confirmed, "notified": b.Notified, "notices": b.Notices, "answered": b.Answered, "closed": b.Closed,
		"recurred": b.Recurred, "pending": b.Pending, "open": b.Open, "overdue": b.Overdue, "exempt": b.Exempt}
	want := map[string]int{"found": 2, "confirmed": 2, "notified": 2, "notices": 2, "answered": 3, "closed": 1, "recurred": 1, "pending": 1, "open": 4, "overdue": 1, "exempt": 1}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if d := cmp.Diff(notice.Previous{Notified: 2, Closed: 1, Left: 1}, b.Before); d != "" {
		t.Errorf("before (-want +got):\n%s", d)
	}
	var stubborn []string
	for _, s := range b.Stubborn {
		stubborn = append(stubborn, s.Number)
	}
	if d := cmp.Diff([]string{"8", "3"}, stubborn); d != "" {
		t.Errorf("stubborn (-want +got):\n%s", d)
	}
	if d := cmp.Diff(notice.BulletinKind{Kind: reports.KindWord("home-stale"), Veto: true, N: 1, Units: []string{"卫生健康局"}}, b.Kinds[0]); d != "" {
		t.Errorf("the first kind (-want +got):\n%s", d)
	}
	// Every column of the annex adds up to what the text says.
	sum := make([]int, 7)
	for i := range b.Rows {
		for k, n := range b.Rows[i].Counts() {
			sum[k] += n
		}
	}
	if d := cmp.Diff([]int{b.Found, b.Notified, b.Answered, b.Closed, b.Open, b.Overdue, b.Recurred}, sum); d != "" {
		t.Errorf("annex (-text +sums):\n%s", d)
	}
	if b.Rows[0].Unit != "税务局" || len(b.Rows) != 3 {
		t.Errorf("rows %+v", b.Rows)
	}
}

func TestABulletinSaysTheSameOnPageAndPaper(t *testing.T) {
	b := november(t)
	var page bytes.Buffer
	if err := b.Letter().WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&page)
	if err != nil {
		t.Fatal(err)
	}
	text := doc.Text()
	for _, s := range []string{"草稿，请核改后送签", "关于2026年11月政务公开检查情况的通报", "新发现并经人工确认的问题2个，其中复发1个", "经批准免责的1个", "待人工确认的1个，确认前不作为问题",
		"（一）单项否决情形", "上期下发问题2个（不含误报、免责），已销号1个，复查通过待销号0个，已反馈待复查0个，未整改1个，整改到位率50%", "反馈后复查仍存在2次", "“<工作动态>”栏目"} {
		if !strings.Contains(text, s) {
			t.Errorf("the page does not say %q", s)
		}
	}
	if doc.Find("工作动态").Length() > 0 {
		t.Error("words of a page became markup")
	}
	var one, two bytes.Buffer
	if err := b.WriteDOCX(&one); err != nil {
		t.Fatal(err)
	}
	if err := november(t).WriteDOCX(&two); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("two bulletins of one month differ: %v", err)
	}
}
