package work_test

import (
	"context"
	"testing"
	"time"

	"duwang/cmd/internal/demo"
	"duwang/cmd/internal/store"
	"duwang/cmd/internal/store/storetest"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// followed scans the county and carries what was found over to the cases.
func (c *county) followed(t *testing.T, st *store.Store) *work.Judgement {
	t.Helper()
	_, scan := c.scan(t, st)
	j, err := work.JudgeAndFollow(context.Background(), c.cfg, st, scan.ID)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// TestRecheckOfAnUnchangedPortalMendsNothing is the rule that matters most
// here: a recheck reads few pages, and what it did not read it must not take
// for mended. Whatever was found stands where it was found, so every case is
// still there, but for those that only a whole scan can tell.
func TestRecheckOfAnUnchangedPortalMendsNothing(t *testing.T) {
	c := newCounty(t)
	c.cfg.Office.NoticeCode = "示政公开整"
	st := open(t, storetest.SQLite(t))
	j := c.followed(t, st)
	ctx := context.Background()
	if n := len(j.Result.Findings); j.Cases.Opened != n || n < 50 {
		t.Fatalf("%d findings opened %d cases", n, j.Cases.Opened)
	}
	if _, err := work.ConfirmAll(ctx, st, nil, "经办甲", "批量确认", demo.AsOf); err != nil {
		t.Fatal(err)
	}
	notices, err := work.IssueNotices(ctx, c.cfg, st, work.IssueRequest{On: demo.AsOf, By: "审核乙"})
	if err != nil {
		t.Fatal(err)
	}
	whole := j.Result.Sites[0].Requests
	outcomes := map[string]int{}
	for _, n := range notices {
		r, err := work.RecheckNotice(ctx, c.cfg, st, n.Notice, work.Request{AsOf: demo.AsOf, Version: "test", Pause: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		if r.Scan.Void || !r.Scan.Complete || r.Scan.Kind != portal.ScanRecheck || len(r.Rows) != len(n.Cases) {
			t.Fatalf("recheck of %s: %+v", n.Serial(), r.Scan)
		}
		if asked := r.Scan.Sites[0].Requests; asked*10 > whole {
			t.Errorf("recheck of %s made %d requests, the whole scan %d", n.Serial(), asked, whole)
		}
		for _, row := range r.Rows {
			outcomes[row.Outcome]++
			switch {
			case row.Outcome == work.RecheckMended:
				t.Errorf("%s is taken for mended: %s %s (%s)", row.Case.Number, row.Case.Check, row.Case.URL, row.Note)
			case row.Outcome == work.RecheckUnknown && row.Case.Check != "section-missing" && row.Case.Check != "interpretation":
				t.Errorf("%s could not be verified: %s %s (%s)", row.Case.Number, row.Case.Check, row.Case.URL, row.Note)
			case row.Case.Phase != rectify.Issued:
				t.Errorf("%s is %s", row.Case.Number, row.Case.Phase)
			case row.Outcome == work.RecheckStill && row.Case.Times != 2:
				t.Errorf("%s was seen %d times", row.Case.Number, row.Case.Times)
			}
		}
	}
	if outcomes[work.RecheckStill] < 45 {
		t.Errorf("outcomes %v", outcomes)
	}
	latest, err := st.LatestScan(ctx, true)
	if err != nil || latest.Kind != portal.ScanFull {
		t.Errorf("latest scan %+v, %v", latest, err)
	}
}

// TestScanIsFollowedOnce judges one scan as often as one likes: its cases are
// opened once, and judging again by Judge touches none.
func TestScanIsFollowedOnce(t *testing.T) {
	c := newCounty(t)
	st := open(t, storetest.SQLite(t))
	j := c.followed(t, st)
	ctx := context.Background()
	again, err := work.JudgeAndFollow(ctx, c.cfg, st, j.Result.Scan.ID)
	if err != nil || *again.Cases != (work.Followed{}) {
		t.Errorf("followed again: %+v, %v", again.Cases, err)
	}
	if j, err := work.Judge(ctx, c.cfg, st, j.Result.Scan.ID, "national-ogi", 0); err != nil || j.Cases != nil {
		t.Errorf("judged again: %+v, %v", j.Cases, err)
	}
	list, err := st.Cases(ctx, store.CaseQuery{})
	if err != nil || len(list) != j.Cases.Opened {
		t.Fatalf("%d cases, %v", len(list), err)
	}
	for _, k := range list {
		if k.Count != 1 || k.Phase != rectify.Pending {
			t.Errorf("%s: %s after %d events", k.Number, k.Phase, k.Count)
		}
	}

	// The next scan sees them all again, and none anew.
	if next := c.followed(t, st); *next.Cases != (work.Followed{}) {
		t.Errorf("second scan: %+v", next.Cases)
	}
	list, err = st.Cases(ctx, store.CaseQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range list {
		if k.Times != 2 {
			t.Errorf("%s was seen %d times", k.Number, k.Times)
		}
	}
}
