package work

import (
	"context"
	"time"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// Received is what a receipt (签收) came to.
type Received struct {
	*store.Notice
	Moved bool // deadlines count from the receipt and moved
	// Provisional says that a deadline falls in a year whose calendar is not
	// yet published (暂定).
	Provisional bool
}

// ReceiveNotice writes down that a unit signed for a notice. Where the config
// counts deadlines from the receipt, each case gets as many working days from
// that day as it had from the issue; a deadline never moves to an earlier day.
// A notice that was signed for before is store.ErrConflict.
func ReceiveNotice(ctx context.Context, cfg *config.Config, st *store.Store, n *store.Notice, on portal.Date, by string) (*Received, error) {
	r := &Received{}
	var deadline func(rectify.Case) portal.Date
	if cfg.Office.DeadlineFrom == config.DeadlineFromReceipt && on > n.IssuedOn {
		cal, err := Calendar(cfg)
		if err != nil {
			return nil, err
		}
		given := map[string]portal.Date{} // as issued: what was extended since stays
		for _, c := range n.Cases {
			given[c.Number] = c.Deadline
		}
		deadline = func(c rectify.Case) portal.Date {
			days, known := cal.Workdays(n.IssuedOn, given[c.Number])
			until, sure := cal.AddWorkdays(on, days)
			r.Provisional = r.Provisional || !known || !sure
			r.Moved = r.Moved || until > c.Deadline
			return until
		}
	}
	var err error
	r.Notice, err = st.ReceiveNotice(ctx, n, on, time.Now(), by, deadline)
	return r, err
}
