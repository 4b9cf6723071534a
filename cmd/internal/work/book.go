package work

import (
	"context"
	"fmt"
	"strings"

	"duwang/checks/rules"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/notice"
	"duwang/reports/rectify"
)

// capturesShown is how many kept answers of one problem a book shows: the
// first and the last ones.
const capturesShown = 3

// EvidenceBook makes the book of evidence (证据册) of one notice, from the kept
// answers alone.
func EvidenceBook(ctx context.Context, cfg *config.Config, st *store.Store, n *store.Notice, made portal.Date) (*notice.Book, []store.File, error) {
	set, err := rules.Load(cfg.Ruleset)
	if err != nil {
		return nil, nil, err
	}
	chain, err := st.ChainHead(ctx)
	if err != nil {
		return nil, nil, err
	}
	b := &notice.Book{Office: Office(cfg), UnitID: n.Unit, Unit: n.UnitName, Serial: n.Serial(), Number: n.Number, Year: n.Year, Made: made, Head: chain}
	for _, nc := range n.Cases {
		c, events, err := st.Case(ctx, nc.Number)
		if err != nil {
			return nil, nil, err
		}
		proofs, err := CaseEvidence(ctx, cfg, st, nc.Number)
		if err != nil {
			return nil, nil, err
		}
		b.Entries = append(b.Entries, bookEntry(set, &c, events, proofs))
	}
	files, err := letterFiles(b.Name(), b.Letter())
	return b, files, err
}

func bookEntry(set *rules.Set, c *rectify.Case, events []rectify.Event, proofs []CaseProof) notice.BookEntry {
	f := reports.InWords(set, &c.Finding)
	e := notice.BookEntry{Number: c.Number, Sentence: f.Sentence(), URL: f.Address(), Basis: f.Sources(), Proof: f.Proof()}
	for i := range events {
		if events[i].Kind == rectify.Seen {
			e.Seen = append(e.Seen, fmt.Sprintf("%s（巡检%s）", reports.Moment(events[i].Started), events[i].Scan))
		}
	}
	if len(e.Seen) > capturesShown {
		e.Seen = append(e.Seen[:capturesShown-1:capturesShown-1], fmt.Sprintf("……共%d次，最近一次：%s", len(e.Seen), e.Seen[len(e.Seen)-1]))
	}
	if len(proofs) > capturesShown {
		proofs = append(proofs[:1:1], proofs[len(proofs)-capturesShown+1:]...)
	}
	for i := range proofs {
		p := &proofs[i]
		capture := notice.Capture{For: p.For, URL: reports.Clean(p.URL), Taken: reports.Moment(p.Taken) + p.Taken.In(config.Zone).Format(":05"), Status: fmt.Sprint(p.Status),
			Digest: p.Digest, Record: p.Record(), Headers: p.HeaderLines()}
		kind := p.Header.Get("Content-Type")
		if strings.HasPrefix(kind, "text/") || strings.Contains(kind, "html") || kind == "" {
			capture.Excerpt, capture.Apart = excerpt(p.Body, kind, &c.Finding)
		} else {
			capture.Image = true
		}
		e.Captures = append(e.Captures, capture)
	}
	return e
}
